//! Officers' sessions, failed tries, and searches.

use super::{OfficerRecord, digest, record};
use crate::accounts::{Digest, Failures};
use crate::engine::Connection;
use crate::error::StorageError;
use crate::transaction::Tx;
use damane_domain::ids::{OfficerId, PersonId};
use damane_domain::office::SearchPurpose;
use damane_domain::time::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;

/// A session of an officer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficerSessionRecord {
    /// Digest of its token.
    pub id: Digest,
    /// Whose.
    pub officer: OfficerId,
    /// Last use that was noted.
    pub used_at: Timestamp,
    /// Its end whatever its use.
    pub ends_at: Timestamp,
}

/// A search by number.
pub struct SearchRecord {
    /// Its key.
    pub id: i64,
    /// Who searched.
    pub officer: OfficerId,
    /// Whom they found.
    pub person: Option<PersonId>,
    /// Why.
    pub purpose: SearchPurpose,
    /// What they wrote, sealed.
    pub note: Vec<u8>,
    /// When.
    pub at: Timestamp,
}

/// Opens a session.
///
/// # Errors
/// The engine's failure.
pub async fn add_session(tx: &mut Tx, session: &OfficerSessionRecord) -> Result<(), StorageError> {
    let query = "INSERT INTO officer_sessions (session, officer, used_at, ends_at) VALUES ($1, $2, $3, $4)";
    sqlx::query(query)
        .bind(&session.id[..])
        .bind(session.officer.0)
        .bind(session.used_at.as_micros())
        .bind(session.ends_at.as_micros())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// A session with its officer, whether either still stands or not.
///
/// # Errors
/// The engine's failure.
pub async fn find_session(
    connection: &mut Connection,
    id: &Digest,
) -> Result<Option<(OfficerSessionRecord, OfficerRecord)>, StorageError> {
    let query = "SELECT o.officer, o.login, o.name, o.office, o.roles, o.password, o.secret, o.used_step, \
                 o.enrolment, o.enrolment_ends_at, o.offered, o.active, o.added_at, s.session, s.used_at, s.ends_at \
                 FROM officer_sessions s JOIN officers o ON o.officer = s.officer WHERE s.session = $1";
    let row = sqlx::query(query).bind(&id[..]).fetch_optional(connection).await?;
    row.map(|row| {
        let officer = record(&row)?;
        let session = OfficerSessionRecord {
            id: digest(row.try_get(13)?, "session")?,
            officer: officer.id,
            used_at: Timestamp::from_micros(row.try_get(14)?),
            ends_at: Timestamp::from_micros(row.try_get(15)?),
        };
        Ok((session, officer))
    })
    .transpose()
}

/// Notes the use of a session.
///
/// # Errors
/// The engine's failure.
pub async fn use_session(tx: &mut Tx, id: &Digest, at: Timestamp) -> Result<(), StorageError> {
    let query = sqlx::query("UPDATE officer_sessions SET used_at = $2 WHERE session = $1");
    query.bind(&id[..]).bind(at.as_micros()).execute(&mut **tx).await?;
    Ok(())
}

/// Ends a session; false when it had ended.
///
/// # Errors
/// The engine's failure.
pub async fn end_session(tx: &mut Tx, id: &Digest) -> Result<bool, StorageError> {
    let query = sqlx::query("DELETE FROM officer_sessions WHERE session = $1").bind(&id[..]);
    Ok(query.execute(&mut **tx).await?.rows_affected() > 0)
}

/// Ends every session of an officer.
///
/// # Errors
/// The engine's failure.
pub async fn end_sessions_of(tx: &mut Tx, officer: OfficerId) -> Result<(), StorageError> {
    let query = sqlx::query("DELETE FROM officer_sessions WHERE officer = $1").bind(officer.0);
    query.execute(&mut **tx).await?;
    Ok(())
}

/// The failures at a login, by its digest.
///
/// # Errors
/// The engine's failure.
pub async fn find_failures(
    connection: &mut Connection,
    login: &Digest,
) -> Result<Option<Failures>, StorageError> {
    let query = "SELECT failures, last_at, locked_until FROM officer_failures WHERE login = $1";
    let row = sqlx::query(query).bind(&login[..]).fetch_optional(connection).await?;
    row.map(|row| {
        Ok(Failures {
            count: u32::try_from(row.try_get::<i64, _>(0)?).unwrap_or(u32::MAX),
            last_at: Timestamp::from_micros(row.try_get(1)?),
            locked_until: Timestamp::from_micros(row.try_get(2)?),
        })
    })
    .transpose()
}

/// Keeps the failures at a login.
///
/// # Errors
/// The engine's failure.
pub async fn put_failures(tx: &mut Tx, login: &Digest, failures: &Failures) -> Result<(), StorageError> {
    let query = "INSERT INTO officer_failures (login, failures, last_at, locked_until) \
                 VALUES ($1, $2, $3, $4) ON CONFLICT (login) DO UPDATE SET \
                 failures = excluded.failures, last_at = excluded.last_at, locked_until = excluded.locked_until";
    sqlx::query(query)
        .bind(&login[..])
        .bind(i64::from(failures.count))
        .bind(failures.last_at.as_micros())
        .bind(failures.locked_until.as_micros())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Keeps a search.
///
/// # Errors
/// The engine's failure.
pub async fn add_search(tx: &mut Tx, search: &SearchRecord) -> Result<(), StorageError> {
    let query = "INSERT INTO office_searches (search, officer, person, purpose, note, at) \
                 VALUES ($1, $2, $3, $4, $5, $6)";
    sqlx::query(query)
        .bind(search.id)
        .bind(search.officer.0)
        .bind(search.person.map(|person| person.0))
        .bind(search.purpose.code())
        .bind(search.note.as_slice())
        .bind(search.at.as_micros())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Forgets sessions that ended, and failures of before `day_ago`.
///
/// # Errors
/// The engine's failure.
pub async fn forget_past(tx: &mut Tx, now: Timestamp, day_ago: Timestamp) -> Result<(), StorageError> {
    let ended = sqlx::query("DELETE FROM officer_sessions WHERE ends_at <= $1").bind(now.as_micros());
    ended.execute(&mut **tx).await?;
    let failures = sqlx::query("DELETE FROM officer_failures WHERE last_at <= $1").bind(day_ago.as_micros());
    failures.execute(&mut **tx).await?;
    Ok(())
}

/// The searches that found a person, newest first, each with who searched.
///
/// # Errors
/// The engine's failure; [`StorageError::Damaged`].
pub async fn find_searches(
    connection: &mut Connection,
    person: PersonId,
    most: u32,
) -> Result<Vec<(SearchRecord, String)>, StorageError> {
    let query = "SELECT s.search, s.officer, s.person, s.purpose, s.note, s.at, o.name FROM office_searches s \
                 JOIN officers o ON o.officer = s.officer WHERE s.person = $1 ORDER BY s.at DESC, s.search LIMIT $2";
    let rows = sqlx::query(query).bind(person.0).bind(i64::from(most)).fetch_all(connection).await?;
    rows.iter().map(search).collect()
}

fn search(row: &AnyRow) -> Result<(SearchRecord, String), StorageError> {
    let purpose: String = row.try_get(3)?;
    let record = SearchRecord {
        id: row.try_get(0)?,
        officer: OfficerId(row.try_get(1)?),
        person: row.try_get::<Option<i64>, _>(2)?.map(PersonId),
        purpose: SearchPurpose::from_code(&purpose).ok_or(StorageError::Damaged("purpose"))?,
        note: row.try_get(4)?,
        at: Timestamp::from_micros(row.try_get(5)?),
    };
    Ok((record, row.try_get(6)?))
}

/// Forgets why people were looked up before `until`. That they were, by whom and for what purpose, stays in the audit log.
///
/// # Errors
/// The engine's failure.
pub async fn forget_searches(tx: &mut Tx, until: Timestamp) -> Result<(), StorageError> {
    let query = sqlx::query("DELETE FROM office_searches WHERE at <= $1").bind(until.as_micros());
    query.execute(&mut **tx).await?;
    Ok(())
}
