//! What was answered to requests that came with a key, so that one that is sent again is answered the same.

use super::documents::places;
use super::{RequestDigest, bytes};
use crate::engine::Connection;
use crate::error::StorageError;
use crate::questions::{Question, Questions};
use crate::transaction::Tx;
use crate::writes::Writes;
use damane_domain::claim::DocumentKind;
use damane_domain::ids::{ClaimId, DocumentId, PersonId};
use damane_domain::time::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;
use std::collections::BTreeSet;

/// What was answered to a request that came with a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answered {
    /// What was asked.
    pub request: RequestDigest,
    /// The claim it led to.
    pub claim: ClaimId,
    /// When.
    pub at: Timestamp,
}

/// What was answered to a person's request with this key.
///
/// # Errors
/// The engine's failure.
pub async fn find_answer(
    connection: &mut Connection,
    person: PersonId,
    key: &str,
) -> Result<Option<Answered>, StorageError> {
    let query =
        "SELECT request, claim, answered_at FROM claim_answers WHERE person = $1 AND request_key = $2";
    let row = sqlx::query(query).bind(person.0).bind(key).fetch_optional(connection).await?;
    row.as_ref().map(answered).transpose()
}

/// What a claim that is handed in meets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BeforeFiling {
    /// What was answered to its key.
    pub answered: Option<Answered>,
    /// When the person handed in the claim that must lie far enough back.
    pub filed_at: Option<Timestamp>,
    /// What its documents are: those that wait.
    pub waiting: Vec<DocumentKind>,
}

/// What a claim of a person meets that is handed in with this key and these documents. `newer` is how many claims came
/// after the one that must lie far enough back.
pub fn ask_before_filing(
    questions: &mut Questions,
    person: PersonId,
    key: &str,
    newer: u32,
    documents: &BTreeSet<DocumentId>,
) -> Question<BeforeFiling> {
    let text = format!(
        "SELECT a.request, a.claim, a.answered_at, (SELECT submitted_at FROM claims WHERE person = $1 \
         ORDER BY submitted_at DESC LIMIT 1 OFFSET $3), d.kind FROM (SELECT CAST($1 AS BIGINT) AS person) AS asking \
         LEFT JOIN claim_answers a ON a.person = asking.person AND a.request_key = $2 \
         LEFT JOIN claim_documents d ON d.person = asking.person AND d.claim IS NULL AND d.kept_until IS NOT NULL \
         AND d.document IN ({})",
        places(4, documents.len())
    );
    let (asked, values) = questions.add(&text, before_filing);
    values.bind(person.0).bind(key).bind(i64::from(newer));
    for document in documents {
        values.bind(&document.0[..]);
    }
    asked
}

fn before_filing(rows: &[AnyRow]) -> Result<BeforeFiling, StorageError> {
    let mut found = BeforeFiling { answered: None, filed_at: None, waiting: Vec::new() };
    for row in rows {
        let known = row.try_get::<Option<Vec<u8>>, _>(0)?.is_some();
        found.answered = known.then(|| answered(row)).transpose()?;
        found.filed_at = row.try_get::<Option<i64>, _>(3)?.map(Timestamp::from_micros);
        if let Some(kind) = row.try_get::<Option<String>, _>(4)? {
            found.waiting.push(DocumentKind::from_code(&kind).ok_or(StorageError::Damaged("kind"))?);
        }
    }
    Ok(found)
}

/// Keeps what is answered to a request, in the transaction that does what it asks. A key that has an answer makes that
/// transaction fail.
pub fn add_answer(writes: &mut Writes, person: PersonId, key: &str, answered: &Answered) {
    let add = "INSERT INTO claim_answers (person, request_key, request, claim, answered_at) \
               VALUES ($1, $2, $3, $4, $5)";
    writes
        .add(add)
        .bind(person.0)
        .bind(key)
        .bind(&answered.request[..])
        .bind(&answered.claim.0[..])
        .bind(answered.at.as_micros());
}

/// Forgets answers of before `year_ago`: a draft that was kept offline longer is shown to its owner first.
///
/// # Errors
/// The engine's failure.
pub async fn forget_answers(tx: &mut Tx, year_ago: Timestamp) -> Result<(), StorageError> {
    let query = sqlx::query("DELETE FROM claim_answers WHERE answered_at <= $1");
    query.bind(year_ago.as_micros()).execute(&mut **tx).await?;
    Ok(())
}

fn answered(row: &AnyRow) -> Result<Answered, StorageError> {
    Ok(Answered {
        request: bytes(row, 0, "request")?,
        claim: ClaimId(bytes(row, 1, "claim")?),
        at: Timestamp::from_micros(row.try_get(2)?),
    })
}
