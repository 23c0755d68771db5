//! How an account's owner is reached, and what follows when that changes.

use super::{optional_email, optional_mobile};
use crate::engine::Connection;
use crate::error::StorageError;
use crate::transaction::Tx;
use damane_domain::ids::{Email, Mobile, PersonId};
use damane_domain::time::Timestamp;
use sqlx::Row;

/// An account to be opened.
pub struct NewAccount<'a> {
    /// Whose.
    pub person: PersonId,
    /// Argon2id in its text form.
    pub password: &'a str,
    /// Language of messages: `ar`, `fr`, `en`.
    pub language: &'a str,
    /// E-mail, of this account only.
    pub email: Option<&'a Email>,
    /// The mobile its owner proved.
    pub mobile: Option<&'a Mobile>,
    /// Opened at.
    pub at: Timestamp,
}

/// Opens an account; false when the person has one or the e-mail belongs to another, and nothing is changed.
///
/// # Errors
/// [`StorageError::Conflict`] for a person the register does not know.
pub async fn open_account(tx: &mut Tx, new: &NewAccount<'_>) -> Result<bool, StorageError> {
    let query = "INSERT INTO accounts (person, password, language, opened_at, email, email_key, mobile, \
                 password_changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $4) ON CONFLICT DO NOTHING";
    let query = sqlx::query(query)
        .bind(new.person.0)
        .bind(new.password)
        .bind(new.language)
        .bind(new.at.as_micros())
        .bind(new.email.map(Email::as_str))
        .bind(new.email.map(Email::key))
        .bind(new.mobile.map(Mobile::as_str));
    Ok(query.execute(&mut **tx).await?.rows_affected() > 0)
}

/// Whose account an e-mail belongs to.
///
/// # Errors
/// The engine's failure.
pub async fn find_email_owner(
    connection: &mut Connection,
    email: &Email,
) -> Result<Option<PersonId>, StorageError> {
    let query = sqlx::query("SELECT person FROM accounts WHERE email_key = $1");
    let row = query.bind(email.key()).fetch_optional(connection).await?;
    row.map(|row| Ok(PersonId(row.try_get(0)?))).transpose()
}

/// Changes of bank account, mobile and e-mail are not taken before `until`, unless they already wait longer.
///
/// # Errors
/// The engine's failure.
pub async fn guard(tx: &mut Tx, person: PersonId, until: Timestamp) -> Result<(), StorageError> {
    let query = "UPDATE accounts SET guarded_until = $2 \
                 WHERE person = $1 AND (guarded_until IS NULL OR guarded_until < $2)";
    sqlx::query(query).bind(person.0).bind(until.as_micros()).execute(&mut **tx).await?;
    Ok(())
}

/// The declared mobile counts again; it recovers nothing before `from`.
///
/// # Errors
/// The engine's failure.
pub async fn follow_declared_mobile(
    tx: &mut Tx,
    person: PersonId,
    from: Timestamp,
) -> Result<(), StorageError> {
    let query = sqlx::query("UPDATE accounts SET mobile = NULL, mobile_from = $2 WHERE person = $1");
    query.bind(person.0).bind(from.as_micros()).execute(&mut **tx).await?;
    Ok(())
}

/// The account keeps a mobile of its own, whatever is declared.
///
/// # Errors
/// The engine's failure.
pub async fn keep_mobile(tx: &mut Tx, person: PersonId, mobile: &Mobile) -> Result<(), StorageError> {
    let query = sqlx::query("UPDATE accounts SET mobile = $2 WHERE person = $1");
    query.bind(person.0).bind(mobile.as_str()).execute(&mut **tx).await?;
    Ok(())
}

/// An account whose declared mobile was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MobileChange {
    /// Whose.
    pub person: PersonId,
    /// The number that counted for the account.
    pub was: Option<Mobile>,
    /// The number declared now.
    pub became: Option<Mobile>,
    /// E-mail of the account.
    pub email: Option<Email>,
    /// Language of messages.
    pub language: String,
}

/// Accounts whose declared mobile was changed at that instant, by person, after the one given.
///
/// # Errors
/// The engine's failure.
pub async fn find_mobile_changes(
    connection: &mut Connection,
    at: Timestamp,
    after: PersonId,
    most: u32,
) -> Result<Vec<MobileChange>, StorageError> {
    let query = "SELECT a.person, COALESCE(a.mobile, c.was), p.mobile, a.email, a.language FROM person_changes c \
                 JOIN accounts a ON a.person = c.person JOIN persons p ON p.person = c.person \
                 WHERE c.changed_at = $1 AND c.detail = 'mobile' AND a.person > $2 ORDER BY a.person LIMIT $3";
    let query = sqlx::query(query).bind(at.as_micros()).bind(after.0).bind(i64::from(most));
    let rows = query.fetch_all(connection).await?;
    rows.iter()
        .map(|row| {
            Ok(MobileChange {
                person: PersonId(row.try_get(0)?),
                was: optional_mobile(row, 1)?,
                became: optional_mobile(row, 2)?,
                email: optional_email(row, 3)?,
                language: row.try_get(4)?,
            })
        })
        .collect()
}

/// A new password: every session ends, codes under way are void, and devices trusted so far are asked for the second
/// step again.
///
/// # Errors
/// The engine's failure.
pub async fn replace_password(
    tx: &mut Tx,
    person: PersonId,
    password: &str,
    at: Timestamp,
) -> Result<(), StorageError> {
    let query =
        "UPDATE accounts SET password = $2, password_changed_at = $3, recovered_at = $3 WHERE person = $1";
    sqlx::query(query).bind(person.0).bind(password).bind(at.as_micros()).execute(&mut **tx).await?;
    sqlx::query("DELETE FROM sessions WHERE person = $1").bind(person.0).execute(&mut **tx).await?;
    let codes = sqlx::query("UPDATE challenges SET closed_at = $2 WHERE person = $1 AND closed_at IS NULL");
    codes.bind(person.0).bind(at.as_micros()).execute(&mut **tx).await?;
    Ok(())
}
