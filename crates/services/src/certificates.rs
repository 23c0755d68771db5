//! Certificates: issued as a sealed record, drawn and sealed as a PDF each time one is asked for.

use crate::account::Session;
use crate::error::ServiceError;
use crate::fund::Fund;
use damane_credential::Facts;
use damane_domain::certificates::CertificateKind;
use damane_domain::ids::{CertificateId, RegistrationNumber};
use damane_domain::person::PersonName;
use damane_domain::time::Timestamp;

/// Whether a certificate stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CertificateState {
    /// In force.
    Valid,
    /// Past its validity.
    Expired,
    /// A newer one with other facts stands in its place.
    Replaced,
    /// Revoked by the fund.
    Revoked,
}

/// Why the fund revokes a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Revocation {
    /// It states something wrong.
    FactsWrong,
    /// It was issued to the wrong person.
    WrongPerson,
    /// The account was in other hands.
    AccountMisused,
}

/// A certificate as its holder sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuedCertificate {
    /// Its id.
    pub id: CertificateId,
    /// Its kind.
    pub kind: CertificateKind,
    /// What a person quotes.
    pub reference: String,
    /// Holder.
    pub name: PersonName,
    /// Holder's number.
    pub registration_number: RegistrationNumber,
    /// What it states.
    pub facts: Facts,
    /// Sealed at, whole seconds.
    pub issued_at: Timestamp,
    /// No longer good from here on; the last valid day is `domain::certificates::last_valid_day`.
    pub expires_at: Timestamp,
    /// Whether it stands now.
    pub state: CertificateState,
    /// The printed code's text, `https://HOST/#9…`.
    pub qr_text: String,
}

impl Fund {
    /// Issues a certificate of what the fund knows today. The same key asks once, however often it is sent.
    ///
    /// # Errors
    /// [`ServiceError::NotEntitled`] with every reason, [`ServiceError::KeyReused`], [`ServiceError::TooManyTries`].
    pub async fn issue_certificate(
        &self,
        session: &Session,
        kind: CertificateKind,
        idempotency_key: &str,
    ) -> Result<IssuedCertificate, ServiceError> {
        let _ = (session, kind, idempotency_key);
        Err(ServiceError::NotFound)
    }

    /// A person's certificates, newest first.
    ///
    /// # Errors
    /// Storage only.
    pub async fn certificates(&self, session: &Session) -> Result<Vec<IssuedCertificate>, ServiceError> {
        let _ = session;
        Err(ServiceError::NotFound)
    }

    /// One of a person's own certificates.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] also for another person's.
    pub async fn get_certificate(
        &self,
        session: &Session,
        id: &CertificateId,
    ) -> Result<IssuedCertificate, ServiceError> {
        let _ = (session, id);
        Err(ServiceError::NotFound)
    }

    /// The sealed PDF of one of a person's own certificates: the same bytes each time.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`], [`ServiceError::TooManyTries`], [`ServiceError::Busy`].
    pub async fn certificate_pdf(
        &self,
        session: &Session,
        id: &CertificateId,
    ) -> Result<Vec<u8>, ServiceError> {
        let _ = (session, id);
        Err(ServiceError::NotFound)
    }

    /// Revokes a certificate of anyone: for the office and the command line, not for a door open to the public.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`].
    pub async fn revoke_certificate(
        &self,
        id: &CertificateId,
        reason: Revocation,
    ) -> Result<(), ServiceError> {
        let _ = (id, reason);
        Err(ServiceError::NotFound)
    }
}
