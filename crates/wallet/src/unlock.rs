//! Opening and locking the vault: by the system's key store, by the PIN, by a new session, and by time.

use crate::clock::LastUse;
use crate::enrolment::Enrolment;
use crate::error::WalletError;
use crate::keystore::KeyStoreError;
use crate::secret::Key;
use crate::vault::{KeptSession, LockRecord, Opening, Pin, Vault, VaultError};
use crate::wallet::{Opened, State, Trouble, Wallet};
use damane_contract::ErrorCode;
use std::sync::Arc;
use std::time::Duration;

impl Wallet {
    /// Asks the key store for the key and opens the vault. Where it does not, the state says why, and the next try may
    /// succeed.
    pub async fn unlock_with_key_store(&self) -> Result<(), WalletError> {
        let mut state = self.state.lock().await;
        let State::Locked(record, trouble) = &mut *state else { return already_open(&state) };
        let seen = match record.open_with_key_store(&self.keys, &self.safe.file()).await {
            Ok(Opening::Opened(key)) => {
                *state = State::Open(self.opened(key).await?);
                return Ok(());
            }
            Ok(Opening::AnotherStore) => Trouble::Swapped,
            Ok(Opening::Elsewhere) => Trouble::Elsewhere,
            Ok(_) => Trouble::Lost,
            Err(VaultError::KeyStore(_)) if record.by_pin() => return Err(WalletError::Locked),
            // Nothing is wrong: the lock stays as it is, and the same button asks again.
            Err(error @ VaultError::KeyStore(KeyStoreError::Dismissed)) => return Err(error.into()),
            Err(VaultError::KeyStore(KeyStoreError::Absent(_))) => Trouble::Missing,
            Err(VaultError::KeyStore(KeyStoreError::Refused(_))) => Trouble::Locked,
            Err(error) => return Err(error.into()),
        };
        *trouble = Some(seen);
        Err(WalletError::Refused(Box::new(ErrorCode::KeyStoreFailed.into())))
    }

    /// Tries a PIN.
    pub async fn unlock_with_pin(&self, typed: &str) -> Result<(), WalletError> {
        let pin = Pin::parse(typed).ok_or(WalletError::Invalid("pin"))?;
        let mut state = self.state.lock().await;
        let State::Locked(record, trouble) = &mut *state else { return already_open(&state) };
        match record.open_with_pin(pin, self.clock.now_micros(), &self.safe).await? {
            Opening::Opened(key) => {
                *state = State::Open(self.opened(key).await?);
                Ok(())
            }
            Opening::WrongPin { tries_left, wait } => {
                Err(WalletError::PinRefused { tries_left: Some(tries_left), wait })
            }
            Opening::Wait(wait) => Err(WalletError::PinRefused { tries_left: None, wait }),
            Opening::Elsewhere => {
                *trouble = Some(Trouble::Elsewhere);
                Err(WalletError::Refused(Box::new(ErrorCode::KeyStoreFailed.into())))
            }
            Opening::Exhausted | Opening::KeyLost | Opening::AnotherStore => {
                self.safe.wipe(None)?;
                *state = State::Empty;
                Err(WalletError::PinRefused { tries_left: Some(0), wait: Duration::ZERO })
            }
        }
    }

    /// Locks the open vault with a PIN from now on, in place of what locked it before.
    pub async fn choose_pin(&self, typed: &str) -> Result<(), WalletError> {
        let pin = Pin::parse_new(typed).ok_or(WalletError::Invalid("pin"))?;
        let mut state = self.state.lock().await;
        let (State::Open(opened) | State::PinNeeded(opened)) = &*state else {
            return Err(WalletError::Locked);
        };
        // The device's key comes into the vault before the entry it was sealed under goes.
        if let Some(key) = self.device_key(&opened.vault).await? {
            self.keep_device_key(&opened.vault, &key, None).await?;
        }
        let record = LockRecord::with_pin(&opened.key, pin, self.pin_cost, &self.safe.file()).await?;
        let before = self.safe.find_lock();
        self.safe.write_lock(&record)?;
        if let Some(before) = before {
            before.forget_keys(&self.keys, &self.safe.file());
        }
        *state = match std::mem::replace(&mut *state, State::Empty) {
            State::PinNeeded(opened) | State::Open(opened) => State::Open(opened),
            other => other,
        };
        Ok(())
    }

    /// Locks the vault: its key leaves memory.
    pub async fn lock(&self) {
        let mut state = self.state.lock().await;
        if let State::Open(_) = &*state {
            *state = State::locked(&self.safe);
        }
    }

    /// Locks the vault when it was not used for as long as the fund allows; true when it just did.
    pub async fn lock_if_idle(&self) -> bool {
        let limit = Duration::from_secs(60 * u64::from(self.fund.auto_lock_minutes));
        let idle = match &*self.state.lock().await {
            State::Open(opened) => opened.used.idle(self.clock.as_ref()),
            _ => return false,
        };
        if idle >= limit {
            self.lock().await;
        }
        idle >= limit
    }

    async fn opened(&self, key: Key) -> Result<Opened, WalletError> {
        let vault = Arc::new(Vault::open(&self.safe.file(), &key, false).await?);
        Ok(Opened { vault, key, used: LastUse::now(self.clock.as_ref()) })
    }

    /// Makes the vault ready for a session: the same person's stays, anybody else's goes.
    pub(crate) async fn open_for(
        &self,
        session: &KeptSession,
        enrolment: &Enrolment,
    ) -> Result<(), WalletError> {
        let mut state = self.state.lock().await;
        if let State::Open(opened) = &mut *state {
            let kept = opened.vault.find_session().await?;
            if kept.is_some_and(|kept| kept.registration_number == session.registration_number) {
                opened.used = LastUse::now(self.clock.as_ref());
                if self
                    .device_key(&opened.vault)
                    .await?
                    .is_none_or(|held| held.secret() != enrolment.key.secret())
                {
                    let entry = self.safe.find_lock().and_then(|record| record.device_entry());
                    self.keep_device_key(&opened.vault, &enrolment.key, entry).await?;
                }
                return Ok(opened.vault.keep_session(session).await?);
            }
        }
        if let Some(record) = self.safe.find_lock() {
            record.forget_keys(&self.keys, &self.safe.file());
        }
        *state = State::Empty;
        let (vault, key) = self.safe.create().await?;
        let locked = match self.safe.lock_with_key_store(&key, &self.keys).await {
            Ok(()) => true,
            // Absent, locked or broken: the PIN is the lock here.
            Err(VaultError::KeyStore(_)) => false,
            Err(error) => return Err(error.into()),
        };
        let entry = self.safe.find_lock().and_then(|record| record.device_entry());
        self.keep_device_key(&vault, &enrolment.key, entry).await?;
        vault.keep_session(session).await?;
        let opened = Opened { vault: Arc::new(vault), key, used: LastUse::now(self.clock.as_ref()) };
        *state = if locked { State::Open(opened) } else { State::PinNeeded(opened) };
        Ok(())
    }

    /// Deletes the vault and its keys.
    pub(crate) async fn empty(&self) -> Result<(), WalletError> {
        let mut state = self.state.lock().await;
        *state = State::Empty;
        Ok(self.safe.wipe(Some(&self.keys))?)
    }
}

fn already_open(state: &State) -> Result<(), WalletError> {
    match state {
        State::Open(_) | State::PinNeeded(_) => Ok(()),
        _ => Err(WalletError::Locked),
    }
}
