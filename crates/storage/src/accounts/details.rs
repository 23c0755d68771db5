//! How a person is reached and paid, the changes of it that wait, and the devices they trust.

use super::{Digest, digest, number, optional_email, optional_mobile, optional_time};
use crate::engine::Connection;
use crate::error::StorageError;
use crate::transaction::Tx;
use damane_domain::ids::{Email, Mobile, PersonId, RegistrationNumber, Rib};
use damane_domain::time::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;

/// An account with all its details.
#[derive(Clone)]
pub struct AccountDetails {
    /// Whose.
    pub person: PersonId,
    /// Registration number.
    pub registration_number: RegistrationNumber,
    /// Where codes go: the mobile proved for the account, else the one declared by the employer.
    pub mobile: Option<Mobile>,
    /// E-mail.
    pub email: Option<Email>,
    /// Bank account.
    pub rib: Option<Rib>,
    /// Language of messages: `ar`, `fr`, `en`.
    pub language: String,
    /// Details are not changed before.
    pub guarded_until: Option<Timestamp>,
    /// Password last changed.
    pub password_changed_at: Option<Timestamp>,
    /// Opened at.
    pub opened_at: Timestamp,
}

/// The details of a person's account.
///
/// # Errors
/// The engine's failure.
pub async fn find_details(
    connection: &mut Connection,
    person: PersonId,
) -> Result<Option<AccountDetails>, StorageError> {
    let query = "SELECT a.person, p.registration_digits, COALESCE(a.mobile, p.mobile), a.email, p.rib, a.language, \
                 a.guarded_until, a.password_changed_at, a.opened_at \
                 FROM accounts a JOIN persons p ON p.person = a.person WHERE a.person = $1";
    let row = sqlx::query(query).bind(person.0).fetch_optional(connection).await?;
    row.map(|row| {
        Ok(AccountDetails {
            person: PersonId(row.try_get(0)?),
            registration_number: number(&row, 1)?,
            mobile: optional_mobile(&row, 2)?,
            email: optional_email(&row, 3)?,
            rib: optional_rib(&row, 4)?,
            language: row.try_get(5)?,
            guarded_until: optional_time(&row, 6)?,
            password_changed_at: optional_time(&row, 7)?,
            opened_at: Timestamp::from_micros(row.try_get(8)?),
        })
    })
    .transpose()
}

fn optional_rib(row: &AnyRow, column: usize) -> Result<Option<Rib>, StorageError> {
    let text: Option<String> = row.try_get(column)?;
    text.map(|text| Rib::parse(&text)).transpose().map_err(|_| StorageError::Damaged("rib"))
}

/// Gives an account another password: codes under way, which an older one led to, are void.
///
/// # Errors
/// The engine's failure.
pub async fn change_password(
    tx: &mut Tx,
    person: PersonId,
    password: &str,
    at: Timestamp,
) -> Result<(), StorageError> {
    let query = "UPDATE accounts SET password = $2, password_changed_at = $3 WHERE person = $1";
    sqlx::query(query).bind(person.0).bind(password).bind(at.as_micros()).execute(&mut **tx).await?;
    let codes = sqlx::query("UPDATE challenges SET closed_at = $2 WHERE person = $1 AND closed_at IS NULL");
    codes.bind(person.0).bind(at.as_micros()).execute(&mut **tx).await?;
    Ok(())
}

/// Gives an account another e-mail, which no other account has: see [`super::find_email_owner`].
///
/// # Errors
/// [`StorageError::Conflict`] when another account has it.
pub async fn change_email(tx: &mut Tx, person: PersonId, email: &Email) -> Result<(), StorageError> {
    let query = sqlx::query("UPDATE accounts SET email = $2, email_key = $3 WHERE person = $1");
    query.bind(person.0).bind(email.as_str()).bind(email.key()).execute(&mut **tx).await?;
    Ok(())
}

/// A change that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingChange {
    /// Whose.
    pub person: PersonId,
    /// `mobile`, `email` or `rib`.
    pub detail: String,
    /// Into what.
    pub value: String,
    /// Asked for at.
    pub asked_at: Timestamp,
    /// Holds from then on.
    pub effective_at: Timestamp,
}

/// Keeps a change that waits, in the place of an older one of the same detail.
///
/// # Errors
/// The engine's failure.
pub async fn put_change(tx: &mut Tx, change: &PendingChange) -> Result<(), StorageError> {
    let query = "INSERT INTO detail_changes (person, detail, value, asked_at, effective_at) \
                 VALUES ($1, $2, $3, $4, $5) ON CONFLICT (person, detail) DO UPDATE SET \
                 value = excluded.value, asked_at = excluded.asked_at, effective_at = excluded.effective_at";
    sqlx::query(query)
        .bind(change.person.0)
        .bind(change.detail.as_str())
        .bind(change.value.as_str())
        .bind(change.asked_at.as_micros())
        .bind(change.effective_at.as_micros())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// A person's changes that wait, the one that holds first coming first.
///
/// # Errors
/// The engine's failure.
pub async fn find_changes(
    connection: &mut Connection,
    person: PersonId,
) -> Result<Vec<PendingChange>, StorageError> {
    let query = "SELECT person, detail, value, asked_at, effective_at FROM detail_changes \
                 WHERE person = $1 ORDER BY effective_at, detail";
    let rows = sqlx::query(query).bind(person.0).fetch_all(connection).await?;
    rows.iter().map(change).collect()
}

/// Changes whose time has come, of accounts that are not guarded, oldest first.
///
/// # Errors
/// The engine's failure.
pub async fn find_due_changes(
    connection: &mut Connection,
    now: Timestamp,
    most: u32,
) -> Result<Vec<PendingChange>, StorageError> {
    let query = "SELECT c.person, c.detail, c.value, c.asked_at, c.effective_at \
                 FROM detail_changes c JOIN accounts a ON a.person = c.person \
                 WHERE c.effective_at <= $1 AND (a.guarded_until IS NULL OR a.guarded_until <= $1) \
                 ORDER BY c.effective_at, c.person LIMIT $2";
    let query = sqlx::query(query).bind(now.as_micros()).bind(i64::from(most));
    query.fetch_all(connection).await?.iter().map(change).collect()
}

/// Takes a change that waits as it was found; false when it was withdrawn, or replaced by a newer one.
///
/// # Errors
/// The engine's failure.
pub async fn take_change(tx: &mut Tx, change: &PendingChange) -> Result<bool, StorageError> {
    let query = "DELETE FROM detail_changes \
                 WHERE person = $1 AND detail = $2 AND value = $3 AND effective_at = $4";
    let query = sqlx::query(query)
        .bind(change.person.0)
        .bind(change.detail.as_str())
        .bind(change.value.as_str())
        .bind(change.effective_at.as_micros());
    Ok(query.execute(&mut **tx).await?.rows_affected() > 0)
}

/// Withdraws a change that waits; false when there is none.
///
/// # Errors
/// The engine's failure.
pub async fn withdraw_change(tx: &mut Tx, person: PersonId, detail: &str) -> Result<bool, StorageError> {
    let query = sqlx::query("DELETE FROM detail_changes WHERE person = $1 AND detail = $2");
    Ok(query.bind(person.0).bind(detail).execute(&mut **tx).await?.rows_affected() > 0)
}

fn change(row: &AnyRow) -> Result<PendingChange, StorageError> {
    Ok(PendingChange {
        person: PersonId(row.try_get(0)?),
        detail: row.try_get(1)?,
        value: row.try_get(2)?,
        asked_at: Timestamp::from_micros(row.try_get(3)?),
        effective_at: Timestamp::from_micros(row.try_get(4)?),
    })
}

/// A trusted device, as its person named it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustedDevice {
    /// Digest of its id.
    pub id: Digest,
    /// Its name.
    pub name: Option<String>,
    /// Trusted since.
    pub trusted_at: Timestamp,
    /// Last used.
    pub used_at: Timestamp,
}

/// The devices a person trusts, oldest first.
///
/// # Errors
/// The engine's failure.
pub async fn find_trusted_devices(
    connection: &mut Connection,
    person: PersonId,
) -> Result<Vec<TrustedDevice>, StorageError> {
    let query = "SELECT device, name, trusted_at, used_at FROM devices WHERE person = $1 \
                 ORDER BY trusted_at, device";
    let rows = sqlx::query(query).bind(person.0).fetch_all(connection).await?;
    rows.iter()
        .map(|row| {
            Ok(TrustedDevice {
                id: digest(row, 0)?,
                name: row.try_get(1)?,
                trusted_at: Timestamp::from_micros(row.try_get(2)?),
                used_at: Timestamp::from_micros(row.try_get(3)?),
            })
        })
        .collect()
}
