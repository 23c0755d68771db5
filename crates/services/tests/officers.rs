//! Officers: an account of their own, and a code that works once.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod support;

use damane_domain::claim::OfficerName;
use damane_domain::office::OfficerRole;
use damane_services::{NewOfficer, OfficerAttempt, ServiceError};
use support::officers::{attempt, code, enrolled, login};
use support::{ADDRESS, PASSWORD, TestFund, holds};

use OfficerRole::Decide;

#[tokio::test]
async fn an_enrolment_link_works_once_and_its_secret_is_sealed() {
    let fund = TestFund::new().await;
    let new = NewOfficer {
        login: login("l.bennis"),
        name: OfficerName::parse("L. Bennis").unwrap(),
        office: "main".to_owned(),
        roles: vec![Decide],
    };
    let link = fund.add_officer(&new, "operator").await.unwrap();
    let first = fund.offer_enrolment(&link.token, ADDRESS).await.unwrap();
    let second = fund.offer_enrolment(&link.token, ADDRESS).await.unwrap();
    assert_ne!(*first.authenticator.secret, *second.authenticator.secret, "asked again, another one");
    let stale = code(&fund, &first.authenticator.secret, 0);
    let refused = fund.enrol_officer(&link.token, PASSWORD, &stale, ADDRESS).await;
    assert!(matches!(refused, Err(ServiceError::CodeRefused)), "{refused:?}");
    let right = code(&fund, &second.authenticator.secret, 0);
    let weak = fund.enrol_officer(&link.token, "l.bennis2026", &right, ADDRESS).await;
    assert!(matches!(weak, Err(ServiceError::PasswordRefused(_))), "{weak:?}");
    fund.enrol_officer(&link.token, PASSWORD, &right, ADDRESS).await.unwrap();
    let again = fund.offer_enrolment(&link.token, ADDRESS).await;
    assert!(matches!(again, Err(ServiceError::LinkRefused)), "{again:?}");
    let kept = fund.bytes();
    assert!(!holds(&kept, link.token.as_bytes()) && !holds(&kept, PASSWORD.as_bytes()));
    assert!(!holds(&kept, second.authenticator.secret.as_bytes()));
    let code = code(&fund, &second.authenticator.secret, 0);
    let used = attempt(&fund, "l.bennis", PASSWORD, &code).await;
    assert!(matches!(used, Err(ServiceError::SignInRefused)), "the first code was taken: {used:?}");
}

#[tokio::test]
async fn a_link_runs_out_and_two_officers_never_sign_with_one_name() {
    let fund = TestFund::new().await;
    let new = |login_text: &str, name: &str, office: &str| NewOfficer {
        login: login(login_text),
        name: OfficerName::parse(name).unwrap(),
        office: office.to_owned(),
        roles: vec![Decide],
    };
    let link = fund.add_officer(&new("l.bennis", "L. Bennis", "main"), "operator").await.unwrap();
    for (login_text, name) in [("l.bennis", "K. Other"), ("other", "l bennis")] {
        let same = fund.add_officer(&new(login_text, name, "main"), "operator").await;
        assert!(matches!(same, Err(ServiceError::InvalidInput("login"))), "{same:?}");
    }
    let nowhere = fund.add_officer(&new("other", "K. Other", "nowhere"), "operator").await;
    assert!(matches!(nowhere, Err(ServiceError::InvalidInput("office"))), "{nowhere:?}");
    fund.wait(3 * 86_400);
    let late = fund.offer_enrolment(&link.token, ADDRESS).await;
    assert!(matches!(late, Err(ServiceError::LinkRefused)), "{late:?}");
}

#[tokio::test]
async fn an_officer_signs_in_with_login_password_and_a_code_that_works_once() {
    let fund = TestFund::new().await;
    let secret = enrolled(&fund, "l.bennis", &[Decide]).await;
    let right = code(&fund, &secret, 0);
    attempt(&fund, "L.Bennis", PASSWORD, &right).await.unwrap();
    for (name, password, code) in [
        ("l.bennis", PASSWORD, right.as_str()),
        ("l.bennis", "another password", &code(&fund, &secret, 1)),
        ("nobody", PASSWORD, "123456"),
    ] {
        let refused = attempt(&fund, name, password, code).await;
        assert!(matches!(refused, Err(ServiceError::SignInRefused)), "{name} {password} {code}: {refused:?}");
    }
    attempt(&fund, "l.bennis", PASSWORD, &code(&fund, &secret, 1)).await.unwrap();
}

#[tokio::test]
async fn guesses_at_a_login_wait_longer_and_longer_whether_it_is_anybodys_or_not() {
    let fund = TestFund::new().await;
    enrolled(&fund, "l.bennis", &[Decide]).await;
    for name in ["l.bennis", "nobody"] {
        for _ in 0..5 {
            let refused = attempt(&fund, name, "another password", "123456").await;
            assert!(matches!(refused, Err(ServiceError::SignInRefused)), "{refused:?}");
        }
        let waits = attempt(&fund, name, "another password", "123456").await;
        assert!(matches!(waits, Err(ServiceError::TooManyTries { .. })), "{name}: {waits:?}");
    }
}

#[tokio::test]
async fn an_officers_session_ends_when_it_rests_when_the_day_is_over_and_when_they_are_disabled() {
    let fund = TestFund::new().await;
    let secret = enrolled(&fund, "l.bennis", &[Decide]).await;
    let sign_in = async |ahead: i64| {
        let code = code(&fund, &secret, ahead);
        let attempt = OfficerAttempt { login: "l.bennis", password: PASSWORD, code: &code, address: ADDRESS };
        fund.sign_in_officer(attempt).await.unwrap().token
    };
    let token = sign_in(0).await;
    for _ in 0..41 {
        fund.wait(14 * 60);
        assert!(fund.find_officer_session(&token).await.unwrap().is_some(), "it is used");
    }
    fund.wait(26 * 60 + 1);
    assert!(fund.find_officer_session(&token).await.unwrap().is_none(), "ten hours are over");
    let token = sign_in(0).await;
    fund.wait(15 * 60);
    assert!(fund.find_officer_session(&token).await.unwrap().is_none(), "it rested");
    let token = sign_in(0).await;
    fund.disable_officer(&login("l.bennis"), "operator").await.unwrap();
    assert!(fund.find_officer_session(&token).await.unwrap().is_none(), "they act no more");
    fund.wait(31);
    let gone = attempt(&fund, "l.bennis", PASSWORD, &code(&fund, &secret, 0)).await;
    assert!(matches!(gone, Err(ServiceError::SignInRefused)), "{gone:?}");
}

#[tokio::test]
async fn another_link_voids_password_authenticator_and_sessions() {
    let fund = TestFund::new().await;
    let secret = enrolled(&fund, "l.bennis", &[Decide]).await;
    let attempt_now = code(&fund, &secret, 0);
    let found =
        OfficerAttempt { login: "l.bennis", password: PASSWORD, code: &attempt_now, address: ADDRESS };
    let token = fund.sign_in_officer(found).await.unwrap().token;
    fund.renew_officer(&login("l.bennis"), "operator").await.unwrap();
    assert!(fund.find_officer_session(&token).await.unwrap().is_none());
    fund.wait(31);
    let gone = attempt(&fund, "l.bennis", PASSWORD, &code(&fund, &secret, 0)).await;
    assert!(matches!(gone, Err(ServiceError::SignInRefused)), "{gone:?}");
}
