//! Who this device says it is: a random name, and a key of its own made at the first sign-in. The key is sealed under
//! an entry of the key store beside the vault's, or kept in the vault where there is none, or one that would ask twice.

use crate::device_key::DeviceKey;
use crate::error::WalletError;
use crate::keystore::{self, Found};
use crate::secret::{Key, make_random};
use crate::vault::{KeptDeviceKey, SealedUnder, Vault, VaultError, blocking};
use crate::wallet::Wallet;
use std::sync::Arc;
use zeroize::Zeroizing;

/// What a sealed key is bound to.
const BOUND_TO: &[u8] = b"damane device key 1";

/// A device as the portal knows it.
#[derive(Clone)]
pub(crate) struct Enrolment {
    /// The name it gave itself.
    pub id: String,
    /// Its key.
    pub key: Arc<DeviceKey>,
}

impl Wallet {
    /// This device for a sign-in: as the vault knows it, or new until a vault keeps it.
    pub(crate) async fn enrolment(&self) -> Result<Enrolment, WalletError> {
        let mut known = None;
        if let Ok(vault) = self.open_vault().await
            && let Some(session) = vault.find_session().await?
        {
            if let Some(key) = self.device_key(&vault).await? {
                return Ok(Enrolment { id: session.device_id, key });
            }
            known = Some(session.device_id);
        }
        let mut pending = self.pending.lock().await;
        let fits = |one: &Enrolment| known.as_ref().is_none_or(|id| *id == one.id);
        if let Some(kept) = pending.clone().filter(fits) {
            return Ok(kept);
        }
        let id = known.map_or_else(|| make_random::<16>().map(hex::encode), Ok)?;
        let made = Enrolment { id, key: Arc::new(DeviceKey::make()?) };
        *pending = Some(made.clone());
        Ok(made)
    }

    /// This device for a sign-in of several steps: the vault may lock between them.
    pub(crate) async fn begin_enrolment(&self) -> Result<Enrolment, WalletError> {
        let enrolment = self.enrolment().await?;
        *self.pending.lock().await = Some(enrolment.clone());
        Ok(enrolment)
    }

    /// This device's key: `None` when there is none, or none that can be read any more.
    pub(crate) async fn device_key(&self, vault: &Vault) -> Result<Option<Arc<DeviceKey>>, WalletError> {
        let mut held = vault.held_device_key().await;
        if held.is_none()
            && let Some(kept) = vault.find_device_key().await?
        {
            let secret = match kept.sealed {
                Some(under) => self.unseal(under, &kept.secret).await?,
                None => Some(kept.secret),
            };
            *held = secret.and_then(DeviceKey::read).map(Arc::new);
        }
        Ok(held.clone())
    }

    async fn unseal(
        &self,
        under: SealedUnder,
        sealed: &[u8],
    ) -> Result<Option<Zeroizing<Vec<u8>>>, WalletError> {
        let keys = self.keys.clone();
        let found = blocking(move || keystore::find(&keys, &under.entry, &under.backend)).await?;
        Ok(match found {
            Found::Key(key) => key.open_bytes(sealed, BOUND_TO),
            Found::Nothing | Found::AnotherStore => None,
        })
    }

    /// Keeps the key: sealed under an entry where the store may hold one, else as it is in the vault.
    pub(crate) async fn keep_device_key(
        &self,
        vault: &Vault,
        key: &Arc<DeviceKey>,
        entry: Option<SealedUnder>,
    ) -> Result<(), WalletError> {
        let mut held = vault.held_device_key().await;
        let kept = match entry {
            Some(entry) => self.seal(key, entry).await?,
            None => None,
        };
        let plain = || KeptDeviceKey { sealed: None, secret: Zeroizing::new(key.secret().to_vec()) };
        vault.keep_device_key(&kept.unwrap_or_else(plain)).await?;
        *held = Some(Arc::clone(key));
        Ok(())
    }

    /// `None` from a store that asks at each reading, or does not take a second entry.
    async fn seal(&self, key: &DeviceKey, under: SealedUnder) -> Result<Option<KeptDeviceKey>, WalletError> {
        let wrapping_key = Key::make_random()?;
        let secret = Zeroizing::new(wrapping_key.seal_bytes(key.secret(), BOUND_TO)?);
        let (keys, entry, backend) = (self.keys.clone(), under.entry.clone(), under.backend.clone());
        let put = blocking(move || -> Result<bool, VaultError> {
            let store = keys()?;
            let is_ours = store.backend() == backend && !store.asks();
            if is_ours {
                store.put(&entry, &wrapping_key)?;
            }
            Ok(is_ours)
        });
        Ok(put.await.unwrap_or(false).then_some(KeptDeviceKey { sealed: Some(under), secret }))
    }
}
