//! The app's core without Tauri: keychain, vault, offline cache, portal client, verification.

mod career;
mod certificates;
pub mod clock;
mod error;
pub mod keystore;
mod pages;
mod portal;
pub mod secret;
mod session;
mod trust;
pub mod vault;
pub mod verification;
mod wallet;

pub use damane_domain::fund::FundProfile;
pub use error::WalletError;
pub use wallet::{Parts, Wallet};
