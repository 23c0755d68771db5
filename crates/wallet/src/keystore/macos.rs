//! macOS: the login keychain.

use super::KeyStoreError;
use super::entries::{Entries, absent};
use apple_native_keyring_store::keychain::Store;

/// Opens the login keychain.
pub fn open() -> Result<Entries, KeyStoreError> {
    let store = Store::new().map_err(absent)?;
    Ok(Entries::new("macos-keychain", store, &[]))
}
