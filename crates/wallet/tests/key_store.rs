//! The key store of the system: lost, locked, or another one in its place (fault F14).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod common;

use common::{Device, Fund, Portal, code_of, issue, sign_in};
use damane_contract::{ErrorCode, VaultStateView};
use damane_wallet::Wallet;

async fn state(wallet: &Wallet) -> VaultStateView {
    wallet.app_state().await.unwrap().vault
}

/// Signed in with a certificate, app started again.
async fn locked() -> (Portal, Device, Wallet) {
    let portal = Portal::start(Fund::new(1)).await;
    let device = Device::new(&Fund::new(1), &portal.url());
    let wallet = device.start();
    sign_in(&wallet).await;
    issue(&wallet).await.unwrap();
    drop(wallet);
    let wallet = device.start();
    assert_eq!(state(&wallet).await, VaultStateView::LockedByKeyStore);
    (portal, device, wallet)
}

#[tokio::test]
async fn a_lost_key_is_said_and_signing_in_again_starts_afresh() {
    let (_portal, device, wallet) = locked().await;
    device.drawer.lose_all();
    assert_eq!(code_of(wallet.unlock_with_key_store().await), ErrorCode::KeyStoreFailed);
    assert_eq!(state(&wallet).await, VaultStateView::KeyLost);
    sign_in(&wallet).await;
    assert_eq!(state(&wallet).await, VaultStateView::Open);
    let list = wallet.certificates().await.unwrap();
    assert!(list.fresh && list.value.len() == 1, "the portal gives the certificate again");
    assert_eq!(device.drawer.count(), 2, "one vault's key and one device's");
}

#[tokio::test]
async fn another_program_under_the_same_name_is_not_asked_for_the_key() {
    let (_portal, device, wallet) = locked().await;
    device.drawer.become_program("second");
    assert_eq!(code_of(wallet.unlock_with_key_store().await), ErrorCode::KeyStoreFailed);
    assert_eq!(state(&wallet).await, VaultStateView::KeyStoreSwapped);
    device.drawer.become_program("first");
    wallet.unlock_with_key_store().await.unwrap();
    assert_eq!(wallet.certificates().await.unwrap().value.len(), 1, "nothing was lost meanwhile");
}

#[tokio::test]
async fn a_locked_keyring_is_not_a_lost_key() {
    let (_portal, device, wallet) = locked().await;
    device.drawer.lock(true);
    assert_eq!(code_of(wallet.unlock_with_key_store().await), ErrorCode::KeyStoreFailed);
    assert_eq!(state(&wallet).await, VaultStateView::KeyStoreLocked);
    device.drawer.lock(false);
    wallet.unlock_with_key_store().await.unwrap();
    assert_eq!(state(&wallet).await, VaultStateView::Open);
}

#[tokio::test]
async fn a_key_store_that_went_away_can_come_back() {
    let (_portal, device, wallet) = locked().await;
    device.drawer.be_there(false);
    assert_eq!(code_of(wallet.unlock_with_key_store().await), ErrorCode::KeyStoreFailed);
    assert_eq!(state(&wallet).await, VaultStateView::KeyStoreMissing);
    assert_eq!(code_of(wallet.unlock_with_key_store().await), ErrorCode::KeyStoreFailed, "and again");
    drop(wallet);
    let wallet = device.start();
    assert_eq!(state(&wallet).await, VaultStateView::LockedByKeyStore, "a restart asks anew");
    device.drawer.be_there(true);
    wallet.unlock_with_key_store().await.unwrap();
}

#[tokio::test]
async fn a_keyring_that_only_reads_is_found_out_before_it_is_relied_on() {
    let portal = Portal::start(Fund::new(1)).await;
    let device = Device::new(&Fund::new(1), &portal.url());
    device.drawer.lock(true);
    let wallet = device.start();
    sign_in(&wallet).await;
    assert_eq!(state(&wallet).await, VaultStateView::PinNeeded);
}

#[tokio::test]
async fn signing_out_leaves_neither_file_nor_key() {
    let (_portal, device, wallet) = locked().await;
    wallet.unlock_with_key_store().await.unwrap();
    wallet.sign_out().await.unwrap();
    assert_eq!(state(&wallet).await, VaultStateView::Empty);
    assert_eq!(device.drawer.count(), 0);
    let left: Vec<_> = device.files().into_iter().map(|(path, _)| path).collect();
    assert!(left.iter().all(|path| path.ends_with("trust.json")), "{left:?}");
}

#[tokio::test]
async fn another_person_finds_nothing_of_the_first() {
    let (_portal, device, wallet) = locked().await;
    let first = wallet.sign_in("190000029".into(), common::PASSWORD.into()).await.unwrap();
    let damane_contract::SignInView::CodeNeeded { challenge_id, .. } = first else { panic!("a code") };
    wallet.confirm_code(challenge_id, "12345678".into(), None).await.unwrap();
    assert_eq!(wallet.me().await.unwrap().value.registration_number.len(), 9);
    assert_eq!(device.drawer.count(), 2, "the first person's keys are gone");
}

/// Another profile of the same machine, whose session may even ask the same key store.
#[tokio::test]
async fn a_vault_copied_to_another_profile_says_so_and_does_not_open() {
    let (_portal, device, wallet) = locked().await;
    let copy = device.copy();
    let there = copy.start();
    assert_eq!(state(&there).await, VaultStateView::Restored);
    assert_eq!(code_of(there.unlock_with_key_store().await), ErrorCode::KeyStoreFailed);
    assert_eq!(state(&there).await, VaultStateView::Restored, "however often it is tried");
    assert_eq!(code_of(there.certificates().await), ErrorCode::VaultLocked);
    sign_in(&there).await;
    assert!(there.certificates().await.unwrap().fresh, "signing in starts afresh there");
    wallet.unlock_with_key_store().await.unwrap();
    assert_eq!(wallet.certificates().await.unwrap().value.len(), 1, "and leaves the first as it was");
}

#[tokio::test]
async fn a_record_changed_to_hide_that_it_is_a_copy_opens_nothing() {
    let (_portal, device, _wallet) = locked().await;
    let copy = device.copy();
    let path = copy.app_folder().join("lock.json");
    let mut record: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    record.as_object_mut().unwrap().remove("place").unwrap();
    std::fs::write(&path, record.to_string()).unwrap();
    let there = copy.start();
    assert_eq!(state(&there).await, VaultStateView::LockedByKeyStore);
    assert_eq!(code_of(there.unlock_with_key_store().await), ErrorCode::KeyStoreFailed);
    assert_eq!(state(&there).await, VaultStateView::KeyLost, "the key is made from the place too");
}

#[tokio::test]
async fn a_vault_under_a_pin_does_not_open_elsewhere_even_with_the_pin_and_the_record_changed() {
    let (_portal, device, wallet) = locked().await;
    wallet.unlock_with_key_store().await.unwrap();
    wallet.choose_pin(common::PIN).await.unwrap();
    drop(wallet);
    let copy = device.copy();
    let there = copy.start();
    assert_eq!(state(&there).await, VaultStateView::Restored);
    assert_eq!(code_of(there.unlock_with_pin(common::PIN).await), ErrorCode::KeyStoreFailed);
    drop(there);
    let path = copy.app_folder().join("lock.json");
    let mut record: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    record.as_object_mut().unwrap().remove("place").unwrap();
    std::fs::write(&path, record.to_string()).unwrap();
    let there = copy.start();
    assert_eq!(code_of(there.unlock_with_pin(common::PIN).await), ErrorCode::PinRefused);
    let wallet = device.start();
    wallet.unlock_with_pin(common::PIN).await.unwrap();
}

#[tokio::test]
async fn no_trouble_with_the_key_store_leaves_anything_in_the_clear() {
    let (_portal, device, wallet) = locked().await;
    let troubles: [fn(&Device); 4] = [
        |device| device.drawer.be_there(false),
        |device| device.drawer.lock(true),
        |device| device.drawer.become_program("second"),
        |device| device.drawer.lose_all(),
    ];
    for trouble in troubles {
        trouble(&device);
        assert!(wallet.unlock_with_key_store().await.is_err());
        for (path, bytes) in device.files() {
            let found =
                bytes.windows(15).any(|window| window == b"ATELIER ZERHOUN" || window == b"SQLite format 3");
            assert!(!found, "{}", path.display());
        }
        device.drawer.be_there(true);
        device.drawer.lock(false);
        device.drawer.become_program("first");
    }
}
