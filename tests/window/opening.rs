//! Opening an account: the right way, and the ways that lead to a page that helps.

use crate::stage::{FIRST, Stage};
use crate::steps::{ask_for_code, expect_guide, give_code, speak};
use damane_tests::{Channel, Kind, Newcomer};

/// A telephone the employer did not declare.
pub async fn another_telephone_leads_to_what_to_ask_the_employer(stage: &mut Stage) {
    let (language, person) = (stage.language, &stage.person);
    let window = stage.desktop.open(&person.home).await;
    speak(&window, language).await;
    let theirs = if language == "ar" { "0611000020" } else { "0611000021" };
    let other = Newcomer { mobile: theirs.to_owned(), ..person.who.clone() };
    let code = ask_for_code(&window, &stage.outbox, &other, &person.email).await;
    give_code(&window, &code).await;
    expect_guide(&window, "other_mobile").await;
    let letter = window.text_of("letter").await;
    let digits: String = letter.chars().filter(char::is_ascii_digit).collect();
    assert!(digits.contains(&person.who.number), "the message to the employer names the number: {letter}");
    window.picture(&format!("window-other-mobile-{language}")).await;
    window.close().await;
}

/// Help is one tap away, nothing typed is lost, another code works; weak passwords are refused in words.
pub async fn a_lost_sms_comes_again_and_a_password_opens_the_account(stage: &mut Stage) {
    let (language, person) = (stage.language, &stage.person);
    let window = stage.desktop.open(&person.home).await;
    let lost = ask_for_code(&window, &stage.outbox, &person.who, &person.email).await;
    window.click_on("a[href=\"/help/no-sms\"]").await;
    expect_guide(&window, "no_sms").await;
    window.go_back().await;
    give_code(&window, if lost == "00000000" { "00000001" } else { "00000000" }).await;
    window.wait_for("[role=\"alert\"]").await;
    let before = stage.outbox.look(Kind::Code, Channel::Sms).await;
    window.click("resend").await;
    let again = stage.outbox.since(&before, Kind::Code, Channel::Sms).await;
    give_code(&window, &again).await;

    window.type_into("new-password", "123456789123456").await;
    window.click("new-password-submit").await;
    window.wait_for("[role=\"alert\"]").await;
    window.type_into("new-password", FIRST).await;
    window.wait_for("[data-testid=\"strength\"][data-score=\"4\"]").await;
    window.picture(&format!("window-new-password-{language}")).await;
    window.click("new-password-submit").await;
    window.wait_for_test_id("home").await;
    assert!(!stage.desktop.keyring.entries().is_empty(), "the keyring holds the safe's key");
    window.close().await;
}

/// From another device: an account exists; its e-mail shows its ends only.
pub async fn a_second_account_leads_to_the_first(stage: &mut Stage) {
    let (language, person) = (stage.language, &stage.person);
    let window = stage.desktop.open(&person.laptop).await;
    speak(&window, language).await;
    let email = format!("other-{language}@example.com");
    let code = ask_for_code(&window, &stage.outbox, &person.who, &email).await;
    give_code(&window, &code).await;
    expect_guide(&window, "account_exists").await;
    let words = window.text_of("guide").await;
    assert!(words.contains('…') && !words.contains(&person.email), "most of the e-mail is hidden: {words}");
    window.click_on("[data-testid=\"guide\"] a[href=\"/recover\"]").await;
    window.wait_for_test_id("recover-number").await;
    window.close().await;
}
