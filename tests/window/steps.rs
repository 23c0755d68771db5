//! Steps that several journeys take, as a person takes them.

use damane_tests::{Channel, Kind, Newcomer, Outbox, Window};
use std::time::Duration;

const SOON: Duration = Duration::from_secs(4);

/// What answers a second step.
pub enum Answer<'a> {
    /// The newest SMS, which comes by itself.
    Sms(&'a Outbox),
    /// The six digits of an authenticator app.
    App(String),
    /// A printed code.
    Printed(String),
}

/// The app speaks a language, written from the side it is written from.
pub async fn speak(window: &Window<'_>, language: &str) {
    window.click_on(&format!(".lang button[lang=\"{language}\"]")).await;
    let direction = if language == "ar" { "rtl" } else { "ltr" };
    let script = format!(
        "return document.documentElement.lang === '{language}' && document.documentElement.dir === '{direction}'"
    );
    window.wait_until(&format!("it speaks {language}"), &script).await;
}

/// Presses until what it leads to is there: a portal that says "wait" is waited for.
pub async fn press_until(window: &Window<'_>, button: &str, wanted: &str) {
    for _ in 0..10 {
        window.click(button).await;
        if window.comes(&format!("[data-testid=\"{wanted}\"]"), SOON).await {
            return;
        }
    }
    window.wait_for_test_id(wanted).await;
}

/// Answers the four questions of a sign-up and asks for the code; gives it.
pub async fn ask_for_code(window: &Window<'_>, outbox: &Outbox, who: &Newcomer, email: &str) -> String {
    window.visit("/sign-up").await;
    let answers = [("number", &*who.number), ("cin", &who.cin), ("email", email), ("mobile", &who.mobile)];
    for (question, answer) in answers {
        window.type_into(&format!("sign-up-{question}"), answer).await;
        if question != "mobile" {
            window.click("sign-up-next").await;
        }
    }
    let before = outbox.look(Kind::Code, Channel::Sms).await;
    press_until(window, "sign-up-next", "code-input").await;
    outbox.since(&before, Kind::Code, Channel::Sms).await
}

/// Types a code and sends it.
pub async fn give_code(window: &Window<'_>, code: &str) {
    window.type_into("code-input", code).await;
    window.click("code-submit").await;
}

/// The guided page of a case, in the language the journey is in, never without a way on.
pub async fn expect_guide(window: &Window<'_>, case: &str) {
    window.wait_for(&format!("[data-testid=\"guide\"][data-case=\"{case}\"]")).await;
    let ways = window.run("return document.querySelectorAll('[data-testid=\"guide\"] a').length").await;
    assert!(ways.as_u64() > Some(0), "{case}: the page leads on");
}

/// Signs in at the door: number and password, then the second step.
pub async fn sign_in(window: &Window<'_>, number: &str, password: &str, answer: Answer<'_>) {
    pass_the_door(window, number, password, answer).await;
    window.wait_for_test_id("home").await;
}

/// The same, without looking at what comes after.
pub async fn pass_the_door(window: &Window<'_>, number: &str, password: &str, answer: Answer<'_>) {
    window.type_into("sign-in-number", number).await;
    window.type_into("sign-in-password", password).await;
    let code = match answer {
        Answer::Sms(outbox) => {
            let before = outbox.look(Kind::Code, Channel::Sms).await;
            press_until(window, "sign-in-submit", "code-input").await;
            outbox.since(&before, Kind::Code, Channel::Sms).await
        }
        Answer::App(code) => {
            press_until(window, "sign-in-submit", "code-input").await;
            code
        }
        Answer::Printed(code) => {
            press_until(window, "sign-in-submit", "code-input").await;
            window.click("use-recovery_code").await;
            code
        }
    };
    give_code(window, &code).await;
}

/// Confirms that it is the person, in the dialog that asks for it.
pub async fn confirm(window: &Window<'_>, password: &str, answer: Answer<'_>) {
    window.type_into("confirm-password", password).await;
    let field = "[data-testid=\"confirm\"] #confirm-code";
    let code = match answer {
        Answer::Sms(outbox) => {
            let before = outbox.look(Kind::Code, Channel::Sms).await;
            window.click("confirm-submit").await;
            window.wait_for(field).await;
            outbox.since(&before, Kind::Code, Channel::Sms).await
        }
        Answer::App(code) => {
            window.click("confirm-submit").await;
            code
        }
        Answer::Printed(code) => {
            window.click("confirm-submit").await;
            window.click_on("[data-testid=\"confirm\"] [data-testid=\"use-recovery_code\"]").await;
            code
        }
    };
    window.type_in(field, &code).await;
    window.click_on("[data-testid=\"confirm\"] [data-testid=\"code-submit\"]").await;
    window.wait_gone("[data-testid=\"confirm\"]").await;
}

/// Opens the locked safe with the system's keyring.
pub async fn unlock(window: &Window<'_>) {
    window.wait_for_test_id("lock-screen").await;
    window.click("unlock").await;
    window.wait_for_test_id("home").await;
}
