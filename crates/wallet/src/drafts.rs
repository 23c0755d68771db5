//! Drafts: kept in the vault from the first answer on, with their documents, with or without network.

use crate::error::WalletError;
use crate::secret::make_random;
use crate::vault::{NewDocument, NewDraft};
use crate::wallet::Wallet;
use damane_contract::{DocumentKindView, DraftKindView, DraftStateView, DraftView, KeepDraftRequest, limits};

/// Longest file name that is kept, characters.
const NAME_CHARS: usize = 120;

impl Wallet {
    /// What is being filled in, what waits to be sent, and what was sent; the last changed first. Looking is no use of the
    /// vault: the screen looks by itself while something is on its way.
    pub async fn drafts(&self) -> Result<Vec<DraftView>, WalletError> {
        Ok(self.watched_vault().await?.drafts().await?)
    }

    /// Begins a draft, or keeps what is filled in of one.
    ///
    /// # Errors
    /// [`WalletError::Invalid`]: `form` for its length, `claim` for an answer to nothing, `draft` when it is on its way
    /// or was sent; [`WalletError::TooLarge`] when there are too many.
    pub async fn keep_draft(&self, request: KeepDraftRequest) -> Result<DraftView, WalletError> {
        let KeepDraftRequest { id, kind, claim, form } = request;
        let answers = matches!(kind, DraftKindView::Reply | DraftKindView::Contest);
        if form.len() > limits::FORM_BYTES {
            return Err(WalletError::Invalid("form"));
        }
        if claim.as_deref().is_some_and(is_id) != answers {
            return Err(WalletError::Invalid("claim"));
        }
        let vault = self.open_vault().await?;
        let id = match id {
            Some(id) => vault.find_draft(&id).await?.ok_or(WalletError::NotFound)?.id,
            None if is_full(&vault.drafts().await?) => return Err(WalletError::TooLarge),
            None => hex::encode(make_random::<16>()?),
        };
        let key = hex::encode(make_random::<16>()?);
        let draft = NewDraft { id: &id, kind, claim: claim.as_deref(), key: &key, form: &form };
        if !vault.keep_draft(&draft, &self.now().to_rfc3339()).await? {
            return Err(WalletError::Invalid("draft"));
        }
        self.draft(&id).await
    }

    /// Forgets a draft with its documents. One that is on its way stays.
    pub async fn drop_draft(&self, id: &str) -> Result<(), WalletError> {
        changed(self.open_vault().await?.drop_draft(id).await?)
    }

    /// Keeps a document of a draft; the draft as it is then.
    ///
    /// # Errors
    /// [`WalletError::TooLarge`] for its length; [`WalletError::Invalid`] when there are too many, or the draft is on its
    /// way.
    pub async fn add_document(
        &self,
        draft: &str,
        kind: DocumentKindView,
        name: &str,
        bytes: &[u8],
    ) -> Result<DraftView, WalletError> {
        if bytes.is_empty() || bytes.len() > limits::DOCUMENT_BYTES {
            return Err(WalletError::TooLarge);
        }
        let id = hex::encode(make_random::<16>()?);
        let name: String = name.chars().filter(|sign| !sign.is_control()).take(NAME_CHARS).collect();
        let document = NewDocument { id: &id, draft, kind, name: &name, bytes };
        changed(self.open_vault().await?.add_document(&document, limits::DOCUMENTS).await?)?;
        self.draft(draft).await
    }

    /// Says what a document is.
    pub async fn call_document(&self, id: &str, kind: DocumentKindView) -> Result<(), WalletError> {
        changed(self.open_vault().await?.call_document(id, kind).await?)
    }

    /// Forgets a document of a draft.
    pub async fn drop_document(&self, id: &str) -> Result<(), WalletError> {
        changed(self.open_vault().await?.drop_document(id).await?)
    }

    /// From now on a draft waits to be sent, as this request (JSON, without its documents), and can no longer be changed:
    /// [`Wallet::send_queued`] sends it.
    ///
    /// # Errors
    /// [`WalletError::Invalid`] when it is no JSON object, or the draft was sent before.
    pub async fn queue_draft(&self, id: &str, request: &str) -> Result<DraftView, WalletError> {
        let is_object = serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(request).is_ok();
        if request.len() > limits::FORM_BYTES || !is_object {
            return Err(WalletError::Invalid("request"));
        }
        let vault = self.open_vault().await?;
        let queued = vault.queue_draft(id, request, &self.now().to_rfc3339()).await?;
        let draft = self.draft(id).await?;
        // Queued twice is queued once.
        let waits = draft.state == DraftStateView::Queued;
        if queued || waits { Ok(draft) } else { Err(WalletError::Invalid("draft")) }
    }

    async fn draft(&self, id: &str) -> Result<DraftView, WalletError> {
        self.open_vault().await?.find_draft(id).await?.ok_or(WalletError::NotFound)
    }
}

/// What was sent takes no place: its receipt is small.
fn is_full(drafts: &[DraftView]) -> bool {
    let unsent = drafts.iter().filter(|draft| draft.state != DraftStateView::Sent);
    unsent.count() >= limits::DRAFTS
}

fn changed(was: bool) -> Result<(), WalletError> {
    if was { Ok(()) } else { Err(WalletError::Invalid("draft")) }
}

/// An id of the portal's: it becomes part of a path.
fn is_id(id: &str) -> bool {
    id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit())
}
