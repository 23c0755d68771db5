//! Where there is no keyring, a PIN locks the safe.

use crate::stage::Stage;
use crate::steps::{Answer, pass_the_door, speak};
use std::time::Duration;

const PIN: &str = "190284";

/// Chosen at the first sign-in; the wrong one is refused and waited for; the right one opens.
pub async fn without_a_keyring_a_pin_is_the_lock(stage: &mut Stage) {
    let (language, person, device) = (stage.language, &stage.person, stage.device());
    stage.desktop.keyring.go_away();
    let window = stage.desktop.open(&device).await;
    speak(&window, language).await;
    pass_the_door(&window, &person.who.number, person.password, Answer::Sms(&stage.outbox)).await;
    window.wait_for_test_id("choose-pin").await;
    window.type_into("pin-input", PIN).await;
    window.type_into("pin-again", PIN).await;
    window.click("pin-save").await;
    window.wait_for_test_id("home").await;
    window.visit("/more").await;
    window.click("lock-now").await;
    window.wait_for_test_id("lock-screen").await;
    window.type_into("pin-input", "190285").await;
    window.click("unlock").await;
    window.wait_for("[role=\"alert\"]").await;
    window.picture(&format!("window-pin-{language}")).await;
    for _ in 0..10 {
        window.type_into("pin-input", PIN).await;
        window.click("unlock").await;
        if window.comes("[data-testid=\"home\"]", Duration::from_secs(5)).await {
            break;
        }
    }
    window.wait_for_test_id("home").await;
    window.close().await;
    assert_eq!(device.files_that_tell(&[&person.who.number, PIN]), [], "nothing in the clear");
    stage.desktop.keyring.come_back();
}
