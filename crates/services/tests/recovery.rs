//! A forgotten password: a link once, in its time, for its account; what it ends, and whom it tells.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod support;

use damane_domain::account::PasswordFlaw;
use damane_domain::ids::Mobile;
use damane_services::RecoveryChannel::{Email, Sms};
use damane_services::{RecoveryAttempt, ServiceError, SignIn};
use support::people::{EMAIL, NEW_PASSWORD, here, registered, younes};
use support::{DEVICE, EMPLOYED, NO_ACCOUNT, OTHER, PASSWORD, TestFund};

const CIN: &str = "XA104880";
const NEWER: &str = "trois figues au bord du puits";

fn is_refused<T>(answer: Result<T, ServiceError>) -> bool {
    matches!(answer, Err(ServiceError::LinkRefused))
}

#[tokio::test]
async fn a_link_takes_a_new_password_once_also_after_a_restart() {
    let mut fund = TestFund::new().await;
    let token = fund.link(EMPLOYED, CIN, Sms).await;
    fund.reopen().await;
    fund.reset_password(&token, NEW_PASSWORD, here()).await.unwrap();
    assert!(is_refused(fund.reset_password(&token, NEWER, here()).await));
    fund.reopen().await;
    assert!(is_refused(fund.reset_password(&token, NEWER, here()).await));
    let old = fund.attempt(EMPLOYED, PASSWORD, DEVICE).await;
    assert!(matches!(old, Err(ServiceError::SignInRefused)));
    assert!(matches!(fund.attempt(EMPLOYED, NEW_PASSWORD, DEVICE).await, Ok(SignIn::CodeNeeded { .. })));
}

#[tokio::test]
async fn a_link_asked_for_before_a_restart_is_made_after_it() {
    let mut fund = TestFund::new().await;
    let attempt = RecoveryAttempt { registration_number: EMPLOYED, cin: CIN, channel: Sms, address: here() };
    fund.ask_recovery(attempt).await.unwrap();
    fund.reopen().await;
    fund.make_links().await.unwrap();
    assert_eq!(fund.messages_now().await.len(), 1);
}

#[tokio::test]
async fn a_reset_ends_every_session_and_signs_nobody_in() {
    let fund = TestFund::new().await;
    let (_, opened) = fund.signed_in(EMPLOYED).await;
    let (_, others) = fund.signed_in(OTHER).await;
    fund.wait(3_600);
    let (challenge, code) = fund.challenge(EMPLOYED, support::NEW_DEVICE).await;
    let token = fund.link(EMPLOYED, CIN, Sms).await;
    fund.reset_password(&token, NEW_PASSWORD, here()).await.unwrap();
    assert!(fund.find_session(&opened.token).await.unwrap().is_none());
    assert!(fund.find_session(&others.token).await.unwrap().is_some(), "others' sessions stand");
    assert!(matches!(fund.confirm_code(&challenge, &code).await, Err(ServiceError::CodeRefused)));
}

#[tokio::test]
async fn after_a_reset_a_device_that_was_known_is_asked_for_the_second_step_again() {
    let fund = TestFund::new().await;
    fund.signed_in(EMPLOYED).await;
    assert!(matches!(fund.attempt(EMPLOYED, PASSWORD, DEVICE).await, Ok(SignIn::SignedIn(_))));
    let token = fund.link(EMPLOYED, CIN, Sms).await;
    fund.reset_password(&token, NEW_PASSWORD, here()).await.unwrap();
    fund.wait(1);
    let SignIn::CodeNeeded { challenge_id, .. } = fund.attempt(EMPLOYED, NEW_PASSWORD, DEVICE).await.unwrap()
    else {
        panic!("the link alone would open the account on a stolen phone")
    };
    let (code, _) = fund.secret_now().await;
    fund.confirm_code(&challenge_id, &code).await.unwrap();
    assert!(matches!(fund.attempt(EMPLOYED, NEW_PASSWORD, DEVICE).await, Ok(SignIn::SignedIn(_))));
}

#[tokio::test]
async fn every_channel_is_told_and_details_are_guarded_for_72_hours() {
    let fund = TestFund::new().await;
    fund.signed_up(younes()).await;
    let token = fund.link(NO_ACCOUNT, "XA104883", Email).await;
    fund.wait(1);
    fund.reset_password(&token, NEWER, here()).await.unwrap();
    let mut told: Vec<_> =
        fund.messages_now().await.into_iter().map(|message| message.to.as_str().to_owned()).collect();
    told.sort();
    assert_eq!(told, ["+212612345673", EMAIL]);
    let account = fund.kept_account(NO_ACCOUNT).await;
    assert_eq!(account.guarded_until, Some(fund.now().plus_seconds(72 * 3_600)));
}

#[tokio::test]
async fn a_link_by_sms_is_good_for_ten_minutes_and_one_by_e_mail_for_thirty() {
    let fund = TestFund::new().await;
    fund.signed_up(younes()).await;
    for (channel, seconds) in [(Sms, 600), (Email, 1_800)] {
        let late = fund.link(NO_ACCOUNT, "XA104883", channel).await;
        fund.wait(seconds);
        assert!(is_refused(fund.reset_password(&late, NEWER, here()).await), "{channel:?}");
        fund.wait(3_600);
        let in_time = fund.link(NO_ACCOUNT, "XA104883", channel).await;
        fund.wait(seconds - 1);
        fund.reset_password(&in_time, NEWER, here()).await.unwrap();
        fund.wait(3_600);
    }
}

#[tokio::test]
async fn whoever_asks_is_answered_alike_and_only_an_accounts_owner_gets_a_link() {
    let fund = TestFund::new().await;
    let strangers = [
        ("199999999", CIN, Sms),
        (EMPLOYED, "ZZ999999", Sms),
        (NO_ACCOUNT, "XA104883", Sms),
        (OTHER, "XA104881", Email),
    ];
    for (number, cin, channel) in strangers {
        let attempt = RecoveryAttempt { registration_number: number, cin, channel, address: here() };
        let asked = fund.ask_recovery(attempt).await.unwrap();
        let expected = if channel == Sms { 600 } else { 1_800 };
        assert_eq!((asked.expires_in, asked.resend_in), (expected, 60), "{number}");
    }
    fund.make_links().await.unwrap();
    assert!(fund.outbox().await.unwrap().is_empty(), "no account, another card, no e-mail: no message");
    assert_eq!(fund.links(EMPLOYED, CIN, Sms).await.len(), 1);
}

#[tokio::test]
async fn links_are_asked_for_later_and_later_and_a_stranger_with_another_card_delays_nobody() {
    let fund = TestFund::new().await;
    let ask = async |cin: &str| {
        fund.ask_recovery(RecoveryAttempt {
            registration_number: EMPLOYED,
            cin,
            channel: Sms,
            address: here(),
        })
        .await
    };
    for resend_in in [60, 120, 3_420] {
        assert_eq!(ask("ZZ999999").await.unwrap().resend_in, resend_in);
        let early = ask("ZZ999999").await;
        assert!(matches!(early, Err(ServiceError::TooManyTries { .. })), "{early:?}");
        fund.wait(i64::from(resend_in));
    }
    assert_eq!(ask(CIN).await.unwrap().resend_in, 60);
    // Zeros in front make no other number.
    let padded =
        RecoveryAttempt { registration_number: "0190000010", cin: CIN, channel: Sms, address: here() };
    assert!(matches!(fund.ask_recovery(padded).await, Err(ServiceError::TooManyTries { .. })));
}

#[tokio::test]
async fn one_link_that_is_used_voids_the_others() {
    let fund = TestFund::new().await;
    let first = fund.link(EMPLOYED, CIN, Sms).await;
    fund.wait(120);
    let second = fund.link(EMPLOYED, CIN, Sms).await;
    fund.reset_password(&second, NEW_PASSWORD, here()).await.unwrap();
    assert!(is_refused(fund.reset_password(&first, NEWER, here()).await));
}

#[tokio::test]
async fn two_who_use_one_link_at_once_are_not_both_taken() {
    let fund = TestFund::new().await;
    let token = fund.link(EMPLOYED, CIN, Sms).await;
    let (one, other) = tokio::join!(
        fund.reset_password(&token, NEW_PASSWORD, here()),
        fund.reset_password(&token, NEWER, here())
    );
    assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
}

#[tokio::test]
async fn a_password_with_a_flaw_leaves_the_link_as_it_is() {
    let fund = TestFund::new().await;
    let token = fund.link(EMPLOYED, CIN, Sms).await;
    for (password, flaw) in [("court", PasswordFlaw::TooShort), ("naima190000010", PasswordFlaw::Guessable)] {
        let answer = fund.reset_password(&token, password, here()).await;
        assert!(matches!(answer, Err(ServiceError::PasswordRefused(found)) if found == flaw), "{answer:?}");
    }
    fund.reset_password(&token, NEW_PASSWORD, here()).await.unwrap();
}

#[tokio::test]
async fn wrong_passwords_before_a_reset_no_longer_delay_its_owner() {
    let fund = TestFund::new().await;
    for _ in 0..5 {
        assert!(fund.attempt(EMPLOYED, "not-the-password-1", DEVICE).await.is_err());
    }
    let locked = fund.attempt(EMPLOYED, PASSWORD, DEVICE).await;
    assert!(matches!(locked, Err(ServiceError::TooManyTries { .. })));
    let token = fund.link(EMPLOYED, CIN, Sms).await;
    fund.reset_password(&token, NEW_PASSWORD, here()).await.unwrap();
    assert!(fund.attempt(EMPLOYED, NEW_PASSWORD, DEVICE).await.is_ok());
}

#[tokio::test]
async fn a_mobile_that_is_new_to_the_account_recovers_nothing_for_72_hours_and_the_e_mail_does() {
    let fund = TestFund::new().await;
    fund.signed_up(younes()).await;
    fund.register_person(1, registered(NO_ACCOUNT, "XA104883", Some("0612345673"))).await;
    let office = (NO_ACCOUNT.parse().unwrap(), Mobile::parse("0712345673").unwrap());
    fund.update_mobile(&office.0, &office.1, "S. Benali", "employer's letter").await.unwrap();
    assert!(fund.links(NO_ACCOUNT, "XA104883", Sms).await.is_empty());
    fund.wait(3_600);
    assert_eq!(fund.links(NO_ACCOUNT, "XA104883", Email).await.len(), 1);
    fund.wait(72 * 3_600);
    let messages = fund.links(NO_ACCOUNT, "XA104883", Sms).await;
    assert_eq!(messages[0].to.as_str(), "+212712345673");
}

#[tokio::test]
async fn tokens_are_tried_from_one_address_only_so_often() {
    let fund = TestFund::with_limits("recoveries_per_address = 3").await;
    for token in ["x", &*"A".repeat(43), &*"B".repeat(43)] {
        assert!(is_refused(fund.reset_password(token, NEW_PASSWORD, here()).await));
    }
    let more = fund.reset_password("C", NEW_PASSWORD, here()).await;
    assert!(matches!(more, Err(ServiceError::TooManyTries { .. })), "{more:?}");
}

#[tokio::test]
async fn the_fund_makes_links_by_itself_within_seconds() {
    let fund = TestFund::new().await;
    let attempt = RecoveryAttempt { registration_number: EMPLOYED, cin: CIN, channel: Sms, address: here() };
    fund.ask_recovery(attempt).await.unwrap();
    let started = std::time::Instant::now();
    while fund.outbox().await.unwrap().is_empty() {
        assert!(started.elapsed().as_secs() < 10, "nobody made it");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}
