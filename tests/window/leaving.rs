//! Leaving: everything is taken along, then the account is closed and the device emptied.

use crate::stage::Stage;
use crate::steps::{Answer, confirm, expect_guide, sign_in, speak};

/// The archive lies where the person put it; the door no longer opens.
pub async fn the_file_is_taken_along_and_the_account_closed(stage: &mut Stage) {
    let (language, person, device) = (stage.language, &stage.person, stage.device());
    let (number, password) = (&person.who.number, person.password);
    let window = stage.desktop.open(&device).await;
    speak(&window, language).await;
    sign_in(&window, number, password, Answer::Sms(&stage.outbox)).await;
    window.visit("/account/export").await;
    window.click_on("button[data-testid=\"export\"]").await;
    confirm(&window, password, Answer::Sms(&stage.outbox)).await;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let archive = folder.path().join("file.zip");
    stage.desktop.save_as(&archive).await;
    window.wait_until("it says where it lies", "return document.body.innerText.includes('file.zip')").await;
    let bytes = std::fs::read(&archive).expect("the archive");
    assert!(bytes.starts_with(b"PK\x03\x04"), "a ZIP");

    window.visit("/account/close").await;
    window.type_into("close-number", number).await;
    window.click("close-submit").await;
    expect_guide(&window, "closed").await;
    window.visit("/").await;
    window.type_into("sign-in-number", number).await;
    window.type_into("sign-in-password", password).await;
    window.click("sign-in-submit").await;
    window.wait_for("[role=\"alert\"]").await;
    window.close().await;
    let vault =
        device.files().into_iter().find(|file| file.ends_with("vault.db") || file.ends_with("lock.json"));
    assert_eq!(vault, None, "the device is empty");
}
