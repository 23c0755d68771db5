//! How a person is reached and paid, and its changes: proved where there is something to prove, told to every channel,
//! old and new, and waiting for 72 hours so that whoever is told of one in vain can stop it.

use crate::account::{note, seconds_until};
use crate::audit::Action;
use crate::codes::SentCode;
use crate::confirmation::{ConfirmedSession, is_of};
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::messages::Template;
use crate::second_step::{Asked, Draws, Factor, Purpose, Reply};
use crate::sessions::Session;
use crate::transaction::transaction;
use damane_domain::account::{CODE_SECONDS, DETAIL_WAIT_SECONDS};
use damane_domain::ids::{Email, Mobile, PersonId, Rib};
use damane_domain::time::Timestamp;
use damane_storage::accounts::{self, AccountDetails, Digest, PendingChange};
use damane_storage::messages::Recipient;
use damane_storage::{StorageError, Tx};

/// Longest value as typed, bytes.
const VALUE_BYTES: usize = 320;

/// What may be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Detail {
    /// Mobile.
    Mobile,
    /// E-mail.
    Email,
    /// Bank account.
    Rib,
}

impl Detail {
    const ALL: [Self; 3] = [Self::Mobile, Self::Email, Self::Rib];

    /// Its word, in storage and on the wire.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Mobile => "mobile",
            Self::Email => "email",
            Self::Rib => "rib",
        }
    }

    /// From its word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|detail| detail.code() == code)
    }
}

/// A detail with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    Mobile(Mobile),
    Email(Email),
    Rib(Rib),
}

impl Value {
    fn read(detail: Detail, text: &str) -> Option<Self> {
        match detail {
            _ if text.len() > VALUE_BYTES => None,
            Detail::Mobile => Mobile::parse(text).ok().map(Self::Mobile),
            Detail::Email => Email::parse(text).ok().map(Self::Email),
            Detail::Rib => Rib::parse(text).ok().map(Self::Rib),
        }
    }

    /// One that was kept: `mobile:+2126…`.
    fn read_subject(subject: &str) -> Result<Self, ServiceError> {
        let (detail, text) = subject.split_once(':').unwrap_or_default();
        let value = Detail::from_code(detail).and_then(|detail| Self::read(detail, text));
        value.ok_or_else(|| StorageError::Damaged("detail").into())
    }

    /// One that waited.
    pub fn of(change: &PendingChange) -> Result<Self, ServiceError> {
        let value = Detail::from_code(&change.detail).and_then(|detail| Self::read(detail, &change.value));
        value.ok_or_else(|| StorageError::Damaged("detail").into())
    }

    pub const fn detail(&self) -> Detail {
        match self {
            Self::Mobile(_) => Detail::Mobile,
            Self::Email(_) => Detail::Email,
            Self::Rib(_) => Detail::Rib,
        }
    }

    fn as_str(&self) -> &str {
        match self {
            Self::Mobile(mobile) => mobile.as_str(),
            Self::Email(email) => email.as_str(),
            Self::Rib(rib) => rib.as_str(),
        }
    }

    fn masked(&self) -> String {
        match self {
            Self::Mobile(mobile) => mobile.masked(),
            Self::Email(email) => email.masked(),
            Self::Rib(rib) => rib.masked(),
        }
    }

    /// Where its holder is told, and proves that it is theirs; nobody is reached at a bank account.
    pub fn recipient(&self) -> Option<Recipient> {
        match self {
            Self::Mobile(mobile) => Some(Recipient::Mobile(mobile.clone())),
            Self::Email(email) => Some(Recipient::Email(email.clone())),
            Self::Rib(_) => None,
        }
    }

    fn is_held(&self, details: &AccountDetails) -> bool {
        match self {
            Self::Mobile(mobile) => details.mobile.as_ref() == Some(mobile),
            Self::Email(email) => details.email.as_ref() == Some(email),
            Self::Rib(rib) => details.rib.as_ref() == Some(rib),
        }
    }
}

/// A person's details, most of each hidden.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Details {
    /// Mobile.
    pub masked_mobile: Option<String>,
    /// E-mail.
    pub masked_email: Option<String>,
    /// Bank account.
    pub masked_rib: Option<String>,
    /// Language of messages: `ar`, `fr`, `en`.
    pub language: String,
    /// No change is taken before, where that is to come.
    pub guarded_until: Option<Timestamp>,
    /// Changes that wait, the one that holds first coming first.
    pub pending: Vec<PendingDetail>,
}

/// A change that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingDetail {
    /// What changes.
    pub detail: Detail,
    /// Into what, most of it hidden.
    pub masked_value: String,
    /// Holds from then on.
    pub effective_at: Timestamp,
}

/// What a change waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangeStep {
    /// The code that went to the new mobile or e-mail.
    CodeNeeded {
        /// To send back with the code; 32 hex digits.
        challenge_id: String,
        /// Seconds until it expires.
        expires_in: u32,
    },
    /// Its time.
    Pending(PendingDetail),
}

impl Fund {
    /// How a person is reached and paid, and what is about to change.
    ///
    /// # Errors
    /// [`ServiceError::TooManyTries`] once the hour's budget is spent.
    pub async fn details(&self, session: &Session) -> Result<Details, ServiceError> {
        self.admit_reading(session, Action::FileRead).await?;
        let (mut reader, now) = (self.store().read().await?, self.now());
        let details = accounts::find_details(&mut reader, session.person).await?;
        let details = details.ok_or(ServiceError::SessionEnded)?;
        let pending = |change: &PendingChange| Value::of(change).map(|value| waiting(&value, change));
        let changes = accounts::find_changes(&mut reader, session.person).await?;
        Ok(Details {
            masked_mobile: details.mobile.as_ref().map(Mobile::masked),
            masked_email: details.email.as_ref().map(Email::masked),
            masked_rib: details.rib.as_ref().map(Rib::masked),
            language: details.language,
            guarded_until: details.guarded_until.filter(|until| now < *until),
            pending: changes.iter().map(pending).collect::<Result<_, _>>()?,
        })
    }

    /// Asks for a change. A new mobile or e-mail is proved by a code first; whether another account has that e-mail is
    /// told to whoever proved that it is theirs, and to nobody else.
    ///
    /// # Errors
    /// [`ServiceError::InvalidInput`], also for a value that holds already; [`ServiceError::DetailsGuarded`],
    /// [`ServiceError::TooManyTries`], [`ServiceError::Busy`].
    pub async fn ask_change(
        &self,
        confirmed: &ConfirmedSession,
        detail: Detail,
        typed: &str,
    ) -> Result<ChangeStep, ServiceError> {
        let value = Value::read(detail, typed).ok_or(ServiceError::InvalidInput("value"))?;
        let (draws, now) = (self.draw_step(), self.now());
        transaction!(self.store(), |tx| self.take_wish(tx, confirmed, &value, &draws, now))
    }

    async fn take_wish(
        &self,
        tx: &mut Tx,
        confirmed: &ConfirmedSession,
        value: &Value,
        draws: &Draws,
        now: Timestamp,
    ) -> Result<ChangeStep, ServiceError> {
        let details = unguarded(tx, confirmed.person(), now).await?;
        if value.is_held(&details) {
            return Err(ServiceError::InvalidInput("value"));
        }
        let Some(to) = value.recipient() else {
            let change = self.keep_change(tx, &details, value, confirmed.device(), now).await?;
            return Ok(ChangeStep::Pending(change));
        };
        let asked = Asked {
            purpose: Purpose::Detail,
            person: details.person,
            language: &details.language,
            mobile: None,
            session: Some(confirmed.session().id),
            subject: Some(format!("{}:{}", value.detail().code(), value.as_str())),
            device: Some(*confirmed.device()),
            device_name: None,
            client: "",
        };
        self.keep_challenge(tx, &asked, draws, true, now).await?;
        let sent = SentCode {
            person: details.person,
            to,
            language: &details.language,
            template: Template::DetailCode,
            code: &draws.code,
            message: draws.message,
            expires_at: now.plus_seconds(CODE_SECONDS),
        };
        self.send_code(tx, sent, now).await?;
        let expires_in = u32::try_from(CODE_SECONDS).unwrap_or(0);
        Ok(ChangeStep::CodeNeeded { challenge_id: draws.challenge_id.clone(), expires_in })
    }

    /// Takes the code that went to the new mobile or e-mail: the change waits from here on, and every channel is told.
    ///
    /// # Errors
    /// [`ServiceError::CodeRefused`], [`ServiceError::InvalidInput`], also for an e-mail of another account;
    /// [`ServiceError::DetailsGuarded`], [`ServiceError::TooManyTries`], [`ServiceError::Busy`].
    pub async fn prove_change(
        &self,
        session: &Session,
        challenge_id: &str,
        code: &str,
    ) -> Result<PendingDetail, ServiceError> {
        let (reply, now) = (Reply::read(challenge_id, Factor::Sms, code)?, self.now());
        self.guessing.codes.check(now)?;
        transaction!(self.store(), |tx| self.take_proof(tx, session, &reply, now))?
    }

    /// The inner answer is a refusal whose try stays counted.
    async fn take_proof(
        &self,
        tx: &mut Tx,
        session: &Session,
        reply: &Reply,
        now: Timestamp,
    ) -> Result<Result<PendingDetail, ServiceError>, ServiceError> {
        let details = unguarded(tx, session.person, now).await?;
        if !is_of(tx, reply, session).await? {
            return Ok(Err(ServiceError::CodeRefused));
        }
        let Some(proved) = self.answer_challenge(tx, reply, Purpose::Detail, now).await? else {
            return Ok(Err(ServiceError::CodeRefused));
        };
        let value = Value::read_subject(proved.subject.as_deref().unwrap_or_default())?;
        if let Value::Email(email) = &value
            && is_of_another(tx, session.person, email).await?
        {
            return Ok(Err(ServiceError::InvalidInput("value")));
        }
        Ok(Ok(self.keep_change(tx, &details, &value, &session.device, now).await?))
    }

    /// Keeps a change that waits, and tells the old channels and the new one.
    async fn keep_change(
        &self,
        tx: &mut Tx,
        details: &AccountDetails,
        value: &Value,
        device: &Digest,
        now: Timestamp,
    ) -> Result<PendingDetail, ServiceError> {
        let change = PendingChange {
            person: details.person,
            detail: value.detail().code().to_owned(),
            value: value.as_str().to_owned(),
            asked_at: now,
            effective_at: now.plus_seconds(DETAIL_WAIT_SECONDS),
        };
        accounts::put_change(tx, &change).await?;
        note(tx, details.person, Action::DetailChangeAsked, &change.detail, device, now).await?;
        self.tell_also(tx, details, Template::DetailChangeAsked, value.recipient(), now).await?;
        Ok(waiting(value, &change))
    }

    /// Withdraws a change that waits. It takes no confirmation: to stop one must be easy.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] when none waits.
    pub async fn withdraw_change(&self, session: &Session, detail: Detail) -> Result<(), ServiceError> {
        let (person, now) = (session.person, self.now());
        let withdrawn = transaction!(self.store(), |tx| async {
            let withdrawn = accounts::withdraw_change(tx, person, detail.code()).await?;
            if withdrawn {
                let action = Action::DetailChangeWithdrawn;
                note(tx, person, action, detail.code(), &session.device, now).await?;
            }
            Ok::<_, ServiceError>(withdrawn)
        })?;
        if withdrawn { Ok(()) } else { Err(ServiceError::NotFound) }
    }
}

/// The details of an account that is not guarded.
async fn unguarded(tx: &mut Tx, person: PersonId, now: Timestamp) -> Result<AccountDetails, ServiceError> {
    let details = accounts::find_details(tx, person).await?.ok_or(ServiceError::SessionEnded)?;
    match details.guarded_until.filter(|until| now < *until) {
        Some(until) => Err(ServiceError::DetailsGuarded { retry_after: seconds_until(until, now) }),
        None => Ok(details),
    }
}

/// True for an e-mail of another account.
pub(crate) async fn is_of_another(
    tx: &mut Tx,
    person: PersonId,
    email: &Email,
) -> Result<bool, ServiceError> {
    let owner = accounts::find_email_owner(tx, email).await?;
    Ok(owner.is_some_and(|owner| owner != person))
}

fn waiting(value: &Value, change: &PendingChange) -> PendingDetail {
    PendingDetail { detail: value.detail(), masked_value: value.masked(), effective_at: change.effective_at }
}
