//! A person's trusted devices: listed, named, revoked. Revoking ends every session on the device at once, and needs no
//! more than a session: whoever lost a phone must not be held up (ASVS 5.0, 7.5.2).

use crate::audit::{Action, Actor, Deed};
use crate::confirmation::is_confirmed;
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::sessions::Session;
use crate::transaction::transaction;
use damane_domain::time::Timestamp;
use damane_storage::accounts::{self, DeviceRecord, Digest};
use damane_storage::{Connection, Tx};

/// Longest name of a device, characters.
const NAME_CHARS: usize = 60;
/// Bytes of a device's digest that name it on the wire.
const ID_BYTES: usize = 16;

/// A trusted device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Its name on the wire, 32 hex digits.
    pub id: String,
    /// What the person calls it.
    pub name: Option<String>,
    /// The one that asks.
    pub current: bool,
    /// A session is open on it.
    pub signed_in: bool,
    /// It has a key of its own.
    pub has_key: bool,
    /// Trusted since.
    pub trusted_at: Timestamp,
    /// Last used.
    pub used_at: Timestamp,
}

/// Half of the digest: it says nothing of the name the device keeps to itself.
fn id_of(device: &Digest) -> String {
    hex::encode(device.get(..ID_BYTES).unwrap_or_default())
}

impl Fund {
    /// The devices of the signed-in person, the one used last first.
    ///
    /// # Errors
    /// Storage only.
    pub async fn devices(&self, session: &Session) -> Result<Vec<Device>, ServiceError> {
        let mut reader = self.store().read().await?;
        let records = accounts::find_devices(&mut reader, session.person, self.now()).await?;
        Ok(records.into_iter().map(|record| device(record, session)).collect())
    }

    /// Names a device of the signed-in person.
    ///
    /// # Errors
    /// [`ServiceError::InvalidInput`], [`ServiceError::NotFound`], storage.
    pub async fn name_device(&self, session: &Session, id: &str, name: &str) -> Result<(), ServiceError> {
        let name = name.trim();
        if !(1..=NAME_CHARS).contains(&name.chars().count()) || name.contains(char::is_control) {
            return Err(ServiceError::InvalidInput("name"));
        }
        let now = self.now();
        transaction!(self.store(), |tx| rename(tx, session, id, name, now))
    }

    /// Trusts a device no longer and ends its sessions, also the one that asks. Another device than that is revoked after
    /// a confirmation (ASVS 5.0, 7.5.2): who found a phone unlocked does not turn its owner out elsewhere.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`], [`ServiceError::ConfirmationNeeded`], storage.
    pub async fn revoke_device(&self, session: &Session, id: &str) -> Result<(), ServiceError> {
        let now = self.now();
        transaction!(self.store(), |tx| revoke(tx, session, id, now))
    }
}

fn device(record: DeviceRecord, session: &Session) -> Device {
    let DeviceRecord { device, name, has_key, signed_in, trusted_at, used_at } = record;
    let current = device == session.device;
    Device { id: id_of(&device), name, current, signed_in, has_key, trusted_at, used_at }
}

async fn rename(
    tx: &mut Tx,
    session: &Session,
    id: &str,
    name: &str,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let device = get(tx, session, id, now).await?;
    accounts::name_device(tx, session.person, &device, name).await?;
    note(tx, session, Action::DeviceNamed, now).await
}

async fn revoke(tx: &mut Tx, session: &Session, id: &str, now: Timestamp) -> Result<(), ServiceError> {
    let device = get(tx, session, id, now).await?;
    if device != session.device && !is_confirmed(tx, session, now).await? {
        return Err(ServiceError::ConfirmationNeeded);
    }
    accounts::revoke_device(tx, session.person, &device).await?;
    note(tx, session, Action::DeviceRevoked, now).await
}

/// Which of the person's own devices is meant.
async fn get(
    connection: &mut Connection,
    session: &Session,
    id: &str,
    now: Timestamp,
) -> Result<Digest, ServiceError> {
    let records = accounts::find_devices(connection, session.person, now).await?;
    let meant = records.into_iter().find(|record| id_of(&record.device) == id.to_ascii_lowercase());
    meant.map(|record| record.device).ok_or(ServiceError::NotFound)
}

async fn note(tx: &mut Tx, session: &Session, action: Action, now: Timestamp) -> Result<(), ServiceError> {
    let deed = Deed {
        person: Some(session.person),
        actor: Actor::Person,
        action,
        detail: "",
        device: Some(session.device),
    };
    deed.note(tx, now).await
}
