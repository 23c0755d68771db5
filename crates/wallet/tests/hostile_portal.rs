//! A portal that lies, wanders or never ends: nothing of it is kept, and nothing leaks to another.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod common;

use axum::body::{Body, Bytes};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Json, response};
use common::{Device, Fund, Portal, code_of, issue, sign_in};
use damane_contract::{CertificateListView, CertificateView, ErrorCode, VerdictView};
use damane_wallet::Wallet;
use std::sync::Arc;

async fn signed_in() -> (Portal, Device, Wallet) {
    let portal = Portal::start(Fund::new(1)).await;
    let device = Device::new(&Fund::new(1), &portal.url());
    let wallet = device.start();
    sign_in(&wallet).await;
    (portal, device, wallet)
}

fn json(certificate: &CertificateView) -> Arc<dyn Fn() -> Response + Send + Sync> {
    let certificate = certificate.clone();
    Arc::new(move || Json(certificate.clone()).into_response())
}

#[tokio::test]
async fn a_certificate_another_key_sealed_is_not_kept() {
    let (portal, _device, wallet) = signed_in().await;
    portal.after_issuing(Some(json(&Fund::new(5).certificate(1))));
    assert_eq!(code_of(issue(&wallet).await), ErrorCode::UntrustedPortal);
    portal.instead("/v1/certificates", || StatusCode::BAD_GATEWAY.into_response());
    assert_eq!(code_of(wallet.certificates().await), ErrorCode::Offline, "nothing was kept");
}

#[tokio::test]
async fn a_certificate_that_says_more_than_its_seal_is_not_kept() {
    let (portal, _device, wallet) = signed_in().await;
    let good = Fund::new(1).certificate(1);
    let changes: [fn(&mut CertificateView); 6] = [
        |view| view.name_latin = "Karim ALAMI".into(),
        |view| view.valid_until = "2099-01-01".into(),
        |view| view.registration_number = "190000029".into(),
        |view| drop(view.facts.pop()),
        |view| view.reference = "EM-0000-0000-0000".into(),
        |view| view.issued_at = "2026-11-21T09:00:00Z".into(),
    ];
    for change in changes {
        let mut changed = good.clone();
        change(&mut changed);
        assert_ne!(changed, good);
        let list = CertificateListView { as_of: "2026-11-20T09:00:00Z".into(), certificates: vec![changed] };
        portal.instead("/v1/certificates", move || Json(list.clone()).into_response());
        assert_eq!(code_of(wallet.certificates().await), ErrorCode::UntrustedPortal);
    }
}

#[tokio::test]
async fn a_name_the_printed_code_had_to_shorten_is_still_the_same_name() {
    let (portal, _device, wallet) = signed_in().await;
    let fund = Fund::new(1);
    let mut claims = fund.claims(1);
    claims.name.latin = "Naïma Fatima-Zahra Khadija EL OUARDI EL IDRISSI EL ALAMI EL MANSOURI".into();
    claims.name.arabic = "نعيمة فاطمة الزهراء خديجة الوردي الإدريسي العلمي المنصوري".into();
    let certificate = fund.certificate_of(&claims);
    portal.after_issuing(Some(json(&certificate)));
    let kept = issue(&wallet).await.unwrap();
    assert_eq!(kept.name_latin, claims.name.latin);
    let sealed = wallet.verify_text(&kept.qr_text).await.unwrap().certificate.unwrap();
    assert!(sealed.name_latin.ends_with('…'), "{}", sealed.name_latin);
}

#[tokio::test]
async fn a_lost_answer_asked_again_gives_the_same_certificate() {
    let (portal, device, wallet) = signed_in().await;
    portal.after_issuing(Some(Arc::new(|| StatusCode::BAD_GATEWAY.into_response())));
    assert_eq!(code_of(issue(&wallet).await), ErrorCode::Offline);
    drop(wallet);
    let wallet = device.start();
    wallet.unlock_with_key_store().await.unwrap();
    portal.after_issuing(None);
    issue(&wallet).await.unwrap();
    assert_eq!(portal.issued(), 1, "one wish, one certificate");
    issue(&wallet).await.unwrap();
    let keys = portal.keys_seen();
    assert_eq!(portal.issued(), 2, "a new wish is a new certificate");
    assert!(keys[0] == keys[1] && keys[1] != keys[2], "{keys:?}");
}

#[tokio::test]
async fn a_redirection_is_not_followed() {
    let (portal, _device, wallet) = signed_in().await;
    let elsewhere = Portal::start(Fund::new(5)).await;
    let target = format!("{}/v1/me", elsewhere.url());
    portal.instead("/v1/me", move || response::Redirect::temporary(&target).into_response());
    assert_eq!(code_of(wallet.me().await), ErrorCode::UntrustedPortal);
    assert_eq!(elsewhere.paths(), [""; 0], "the session's token went nowhere else");
}

#[tokio::test]
async fn a_page_in_the_way_is_not_taken_for_an_answer() {
    let (portal, _device, wallet) = signed_in().await;
    portal.instead("/v1/career", || response::Html("<h1>Wi-Fi gratuit</h1>").into_response());
    assert_eq!(code_of(wallet.career().await), ErrorCode::UntrustedPortal);
    portal.instead("/v1/trust", || response::Html("<h1>Wi-Fi gratuit</h1>").into_response());
    assert_eq!(code_of(wallet.refresh_trust().await), ErrorCode::UntrustedPortal);
}

#[tokio::test]
async fn words_of_a_later_contract_are_the_fund_s_and_what_is_kept_stands_in() {
    let (portal, _device, wallet) = signed_in().await;
    let kept = wallet.career().await.unwrap();
    let mut later = serde_json::to_value(&kept.value).unwrap();
    later["employment"] = serde_json::json!({ "state": "seconded" });
    portal.instead("/v1/career", move || Json(later.clone()).into_response());
    let shown = wallet.career().await.unwrap();
    assert!(!shown.fresh && shown.value == kept.value, "what was read before, with its date");
    portal.instead("/v1/claims", || Json(serde_json::json!({ "as_of": 7 })).into_response());
    assert_eq!(code_of(wallet.claims().await), ErrorCode::NewerPortal, "nothing was kept of that");
    let refusal =
        || (StatusCode::CONFLICT, Json(serde_json::json!({ "code": "of_next_year" }))).into_response();
    portal.instead("/v1/claims", refusal);
    assert_eq!(code_of(wallet.claims().await), ErrorCode::NewerPortal);
}

#[tokio::test]
async fn an_answer_without_end_is_cut_off() {
    let (portal, _device, wallet) = signed_in().await;
    portal.instead("/v1/trust", || {
        let piece = Bytes::from(vec![b'['; 64 * 1024]);
        let endless =
            tokio_stream::iter(std::iter::repeat_with(move || Ok::<_, std::io::Error>(piece.clone())));
        ([(header::CONTENT_TYPE, "application/cwt")], Body::from_stream(endless)).into_response()
    });
    let cut = tokio::time::timeout(std::time::Duration::from_secs(10), wallet.refresh_trust()).await;
    assert_eq!(code_of(cut.expect("it ends")), ErrorCode::UntrustedPortal);
}

#[tokio::test]
async fn a_trust_list_a_stranger_signed_changes_nothing() {
    let (portal, _device, wallet) = signed_in().await;
    let strange = Fund::new(5).trust_list(common::NOW + 60);
    portal.instead("/v1/trust", move || {
        ([(header::CONTENT_TYPE, "application/cwt")], Body::from(strange.clone())).into_response()
    });
    assert_eq!(code_of(wallet.refresh_trust().await), ErrorCode::UntrustedPortal);
    let ours = wallet.verify_text(&Fund::new(1).certificate(9).qr_text).await.unwrap();
    assert_eq!(ours.verdict, VerdictView::Valid);
    let theirs = wallet.verify_text(&Fund::new(5).certificate(9).qr_text).await.unwrap();
    assert_eq!(theirs.verdict, VerdictView::UntrustedKey);
}

#[tokio::test]
async fn refusals_come_through_in_the_portals_own_words() {
    let portal = Portal::start(Fund::new(1)).await;
    let wallet = Device::new(&Fund::new(1), &portal.url()).start();
    let wrong = wallet.sign_in(common::NUMBER.into(), "not-the-password".into()).await;
    assert_eq!(code_of(wrong), ErrorCode::SignInRefused);
    let long = wallet.sign_in(common::NUMBER.into(), "x".repeat(129)).await;
    assert_eq!(code_of(long), ErrorCode::InvalidInput);
    assert_eq!(portal.paths(), ["/v1/session"], "what cannot be right is not even sent");
}
