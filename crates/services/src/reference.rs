//! The reference page: whoever was sent a certificate's long reference sees whether it stands, and of whom it is only as
//! much as lets them tell it from another. No search, by number or by name: the reference is the certificate's id, 128
//! random bits.

use crate::certificates::{CertificateState, state};
use crate::error::ServiceError;
use crate::fund::Fund;
use damane_domain::certificates::{CertificateKind, last_valid_day};
use damane_domain::ids::CertificateId;
use damane_domain::person::PersonName;
use damane_storage::certificates as kept;
use std::net::IpAddr;

/// What a reference leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferencedCertificate {
    /// Whether it stands.
    pub state: CertificateState,
    /// Its kind.
    pub kind: CertificateKind,
    /// Day of issue.
    pub issued_on: chrono::NaiveDate,
    /// Last day it is good for, if nothing happens.
    pub valid_until: chrono::NaiveDate,
    /// Initials of its holder's names.
    pub name: PersonName,
}

impl Fund {
    /// What a reference leads to; `None` for one the fund did not give, whatever it looks like. Both are looked up alike.
    ///
    /// # Errors
    /// [`ServiceError::TooManyTries`] for an address that asks for many; storage.
    pub async fn find_referenced(
        &self,
        reference: &str,
        address: IpAddr,
    ) -> Result<Option<ReferencedCertificate>, ServiceError> {
        let now = self.now();
        self.guessing.references.check(address, now)?;
        self.guessing.references.count(address, now);
        // Nobody's id: text that is none is looked up like any other.
        let id = CertificateId::parse(reference).unwrap_or(CertificateId([0; 16]));
        let found = kept::find_by_id(&mut *self.store().read().await?, &id).await?;
        Ok(found.map(|record| ReferencedCertificate {
            state: state(&record, now),
            kind: record.kind,
            issued_on: record.issued_at.date(),
            valid_until: last_valid_day(record.expires_at),
            name: PersonName { latin: mask(&record.name.latin), arabic: mask(&record.name.arabic) },
        }))
    }
}

/// The first letter of each word, and three dots for the rest however long it is. An Arabic article is left out: it
/// tells nobody from anybody.
fn mask(name: &str) -> String {
    let initials = name.split_whitespace().filter_map(|word| {
        let bare = word.strip_prefix("ال").filter(|bare| !bare.is_empty()).unwrap_or(word);
        Some(format!("{}•••", bare.chars().next()?))
    });
    initials.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::mask;

    #[test]
    fn of_a_name_its_initials_are_shown_and_not_its_length() {
        assert_eq!(mask("NAÏMA EL OUARDI"), "N••• E••• O•••");
        assert_eq!(mask("نعيمة الوردي"), "ن••• و•••");
        assert_eq!(mask("  Ç  "), "Ç•••");
        assert_eq!(mask(""), "");
    }
}
