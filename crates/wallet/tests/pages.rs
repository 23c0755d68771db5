//! The PDF: kept when it is the fund's page of that very certificate, judged for anyone who brings one.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod common;

use common::{Device, Fund, Portal, code_of, issue, sign_in};
use damane_contract::{ErrorCode, VerdictReason, VerdictView};
use damane_domain::ids::CertificateId;
use damane_wallet::Wallet;

fn id(number: u8) -> String {
    CertificateId([number; 16]).to_string()
}

async fn signed_in() -> (Portal, Device, Wallet) {
    let portal = Portal::start(Fund::new(1)).await;
    let device = Device::new(&Fund::new(1), &portal.url());
    let wallet = device.start();
    sign_in(&wallet).await;
    (portal, device, wallet)
}

#[tokio::test]
async fn a_good_page_is_kept_and_found_again_without_network() {
    let (mut portal, device, wallet) = signed_in().await;
    let fund = Fund::new(1);
    let pdf = fund.page(&fund.claims(1), &fund.claims(1));
    portal.put_page(&id(1), pdf.clone());
    let certificate = issue(&wallet).await.unwrap();
    assert!(certificate.kept);
    drop(wallet);
    portal.stop().await;
    let wallet = device.start();
    wallet.unlock_with_key_store().await.unwrap();
    assert_eq!(wallet.certificate_pdf(&certificate.id).await.unwrap(), pdf);
    let answer = wallet.verify_pdf(pdf).await.unwrap();
    assert_eq!(answer.verdict, VerdictView::Valid);
    assert_eq!(answer.certificate.unwrap().id, certificate.id);
}

#[tokio::test]
async fn a_page_that_came_too_late_is_fetched_when_it_is_asked_for() {
    let (portal, _device, wallet) = signed_in().await;
    let certificate = issue(&wallet).await.unwrap();
    assert!(!certificate.kept, "the portal was too busy for the page");
    assert_eq!(code_of(wallet.certificate_pdf(&certificate.id).await), ErrorCode::NotFound);
    let fund = Fund::new(1);
    portal.put_page(&id(1), fund.page(&fund.claims(1), &fund.claims(1)));
    assert!(wallet.certificate_pdf(&certificate.id).await.unwrap().starts_with(b"%PDF-"));
    assert!(wallet.certificate(&certificate.id).await.unwrap().kept);
}

#[tokio::test]
async fn a_page_that_is_not_its_own_or_was_changed_is_not_kept() {
    let (portal, _device, wallet) = signed_in().await;
    let (fund, stranger) = (Fund::new(1), Fund::new(5));
    let good = fund.page(&fund.claims(1), &fund.claims(1));
    let mut changed = good.clone();
    let middle = changed.len() / 2;
    changed[middle] ^= 1;
    let pages = [
        fund.page(&fund.claims(2), &fund.claims(2)),
        fund.page(&fund.claims(1), &fund.claims(2)),
        stranger.page(&stranger.claims(1), &stranger.claims(1)),
        changed,
        [&good[..], b"% more\n"].concat(),
        b"%PDF-1.7\n%%EOF\n".to_vec(),
    ];
    for pdf in pages {
        portal.put_page(&id(1), pdf);
        assert_eq!(code_of(issue(&wallet).await), ErrorCode::UntrustedPortal);
    }
    portal.put_page(&id(1), good);
    assert!(issue(&wallet).await.unwrap().kept, "one wish all along, and its page is good at last");
    assert_eq!(portal.issued(), 1);
}

#[tokio::test]
async fn a_letter_of_the_fund_is_told_as_the_funds_and_is_no_certificate() {
    let (_portal, _device, wallet) = signed_in().await;
    let answer = wallet.verify_pdf(Fund::new(1).letter()).await.unwrap();
    assert_eq!(answer.verdict, VerdictView::NotACertificate);
    assert_eq!(answer.reasons, [VerdictReason::PdfFundPaper]);
    let answer = wallet.verify_pdf(Fund::new(5).letter()).await.unwrap();
    assert_eq!(answer.reasons, [VerdictReason::PdfForeignSeal], "one like it by a key of nobody's");
}

#[tokio::test]
async fn a_strangers_pdf_is_told_what_it_is() {
    let (_portal, _device, wallet) = signed_in().await;
    let stranger = Fund::new(5);
    let answer = wallet.verify_pdf(stranger.page(&stranger.claims(1), &stranger.claims(1))).await.unwrap();
    assert_eq!(answer.verdict, VerdictView::UntrustedKey);
    assert_eq!(answer.reasons, [VerdictReason::PdfSealUntrusted]);
    assert_eq!(answer.certificate, None, "nothing of it is shown");
    let answer = wallet.verify_pdf(b"no pdf at all".to_vec()).await.unwrap();
    assert_eq!(answer.verdict, VerdictView::NotACertificate);
    assert_eq!(code_of(wallet.verify_pdf(Vec::new()).await), ErrorCode::NothingToCheck);
    assert_eq!(code_of(wallet.verify_pdf(vec![b'x'; 20 * 1024 * 1024 + 1]).await), ErrorCode::TooLarge);
}
