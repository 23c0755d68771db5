//! Payments and the batches they go to the bank in.

use crate::engine::Connection;
use crate::error::StorageError;
use crate::transaction::Tx;
use chrono::NaiveDate;
use damane_domain::claim::ReturnReason;
use damane_domain::ids::{BatchId, ClaimId, PaymentId, PersonId};
use damane_domain::money::Money;
use damane_domain::time::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;

/// A batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchRecord {
    /// Its id.
    pub id: BatchId,
    /// The office whose claims it pays.
    pub office: String,
    /// Who made it.
    pub made_by: String,
    /// When.
    pub made_at: Timestamp,
    /// The day the bank is asked to pay on.
    pub pay_on: NaiveDate,
    /// How many payments.
    pub payments: i64,
    /// Their sum.
    pub total: Money,
    /// Who agreed, and when.
    pub agreed: Option<(String, Timestamp)>,
    /// When the bank paid.
    pub settled_on: Option<NaiveDate>,
    /// Who withdrew it before anyone agreed: its payments are no more.
    pub withdrawn_by: Option<String>,
}

/// A payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentRecord {
    /// Its id.
    pub id: PaymentId,
    /// Its batch.
    pub batch: BatchId,
    /// What it pays.
    pub claim: ClaimId,
    /// Whom.
    pub person: PersonId,
    /// How much.
    pub amount: Money,
    /// To which account and whose name it bears, sealed.
    pub account: Vec<u8>,
    /// Why what it sends again came back.
    pub again: Option<ReturnReason>,
    /// Why it came back.
    pub returned: Option<ReturnReason>,
    /// On which day; not known of what came back before days were kept.
    pub returned_on: Option<NaiveDate>,
}

/// Keeps a batch with its payments.
///
/// # Errors
/// The engine's failure.
pub async fn add_batch(
    tx: &mut Tx,
    batch: &BatchRecord,
    payments: &[PaymentRecord],
) -> Result<(), StorageError> {
    let query = "INSERT INTO payment_batches (batch, office, made_by, made_at, pay_on, payments, total) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7)";
    sqlx::query(query)
        .bind(&batch.id.0[..])
        .bind(batch.office.as_str())
        .bind(batch.made_by.as_str())
        .bind(batch.made_at.as_micros())
        .bind(batch.pay_on.to_string())
        .bind(batch.payments)
        .bind(batch.total.as_centimes())
        .execute(&mut **tx)
        .await?;
    for payment in payments {
        let query = "INSERT INTO payments (payment, batch, claim, person, amount, account, again) \
                     VALUES ($1, $2, $3, $4, $5, $6, $7)";
        sqlx::query(query)
            .bind(&payment.id.0[..])
            .bind(&payment.batch.0[..])
            .bind(&payment.claim.0[..])
            .bind(payment.person.0)
            .bind(payment.amount.as_centimes())
            .bind(payment.account.as_slice())
            .bind(payment.again.map(ReturnReason::code))
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}

macro_rules! select_batch {
    ($rest:literal) => {
        concat!(
            "SELECT batch, office, made_by, made_at, pay_on, payments, total, agreed_by, agreed_at, settled_on, \
             withdrawn_by \
             FROM payment_batches ",
            $rest
        )
    };
}

/// One batch of an office.
///
/// # Errors
/// The engine's failure.
pub async fn find_batch(
    connection: &mut Connection,
    office: &str,
    id: &BatchId,
) -> Result<Option<BatchRecord>, StorageError> {
    let query = sqlx::query(select_batch!("WHERE office = $1 AND batch = $2"));
    let row = query.bind(office).bind(&id.0[..]).fetch_optional(connection).await?;
    row.as_ref().map(batch).transpose()
}

/// The newest batches of an office, newest first.
///
/// # Errors
/// The engine's failure.
pub async fn find_batches(
    connection: &mut Connection,
    office: &str,
    most: u32,
) -> Result<Vec<BatchRecord>, StorageError> {
    let query = sqlx::query(select_batch!("WHERE office = $1 ORDER BY made_at DESC, batch LIMIT $2"));
    let rows = query.bind(office).bind(i64::from(most)).fetch_all(connection).await?;
    rows.iter().map(batch).collect()
}

/// The payments of a batch, in the order of its file.
///
/// # Errors
/// The engine's failure.
pub async fn find_payments(
    connection: &mut Connection,
    batch: &BatchId,
) -> Result<Vec<PaymentRecord>, StorageError> {
    let query = "SELECT payment, batch, claim, person, amount, account, returned, returned_on, again \
                 FROM payments \
                 WHERE batch = $1 ORDER BY payment";
    let rows = sqlx::query(query).bind(&batch.0[..]).fetch_all(connection).await?;
    rows.iter().map(payment).collect()
}

/// Another officer agrees; false when somebody did before, or withdrew it.
///
/// # Errors
/// The engine's failure.
pub async fn agree(tx: &mut Tx, id: &BatchId, officer: &str, at: Timestamp) -> Result<bool, StorageError> {
    let query = "UPDATE payment_batches SET agreed_by = $2, agreed_at = $3 \
                 WHERE batch = $1 AND agreed_by IS NULL AND withdrawn_by IS NULL";
    let query = sqlx::query(query).bind(&id.0[..]).bind(officer).bind(at.as_micros());
    Ok(query.execute(&mut **tx).await?.rows_affected() > 0)
}

/// Withdraws a batch and deletes its payments; false when somebody agreed to it or withdrew it before.
///
/// # Errors
/// The engine's failure.
pub async fn withdraw(tx: &mut Tx, id: &BatchId, officer: &str, at: Timestamp) -> Result<bool, StorageError> {
    let query = "UPDATE payment_batches SET withdrawn_by = $2, withdrawn_at = $3 \
                 WHERE batch = $1 AND agreed_by IS NULL AND withdrawn_by IS NULL";
    let query = sqlx::query(query).bind(&id.0[..]).bind(officer).bind(at.as_micros());
    if query.execute(&mut **tx).await?.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query("DELETE FROM payments WHERE batch = $1").bind(&id.0[..]).execute(&mut **tx).await?;
    Ok(true)
}

/// The bank paid; false when that was noted before.
///
/// # Errors
/// The engine's failure.
pub async fn settle(tx: &mut Tx, id: &BatchId, on: NaiveDate) -> Result<bool, StorageError> {
    let query = "UPDATE payment_batches SET settled_on = $2 WHERE batch = $1 AND settled_on IS NULL";
    let query = sqlx::query(query).bind(&id.0[..]).bind(on.to_string());
    Ok(query.execute(&mut **tx).await?.rows_affected() > 0)
}

/// The bank gave a payment back on a day; false when that was noted before.
///
/// # Errors
/// The engine's failure.
pub async fn return_payment(
    tx: &mut Tx,
    batch: &BatchId,
    payment: &PaymentId,
    reason: ReturnReason,
    on: NaiveDate,
) -> Result<bool, StorageError> {
    let query = "UPDATE payments SET returned = $3, returned_on = $4 \
                 WHERE batch = $1 AND payment = $2 AND returned IS NULL";
    let query = sqlx::query(query).bind(&batch.0[..]).bind(&payment.0[..]).bind(reason.code());
    let query = query.bind(on.to_string());
    Ok(query.execute(&mut **tx).await?.rows_affected() > 0)
}

fn id(row: &AnyRow, column: usize, name: &'static str) -> Result<[u8; 16], StorageError> {
    row.try_get::<Vec<u8>, _>(column)?.try_into().map_err(|_| StorageError::Damaged(name))
}

fn day(text: &str) -> Result<NaiveDate, StorageError> {
    text.parse().map_err(|_| StorageError::Damaged("day of a batch"))
}

fn batch(row: &AnyRow) -> Result<BatchRecord, StorageError> {
    let agreed_by: Option<String> = row.try_get(7)?;
    let agreed_at: Option<i64> = row.try_get(8)?;
    let settled_on: Option<String> = row.try_get(9)?;
    Ok(BatchRecord {
        id: BatchId(id(row, 0, "batch")?),
        office: row.try_get(1)?,
        made_by: row.try_get(2)?,
        made_at: Timestamp::from_micros(row.try_get(3)?),
        pay_on: day(row.try_get(4)?)?,
        payments: row.try_get(5)?,
        total: Money::centimes(row.try_get(6)?),
        agreed: agreed_by.zip(agreed_at.map(Timestamp::from_micros)),
        settled_on: settled_on.as_deref().map(day).transpose()?,
        withdrawn_by: row.try_get(10)?,
    })
}

fn payment(row: &AnyRow) -> Result<PaymentRecord, StorageError> {
    let returned: Option<String> = row.try_get(6)?;
    let returned_on: Option<String> = row.try_get(7)?;
    let again: Option<String> = row.try_get(8)?;
    let reason = |code: String| ReturnReason::from_code(&code).ok_or(StorageError::Damaged("returned"));
    Ok(PaymentRecord {
        id: PaymentId(id(row, 0, "payment")?),
        batch: BatchId(id(row, 1, "batch")?),
        claim: ClaimId(id(row, 2, "claim")?),
        person: PersonId(row.try_get(3)?),
        amount: Money::centimes(row.try_get(4)?),
        account: row.try_get(5)?,
        again: again.map(reason).transpose()?,
        returned: returned.map(reason).transpose()?,
        returned_on: returned_on.as_deref().map(day).transpose()?,
    })
}
