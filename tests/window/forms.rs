//! What journeys through the forms share: coming in, going on, a day, papers, and looking again at what the fund did.

use crate::steps::{Answer, sign_in, unlock};
use damane_tests::{DEMO_PASSWORD, NAIMA, Outbox, Window};
use std::path::{Path, PathBuf};
use std::time::Duration;

const SOON: Duration = Duration::from_secs(4);

/// Signs in, or unlocks where one is signed in.
pub async fn come_in(window: &Window<'_>, outbox: &Outbox) {
    if window.comes("[data-testid=\"sign-in-number\"]", SOON).await {
        sign_in(window, NAIMA, DEMO_PASSWORD, Answer::Sms(outbox)).await;
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

/// Adds papers to those that are there, one after the other.
pub async fn attach(window: &Window<'_>, papers: &[PathBuf]) {
    let count = "document.querySelectorAll('[data-testid=\"documents\"] li').length";
    let before = window.run(&format!("return {count}")).await.as_u64().expect("a number");
    for (place, paper) in (before + 1..).zip(papers) {
        window.choose_file("document-files", paper).await;
        window.wait_until("a document is kept", &format!("return {count} === {place}")).await;
    }
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
