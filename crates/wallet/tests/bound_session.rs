//! A session bound to this device's key: renewed in time and by one at a time, never ended by silence, and gone on with
//! by an app that was killed between.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod common;

use common::{Device, Fund, NUMBER, PASSWORD, PIN, Portal, code_of, issue, sign_in};
use damane_contract::{ErrorCode, SignInView};
use damane_wallet::Wallet;
use std::time::Duration;

const MINUTE: u64 = 60;

async fn signed_in() -> (Portal, Device, Wallet) {
    let portal = Portal::start(Fund::new(1)).await;
    portal.bind_sessions();
    let device = Device::new(&Fund::new(1), &portal.url());
    let wallet = device.start();
    sign_in(&wallet).await;
    (portal, device, wallet)
}

async fn is_signed_in(wallet: &Wallet) -> bool {
    wallet.app_state().await.unwrap().signed_in
}

/// The clock goes on, and the person keeps using the app.
async fn pass(device: &Device, wallet: &Wallet, minutes: u64) {
    for _ in 0..minutes {
        device.clock.pass(Duration::from_secs(MINUTE));
        wallet.app_state().await.unwrap();
        let _shown_or_not = wallet.certificate("none").await;
    }
}

#[tokio::test]
async fn no_token_crosses_to_the_window() {
    let portal = Portal::start(Fund::new(1)).await;
    portal.bind_sessions();
    let wallet = Device::new(&Fund::new(1), &portal.url()).start();
    let first = wallet.sign_in(NUMBER.into(), PASSWORD.into()).await.unwrap();
    let SignInView::CodeNeeded { challenge_id, .. } = first else { panic!("a code") };
    let view = wallet.confirm_code(challenge_id, "12345678".into(), None).await.unwrap();
    assert!(matches!(view, SignInView::SignedIn { token: None, renewal_token: None, expires_in: None, .. }));
    assert!(wallet.me().await.unwrap().fresh);
}

#[tokio::test]
async fn a_token_is_renewed_before_it_ends_and_by_one_request_alone() {
    let (portal, device, wallet) = signed_in().await;
    pass(&device, &wallet, 9).await;
    assert!(wallet.me().await.unwrap().fresh);
    assert_eq!(portal.bound(|bound| bound.renewals), 0, "it is good for a minute yet");
    pass(&device, &wallet, 1).await;
    let (one, two, three, four) =
        tokio::join!(wallet.me(), wallet.career(), wallet.me(), wallet.certificates());
    assert!(one.unwrap().fresh && two.unwrap().fresh && three.unwrap().fresh && four.unwrap().fresh);
    assert_eq!(portal.bound(|bound| bound.renewals), 1);
}

#[tokio::test]
async fn requests_whose_token_is_refused_at_once_renew_it_once() {
    let (portal, _device, wallet) = signed_in().await;
    portal.bound(|bound| bound.expired = true);
    let (one, two, three) = tokio::join!(wallet.me(), wallet.career(), wallet.certificates());
    assert!(one.unwrap().fresh && two.unwrap().fresh && three.unwrap().fresh);
    assert_eq!(portal.bound(|bound| bound.renewals), 1);
    assert!(is_signed_in(&wallet).await);
}

#[tokio::test]
async fn silence_never_signs_out() {
    let (mut portal, device, wallet) = signed_in().await;
    wallet.career().await.unwrap();
    portal.stop().await;
    pass(&device, &wallet, 120).await;
    assert!(!wallet.career().await.unwrap().fresh);
    assert_eq!(code_of(issue(&wallet).await), ErrorCode::Offline);
    assert!(is_signed_in(&wallet).await);
    portal.serve().await;
    assert!(wallet.career().await.unwrap().fresh, "the session goes on where it was");
    for answer in [503, 502, 404, 200, 401] {
        let status = axum::http::StatusCode::from_u16(answer).unwrap();
        portal.bound(|bound| bound.expired = true);
        portal.instead("/v1/session/renewal", move || {
            axum::response::IntoResponse::into_response((status, "<h1>Wi-Fi gratuit</h1>"))
        });
        assert!(wallet.me().await.is_err() || is_signed_in(&wallet).await, "{answer}");
        assert!(is_signed_in(&wallet).await, "not the portal's own words: {answer}");
        portal.as_before("/v1/session/renewal");
    }
    assert!(wallet.me().await.unwrap().fresh);
}

#[tokio::test]
async fn a_renewal_whose_answer_is_lost_is_asked_for_again_also_by_a_restarted_app() {
    let (portal, device, wallet) = signed_in().await;
    portal.bound(|bound| (bound.expired, bound.lose_answer) = (true, true));
    let _kept_or_nothing = wallet.me().await;
    assert!(is_signed_in(&wallet).await);
    drop(wallet);
    device.clock.pass(Duration::from_secs(86_400));
    let wallet = device.start();
    wallet.unlock_with_key_store().await.unwrap();
    assert!(wallet.me().await.unwrap().fresh);
    assert_eq!(portal.bound(|bound| bound.renewals), 2);
    assert!(wallet.career().await.unwrap().fresh);
}

#[tokio::test]
async fn the_next_pair_is_kept_before_it_is_used() {
    let (portal, device, wallet) = signed_in().await;
    portal.bound(|bound| bound.expired = true);
    wallet.me().await.unwrap();
    drop(wallet);
    let wallet = device.start();
    wallet.unlock_with_key_store().await.unwrap();
    assert!(wallet.career().await.unwrap().fresh);
    assert_eq!(portal.bound(|bound| bound.renewals), 1, "the pair of before the restart still serves");
}

#[tokio::test]
async fn a_session_the_portal_ended_is_ended_here_and_leaves_what_is_kept() {
    let (portal, _device, wallet) = signed_in().await;
    wallet.career().await.unwrap();
    portal.bound(|bound| bound.ended = true);
    assert!(!wallet.career().await.unwrap().fresh);
    assert!(!is_signed_in(&wallet).await);
    assert_eq!(code_of(issue(&wallet).await), ErrorCode::SessionEnded);
    let asked = portal.paths().len();
    assert_eq!(code_of(wallet.devices().await), ErrorCode::SessionEnded);
    assert_eq!(portal.paths().len(), asked, "nothing more is asked for");
    sign_in(&wallet).await;
    assert!(wallet.career().await.unwrap().fresh, "signing in again goes on in the same vault");
}

#[tokio::test]
async fn a_clock_set_wrong_by_hours_still_signs_proofs_the_portal_takes() {
    for hours in [-5_i64, 3] {
        let (portal, device, wallet) = signed_in().await;
        device.clock.set_date(hours * 3_600);
        if wallet.lock_if_idle().await {
            wallet.unlock_with_key_store().await.unwrap();
        }
        assert!(wallet.me().await.unwrap().fresh, "{hours}");
        assert!(is_signed_in(&wallet).await);
        assert!(portal.bound(|bound| bound.late) <= 1, "the portal's own clock is learnt from its answer");
    }
}

#[tokio::test]
async fn the_devices_key_has_an_entry_of_its_own_and_both_go_on_signing_out() {
    let (portal, device, wallet) = signed_in().await;
    assert_eq!(device.drawer.count(), 2, "the vault's and the device's");
    drop(wallet);
    let wallet = device.start();
    wallet.unlock_with_key_store().await.unwrap();
    assert!(wallet.me().await.unwrap().fresh);
    wallet.sign_out().await.unwrap();
    assert_eq!(device.drawer.count(), 0);
    assert_eq!(portal.paths().last().map(String::as_str), Some("/v1/session"));
}

#[tokio::test]
async fn a_device_key_that_was_lost_ends_the_session_and_signing_in_makes_another() {
    let (portal, device, wallet) = signed_in().await;
    issue(&wallet).await.unwrap();
    drop(wallet);
    device.drawer.lose("-device");
    let wallet = device.start();
    wallet.unlock_with_key_store().await.unwrap();
    assert_eq!(code_of(wallet.devices().await), ErrorCode::SessionEnded);
    assert_eq!(wallet.certificates().await.unwrap().value.len(), 1, "what is kept stays");
    sign_in(&wallet).await;
    assert!(wallet.me().await.unwrap().fresh);
    assert_eq!(device.drawer.count(), 2);
    assert_eq!(portal.bound(|bound| bound.renewals), 0);
}

#[tokio::test]
async fn a_key_store_locked_in_the_middle_leaves_what_is_kept_and_the_session() {
    let (_portal, device, wallet) = signed_in().await;
    wallet.career().await.unwrap();
    drop(wallet);
    let wallet = device.start();
    wallet.unlock_with_key_store().await.unwrap();
    device.drawer.lock(true);
    assert!(!wallet.career().await.unwrap().fresh);
    assert_eq!(code_of(wallet.devices().await), ErrorCode::KeyStoreFailed);
    assert!(is_signed_in(&wallet).await);
    device.drawer.lock(false);
    assert!(wallet.career().await.unwrap().fresh);
}

#[tokio::test]
async fn a_pin_takes_the_devices_key_into_the_vault() {
    let (_portal, device, wallet) = signed_in().await;
    wallet.choose_pin(PIN).await.unwrap();
    assert_eq!(device.drawer.count(), 0);
    assert!(wallet.me().await.unwrap().fresh);
    drop(wallet);
    let wallet = device.start();
    wallet.unlock_with_pin(PIN).await.unwrap();
    assert!(wallet.me().await.unwrap().fresh);
}

#[tokio::test]
async fn without_a_key_store_the_key_is_in_the_vault_from_the_start() {
    let portal = Portal::start(Fund::new(1)).await;
    portal.bind_sessions();
    let device = Device::new(&Fund::new(1), &portal.url());
    device.drawer.be_there(false);
    let wallet = device.start();
    sign_in(&wallet).await;
    wallet.choose_pin(PIN).await.unwrap();
    drop(wallet);
    let wallet = device.start();
    wallet.unlock_with_pin(PIN).await.unwrap();
    assert!(wallet.me().await.unwrap().fresh);
}

#[tokio::test]
async fn a_store_that_asks_the_person_is_asked_once_alone() {
    let portal = Portal::start(Fund::new(1)).await;
    portal.bind_sessions();
    let device = Device::new(&Fund::new(1), &portal.url());
    device.drawer.ask();
    let wallet = device.start();
    sign_in(&wallet).await;
    assert_eq!(device.drawer.count(), 1, "the vault's key; the device's is in the vault");
    drop(wallet);
    let wallet = device.start();
    wallet.unlock_with_key_store().await.unwrap();
    assert!(wallet.me().await.unwrap().fresh);
}

#[tokio::test]
async fn the_same_device_signs_in_again_with_the_same_key() {
    let (portal, device, wallet) = signed_in().await;
    let before = device.drawer.count();
    sign_in(&wallet).await;
    assert!(wallet.me().await.unwrap().fresh);
    assert_eq!((device.drawer.count(), portal.bound(|bound| bound.renewals)), (before, 0));
}
