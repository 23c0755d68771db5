//! Passkeys: whole ceremonies between the fund and a software authenticator, and everything that must not pass.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod support;

use damane_services::{ConfirmedSession, OpenedSession, PasskeyAttempt, ServiceError, Session, SignIn};
use support::authenticator::SoftPasskey;
use support::{ADDRESS, EMPLOYED, OTHER, PASSWORD, TestFund, attempt};

const BROWSER: &str = "00112233445566778899aabbccddeeff";

async fn roomy() -> TestFund {
    TestFund::with_limits("codes_per_hour = 100").await
}

async fn confirmed(fund: &TestFund, number: &str) -> (Session, ConfirmedSession) {
    let (session, _) = fund.signed_in(number).await;
    let confirmed = fund.confirmed(&session).await;
    (session, confirmed)
}

/// Adds a passkey to an account.
async fn added(fund: &TestFund, confirmed: &ConfirmedSession, seed: u8) -> SoftPasskey {
    let begun = fund.start_passkey(confirmed).await.unwrap();
    let (passkey, credential) = SoftPasskey::create(&begun.options, seed);
    fund.add_passkey(confirmed, &begun.ceremony_id, &credential, " Mon téléphone ").await.unwrap();
    passkey
}

async fn sign_in(
    fund: &TestFund,
    ceremony_id: &str,
    credential: &str,
    device: Option<&str>,
) -> Result<OpenedSession, ServiceError> {
    let attempt = PasskeyAttempt { ceremony_id, credential, device, device_name: Some("Firefox") };
    fund.sign_in_with_passkey(attempt).await
}

fn is_refused<T>(answer: Result<T, ServiceError>) -> bool {
    matches!(answer, Err(ServiceError::PasskeyRefused))
}

#[tokio::test]
async fn a_passkey_signs_in_without_number_password_or_code() {
    let fund = roomy().await;
    let (session, confirmed) = confirmed(&fund, EMPLOYED).await;
    let mut passkey = added(&fund, &confirmed, 1).await;
    let listed = fund.protection(&session).await.unwrap().passkeys;
    assert_eq!((listed.len(), listed[0].name.as_str(), listed[0].used_at), (1, "Mon téléphone", None));

    let before = fund.now();
    fund.wait(60);
    let begun = fund.start_passkey_sign_in(ADDRESS).await.unwrap();
    let opened = sign_in(&fund, &begun.ceremony_id, &passkey.get(&begun.options), None).await.unwrap();
    assert_eq!(opened.person.registration_number.as_str(), EMPLOYED);
    let device = opened.device.expect("a browser without a name gets one");
    assert!(fund.find_session(&opened.token).await.unwrap().is_some());
    assert_eq!(fund.protection(&session).await.unwrap().passkeys[0].used_at, Some(fund.now()));
    assert_eq!(fund.reached_since(before).await, ["+212612345670"], "told of the new device, and no code");
    let noted = fund.noted(&session).await;
    let last: Vec<_> = noted.iter().rev().take(2).map(|(action, ..)| action.as_str()).collect();
    assert_eq!(last, ["signed_in", "device_trusted"]);
    let known = attempt(EMPLOYED, PASSWORD, Some(&device));
    assert!(matches!(fund.sign_in(known).await.unwrap(), SignIn::SignedIn(_)), "the device is trusted");

    let before = fund.now();
    fund.wait(60);
    let begun = fund.start_passkey_sign_in(ADDRESS).await.unwrap();
    let again =
        sign_in(&fund, &begun.ceremony_id, &passkey.get(&begun.options), Some(&device)).await.unwrap();
    assert_eq!(again.device, None, "it has its name");
    assert!(fund.reached_since(before).await.is_empty(), "a device that is known is no news");
}

#[tokio::test]
async fn the_options_ask_for_a_key_that_verifies_its_person_and_can_be_found_by_itself() {
    let fund = roomy().await;
    let (_, confirmed) = confirmed(&fund, EMPLOYED).await;
    let begun = fund.start_passkey(&confirmed).await.unwrap();
    let options: serde_json::Value = serde_json::from_str(&begun.options).unwrap();
    assert_eq!(options["rp"]["id"], "localhost");
    let wanted = &options["authenticatorSelection"];
    assert_eq!(
        (wanted["residentKey"].as_str(), wanted["requireResidentKey"].as_bool()),
        (Some("required"), Some(true))
    );
    assert_eq!(
        (wanted["userVerification"].as_str(), options["attestation"].as_str()),
        (Some("required"), Some("none"))
    );
    assert_eq!(options["user"]["name"], "NAÏMA EL OUARDI");
    assert!(!begun.options.contains(EMPLOYED), "no number leaves with it");
    let (_, credential) = SoftPasskey::create(&begun.options, 1);
    fund.add_passkey(&confirmed, &begun.ceremony_id, &credential, "x").await.unwrap();
    let second = fund.start_passkey(&confirmed).await.unwrap();
    let second: serde_json::Value = serde_json::from_str(&second.options).unwrap();
    assert_eq!(
        second["excludeCredentials"].as_array().map(Vec::len),
        Some(1),
        "the one there is, is not made again"
    );
    assert_eq!(second["user"]["id"], options["user"]["id"], "one person, one name for all authenticators");
    let begun = fund.start_passkey_sign_in(ADDRESS).await.unwrap();
    let options: serde_json::Value = serde_json::from_str(&begun.options).unwrap();
    assert_eq!(
        (options["rpId"].as_str(), options["userVerification"].as_str()),
        (Some("localhost"), Some("required"))
    );
    assert_eq!(options["allowCredentials"].as_array().map_or(0, Vec::len), 0, "whoever it is");
}

#[tokio::test]
async fn a_ceremony_is_taken_once_within_five_minutes_and_only_for_what_it_was_begun() {
    let mut fund = roomy().await;
    let (_, confirmed) = confirmed(&fund, EMPLOYED).await;
    let mut passkey = added(&fund, &confirmed, 1).await;
    let begun = fund.start_passkey_sign_in(ADDRESS).await.unwrap();
    fund.reopen().await;
    let credential = passkey.get(&begun.options);
    assert!(sign_in(&fund, &begun.ceremony_id, &credential, None).await.is_ok(), "after a restart");
    assert!(is_refused(sign_in(&fund, &begun.ceremony_id, &credential, None).await), "a second time");

    let begun = fund.start_passkey_sign_in(ADDRESS).await.unwrap();
    let other = fund.start_passkey_sign_in(ADDRESS).await.unwrap();
    assert!(
        is_refused(sign_in(&fund, &other.ceremony_id, &passkey.get(&begun.options), None).await),
        "another's challenge"
    );
    assert!(
        is_refused(sign_in(&fund, &other.ceremony_id, &passkey.get(&other.options), None).await),
        "a wrong answer ends it"
    );
    fund.wait(300);
    assert!(
        is_refused(sign_in(&fund, &begun.ceremony_id, &passkey.get(&begun.options), None).await),
        "too late"
    );

    let confirmed = fund.confirmed(confirmed.session()).await;
    let adding = fund.start_passkey(&confirmed).await.unwrap();
    assert!(
        is_refused(sign_in(&fund, &adding.ceremony_id, &passkey.get(&begun.options), None).await),
        "one for adding"
    );
    let begun = fund.start_passkey(&confirmed).await.unwrap();
    let (_, credential) = SoftPasskey::create(&begun.options, 2);
    fund.wait(300);
    let confirmed = fund.confirmed(confirmed.session()).await;
    assert!(is_refused(fund.add_passkey(&confirmed, &begun.ceremony_id, &credential, "x").await), "too late");
    let answer = fund.add_passkey(&confirmed, "x", &credential, "x").await;
    assert!(matches!(answer, Err(ServiceError::InvalidInput("ceremony_id"))));
}

#[tokio::test]
async fn another_pages_signature_and_an_unverified_person_are_refused() {
    let fund = roomy().await;
    let (session, confirmed) = confirmed(&fund, EMPLOYED).await;
    for (origin, verifies) in [
        ("http://localhost.evil.example:8440", true),
        ("https://localhost:8440", true),
        ("http://localhost:8440", false),
    ] {
        let begun = fund.start_passkey(&confirmed).await.unwrap();
        let (_, credential) = SoftPasskey::create_at(&begun.options, 9, origin, verifies);
        assert!(
            is_refused(fund.add_passkey(&confirmed, &begun.ceremony_id, &credential, "x").await),
            "{origin}"
        );
    }
    assert!(fund.protection(&session).await.unwrap().passkeys.is_empty());
    let mut passkey = added(&fund, &confirmed, 1).await;
    let begun = fund.start_passkey_sign_in(ADDRESS).await.unwrap();
    let credential = passkey.get_at(&begun.options, "http://localhost.evil.example:8440");
    assert!(is_refused(sign_in(&fund, &begun.ceremony_id, &credential, None).await));
    passkey.verifies = false;
    let begun = fund.start_passkey_sign_in(ADDRESS).await.unwrap();
    assert!(is_refused(sign_in(&fund, &begun.ceremony_id, &passkey.get(&begun.options), None).await));
    passkey.verifies = true;
    let begun = fund.start_passkey_sign_in(ADDRESS).await.unwrap();
    assert!(sign_in(&fund, &begun.ceremony_id, &passkey.get(&begun.options), None).await.is_ok());
}

#[tokio::test]
async fn a_copied_key_is_found_by_its_counter() {
    let fund = roomy().await;
    let (_, confirmed) = confirmed(&fund, EMPLOYED).await;
    let mut passkey = added(&fund, &confirmed, 1).await;
    for (counter, opens) in [(10, true), (10, false), (3, false), (11, true)] {
        passkey.counter = counter;
        let begun = fund.start_passkey_sign_in(ADDRESS).await.unwrap();
        let answer = sign_in(&fund, &begun.ceremony_id, &passkey.get(&begun.options), None).await;
        assert_eq!(answer.is_ok(), opens, "{counter}");
    }
}

#[tokio::test]
async fn a_key_opens_no_account_but_the_one_it_was_made_for() {
    let fund = roomy().await;
    let (mine, confirmed_me) = confirmed(&fund, EMPLOYED).await;
    let (_, confirmed_other) = confirmed(&fund, OTHER).await;
    let mut passkey = added(&fund, &confirmed_me, 1).await;
    let theirs = added(&fund, &confirmed_other, 2).await;
    let own = std::mem::replace(&mut passkey.handle, theirs.handle.clone());
    let begun = fund.start_passkey_sign_in(ADDRESS).await.unwrap();
    assert!(
        is_refused(sign_in(&fund, &begun.ceremony_id, &passkey.get(&begun.options), None).await),
        "another's name"
    );
    passkey.handle = own;
    let begun = fund.start_passkey(&confirmed_other).await.unwrap();
    let (_, credential) = SoftPasskey::create(&begun.options, 1);
    let answer = fund.add_passkey(&confirmed_other, &begun.ceremony_id, &credential, "x").await;
    assert!(is_refused(answer), "a credential somebody has is not added again");
    let begun = fund.start_passkey(&confirmed_other).await.unwrap();
    let (_, credential) = SoftPasskey::create(&begun.options, 3);
    let answer = fund.add_passkey(&confirmed_me, &begun.ceremony_id, &credential, "x").await;
    assert!(is_refused(answer), "a ceremony of somebody else");

    let id = fund.protection(&mine).await.unwrap().passkeys.remove(0).id;
    assert!(matches!(fund.remove_passkey(&confirmed_other, &id).await, Err(ServiceError::NotFound)));
    fund.remove_passkey(&confirmed_me, &id).await.unwrap();
    assert!(matches!(fund.remove_passkey(&confirmed_me, &id).await, Err(ServiceError::NotFound)));
    assert!(matches!(fund.remove_passkey(&confirmed_me, "x").await, Err(ServiceError::NotFound)));
    let begun = fund.start_passkey_sign_in(ADDRESS).await.unwrap();
    assert!(
        is_refused(sign_in(&fund, &begun.ceremony_id, &passkey.get(&begun.options), None).await),
        "it was taken away"
    );
}

#[tokio::test]
async fn what_is_malformed_is_named_and_too_many_are_refused() {
    let fund = TestFund::with_limits("codes_per_hour = 100\nceremonies_per_address = 2").await;
    let (_, confirmed) = confirmed(&fund, EMPLOYED).await;
    let begun = fund.start_passkey(&confirmed).await.unwrap();
    let (_, credential) = SoftPasskey::create(&begun.options, 1);
    for name in ["", "   ", "a\nb", &"x".repeat(61)] {
        let answer = fund.add_passkey(&confirmed, &begun.ceremony_id, &credential, name).await;
        assert!(matches!(answer, Err(ServiceError::InvalidInput("name"))), "{name}");
    }
    let answer = fund.add_passkey(&confirmed, &begun.ceremony_id, "{}", "x").await;
    assert!(matches!(answer, Err(ServiceError::InvalidInput("credential"))));
    let added_at_last = fund.add_passkey(&confirmed, &begun.ceremony_id, &credential, "x").await;
    assert!(added_at_last.is_ok(), "none of these took the ceremony");
    for seed in 2..=10 {
        added(&fund, &confirmed, seed).await;
    }
    let eleventh = fund.start_passkey(&confirmed).await;
    assert!(matches!(eleventh, Err(ServiceError::InvalidInput("passkeys"))));
    let mut answers = Vec::new();
    for _ in 0..3 {
        answers.push(fund.start_passkey_sign_in(ADDRESS).await.is_ok());
    }
    assert_eq!(answers, [true, true, false]);
    assert!(fund.start_passkey_sign_in("198.51.100.1".parse().unwrap()).await.is_ok(), "others never waited");
    let answer = sign_in(&fund, &"0".repeat(32), "{}", Some(BROWSER)).await;
    assert!(matches!(answer, Err(ServiceError::InvalidInput("credential"))));
}
