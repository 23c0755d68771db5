//! A stranger's certificate: by which lists it is judged, when newer ones are asked for, and several codes in a picture.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod common;

use axum::http::StatusCode;
use axum::response::IntoResponse;
use common::{Device, Fund, NOW, Portal, picture};
use damane_contract::{ForeignCodeView, VerdictReason, VerdictView};
use damane_credential::{PublicKey, TrustBundle};
use damane_wallet::Wallet;
use std::time::Duration;

const DAY: u64 = 86_400;
const NOWHERE: &str = "http://127.0.0.1:9";

fn text(number: u8) -> String {
    Fund::new(1).certificate(number).qr_text
}

async fn verdict(wallet: &Wallet, number: u8) -> VerdictView {
    wallet.verify_text(&text(number)).await.unwrap().verdict
}

/// A forgery: one digit of a good code is another.
fn forged(number: u8) -> String {
    let good = text(number);
    let (start, last) = good.split_at(good.len() - 1);
    format!("{start}{}", (last.parse::<u8>().unwrap() + 1) % 10)
}

/// The lists of a fund, as an app is packaged with them.
fn lists(fund: &Fund, issued_at: i64, revoked: &[u32]) -> &'static str {
    use base64::Engine as _;
    let root = &fund.profile(NOWHERE).root_key;
    let root = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(root).unwrap();
    let root = PublicKey::from_point(&root).unwrap();
    let mut bundle = TrustBundle::open(root, &fund.trust_list(issued_at)).unwrap();
    bundle.put_status(&fund.status_list(issued_at, revoked)).unwrap();
    bundle.to_json().unwrap().leak()
}

#[tokio::test]
async fn a_forged_code_beside_a_good_one_decides_and_each_has_its_answer() {
    let portal = Portal::start(Fund::new(1)).await;
    let device = Device::new(&Fund::new(1), &portal.url());
    let wallet = device.start();
    let (good, bad) = (text(9), forged(8));
    let answer = wallet.verify_image(picture::of_codes(&[&good, &bad])).await.unwrap();
    assert_eq!(answer.verdict, VerdictView::NotGenuine);
    assert_eq!(answer.certificate, None, "nothing of the good one stands under the forged one's verdict");
    let mut each: Vec<VerdictView> = answer.codes.unwrap().iter().map(|code| code.verdict).collect();
    each.sort_by_key(|verdict| *verdict == VerdictView::Valid);
    assert_eq!(each, [VerdictView::NotGenuine, VerdictView::Valid]);
}

#[tokio::test]
async fn a_poster_beside_a_certificate_is_named_and_decides_nothing() {
    let portal = Portal::start(Fund::new(1)).await;
    let device = Device::new(&Fund::new(1), &portal.url());
    let wallet = device.start();
    let answer =
        wallet.verify_image(picture::of_codes(&["https://poster.example/", &text(9)])).await.unwrap();
    assert_eq!(answer.verdict, VerdictView::Valid);
    assert!(answer.codes.unwrap().iter().any(|code| code.foreign == Some(ForeignCodeView::WebAddress)));
    let alone = wallet.verify_image(picture::of_codes(&["HC1:6BFOXN*TS3DH0YOJ"])).await.unwrap();
    assert_eq!(alone.foreign, Some(ForeignCodeView::HealthCertificate));
    assert_eq!(alone.codes, None);
}

#[tokio::test]
async fn an_app_packaged_with_lists_checks_before_it_ever_met_a_network() {
    let device = Device::new(&Fund::new(1), NOWHERE);
    let wallet = device.start_packaged_with(lists(&Fund::new(1), NOW - 60, &[4]));
    assert_eq!(verdict(&wallet, 9).await, VerdictView::Valid);
    assert_eq!(verdict(&wallet, 4).await, VerdictView::Revoked);
    device.clock.pass(Duration::from_secs(30 * DAY));
    let late = device.start_packaged_with(lists(&Fund::new(1), NOW - 60, &[4]));
    let answer = late.verify_text(&text(9)).await.unwrap();
    assert_eq!(answer.verdict, VerdictView::StatusUnknown);
    assert_eq!(answer.reasons, [VerdictReason::StatusListExpired]);
}

#[tokio::test]
async fn packaged_lists_of_another_root_count_for_nothing() {
    let device = Device::new(&Fund::new(1), NOWHERE);
    let wallet = device.start_packaged_with(lists(&Fund::new(5), NOW - 60, &[]));
    assert_eq!(verdict(&wallet, 9).await, VerdictView::StatusUnknown);
    let stranger = Fund::new(5).certificate(9).qr_text;
    assert_eq!(wallet.verify_text(&stranger).await.unwrap().verdict, VerdictView::StatusUnknown);
}

#[tokio::test]
async fn of_packaged_and_fetched_lists_the_newer_stand_whichever_came_first() {
    let portal = Portal::start(Fund::new(1)).await;
    let device = Device::new(&Fund::new(1), &portal.url());
    portal.revoke(9, 0);
    device.start().refresh_trust().await.unwrap();
    let older = lists(&Fund::new(1), NOW - 30 * 3_600, &[]);
    assert_eq!(verdict(&device.start_packaged_with(older), 9).await, VerdictView::Revoked);
    let newer = lists(&Fund::new(1), NOW - 1_800, &[]);
    assert_eq!(verdict(&device.start_packaged_with(newer), 9).await, VerdictView::Valid);
}

#[tokio::test]
async fn a_revocation_taken_back_is_taken_back_here_too() {
    let portal = Portal::start(Fund::new(1)).await;
    let device = Device::new(&Fund::new(1), &portal.url());
    let wallet = device.start();
    portal.revoke(9, 60);
    wallet.refresh_trust().await.unwrap();
    assert_eq!(verdict(&wallet, 9).await, VerdictView::Revoked);
    portal.restore(9, 60);
    wallet.refresh_trust().await.unwrap();
    assert_eq!(verdict(&wallet, 9).await, VerdictView::Valid);
}

#[tokio::test]
async fn a_check_asks_for_lists_that_are_due_but_not_again_and_again() {
    let mut portal = Portal::start(Fund::new(1)).await;
    let device = Device::new(&Fund::new(1), &portal.url());
    let wallet = device.start();
    let asked = |portal: &Portal| portal.paths().iter().filter(|path| *path == "/v1/trust").count();
    assert_eq!(verdict(&wallet, 9).await, VerdictView::Valid);
    assert_eq!(verdict(&wallet, 8).await, VerdictView::Valid);
    assert_eq!(asked(&portal), 1, "fresh lists are not asked for");
    device.clock.pass(Duration::from_secs(2 * DAY));
    portal.revoke(9, 2 * DAY as i64);
    assert_eq!(verdict(&wallet, 9).await, VerdictView::Revoked, "two days old: asked for before judging");
    assert_eq!(asked(&portal), 2);
    portal.stop().await;
    device.clock.pass(Duration::from_secs(2 * DAY));
    assert_eq!(verdict(&wallet, 8).await, VerdictView::ValidStatusOld);
    portal.serve().await;
    assert_eq!(verdict(&wallet, 8).await, VerdictView::ValidStatusOld);
    assert_eq!(asked(&portal), 2, "a try that failed is not repeated for each check");
    device.clock.pass(Duration::from_secs(601));
    verdict(&wallet, 8).await;
    assert_eq!(asked(&portal), 3);
}

#[tokio::test]
async fn a_status_list_that_fails_or_lies_never_revokes_and_never_makes_valid() {
    let portal = Portal::start(Fund::new(1)).await;
    let device = Device::new(&Fund::new(1), &portal.url());
    let wallet = device.start();
    portal.instead("/v1/status/2026", || StatusCode::INTERNAL_SERVER_ERROR.into_response());
    assert!(wallet.refresh_trust().await.is_err(), "whoever asks is told that a list is missing");
    let answer = wallet.verify_text(&text(9)).await.unwrap();
    assert_eq!(
        (answer.verdict, &answer.reasons[..]),
        (VerdictView::StatusUnknown, &[VerdictReason::NoStatusList][..])
    );
    assert!(answer.certificate.is_some(), "the trust list that came is used all the same");
    portal.as_before("/v1/status/2026");
    wallet.refresh_trust().await.unwrap();
    for lie in
        [Vec::new(), b"<html>sign in to the hotel</html>".to_vec(), Fund::new(5).status_list(NOW, &[9])]
    {
        portal.instead("/v1/status/2026", move || {
            ([("content-type", "application/cwt")], lie.clone()).into_response()
        });
        let _whatever_it_says = wallet.refresh_trust().await;
        assert_eq!(verdict(&wallet, 9).await, VerdictView::Valid);
    }
}

#[tokio::test]
async fn a_trust_list_that_fails_or_lies_leaves_the_one_held() {
    let portal = Portal::start(Fund::new(1)).await;
    let device = Device::new(&Fund::new(1), &portal.url());
    let wallet = device.start();
    wallet.refresh_trust().await.unwrap();
    for lie in [Vec::new(), b"{}".to_vec(), Fund::new(5).trust_list(NOW)] {
        portal.instead("/v1/trust", move || {
            ([("content-type", "application/cwt")], lie.clone()).into_response()
        });
        assert!(wallet.refresh_trust().await.is_err());
        assert_eq!(verdict(&wallet, 9).await, VerdictView::Valid);
        let stranger = Fund::new(5).certificate(9).qr_text;
        assert_eq!(wallet.verify_text(&stranger).await.unwrap().verdict, VerdictView::UntrustedKey);
    }
}

#[tokio::test]
async fn a_clock_set_back_stays_suspect_after_a_restart_even_with_older_packaged_lists() {
    let mut portal = Portal::start(Fund::new(1)).await;
    let device = Device::new(&Fund::new(1), &portal.url());
    device.start().refresh_trust().await.unwrap();
    portal.stop().await;
    device.clock.set_date(-3 * DAY as i64);
    let packaged = lists(&Fund::new(1), NOW - 4 * DAY as i64, &[]);
    let answer = device.start_packaged_with(packaged).verify_text(&text(9)).await.unwrap();
    assert_eq!(answer.verdict, VerdictView::StatusUnknown);
    assert!(answer.reasons.contains(&VerdictReason::ClockBehind));
}
