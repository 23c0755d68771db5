//! The record beside the vault: which way its data key is wrapped, and how often the PIN failed.

use super::pin::{LAST_FAILURE, Pin, PinCost, wait_after};
use super::{SealedUnder, VaultError, blocking};
use crate::keystore::{self, Found, KeyStore, KeyStoreError, OpenKeyStore};
use crate::place::{Place, PlaceRecord};
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
    /// Where the vault's file stands; an earlier app wrote none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    place: Option<PlaceRecord>,
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
    /// The key store no longer has the key.
    KeyLost,
    /// Another key store answers in the place of the one that has the key.
    AnotherStore,
    /// The vault's file is a copy: its key never leaves the place it was made for.
    Elsewhere,
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
    /// Seals the data key of a file under a new key that the store keeps.
    pub fn with_key_store(key: &Key, store: &dyn KeyStore, file: &Path) -> Result<Self, VaultError> {
        let vault = hex::encode(make_random::<16>()?);
        let wrapping_key = Key::make_random()?;
        store.put(&vault, &wrapping_key)?;
        let backend = store.backend().to_owned();
        let (place, wrapping_key) = bind(wrapping_key, Place::find(file), &vault);
        let sealed = STANDARD.encode(wrapping_key.seal(key, &binding(&vault, &backend))?);
        Ok(Self { version: 1, vault, place, wrapping: Wrapping::KeyStore { backend, sealed } })
    }

    /// Seals the data key of a file under a key stretched from a PIN.
    pub async fn with_pin(key: &Key, pin: Pin, cost: PinCost, file: &Path) -> Result<Self, VaultError> {
        let vault = hex::encode(make_random::<16>()?);
        let salt: [u8; 16] = make_random()?;
        let stretched = stretch(pin, salt.to_vec(), cost).await?;
        let (place, wrapping_key) = bind(stretched, Place::find(file), &vault);
        let sealed = STANDARD.encode(wrapping_key.seal(key, &binding(&vault, "pin"))?);
        let salt = STANDARD.encode(salt);
        let wrapping = Wrapping::Pin { cost, salt, sealed, failures: 0, failed_at: 0 };
        Ok(Self { version: 1, vault, place, wrapping })
    }

    /// Whether the PIN opens it (else the key store does).
    pub fn by_pin(&self) -> bool {
        matches!(self.wrapping, Wrapping::Pin { .. })
    }

    /// Whether the vault's file is a copy, of another device or profile or from a backup.
    pub fn is_of_elsewhere(&self, file: &Path) -> bool {
        self.place_of(file).is_none()
    }

    /// The place of the file, if it is the one this record is for; a record without a place is for any.
    fn place_of(&self, file: &Path) -> Option<Option<Place>> {
        let Some(record) = &self.place else { return Some(None) };
        Place::find_again(file, record, &self.vault).map(Some)
    }

    /// Asks the key store for the key.
    pub async fn open_with_key_store(&self, keys: &OpenKeyStore, file: &Path) -> Result<Opening, VaultError> {
        let Wrapping::KeyStore { backend, sealed } = &self.wrapping else {
            return Err(KeyStoreError::Refused("this vault opens with a PIN".to_owned()).into());
        };
        let Some(place) = self.place_of(file) else { return Ok(Opening::Elsewhere) };
        let (keys, name, backend) = (keys.clone(), self.vault.clone(), backend.clone());
        let found = blocking({
            let backend = backend.clone();
            move || keystore::find(&keys, &name, &backend)
        })
        .await?;
        let found = match found {
            Found::Key(found) => bind(found, place, &self.vault).1,
            Found::Nothing => return Ok(Opening::KeyLost),
            Found::AnotherStore => return Ok(Opening::AnotherStore),
        };
        let sealed = STANDARD.decode(sealed).map_err(|_| VaultError::Damaged)?;
        let key = found.open(&sealed, &binding(&self.vault, &backend));
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
        let Some(place) = self.place_of(&path.file()) else { return Ok(Opening::Elsewhere) };
        let (vault, bound_to) = (self.vault.clone(), binding(&self.vault, "pin"));
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
        let stretched = stretch(pin, salt, cost).await?;
        match bind(stretched, place, &vault).1.open(&sealed, &bound_to) {
            Some(key) => {
                self.forgive();
                path.write_lock(self)?;
                Ok(Opening::Opened(key))
            }
            None if failed >= LAST_FAILURE => Ok(Opening::Exhausted),
            None => Ok(Opening::WrongPin { tries_left: LAST_FAILURE - failed, wait: wait_after(failed) }),
        }
    }

    /// The entry that this device's key is sealed under, and its store, where the store may keep a second one.
    pub fn device_entry(&self) -> Option<SealedUnder> {
        let Wrapping::KeyStore { backend, .. } = &self.wrapping else { return None };
        Some(SealedUnder { backend: backend.clone(), entry: format!("{}-device", self.vault) })
    }

    /// Deletes the key store's entries of the vault of a file; a store that does not answer is left alone, since the
    /// record they belonged to goes away too. The entries of a copy are those of the vault it was copied from.
    pub fn forget_keys(&self, keys: &OpenKeyStore, file: &Path) {
        let Some(device) = self.device_entry() else { return };
        if self.is_of_elsewhere(file) {
            return;
        }
        if let Ok(store) = keys()
            && store.backend() == device.backend
        {
            let _gone_or_not = (store.forget(&self.vault), store.forget(&device.entry));
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
        std::fs::rename(&beside, path)?;
        // A failure that was counted stays counted, also after a power cut.
        #[cfg(unix)]
        if let Some(folder) = path.parent() {
            std::fs::File::open(folder)?.sync_all()?;
        }
        Ok(())
    }
}

/// A wrapping key as it is at a place, and the record of that place.
fn bind(key: Key, place: Option<Place>, vault: &str) -> (Option<PlaceRecord>, Key) {
    match place {
        Some(place) => (Some(place.record(vault)), key.at(place.bytes())),
        None => (None, key),
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
