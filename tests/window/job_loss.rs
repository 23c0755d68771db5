//! A lost job in the window: checked, declared while the portal is gone, sent once, granted by two officers, confirmed three
//! months running and paid, still seen when the portal is gone again, ended by new work. Each language has a portal of its
//! own, whose clock the journey moves; the app and its window go by the machine's.

use crate::forms::{
    arrives_once, attach_the_needed, come_in, give_up, go_on, id_in, look_again, online, path_of, type_day,
};
use crate::stage::Stage;
use crate::steps::{speak, unlock};
use damane_tests::{DemoPortal, Outbox, Window};

/// The contract ended so long ago, days: its first month has passed when it is granted.
const ENDED: i32 = 35;
/// When each month is confirmed: days the portal's clock was moved by then, the month's number.
const MONTHS: [(u32, u64); 3] = [(0, 1), (29, 2), (60, 3)];

pub async fn a_lost_job_is_declared_offline_confirmed_and_paid_for_three_months(stage: &mut Stage) {
    let language = stage.language;
    let mut portal = DemoPortal::with_a_clock();
    let outbox = Outbox::new(&portal.url());
    let device = stage.device_of(&portal);
    let window = stage.desktop.open(&device).await;
    come_in(&window, &outbox).await;
    speak(&window, language).await;
    a_resignation_is_given_up(&window).await;
    declare(&window, &mut portal, language).await;
    window.close().await;

    let window = stage.desktop.open(&device).await;
    unlock(&window).await;
    arrives_once(&window, &device, &mut portal, &format!("window-loss-waiting-{language}")).await;
    window.click("loss-months-link").await;
    window.wait_for(&status("received")).await;
    let path = path_of(&window).await;
    let claim = id_in(&path);
    portal.decide(claim, &["take"]);
    look_again(&window, &path, &status("in_progress")).await;
    portal.decide(claim, &["grant"]);
    for (days, month) in MONTHS {
        portal.move_clock(days);
        confirm(&window, &path, month, language).await;
        portal.pay_due();
        look_again(&window, &path, &nth_month(month, "sent")).await;
        let states = states(&window).await;
        let paid = states.iter().take_while(|state| *state == "sent").count();
        assert_eq!(u64::try_from(paid), Ok(month), "each month is paid, and no other: {states:?}");
        assert_eq!(states[paid], "ahead", "{states:?}");
    }
    end(&window, &mut portal, &path, language).await;
    window.close().await;
}

/// Who resigned is told why nothing is due, and throws the form away.
async fn a_resignation_is_given_up(window: &Window<'_>) {
    check(window, "resignation").await;
    assert_eq!(window.read("job-loss-answer", "dataset.due").await, "false");
    give_up(window).await;
}

/// From the first question to the fund's answer.
async fn check(window: &Window<'_>, reason: &str) {
    window.visit("/job-loss").await;
    type_day(window, "ended", -ENDED).await;
    go_on(window, "reason").await;
    window.click(&format!("reason-{reason}")).await;
    go_on(window, "answer").await;
    window.wait_for_test_id("job-loss-answer").await;
}

/// From the answer to a declaration that waits: the portal dies before its papers are attached.
async fn declare(window: &Window<'_>, portal: &mut DemoPortal, language: &str) {
    check(window, "economic").await;
    assert_eq!(window.read("job-loss-answer", "dataset.due").await, "true");
    window.picture(&format!("window-loss-answer-{language}")).await;
    go_on(window, "employer").await;
    assert_ne!(window.read("employer", "value").await, "", "the last employer is proposed");
    portal.kill();
    go_on(window, "documents").await;
    window.click("form-next").await;
    window.wait_for("[role=\"alert\"]").await;
    attach_the_needed(window).await;
    go_on(window, "promises").await;
    window.click("sworn").await;
    window.click("will_report").await;
    go_on(window, "check").await;
    window.picture(&format!("window-loss-check-{language}")).await;
    window.click("form-next").await;
    window.wait_for("[data-testid=\"sending\"][data-waits=\"true\"]").await;
}

/// The month that ended is confirmed.
async fn confirm(window: &Window<'_>, path: &str, month: u64, language: &str) {
    look_again(window, path, &format!("[data-testid=\"confirm\"][data-month=\"{month}\"]")).await;
    if month == 2 {
        window.picture(&format!("window-loss-month-{language}")).await;
    }
    window.click("confirm-month").await;
    window.wait_for(&nth_month(month, "confirmed")).await;
    window.wait_gone("[data-testid=\"confirm\"]").await;
}

/// Three months paid, with and without the portal; then new work, and nothing more is paid.
async fn end(window: &Window<'_>, portal: &mut DemoPortal, path: &str, language: &str) {
    look_again(window, path, &status("paid")).await;
    window.picture(&format!("window-loss-paid-{language}")).await;
    portal.kill();
    look_again(window, path, "[data-testid=\"as-of\"]").await;
    let kept = states(window).await;
    assert_eq!(kept[..4], ["sent", "sent", "sent", "ahead"], "still seen without the portal");
    window.wait_for(&status("paid")).await;
    window.picture(&format!("window-loss-kept-{language}")).await;

    portal.restart();
    look_again(window, path, &nth_month(3, "sent")).await;
    window.wait_gone("[data-testid=\"as-of\"]").await;
    online(window).await;
    window.click("report-work").await;
    // The portal's today.
    type_day(window, "work", 60).await;
    window.click("report-send").await;
    // Read back first: it ends the benefit.
    window.click("report-confirm").await;
    window.wait_for_test_id("work-reported").await;
    let states = states(window).await;
    assert!(states.len() > 3 && states[3..].iter().all(|state| state == "ended"), "{states:?}");
    window.picture(&format!("window-loss-work-{language}")).await;
}

fn status(word: &str) -> String {
    format!("[data-testid=\"job-loss-page\"] .chip[data-status=\"{word}\"]")
}

fn nth_month(month: u64, state: &str) -> String {
    format!("[data-testid=\"loss-months\"] li:nth-child({month})[data-state=\"{state}\"]")
}

async fn states(window: &Window<'_>) -> Vec<String> {
    let script = "return [...document.querySelectorAll('[data-testid=\"loss-months\"] li')].map((li) => li.dataset.state)";
    let states = window.run(script).await;
    states.as_array().expect("a list").iter().filter_map(|state| state.as_str().map(str::to_owned)).collect()
}
