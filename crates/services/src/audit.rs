//! What the audit log tells: who did what to whose file, in words that name nothing of the file.

use crate::error::ServiceError;
use crate::fund::Fund;
use crate::transaction::transaction;
use damane_domain::ids::PersonId;
use damane_domain::ids::RegistrationNumber;
use damane_domain::time::Timestamp;
use damane_storage::accounts::Digest;
use damane_storage::audit::{self, AuditEntry, CHAINS, Head};
use damane_storage::register;
use damane_storage::{Question, Questions, Tx, Writes, ask};

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
    pub fn word(self) -> String {
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
    CareerDisputed,
    CertificatesRead,
    CertificateIssued,
    CertificateRead,
    CertificateRevoked,
    CertificateOutdated,
    JournalRead,
    Exported,
    MobileUpdated,
    ReadingStopped,
    CanaryRead,
    ClaimFiled,
    ClaimsRead,
    ClaimRead,
    ClaimAnswered,
    ClaimContested,
    ClaimTaken,
    ClaimDocumentsAsked,
    ClaimRejected,
    /// An officer answers who contested it that the decision stands.
    ClaimUpheld,
    ClaimProposed,
    ClaimApproved,
    ClaimSentBack,
    ClaimPaid,
    BatchMade,
    BatchAgreed,
    BatchWithdrawn,
    BatchSettled,
    ClaimPaymentReturned,
    JobLossConfirmed,
    JobLossReleased,
    WorkReported,
    KeysMade,
    KeyRotated,
    KeyRetired,
    KeyWithdrawn,
    KeyTokenNamed,
    RootAnnounced,
    RootChanged,
    TrustSigned,
    TrustTaken,
    OfficerAdded,
    OfficerEnrolled,
    OfficerDisabled,
    OfficerSignedIn,
    OfficerSignedOut,
    QueueRead,
    ClaimDocumentRead,
    PersonSearched,
    SearchesRead,
    BatchRead,
    BatchFileTaken,
    ResetsRead,
    DisputeAnswered,
    DisputeReopened,
    CareerCorrected,
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
            Self::CareerDisputed => "career_disputed",
            Self::CertificatesRead => "certificates_read",
            Self::CertificateIssued => "certificate_issued",
            Self::CertificateRead => "certificate_read",
            Self::CertificateRevoked => "certificate_revoked",
            Self::CertificateOutdated => "certificate_outdated",
            Self::JournalRead => "journal_read",
            Self::Exported => "exported",
            Self::MobileUpdated => "mobile_updated",
            Self::ReadingStopped => "reading_stopped",
            Self::CanaryRead => "canary_read",
            Self::ClaimFiled => "claim_filed",
            Self::ClaimsRead => "claims_read",
            Self::ClaimRead => "claim_read",
            Self::ClaimAnswered => "claim_answered",
            Self::ClaimContested => "claim_contested",
            Self::ClaimTaken => "claim_taken",
            Self::ClaimDocumentsAsked => "claim_documents_asked",
            Self::ClaimRejected => "claim_rejected",
            Self::ClaimUpheld => "claim_upheld",
            Self::ClaimProposed => "claim_proposed",
            Self::ClaimApproved => "claim_approved",
            Self::ClaimSentBack => "claim_sent_back",
            Self::ClaimPaid => "claim_paid",
            Self::BatchMade => "batch_made",
            Self::BatchAgreed => "batch_agreed",
            Self::BatchWithdrawn => "batch_withdrawn",
            Self::BatchSettled => "batch_settled",
            Self::ClaimPaymentReturned => "claim_payment_returned",
            Self::JobLossConfirmed => "job_loss_confirmed",
            Self::JobLossReleased => "job_loss_released",
            Self::WorkReported => "work_reported",
            Self::KeysMade => "keys_made",
            Self::KeyRotated => "key_rotated",
            Self::KeyRetired => "key_retired",
            Self::KeyWithdrawn => "key_withdrawn",
            Self::KeyTokenNamed => "key_token_named",
            Self::RootAnnounced => "root_announced",
            Self::RootChanged => "root_changed",
            Self::TrustSigned => "trust_signed",
            Self::TrustTaken => "trust_taken",
            Self::OfficerAdded => "officer_added",
            Self::OfficerEnrolled => "officer_enrolled",
            Self::OfficerDisabled => "officer_disabled",
            Self::OfficerSignedIn => "officer_signed_in",
            Self::OfficerSignedOut => "officer_signed_out",
            Self::QueueRead => "queue_read",
            Self::ClaimDocumentRead => "claim_document_read",
            Self::PersonSearched => "person_searched",
            Self::SearchesRead => "searches_read",
            Self::BatchRead => "batch_read",
            Self::BatchFileTaken => "batch_file_taken",
            Self::ResetsRead => "resets_read",
            Self::DisputeAnswered => "dispute_answered",
            Self::DisputeReopened => "dispute_reopened",
            Self::CareerCorrected => "career_corrected",
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
        let mut writes = tx.writes();
        self.add_to(tx, &mut writes, now).await?;
        Ok(writes.send(tx).await?)
    }

    /// Adds it to what does it; at most one to the writes that are sent together.
    ///
    /// # Errors
    /// Storage only.
    pub async fn add_to(self, tx: &mut Tx, writes: &mut Writes, now: Timestamp) -> Result<(), ServiceError> {
        let entry = self.entry(now);
        let head = ask(tx, |questions| audit::ask_head(questions, entry.chain())).await?;
        audit::add_entry(writes, &entry, &head);
        Ok(())
    }

    /// The same, where its transaction asked for the head already: see [`ask_head`].
    pub fn add_after(self, head: &Head, writes: &mut Writes, now: Timestamp) {
        audit::add_entry(writes, &self.entry(now), head);
    }

    fn entry(self, now: Timestamp) -> AuditEntry {
        AuditEntry {
            person: self.person,
            actor: self.actor.word(),
            action: self.action.code().to_owned(),
            detail: self.detail.to_owned(),
            device: self.device,
            at: now,
        }
    }
}

/// Asks what an entry about a person will stand behind.
pub(crate) fn ask_head(questions: &mut Questions, person: PersonId) -> Question<Head> {
    audit::ask_head(questions, audit::chain_of(Some(person)))
}

/// What became of a check of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditCheck {
    /// Chains with an entry.
    pub chains: u32,
    /// Entries read.
    pub entries: u64,
    /// The first chain and entry that do not follow from those before them.
    pub broken: Option<(i64, i64)>,
}

/// Entries read at a time.
const PIECE: u32 = 1_000;

impl Fund {
    /// Recomputes every chain of the log and compares its end with the one kept apart.
    ///
    /// # Errors
    /// Storage only.
    pub async fn check_audit(&self) -> Result<AuditCheck, ServiceError> {
        let mut check = AuditCheck { chains: 0, entries: 0, broken: None };
        for chain in 0..CHAINS {
            let (entries, broken) = self.check_chain(chain).await?;
            check.chains += u32::from(entries > 0);
            check.entries += entries;
            check.broken = check.broken.or(broken.map(|entry| (chain, entry)));
        }
        Ok(check)
    }

    /// How many entries of a chain were read, and the first that is wrong or missing.
    async fn check_chain(&self, chain: i64) -> Result<(u64, Option<i64>), ServiceError> {
        let asked = |questions: &mut Questions| audit::ask_head(questions, chain);
        let head = ask(&mut *self.store().read().await?, asked).await?;
        let head = Some(head).filter(|head| head.entries > 0);
        let (mut at, mut before, mut read) = (0, [0; 32], 0);
        loop {
            let piece = audit::find_chain(&mut *self.store().read().await?, chain, at, PIECE).await?;
            for kept in &piece {
                let follows = kept.entry == at + 1 && kept.said.chain() == chain;
                if !follows || kept.said.derive_digest(&before, chain, kept.entry) != kept.digest {
                    return Ok((read, Some(at + 1)));
                }
                (at, before, read) = (kept.entry, kept.digest, read + 1);
                // Entries written since the head was read are the next check's.
                if head.is_some_and(|head| head.entries == at) {
                    return Ok((read, head.filter(|head| head.digest != before).map(|_| at)));
                }
            }
            if piece.is_empty() {
                return Ok((read, head.map(|_| at + 1)));
            }
        }
    }

    /// Watches a made-up person of the register; false when they were watched before.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for a number the register does not know; storage.
    pub async fn set_canary(&self, number: &RegistrationNumber) -> Result<bool, ServiceError> {
        let found = register::find_registered(&mut *self.store().read().await?, number).await?;
        let (person, _) = found.ok_or(ServiceError::NotFound)?;
        let now = self.now();
        transaction!(self.store(), |tx| audit::add_canary(tx, person, now))
    }
}
