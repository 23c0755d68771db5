//! The career in the window: a line is disputed with a document while the portal is gone, sent once, answered by an officer,
//! corrected by the employer, and still seen so when the portal is gone again; table and statement are taken away.

use crate::forms::{attach, come_in, count, online, papers};
use crate::stage::Stage;
use crate::steps::{speak, unlock};
use damane_tests::{Officer, Window};

pub async fn a_line_is_disputed_offline_answered_and_corrected(stage: &mut Stage) {
    let language = stage.language;
    // Which of the months that can be opened, what is said of it, and who looks at it.
    let (place, words, officer) = match language {
        "ar" => (13, "الأيام المصرح بها أكثر من أيامي", "l.bennis"),
        _ => (14, "Treize jours, pas davantage", "h.berrada"),
    };
    let window = stage.desktop.open(&stage.long_career).await;
    come_in(&window, &stage.outbox).await;
    speak(&window, language).await;
    take_away(&window, stage).await;
    open_month(&window, place).await;
    window.wait_for_test_id("dispute").await;
    assert_eq!(count(&window, "[data-testid=\"disputed\"]").await, 0, "nothing was said of it yet");
    stage.portal.kill();
    dispute(&window, words, language).await;
    window.close().await;

    let window = stage.desktop.open(&stage.long_career).await;
    unlock(&window).await;
    open_month(&window, place).await;
    window.wait_for_test_id("dispute-waits").await;
    assert_eq!(stage.long_career.files_that_tell(&[words, "feuille.jpg"]), [], "and not in the clear");
    stage.portal.restart();
    window.wait_for_test_id("disputed").await;
    window.wait_gone("[data-testid=\"dispute-waits\"]").await;
    online(&window).await;
    assert_eq!(count(&window, "[data-testid=\"disputed\"]").await, 1, "it was sent once");
    assert!(window.text_of("disputed").await.contains(words), "in one's own words");
    window.wait_for_test_id("disputed-documents").await;
    window.picture(&format!("window-disputed-{language}")).await;

    let desk = Officer::enter(&stage.portal, officer).await;
    let disputed = desk.answer_dispute(words, "employer_asked").await;
    look_again(&window, place).await;
    window.wait_for_test_id("dispute-answer").await;
    assert_eq!(count(&window, "dl.off").await, 0, "what was declared stands until it is corrected");
    let asked = window.text_of("dispute-answer").await;
    stage.portal.correct(&disputed, 13);
    desk.answer_dispute(words, "corrected").await;
    look_again(&window, place).await;
    window.wait_for("dl.off").await;
    assert_ne!(window.text_of("dispute-answer").await, asked, "the answer is another one");
    window.picture(&format!("window-dispute-corrected-{language}")).await;

    stage.portal.kill();
    look_again(&window, place).await;
    window.wait_for_test_id("offline-strip").await;
    assert_eq!(count(&window, "dl.off").await, 1, "kept without network");
    window.close().await;
    stage.portal.restart();
}

/// Says what is wrong, with a document, and sends it: it waits.
async fn dispute(window: &Window<'_>, words: &str, language: &str) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    window.click("dispute").await;
    window.wait_for_test_id("dispute-form").await;
    window.choose("dispute-reason", "wrong_days").await;
    window.type_into("dispute-note", words).await;
    attach(window, &papers(folder.path())[..1]).await;
    window.picture(&format!("window-dispute-{language}")).await;
    window.click("dispute-send").await;
    window.wait_for_test_id("dispute-waits").await;
    window.picture(&format!("window-dispute-waits-{language}")).await;
}

/// One of the months that can be opened, the newest first.
async fn open_month(window: &Window<'_>, place: u32) {
    window.visit("/career").await;
    window.wait_for_test_id("career-years").await;
    let months = "[...document.querySelectorAll('[data-testid=\"career-years\"] button[aria-label]')]";
    window.run(&format!("{months}[{place}].click()")).await;
    window.wait_for("h2.month-title").await;
}

/// Leaves the career and opens the month again.
async fn look_again(window: &Window<'_>, place: u32) {
    window.visit("/more").await;
    open_month(window, place).await;
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
