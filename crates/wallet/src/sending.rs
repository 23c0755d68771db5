//! Sending what waits: documents in pieces, from where the line was lost, then the request under the draft's own key, so
//! that however often it is tried the fund has it once.

use crate::error::WalletError;
use crate::pass::read;
use crate::portal::Call;
use crate::vault::{KeptDocument, QueuedDraft, Vault};
use crate::wallet::Wallet;
use damane_contract::{
    BeginDocumentRequest, ClaimReceiptView, DocumentArrivalView, DraftKindView, DraftView, ErrorBody,
    ErrorCode,
};
use reqwest::Method;
use serde_json::{Map, Value};

/// Bytes of a piece: on the slowest line that is worth trying (13 kB/s) it arrives before the request gives up.
const PIECE: usize = 256 * 1024;
/// The portal's field for a document it cannot make safe.
const UNSAFE: &str = "document";

impl Wallet {
    /// Sends what waits, the oldest first, and gives all drafts as they are then. What could not be sent now goes on
    /// waiting; what the fund refused says why, and so does what it takes only later, which holds up no other. It is tried again and again by itself, and is no use of the vault.
    ///
    /// # Errors
    /// [`WalletError::Locked`]; of the vault itself.
    pub async fn send_queued(&self) -> Result<Vec<DraftView>, WalletError> {
        let vault = self.watched_vault().await?;
        // A second call waits, and finds nothing left to send.
        let _alone = self.sending.lock().await;
        for draft in vault.queued_drafts().await? {
            let now = self.now().to_rfc3339();
            match self.send(&vault, &draft).await {
                Ok(receipt) => vault.keep_sent(&draft.id, receipt.as_ref(), &now).await?,
                Err(WalletError::Refused(refusal)) if is_final(&refusal) => {
                    vault.keep_refused(&draft.id, &refusal, &now).await?;
                }
                // Asked for too often: that is about this one, and the next may be an answer with a deadline.
                Err(WalletError::Refused(refusal)) if refusal.code == ErrorCode::TooManyTries => {
                    vault.note_limited(&draft.id, &refusal).await?;
                }
                // So is what only a newer app understands.
                Err(WalletError::Newer) => {
                    vault.note_limited(&draft.id, &ErrorCode::NewerPortal.into()).await?;
                }
                Err(error @ (WalletError::Vault(_) | WalletError::Locked))
                    if !error.leaves_what_is_kept() =>
                {
                    return Err(error);
                }
                // No line, no place, no session: the others would fare no better.
                Err(_) => break,
            }
        }
        Ok(vault.drafts().await?)
    }

    async fn send(
        &self,
        vault: &Vault,
        draft: &QueuedDraft,
    ) -> Result<Option<ClaimReceiptView>, WalletError> {
        let mut ids = Vec::new();
        for document in vault.documents_of(&draft.id).await? {
            ids.push(Value::String(self.send_document(vault, &document).await?));
        }
        let mut body: Map<String, Value> =
            serde_json::from_str(&draft.request).map_err(|_| WalletError::Invalid("request"))?;
        let claim = draft.claim.as_deref().unwrap_or_default();
        let path = match draft.kind {
            DraftKindView::Reimbursement => "/v1/reimbursements".to_owned(),
            DraftKindView::JobLoss => "/v1/job-loss".to_owned(),
            DraftKindView::Pension => "/v1/pension/requests".to_owned(),
            DraftKindView::Reply => format!("/v1/claims/{claim}/documents"),
            DraftKindView::Contest => format!("/v1/claims/{claim}/contest"),
            DraftKindView::Dispute => "/v1/career/disputes".to_owned(),
        };
        if draft.kind != DraftKindView::Contest {
            body.insert("documents".to_owned(), Value::Array(ids));
        }
        let answer = self.ask_as(vault, &Call::post(&path, &body)?.once(&draft.key)).await?;
        match draft.kind {
            DraftKindView::Reimbursement | DraftKindView::JobLoss | DraftKindView::Pension => {
                Ok(Some(read(&answer)?))
            }
            DraftKindView::Reply | DraftKindView::Contest | DraftKindView::Dispute => Ok(None),
        }
    }

    /// Sends what of a document has not arrived yet; gives its id at the portal.
    async fn send_document(&self, vault: &Vault, document: &KeptDocument) -> Result<String, WalletError> {
        let mut arrival = self.find_arrival(vault, document).await?;
        while !arrival.ready {
            // A vault that was locked meanwhile is let go: the rest is sent when it is open again.
            self.watched_vault().await?;
            vault.note_arrival(&document.id, &arrival.id, arrival.received, false).await?;
            let offset = arrival.received.min(start_of_last_piece(document.length));
            let piece = vault.document_piece(&document.id, offset, PIECE).await?;
            let path = format!("/v1/documents/{}/{offset}", arrival.id);
            let sent = self.ask_as(vault, &Call::new(Method::PUT, &path).carrying(piece)).await;
            if let Err(WalletError::Refused(refusal)) = &sent
                && refusal.field.as_deref() == Some(UNSAFE)
            {
                vault.note_refused_document(&document.id).await?;
            }
            arrival = read(&sent?)?;
        }
        vault.note_arrival(&document.id, &arrival.id, document.length, true).await?;
        Ok(arrival.id)
    }

    /// Where a document stands at the portal; begun there when it is not, or is no more.
    async fn find_arrival(
        &self,
        vault: &Vault,
        document: &KeptDocument,
    ) -> Result<DocumentArrivalView, WalletError> {
        if let Some(id) = &document.portal_id {
            match self.ask_as(vault, &Call::get(&format!("/v1/documents/{id}"))).await {
                Err(WalletError::Refused(refusal)) if refusal.code == ErrorCode::NotFound => {}
                known => return read(&known?),
            }
        }
        let begin = BeginDocumentRequest { kind: document.kind, bytes: document.length };
        read(&self.ask_as(vault, &Call::post("/v1/documents", &begin)?.once(&document.key)).await?)
    }
}

/// When all pieces have arrived and the document is not ready, the portal died while it made it safe: the last piece,
/// sent again, makes it go on.
fn start_of_last_piece(length: u64) -> u64 {
    let piece = PIECE as u64;
    length.saturating_sub(1) / piece * piece
}

/// Whether asking again would give the same answer.
fn is_final(refusal: &ErrorBody) -> bool {
    !matches!(
        refusal.code,
        ErrorCode::Busy | ErrorCode::Internal | ErrorCode::SessionEnded | ErrorCode::TooManyTries
    )
}
