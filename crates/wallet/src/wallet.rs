//! The wallet: one person's vault on this device, and the way to the fund's portal.

use crate::clock::{Clock, LastUse};
use crate::error::WalletError;
use crate::keystore::OpenKeyStore;
use crate::portal::{Answer, PortalClient};
use crate::secret::Key;
use crate::trust::TrustStore;
use crate::vault::{KeptSession, LockRecord, Opening, Pin, PinCost, Safe, Vault, VaultError};
use damane_contract::{AppStateView, Dated, ErrorCode, FundView, VaultStateView};
use damane_credential::PublicKey;
use damane_domain::fund::FundProfile;
use damane_domain::time::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, MutexGuard};
use zeroize::Zeroizing;

/// What a wallet is made of. Everything that differs between a test and a phone comes from here.
pub struct Parts {
    /// The fund this app belongs to.
    pub fund: FundProfile,
    /// Folder of this app's data.
    pub folder: PathBuf,
    /// The clocks.
    pub clock: Arc<dyn Clock>,
    /// The system's key store.
    pub keys: OpenKeyStore,
    /// What a try of the PIN costs.
    pub pin_cost: PinCost,
}

/// One person's wallet on this device.
pub struct Wallet {
    fund: FundProfile,
    safe: Safe,
    clock: Arc<dyn Clock>,
    keys: OpenKeyStore,
    pin_cost: PinCost,
    portal: PortalClient,
    trust: TrustStore,
    state: Mutex<State>,
    contact: Mutex<Contact>,
    device: Mutex<Option<String>>,
}

/// The vault's states. A vault without PIN or key store yet is open but not yet locked by anything.
enum State {
    Empty,
    Locked(LockRecord),
    KeyLost,
    PinNeeded(Opened),
    Open(Opened),
}

struct Opened {
    vault: Arc<Vault>,
    key: Key,
    used: LastUse,
}

/// What the last tries to reach the portal gave.
#[derive(Default)]
struct Contact {
    last: Option<Timestamp>,
    online: bool,
}

impl Wallet {
    /// Opens the wallet of a folder, locked.
    pub fn open(parts: Parts) -> Result<Self, WalletError> {
        let Parts { fund, folder, clock, keys, pin_cost } = parts;
        let safe = Safe::new(&folder);
        safe.make_folder()?;
        let portal = PortalClient::new(&fund.portal_url, fund.demonstration)?;
        let root = root_of(&fund).ok_or(WalletError::Invalid("root_key"))?;
        let state = safe.find_lock().map_or(State::Empty, State::Locked);
        Ok(Self {
            trust: TrustStore::open(root, &folder),
            fund,
            safe,
            clock,
            keys,
            pin_cost,
            portal,
            state: Mutex::new(state),
            contact: Mutex::default(),
            device: Mutex::default(),
        })
    }

    /// The fund this app belongs to, as every screen names it.
    pub fn fund(&self) -> FundView {
        FundView {
            name: self.fund.name.clone().into(),
            demonstration: self.fund.demonstration,
            verification_host: self.fund.verification_host.clone(),
            phone: self.fund.phone.clone(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            offices: self.fund.offices.iter().cloned().map(Into::into).collect(),
        }
    }

    /// What the app must show first.
    pub async fn app_state(&self) -> Result<AppStateView, WalletError> {
        self.lock_if_idle().await;
        let vault = match &*self.state.lock().await {
            State::Empty => VaultStateView::Empty,
            State::Locked(record) if record.by_pin() => VaultStateView::LockedByPin,
            State::Locked(_) => VaultStateView::LockedByKeyStore,
            State::KeyLost => VaultStateView::KeyLost,
            State::PinNeeded(_) => VaultStateView::PinNeeded,
            State::Open(_) => VaultStateView::Open,
        };
        let signed_in = match self.peek().await {
            Some(vault) => vault.find_session().await?.is_some_and(|session| session.token.is_some()),
            None => false,
        };
        let contact = self.contact.lock().await;
        Ok(AppStateView {
            vault,
            signed_in,
            last_contact: contact.last.map(|at| at.to_rfc3339()),
            online: contact.online,
            auto_lock_minutes: self.fund.auto_lock_minutes,
            platform: std::env::consts::OS.to_owned(),
        })
    }

    /// Asks the key store for the key and opens the vault.
    pub async fn unlock_with_key_store(&self) -> Result<(), WalletError> {
        let mut state = self.state.lock().await;
        let State::Locked(record) = &*state else { return already_open(&state) };
        match record.open_with_key_store(&self.keys).await? {
            Opening::Opened(key) => *state = State::Open(self.opened(key).await?),
            _ => {
                *state = State::KeyLost;
                return Err(WalletError::Refused(Box::new(ErrorCode::KeyStoreFailed.into())));
            }
        }
        Ok(())
    }

    /// Tries a PIN.
    pub async fn unlock_with_pin(&self, typed: &str) -> Result<(), WalletError> {
        let pin = Pin::parse(typed).ok_or(WalletError::Invalid("pin"))?;
        let mut state = self.state.lock().await;
        let State::Locked(record) = &mut *state else { return already_open(&state) };
        match record.open_with_pin(pin, self.clock.now_micros(), &self.safe).await? {
            Opening::Opened(key) => {
                *state = State::Open(self.opened(key).await?);
                Ok(())
            }
            Opening::WrongPin { tries_left, wait } => {
                Err(WalletError::PinRefused { tries_left: Some(tries_left), wait })
            }
            Opening::Wait(wait) => Err(WalletError::PinRefused { tries_left: None, wait }),
            Opening::Exhausted | Opening::KeyLost => {
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
        let record = LockRecord::with_pin(&opened.key, pin, self.pin_cost).await?;
        let before = self.safe.find_lock();
        self.safe.write_lock(&record)?;
        if let Some(before) = before {
            before.forget_key(&self.keys);
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
            *state = self.safe.find_lock().map_or(State::Empty, State::Locked);
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

    pub(crate) fn portal(&self) -> &PortalClient {
        &self.portal
    }

    pub(crate) fn trust(&self) -> &TrustStore {
        &self.trust
    }

    pub(crate) fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.clock.now_micros())
    }

    pub(crate) async fn pending_device(&self) -> MutexGuard<'_, Option<String>> {
        self.device.lock().await
    }

    /// The open vault, counting as a use of it.
    pub(crate) async fn open_vault(&self) -> Result<Arc<Vault>, WalletError> {
        self.lock_if_idle().await;
        match &mut *self.state.lock().await {
            State::Open(opened) => {
                opened.used = LastUse::now(self.clock.as_ref());
                Ok(Arc::clone(&opened.vault))
            }
            _ => Err(WalletError::Locked),
        }
    }

    /// The open vault, also while it waits for its first PIN.
    pub(crate) async fn opened_vault(&self) -> Result<Arc<Vault>, WalletError> {
        self.peek().await.ok_or(WalletError::Locked)
    }

    async fn peek(&self) -> Option<Arc<Vault>> {
        match &*self.state.lock().await {
            State::Open(opened) | State::PinNeeded(opened) => Some(Arc::clone(&opened.vault)),
            _ => None,
        }
    }

    async fn opened(&self, key: Key) -> Result<Opened, WalletError> {
        let vault = Arc::new(Vault::open(&self.safe.file(), &key, false).await?);
        Ok(Opened { vault, key, used: LastUse::now(self.clock.as_ref()) })
    }

    /// Makes the vault ready for a session: the same person's stays, anybody else's goes.
    pub(crate) async fn open_for(&self, session: &KeptSession) -> Result<(), WalletError> {
        let mut state = self.state.lock().await;
        if let State::Open(opened) = &mut *state {
            let kept = opened.vault.find_session().await?;
            if kept.is_some_and(|kept| kept.registration_number == session.registration_number) {
                opened.used = LastUse::now(self.clock.as_ref());
                return Ok(opened.vault.keep_session(session).await?);
            }
        }
        if let Some(record) = self.safe.find_lock() {
            record.forget_key(&self.keys);
        }
        *state = State::Empty;
        let (vault, key) = self.safe.create().await?;
        vault.keep_session(session).await?;
        *self.device.lock().await = None;
        let locked = self.safe.lock_with_key_store(&key, &self.keys).await;
        let opened = Opened { vault: Arc::new(vault), key, used: LastUse::now(self.clock.as_ref()) };
        *state = match locked {
            Ok(()) => State::Open(opened),
            // Absent, locked or broken: the PIN is the lock here.
            Err(VaultError::KeyStore(_)) => State::PinNeeded(opened),
            Err(error) => return Err(error.into()),
        };
        Ok(())
    }

    /// Deletes the vault and its key.
    pub(crate) async fn empty(&self) -> Result<(), WalletError> {
        let mut state = self.state.lock().await;
        *state = State::Empty;
        Ok(self.safe.wipe(Some(&self.keys))?)
    }

    /// The session's token, or the news that it has ended.
    pub(crate) async fn token(&self, vault: &Vault) -> Result<Zeroizing<String>, WalletError> {
        let session = vault.find_session().await?;
        let ended = || WalletError::Refused(Box::new(ErrorCode::SessionEnded.into()));
        session.and_then(|session| session.token).ok_or_else(ended)
    }

    /// Notes whether the portal answered, and passes the answer's body on.
    pub(crate) fn ask<T>(&self, answer: Result<Answer<T>, WalletError>) -> Result<T, WalletError> {
        if let Ok(mut contact) = self.contact.try_lock() {
            contact.online = !matches!(answer, Err(WalletError::Offline));
            if contact.online {
                contact.last = Some(self.now());
            }
        }
        answer.map(|answer| answer.body)
    }

    /// The same for a request of a session: one that has ended leaves its token behind.
    pub(crate) async fn ask_as<T>(
        &self,
        vault: &Vault,
        answer: Result<Answer<T>, WalletError>,
    ) -> Result<T, WalletError> {
        let answer = self.ask(answer);
        if answer.as_ref().is_err_and(WalletError::ends_the_session) {
            vault.end_session().await?;
        }
        answer
    }

    /// An answer fresh from the portal, else what was kept of it.
    pub(crate) async fn dated<T: Serialize + DeserializeOwned>(
        &self,
        name: &str,
        path: &str,
    ) -> Result<Dated<T>, WalletError> {
        let vault = self.open_vault().await?;
        match self.read::<T>(&vault, path).await {
            Ok(value) => {
                let as_of = self.now().to_rfc3339();
                let body = serde_json::to_string(&value).map_err(|_| VaultError::Damaged)?;
                vault.keep_answer(name, &as_of, &body).await?;
                Ok(Dated { as_of, fresh: true, value })
            }
            Err(error) if error.leaves_what_is_kept() => {
                let (as_of, body) = vault.find_answer(name).await?.ok_or(error)?;
                let value = serde_json::from_str(&body).map_err(|_| VaultError::Damaged)?;
                Ok(Dated { as_of, fresh: false, value })
            }
            Err(error) => Err(error),
        }
    }

    async fn read<T: DeserializeOwned>(&self, vault: &Vault, path: &str) -> Result<T, WalletError> {
        let token = self.token(vault).await?;
        self.ask_as(vault, self.portal.get(path, Some(&token)).await).await
    }
}

fn already_open(state: &State) -> Result<(), WalletError> {
    match state {
        State::Open(_) | State::PinNeeded(_) => Ok(()),
        _ => Err(WalletError::Locked),
    }
}

/// The root key built into the profile: base64url of the uncompressed P-256 point.
fn root_of(fund: &FundProfile) -> Option<PublicKey> {
    use base64::Engine;
    let point = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(&fund.root_key).ok()?;
    PublicKey::from_point(&point).ok()
}
