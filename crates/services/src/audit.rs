//! What the audit log tells: who did what to whose file, in words that name nothing of the file.

use crate::error::ServiceError;
use damane_domain::ids::PersonId;
use damane_domain::time::Timestamp;
use damane_storage::Tx;
use damane_storage::accounts::Digest;
use damane_storage::audit::{self, AuditEntry};

/// Who acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Actor<'a> {
    /// The insured person.
    Person,
    /// An officer, by the name they sign with.
    Officer(&'a str),
    /// The fund by itself.
    Fund,
}

impl Actor<'_> {
    fn word(self) -> String {
        match self {
            Self::Person => "person".to_owned(),
            Self::Officer(name) => format!("officer:{name}"),
            Self::Fund => "fund".to_owned(),
        }
    }
}

/// What is done. The words are kept for ever: one is never given another meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Action {
    SignedIn,
    SignedOut,
    AccountOpened,
    AccountClosed,
    RecoveryAsked,
    PasswordChanged,
    AccountReset,
    DeviceTrusted,
    DeviceNamed,
    DeviceRevoked,
    SessionStolen,
    FactorAdded,
    FactorRemoved,
    RecoveryCodesMade,
    DetailChangeAsked,
    DetailChangeWithdrawn,
    DetailChanged,
    FileRead,
    CareerRead,
    CertificatesRead,
    CertificateIssued,
    CertificateRead,
    CertificateRevoked,
    JournalRead,
    Exported,
    MobileUpdated,
    ReadingStopped,
    CanaryRead,
}

impl Action {
    /// Its word in the log and on the wire.
    pub const fn code(self) -> &'static str {
        match self {
            Self::SignedIn => "signed_in",
            Self::SignedOut => "signed_out",
            Self::AccountOpened => "account_opened",
            Self::AccountClosed => "account_closed",
            Self::RecoveryAsked => "recovery_asked",
            Self::PasswordChanged => "password_changed",
            Self::AccountReset => "account_reset",
            Self::DeviceTrusted => "device_trusted",
            Self::DeviceNamed => "device_named",
            Self::DeviceRevoked => "device_revoked",
            Self::SessionStolen => "session_stolen",
            Self::FactorAdded => "factor_added",
            Self::FactorRemoved => "factor_removed",
            Self::RecoveryCodesMade => "recovery_codes_made",
            Self::DetailChangeAsked => "detail_change_asked",
            Self::DetailChangeWithdrawn => "detail_change_withdrawn",
            Self::DetailChanged => "detail_changed",
            Self::FileRead => "file_read",
            Self::CareerRead => "career_read",
            Self::CertificatesRead => "certificates_read",
            Self::CertificateIssued => "certificate_issued",
            Self::CertificateRead => "certificate_read",
            Self::CertificateRevoked => "certificate_revoked",
            Self::JournalRead => "journal_read",
            Self::Exported => "exported",
            Self::MobileUpdated => "mobile_updated",
            Self::ReadingStopped => "reading_stopped",
            Self::CanaryRead => "canary_read",
        }
    }
}

/// One thing that is done.
pub(crate) struct Deed<'a> {
    /// Whose file.
    pub person: Option<PersonId>,
    /// Who does it.
    pub actor: Actor<'a>,
    /// What.
    pub action: Action,
    /// Of what: stable words, `""` when the action says it all. Never a name, a number or a value of the file.
    pub detail: &'a str,
    /// From which device.
    pub device: Option<Digest>,
}

impl Deed<'_> {
    /// Writes it down, in the transaction that does it.
    ///
    /// # Errors
    /// Storage only.
    pub async fn note(self, tx: &mut Tx, now: Timestamp) -> Result<(), ServiceError> {
        let entry = AuditEntry {
            person: self.person,
            actor: self.actor.word(),
            action: self.action.code().to_owned(),
            detail: self.detail.to_owned(),
            device: self.device,
            at: now,
        };
        Ok(audit::append(tx, &entry).await?)
    }
}
