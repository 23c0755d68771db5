//! Who changed the fund's keys, and why: every change lies in the audit log, in the chain of what is nobody's in
//! particular. What the offline root signs is noted when it comes back: its machine has no log.

use crate::audit::{Action, Actor};
use crate::error::ServiceError;
use crate::fund::open_store;
use crate::office::{OfficeError, read_officer, read_reason};
use crate::ports::Ports;
use crate::settings::Settings;
use damane_storage::Store;
use damane_storage::audit::{self, AuditEntry};
use std::path::Path;

/// A change of keys that somebody answers for.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyOrder {
    officer: String,
    reason: String,
}

/// What is done to the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyAct {
    /// The keys of a new fund were made.
    Made,
    /// One more sealing key was made.
    Rotated,
    /// A sealing key seals no more.
    Retired,
    /// A sealing key was disowned.
    Withdrawn,
    /// The token was named.
    TokenNamed,
    /// The root to come was made.
    RootAnnounced,
    /// The root to come took the old one's place.
    RootChanged,
    /// The offline root signed.
    TrustSigned,
    /// What it signed was taken.
    TrustTaken,
}

impl KeyAct {
    const fn action(self) -> Action {
        match self {
            Self::Made => Action::KeysMade,
            Self::Rotated => Action::KeyRotated,
            Self::Retired => Action::KeyRetired,
            Self::Withdrawn => Action::KeyWithdrawn,
            Self::TokenNamed => Action::KeyTokenNamed,
            Self::RootAnnounced => Action::RootAnnounced,
            Self::RootChanged => Action::RootChanged,
            Self::TrustSigned => Action::TrustSigned,
            Self::TrustTaken => Action::TrustTaken,
        }
    }
}

impl KeyOrder {
    /// An order of an officer's, with their reason.
    ///
    /// # Errors
    /// [`OfficeError::Officer`], [`OfficeError::Reason`] for words that are none.
    pub fn new(officer: &str, reason: &str) -> Result<Self, OfficeError> {
        Ok(Self { officer: read_officer(officer)?.to_owned(), reason: read_reason(reason)?.to_owned() })
    }

    /// The same order, as it may have come from another machine.
    ///
    /// # Errors
    /// As for [`KeyOrder::new`].
    pub fn checked(&self) -> Result<Self, OfficeError> {
        Self::new(&self.officer, &self.reason)
    }
}

/// The audit log of a fund, for what is done to its keys. No portal need run, and any may.
pub struct KeyLog {
    store: Store,
    ports: Ports,
}

impl KeyLog {
    /// Opens the log of the fund in a data folder.
    ///
    /// # Errors
    /// [`ServiceError::Folder`]; storage.
    pub async fn open(data: &Path, ports: Ports) -> Result<Self, ServiceError> {
        Ok(Self { store: open_store(Settings::read(data)?.database, data).await?, ports })
    }

    /// Does something to the keys, and notes it: what `named` says of what came of it. A log that cannot be written
    /// to is found out before anything is done.
    ///
    /// # Errors
    /// What the work fails with: then nothing is noted. Storage: the words say whether the keys were changed.
    pub async fn note<T>(
        &self,
        order: &KeyOrder,
        act: KeyAct,
        named: impl FnOnce(&T) -> String,
        work: impl FnOnce() -> Result<T, ServiceError>,
    ) -> Result<T, ServiceError> {
        let mut tx = self.store.begin().await?;
        let done = work()?;
        let entry = AuditEntry {
            person: None,
            actor: Actor::Officer(&order.officer).word(),
            action: act.action().code().to_owned(),
            detail: format!("{}: {}", named(&done), order.reason),
            device: None,
            at: self.ports.clock.now(),
        };
        let noted = async {
            audit::append(&mut tx, &entry).await?;
            tx.commit().await
        };
        noted.await.map_err(|error| {
            ServiceError::internal(
                "audit log",
                format!("the keys were changed, and the log does not say so: {error}"),
            )
        })?;
        Ok(done)
    }

    /// Notes what was done elsewhere.
    ///
    /// # Errors
    /// Storage.
    pub async fn note_past(&self, order: &KeyOrder, act: KeyAct, what: &str) -> Result<(), ServiceError> {
        self.note(order, act, |()| what.to_owned(), || Ok(())).await
    }

    /// Closes the log.
    pub async fn close(&self) {
        self.store.close().await;
    }
}
