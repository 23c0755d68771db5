//! Where the key that opens the vault is kept: the system's own key store, one file an OS.
//!
//! The store holds a wrapping key; the vault's data key is sealed under it, beside the name of the
//! store that holds it, so that a store which silently took another's place is noticed.

use crate::secret::Key;
use std::sync::Arc;

mod bound;
#[cfg(not(any(target_os = "android", target_os = "ios")))]
mod entries;

#[cfg(target_os = "android")]
#[path = "android.rs"]
mod os;
#[cfg(target_os = "ios")]
#[path = "ios.rs"]
mod os;
#[cfg(target_os = "linux")]
#[path = "linux.rs"]
mod os;
#[cfg(target_os = "macos")]
#[path = "macos.rs"]
mod os;
#[cfg(target_os = "windows")]
#[path = "windows.rs"]
mod os;

pub use bound::{Biometrics, BoundKeys, Denied};

/// Why a key store did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum KeyStoreError {
    /// There is none, or it does not answer.
    #[error("no key store answers here: {0}")]
    Absent(String),
    /// It answers, and refuses: locked, denied.
    #[error("the key store refused: {0}")]
    Refused(String),
    /// It asked the person, who turned away: nothing is wrong with it.
    #[error("the question was dismissed")]
    Dismissed,
}

/// A key store of the operating system.
pub trait KeyStore: Send + Sync {
    /// Which store this is, as written beside the vault.
    fn backend(&self) -> &str;
    /// Keeps a key under a name, replacing what was there.
    fn put(&self, name: &str, key: &Key) -> Result<(), KeyStoreError>;
    /// The key kept under a name.
    fn find(&self, name: &str) -> Result<Option<Key>, KeyStoreError>;
    /// Forgets a name; no error when it was not there.
    fn forget(&self, name: &str) -> Result<(), KeyStoreError>;
    /// Whether each reading asks the person: such a store keeps the vault's key and no other.
    fn asks(&self) -> bool {
        false
    }
    /// Whether a store that asks could keep a key now; it is not written to for a trial, because that may ask too.
    fn ready(&self) -> Result<(), KeyStoreError> {
        Ok(())
    }
}

/// What a store has under a name.
#[derive(Debug)]
pub enum Found {
    /// The key.
    Key(Key),
    /// Nothing, or nothing that is a key.
    Nothing,
    /// Another store answers in the place of the one that was asked for.
    AnotherStore,
}

/// Opens a key store each time it is needed: a store's daemon may restart while the app runs.
pub type OpenKeyStore = Arc<dyn Fn() -> Result<Box<dyn KeyStore>, KeyStoreError> + Send + Sync>;

/// The key store of this phone, by way of the shell.
#[cfg(any(target_os = "android", target_os = "ios"))]
pub fn of_this_system(phone: Arc<dyn Biometrics>) -> OpenKeyStore {
    Arc::new(move || Ok(Box::new(BoundKeys::new(os::BACKEND, Arc::clone(&phone))) as Box<dyn KeyStore>))
}

/// The key store of this system.
#[cfg(not(any(target_os = "android", target_os = "ios")))]
pub fn of_this_system() -> OpenKeyStore {
    Arc::new(|| os::open().map(|store| Box::new(store) as Box<dyn KeyStore>))
}

/// No key store at all: the PIN is the only lock.
pub fn none() -> OpenKeyStore {
    Arc::new(|| Err(KeyStoreError::Absent("switched off".to_owned())))
}

/// Looks a key up. Nothing from a store that also takes no write means locked or broken, not lost: the caller may try
/// again. A store that asks the person knows what it has. Another program answering in the place of the one that keeps the key is never asked for it.
pub fn find(keys: &OpenKeyStore, name: &str, backend: &str) -> Result<Found, KeyStoreError> {
    let store = keys()?;
    if store.backend() != backend {
        return Ok(Found::AnotherStore);
    }
    match store.find(name)? {
        Some(key) => Ok(Found::Key(key)),
        None if store.asks() => Ok(Found::Nothing),
        None => probe(store.as_ref()).map(|()| Found::Nothing),
    }
}

/// Whether the store really keeps: a locked or missing keyring answers reads with "nothing", and
/// only a write tells. A store that asks the person says so itself.
pub fn probe(store: &dyn KeyStore) -> Result<(), KeyStoreError> {
    const NAME: &str = "probe";
    if store.asks() {
        return store.ready();
    }
    let key = Key::make_random().map_err(|error| KeyStoreError::Refused(error.to_string()))?;
    store.put(NAME, &key)?;
    let found = store.find(NAME)?;
    store.forget(NAME)?;
    match found {
        Some(found) if found.expose() == key.expose() => Ok(()),
        _ => Err(KeyStoreError::Refused("what was written was not found again".to_owned())),
    }
}
