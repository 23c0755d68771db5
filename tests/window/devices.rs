//! Devices: a new one, one that is shut out while it is in use, one that shuts others out.

use crate::stage::Stage;
use crate::steps::{Answer, confirm, expect_guide, give_code, press_until, sign_in, speak, unlock};
use damane_tests::{Channel, Client, Kind, Window};

const NAMED: &str = "Zellige";

/// What is on the strip above the screens.
const SIGNED_OUT: &str = "[data-testid=\"offline-strip\"] a[href=\"/sign-in\"]";

/// No SMS leaves while the app can answer; where the app is not at hand one is asked for.
pub async fn a_new_device_is_opened_by_the_authenticator_or_by_an_sms_after_all(stage: &mut Stage) {
    let code = stage.person.app_code().await;
    let (language, person) = (stage.language, &stage.person);
    let window = stage.desktop.open(&person.tablet).await;
    speak(&window, language).await;
    sign_in(&window, &person.who.number, person.password, Answer::App(code)).await;
    window.visit("/account/devices").await;
    window.click_on("[data-testid=\"this-device\"] button").await;
    window.type_into("given-name", NAMED).await;
    window.click("name-save").await;
    let named = format!(
        "return document.querySelector('[data-testid=\"this-device\"] .t')?.innerText.includes('{NAMED}') === true"
    );
    window.wait_until("the device has its name", &named).await;
    window.close().await;

    let another = stage.device();
    let window = stage.desktop.open(&another).await;
    window.type_into("sign-in-number", &person.who.number).await;
    window.type_into("sign-in-password", person.password).await;
    press_until(&window, "sign-in-submit", "code-input").await;
    window.click_on("a[href=\"/help/no-sms\"]").await;
    expect_guide(&window, "no_sms").await;
    window.go_back().await;
    if window.comes("[data-testid=\"sign-in-number\"]", std::time::Duration::from_secs(2)).await {
        window.type_into("sign-in-number", &person.who.number).await;
        window.type_into("sign-in-password", person.password).await;
        press_until(&window, "sign-in-submit", "code-input").await;
    }
    let before = stage.outbox.look(Kind::Code, Channel::Sms).await;
    window.click("use-sms").await;
    let code = stage.outbox.since(&before, Kind::Code, Channel::Sms).await;
    give_code(&window, &code).await;
    window.wait_for_test_id("home").await;
    window.close().await;
}

/// Another device signs in and turns the named one out.
async fn revoke_from_elsewhere(stage: &Stage, printed: &[String; 2]) {
    let (number, password) = (&stage.person.who.number, stage.person.password);
    let client = Client::new(&stage.portal.url());
    let elsewhere = client.sign_in_with(number, password, "recovery_code", &printed[0]).await;
    let answer = elsewhere.get_json("/v1/me/devices").await;
    let devices = answer.as_array().expect("a list");
    let named = devices.iter().find(|one| one["name"] == NAMED).expect("the tablet is listed by its name");
    let path = format!("/v1/me/devices/{}", named["id"].as_str().expect("an id"));
    assert_eq!(elsewhere.delete(&path).await, 403, "no other device is turned out without a confirmation");
    elsewhere.confirm(password, "recovery_code", &printed[1]).await;
    assert_eq!(elsewhere.delete(&path).await, 204);
}

/// The window says that it was signed out; what it kept stays readable and locked as before; signing in goes on.
pub async fn the_device_in_use_is_revoked_from_another_and_keeps_what_it_has(stage: &mut Stage) {
    let printed = [stage.person.printed_code(), stage.person.printed_code()];
    let code = stage.person.printed_code();
    let (language, person) = (stage.language, &stage.person);
    let window = stage.desktop.open(&person.tablet).await;
    unlock(&window).await;
    window.visit("/certificates").await;
    window.click("ask-certificate").await;
    window.click("issue-employment").await;
    let reference = window.text_of("certificate-reference").await;

    revoke_from_elsewhere(stage, &printed).await;
    window.visit("/career").await;
    window.wait_for(SIGNED_OUT).await;
    window.picture(&format!("window-revoked-{language}")).await;
    window.visit("/account/devices").await;
    window.wait_for("[role=\"alert\"]").await;
    window.picture(&format!("window-revoked-devices-{language}")).await;
    window.visit("/certificates").await;
    window.click("certificate-card").await;
    assert_eq!(window.text_of("certificate-reference").await, reference, "what it kept is still there");
    window.click("show-qr").await;
    window.wait_for_test_id("qr-code").await;
    window.close().await;
    assert_eq!(
        person.tablet.files_that_tell(&[&person.who.number, &reference]),
        [],
        "and nothing in the clear"
    );

    // The safe is still the person's: a restart asks the keyring, and says again that it was signed out.
    let window = stage.desktop.open(&person.tablet).await;
    unlock(&window).await;
    window.click_on(SIGNED_OUT).await;
    sign_in(&window, &person.who.number, person.password, Answer::Printed(code)).await;
    window.wait_gone(SIGNED_OUT).await;
    window.close().await;
}

async fn others(window: &Window<'_>) -> u64 {
    window.wait_for("[data-testid=\"other-device\"]").await;
    let count = window.run("return document.querySelectorAll('[data-testid=\"other-device\"]').length").await;
    count.as_u64().expect("a number")
}

/// Another after a confirmation; itself at once.
pub async fn a_device_shuts_another_out_and_then_itself(stage: &mut Stage) {
    let printed = stage.person.printed_code();
    let person = &stage.person;
    let window = stage.desktop.open(&person.tablet).await;
    unlock(&window).await;
    window.visit("/account/devices").await;
    let before = others(&window).await;
    window.click_on("[data-testid=\"other-device\"] [data-testid=\"revoke\"]").await;
    window.click("ask-yes").await;
    confirm(&window, person.password, Answer::Printed(printed)).await;
    let fewer = format!(
        "return document.querySelectorAll('[data-testid=\"other-device\"]').length === {}",
        before - 1
    );
    window.wait_until("it is gone from the list", &fewer).await;
    window.click_on("[data-testid=\"this-device\"] [data-testid=\"revoke\"]").await;
    window.click("ask-yes").await;
    window.wait_for(SIGNED_OUT).await;
    window.close().await;
}
