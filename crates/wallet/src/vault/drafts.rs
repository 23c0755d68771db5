//! Drafts in the vault: each statement is whole or not at all, so that a phone that dies between two loses neither.

use super::file::{Vault, VaultError};
use damane_contract::{
    ClaimReceiptView, DocumentKindView, DraftDocumentView, DraftKindView, DraftView, ErrorBody,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;
use zeroize::Zeroizing;

/// A draft to keep.
pub struct NewDraft<'a> {
    /// Its id.
    pub id: &'a str,
    /// What it becomes.
    pub kind: DraftKindView,
    /// The claim it answers to.
    pub claim: Option<&'a str>,
    /// The key of the request that will send it.
    pub key: &'a str,
    /// What was filled in.
    pub form: &'a str,
}

/// A document to keep.
pub struct NewDocument<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its draft.
    pub draft: &'a str,
    /// What it is.
    pub kind: DocumentKindView,
    /// The name of its file.
    pub name: &'a str,
    /// What it holds.
    pub bytes: &'a [u8],
}

/// A draft that waits to be sent.
pub struct QueuedDraft {
    /// Its id.
    pub id: String,
    /// What it becomes.
    pub kind: DraftKindView,
    /// The claim it answers to.
    pub claim: Option<String>,
    /// The key of its request.
    pub key: String,
    /// The body of its request, without documents.
    pub request: Zeroizing<String>,
}

/// A document on its way.
pub struct KeptDocument {
    /// Its id on this device.
    pub id: String,
    /// What it is.
    pub kind: DocumentKindView,
    /// Its length, bytes.
    pub length: u64,
    /// Its id at the portal.
    pub portal_id: Option<String>,
    /// The key under which it begins there: another one once it is called something else.
    pub key: String,
}

const DRAFT: &str = "SELECT id, kind, claim, state, form, receipt, refusal, changed_at FROM drafts";
const DOCUMENT: &str = "SELECT id, kind, name, length, received, ready, refused FROM draft_documents";

impl Vault {
    /// Keeps a draft: a new one, or what is filled in of one that may still be changed. False when it may not.
    pub async fn keep_draft(&self, draft: &NewDraft<'_>, now: &str) -> Result<bool, VaultError> {
        let kept = sqlx::query(
            "INSERT INTO drafts (id, kind, claim, state, key, form, changed_at) VALUES ($1, $2, $3, 'open', $4, $5, $6)
             ON CONFLICT (id) DO UPDATE SET form = excluded.form, changed_at = excluded.changed_at,
                 state = 'open', refusal = NULL
             WHERE drafts.state IN ('open', 'refused')",
        )
        .bind(draft.id)
        .bind(write(&draft.kind)?)
        .bind(draft.claim)
        .bind(draft.key)
        .bind(draft.form)
        .bind(now)
        .execute(&mut *self.connection.lock().await)
        .await?;
        Ok(kept.rows_affected() == 1)
    }

    /// All drafts, the last changed first.
    pub async fn drafts(&self) -> Result<Vec<DraftView>, VaultError> {
        let query = format!("{DRAFT} ORDER BY changed_at DESC, id");
        let rows =
            sqlx::query(sqlx::AssertSqlSafe(query)).fetch_all(&mut *self.connection.lock().await).await?;
        let mut drafts = Vec::with_capacity(rows.len());
        for row in &rows {
            drafts.push(self.draft_of(row).await?);
        }
        Ok(drafts)
    }

    /// One draft.
    pub async fn find_draft(&self, id: &str) -> Result<Option<DraftView>, VaultError> {
        let query = format!("{DRAFT} WHERE id = $1");
        let row = sqlx::query(sqlx::AssertSqlSafe(query))
            .bind(id)
            .fetch_optional(&mut *self.connection.lock().await)
            .await?;
        match row {
            Some(row) => Ok(Some(self.draft_of(&row).await?)),
            None => Ok(None),
        }
    }

    async fn draft_of(&self, row: &SqliteRow) -> Result<DraftView, VaultError> {
        let id: String = row.get(0);
        let query = format!("{DOCUMENT} WHERE draft = $1 ORDER BY place");
        let documents = sqlx::query(sqlx::AssertSqlSafe(query))
            .bind(&id)
            .fetch_all(&mut *self.connection.lock().await)
            .await?;
        let read_more = |column: usize| row.get::<Option<String>, _>(column);
        Ok(DraftView {
            kind: read(row.get(1))?,
            claim: read_more(2),
            state: read(row.get(3))?,
            form: row.get(4),
            documents: documents.iter().map(document_of).collect::<Result<_, _>>()?,
            receipt: read_more(5).map(|text| parse(&text)).transpose()?,
            refusal: read_more(6).map(|text| parse(&text)).transpose()?,
            changed_at: row.get(7),
            id,
        })
    }

    /// Forgets a draft and its documents, unless it is on its way.
    pub async fn drop_draft(&self, id: &str) -> Result<bool, VaultError> {
        let dropped = sqlx::query("DELETE FROM drafts WHERE id = $1 AND state <> 'queued'")
            .bind(id)
            .execute(&mut *self.connection.lock().await)
            .await?;
        Ok(dropped.rows_affected() == 1)
    }

    /// Keeps a document of a draft that may still be changed. False when it may not, or has too many.
    pub async fn add_document(&self, document: &NewDocument<'_>, most: usize) -> Result<bool, VaultError> {
        let length = i64::try_from(document.bytes.len()).unwrap_or(i64::MAX);
        let added = sqlx::query(
            "INSERT INTO draft_documents (id, draft, place, kind, name, length, received, ready, refused, bytes)
             SELECT $1, $2, (SELECT COALESCE(MAX(place), 0) + 1 FROM draft_documents WHERE draft = $2),
                 $3, $4, $5, 0, FALSE, FALSE, $6
             WHERE EXISTS (SELECT 1 FROM drafts WHERE id = $2 AND state IN ('open', 'refused'))
                 AND (SELECT COUNT(*) FROM draft_documents WHERE draft = $2) < $7",
        )
        .bind(document.id)
        .bind(document.draft)
        .bind(write(&document.kind)?)
        .bind(document.name)
        .bind(length)
        .bind(document.bytes)
        .bind(i64::try_from(most).unwrap_or(i64::MAX))
        .execute(&mut *self.connection.lock().await)
        .await?;
        Ok(added.rows_affected() == 1)
    }

    /// Says what a document is: it arrives anew where it had begun to arrive as something else.
    pub async fn call_document(&self, id: &str, kind: DocumentKindView) -> Result<bool, VaultError> {
        let called = sqlx::query(
            "UPDATE draft_documents SET kind = $2, portal_id = NULL, received = 0, ready = FALSE
             WHERE id = $1 AND draft IN (SELECT id FROM drafts WHERE state IN ('open', 'refused'))",
        )
        .bind(id)
        .bind(write(&kind)?)
        .execute(&mut *self.connection.lock().await)
        .await?;
        Ok(called.rows_affected() == 1)
    }

    /// Forgets a document of a draft that may still be changed.
    pub async fn drop_document(&self, id: &str) -> Result<bool, VaultError> {
        let dropped = sqlx::query(
            "DELETE FROM draft_documents
             WHERE id = $1 AND draft IN (SELECT id FROM drafts WHERE state IN ('open', 'refused'))",
        )
        .bind(id)
        .execute(&mut *self.connection.lock().await)
        .await?;
        Ok(dropped.rows_affected() == 1)
    }

    /// From now on a draft waits to be sent, as this request. False when it was sent, or is not here.
    pub async fn queue_draft(&self, id: &str, request: &str, now: &str) -> Result<bool, VaultError> {
        let queued = sqlx::query(
            "UPDATE drafts SET state = 'queued', request = $2, refusal = NULL, changed_at = $3
             WHERE id = $1 AND state IN ('open', 'refused')",
        )
        .bind(id)
        .bind(request)
        .bind(now)
        .execute(&mut *self.connection.lock().await)
        .await?;
        Ok(queued.rows_affected() == 1)
    }

    /// What waits to be sent, the oldest first.
    pub async fn queued_drafts(&self) -> Result<Vec<QueuedDraft>, VaultError> {
        let query =
            "SELECT id, kind, claim, key, request FROM drafts WHERE state = 'queued' ORDER BY changed_at, id";
        let rows = sqlx::query(query).fetch_all(&mut *self.connection.lock().await).await?;
        let queued = |row: &SqliteRow| {
            Ok(QueuedDraft {
                id: row.get(0),
                kind: read(row.get(1))?,
                claim: row.get(2),
                key: row.get(3),
                request: Zeroizing::new(row.get::<Option<String>, _>(4).unwrap_or_default()),
            })
        };
        rows.iter().map(queued).collect()
    }

    /// Its documents, as they are on their way.
    pub async fn documents_of(&self, draft: &str) -> Result<Vec<KeptDocument>, VaultError> {
        let query = "SELECT id, kind, length, portal_id FROM draft_documents WHERE draft = $1 ORDER BY place";
        let rows = sqlx::query(query).bind(draft).fetch_all(&mut *self.connection.lock().await).await?;
        let document = |row: &SqliteRow| {
            let (id, kind): (String, String) = (row.get(0), row.get(1));
            Ok(KeptDocument {
                key: format!("{id}-{kind}"),
                id,
                kind: read(kind)?,
                length: u64::try_from(row.get::<i64, _>(2)).unwrap_or(0),
                portal_id: row.get(3),
            })
        };
        rows.iter().map(document).collect()
    }

    /// A piece of a document: at most so many bytes from an offset.
    pub async fn document_piece(&self, id: &str, offset: u64, most: usize) -> Result<Vec<u8>, VaultError> {
        let start = i64::try_from(offset).unwrap_or(i64::MAX).saturating_add(1);
        let row = sqlx::query("SELECT substr(bytes, $2, $3) FROM draft_documents WHERE id = $1")
            .bind(id)
            .bind(start)
            .bind(i64::try_from(most).unwrap_or(i64::MAX))
            .fetch_optional(&mut *self.connection.lock().await)
            .await?;
        Ok(row.and_then(|row| row.get::<Option<Vec<u8>>, _>(0)).unwrap_or_default())
    }

    /// How far a document has come at the portal.
    pub async fn note_arrival(
        &self,
        id: &str,
        portal_id: &str,
        received: u64,
        ready: bool,
    ) -> Result<(), VaultError> {
        sqlx::query("UPDATE draft_documents SET portal_id = $2, received = $3, ready = $4 WHERE id = $1")
            .bind(id)
            .bind(portal_id)
            .bind(i64::try_from(received).unwrap_or(i64::MAX))
            .bind(ready)
            .execute(&mut *self.connection.lock().await)
            .await?;
        Ok(())
    }

    /// The portal does not take a document: it forgot what had arrived.
    pub async fn note_refused_document(&self, id: &str) -> Result<(), VaultError> {
        sqlx::query("UPDATE draft_documents SET portal_id = NULL, received = 0, ready = FALSE, refused = TRUE WHERE id = $1")
            .bind(id)
            .execute(&mut *self.connection.lock().await)
            .await?;
        Ok(())
    }

    /// The fund has it: the receipt stays, the documents' bytes go. One transaction: a receipt is never without its draft.
    pub async fn keep_sent(
        &self,
        id: &str,
        receipt: Option<&ClaimReceiptView>,
        now: &str,
    ) -> Result<(), VaultError> {
        let receipt = receipt.map(serde_json::to_string).transpose().map_err(|_| VaultError::Damaged)?;
        let mut connection = self.connection.lock().await;
        let mut tx = sqlx::Connection::begin(&mut *connection).await?;
        sqlx::query(
            "UPDATE drafts SET state = 'sent', request = NULL, refusal = NULL, receipt = $2, changed_at = $3 WHERE id = $1",
        )
        .bind(id)
        .bind(receipt)
        .bind(now)
        .execute(&mut *tx)
        .await?;
        sqlx::query(
            "UPDATE draft_documents SET bytes = NULL, ready = TRUE, received = length WHERE draft = $1",
        )
        .bind(id)
        .execute(&mut *tx)
        .await?;
        Ok(tx.commit().await?)
    }

    /// The fund takes it later: it goes on waiting at its place, and says why.
    pub async fn note_limited(&self, id: &str, refusal: &ErrorBody) -> Result<(), VaultError> {
        let refusal = serde_json::to_string(refusal).map_err(|_| VaultError::Damaged)?;
        sqlx::query("UPDATE drafts SET refusal = $2 WHERE id = $1 AND state = 'queued'")
            .bind(id)
            .bind(refusal)
            .execute(&mut *self.connection.lock().await)
            .await?;
        Ok(())
    }

    /// The fund did not take it: it can be changed again.
    pub async fn keep_refused(&self, id: &str, refusal: &ErrorBody, now: &str) -> Result<(), VaultError> {
        let refusal = serde_json::to_string(refusal).map_err(|_| VaultError::Damaged)?;
        sqlx::query("UPDATE drafts SET state = 'refused', refusal = $2, changed_at = $3 WHERE id = $1")
            .bind(id)
            .bind(refusal)
            .bind(now)
            .execute(&mut *self.connection.lock().await)
            .await?;
        Ok(())
    }
}

fn document_of(row: &SqliteRow) -> Result<DraftDocumentView, VaultError> {
    let count = |column: usize| u64::try_from(row.get::<i64, _>(column)).unwrap_or(0);
    Ok(DraftDocumentView {
        id: row.get(0),
        kind: read(row.get(1))?,
        name: row.get(2),
        bytes: count(3),
        received: count(4),
        ready: row.get(5),
        refused: row.get(6),
    })
}

/// A state or kind as its bare word.
fn write(word: &impl Serialize) -> Result<String, VaultError> {
    match serde_json::to_value(word) {
        Ok(serde_json::Value::String(word)) => Ok(word),
        _ => Err(VaultError::Damaged),
    }
}

fn read<T: DeserializeOwned>(word: String) -> Result<T, VaultError> {
    serde_json::from_value(serde_json::Value::String(word)).map_err(|_| VaultError::Damaged)
}

fn parse<T: DeserializeOwned>(text: &str) -> Result<T, VaultError> {
    serde_json::from_str(text).map_err(|_| VaultError::Damaged)
}
