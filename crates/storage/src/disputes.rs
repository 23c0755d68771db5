//! What people say is wrong with their declared lines.

mod reopening;

pub use reopening::{find_to_tell, reopen_by_person, reopen_undone, take_to_tell};

use crate::engine::Connection;
use crate::error::StorageError;
use crate::transaction::Tx;
use damane_domain::career::{Dispute, DisputeAnswer, DisputeReason, EarlierAnswer, Reopening};
use damane_domain::ids::PersonId;
use damane_domain::month::Month;
use damane_domain::time::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;

macro_rules! select_dispute {
    ($rest:literal) => {
        concat!(
            "SELECT d.month, d.employer, d.reason, d.note, d.made_at, a.answer, a.answered_at, d.person, \
             (SELECT COUNT(*) FROM dispute_documents c WHERE c.person = d.person AND c.month = d.month \
             AND c.employer = d.employer AND c.reason = d.reason), d.reopened_by, d.reopened_at, a.words, \
             d.earlier_answer, d.earlier_answered_at, d.earlier_words \
             FROM career_disputes d LEFT JOIN dispute_answers a ON a.person = d.person AND a.month = d.month \
             AND a.employer = d.employer AND a.reason = d.reason ",
            $rest
        )
    };
}

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
    let query = select_dispute!("WHERE d.person = $1 ORDER BY d.month, d.employer, d.reason");
    let rows = sqlx::query(query).bind(person.0).fetch_all(connection).await?;
    rows.iter().map(dispute).collect()
}

/// Where a list of open disputes goes on: after the one made then, by that person, of that line and reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisputePlace {
    /// It waits for its employer: these come after those nobody answered.
    pub asked: bool,
    /// When it was made.
    pub made_at: Timestamp,
    /// Whose.
    pub person: PersonId,
    /// Which month.
    pub month: Month,
    /// Whose line.
    pub employer: i64,
    /// What is wrong.
    pub reason: DisputeReason,
}

impl DisputePlace {
    /// The place of a dispute.
    pub const fn of(person: PersonId, dispute: &Dispute) -> Self {
        let Dispute { made_at, month, employer, reason, .. } = *dispute;
        Self { asked: dispute.answer.is_some(), made_at, person, month, employer, reason }
    }
}

/// The oldest disputes that wait for an officer: those without an answer, then those whose employer was asked.
///
/// # Errors
/// The engine's failure; [`StorageError::Damaged`].
pub async fn find_open_disputes(
    connection: &mut Connection,
    after: Option<&DisputePlace>,
    most: u32,
) -> Result<Vec<(PersonId, Dispute)>, StorageError> {
    let query = select_dispute!(
        "WHERE (a.answer IS NULL OR a.answer = 'employer_asked') \
         AND (CASE WHEN a.answer IS NULL THEN 0 ELSE 1 END, d.made_at, d.person, d.month, d.employer, d.reason) \
         > ($7, $2, $3, $4, $5, $6) \
         ORDER BY CASE WHEN a.answer IS NULL THEN 0 ELSE 1 END, d.made_at, d.person, d.month, d.employer, d.reason LIMIT $1"
    );
    let at = |number: fn(&DisputePlace) -> i64| after.map_or(i64::MIN, number);
    let rows = sqlx::query(query)
        .bind(i64::from(most))
        .bind(at(|place| place.made_at.as_micros()))
        .bind(at(|place| place.person.0))
        .bind(at(|place| i64::from(place.month.index())))
        .bind(at(|place| place.employer))
        .bind(after.map_or("", |place| place.reason.code()))
        .bind(at(|place| i64::from(place.asked)))
        .fetch_all(connection)
        .await?;
    rows.iter().map(|row| Ok((PersonId(row.try_get(7)?), dispute(row)?))).collect()
}

/// Keeps an officer's answer to a dispute that is kept, and their words with it; the newest stands.
///
/// # Errors
/// The engine's failure.
pub async fn answer_dispute(
    tx: &mut Tx,
    person: PersonId,
    dispute: &Dispute,
    (answer, words): (DisputeAnswer, &str),
    officer: &str,
    at: Timestamp,
) -> Result<(), StorageError> {
    let query = "INSERT INTO dispute_answers (person, month, employer, reason, answer, officer, answered_at, words) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (person, month, employer, reason) DO UPDATE SET \
                 answer = excluded.answer, officer = excluded.officer, answered_at = excluded.answered_at, \
                 words = excluded.words";
    sqlx::query(query)
        .bind(person.0)
        .bind(i64::from(dispute.month.index()))
        .bind(dispute.employer)
        .bind(dispute.reason.code())
        .bind(answer.code())
        .bind(officer)
        .bind(at.as_micros())
        .bind(words)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

fn dispute(row: &AnyRow) -> Result<Dispute, StorageError> {
    let (month, reason): (i64, String) = (row.try_get(0)?, row.try_get(2)?);
    let (answer, answered_at): (Option<String>, Option<i64>) = (row.try_get(5)?, row.try_get(6)?);
    let (reopened_by, reopened_at): (Option<String>, Option<i64>) = (row.try_get(9)?, row.try_get(10)?);
    let why = |code: String| Reopening::from_code(&code).ok_or(StorageError::Damaged("reopened_by"));
    let read = |code: String| DisputeAnswer::from_code(&code).ok_or(StorageError::Damaged("answer"));
    let (earlier, earlier_at): (Option<String>, Option<i64>) = (row.try_get(12)?, row.try_get(13)?);
    let words: Option<String> = row.try_get(14)?;
    let earlier = earlier.map(read).transpose()?.zip(earlier_at.map(Timestamp::from_micros));
    Ok(Dispute {
        month: Month::from_index(i32::try_from(month).unwrap_or(0)),
        employer: row.try_get(1)?,
        reason: DisputeReason::from_code(&reason)
            .ok_or_else(|| StorageError::Damaged("career_disputes.reason"))?,
        note: row.try_get(3)?,
        made_at: Timestamp::from_micros(row.try_get(4)?),
        documents: u32::try_from(row.try_get::<i64, _>(8)?)
            .map_err(|_| StorageError::Damaged("documents"))?,
        answer: answer.map(read).transpose()?.zip(answered_at.map(Timestamp::from_micros)),
        words: row.try_get::<Option<String>, _>(11)?.unwrap_or_default(),
        reopened: reopened_by.map(why).transpose()?.zip(reopened_at.map(Timestamp::from_micros)),
        earlier: earlier.map(|(answer, at)| EarlierAnswer { answer, at, words: words.unwrap_or_default() }),
    })
}
