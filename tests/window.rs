//! The app's real window: WebKitGTK on a real display, a real gnome-keyring, a real portal that dies.

use damane_tests::{Client, DEMO_PASSWORD, DemoPortal, Desktop, NAIMA, Window, built};
use std::path::Path;

fn files_below(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { found.extend(files_below(&path)) } else { found.push(path) }
    }
    found
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

#[tokio::test]
async fn a_certificate_outlives_the_portal_and_a_restart_of_the_app() {
    let mut portal = DemoPortal::start();
    let data = tempfile::tempdir().expect("a temporary folder");
    let desktop = Desktop::start(&[
        ("DAMANE_FUND_PROFILE", portal.data().join("app/fund.toml").display().to_string()),
        ("DAMANE_APP_DATA", data.path().display().to_string()),
    ])
    .await;
    let app = built("damane-app");

    let window = desktop.open(&app).await;
    sign_in(&window, &portal).await;
    window.picture("window-home").await;
    let tab = window.wait_for("a[href$=\"/certificates\"]").await;
    window.click_element(&tab).await;
    window.click("ask-certificate").await;
    window.click("issue-employment").await;
    let reference = window.text_of("certificate-reference").await;
    assert!(reference.contains("EM-"), "a certificate of employment: {reference}");
    window.close().await;

    portal.kill();

    let window = desktop.open(&app).await;
    window.wait_for_test_id("lock-screen").await;
    window.picture("window-lock").await;
    window.click("unlock").await;
    window.wait_for_test_id("home").await;
    window.wait_for_test_id("offline-strip").await;
    let tab = window.wait_for("a[href$=\"/certificates\"]").await;
    window.click_element(&tab).await;
    window.click("certificate-card").await;
    assert_eq!(window.text_of("certificate-reference").await, reference, "the same certificate, offline");
    window.click("show-qr").await;
    window.wait_for_test_id("qr-code").await;
    window.picture("window-qr").await;
    let text = window.run("return document.querySelector('[data-testid=\"qr-code\"]').dataset.text").await;
    let text = text.as_str().expect("the code's text").to_owned();
    assert!(text.starts_with("https://damane.example/#9"), "{text}");
    window.close().await;

    let window = desktop.open(&app).await;
    window.wait_for_test_id("lock-screen").await;
    let check = window.wait_for("[data-testid=\"lock-screen\"] a[href$=\"/check\"]").await;
    window.click_element(&check).await;
    window.type_into("check-text", &text).await;
    window.click("check-submit").await;
    window.wait_for_test_id("verdict").await;
    let verdict =
        window.run("return document.querySelector('[data-testid=\"verdict\"]').dataset.verdict").await;
    assert_eq!(verdict, "valid", "checked offline, by anyone, without unlocking");
    window.picture("window-verdict").await;
    window.close().await;

    for file in files_below(data.path()) {
        let bytes = std::fs::read(&file).unwrap_or_default();
        for known in ["EL OUARDI", "نعيمة", NAIMA, "ATELIER ZERHOUN", &reference] {
            let found = bytes.windows(known.len()).any(|window| window == known.as_bytes());
            assert!(!found, "{known:?} stands in the clear in {}", file.display());
        }
    }
}
