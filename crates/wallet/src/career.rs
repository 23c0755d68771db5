//! Career: the statement as the portal gave it, kept for when there is no network.

use crate::error::WalletError;
use crate::wallet::Wallet;
use damane_contract::{CareerView, Dated};

impl Wallet {
    /// The career: fresh when the portal answers, else what was kept and its date.
    pub async fn career(&self) -> Result<Dated<CareerView>, WalletError> {
        self.dated("career", "/v1/career").await
    }
}
