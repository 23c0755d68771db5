//! Second factors beside the code by SMS: authenticator apps and printed codes.

use super::{Digest, count};
use crate::engine::Connection;
use crate::error::StorageError;
use crate::transaction::Tx;
use damane_domain::ids::PersonId;
use damane_domain::time::Timestamp;
use sqlx::Row;

/// An authenticator app, in use or offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authenticator {
    /// Its secret, encrypted.
    pub secret: Vec<u8>,
    /// Made at.
    pub made_at: Timestamp,
    /// The last time step a code was taken of.
    pub used_step: i64,
    /// Wrong codes since the last right one.
    pub failures: u32,
    /// The last wrong one.
    pub failed_at: Timestamp,
}

/// Keeps a secret that is offered; an older offer is void.
///
/// # Errors
/// The engine's failure.
pub async fn offer_authenticator(
    tx: &mut Tx,
    person: PersonId,
    secret: &[u8],
    at: Timestamp,
) -> Result<(), StorageError> {
    let query = "INSERT INTO authenticators (person, in_use, secret, made_at, used_step, failures, failed_at) \
                 VALUES ($1, 0, $2, $3, 0, 0, 0) ON CONFLICT (person, in_use) DO UPDATE SET \
                 secret = excluded.secret, made_at = excluded.made_at";
    sqlx::query(query).bind(person.0).bind(secret).bind(at.as_micros()).execute(&mut **tx).await?;
    Ok(())
}

/// A person's authenticator: the one in use, or the one offered.
///
/// # Errors
/// The engine's failure.
pub async fn find_authenticator(
    connection: &mut Connection,
    person: PersonId,
    in_use: bool,
) -> Result<Option<Authenticator>, StorageError> {
    let query = "SELECT secret, made_at, used_step, failures, failed_at FROM authenticators \
                 WHERE person = $1 AND in_use = $2";
    let row = sqlx::query(query).bind(person.0).bind(i64::from(in_use)).fetch_optional(connection).await?;
    row.map(|row| {
        Ok(Authenticator {
            secret: row.try_get(0)?,
            made_at: Timestamp::from_micros(row.try_get(1)?),
            used_step: row.try_get(2)?,
            failures: count(row.try_get(3)?),
            failed_at: Timestamp::from_micros(row.try_get(4)?),
        })
    })
    .transpose()
}

/// Puts the offered authenticator in use, in the place of an older one; `step` is the step of its first code.
///
/// # Errors
/// The engine's failure.
pub async fn put_authenticator_in_use(tx: &mut Tx, person: PersonId, step: i64) -> Result<(), StorageError> {
    let older = sqlx::query("DELETE FROM authenticators WHERE person = $1 AND in_use = 1");
    older.bind(person.0).execute(&mut **tx).await?;
    let query = "UPDATE authenticators SET in_use = 1, used_step = $2 WHERE person = $1 AND in_use = 0";
    sqlx::query(query).bind(person.0).bind(step).execute(&mut **tx).await?;
    Ok(())
}

/// Takes a time step of the authenticator in use; false when it, or a later one, was taken. Earlier failures are
/// forgotten with it.
///
/// # Errors
/// The engine's failure.
pub async fn use_step(tx: &mut Tx, person: PersonId, step: i64) -> Result<bool, StorageError> {
    let query = "UPDATE authenticators SET used_step = $2, failures = 0 \
                 WHERE person = $1 AND in_use = 1 AND used_step < $2";
    let query = sqlx::query(query).bind(person.0).bind(step);
    Ok(query.execute(&mut **tx).await?.rows_affected() > 0)
}

/// Keeps the count of wrong codes of the authenticator in use.
///
/// # Errors
/// The engine's failure.
pub async fn put_authenticator_failures(
    tx: &mut Tx,
    person: PersonId,
    failures: u32,
    at: Timestamp,
) -> Result<(), StorageError> {
    let query = "UPDATE authenticators SET failures = $2, failed_at = $3 WHERE person = $1 AND in_use = 1";
    let query = sqlx::query(query).bind(person.0).bind(i64::from(failures)).bind(at.as_micros());
    query.execute(&mut **tx).await?;
    Ok(())
}

/// Takes an authenticator away, in use or offered; false when none was in use.
///
/// # Errors
/// The engine's failure.
pub async fn remove_authenticator(tx: &mut Tx, person: PersonId) -> Result<bool, StorageError> {
    let offered = sqlx::query("DELETE FROM authenticators WHERE person = $1 AND in_use = 0");
    offered.bind(person.0).execute(&mut **tx).await?;
    let in_use = sqlx::query("DELETE FROM authenticators WHERE person = $1 AND in_use = 1");
    Ok(in_use.bind(person.0).execute(&mut **tx).await?.rows_affected() > 0)
}

/// Keeps new printed codes; the older ones are void.
///
/// # Errors
/// The engine's failure.
pub async fn put_recovery_codes(
    tx: &mut Tx,
    person: PersonId,
    codes: &[Digest],
    at: Timestamp,
) -> Result<(), StorageError> {
    let older = sqlx::query("DELETE FROM recovery_codes WHERE person = $1");
    older.bind(person.0).execute(&mut **tx).await?;
    for code in codes {
        let query = "INSERT INTO recovery_codes (person, code, made_at) VALUES ($1, $2, $3)";
        let query = sqlx::query(query).bind(person.0).bind(&code[..]).bind(at.as_micros());
        query.execute(&mut **tx).await?;
    }
    Ok(())
}

/// Uses a printed code; false when it is none of the person's, or was used.
///
/// # Errors
/// The engine's failure.
pub async fn use_recovery_code(
    tx: &mut Tx,
    person: PersonId,
    code: &Digest,
    at: Timestamp,
) -> Result<bool, StorageError> {
    let query = "UPDATE recovery_codes SET used_at = $3 WHERE person = $1 AND code = $2 AND used_at IS NULL";
    let query = sqlx::query(query).bind(person.0).bind(&code[..]).bind(at.as_micros());
    Ok(query.execute(&mut **tx).await?.rows_affected() > 0)
}

/// How many printed codes a person has left.
///
/// # Errors
/// The engine's failure.
pub async fn count_recovery_codes(
    connection: &mut Connection,
    person: PersonId,
) -> Result<u32, StorageError> {
    let query = sqlx::query("SELECT COUNT(*) FROM recovery_codes WHERE person = $1 AND used_at IS NULL");
    Ok(count(query.bind(person.0).fetch_one(connection).await?.try_get(0)?))
}
