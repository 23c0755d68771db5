//! Lines an officer set right after a dispute: lines like those of a file, and who wrote them.

use super::{FileKey, NumberedLine, add_lines};
use crate::engine::Connection;
use crate::error::StorageError;
use crate::transaction::Tx;
use damane_domain::career::{DeclaredLine, Dispute};
use damane_domain::ids::PersonId;
use damane_domain::time::Timestamp;
use sqlx::Row;
use std::collections::BTreeSet;

/// A corrected line.
pub struct CorrectionRecord<'a> {
    /// Whose career.
    pub person: PersonId,
    /// Their number, as the key of their lines.
    pub registration: i64,
    /// Which dispute it answers.
    pub dispute: &'a Dispute,
    /// The line, under a sequence of [`super::take_sequence`].
    pub line: &'a DeclaredLine,
    /// Who wrote it.
    pub officer: &'a str,
    /// When.
    pub at: Timestamp,
}

/// Keeps a corrected line beside the one that stood.
///
/// # Errors
/// The engine's failure.
pub async fn add_correction(tx: &mut Tx, correction: &CorrectionRecord<'_>) -> Result<(), StorageError> {
    let CorrectionRecord { person, registration, dispute, line, officer, at } = *correction;
    let employer = line.employer.as_str().parse().map_err(|_| StorageError::Damaged("employer"))?;
    let key = FileKey { month: line.month, employer, category: line.category, sequence: line.sequence };
    let DeclaredLine { days, salary, capped_salary, situation, .. } = *line;
    let numbered = NumberedLine { registration, line: 1, days, salary, capped_salary, situation };
    add_lines(tx, &key, &[numbered]).await?;
    let query = "INSERT INTO career_corrections (sequence, person, month, employer, reason, officer, corrected_at) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7)";
    sqlx::query(query)
        .bind(line.sequence)
        .bind(person.0)
        .bind(i64::from(dispute.month.index()))
        .bind(employer)
        .bind(dispute.reason.code())
        .bind(officer)
        .bind(at.as_micros())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// The sequence of the line that was set right with an answer to a dispute; none when the answer came without one.
///
/// # Errors
/// The engine's failure.
pub async fn find_correction(
    connection: &mut Connection,
    person: PersonId,
    dispute: &Dispute,
    answered_at: Timestamp,
) -> Result<Option<i64>, StorageError> {
    let query = "SELECT sequence FROM career_corrections WHERE person = $1 AND month = $2 AND reason = $3 \
                 AND corrected_at = $4 AND ($5 = 0 OR employer = $5)";
    let query = sqlx::query(query).bind(person.0).bind(i64::from(dispute.month.index()));
    let query = query.bind(dispute.reason.code()).bind(answered_at.as_micros()).bind(dispute.employer);
    let row = query.fetch_optional(connection).await?;
    row.map(|row| Ok(row.try_get(0)?)).transpose()
}

/// The sequences of a person's corrected lines.
///
/// # Errors
/// The engine's failure.
pub async fn find_corrections(
    connection: &mut Connection,
    person: PersonId,
) -> Result<BTreeSet<i64>, StorageError> {
    let query = sqlx::query("SELECT sequence FROM career_corrections WHERE person = $1").bind(person.0);
    query.fetch_all(connection).await?.iter().map(|row| Ok(row.try_get(0)?)).collect()
}
