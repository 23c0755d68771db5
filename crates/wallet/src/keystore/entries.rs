//! A keyring-core credential store seen as our `KeyStore`: the half all computers share.

use super::{KeyStore, KeyStoreError};
use crate::secret::Key;
use keyring_core::{CredentialStore, Entry, Error};
use std::collections::HashMap;
use std::sync::Arc;
use zeroize::Zeroizing;

/// Under which every entry of the app stands.
const SERVICE: &str = "ma.example.damane";

/// Entries of one credential store.
pub struct Entries {
    backend: String,
    store: Arc<CredentialStore>,
    modifiers: &'static [(&'static str, &'static str)],
}

impl Entries {
    /// The entries of a store, made with the store's own modifiers.
    pub fn new(
        backend: impl Into<String>,
        store: Arc<CredentialStore>,
        modifiers: &'static [(&'static str, &'static str)],
    ) -> Self {
        Self { backend: backend.into(), store, modifiers }
    }

    fn entry(&self, name: &str) -> Result<Entry, KeyStoreError> {
        let modifiers: HashMap<&str, &str> = self.modifiers.iter().copied().collect();
        let modifiers = (!modifiers.is_empty()).then_some(&modifiers);
        self.store.build(SERVICE, name, modifiers).map_err(refused)
    }
}

/// What a store says when it could not be opened.
pub fn absent(error: Error) -> KeyStoreError {
    KeyStoreError::Absent(error.to_string())
}

fn refused(error: Error) -> KeyStoreError {
    match error {
        // These variants carry what was read: it may be the key.
        Error::BadEncoding(_) | Error::BadDataFormat(..) => {
            KeyStoreError::Refused("unreadable entry".to_owned())
        }
        other => KeyStoreError::Refused(other.to_string()),
    }
}

impl KeyStore for Entries {
    fn backend(&self) -> &str {
        &self.backend
    }

    fn put(&self, name: &str, key: &Key) -> Result<(), KeyStoreError> {
        self.entry(name)?.set_secret(key.expose()).map_err(refused)
    }

    fn find(&self, name: &str) -> Result<Option<Key>, KeyStoreError> {
        match self.entry(name)?.get_secret() {
            Ok(secret) => Ok(Key::from_bytes(&Zeroizing::new(secret))),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(refused(error)),
        }
    }

    fn forget(&self, name: &str) -> Result<(), KeyStoreError> {
        match self.entry(name)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(refused(error)),
        }
    }
}
