//! Second steps that were asked for: what each opens, the code that was sent for it, its tries, and the wrong codes of
//! everybody.

use super::codes::{change_one, change_one_at, times};
use super::{Digest, count, digest, optional_digest};
use crate::engine::Connection;
use crate::error::StorageError;
use crate::transaction::Tx;
use damane_domain::ids::PersonId;
use damane_domain::time::Timestamp;
use sqlx::Row;

/// A second step that was asked for, and what it opens.
#[derive(Clone)]
pub struct Challenge {
    /// Digest of its id.
    pub id: Digest,
    /// Who is asked.
    pub person: PersonId,
    /// What it is for, as a stable word.
    pub purpose: String,
    /// The session it is for, where there is one.
    pub session: Option<Digest>,
    /// What is to be proved, where it is a detail.
    pub subject: Option<String>,
    /// The message that carries the code; `None` while none was sent.
    pub message: Option<i64>,
    /// The code, keyed.
    pub code: Digest,
    /// The device that asked.
    pub device: Digest,
    /// Its name.
    pub device_name: Option<String>,
    /// The fund named the device.
    pub device_is_ours: bool,
    /// `browser` or `app`.
    pub client: String,
    /// Asked at.
    pub created_at: Timestamp,
    /// Good until.
    pub expires_at: Timestamp,
    /// Tries so far.
    pub tries: u32,
    /// Answered rightly, or given up.
    pub closed: bool,
}

/// Stands where no message was sent; those of messages are positive.
const NO_MESSAGE: i64 = 0;

/// Keeps a challenge.
///
/// # Errors
/// The engine's failure.
pub async fn add_challenge(tx: &mut Tx, challenge: &Challenge) -> Result<(), StorageError> {
    let query = "INSERT INTO challenges (challenge, person, message, code, device, device_name, device_is_ours, \
                 client, created_at, expires_at, tries, purpose, session, subject) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    sqlx::query(query)
        .bind(&challenge.id[..])
        .bind(challenge.person.0)
        .bind(challenge.message.unwrap_or(NO_MESSAGE))
        .bind(&challenge.code[..])
        .bind(&challenge.device[..])
        .bind(challenge.device_name.as_deref())
        .bind(i64::from(challenge.device_is_ours))
        .bind(challenge.client.as_str())
        .bind(challenge.created_at.as_micros())
        .bind(challenge.expires_at.as_micros())
        .bind(i64::from(challenge.tries))
        .bind(challenge.purpose.as_str())
        .bind(challenge.session.as_ref().map(|session| &session[..]))
        .bind(challenge.subject.as_deref())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Finds a challenge by the digest of its id.
///
/// # Errors
/// The engine's failure.
pub async fn find_challenge(
    connection: &mut Connection,
    id: &Digest,
) -> Result<Option<Challenge>, StorageError> {
    let query = "SELECT person, message, code, device, device_name, device_is_ours, client, created_at, \
                 expires_at, tries, closed_at, purpose, session, subject FROM challenges WHERE challenge = $1";
    let row = sqlx::query(query).bind(&id[..]).fetch_optional(connection).await?;
    row.map(|row| {
        Ok(Challenge {
            id: *id,
            person: PersonId(row.try_get(0)?),
            purpose: row.try_get(11)?,
            session: optional_digest(&row, 12)?,
            subject: row.try_get(13)?,
            message: Some(row.try_get(1)?).filter(|message| *message != NO_MESSAGE),
            code: digest(&row, 2)?,
            device: digest(&row, 3)?,
            device_name: row.try_get(4)?,
            device_is_ours: row.try_get::<i64, _>(5)? != 0,
            client: row.try_get(6)?,
            created_at: Timestamp::from_micros(row.try_get(7)?),
            expires_at: Timestamp::from_micros(row.try_get(8)?),
            tries: count(row.try_get(9)?),
            closed: row.try_get::<Option<i64>, _>(10)?.is_some(),
        })
    })
    .transpose()
}

/// Counts one more try at a challenge.
///
/// # Errors
/// The engine's failure.
pub async fn count_try(tx: &mut Tx, challenge: &Digest) -> Result<(), StorageError> {
    change_one(tx, "UPDATE challenges SET tries = tries + 1 WHERE challenge = $1", challenge).await
}

/// Closes a challenge: it opens nothing more.
///
/// # Errors
/// The engine's failure.
pub async fn close_challenge(tx: &mut Tx, challenge: &Digest, at: Timestamp) -> Result<(), StorageError> {
    change_one_at(tx, "UPDATE challenges SET closed_at = $2 WHERE challenge = $1", challenge, at).await
}

/// Gives a challenge another code, carried by another message.
///
/// # Errors
/// The engine's failure.
pub async fn renew_code(
    tx: &mut Tx,
    challenge: &Digest,
    message: i64,
    code: &Digest,
) -> Result<(), StorageError> {
    let query = sqlx::query("UPDATE challenges SET message = $2, code = $3 WHERE challenge = $1");
    query.bind(&challenge[..]).bind(message).bind(&code[..]).execute(&mut **tx).await?;
    Ok(())
}

/// Notes that a code was sent to a person.
///
/// # Errors
/// The engine's failure.
pub async fn add_step_code(
    tx: &mut Tx,
    person: PersonId,
    message: i64,
    at: Timestamp,
) -> Result<(), StorageError> {
    let query = "INSERT INTO step_codes (person, sent_at, message) VALUES ($1, $2, $3)";
    sqlx::query(query).bind(person.0).bind(at.as_micros()).bind(message).execute(&mut **tx).await?;
    Ok(())
}

/// When the codes sent to a person since `since` were sent, oldest first.
///
/// # Errors
/// The engine's failure.
pub async fn find_codes_sent(
    connection: &mut Connection,
    person: PersonId,
    since: Timestamp,
) -> Result<Vec<Timestamp>, StorageError> {
    let query = "SELECT sent_at FROM step_codes WHERE person = $1 AND sent_at > $2 ORDER BY sent_at";
    let rows = sqlx::query(query).bind(person.0).bind(since.as_micros()).fetch_all(connection).await?;
    times(&rows)
}

/// Wrong codes of everybody in the window that starts at `window`.
///
/// # Errors
/// The engine's failure.
pub async fn count_wrong_codes(connection: &mut Connection, window: Timestamp) -> Result<u32, StorageError> {
    let query = sqlx::query("SELECT failures FROM code_failures WHERE since = $1");
    let row = query.bind(window.as_micros()).fetch_optional(connection).await?;
    row.map_or(Ok(0), |row| Ok(count(row.try_get(0)?)))
}

/// Counts one more wrong code in a window.
///
/// # Errors
/// The engine's failure.
pub async fn add_wrong_code(tx: &mut Tx, window: Timestamp) -> Result<(), StorageError> {
    let query = "INSERT INTO code_failures (since, failures) VALUES ($1, 1) \
                 ON CONFLICT (since) DO UPDATE SET failures = code_failures.failures + 1";
    sqlx::query(query).bind(window.as_micros()).execute(&mut **tx).await?;
    Ok(())
}
