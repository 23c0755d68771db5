//! A claim of care in the window: filled in while the portal is gone, kept over a restart of the app, sent once, answered,
//! paid, and still there when the portal is gone again.

use crate::stage::Stage;
use crate::steps::{Answer, sign_in, speak, unlock};
use damane_tests::{DEMO_PASSWORD, NAIMA, Window};
use std::path::{Path, PathBuf};
use std::time::Duration;

const SOON: Duration = Duration::from_secs(4);

pub async fn care_is_claimed_offline_sent_once_answered_and_paid_in_arabic(stage: &mut Stage) {
    care_is_claimed(stage, "ar").await;
}

pub async fn care_is_claimed_offline_sent_once_answered_and_paid_in_french(stage: &mut Stage) {
    care_is_claimed(stage, "fr").await;
}

async fn care_is_claimed(stage: &mut Stage, language: &str) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let papers = papers(folder.path());
    let window = stage.desktop.open(&stage.long_career).await;
    come_in(&window, stage).await;
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
    window.click("see-claim").await;
    window.wait_for_test_id("timeline").await;
    let path = window.run("return location.pathname").await.as_str().expect("a path").to_owned();
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
    let claim = path.rsplit('/').next().expect("its id");
    stage.portal.decide(claim, &["take"]);
    look_again(window, path, "in_progress").await;
    stage.portal.decide(claim, &["ask", "prescription", "--words", "Illisible."]);
    look_again(window, path, "documents_asked").await;
    window.wait_for_test_id("reply").await;
    window.choose_file("document-files", paper).await;
    window.wait_for("[data-testid=\"documents\"] li").await;
    window.click("reply-send").await;
    window.wait_for("[data-step=\"answered\"]").await;
    stage.portal.decide(claim, &["pay", "10500"]);
    look_again(window, path, "paid").await;
    assert!(window.text_of("total").await.contains("105,00"), "what was granted");
}

async fn look_again(window: &Window<'_>, path: &str, status: &str) {
    window.visit("/claims").await;
    window.wait_for_test_id("claim-list").await;
    window.visit(path).await;
    window.wait_for(&format!("[data-testid=\"claim-page\"] .chip[data-status=\"{status}\"]")).await;
}

/// Signs in, or unlocks where one is signed in.
async fn come_in(window: &Window<'_>, stage: &Stage) {
    if window.comes("[data-testid=\"sign-in-number\"]", SOON).await {
        sign_in(window, NAIMA, DEMO_PASSWORD, Answer::Sms(&stage.outbox)).await;
    } else {
        unlock(window).await;
    }
}

/// On to another question.
async fn go_on(window: &Window<'_>, step: &str) {
    window.click("form-next").await;
    window.wait_for(&format!("[data-step=\"{step}\"]")).await;
}

/// Answers the questions up to the documents.
async fn answer(window: &Window<'_>) {
    window.visit("/reimbursements").await;
    window.click("who-child").await;
    window.type_into("name", "Yassine El Ouardi").await;
    go_on(window, "where").await;
    window.click("where-home").await;
    go_on(window, "care").await;
    window.click("course-once").await;
    go_on(window, "when").await;
    let day = "const day = new Date(Date.now() - 9 * 86400000); return String";
    for (field, part) in
        [("first", "getUTCDate()"), ("first-m", "getUTCMonth() + 1"), ("first-y", "getUTCFullYear()")]
    {
        let typed = window.run(&format!("{day}(day.{part})")).await;
        window.type_into(field, typed.as_str().expect("a number")).await;
    }
    window.wait_for_test_id("deadline").await;
    go_on(window, "practitioner").await;
    window.click("knows-no").await;
    go_on(window, "acts").await;
    window.click("act-specialist_visit").await;
    window.type_into("label", "Pneumologue").await;
    window.type_into("paid", "300").await;
    window.click("form-next").await;
    window.wait_for_test_id("add-line").await;
    go_on(window, "documents").await;
}

async fn attach(window: &Window<'_>, papers: &[PathBuf; 3]) {
    for (place, paper) in (1..).zip(papers) {
        window.choose_file("document-files", paper).await;
        let count = "document.querySelectorAll('[data-testid=\"documents\"] li').length";
        window.wait_until("a document is kept", &format!("return {count} === {place}")).await;
    }
}

/// Two photos and a PDF.
fn papers(folder: &Path) -> [PathBuf; 3] {
    let mut photo = Vec::new();
    let encoder = image::codecs::jpeg::JpegEncoder::new(&mut photo);
    let noise = image::RgbImage::from_fn(900, 700, |x, y| {
        let mix = x.wrapping_mul(2_654_435_761).wrapping_add(y.wrapping_mul(40_503));
        image::Rgb([(mix >> 8) as u8, (mix >> 16) as u8, (mix >> 24) as u8])
    });
    noise.write_with_encoder(encoder).expect("a picture");
    let pdf = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n";
    let named = [("feuille.jpg", &photo[..]), ("ordonnance.jpg", &photo[..]), ("facture.pdf", &pdf[..])];
    named.map(|(name, bytes)| {
        let path = folder.join(name);
        std::fs::write(&path, bytes).expect("a file is written");
        path
    })
}
