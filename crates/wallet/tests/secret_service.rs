//! The Secret Service for real: a gnome-keyring of its own on a session bus of its own, and what can become of it.
//!
//! Runs where `DAMANE_TEST_SECRET_SERVICE=1` says that dbus and gnome-keyring are installed (the window suite of
//! `cargo xtask test`); each test then starts itself again on such a bus. The bus starts no service by itself.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]
#![cfg(target_os = "linux")]

mod common;

use common::{Device, Fund, Portal, code_of, issue, sign_in};
use damane_contract::{ErrorCode, VaultStateView};
use damane_wallet::{Wallet, keystore};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const SWITCH: &str = "DAMANE_TEST_SECRET_SERVICE";
const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy></busconfig>"#;

/// Runs a test on a bus of its own, or leaves it where the tools are not said to be there.
fn on_a_bus(name: &str, test: impl AsyncFn(&Path)) {
    match std::env::var(SWITCH).as_deref() {
        Ok("1") => {
            let folder = tempfile::tempdir().unwrap();
            let bus = folder.path().join("bus.conf");
            std::fs::write(&bus, BUS).unwrap();
            let status = Command::new("dbus-run-session")
                .arg(format!("--config-file={}", bus.display()))
                .arg("--")
                .arg(std::env::current_exe().unwrap())
                .args(["--exact", "--nocapture", name])
                .env(SWITCH, folder.path())
                .env_remove("DISPLAY")
                .env_remove("WAYLAND_DISPLAY")
                .status()
                .unwrap();
            assert!(status.success(), "on its own bus: {status}");
        }
        Ok(folder) => tokio::runtime::Runtime::new().unwrap().block_on(test(Path::new(folder))),
        Err(_) => {}
    }
}

/// A running keyring, unlocked; ended when dropped.
struct Keyring(Child);

impl Keyring {
    fn start(folder: &Path, program: &Path, home: &str) -> Self {
        let home = folder.join(home);
        std::fs::create_dir_all(&home).unwrap();
        let mut child = Command::new(program)
            .args(["--foreground", "--unlock", "--components=secrets"])
            .env("HOME", &home)
            .env("XDG_RUNTIME_DIR", &home)
            .env_remove("XDG_DATA_HOME")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("gnome-keyring-daemon starts");
        child.stdin.take().unwrap().write_all(b"keyring").unwrap();
        let started = Instant::now();
        while keystore::of_this_system()().and_then(|store| keystore::probe(store.as_ref())).is_err() {
            assert!(started.elapsed() < Duration::from_secs(10), "the keyring keeps nothing");
            std::thread::sleep(Duration::from_millis(20));
        }
        Self(child)
    }

    fn ordinary(folder: &Path) -> Self {
        Self::start(folder, Path::new("gnome-keyring-daemon"), "ordinary")
    }

    /// Locks every collection, as the desktop's own lock may.
    fn lock(&self) {
        let bus = zbus::blocking::Connection::session().unwrap();
        let collection =
            zbus::zvariant::ObjectPath::try_from("/org/freedesktop/secrets/collection/login").unwrap();
        let asked = bus.call_method(
            Some("org.freedesktop.secrets"),
            "/org/freedesktop/secrets",
            Some("org.freedesktop.Secret.Service"),
            "Lock",
            &(vec![collection]),
        );
        asked.unwrap();
    }
}

impl Drop for Keyring {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

/// What `secret-tool` finds or does with the app's entries.
fn secret_tool(verb: &str) -> String {
    let arguments: &[&str] = if verb == "search" { &["search", "--all"] } else { &[verb] };
    let output =
        Command::new("secret-tool").args(arguments).args(["service", "ma.example.damane"]).output().unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
}

async fn state(wallet: &Wallet) -> VaultStateView {
    wallet.app_state().await.unwrap().vault
}

async fn signed_in() -> (Portal, Device) {
    let portal = Portal::start(Fund::new(1)).await;
    portal.bind_sessions();
    let device = Device::new(&Fund::new(1), &portal.url());
    let wallet = device.start_with(keystore::of_this_system());
    sign_in(&wallet).await;
    issue(&wallet).await.unwrap();
    (portal, device)
}

#[test]
fn the_session_keyring_keeps_the_vaults_key() {
    on_a_bus("the_session_keyring_keeps_the_vaults_key", async |folder| {
        let _keyring = Keyring::ordinary(folder);
        let store = keystore::of_this_system()().unwrap();
        assert_eq!(store.backend(), "secret-service/gnome-keyring-d", "the program behind the name is noted");
        let (mut portal, device) = signed_in().await;
        portal.stop().await;
        let wallet = device.start_with(keystore::of_this_system());
        assert_eq!(state(&wallet).await, VaultStateView::LockedByKeyStore);
        wallet.unlock_with_key_store().await.unwrap();
        assert_eq!(wallet.certificates().await.unwrap().value.len(), 1);
        wallet.sign_out().await.unwrap();
        assert_eq!(secret_tool("search"), "", "nothing is left in the keyring");
    });
}

/// Tries twice, as a person would, and looks at every file: the same state, nothing in the clear.
async fn is_in_trouble(device: &Device, expected: VaultStateView) -> Wallet {
    let wallet = device.start_with(keystore::of_this_system());
    for _ in 0..2 {
        assert_eq!(code_of(wallet.unlock_with_key_store().await), ErrorCode::KeyStoreFailed, "{expected:?}");
        assert_eq!(state(&wallet).await, expected);
        assert_eq!(code_of(wallet.certificates().await), ErrorCode::VaultLocked);
    }
    for (path, bytes) in device.files() {
        let clear =
            bytes.windows(15).any(|window| window == b"ATELIER ZERHOUN" || window == b"SQLite format 3");
        assert!(!clear, "{expected:?}: {}", path.display());
    }
    wallet
}

async fn opens(wallet: &Wallet) {
    wallet.unlock_with_key_store().await.unwrap();
    assert_eq!(wallet.certificates().await.unwrap().value.len(), 1, "nothing was lost meanwhile");
}

#[test]
fn a_keyring_that_is_locked_gone_swapped_or_emptied_has_its_state_each_and_comes_back() {
    let name = "a_keyring_that_is_locked_gone_swapped_or_emptied_has_its_state_each_and_comes_back";
    on_a_bus(name, async |folder| {
        let keyring = Keyring::ordinary(folder);
        let (_portal, device) = signed_in().await;

        keyring.lock();
        let wallet = is_in_trouble(&device, VaultStateView::KeyStoreLocked).await;
        drop(keyring);
        let keyring = Keyring::ordinary(folder);
        opens(&wallet).await;

        drop(keyring);
        let wallet = is_in_trouble(&device, VaultStateView::KeyStoreMissing).await;
        let keyring = Keyring::ordinary(folder);
        opens(&wallet).await;

        drop(keyring);
        let stranger = Keyring::start(folder, &another_program(folder), "stranger");
        let wallet = is_in_trouble(&device, VaultStateView::KeyStoreSwapped).await;
        assert_eq!(secret_tool("search"), "", "it was told nothing");
        drop(stranger);
        let _keyring = Keyring::ordinary(folder);
        opens(&wallet).await;

        secret_tool("clear");
        let wallet = is_in_trouble(&device, VaultStateView::KeyLost).await;
        sign_in(&wallet).await;
        assert!(wallet.certificates().await.unwrap().fresh, "signing in brings everything back");
        drop(wallet);
        opens(&device.start_with(keystore::of_this_system())).await;
    });
}

/// The same keyring under another name, as one desktop's and another's are.
fn another_program(folder: &Path) -> PathBuf {
    let found = Command::new("sh").args(["-c", "command -v gnome-keyring-daemon"]).output().unwrap();
    let program = folder.join("other-keyring");
    std::fs::copy(String::from_utf8_lossy(&found.stdout).trim(), &program).unwrap();
    program
}
