//! Documents of claims: what each is and where its encrypted object lies. The object itself is not in the database.

use super::bytes;
use crate::engine::Connection;
use crate::error::StorageError;
use crate::transaction::Tx;
use crate::writes::Writes;
use damane_domain::career::Dispute;
use damane_domain::claim::DocumentKind;
use damane_domain::ids::{ClaimId, DocumentId, PersonId};
use damane_domain::time::Timestamp;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};
use std::collections::BTreeSet;

/// A document as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentRecord {
    /// Its id.
    pub id: DocumentId,
    /// Whose.
    pub person: PersonId,
    /// The claim it belongs to, once that was handed in.
    pub claim: Option<ClaimId>,
    /// What it is.
    pub kind: DocumentKind,
    /// Its media type after it was made safe.
    pub media: String,
    /// Its length, bytes.
    pub bytes: i64,
    /// SHA-256 of it.
    pub digest: [u8; 32],
    /// The name of its encrypted object.
    pub object: String,
    /// The object's own key, sealed.
    pub object_key: Vec<u8>,
    /// Handed in at.
    pub added_at: Timestamp,
    /// Forgotten after, when no claim takes it.
    pub kept_until: Option<Timestamp>,
}

macro_rules! select_document {
    ($rest:literal) => {
        concat!(
            "SELECT document, person, claim, kind, media, bytes, digest, object, object_key, added_at, kept_until \
             FROM claim_documents ",
            $rest
        )
    };
}

/// Keeps a document.
///
/// # Errors
/// [`StorageError::Conflict`] when its id is taken.
pub async fn add_document(tx: &mut Tx, document: &DocumentRecord) -> Result<(), StorageError> {
    let query = "INSERT INTO claim_documents (document, person, claim, kind, media, bytes, digest, object, object_key, \
                 added_at, kept_until) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    sqlx::query(query)
        .bind(&document.id.0[..])
        .bind(document.person.0)
        .bind(document.claim.map(|claim| claim.0.to_vec()))
        .bind(document.kind.code())
        .bind(document.media.as_str())
        .bind(document.bytes)
        .bind(&document.digest[..])
        .bind(document.object.as_str())
        .bind(document.object_key.as_slice())
        .bind(document.added_at.as_micros())
        .bind(document.kept_until.map(Timestamp::as_micros))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// What a document is that neither a claim nor a dispute has.
const WAITS: &str = "claim IS NULL AND kept_until IS NOT NULL";

/// Placeholders from a number on, as many as there are documents.
pub(super) fn places(first: usize, documents: usize) -> String {
    let places: Vec<_> = (first..first + documents).map(|place| format!("${place}")).collect();
    // No list is empty in SQL; nothing equals NULL.
    if places.is_empty() { "NULL".to_owned() } else { places.join(", ") }
}

/// What a person's documents are: those of these that wait.
///
/// # Errors
/// The engine's failure.
pub async fn find_waiting(
    connection: &mut Connection,
    person: PersonId,
    documents: &BTreeSet<DocumentId>,
) -> Result<Vec<DocumentKind>, StorageError> {
    let text = format!(
        "SELECT kind FROM claim_documents WHERE person = $1 AND {WAITS} AND document IN ({})",
        places(2, documents.len())
    );
    let mut query = sqlx::query(AssertSqlSafe(text)).bind(person.0);
    for document in documents {
        query = query.bind(document.0.to_vec());
    }
    let kind = |row: &AnyRow| DocumentKind::from_code(row.try_get(0)?).ok_or(StorageError::Damaged("kind"));
    query.fetch_all(connection).await?.iter().map(kind).collect()
}

/// Gives those of a person's documents that wait to their claim.
pub fn attach(writes: &mut Writes, person: PersonId, documents: &BTreeSet<DocumentId>, claim: &ClaimId) {
    let text = format!(
        "UPDATE claim_documents SET claim = $2, kept_until = NULL WHERE person = $1 AND {WAITS} \
         AND document IN ({})",
        places(3, documents.len())
    );
    let update = writes.add(&text).bind(person.0).bind(&claim.0[..]);
    for document in documents {
        update.bind(&document.0[..]);
    }
}

/// Gives a waiting document of a person to their dispute, which is kept; false when there is none, or something has it.
///
/// # Errors
/// The engine's failure.
pub async fn attach_to_dispute(
    tx: &mut Tx,
    person: PersonId,
    document: &DocumentId,
    dispute: &Dispute,
) -> Result<bool, StorageError> {
    let query = "UPDATE claim_documents SET kept_until = NULL \
                 WHERE person = $1 AND document = $2 AND claim IS NULL AND kept_until IS NOT NULL";
    let query = sqlx::query(query).bind(person.0).bind(&document.0[..]);
    if query.execute(&mut **tx).await?.rows_affected() == 0 {
        return Ok(false);
    }
    let query = "INSERT INTO dispute_documents (document, person, month, employer, reason) \
                 VALUES ($1, $2, $3, $4, $5)";
    sqlx::query(query)
        .bind(&document.0[..])
        .bind(person.0)
        .bind(i64::from(dispute.month.index()))
        .bind(dispute.employer)
        .bind(dispute.reason.code())
        .execute(&mut **tx)
        .await?;
    Ok(true)
}

/// The documents of a person's dispute, in the order they came.
///
/// # Errors
/// The engine's failure.
pub async fn find_documents_of_dispute(
    connection: &mut Connection,
    person: PersonId,
    dispute: &Dispute,
) -> Result<Vec<DocumentRecord>, StorageError> {
    let query = sqlx::query(select_document!(
        "WHERE person = $1 AND document IN (SELECT document FROM dispute_documents \
         WHERE person = $1 AND month = $2 AND employer = $3 AND reason = $4) ORDER BY added_at, document"
    ));
    let query = query.bind(person.0).bind(i64::from(dispute.month.index()));
    let rows = query.bind(dispute.employer).bind(dispute.reason.code()).fetch_all(connection).await?;
    rows.iter().map(record).collect()
}

/// A document of anybody's dispute.
///
/// # Errors
/// The engine's failure.
pub async fn find_disputed_document(
    connection: &mut Connection,
    id: &DocumentId,
) -> Result<Option<DocumentRecord>, StorageError> {
    let query = sqlx::query(select_document!(
        "WHERE document = $1 AND document IN (SELECT document FROM dispute_documents)"
    ));
    let row = query.bind(&id.0[..]).fetch_optional(connection).await?;
    row.as_ref().map(record).transpose()
}

/// One document of a person.
///
/// # Errors
/// The engine's failure.
pub async fn find_document(
    connection: &mut Connection,
    person: PersonId,
    id: &DocumentId,
) -> Result<Option<DocumentRecord>, StorageError> {
    let query = sqlx::query(select_document!("WHERE person = $1 AND document = $2"));
    let row = query.bind(person.0).bind(&id.0[..]).fetch_optional(connection).await?;
    row.as_ref().map(record).transpose()
}

/// The documents of a person's claim, in the order they came.
///
/// # Errors
/// The engine's failure.
pub async fn find_documents(
    connection: &mut Connection,
    person: PersonId,
    claim: &ClaimId,
) -> Result<Vec<DocumentRecord>, StorageError> {
    let query = sqlx::query(select_document!("WHERE person = $1 AND claim = $2 ORDER BY added_at, document"));
    let rows = query.bind(person.0).bind(&claim.0[..]).fetch_all(connection).await?;
    rows.iter().map(record).collect()
}

/// Forgets documents that no claim took in time; gives the names of their objects, which are deleted next.
///
/// # Errors
/// The engine's failure.
pub async fn forget_unused(tx: &mut Tx, now: Timestamp) -> Result<Vec<String>, StorageError> {
    let query = "DELETE FROM claim_documents WHERE claim IS NULL AND kept_until <= $1 RETURNING object";
    let rows = sqlx::query(query).bind(now.as_micros()).fetch_all(&mut **tx).await?;
    rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
}

fn record(row: &AnyRow) -> Result<DocumentRecord, StorageError> {
    let claim = match row.try_get::<Option<Vec<u8>>, _>(2)? {
        Some(claim) => Some(ClaimId(claim.try_into().map_err(|_| StorageError::Damaged("claim"))?)),
        None => None,
    };
    Ok(DocumentRecord {
        id: DocumentId(bytes(row, 0, "document")?),
        person: PersonId(row.try_get(1)?),
        claim,
        kind: DocumentKind::from_code(row.try_get(3)?).ok_or(StorageError::Damaged("kind"))?,
        media: row.try_get(4)?,
        bytes: row.try_get(5)?,
        digest: bytes(row, 6, "digest")?,
        object: row.try_get(7)?,
        object_key: row.try_get(8)?,
        added_at: Timestamp::from_micros(row.try_get(9)?),
        kept_until: row.try_get::<Option<i64>, _>(10)?.map(Timestamp::from_micros),
    })
}
