//! Care abroad in the window: it goes nowhere without its two papers, and goes with them.

use crate::forms::{attach, come_in, count, go_on, one_visit, papers, that_is_all};
use crate::stage::Stage;
use crate::steps::speak;
use damane_tests::Window;

pub async fn care_abroad_is_refused_without_its_two_papers_and_goes_with_them(stage: &mut Stage) {
    let language = stage.language;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let [agreement, translation, invoice] = papers(folder.path());
    let window = stage.desktop.open(&stage.long_career).await;
    come_in(&window, &stage.outbox).await;
    speak(&window, language).await;
    answer(&window, language).await;

    // A paper that is none of the three is taken away again.
    attach(&window, std::slice::from_ref(&agreement)).await;
    window.click_on("[data-testid=\"documents\"] li button").await;
    window.wait_gone("[data-testid=\"documents\"] li").await;
    attach(&window, &[invoice]).await;
    window.choose("document-kind", "invoice").await;
    window.click("form-next").await;
    window.wait_for("[role=\"alert\"] li").await;
    assert_eq!(count(&window, "[role=\"alert\"] li").await, 2, "both papers are named");
    assert_eq!(count(&window, "[data-step=\"documents\"]").await, 1, "it goes nowhere without them");
    window.picture(&format!("window-abroad-refused-{language}")).await;

    attach(&window, &[agreement, translation]).await;
    go_on(&window, "account").await;
    go_on(&window, "check").await;
    window.wait_for_test_id("estimate").await;
    window.picture(&format!("window-abroad-check-{language}")).await;
    window.click("form-next").await;
    window.wait_for_test_id("receipt").await;
    window.click("see-claim").await;
    window.wait_for_test_id("claim-documents").await;
    assert_eq!(count(&window, "[data-testid=\"claim-documents\"] li").await, 3, "all three arrived");
    let line = window.read("amounts", "querySelector('tbody tr').innerText").await;
    assert!(line.contains("325,50"), "30 € at 10,85: {line}");
    window.picture(&format!("window-abroad-{language}")).await;
    window.close().await;
}

/// Answers the questions up to the documents.
async fn answer(window: &Window<'_>, language: &str) {
    window.visit("/reimbursements").await;
    window.click("who-spouse").await;
    window.type_into("name", if language == "ar" { "كريم العلوي" } else { "Karim Alaoui" }).await;
    go_on(window, "where").await;
    window.click("where-abroad").await;
    window.choose("country", "FR").await;
    assert_eq!(window.read("currency", "value").await, "EUR", "the country's currency is proposed");
    window.type_into("rate", "10,85").await;
    window.wait_for_test_id("two-papers").await;
    window.picture(&format!("window-abroad-where-{language}")).await;
    one_visit(window, "30").await;
    let converted = window.text_of("converted").await;
    assert!(converted.contains("325,50"), "the rate is shown at work: {converted}");
    that_is_all(window).await;
}
