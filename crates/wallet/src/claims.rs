//! Claims: as the portal last told of them, kept for when there is no network; and what a claim of care would give.

use crate::error::WalletError;
use crate::portal::Call;
use crate::wallet::Wallet;
use damane_contract::{ClaimListView, ClaimView, Dated, ReimbursementEstimateView, ReimbursementRequest};

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
        if id.len() != 32 || !id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(WalletError::NotFound);
        }
        self.dated(&format!("claim {id}"), &format!("/v1/claims/{id}")).await
    }

    /// What a form would be paid back if it were handed in now.
    pub async fn estimate_reimbursement(
        &self,
        request: &ReimbursementRequest,
    ) -> Result<ReimbursementEstimateView, WalletError> {
        self.ask_for(&Call::post("/v1/reimbursements/estimate", request)?).await
    }
}
