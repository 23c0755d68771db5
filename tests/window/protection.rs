//! How the account is protected: authenticator app, printed codes, another password.

use crate::stage::{FIFTH, Stage};
use crate::steps::{Answer, confirm, give_code, sign_in, unlock};
use damane_tests::{Authenticator, Window};

async fn codes_shown(window: &Window<'_>) -> Vec<String> {
    window.wait_for_test_id("codes").await;
    let shown = window
        .run("return [...document.querySelectorAll('[data-testid=\"codes\"] li')].map((one) => one.textContent.trim())")
        .await;
    let codes = shown.as_array().into_iter().flatten().filter_map(|code| code.as_str().map(str::to_owned));
    let codes: Vec<String> = codes.collect();
    assert_eq!(codes.len(), 10, "ten codes: {codes:?}");
    codes
}

/// The picture and the letters hold the same secret; ten codes, gone when the page is left.
pub async fn an_authenticator_app_is_put_in_use_and_printed_codes_are_shown_once(stage: &mut Stage) {
    let (language, person) = (stage.language, &mut stage.person);
    let window = stage.desktop.open(&person.home).await;
    unlock(&window).await;
    window.visit("/account/security").await;
    window.click("add-app").await;
    if window.comes("[data-testid=\"confirm-password\"]", std::time::Duration::from_secs(2)).await {
        confirm(&window, person.password, Answer::Sms(&stage.outbox)).await;
    }
    let secret = window.text_of("app-secret").await;
    let picture = window.read("app-code", "dataset.uri").await;
    assert!(picture.contains(&secret.replace(' ', "")), "the picture holds the same secret");
    let mut app = Authenticator::new(&secret);
    give_code(&window, &app.code().await).await;
    person.printed = codes_shown(&window).await;
    person.authenticator = Some(app);
    window.picture(&format!("window-codes-{language}")).await;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let sheet = folder.path().join("codes.txt");
    window.click("codes-save").await;
    stage.desktop.save_as(&sheet).await;
    let sheet = std::fs::read_to_string(&sheet).expect("the sheet");
    assert!(
        person.printed.iter().all(|code| sheet.contains(code)),
        "the sheet holds the codes that are shown"
    );
    window.click("codes-kept").await;
    window.wait_for_test_id("remove-app").await;
    assert_eq!(
        window.run("return document.querySelector('[data-testid=\"codes\"]')").await,
        serde_json::Value::Null
    );
    window.close().await;
}

/// A new sheet voids the older; without the app an SMS stands in again; the other sessions end.
pub async fn the_password_is_changed_and_the_authenticator_given_up(stage: &mut Stage) {
    let code = stage.person.app_code().await;
    let person = &mut stage.person;
    let window = stage.desktop.open(&person.laptop).await;
    if window.comes("[data-testid=\"lock-screen\"]", std::time::Duration::from_secs(3)).await {
        unlock(&window).await;
        window.click_on("[data-testid=\"offline-strip\"] a[href=\"/sign-in\"]").await;
    }
    sign_in(&window, &person.who.number, person.password, Answer::App(code)).await;
    window.visit("/account/security/recovery-codes").await;
    window.click("codes-make").await;
    confirm(&window, person.password, Answer::Printed(person.printed_code())).await;
    person.printed = codes_shown(&window).await;
    window.visit("/account/security/password").await;
    window.type_into("new-password", FIFTH).await;
    window.click("new-password-submit").await;
    window.wait_for_test_id("password-done").await;
    person.password = FIFTH;
    window.visit("/account/security").await;
    window.click("remove-app").await;
    window.click("ask-yes").await;
    window.wait_for_test_id("add-app").await;
    person.authenticator = None;
    window.close().await;
}
