//! The Secret Service for real: a gnome-keyring of its own inside a session bus of its own.
//!
//! Runs where `DAMANE_TEST_SECRET_SERVICE=1` says that dbus and gnome-keyring are installed (the window
//! suite of `cargo xtask test`); it then starts itself again inside such a session.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]
#![cfg(target_os = "linux")]

mod common;

use common::{Device, Fund, Portal, issue, sign_in};
use damane_contract::VaultStateView;
use damane_wallet::keystore;
use std::process::Command;

const SWITCH: &str = "DAMANE_TEST_SECRET_SERVICE";

#[test]
fn the_session_keyring_keeps_the_vaults_key() {
    match std::env::var(SWITCH).as_deref() {
        Ok("inside") => tokio::runtime::Runtime::new().unwrap().block_on(inside()),
        Ok("1") => in_a_session(),
        _ => {}
    }
}

fn in_a_session() {
    let home = tempfile::tempdir().unwrap();
    let script =
        r#"eval "$(printf keyring | gnome-keyring-daemon --unlock --components=secrets)"; exec "$0""#;
    let status = Command::new("dbus-run-session")
        .args(["--", "bash", "-euc", script])
        .arg(std::env::current_exe().unwrap())
        .env("HOME", home.path())
        .env("XDG_RUNTIME_DIR", home.path())
        .env_remove("DISPLAY")
        .env(SWITCH, "inside")
        .status()
        .unwrap();
    assert!(status.success(), "inside the session: {status}");
}

async fn inside() {
    let store = keystore::of_this_system()().unwrap();
    assert_eq!(store.backend(), "secret-service/gnome-keyring-d", "the program behind the name is noted");
    keystore::probe(store.as_ref()).unwrap();

    let mut portal = Portal::start(Fund::new(1)).await;
    let device = Device::new(&Fund::new(1), &portal.url());
    let wallet = device.start_with(keystore::of_this_system());
    sign_in(&wallet).await;
    issue(&wallet).await.unwrap();
    drop(wallet);
    portal.stop().await;

    let wallet = device.start_with(keystore::of_this_system());
    assert_eq!(wallet.app_state().await.unwrap().vault, VaultStateView::LockedByKeyStore);
    wallet.unlock_with_key_store().await.unwrap();
    assert_eq!(wallet.certificates().await.unwrap().value.len(), 1);
    wallet.sign_out().await.unwrap();
    let search = Command::new("secret-tool")
        .args(["search", "--all", "service", "ma.example.damane"])
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&search.stdout), "", "nothing is left in the keyring");
}
