//! The app's core without Tauri: keychain, vault, offline cache, portal client, verification.

mod account;
mod career;
mod certificates;
mod claims;
pub mod clock;
pub mod device_key;
mod drafts;
mod enrolment;
mod error;
mod folder;
mod job_loss;
pub mod keystore;
mod pages;
mod pass;
mod pension;
pub mod place;
mod portal;
mod protection;
pub mod secret;
mod sending;
mod session;
mod trust;
mod unlock;
pub mod vault;
pub mod verification;
mod wallet;

pub use account::Applicant;
pub use damane_domain::fund::FundProfile;
pub use error::WalletError;
pub use wallet::{Parts, Wallet};
