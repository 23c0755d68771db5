//! iOS: protected data of this app alone, released only after the person has shown presence
//! (Face ID, Touch ID or the passcode), and never synchronised.

use super::KeyStoreError;
use super::entries::{Entries, absent};
use apple_native_keyring_store::protected::Store;

/// Opens the app's protected data.
pub fn open() -> Result<Entries, KeyStoreError> {
    let store = Store::new().map_err(absent)?;
    Ok(Entries::new("ios-protected", store, &[("access-policy", "require-user-presence")]).that_ask())
}
