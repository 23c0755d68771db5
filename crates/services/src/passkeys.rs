//! Passkeys (WebAuthn level 3): added after a confirmation, good for signing in without number or password. A passkey
//! verifies its person itself, so it is both factors at once.
//!
//! The ceremonies' challenges are drawn by the verifier, from the system's randomness and not from our port.

use crate::account::{is_device_name, note};
use crate::audit::Action;
use crate::confirmation::ConfirmedSession;
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::messages::Template;
use crate::secrets::{derive_digest, is_id, make_bytes, make_id};
use crate::transaction::transaction;
use damane_domain::account::{CEREMONY_SECONDS, PASSKEYS};
use damane_domain::fund::FundProfile;
use damane_domain::time::Timestamp;
use damane_storage::accounts::{self, Adding, Ceremony, Handle, PasskeyRecord};
use damane_storage::{StorageError, Tx, register};
use std::time::Duration;
use url::Url;
use webauthn_rs::prelude::{
    CreationChallengeResponse, CredentialID, Passkey, PasskeyRegistration, RegisterPublicKeyCredential, Uuid,
    Webauthn, WebauthnBuilder,
};

/// What the log calls this factor.
const FACTOR: &str = "passkey";

/// Verifies ceremonies for the fund's own host; `None` inside for a portal without a host's name, which has no passkeys.
pub(crate) struct PasskeyVerifier(Option<Webauthn>);

impl PasskeyVerifier {
    /// The relying party is the host of the portal's address. A demonstration may be served on any port.
    pub fn of(profile: &FundProfile) -> Self {
        let make = |origin: Url| {
            let host = origin.domain()?.to_owned();
            let builder = WebauthnBuilder::new(&host, &origin).ok()?;
            let timeout = Duration::from_secs(CEREMONY_SECONDS.unsigned_abs());
            let builder = builder.rp_name(&profile.name.fr).timeout(timeout);
            builder.allow_any_port(profile.demonstration).build().ok()
        };
        Self(Url::parse(&profile.portal_url).ok().and_then(make))
    }

    pub fn get(&self) -> Result<&Webauthn, ServiceError> {
        self.0.as_ref().ok_or(ServiceError::NotFound)
    }
}

/// A passkey as its person sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasskeySummary {
    /// Its name on the wire, 32 hex digits.
    pub id: String,
    /// What the person calls it.
    pub name: String,
    /// Added at.
    pub added_at: Timestamp,
    /// Last used at.
    pub used_at: Option<Timestamp>,
}

impl From<PasskeyRecord> for PasskeySummary {
    fn from(record: PasskeyRecord) -> Self {
        let PasskeyRecord { id, name, added_at, used_at, .. } = record;
        Self { id: hex::encode(id), name, added_at, used_at }
    }
}

/// A ceremony begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasskeyCeremony {
    /// To send back with the answer; 32 hex digits.
    pub ceremony_id: String,
    /// What `navigator.credentials` takes, as JSON.
    pub options: String,
}

impl Fund {
    /// Begins to add a passkey.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] where the portal's address has no host's name, [`ServiceError::InvalidInput`] for
    /// someone who has enough of them.
    pub async fn start_passkey(&self, confirmed: &ConfirmedSession) -> Result<PasskeyCeremony, ServiceError> {
        let webauthn = self.passkeys_verifier().get()?;
        let person = confirmed.person();
        let mut reader = self.store().read().await?;
        let known = accounts::find_passkeys(&mut reader, person).await?;
        let registered = register::find_person(&mut reader, person).await?;
        drop(reader);
        if known.len() >= PASSKEYS {
            return Err(ServiceError::InvalidInput("passkeys"));
        }
        let name = registered.ok_or(ServiceError::SessionEnded)?.name.latin;
        let handle = known.first().map_or_else(|| make_bytes(self.chance()), |known| known.handle);
        let excluded = known.into_iter().map(|known| CredentialID::from(known.credential)).collect();
        let begun =
            webauthn.start_passkey_registration(Uuid::from_bytes(handle), &name, &name, Some(excluded));
        let (options, state) = begun.map_err(|error| ServiceError::internal("passkey ceremony", error))?;
        let adds = Adding { person, session: confirmed.session().id, handle };
        self.keep_ceremony(discoverable(&options)?, &state, Some(adds)).await
    }

    /// Keeps a ceremony for five minutes.
    pub(crate) async fn keep_ceremony(
        &self,
        options: String,
        state: &impl serde::Serialize,
        adds: Option<Adding>,
    ) -> Result<PasskeyCeremony, ServiceError> {
        let ceremony_id = make_id(self.chance());
        let state = serde_json::to_string(state)
            .map_err(|error| ServiceError::internal("passkey ceremony", error))?;
        let expires_at = self.now().plus_seconds(CEREMONY_SECONDS);
        let ceremony = Ceremony { id: derive_digest(&ceremony_id), adds, state, expires_at };
        transaction!(self.store(), |tx| accounts::add_ceremony(tx, &ceremony))?;
        Ok(PasskeyCeremony { ceremony_id, options })
    }

    /// Adds a passkey: `credential` is what `navigator.credentials.create` gave, as JSON. Every channel is told.
    ///
    /// # Errors
    /// [`ServiceError::InvalidInput`], [`ServiceError::PasskeyRefused`].
    pub async fn add_passkey(
        &self,
        confirmed: &ConfirmedSession,
        ceremony_id: &str,
        credential: &str,
        name: &str,
    ) -> Result<PasskeySummary, ServiceError> {
        let name = name.trim();
        if name.is_empty() || !is_device_name(name) {
            return Err(ServiceError::InvalidInput("name"));
        }
        let ceremony_id = read_ceremony_id(ceremony_id)?;
        let answer =
            serde_json::from_str(credential).map_err(|_| ServiceError::InvalidInput("credential"))?;
        let (id, now) = (make_bytes(self.chance()), self.now());
        let added = transaction!(self.store(), |tx| async {
            let ceremony = accounts::take_ceremony(tx, &derive_digest(&ceremony_id)).await?;
            let record = ceremony
                .filter(|ceremony| now < ceremony.expires_at)
                .and_then(|ceremony| self.verify_new(confirmed, &ceremony, &answer))
                .map(|(handle, passkey)| new_record(confirmed, id, handle, name, &passkey, now))
                .transpose()?;
            let Some(record) = record else { return Ok(None) };
            self.keep_passkey(tx, confirmed, record, now).await
        })?;
        added.ok_or(ServiceError::PasskeyRefused)
    }

    /// The passkey of a ceremony of that session, if the answer fits.
    fn verify_new(
        &self,
        confirmed: &ConfirmedSession,
        ceremony: &Ceremony,
        answer: &RegisterPublicKeyCredential,
    ) -> Option<(Handle, Passkey)> {
        let adds = ceremony.adds?;
        if adds.person != confirmed.person() || adds.session != confirmed.session().id {
            return None;
        }
        let state: PasskeyRegistration = serde_json::from_str(&ceremony.state).ok()?;
        let verified = self.passkeys_verifier().get().ok()?.finish_passkey_registration(answer, &state);
        Some((adds.handle, verified.ok()?))
    }

    async fn keep_passkey(
        &self,
        tx: &mut Tx,
        confirmed: &ConfirmedSession,
        record: PasskeyRecord,
        now: Timestamp,
    ) -> Result<Option<PasskeySummary>, ServiceError> {
        if !accounts::add_passkey(tx, &record).await? {
            return Ok(None);
        }
        note(tx, record.person, Action::FactorAdded, FACTOR, confirmed.device(), now).await?;
        self.tell(tx, record.person, Template::FactorAdded, now).await?;
        Ok(Some(record.into()))
    }

    /// Takes a passkey away. Every channel is told.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`], also for another person's.
    pub async fn remove_passkey(&self, confirmed: &ConfirmedSession, id: &str) -> Result<(), ServiceError> {
        let mut handle: Handle = [0; 16];
        hex::decode_to_slice(id, &mut handle).map_err(|_| ServiceError::NotFound)?;
        let now = self.now();
        let removed = transaction!(self.store(), |tx| async {
            let removed = accounts::remove_passkey(tx, confirmed.person(), &handle).await?;
            if removed {
                self.tell_removed(tx, confirmed, FACTOR, now).await?;
            }
            Ok::<_, ServiceError>(removed)
        })?;
        if removed { Ok(()) } else { Err(ServiceError::NotFound) }
    }
}

/// The id of a ceremony in the form it was given out.
pub(crate) fn read_ceremony_id(typed: &str) -> Result<String, ServiceError> {
    if is_id(typed) { Ok(typed.to_ascii_lowercase()) } else { Err(ServiceError::InvalidInput("ceremony_id")) }
}

/// A passkey as it is kept, written by the verifier.
pub(crate) fn write_passkey(passkey: &Passkey) -> Result<String, ServiceError> {
    serde_json::to_string(passkey).map_err(|error| ServiceError::internal("passkey", error))
}

/// A passkey that was kept.
pub(crate) fn read_passkey(text: &str) -> Result<Passkey, ServiceError> {
    serde_json::from_str(text).map_err(|_| StorageError::Damaged("passkey").into())
}

fn new_record(
    confirmed: &ConfirmedSession,
    id: Handle,
    handle: Handle,
    name: &str,
    passkey: &Passkey,
    now: Timestamp,
) -> Result<PasskeyRecord, ServiceError> {
    Ok(PasskeyRecord {
        person: confirmed.person(),
        id,
        credential: passkey.cred_id().to_vec(),
        handle,
        name: name.to_owned(),
        public_key: write_passkey(passkey)?,
        added_at: now,
        used_at: None,
    })
}

/// The options of a new passkey, which its authenticator must be able to find by itself: nobody types a number when
/// they sign in with it. The verifier's builder has no word for that.
fn discoverable(options: &CreationChallengeResponse) -> Result<String, ServiceError> {
    let failed = |error| ServiceError::internal("passkey ceremony", error);
    let mut options = serde_json::to_value(&options.public_key).map_err(failed)?;
    if let Some(wanted) = options.get_mut("authenticatorSelection").and_then(|wanted| wanted.as_object_mut())
    {
        wanted.insert("residentKey".to_owned(), "required".into());
        wanted.insert("requireResidentKey".to_owned(), true.into());
    }
    serde_json::to_string(&options).map_err(failed)
}
