//! Neither telephone nor e-mail: two officers, and a letter whose address is typed into the app.

use crate::recovery::use_link;
use crate::stage::{FOURTH, Stage};
use crate::steps::speak;

/// One asks, another agrees; the letter's link works once.
pub async fn two_officers_reset_the_account_and_their_letter_is_typed_in(stage: &mut Stage) {
    let number = stage.person.who.number.clone();
    let device = stage.device();
    let window = stage.desktop.open(&device).await;
    speak(&window, stage.language).await;
    window.visit("/help/office").await;
    crate::steps::expect_guide(&window, "office").await;

    let reason = ["--officer", "S. Benali", "--reason", "card shown, telephone lost"];
    let asked = stage.portal.office(&[&["reset", &*number], &reason[..]].concat());
    let request = asked.split_whitespace().nth(1).expect("it prints the request").to_owned();
    let letter = stage.portal.office(&["approve", &request, "--officer", "K. Alaoui", "--letter"]);
    window.visit("/recover").await;
    use_link(&window, letter.trim(), FOURTH).await;
    window.wait_for_test_id("recover-done").await;
    stage.person.password = FOURTH;
    window.visit("/help").await;
    window.visit("/recover").await;
    use_link(&window, letter.trim(), FOURTH).await;
    window.wait_for_test_id("recover-again").await;
    window.close().await;
}
