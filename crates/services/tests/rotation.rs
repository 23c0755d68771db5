//! Ten thousand certificates are issued while keys rotate ten times: all of them verify to whoever is offline.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod support;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use damane_credential::{PublicKey, TrustBundle, verify};
use damane_domain::certificates::CertificateKind;
use damane_domain::ids::{Cin, PersonId, RegistrationNumber};
use damane_domain::person::{Person, PersonName};
use damane_domain::verification::{Reason, Verdict};
use damane_services::{Fund, IssuedCertificate, KeyFolder, Revocation, Rotation, Session};
use damane_storage::register;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use support::{EMPLOYED, TestFund};

const PEOPLE: usize = 1_000;
const EACH: usize = 10;
const ROTATIONS: usize = 10;
const WORKERS: usize = 4;

/// A verifier's lists as they are now.
async fn bundle(fund: &Fund) -> TrustBundle {
    let root = URL_SAFE_NO_PAD.decode(&fund.profile().root_key).unwrap();
    let mut bundle =
        TrustBundle::open(PublicKey::from_point(&root).unwrap(), &fund.trust_list().await.unwrap()).unwrap();
    for year in bundle.trust().content().status.clone() {
        bundle.put_status(&fund.status_list(year.list).await.unwrap()).unwrap();
    }
    bundle
}

fn numbers() -> Vec<String> {
    (0..PEOPLE).map(|at| format!("{}", 300_000_000 + at * 10)).collect()
}

fn person(number: &str, at: usize) -> Person {
    Person {
        registration_number: RegistrationNumber::parse(number).unwrap(),
        cin: Cin::parse(&format!("BK{:06}", 200_000 + at)).unwrap(),
        name: PersonName { latin: "OUIAM EL OUARDI".to_owned(), arabic: "وئام الوردي".to_owned() },
        birth_date: "1991-02-03".parse().unwrap(),
        mobile: None,
        rib: None,
        dependants: 0,
    }
}

/// People who work, and sessions of theirs.
async fn employ(fund: &TestFund) -> Vec<Session> {
    let numbers = numbers();
    let people: Vec<_> = numbers
        .iter()
        .enumerate()
        .map(|(at, number)| (PersonId(50_000 + at as i64), person(number, at)))
        .collect();
    let store = fund.store().await;
    let mut tx = store.begin().await.unwrap();
    register::put_people(&mut tx, &people, fund.now()).await.unwrap();
    tx.commit().await.unwrap();
    let numbers: Vec<_> = numbers.iter().map(String::as_str).collect();
    fund.declare("2026-10", "ATELIER ZERHOUN SARL", 1_000_004, &numbers).await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let of = |(person, _): &(PersonId, _)| {
        let mut session = session.clone();
        session.person = *person;
        session
    };
    people.iter().map(of).collect()
}

/// Issues one worker's share: every person's certificates one after the other, so that each key seals for all.
async fn issue(
    fund: Arc<Fund>,
    sessions: Arc<Vec<Session>>,
    worker: usize,
    issued: Arc<AtomicUsize>,
) -> Vec<IssuedCertificate> {
    let mut made = Vec::new();
    for round in 0..EACH {
        for session in sessions.iter().skip(worker).step_by(WORKERS) {
            let key = format!("round-{round}");
            made.push(fund.issue_certificate(session, CertificateKind::Employment, &key).await.unwrap());
            issued.fetch_add(1, Ordering::SeqCst);
        }
    }
    made
}

/// Makes a key that seals in an hour, lets the portal read it, and retires what sealed before the last one. Returns the
/// lists of a verifier who fetched them before the new key sealed anything.
async fn rotate(fund: &TestFund, folder: &KeyFolder) -> TrustBundle {
    let wanted = Rotation { lead_seconds: 3_600, ..Rotation::default() };
    folder.rotate(&wanted).unwrap();
    assert!(fund.reload_keys().unwrap());
    let seen = bundle(fund).await;
    fund.wait(3_600);
    let sealing: Vec<_> = folder.list().unwrap().into_iter().rev().skip(2).collect();
    for older in sealing.iter().filter(|key| key.state == damane_services::KeyState::Active) {
        folder.retire(&older.name).unwrap();
    }
    fund.reload_keys().unwrap();
    seen
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_certificates_issued_while_keys_rotate_ten_times_all_verify_offline() {
    let fund = TestFund::new().await;
    let sessions = Arc::new(employ(&fund).await);
    let folder = KeyFolder::open(fund.folder.path(), fund.ports()).unwrap();
    let issued = Arc::new(AtomicUsize::new(0));
    let workers: Vec<_> = (0..WORKERS)
        .map(|worker| {
            tokio::spawn(issue(Arc::clone(fund.shared()), Arc::clone(&sessions), worker, Arc::clone(&issued)))
        })
        .collect();
    let mut ahead = Vec::new();
    for at in 1..=ROTATIONS {
        while issued.load(Ordering::SeqCst) < at * PEOPLE * EACH / (ROTATIONS + 1) {
            tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        }
        ahead.push(rotate(&fund, &folder).await);
    }
    let mut made = Vec::new();
    for worker in workers {
        made.extend(worker.await.unwrap());
    }
    assert_eq!(made.len(), PEOPLE * EACH);
    let held = bundle(&fund).await;
    let keys: BTreeSet<_> = made.iter().map(|one| sealed_with(one, &held)).collect();
    assert_eq!(keys.len(), ROTATIONS + 1, "every key sealed some");
    for certificate in &made {
        let seen = verify(&certificate.qr_text, &held, fund.now());
        assert_eq!(seen.verdict, Verdict::Valid, "{:?}", seen.reasons);
    }
    // Who had fetched nothing since the day a key was made knows it when it seals.
    let (last, newest) = (ahead.last().unwrap(), made.iter().max_by_key(|one| one.issued_at).unwrap());
    assert_eq!(verify(&newest.qr_text, last, fund.now()).verdict, Verdict::Valid);
    revoked_is_revoked_after_one_refresh(&fund, &held, &made[4_321]).await;
}

async fn revoked_is_revoked_after_one_refresh(fund: &TestFund, held: &TrustBundle, one: &IssuedCertificate) {
    fund.revoke_certificate(&one.id, Revocation::FactsWrong, "officer").await.unwrap();
    assert_eq!(verify(&one.qr_text, held, fund.now()).verdict, Verdict::Valid, "not yet told");
    let seen = verify(&one.qr_text, &bundle(fund).await, fund.now());
    assert_eq!((seen.verdict, seen.reasons), (Verdict::Revoked, vec![Reason::RevokedByFund]));
}

/// Place of the key that sealed it among those of the trust list.
fn sealed_with(certificate: &IssuedCertificate, bundle: &TrustBundle) -> usize {
    let keys = &bundle.trust().content().keys;
    let starts = keys.iter().rposition(|key| key.valid_from <= certificate.issued_at);
    starts.expect("some key had begun")
}
