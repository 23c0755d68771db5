//! Messages to people: written in the transaction that caused them, worded when they leave or are read. Nothing private
//! stands in them: a message may be read on a locked screen. A code that waits is sealed: who reads the database alone
//! reads no code.

mod delivery;
mod words;

pub use delivery::{Carrier, CarrierError, Delivered, Outcome, OutgoingText, Sending};

use self::words::{Language, compose, recovery_link};
use crate::error::ServiceError;
use crate::fund::Fund;
use damane_domain::ids::PersonId;
use damane_domain::time::Timestamp;
use damane_storage::messages::{self, MessageRecord, Recipient};
use damane_storage::{Seal, Tx};
use std::fmt;

/// Messages the outbox shows.
const SHOWN: u32 = 100;

/// A message as the outbox page of a demonstration shows it.
#[derive(Clone)]
pub struct OutboxMessage {
    /// Its number.
    pub id: i64,
    /// To whom.
    pub to: Recipient,
    /// An e-mail's subject; empty for an SMS.
    pub subject: String,
    /// The words, with the code or the link in its place while it is good.
    pub text: String,
    /// The code or the link's token, until it expires or is used.
    pub code: Option<String>,
    /// The link, when the message carries one that is still good.
    pub link: Option<String>,
    /// Written at.
    pub created_at: Timestamp,
    /// `ar`, `fr` or `en`.
    pub language: &'static str,
}

/// The words hold a code.
impl fmt::Debug for OutboxMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OutboxMessage").field("id", &self.id).finish_non_exhaustive()
    }
}

/// What a message is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Template {
    /// A code for a device that is new.
    SignInCode,
    /// A code that proves the phone of someone who opens an account.
    SignUpCode,
    /// A code that confirms a sensitive change.
    ConfirmationCode,
    /// A code that proves a new mobile or e-mail.
    DetailCode,
    /// A link to choose a new password.
    RecoveryLink,
    /// The account is open.
    AccountOpened,
    /// The password was changed.
    PasswordChanged,
    /// A device was trusted.
    DeviceAdded,
    /// A renewal token came twice: the session was ended.
    SessionStolen,
    /// A way to sign in was added: passkey or authenticator app.
    FactorAdded,
    /// A way to sign in was taken away.
    FactorRemoved,
    /// A change of mobile, e-mail or bank account was asked for, and holds in 72 hours.
    DetailChangeAsked,
    /// A change of mobile, e-mail or bank account holds.
    DetailChanged,
    /// The account was closed.
    AccountClosed,
    /// Something happened to a claim.
    ClaimChanged,
    /// A claim waits for its person, with a last day.
    AnswerAwaited,
    /// The fund revoked a certificate.
    CertificateRevoked,
    /// What a certificate states was corrected: a new one can be asked for.
    CertificateOutdated,
}

/// What is sent: the words are made when it leaves.
pub(crate) struct Outgoing<'a> {
    /// Whom it is about; `None` for someone the register does not know.
    pub person: Option<PersonId>,
    /// Where it goes.
    pub to: Recipient,
    /// `ar`, `fr`, `en`.
    pub language: &'a str,
    /// Which words.
    pub template: Template,
    /// A code or a link's token, and until when it is good: erased then, when it is used, and when it was sent.
    pub secret: Option<(&'a str, Timestamp)>,
}

impl Outgoing<'_> {
    /// Keeps the message, in the transaction that causes it. `id` is a random number drawn before the transaction, for
    /// this message alone: its carrier knows it by that.
    ///
    /// # Errors
    /// Storage only.
    pub async fn keep(self, tx: &mut Tx, id: i64, now: Timestamp) -> Result<(), ServiceError> {
        let unsealed = || ServiceError::internal("a code", "there is no seal to keep it under");
        let code = match self.secret {
            Some((code, _)) => Some(tx.seal().and_then(|seal| seal.seal(id, code)).ok_or_else(unsealed)?),
            None => None,
        };
        let message = MessageRecord {
            id,
            person: self.person,
            template: self.template.code().to_owned(),
            language: self.language.to_owned(),
            recipient: self.to,
            code,
            code_until: self.secret.map(|(_, until)| until),
            created_at: now,
        };
        Ok(messages::add_message(tx, &message).await?)
    }
}

/// Stands where a code was.
const ERASED: &str = "••••••••";

impl Template {
    const ALL: [Self; 18] = [
        Self::SignInCode,
        Self::SignUpCode,
        Self::ConfirmationCode,
        Self::DetailCode,
        Self::RecoveryLink,
        Self::AccountOpened,
        Self::PasswordChanged,
        Self::DeviceAdded,
        Self::SessionStolen,
        Self::FactorAdded,
        Self::FactorRemoved,
        Self::DetailChangeAsked,
        Self::DetailChanged,
        Self::AccountClosed,
        Self::ClaimChanged,
        Self::AnswerAwaited,
        Self::CertificateRevoked,
        Self::CertificateOutdated,
    ];

    /// Its word in storage and in the operator's figures.
    pub const fn code(self) -> &'static str {
        match self {
            Self::SignInCode => "sign_in_code",
            Self::SignUpCode => "sign_up_code",
            Self::ConfirmationCode => "confirmation_code",
            Self::DetailCode => "detail_code",
            Self::RecoveryLink => "recovery_link",
            Self::AccountOpened => "account_opened",
            Self::PasswordChanged => "password_changed",
            Self::DeviceAdded => "device_added",
            Self::SessionStolen => "session_stolen",
            Self::FactorAdded => "factor_added",
            Self::FactorRemoved => "factor_removed",
            Self::DetailChangeAsked => "detail_change_asked",
            Self::DetailChanged => "detail_changed",
            Self::AccountClosed => "account_closed",
            Self::ClaimChanged => "claim_changed",
            Self::AnswerAwaited => "answer_awaited",
            Self::CertificateRevoked => "certificate_revoked",
            Self::CertificateOutdated => "certificate_outdated",
        }
    }

    fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|template| template.code() == code)
    }
}

impl Fund {
    /// The newest messages, newest first. There is no such thing in a fund that is not a demonstration.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] in a real fund.
    pub async fn outbox(&self) -> Result<Vec<OutboxMessage>, ServiceError> {
        if !self.profile().demonstration {
            return Err(ServiceError::NotFound);
        }
        let records = messages::find_newest(&mut *self.store().read().await?, SHOWN).await?;
        let now = self.now();
        Ok(records.into_iter().filter_map(|record| self.outbox_message(record, now)).collect())
    }

    fn outbox_message(&self, record: MessageRecord, now: Timestamp) -> Option<OutboxMessage> {
        let template = Template::from_code(&record.template)?;
        let code = self.good_code(&record, now);
        let secret = code.as_deref().unwrap_or(ERASED);
        let language = Language::of(&record.language);
        let composed = compose(template, language, record.recipient.channel(), secret, self.profile());
        let link = code.as_deref().filter(|_| template == Template::RecoveryLink);
        Some(OutboxMessage {
            id: record.id,
            to: record.recipient,
            subject: composed.subject,
            text: composed.text,
            link: link.map(|token| recovery_link(self.profile(), token)),
            code,
            created_at: record.created_at,
            language: language.code(),
        })
    }

    /// The code a message carries, while it is good.
    fn good_code(&self, record: &MessageRecord, now: Timestamp) -> Option<String> {
        let sealed = record.code.as_deref().filter(|_| record.code_until.is_some_and(|until| now < until));
        sealed.and_then(|sealed| self.code_key().open(record.id, sealed))
    }
}
