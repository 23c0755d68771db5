//! The fund this app belongs to, and where its data lies: the only file that reads the environment.

use damane_wallet::{FundProfile, WalletError};
use std::path::PathBuf;
use tauri::{AppHandle, Manager};

/// The profile the app was built with.
const BUILT_IN: &str = include_str!(concat!(env!("OUT_DIR"), "/fund.toml"));

/// The lists the app was built with, as `damane trust export` writes them; empty when it was built with none.
const BUNDLED_TRUST: &str = include_str!(concat!(env!("OUT_DIR"), "/trust.json"));

/// The lists the app was built with. They hang from the profile's root key, or count for nothing.
pub fn bundled_trust() -> Option<&'static str> {
    (!BUNDLED_TRUST.trim().is_empty()).then_some(BUNDLED_TRUST)
}

/// The built-in profile. A demonstration app may be lent another one by `DAMANE_FUND_PROFILE`; an app built
/// for a real fund may not, or whoever starts it could point it at a portal and a root key of their own.
pub fn profile() -> Result<FundProfile, WalletError> {
    let built_in = read(BUILT_IN)?;
    match std::env::var_os("DAMANE_FUND_PROFILE") {
        Some(path) if built_in.demonstration => {
            read(&std::fs::read_to_string(path).map_err(|_| WalletError::Invalid("fund_profile"))?)
        }
        _ => Ok(built_in),
    }
}

fn read(text: &str) -> Result<FundProfile, WalletError> {
    FundProfile::from_toml(text).map_err(|_| WalletError::Invalid("fund_profile"))
}

/// The folder a test has checked (`DAMANE_TEST_FOLDER`); an app built for a real fund always asks.
#[cfg(desktop)]
pub fn folder_of_a_test() -> Option<PathBuf> {
    let folder = std::env::var_os("DAMANE_TEST_FOLDER")?;
    read(BUILT_IN).ok().filter(|built_in| built_in.demonstration).map(|_| folder.into())
}

/// The app's own folder, or the one a test names with `DAMANE_APP_DATA`.
pub fn data_folder(app: &AppHandle) -> tauri::Result<PathBuf> {
    match std::env::var_os("DAMANE_APP_DATA") {
        Some(folder) => Ok(folder.into()),
        None => app.path().app_local_data_dir(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_profile_is_one_the_wallet_opens() {
        let profile = read(BUILT_IN).unwrap();
        assert!(!profile.root_key.is_empty());
    }
}
