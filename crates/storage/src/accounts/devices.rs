//! Trusted devices as their person sees them: listed, named, given a key, revoked.

use super::{Digest, digest};
use crate::engine::Connection;
use crate::error::StorageError;
use crate::transaction::Tx;
use damane_domain::ids::PersonId;
use damane_domain::time::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;

/// A trusted device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceRecord {
    /// Digest of the name it gave itself.
    pub device: Digest,
    /// What its person calls it.
    pub name: Option<String>,
    /// It has a key of its own.
    pub has_key: bool,
    /// A session stands on it.
    pub signed_in: bool,
    /// Trusted since.
    pub trusted_at: Timestamp,
    /// Last used, by signing in or by a session.
    pub used_at: Timestamp,
}

/// The devices of a person, the one used last first.
///
/// # Errors
/// The engine's failure.
pub async fn find_devices(
    connection: &mut Connection,
    person: PersonId,
    now: Timestamp,
) -> Result<Vec<DeviceRecord>, StorageError> {
    let query = "SELECT d.device, d.name, d.key_thumbprint, d.trusted_at, d.used_at, \
                 (SELECT MAX(s.used_at) FROM sessions s WHERE s.person = d.person AND s.device = d.device \
                 AND s.ends_at > $2 AND s.used_at + s.idle_micros > $2) FROM devices d WHERE d.person = $1";
    let query = sqlx::query(query).bind(person.0).bind(now.as_micros());
    let rows = query.fetch_all(connection).await?;
    let mut devices = rows.iter().map(device).collect::<Result<Vec<_>, _>>()?;
    devices.sort_by_key(|device| (std::cmp::Reverse(device.used_at), device.device));
    Ok(devices)
}

fn device(row: &AnyRow) -> Result<DeviceRecord, StorageError> {
    let (signed_in_at, in_session): (i64, Option<i64>) = (row.try_get(4)?, row.try_get(5)?);
    Ok(DeviceRecord {
        device: digest(row, 0)?,
        name: row.try_get(1)?,
        has_key: row.try_get::<Option<Vec<u8>>, _>(2)?.is_some(),
        signed_in: in_session.is_some(),
        trusted_at: Timestamp::from_micros(row.try_get(3)?),
        used_at: Timestamp::from_micros(signed_in_at.max(in_session.unwrap_or(signed_in_at))),
    })
}

/// Names a device; false when the person has none such.
///
/// # Errors
/// The engine's failure.
pub async fn name_device(
    tx: &mut Tx,
    person: PersonId,
    device: &Digest,
    name: &str,
) -> Result<bool, StorageError> {
    let query = sqlx::query("UPDATE devices SET name = $3 WHERE person = $1 AND device = $2");
    let query = query.bind(person.0).bind(&device[..]).bind(name);
    Ok(query.execute(&mut **tx).await?.rows_affected() > 0)
}

/// From now on the device is known by its key as well.
///
/// # Errors
/// The engine's failure.
pub async fn put_device_key(
    tx: &mut Tx,
    person: PersonId,
    device: &Digest,
    key: &Digest,
) -> Result<(), StorageError> {
    let query = sqlx::query("UPDATE devices SET key_thumbprint = $3 WHERE person = $1 AND device = $2");
    query.bind(person.0).bind(&device[..]).bind(&key[..]).execute(&mut **tx).await?;
    Ok(())
}

/// Trusts a device no longer and ends every session on it; false when the person has none such.
///
/// # Errors
/// The engine's failure.
pub async fn revoke_device(tx: &mut Tx, person: PersonId, device: &Digest) -> Result<bool, StorageError> {
    let sessions = sqlx::query("DELETE FROM sessions WHERE person = $1 AND device = $2");
    sessions.bind(person.0).bind(&device[..]).execute(&mut **tx).await?;
    let query = sqlx::query("DELETE FROM devices WHERE person = $1 AND device = $2");
    let query = query.bind(person.0).bind(&device[..]);
    Ok(query.execute(&mut **tx).await?.rows_affected() > 0)
}
