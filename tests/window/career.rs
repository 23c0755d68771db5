//! The career in the window: a line is disputed in one's own words, stays so when the portal is gone; table and statement are
//! taken away.

use crate::forms::{come_in, count};
use crate::stage::Stage;
use crate::steps::speak;
use damane_tests::Window;

pub async fn a_line_is_disputed_and_stays_so_offline_in_arabic(stage: &mut Stage) {
    a_line_is_disputed(stage, "ar", 13, "نقصت عشرة أيام من هذا الشهر").await;
}

pub async fn a_line_is_disputed_and_stays_so_offline_in_french(stage: &mut Stage) {
    a_line_is_disputed(stage, "fr", 14, "Dix jours manquent à ce mois").await;
}

async fn a_line_is_disputed(stage: &mut Stage, language: &str, place: u32, words: &str) {
    let window = stage.desktop.open(&stage.long_career).await;
    come_in(&window, &stage.outbox).await;
    speak(&window, language).await;
    take_away(&window, stage).await;
    open_month(&window, place).await;
    assert_eq!(count(&window, "[data-testid=\"disputed\"]").await, 0, "nothing was said of it yet");
    window.click("dispute").await;
    window.wait_for_test_id("dispute-form").await;
    let reasons = count(&window, "[data-testid=\"dispute-form\"] option").await;
    window.choose_in("[data-testid=\"dispute-form\"] select", "wrong_salary").await;
    window.type_into("dispute-note", words).await;
    window.picture(&format!("window-dispute-{language}")).await;
    window.click("dispute-send").await;
    window.wait_for_test_id("disputed").await;
    assert!(window.text_of("disputed").await.contains(words), "in one's own words");
    window.picture(&format!("window-disputed-{language}")).await;
    window.click("dispute").await;
    window.wait_for_test_id("dispute-form").await;
    let left = count(&window, "[data-testid=\"dispute-form\"] option").await;
    assert_eq!(left, reasons - 1, "the same is not said twice");
    window.close().await;

    stage.portal.kill();
    let window = stage.desktop.open(&stage.long_career).await;
    come_in(&window, &stage.outbox).await;
    open_month(&window, place).await;
    assert!(window.text_of("disputed").await.contains(words), "kept without network");
    window.close().await;
    assert_eq!(stage.long_career.files_that_tell(&[words]), [], "and not in the clear");
    stage.portal.restart();
}

/// Of the months that can be opened, one of those the fund was told about.
async fn open_month(window: &Window<'_>, place: u32) {
    window.visit("/career").await;
    window.wait_for_test_id("career-years").await;
    let months = "[...document.querySelectorAll('[data-testid=\"career-years\"] button[aria-label]')]";
    window.run(&format!("{months}[{place}].click()")).await;
    window.wait_for_test_id("dispute").await;
}

/// The table and the sealed statement, where the person wants them.
async fn take_away(window: &Window<'_>, stage: &Stage) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    window.visit("/career").await;
    for (button, name, start) in
        [("career-csv", "career.csv", None), ("career-pdf", "career.pdf", Some(b"%PDF-"))]
    {
        let path = folder.path().join(name);
        window.click(button).await;
        stage.desktop.save_as(&path).await;
        let bytes = std::fs::read(&path).expect("the paper");
        match start {
            Some(start) => assert!(bytes.starts_with(start), "{name} is a page"),
            None => assert!(String::from_utf8_lossy(&bytes).lines().count() > 100, "{name}: ten years"),
        }
    }
}
