//! Accounts, devices, sign-in codes and sessions of insured persons.

use crate::career::registration_key;
use crate::engine::{Connection, Tx};
use crate::error::StorageError;
use damane_domain::ids::{Mobile, PersonId, RegistrationNumber};
use damane_domain::time::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;

/// SHA-256 of a token, a device's name or a challenge's id.
pub type Digest = [u8; 32];

/// An account, with what signing in needs of its person.
#[derive(Clone)]
pub struct Account {
    /// Whose.
    pub person: PersonId,
    /// Registration number.
    pub registration_number: RegistrationNumber,
    /// Mobile declared by the employer.
    pub mobile: Option<Mobile>,
    /// Argon2id in its text form.
    pub password: String,
    /// Language of messages: `ar`, `fr`, `en`.
    pub language: String,
}

/// Finds the account of a number.
///
/// # Errors
/// The engine's failure.
pub async fn find_account(
    connection: &mut Connection,
    number: &RegistrationNumber,
) -> Result<Option<Account>, StorageError> {
    let query = "SELECT a.person, p.registration_digits, p.mobile, a.password, a.language \
                 FROM persons p JOIN accounts a ON a.person = p.person WHERE p.registration = $1";
    let row = sqlx::query(query).bind(registration_key(number)?).fetch_optional(connection).await?;
    row.as_ref().map(account).transpose()
}

fn account(row: &AnyRow) -> Result<Account, StorageError> {
    let mobile: Option<String> = row.try_get(2)?;
    Ok(Account {
        person: PersonId(row.try_get(0)?),
        registration_number: number(row, 1)?,
        mobile: mobile
            .map(|text| Mobile::parse(&text))
            .transpose()
            .map_err(|_| StorageError::Damaged("mobile"))?,
        password: row.try_get(3)?,
        language: row.try_get(4)?,
    })
}

fn number(row: &AnyRow, column: usize) -> Result<RegistrationNumber, StorageError> {
    RegistrationNumber::parse(row.try_get(column)?).map_err(|_| StorageError::Damaged("registration"))
}

/// Opens an account; false when the person has one, which stays as it is.
///
/// # Errors
/// [`StorageError::Conflict`] for a person the register does not know.
pub async fn add_account(
    tx: &mut Tx,
    person: PersonId,
    password: &str,
    language: &str,
    at: Timestamp,
) -> Result<bool, StorageError> {
    let query = "INSERT INTO accounts (person, password, language, opened_at) VALUES ($1, $2, $3, $4) \
                 ON CONFLICT (person) DO NOTHING";
    let query = sqlx::query(query).bind(person.0).bind(password).bind(language).bind(at.as_micros());
    Ok(query.execute(&mut **tx).await?.rows_affected() > 0)
}

/// Tries at one number that did not end in a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failures {
    /// How many in a row.
    pub count: u32,
    /// The last one.
    pub last_at: Timestamp,
    /// No try before.
    pub locked_until: Timestamp,
}

/// The failures at a number.
///
/// # Errors
/// The engine's failure.
pub async fn find_failures(
    connection: &mut Connection,
    number: &RegistrationNumber,
) -> Result<Option<Failures>, StorageError> {
    let query = "SELECT failures, last_at, locked_until FROM sign_in_failures WHERE registration = $1";
    let row = sqlx::query(query).bind(registration_key(number)?).fetch_optional(connection).await?;
    row.map(|row| {
        Ok(Failures {
            count: count(row.try_get(0)?),
            last_at: Timestamp::from_micros(row.try_get(1)?),
            locked_until: Timestamp::from_micros(row.try_get(2)?),
        })
    })
    .transpose()
}

/// Keeps the failures at a number.
///
/// # Errors
/// The engine's failure.
pub async fn put_failures(
    tx: &mut Tx,
    number: &RegistrationNumber,
    failures: &Failures,
) -> Result<(), StorageError> {
    let query = "INSERT INTO sign_in_failures (registration, failures, last_at, locked_until) \
                 VALUES ($1, $2, $3, $4) ON CONFLICT (registration) DO UPDATE SET \
                 failures = excluded.failures, last_at = excluded.last_at, locked_until = excluded.locked_until";
    sqlx::query(query)
        .bind(registration_key(number)?)
        .bind(i64::from(failures.count))
        .bind(failures.last_at.as_micros())
        .bind(failures.locked_until.as_micros())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Forgets the failures at a number.
///
/// # Errors
/// The engine's failure.
pub async fn clear_failures(tx: &mut Tx, number: &RegistrationNumber) -> Result<(), StorageError> {
    let query = sqlx::query("DELETE FROM sign_in_failures WHERE registration = $1");
    query.bind(registration_key(number)?).execute(&mut **tx).await?;
    Ok(())
}

/// Trusts a device of a person from now on.
///
/// # Errors
/// The engine's failure.
pub async fn trust_device(
    tx: &mut Tx,
    person: PersonId,
    device: &Digest,
    name: Option<&str>,
    at: Timestamp,
) -> Result<(), StorageError> {
    let query = "INSERT INTO devices (person, device, name, trusted_at, used_at) VALUES ($1, $2, $3, $4, $4) \
                 ON CONFLICT (person, device) DO UPDATE SET name = excluded.name, used_at = excluded.used_at";
    let query = sqlx::query(query).bind(person.0).bind(&device[..]).bind(name).bind(at.as_micros());
    query.execute(&mut **tx).await?;
    Ok(())
}

/// Notes a use of a trusted device; false when it is not trusted.
///
/// # Errors
/// The engine's failure.
pub async fn use_device(
    tx: &mut Tx,
    person: PersonId,
    device: &Digest,
    at: Timestamp,
) -> Result<bool, StorageError> {
    let query = "UPDATE devices SET used_at = $3 WHERE person = $1 AND device = $2";
    let query = sqlx::query(query).bind(person.0).bind(&device[..]).bind(at.as_micros());
    Ok(query.execute(&mut **tx).await?.rows_affected() > 0)
}

/// A code that was sent, and what it opens.
#[derive(Clone)]
pub struct Challenge {
    /// Digest of its id.
    pub id: Digest,
    /// Whom it was sent to.
    pub person: PersonId,
    /// The message that carries it.
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
    /// Sent at.
    pub created_at: Timestamp,
    /// Good until.
    pub expires_at: Timestamp,
    /// Tries so far.
    pub tries: u32,
    /// Answered rightly, or given up.
    pub closed: bool,
}

/// Keeps a challenge.
///
/// # Errors
/// The engine's failure.
pub async fn add_challenge(tx: &mut Tx, challenge: &Challenge) -> Result<(), StorageError> {
    let query = "INSERT INTO challenges (challenge, person, message, code, device, device_name, device_is_ours, \
                 client, created_at, expires_at, tries) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    sqlx::query(query)
        .bind(&challenge.id[..])
        .bind(challenge.person.0)
        .bind(challenge.message)
        .bind(&challenge.code[..])
        .bind(&challenge.device[..])
        .bind(challenge.device_name.as_deref())
        .bind(i64::from(challenge.device_is_ours))
        .bind(challenge.client.as_str())
        .bind(challenge.created_at.as_micros())
        .bind(challenge.expires_at.as_micros())
        .bind(i64::from(challenge.tries))
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
                 expires_at, tries, closed_at FROM challenges WHERE challenge = $1";
    let row = sqlx::query(query).bind(&id[..]).fetch_optional(connection).await?;
    row.map(|row| {
        Ok(Challenge {
            id: *id,
            person: PersonId(row.try_get(0)?),
            message: row.try_get(1)?,
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
    let query = sqlx::query("UPDATE challenges SET tries = tries + 1 WHERE challenge = $1");
    query.bind(&challenge[..]).execute(&mut **tx).await?;
    Ok(())
}

/// Closes a challenge: it opens nothing more.
///
/// # Errors
/// The engine's failure.
pub async fn close_challenge(tx: &mut Tx, challenge: &Digest, at: Timestamp) -> Result<(), StorageError> {
    let query = sqlx::query("UPDATE challenges SET closed_at = $2 WHERE challenge = $1");
    query.bind(&challenge[..]).bind(at.as_micros()).execute(&mut **tx).await?;
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
    let query = "SELECT created_at FROM challenges WHERE person = $1 AND created_at > $2 ORDER BY created_at";
    let rows = sqlx::query(query).bind(person.0).bind(since.as_micros()).fetch_all(connection).await?;
    rows.iter().map(|row| Ok(Timestamp::from_micros(row.try_get(0)?))).collect()
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

/// An open session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRecord {
    /// Digest of its token.
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

/// Keeps a session.
///
/// # Errors
/// The engine's failure.
pub async fn add_session(tx: &mut Tx, session: &SessionRecord) -> Result<(), StorageError> {
    let query = "INSERT INTO sessions (session, person, device, opened_at, used_at, idle_micros, ends_at) \
                 VALUES ($1, $2, $3, $4, $4, $5, $6)";
    sqlx::query(query)
        .bind(&session.id[..])
        .bind(session.person.0)
        .bind(&session.device[..])
        .bind(session.used_at.as_micros())
        .bind(session.idle_micros)
        .bind(session.ends_at.as_micros())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Finds a session, ended by time or not, with its person's number.
///
/// # Errors
/// The engine's failure.
pub async fn find_session(
    connection: &mut Connection,
    id: &Digest,
) -> Result<Option<(SessionRecord, RegistrationNumber)>, StorageError> {
    let query = "SELECT s.person, p.registration_digits, s.device, s.used_at, s.idle_micros, s.ends_at \
                 FROM sessions s JOIN persons p ON p.person = s.person WHERE s.session = $1";
    let row = sqlx::query(query).bind(&id[..]).fetch_optional(connection).await?;
    row.map(|row| {
        let session = SessionRecord {
            id: *id,
            person: PersonId(row.try_get(0)?),
            device: digest(&row, 2)?,
            used_at: Timestamp::from_micros(row.try_get(3)?),
            idle_micros: row.try_get(4)?,
            ends_at: Timestamp::from_micros(row.try_get(5)?),
        };
        Ok((session, number(&row, 1)?))
    })
    .transpose()
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

/// Forgets what no longer matters: sessions that ended, failures and codes of before `day_ago`.
///
/// # Errors
/// The engine's failure.
pub async fn forget_past(tx: &mut Tx, now: Timestamp, day_ago: Timestamp) -> Result<(), StorageError> {
    let past = [
        ("DELETE FROM sessions WHERE ends_at <= $1", now),
        ("DELETE FROM sign_in_failures WHERE last_at <= $1", day_ago),
        ("DELETE FROM challenges WHERE created_at <= $1", day_ago),
        ("DELETE FROM code_failures WHERE since <= $1", day_ago),
    ];
    for (query, before) in past {
        sqlx::query(query).bind(before.as_micros()).execute(&mut **tx).await?;
    }
    Ok(())
}

fn digest(row: &AnyRow, column: usize) -> Result<Digest, StorageError> {
    let bytes: Vec<u8> = row.try_get(column)?;
    bytes.try_into().map_err(|_| StorageError::Damaged("digest"))
}

/// Counts start at zero and grow by one: anything else is no count of ours and is the largest.
fn count(value: i64) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}
