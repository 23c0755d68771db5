//! What records say, once read: cheap values for millions of details, owned ones for the header.

use chrono::NaiveDate;
use damane_domain::ids::{EmployerNumber, IdError, RegistrationNumber};
use damane_domain::money::Money;
use damane_domain::month::Month;
use damane_domain::situation::Situation;
use std::borrow::Cow;
use std::fmt;

/// Number of an entrant who has none yet.
pub const NO_NUMBER: u32 = 0;
/// Number under which casual labour is declared.
pub const CASUAL_NUMBER: u32 = 999_999_999;
/// Number that marks a refused registration.
pub const REFUSED_NUMBER: u32 = 100_000_000;

/// Which of the three kinds of files this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Nature {
    /// A records: the list the fund gives the employer.
    Preetabli,
    /// B records: the month's declaration.
    Main,
    /// E records: a complementary declaration, 1 to 9.
    Complementary(u8),
}

impl Nature {
    /// The letter its records begin with.
    pub const fn letter(self) -> u8 {
        match self {
            Self::Preetabli => b'A',
            Self::Main => b'B',
            Self::Complementary(_) => b'E',
        }
    }

    /// 0 for the main declaration and the préétabli, 1 to 9 for a complementary one.
    pub const fn category(self) -> u8 {
        match self {
            Self::Preetabli | Self::Main => 0,
            Self::Complementary(number) => number,
        }
    }
}

/// First record of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opening {
    /// Kind of file.
    pub nature: Nature,
    /// Transfer number given by the fund: digits, letters too in a complementary declaration.
    pub transfer: [u8; 14],
}

impl Opening {
    /// The transfer number as text, without the spaces at its end.
    pub fn transfer_text(&self) -> String {
        Text(&self.transfer).decode().into_owned()
    }
}

/// Second record of a file: the employer and the period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// Employer.
    pub employer: EmployerNumber,
    /// Month declared.
    pub period: Month,
    /// Company name.
    pub company: String,
    /// Activity.
    pub activity: String,
    /// Address.
    pub address: String,
    /// Town.
    pub town: String,
    /// Postal code.
    pub postal_code: String,
    /// Agency of the fund.
    pub agency: u8,
    /// Day the préétabli was made.
    pub issued: NaiveDate,
    /// Day by which to declare and pay.
    pub due: NaiveDate,
}

/// Children and family allowances, as the fund computed them; centimes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Allowances {
    /// Children.
    pub children: u8,
    /// To pay.
    pub to_pay: Money,
    /// To deduct.
    pub to_deduct: Money,
    /// Net to pay.
    pub net: Money,
}

/// An insured person of the préétabli (A02).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listed {
    /// Line of the file.
    pub line: u64,
    /// Registration number; [`find_registration_number`] gives the domain's.
    pub number: u32,
    /// Children and family allowances.
    pub allowances: Allowances,
}

/// A month of an insured person (B02).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Detail {
    /// Line of the file.
    pub line: u64,
    /// Registration number; [`find_registration_number`] gives the domain's.
    pub number: u32,
    /// Children and family allowances.
    pub allowances: Allowances,
    /// Family allowances the employer gives back.
    pub returned: Money,
    /// Days, 0 to 26.
    pub days: u8,
    /// Salary.
    pub salary: Money,
    /// Salary up to the ceiling.
    pub capped_salary: Money,
    /// Situation.
    pub situation: Situation,
}

impl Detail {
    /// What `S_Ctr` must be.
    pub fn derive_control(&self) -> u64 {
        u64::from(self.number)
            + centimes(self.returned)
            + u64::from(self.days)
            + centimes(self.salary)
            + centimes(self.capped_salary)
            + u64::from(self.situation.rank())
    }
}

/// A person newly at work (B04, E04).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entrant {
    /// Line of the file.
    pub line: u64,
    /// Registration number, [`NO_NUMBER`] when the person has none yet.
    pub number: u32,
    /// National identity number, spaces at its right; blank when not given.
    pub cin: [u8; 8],
    /// Days, 0 to 26.
    pub days: u8,
    /// Salary.
    pub salary: Money,
    /// Salary up to the ceiling.
    pub capped_salary: Money,
}

impl Entrant {
    /// What `S_Ctr` must be.
    pub fn derive_control(&self) -> u64 {
        u64::from(self.number) + u64::from(self.days) + centimes(self.salary) + centimes(self.capped_salary)
    }

    /// The national identity number as text, empty when not given.
    pub fn cin_text(&self) -> String {
        Text(&self.cin).decode().into_owned()
    }
}

/// Amounts of a file are never negative.
pub(crate) fn centimes(amount: Money) -> u64 {
    amount.as_centimes().unsigned_abs()
}

/// The domain's registration number, unless the number is one of the reserved ones.
///
/// # Errors
/// [`IdError`] when it is no registration number of nine digits.
pub fn find_registration_number(number: u32) -> Result<Option<RegistrationNumber>, IdError> {
    if [NO_NUMBER, CASUAL_NUMBER, REFUSED_NUMBER].contains(&number) {
        return Ok(None);
    }
    RegistrationNumber::parse(&format!("{number:09}")).map(Some)
}

/// A text as it stands in the file: one byte per character, spaces at its right.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Text<'a>(pub &'a [u8]);

impl<'a> Text<'a> {
    /// Without the spaces at its end; bytes outside ASCII are read as Windows-1252.
    pub fn decode(self) -> Cow<'a, str> {
        let bytes = self.0.trim_ascii_end();
        match std::str::from_utf8(bytes) {
            Ok(text) if text.is_ascii() => Cow::Borrowed(text),
            _ => Cow::Owned(bytes.iter().map(|byte| windows_1252(*byte)).collect()),
        }
    }
}

impl fmt::Debug for Text<'_> {
    /// A name is never printed by accident.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Text({} bytes)", self.0.trim_ascii_end().len())
    }
}

/// Windows-1252 is Latin-1 but for 0x80 to 0x9F (WHATWG Encoding, index windows-1252).
fn windows_1252(byte: u8) -> char {
    const UPPER: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
        '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => UPPER[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_outside_ascii_is_windows_1252() {
        assert_eq!(Text(b"FACON  ").decode(), "FACON");
        assert_eq!(Text(b"FA\xc7ON \x8cUVRE").decode(), "FAÇON ŒUVRE");
        assert_eq!(format!("{:?}", Text(b"TEST UN   ")), "Text(7 bytes)");
    }

    #[test]
    fn reserved_numbers_are_nobodys() {
        assert_eq!(find_registration_number(CASUAL_NUMBER), Ok(None));
        assert_eq!(find_registration_number(190_000_010).unwrap().unwrap().as_str(), "190000010");
        assert_eq!(find_registration_number(28).unwrap().unwrap().as_str(), "000000028");
    }
}
