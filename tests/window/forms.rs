//! What journeys through the forms share: coming in, going on, a day, care, papers, what waits and arrives once, and looking
//! again at what the fund did.

use crate::stage::Stage;
use crate::steps::{Answer, sign_in, unlock};
use damane_tests::{DEMO_PASSWORD, DemoPortal, Device, NAIMA, Outbox, Window};
use std::path::{Path, PathBuf};
use std::time::Duration;

const SOON: Duration = Duration::from_secs(4);

/// Who has the long career signs in, or unlocks where they are signed in.
pub async fn come_in(window: &Window<'_>, outbox: &Outbox) {
    come_in_as(window, outbox, NAIMA).await;
}

/// The same, of another person of the demonstration.
pub async fn come_in_as(window: &Window<'_>, outbox: &Outbox, number: &str) {
    if window.comes("[data-testid=\"sign-in-number\"]", SOON).await {
        sign_in(window, number, DEMO_PASSWORD, Answer::Sms(outbox)).await;
    } else {
        unlock(window).await;
    }
}

/// On to another question.
pub async fn go_on(window: &Window<'_>, step: &str) {
    window.click("form-next").await;
    window.wait_for(&format!("[data-step=\"{step}\"]")).await;
}

/// Types the day so many days from today; before it, when negative.
pub async fn type_day(window: &Window<'_>, id: &str, from_today: i32) {
    let day = format!("const day = new Date(Date.now() + {from_today} * 86400000); return String");
    let parts = [("", "getUTCDate()"), ("-m", "getUTCMonth() + 1"), ("-y", "getUTCFullYear()")];
    for (field, part) in parts {
        let typed = window.run(&format!("{day}(day.{part})")).await;
        window.type_into(&format!("{id}{field}"), typed.as_str().expect("a number")).await;
    }
}

/// One visit to a specialist, nine days ago: from where it was to what it cost.
pub async fn one_visit(window: &Window<'_>, paid: &str) {
    go_on(window, "care").await;
    window.click("course-once").await;
    go_on(window, "when").await;
    type_day(window, "first", -9).await;
    window.wait_for_test_id("deadline").await;
    go_on(window, "practitioner").await;
    window.click("knows-no").await;
    go_on(window, "acts").await;
    window.click("act-specialist_visit").await;
    window.type_into("label", "Pneumologue").await;
    window.type_into("paid", paid).await;
}

/// No other visit: on to the documents.
pub async fn that_is_all(window: &Window<'_>) {
    window.click("form-next").await;
    window.wait_for_test_id("add-line").await;
    go_on(window, "documents").await;
}

/// Attaches two photos and a PDF: each is taken for one of the three that are needed.
pub async fn attach_the_needed(window: &Window<'_>) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    attach(window, &papers(folder.path())).await;
    assert_eq!(
        count(window, "[data-testid=\"needed\"] li.there").await,
        3,
        "each is taken for one that is needed"
    );
}

/// Adds papers to those that are there, one after the other.
pub async fn attach(window: &Window<'_>, papers: &[PathBuf]) {
    let count = "document.querySelectorAll('[data-testid=\"documents\"] li').length";
    let before = window.run(&format!("return {count}")).await.as_u64().expect("a number");
    for (place, paper) in (before + 1..).zip(papers) {
        window.choose_file("document-files", paper).await;
        window.wait_until("a document is kept", &format!("return {count} === {place}")).await;
    }
}

/// What waits on a device, sealed, arrives once when its portal is back, with its three papers. Ends on the claim's page.
pub async fn arrives_once(window: &Window<'_>, device: &Device, portal: &mut DemoPortal, picture: &str) {
    window.visit("/claims").await;
    window.wait_for("[data-testid=\"draft\"][data-state=\"queued\"]").await;
    window.picture(picture).await;
    let known = ["feuille.jpg", "ordonnance.jpg", "facture.pdf"];
    assert_eq!(device.files_that_tell(&known), [], "what waits does not lie in the clear");
    window.wait_for_test_id("offline-strip").await;
    portal.restart();
    window.click("draft").await;
    window.wait_for_test_id("receipt").await;
    let reference = window.text_of("receipt-reference").await;
    online(window).await;
    window.visit("/claims").await;
    window.wait_for("[data-testid=\"claim\"]").await;
    assert_eq!(count(window, "[data-testid=\"claim\"]").await, 1, "it was sent once");
    assert_eq!(count(window, "[data-testid=\"draft\"]").await, 0, "and waits no more");
    window.click("claim").await;
    window.wait_for_test_id("claim-documents").await;
    assert_eq!(count(window, "[data-testid=\"claim-documents\"] li").await, 3, "with its papers");
    assert!(window.text_of("claim-reference").await.contains(&reference), "as the receipt said");
}

/// Saves the decision's letter from the claim's page.
pub async fn take_letter(window: &Window<'_>, stage: &Stage) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let letter = folder.path().join("letter.pdf");
    window.click("claim-letter").await;
    stage.desktop.save_as(&letter).await;
    assert!(std::fs::read(&letter).expect("the letter").starts_with(b"%PDF-"), "the decision as a letter");
}

/// Throws away what is being filled in; the list of claims opens.
pub async fn give_up(window: &Window<'_>) {
    window.click("discard").await;
    window.click("discard-confirm").await;
    window.wait_for_test_id("claim-new").await;
    assert_eq!(count(window, "[data-testid=\"draft\"]").await, 0, "it is gone");
}

/// The last part of a page's address: the claim's id.
pub fn id_in(path: &str) -> &str {
    path.rsplit('/').next().expect("its id")
}

/// Leaves a page and opens it again, until it shows what the fund did meanwhile.
pub async fn look_again(window: &Window<'_>, path: &str, wanted: &str) {
    window.visit("/claims").await;
    window.wait_for_test_id("claim-list").await;
    window.visit(path).await;
    window.wait_for(wanted).await;
}

/// The portal answers again, and the app no longer says that it does not: nothing moves under a click after that.
pub async fn online(window: &Window<'_>) {
    window.wait_gone("[data-testid=\"offline-strip\"]").await;
}

/// The address of the page that is shown.
pub async fn path_of(window: &Window<'_>) -> String {
    window.run("return location.pathname").await.as_str().expect("a path").to_owned()
}

/// How many elements of a CSS selector there are.
pub async fn count(window: &Window<'_>, selector: &str) -> u64 {
    let script = format!("return document.querySelectorAll({selector:?}).length");
    window.run(&script).await.as_u64().expect("a number")
}

/// Two photos and a PDF.
pub fn papers(folder: &Path) -> [PathBuf; 3] {
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
