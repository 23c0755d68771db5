//! The second step: an authenticator app nobody here wrote, printed codes, the SMS after all, and what guessing costs.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod support;

use damane_services::{ConfirmedSession, Factor, OfferedAuthenticator, ServiceError, Session, SignIn};
use support::{DEVICE, EMPLOYED, NEW_DEVICE, OTHER, PASSWORD, TestFund, holds};
use totp_rs::Totp;

/// A telephone with an authenticator app: it knows what the picture told it.
struct App(Totp);

impl App {
    fn scan(offered: &OfferedAuthenticator) -> Self {
        Self(Totp::from_url(offered.uri.as_str()).unwrap())
    }

    fn code(&self, fund: &TestFund) -> String {
        self.0.generate(fund.now().seconds().unsigned_abs()).to_string()
    }
}

async fn roomy() -> TestFund {
    TestFund::with_limits("codes_per_hour = 100").await
}

/// Someone signed in whose authenticator app is in use, and their printed codes.
async fn protected(fund: &TestFund) -> (Session, ConfirmedSession, App, Vec<String>) {
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let confirmed = fund.confirmed(&session).await;
    let app = App::scan(&fund.offer_authenticator(&confirmed).await.unwrap());
    let codes = fund.confirm_authenticator(&confirmed, &app.code(fund)).await.unwrap();
    let codes = codes.as_slice().iter().map(|code| code.to_string()).collect();
    // The next code is another one.
    fund.wait(30);
    (session, confirmed, app, codes)
}

/// A second step asked for on a new device.
async fn step(fund: &TestFund) -> (String, Vec<Factor>) {
    fund.wait(1);
    match fund.attempt(EMPLOYED, PASSWORD, NEW_DEVICE).await.unwrap() {
        SignIn::CodeNeeded { challenge_id, factors, .. } => (challenge_id, factors),
        SignIn::SignedIn(_) => panic!("the device is known"),
    }
}

fn is_refused<T>(answer: Result<T, ServiceError>) -> bool {
    matches!(answer, Err(ServiceError::CodeRefused))
}

/// A code that is none of these.
fn wrong(right: &str) -> String {
    let first = if right.starts_with('0') { "1" } else { "0" };
    format!("{first}{}", &right[1..])
}

#[tokio::test]
async fn an_authenticator_answers_in_place_of_the_sms_from_its_first_code_on() {
    let fund = roomy().await;
    let (session, confirmed, app, codes) = protected(&fund).await;
    assert_eq!(codes.len(), 10);
    let protection = fund.protection(&session).await.unwrap();
    assert!(protection.authenticator);
    assert_eq!((protection.recovery_codes_left, protection.passkeys.len()), (10, 0));

    let before = fund.now();
    let (challenge, factors) = step(&fund).await;
    assert_eq!(factors, [Factor::Authenticator, Factor::Sms, Factor::RecoveryCode]);
    assert!(fund.told_since(before).await.is_empty(), "no SMS is sent");
    let opened = fund.confirm_step(&challenge, Factor::Authenticator, &app.code(&fund)).await.unwrap();
    assert!(fund.find_session(&opened.token).await.unwrap().is_some());
    assert!(matches!(fund.attempt(EMPLOYED, PASSWORD, NEW_DEVICE).await, Ok(SignIn::SignedIn(_))));

    fund.remove_authenticator(&confirmed).await.unwrap();
    assert!(matches!(fund.remove_authenticator(&confirmed).await, Err(ServiceError::NotFound)));
    let (_, factors) = another_step(&fund).await;
    assert_eq!(factors, [Factor::Sms, Factor::RecoveryCode], "the SMS is sent again");
    let actions: Vec<_> =
        fund.noted(&session).await.into_iter().map(|(action, detail, _)| (action, detail)).collect();
    for (action, detail) in
        [("factor_added", "authenticator"), ("recovery_codes_made", ""), ("factor_removed", "authenticator")]
    {
        assert!(actions.contains(&(action.to_owned(), detail.to_owned())), "{action}: {actions:?}");
    }
}

/// A second step asked for on one more device.
async fn another_step(fund: &TestFund) -> (String, Vec<Factor>) {
    fund.wait(1);
    match fund.attempt(EMPLOYED, PASSWORD, &"a1".repeat(16)).await.unwrap() {
        SignIn::CodeNeeded { challenge_id, factors, .. } => (challenge_id, factors),
        SignIn::SignedIn(_) => panic!("the device is known"),
    }
}

#[tokio::test]
async fn an_authenticators_code_is_taken_once_and_one_step_around_now() {
    let fund = roomy().await;
    let (_, _, app, _) = protected(&fund).await;
    let code = app.code(&fund);
    let (first, _) = step(&fund).await;
    let (second, _) = step(&fund).await;
    assert!(fund.confirm_step(&first, Factor::Authenticator, &code).await.is_ok());
    assert!(is_refused(fund.confirm_step(&second, Factor::Authenticator, &code).await), "it was used");
    let early = app.0.generate(fund.now().plus_seconds(30).seconds().unsigned_abs()).to_string();
    assert!(fund.confirm_step(&second, Factor::Authenticator, &early).await.is_ok(), "a clock a step ahead");
    let (third, _) = another_step(&fund).await;
    assert!(
        is_refused(fund.confirm_step(&third, Factor::Authenticator, &app.code(&fund)).await),
        "a step used before"
    );
    fund.wait(120);
    let late = app.0.generate(fund.now().plus_seconds(-60).seconds().unsigned_abs()).to_string();
    assert!(is_refused(fund.confirm_step(&third, Factor::Authenticator, &late).await), "two steps behind");
    let spaced = app.code(&fund);
    let spaced = format!("{} {}", &spaced[..3], &spaced[3..]);
    assert!(fund.confirm_step(&third, Factor::Authenticator, &spaced).await.is_ok(), "as apps show it");
}

#[tokio::test]
async fn the_code_that_put_an_authenticator_in_use_opens_nothing_more() {
    let fund = roomy().await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let confirmed = fund.confirmed(&session).await;
    let app = App::scan(&fund.offer_authenticator(&confirmed).await.unwrap());
    let code = app.code(&fund);
    assert!(is_refused(fund.confirm_authenticator(&confirmed, &wrong(&code)).await));
    fund.confirm_authenticator(&confirmed, &code).await.unwrap();
    let (challenge, _) = step(&fund).await;
    assert!(is_refused(fund.confirm_step(&challenge, Factor::Authenticator, &code).await));
}

#[tokio::test]
async fn an_offer_runs_out_and_the_authenticator_in_use_stays_until_the_new_one_answered() {
    let fund = roomy().await;
    let (session, confirmed, old, _) = protected(&fund).await;
    let new = App::scan(&fund.offer_authenticator(&confirmed).await.unwrap());
    let (challenge, _) = step(&fund).await;
    assert!(is_refused(fund.confirm_step(&challenge, Factor::Authenticator, &new.code(&fund)).await));
    assert!(fund.confirm_step(&challenge, Factor::Authenticator, &old.code(&fund)).await.is_ok());
    fund.wait(15 * 60);
    assert!(
        is_refused(fund.confirm_authenticator(&confirmed, &new.code(&fund)).await),
        "a quarter of an hour"
    );
    let new = App::scan(&fund.offer_authenticator(&confirmed).await.unwrap());
    fund.confirm_authenticator(&confirmed, &new.code(&fund)).await.unwrap();
    fund.wait(30);
    let (challenge, _) = another_step(&fund).await;
    assert!(is_refused(fund.confirm_step(&challenge, Factor::Authenticator, &old.code(&fund)).await));
    assert!(fund.confirm_step(&challenge, Factor::Authenticator, &new.code(&fund)).await.is_ok());
    assert!(fund.protection(&session).await.unwrap().authenticator);
}

#[tokio::test]
async fn a_code_by_sms_is_sent_after_all_when_asked_for_and_only_the_newest_is_good() {
    let fund = TestFund::new().await;
    let (session, _, _, _) = protected(&fund).await;
    fund.wait(3_600);
    let (challenge, _) = step(&fund).await;
    assert!(is_refused(fund.confirm_code(&challenge, "00000000").await), "none was sent yet");
    fund.send_step_code(&challenge).await.unwrap();
    let first = fund.latest_code().await;
    fund.wait(1);
    fund.send_step_code(&challenge).await.unwrap();
    let second = fund.latest_code().await;
    assert_ne!(first, second);
    assert!(is_refused(fund.confirm_code(&challenge, &first).await), "the newer one took its place");
    fund.wait(1);
    fund.send_step_code(&challenge).await.unwrap();
    let fourth = fund.send_step_code(&challenge).await;
    assert!(matches!(fourth, Err(ServiceError::TooManyTries { .. })), "three an hour, whatever they are for");
    let third = fund.latest_code().await;
    assert!(fund.confirm_code(&challenge, &third).await.is_ok());
    assert!(is_refused(fund.send_step_code(&challenge).await), "it was answered");
    assert!(is_refused(fund.send_step_code(&"0".repeat(32)).await));
    assert!(matches!(fund.send_step_code("x").await, Err(ServiceError::InvalidInput("challenge_id"))));
    assert!(fund.protection(&session).await.unwrap().authenticator);
}

#[tokio::test]
async fn a_printed_code_is_good_once_for_its_person_and_until_the_next_sheet() {
    let fund = roomy().await;
    let (session, confirmed, _, codes) = protected(&fund).await;
    let (challenge, _) = step(&fund).await;
    let typed = codes[0].to_lowercase().replace('-', " ");
    assert!(fund.confirm_step(&challenge, Factor::RecoveryCode, &typed).await.is_ok(), "however it is typed");
    assert_eq!(fund.protection(&session).await.unwrap().recovery_codes_left, 9);
    let (challenge, _) = another_step(&fund).await;
    assert!(is_refused(fund.confirm_step(&challenge, Factor::RecoveryCode, &codes[0]).await), "it was used");
    let (theirs, _) = fund.challenge(OTHER, NEW_DEVICE).await;
    assert!(is_refused(fund.confirm_step(&theirs, Factor::RecoveryCode, &codes[1]).await), "not theirs");
    let sheet = fund.renew_recovery_codes(&confirmed).await.unwrap();
    assert!(is_refused(fund.confirm_step(&challenge, Factor::RecoveryCode, &codes[1]).await), "void");
    let code = sheet.as_slice()[0].to_string();
    assert!(fund.confirm_step(&challenge, Factor::RecoveryCode, &code).await.is_ok());
    assert!(!format!("{sheet:?}").contains(&code), "it cannot be printed by mistake");
    for typed in ["", "1234", "0000-0000-0000-000U", &"0".repeat(100)] {
        let answer = fund.confirm_step(&challenge, Factor::RecoveryCode, typed).await;
        assert!(matches!(answer, Err(ServiceError::InvalidInput("code"))), "{typed}");
    }
}

#[tokio::test]
async fn five_tries_are_all_there_are_whatever_answers() {
    let fund = roomy().await;
    let (_, _, app, codes) = protected(&fund).await;
    let (challenge, _) = step(&fund).await;
    fund.send_step_code(&challenge).await.unwrap();
    let sms = fund.latest_code().await;
    for (factor, code) in [
        (Factor::Sms, wrong(&sms)),
        (Factor::Authenticator, wrong(&app.code(&fund))),
        (Factor::RecoveryCode, "0000-0000-0000-0000".to_owned()),
        (Factor::Sms, wrong(&sms)),
        (Factor::Authenticator, wrong(&app.code(&fund))),
    ] {
        assert!(is_refused(fund.confirm_step(&challenge, factor, &code).await));
    }
    for (factor, code) in
        [(Factor::Sms, &sms), (Factor::Authenticator, &app.code(&fund)), (Factor::RecoveryCode, &codes[0])]
    {
        assert!(is_refused(fund.confirm_step(&challenge, factor, code).await), "{factor:?}");
    }
    assert!(is_refused(fund.send_step_code(&challenge).await));
}

#[tokio::test]
async fn wrong_answers_of_every_kind_trip_the_breaker() {
    let fund = TestFund::with_limits("codes_per_hour = 100\nwrong_codes_in_ten_minutes = 2").await;
    let (_, _, app, _) = protected(&fund).await;
    fund.wait(600);
    let (challenge, _) = step(&fund).await;
    assert!(is_refused(fund.confirm_step(&challenge, Factor::RecoveryCode, "0000-0000-0000-0000").await));
    assert!(is_refused(fund.confirm_step(&challenge, Factor::Authenticator, &wrong(&app.code(&fund))).await));
    for answer in [
        fund.confirm_step(&challenge, Factor::Authenticator, &app.code(&fund)).await.map(|_| ()),
        fund.send_step_code(&challenge).await,
        fund.attempt(EMPLOYED, PASSWORD, &"b2".repeat(16)).await.map(|_| ()),
    ] {
        assert!(matches!(answer, Err(ServiceError::TooManyTries { .. })), "{answer:?}");
    }
}

#[tokio::test]
async fn an_authenticator_guessed_at_too_often_rests_and_the_sms_is_sent_instead() {
    let fund = roomy().await;
    let (_, _, app, _) = protected(&fund).await;
    for _ in 0..6 {
        let (challenge, factors) = step(&fund).await;
        assert_eq!(factors[0], Factor::Authenticator);
        for _ in 0..5 {
            let answer = fund.confirm_step(&challenge, Factor::Authenticator, &wrong(&app.code(&fund))).await;
            assert!(is_refused(answer));
        }
    }
    let (challenge, factors) = step(&fund).await;
    assert_eq!(factors, [Factor::Sms, Factor::RecoveryCode], "thirty wrong ones");
    let answer = fund.confirm_step(&challenge, Factor::Authenticator, &app.code(&fund)).await;
    assert!(is_refused(answer), "not even a right one");
    let code = fund.latest_code().await;
    assert!(fund.confirm_code(&challenge, &code).await.is_ok(), "its person is not locked out");
    fund.wait(86_400);
    let (challenge, factors) = another_step(&fund).await;
    assert_eq!(factors[0], Factor::Authenticator, "a day later");
    assert!(fund.confirm_step(&challenge, Factor::Authenticator, &app.code(&fund)).await.is_ok());
}

#[tokio::test]
async fn neither_secret_nor_printed_codes_can_be_read_from_the_database() {
    let fund = roomy().await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let confirmed = fund.confirmed(&session).await;
    let offered = fund.offer_authenticator(&confirmed).await.unwrap();
    let app = App::scan(&offered);
    let codes = fund.confirm_authenticator(&confirmed, &app.code(&fund)).await.unwrap();
    assert!(!format!("{offered:?}").contains(offered.secret.as_str()));
    fund.store().await.close().await;
    let bytes = fund.bytes();
    assert!(holds(&bytes, EMPLOYED.as_bytes()), "the records are there");
    assert!(!holds(&bytes, offered.secret.as_bytes()));
    let secret = totp_rs::Secret::try_from_base32(offered.secret.as_str()).unwrap();
    assert!(!holds(&bytes, secret.as_ref()));
    for code in codes.as_slice() {
        assert!(!holds(&bytes, code.as_bytes()) && !holds(&bytes, code.replace('-', "").as_bytes()));
    }
}

#[tokio::test]
async fn everything_survives_a_restart() {
    let mut fund = roomy().await;
    let (session, _, app, codes) = protected(&fund).await;
    let (challenge, _) = step(&fund).await;
    fund.reopen().await;
    assert!(fund.confirm_step(&challenge, Factor::Authenticator, &app.code(&fund)).await.is_ok());
    fund.reopen().await;
    let (challenge, _) = another_step(&fund).await;
    assert!(
        is_refused(fund.confirm_step(&challenge, Factor::Authenticator, &app.code(&fund)).await),
        "used before"
    );
    assert!(fund.confirm_step(&challenge, Factor::RecoveryCode, &codes[3]).await.is_ok());
    assert_eq!(fund.protection(&session).await.unwrap().recovery_codes_left, 9);
}

#[tokio::test]
async fn each_change_of_a_factor_and_a_new_device_are_told_on_every_channel() {
    let fund = roomy().await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    fund.give_email(&session, "naima@example.ma").await;
    let confirmed = fund.confirmed(&session).await;
    let channels = ["+212612345670", "naima@example.ma"];
    let before = fund.now();
    fund.wait(1);
    let app = App::scan(&fund.offer_authenticator(&confirmed).await.unwrap());
    assert!(fund.reached_since(before).await.is_empty(), "an offer changes nothing");
    fund.confirm_authenticator(&confirmed, &app.code(&fund)).await.unwrap();
    assert_eq!(fund.reached_since(before).await, channels);
    let before = fund.now();
    fund.wait(30);
    fund.renew_recovery_codes(&confirmed).await.unwrap();
    assert_eq!(fund.reached_since(before).await, channels);
    let before = fund.now();
    let (challenge, _) = step(&fund).await;
    fund.confirm_step(&challenge, Factor::Authenticator, &app.code(&fund)).await.unwrap();
    assert_eq!(fund.reached_since(before).await, channels, "a new device");
    let before = fund.now();
    fund.wait(1);
    fund.remove_authenticator(&confirmed).await.unwrap();
    assert_eq!(fund.reached_since(before).await, channels);
    assert!(fund.told_since(before).await.iter().all(|message| message.code.is_none()));
}

#[tokio::test]
async fn a_malformed_answer_costs_no_try() {
    let fund = roomy().await;
    let (challenge, code) = fund.challenge(EMPLOYED, DEVICE).await;
    for (factor, typed) in [
        (Factor::Sms, "1234567"),
        (Factor::Sms, "1234567٨"),
        (Factor::Authenticator, "12345678"),
        (Factor::Authenticator, "12345"),
        (Factor::RecoveryCode, "x"),
    ] {
        let answer = fund.confirm_step(&challenge, factor, typed).await;
        assert!(matches!(answer, Err(ServiceError::InvalidInput("code"))), "{typed}");
    }
    assert!(fund.confirm_code(&challenge, &code).await.is_ok());
}
