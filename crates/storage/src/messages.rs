//! Messages to be sent: written with what they announce, sent after. A code stands apart from its words and is erased.
//!
//! Whoever sends a message leases it first: nobody else takes it meanwhile, and one whose sender died comes back when the
//! lease has run out. A leased message is due again at the lease's end, so that one column says what is due.

use crate::engine::Connection;
use crate::error::StorageError;
use crate::transaction::Tx;
use damane_domain::ids::{Email, Mobile, PersonId};
use damane_domain::time::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;

/// By which way messages leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Channel {
    /// SMS.
    Sms,
    /// E-mail.
    Email,
}

impl Channel {
    /// Its word in storage.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Sms => "sms",
            Self::Email => "email",
        }
    }
}

/// Where a message goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recipient {
    /// By SMS.
    Mobile(Mobile),
    /// By e-mail.
    Email(Email),
}

impl Recipient {
    /// By which way it is reached.
    pub const fn channel(&self) -> Channel {
        match self {
            Self::Mobile(_) => Channel::Sms,
            Self::Email(_) => Channel::Email,
        }
    }

    /// The number or the address.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Mobile(mobile) => mobile.as_str(),
            Self::Email(email) => email.as_str(),
        }
    }

    fn read(channel: &str, text: &str) -> Result<Self, StorageError> {
        let read = match channel {
            "sms" => Mobile::parse(text).map(Self::Mobile),
            "email" => Email::parse(text).map(Self::Email),
            _ => return Err(StorageError::Damaged("channel")),
        };
        read.map_err(|_| StorageError::Damaged("recipient"))
    }
}

/// A message.
#[derive(Clone)]
pub struct MessageRecord {
    /// Its number: random, positive.
    pub id: i64,
    /// Whom it is about; `None` for someone the register does not know.
    pub person: Option<PersonId>,
    /// Which words.
    pub template: String,
    /// In which language: `ar`, `fr`, `en`.
    pub language: String,
    /// Where it goes.
    pub recipient: Recipient,
    /// The code or the link's token it carries, sealed, until erased.
    pub code: Option<String>,
    /// The code is good until then.
    pub code_until: Option<Timestamp>,
    /// Written at.
    pub created_at: Timestamp,
}

/// Keeps a message, in the transaction that causes it.
///
/// # Errors
/// The engine's failure.
pub async fn add_message(tx: &mut Tx, message: &MessageRecord) -> Result<(), StorageError> {
    let query = "INSERT INTO messages (message, person, template, language, recipient, code, code_until, created_at, \
                 channel, attempts, next_at, leased_until) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $8, 0)";
    sqlx::query(query)
        .bind(message.id)
        .bind(message.person.map(|person| person.0))
        .bind(message.template.as_str())
        .bind(message.language.as_str())
        .bind(message.recipient.as_str())
        .bind(message.code.as_deref())
        .bind(message.code_until.map(Timestamp::as_micros))
        .bind(message.created_at.as_micros())
        .bind(message.recipient.channel().code())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// The newest messages, newest first.
///
/// # Errors
/// The engine's failure.
pub async fn find_newest(connection: &mut Connection, most: u32) -> Result<Vec<MessageRecord>, StorageError> {
    let query = "SELECT message, person, template, language, channel, recipient, code, code_until, created_at \
                 FROM messages ORDER BY created_at DESC, message LIMIT $1";
    let rows = sqlx::query(query).bind(i64::from(most)).fetch_all(connection).await?;
    rows.iter().map(message).collect()
}

fn message(row: &AnyRow) -> Result<MessageRecord, StorageError> {
    Ok(MessageRecord {
        id: row.try_get(0)?,
        person: row.try_get::<Option<i64>, _>(1)?.map(PersonId),
        template: row.try_get(2)?,
        language: row.try_get(3)?,
        recipient: Recipient::read(row.try_get(4)?, row.try_get(5)?)?,
        code: row.try_get(6)?,
        code_until: row.try_get::<Option<i64>, _>(7)?.map(Timestamp::from_micros),
        created_at: Timestamp::from_micros(row.try_get(8)?),
    })
}

/// A message that is the caller's to send until the lease ends.
#[derive(Clone)]
pub struct LeasedMessage {
    /// The message.
    pub message: MessageRecord,
    /// How often it was leased, this time included.
    pub attempts: i64,
}

/// Whether anything is due on a channel.
///
/// # Errors
/// The engine's failure.
pub async fn is_due(
    connection: &mut Connection,
    channel: Channel,
    now: Timestamp,
) -> Result<bool, StorageError> {
    let query = "SELECT message FROM messages WHERE channel = $1 AND sent_at IS NULL AND failed_at IS NULL \
                 AND next_at <= $2 LIMIT 1";
    let row =
        sqlx::query(query).bind(channel.code()).bind(now.as_micros()).fetch_optional(connection).await?;
    Ok(row.is_some())
}

/// Leases at most so many messages that are due, until a time: those with a code first, because it runs out.
///
/// # Errors
/// The engine's failure.
pub async fn lease_due(
    tx: &mut Tx,
    channel: Channel,
    now: Timestamp,
    until: Timestamp,
    most: u32,
) -> Result<Vec<LeasedMessage>, StorageError> {
    let with_code = "UPDATE messages SET attempts = attempts + 1, next_at = $1, leased_until = $1 \
                     WHERE message IN (SELECT message FROM messages WHERE channel = $2 AND code IS NOT NULL \
                     AND sent_at IS NULL AND failed_at IS NULL AND next_at <= $3 ORDER BY code_until LIMIT $4) \
                     RETURNING message, person, template, language, channel, recipient, code, code_until, \
                     created_at, attempts";
    let others = "UPDATE messages SET attempts = attempts + 1, next_at = $1, leased_until = $1 \
                  WHERE message IN (SELECT message FROM messages WHERE channel = $2 AND code IS NULL \
                  AND sent_at IS NULL AND failed_at IS NULL AND next_at <= $3 ORDER BY next_at LIMIT $4) \
                  RETURNING message, person, template, language, channel, recipient, code, code_until, \
                  created_at, attempts";
    let mut leased = Vec::new();
    for query in [with_code, others] {
        let left = i64::from(most) - i64::try_from(leased.len()).unwrap_or(i64::MAX);
        let rows = sqlx::query(query)
            .bind(until.as_micros())
            .bind(channel.code())
            .bind(now.as_micros())
            .bind(left)
            .fetch_all(&mut **tx)
            .await?;
        for row in &rows {
            leased.push(LeasedMessage { message: message(row)?, attempts: row.try_get(9)? });
        }
    }
    Ok(leased)
}

/// Notes that a message left, and erases its code. Also when its lease has run out meanwhile: it left all the same.
///
/// # Errors
/// The engine's failure.
pub async fn mark_sent(tx: &mut Tx, message: i64, now: Timestamp) -> Result<(), StorageError> {
    let query = "UPDATE messages SET sent_at = $2, code = NULL, leased_until = 0, failed_at = NULL, failure = NULL \
                 WHERE message = $1 AND sent_at IS NULL";
    sqlx::query(query).bind(message).bind(now.as_micros()).execute(&mut **tx).await?;
    Ok(())
}

/// Has a message tried again from a time on, unless its lease is somebody else's by now. `failure` is a stable word.
///
/// # Errors
/// The engine's failure.
pub async fn put_off(
    tx: &mut Tx,
    message: i64,
    leased_until: Timestamp,
    next_at: Timestamp,
    failure: &str,
) -> Result<(), StorageError> {
    let query = "UPDATE messages SET next_at = $3, leased_until = 0, failure = $4 \
                 WHERE message = $1 AND leased_until = $2 AND sent_at IS NULL";
    sqlx::query(query)
        .bind(message)
        .bind(leased_until.as_micros())
        .bind(next_at.as_micros())
        .bind(failure)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Gives a message up and erases its code, unless its lease is somebody else's by now. `failure` is a stable word.
///
/// # Errors
/// The engine's failure.
pub async fn mark_failed(
    tx: &mut Tx,
    message: i64,
    leased_until: Timestamp,
    now: Timestamp,
    failure: &str,
) -> Result<(), StorageError> {
    let query = "UPDATE messages SET failed_at = $3, code = NULL, leased_until = 0, failure = $4 \
                 WHERE message = $1 AND leased_until = $2 AND sent_at IS NULL";
    sqlx::query(query)
        .bind(message)
        .bind(leased_until.as_micros())
        .bind(now.as_micros())
        .bind(failure)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Erases the code of one message.
///
/// # Errors
/// The engine's failure.
pub async fn erase_code(tx: &mut Tx, message: i64) -> Result<(), StorageError> {
    let query = sqlx::query("UPDATE messages SET code = NULL WHERE message = $1");
    query.bind(message).execute(&mut **tx).await?;
    Ok(())
}

/// Erases every code that is no longer good, and messages of before `month_ago`.
///
/// # Errors
/// The engine's failure.
pub async fn forget_past(tx: &mut Tx, now: Timestamp, month_ago: Timestamp) -> Result<(), StorageError> {
    let codes = sqlx::query("UPDATE messages SET code = NULL WHERE code IS NOT NULL AND code_until <= $1");
    codes.bind(now.as_micros()).execute(&mut **tx).await?;
    let messages = sqlx::query("DELETE FROM messages WHERE created_at <= $1");
    messages.bind(month_ago.as_micros()).execute(&mut **tx).await?;
    Ok(())
}
