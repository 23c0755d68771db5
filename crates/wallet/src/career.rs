//! Career: the statement as the portal gave it, kept for when there is no network.

use crate::error::WalletError;
use crate::portal::Call;
use crate::wallet::Wallet;
use damane_contract::{CareerView, Dated};

/// Largest table: sixty years with ten employers a month are under a megabyte.
const TABLE_BYTES: usize = 4 * 1024 * 1024;

impl Wallet {
    /// The career: fresh when the portal answers, else what was kept and its date.
    pub async fn career(&self) -> Result<Dated<CareerView>, WalletError> {
        self.dated("career", "/v1/career").await
    }

    /// The career as a table of comma-separated values, from the portal.
    pub async fn career_table(&self) -> Result<Vec<u8>, WalletError> {
        let vault = self.open_vault().await?;
        self.ask_as(&vault, &Call::get("/v1/career/csv").bytes("text/csv", TABLE_BYTES)).await
    }

    /// The career as a sealed PDF, from the portal.
    pub async fn career_pdf(&self) -> Result<Vec<u8>, WalletError> {
        let vault = self.open_vault().await?;
        self.ask_as(&vault, &Call::get("/v1/career/pdf").bytes("application/pdf", TABLE_BYTES)).await
    }
}
