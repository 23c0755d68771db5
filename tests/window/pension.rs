//! A pension in the window: who is too young is told from when; who is sixty asks with their papers while the portal is
//! gone, once; two officers grant it, the letter opens, the first payment is seen, also when the portal is gone again. Each
//! language has a portal of its own: while a request stands there is no second one.

use crate::forms::{
    arrives_once, attach_the_needed, come_in, come_in_as, count, give_up, go_on, id_in, look_again, path_of,
    take_letter, type_day,
};
use crate::stage::Stage;
use crate::steps::{speak, unlock};
use damane_tests::{DemoPortal, Outbox, Window};

/// Work stopped so long ago, days: after the last declared month, whatever the day.
const STOPPED: i32 = 62;
/// What the law asks for of survivors and of invalid workers.
const OTHER_CONDITIONS: u64 = 17;

pub async fn a_pension_is_asked_for_offline_granted_and_paid(stage: &mut Stage) {
    let language = stage.language;
    who_is_too_young_is_told_from_when(stage).await;
    let mut portal = DemoPortal::start();
    let outbox = Outbox::new(&portal.url());
    let device = stage.device_of(&portal);
    let window = stage.desktop.open(&device).await;
    come_in_as(&window, &outbox, &portal.retired()).await;
    speak(&window, language).await;
    ask(&window, &mut portal, language).await;
    window.close().await;

    let window = stage.desktop.open(&device).await;
    unlock(&window).await;
    window.visit("/pension").await;
    window.wait_for_test_id("pension-waiting").await;
    window.picture(&format!("window-pension-asked-{language}")).await;
    assert_eq!(count(&window, "[data-testid=\"pension-start\"]").await, 0, "it is not asked for twice");
    arrives_once(&window, &device, &mut portal, &format!("window-pension-waiting-{language}")).await;
    window.click("pension-link").await;
    window.wait_for(&status("received")).await;
    let path = path_of(&window).await;
    portal.decide(id_in(&path), &["take"]);
    look_again(&window, &path, &status("in_progress")).await;
    let expected = window.text_of("pension-month").await;
    portal.decide(id_in(&path), &["grant"]);
    look_again(&window, &path, "[data-testid=\"pension-granted\"]").await;
    assert_eq!(window.text_of("pension-month").await, expected, "what the rules give is granted");
    window.click("pension-claim").await;
    take_letter(&window, stage).await;
    portal.pay_due();
    is_paid(&window, &mut portal, &path, language).await;
    window.close().await;
}

/// The conditions are read; a request before the age is told its day, and goes nowhere.
async fn who_is_too_young_is_told_from_when(stage: &Stage) {
    let language = stage.language;
    let window = stage.desktop.open(&stage.long_career).await;
    come_in(&window, &stage.outbox).await;
    speak(&window, language).await;
    window.visit("/pension").await;
    let from = "querySelector('bdi').innerText";
    let day = window.read("pension-not-yet", from).await;
    window.picture(&format!("window-pension-{language}")).await;
    window.click("pension-others").await;
    window.wait_for_test_id("invalidity").await;
    assert_eq!(count(&window, "[data-condition]").await, OTHER_CONDITIONS, "each has its sentence");
    window.picture(&format!("window-pension-others-{language}")).await;
    window.visit("/pension").await;
    check(&window, 0, "too_early").await;
    let told = "querySelector('#obstacle bdi').innerText";
    assert_eq!(window.read("pension-check", told).await, day, "the day is told again");
    window.picture(&format!("window-pension-too-early-{language}")).await;
    window.click("form-next").await;
    window.wait_for("[role=\"alert\"] li").await;
    assert_eq!(count(&window, "[data-step=\"answer\"]").await, 1, "it goes nowhere");
    give_up(&window).await;
    window.close().await;
}

/// From the simulation to what the career gives.
async fn check(window: &Window<'_>, stopped: i32, obstacle: &str) {
    window.click("pension-start").await;
    type_day(window, "stopped", stopped).await;
    go_on(window, "underground").await;
    window.click("underground-no").await;
    go_on(window, "answer").await;
    window.wait_for(&format!("[data-testid=\"pension-check\"][data-obstacle=\"{obstacle}\"]")).await;
}

/// From the simulation to a request that waits: the portal dies before its papers are attached.
async fn ask(window: &Window<'_>, portal: &mut DemoPortal, language: &str) {
    window.visit("/pension").await;
    window.click("pension-show-table").await;
    window.wait_for_test_id("pension-table").await;
    check(window, -STOPPED, "").await;
    window.picture(&format!("window-pension-answer-{language}")).await;
    portal.kill();
    go_on(window, "documents").await;
    window.click("form-next").await;
    window.wait_for("[role=\"alert\"]").await;
    attach_the_needed(window).await;
    window.picture(&format!("window-pension-documents-{language}")).await;
    go_on(window, "promise").await;
    window.click("sworn").await;
    go_on(window, "check").await;
    window.picture(&format!("window-pension-check-{language}")).await;
    window.click("form-next").await;
    window.wait_for("[data-testid=\"sending\"][data-waits=\"true\"]").await;
}

/// The first payment, with and without the portal.
async fn is_paid(window: &Window<'_>, portal: &mut DemoPortal, path: &str, language: &str) {
    look_again(window, path, &status("paid")).await;
    let paid = window.text_of("pension-paid").await;
    window.picture(&format!("window-pension-paid-{language}")).await;
    portal.kill();
    look_again(window, path, "[data-testid=\"as-of\"]").await;
    window.wait_for(&status("paid")).await;
    assert_eq!(window.text_of("pension-paid").await, paid, "still seen without the portal");
    window.picture(&format!("window-pension-kept-{language}")).await;
    window.visit("/").await;
    window.wait_for("[data-testid=\"last-claim\"][data-status=\"paid\"]").await;
}

fn status(word: &str) -> String {
    format!("[data-testid=\"pension-page\"] .chip[data-status=\"{word}\"]")
}
