//! Pension requests: one that stands a person, the figures it was filed with, and what was granted.

use crate::engine::Connection;
use crate::error::StorageError;
use crate::transaction::Tx;
use crate::writes::Writes;
use chrono::NaiveDate;
use damane_domain::ids::{ClaimId, PersonId};
use damane_domain::money::Money;
use sqlx::Row;
use sqlx::any::AnyRow;

/// A request as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PensionRecord {
    /// Its claim.
    pub claim: ClaimId,
    /// The figures on the day of the request, sealed.
    pub filed: Vec<u8>,
    /// What was granted.
    pub granted: Option<GrantRecord>,
}

/// What two officers granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GrantRecord {
    /// First day it is paid for.
    pub starts_on: NaiveDate,
    /// For each month; none where contributions are paid back at once.
    pub monthly: Option<Money>,
    /// When they agreed.
    pub granted_on: NaiveDate,
}

/// Keeps a request with its claim. The transaction fails while another one of the person's stands.
pub fn add_request(writes: &mut Writes, claim: &ClaimId, person: PersonId, filed: &[u8]) {
    let add = "INSERT INTO pensions (claim, person, filed, stands) VALUES ($1, $2, $3, 1)";
    writes.add(add).bind(&claim.0[..]).bind(person.0).bind(filed);
}

/// The request of a person that stands: open, or granted.
///
/// # Errors
/// The engine's failure.
pub async fn find_standing(
    connection: &mut Connection,
    person: PersonId,
) -> Result<Option<ClaimId>, StorageError> {
    let query = sqlx::query("SELECT claim FROM pensions WHERE person = $1 AND stands = 1").bind(person.0);
    query.fetch_optional(connection).await?.map(|row| claim_of(&row)).transpose()
}

/// One request of a person.
///
/// # Errors
/// The engine's failure.
pub async fn find_request(
    connection: &mut Connection,
    person: PersonId,
    claim: &ClaimId,
) -> Result<Option<PensionRecord>, StorageError> {
    let query =
        "SELECT claim, filed, starts_on, monthly, granted_on FROM pensions WHERE person = $1 AND claim = $2";
    let row = sqlx::query(query).bind(person.0).bind(&claim.0[..]).fetch_optional(connection).await?;
    row.as_ref().map(record).transpose()
}

/// Lets a request stand, or no more once it is refused; false when there is none.
///
/// # Errors
/// [`StorageError::Conflict`] while another one of the person's stands.
pub async fn let_stand(tx: &mut Tx, claim: &ClaimId, stands: bool) -> Result<bool, StorageError> {
    let query = sqlx::query("UPDATE pensions SET stands = $2 WHERE claim = $1");
    let query = query.bind(&claim.0[..]).bind(i64::from(stands));
    Ok(query.execute(&mut **tx).await?.rows_affected() > 0)
}

/// Keeps what was granted. Granted again after it was contested, it is what was granted last.
///
/// # Errors
/// The engine's failure.
pub async fn put_grant(tx: &mut Tx, claim: &ClaimId, grant: &GrantRecord) -> Result<(), StorageError> {
    let query = "UPDATE pensions SET starts_on = $2, monthly = $3, granted_on = $4 WHERE claim = $1";
    sqlx::query(query)
        .bind(&claim.0[..])
        .bind(grant.starts_on.to_string())
        .bind(grant.monthly.map(Money::as_centimes))
        .bind(grant.granted_on.to_string())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

fn claim_of(row: &AnyRow) -> Result<ClaimId, StorageError> {
    let claim: Vec<u8> = row.try_get(0)?;
    Ok(ClaimId(claim.try_into().map_err(|_| StorageError::Damaged("claim"))?))
}

fn day(text: &str) -> Result<NaiveDate, StorageError> {
    text.parse().map_err(|_| StorageError::Damaged("day of a pension"))
}

fn record(row: &AnyRow) -> Result<PensionRecord, StorageError> {
    let (starts_on, granted_on): (Option<String>, Option<String>) = (row.try_get(2)?, row.try_get(4)?);
    let monthly: Option<i64> = row.try_get(3)?;
    let granted = match (starts_on, granted_on) {
        (Some(starts_on), Some(granted_on)) => Some(GrantRecord {
            starts_on: day(&starts_on)?,
            monthly: monthly.map(Money::centimes),
            granted_on: day(&granted_on)?,
        }),
        _ => None,
    };
    Ok(PensionRecord { claim: claim_of(row)?, filed: row.try_get(1)?, granted })
}
