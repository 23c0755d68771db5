//! Claims: as the portal last told of them, kept for when there is no network; and what a claim of care would give.

use crate::error::WalletError;
use crate::portal::Call;
use crate::wallet::Wallet;
use damane_contract::{ClaimListView, ClaimView, Dated, ReimbursementEstimateView, ReimbursementRequest};

/// Largest letter.
const LETTER_BYTES: usize = 4 * 1024 * 1024;

impl Wallet {
    /// The claims, newest first: fresh when the portal answers, else what was kept.
    pub async fn claims(&self) -> Result<Dated<ClaimListView>, WalletError> {
        self.dated("claims", "/v1/claims").await
    }

    /// One claim: fresh when the portal answers, else what was kept.
    ///
    /// # Errors
    /// [`WalletError::NotFound`] for what cannot be an id.
    pub async fn claim(&self, id: &str) -> Result<Dated<ClaimView>, WalletError> {
        check_id(id)?;
        self.dated(&format!("claim {id}"), &format!("/v1/claims/{id}")).await
    }

    /// The sealed letter of a claim's decision, from the portal.
    ///
    /// # Errors
    /// [`WalletError::NotFound`] for what cannot be an id; the portal's refusal as long as nothing is decided.
    pub async fn claim_letter(&self, id: &str) -> Result<Vec<u8>, WalletError> {
        check_id(id)?;
        let vault = self.open_vault().await?;
        let path = format!("/v1/claims/{id}/letter");
        self.ask_as(&vault, &Call::get(&path).bytes("application/pdf", LETTER_BYTES)).await
    }

    /// What a form would be paid back if it were handed in now.
    pub async fn estimate_reimbursement(
        &self,
        request: &ReimbursementRequest,
    ) -> Result<ReimbursementEstimateView, WalletError> {
        self.ask_for(&Call::post("/v1/reimbursements/estimate", request)?).await
    }
}

/// Hex digits alone: nothing of it needs escaping.
pub fn check_id(id: &str) -> Result<(), WalletError> {
    let is_id = id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_id { Ok(()) } else { Err(WalletError::NotFound) }
}

/// Digits and hyphens alone: nothing of it needs escaping.
pub fn is_day(text: &str) -> bool {
    text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
}
