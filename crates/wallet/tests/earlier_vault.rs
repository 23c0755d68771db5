//! A vault that an earlier app left: no device key, a bearer session, a lock record without a place.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod common;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use common::{Device, Fund, NUMBER, PIN, Portal, TOKEN, sign_in};
use damane_contract::VaultStateView;
use damane_wallet::secret::Key;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};

const NAME: &str = "00112233445566778899aabbccddeeff";

/// The files as an earlier app wrote them: its one migration, its row, its record.
async fn leave(device: &Device) {
    let folder = device.app_folder();
    std::fs::create_dir_all(&folder).unwrap();
    let (data, wrapping) = (Key::make_random().unwrap(), Key::make_random().unwrap());
    let options = SqliteConnectOptions::new()
        .filename(folder.join("vault.db"))
        .create_if_missing(true)
        .pragma("key", data.as_pragma().to_string());
    let mut file = options.connect().await.unwrap();
    let first: Vec<_> =
        sqlx::migrate!("./migrations").iter().filter(|step| step.version == 1).cloned().collect();
    sqlx::migrate::Migrator { migrations: first.into(), ..sqlx::migrate::Migrator::DEFAULT }
        .run_direct(None, &mut file, false)
        .await
        .unwrap();
    sqlx::query("INSERT INTO session (id, registration_number, device_id, token) VALUES (1, $1, $2, $3)")
        .bind(NUMBER)
        .bind("0123456789abcdef0123456789abcdef")
        .bind(TOKEN)
        .execute(&mut file)
        .await
        .unwrap();
    file.close().await.unwrap();
    device.drawer.put(NAME, &wrapping);
    let bound_to = format!("damane vault 1|{NAME}|first");
    let sealed = STANDARD.encode(wrapping.seal(&data, bound_to.as_bytes()).unwrap());
    let record = serde_json::json!({
        "version": 1, "vault": NAME, "wrapping": {"with": "key_store", "backend": "first", "sealed": sealed},
    });
    std::fs::write(folder.join("lock.json"), record.to_string()).unwrap();
}

#[tokio::test]
async fn it_opens_and_its_bearer_session_goes_on() {
    let portal = Portal::start(Fund::new(1)).await;
    let device = Device::new(&Fund::new(1), &portal.url());
    leave(&device).await;
    let wallet = device.start();
    assert_eq!(wallet.app_state().await.unwrap().vault, VaultStateView::LockedByKeyStore);
    wallet.unlock_with_key_store().await.unwrap();
    assert!(wallet.app_state().await.unwrap().signed_in);
    assert!(wallet.me().await.unwrap().fresh);
    wallet.choose_pin(PIN).await.unwrap();
    drop(wallet);
    let wallet = device.start();
    wallet.unlock_with_pin(PIN).await.unwrap();
    assert!(wallet.me().await.unwrap().fresh, "also under a PIN chosen now");
}

#[tokio::test]
async fn its_next_sign_in_gives_the_device_a_key() {
    let portal = Portal::start(Fund::new(1)).await;
    let device = Device::new(&Fund::new(1), &portal.url());
    leave(&device).await;
    let wallet = device.start();
    wallet.unlock_with_key_store().await.unwrap();
    portal.bind_sessions();
    assert!(wallet.me().await.is_err(), "the portal takes bearer tokens no more in this test");
    sign_in(&wallet).await;
    assert!(wallet.me().await.unwrap().fresh);
    assert_eq!(device.drawer.count(), 2);
}
