//! Signing in: password, second step on a new device, session. Same answer and same work whether a person exists or not
//! (ASVS 5.0, 6.3.8).
//!
//! A try is written down before its password is looked at and forgotten when it was right, so that a hundred tries sent
//! at once are not a hundred free ones.

mod given;

use crate::audit::{Action, Actor, Deed};
use crate::device_keys::KeyThumbprint;
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::messages::Template;
use crate::password;
use crate::people::PersonSummary;
use crate::second_step::{Asked, Factor, Purpose, Reply, SecondStep};
use crate::secrets::{self, derive_device_digest, make_bytes, make_token};
use crate::sessions::{ClientKind, OpenedSession, Opening};
use crate::sign_up::about;
use crate::transaction::transaction;
use damane_domain::account::{PASSWORD_MAX_CHARS, delay_after};
use damane_domain::ids::{Email, PersonId, RegistrationNumber};
use damane_domain::time::Timestamp;
use damane_storage::accounts::{self, Account, Challenge, Digest, Failures, NewAccount};
use damane_storage::{Tx, register};
use given::{Found, Given};
use std::net::IpAddr;
use zeroize::Zeroizing;

/// Longest name of a device or of a passkey, characters.
const NAME_CHARS: usize = 60;
/// Longest registration number as typed: ten digits with blanks.
const NUMBER_CHARS: usize = 40;
/// Failures older than this no longer slow anyone.
const FAILURES_SECONDS: i64 = 86_400;

/// One try at signing in, as typed.
#[derive(Clone, Copy)]
pub struct SignInAttempt<'a> {
    /// Registration number, blanks allowed.
    pub registration_number: &'a str,
    /// Password.
    pub password: &'a str,
    /// Browser or app.
    pub client: ClientKind,
    /// 32 hex digits that this device named itself with; `None` for a browser without the cookie.
    pub device: Option<&'a str>,
    /// What the person will recognise in the list of devices.
    pub device_name: Option<&'a str>,
    /// The key it proved to hold.
    pub key: Option<KeyThumbprint>,
    /// Where the request comes from.
    pub address: IpAddr,
}

/// What a right password leads to.
#[derive(Debug)]
pub enum SignIn {
    /// The device is new: a second step is asked for.
    CodeNeeded {
        /// To send back with the answer; 32 hex digits.
        challenge_id: String,
        /// Last two digits of the mobile codes go to; empty for someone who has none.
        mobile_ending: String,
        /// Seconds until it expires.
        expires_in: u32,
        /// Ways to answer, the expected one first; a code was sent when that is the SMS.
        factors: Vec<Factor>,
    },
    /// The device is known.
    SignedIn(OpenedSession),
}

/// A try whose fields have the shape they must have.
struct Checked<'a> {
    number: RegistrationNumber,
    password: Zeroizing<String>,
    client: ClientKind,
    device: Option<Digest>,
    device_name: Option<&'a str>,
    key: Option<KeyThumbprint>,
}

impl<'a> Checked<'a> {
    fn read(attempt: &SignInAttempt<'a>) -> Result<Self, ServiceError> {
        let number = read_number(attempt.registration_number)?;
        if attempt.password.is_empty() || attempt.password.chars().count() > PASSWORD_MAX_CHARS {
            return Err(ServiceError::InvalidInput("password"));
        }
        if !attempt.device.is_none_or(secrets::is_id) {
            return Err(ServiceError::InvalidInput("device_id"));
        }
        if !attempt.device_name.is_none_or(is_device_name) {
            return Err(ServiceError::InvalidInput("device_name"));
        }
        Ok(Self {
            number,
            password: Zeroizing::new(attempt.password.to_owned()),
            client: attempt.client,
            device: attempt.device.map(derive_device_digest),
            device_name: attempt.device_name,
            key: attempt.key,
        })
    }
}

/// A registration number as typed.
pub(crate) fn read_number(typed: &str) -> Result<RegistrationNumber, ServiceError> {
    let number = Some(typed).filter(|typed| typed.len() <= NUMBER_CHARS);
    let number = number.and_then(|typed| RegistrationNumber::parse(typed).ok());
    number.ok_or(ServiceError::InvalidInput("registration_number"))
}

/// Whether a device or a passkey may be called that.
pub(crate) fn is_device_name(name: &str) -> bool {
    name.chars().count() <= NAME_CHARS && !name.contains(char::is_control)
}

/// What the transaction decided.
enum Admitted {
    Known(Box<PersonSummary>),
    New(SecondStep),
    Unreachable,
}

impl Fund {
    /// Checks a password; a known device gets its session, a new one is asked for a second step. A person who has no
    /// way to answer it is refused like anyone unknown: they are helped at an office.
    ///
    /// # Errors
    /// [`ServiceError::InvalidInput`], [`ServiceError::SignInRefused`], [`ServiceError::TooManyTries`],
    /// [`ServiceError::Busy`].
    pub async fn sign_in(&self, attempt: SignInAttempt<'_>) -> Result<SignIn, ServiceError> {
        let checked = Checked::read(&attempt)?;
        let account = self.check_password(&checked.number, &checked.password, attempt.address).await?;
        let token = make_token(self.chance());
        let given = Given { checked, account, token: &token, draws: self.draw_step(), now: self.now() };
        let admitted = transaction!(self.store(), |questions| given.ask(questions), |tx, answers, asked| {
            self.admit(tx, &given, asked.found(&answers)?)
        })?;
        match admitted {
            Admitted::Known(person) => {
                Ok(SignIn::SignedIn(OpenedSession { token, person: *person, device: None }))
            }
            Admitted::New(step) => Ok(SignIn::CodeNeeded {
                challenge_id: step.challenge_id,
                mobile_ending: step.mobile_ending.unwrap_or_default(),
                expires_in: step.expires_in,
                factors: step.factors,
            }),
            Admitted::Unreachable => Err(ServiceError::SignInRefused),
        }
    }

    /// Checks a password and counts the try as failed until [`accounts::clear_failures`] says otherwise. The same rows
    /// are written and the same work is done whether the number is anyone's or not.
    pub(crate) async fn check_password(
        &self,
        number: &RegistrationNumber,
        password: &str,
        address: IpAddr,
    ) -> Result<Account, ServiceError> {
        self.addresses().check(address, self.now())?;
        let place = self.password_places().take().await?;
        let now = self.now();
        let account = transaction!(
            self.store(),
            |questions| accounts::ask_sign_in(questions, number),
            |tx, answers, asked| async { reserve_try(tx, number, answers.of(&asked)?, now) }
        )?;
        let password = Zeroizing::new(password.to_owned());
        let kept = account.as_ref().map(|account| account.password.clone());
        let fits = place.run(move || password::fits(&password, kept.as_deref())).await??;
        account.filter(|_| fits).ok_or_else(|| {
            self.addresses().count(address, now);
            ServiceError::SignInRefused
        })
    }

    /// The password was right: a session for a known device, a second step for a new one.
    async fn admit(&self, tx: &mut Tx, given: &Given<'_>, found: Found) -> Result<Admitted, ServiceError> {
        let Given { checked, account, token, draws, now } = given;
        let mut writes = tx.writes();
        accounts::clear_failures(&mut writes, &checked.number);
        if let Some(device) = checked.device.filter(|_| found.is_trusted) {
            let (number, name) = (account.registration_number.clone(), account.name.clone());
            let person = self.summary_after(tx, found.last_lines, number, &account.cin, name).await?;
            let client = checked.client.code();
            let opening = Opening { token, person: account.person, device: &device, client, now: *now };
            accounts::use_device(&mut writes, account.person, &device, *now);
            opening.add_after(&found.head, &mut writes);
            tx.leave(writes);
            return Ok(Admitted::Known(Box::new(person)));
        }
        writes.send(tx).await?;
        let asked = Asked {
            purpose: Purpose::SignIn,
            person: account.person,
            language: &account.language,
            mobile: account.mobile.as_ref(),
            session: None,
            subject: None,
            device: checked.device,
            device_name: checked.device_name,
            client: checked.client.code(),
        };
        let step = self.ask_second_step(tx, &asked, draws, *now).await?;
        Ok(step.map_or(Admitted::Unreachable, Admitted::New))
    }

    /// Answers a second step with the code that came by SMS: see [`Fund::confirm_step`].
    ///
    /// # Errors
    /// Those of [`Fund::confirm_step`].
    pub async fn confirm_code(&self, challenge_id: &str, code: &str) -> Result<OpenedSession, ServiceError> {
        self.confirm_step(challenge_id, Factor::Sms, code).await
    }

    /// Checks the answer to a second step, and trusts the device it was asked from. Every channel is told.
    ///
    /// # Errors
    /// [`ServiceError::InvalidInput`], [`ServiceError::CodeRefused`], [`ServiceError::TooManyTries`] while the breaker
    /// is open, [`ServiceError::Busy`].
    pub async fn confirm_step(
        &self,
        challenge_id: &str,
        factor: Factor,
        code: &str,
    ) -> Result<OpenedSession, ServiceError> {
        let reply = Reply::read(challenge_id, factor, code)?;
        let now = self.now();
        self.guessing.codes.check(now)?;
        let token = make_token(self.chance());
        let answered = transaction!(self.store(), |tx| self.admit_device(tx, &reply, &token, now))?;
        let challenge = answered.ok_or(ServiceError::CodeRefused)?;
        let device = challenge.device_is_ours.then(|| self.code_key().derive_device(&reply.challenge_id));
        Ok(OpenedSession { token, person: self.summary(challenge.person).await?, device })
    }

    /// `None` for an answer that is refused.
    async fn admit_device(
        &self,
        tx: &mut Tx,
        reply: &Reply,
        token: &str,
        now: Timestamp,
    ) -> Result<Option<Challenge>, ServiceError> {
        let answered = self.answer_challenge(tx, reply, Purpose::SignIn, now).await?;
        let Some(challenge) = answered else { return Ok(None) };
        let (person, device) = (challenge.person, challenge.device);
        self.trust_device(tx, person, &device, challenge.device_name.as_deref(), now).await?;
        let opening = Opening { token, person, device: &device, client: &challenge.client, now };
        opening.finish(tx).await?;
        Ok(Some(challenge))
    }

    /// Trusts a device from now on, and tells its person on every channel.
    pub(crate) async fn trust_device(
        &self,
        tx: &mut Tx,
        person: PersonId,
        device: &Digest,
        name: Option<&str>,
        now: Timestamp,
    ) -> Result<(), ServiceError> {
        accounts::trust_device(tx, person, device, name, now).await?;
        self.tell(tx, person, Template::DeviceAdded, now).await?;
        note(tx, person, Action::DeviceTrusted, "", device, now).await
    }

    /// Opens an account for a person of the register; false when they have one, which stays as it is. For the command
    /// line: whoever calls it has proved who the person is.
    ///
    /// # Errors
    /// [`ServiceError::InvalidInput`], [`ServiceError::PasswordRefused`], [`ServiceError::NotFound`],
    /// [`ServiceError::Busy`].
    pub async fn open_account(
        &self,
        number: &RegistrationNumber,
        password: &str,
        language: &str,
    ) -> Result<bool, ServiceError> {
        self.open_account_of(number, password, language, None).await
    }

    /// The same, with an e-mail; false also when it belongs to another account.
    pub(crate) async fn open_account_of(
        &self,
        number: &RegistrationNumber,
        password: &str,
        language: &str,
        email: Option<&Email>,
    ) -> Result<bool, ServiceError> {
        if !["ar", "fr", "en"].contains(&language) {
            return Err(ServiceError::InvalidInput("language"));
        }
        let found = register::find_registered(&mut *self.store().read().await?, number).await?;
        let (person, known) = found.ok_or(ServiceError::NotFound)?;
        let about = about(&known, email.map_or("", Email::as_str));
        let (password, salt) = (Zeroizing::new(password.to_owned()), make_bytes(self.chance()));
        let place = self.password_places().take().await?;
        let hash = place.run(move || password::derive_hash_of_new(&password, &about, &salt)).await??;
        let at = self.now();
        let account = NewAccount { person, password: &hash, language, email, mobile: None, at };
        transaction!(self.store(), |tx| accounts::open_account(tx, &account))
    }
}

fn reserve_try(
    tx: &mut Tx,
    number: &RegistrationNumber,
    (past, account): (Option<Failures>, Option<Account>),
    now: Timestamp,
) -> Result<Option<Account>, ServiceError> {
    let mut writes = tx.writes();
    accounts::put_failures(&mut writes, number, &count_try(past, now)?);
    tx.leave(writes);
    Ok(account)
}

/// The failures at a door with one more try; refused while a delay runs.
pub(crate) fn count_try(past: Option<Failures>, now: Timestamp) -> Result<Failures, ServiceError> {
    let past = past.filter(|past| now < past.last_at.plus_seconds(FAILURES_SECONDS));
    if let Some(past) = past.filter(|past| now < past.locked_until) {
        return Err(ServiceError::TooManyTries { retry_after: seconds_until(past.locked_until, now) });
    }
    let count = past.map_or(0, |past| past.count).saturating_add(1);
    Ok(Failures { count, last_at: now, locked_until: now.plus_seconds(delay_after(count)) })
}

/// Notes what a person did with their account.
pub(crate) async fn note(
    tx: &mut Tx,
    person: PersonId,
    action: Action,
    detail: &str,
    device: &Digest,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let deed = Deed { person: Some(person), actor: Actor::Person, action, detail, device: Some(*device) };
    deed.note(tx, now).await
}

/// Whole seconds from `now` to `then`, at least one.
pub(crate) fn seconds_until(then: Timestamp, now: Timestamp) -> u32 {
    let micros = u64::try_from(then.as_micros().saturating_sub(now.as_micros())).unwrap_or(0);
    u32::try_from(micros.div_ceil(1_000_000)).unwrap_or(u32::MAX).max(1)
}
