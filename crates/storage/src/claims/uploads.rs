//! Documents on their way: how much of each has arrived.

use super::bytes;
use crate::engine::Connection;
use crate::error::StorageError;
use crate::transaction::Tx;
use damane_domain::claim::DocumentKind;
use damane_domain::ids::{DocumentId, PersonId};
use damane_domain::time::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;

/// A document on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadRecord {
    /// The document's id.
    pub id: DocumentId,
    /// Whose.
    pub person: PersonId,
    /// What it is.
    pub kind: DocumentKind,
    /// Its whole length, bytes.
    pub bytes: i64,
    /// How much of it has arrived, from its start.
    pub received: i64,
    /// Its own key, sealed.
    pub object_key: Vec<u8>,
    /// Begun at.
    pub started_at: Timestamp,
    /// Forgotten after.
    pub kept_until: Timestamp,
}

/// Keeps a document that begins.
///
/// # Errors
/// [`StorageError::Conflict`] when its id is taken.
pub async fn add_upload(tx: &mut Tx, upload: &UploadRecord) -> Result<(), StorageError> {
    let query = "INSERT INTO uploads (document, person, kind, bytes, received, object_key, started_at, kept_until) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    sqlx::query(query)
        .bind(&upload.id.0[..])
        .bind(upload.person.0)
        .bind(upload.kind.code())
        .bind(upload.bytes)
        .bind(upload.received)
        .bind(upload.object_key.as_slice())
        .bind(upload.started_at.as_micros())
        .bind(upload.kept_until.as_micros())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// A person's document on its way.
///
/// # Errors
/// The engine's failure.
pub async fn find_upload(
    connection: &mut Connection,
    person: PersonId,
    id: &DocumentId,
) -> Result<Option<UploadRecord>, StorageError> {
    let query = "SELECT document, person, kind, bytes, received, object_key, started_at, kept_until FROM uploads \
                 WHERE person = $1 AND document = $2";
    let row = sqlx::query(query).bind(person.0).bind(&id.0[..]).fetch_optional(connection).await?;
    row.as_ref().map(record).transpose()
}

/// How many documents of a person are on their way, or have arrived and wait for a claim.
///
/// # Errors
/// The engine's failure.
pub async fn count_waiting(connection: &mut Connection, person: PersonId) -> Result<i64, StorageError> {
    let query = "SELECT (SELECT COUNT(*) FROM uploads WHERE person = $1) + \
                 (SELECT COUNT(*) FROM claim_documents WHERE person = $1 AND claim IS NULL \
                 AND kept_until IS NOT NULL)";
    Ok(sqlx::query(query).bind(person.0).fetch_one(connection).await?.try_get(0)?)
}

/// Notes a piece that arrived; false when it does not go on where the last one ended.
///
/// # Errors
/// The engine's failure.
pub async fn receive(
    tx: &mut Tx,
    person: PersonId,
    id: &DocumentId,
    offset: i64,
    bytes: i64,
) -> Result<bool, StorageError> {
    let query = "UPDATE uploads SET received = received + $4 \
                 WHERE person = $1 AND document = $2 AND received = $3";
    let query = sqlx::query(query).bind(person.0).bind(&id.0[..]).bind(offset).bind(bytes);
    Ok(query.execute(&mut **tx).await?.rows_affected() > 0)
}

/// Ends a document's way; false when it had ended.
///
/// # Errors
/// The engine's failure.
pub async fn take_upload(tx: &mut Tx, person: PersonId, id: &DocumentId) -> Result<bool, StorageError> {
    let query = sqlx::query("DELETE FROM uploads WHERE person = $1 AND document = $2");
    Ok(query.bind(person.0).bind(&id.0[..]).execute(&mut **tx).await?.rows_affected() > 0)
}

/// Forgets documents that did not arrive in time; their pieces are deleted next.
///
/// # Errors
/// The engine's failure.
pub async fn forget_uploads(tx: &mut Tx, now: Timestamp) -> Result<Vec<DocumentId>, StorageError> {
    let query = sqlx::query("DELETE FROM uploads WHERE kept_until <= $1 RETURNING document");
    let rows = query.bind(now.as_micros()).fetch_all(&mut **tx).await?;
    rows.iter().map(|row| Ok(DocumentId(bytes(row, 0, "document")?))).collect()
}

fn record(row: &AnyRow) -> Result<UploadRecord, StorageError> {
    Ok(UploadRecord {
        id: DocumentId(bytes(row, 0, "document")?),
        person: PersonId(row.try_get(1)?),
        kind: DocumentKind::from_code(row.try_get(2)?).ok_or(StorageError::Damaged("kind"))?,
        bytes: row.try_get(3)?,
        received: row.try_get(4)?,
        object_key: row.try_get(5)?,
        started_at: Timestamp::from_micros(row.try_get(6)?),
        kept_until: Timestamp::from_micros(row.try_get(7)?),
    })
}
