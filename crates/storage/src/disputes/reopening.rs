//! Answered disputes that wait again, and whose person is to be told.

use crate::career::FileKey;
use crate::engine::Connection;
use crate::error::StorageError;
use crate::transaction::Tx;
use damane_domain::career::{Dispute, Reopening};
use damane_domain::ids::PersonId;
use damane_domain::time::Timestamp;
use sqlx::Row;

/// Corrections of officers that a file undoes: their line stood until it, and its line says otherwise. One whose place
/// another correction took counts only while the file does not say what that one does. With the employer of the dispute
/// where that was answered.
const UNDONE: &str = "\
    SELECT c.sequence, c.person, c.reason, a.employer FROM career_corrections c \
    JOIN persons p ON p.person = c.person \
    JOIN declared_lines w ON w.registration = p.registration AND w.month = $2 AND w.employer = $1 \
    AND w.category = $3 AND w.sequence = c.sequence \
    LEFT JOIN dispute_answers a ON a.person = c.person AND a.month = c.month AND a.reason = c.reason \
    AND a.employer IN (c.employer, 0) \
    WHERE c.employer = $1 AND c.month = $2 AND c.sequence < $4 AND c.undone_by IS NULL AND (EXISTS \
    (SELECT 1 FROM declared_lines l WHERE l.registration = p.registration AND l.month = $2 AND l.employer = $1 \
    AND l.category = $3 AND l.sequence = $4 \
    AND (l.days <> w.days OR l.salary <> w.salary OR l.situation <> w.situation)) OR EXISTS \
    (SELECT 1 FROM unnumbered_lines l WHERE l.cin = p.cin AND l.month = $2 AND l.employer = $1 AND l.category = $3 \
    AND l.sequence = $4 AND (l.days <> w.days OR l.salary <> w.salary OR w.situation <> 0))) AND NOT EXISTS \
    (SELECT 1 FROM career_corrections n JOIN declared_lines v ON v.registration = p.registration AND v.month = $2 \
    AND v.employer = $1 AND v.category = $3 AND v.sequence = n.sequence \
    JOIN declared_lines l ON l.registration = p.registration AND l.month = $2 AND l.employer = $1 \
    AND l.category = $3 AND l.sequence = $4 AND l.days = v.days AND l.salary = v.salary \
    AND l.situation = v.situation WHERE n.person = c.person AND n.sequence > c.sequence)";

/// Opens the answered disputes again whose correction the lines of a file undo, once these are kept, whatever the answer
/// is by now; how many that were.
///
/// # Errors
/// The engine's failure.
pub async fn reopen_undone(tx: &mut Tx, file: &FileKey, now: Timestamp) -> Result<usize, StorageError> {
    let month = i64::from(file.month.index());
    let query = sqlx::query(UNDONE).bind(file.employer).bind(month);
    let query = query.bind(i64::from(file.category)).bind(file.sequence);
    let undone = query.fetch_all(&mut **tx).await?;
    let mut opened = 0;
    for row in &undone {
        let query = "UPDATE career_corrections SET undone_by = $2 WHERE sequence = $1";
        let query = sqlx::query(query).bind(row.try_get::<i64, _>(0)?).bind(file.sequence);
        query.execute(&mut **tx).await?;
        let Some(employer) = row.try_get(3)? else { continue };
        let reason: String = row.try_get(2)?;
        let of = Key { person: row.try_get(1)?, month, employer, reason: &reason };
        if !of.forget_answer(tx).await? {
            continue;
        }
        let query = "UPDATE career_disputes SET reopened_at = $5, reopened_by = $6, to_tell = 1 \
                     WHERE person = $1 AND month = $2 AND employer = $3 AND reason = $4";
        let query = sqlx::query(query).bind(of.person).bind(month).bind(of.employer).bind(of.reason);
        query.bind(now.as_micros()).bind(Reopening::ByFile.code()).execute(&mut **tx).await?;
        opened += 1;
    }
    Ok(opened)
}

/// Opens a person's answered dispute again, with what they say now; their first words stand when they say nothing.
///
/// # Errors
/// The engine's failure.
pub async fn reopen_by_person(tx: &mut Tx, person: PersonId, again: &Dispute) -> Result<(), StorageError> {
    let (month, reason) = (i64::from(again.month.index()), again.reason.code());
    let of = Key { person: person.0, month, employer: again.employer, reason };
    of.forget_answer(tx).await?;
    let query = "UPDATE career_disputes SET reopened_at = $5, reopened_by = $6, \
                 note = CASE WHEN $7 = '' THEN note ELSE $7 END \
                 WHERE person = $1 AND month = $2 AND employer = $3 AND reason = $4";
    let query = sqlx::query(query).bind(of.person).bind(month).bind(of.employer).bind(reason);
    let query = query.bind(again.made_at.as_micros()).bind(Reopening::ByPerson.code());
    query.bind(again.note.as_str()).execute(&mut **tx).await?;
    Ok(())
}

/// A dispute's row.
struct Key<'a> {
    person: i64,
    month: i64,
    employer: i64,
    reason: &'a str,
}

impl Key<'_> {
    /// What was answered is what was answered before; false when nothing was.
    async fn forget_answer(&self, tx: &mut Tx) -> Result<bool, StorageError> {
        let query = "DELETE FROM dispute_answers \
                     WHERE person = $1 AND month = $2 AND employer = $3 AND reason = $4 \
                     RETURNING answer, answered_at, words";
        let query = sqlx::query(query).bind(self.person).bind(self.month);
        let query = query.bind(self.employer).bind(self.reason);
        let Some(row) = query.fetch_optional(&mut **tx).await? else { return Ok(false) };
        let query = "UPDATE career_disputes SET earlier_answer = $5, earlier_answered_at = $6, earlier_words = $7 \
                     WHERE person = $1 AND month = $2 AND employer = $3 AND reason = $4";
        let query = sqlx::query(query).bind(self.person).bind(self.month).bind(self.employer);
        let query = query.bind(self.reason).bind(row.try_get::<String, _>(0)?);
        let query = query.bind(row.try_get::<i64, _>(1)?).bind(row.try_get::<String, _>(2)?);
        query.execute(&mut **tx).await?;
        Ok(true)
    }
}

/// People who are to be told that a dispute of theirs is open again.
///
/// # Errors
/// The engine's failure.
pub async fn find_to_tell(connection: &mut Connection, most: u32) -> Result<Vec<PersonId>, StorageError> {
    let query = "SELECT DISTINCT person FROM career_disputes WHERE to_tell = 1 ORDER BY person LIMIT $1";
    let rows = sqlx::query(query).bind(i64::from(most)).fetch_all(connection).await?;
    rows.iter().map(|row| Ok(PersonId(row.try_get(0)?))).collect()
}

/// Takes them off the list: the reasons of the disputes a person is to be told of. None when another told them.
///
/// # Errors
/// The engine's failure.
pub async fn take_to_tell(tx: &mut Tx, person: PersonId) -> Result<Vec<String>, StorageError> {
    let query = "UPDATE career_disputes SET to_tell = 0 WHERE person = $1 AND to_tell = 1 RETURNING reason";
    let rows = sqlx::query(query).bind(person.0).fetch_all(&mut **tx).await?;
    rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
}
