//! The record beside the vault: which way its data key is wrapped, and how often the PIN failed.

use super::pin::{LAST_FAILURE, Pin, PinCost, wait_after};
use super::{VaultError, blocking};
use crate::keystore::{self, KeyStore, KeyStoreError, OpenKeyStore};
use crate::secret::{Key, make_random};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::io::Write;
use std::path::Path;
use std::time::Duration;

/// How the vault is locked.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct LockRecord {
    version: u8,
    /// Random name of this vault: the key store's entry stands under it.
    vault: String,
    wrapping: Wrapping,
}

#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
#[serde(tag = "with", rename_all = "snake_case")]
enum Wrapping {
    KeyStore { backend: String, sealed: String },
    Pin { cost: PinCost, salt: String, sealed: String, failures: u32, failed_at: i64 },
}

/// What came of an attempt to open.
#[derive(Debug)]
pub enum Opening {
    /// The data key.
    Opened(Key),
    /// The key store no longer has the key, or another store answers in its place.
    KeyLost,
    /// The PIN is wrong; so many tries remain.
    WrongPin {
        /// Tries before the vault is wiped.
        tries_left: u32,
        /// Wait before the next one.
        wait: Duration,
    },
    /// Too early after the last failure.
    Wait(Duration),
    /// The last try failed: the vault must be wiped.
    Exhausted,
}

impl LockRecord {
    /// Seals a data key under a new key that the store keeps.
    pub fn with_key_store(key: &Key, store: &dyn KeyStore) -> Result<Self, VaultError> {
        let vault = hex::encode(make_random::<16>()?);
        let wrapping_key = Key::make_random()?;
        store.put(&vault, &wrapping_key)?;
        let backend = store.backend().to_owned();
        let sealed = STANDARD.encode(wrapping_key.seal(key, &binding(&vault, &backend))?);
        Ok(Self { version: 1, vault, wrapping: Wrapping::KeyStore { backend, sealed } })
    }

    /// Seals a data key under a key stretched from a PIN.
    pub async fn with_pin(key: &Key, pin: Pin, cost: PinCost) -> Result<Self, VaultError> {
        let vault = hex::encode(make_random::<16>()?);
        let salt: [u8; 16] = make_random()?;
        let wrapping_key = stretch(pin, salt.to_vec(), cost).await?;
        let sealed = STANDARD.encode(wrapping_key.seal(key, &binding(&vault, "pin"))?);
        let salt = STANDARD.encode(salt);
        let wrapping = Wrapping::Pin { cost, salt, sealed, failures: 0, failed_at: 0 };
        Ok(Self { version: 1, vault, wrapping })
    }

    /// Whether the PIN opens it (else the key store does).
    pub fn by_pin(&self) -> bool {
        matches!(self.wrapping, Wrapping::Pin { .. })
    }

    /// Asks the key store for the key.
    pub async fn open_with_key_store(&self, keys: &OpenKeyStore) -> Result<Opening, VaultError> {
        let Wrapping::KeyStore { backend, sealed } = &self.wrapping else {
            return Err(KeyStoreError::Refused("this vault opens with a PIN".to_owned()).into());
        };
        let (keys, name, backend) = (keys.clone(), self.vault.clone(), backend.clone());
        let found = blocking({
            let backend = backend.clone();
            move || find_key(&keys, &name, &backend)
        })
        .await?;
        let bound_to = binding(&self.vault, &backend);
        let key = found.and_then(|found| found.open(&STANDARD.decode(sealed).ok()?, &bound_to));
        Ok(key.map_or(Opening::KeyLost, Opening::Opened))
    }

    /// Tries a PIN. The failure is written down before the PIN is looked at, so that a killed
    /// program does not give a try for nothing.
    pub async fn open_with_pin(
        &mut self,
        pin: Pin,
        now: i64,
        path: &super::Safe,
    ) -> Result<Opening, VaultError> {
        let bound_to = binding(&self.vault, "pin");
        let Wrapping::Pin { cost, salt, sealed, failures, failed_at } = &mut self.wrapping else {
            return Err(KeyStoreError::Refused("this vault opens with the key store".to_owned()).into());
        };
        if let Some(wait) = still_to_wait(*failures, failed_at, now) {
            path.write_lock(self)?;
            return Ok(Opening::Wait(wait));
        }
        let damaged = |_| VaultError::Damaged;
        let (cost, salt) = (*cost, STANDARD.decode(salt).map_err(damaged)?);
        let sealed = STANDARD.decode(sealed).map_err(damaged)?;
        *failures += 1;
        *failed_at = now;
        let failed = *failures;
        path.write_lock(self)?;
        match stretch(pin, salt, cost).await?.open(&sealed, &bound_to) {
            Some(key) => {
                self.forgive();
                path.write_lock(self)?;
                Ok(Opening::Opened(key))
            }
            None if failed >= LAST_FAILURE => Ok(Opening::Exhausted),
            None => Ok(Opening::WrongPin { tries_left: LAST_FAILURE - failed, wait: wait_after(failed) }),
        }
    }

    /// Deletes the key store's entry; a store that does not answer is left alone, since the record
    /// it belonged to goes away too.
    pub fn forget_key(&self, keys: &OpenKeyStore) {
        if let (Wrapping::KeyStore { .. }, Ok(store)) = (&self.wrapping, keys()) {
            let _ = store.forget(&self.vault);
        }
    }

    fn forgive(&mut self) {
        if let Wrapping::Pin { failures, failed_at, .. } = &mut self.wrapping {
            (*failures, *failed_at) = (0, 0);
        }
    }

    pub(super) fn read(path: &Path) -> Option<Self> {
        let record: Self = serde_json::from_slice(&std::fs::read(path).ok()?).ok()?;
        (record.version == 1).then_some(record)
    }

    /// Written beside, synced, then renamed: a half-written record would lock the person out.
    pub(super) fn write(&self, path: &Path) -> std::io::Result<()> {
        let beside = path.with_extension("new");
        let mut file = std::fs::File::create(&beside)?;
        file.write_all(&serde_json::to_vec(self)?)?;
        file.sync_all()?;
        std::fs::rename(&beside, path)
    }
}

/// `None` from a store that also takes no write means locked or broken, not lost: the caller may
/// try again. Another program answering under the same name is never asked.
fn find_key(keys: &OpenKeyStore, name: &str, backend: &str) -> Result<Option<Key>, VaultError> {
    let store = keys()?;
    if store.backend() != backend {
        return Ok(None);
    }
    match store.find(name)? {
        Some(key) => Ok(Some(key)),
        None => keystore::probe(store.as_ref()).map(|()| None).map_err(VaultError::from),
    }
}

/// A clock set back does not shorten the wait: it starts again.
fn still_to_wait(failures: u32, failed_at: &mut i64, now: i64) -> Option<Duration> {
    let wait = wait_after(failures);
    if now < *failed_at {
        *failed_at = now;
    }
    let passed = Duration::from_micros(u64::try_from(now - *failed_at).unwrap_or(0));
    wait.checked_sub(passed).filter(|left| !left.is_zero())
}

async fn stretch(pin: Pin, salt: Vec<u8>, cost: PinCost) -> Result<Key, VaultError> {
    blocking(move || pin.derive(&salt, cost).ok_or(VaultError::Damaged)).await
}

fn binding(vault: &str, way: &str) -> Vec<u8> {
    format!("damane vault 1|{vault}|{way}").into_bytes()
}
