//! Links to choose a new password: asked for by anyone, made for whom the register and the accounts know.

use super::codes::times;
use super::{Digest, digest, optional_email, optional_mobile};
use crate::career::registration_key;
use crate::engine::Connection;
use crate::error::StorageError;
use crate::transaction::Tx;
use damane_domain::ids::{Cin, Email, Mobile, PersonId, RegistrationNumber};
use damane_domain::time::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;

/// A link asked for, whoever typed what.
pub struct NewRecovery<'a> {
    /// Its number: random, positive.
    pub id: i64,
    /// Number typed.
    pub registration_number: &'a RegistrationNumber,
    /// Identity card typed.
    pub cin: &'a Cin,
    /// `sms` or `email`.
    pub channel: &'a str,
    /// Asked at.
    pub at: Timestamp,
}

/// Notes that a link was asked for.
///
/// # Errors
/// The engine's failure.
pub async fn add_recovery(tx: &mut Tx, new: &NewRecovery<'_>) -> Result<(), StorageError> {
    let query =
        "INSERT INTO recoveries (recovery, registration, cin, channel, asked_at) VALUES ($1, $2, $3, $4, $5)";
    sqlx::query(query)
        .bind(new.id)
        .bind(registration_key(new.registration_number)?)
        .bind(new.cin.as_str())
        .bind(new.channel)
        .bind(new.at.as_micros())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// When links were asked for with that number and identity card since `since`, oldest first.
///
/// # Errors
/// The engine's failure.
pub async fn find_recoveries_asked(
    connection: &mut Connection,
    number: &RegistrationNumber,
    cin: &Cin,
    since: Timestamp,
) -> Result<Vec<Timestamp>, StorageError> {
    let query = "SELECT asked_at FROM recoveries WHERE registration = $1 AND cin = $2 AND asked_at > $3 \
                 ORDER BY asked_at";
    let query = sqlx::query(query).bind(registration_key(number)?).bind(cin.as_str()).bind(since.as_micros());
    let rows = query.fetch_all(connection).await?;
    times(&rows)
}

/// A link that waits to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingRecovery {
    /// Its number.
    pub id: i64,
    /// `sms` or `email`.
    pub channel: String,
    /// Asked at.
    pub asked_at: Timestamp,
    /// The account of that number and identity card, where there is one.
    pub account: Option<Reached>,
}

/// An account, and how its owner is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    /// Whose.
    pub person: PersonId,
    /// The mobile that counts.
    pub mobile: Option<Mobile>,
    /// It recovers nothing before.
    pub mobile_from: Option<Timestamp>,
    /// E-mail.
    pub email: Option<Email>,
    /// Language of messages.
    pub language: String,
}

/// Links that wait to be made, oldest first.
///
/// # Errors
/// The engine's failure.
pub async fn find_waiting_recoveries(
    connection: &mut Connection,
    most: u32,
) -> Result<Vec<WaitingRecovery>, StorageError> {
    let query = "SELECT a.person, COALESCE(a.mobile, p.mobile), a.mobile_from, a.email, a.language, r.recovery, \
                 r.channel, r.asked_at FROM recoveries r \
                 LEFT JOIN persons p ON p.registration = r.registration AND p.cin = r.cin \
                 LEFT JOIN accounts a ON a.person = p.person \
                 WHERE r.handled_at IS NULL ORDER BY r.asked_at, r.recovery LIMIT $1";
    let rows = sqlx::query(query).bind(i64::from(most)).fetch_all(connection).await?;
    rows.iter()
        .map(|row| {
            let has_account = row.try_get::<Option<i64>, _>(0)?.is_some();
            Ok(WaitingRecovery {
                id: row.try_get(5)?,
                channel: row.try_get(6)?,
                asked_at: Timestamp::from_micros(row.try_get(7)?),
                account: has_account.then(|| reached(row)).transpose()?,
            })
        })
        .collect()
}

/// How the owner of an account is reached.
///
/// # Errors
/// The engine's failure.
pub async fn find_reached(
    connection: &mut Connection,
    person: PersonId,
) -> Result<Option<Reached>, StorageError> {
    let query = "SELECT a.person, COALESCE(a.mobile, p.mobile), a.mobile_from, a.email, a.language \
                 FROM accounts a JOIN persons p ON p.person = a.person WHERE a.person = $1";
    let row = sqlx::query(query).bind(person.0).fetch_optional(connection).await?;
    row.as_ref().map(reached).transpose()
}

fn reached(row: &AnyRow) -> Result<Reached, StorageError> {
    Ok(Reached {
        person: PersonId(row.try_get(0)?),
        mobile: optional_mobile(row, 1)?,
        mobile_from: row.try_get::<Option<i64>, _>(2)?.map(Timestamp::from_micros),
        email: optional_email(row, 3)?,
        language: row.try_get(4)?,
    })
}

/// A link was looked after, made or not.
///
/// # Errors
/// The engine's failure.
pub async fn close_recovery(tx: &mut Tx, id: i64, at: Timestamp) -> Result<(), StorageError> {
    let query = sqlx::query("UPDATE recoveries SET handled_at = $2 WHERE recovery = $1");
    query.bind(id).bind(at.as_micros()).execute(&mut **tx).await?;
    Ok(())
}

/// A link to choose a new password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecoveryLink {
    /// Digest of its token.
    pub id: Digest,
    /// Whose account.
    pub person: PersonId,
    /// `sms`, `email`, `office` or `letter`.
    pub channel: String,
    /// Made at.
    pub created_at: Timestamp,
    /// Good until.
    pub expires_at: Timestamp,
    /// Used, or void because another one was.
    pub used: bool,
}

/// Keeps a link.
///
/// # Errors
/// The engine's failure.
pub async fn add_link(tx: &mut Tx, link: &RecoveryLink) -> Result<(), StorageError> {
    let query = "INSERT INTO recovery_links (link, person, channel, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)";
    sqlx::query(query)
        .bind(&link.id[..])
        .bind(link.person.0)
        .bind(link.channel.as_str())
        .bind(link.created_at.as_micros())
        .bind(link.expires_at.as_micros())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Finds a link by the digest of its token.
///
/// # Errors
/// The engine's failure.
pub async fn find_link(
    connection: &mut Connection,
    id: &Digest,
) -> Result<Option<RecoveryLink>, StorageError> {
    let query =
        "SELECT link, person, channel, created_at, expires_at, used_at FROM recovery_links WHERE link = $1";
    let row = sqlx::query(query).bind(&id[..]).fetch_optional(connection).await?;
    row.map(|row| {
        Ok(RecoveryLink {
            id: digest(&row, 0)?,
            person: PersonId(row.try_get(1)?),
            channel: row.try_get(2)?,
            created_at: Timestamp::from_micros(row.try_get(3)?),
            expires_at: Timestamp::from_micros(row.try_get(4)?),
            used: row.try_get::<Option<i64>, _>(5)?.is_some(),
        })
    })
    .transpose()
}

/// Every link of a person is void.
///
/// # Errors
/// The engine's failure.
pub async fn void_links(tx: &mut Tx, person: PersonId, at: Timestamp) -> Result<(), StorageError> {
    let query = sqlx::query("UPDATE recovery_links SET used_at = $2 WHERE person = $1 AND used_at IS NULL");
    query.bind(person.0).bind(at.as_micros()).execute(&mut **tx).await?;
    Ok(())
}
