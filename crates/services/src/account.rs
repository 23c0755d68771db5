//! Signing in: password, code on a new device, session. Same answer and same work whether a person exists or not
//! (ASVS 5.0, 6.3.8).
//!
//! A try is written down before its password is looked at and forgotten when it was right, so that a hundred tries sent
//! at once are not a hundred free ones.

use crate::device_keys::KeyThumbprint;
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::messages::{Outgoing, Template};
use crate::password;
use crate::secrets::{self, derive_digest, make_bytes, make_code, make_id, make_number, make_token};
use crate::sessions::{ClientKind, OpenedSession, new_session};
use crate::transaction::transaction;
use damane_domain::account::{CODE_DIGITS, CODE_SECONDS, CODE_TRIES, delay_after};
use damane_domain::ids::{Mobile, PersonId, RegistrationNumber};
use damane_domain::time::Timestamp;
use damane_storage::accounts::{self, Account, Challenge, Digest, Failures};
use damane_storage::messages::{self, Recipient};
use damane_storage::{Tx, register};
use std::net::IpAddr;
use zeroize::Zeroizing;

/// Longest password, characters (ASVS 5.0, 6.2.9 asks for at least 64).
const PASSWORD_CHARS: usize = 128;
/// Shortest password of a new account, characters.
const PASSWORD_MIN_CHARS: usize = 12;
/// Longest name of a device, characters.
const DEVICE_NAME_CHARS: usize = 60;
/// Longest registration number as typed: ten digits with blanks.
const NUMBER_CHARS: usize = 40;
/// Failures older than this no longer slow anyone.
const FAILURES_SECONDS: i64 = 86_400;
/// Window of everybody's wrong codes.
const WRONG_CODES_SECONDS: i64 = 600;

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
    /// The device is new: a code was sent.
    CodeNeeded {
        /// To send back with the code; 32 hex digits.
        challenge_id: String,
        /// Last two digits of the mobile it went to.
        mobile_ending: String,
        /// Seconds until it expires.
        expires_in: u32,
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
        let typed = attempt.registration_number;
        let number = Some(typed).filter(|typed| typed.len() <= NUMBER_CHARS);
        let number = number.and_then(|typed| RegistrationNumber::parse(typed).ok());
        let number = number.ok_or(ServiceError::InvalidInput("registration_number"))?;
        if attempt.password.is_empty() || attempt.password.chars().count() > PASSWORD_CHARS {
            return Err(ServiceError::InvalidInput("password"));
        }
        if !attempt.device.is_none_or(secrets::is_id) {
            return Err(ServiceError::InvalidInput("device_id"));
        }
        let is_name =
            |name: &str| name.chars().count() <= DEVICE_NAME_CHARS && !name.contains(char::is_control);
        if !attempt.device_name.is_none_or(is_name) {
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

/// Devices write their names in one case or the other.
fn derive_device_digest(device: &str) -> Digest {
    derive_digest(&device.to_ascii_lowercase())
}

/// What a right password may lead to, drawn before the transaction that decides.
struct Offer {
    token: String,
    challenge_id: String,
    code: Zeroizing<String>,
    message: i64,
}

/// What the transaction decided.
enum Admitted {
    Known,
    New(Mobile),
    Unreachable,
}

impl Fund {
    /// Checks a password; a known device gets its session, a new one a code by SMS. A person without a mobile on file
    /// cannot be sent a code and is refused like anyone unknown: they are helped at an office.
    ///
    /// # Errors
    /// [`ServiceError::InvalidInput`], [`ServiceError::SignInRefused`], [`ServiceError::TooManyTries`],
    /// [`ServiceError::Busy`].
    pub async fn sign_in(&self, attempt: SignInAttempt<'_>) -> Result<SignIn, ServiceError> {
        let checked = Checked::read(&attempt)?;
        self.addresses().check(attempt.address, self.now())?;
        let place = self.password_places().take().await?;
        let now = self.now();
        let account = self.write_try_down(&checked.number, now).await?;
        let (password, kept) =
            (checked.password.clone(), account.as_ref().map(|account| account.password.clone()));
        let fits = place.run(move || password::fits(&password, kept.as_deref())).await??;
        let Some(account) = account.filter(|_| fits) else {
            self.addresses().count(attempt.address, now);
            return Err(ServiceError::SignInRefused);
        };
        let chance = self.chance();
        let offer = Offer {
            token: make_token(chance),
            challenge_id: make_id(chance),
            code: Zeroizing::new(make_code(chance)),
            message: make_number(chance),
        };
        let admitted = transaction!(self.store(), |tx| self.admit(tx, &checked, &account, &offer, now))?;
        match admitted {
            Admitted::Known => {
                let person = self.summary(account.person).await?;
                Ok(SignIn::SignedIn(OpenedSession { token: offer.token, person, device: None }))
            }
            Admitted::New(mobile) => Ok(SignIn::CodeNeeded {
                challenge_id: offer.challenge_id,
                mobile_ending: mobile.ending().to_owned(),
                expires_in: u32::try_from(CODE_SECONDS).unwrap_or(0),
            }),
            Admitted::Unreachable => Err(ServiceError::SignInRefused),
        }
    }

    /// Counts a try as failed until it proves right. The same rows are written whether the number is anyone's or not.
    async fn write_try_down(
        &self,
        number: &RegistrationNumber,
        now: Timestamp,
    ) -> Result<Option<Account>, ServiceError> {
        transaction!(self.store(), |tx| reserve_try(tx, number, now))
    }

    /// The password was right: a session for a known device, a code for a new one.
    async fn admit(
        &self,
        tx: &mut Tx,
        checked: &Checked<'_>,
        account: &Account,
        offer: &Offer,
        now: Timestamp,
    ) -> Result<Admitted, ServiceError> {
        accounts::clear_failures(tx, &checked.number).await?;
        if let Some(device) = &checked.device
            && accounts::use_device(tx, account.person, device, checked.key.as_ref().map(|key| &key.0), now)
                .await?
        {
            let session = new_session(&offer.token, account.person, device, checked.client.code(), now);
            accounts::add_session(tx, &session).await?;
            return Ok(Admitted::Known);
        }
        let Some(mobile) = account.mobile.clone() else { return Ok(Admitted::Unreachable) };
        self.check_wrong_codes(tx, now).await?;
        self.check_codes_sent(tx, account.person, now).await?;
        self.send_code(tx, checked, account, offer, &mobile, now).await?;
        Ok(Admitted::New(mobile))
    }

    async fn send_code(
        &self,
        tx: &mut Tx,
        checked: &Checked<'_>,
        account: &Account,
        offer: &Offer,
        mobile: &Mobile,
        now: Timestamp,
    ) -> Result<(), ServiceError> {
        let expires_at = now.plus_seconds(CODE_SECONDS);
        let ours = || derive_digest(&self.code_key().derive_device(&offer.challenge_id));
        let challenge = Challenge {
            id: derive_digest(&offer.challenge_id),
            person: account.person,
            message: offer.message,
            code: self.code_key().derive(&offer.challenge_id, &offer.code),
            device: checked.device.unwrap_or_else(ours),
            device_name: checked.device_name.map(str::to_owned),
            device_is_ours: checked.device.is_none(),
            client: checked.client.code().to_owned(),
            created_at: now,
            expires_at,
            tries: 0,
            closed: false,
        };
        accounts::add_challenge(tx, &challenge).await?;
        let message = Outgoing {
            person: Some(account.person),
            to: Recipient::Mobile(mobile.clone()),
            language: &account.language,
            template: Template::SignInCode,
            secret: Some((&offer.code, expires_at)),
        };
        message.keep(tx, offer.message, now).await
    }

    async fn check_codes_sent(
        &self,
        tx: &mut Tx,
        person: PersonId,
        now: Timestamp,
    ) -> Result<(), ServiceError> {
        let sent = accounts::find_codes_sent(tx, person, now.plus_seconds(-3_600)).await?;
        let most = usize::try_from(self.limits().codes_per_hour).unwrap_or(usize::MAX);
        match sent.len().checked_sub(most).and_then(|oldest| sent.get(oldest)) {
            Some(oldest) => {
                let free_at = oldest.plus_seconds(3_600);
                Err(ServiceError::TooManyTries { retry_after: seconds_until(free_at, now) })
            }
            None => Ok(()),
        }
    }

    /// The breaker: when everybody together guesses too often, nobody's code is taken for a while.
    async fn check_wrong_codes(&self, tx: &mut Tx, now: Timestamp) -> Result<(), ServiceError> {
        let window = wrong_codes_window(now);
        if accounts::count_wrong_codes(tx, window).await? < self.limits().wrong_codes_in_ten_minutes {
            return Ok(());
        }
        let next = window.plus_seconds(WRONG_CODES_SECONDS);
        Err(ServiceError::TooManyTries { retry_after: seconds_until(next, now) })
    }

    /// Checks a code and trusts the device it was asked from.
    ///
    /// # Errors
    /// [`ServiceError::InvalidInput`], [`ServiceError::CodeRefused`], [`ServiceError::TooManyTries`] while the breaker
    /// is open, [`ServiceError::Busy`].
    pub async fn confirm_code(&self, challenge_id: &str, code: &str) -> Result<OpenedSession, ServiceError> {
        if !secrets::is_id(challenge_id) {
            return Err(ServiceError::InvalidInput("challenge_id"));
        }
        if code.len() != CODE_DIGITS as usize || !code.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(ServiceError::InvalidInput("code"));
        }
        let challenge_id = challenge_id.to_ascii_lowercase();
        let (token, now) = (make_token(self.chance()), self.now());
        let answered =
            transaction!(self.store(), |tx| self.answer_challenge(tx, &challenge_id, code, &token, now))?;
        let challenge = answered.ok_or(ServiceError::CodeRefused)?;
        let device = challenge.device_is_ours.then(|| self.code_key().derive_device(&challenge_id));
        Ok(OpenedSession { token, person: self.summary(challenge.person).await?, device })
    }

    /// `None` for a code that is refused: its try stays counted.
    async fn answer_challenge(
        &self,
        tx: &mut Tx,
        challenge_id: &str,
        code: &str,
        token: &str,
        now: Timestamp,
    ) -> Result<Option<Challenge>, ServiceError> {
        self.check_wrong_codes(tx, now).await?;
        let id = derive_digest(challenge_id);
        let Some(challenge) = accounts::find_challenge(tx, &id).await? else { return Ok(None) };
        if challenge.closed || now >= challenge.expires_at || challenge.tries >= CODE_TRIES {
            return Ok(None);
        }
        accounts::count_try(tx, &id).await?;
        if !self.code_key().matches(&challenge.code, challenge_id, code) {
            accounts::add_wrong_code(tx, wrong_codes_window(now)).await?;
            return Ok(None);
        }
        accounts::close_challenge(tx, &id, now).await?;
        messages::erase_code(tx, challenge.message).await?;
        let name = challenge.device_name.as_deref();
        accounts::trust_device(tx, challenge.person, &challenge.device, name, now).await?;
        let session = new_session(token, challenge.person, &challenge.device, &challenge.client, now);
        accounts::add_session(tx, &session).await?;
        Ok(Some(challenge))
    }

    /// Opens an account for a person of the register; false when they have one, which stays as it is. For the command
    /// line: whoever calls it has proved who the person is.
    ///
    /// # Errors
    /// [`ServiceError::InvalidInput`], [`ServiceError::NotFound`], [`ServiceError::Busy`].
    pub async fn open_account(
        &self,
        number: &RegistrationNumber,
        password: &str,
        language: &str,
    ) -> Result<bool, ServiceError> {
        if !(PASSWORD_MIN_CHARS..=PASSWORD_CHARS).contains(&password.chars().count()) {
            return Err(ServiceError::InvalidInput("password"));
        }
        if !["ar", "fr", "en"].contains(&language) {
            return Err(ServiceError::InvalidInput("language"));
        }
        let found = register::find_registered(&mut *self.store().read().await?, number).await?;
        let (person, _) = found.ok_or(ServiceError::NotFound)?;
        let (password, salt) = (Zeroizing::new(password.to_owned()), make_bytes(self.chance()));
        let place = self.password_places().take().await?;
        let hash = place.run(move || password::derive_hash(&password, &salt)).await??;
        let now = self.now();
        transaction!(self.store(), |tx| accounts::add_account(tx, person, &hash, language, now))
    }
}

async fn reserve_try(
    tx: &mut Tx,
    number: &RegistrationNumber,
    now: Timestamp,
) -> Result<Option<Account>, ServiceError> {
    let past = accounts::find_failures(tx, number).await?;
    let past = past.filter(|past| now < past.last_at.plus_seconds(FAILURES_SECONDS));
    if let Some(past) = past.filter(|past| now < past.locked_until) {
        return Err(ServiceError::TooManyTries { retry_after: seconds_until(past.locked_until, now) });
    }
    let count = past.map_or(0, |past| past.count).saturating_add(1);
    let locked_until = now.plus_seconds(delay_after(count));
    accounts::put_failures(tx, number, &Failures { count, last_at: now, locked_until }).await?;
    Ok(accounts::find_account(tx, number).await?)
}

fn wrong_codes_window(now: Timestamp) -> Timestamp {
    Timestamp::from_seconds(now.seconds().div_euclid(WRONG_CODES_SECONDS) * WRONG_CODES_SECONDS)
}

/// Whole seconds from `now` to `then`, at least one.
pub(crate) fn seconds_until(then: Timestamp, now: Timestamp) -> u32 {
    let micros = u64::try_from(then.as_micros().saturating_sub(now.as_micros())).unwrap_or(0);
    u32::try_from(micros.div_ceil(1_000_000)).unwrap_or(u32::MAX).max(1)
}
