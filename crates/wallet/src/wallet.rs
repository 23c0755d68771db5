//! The wallet: one person's vault on this device, and the way to the fund's portal.

use crate::clock::{Clock, LastUse};
use crate::enrolment::Enrolment;
use crate::error::WalletError;
use crate::folder::FolderCheck;
use crate::keystore::OpenKeyStore;
use crate::portal::PortalClient;
use crate::secret::Key;
use crate::trust::TrustStore;
use crate::vault::{LockRecord, PinCost, Safe, Vault};
use damane_contract::{AppStateView, FundView, VaultStateView};
use damane_credential::PublicKey;
use damane_domain::fund::FundProfile;
use damane_domain::time::Timestamp;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::Mutex;

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
    /// The lists the app was packaged with (`damane trust export`), for a device that has met no portal yet.
    pub bundled_trust: Option<&'static str>,
}

/// One person's wallet on this device.
pub struct Wallet {
    pub(crate) fund: FundProfile,
    pub(crate) safe: Safe,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) keys: OpenKeyStore,
    pub(crate) pin_cost: PinCost,
    pub(crate) portal: PortalClient,
    pub(crate) trust: TrustStore,
    pub(crate) state: Mutex<State>,
    pub(crate) contact: Mutex<Contact>,
    /// Who this device says it is, until a vault keeps it.
    pub(crate) pending: Mutex<Option<Enrolment>>,
    /// Held while tokens are renewed: two renewals at once would turn each other out.
    pub(crate) renewing: Mutex<()>,
    /// Held while what waits is sent: two at once would send the same.
    pub(crate) sending: Mutex<()>,
    /// The folder being checked.
    pub(crate) folder: Arc<FolderCheck>,
}

/// The vault's states. A vault without PIN or key store yet is open but not yet locked by anything.
pub(crate) enum State {
    Empty,
    Locked(LockRecord, Option<Trouble>),
    PinNeeded(Opened),
    Open(Opened),
}

/// Why a vault did not open. Each can pass: the next try may succeed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// The key store does not answer.
    Missing,
    /// The key store is locked, or was denied.
    Locked,
    /// The key store no longer has the key.
    Lost,
    /// Another key store answers in its place.
    Swapped,
    /// The vault's file is a copy.
    Elsewhere,
}

pub(crate) struct Opened {
    pub vault: Arc<Vault>,
    pub key: Key,
    pub used: LastUse,
}

/// What the last tries to reach the portal gave.
#[derive(Default)]
pub(crate) struct Contact {
    pub last: Option<Timestamp>,
    pub online: bool,
}

impl Wallet {
    /// Opens the wallet of a folder, locked.
    pub fn open(parts: Parts) -> Result<Self, WalletError> {
        let Parts { fund, folder, clock, keys, pin_cost, bundled_trust } = parts;
        let safe = Safe::new(&folder);
        safe.make_folder()?;
        let portal = PortalClient::new(&fund.portal_url, fund.demonstration, Arc::clone(&clock))?;
        let root = root_of(&fund).ok_or(WalletError::Invalid("root_key"))?;
        Ok(Self {
            trust: TrustStore::open(root, &folder, bundled_trust),
            state: Mutex::new(State::locked(&safe)),
            fund,
            safe,
            clock,
            keys,
            pin_cost,
            portal,
            contact: Mutex::default(),
            pending: Mutex::default(),
            renewing: Mutex::default(),
            sending: Mutex::default(),
            folder: Arc::default(),
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
            portal_url: Some(self.fund.portal_url.clone()),
        }
    }

    /// What the app must show first.
    pub async fn app_state(&self) -> Result<AppStateView, WalletError> {
        self.lock_if_idle().await;
        let vault = self.state.lock().await.view();
        let signed_in = match self.peek().await {
            Some(vault) => vault.find_session().await?.is_some_and(|session| session.tokens.is_some()),
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

    pub(crate) fn portal(&self) -> &PortalClient {
        &self.portal
    }

    pub(crate) fn trust(&self) -> &TrustStore {
        &self.trust
    }

    pub(crate) fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.clock.now_micros())
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

    /// The open vault, for what goes on by itself: it does not count as a use, so that nothing keeps it from locking.
    pub(crate) async fn watched_vault(&self) -> Result<Arc<Vault>, WalletError> {
        self.lock_if_idle().await;
        match &*self.state.lock().await {
            State::Open(opened) => Ok(Arc::clone(&opened.vault)),
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
}

impl State {
    /// As the folder says when nothing is open.
    pub fn locked(safe: &Safe) -> Self {
        let Some(record) = safe.find_lock() else { return Self::Empty };
        let trouble = record.is_of_elsewhere(&safe.file()).then_some(Trouble::Elsewhere);
        Self::Locked(record, trouble)
    }

    fn view(&self) -> VaultStateView {
        match self {
            Self::Empty => VaultStateView::Empty,
            Self::Locked(_, Some(trouble)) => match trouble {
                Trouble::Missing => VaultStateView::KeyStoreMissing,
                Trouble::Locked => VaultStateView::KeyStoreLocked,
                Trouble::Lost => VaultStateView::KeyLost,
                Trouble::Swapped => VaultStateView::KeyStoreSwapped,
                Trouble::Elsewhere => VaultStateView::Restored,
            },
            Self::Locked(record, None) if record.by_pin() => VaultStateView::LockedByPin,
            Self::Locked(..) => VaultStateView::LockedByKeyStore,
            Self::PinNeeded(_) => VaultStateView::PinNeeded,
            Self::Open(_) => VaultStateView::Open,
        }
    }
}

/// The root key built into the profile: base64url of the uncompressed P-256 point.
fn root_of(fund: &FundProfile) -> Option<PublicKey> {
    use base64::Engine;
    let point = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(&fund.root_key).ok()?;
    PublicKey::from_point(&point).ok()
}
