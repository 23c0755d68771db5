//! Opening an account: who one is, the phone proved by a code, a password.
//!
//! The first answer is the same for everybody, and so is the work: a code goes to whatever mobile was typed, and nobody
//! looks into the register before the phone is proved (ASVS 5.0, 6.3.8). What a person needs to know is told after.

mod limits;
mod opening;

pub(crate) use opening::about;

use crate::account::{is_device_name, read_number};
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::messages::{Outgoing, Template};
use crate::secrets::{self, derive_device_digest, derive_digest, is_code, make_code, make_id, make_number};
use crate::sessions::ClientKind;
use crate::transaction::transaction;
use damane_domain::account::{
    BlockedCase, CHOOSE_PASSWORD_SECONDS, CODE_SECONDS, CODE_TRIES, SIGN_UP_SECONDS, may_sign_up,
};
use damane_domain::ids::{Cin, Email, Mobile};
use damane_domain::person::PersonName;
use damane_domain::time::Timestamp;
use damane_storage::Tx;
use damane_storage::accounts::{self, SignUp};
use damane_storage::messages::{self, Recipient};
use std::net::IpAddr;
use zeroize::Zeroizing;

/// What someone typed to open an account.
#[derive(Clone, Copy)]
pub struct SignUpAttempt<'a> {
    /// Registration number, blanks allowed.
    pub registration_number: &'a str,
    /// National identity card.
    pub cin: &'a str,
    /// E-mail, of this account only.
    pub email: &'a str,
    /// Mobile, national or E.164.
    pub mobile: &'a str,
    /// Language of the messages: `ar`, `fr`, `en`.
    pub language: &'a str,
    /// Browser or app.
    pub client: ClientKind,
    /// 32 hex digits that this device named itself with; `None` for a browser without the cookie.
    pub device: Option<&'a str>,
    /// What the person will recognise in the list of devices.
    pub device_name: Option<&'a str>,
    /// Where the request comes from.
    pub address: IpAddr,
}

/// A code went to the mobile that was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeSent {
    /// To send back with the code; 32 hex digits.
    pub sign_up_id: String,
    /// Seconds until the code expires.
    pub expires_in: u32,
    /// Seconds until another code may be asked for.
    pub resend_in: u32,
}

/// What comes after the phone is proved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignUpStep {
    /// Everything fits: choose a password.
    ChoosePassword {
        /// Whom the register knows by that number and card.
        name: PersonName,
        /// Seconds left to choose.
        expires_in: u32,
    },
    /// No account can be opened now.
    Blocked(BlockedCase),
}

/// An attempt whose fields have the shape they must have.
struct Checked<'a> {
    attempt: SignUpAttempt<'a>,
    registration_number: damane_domain::ids::RegistrationNumber,
    cin: Cin,
    email: Email,
    mobile: Mobile,
}

impl<'a> Checked<'a> {
    fn read(attempt: SignUpAttempt<'a>) -> Result<Self, ServiceError> {
        let malformed = |field| move |_| ServiceError::InvalidInput(field);
        if !["ar", "fr", "en"].contains(&attempt.language) {
            return Err(ServiceError::InvalidInput("language"));
        }
        if !attempt.device.is_none_or(secrets::is_id) {
            return Err(ServiceError::InvalidInput("device_id"));
        }
        if !attempt.device_name.is_none_or(is_device_name) {
            return Err(ServiceError::InvalidInput("device_name"));
        }
        Ok(Self {
            registration_number: read_number(attempt.registration_number)?,
            cin: Cin::parse(attempt.cin).map_err(malformed("cin"))?,
            email: Email::parse(attempt.email).map_err(malformed("email"))?,
            mobile: Mobile::parse(attempt.mobile).map_err(malformed("mobile"))?,
            attempt,
        })
    }
}

/// A code to be sent, drawn before the transaction that decides.
struct Offer {
    sign_up_id: String,
    code: Zeroizing<String>,
    message: i64,
}

impl Fund {
    /// Begins a sign-up: a code goes to the mobile that was typed, whoever typed it.
    ///
    /// # Errors
    /// [`ServiceError::InvalidInput`], [`ServiceError::TooManyTries`], [`ServiceError::Busy`].
    pub async fn start_sign_up(&self, attempt: SignUpAttempt<'_>) -> Result<CodeSent, ServiceError> {
        let checked = Checked::read(attempt)?;
        let (ring, now) = (&self.guessing.sign_ups, self.now());
        ring.check(attempt.address, now)?;
        ring.count(attempt.address, now);
        self.guessing.sign_up_codes.check(now)?;
        let offer = self.make_offer(make_id(self.chance()));
        let resend_in = transaction!(self.store(), |tx| self.begin_sign_up(tx, &checked, &offer, now))?;
        Ok(code_sent(offer.sign_up_id, resend_in))
    }

    fn make_offer(&self, sign_up_id: String) -> Offer {
        let chance = self.chance();
        Offer { sign_up_id, code: Zeroizing::new(make_code(chance)), message: make_number(chance) }
    }

    async fn begin_sign_up(
        &self,
        tx: &mut Tx,
        checked: &Checked<'_>,
        offer: &Offer,
        now: Timestamp,
    ) -> Result<u32, ServiceError> {
        let Checked { attempt, .. } = checked;
        let ours = || derive_device_digest(&self.code_key().derive_device(&offer.sign_up_id));
        let sign_up = SignUp {
            id: derive_digest(&offer.sign_up_id),
            registration_number: checked.registration_number.clone(),
            cin: checked.cin.clone(),
            email: checked.email.clone(),
            mobile: checked.mobile.clone(),
            language: attempt.language.to_owned(),
            message: offer.message,
            code: self.code_key().derive(&offer.sign_up_id, &offer.code),
            device: attempt.device.map_or_else(ours, derive_device_digest),
            device_name: attempt.device_name.map(str::to_owned),
            device_is_ours: attempt.device.is_none(),
            client: attempt.client.code().to_owned(),
            created_at: now,
            expires_at: now.plus_seconds(CODE_SECONDS),
            tries: 0,
            proved: false,
            closed: false,
        };
        let resend_in = self.send_sign_up_code(tx, &sign_up, offer, now).await?;
        accounts::add_sign_up(tx, &sign_up).await?;
        Ok(resend_in)
    }

    /// Sends the code where the limits allow it; gives the seconds until another may be asked for.
    async fn send_sign_up_code(
        &self,
        tx: &mut Tx,
        sign_up: &SignUp,
        offer: &Offer,
        now: Timestamp,
    ) -> Result<u32, ServiceError> {
        let resend_in = self.take_from_limits(tx, &sign_up.mobile, now).await?;
        let message = Outgoing {
            // Nobody looked whether the register knows them.
            person: None,
            to: Recipient::Mobile(sign_up.mobile.clone()),
            language: &sign_up.language,
            template: Template::SignUpCode,
            secret: Some((&offer.code, now.plus_seconds(CODE_SECONDS))),
        };
        message.keep(tx, offer.message, now).await?;
        Ok(resend_in)
    }

    /// Sends another code in the place of one that did not come.
    ///
    /// # Errors
    /// [`ServiceError::InvalidInput`], [`ServiceError::CodeRefused`] for a sign-up that is over,
    /// [`ServiceError::TooManyTries`], [`ServiceError::Busy`].
    pub async fn resend_sign_up_code(&self, sign_up_id: &str) -> Result<CodeSent, ServiceError> {
        let sign_up_id = read_id(sign_up_id)?;
        let now = self.now();
        self.guessing.sign_up_codes.check(now)?;
        let offer = self.make_offer(sign_up_id);
        let resent = transaction!(self.store(), |tx| self.renew_code(tx, &offer, now))?;
        Ok(code_sent(offer.sign_up_id, resent.ok_or(ServiceError::CodeRefused)?))
    }

    async fn renew_code(
        &self,
        tx: &mut Tx,
        offer: &Offer,
        now: Timestamp,
    ) -> Result<Option<u32>, ServiceError> {
        let id = derive_digest(&offer.sign_up_id);
        let found = accounts::find_sign_up(tx, &id).await?;
        let is_under_way = |sign_up: &SignUp| {
            !sign_up.closed && !sign_up.proved && now < sign_up.created_at.plus_seconds(SIGN_UP_SECONDS)
        };
        let Some(sign_up) = found.filter(is_under_way) else { return Ok(None) };
        let resend_in = self.send_sign_up_code(tx, &sign_up, offer, now).await?;
        messages::erase_code(tx, sign_up.message).await?;
        let code = self.code_key().derive(&offer.sign_up_id, &offer.code);
        let expires_at = now.plus_seconds(CODE_SECONDS);
        accounts::renew_sign_up_code(tx, &id, &code, offer.message, expires_at).await?;
        Ok(Some(resend_in))
    }

    /// Checks the code, which proves the phone, and tells what comes next.
    ///
    /// # Errors
    /// [`ServiceError::InvalidInput`], [`ServiceError::CodeRefused`], [`ServiceError::TooManyTries`],
    /// [`ServiceError::Busy`].
    pub async fn prove_phone(
        &self,
        sign_up_id: &str,
        code: &str,
        address: IpAddr,
    ) -> Result<SignUpStep, ServiceError> {
        let sign_up_id = read_id(sign_up_id)?;
        if !is_code(code) {
            return Err(ServiceError::InvalidInput("code"));
        }
        let now = self.now();
        self.guessing.sign_ups.check(address, now)?;
        self.guessing.sign_up_codes.check(now)?;
        let step = transaction!(self.store(), |tx| self.answer_sign_up(tx, &sign_up_id, code, now))?;
        if step.is_none() {
            self.guessing.sign_ups.count(address, now);
        }
        step.ok_or(ServiceError::CodeRefused)
    }

    /// `None` for a code that is refused: its try stays counted.
    async fn answer_sign_up(
        &self,
        tx: &mut Tx,
        sign_up_id: &str,
        code: &str,
        now: Timestamp,
    ) -> Result<Option<SignUpStep>, ServiceError> {
        self.check_wrong_sign_up_codes(tx, now).await?;
        let id = derive_digest(sign_up_id);
        let Some(sign_up) = accounts::find_sign_up(tx, &id).await? else { return Ok(None) };
        let is_over = sign_up.closed || sign_up.proved || now >= sign_up.expires_at;
        if is_over || sign_up.tries >= CODE_TRIES {
            return Ok(None);
        }
        accounts::count_sign_up_try(tx, &id).await?;
        if !self.code_key().matches(&sign_up.code, sign_up_id, code) {
            self.count_wrong_sign_up_code(tx, now).await?;
            return Ok(None);
        }
        messages::erase_code(tx, sign_up.message).await?;
        self.step_after(tx, &sign_up, now).await.map(Some)
    }

    /// The phone is proved: from here on the register is looked into.
    async fn step_after(
        &self,
        tx: &mut Tx,
        sign_up: &SignUp,
        now: Timestamp,
    ) -> Result<SignUpStep, ServiceError> {
        let found = self.find_claimed(tx, sign_up, now).await?;
        let allowed = may_sign_up(&sign_up.mobile, found.as_ref().map(|found| &found.facts));
        match (allowed, found) {
            (Ok(()), Some(found)) => {
                let until = now.plus_seconds(CHOOSE_PASSWORD_SECONDS);
                accounts::prove_sign_up(tx, &sign_up.id, now, until).await?;
                let expires_in = u32::try_from(CHOOSE_PASSWORD_SECONDS).unwrap_or(0);
                Ok(SignUpStep::ChoosePassword { name: found.person.name, expires_in })
            }
            (Err(case), _) => {
                accounts::close_sign_up(tx, &sign_up.id, now).await?;
                Ok(SignUpStep::Blocked(case))
            }
            (Ok(()), None) => Err(ServiceError::internal("sign-up", "nobody may sign up")),
        }
    }
}

fn code_sent(sign_up_id: String, resend_in: u32) -> CodeSent {
    CodeSent { sign_up_id, expires_in: u32::try_from(CODE_SECONDS).unwrap_or(0), resend_in }
}

fn read_id(sign_up_id: &str) -> Result<String, ServiceError> {
    let is_id = secrets::is_id(sign_up_id);
    is_id.then(|| sign_up_id.to_ascii_lowercase()).ok_or(ServiceError::InvalidInput("sign_up_id"))
}
