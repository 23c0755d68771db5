//! A small fund, its portal on a real socket, and a device: what the wallet's tests are played on.

#![allow(
    dead_code,
    unused_imports,
    clippy::unwrap_used,
    reason = "shared by several tests, each using a part; tests fail loudly"
)]

mod bound;
mod claims;
mod device;
mod fund;
pub mod picture;
mod portal;

pub use bound::Bound;
pub use device::{Device, Drawer, SetClock};
pub use fund::{Fund, NOW, at};
pub use portal::{Portal, TOKEN};

use damane_contract::{CertificateKindView, CertificateView, ErrorBody, ErrorCode, SignInView};
use damane_wallet::{Wallet, WalletError};

/// Number of the person these tests are about.
pub const NUMBER: &str = "190000010";
pub const PASSWORD: &str = "zellige-bleu-2026";
pub const PIN: &str = "190284";

/// Signs in as a person would, with the code of the SMS.
pub async fn sign_in(wallet: &Wallet) {
    let first = wallet.sign_in(NUMBER.into(), PASSWORD.into()).await.unwrap();
    let SignInView::CodeNeeded { challenge_id, .. } = first else {
        panic!("a new device is asked for a code")
    };
    let second = wallet.confirm_code(challenge_id, "12345678".into(), None).await.unwrap();
    assert!(matches!(second, SignInView::SignedIn { token: None, .. }), "the token stays in the wallet");
}

pub async fn issue(wallet: &Wallet) -> Result<CertificateView, WalletError> {
    wallet.issue_certificate(CertificateKindView::Employment).await
}

/// What the window would be told.
pub fn code_of<T: std::fmt::Debug>(outcome: Result<T, WalletError>) -> ErrorCode {
    ErrorBody::from(outcome.unwrap_err()).code
}
