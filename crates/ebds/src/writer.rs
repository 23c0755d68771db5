//! Writes declaration files: fields in their places, control sums and recaps computed here.

use crate::check::is_plain;
use crate::digits;
use crate::layout::{self, Field, LINE, Total, detail, entrant, header, opening};
use crate::record::{Allowances, Detail, Entrant, Heading, Listed, NO_NUMBER, Nature, Opening, centimes};
use crate::totals::Totals;
use chrono::{Datelike, NaiveDate};
use std::io::{self, Write};

/// Why a file could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The destination failed.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// A value does not fit its field: too large, too long, or outside the 38 characters.
    #[error("{0} does not fit its field")]
    Field(&'static str),
    /// A detail after the entrants, or a record the kind of file does not have.
    #[error("this record does not belong here")]
    Order,
}

/// What separates lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LineEnding {
    /// As the specification has it.
    #[default]
    Lf,
    /// As several tools write it.
    CrLf,
}

/// A file being written: details first, then entrants, then [`Writer::finish`]. Give it a buffered destination.
#[derive(Debug)]
pub struct Writer<W> {
    out: W,
    nature: Nature,
    ending: LineEnding,
    line: [u8; LINE],
    /// Employer and period.
    key: [u8; 13],
    details: Totals,
    entrants: Totals,
    details_closed: bool,
}

impl<W: Write> Writer<W> {
    /// Writes the first two records.
    ///
    /// # Errors
    /// [`WriteError`] when the destination fails or a value does not fit.
    pub fn start(
        out: W,
        opening: &Opening,
        heading: &Heading,
        ending: LineEnding,
    ) -> Result<Self, WriteError> {
        let mut writer = Self {
            out,
            nature: opening.nature,
            ending,
            line: [b' '; LINE],
            key: [b'0'; 13],
            details: Totals::default(),
            entrants: Totals::default(),
            details_closed: false,
        };
        writer.open(opening)?;
        writer.head(heading)?;
        Ok(writer)
    }

    fn open(&mut self, opening: &Opening) -> Result<(), WriteError> {
        self.line.fill(b' ');
        self.line[..3].copy_from_slice(&[opening.nature.letter(), b'0', b'0']);
        let number_only = !matches!(opening.nature, Nature::Complementary(_));
        if number_only && !opening.transfer.iter().all(u8::is_ascii_digit) {
            return Err(WriteError::Field(opening::TRANSFER.name));
        }
        self.bytes(&opening::TRANSFER, &opening.transfer)?;
        let category = match opening.nature {
            Nature::Preetabli => *b"A0",
            Nature::Main => *b"B0",
            Nature::Complementary(number @ 1..=9) => [b'E', b'0' + number],
            Nature::Complementary(_) => return Err(WriteError::Field(opening::CATEGORY.name)),
        };
        self.bytes(&opening::CATEGORY, &category)?;
        self.write_line()
    }

    fn head(&mut self, heading: &Heading) -> Result<(), WriteError> {
        self.key[..7].copy_from_slice(heading.employer.as_str().as_bytes());
        self.key[7..].copy_from_slice(heading.period.compact().as_bytes());
        self.begin(1);
        for (field, text) in [
            (header::COMPANY, &heading.company),
            (header::ACTIVITY, &heading.activity),
            (header::ADDRESS, &heading.address),
            (header::TOWN, &heading.town),
            (header::POSTAL_CODE, &heading.postal_code),
        ] {
            self.bytes(&field, text.as_bytes())?;
        }
        self.number(&header::AGENCY, heading.agency.into())?;
        self.number(&header::ISSUED, day_number(heading.issued))?;
        self.number(&header::DUE, day_number(heading.due))?;
        self.write_line()
    }

    /// An insured person of a préétabli.
    ///
    /// # Errors
    /// [`WriteError`] when the destination fails, a value does not fit, or this is no préétabli.
    pub fn listed(&mut self, row: &Listed, name: &str) -> Result<(), WriteError> {
        if self.nature != Nature::Preetabli {
            return Err(WriteError::Order);
        }
        self.person(row.number, name, &row.allowances)?;
        self.write_line()
    }

    /// A month of an insured person, in the order of registration numbers.
    ///
    /// # Errors
    /// [`WriteError`] when the destination fails, a value does not fit, or details are over.
    pub fn detail(&mut self, row: &Detail, name: &str) -> Result<(), WriteError> {
        if self.nature != Nature::Main || self.details_closed {
            return Err(WriteError::Order);
        }
        self.person(row.number, name, &row.allowances)?;
        let control = row.derive_control();
        self.bytes(&detail::SITUATION, row.situation.code().as_bytes())?;
        for (field, total, value) in [
            (detail::RETURNED, Total::Returned, centimes(row.returned)),
            (detail::DAYS, Total::Days, row.days.into()),
            (detail::SALARY, Total::Salary, centimes(row.salary)),
            (detail::CAPPED, Total::Capped, centimes(row.capped_salary)),
            (detail::CONTROL, Total::Control, control),
        ] {
            self.number(&field, value)?;
            self.details.add(total, value);
        }
        self.write_line()
    }

    fn person(&mut self, number: u32, name: &str, allowances: &Allowances) -> Result<(), WriteError> {
        self.begin(2);
        self.bytes(&detail::NAME, name.as_bytes())?;
        self.details.add(Total::Insured, 1);
        for (field, total, value) in [
            (detail::NUMBER, Total::Numbers, number.into()),
            (detail::CHILDREN, Total::Children, allowances.children.into()),
            (detail::TO_PAY, Total::ToPay, centimes(allowances.to_pay)),
            (detail::TO_DEDUCT, Total::ToDeduct, centimes(allowances.to_deduct)),
            (detail::NET, Total::Net, centimes(allowances.net)),
        ] {
            self.number(&field, value)?;
            self.details.add(total, value);
        }
        Ok(())
    }

    /// Someone newly at work.
    ///
    /// # Errors
    /// [`WriteError`] when the destination fails, a value does not fit, or this is a préétabli.
    pub fn entrant(&mut self, row: &Entrant, name: &str) -> Result<(), WriteError> {
        if self.nature == Nature::Preetabli {
            return Err(WriteError::Order);
        }
        self.close_details()?;
        self.begin(4);
        self.bytes(&entrant::NAME, name.as_bytes())?;
        self.bytes(&entrant::CIN, row.cin.trim_ascii_end())?;
        self.entrants.add(Total::Insured, 1);
        for (field, total, value) in [
            (entrant::NUMBER, Total::Numbers, row.number.into()),
            (entrant::DAYS, Total::Days, row.days.into()),
            (entrant::SALARY, Total::Salary, centimes(row.salary)),
            (entrant::CAPPED, Total::Capped, centimes(row.capped_salary)),
            (entrant::CONTROL, Total::Control, row.derive_control()),
        ] {
            self.number(&field, value)?;
            self.entrants.add(total, value);
        }
        self.write_line()
    }

    /// The recap of the details, once; a complementary declaration has one empty detail before it.
    fn close_details(&mut self) -> Result<(), WriteError> {
        if self.details_closed {
            return Ok(());
        }
        self.details_closed = true;
        if matches!(self.nature, Nature::Complementary(_)) {
            self.void_detail()?;
        }
        let totals = self.details;
        if self.nature == Nature::Preetabli {
            self.recap(3, &layout::LISTED_RECAP, &totals)
        } else {
            self.recap(3, &layout::RECAP, &totals)
        }
    }

    fn void_detail(&mut self) -> Result<(), WriteError> {
        self.begin(2);
        for field in [
            detail::NUMBER,
            detail::CHILDREN,
            detail::TO_PAY,
            detail::TO_DEDUCT,
            detail::NET,
            detail::RETURNED,
            detail::DAYS,
            detail::SALARY,
            detail::CAPPED,
            detail::CONTROL,
        ] {
            self.number(&field, NO_NUMBER.into())?;
        }
        self.write_line()
    }

    /// The one empty entrant of a declaration without entrants: its registration number is blank.
    fn void_entrant(&mut self) -> Result<(), WriteError> {
        self.begin(4);
        for field in [entrant::DAYS, entrant::SALARY, entrant::CAPPED, entrant::CONTROL] {
            self.number(&field, 0)?;
        }
        self.write_line()
    }

    fn recap(&mut self, rank: u8, fields: &[(Total, Field)], totals: &Totals) -> Result<(), WriteError> {
        self.begin(rank);
        for (total, field) in fields {
            self.number(field, totals.get(*total))?;
        }
        self.write_line()
    }

    /// Writes what is left, recaps included, and gives the destination back, flushed.
    ///
    /// # Errors
    /// [`WriteError`] when the destination fails or a total does not fit.
    pub fn finish(mut self) -> Result<W, WriteError> {
        self.close_details()?;
        if self.nature != Nature::Preetabli {
            if self.entrants.get(Total::Insured) == 0 {
                self.void_entrant()?;
            }
            let entrants = self.entrants;
            self.recap(5, &layout::GRAND, &entrants)?;
            let mut grand = self.details;
            for (total, _) in layout::GRAND {
                grand.add(total, entrants.get(total));
            }
            self.recap(6, &layout::GRAND, &grand)?;
        }
        self.out.flush()?;
        Ok(self.out)
    }

    /// A blank line with its record type, employer and period.
    fn begin(&mut self, rank: u8) {
        self.line.fill(b' ');
        self.line[..3].copy_from_slice(&[self.nature.letter(), b'0', b'0' + rank]);
        self.line[3..16].copy_from_slice(&self.key);
    }

    fn place(&mut self, field: &Field) -> &mut [u8] {
        let (_, from) = self.line.split_at_mut(field.start - 1);
        from.split_at_mut(field.length).0
    }

    fn number(&mut self, field: &Field, value: u64) -> Result<(), WriteError> {
        if digits::write(value, self.place(field)) { Ok(()) } else { Err(WriteError::Field(field.name)) }
    }

    fn bytes(&mut self, field: &Field, text: &[u8]) -> Result<(), WriteError> {
        let place = self.place(field);
        if text.len() > place.len() || !is_plain(text) || !text.is_ascii() {
            return Err(WriteError::Field(field.name));
        }
        place[..text.len()].copy_from_slice(text);
        Ok(())
    }

    fn write_line(&mut self) -> Result<(), WriteError> {
        self.out.write_all(&self.line)?;
        self.out.write_all(match self.ending {
            LineEnding::Lf => b"\n",
            LineEnding::CrLf => b"\r\n",
        })?;
        Ok(())
    }
}

fn day_number(day: NaiveDate) -> u64 {
    let year = u64::try_from(day.year()).unwrap_or(0);
    year * 10_000 + u64::from(day.month()) * 100 + u64::from(day.day())
}
