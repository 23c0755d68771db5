//! Open sessions, kept as the digest of their token.

use super::{Digest, digest, number};
use crate::engine::Connection;
use crate::error::StorageError;
use crate::transaction::Tx;
use crate::writes::Writes;
use damane_domain::ids::{PersonId, RegistrationNumber};
use damane_domain::time::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;

/// An open session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRecord {
    /// Digest of the token it was opened with.
    pub id: Digest,
    /// Whose.
    pub person: PersonId,
    /// On which device.
    pub device: Digest,
    /// Last use.
    pub used_at: Timestamp,
    /// Ends when not used for so long, microseconds.
    pub idle_micros: i64,
    /// Ends then whatever its use.
    pub ends_at: Timestamp,
}

/// Keeps a session that starts now. Its id must be new.
pub fn add_session(writes: &mut Writes, session: &SessionRecord) {
    let add = "INSERT INTO sessions (session, person, device, opened_at, used_at, idle_micros, ends_at) \
               VALUES ($1, $2, $3, $4, $4, $5, $6)";
    writes
        .add(add)
        .bind(&session.id[..])
        .bind(session.person.0)
        .bind(&session.device[..])
        .bind(session.used_at.as_micros())
        .bind(session.idle_micros)
        .bind(session.ends_at.as_micros());
}

/// Finds a session that no key is needed for, ended by time or not, with its person's number.
///
/// # Errors
/// The engine's failure.
pub async fn find_session(
    connection: &mut Connection,
    id: &Digest,
) -> Result<Option<(SessionRecord, RegistrationNumber)>, StorageError> {
    let query = "SELECT s.person, p.registration_digits, s.device, s.used_at, s.idle_micros, s.ends_at \
                 FROM sessions s JOIN persons p ON p.person = s.person \
                 WHERE s.session = $1 AND s.family IS NULL";
    let row = sqlx::query(query).bind(&id[..]).fetch_optional(connection).await?;
    row.map(|row| Ok((session(&row, *id)?, number(&row, 1)?))).transpose()
}

/// Person, (their number), device, last use, idle time, end.
pub(super) fn session(row: &AnyRow, id: Digest) -> Result<SessionRecord, StorageError> {
    Ok(SessionRecord {
        id,
        person: PersonId(row.try_get(0)?),
        device: digest(row, 2)?,
        used_at: Timestamp::from_micros(row.try_get(3)?),
        idle_micros: row.try_get(4)?,
        ends_at: Timestamp::from_micros(row.try_get(5)?),
    })
}

/// Notes a use of a session. One that ended meanwhile stays ended.
///
/// # Errors
/// The engine's failure.
pub async fn use_session(tx: &mut Tx, id: &Digest, at: Timestamp) -> Result<(), StorageError> {
    let query = sqlx::query("UPDATE sessions SET used_at = $2 WHERE session = $1 AND used_at < $2");
    query.bind(&id[..]).bind(at.as_micros()).execute(&mut **tx).await?;
    Ok(())
}

/// Ends a session.
///
/// # Errors
/// The engine's failure.
pub async fn end_session(tx: &mut Tx, id: &Digest) -> Result<(), StorageError> {
    sqlx::query("DELETE FROM sessions WHERE session = $1").bind(&id[..]).execute(&mut **tx).await?;
    Ok(())
}

/// Ends every session of a person but one.
///
/// # Errors
/// The engine's failure.
pub async fn end_other_sessions(tx: &mut Tx, person: PersonId, kept: &Digest) -> Result<(), StorageError> {
    let query = sqlx::query("DELETE FROM sessions WHERE person = $1 AND session <> $2");
    query.bind(person.0).bind(&kept[..]).execute(&mut **tx).await?;
    Ok(())
}

/// Notes that password and second step were given again in a session; false when it has ended.
///
/// # Errors
/// The engine's failure.
pub async fn confirm_session(
    tx: &mut Tx,
    person: PersonId,
    id: &Digest,
    until: Timestamp,
) -> Result<bool, StorageError> {
    let query = sqlx::query("UPDATE sessions SET confirmed_until = $3 WHERE person = $1 AND session = $2");
    let query = query.bind(person.0).bind(&id[..]).bind(until.as_micros());
    Ok(query.execute(&mut **tx).await?.rows_affected() > 0)
}

/// Until when a session is confirmed.
///
/// # Errors
/// The engine's failure.
pub async fn find_confirmation(
    connection: &mut Connection,
    person: PersonId,
    id: &Digest,
) -> Result<Option<Timestamp>, StorageError> {
    let query = sqlx::query("SELECT confirmed_until FROM sessions WHERE person = $1 AND session = $2");
    let row = query.bind(person.0).bind(&id[..]).fetch_optional(connection).await?;
    let until = row.map(|row| row.try_get::<Option<i64>, _>(0)).transpose()?;
    Ok(until.flatten().map(Timestamp::from_micros))
}
