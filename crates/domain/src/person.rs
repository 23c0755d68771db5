//! The insured person, as the register feed describes them.

use crate::ids::{Cin, Mobile, RegistrationNumber, Rib};
use chrono::NaiveDate;

/// A name in both scripts.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PersonName {
    /// Latin script.
    pub latin: String,
    /// Arabic script.
    pub arabic: String,
}

/// An insured person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Registration number.
    pub registration_number: RegistrationNumber,
    /// National id.
    pub cin: Cin,
    /// Name.
    pub name: PersonName,
    /// Birth date.
    pub birth_date: NaiveDate,
    /// Mobile declared by the employer.
    pub mobile: Option<Mobile>,
    /// Bank account.
    pub rib: Option<Rib>,
    /// Dependants known to the fund.
    pub dependants: u8,
}
