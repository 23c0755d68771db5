//! Sign-ups under way, the codes they send, and what is counted of everybody together.

use super::codes::{change_one, change_one_at, times};
use super::{Digest, count, digest, number};
use crate::engine::Connection;
use crate::error::StorageError;
use crate::transaction::Tx;
use damane_domain::ids::{Cin, Email, Mobile, RegistrationNumber};
use damane_domain::time::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;

/// A sign-up under way: what was typed, by whoever typed it.
#[derive(Clone)]
pub struct SignUp {
    /// Digest of its id.
    pub id: Digest,
    /// Number typed.
    pub registration_number: RegistrationNumber,
    /// Identity card typed.
    pub cin: Cin,
    /// E-mail typed.
    pub email: Email,
    /// Mobile typed: the code goes there.
    pub mobile: Mobile,
    /// Language of the messages: `ar`, `fr`, `en`.
    pub language: String,
    /// The message that carries the code.
    pub message: i64,
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
    /// Begun at.
    pub created_at: Timestamp,
    /// The code is good until then; once the phone is proved, a password may be chosen until then.
    pub expires_at: Timestamp,
    /// Tries at this code so far.
    pub tries: u32,
    /// The code was right.
    pub proved: bool,
    /// Nothing more comes of it.
    pub closed: bool,
}

/// Keeps a sign-up.
///
/// # Errors
/// The engine's failure.
pub async fn add_sign_up(tx: &mut Tx, sign_up: &SignUp) -> Result<(), StorageError> {
    let query = "INSERT INTO sign_ups (sign_up, registration_digits, cin, email, mobile, language, message, code, \
                 device, device_name, device_is_ours, client, created_at, expires_at, tries) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    sqlx::query(query)
        .bind(&sign_up.id[..])
        .bind(sign_up.registration_number.as_str())
        .bind(sign_up.cin.as_str())
        .bind(sign_up.email.as_str())
        .bind(sign_up.mobile.as_str())
        .bind(sign_up.language.as_str())
        .bind(sign_up.message)
        .bind(&sign_up.code[..])
        .bind(&sign_up.device[..])
        .bind(sign_up.device_name.as_deref())
        .bind(i64::from(sign_up.device_is_ours))
        .bind(sign_up.client.as_str())
        .bind(sign_up.created_at.as_micros())
        .bind(sign_up.expires_at.as_micros())
        .bind(i64::from(sign_up.tries))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Finds a sign-up by the digest of its id.
///
/// # Errors
/// The engine's failure.
pub async fn find_sign_up(connection: &mut Connection, id: &Digest) -> Result<Option<SignUp>, StorageError> {
    let query = "SELECT registration_digits, cin, email, mobile, language, message, code, device, device_name, \
                 device_is_ours, client, created_at, expires_at, tries, proved_at, closed_at \
                 FROM sign_ups WHERE sign_up = $1";
    let row = sqlx::query(query).bind(&id[..]).fetch_optional(connection).await?;
    row.map(|row| sign_up(*id, &row)).transpose()
}

fn sign_up(id: Digest, row: &AnyRow) -> Result<SignUp, StorageError> {
    Ok(SignUp {
        id,
        registration_number: number(row, 0)?,
        cin: Cin::parse(row.try_get(1)?).map_err(|_| StorageError::Damaged("cin"))?,
        email: Email::parse(row.try_get(2)?).map_err(|_| StorageError::Damaged("email"))?,
        mobile: Mobile::parse(row.try_get(3)?).map_err(|_| StorageError::Damaged("mobile"))?,
        language: row.try_get(4)?,
        message: row.try_get(5)?,
        code: digest(row, 6)?,
        device: digest(row, 7)?,
        device_name: row.try_get(8)?,
        device_is_ours: row.try_get::<i64, _>(9)? != 0,
        client: row.try_get(10)?,
        created_at: Timestamp::from_micros(row.try_get(11)?),
        expires_at: Timestamp::from_micros(row.try_get(12)?),
        tries: count(row.try_get(13)?),
        proved: row.try_get::<Option<i64>, _>(14)?.is_some(),
        closed: row.try_get::<Option<i64>, _>(15)?.is_some(),
    })
}

/// Another code takes the place of a sign-up's; the tries begin anew.
///
/// # Errors
/// The engine's failure.
pub async fn renew_sign_up_code(
    tx: &mut Tx,
    id: &Digest,
    code: &Digest,
    message: i64,
    expires_at: Timestamp,
) -> Result<(), StorageError> {
    let query = "UPDATE sign_ups SET code = $2, message = $3, expires_at = $4, tries = 0 WHERE sign_up = $1";
    let query = sqlx::query(query).bind(&id[..]).bind(&code[..]).bind(message).bind(expires_at.as_micros());
    query.execute(&mut **tx).await?;
    Ok(())
}

/// Counts one more try at a sign-up's code.
///
/// # Errors
/// The engine's failure.
pub async fn count_sign_up_try(tx: &mut Tx, id: &Digest) -> Result<(), StorageError> {
    change_one(tx, "UPDATE sign_ups SET tries = tries + 1 WHERE sign_up = $1", id).await
}

/// The phone is proved: a password may be chosen until `until`.
///
/// # Errors
/// The engine's failure.
pub async fn prove_sign_up(
    tx: &mut Tx,
    id: &Digest,
    at: Timestamp,
    until: Timestamp,
) -> Result<(), StorageError> {
    let query = sqlx::query("UPDATE sign_ups SET proved_at = $2, expires_at = $3 WHERE sign_up = $1");
    query.bind(&id[..]).bind(at.as_micros()).bind(until.as_micros()).execute(&mut **tx).await?;
    Ok(())
}

/// Closes a sign-up: nothing more comes of it.
///
/// # Errors
/// The engine's failure.
pub async fn close_sign_up(tx: &mut Tx, id: &Digest, at: Timestamp) -> Result<(), StorageError> {
    change_one_at(tx, "UPDATE sign_ups SET closed_at = $2 WHERE sign_up = $1", id, at).await
}

/// Notes a code sent to a mobile.
///
/// # Errors
/// The engine's failure.
pub async fn note_code_sent(tx: &mut Tx, mobile: &Mobile, at: Timestamp) -> Result<(), StorageError> {
    let query =
        "INSERT INTO codes_sent (mobile, sent_at) VALUES ($1, $2) ON CONFLICT (mobile, sent_at) DO NOTHING";
    sqlx::query(query).bind(mobile.as_str()).bind(at.as_micros()).execute(&mut **tx).await?;
    Ok(())
}

/// When the codes sent to a mobile since `since` were sent, oldest first.
///
/// # Errors
/// The engine's failure.
pub async fn find_codes_sent_to(
    connection: &mut Connection,
    mobile: &Mobile,
    since: Timestamp,
) -> Result<Vec<Timestamp>, StorageError> {
    let query = "SELECT sent_at FROM codes_sent WHERE mobile = $1 AND sent_at > $2 ORDER BY sent_at";
    let rows = sqlx::query(query).bind(mobile.as_str()).bind(since.as_micros()).fetch_all(connection).await?;
    times(&rows)
}

/// How many of something were counted in the window that starts at `window`.
///
/// # Errors
/// The engine's failure.
pub async fn find_count(
    connection: &mut Connection,
    counted: &str,
    window: Timestamp,
) -> Result<u32, StorageError> {
    let query = sqlx::query("SELECT count FROM counts WHERE counted = $1 AND since = $2");
    let row = query.bind(counted).bind(window.as_micros()).fetch_optional(connection).await?;
    row.map_or(Ok(0), |row| Ok(count(row.try_get(0)?)))
}

/// Counts one more of something in a window.
///
/// # Errors
/// The engine's failure.
pub async fn add_to_count(tx: &mut Tx, counted: &str, window: Timestamp) -> Result<(), StorageError> {
    let query = "INSERT INTO counts (counted, since, count) VALUES ($1, $2, 1) \
                 ON CONFLICT (counted, since) DO UPDATE SET count = counts.count + 1";
    sqlx::query(query).bind(counted).bind(window.as_micros()).execute(&mut **tx).await?;
    Ok(())
}
