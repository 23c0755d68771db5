//! Windows: the Credential Manager, encrypted by the system for the signed-in account.

use super::KeyStoreError;
use super::entries::{Entries, absent};
use windows_native_keyring_store::Store;

/// Opens the Credential Manager; entries stay on this machine and do not roam.
pub fn open() -> Result<Entries, KeyStoreError> {
    let store = Store::new().map_err(absent)?;
    Ok(Entries::new("windows-credential-manager", store, &[("persistence", "Local")]))
}
