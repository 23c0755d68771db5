//! What officers asked for and why, and the mobiles they corrected before the register feed did.

use crate::engine::Connection;
use crate::error::StorageError;
use crate::transaction::Tx;
use damane_domain::ids::{Mobile, PersonId};
use damane_domain::time::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;

/// An officer's request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficeRequest {
    /// Its id, 32 hex digits: no secret.
    pub id: String,
    /// `reset` or `mobile`.
    pub kind: String,
    /// About whom.
    pub person: PersonId,
    /// Who asked.
    pub officer: String,
    /// Their office, where they asked with an account of their own.
    pub office: Option<String>,
    /// Why, in the officer's words.
    pub reason: String,
    /// Asked at.
    pub asked_at: Timestamp,
    /// Waits until.
    pub expires_at: Timestamp,
    /// Who agreed.
    pub approved_by: Option<String>,
}

/// Keeps a request. One that needs nobody else is kept as agreed to by who asked.
///
/// # Errors
/// The engine's failure.
pub async fn add_request(tx: &mut Tx, request: &OfficeRequest) -> Result<(), StorageError> {
    let query = "INSERT INTO office_requests (request, kind, person, officer, reason, asked_at, expires_at, \
                 approved_by, approved_at, office) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    sqlx::query(query)
        .bind(request.id.as_str())
        .bind(request.kind.as_str())
        .bind(request.person.0)
        .bind(request.officer.as_str())
        .bind(request.reason.as_str())
        .bind(request.asked_at.as_micros())
        .bind(request.expires_at.as_micros())
        .bind(request.approved_by.as_deref())
        .bind(request.approved_by.as_ref().map(|_| request.asked_at.as_micros()))
        .bind(request.office.as_deref())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Finds a request.
///
/// # Errors
/// The engine's failure.
pub async fn find_request(
    connection: &mut Connection,
    id: &str,
) -> Result<Option<OfficeRequest>, StorageError> {
    let query = "SELECT request, kind, person, officer, reason, asked_at, expires_at, approved_by, office \
                 FROM office_requests WHERE request = $1";
    let row = sqlx::query(query).bind(id).fetch_optional(connection).await?;
    row.as_ref().map(request).transpose()
}

/// The requests of one kind that wait for another officer of an office, oldest first.
///
/// # Errors
/// The engine's failure.
pub async fn find_waiting(
    connection: &mut Connection,
    office: &str,
    kind: &str,
    now: Timestamp,
) -> Result<Vec<OfficeRequest>, StorageError> {
    let query = "SELECT request, kind, person, officer, reason, asked_at, expires_at, approved_by, office \
                 FROM office_requests WHERE office = $1 AND kind = $2 AND approved_by IS NULL AND expires_at > $3 \
                 ORDER BY asked_at, request";
    let rows = sqlx::query(query).bind(office).bind(kind).bind(now.as_micros()).fetch_all(connection).await?;
    rows.iter().map(request).collect()
}

fn request(row: &AnyRow) -> Result<OfficeRequest, StorageError> {
    Ok(OfficeRequest {
        id: row.try_get(0)?,
        kind: row.try_get(1)?,
        person: PersonId(row.try_get(2)?),
        officer: row.try_get(3)?,
        office: row.try_get(8)?,
        reason: row.try_get(4)?,
        asked_at: Timestamp::from_micros(row.try_get(5)?),
        expires_at: Timestamp::from_micros(row.try_get(6)?),
        approved_by: row.try_get(7)?,
    })
}

/// Another officer agrees.
///
/// # Errors
/// The engine's failure.
pub async fn approve_request(
    tx: &mut Tx,
    id: &str,
    officer: &str,
    at: Timestamp,
) -> Result<(), StorageError> {
    let query = "UPDATE office_requests SET approved_by = $2, approved_at = $3 WHERE request = $1";
    sqlx::query(query).bind(id).bind(officer).bind(at.as_micros()).execute(&mut **tx).await?;
    Ok(())
}

/// The last change of a declared mobile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeclaredMobileChange {
    /// When.
    pub at: Timestamp,
    /// The officer who chose the number, as long as the feed has not said it too.
    pub chosen_by: Option<String>,
}

/// When a person's declared mobile was changed last, if it ever was, and by which officer.
///
/// # Errors
/// The engine's failure.
pub async fn find_mobile_change(
    connection: &mut Connection,
    person: PersonId,
) -> Result<Option<DeclaredMobileChange>, StorageError> {
    let query = "SELECT c.changed_at, (SELECT MAX(r.officer) FROM office_requests r JOIN office_mobiles m \
                 ON m.person = r.person WHERE r.person = c.person AND r.kind = 'mobile' \
                 AND r.asked_at = c.changed_at) FROM person_changes c WHERE c.person = $1 AND c.detail = 'mobile' \
                 ORDER BY c.changed_at DESC LIMIT 1";
    let row = sqlx::query(query).bind(person.0).fetch_optional(connection).await?;
    row.map(|row| {
        let at = Timestamp::from_micros(row.try_get(0)?);
        Ok(DeclaredMobileChange { at, chosen_by: row.try_get(1)? })
    })
    .transpose()
}

/// Puts a mobile into the register before the feed does; the change is kept as the feed's changes are. False when it is
/// the one declared already.
///
/// # Errors
/// The engine's failure.
pub async fn put_mobile(
    tx: &mut Tx,
    person: PersonId,
    mobile: &Mobile,
    at: Timestamp,
) -> Result<bool, StorageError> {
    let row = sqlx::query("SELECT mobile FROM persons WHERE person = $1").bind(person.0);
    let was: Option<String> = row.fetch_one(&mut **tx).await?.try_get(0)?;
    if was.as_deref() == Some(mobile.as_str()) {
        return Ok(false);
    }
    let update = sqlx::query("UPDATE persons SET mobile = $2, changed_at = $3 WHERE person = $1");
    update.bind(person.0).bind(mobile.as_str()).bind(at.as_micros()).execute(&mut **tx).await?;
    let change = "INSERT INTO person_changes (person, changed_at, detail, was, became) \
                  VALUES ($1, $2, 'mobile', $3, $4)";
    let change = sqlx::query(change).bind(person.0).bind(at.as_micros());
    change.bind(was.as_deref()).bind(mobile.as_str()).execute(&mut **tx).await?;
    // An officer who corrects twice before the feed did once: the feed still says what it said at first.
    let behind =
        "INSERT INTO office_mobiles (person, superseded) VALUES ($1, $2) ON CONFLICT (person) DO NOTHING";
    let behind = sqlx::query(behind).bind(person.0).bind(was.as_deref().unwrap_or_default());
    behind.execute(&mut **tx).await?;
    Ok(true)
}
