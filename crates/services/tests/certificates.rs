//! Certificates: issued once whatever is repeated, their owner's alone, replaced and revoked for whoever checks.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod support;

use damane_credential::{PublicKey, Status, StatusList, TrustBundle, TrustList, Verification, verify};
use damane_domain::certificates::{CertificateKind, NotEntitled, last_valid_day};
use damane_domain::ids::CertificateId;
use damane_domain::verification::Verdict;
use damane_services::{CertificateState, IssuedCertificate, Revocation, ServiceError, Session};
use support::{ADDRESS, EMPLOYED, INACTIVE, OTHER, TestFund};

const KIND: CertificateKind = CertificateKind::Employment;

async fn issue(fund: &TestFund, session: &Session, key: &str) -> IssuedCertificate {
    fund.issue_certificate(session, KIND, key).await.unwrap()
}

/// What a stranger's phone keeps: the lists of the fund, against the root key of its profile.
async fn bundle(fund: &TestFund) -> TrustBundle {
    let point = {
        use base64::Engine as _;
        base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(&fund.profile().root_key).unwrap()
    };
    let root = PublicKey::from_point(&point).unwrap();
    let trust = fund.trust_list().await.unwrap();
    let mut bundle = TrustBundle::open(root, &trust).unwrap();
    for list in TrustList::read(&trust, &root).unwrap().content().status.clone() {
        bundle.put_status(&fund.status_list(list.list).await.unwrap()).unwrap();
    }
    bundle
}

async fn check(fund: &TestFund, certificate: &IssuedCertificate) -> Verification {
    verify(&certificate.qr_text, &bundle(fund).await, fund.now())
}

#[tokio::test]
async fn what_is_issued_is_valid_to_a_stranger_and_states_what_was_declared() {
    let fund = TestFund::new().await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let certificate = issue(&fund, &session, "one").await;
    assert_eq!(certificate.issued_at, certificate.issued_at.whole_second());
    assert_eq!(last_valid_day(certificate.expires_at).to_string(), "2027-02-21");
    assert_eq!(certificate.state, CertificateState::Valid);
    let seen = check(&fund, &certificate).await;
    assert_eq!(seen.verdict, Verdict::Valid, "{:?}", seen.reasons);
    let seen = seen.certificate.unwrap();
    assert_eq!(seen.claims().facts, certificate.facts);
    assert_eq!(seen.claims().id, certificate.id);
    assert_eq!(seen.claims().registration_number.as_str(), EMPLOYED);
    assert_eq!(fund.get_certificate(&session, &certificate.id).await.unwrap(), certificate);
}

#[tokio::test]
async fn the_same_key_issues_once_also_at_once_and_after_a_restart() {
    let mut fund = TestFund::new().await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let ask = || issue(&fund, &session, "again");
    let answers = tokio::join!(ask(), ask(), ask(), ask());
    assert!([&answers.1, &answers.2, &answers.3].into_iter().all(|answer| *answer == answers.0));
    fund.wait(3_600);
    fund.reopen().await;
    assert_eq!(issue(&fund, &session, "again").await, answers.0);
    assert_eq!(fund.certificates(&session).await.unwrap(), [answers.0]);
}

#[tokio::test]
async fn a_key_belongs_to_one_request_of_one_person() {
    let fund = TestFund::new().await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let (other, _) = fund.signed_in(OTHER).await;
    let mine = issue(&fund, &session, "key").await;
    let reused = fund.issue_certificate(&session, CertificateKind::Quarters, "key").await;
    assert!(matches!(reused, Err(ServiceError::KeyReused)));
    assert_ne!(issue(&fund, &other, "key").await.id, mine.id, "another person's key is another key");
    for key in ["", "with blank", "é", &"k".repeat(65)] {
        let answer = fund.issue_certificate(&session, KIND, key).await;
        assert!(matches!(answer, Err(ServiceError::InvalidInput("idempotency-key"))), "{key}");
    }
}

#[tokio::test]
async fn another_persons_certificate_is_not_there() {
    let fund = TestFund::new().await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let (other, _) = fund.signed_in(OTHER).await;
    let mine = issue(&fund, &session, "mine").await;
    let is_missing = |answer: Result<(), ServiceError>| matches!(answer, Err(ServiceError::NotFound));
    assert!(is_missing(fund.get_certificate(&other, &mine.id).await.map(drop)));
    assert!(is_missing(fund.certificate_pdf(&other, &mine.id).await.map(drop)));
    assert!(is_missing(fund.get_certificate(&session, &CertificateId([0; 16])).await.map(drop)));
    assert!(fund.certificates(&other).await.unwrap().is_empty());
}

#[tokio::test]
async fn who_may_have_none_is_told_every_reason() {
    let fund = TestFund::new().await;
    let (inactive, _) = fund.signed_in(INACTIVE).await;
    let reasons = async |kind| match fund.issue_certificate(&inactive, kind, "k").await {
        Err(ServiceError::NotEntitled(reasons)) => reasons,
        other => panic!("{other:?}"),
    };
    assert_eq!(reasons(KIND).await, [NotEntitled::NotDeclaredLately]);
    assert_eq!(reasons(CertificateKind::Deregistration).await, [NotEntitled::DepartureNotDeclared]);
}

#[tokio::test]
async fn every_kind_is_sealed_kept_and_drawn_and_states_the_same_wherever_it_is_read() {
    let mut fund = TestFund::new().await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let still = fund.issue_certificate(&session, CertificateKind::Deregistration, "no").await;
    assert!(
        matches!(still, Err(ServiceError::NotEntitled(reasons)) if reasons == [NotEntitled::StillDeclared])
    );
    let mut papers = Vec::new();
    for kind in CertificateKind::ALL.into_iter().filter(|kind| *kind != CertificateKind::Deregistration) {
        let certificate = fund.issue_certificate(&session, kind, kind.code()).await.unwrap();
        assert_eq!(certificate.kind, kind);
        assert!(certificate.reference.starts_with(kind.details().letters));
        let seen = check(&fund, &certificate).await;
        assert_eq!(seen.verdict, Verdict::Valid, "{}: {:?}", kind.code(), seen.reasons);
        assert_eq!(seen.certificate.unwrap().claims().facts, certificate.facts.as_in_code());
        papers.push((certificate.clone(), fund.certificate_pdf(&session, &certificate.id).await.unwrap()));
    }
    fund.reopen().await;
    for (certificate, paper) in papers {
        assert_eq!(fund.get_certificate(&session, &certificate.id).await.unwrap(), certificate);
        let again = fund.certificate_pdf(&session, &certificate.id).await.unwrap();
        assert!(again == paper, "{}: the same bytes after a restart", certificate.kind.code());
    }
}

#[tokio::test]
async fn a_certificate_of_one_kind_replaces_none_of_another() {
    let fund = TestFund::new().await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let employment = issue(&fund, &session, "one").await;
    fund.declare("2026-11", "ATELIER ZERHOUN SARL", 1_000_004, &[EMPLOYED]).await;
    fund.wait(60);
    fund.issue_certificate(&session, CertificateKind::AnnualSalary, "two").await.unwrap();
    assert_eq!(check(&fund, &employment).await.verdict, Verdict::Valid);
}

#[tokio::test]
async fn a_newer_certificate_replaces_an_older_one_only_when_the_facts_changed() {
    let fund = TestFund::new().await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let first = issue(&fund, &session, "one").await;
    fund.wait(60);
    let second = issue(&fund, &session, "two").await;
    assert_eq!(check(&fund, &first).await.verdict, Verdict::Valid, "the same facts twice");
    fund.declare("2026-11", "ATELIER ZERHOUN SARL", 1_000_004, &[EMPLOYED]).await;
    fund.wait(60);
    let third = issue(&fund, &session, "three").await;
    for (certificate, verdict) in
        [(&first, Verdict::Replaced), (&second, Verdict::Replaced), (&third, Verdict::Valid)]
    {
        assert_eq!(check(&fund, certificate).await.verdict, verdict);
    }
    let states: Vec<_> =
        fund.certificates(&session).await.unwrap().iter().map(|one| (one.id, one.state)).collect();
    use CertificateState::{Replaced, Valid};
    assert_eq!(states, [(third.id, Valid), (second.id, Replaced), (first.id, Replaced)]);
}

#[tokio::test]
async fn a_revoked_certificate_is_revoked_for_whoever_checks_also_after_a_restart() {
    let mut fund = TestFund::new().await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let certificate = issue(&fund, &session, "one").await;
    assert_eq!(check(&fund, &certificate).await.verdict, Verdict::Valid);
    fund.revoke_certificate(&certificate.id, Revocation::IssuedInError, "h.bennis").await.unwrap();
    assert_eq!(check(&fund, &certificate).await.verdict, Verdict::Revoked);
    fund.revoke_certificate(&certificate.id, Revocation::FactsWrong, "h.bennis").await.unwrap();
    fund.reopen().await;
    assert_eq!(check(&fund, &certificate).await.verdict, Verdict::Revoked);
    let listed = fund.certificates(&session).await.unwrap();
    assert_eq!(listed[0].state, CertificateState::Revoked);
    let nothing =
        fund.revoke_certificate(&CertificateId([0; 16]), Revocation::IssuedInError, "h.bennis").await;
    assert!(matches!(nothing, Err(ServiceError::NotFound)));
}

#[tokio::test]
async fn a_revocation_by_another_process_reaches_the_list() {
    let fund = TestFund::new().await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let certificate = issue(&fund, &session, "one").await;
    assert_eq!(check(&fund, &certificate).await.verdict, Verdict::Valid, "the list is kept in memory now");
    let store = fund.store().await;
    let mut tx = store.begin().await.unwrap();
    let (id, now) = (&certificate.id, fund.now());
    assert!(damane_storage::certificates::revoke(&mut tx, id, "facts_wrong", now).await.unwrap().is_some());
    tx.commit().await.unwrap();
    assert_eq!(check(&fund, &certificate).await.verdict, Verdict::Revoked);
}

#[tokio::test]
async fn a_certificate_expires_after_its_last_day() {
    let fund = TestFund::new().await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let certificate = issue(&fund, &session, "one").await;
    fund.set_time("2027-02-21T23:59:59Z");
    assert_eq!(check(&fund, &certificate).await.verdict, Verdict::Valid);
    fund.set_time("2027-02-22T00:00:00Z");
    assert_eq!(check(&fund, &certificate).await.verdict, Verdict::Expired);
    let listed = fund.get_certificate(&session, &certificate.id).await.unwrap();
    assert_eq!(listed.state, CertificateState::Expired);
}

#[tokio::test]
async fn lists_are_kept_an_hour_and_name_the_years_that_matter() {
    let fund = TestFund::new().await;
    let (trust, status) = (fund.trust_list().await.unwrap(), fund.status_list(2026).await.unwrap());
    fund.wait(3_000);
    assert_eq!(fund.trust_list().await.unwrap(), trust);
    assert_eq!(fund.status_list(2026).await.unwrap(), status);
    fund.wait(700);
    assert_ne!(fund.trust_list().await.unwrap(), trust);
    let newer = fund.status_list(2026).await.unwrap();
    assert_ne!(newer, status);
    let bundle = bundle(&fund).await;
    let list = StatusList::read(&newer, bundle.trust()).unwrap();
    assert!(list.content().entries.len() >= 1 << 20);
    assert_eq!(list.content().entries.get(0), Some(Status::InForce));
    let years = |bundle: &TrustBundle| -> Vec<u16> {
        bundle.trust().content().status.iter().map(|address| address.list).collect()
    };
    assert_eq!(years(&bundle), [2026]);
    assert!(matches!(fund.status_list(2025).await, Err(ServiceError::NotFound)));
    fund.set_time("2026-12-15T00:00:00Z");
    assert_eq!(years(&self::bundle(&fund).await), [2026, 2027], "a list made now is read next year");
    fund.set_time("2028-06-15T00:00:00Z");
    assert_eq!(years(&self::bundle(&fund).await), [2027, 2028]);
}

#[tokio::test]
async fn a_day_has_so_many_certificates_and_papers_for_a_person_and_no_more() {
    let fund = TestFund::with_limits("certificates_per_day = 2\npapers_per_day = 2").await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let first = issue(&fund, &session, "one").await;
    fund.wait(10);
    issue(&fund, &session, "two").await;
    let third = fund.issue_certificate(&session, KIND, "three").await;
    assert!(matches!(third, Err(ServiceError::TooManyTries { retry_after }) if retry_after > 86_000));
    assert_eq!(issue(&fund, &session, "one").await, first, "an answer is repeated all the same");
    for _ in 0..2 {
        fund.certificate_pdf(&session, &first.id).await.unwrap();
    }
    let answer = fund.certificate_pdf(&session, &first.id).await;
    assert!(matches!(answer, Err(ServiceError::TooManyTries { .. })));
    fund.set_time("2026-11-22T00:00:00Z");
    assert!(fund.certificate_pdf(&session, &first.id).await.is_ok(), "the next day");
}

#[tokio::test]
async fn the_same_record_gives_the_same_paper_also_after_a_restart() {
    let mut fund = TestFund::new().await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let certificate = issue(&fund, &session, "one").await;
    let paper = fund.certificate_pdf(&session, &certificate.id).await.unwrap();
    assert!(paper.starts_with(b"%PDF-"));
    assert_eq!(fund.certificate_pdf(&session, &certificate.id).await.unwrap(), paper);
    fund.wait(86_400 * 20);
    fund.declare("2026-11", "ATELIER ZERHOUN ET FILS", 1_000_004, &[EMPLOYED]).await;
    fund.reopen().await;
    let again = fund.certificate_pdf(&session, &certificate.id).await.unwrap();
    assert!(again == paper, "drawn anew, byte for byte, from what was known then");
}

#[tokio::test]
async fn who_holds_a_reference_sees_whether_it_stands_and_initials_and_no_more() {
    let fund = TestFund::with_limits("references_per_address = 6").await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let certificate = issue(&fund, &session, "one").await;
    let reference = certificate.id.to_string();
    let ask = async || fund.find_referenced(&reference, ADDRESS).await.unwrap().unwrap();
    let seen = ask().await;
    assert_eq!((seen.state, seen.kind), (CertificateState::Valid, KIND));
    assert_eq!(seen.name.latin, "N••• E••• O•••");
    assert_eq!(seen.valid_until.to_string(), "2027-02-21");
    fund.revoke_certificate(&certificate.id, Revocation::FactsWrong, "officer").await.unwrap();
    assert_eq!(ask().await.state, CertificateState::Revoked);
    // What a person quotes leads nowhere, nor does anybody's number.
    for other in [certificate.reference.as_str(), EMPLOYED, "", "é"] {
        assert_eq!(fund.find_referenced(other, ADDRESS).await.unwrap(), None, "{other}");
    }
    let refused = fund.find_referenced(&reference, ADDRESS).await;
    assert!(matches!(refused, Err(ServiceError::TooManyTries { .. })), "an address asks so many and no more");
}

#[tokio::test]
async fn a_revocation_is_told_to_the_holder_once_in_words_that_say_nothing_private() {
    let fund = TestFund::new().await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    fund.give_email(&session, "naima@example.com").await;
    let certificate = issue(&fund, &session, "one").await;
    let before = fund.now();
    fund.wait(1);
    for _ in 0..2 {
        fund.revoke_certificate(&certificate.id, Revocation::FactsWrong, "officer").await.unwrap();
        fund.wait(1);
    }
    let told = fund.told_since(before).await;
    assert_eq!(told.len(), 2, "mobile and e-mail, once each");
    for message in told {
        for private in [EMPLOYED, "NAÏMA", "ATELIER", certificate.reference.as_str(), "facts_wrong"] {
            assert!(
                !message.text.contains(private) && !message.subject.contains(private),
                "{}",
                message.text
            );
        }
    }
}

#[tokio::test]
async fn who_closed_their_account_is_told_nothing_and_the_revocation_stands() {
    let fund = TestFund::new().await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let certificate = issue(&fund, &session, "one").await;
    let confirmed = fund.confirmed(&session).await;
    fund.close_account(&confirmed, EMPLOYED).await.unwrap();
    fund.wait(1);
    let before = fund.now();
    fund.wait(1);
    fund.revoke_certificate(&certificate.id, Revocation::IssuedInError, "officer").await.unwrap();
    assert!(fund.told_since(before).await.is_empty());
    assert_eq!(check(&fund, &certificate).await.verdict, Verdict::Revoked);
}

#[tokio::test]
async fn a_corrected_month_makes_a_certificate_outdated_and_a_new_month_does_not() {
    let fund = TestFund::new().await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let (other, _) = fund.signed_in(OTHER).await;
    let (mine, theirs) = (issue(&fund, &session, "mine").await, issue(&fund, &other, "theirs").await);
    fund.wait(3_600);
    fund.declare("2026-11", "ATELIER ZERHOUN SARL", 1_000_004, &[EMPLOYED, OTHER]).await;
    fund.ask_review(EMPLOYED).await;
    assert_eq!(fund.review_certificates().await.unwrap(), 1);
    assert_eq!(check(&fund, &mine).await.verdict, Verdict::Valid, "a new month corrects nothing");
    fund.declare_days("2026-10", "ATELIER ZERHOUN SARL", 1_000_004, &[EMPLOYED], 13).await;
    fund.ask_review(EMPLOYED).await;
    let before = fund.now();
    fund.wait(1);
    assert_eq!(fund.review_certificates().await.unwrap(), 1);
    assert_eq!(check(&fund, &mine).await.verdict, Verdict::Replaced);
    assert_eq!(check(&fund, &theirs).await.verdict, Verdict::Valid);
    assert_eq!(fund.told_since(before).await.len(), 1, "its holder is told");
    assert_eq!(fund.certificates(&session).await.unwrap()[0].state, CertificateState::Replaced);
    assert!(fund.noted(&session).await.contains(&(
        "certificate_outdated".to_owned(),
        String::new(),
        "fund".to_owned()
    )));
    // A new one says what is right now, and stands.
    assert_eq!(check(&fund, &issue(&fund, &session, "new").await).await.verdict, Verdict::Valid);
    assert_eq!(fund.review_certificates().await.unwrap(), 0, "once");
}
