//! Messages to be sent: written with what they announce, sent after. A code stands apart from its words and is erased.

use crate::engine::{Connection, Tx};
use crate::error::StorageError;
use damane_domain::ids::{Email, Mobile, PersonId};
use damane_domain::time::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;

/// Where a message goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recipient {
    /// By SMS.
    Mobile(Mobile),
    /// By e-mail.
    Email(Email),
}

impl Recipient {
    const fn channel(&self) -> &'static str {
        match self {
            Self::Mobile(_) => "sms",
            Self::Email(_) => "email",
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
    /// The code or the link's token it carries, until erased.
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
        .bind(message.recipient.channel())
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
