//! A claim of care in the window: filled in while the portal is gone, kept over a restart of the app, sent once, answered,
//! paid, and still there when the portal is gone again.

use crate::forms::{
    attach, come_in, go_on, id_in, look_again, one_visit, online, papers, path_of, take_letter, that_is_all,
};
use crate::stage::Stage;
use crate::steps::{speak, unlock};
use damane_tests::Window;
use std::path::Path;

pub async fn care_is_claimed_offline_sent_once_answered_and_paid(stage: &mut Stage) {
    let language = stage.language;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let papers = papers(folder.path());
    let window = stage.desktop.open(&stage.long_career).await;
    come_in(&window, &stage.outbox).await;
    speak(&window, language).await;
    answer(&window).await;
    stage.portal.kill();
    attach(&window, &papers).await;
    go_on(&window, "account").await;
    go_on(&window, "check").await;
    window.picture(&format!("window-claim-check-{language}")).await;
    window.click("form-next").await;
    window.wait_for("[data-testid=\"sending\"][data-waits=\"true\"]").await;
    window.close().await;

    let window = stage.desktop.open(&stage.long_career).await;
    unlock(&window).await;
    window.visit("/claims").await;
    window.wait_for("[data-testid=\"draft\"][data-state=\"queued\"]").await;
    window.picture(&format!("window-claims-waiting-{language}")).await;
    let known = ["Yassine", "Pneumologue", "feuille.jpg"];
    assert_eq!(stage.long_career.files_that_tell(&known), [], "a draft does not lie in the clear");
    stage.portal.restart();
    window.click("draft").await;
    window.wait_for_test_id("receipt").await;
    let reference = window.text_of("receipt-reference").await;
    online(&window).await;
    window.click("see-claim").await;
    window.wait_for_test_id("timeline").await;
    let path = path_of(&window).await;
    follow(&window, stage, &path, &papers[1]).await;

    stage.portal.kill();
    window.visit("/claims").await;
    let first = "document.querySelector('[data-testid=\"claim\"]')";
    window.wait_until("the list is kept", &format!("return {first}?.dataset.status === 'paid'")).await;
    window.visit(&path).await;
    window.wait_for_test_id("as-of").await;
    assert!(window.text_of("claim-reference").await.contains(&reference), "read without network");
    window.picture(&format!("window-claim-{language}")).await;
    window.close().await;
    stage.portal.restart();
}

/// From handed in to paid, each status seen by the person.
async fn follow(window: &Window<'_>, stage: &Stage, path: &str, paper: &Path) {
    let claim = id_in(path);
    stage.portal.decide(claim, &["take"]);
    look_again(window, path, &status("in_progress")).await;
    stage.portal.decide(claim, &["ask", "prescription", "--words", "Illisible."]);
    look_again(window, path, &status("documents_asked")).await;
    window.wait_for_test_id("reply").await;
    window.choose_file("document-files", paper).await;
    window.wait_for("[data-testid=\"documents\"] li").await;
    window.click("reply-send").await;
    window.wait_for("[data-step=\"answered\"]").await;
    stage.portal.decide(claim, &["pay", "10500"]);
    look_again(window, path, &status("paid")).await;
    assert!(window.text_of("total").await.contains("105,00"), "what was granted");
    take_letter(window, stage).await;
}

fn status(word: &str) -> String {
    format!("[data-testid=\"claim-page\"] .chip[data-status=\"{word}\"]")
}

/// Answers the questions up to the documents.
async fn answer(window: &Window<'_>) {
    window.visit("/reimbursements").await;
    window.click("who-child").await;
    window.type_into("name", "Yassine El Ouardi").await;
    go_on(window, "where").await;
    window.click("where-home").await;
    one_visit(window, "300").await;
    that_is_all(window).await;
}
