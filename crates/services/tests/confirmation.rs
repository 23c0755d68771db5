//! Confirmation: what counts as one, for how long, and for which session.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod support;

use damane_services::{Factor, ServiceError, Session};
use support::{ADDRESS, DEVICE, EMPLOYED, NEW_DEVICE, OTHER, PASSWORD, TestFund};

async fn roomy() -> TestFund {
    TestFund::with_limits("codes_per_hour = 100").await
}

async fn is_confirmed(fund: &TestFund, session: &Session) -> bool {
    match fund.get_confirmed(session.clone()).await {
        Ok(_) => true,
        Err(ServiceError::ConfirmationNeeded) => false,
        Err(other) => panic!("{other}"),
    }
}

#[tokio::test]
async fn it_takes_the_password_and_the_second_step_on_a_trusted_device_too() {
    let fund = roomy().await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    assert!(!is_confirmed(&fund, &session).await, "signing in is no confirmation");
    let step = fund.ask(&session).await;
    assert_eq!((step.factors.as_slice(), step.mobile_ending.as_deref()), (&[Factor::Sms][..], Some("70")));
    assert!(!is_confirmed(&fund, &session).await, "the password alone is none");
    let code = fund.latest_code().await;
    fund.confirm(&session, &step.challenge_id, Factor::Sms, &code).await.unwrap();
    assert!(is_confirmed(&fund, &session).await);
    let again = fund.confirm(&session, &step.challenge_id, Factor::Sms, &code).await;
    assert!(matches!(again, Err(ServiceError::CodeRefused)), "a code counts once");
}

#[tokio::test]
async fn it_counts_for_five_minutes_also_over_a_restart() {
    let mut fund = roomy().await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    fund.confirmed(&session).await;
    fund.wait(299);
    fund.reopen().await;
    assert!(is_confirmed(&fund, &session).await);
    fund.wait(1);
    assert!(!is_confirmed(&fund, &session).await);
}

#[tokio::test]
async fn it_counts_for_its_own_session_alone() {
    let fund = roomy().await;
    let (one, _) = fund.signed_in(EMPLOYED).await;
    let (challenge, code) = fund.challenge(EMPLOYED, NEW_DEVICE).await;
    let opened = fund.confirm_code(&challenge, &code).await.unwrap();
    let other = fund.find_session(&opened.token).await.unwrap().unwrap();
    let step = fund.ask(&one).await;
    let code = fund.latest_code().await;
    for _ in 0..6 {
        let stolen = fund.confirm(&other, &step.challenge_id, Factor::Sms, &code).await;
        assert!(matches!(stolen, Err(ServiceError::CodeRefused)));
    }
    fund.confirm(&one, &step.challenge_id, Factor::Sms, &code).await.unwrap();
    assert!(is_confirmed(&fund, &one).await, "what another session tried cost it nothing");
    assert!(!is_confirmed(&fund, &other).await);
}

#[tokio::test]
async fn a_code_for_signing_in_confirms_nothing_and_one_for_confirming_signs_nobody_in() {
    let fund = roomy().await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let (sign_in, code) = fund.challenge(EMPLOYED, NEW_DEVICE).await;
    let answer = fund.confirm(&session, &sign_in, Factor::Sms, &code).await;
    assert!(matches!(answer, Err(ServiceError::CodeRefused)));
    let step = fund.ask(&session).await;
    let confirming = fund.latest_code().await;
    let answer = fund.confirm_code(&step.challenge_id, &confirming).await;
    assert!(matches!(answer, Err(ServiceError::CodeRefused)));
    let answer = fund.prove_change(&session, &step.challenge_id, &confirming).await;
    assert!(matches!(answer, Err(ServiceError::CodeRefused)), "nor does it prove a detail");
    assert!(fund.confirm_code(&sign_in, &code).await.is_ok());
    fund.confirm(&session, &step.challenge_id, Factor::Sms, &confirming).await.unwrap();
}

#[tokio::test]
async fn wrong_passwords_are_slowed_with_those_of_signing_in() {
    let fund = roomy().await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    for _ in 0..5 {
        let answer = fund.ask_confirmation(&session, "not-the-password-1", ADDRESS).await;
        assert!(matches!(answer, Err(ServiceError::SignInRefused)), "{answer:?}");
    }
    let answer = fund.ask_confirmation(&session, PASSWORD, ADDRESS).await;
    assert!(matches!(answer, Err(ServiceError::TooManyTries { retry_after: 5 })), "{answer:?}");
    let answer = fund.attempt(EMPLOYED, PASSWORD, DEVICE).await;
    assert!(matches!(answer, Err(ServiceError::TooManyTries { .. })), "the count is one");
    fund.wait(5);
    fund.confirmed(&session).await;
    for _ in 0..4 {
        let answer = fund.ask_confirmation(&session, "not-the-password-1", ADDRESS).await;
        assert!(matches!(answer, Err(ServiceError::SignInRefused)), "success starts it anew");
    }
    for (password, field) in [("", "password"), (&*"x".repeat(129), "password")] {
        let answer = fund.ask_confirmation(&session, password, ADDRESS).await;
        assert!(matches!(answer, Err(ServiceError::InvalidInput(named)) if named == field));
    }
}

#[tokio::test]
async fn another_persons_password_confirms_nobody() {
    let fund = roomy().await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let (theirs, _) = fund.signed_in(OTHER).await;
    fund.confirmed(&theirs).await;
    assert!(!is_confirmed(&fund, &session).await);
    assert!(is_confirmed(&fund, &theirs).await);
}

#[tokio::test]
async fn a_session_that_ended_meanwhile_is_not_confirmed() {
    let fund = roomy().await;
    let (session, opened) = fund.signed_in(EMPLOYED).await;
    let step = fund.ask(&session).await;
    let code = fund.latest_code().await;
    fund.end_session(&opened.token).await.unwrap();
    let answer = fund.confirm(&session, &step.challenge_id, Factor::Sms, &code).await;
    assert!(matches!(answer, Err(ServiceError::SessionEnded)), "{answer:?}");
    assert!(!is_confirmed(&fund, &session).await);
}
