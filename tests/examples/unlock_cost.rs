//! How long an app that is being unlocked takes to its first screen: in the real window, from the press of the button
//! (so the key store's answer is part of it) to the frame after Home is there, and to the first words out of the safe.
//!
//! Prints a line of JSON a figure. `DAMANE_ROUNDS` sets another number of rounds. Needs what the window's journey needs.

#![expect(clippy::print_stdout, reason = "a measurement, run by hand or by the bench")]

use damane_tests::{Client, DEMO_PASSWORD, DemoPortal, Desktop, Device, NAIMA, Window, built};
use serde_json::json;

const ROUNDS: usize = 7;
/// The most issue 3 allows, milliseconds.
const LIMIT: f64 = 300.0;

/// Locks the safe and loads the page anew, as a start does.
const LOCK: &str = "
window.__TAURI_INTERNALS__.invoke('lock').then(() => location.replace('/'));
return true;";

/// Presses the button and notes when an element of each test id was there and a frame had been painted with it.
const WATCH: &str = "
const wanted = ['home', 'employment'];
window.seen = {};
const started = performance.now();
const look = () => {
    for (const id of wanted) {
        if (window.seen[id] !== undefined || !document.querySelector(`[data-testid=\"${id}\"]`)) continue;
        window.seen[id] = 0;
        requestAnimationFrame(() => setTimeout(() => { window.seen[id] = performance.now() - started; }));
    }
};
new MutationObserver(look).observe(document, { subtree: true, childList: true });
document.querySelector('[data-testid=\"unlock\"]').click();
look();
return true;";

#[tokio::main]
async fn main() {
    let rounds = std::env::var("DAMANE_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(ROUNDS);
    let portal = DemoPortal::start();
    let desktop = Desktop::start().await;
    let device = Device::new(&built("damane-app"), &portal.data().join("app/fund.toml"));
    let window = desktop.open(&device).await;
    sign_in(&window, &portal).await;
    window.wait_for_test_id("employment").await;
    let (mut home, mut words) = (Vec::new(), Vec::new());
    for round in 0..=rounds {
        window.run(LOCK).await;
        window.wait_for_test_id("unlock").await;
        window.run(WATCH).await;
        window.wait_for_test_id("employment").await;
        if round > 0 {
            home.push(seen(&window, "home").await);
            words.push(seen(&window, "employment").await);
        }
    }
    window.close().await;
    print_figure("unlocking, to the first screen", home, rounds);
    print_figure("unlocking, to the first words out of the safe", words, rounds);
}

/// Milliseconds, once the frame was painted.
async fn seen(window: &Window<'_>, id: &str) -> f64 {
    loop {
        let time = window.run(&format!("return window.seen['{id}'] ?? 0")).await;
        if let Some(time) = time.as_f64().filter(|time| *time > 0.0) {
            return time;
        }
    }
}

fn print_figure(what: &str, mut times: Vec<f64>, rounds: usize) {
    times.sort_by(f64::total_cmp);
    let median = times.get(times.len() / 2).copied().unwrap_or(f64::NAN);
    let note = format!(
        "from the press of the button, the key store's answer included, to the painted frame; real window on Xvfb, \
         a real gnome-keyring, page loaded anew each time, median of {rounds}"
    );
    let figure = json!({
        "figure": what, "ours": median, "ours_name": "app", "peer": LIMIT, "peer_name": "limit",
        "unit": "ms", "ratio": median / LIMIT, "note": note,
    });
    println!("{figure}");
}

async fn sign_in(window: &Window<'_>, portal: &DemoPortal) {
    window.type_into("sign-in-number", NAIMA).await;
    window.type_into("sign-in-password", DEMO_PASSWORD).await;
    window.click("sign-in-submit").await;
    window.wait_for_test_id("code-input").await;
    let code = Client::new(&portal.url()).latest_code().await;
    window.type_into("code-input", &code).await;
    window.click("code-submit").await;
    window.wait_for_test_id("home").await;
}
