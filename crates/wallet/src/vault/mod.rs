//! The vault: one SQLCipher file holding what the app keeps, opened by one random data key.

mod drafts;
mod file;
mod lock;
mod pin;

pub use drafts::{KeptDocument, NewDocument, NewDraft, QueuedDraft};
pub use file::{KeptDeviceKey, KeptSession, KeptTokens, Renewal, SealedUnder, Vault, VaultError};
pub use lock::{LockRecord, Opening};
pub use pin::{Pin, PinCost};

use crate::keystore::{self, KeyStoreError, OpenKeyStore};
use crate::secret::Key;
use std::path::{Path, PathBuf};

/// Name of the encrypted file.
const FILE: &str = "vault.db";
/// Name of the record that says how it is locked.
const LOCK: &str = "lock.json";

/// The folder with the vault's file and, beside it, how it is locked.
#[derive(Debug, Clone)]
pub struct Safe {
    folder: PathBuf,
}

impl Safe {
    /// The safe of a folder, which need not exist yet.
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.to_path_buf() }
    }

    /// Makes the folder, for this person's eyes only where the system knows such a thing.
    pub fn make_folder(&self) -> Result<(), VaultError> {
        let mut folder = std::fs::DirBuilder::new();
        folder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
        Ok(folder.create(&self.folder)?)
    }

    /// Path of the encrypted file.
    pub fn file(&self) -> PathBuf {
        self.folder.join(FILE)
    }

    /// How the vault is locked; `None` when there is none. A vault without its record, or the
    /// reverse, cannot be opened by anybody: it counts as none.
    pub fn find_lock(&self) -> Option<LockRecord> {
        let record = LockRecord::read(&self.folder.join(LOCK))?;
        self.file().exists().then_some(record)
    }

    /// Writes how the vault is locked.
    pub fn write_lock(&self, record: &LockRecord) -> Result<(), VaultError> {
        Ok(record.write(&self.folder.join(LOCK))?)
    }

    /// Makes an empty vault under a new data key, in place of any other.
    pub async fn create(&self) -> Result<(Vault, Key), VaultError> {
        self.wipe(None)?;
        self.make_folder()?;
        let key = Key::make_random()?;
        Ok((Vault::open(&self.file(), &key, true).await?, key))
    }

    /// Deletes the vault and, where it can, the key that opened it.
    pub fn wipe(&self, keys: Option<&OpenKeyStore>) -> Result<(), VaultError> {
        if let (Some(keys), Some(record)) = (keys, LockRecord::read(&self.folder.join(LOCK))) {
            record.forget_keys(keys, &self.file());
        }
        // The record first: without it the file is noise.
        for name in [LOCK, FILE, "vault.db-wal", "vault.db-shm"] {
            match std::fs::remove_file(self.folder.join(name)) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
                _ => {}
            }
        }
        Ok(())
    }

    /// Locks a data key with the system's key store, after proof that it keeps.
    pub async fn lock_with_key_store(&self, key: &Key, keys: &OpenKeyStore) -> Result<(), VaultError> {
        let record = blocking({
            let (key, keys, file) = (key.clone(), keys.clone(), self.file());
            move || {
                let store = keys()?;
                keystore::probe(store.as_ref())?;
                LockRecord::with_key_store(&key, store.as_ref(), &file)
            }
        })
        .await?;
        self.write_lock(&record)
    }
}

/// Runs what may block (a key store, a key derivation) away from the threads that answer.
pub async fn blocking<T, E>(work: impl FnOnce() -> Result<T, E> + Send + 'static) -> Result<T, E>
where
    T: Send + 'static,
    E: From<KeyStoreError> + Send + 'static,
{
    match tokio::task::spawn_blocking(work).await {
        Ok(outcome) => outcome,
        Err(_) => Err(KeyStoreError::Absent("the work was abandoned".to_owned()).into()),
    }
}
