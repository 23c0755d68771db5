//! Sessions bound to a device's key: one row is a whole family of tokens, each pair made of the one before.

use super::sessions::{SessionRecord, session};
use super::{Digest, digest, number};
use crate::engine::Connection;
use crate::error::StorageError;
use crate::transaction::Tx;
use damane_domain::ids::{PersonId, RegistrationNumber};
use damane_domain::time::Timestamp;
use sqlx::Row;

/// Tokens of a family, as they are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenPair {
    /// Digest of the access token.
    pub token: Digest,
    /// The access token is good until then.
    pub token_until: Timestamp,
    /// Digest of the renewal token.
    pub renewal: Digest,
    /// The whole family ends then, unless it is renewed before.
    pub ends_at: Timestamp,
}

/// A bound session found by its access token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoundSession {
    /// The session, whatever token it has now.
    pub session: SessionRecord,
    /// Its person's number.
    pub registration_number: RegistrationNumber,
    /// Thumbprint of the key that must be proved.
    pub key: Digest,
    /// The access token is good until then.
    pub token_until: Timestamp,
}

/// A family found by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Family {
    /// Whose.
    pub person: PersonId,
    /// On which device.
    pub device: Digest,
    /// Thumbprint of the key that must be proved.
    pub key: Digest,
    /// The renewal token that is good.
    pub renewal: Digest,
    /// The one it was given for; `None` for the first.
    pub renewal_before: Option<Digest>,
    /// Ends then.
    pub ends_at: Timestamp,
}

/// Makes a session that was just opened the first of a family.
///
/// # Errors
/// The engine's failure.
pub async fn bind_session(
    tx: &mut Tx,
    id: &Digest,
    family: &Digest,
    key: &Digest,
    pair: &TokenPair,
) -> Result<(), StorageError> {
    let query = "UPDATE sessions SET family = $2, key_thumbprint = $3, token = $4, token_until = $5, \
                 renewal = $6, ends_at = $7 WHERE session = $1 AND family IS NULL";
    sqlx::query(query)
        .bind(&id[..])
        .bind(&family[..])
        .bind(&key[..])
        .bind(&pair.token[..])
        .bind(pair.token_until.as_micros())
        .bind(&pair.renewal[..])
        .bind(pair.ends_at.as_micros())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Finds a bound session by its access token, ended by time or not.
///
/// # Errors
/// The engine's failure.
pub async fn find_bound_session(
    connection: &mut Connection,
    token: &Digest,
) -> Result<Option<BoundSession>, StorageError> {
    let query = "SELECT s.person, p.registration_digits, s.device, s.used_at, s.idle_micros, s.ends_at, \
                 s.session, s.key_thumbprint, s.token_until \
                 FROM sessions s JOIN persons p ON p.person = s.person WHERE s.token = $1";
    let row = sqlx::query(query).bind(&token[..]).fetch_optional(connection).await?;
    row.map(|row| {
        Ok(BoundSession {
            session: session(&row, digest(&row, 6)?)?,
            registration_number: number(&row, 1)?,
            key: digest(&row, 7)?,
            token_until: Timestamp::from_micros(row.try_get(8)?),
        })
    })
    .transpose()
}

/// Finds a family, ended by time or not.
///
/// # Errors
/// The engine's failure.
pub async fn find_family(
    connection: &mut Connection,
    family: &Digest,
) -> Result<Option<Family>, StorageError> {
    let query = "SELECT person, device, key_thumbprint, renewal, renewal_before, ends_at FROM sessions \
                 WHERE family = $1";
    let row = sqlx::query(query).bind(&family[..]).fetch_optional(connection).await?;
    row.map(|row| {
        let before: Option<Vec<u8>> = row.try_get(4)?;
        let before = before.map(Digest::try_from).transpose();
        Ok(Family {
            person: PersonId(row.try_get(0)?),
            device: digest(&row, 1)?,
            key: digest(&row, 2)?,
            renewal: digest(&row, 3)?,
            renewal_before: before.map_err(|_| StorageError::Damaged("digest"))?,
            ends_at: Timestamp::from_micros(row.try_get(5)?),
        })
    })
    .transpose()
}

/// Gives a family its next tokens for the renewal token `before`. The pair it had is void.
///
/// # Errors
/// The engine's failure.
pub async fn renew_family(
    tx: &mut Tx,
    family: &Digest,
    before: &Digest,
    pair: &TokenPair,
    at: Timestamp,
) -> Result<(), StorageError> {
    let query = "UPDATE sessions SET token = $2, token_until = $3, renewal = $4, renewal_before = $5, \
                 ends_at = $6, used_at = $7 WHERE family = $1";
    sqlx::query(query)
        .bind(&family[..])
        .bind(&pair.token[..])
        .bind(pair.token_until.as_micros())
        .bind(&pair.renewal[..])
        .bind(&before[..])
        .bind(pair.ends_at.as_micros())
        .bind(at.as_micros())
        .execute(&mut **tx)
        .await?;
    Ok(())
}
