//! An authenticator app: offered with a secret, put in use by its first code, asked for in place of the SMS. The secret
//! is kept encrypted: whoever reads the database alone makes no code with it.

use crate::account::note;
use crate::audit::Action;
use crate::base32;
use crate::confirmation::ConfirmedSession;
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::messages::Template;
use crate::protection::RecoveryCodes;
use crate::secrets::make_bytes;
use crate::totp::{SECRET_BYTES, find_step};
use crate::transaction::transaction;
use damane_domain::account::{
    AUTHENTICATOR_DIGITS, AUTHENTICATOR_FAILURES, AUTHENTICATOR_OFFER_SECONDS, AUTHENTICATOR_REST_SECONDS,
    AUTHENTICATOR_STEP_SECONDS,
};
use damane_domain::ids::PersonId;
use damane_domain::time::Timestamp;
use damane_storage::accounts::{self, Authenticator};
use damane_storage::{Connection, Tx};
use std::fmt;
use zeroize::Zeroizing;

/// What the log calls this factor.
const FACTOR: &str = "authenticator";
/// Who gives the codes, as the app lists it.
const ISSUER: &str = "Mon%20Damane";

/// A secret for an authenticator app, not yet in use.
pub struct OfferedAuthenticator {
    /// Base32, for typing in.
    pub secret: Zeroizing<String>,
    /// `otpauth://…`, for the picture.
    pub uri: Zeroizing<String>,
}

impl OfferedAuthenticator {
    /// The picture and the letters of a secret, under a label.
    pub(crate) fn of(secret: &[u8; SECRET_BYTES], label: &str) -> Self {
        let secret = Zeroizing::new(base32::write(secret, base32::RFC_4648));
        let uri = Zeroizing::new(uri(&secret, label));
        Self { secret, uri }
    }
}

impl fmt::Debug for OfferedAuthenticator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OfferedAuthenticator(…)")
    }
}

impl Fund {
    /// Offers a secret. The authenticator in use, if there is one, stays so until the new one gave its first code.
    ///
    /// # Errors
    /// Storage only.
    pub async fn offer_authenticator(
        &self,
        confirmed: &ConfirmedSession,
    ) -> Result<OfferedAuthenticator, ServiceError> {
        let secret = Zeroizing::new(make_bytes::<SECRET_BYTES>(self.chance()));
        let (person, now) = (confirmed.person(), self.now());
        let sealed = self.at_rest_key().seal(self.chance(), person, &secret[..])?;
        transaction!(self.store(), |tx| accounts::offer_authenticator(tx, person, &sealed, now))?;
        let number = confirmed.session().registration_number.as_str();
        // Tells two accounts of a family apart and names nobody.
        let ending = number.get(number.len().saturating_sub(4)..).unwrap_or_default();
        Ok(OfferedAuthenticator::of(&secret, ending))
    }

    /// Puts the offered authenticator in use with its first code, and makes printed codes for the day it is lost.
    ///
    /// # Errors
    /// [`ServiceError::InvalidInput`], [`ServiceError::CodeRefused`], also when nothing was offered lately.
    pub async fn confirm_authenticator(
        &self,
        confirmed: &ConfirmedSession,
        code: &str,
    ) -> Result<RecoveryCodes, ServiceError> {
        let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        if code.len() != AUTHENTICATOR_DIGITS as usize || !code.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(ServiceError::InvalidInput("code"));
        }
        let (codes, now) = (RecoveryCodes::make(self.chance()), self.now());
        let in_use = transaction!(self.store(), |tx| self.put_in_use(tx, confirmed, &code, &codes, now))?;
        if in_use { Ok(codes) } else { Err(ServiceError::CodeRefused) }
    }

    async fn put_in_use(
        &self,
        tx: &mut Tx,
        confirmed: &ConfirmedSession,
        code: &str,
        codes: &RecoveryCodes,
        now: Timestamp,
    ) -> Result<bool, ServiceError> {
        let person = confirmed.person();
        let offered = accounts::find_authenticator(tx, person, false).await?;
        let last = |offer: &Authenticator| offer.made_at.plus_seconds(AUTHENTICATOR_OFFER_SECONDS);
        let Some(offered) = offered.filter(|offer| now < last(offer)) else { return Ok(false) };
        let secret = self.at_rest_key().open(person, &offered.secret)?;
        let Some(step) = find_step(&secret, code, now, offered.used_step) else { return Ok(false) };
        accounts::put_authenticator_in_use(tx, person, step).await?;
        note(tx, person, Action::FactorAdded, FACTOR, confirmed.device(), now).await?;
        self.keep_recovery_codes(tx, confirmed, codes, now).await?;
        self.tell(tx, person, Template::FactorAdded, now).await?;
        Ok(true)
    }

    /// Takes the authenticator away; the SMS is sent again from here on. Printed codes stay good.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] when none is in use.
    pub async fn remove_authenticator(&self, confirmed: &ConfirmedSession) -> Result<(), ServiceError> {
        let (person, now) = (confirmed.person(), self.now());
        let removed = transaction!(self.store(), |tx| async {
            let removed = accounts::remove_authenticator(tx, person).await?;
            if removed {
                self.tell_removed(tx, confirmed, FACTOR, now).await?;
            }
            Ok::<_, ServiceError>(removed)
        })?;
        if removed { Ok(()) } else { Err(ServiceError::NotFound) }
    }

    /// Notes that a factor was taken away, and tells every channel.
    pub(crate) async fn tell_removed(
        &self,
        tx: &mut Tx,
        confirmed: &ConfirmedSession,
        factor: &str,
        now: Timestamp,
    ) -> Result<(), ServiceError> {
        let person = confirmed.person();
        note(tx, person, Action::FactorRemoved, factor, confirmed.device(), now).await?;
        self.tell(tx, person, Template::FactorRemoved, now).await
    }

    /// True when an authenticator may answer: one is in use, and not too many wrong codes were given for it.
    pub(crate) async fn has_authenticator(
        &self,
        connection: &mut Connection,
        person: PersonId,
        now: Timestamp,
    ) -> Result<bool, ServiceError> {
        let in_use = accounts::find_authenticator(connection, person, true).await?;
        Ok(in_use.is_some_and(|app| failures(&app, now) < AUTHENTICATOR_FAILURES))
    }

    /// Uses a code of the authenticator in use: true for a right one, which is not taken again.
    pub(crate) async fn use_authenticator(
        &self,
        tx: &mut Tx,
        person: PersonId,
        code: &str,
        now: Timestamp,
    ) -> Result<bool, ServiceError> {
        let Some(app) = accounts::find_authenticator(tx, person, true).await? else { return Ok(false) };
        let wrong = failures(&app, now);
        if wrong >= AUTHENTICATOR_FAILURES {
            return Ok(false);
        }
        let secret = self.at_rest_key().open(person, &app.secret)?;
        if let Some(step) = find_step(&secret, code, now, app.used_step) {
            return Ok(accounts::use_step(tx, person, step).await?);
        }
        accounts::put_authenticator_failures(tx, person, wrong + 1, now).await?;
        Ok(false)
    }
}

/// Wrong codes that count still.
fn failures(app: &Authenticator, now: Timestamp) -> u32 {
    if now < app.failed_at.plus_seconds(AUTHENTICATOR_REST_SECONDS) { app.failures } else { 0 }
}

/// Google's Key URI format, which every app reads. The label holds letters, digits, points and hyphens.
fn uri(secret: &str, label: &str) -> String {
    format!(
        "otpauth://totp/{ISSUER}:{label}?secret={secret}&issuer={ISSUER}&algorithm=SHA1\
         &digits={AUTHENTICATOR_DIGITS}&period={AUTHENTICATOR_STEP_SECONDS}"
    )
}
