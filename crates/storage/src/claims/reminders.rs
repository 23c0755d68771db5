//! Claims whose documents are waited for: when their person is told once more.

use crate::engine::Connection;
use crate::error::StorageError;
use crate::transaction::Tx;
use crate::writes::Writes;
use chrono::NaiveDate;
use damane_domain::ids::{ClaimId, PersonId};
use sqlx::Row;

/// Keeps the day on which a claim's person is told once more; asked again, the new day holds.
pub fn plan_reminder(writes: &mut Writes, claim: &ClaimId, person: PersonId, on: NaiveDate) {
    let query = "INSERT INTO claim_reminders (claim, person, remind_on) VALUES ($1, $2, $3) \
                 ON CONFLICT (claim) DO UPDATE SET remind_on = excluded.remind_on";
    writes.add(query).bind(&claim.0[..]).bind(person.0).bind(on.to_string());
}

/// Whose day has come, those that wait longest first.
///
/// # Errors
/// The engine's failure.
pub async fn find_reminders(
    connection: &mut Connection,
    today: NaiveDate,
    most: u32,
) -> Result<Vec<(PersonId, ClaimId)>, StorageError> {
    let query =
        "SELECT person, claim FROM claim_reminders WHERE remind_on <= $1 ORDER BY remind_on, claim LIMIT $2";
    let rows = sqlx::query(query).bind(today.to_string()).bind(i64::from(most)).fetch_all(connection).await?;
    let found = rows.iter().map(|row| {
        let claim: Vec<u8> = row.try_get(1)?;
        let claim = claim.try_into().map_err(|_| StorageError::Damaged("claim"))?;
        Ok((PersonId(row.try_get(0)?), ClaimId(claim)))
    });
    found.collect()
}

/// Takes a reminder whose day has come; false when another portal did so first, or another day holds.
///
/// # Errors
/// The engine's failure.
pub async fn take_reminder(tx: &mut Tx, claim: &ClaimId, today: NaiveDate) -> Result<bool, StorageError> {
    let query = sqlx::query("DELETE FROM claim_reminders WHERE claim = $1 AND remind_on <= $2");
    let done = query.bind(&claim.0[..]).bind(today.to_string()).execute(&mut **tx).await?;
    Ok(done.rows_affected() > 0)
}
