//! The PIN, where no key store keeps the vault's key.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod common;

use common::{Device, Fund, PIN, Portal, sign_in};
use damane_contract::{ErrorBody, ErrorCode, VaultStateView};
use damane_wallet::Wallet;
use std::time::Duration;

const WRONG: &str = "135791";

/// Signed in on a device without key store, PIN chosen, app started again.
async fn locked() -> (Portal, Device, Wallet) {
    let portal = Portal::start(Fund::new(1)).await;
    let device = Device::new(&Fund::new(1), &portal.url());
    device.drawer.be_there(false);
    let wallet = device.start();
    sign_in(&wallet).await;
    wallet.choose_pin(PIN).await.unwrap();
    drop(wallet);
    let wallet = device.start();
    (portal, device, wallet)
}

async fn state(wallet: &Wallet) -> VaultStateView {
    wallet.app_state().await.unwrap().vault
}

async fn refusal(wallet: &Wallet, pin: &str) -> ErrorBody {
    wallet.unlock_with_pin(pin).await.unwrap_err().into()
}

#[tokio::test]
async fn without_a_key_store_nothing_is_shown_before_a_pin_is_chosen() {
    let portal = Portal::start(Fund::new(1)).await;
    let device = Device::new(&Fund::new(1), &portal.url());
    device.drawer.be_there(false);
    let wallet = device.start();
    sign_in(&wallet).await;
    assert_eq!(state(&wallet).await, VaultStateView::PinNeeded);
    assert_eq!(common::code_of(wallet.career().await), ErrorCode::VaultLocked);
    assert_eq!(common::code_of(wallet.choose_pin("111111").await), ErrorCode::InvalidInput);
    wallet.choose_pin(PIN).await.unwrap();
    assert!(wallet.career().await.unwrap().fresh);
    wallet.lock().await;
    assert_eq!(state(&wallet).await, VaultStateView::LockedByPin);
    assert_eq!(common::code_of(wallet.career().await), ErrorCode::VaultLocked);
}

#[tokio::test]
async fn the_right_pin_opens_after_a_restart() {
    let (_portal, _device, wallet) = locked().await;
    assert_eq!(state(&wallet).await, VaultStateView::LockedByPin);
    wallet.unlock_with_pin(PIN).await.unwrap();
    assert_eq!(state(&wallet).await, VaultStateView::Open);
    assert!(wallet.me().await.unwrap().fresh);
}

#[tokio::test]
async fn wrong_pins_cost_more_and_more_time() {
    let (_portal, device, wallet) = locked().await;
    let mut waits = Vec::new();
    for tries_left in [9, 8, 7, 6, 5] {
        let body = refusal(&wallet, WRONG).await;
        assert_eq!((body.code, body.tries_left), (ErrorCode::PinRefused, Some(tries_left)));
        let wait = body.retry_after.unwrap_or(0);
        waits.push(wait);
        if wait > 0 {
            let early = refusal(&wallet, PIN).await;
            assert!(early.retry_after.is_some_and(|left| left <= wait), "even the right PIN must wait");
            device.clock.pass(Duration::from_secs(u64::from(wait)));
        }
    }
    assert_eq!(waits, [0, 0, 0, 30, 60]);
    wallet.unlock_with_pin(PIN).await.unwrap();
    wallet.lock().await;
    assert_eq!(refusal(&wallet, WRONG).await.tries_left, Some(9), "the right PIN wipes the slate");
}

#[tokio::test]
async fn a_restart_gives_no_try_back_and_a_date_set_back_no_time() {
    let (_portal, device, wallet) = locked().await;
    for _ in 0..4 {
        refusal(&wallet, WRONG).await;
    }
    drop(wallet);
    let wallet = device.start();
    device.clock.set_date(-86_400);
    let body = refusal(&wallet, PIN).await;
    assert_eq!((body.code, body.retry_after), (ErrorCode::PinRefused, Some(30)));
    device.clock.pass(Duration::from_secs(31));
    assert_eq!(refusal(&wallet, WRONG).await.tries_left, Some(5));
}

#[tokio::test]
async fn the_tenth_wrong_pin_empties_the_device() {
    let (_portal, device, wallet) = locked().await;
    for tries_left in (0..10).rev() {
        let body = refusal(&wallet, WRONG).await;
        assert_eq!(body.tries_left, Some(tries_left));
        device.clock.pass(Duration::from_secs(u64::from(body.retry_after.unwrap_or(0))));
    }
    assert_eq!(state(&wallet).await, VaultStateView::Empty);
    let left: Vec<_> = device.files().into_iter().map(|(path, _)| path).collect();
    assert!(left.iter().all(|path| path.ends_with("trust.json")), "{left:?}");
    assert_eq!(common::code_of(wallet.unlock_with_pin(PIN).await), ErrorCode::VaultLocked);
}

#[tokio::test]
async fn a_pin_may_take_the_place_of_the_key_store_which_then_forgets_its_key() {
    let portal = Portal::start(Fund::new(1)).await;
    let device = Device::new(&Fund::new(1), &portal.url());
    let wallet = device.start();
    sign_in(&wallet).await;
    assert_eq!(device.drawer.count(), 2, "the vault's key and the device's");
    wallet.choose_pin(PIN).await.unwrap();
    assert_eq!(device.drawer.count(), 0);
    wallet.lock().await;
    wallet.unlock_with_pin(PIN).await.unwrap();
}
