//! Identifiers as types: registration number, employer number, national id, mobile, bank details, ICE, bar code.

use std::fmt;
use std::str::FromStr;

/// Why a text is not an identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// Too short or too long.
    #[error("wrong length")]
    Length,
    /// A character that cannot stand there.
    #[error("unexpected character")]
    Character,
    /// The control key does not match.
    #[error("control key does not match")]
    ControlKey,
}

/// What the check digit of a number says. Never a reason to refuse: the published rule misses a third of
/// today's employers (domain notes §1), so a mismatch is a warning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckDigit {
    /// The published rule holds.
    K1,
    /// The rule inferred from recent numbers holds.
    K2,
    /// Neither holds.
    Mismatch,
    /// The number has another length than the rule speaks of, or is one of the reserved values.
    NotApplicable,
}

fn without_blanks(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '-' && *c != '.').collect()
}

fn only_digits(text: &str) -> Result<(), IdError> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) { Ok(()) } else { Err(IdError::Character) }
}

/// Weighted sum of the published rule: twice the digits of even rank, once those of odd rank; `skip` leading
/// digits stand outside.
fn check_digit(digits: &str, skip: usize) -> CheckDigit {
    let values: Vec<u32> = digits.chars().filter_map(|c| c.to_digit(10)).collect();
    let Some((key, body)) = values.split_last() else { return CheckDigit::NotApplicable };
    let weigh = |(index, digit): (usize, &u32)| if index % 2 == 1 { 2 * digit } else { *digit };
    let sum: u32 = body.iter().enumerate().skip(skip).map(weigh).sum();
    let first = (10 - sum % 10) % 10;
    let second = (sum + 9) % 10;
    match *key {
        key if key == first => CheckDigit::K1,
        key if key == second => CheckDigit::K2,
        _ => CheckDigit::Mismatch,
    }
}

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// The identifier in its canonical form.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let tail = self.0.get(self.0.len().saturating_sub(2)..).unwrap_or_default();
                write!(f, concat!(stringify!($name), "(…{})"), tail)
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                Self::parse(text)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <String as serde::Deserialize>::deserialize(deserializer)?;
                Self::parse(&text).map_err(serde::de::Error::custom)
            }
        }
    };
}

text_id! {
    /// Registration number of an insured person: 8 to 10 digits as people find them; never padded.
    RegistrationNumber
}
text_id! {
    /// Number of an affiliated employer: 7 digits.
    EmployerNumber
}
text_id! {
    /// National identity number: one or two letters and digits. Foreigners hold other papers, so a text of
    /// 4 to 12 letters and digits is accepted and [`Cin::is_national`] tells.
    Cin
}
text_id! {
    /// Moroccan mobile number in E.164: `+2126…` or `+2127…`.
    Mobile
}
text_id! {
    /// E-mail address as it was typed; [`Email::key`] is what two of them are compared by.
    Email
}
text_id! {
    /// Bank account, 24 digits, the last two a key (mod 97).
    Rib
}
text_id! {
    /// Common identifier of an enterprise, 15 digits, divisible by 97.
    Ice
}

mod barcode;
mod email;
mod random;

pub use barcode::Ean13;
pub use random::{BatchId, CertificateId, ClaimId, DocumentId, PaymentId};

impl RegistrationNumber {
    /// Reads 8 to 10 digits, blanks allowed between them.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let digits = without_blanks(text);
        only_digits(&digits)?;
        if (8..=10).contains(&digits.len()) { Ok(Self(digits)) } else { Err(IdError::Length) }
    }

    /// What the ninth digit says; the first digit stands outside the rule.
    pub fn check_digit(&self) -> CheckDigit {
        let reserved = ["000000000", "999999999", "100000000"].contains(&self.as_str());
        if self.0.len() != 9 || reserved { CheckDigit::NotApplicable } else { check_digit(&self.0, 1) }
    }
}

impl EmployerNumber {
    /// Reads 7 digits, blanks allowed between them.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let digits = without_blanks(text);
        only_digits(&digits)?;
        if digits.len() == 7 { Ok(Self(digits)) } else { Err(IdError::Length) }
    }

    /// What the seventh digit says.
    pub fn check_digit(&self) -> CheckDigit {
        check_digit(&self.0, 0)
    }
}

impl Cin {
    /// Reads letters and digits, upper-cased, blanks removed.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let text = without_blanks(text).to_uppercase();
        if !text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(IdError::Character);
        }
        if (4..=12).contains(&text.len()) { Ok(Self(text)) } else { Err(IdError::Length) }
    }

    /// One or two letters, then one to eight digits.
    pub fn is_national(&self) -> bool {
        let letters = self.0.bytes().take_while(u8::is_ascii_uppercase).count();
        let digits = self.0.get(letters..).unwrap_or_default();
        (1..=2).contains(&letters)
            && (1..=8).contains(&digits.len())
            && digits.bytes().all(|byte| byte.is_ascii_digit())
    }
}

impl Mobile {
    /// Reads `06…`, `07…`, `002126…`, `+2126…`; gives E.164.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let bare = without_blanks(text);
        let national = bare
            .strip_prefix("+212")
            .or_else(|| bare.strip_prefix("00212"))
            .or_else(|| bare.strip_prefix('0'))
            .ok_or(IdError::Character)?;
        let national = national.strip_prefix('0').unwrap_or(national);
        only_digits(national)?;
        if national.len() != 9 {
            return Err(IdError::Length);
        }
        if !national.starts_with(['6', '7']) {
            return Err(IdError::Character);
        }
        Ok(Self(format!("+212{national}")))
    }

    /// The last two digits, which may be shown.
    pub fn ending(&self) -> &str {
        self.0.get(self.0.len().saturating_sub(2)..).unwrap_or_default()
    }

    /// All but its ends hidden: `+2126…78`.
    pub fn masked(&self) -> String {
        format!("{}…{}", self.0.get(..5).unwrap_or_default(), self.ending())
    }
}

fn modulo_97(digits: &str) -> u32 {
    digits.bytes().fold(0, |rest, byte| (rest * 10 + u32::from(byte.wrapping_sub(b'0'))) % 97)
}

impl Rib {
    /// Reads 24 digits whose value is divisible by 97.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        keyed(text, 24).map(Self)
    }

    /// The account with its key computed, from the first 22 digits.
    pub fn from_account(account: &str) -> Result<Self, IdError> {
        only_digits(account)?;
        if account.len() != 22 {
            return Err(IdError::Length);
        }
        Self::parse(&format!("{account}{:02}", 97 - modulo_97(&format!("{account}00"))))
    }

    /// All but its end hidden: `…4321`.
    pub fn masked(&self) -> String {
        format!("…{}", self.0.get(self.0.len().saturating_sub(4)..).unwrap_or_default())
    }

    /// The account as other countries write it (ISO 13616): `MA`, two check digits, the 24 digits.
    pub fn iban(&self) -> String {
        // M and A stand for 22 and 10 behind the account, then the digits that are looked for.
        let key = 98 - modulo_97(&format!("{}221000", self.0));
        format!("MA{key:02}{}", self.0)
    }
}

impl Ice {
    /// Reads 15 digits whose value is divisible by 97.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        keyed(text, 15).map(Self)
    }
}

fn keyed(text: &str, length: usize) -> Result<String, IdError> {
    let digits = without_blanks(text);
    only_digits(&digits)?;
    if digits.len() != length {
        return Err(IdError::Length);
    }
    if modulo_97(&digits) == 0 { Ok(digits) } else { Err(IdError::ControlKey) }
}

/// A person's key in storage: random, positive, never on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonId(pub i64);

/// An officer, as the fund knows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OfficerId(pub i64);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_registration_number_keeps_the_length_people_find_it_with() {
        assert_eq!(RegistrationNumber::parse("190 000 010").unwrap().as_str(), "190000010");
        assert_eq!(RegistrationNumber::parse("12345678").unwrap().as_str(), "12345678");
        assert_eq!(RegistrationNumber::parse("1234567"), Err(IdError::Length));
        assert_eq!(RegistrationNumber::parse("19000001O"), Err(IdError::Character));
    }

    #[test]
    fn both_families_of_check_digits_are_recognised() {
        assert_eq!(RegistrationNumber::parse("190000010").unwrap().check_digit(), CheckDigit::K1);
        assert_eq!(RegistrationNumber::parse("190000019").unwrap().check_digit(), CheckDigit::K2);
        assert_eq!(RegistrationNumber::parse("190000033").unwrap().check_digit(), CheckDigit::K2);
        assert_eq!(RegistrationNumber::parse("190000011").unwrap().check_digit(), CheckDigit::Mismatch);
        assert_eq!(RegistrationNumber::parse("999999999").unwrap().check_digit(), CheckDigit::NotApplicable);
        assert_eq!(EmployerNumber::parse("9000019").unwrap().check_digit(), CheckDigit::K1);
    }

    #[test]
    fn a_mobile_is_kept_in_one_form_however_it_was_typed() {
        for typed in ["0612345678", "06 12 34 56 78", "00212612345678", "+212612345678", "+212 0612345678"] {
            assert_eq!(Mobile::parse(typed).unwrap().as_str(), "+212612345678", "{typed}");
        }
        assert_eq!(Mobile::parse("0512345678"), Err(IdError::Character));
        assert_eq!(Mobile::parse("+33612345678"), Err(IdError::Character));
    }

    #[test]
    fn what_reaches_or_pays_someone_is_shown_by_its_ends() {
        assert_eq!(Mobile::parse("0612345678").unwrap().masked(), "+2126…78");
        assert_eq!(Rib::from_account("0117800000123456789012").unwrap().masked().chars().count(), 5);
    }

    #[test]
    fn a_foreigners_paper_is_accepted_and_told_apart() {
        assert!(Cin::parse("xa 104882").unwrap().is_national());
        assert!(!Cin::parse("X12AB345").unwrap().is_national());
        assert_eq!(Cin::parse("A/1234"), Err(IdError::Character));
    }

    #[test]
    fn an_identifier_in_a_log_shows_its_end_only() {
        assert_eq!(
            format!("{:?}", RegistrationNumber::parse("190000010").unwrap()),
            "RegistrationNumber(…10)"
        );
    }

    #[test]
    fn an_account_is_written_for_other_countries_with_a_key_that_holds() {
        let iban = Rib::from_account("0117800000123456789012").unwrap().iban();
        assert_eq!((iban.len(), &iban[..2]), (28, "MA"));
        let turned: String = format!("{}2210{}", &iban[4..], &iban[2..4]);
        assert_eq!(modulo_97(&turned), 1);
    }

    proptest! {
        #[test]
        fn one_wrong_digit_of_bank_details_is_always_found(account in "[0-9]{22}", place in 0_usize..24, other in 1_u8..10) {
            let rib = Rib::from_account(&account).unwrap();
            let mut digits = rib.as_str().as_bytes().to_vec();
            digits[place] = b'0' + (digits[place] - b'0' + other) % 10;
            prop_assert_eq!(Rib::parse(std::str::from_utf8(&digits).unwrap()), Err(IdError::ControlKey));
        }

        #[test]
        fn a_certificate_id_survives_the_wire(bytes: [u8; 16]) {
            let id = CertificateId(bytes);
            prop_assert_eq!(CertificateId::parse(&id.to_string()), Ok(id));
        }

        #[test]
        fn no_text_makes_an_identifier_panic(text in ".*") {
            let _ = (RegistrationNumber::parse(&text), Mobile::parse(&text), Cin::parse(&text), Rib::parse(&text));
        }
    }
}
