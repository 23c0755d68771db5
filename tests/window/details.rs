//! How a person is reached: a change is confirmed, proved, waits 72 hours, and can be stopped.

use crate::stage::Stage;
use crate::steps::{Answer, confirm, give_code, unlock};
use damane_tests::{Channel, Kind};

/// The e-mail; and the journal says so.
pub async fn another_email_is_proved_waits_and_is_withdrawn(stage: &mut Stage) {
    let (language, person) = (stage.language, &stage.person);
    let window = stage.desktop.open(&person.home).await;
    unlock(&window).await;
    window.visit("/account/details").await;
    window.click_on("[data-testid=\"detail-email\"] a").await;
    window.type_into("detail-input", &format!("new-{language}@example.com")).await;
    window.click("detail-submit").await;
    let before = stage.outbox.look(Kind::Code, Channel::Email).await;
    confirm(&window, person.password, Answer::Sms(&stage.outbox)).await;
    let code = stage.outbox.since(&before, Kind::Code, Channel::Email).await;
    give_code(&window, &code).await;
    window.wait_for_test_id("change-pending").await;
    window.picture(&format!("window-change-pending-{language}")).await;
    window.visit("/account/details").await;
    window.click_on("[data-testid=\"pending-email\"] button").await;
    window.wait_gone("[data-testid=\"pending-email\"]").await;
    window.visit("/account/journal").await;
    window.wait_for("[data-testid=\"journal-entry\"]").await;
    window.close().await;
}
