//! Drafts: kept with or without network, sent once, and gone on with where the line was lost.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod common;

use common::{Device, Fund, Portal, code_of, sign_in};
use damane_contract::{DocumentKindView, DraftKindView, DraftStateView, ErrorCode, KeepDraftRequest, limits};
use damane_wallet::Wallet;
use std::time::Duration;

const FORM: &str = r#"{"who":"child","name":"Yassine El Ouardi"}"#;
const REQUEST: &str = r#"{"beneficiary":"child","beneficiary_name":"Yassine El Ouardi","lines":[]}"#;
const CLAIM: &str = "0123456789abcdef0123456789abcdef";
/// Five pieces.
const LARGE: usize = 1_200_000;

fn draft(id: Option<&str>, kind: DraftKindView) -> KeepDraftRequest {
    let claim = (kind != DraftKindView::Reimbursement).then(|| CLAIM.to_owned());
    KeepDraftRequest { id: id.map(str::to_owned), kind, claim, form: FORM.to_owned() }
}

fn photo(bytes: usize) -> Vec<u8> {
    (0..bytes).map(|place| (place * 31 % 251) as u8).collect()
}

async fn signed_in() -> (Portal, Device, Wallet) {
    let portal = Portal::start(Fund::new(1)).await;
    let device = Device::new(&Fund::new(1), &portal.url());
    let wallet = device.start();
    sign_in(&wallet).await;
    (portal, device, wallet)
}

/// A claim of care with two documents, ready to be sent.
async fn filled_in(wallet: &Wallet) -> String {
    let id = wallet.keep_draft(draft(None, DraftKindView::Reimbursement)).await.unwrap().id;
    let kinds = [DocumentKindView::CareForm, DocumentKindView::Prescription];
    for (kind, bytes) in kinds.into_iter().zip([LARGE, 40_000]) {
        wallet.add_document(&id, kind, "وصفة.jpg", &photo(bytes)).await.unwrap();
    }
    id
}

async fn state(wallet: &Wallet, id: &str) -> DraftStateView {
    wallet.drafts().await.unwrap().into_iter().find(|draft| draft.id == id).unwrap().state
}

#[tokio::test]
async fn a_draft_outlives_a_restart_and_is_sent_once_when_the_network_is_back() {
    let (portal, device, wallet) = signed_in().await;
    portal.claims(|claims| claims.gone = true);
    let id = filled_in(&wallet).await;
    wallet.queue_draft(&id, REQUEST).await.unwrap();
    wallet.send_queued().await.unwrap();
    assert_eq!(state(&wallet, &id).await, DraftStateView::Queued, "no network: it waits");
    drop(wallet);

    let wallet = device.start();
    wallet.unlock_with_key_store().await.unwrap();
    let kept = &wallet.drafts().await.unwrap()[0];
    assert_eq!((kept.form.as_str(), kept.documents.len()), (FORM, 2));
    assert_eq!(kept.documents[0].name, "وصفة.jpg");
    portal.claims(|claims| claims.gone = false);
    let (first, second) = tokio::join!(wallet.send_queued(), wallet.send_queued());
    assert_eq!(first.unwrap()[0].state, DraftStateView::Sent);
    let sent = second.unwrap().remove(0);
    assert_eq!(sent.receipt.unwrap().reference, "RB-7K4M-29QX-81TN", "the receipt is kept");
    wallet.send_queued().await.unwrap();
    portal.claims(|claims| {
        assert_eq!((claims.asked, claims.taken.len()), (1, 1), "once");
        let (_, body) = claims.taken.values().next().unwrap();
        assert_eq!(body["beneficiary_name"], "Yassine El Ouardi");
        assert_eq!(body["documents"].as_array().unwrap().len(), 2);
        let arrived = claims.documents.values().find(|document| document.bytes.len() == LARGE);
        assert_eq!(arrived.unwrap().bytes, photo(LARGE), "what arrived is what was photographed");
    });
    let known = ["Yassine", "beneficiary"];
    let told = device.files().iter().any(|(_, bytes)| {
        known.iter().any(|word| bytes.windows(word.len()).any(|found| found == word.as_bytes()))
    });
    assert!(!told, "nothing of it lies in the clear");
}

#[tokio::test]
async fn a_portal_that_is_gone_after_any_piece_is_gone_on_with_from_there() {
    for pieces in 1..=5 {
        let (portal, device, wallet) = signed_in().await;
        let id = filled_in(&wallet).await;
        wallet.queue_draft(&id, REQUEST).await.unwrap();
        portal.claims(|claims| claims.gone_after = Some(pieces));
        wallet.send_queued().await.unwrap();
        assert_eq!(state(&wallet, &id).await, DraftStateView::Queued, "after piece {pieces}");
        drop(wallet);
        portal.claims(|claims| claims.gone = false);
        let wallet = device.start();
        wallet.unlock_with_key_store().await.unwrap();
        wallet.send_queued().await.unwrap();
        assert_eq!(state(&wallet, &id).await, DraftStateView::Sent);
        portal.claims(|claims| {
            assert_eq!(claims.taken.len(), 1);
            assert_eq!(claims.documents.len(), 2, "none begun twice");
            assert_eq!(claims.pieces, 6, "no piece that had arrived was sent again");
        });
    }
}

#[tokio::test]
async fn an_answer_that_was_lost_does_not_file_a_second_claim() {
    let (portal, _device, wallet) = signed_in().await;
    let id = filled_in(&wallet).await;
    wallet.queue_draft(&id, REQUEST).await.unwrap();
    portal.claims(|claims| claims.deaf_after_taking = true);
    wallet.send_queued().await.unwrap();
    assert_eq!(state(&wallet, &id).await, DraftStateView::Queued);
    let changed = wallet.keep_draft(draft(Some(&id), DraftKindView::Reimbursement)).await;
    assert_eq!(code_of(changed), ErrorCode::InvalidInput, "the fund may have it: it is not changed any more");
    assert_eq!(code_of(wallet.drop_draft(&id).await), ErrorCode::InvalidInput);
    portal.claims(|claims| (claims.gone, claims.deaf_after_taking) = (false, false));
    wallet.send_queued().await.unwrap();
    assert_eq!(state(&wallet, &id).await, DraftStateView::Sent);
    portal.claims(|claims| assert_eq!((claims.asked, claims.taken.len()), (2, 1)));
}

#[tokio::test]
async fn what_the_fund_refuses_can_be_changed_and_sent_again() {
    let (portal, _device, wallet) = signed_in().await;
    let id = filled_in(&wallet).await;
    wallet.queue_draft(&id, REQUEST).await.unwrap();
    portal.claims(|claims| claims.takes_no_document = true);
    let drafts = wallet.send_queued().await.unwrap();
    assert_eq!(drafts[0].state, DraftStateView::Refused);
    assert_eq!(drafts[0].refusal.as_ref().unwrap().field.as_deref(), Some("document"));
    let refused: Vec<_> = drafts[0].documents.iter().map(|document| document.refused).collect();
    assert_eq!(refused, [true, false], "which one is told");
    portal.claims(|claims| claims.takes_no_document = false);
    wallet.drop_document(&drafts[0].documents[0].id).await.unwrap();
    wallet.keep_draft(draft(Some(&id), DraftKindView::Reimbursement)).await.unwrap();
    wallet.queue_draft(&id, REQUEST).await.unwrap();
    assert_eq!(wallet.send_queued().await.unwrap()[0].state, DraftStateView::Sent);
}

#[tokio::test]
async fn what_the_fund_takes_only_later_holds_up_nothing_behind_it_and_says_why() {
    let (portal, _device, wallet) = signed_in().await;
    let claim = filled_in(&wallet).await;
    wallet.queue_draft(&claim, REQUEST).await.unwrap();
    let reply = wallet.keep_draft(draft(None, DraftKindView::Reply)).await.unwrap().id;
    wallet.queue_draft(&reply, "{}").await.unwrap();
    portal.claims(|claims| claims.had_enough_of = Some("reimbursement"));
    wallet.send_queued().await.unwrap();
    assert_eq!(state(&wallet, &reply).await, DraftStateView::Sent, "it has a deadline");
    let waits = wallet.drafts().await.unwrap().into_iter().find(|draft| draft.id == claim).unwrap();
    assert_eq!(waits.state, DraftStateView::Queued, "it goes by itself later");
    let reason = waits.refusal.unwrap();
    assert_eq!((reason.code, reason.retry_after), (ErrorCode::TooManyTries, Some(86_400)));
    portal.claims(|claims| claims.had_enough_of = None);
    let sent = wallet.send_queued().await.unwrap().into_iter().find(|draft| draft.id == claim).unwrap();
    assert_eq!((sent.state, sent.refusal), (DraftStateView::Sent, None));
}

#[tokio::test]
async fn a_document_that_is_called_something_else_arrives_anew() {
    let (portal, _device, wallet) = signed_in().await;
    let id = filled_in(&wallet).await;
    wallet.queue_draft(&id, REQUEST).await.unwrap();
    portal.claims(|claims| claims.takes_no_document = true);
    let refused = wallet.send_queued().await.unwrap().remove(0);
    assert_eq!(refused.state, DraftStateView::Refused);
    portal.claims(|claims| claims.takes_no_document = false);
    wallet.call_document(&refused.documents[0].id, DocumentKindView::Invoice).await.unwrap();
    wallet.queue_draft(&id, REQUEST).await.unwrap();
    assert_eq!(wallet.send_queued().await.unwrap()[0].state, DraftStateView::Sent);
    portal.claims(|claims| {
        assert_eq!(claims.documents.len(), 3, "as what it was, as what it is, and the other")
    });
}

#[tokio::test]
async fn answers_and_contestations_go_the_same_way() {
    let (portal, _device, wallet) = signed_in().await;
    let reply = wallet.keep_draft(draft(None, DraftKindView::Reply)).await.unwrap().id;
    wallet.add_document(&reply, DocumentKindView::Prescription, "a.pdf", &photo(9)).await.unwrap();
    wallet.queue_draft(&reply, "{}").await.unwrap();
    let contest = wallet.keep_draft(draft(None, DraftKindView::Contest)).await.unwrap().id;
    wallet.queue_draft(&contest, r#"{"reason":"Les soins étaient à Casablanca."}"#).await.unwrap();
    let drafts = wallet.send_queued().await.unwrap();
    assert!(drafts.iter().all(|draft| draft.state == DraftStateView::Sent), "{drafts:?}");
    portal.claims(|claims| {
        let mut paths: Vec<_> = claims.taken.values().map(|(path, _)| path.clone()).collect();
        paths.sort();
        assert_eq!(paths, [format!("contest of {CLAIM}"), format!("documents of {CLAIM}")]);
    });
}

#[tokio::test]
async fn a_disputed_line_waits_with_its_documents_and_is_sent_once() {
    let (portal, device, wallet) = signed_in().await;
    portal.claims(|claims| claims.gone = true);
    let form = r#"{"month":"2026-09","employer":"1000004","reason":"wrong_days","note":""}"#.to_owned();
    let request = KeepDraftRequest { id: None, kind: DraftKindView::Dispute, claim: None, form };
    let id = wallet.keep_draft(request).await.unwrap().id;
    wallet.add_document(&id, DocumentKindView::Payslip, "ورقة.jpg", &photo(9)).await.unwrap();
    let line = r#"{"month":"2026-09","employer_number":"1000004","reason":"wrong_days","note":""}"#;
    wallet.queue_draft(&id, line).await.unwrap();
    wallet.send_queued().await.unwrap();
    drop(wallet);
    let wallet = device.start();
    wallet.unlock_with_key_store().await.unwrap();
    assert_eq!(state(&wallet, &id).await, DraftStateView::Queued, "no network: it waits");
    portal.claims(|claims| (claims.gone, claims.deaf_after_taking) = (false, true));
    wallet.send_queued().await.unwrap();
    assert_eq!(state(&wallet, &id).await, DraftStateView::Queued, "the answer was lost");
    portal.claims(|claims| (claims.gone, claims.deaf_after_taking) = (false, false));
    wallet.send_queued().await.unwrap();
    assert_eq!(state(&wallet, &id).await, DraftStateView::Sent);
    portal.claims(|claims| {
        let taken: Vec<_> = claims.taken.values().collect();
        let [(path, body)] = taken[..] else { panic!("once: {taken:?}") };
        assert_eq!((path.as_str(), &body["reason"], claims.asked), ("dispute", &"wrong_days".into(), 2));
        assert_eq!(body["documents"].as_array().map(Vec::len), Some(1));
    });
}

#[tokio::test]
async fn what_waits_does_not_keep_the_vault_from_locking() {
    let (portal, device, wallet) = signed_in().await;
    portal.claims(|claims| claims.gone = true);
    let id = filled_in(&wallet).await;
    wallet.queue_draft(&id, REQUEST).await.unwrap();
    for _ in 0..2 {
        wallet.send_queued().await.unwrap();
        wallet.drafts().await.unwrap();
        device.clock.pass(Duration::from_secs(149));
    }
    device.clock.pass(Duration::from_secs(2));
    assert_eq!(code_of(wallet.send_queued().await), ErrorCode::VaultLocked, "five minutes without a person");
    portal.claims(|claims| claims.gone = false);
    wallet.unlock_with_key_store().await.unwrap();
    assert_eq!(wallet.send_queued().await.unwrap()[0].state, DraftStateView::Sent);
}

#[tokio::test]
async fn a_draft_has_its_limits() {
    let (_portal, _device, wallet) = signed_in().await;
    let kept = async |request| code_of(wallet.keep_draft(request).await);
    let form = "x".repeat(limits::FORM_BYTES + 1);
    let large = KeepDraftRequest { form, ..draft(None, DraftKindView::Reimbursement) };
    assert_eq!(kept(large).await, ErrorCode::InvalidInput);
    for claim in [None, Some("../me".to_owned())] {
        let request = KeepDraftRequest { claim, ..draft(None, DraftKindView::Reply) };
        assert_eq!(kept(request).await, ErrorCode::InvalidInput, "an answer to nothing");
    }
    assert_eq!(kept(draft(Some("elsewhere"), DraftKindView::Reimbursement)).await, ErrorCode::NotFound);
    let id = wallet.keep_draft(draft(None, DraftKindView::Reimbursement)).await.unwrap().id;
    let added = async |bytes: &[u8]| {
        wallet.add_document(&id, DocumentKindView::Other, "a", bytes).await.map(|draft| draft.documents.len())
    };
    assert_eq!(code_of(added(&[]).await), ErrorCode::TooLarge);
    assert_eq!(code_of(added(&photo(limits::DOCUMENT_BYTES + 1)).await), ErrorCode::TooLarge);
    assert_eq!(added(&photo(limits::DOCUMENT_BYTES)).await.unwrap(), 1);
    for count in 2..=limits::DOCUMENTS {
        assert_eq!(added(b"x").await.unwrap(), count);
    }
    assert_eq!(code_of(added(b"x").await), ErrorCode::InvalidInput);
    for _ in 1..limits::DRAFTS {
        wallet.keep_draft(draft(None, DraftKindView::Reimbursement)).await.unwrap();
    }
    assert_eq!(kept(draft(None, DraftKindView::Reimbursement)).await, ErrorCode::TooLarge);
    wallet.lock().await;
    assert_eq!(code_of(wallet.drafts().await), ErrorCode::VaultLocked);
}
