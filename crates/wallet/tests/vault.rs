//! The vault's file: ciphertext to everybody without its key.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod common;

use common::{Device, Fund, NUMBER, Portal, TOKEN, issue, sign_in};
use damane_wallet::secret::Key;
use damane_wallet::vault::{Vault, VaultError};
use std::path::Path;
use std::time::Duration;

/// What a thief would look for in the folder.
const KNOWN: [&str; 8] = [
    "EL OUARDI",
    "نعيمة",
    NUMBER,
    "ATELIER ZERHOUN",
    TOKEN,
    "https://damane.example/#9",
    "CREATE TABLE",
    "SQLite format 3",
];

fn found_in(bytes: &[u8]) -> Vec<&'static str> {
    let stands = |known: &&str| bytes.windows(known.len()).any(|window| window == known.as_bytes());
    KNOWN.iter().filter(|known| stands(known)).copied().collect()
}

#[tokio::test]
async fn nothing_of_a_person_stands_in_the_clear_in_file_or_log() {
    let portal = Portal::start(Fund::new(1)).await;
    let device = Device::new(&Fund::new(1), &portal.url());
    let wallet = device.start();
    sign_in(&wallet).await;
    wallet.me().await.unwrap();
    wallet.career().await.unwrap();
    issue(&wallet).await.unwrap();
    let log = scan(&device, "vault.db-wal");
    assert!(log > 4_096, "the log holds it all while the vault is open: {log} bytes");
    drop(wallet);
    let mut file = 0;
    for _ in 0..100 {
        // Closing writes the log back into the file, on a thread of the database's own.
        tokio::time::sleep(Duration::from_millis(20)).await;
        file = scan(&device, "vault.db");
        if file > 4_096 {
            break;
        }
    }
    assert!(file > 4_096, "the file holds it all once the vault is closed: {file} bytes");
}

/// Looks through every file of the app; gives the size of one of them.
fn scan(device: &Device, name: &str) -> usize {
    let files = device.files();
    for (path, bytes) in &files {
        assert_eq!(found_in(bytes), [""; 0], "{}", path.display());
    }
    files.iter().find(|(path, _)| path.ends_with(name)).map_or(0, |(_, bytes)| bytes.len())
}

/// The same strings in a file without a key are found: the test above can fail.
#[tokio::test]
async fn without_a_key_the_same_strings_would_be_found() {
    use sqlx::{ConnectOptions, Connection};
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plain.db");
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&path).create_if_missing(true);
    let mut connection = options.connect().await.unwrap();
    sqlx::query("CREATE TABLE session (token TEXT)").execute(&mut connection).await.unwrap();
    sqlx::query("INSERT INTO session VALUES ($1)").bind(TOKEN).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    let found = found_in(&std::fs::read(path).unwrap());
    assert!(found.contains(&TOKEN) && found.contains(&"SQLite format 3"), "{found:?}");
}

async fn made(path: &Path) -> Key {
    let key = Key::make_random().unwrap();
    let vault = Vault::open(path, &key, true).await.unwrap();
    vault.keep_answer("career", "2026-11-20T09:00:00Z", "{}").await.unwrap();
    vault.close().await;
    key
}

#[tokio::test]
async fn another_key_does_not_open_it_and_the_right_one_still_does() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vault.db");
    let key = made(&path).await;
    let other = Vault::open(&path, &Key::make_random().unwrap(), false).await;
    assert!(matches!(other, Err(VaultError::Damaged)));
    let vault = Vault::open(&path, &key, false).await.unwrap();
    assert!(vault.find_answer("career").await.unwrap().is_some());
}

#[tokio::test]
async fn a_changed_byte_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vault.db");
    let key = made(&path).await;
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[100] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    assert!(matches!(Vault::open(&path, &key, false).await, Err(VaultError::Damaged)));
}

#[cfg(unix)]
#[tokio::test]
async fn the_folder_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let device = Device::new(&Fund::new(1), "http://127.0.0.1:9");
    device.start();
    let mode = std::fs::metadata(device.app_folder()).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0, "{mode:o}");
}
