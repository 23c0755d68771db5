//! The career in the window: a line is disputed in one's own words, stays so when the portal is gone, is answered by an
//! officer; table and statement are taken away.

use crate::forms::{come_in, count, online};
use crate::stage::Stage;
use crate::steps::speak;
use damane_tests::{Officer, Window};

pub async fn a_line_is_disputed_kept_offline_and_answered_in_arabic(stage: &mut Stage) {
    let mistake = Mistake {
        place: 13, words: "الأجر المصرح به أقل من أجري", officer: "l.bennis"
    };
    a_line_is_disputed(stage, "ar", &mistake).await;
}

pub async fn a_line_is_disputed_kept_offline_and_answered_in_french(stage: &mut Stage) {
    let mistake = Mistake { place: 14, words: "Le salaire déclaré est trop bas", officer: "h.berrada" };
    a_line_is_disputed(stage, "fr", &mistake).await;
}

/// What is wrong, and who looks at it.
struct Mistake {
    /// Of the months that can be opened, which.
    place: u32,
    words: &'static str,
    officer: &'static str,
}

async fn a_line_is_disputed(stage: &mut Stage, language: &str, mistake: &Mistake) {
    let Mistake { place, words, officer } = *mistake;
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
    assert_eq!(stage.long_career.files_that_tell(&[words]), [], "and not in the clear");
    stage.portal.restart();
    Officer::enter(&stage.portal, officer).await.answer_dispute(words, "employer_asked").await;
    window.visit("/more").await;
    window.visit("/career").await;
    online(&window).await;
    open_month(&window, place).await;
    window.wait_for_test_id("dispute-answer").await;
    window.picture(&format!("window-dispute-answered-{language}")).await;
    window.close().await;
}

/// One of the months that can be opened, the newest first.
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
