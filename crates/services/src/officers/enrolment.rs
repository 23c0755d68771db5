//! An officer enrols: the link offers an authenticator's secret, and is used up by a password and the first code.

use super::{note, place_of};
use crate::audit::Action;
use crate::authenticator::OfferedAuthenticator;
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::password;
use crate::secrets::{TOKEN_CHARS, derive_digest, make_bytes};
use crate::totp::{SECRET_BYTES, find_step};
use crate::transaction::transaction;
use damane_domain::account::PASSWORD_MAX_CHARS;
use damane_domain::time::Timestamp;
use damane_storage::Connection;
use damane_storage::officers::{self as kept, OfficerRecord};
use std::net::IpAddr;
use zeroize::Zeroizing;

/// What a link offers.
#[derive(Debug)]
pub struct Enrolling {
    /// What the officer will sign in with.
    pub login: String,
    /// What they sign with.
    pub name: String,
    /// For their authenticator app.
    pub authenticator: OfferedAuthenticator,
}

impl Fund {
    /// Offers a secret to who holds a link. Asked again, it offers another one.
    ///
    /// # Errors
    /// [`ServiceError::LinkRefused`] for a link that was used, has expired or is none of ours;
    /// [`ServiceError::TooManyTries`] from an address with too many of those.
    pub async fn offer_enrolment(&self, token: &str, address: IpAddr) -> Result<Enrolling, ServiceError> {
        self.check_links(address)?;
        let secret = Zeroizing::new(make_bytes::<SECRET_BYTES>(self.chance()));
        let now = self.now();
        let offered = transaction!(self.store(), |tx| async {
            let Some(officer) = find(tx, token, now).await? else { return Ok(None) };
            let sealed = self.at_rest_key().seal_for(self.chance(), &place_of(officer.id), &secret[..])?;
            kept::offer_secret(tx, officer.id, &sealed).await?;
            Ok::<_, ServiceError>(Some(officer))
        })?;
        let officer = offered.ok_or_else(|| self.refuse_link(address))?;
        let login = officer.login.to_string();
        let authenticator = OfferedAuthenticator::of(&secret, &login);
        Ok(Enrolling { login, name: officer.name.to_string(), authenticator })
    }

    /// Uses the link up: from here on the officer signs in with this password and the codes of that secret.
    ///
    /// # Errors
    /// [`ServiceError::LinkRefused`], [`ServiceError::PasswordRefused`], [`ServiceError::CodeRefused`],
    /// [`ServiceError::InvalidInput`], [`ServiceError::TooManyTries`].
    pub async fn enrol_officer(
        &self,
        token: &str,
        password: &str,
        code: &str,
        address: IpAddr,
    ) -> Result<(), ServiceError> {
        self.check_links(address)?;
        if password.is_empty() || password.chars().count() > PASSWORD_MAX_CHARS {
            return Err(ServiceError::InvalidInput("password"));
        }
        let code = super::session::read_code(code)?;
        let now = self.now();
        let found = find(&mut *self.store().read().await?, token, now).await?;
        let officer = found.ok_or_else(|| self.refuse_link(address))?;
        let hash = self.hash_for(&officer, password).await?;
        let enrolled = transaction!(self.store(), |tx| async {
            let Some(officer) = find(tx, token, now).await? else {
                return Err(ServiceError::LinkRefused);
            };
            let offered = officer.enrolment.as_ref().and_then(|link| link.offered.as_ref());
            let Some(offered) = offered else { return Ok(false) };
            let secret = self.at_rest_key().open_for(&place_of(officer.id), offered)?;
            let Some(step) = find_step(&secret, &code, now, 0) else { return Ok(false) };
            kept::enrol(tx, officer.id, &hash, offered, step).await?;
            let by = officer.name.as_str();
            note(tx, by, Action::OfficerEnrolled, &officer.login, now).await?;
            Ok(true)
        })?;
        if !enrolled {
            self.guessing.recoveries.count(address, now);
            return Err(ServiceError::CodeRefused);
        }
        Ok(())
    }

    async fn hash_for(&self, officer: &OfficerRecord, password: &str) -> Result<String, ServiceError> {
        let about = [officer.login.to_string(), officer.name.to_string()];
        let (password, salt) = (Zeroizing::new(password.to_owned()), make_bytes(self.chance()));
        let place = self.password_places().take().await?;
        place.run(move || password::derive_hash_of_new(&password, &about, &salt)).await?
    }

    /// Links are guessed no oftener than those for a new password.
    fn check_links(&self, address: IpAddr) -> Result<(), ServiceError> {
        self.guessing.recoveries.check(address, self.now())
    }

    fn refuse_link(&self, address: IpAddr) -> ServiceError {
        self.guessing.recoveries.count(address, self.now());
        ServiceError::LinkRefused
    }
}

/// The officer a link was given to, while it is good.
async fn find(
    connection: &mut Connection,
    token: &str,
    now: Timestamp,
) -> Result<Option<OfficerRecord>, ServiceError> {
    if token.len() != TOKEN_CHARS {
        return Ok(None);
    }
    let found = kept::find_by_enrolment(connection, &derive_digest(token)).await?;
    let good = |officer: &OfficerRecord| {
        officer.active && officer.enrolment.as_ref().is_some_and(|link| now < link.ends_at)
    };
    Ok(found.filter(good))
}
