//! Keys that a phone's system releases to a finger or a face alone: the half that Android and iOS share. The way to them
//! is handed in by the shell (its own plugin, decision 0014), so that all above it is played through without a phone.

use super::{KeyStore, KeyStoreError};
use crate::secret::Key;
use std::sync::Arc;

/// Why a phone's system gave no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denied {
    /// No strong biometrics, none enrolled, or no screen lock.
    Absent,
    /// The person turned away from the question.
    Dismissed,
    /// Not now: too many wrong fingers.
    Refused,
}

/// The biometric keys of a phone. Every call may wait for the person.
pub trait Biometrics: Send + Sync {
    /// Whether a key could be bound to somebody now; asks nobody.
    fn ready(&self) -> Result<(), Denied>;
    /// Keeps a key for the fingers and faces enrolled now. May ask for one.
    fn keep(&self, name: &str, key: &Key) -> Result<(), Denied>;
    /// Asks for a finger or a face, and gives the key. `None`: there is none, or somebody was enrolled since, which
    /// ends it for good.
    fn ask(&self, name: &str) -> Result<Option<Key>, Denied>;
    /// Forgets a name; no error when it was not there.
    fn forget(&self, name: &str) -> Result<(), Denied>;
}

/// The biometric keys of a phone as a key store: it asks the person, so it keeps the vault's key and no other.
pub struct BoundKeys {
    backend: &'static str,
    phone: Arc<dyn Biometrics>,
}

impl BoundKeys {
    /// The keys of a phone; `backend` is what is written beside the vault.
    pub fn new(backend: &'static str, phone: Arc<dyn Biometrics>) -> Self {
        Self { backend, phone }
    }
}

impl From<Denied> for KeyStoreError {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::Absent => Self::Absent("no biometrics are enrolled".to_owned()),
            Denied::Dismissed => Self::Dismissed,
            Denied::Refused => Self::Refused("the phone refused".to_owned()),
        }
    }
}

impl KeyStore for BoundKeys {
    fn backend(&self) -> &str {
        self.backend
    }

    fn asks(&self) -> bool {
        true
    }

    fn ready(&self) -> Result<(), KeyStoreError> {
        Ok(self.phone.ready()?)
    }

    fn put(&self, name: &str, key: &Key) -> Result<(), KeyStoreError> {
        Ok(self.phone.keep(name, key)?)
    }

    fn find(&self, name: &str) -> Result<Option<Key>, KeyStoreError> {
        Ok(self.phone.ask(name)?)
    }

    fn forget(&self, name: &str) -> Result<(), KeyStoreError> {
        Ok(self.phone.forget(name)?)
    }
}
