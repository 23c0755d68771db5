//! Android: a preferences file encrypted by a key that never leaves the Android Keystore.
//!
//! The Keystore key asks for no fingerprint by itself; the shell asks for one before it calls here,
//! which is convenience and not protection against a rooted phone.

use super::KeyStoreError;
use super::entries::{Entries, absent};
use android_native_keyring_store::Store;
use std::collections::HashMap;

/// Opens the app's own store.
pub fn open() -> Result<Entries, KeyStoreError> {
    let store = Store::new_with_configuration(&HashMap::from([("name", "damane")])).map_err(absent)?;
    Ok(Entries::new("android-keystore", store, &[]))
}
