//! Changes of mobile, e-mail and bank account: proved, told, waiting, withdrawn, guarded, and at last holding.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod support;

use damane_domain::ids::Rib;
use damane_services::{ChangeStep, ConfirmedSession, Detail, PendingDetail, ServiceError, Session};
use damane_storage::register;
use support::{EMPLOYED, NEW_DEVICE, OTHER, TestFund};

const OLD_MOBILE: &str = "+212612345670";
const NEW_MOBILE: &str = "+212700000001";
const OLD_EMAIL: &str = "naima@example.ma";
const THREE_DAYS: i64 = 72 * 3_600;

async fn roomy() -> TestFund {
    TestFund::with_limits("codes_per_hour = 100").await
}

/// Someone with an e-mail, signed in and confirmed.
async fn confirmed(fund: &TestFund) -> (Session, ConfirmedSession) {
    let (session, _) = fund.signed_in(EMPLOYED).await;
    fund.give_email(&session, OLD_EMAIL).await;
    let confirmed = fund.confirmed(&session).await;
    fund.wait(1);
    (session, confirmed)
}

/// Asks for a change that is to be proved: its challenge and its code.
async fn asked(
    fund: &TestFund,
    confirmed: &ConfirmedSession,
    detail: Detail,
    value: &str,
) -> (String, String) {
    match fund.ask_change(confirmed, detail, value).await.unwrap() {
        ChangeStep::CodeNeeded { challenge_id, expires_in } => {
            assert_eq!(expires_in, 600);
            (challenge_id, fund.latest_code().await)
        }
        ChangeStep::Pending(_) => panic!("it is to be proved"),
    }
}

async fn proved(fund: &TestFund, confirmed: &ConfirmedSession, detail: Detail, value: &str) -> PendingDetail {
    let (challenge, code) = asked(fund, confirmed, detail, value).await;
    fund.wait(1);
    fund.prove_change(confirmed.session(), &challenge, &code).await.unwrap()
}

fn rib() -> Rib {
    Rib::from_account("0117800000999999999999").unwrap()
}

#[tokio::test]
async fn a_new_mobile_is_proved_told_everywhere_and_holds_after_72_hours() {
    let fund = roomy().await;
    let (session, confirmed) = confirmed(&fund).await;
    let before = fund.now();
    fund.wait(1);
    let (challenge, code) = asked(&fund, &confirmed, Detail::Mobile, "07 00 00 00 01").await;
    assert_eq!(fund.reached_since(before).await, [NEW_MOBILE], "the code went to the new one alone");
    assert!(fund.details(&session).await.unwrap().pending.is_empty(), "nothing waits that was not proved");

    let before = fund.now();
    fund.wait(1);
    let waiting = fund.prove_change(&session, &challenge, &code).await.unwrap();
    assert_eq!((waiting.detail, waiting.masked_value.as_str()), (Detail::Mobile, "+2127…01"));
    assert_eq!(waiting.effective_at, fund.now().plus_seconds(THREE_DAYS));
    assert_eq!(fund.reached_since(before).await, [OLD_MOBILE, NEW_MOBILE, OLD_EMAIL]);
    let details = fund.details(&session).await.unwrap();
    assert_eq!(
        (details.masked_mobile.as_deref(), details.pending.as_slice()),
        (Some("+2126…70"), &[waiting][..])
    );

    fund.wait(THREE_DAYS - 1);
    fund.forget_past().await.unwrap();
    assert_eq!(fund.details(&session).await.unwrap().pending.len(), 1, "a second too early");
    let before = fund.now();
    fund.wait(1);
    fund.forget_past().await.unwrap();
    let details = fund.details(&session).await.unwrap();
    assert_eq!((details.masked_mobile.as_deref(), details.pending.len()), (Some("+2127…01"), 0));
    assert_eq!(fund.reached_since(before).await, [OLD_MOBILE, NEW_MOBILE, OLD_EMAIL], "told once more");
    let before = fund.now();
    fund.challenge(EMPLOYED, NEW_DEVICE).await;
    assert_eq!(fund.reached_since(before).await, [NEW_MOBILE], "codes go there from now on");
    fund.forget_past().await.unwrap();
    let noted: Vec<_> = fund.noted(&session).await;
    for (action, actor) in [("detail_change_asked", "person"), ("detail_changed", "fund")] {
        let entry = (action.to_owned(), "mobile".to_owned(), actor.to_owned());
        assert_eq!(noted.iter().filter(|noted| **noted == entry).count(), 1, "{action}");
    }
}

#[tokio::test]
async fn a_new_email_is_proved_and_is_one_accounts_alone() {
    let fund = roomy().await;
    let (session, confirmed) = confirmed(&fund).await;
    let (other, _) = fund.signed_in(OTHER).await;
    fund.give_email(&other, "Idriss@Example.ma").await;
    let (challenge, code) = asked(&fund, &confirmed, Detail::Email, "idriss@example.ma").await;
    let answer = fund.prove_change(&session, &challenge, &code).await;
    assert!(
        matches!(answer, Err(ServiceError::InvalidInput("value"))),
        "told to who proved that it is theirs"
    );
    assert!(fund.details(&session).await.unwrap().pending.is_empty());

    let before = fund.now();
    let waiting = proved(&fund, &confirmed, Detail::Email, "naima.neuf@example.ma").await;
    assert_eq!(waiting.masked_value, "n…f@e…e.ma");
    assert!(fund.reached_since(before).await.contains(&"naima.neuf@example.ma".to_owned()));
    fund.wait(THREE_DAYS);
    fund.forget_past().await.unwrap();
    assert_eq!(fund.details(&session).await.unwrap().masked_email.as_deref(), Some("n…f@e…e.ma"));
}

#[tokio::test]
async fn of_two_who_wait_for_one_email_the_first_gets_it() {
    let fund = roomy().await;
    let (session, confirmed) = confirmed(&fund).await;
    let (other, _) = fund.signed_in(OTHER).await;
    let theirs = fund.confirmed(&other).await;
    proved(&fund, &confirmed, Detail::Email, "famille@example.ma").await;
    proved(&fund, &theirs, Detail::Email, "Famille@example.ma").await;
    fund.wait(THREE_DAYS);
    fund.forget_past().await.unwrap();
    assert_eq!(fund.details(&session).await.unwrap().masked_email.as_deref(), Some("f…e@e…e.ma"));
    let late = fund.details(&other).await.unwrap();
    assert_eq!((late.masked_email, late.pending.len()), (None, 0));
    let last = fund.noted(&other).await;
    assert!(last.contains(&("detail_change_withdrawn".to_owned(), "email".to_owned(), "fund".to_owned())));
}

#[tokio::test]
async fn a_new_bank_account_waits_at_once_and_the_older_one_stays_known() {
    let fund = roomy().await;
    let (session, confirmed) = confirmed(&fund).await;
    let before = fund.now();
    fund.wait(1);
    let step = fund.ask_change(&confirmed, Detail::Rib, rib().as_str()).await.unwrap();
    let ChangeStep::Pending(waiting) = step else { panic!("there is nobody to send a code to") };
    assert_eq!((waiting.detail, waiting.masked_value), (Detail::Rib, rib().masked()));
    assert_eq!(fund.reached_since(before).await, [OLD_MOBILE, OLD_EMAIL]);
    fund.wait(THREE_DAYS);
    fund.forget_past().await.unwrap();
    assert_eq!(fund.details(&session).await.unwrap().masked_rib, Some(rib().masked()));
    let store = fund.store().await;
    let mut reader = store.read().await.unwrap();
    let person = register::find_person(&mut reader, session.person).await.unwrap().unwrap();
    assert_eq!(person.rib, Some(rib()));
    let history = register::find_changes(&mut reader, session.person).await.unwrap();
    assert_eq!(
        (history.len(), history[0].was.as_deref(), history[0].became.as_deref()),
        (1, None, Some(rib().as_str()))
    );
}

#[tokio::test]
async fn a_change_that_is_withdrawn_never_holds_and_a_newer_one_takes_its_place() {
    let fund = roomy().await;
    let (session, confirmed) = confirmed(&fund).await;
    proved(&fund, &confirmed, Detail::Mobile, NEW_MOBILE).await;
    fund.withdraw_change(&session, Detail::Mobile).await.unwrap();
    assert!(matches!(fund.withdraw_change(&session, Detail::Mobile).await, Err(ServiceError::NotFound)));
    fund.wait(10);
    let confirmed = fund.confirmed(&session).await;
    proved(&fund, &confirmed, Detail::Mobile, "+212700000002").await;
    fund.wait(3_600);
    let confirmed = fund.confirmed(&session).await;
    let newer = proved(&fund, &confirmed, Detail::Mobile, "+212700000003").await;
    assert_eq!(fund.details(&session).await.unwrap().pending, [newer]);
    fund.wait(THREE_DAYS - 3_600);
    fund.forget_past().await.unwrap();
    assert_eq!(
        fund.details(&session).await.unwrap().masked_mobile.as_deref(),
        Some("+2126…70"),
        "72 hours anew"
    );
    fund.wait(3_600);
    fund.forget_past().await.unwrap();
    assert_eq!(fund.details(&session).await.unwrap().masked_mobile.as_deref(), Some("+2127…03"));
}

#[tokio::test]
async fn while_an_account_is_guarded_nothing_is_asked_proved_or_made_to_hold() {
    let fund = roomy().await;
    let (session, confirmed) = confirmed(&fund).await;
    proved(&fund, &confirmed, Detail::Mobile, NEW_MOBILE).await;
    let (challenge, code) = asked(&fund, &confirmed, Detail::Email, "naima.neuf@example.ma").await;
    // A recovery half-way through the wait guards the account for its own 72 hours.
    fund.wait(THREE_DAYS / 2);
    let until = fund.now().plus_seconds(THREE_DAYS);
    fund.guard(EMPLOYED, until).await;
    let confirmed = fund.confirmed(&session).await;
    let answer = fund.ask_change(&confirmed, Detail::Rib, rib().as_str()).await;
    assert!(matches!(answer, Err(ServiceError::DetailsGuarded { retry_after: 259_199 })), "{answer:?}");
    let answer = fund.prove_change(&session, &challenge, &code).await;
    assert!(matches!(answer, Err(ServiceError::DetailsGuarded { .. })), "{answer:?}");
    assert_eq!(fund.details(&session).await.unwrap().guarded_until, Some(until));
    fund.wait(THREE_DAYS / 2);
    fund.forget_past().await.unwrap();
    let details = fund.details(&session).await.unwrap();
    assert_eq!(
        (details.masked_mobile.as_deref(), details.pending.len()),
        (Some("+2126…70"), 1),
        "it waits longer"
    );
    fund.withdraw_change(&session, Detail::Mobile).await.unwrap();
    fund.wait(THREE_DAYS / 2);
    assert_eq!(fund.details(&session).await.unwrap().guarded_until, None);
    let confirmed = fund.confirmed(&session).await;
    assert!(fund.ask_change(&confirmed, Detail::Rib, rib().as_str()).await.is_ok());
}

#[tokio::test]
async fn a_code_proves_its_own_change_in_its_own_session_within_five_tries() {
    let fund = roomy().await;
    let (session, confirmed) = confirmed(&fund).await;
    let (theirs, _) = fund.signed_in(OTHER).await;
    let (challenge, code) = asked(&fund, &confirmed, Detail::Mobile, NEW_MOBILE).await;
    for _ in 0..6 {
        let answer = fund.prove_change(&theirs, &challenge, &code).await;
        assert!(matches!(answer, Err(ServiceError::CodeRefused)));
    }
    assert!(matches!(fund.confirm_code(&challenge, &code).await, Err(ServiceError::CodeRefused)));
    assert!(
        matches!(fund.send_step_code(&challenge).await, Err(ServiceError::CodeRefused)),
        "it is no second step"
    );
    let wrong = if code == "00000000" { "00000001" } else { "00000000" };
    for _ in 0..5 {
        assert!(matches!(
            fund.prove_change(&session, &challenge, wrong).await,
            Err(ServiceError::CodeRefused)
        ));
    }
    assert!(matches!(fund.prove_change(&session, &challenge, &code).await, Err(ServiceError::CodeRefused)));
    assert!(fund.details(&session).await.unwrap().pending.is_empty());
}

#[tokio::test]
async fn codes_to_new_numbers_count_among_a_persons_codes() {
    let fund = TestFund::new().await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let confirmed = fund.confirmed(&session).await;
    fund.wait(1);
    asked(&fund, &confirmed, Detail::Mobile, NEW_MOBILE).await;
    let answer = fund.ask_change(&confirmed, Detail::Mobile, "+212700000002").await;
    assert!(matches!(answer, Err(ServiceError::TooManyTries { .. })), "nobody's telephone rings all day");
}

#[tokio::test]
async fn a_value_that_cannot_be_or_holds_already_is_refused() {
    let fund = roomy().await;
    let (_, confirmed) = confirmed(&fund).await;
    let long = format!("{}@example.ma", "x".repeat(400));
    for (detail, value) in [
        (Detail::Mobile, "0512345678"),
        (Detail::Mobile, "+33612345678"),
        (Detail::Mobile, OLD_MOBILE),
        (Detail::Email, "naima@"),
        (Detail::Email, &long),
        (Detail::Email, OLD_EMAIL),
        (Detail::Rib, "011780000012345678901200"),
        (Detail::Rib, ""),
    ] {
        let answer = fund.ask_change(&confirmed, detail, value).await;
        assert!(matches!(answer, Err(ServiceError::InvalidInput("value"))), "{detail:?} {value}");
    }
}

#[tokio::test]
async fn a_change_waits_over_a_restart_and_holds_once_wherever_the_sweep_runs() {
    let mut fund = roomy().await;
    let (session, confirmed) = confirmed(&fund).await;
    proved(&fund, &confirmed, Detail::Mobile, NEW_MOBILE).await;
    fund.reopen().await;
    fund.wait(THREE_DAYS);
    let before = fund.now().plus_seconds(-1);
    let (one, two) = tokio::join!(fund.forget_past(), fund.forget_past());
    one.unwrap();
    two.unwrap();
    assert_eq!(fund.details(&session).await.unwrap().masked_mobile.as_deref(), Some("+2127…01"));
    assert_eq!(fund.reached_since(before).await, [OLD_MOBILE, NEW_MOBILE, OLD_EMAIL], "told once");
}
