//! What people say is wrong with their declared lines.

use crate::engine::{Connection, Tx};
use crate::error::StorageError;
use damane_domain::career::{Dispute, DisputeReason};
use damane_domain::ids::PersonId;
use damane_domain::month::Month;
use damane_domain::time::Timestamp;
use sqlx::Row;

/// Keeps a dispute; false when the same was there before, which stands.
///
/// # Errors
/// The engine's failure.
pub async fn add_dispute(tx: &mut Tx, person: PersonId, dispute: &Dispute) -> Result<bool, StorageError> {
    let query = "INSERT INTO career_disputes (person, month, employer, reason, note, made_at) \
                 VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (person, month, employer, reason) DO NOTHING";
    let added = sqlx::query(query)
        .bind(person.0)
        .bind(i64::from(dispute.month.index()))
        .bind(dispute.employer)
        .bind(dispute.reason.code())
        .bind(dispute.note.as_str())
        .bind(dispute.made_at.as_micros())
        .execute(&mut **tx)
        .await?;
    Ok(added.rows_affected() > 0)
}

/// A person's disputes, oldest month first.
///
/// # Errors
/// The engine's failure; [`StorageError::Damaged`] for a reason that is none of ours.
pub async fn find_disputes(
    connection: &mut Connection,
    person: PersonId,
) -> Result<Vec<Dispute>, StorageError> {
    let query = "SELECT month, employer, reason, note, made_at FROM career_disputes WHERE person = $1 \
                 ORDER BY month, employer, reason";
    let rows = sqlx::query(query).bind(person.0).fetch_all(connection).await?;
    let dispute = |row: &sqlx::any::AnyRow| {
        let (month, reason): (i64, String) = (row.try_get(0)?, row.try_get(2)?);
        Ok(Dispute {
            month: Month::from_index(i32::try_from(month).unwrap_or(0)),
            employer: row.try_get(1)?,
            reason: DisputeReason::from_code(&reason)
                .ok_or_else(|| StorageError::Damaged("career_disputes.reason"))?,
            note: row.try_get(3)?,
            made_at: Timestamp::from_micros(row.try_get(4)?),
        })
    };
    rows.iter().map(dispute).collect()
}
