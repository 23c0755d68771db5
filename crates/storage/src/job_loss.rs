//! Granted job-loss benefits and their confirmed months.

use crate::engine::Connection;
use crate::error::StorageError;
use crate::transaction::Tx;
use chrono::NaiveDate;
use damane_domain::ids::{BatchId, ClaimId, PersonId};
use damane_domain::job_loss::Confirmed;
use damane_domain::money::Money;
use damane_domain::time::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;

/// A granted benefit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BenefitRecord {
    /// Its claim.
    pub claim: ClaimId,
    /// First day it is paid for.
    pub starts_on: NaiveDate,
    /// Months at most.
    pub months: u32,
    /// For each of them.
    pub monthly: Money,
    /// When two officers agreed.
    pub granted_on: NaiveDate,
    /// First day of new work.
    pub work_from: Option<NaiveDate>,
}

/// Keeps what two officers granted. Granted again after it was contested, its amount is the new one, and what was
/// confirmed and reported stays.
///
/// # Errors
/// The engine's failure.
pub async fn put_benefit(tx: &mut Tx, benefit: &BenefitRecord) -> Result<(), StorageError> {
    let query = "INSERT INTO job_losses (claim, starts_on, months, monthly, granted_on) VALUES ($1, $2, $3, $4, $5) \
                 ON CONFLICT (claim) DO UPDATE SET monthly = excluded.monthly, months = excluded.months";
    sqlx::query(query)
        .bind(&benefit.claim.0[..])
        .bind(benefit.starts_on.to_string())
        .bind(i64::from(benefit.months))
        .bind(benefit.monthly.as_centimes())
        .bind(benefit.granted_on.to_string())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// The benefit of a person's claim, once it is granted.
///
/// # Errors
/// The engine's failure.
pub async fn find_benefit(
    connection: &mut Connection,
    person: PersonId,
    claim: &ClaimId,
) -> Result<Option<BenefitRecord>, StorageError> {
    let query = "SELECT j.claim, j.starts_on, j.months, j.monthly, j.granted_on, j.work_from FROM job_losses j \
                 JOIN claims c ON c.claim = j.claim WHERE c.person = $1 AND j.claim = $2";
    let row = sqlx::query(query).bind(person.0).bind(&claim.0[..]).fetch_optional(connection).await?;
    row.as_ref().map(benefit).transpose()
}

/// A person's benefits, by their first day.
///
/// # Errors
/// The engine's failure.
pub async fn find_benefits(
    connection: &mut Connection,
    person: PersonId,
) -> Result<Vec<BenefitRecord>, StorageError> {
    let query = "SELECT j.claim, j.starts_on, j.months, j.monthly, j.granted_on, j.work_from FROM claims c \
                 JOIN job_losses j ON j.claim = c.claim WHERE c.person = $1 ORDER BY j.starts_on, j.claim";
    let rows = sqlx::query(query).bind(person.0).fetch_all(connection).await?;
    rows.iter().map(benefit).collect()
}

/// The confirmed months of a benefit, in order.
///
/// # Errors
/// The engine's failure.
pub async fn find_months(
    connection: &mut Connection,
    claim: &ClaimId,
) -> Result<Vec<Confirmed>, StorageError> {
    let query = "SELECT month, late, CASE WHEN released_by IS NULL THEN CAST(0 AS BIGINT) ELSE 1 END, \
                 CASE WHEN batch IS NULL THEN CAST(0 AS BIGINT) ELSE 1 END FROM job_loss_months WHERE claim = $1 ORDER BY month";
    let rows = sqlx::query(query).bind(&claim.0[..]).fetch_all(connection).await?;
    rows.iter().map(month).collect()
}

/// Keeps that a month was confirmed; false when it was before.
///
/// # Errors
/// The engine's failure.
pub async fn confirm(
    tx: &mut Tx,
    claim: &ClaimId,
    month: u32,
    late: bool,
    at: Timestamp,
) -> Result<bool, StorageError> {
    let query = "INSERT INTO job_loss_months (claim, month, confirmed_at, late) VALUES ($1, $2, $3, $4) \
                 ON CONFLICT (claim, month) DO NOTHING";
    let query = sqlx::query(query).bind(&claim.0[..]).bind(i64::from(month));
    let query = query.bind(at.as_micros()).bind(i64::from(late));
    Ok(query.execute(&mut **tx).await?.rows_affected() > 0)
}

/// An officer lets a late month be paid; false when there is none that waits.
///
/// # Errors
/// The engine's failure.
pub async fn release(tx: &mut Tx, claim: &ClaimId, month: u32, officer: &str) -> Result<bool, StorageError> {
    let query = "UPDATE job_loss_months SET released_by = $3 \
                 WHERE claim = $1 AND month = $2 AND late = 1 AND released_by IS NULL";
    let query = sqlx::query(query).bind(&claim.0[..]).bind(i64::from(month)).bind(officer);
    Ok(query.execute(&mut **tx).await?.rows_affected() > 0)
}

/// Keeps the first day of new work and forgets confirmations of months from `ended` on that were not sent to the bank;
/// false when new work was reported before.
///
/// # Errors
/// The engine's failure.
pub async fn report_work(
    tx: &mut Tx,
    claim: &ClaimId,
    from: NaiveDate,
    ended: u32,
    at: Timestamp,
) -> Result<bool, StorageError> {
    let query =
        "UPDATE job_losses SET work_from = $2, work_reported_at = $3 WHERE claim = $1 AND work_from IS NULL";
    let query = sqlx::query(query).bind(&claim.0[..]).bind(from.to_string()).bind(at.as_micros());
    if query.execute(&mut **tx).await?.rows_affected() == 0 {
        return Ok(false);
    }
    let query = "DELETE FROM job_loss_months WHERE claim = $1 AND month >= $2 AND batch IS NULL";
    sqlx::query(query).bind(&claim.0[..]).bind(i64::from(ended)).execute(&mut **tx).await?;
    Ok(true)
}

/// How far the months of a benefit went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// Months that were taken into a batch.
    pub months: i64,
    /// Another one is due.
    pub is_another_due: bool,
}

/// How far the months of a benefit went.
///
/// # Errors
/// The engine's failure.
pub async fn count_taken(connection: &mut Connection, claim: &ClaimId) -> Result<Taken, StorageError> {
    let query = "SELECT COUNT(batch), COUNT(CASE WHEN batch IS NULL AND (late = 0 OR released_by IS NOT NULL) \
                 THEN 1 END) FROM job_loss_months WHERE claim = $1";
    let row = sqlx::query(query).bind(&claim.0[..]).fetch_one(connection).await?;
    Ok(Taken { months: row.try_get(0)?, is_another_due: row.try_get::<i64, _>(1)? > 0 })
}

/// Puts the first month that is due into a batch; `None` when none is.
///
/// # Errors
/// The engine's failure.
pub async fn take_due(tx: &mut Tx, claim: &ClaimId, batch: &BatchId) -> Result<Option<u32>, StorageError> {
    let query = "UPDATE job_loss_months SET batch = $2 WHERE claim = $1 AND month = \
                 (SELECT MIN(month) FROM job_loss_months WHERE claim = $1 AND batch IS NULL \
                  AND (late = 0 OR released_by IS NOT NULL)) RETURNING month";
    let query = sqlx::query(query).bind(&claim.0[..]).bind(&batch.0[..]);
    query.fetch_optional(&mut **tx).await?.map(|row| count(&row, 0)).transpose()
}

/// Puts the month of a payment that came back into the batch it is sent again in.
///
/// # Errors
/// The engine's failure.
pub async fn take_again(tx: &mut Tx, claim: &ClaimId, batch: &BatchId) -> Result<(), StorageError> {
    let query = "UPDATE job_loss_months SET batch = $2 WHERE claim = $1 AND batch IN \
                 (SELECT batch FROM payments WHERE claim = $1 AND returned IS NOT NULL)";
    sqlx::query(query).bind(&claim.0[..]).bind(&batch.0[..]).execute(&mut **tx).await?;
    Ok(())
}

/// The batch of a month is withdrawn before it went to the bank: the month is due again, or waits to be sent again when it
/// came back before.
///
/// # Errors
/// The engine's failure.
pub async fn take_out(
    tx: &mut Tx,
    claim: &ClaimId,
    batch: &BatchId,
    again: bool,
) -> Result<(), StorageError> {
    if !again {
        return give_back(tx, claim, batch).await;
    }
    let query = "UPDATE job_loss_months SET batch = (SELECT p.batch FROM payments p WHERE p.claim = $1 \
                 AND p.returned IS NOT NULL ORDER BY p.batch LIMIT 1) WHERE claim = $1 AND batch = $2";
    sqlx::query(query).bind(&claim.0[..]).bind(&batch.0[..]).execute(&mut **tx).await?;
    Ok(())
}

/// The month that was sent in a batch is due again.
///
/// # Errors
/// The engine's failure.
pub async fn give_back(tx: &mut Tx, claim: &ClaimId, batch: &BatchId) -> Result<(), StorageError> {
    let query = "UPDATE job_loss_months SET batch = NULL WHERE claim = $1 AND batch = $2";
    sqlx::query(query).bind(&claim.0[..]).bind(&batch.0[..]).execute(&mut **tx).await?;
    Ok(())
}

/// Every month that came back and was not sent again is due again.
///
/// # Errors
/// The engine's failure.
pub async fn give_back_all(tx: &mut Tx, claim: &ClaimId) -> Result<(), StorageError> {
    let query = "UPDATE job_loss_months SET batch = NULL WHERE claim = $1 AND batch IN \
                 (SELECT batch FROM payments WHERE claim = $1 AND returned IS NOT NULL)";
    sqlx::query(query).bind(&claim.0[..]).execute(&mut **tx).await?;
    Ok(())
}

/// Benefits whose person is to be reminded of a month on a day, those that wait longest first.
///
/// # Errors
/// The engine's failure.
pub async fn find_to_remind(
    connection: &mut Connection,
    today: NaiveDate,
    most: u32,
) -> Result<Vec<(PersonId, ClaimId)>, StorageError> {
    let query = "SELECT c.person, j.claim FROM job_losses j JOIN claims c ON c.claim = j.claim \
                 WHERE j.remind_on <= $1 ORDER BY j.remind_on, j.claim LIMIT $2";
    let query = sqlx::query(query).bind(today.to_string()).bind(i64::from(most));
    let waits = |row: &AnyRow| {
        let claim: Vec<u8> = row.try_get(1)?;
        let claim = claim.try_into().map_err(|_| StorageError::Damaged("claim"))?;
        Ok((PersonId(row.try_get(0)?), ClaimId(claim)))
    };
    query.fetch_all(connection).await?.iter().map(waits).collect()
}

/// Keeps the day of the next word, if there is one; false when another portal did so first.
///
/// # Errors
/// The engine's failure.
pub async fn put_reminder(
    tx: &mut Tx,
    claim: &ClaimId,
    today: NaiveDate,
    next: Option<NaiveDate>,
) -> Result<bool, StorageError> {
    let query = sqlx::query("UPDATE job_losses SET remind_on = $3 WHERE claim = $1 AND remind_on <= $2");
    let query = query.bind(&claim.0[..]).bind(today.to_string()).bind(next.map(|day| day.to_string()));
    Ok(query.execute(&mut **tx).await?.rows_affected() > 0)
}

fn count(row: &AnyRow, column: usize) -> Result<u32, StorageError> {
    u32::try_from(row.try_get::<i64, _>(column)?).map_err(|_| StorageError::Damaged("month of a benefit"))
}

fn month(row: &AnyRow) -> Result<Confirmed, StorageError> {
    let flag = |column: usize| Ok::<_, StorageError>(row.try_get::<i64, _>(column)? != 0);
    Ok(Confirmed { number: count(row, 0)?, late: flag(1)?, released: flag(2)?, sent: flag(3)? })
}

fn day(text: &str) -> Result<NaiveDate, StorageError> {
    text.parse().map_err(|_| StorageError::Damaged("day of a benefit"))
}

fn benefit(row: &AnyRow) -> Result<BenefitRecord, StorageError> {
    let claim: Vec<u8> = row.try_get(0)?;
    let work_from: Option<String> = row.try_get(5)?;
    Ok(BenefitRecord {
        claim: ClaimId(claim.try_into().map_err(|_| StorageError::Damaged("claim"))?),
        starts_on: day(row.try_get(1)?)?,
        months: count(row, 2)?,
        monthly: Money::centimes(row.try_get(3)?),
        granted_on: day(row.try_get(4)?)?,
        work_from: work_from.as_deref().map(day).transpose()?,
    })
}
