//! Without network: what was kept is there after a restart, says its date, and is verified on the spot.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod common;

use common::{Device, Fund, Portal, code_of, issue, sign_in};
use damane_contract::{CertificateStateView, ErrorCode, VaultStateView, VerdictReason, VerdictView};
use damane_wallet::Wallet;
use std::time::Duration;

const DAY: u64 = 86_400;

/// Signed in, career read, certificate issued; portal gone, app started again.
async fn offline() -> (Portal, Device, Wallet) {
    let mut portal = Portal::start(Fund::new(1)).await;
    let device = Device::new(&Fund::new(1), &portal.url());
    let wallet = device.start();
    sign_in(&wallet).await;
    wallet.career().await.unwrap();
    issue(&wallet).await.unwrap();
    drop(wallet);
    portal.stop().await;
    let wallet = device.start();
    (portal, device, wallet)
}

#[tokio::test]
async fn a_restart_finds_the_certificate_and_the_career_without_network() {
    let (_portal, device, wallet) = offline().await;
    wallet.unlock_with_key_store().await.unwrap();
    device.clock.pass(Duration::from_secs(60));
    let list = wallet.certificates().await.unwrap();
    assert!(!list.fresh);
    assert_eq!(list.as_of, "2026-11-20T09:00:00Z");
    let [certificate] = &list.value[..] else { panic!("one certificate: {list:?}") };
    assert_eq!(certificate.state, CertificateStateView::Valid);
    assert_eq!(certificate.qr_text, Fund::new(1).certificate(1).qr_text);
    let career = wallet.career().await.unwrap();
    assert!(!career.fresh && career.value.total_days == 2_184);
    let state = wallet.app_state().await.unwrap();
    assert!(!state.online && state.signed_in && state.vault == VaultStateView::Open);
    assert_eq!(code_of(issue(&wallet).await), ErrorCode::Offline);
}

#[tokio::test]
async fn anybodys_certificate_is_verified_without_network_and_without_unlocking() {
    let (_portal, device, wallet) = offline().await;
    let text = Fund::new(1).certificate(9).qr_text;
    let answer = wallet.verify_text(&text).await.unwrap();
    assert_eq!(answer.verdict, VerdictView::Valid);
    assert_eq!(answer.certificate.unwrap().name_arabic, "نعيمة الوردي");
    device.clock.pass(Duration::from_secs(3 * DAY));
    let answer = wallet.verify_text(&text).await.unwrap();
    assert_eq!((answer.verdict, answer.status_age_days), (VerdictView::ValidStatusOld, Some(3)));
    device.clock.pass(Duration::from_secs(7 * DAY));
    let answer = wallet.verify_text(&text).await.unwrap();
    assert_eq!(answer.verdict, VerdictView::StatusUnknown);
    assert_eq!(answer.reasons, [VerdictReason::StatusListExpired]);
    assert_eq!(wallet.app_state().await.unwrap().vault, VaultStateView::LockedByKeyStore);
}

#[tokio::test]
async fn a_clock_set_back_never_makes_a_certificate_valid() {
    let (_portal, device, wallet) = offline().await;
    device.clock.set_date(-2 * DAY as i64);
    let answer = wallet.verify_text(&Fund::new(1).certificate(9).qr_text).await.unwrap();
    assert_eq!(answer.verdict, VerdictView::StatusUnknown);
    assert!(answer.reasons.contains(&VerdictReason::ClockBehind));
}

#[tokio::test]
async fn a_portal_whose_clock_is_hours_ahead_casts_doubt_on_ours() {
    let portal = Portal::start(Fund::new(1)).await;
    let device = Device::new(&Fund::new(1), &portal.url());
    let wallet = device.start();
    let text = Fund::new(1).certificate(9).qr_text;
    portal.set_clock_ahead(3_600);
    wallet.refresh_trust().await.unwrap();
    assert_eq!(wallet.verify_text(&text).await.unwrap().verdict, VerdictView::Valid, "an hour is nothing");
    portal.set_clock_ahead(3 * 3_600);
    wallet.refresh_trust().await.unwrap();
    let answer = wallet.verify_text(&text).await.unwrap();
    assert_eq!(
        (answer.verdict, &answer.reasons[..]),
        (VerdictView::StatusUnknown, &[VerdictReason::ClockBehind][..])
    );
}

#[tokio::test]
async fn a_device_that_never_met_the_portal_says_that_it_does_not_know() {
    let device = Device::new(&Fund::new(1), "http://127.0.0.1:9");
    let wallet = device.start();
    let answer = wallet.verify_text(&Fund::new(1).certificate(9).qr_text).await.unwrap();
    assert_eq!(answer.verdict, VerdictView::StatusUnknown);
    assert_eq!(answer.certificate, None, "nothing of an unverified certificate is shown");
    assert_eq!(code_of(wallet.verify_text("  ").await), ErrorCode::NothingToCheck);
    assert_eq!(code_of(wallet.verify_text(&"9".repeat(20_000)).await), ErrorCode::TooLarge);
    assert_eq!(code_of(wallet.verify_image(b"no picture".to_vec()).await), ErrorCode::NothingToCheck);
}

#[tokio::test]
async fn a_revocation_heard_of_stands_over_what_was_kept() {
    let mut portal = Portal::start(Fund::new(1)).await;
    let device = Device::new(&Fund::new(1), &portal.url());
    let wallet = device.start();
    sign_in(&wallet).await;
    issue(&wallet).await.unwrap();
    portal.revoke(1, 60);
    wallet.refresh_trust().await.unwrap();
    portal.stop().await;
    let list = wallet.certificates().await.unwrap();
    assert_eq!(list.value[0].state, CertificateStateView::Revoked);
}

#[tokio::test]
async fn a_kept_certificate_expires_by_itself() {
    let (_portal, device, wallet) = offline().await;
    wallet.unlock_with_key_store().await.unwrap();
    device.clock.pass(Duration::from_secs(92 * DAY));
    drop(wallet);
    let wallet = device.start();
    wallet.unlock_with_key_store().await.unwrap();
    assert_eq!(wallet.certificates().await.unwrap().value[0].state, CertificateStateView::Expired);
}

#[tokio::test]
async fn the_vault_locks_itself_after_five_minutes_without_use() {
    let (_portal, device, wallet) = offline().await;
    wallet.unlock_with_key_store().await.unwrap();
    for _ in 0..3 {
        device.clock.pass(Duration::from_secs(299));
        assert!(wallet.me().await.is_ok(), "use keeps it open");
        assert!(!wallet.lock_if_idle().await);
    }
    device.clock.pass(Duration::from_secs(300));
    assert!(wallet.lock_if_idle().await);
    assert_eq!(wallet.app_state().await.unwrap().vault, VaultStateView::LockedByKeyStore);
    assert_eq!(code_of(wallet.me().await), ErrorCode::VaultLocked);
}

#[tokio::test]
async fn a_session_the_portal_ended_leaves_what_is_kept() {
    let portal = Portal::start(Fund::new(1)).await;
    let device = Device::new(&Fund::new(1), &portal.url());
    let wallet = device.start();
    sign_in(&wallet).await;
    issue(&wallet).await.unwrap();
    portal.end_session();
    let list = wallet.certificates().await.unwrap();
    assert!(!list.fresh && list.value.len() == 1);
    let state = wallet.app_state().await.unwrap();
    assert!(!state.signed_in && state.vault == VaultStateView::Open);
    assert_eq!(code_of(issue(&wallet).await), ErrorCode::SessionEnded);
    sign_in(&wallet).await;
    assert!(wallet.certificates().await.unwrap().fresh, "signing in again goes on in the same vault");
}
