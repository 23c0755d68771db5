//! Accounts, devices, sign-in codes and sessions of insured persons; what protects them, and the changes that wait.

use crate::career::registration_key;
use crate::engine::Connection;
use crate::error::StorageError;
use crate::questions::{Question, Questions};
use crate::transaction::Tx;
use crate::writes::Writes;
use damane_domain::ids::{Cin, Email, Mobile, PersonId, RegistrationNumber};
use damane_domain::person::PersonName;
use damane_domain::time::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;

mod challenges;
mod channels;
mod closing;
mod codes;
mod details;
mod devices;
mod factors;
mod families;
mod passkeys;
mod recoveries;
mod sessions;
mod sign_ups;

pub use challenges::*;
pub use channels::*;
pub use closing::*;
pub use details::*;
pub use devices::*;
pub use factors::*;
pub use families::*;
pub use passkeys::*;
pub use recoveries::*;
pub use sessions::*;
pub use sign_ups::*;

/// SHA-256 of a token, a device's name or a challenge's id.
pub type Digest = [u8; 32];

/// An account, with what signing in needs of its person.
#[derive(Clone)]
pub struct Account {
    /// Whose.
    pub person: PersonId,
    /// Registration number.
    pub registration_number: RegistrationNumber,
    /// The mobile that counts: its owner's own where there is one, else the one declared by the employer.
    pub mobile: Option<Mobile>,
    /// Argon2id in its text form.
    pub password: String,
    /// Language of messages: `ar`, `fr`, `en`.
    pub language: String,
    /// E-mail.
    pub email: Option<Email>,
    /// Bank account, mobile and e-mail are not changed before.
    pub guarded_until: Option<Timestamp>,
    /// Identity paper.
    pub cin: Cin,
    /// Name, in both scripts.
    pub name: PersonName,
}

macro_rules! account_columns {
    () => {
        "a.person, p.registration_digits, COALESCE(a.mobile, p.mobile), a.password, a.language, a.email, \
         a.guarded_until, p.cin, p.name_latin, p.name_arabic"
    };
}
/// Finds the account of a number.
///
/// # Errors
/// The engine's failure.
pub async fn find_account(
    connection: &mut Connection,
    number: &RegistrationNumber,
) -> Result<Option<Account>, StorageError> {
    let query = sqlx::query(concat!(
        "SELECT ",
        account_columns!(),
        " FROM persons p JOIN accounts a ON a.person = p.person WHERE p.registration = $1"
    ));
    let row = query.bind(registration_key(number)?).fetch_optional(connection).await?;
    row.as_ref().map(account).transpose()
}

/// What a try to sign in needs to know of a number: its failures, and its account if there is one.
pub fn ask_sign_in(
    questions: &mut Questions,
    number: &RegistrationNumber,
) -> Question<(Option<Failures>, Option<Account>)> {
    let query = concat!(
        "SELECT ",
        account_columns!(),
        ", f.failures, f.last_at, f.locked_until FROM (SELECT CAST($1 AS BIGINT) AS number) AS asked \
         LEFT JOIN persons p ON p.registration = asked.number LEFT JOIN accounts a ON a.person = p.person \
         LEFT JOIN sign_in_failures f ON f.registration = asked.number"
    );
    let (asked, values) = questions.add(query, |rows| {
        let Some(row) = rows.first() else { return Ok((None, None)) };
        let found = row.try_get::<Option<i64>, _>(0)?.is_some();
        let failed = row.try_get::<Option<i64>, _>(ACCOUNT_COLUMNS)?.is_some();
        Ok((
            failed.then(|| failures(row, ACCOUNT_COLUMNS)).transpose()?,
            found.then(|| account(row)).transpose()?,
        ))
    });
    values.bind_checked(registration_key(number));
    asked
}

/// How many columns an account takes.
const ACCOUNT_COLUMNS: usize = 10;

fn account(row: &AnyRow) -> Result<Account, StorageError> {
    Ok(Account {
        person: PersonId(row.try_get(0)?),
        registration_number: number(row, 1)?,
        mobile: optional_mobile(row, 2)?,
        password: row.try_get(3)?,
        language: row.try_get(4)?,
        email: optional_email(row, 5)?,
        guarded_until: row.try_get::<Option<i64>, _>(6)?.map(Timestamp::from_micros),
        cin: Cin::parse(row.try_get(7)?).map_err(|_| StorageError::Damaged("cin"))?,
        name: PersonName { latin: row.try_get(8)?, arabic: row.try_get(9)? },
    })
}

fn optional_mobile(row: &AnyRow, column: usize) -> Result<Option<Mobile>, StorageError> {
    let text: Option<String> = row.try_get(column)?;
    text.map(|text| Mobile::parse(&text)).transpose().map_err(|_| StorageError::Damaged("mobile"))
}

fn optional_email(row: &AnyRow, column: usize) -> Result<Option<Email>, StorageError> {
    let text: Option<String> = row.try_get(column)?;
    text.map(|text| Email::parse(&text)).transpose().map_err(|_| StorageError::Damaged("email"))
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
    open_account(tx, &NewAccount { person, password, language, email: None, mobile: None, at }).await
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

fn failures(row: &AnyRow, first: usize) -> Result<Failures, StorageError> {
    Ok(Failures {
        count: count(row.try_get(first)?),
        last_at: Timestamp::from_micros(row.try_get(first + 1)?),
        locked_until: Timestamp::from_micros(row.try_get(first + 2)?),
    })
}

/// Keeps the failures at a number.
pub fn put_failures(writes: &mut Writes, number: &RegistrationNumber, failures: &Failures) {
    let put = "INSERT INTO sign_in_failures (registration, failures, last_at, locked_until) \
               VALUES ($1, $2, $3, $4) ON CONFLICT (registration) DO UPDATE SET \
               failures = excluded.failures, last_at = excluded.last_at, locked_until = excluded.locked_until";
    writes
        .add(put)
        .bind_checked(registration_key(number))
        .bind(i64::from(failures.count))
        .bind(failures.last_at.as_micros())
        .bind(failures.locked_until.as_micros());
}

/// Forgets the failures at a number.
pub fn clear_failures(writes: &mut Writes, number: &RegistrationNumber) {
    let delete = "DELETE FROM sign_in_failures WHERE registration = $1";
    writes.add(delete).bind_checked(registration_key(number));
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
                 ON CONFLICT (person, device) DO UPDATE SET name = excluded.name, \
                 trusted_at = excluded.trusted_at, used_at = excluded.used_at";
    let query = sqlx::query(query).bind(person.0).bind(&device[..]).bind(name).bind(at.as_micros());
    query.execute(&mut **tx).await?;
    Ok(())
}

/// Whether a device is trusted: not when it was before the account was recovered, nor when it has a key and another one,
/// or none, was proved.
pub fn ask_trusted(
    questions: &mut Questions,
    person: PersonId,
    device: &Digest,
    key: Option<&Digest>,
) -> Question<bool> {
    let query = "SELECT 1 FROM devices WHERE person = $1 AND device = $2 AND trusted_at > \
                 COALESCE((SELECT recovered_at FROM accounts WHERE person = $1), -1) \
                 AND (key_thumbprint IS NULL OR key_thumbprint = $3)";
    let (asked, values) = questions.add(query, |rows| Ok(!rows.is_empty()));
    values.bind(person.0).bind(&device[..]).bind(key.map(|key| &key[..]));
    asked
}

/// Notes a use of a trusted device.
pub fn use_device(writes: &mut Writes, person: PersonId, device: &Digest, at: Timestamp) {
    let update = "UPDATE devices SET used_at = $3 WHERE person = $1 AND device = $2";
    writes.add(update).bind(person.0).bind(&device[..]).bind(at.as_micros());
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
        ("DELETE FROM step_codes WHERE sent_at <= $1", day_ago),
        ("DELETE FROM ceremonies WHERE expires_at <= $1", now),
        ("DELETE FROM code_failures WHERE since <= $1", day_ago),
        ("DELETE FROM sign_ups WHERE created_at <= $1", day_ago),
        ("DELETE FROM codes_sent WHERE sent_at <= $1", day_ago),
        ("DELETE FROM counts WHERE since <= $1", day_ago),
        ("DELETE FROM recoveries WHERE asked_at <= $1", day_ago),
        ("DELETE FROM recovery_links WHERE expires_at <= $1", day_ago),
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

fn optional_digest(row: &AnyRow, column: usize) -> Result<Option<Digest>, StorageError> {
    let bytes: Option<Vec<u8>> = row.try_get(column)?;
    bytes.map(Digest::try_from).transpose().map_err(|_| StorageError::Damaged("digest"))
}

fn optional_time(row: &AnyRow, column: usize) -> Result<Option<Timestamp>, StorageError> {
    Ok(row.try_get::<Option<i64>, _>(column)?.map(Timestamp::from_micros))
}

/// Counts start at zero and grow by one: anything else is no count of ours and is the largest.
fn count(value: i64) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}
