//! The console's queues: an office's claims by where they stand, whose they are, and how long they wait.

use super::{ClaimRecord, QueuePlace, record};
use crate::engine::Connection;
use crate::error::StorageError;
use chrono::NaiveDate;
use damane_domain::claim::ClaimKind;
use damane_domain::time::Timestamp;
use sqlx::Row;

/// What of an office's claims is asked for.
#[derive(Debug, Clone, Copy)]
pub struct DeskQuery<'a> {
    /// The office.
    pub office: &'a str,
    /// The states; at most four.
    pub states: &'a [&'a str],
    /// Of one kind alone.
    pub kind: Option<ClaimKind>,
    /// Held by this officer alone.
    pub held_by: Option<&'a str>,
    /// Not held by this officer: what they proposed themselves another one agrees to.
    pub not_held_by: Option<&'a str>,
    /// Also the benefits of which a month that was confirmed late waits for an officer, wherever their claim stands.
    pub with_held: bool,
    /// Also what money is due for on this day, wherever it stands.
    pub due_on: Option<NaiveDate>,
    /// Handed in at or before.
    pub until: Timestamp,
    /// Where the page goes on.
    pub after: Option<QueuePlace>,
    /// Most of a page.
    pub most: u32,
}

/// A benefit of which a month that was confirmed late waits for an officer.
macro_rules! has_held_month {
    () => {
        "(kind = 'job_loss' AND state IN ('accepted', 'in_payment', 'payment_returned', 'paid') AND EXISTS \
         (SELECT 1 FROM job_loss_months m WHERE m.claim = claims.claim AND m.late = 1 AND m.batch IS NULL \
         AND m.released_by IS NULL))"
    };
}

/// A page of it, oldest first.
///
/// # Errors
/// The engine's failure.
pub async fn find_desk(
    connection: &mut Connection,
    query: &DeskQuery<'_>,
) -> Result<Vec<ClaimRecord>, StorageError> {
    let (at, claim) = query.after.map_or((i64::MIN, [0; 16]), |(at, claim)| (at.as_micros(), claim.0));
    let state = |place: usize| query.states.get(place).or(query.states.first()).copied().unwrap_or_default();
    let text = concat!(
        "SELECT claim, person, kind, office, form, standing, state, officer, decision, version, submitted_at, \
         changed_at FROM claims WHERE office = $1 AND ((state IN ($2, $3, $4, $5) AND ($8 = '' OR officer <> $8)) \
         OR ($13 = 1 AND ",
        has_held_month!(),
        ") OR ($14 <> '' AND ",
        due!("$14"),
        ")) AND ($6 = '' OR kind = $6) AND ($7 = '' OR officer = $7) \
         AND submitted_at <= $9 AND (submitted_at > $10 OR (submitted_at = $10 AND claim > $11)) \
         ORDER BY submitted_at, claim LIMIT $12"
    );
    let rows = sqlx::query(text)
        .bind(query.office)
        .bind(state(0))
        .bind(state(1))
        .bind(state(2))
        .bind(state(3))
        .bind(query.kind.map_or("", ClaimKind::code))
        .bind(query.held_by.unwrap_or_default())
        .bind(query.not_held_by.unwrap_or_default())
        .bind(query.until.as_micros())
        .bind(at)
        .bind(claim.to_vec())
        .bind(i64::from(query.most))
        .bind(i64::from(query.with_held))
        .bind(query.due_on.map(|day| day.to_string()).unwrap_or_default())
        .fetch_all(connection)
        .await?;
    rows.iter().map(record).collect()
}

/// How many claims of an office wait for this officer to agree: proposed by another one, or with a month that was
/// confirmed late.
///
/// # Errors
/// The engine's failure.
pub async fn count_to_agree(
    connection: &mut Connection,
    office: &str,
    officer: &str,
) -> Result<i64, StorageError> {
    let query = concat!(
        "SELECT COUNT(*) FROM claims WHERE office = $1 AND ((state = 'proposed' AND officer <> $2) OR ",
        has_held_month!(),
        ")"
    );
    let row = sqlx::query(query).bind(office).bind(officer).fetch_one(connection).await?;
    Ok(row.try_get(0)?)
}
