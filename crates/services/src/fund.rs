//! An opened fund: its profile, its keys, its records, and what it takes from the outside world.

use crate::error::ServiceError;
use crate::ports::Ports;
use damane_domain::fund::FundProfile;
use damane_storage::Store;
use std::path::Path;
use std::sync::Arc;

/// An opened fund. One per process; shared by all requests.
pub struct Fund {
    profile: FundProfile,
    store: Store,
    ports: Ports,
}

impl Fund {
    /// Opens the fund in a data folder: `fund.toml`, `portal.toml` (optional), `keys/`, and the database.
    ///
    /// # Errors
    /// [`ServiceError::Folder`] names the file at fault; storage.
    pub async fn open(folder: &Path, ports: Ports) -> Result<Arc<Self>, ServiceError> {
        let path = folder.join("fund.toml");
        let text = std::fs::read_to_string(&path).map_err(|error| ServiceError::at(&path, error))?;
        let profile = FundProfile::from_toml(&text).map_err(|error| ServiceError::at(&path, error))?;
        let store = Store::open(&damane_storage::sqlite_url(&folder.join("damane.db"))?).await?;
        Ok(Arc::new(Self { profile, store, ports }))
    }

    /// The profile.
    pub fn profile(&self) -> &FundProfile {
        &self.profile
    }

    /// The records, for the rooms of this crate.
    pub(crate) fn store(&self) -> &Store {
        &self.store
    }

    /// Now, by the fund's clock.
    pub fn now(&self) -> damane_domain::time::Timestamp {
        self.ports.clock.now()
    }
}
