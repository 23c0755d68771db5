//! Signing in with a passkey: no number, no password, no code. The authenticator says who it is and proves it.

use crate::account::is_device_name;
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::passkeys::{PasskeyCeremony, read_ceremony_id, read_passkey, write_passkey};
use crate::secrets::{derive_device_digest, derive_digest, is_id, make_id, make_token};
use crate::sessions::{ClientKind, OpenedSession, Opening};
use crate::transaction::transaction;
use damane_domain::ids::PersonId;
use damane_domain::time::Timestamp;
use damane_storage::accounts::{self, Ceremony, PasskeyRecord};
use damane_storage::{Tx, ask};
use std::net::IpAddr;
use webauthn_rs::prelude::{DiscoverableAuthentication, PublicKeyCredential};

/// One try at signing in with a passkey, in a browser.
#[derive(Clone, Copy)]
pub struct PasskeyAttempt<'a> {
    /// The ceremony it answers.
    pub ceremony_id: &'a str,
    /// What `navigator.credentials.get` gave, as JSON.
    pub credential: &'a str,
    /// 32 hex digits that this device is known by; `None` for a browser without the cookie.
    pub device: Option<&'a str>,
    /// What the person will recognise in the list of devices.
    pub device_name: Option<&'a str>,
}

/// What one try needs in its transaction.
struct Try<'a> {
    ceremony: String,
    answer: PublicKeyCredential,
    device: String,
    device_name: Option<&'a str>,
    token: String,
    now: Timestamp,
}

impl Fund {
    /// Begins to sign in with a passkey, whoever it is.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] where the portal's address has no host's name, [`ServiceError::TooManyTries`] for an
    /// address that began too many.
    pub async fn start_passkey_sign_in(&self, address: IpAddr) -> Result<PasskeyCeremony, ServiceError> {
        let webauthn = self.passkeys_verifier().get()?;
        let now = self.now();
        self.guessing.ceremonies.check(address, now)?;
        self.guessing.ceremonies.count(address, now);
        let failed = |why: &dyn std::fmt::Display| ServiceError::internal("passkey ceremony", why);
        let (options, state) = webauthn.start_discoverable_authentication().map_err(|why| failed(&why))?;
        let options = serde_json::to_string(&options.public_key).map_err(|why| failed(&why))?;
        self.keep_ceremony(options, &state, None).await
    }

    /// Opens a session of a browser for whoever's passkey it is, and trusts the device.
    ///
    /// # Errors
    /// [`ServiceError::InvalidInput`], [`ServiceError::PasskeyRefused`], [`ServiceError::Busy`].
    pub async fn sign_in_with_passkey(
        &self,
        attempt: PasskeyAttempt<'_>,
    ) -> Result<OpenedSession, ServiceError> {
        let named = attempt.device.filter(|device| is_id(device)).map(str::to_ascii_lowercase);
        let is_ours = named.is_none();
        let attempt = Try {
            ceremony: read_ceremony_id(attempt.ceremony_id)?,
            answer: serde_json::from_str(attempt.credential)
                .map_err(|_| ServiceError::InvalidInput("credential"))?,
            device: named.unwrap_or_else(|| make_id(self.chance())),
            device_name: attempt.device_name.filter(|name| is_device_name(name)),
            token: make_token(self.chance()),
            now: self.now(),
        };
        let person = transaction!(self.store(), |tx| self.admit_passkey(tx, &attempt))?;
        let person = self.summary(person.ok_or(ServiceError::PasskeyRefused)?).await?;
        Ok(OpenedSession { token: attempt.token, person, device: is_ours.then_some(attempt.device) })
    }

    /// `None` for an answer that is refused: its ceremony is over all the same.
    async fn admit_passkey(&self, tx: &mut Tx, attempt: &Try<'_>) -> Result<Option<PersonId>, ServiceError> {
        let now = attempt.now;
        let ceremony = accounts::take_ceremony(tx, &derive_digest(&attempt.ceremony)).await?;
        let ceremony = ceremony.filter(|ceremony| now < ceremony.expires_at && ceremony.adds.is_none());
        let Some(ceremony) = ceremony else { return Ok(None) };
        let kept = accounts::find_passkey_of(tx, attempt.answer.get_credential_id()).await?;
        let Some(kept) = kept else { return Ok(None) };
        let Some(public_key) = self.verify_known(&ceremony, &kept, &attempt.answer)? else { return Ok(None) };
        accounts::use_passkey(tx, kept.person, &kept.id, &public_key, now).await?;
        let device = derive_device_digest(&attempt.device);
        let trusted =
            ask(tx, |questions| accounts::ask_trusted(questions, kept.person, &device, None)).await?;
        if trusted {
            tx.send(|writes| accounts::use_device(writes, kept.person, &device, now)).await?;
        } else {
            self.trust_device(tx, kept.person, &device, attempt.device_name, now).await?;
        }
        let client = ClientKind::Browser.code();
        let opening = Opening { token: &attempt.token, person: kept.person, device: &device, client, now };
        opening.finish(tx).await?;
        Ok(Some(kept.person))
    }

    /// The passkey with its counter moved on, if the answer fits. A counter that did not grow is a copy, and refused
    /// (WebAuthn level 3 §7.2, step 22).
    fn verify_known(
        &self,
        ceremony: &Ceremony,
        kept: &PasskeyRecord,
        answer: &PublicKeyCredential,
    ) -> Result<Option<String>, ServiceError> {
        let webauthn = self.passkeys_verifier().get()?;
        let Ok(state) = serde_json::from_str::<DiscoverableAuthentication>(&ceremony.state) else {
            return Ok(None);
        };
        // §7.2, step 6: the name the authenticator knows the person by must be the one this passkey was made for.
        let is_theirs = webauthn
            .identify_discoverable_authentication(answer)
            .is_ok_and(|(handle, _)| handle.as_bytes() == &kept.handle);
        let mut passkey = read_passkey(&kept.public_key)?;
        let verified = webauthn.finish_discoverable_authentication_v2(answer, state, &passkey);
        let Some(verified) = verified.ok().filter(|verified| is_theirs && verified.user_verified()) else {
            return Ok(None);
        };
        passkey.update_credential(&verified);
        write_passkey(&passkey).map(Some)
    }
}
