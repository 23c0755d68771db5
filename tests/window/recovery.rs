//! A forgotten password, in the app: the link is asked for here, comes to a telephone or an e-mail, and is pasted here.

use crate::stage::{SECOND, Stage, THIRD};
use crate::steps::{Answer, press_until, sign_in, speak};
use damane_tests::{Channel, Kind, Newcomer, Outbox, Window};

/// Asks for a link; gives it as it came.
async fn ask_for_link(window: &Window<'_>, outbox: &Outbox, who: &Newcomer, channel: Channel) -> String {
    window.visit("/recover").await;
    window.type_into("recover-number", &who.number).await;
    window.type_into("recover-cin", &who.cin).await;
    window.click("recover-next").await;
    let before = outbox.look(Kind::Link, channel).await;
    let button = if channel == Channel::Sms { "recover-sms" } else { "recover-email" };
    press_until(window, button, "recover-sent").await;
    outbox.since(&before, Kind::Link, channel).await
}

/// Pastes a link and chooses a password.
pub async fn use_link(window: &Window<'_>, link: &str, password: &str) {
    window.click("recover-have").await;
    window.type_into("recover-link", link).await;
    window.click("recover-link-next").await;
    window.type_into("new-password", password).await;
    window.click("new-password-submit").await;
}

/// Half a link is told from a whole one; a whole one works once.
pub async fn a_forgotten_password_comes_back_by_a_link_in_an_sms_once(stage: &mut Stage) {
    let language = stage.language;
    let window = stage.desktop.open(&stage.person.laptop).await;
    let link = ask_for_link(&window, &stage.outbox, &stage.person.who, Channel::Sms).await;
    window.picture(&format!("window-recover-sent-{language}")).await;
    window.click("recover-have").await;
    window.type_into("recover-link", &link[..link.len() - 30]).await;
    window.click("recover-link-next").await;
    window.wait_for("[role=\"alert\"]").await;
    window.resize(360, 740).await;
    window.picture(&format!("window-recover-link-{language}")).await;
    window.resize(1120, 760).await;
    window.go_back().await;
    use_link(&window, &link, SECOND).await;
    window.wait_for_test_id("recover-done").await;
    stage.person.password = SECOND;

    window.visit("/help").await;
    window.visit("/recover").await;
    use_link(&window, &link, THIRD).await;
    window.click("recover-again").await;
    window.visit("/").await;
    let code = stage.person.printed_code();
    sign_in(&window, &stage.person.who.number, SECOND, Answer::Printed(code)).await;
    window.visit("/account/details").await;
    window.wait_for_test_id("guarded").await;
    window.close().await;
}

/// From a device nobody is signed in on; those that were say that they are no longer.
pub async fn and_by_a_link_in_an_email(stage: &mut Stage) {
    let device = stage.device();
    let window = stage.desktop.open(&device).await;
    speak(&window, stage.language).await;
    let link = ask_for_link(&window, &stage.outbox, &stage.person.who, Channel::Email).await;
    use_link(&window, &link, THIRD).await;
    window.wait_for_test_id("recover-done").await;
    stage.person.password = THIRD;
    window.click("recover-sign-in").await;
    window.wait_for_test_id("sign-in-number").await;
    window.close().await;

    let window = stage.desktop.open(&stage.person.laptop).await;
    crate::steps::unlock(&window).await;
    window.wait_for("[data-testid=\"offline-strip\"] a[href=\"/sign-in\"]").await;
    window.close().await;
}
