//! Devices: tokens of use only with the device's key, renewed once, ended at once.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod support;

use damane_services::{ServiceError, Session, SessionTokens, SignIn, SignInAttempt};
use support::{DEVICE, DeviceKey, EMPLOYED, NEW_DEVICE, OTHER, PASSWORD, TestFund, attempt};

const MINUTE: i64 = 60;
const DAY: i64 = 86_400;

/// Signed in on a device that was new, with a key.
async fn signed_in(fund: &TestFund, number: &str, device: &str, key: &DeviceKey) -> SessionTokens {
    let (challenge, code) = fund.challenge(number, device).await;
    let opened = fund.confirm_code(&challenge, &code).await.unwrap();
    let proof = key.prove(fund, "POST", "/v1/session/code", None);
    fund.bind_session(&opened, proof.key()).await.unwrap()
}

async fn session(fund: &TestFund, token: &str, key: &DeviceKey) -> Option<Session> {
    let proof = key.prove(fund, "GET", "/v1/me", Some(token));
    fund.find_bound_session(token, &proof).await.unwrap()
}

async fn renew(fund: &TestFund, renewal: &str, key: &DeviceKey) -> Result<SessionTokens, ServiceError> {
    let proof = key.prove(fund, "POST", "/v1/session/renewal", None);
    fund.renew_session(renewal, &proof).await
}

fn has_ended<T>(answer: Result<T, ServiceError>) -> bool {
    matches!(answer, Err(ServiceError::SessionEnded))
}

async fn messages(fund: &TestFund) -> usize {
    fund.outbox().await.unwrap().len()
}

#[tokio::test]
async fn a_bound_token_is_of_use_with_its_key_alone() {
    let fund = TestFund::new().await;
    let (key, thief) = (DeviceKey::new(), DeviceKey::new());
    let tokens = signed_in(&fund, EMPLOYED, DEVICE, &key).await;
    assert_eq!(session(&fund, &tokens.token, &key).await.unwrap().registration_number.as_str(), EMPLOYED);
    assert!(session(&fund, &tokens.token, &thief).await.is_none(), "a stolen token with another key");
    assert!(fund.find_session(&tokens.token).await.unwrap().is_none(), "a stolen token without a key");
    assert!(has_ended(renew(&fund, &tokens.renewal_token, &thief).await));
    fund.end_session(&tokens.token).await.unwrap();
    let proof = thief.prove(&fund, "DELETE", "/v1/session", Some(&tokens.token));
    fund.end_bound_session(&tokens.token, &proof).await.unwrap();
    assert!(session(&fund, &tokens.token, &key).await.is_some(), "nor can a thief end it");
    assert!(renew(&fund, &tokens.renewal_token, &key).await.is_ok(), "or turn its owner out");
}

#[tokio::test]
async fn a_proof_counts_once() {
    let fund = TestFund::new().await;
    let key = DeviceKey::new();
    let tokens = signed_in(&fund, EMPLOYED, DEVICE, &key).await;
    let proof = key.prove(&fund, "GET", "/v1/me", Some(&tokens.token));
    assert!(fund.find_bound_session(&tokens.token, &proof).await.unwrap().is_some());
    let again = fund.find_bound_session(&tokens.token, &proof).await;
    assert!(matches!(again, Err(ServiceError::InvalidInput("dpop"))), "{again:?}");
    let proof = key.prove(&fund, "POST", "/v1/session/renewal", None);
    let next = fund.renew_session(&tokens.renewal_token, &proof).await.unwrap();
    let again = fund.renew_session(&next.renewal_token, &proof).await;
    assert!(matches!(again, Err(ServiceError::InvalidInput("dpop"))), "{again:?}");
}

#[tokio::test]
async fn a_token_lasts_ten_minutes_and_its_renewal_goes_on() {
    let mut fund = TestFund::new().await;
    let key = DeviceKey::new();
    let tokens = signed_in(&fund, EMPLOYED, DEVICE, &key).await;
    assert_eq!(tokens.expires_in, 600);
    fund.wait(10 * MINUTE - 1);
    assert!(session(&fund, &tokens.token, &key).await.is_some());
    fund.wait(1);
    assert!(session(&fund, &tokens.token, &key).await.is_none());
    fund.forget_past().await.unwrap();
    fund.reopen().await;
    let next = renew(&fund, &tokens.renewal_token, &key).await.unwrap();
    assert!(session(&fund, &next.token, &key).await.is_some());
    assert!(session(&fund, &tokens.token, &key).await.is_none(), "the old one stays ended");
}

#[tokio::test]
async fn ninety_days_without_use_end_it_and_use_goes_on_for_years() {
    let fund = TestFund::new().await;
    let key = DeviceKey::new();
    let mut tokens = signed_in(&fund, EMPLOYED, DEVICE, &key).await;
    for _ in 0..6 {
        fund.wait(89 * DAY);
        fund.forget_past().await.unwrap();
        tokens = renew(&fund, &tokens.renewal_token, &key).await.unwrap();
    }
    fund.wait(90 * DAY);
    assert!(has_ended(renew(&fund, &tokens.renewal_token, &key).await), "before it is forgotten");
    fund.forget_past().await.unwrap();
    assert!(has_ended(renew(&fund, &tokens.renewal_token, &key).await), "and after");
}

#[tokio::test]
async fn an_answer_that_was_lost_is_given_again_however_long_the_network_was_away() {
    for away in [1, 29, 31, 3_600, 30 * DAY] {
        let fund = TestFund::new().await;
        let key = DeviceKey::new();
        let tokens = signed_in(&fund, EMPLOYED, DEVICE, &key).await;
        let lost = renew(&fund, &tokens.renewal_token, &key).await.unwrap();
        fund.wait(away);
        let heard = renew(&fund, &tokens.renewal_token, &key).await.unwrap();
        let session = session(&fund, &heard.token, &key).await.unwrap();
        assert_eq!(session.registration_number.as_str(), EMPLOYED, "the same family");
        assert!(self::session(&fund, &lost.token, &key).await.is_none(), "what was lost is void");
        assert!(renew(&fund, &heard.renewal_token, &key).await.is_ok());
    }
}

#[tokio::test]
async fn a_renewal_token_shown_again_after_its_successor_was_used_ends_the_whole_family() {
    let fund = TestFund::new().await;
    let key = DeviceKey::new();
    let first = signed_in(&fund, EMPLOYED, DEVICE, &key).await;
    let second = renew(&fund, &first.renewal_token, &key).await.unwrap();
    let third = renew(&fund, &second.renewal_token, &key).await.unwrap();
    let before = messages(&fund).await;
    assert!(has_ended(renew(&fund, &first.renewal_token, &key).await));
    assert!(session(&fund, &third.token, &key).await.is_none(), "the last token ends at once");
    assert!(has_ended(renew(&fund, &third.renewal_token, &key).await));
    assert_eq!(messages(&fund).await, before + 1, "its person is told, once");
    let mut reader = fund.store().await.read().await.unwrap();
    let log = damane_storage::audit::find_about(&mut reader, person(EMPLOYED), fund.now().plus_seconds(1), 9);
    let log = log.await.unwrap();
    assert_eq!(log.iter().filter(|entry| entry.said.action == "session_stolen").count(), 1);
    let again = fund.attempt(EMPLOYED, PASSWORD, DEVICE).await.unwrap();
    assert!(matches!(again, SignIn::CodeNeeded { .. }), "the copied device is trusted no longer");
}

/// Numbers of the test's people follow each other.
fn person(number: &str) -> damane_domain::ids::PersonId {
    damane_domain::ids::PersonId(if number == EMPLOYED { 1_000 } else { 1_001 })
}

#[tokio::test]
async fn whoever_copied_key_and_tokens_is_found_out_whichever_of_the_two_renews_first() {
    for thief_first in [true, false] {
        let fund = TestFund::new().await;
        let key = DeviceKey::new();
        let tokens = signed_in(&fund, EMPLOYED, DEVICE, &key).await;
        let second = renew(&fund, &tokens.renewal_token, &key).await.unwrap();
        // Both hold the last pair; one renews, then the other, then the first goes on with what it was given.
        let one = renew(&fund, &second.renewal_token, &key).await.unwrap();
        let other = renew(&fund, &second.renewal_token, &key).await.unwrap();
        assert!(session(&fund, &one.token, &key).await.is_none(), "one of them is turned out at once");
        let before = messages(&fund).await;
        let (first, then) = if thief_first { (one, other) } else { (other, one) };
        let answers = [
            renew(&fund, &first.renewal_token, &key).await.is_ok(),
            renew(&fund, &then.renewal_token, &key).await.is_ok(),
        ];
        assert!(!answers[1], "the second of them ends it: {answers:?}");
        assert_eq!(messages(&fund).await, before + 1);
        assert!(has_ended(renew(&fund, &first.renewal_token, &key).await), "for both");
    }
}

#[tokio::test]
async fn a_renewal_token_nobody_was_given_is_refused_and_harms_nobody() {
    let fund = TestFund::new().await;
    let key = DeviceKey::new();
    let tokens = signed_in(&fund, EMPLOYED, DEVICE, &key).await;
    for made_up in ["", "x", &"A".repeat(64), &tokens.token, &format!("{}A", tokens.renewal_token)] {
        assert!(has_ended(renew(&fund, made_up, &key).await), "{made_up}");
    }
    assert!(renew(&fund, &tokens.renewal_token, &key).await.is_ok());
}

#[tokio::test]
async fn a_device_with_a_key_is_known_by_its_key_and_not_by_its_name_alone() {
    let fund = TestFund::new().await;
    let (key, thief) = (DeviceKey::new(), DeviceKey::new());
    signed_in(&fund, EMPLOYED, DEVICE, &key).await;
    fund.wait(3_600);
    for (key, is_known) in [(None, false), (Some(&thief), false), (Some(&key), true)] {
        let key = key.map(|key| key.prove(&fund, "POST", "/v1/session", None).key());
        let attempt = SignInAttempt { key, ..attempt(EMPLOYED, PASSWORD, Some(DEVICE)) };
        let answer = fund.sign_in(attempt).await.unwrap();
        assert_eq!(matches!(answer, SignIn::SignedIn(_)), is_known);
    }
}

#[tokio::test]
async fn an_older_app_keeps_the_session_it_has() {
    let fund = TestFund::new().await;
    let (_, opened) = fund.signed_in(EMPLOYED).await;
    fund.wait(89 * DAY);
    let session = fund.find_session(&opened.token).await.unwrap().unwrap();
    let proof = DeviceKey::new().prove(&fund, "GET", "/v1/me", Some(&opened.token));
    assert_eq!(fund.find_bound_session(&opened.token, &proof).await.unwrap(), None, "it is bound to no key");
    let devices = fund.devices(&session).await.unwrap();
    assert!(!devices[0].has_key && devices[0].current && devices[0].signed_in);
}

#[tokio::test]
async fn devices_are_listed_named_and_revoked_by_their_person_alone() {
    let fund = TestFund::with_limits("codes_per_hour = 9").await;
    let (key, phone, other) = (DeviceKey::new(), DeviceKey::new(), DeviceKey::new());
    let here = signed_in(&fund, EMPLOYED, DEVICE, &key).await;
    fund.wait(60);
    let there = signed_in(&fund, EMPLOYED, NEW_DEVICE, &phone).await;
    let foreign = signed_in(&fund, OTHER, DEVICE, &other).await;
    let session = session(&fund, &here.token, &key).await.unwrap();
    let devices = fund.devices(&session).await.unwrap();
    let shown: Vec<_> = devices.iter().map(|device| (device.current, device.signed_in)).collect();
    assert_eq!(shown, [(true, true), (false, true)], "the one used last first");
    assert!(devices.iter().all(|device| device.has_key && device.id.len() == 32));

    fund.name_device(&session, &devices[1].id, "  هاتف نعيمة ").await.unwrap();
    assert_eq!(fund.devices(&session).await.unwrap()[1].name.as_deref(), Some("هاتف نعيمة"));
    for name in ["", "  ", "a\u{7}b", &"x".repeat(61)] {
        let refused = fund.name_device(&session, &devices[1].id, name).await;
        assert!(matches!(refused, Err(ServiceError::InvalidInput("name"))), "{name:?}");
    }

    let unconfirmed = fund.revoke_device(&session, &devices[1].id).await;
    assert!(matches!(unconfirmed, Err(ServiceError::ConfirmationNeeded)), "{unconfirmed:?}");
    assert!(self::session(&fund, &there.token, &phone).await.is_some());
    fund.confirmed(&session).await;
    fund.revoke_device(&session, &devices[1].id).await.unwrap();
    assert!(self::session(&fund, &there.token, &phone).await.is_none(), "at once");
    assert!(has_ended(renew(&fund, &there.renewal_token, &phone).await), "and for good");
    assert_eq!(fund.devices(&session).await.unwrap().len(), 1);
    let again = fund.attempt(EMPLOYED, PASSWORD, NEW_DEVICE).await.unwrap();
    assert!(matches!(again, SignIn::CodeNeeded { .. }), "it is a new device now");
    for id in [devices[1].id.as_str(), "", "ff", &"f".repeat(32)] {
        let gone = fund.revoke_device(&session, id).await;
        assert!(matches!(gone, Err(ServiceError::NotFound)), "{id}");
    }
    fund.revoke_device(&session, &devices[0].id).await.unwrap();
    assert!(self::session(&fund, &here.token, &key).await.is_none(), "the device in use");
    assert!(
        renew(&fund, &foreign.renewal_token, &other).await.is_ok(),
        "a device of that name of another person"
    );
}

#[tokio::test]
async fn another_persons_device_is_out_of_reach_even_with_its_very_name() {
    let fund = TestFund::new().await;
    let (key, other) = (DeviceKey::new(), DeviceKey::new());
    let mine = signed_in(&fund, EMPLOYED, NEW_DEVICE, &key).await;
    let theirs = signed_in(&fund, OTHER, DEVICE, &other).await;
    let me = session(&fund, &mine.token, &key).await.unwrap();
    let them = session(&fund, &theirs.token, &other).await.unwrap();
    let id = fund.devices(&them).await.unwrap()[0].id.clone();
    assert!(matches!(fund.name_device(&me, &id, "x").await, Err(ServiceError::NotFound)));
    assert!(matches!(fund.revoke_device(&me, &id).await, Err(ServiceError::NotFound)));
    assert!(session(&fund, &theirs.token, &other).await.is_some());
}

#[tokio::test]
async fn signing_out_ends_the_family() {
    let fund = TestFund::new().await;
    let key = DeviceKey::new();
    let tokens = signed_in(&fund, EMPLOYED, DEVICE, &key).await;
    let proof = key.prove(&fund, "DELETE", "/v1/session", Some(&tokens.token));
    fund.end_bound_session(&tokens.token, &proof).await.unwrap();
    assert!(session(&fund, &tokens.token, &key).await.is_none());
    assert!(has_ended(renew(&fund, &tokens.renewal_token, &key).await));
}

#[tokio::test]
async fn two_renewals_at_once_leave_one_pair_that_works() {
    let fund = TestFund::new().await;
    let key = DeviceKey::new();
    let tokens = signed_in(&fund, EMPLOYED, DEVICE, &key).await;
    let (one, other) =
        tokio::join!(renew(&fund, &tokens.renewal_token, &key), renew(&fund, &tokens.renewal_token, &key));
    let mut working = 0;
    for pair in [one.unwrap(), other.unwrap()] {
        working += usize::from(session(&fund, &pair.token, &key).await.is_some());
    }
    assert_eq!(working, 1);
}
