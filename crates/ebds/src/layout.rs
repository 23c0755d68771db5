//! Where each field of each record stands (Damancom e-BDS, "cahier des charges" v2: lines of 260 characters).

/// Length of every line, line ending aside.
pub const LINE: usize = 260;

/// What a field holds, which decides how it is read, written and checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `A00`, `B02`…
    Record,
    /// Digits, right-aligned, filled with zeros.
    Number,
    /// One of the 38 characters, left-aligned, filled with spaces.
    Text,
    /// A day, `AAAAMMJJ`.
    Day,
    /// Spaces only.
    Filler,
}

/// A field: its name in the specification and its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Name in the specification.
    pub name: &'static str,
    /// First column, from 1.
    pub start: usize,
    /// Columns.
    pub length: usize,
    /// What it holds.
    pub kind: Kind,
}

impl Field {
    const fn new(name: &'static str, start: usize, length: usize, kind: Kind) -> Self {
        Self { name, start, length, kind }
    }

    /// The field's bytes in a whole line.
    #[inline]
    pub fn of<'a>(&self, line: &'a [u8; LINE]) -> &'a [u8] {
        let (_, from) = line.split_at(self.start - 1);
        from.split_at(self.length).0
    }
}

const fn number(name: &'static str, start: usize, length: usize) -> Field {
    Field::new(name, start, length, Kind::Number)
}

const fn text(name: &'static str, start: usize, length: usize) -> Field {
    Field::new(name, start, length, Kind::Text)
}

const fn filler(start: usize) -> Field {
    Field::new("L_filler", start, LINE + 1 - start, Kind::Filler)
}

/// Nature of the record, first field of every line.
pub const RECORD: Field = Field::new("L_Type_Enreg", 1, 3, Kind::Record);
/// Employer, second field of every line but the first.
pub const EMPLOYER: Field = number("N_Num_Affilie", 4, 7);
/// Period, third field of every line but the first.
pub const PERIOD: Field = number("L_Periode", 11, 6);

/// A00, B00, E00: nature of the file.
pub mod opening {
    use super::{Field, filler, number, text};
    /// Given by the fund in the préétabli.
    pub const TRANSFER: Field = number("N_Identif_Transfert", 4, 14);
    /// The same place in an E00, where letters are allowed too.
    pub const TRANSFER_TEXT: Field = text("N_Identif_Transfert", 4, 14);
    /// `A0`, `B0`, `E1` to `E9`.
    pub const CATEGORY: Field = text("L_Cat", 18, 2);
    /// Spaces.
    pub const FILLER: Field = filler(20);
}

/// A01, B01, E01: the employer.
pub mod header {
    use super::{Field, Kind, number, text};
    /// Company name.
    pub const COMPANY: Field = text("L_Raison_Sociale", 17, 40);
    /// Activity.
    pub const ACTIVITY: Field = text("L_Activite", 57, 40);
    /// Address.
    pub const ADDRESS: Field = text("L_Adresse", 97, 120);
    /// Town.
    pub const TOWN: Field = text("L_Ville", 217, 20);
    /// Postal code.
    pub const POSTAL_CODE: Field = text("C_Code_Postal", 237, 6);
    /// Agency of the fund.
    pub const AGENCY: Field = number("C_Code_Agence", 243, 2);
    /// Day the préétabli was made.
    pub const ISSUED: Field = Field::new("D_Date_Emission", 245, 8, Kind::Day);
    /// Day by which to declare and pay.
    pub const DUE: Field = Field::new("D_Date_Exig", 253, 8, Kind::Day);
}

/// A02, B02, E02: one insured person.
pub mod detail {
    use super::{Field, filler, number, text};
    /// Registration number.
    pub const NUMBER: Field = number("N_Num_Assure", 17, 9);
    /// Name and first name.
    pub const NAME: Field = text("L_Nom_Prenom", 26, 60);
    /// Children.
    pub const CHILDREN: Field = number("N_Enfants", 86, 2);
    /// Family allowances to pay, centimes.
    pub const TO_PAY: Field = number("N_AF_A_Payer", 88, 6);
    /// Family allowances to deduct, centimes.
    pub const TO_DEDUCT: Field = number("N_AF_A_Deduire", 94, 6);
    /// Net family allowances, centimes.
    pub const NET: Field = number("N_AF_Net_A_Payer", 100, 6);
    /// Rest of an A02.
    pub const LISTED_FILLER: Field = filler(106);
    /// Family allowances the employer gives back, centimes.
    pub const RETURNED: Field = number("N_AF_A_Reverser", 106, 6);
    /// Days declared, 0 to 26.
    pub const DAYS: Field = number("N_Jours_Declares", 112, 2);
    /// Salary, centimes.
    pub const SALARY: Field = number("N_Salaire_Reel", 114, 13);
    /// Salary up to the ceiling, centimes.
    pub const CAPPED: Field = number("N_Salaire_Plaf", 127, 9);
    /// Situation.
    pub const SITUATION: Field = text("L_Situation", 136, 2);
    /// Control sum.
    pub const CONTROL: Field = number("S_Ctr", 138, 19);
    /// Rest of a B02.
    pub const FILLER: Field = filler(157);
}

/// B04, E04: one entrant.
pub mod entrant {
    use super::{Field, filler, number, text};
    /// Registration number, zeros when there is none yet, spaces in the empty record.
    pub const NUMBER: Field = number("N_Num_Assure", 17, 9);
    /// Name and first name.
    pub const NAME: Field = text("L_Nom_Prenom", 26, 60);
    /// National identity number.
    pub const CIN: Field = text("L_Num_CIN", 86, 8);
    /// Days, 0 to 26.
    pub const DAYS: Field = number("N_Nbr_Jours", 94, 2);
    /// Salary, centimes.
    pub const SALARY: Field = number("N_Sal_Reel", 96, 13);
    /// Salary up to the ceiling, centimes.
    pub const CAPPED: Field = number("N_Sal_Plaf", 109, 9);
    /// Control sum.
    pub const CONTROL: Field = number("S_Ctr", 118, 19);
    /// Spaces.
    pub const FILLER: Field = filler(137);
}

/// What a recap counts. The order is that of the sums of `totals.rs`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Total {
    /// Insured persons.
    Insured,
    /// Children.
    Children,
    /// Family allowances to pay.
    ToPay,
    /// Family allowances to deduct.
    ToDeduct,
    /// Net family allowances.
    Net,
    /// Registration numbers, added up.
    Numbers,
    /// Family allowances given back.
    Returned,
    /// Days.
    Days,
    /// Salaries.
    Salary,
    /// Capped salaries.
    Capped,
    /// Control sums.
    Control,
}

/// A03, first part of B03 and E03.
pub const LISTED_RECAP: [(Total, Field); 6] = [
    (Total::Insured, number("N_Nbr_Salaries", 17, 6)),
    (Total::Children, number("N_T_Enfants", 23, 6)),
    (Total::ToPay, number("N_T_AF_A_Payer", 29, 12)),
    (Total::ToDeduct, number("N_T_AF_A_Deduire", 41, 12)),
    (Total::Net, number("N_T_AF_Net_A_Payer", 53, 12)),
    (Total::Numbers, number("N_T_Num_Imma", 65, 15)),
];
/// Rest of an A03.
pub const LISTED_RECAP_FILLER: Field = filler(80);

/// B03, E03: recap of the details.
pub const RECAP: [(Total, Field); 11] = [
    LISTED_RECAP[0],
    LISTED_RECAP[1],
    LISTED_RECAP[2],
    LISTED_RECAP[3],
    LISTED_RECAP[4],
    LISTED_RECAP[5],
    (Total::Returned, number("N_T_AF_A_Reverser", 80, 12)),
    (Total::Days, number("N_T_Jours_Declares", 92, 6)),
    (Total::Salary, number("N_T_Salaire_Reel", 98, 15)),
    (Total::Capped, number("N_T_Salaire_Plaf", 113, 13)),
    (Total::Control, number("N_T_Ctr", 126, 19)),
];
/// Rest of a B03.
pub const RECAP_FILLER: Field = filler(145);

/// B05, E05 (recap of the entrants) and B06, E06 (both recaps together).
pub const GRAND: [(Total, Field); 6] = [
    (Total::Insured, number("N_Nbr_Salaries", 17, 6)),
    (Total::Numbers, number("N_T_Num_Imma", 23, 15)),
    (Total::Days, number("N_T_Jours_Declares", 38, 6)),
    (Total::Salary, number("N_T_Salaire_Reel", 44, 15)),
    (Total::Capped, number("N_T_Salaire_Plaf", 59, 13)),
    (Total::Control, number("N_T_Ctr", 72, 19)),
];
/// Rest of a B05 or B06.
pub const GRAND_FILLER: Field = filler(91);

#[cfg(test)]
mod tests {
    use super::*;

    fn covers_the_line(fields: &[Field]) {
        let mut next = 1;
        for field in fields {
            assert_eq!(field.start, next, "{}", field.name);
            next += field.length;
        }
        assert_eq!(next, LINE + 1);
    }

    fn with(keys: &[Field], totals: &[(Total, Field)], filler: Field) -> Vec<Field> {
        [keys, &totals.iter().map(|(_, field)| *field).collect::<Vec<_>>(), &[filler]].concat()
    }

    #[test]
    fn the_fields_of_every_record_cover_its_260_columns_once() {
        use super::{detail as d, entrant as e, header as h, opening as o};
        let keys = [RECORD, EMPLOYER, PERIOD];
        covers_the_line(&[RECORD, o::TRANSFER, o::CATEGORY, o::FILLER]);
        covers_the_line(
            &[
                &keys[..],
                &[h::COMPANY, h::ACTIVITY, h::ADDRESS, h::TOWN, h::POSTAL_CODE, h::AGENCY, h::ISSUED, h::DUE],
            ]
            .concat(),
        );
        let listed = [d::NUMBER, d::NAME, d::CHILDREN, d::TO_PAY, d::TO_DEDUCT, d::NET];
        covers_the_line(&[&keys[..], &listed, &[d::LISTED_FILLER]].concat());
        let work = [d::RETURNED, d::DAYS, d::SALARY, d::CAPPED, d::SITUATION, d::CONTROL, d::FILLER];
        covers_the_line(&[&keys[..], &listed, &work].concat());
        let entrant = [e::NUMBER, e::NAME, e::CIN, e::DAYS, e::SALARY, e::CAPPED, e::CONTROL, e::FILLER];
        covers_the_line(&[&keys[..], &entrant].concat());
        covers_the_line(&with(&keys, &LISTED_RECAP, LISTED_RECAP_FILLER));
        covers_the_line(&with(&keys, &RECAP, RECAP_FILLER));
        covers_the_line(&with(&keys, &GRAND, GRAND_FILLER));
    }
}
