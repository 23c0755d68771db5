//! A person's own file: the journal of who read it, the whole of it to take away, another password, and the end.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod support;

use damane_domain::certificates::CertificateKind;
use damane_domain::claim::{ClaimKind, OfficerName};
use damane_domain::ids::RegistrationNumber;
use damane_domain::money::Money;
use damane_services::{
    ConfirmedSession, Detail, Filing, JournalActor, Officer, OfficerStep, ServiceError, Session, SignIn,
};
use damane_storage::{audit, certificates, register};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};
use support::{DEVICE, EMPLOYED, NEW_DEVICE, OTHER, PASSWORD, TestFund};
use zip::ZipArchive;

async fn roomy() -> TestFund {
    TestFund::with_limits("codes_per_hour = 100").await
}

async fn confirmed(fund: &TestFund, number: &str) -> (Session, ConfirmedSession) {
    let (session, _) = fund.signed_in(number).await;
    let confirmed = fund.confirmed(&session).await;
    (session, confirmed)
}

/// The files of an archive, as a program nobody here wrote unpacks them.
fn unpacked(archive: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(archive)).unwrap();
    let mut files = BTreeMap::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let (name, mut bytes) = (file.name().unwrap().into_owned(), Vec::new());
        file.read_to_end(&mut bytes).unwrap();
        files.insert(name, bytes);
    }
    files
}

#[tokio::test]
async fn the_journal_shows_who_did_what_newest_first() {
    let fund = roomy().await;
    let (session, confirmed) = confirmed(&fund, EMPLOYED).await;
    let (other, _) = fund.signed_in(OTHER).await;
    fund.wait(1);
    fund.career_statement(&session).await.unwrap();
    fund.wait(1);
    let issued = fund.issue_certificate(&session, CertificateKind::Employment, "k").await.unwrap();
    fund.wait(1);
    let reason = damane_services::Revocation::IssuedInError;
    fund.revoke_certificate(&issued.id, reason, "A. Bennani").await.unwrap();
    fund.wait(1);
    fund.offer_authenticator(&confirmed).await.unwrap();
    let journal = fund.journal(&session, None).await.unwrap();
    let told: Vec<_> = journal.entries.iter().map(|entry| (entry.action.as_str(), entry.actor)).collect();
    let expected = [
        ("journal_read", JournalActor::Myself),
        ("certificate_revoked", JournalActor::Officer),
        ("certificate_issued", JournalActor::Myself),
        ("career_read", JournalActor::Myself),
        ("signed_in", JournalActor::Myself),
        ("device_trusted", JournalActor::Myself),
    ];
    assert_eq!(told, expected);
    assert_eq!(
        (journal.entries[2].device.as_deref(), journal.entries[1].device.as_deref()),
        (Some("téléphone"), None)
    );
    assert_eq!(journal.next, None);
    let theirs = fund.journal(&other, None).await.unwrap();
    assert!(
        theirs.entries.iter().all(|entry| !entry.action.starts_with("certificate")),
        "another's file is another's"
    );
}

#[tokio::test]
async fn the_journal_is_read_page_by_page_and_misses_nothing_of_one_moment() {
    let fund = roomy().await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let store = fund.store().await;
    let mut tx = store.begin().await.unwrap();
    for at in 0..120 {
        let entry = audit::AuditEntry {
            person: Some(session.person),
            actor: "fund".to_owned(),
            action: format!("deed_{at}"),
            detail: String::new(),
            device: None,
            // Seven at each moment.
            at: fund.now().plus_seconds(1 + at / 7),
        };
        audit::append(&mut tx, &entry).await.unwrap();
    }
    tx.commit().await.unwrap();
    fund.wait(100);
    let (mut seen, mut before, mut pages) = (Vec::new(), None, 0);
    loop {
        let page = fund.journal(&session, before.as_deref()).await.unwrap();
        assert!(page.entries.len() <= 50);
        seen.extend(page.entries.into_iter().map(|entry| entry.action));
        pages += 1;
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    let expected: Vec<_> = (0..120).rev().map(|at| format!("deed_{at}")).collect();
    let deeds: Vec<_> = seen.iter().filter(|action| action.starts_with("deed_")).cloned().collect();
    assert_eq!((deeds, pages), (expected, 3));
    assert_eq!(seen.iter().filter(|action| *action == "journal_read").count(), 1, "noted once an hour");
    assert!(matches!(fund.journal(&session, Some("x")).await, Err(ServiceError::InvalidInput("before"))));
}

#[tokio::test]
async fn an_export_holds_the_whole_file_and_the_certificates_that_stand() {
    let fund = roomy().await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    fund.give_email(&session, "naima@example.ma").await;
    let stands = fund.issue_certificate(&session, CertificateKind::Employment, "one").await.unwrap();
    let revoked = fund.issue_certificate(&session, CertificateKind::Employment, "two").await.unwrap();
    let reason = damane_services::Revocation::IssuedInError;
    fund.revoke_certificate(&revoked.id, reason, "A. Bennani").await.unwrap();
    let confirmed = fund.confirmed(&session).await;
    fund.ask_change(&confirmed, Detail::Rib, support_rib().as_str()).await.unwrap();
    let files = unpacked(&fund.export(&confirmed).await.unwrap());
    let paper = format!("certificates/{}.pdf", stands.reference);
    let names: Vec<_> = files.keys().map(String::as_str).collect();
    let wanted = [
        "career.csv",
        "career.json",
        "certificates.json",
        "claims.json",
        &paper,
        "details.json",
        "devices.json",
        "disputes.json",
        "journal.json",
        "me.json",
    ];
    let mut wanted = wanted.to_vec();
    wanted.sort_unstable();
    assert_eq!(names, wanted);
    assert_eq!(files[&paper], fund.certificate_pdf(&session, &stands.id).await.unwrap(), "the very paper");
    let json = |name: &str| -> Value { serde_json::from_slice(&files[name]).unwrap() };
    assert_eq!(
        (json("me.json")["registration_number"].as_str(), json("me.json")["cin"].as_str()),
        (Some(EMPLOYED), Some("XA104880"))
    );
    let details = json("details.json");
    assert_eq!(
        (details["mobile"].as_str(), details["email"].as_str()),
        (Some("+212612345670"), Some("naima@example.ma"))
    );
    assert_eq!(details["pending"][0]["value"].as_str(), Some(support_rib().as_str()), "nothing is masked");
    assert_eq!(json("career.json")["lines"].as_array().map(Vec::len), Some(3));
    let table = String::from_utf8(files["career.csv"].clone()).unwrap();
    assert!(table.contains("2026-10,1000004,ATELIER ZERHOUN SARL,26,5186.40,"), "{table}");
    assert_eq!(table.lines().count(), 4);
    let certificates = json("certificates.json");
    let states: Vec<_> =
        certificates.as_array().unwrap().iter().map(|one| one["state"].as_str().unwrap()).collect();
    assert!(states.contains(&"valid") && states.contains(&"revoked"), "{states:?}");
    assert_eq!(json("devices.json")[0]["name"].as_str(), Some("téléphone"));
    assert!(json("journal.json").as_array().unwrap().iter().any(|entry| entry["action"] == "signed_in"));
    assert!(
        !files["journal.json"].windows(7).any(|window| window == b"Bennani"),
        "an officer's name stays with the fund"
    );
    assert!(fund.noted(&session).await.iter().any(|(action, ..)| action == "exported"));
}

#[tokio::test]
async fn an_export_holds_each_claim_with_its_bar_codes_and_no_proposal_of_the_officers() {
    let fund = roomy().await;
    let (session, confirmed) = confirmed(&fund, EMPLOYED).await;
    let form = r#"{"beneficiary":"myself","beneficiary_name":null,"continuous":false,"long_term":false,"abroad":null,
        "practitioner":null,"lines":[{"act":"medicine","label":"amoxicillin","on":"2026-11-20","paid":11260,"quantity":1,
        "public_hospital":false,"barcode":"6111259930018"}]}"#;
    let filing = Filing { kind: ClaimKind::Reimbursement, office: "casa", form, documents: &[] };
    let id = fund.file_claim(&session, filing, "key").await.unwrap().id;
    let claims = async || -> (Value, String) {
        let files = unpacked(&fund.export(&confirmed).await.unwrap());
        let text = String::from_utf8(files["claims.json"].clone()).unwrap();
        (serde_json::from_str(&text).unwrap(), text)
    };
    let (told, _) = claims().await;
    assert_eq!(
        (&told[0]["status"], &told[0]["kind"]),
        (&Value::from("received"), &Value::from("reimbursement"))
    );
    assert_eq!(told[0]["id"], id.to_string());
    assert_eq!(told[0]["form"]["lines"][0]["barcode"], "6111259930018");

    let officer = |name: &str| Officer { name: OfficerName::parse(name).unwrap(), office: "casa".to_owned() };
    let proposal = OfficerStep::Propose(Money::centimes(4_321), r#"[{"refund":4321}]"#);
    for step in [OfficerStep::Take, proposal] {
        fund.decide_claim(&officer("S. Amrani"), &id, step).await.unwrap();
    }
    let (told, text) = claims().await;
    assert_eq!(told[0]["status"], "in_progress");
    assert!(
        !text.contains("4321") && !text.contains("Amrani"),
        "not yet agreed to, and nobody's name: {text}"
    );
    fund.decide_claim(&officer("H. Berrada"), &id, OfficerStep::Approve).await.unwrap();
    let (told, text) = claims().await;
    assert_eq!(
        (&told[0]["granted_centimes"], &told[0]["granted_lines"][0]["refund"]),
        (&4_321.into(), &4_321.into())
    );
    assert!(!text.contains("Berrada"));
    let steps: Vec<_> =
        told[0]["events"].as_array().unwrap().iter().map(|event| event["step"].as_str().unwrap()).collect();
    assert_eq!(steps, ["received", "taken", "accepted"]);
}

fn support_rib() -> damane_domain::ids::Rib {
    damane_domain::ids::Rib::from_account("0117800000999999999999").unwrap()
}

#[tokio::test]
async fn papers_of_an_export_count_among_those_of_the_day() {
    let fund = TestFund::with_limits("codes_per_hour = 100\npapers_per_day = 1").await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    fund.issue_certificate(&session, CertificateKind::Employment, "one").await.unwrap();
    let confirmed = fund.confirmed(&session).await;
    fund.export(&confirmed).await.unwrap();
    let second = fund.export(&confirmed).await;
    assert!(matches!(second, Err(ServiceError::TooManyTries { .. })), "an export is no way round the budget");
}

#[tokio::test]
async fn another_password_ends_the_other_sessions_and_is_told() {
    let fund = roomy().await;
    let (session, opened) = fund.signed_in(EMPLOYED).await;
    let (challenge, code) = fund.challenge(EMPLOYED, NEW_DEVICE).await;
    let elsewhere = fund.confirm_code(&challenge, &code).await.unwrap();
    fund.give_email(&session, "naima@example.ma").await;
    let confirmed = fund.confirmed(&session).await;
    for short in ["", "eleven-char", &"x".repeat(129)] {
        assert!(fund.change_password(&confirmed, short).await.is_err(), "{short}");
    }
    let before = fund.now();
    fund.wait(1);
    fund.change_password(&confirmed, "tajine-aux-pruneaux-7").await.unwrap();
    assert_eq!(fund.reached_since(before).await, ["+212612345670", "naima@example.ma"]);
    assert!(fund.find_session(&opened.token).await.unwrap().is_some(), "the one that did it goes on");
    assert!(fund.find_session(&elsewhere.token).await.unwrap().is_none());
    assert_eq!(fund.protection(&session).await.unwrap().password_changed_at, Some(fund.now()));
    assert!(matches!(fund.attempt(EMPLOYED, PASSWORD, DEVICE).await, Err(ServiceError::SignInRefused)));
    let known = fund.attempt(EMPLOYED, "tajine-aux-pruneaux-7", DEVICE).await.unwrap();
    assert!(matches!(known, SignIn::SignedIn(_)));
}

#[tokio::test]
async fn a_closed_account_is_gone_and_what_the_law_keeps_is_not() {
    let fund = roomy().await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    fund.give_email(&session, "naima@example.ma").await;
    let issued = fund.issue_certificate(&session, CertificateKind::Employment, "one").await.unwrap();
    let confirmed = fund.confirmed(&session).await;
    fund.renew_recovery_codes(&confirmed).await.unwrap();
    fund.ask_change(&confirmed, Detail::Rib, support_rib().as_str()).await.unwrap();
    for other in [OTHER, "x", ""] {
        let answer = fund.close_account(&confirmed, other).await;
        assert!(matches!(answer, Err(ServiceError::InvalidInput("registration_number"))), "{other}");
    }
    let before = fund.now();
    fund.wait(1);
    fund.close_account(&confirmed, "190 000 010").await.unwrap();
    assert_eq!(fund.reached_since(before).await, ["+212612345670", "naima@example.ma"]);
    assert!(matches!(fund.attempt(EMPLOYED, PASSWORD, DEVICE).await, Err(ServiceError::SignInRefused)));
    assert!(matches!(fund.get_confirmed(session.clone()).await, Err(ServiceError::ConfirmationNeeded)));
    let store = fund.store().await;
    let mut reader = store.read().await.unwrap();
    assert!(register::find_person(&mut reader, session.person).await.unwrap().is_some());
    let kept = certificates::find_certificate(&mut reader, session.person, &issued.id).await.unwrap();
    assert!(kept.is_some(), "a certificate can be checked as before");
    drop(reader);
    let noted: Vec<_> = fund.noted(&session).await.into_iter().map(|(action, ..)| action).collect();
    assert_eq!(noted.last().map(String::as_str), Some("account_closed"));
    let number = RegistrationNumber::parse(EMPLOYED).unwrap();
    assert!(fund.open_account(&number, PASSWORD, "fr").await.unwrap(), "they may come back");
    fund.wait(60);
    let (again, _) = fund.signed_in(EMPLOYED).await;
    let details = fund.details(&again).await.unwrap();
    assert_eq!((details.masked_email, details.pending.len()), (None, 0));
    assert_eq!(fund.protection(&again).await.unwrap().recovery_codes_left, 0);
    assert_eq!(fund.certificates(&again).await.unwrap().len(), 1);
}
