//! What officers do: a reset takes two, a mobile on an employer's notice one; each leaves its trace.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod support;

use damane_domain::ids::{Mobile, RegistrationNumber};
use damane_domain::time::Timestamp;
use damane_services::{Delivery, OfficeError, RecoveryChannel, SignUpAttempt};
use damane_storage::{audit, register};
use support::people::{NEW_PASSWORD, here, registered, younes};
use support::{EMPLOYED, NO_ACCOUNT, TestFund};

const ONE: &str = "S. Benali";
const OTHER: &str = "K. Alaoui";
const REASON: &str = "identity card shown, phone lost";

fn number(text: &str) -> RegistrationNumber {
    text.parse().unwrap()
}

async fn asked(fund: &TestFund) -> String {
    fund.ask_reset(&number(EMPLOYED), ONE, REASON).await.unwrap().request
}

/// Who did what to the file of a number, oldest first.
async fn journal(fund: &TestFund, of: &str) -> Vec<String> {
    let store = fund.store().await;
    let mut reader = store.read().await.unwrap();
    let (person, _) = register::find_registered(&mut reader, &number(of)).await.unwrap().unwrap();
    let later = Timestamp::from_micros(i64::MAX);
    let mut entries = audit::find_about(&mut reader, person, later, 50).await.unwrap();
    entries.reverse();
    let line = |entry: audit::KeptEntry| {
        format!("{} {} {}", entry.said.actor, entry.said.action, entry.said.detail).trim_end().to_owned()
    };
    entries.into_iter().map(line).collect()
}

#[tokio::test]
async fn a_reset_needs_another_officer_and_gives_the_person_a_link_not_the_officer_a_password() {
    let fund = TestFund::new().await;
    let request = asked(&fund).await;
    for same in [ONE, "s benali", " S.BENALI "] {
        let alone = fund.agree_to_reset(&request, same, Delivery::Sms).await;
        assert!(matches!(alone, Err(OfficeError::SameOfficer)), "{same}: {alone:?}");
    }
    fund.wait(1);
    let agreed = fund.agree_to_reset(&request, OTHER, Delivery::Sms).await.unwrap();
    assert!(agreed.token.is_none(), "the officer does not see it");
    let (token, to) = fund.secret_now().await;
    assert_eq!(to, "+212612345670", "to the declared mobile");
    fund.wait(86_399);
    fund.reset_password(&token, NEW_PASSWORD, here()).await.unwrap();
    let again = fund.agree_to_reset(&request, OTHER, Delivery::Sms).await;
    assert!(matches!(again, Err(OfficeError::NothingWaits)), "{again:?}");
    assert_eq!(
        journal(&fund, EMPLOYED).await,
        [
            "officer:S. Benali account_reset asked",
            "officer:K. Alaoui account_reset agreed",
            "person password_changed office"
        ]
    );
}

#[tokio::test]
async fn a_token_for_a_letter_is_told_once_kept_nowhere_and_good_for_two_weeks() {
    let fund = TestFund::new().await;
    let request = asked(&fund).await;
    let agreed = fund.agree_to_reset(&request, OTHER, Delivery::Letter).await.unwrap();
    let token = agreed.token.clone().unwrap();
    assert!(!format!("{agreed:?}").contains(&*token));
    assert!(fund.outbox().await.unwrap().is_empty());
    let bytes: Vec<u8> = ["damane.db", "damane.db-wal"]
        .iter()
        .flat_map(|name| std::fs::read(fund.folder.path().join(name)).unwrap_or_default())
        .collect();
    assert!(!bytes.windows(token.len()).any(|window| window == token.as_bytes()));
    fund.wait(14 * 86_400 - 1);
    fund.reset_password(&token, NEW_PASSWORD, here()).await.unwrap();
}

#[tokio::test]
async fn a_request_waits_a_week_also_across_a_restart() {
    let mut fund = TestFund::new().await;
    let request = asked(&fund).await;
    fund.reopen().await;
    fund.wait(7 * 86_400);
    let late = fund.agree_to_reset(&request, OTHER, Delivery::Letter).await;
    assert!(matches!(late, Err(OfficeError::NothingWaits)), "{late:?}");
    let request = asked(&fund).await;
    fund.wait(7 * 86_400 - 1);
    fund.reopen().await;
    assert!(fund.agree_to_reset(&request, OTHER, Delivery::Letter).await.is_ok());
}

#[tokio::test]
async fn what_cannot_be_carried_out_is_said() {
    let fund = TestFund::new().await;
    let known = number(EMPLOYED);
    let ask = async |number: &RegistrationNumber, officer: &str, reason: &str| {
        fund.ask_reset(number, officer, reason).await.unwrap_err()
    };
    assert!(matches!(ask(&number(NO_ACCOUNT), ONE, REASON).await, OfficeError::NoAccount));
    assert!(matches!(ask(&number("199999999"), ONE, REASON).await, OfficeError::NoAccount));
    assert!(matches!(ask(&known, " ", REASON).await, OfficeError::Officer));
    assert!(matches!(ask(&known, "a\nb", REASON).await, OfficeError::Officer));
    assert!(matches!(ask(&known, ONE, "").await, OfficeError::Reason));
    for request in ["", "x", &*"0".repeat(32)] {
        let answer = fund.agree_to_reset(request, OTHER, Delivery::Sms).await;
        assert!(matches!(answer, Err(OfficeError::NothingWaits)), "{answer:?}");
    }
    let request = asked(&fund).await;
    fund.register_person(1, registered(EMPLOYED, "XA104880", None)).await;
    let answer = fund.agree_to_reset(&request, OTHER, Delivery::Sms).await;
    assert!(matches!(answer, Err(OfficeError::NoMobile)), "{answer:?}");
    assert!(fund.agree_to_reset(&request, OTHER, Delivery::Letter).await.is_ok(), "a letter needs none");
}

async fn update(fund: &TestFund, of: &str, mobile: &str) -> bool {
    let mobile = Mobile::parse(mobile).unwrap();
    fund.update_mobile(&number(of), &mobile, ONE, "employer's notice").await.unwrap()
}

#[tokio::test]
async fn a_mobile_on_an_employers_notice_unblocks_a_sign_up_at_once() {
    let fund = TestFund::new().await;
    let moved = SignUpAttempt { mobile: "0712345673", ..younes() };
    fund.blocked(moved).await;
    assert!(update(&fund, NO_ACCOUNT, "0712345673").await);
    fund.signed_up(moved).await;
    assert!(!update(&fund, NO_ACCOUNT, "0712345673").await, "it is declared already");
    let unknown = Mobile::parse("0712345673").unwrap();
    let unknown = fund.update_mobile(&number("199999999"), &unknown, ONE, REASON).await;
    assert!(matches!(unknown, Err(OfficeError::NumberUnknown)), "{unknown:?}");
    assert_eq!(journal(&fund, NO_ACCOUNT).await[0], "officer:S. Benali mobile_updated");
}

#[tokio::test]
async fn an_account_whose_mobile_an_officer_updates_is_guarded_and_both_numbers_are_told() {
    let fund = TestFund::new().await;
    fund.wait(1);
    update(&fund, EMPLOYED, "0712345670").await;
    let mut told: Vec<_> =
        fund.messages_now().await.into_iter().map(|message| message.to.as_str().to_owned()).collect();
    told.sort();
    assert_eq!(told, ["+212612345670", "+212712345670"]);
    let account = fund.kept_account(EMPLOYED).await;
    assert_eq!(account.guarded_until, Some(fund.now().plus_seconds(72 * 3_600)));
    let links = fund.links(EMPLOYED, "XA104880", RecoveryChannel::Sms).await;
    assert!(links.is_empty(), "one officer alone recovers no account");
    assert_eq!(
        journal(&fund, EMPLOYED).await,
        ["fund detail_changed mobile", "officer:S. Benali mobile_updated"]
    );
}

#[tokio::test]
async fn a_feed_that_is_behind_does_not_undo_an_officers_update_and_one_that_says_more_does() {
    let fund = TestFund::new().await;
    let feed = async |mobile: Option<&str>| {
        fund.wait(60);
        fund.register_person(1, registered(EMPLOYED, "XA104880", mobile)).await;
        fund.kept_account(EMPLOYED).await.mobile.map(|mobile| mobile.as_str().to_owned())
    };
    update(&fund, EMPLOYED, "0712345670").await;
    assert_eq!(feed(Some("0612345670")).await.as_deref(), Some("+212712345670"), "the feed is behind");
    update(&fund, EMPLOYED, "0712345671").await;
    assert_eq!(feed(Some("0612345670")).await.as_deref(), Some("+212712345671"), "and still is");
    assert_eq!(feed(Some("0712345671")).await.as_deref(), Some("+212712345671"), "it caught up");
    assert_eq!(
        feed(Some("0612345670")).await.as_deref(),
        Some("+212612345670"),
        "and has the last word again"
    );
}

/// Who asks for a reset by a link, and who agrees.
async fn reset_by_sms(fund: &TestFund, asks: &str, agrees: &str) -> Result<(), OfficeError> {
    let request = fund.ask_reset(&number(EMPLOYED), asks, REASON).await.unwrap().request;
    fund.agree_to_reset(&request, agrees, Delivery::Sms).await.map(|_| ())
}

#[tokio::test]
async fn no_reset_goes_to_a_mobile_that_is_new_or_that_one_of_its_officers_chose() {
    let fund = TestFund::new().await;
    update(&fund, EMPLOYED, "0712345670").await;
    let is_new = reset_by_sms(&fund, "N. Idrissi", OTHER).await;
    assert!(matches!(is_new, Err(OfficeError::MobileNew)), "new to the account: {is_new:?}");
    fund.wait(72 * 3_600);
    for (asks, agrees) in [(ONE, OTHER), (OTHER, " s. benali ")] {
        let own = reset_by_sms(&fund, asks, agrees).await;
        assert!(matches!(own, Err(OfficeError::MobileChosen)), "{asks} and {agrees}: {own:?}");
    }
    let request = asked(&fund).await;
    assert!(fund.agree_to_reset(&request, OTHER, Delivery::Letter).await.is_ok(), "a letter goes home");
    fund.wait(1);
    reset_by_sms(&fund, "N. Idrissi", OTHER).await.unwrap();
    assert_eq!(fund.secret_now().await.1, "+212712345670");
}
