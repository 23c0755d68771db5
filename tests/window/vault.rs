//! The safe and the system's keyring: what can become of a keyring, each with its screen, and the way out of it.

use crate::stage::Stage;
use crate::steps::{Answer, sign_in, speak, unlock};
use damane_tests::{Device, Keyring, Window};

/// What happens to a keyring.
type Trouble = fn(&Keyring);

/// Tries to unlock, and again: the same screen each time, nothing in the clear.
async fn is_shut(window: &Window<'_>, device: &Device, state: &str, number: &str, language: &str) {
    window.click("unlock").await;
    let screen = format!("[data-testid=\"shut\"][data-state=\"{state}\"]");
    window.wait_for(&screen).await;
    window.picture(&format!("window-{}-{language}", state.replace('_', "-"))).await;
    if window.run("return document.querySelector('[data-testid=\"shut-again\"]') !== null").await == true {
        window.click("shut-again").await;
        // This attempt must be over before what ails the keyring is.
        window.wait_for("[data-testid=\"shut-again\"]:not([aria-disabled=\"true\"])").await;
        window.wait_for(&screen).await;
    }
    assert_eq!(device.files_that_tell(&[number]), [], "{state}: nothing in the clear");
    let vault = device.files().into_iter().find(|file| file.ends_with("vault.db")).expect("the safe");
    let bytes = std::fs::read(vault).expect("its file");
    assert!(!bytes.starts_with(b"SQLite format 3"), "{state}: the safe's file is noise");
}

/// Locked, gone, swapped: it comes back and opens. Emptied: signing in starts afresh.
pub async fn a_keyring_locked_gone_swapped_or_emptied_has_its_screen_each(stage: &mut Stage) {
    let (language, number) = (stage.language, &stage.person.who.number);
    let (device, keyring) = (stage.device(), &stage.desktop.keyring);
    let window = stage.desktop.open(&device).await;
    speak(&window, language).await;
    sign_in(&window, number, stage.person.password, Answer::Sms(&stage.outbox)).await;
    window.close().await;

    let troubles: [(&str, Trouble); 3] = [
        ("key_store_locked", |keyring| keyring.lock()),
        ("key_store_missing", |keyring| keyring.go_away()),
        ("key_store_swapped", |keyring| keyring.be_swapped()),
    ];
    for (state, happen) in troubles {
        let window = stage.desktop.open(&device).await;
        window.wait_for_test_id("lock-screen").await;
        happen(keyring);
        is_shut(&window, &device, state, number, language).await;
        keyring.come_back();
        window.click("shut-again").await;
        window.wait_for_test_id("home").await;
        window.close().await;
    }

    let window = stage.desktop.open(&device).await;
    window.wait_for_test_id("lock-screen").await;
    keyring.empty();
    is_shut(&window, &device, "key_lost", number, language).await;
    window.click("shut-restart").await;
    sign_in(&window, number, stage.person.password, Answer::Sms(&stage.outbox)).await;
    window.close().await;
    let window = stage.desktop.open(&device).await;
    unlock(&window).await;
    window.close().await;
}
