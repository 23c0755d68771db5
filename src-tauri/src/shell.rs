//! What every command finds: the wallet, or why there is none on this device.

use damane_contract::ErrorBody;
use damane_wallet::clock::SystemClock;
use damane_wallet::keystore::OpenKeyStore;
use damane_wallet::vault::PinCost;
use damane_wallet::{Parts, Wallet};
use std::path::PathBuf;
use std::sync::Arc;

/// The wallet of this device. One that cannot be opened still lets the window appear and say why.
pub struct Shell(Result<Wallet, ErrorBody>);

impl Shell {
    /// Opens the wallet of a folder, whose keys a store keeps, for the fund this app belongs to.
    pub fn open(folder: PathBuf, keys: OpenKeyStore) -> Self {
        let wallet = crate::fund::profile().and_then(|fund| {
            let clock = Arc::new(SystemClock::new());
            let bundled_trust = crate::fund::bundled_trust();
            Wallet::open(Parts { fund, folder, clock, keys, pin_cost: PinCost::APP, bundled_trust })
        });
        Self(wallet.map_err(ErrorBody::from))
    }

    /// The wallet.
    pub fn wallet(&self) -> Result<&Wallet, ErrorBody> {
        self.0.as_ref().map_err(Clone::clone)
    }
}
