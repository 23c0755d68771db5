//! The vault's file: ciphertext to everybody without its key.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod common;

use common::{Bound, Device, Fund, NUMBER, Portal, issue, sign_in};
use damane_domain::ids::CertificateId;
use damane_wallet::secret::Key;
use damane_wallet::vault::{Opening, Safe, Vault, VaultError};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Row};
use std::path::Path;
use std::time::Duration;

/// What a thief would look for in the folder: the person, the career, the certificate and its page, the session, and the
/// shape of the file itself.
const KNOWN: [&str; 50] = [
    "EL OUARDI",
    "Naïma",
    "نعيمة",
    "الوردي",
    NUMBER,
    "ATELIER ZERHOUN SARL",
    "1000004",
    "2026-10",
    "2019-04",
    "2026-11-20T09:00:00Z",
    "name_latin",
    "name_arabic",
    "registration_number",
    "employment",
    "employers",
    "total_days",
    "pension_days",
    "total_quarters",
    "declared_since",
    "days_last_year",
    "last_month",
    "valid_until",
    "issued_at",
    "reference",
    "qr_text",
    "https://damane.example/#9",
    "EM-",
    "career",
    "certificates",
    "person",
    Bound::WORDS[0],
    Bound::WORDS[1],
    "device_id",
    "renewal_token",
    "token_until",
    "-device",
    "%PDF-1.7",
    "%%EOF",
    "startxref",
    "endstream",
    "/EmbeddedFile",
    "/ByteRange",
    "ETSI.CAdES.detached",
    "/Adobe.PPKLite",
    "CREATE TABLE session",
    "CREATE TABLE answers",
    "CREATE TABLE certificates",
    "CREATE TABLE device_key",
    "_sqlx_migrations",
    "SQLite format 3",
];

/// Short enough to stand in random bytes by chance once in many runs: looked for in the open vault only.
const TOO_SHORT: usize = 4;

fn found_in(bytes: &[u8]) -> Vec<&'static str> {
    let stands = |known: &&str| bytes.windows(known.len()).any(|window| window == known.as_bytes());
    KNOWN.iter().filter(|known| stands(known)).copied().collect()
}

/// A portal that binds sessions and has the page of the first certificate.
async fn filled() -> Portal {
    let portal = Portal::start(Fund::new(1)).await;
    portal.bind_sessions();
    let fund = Fund::new(1);
    portal.put_page(&CertificateId([1; 16]).to_string(), fund.page(&fund.claims(1), &fund.claims(1)));
    portal
}

#[tokio::test]
async fn nothing_of_a_person_stands_in_the_clear_in_file_or_log() {
    let portal = filled().await;
    let device = Device::new(&Fund::new(1), &portal.url());
    let wallet = device.start();
    sign_in(&wallet).await;
    wallet.me().await.unwrap();
    wallet.career().await.unwrap();
    assert!(issue(&wallet).await.unwrap().kept, "the page is kept as well");
    let log = scan(&device, "vault.db-wal");
    assert!(log > 4_096, "the log holds it all while the vault is open: {log} bytes");
    drop(wallet);
    let mut file = 0;
    for _ in 0..100 {
        // Closing writes the log back into the file, on a thread of the database's own.
        tokio::time::sleep(Duration::from_millis(20)).await;
        file = scan(&device, "vault.db");
        if file > 4_096 && !device.app_folder().join("vault.db-wal").exists() {
            break;
        }
    }
    assert!(file > 4_096, "the file holds it all once the vault is closed: {file} bytes");
    let clear = in_the_clear(&device).await;
    let missing: Vec<_> = KNOWN.iter().filter(|known| !found_in(&clear).contains(known)).collect();
    assert!(missing.is_empty(), "the search could not have found what is not there at all: {missing:?}");
}

/// Looks through every file of the app; gives the size of one of them.
fn scan(device: &Device, name: &str) -> usize {
    let files = device.files();
    for (path, bytes) in &files {
        let found: Vec<_> = found_in(bytes).into_iter().filter(|known| known.len() > TOO_SHORT).collect();
        assert_eq!(found, [""; 0], "{}", path.display());
    }
    files.iter().find(|(path, _)| path.ends_with(name)).map_or(0, |(_, bytes)| bytes.len())
}

/// The same vault written out without a key: what the file would be were it not encrypted.
async fn in_the_clear(device: &Device) -> Vec<u8> {
    let safe = Safe::new(&device.app_folder());
    let opening = safe.find_lock().unwrap().open_with_key_store(&device.drawer.opener(), &safe.file()).await;
    let Opening::Opened(key) = opening.unwrap() else { panic!("the drawer has the key") };
    let options = SqliteConnectOptions::new()
        .filename(safe.file())
        .create_if_missing(true)
        .pragma("key", key.as_pragma().to_string());
    let mut connection = options.connect().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let plain = folder.path().join("plain.db");
    let attach = format!("ATTACH DATABASE '{}' AS plain KEY ''", plain.display());
    sqlx::query(AssertSqlSafe(attach)).execute(&mut connection).await.unwrap();
    sqlx::query("SELECT sqlcipher_export('plain')").execute(&mut connection).await.unwrap();
    let names = sqlx::query("SELECT name FROM plain.sqlite_master").fetch_all(&mut connection).await.unwrap();
    assert!(names.iter().any(|row| row.get::<String, _>(0) == "certificates"));
    sqlx::query("DETACH DATABASE plain").execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    std::fs::read(plain).unwrap()
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
