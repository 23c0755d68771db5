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

#[tokio::test]
async fn a_folder_is_checked_by_anyone_without_an_account() {
    let portal = DemoPortal::start();
    let person = Client::new(&portal.url()).sign_in(NAIMA, DEMO_PASSWORD).await;
    let (_, certificate) = person.issue("folder-1").await;
    let id = certificate["id"].as_str().expect("an id");
    let (status, pdf) = person.get(&format!("/v1/certificates/{id}/pdf")).await;
    assert_eq!(status, 200);
    let (data, folder) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let text = certificate["qr_text"].as_str().expect("a text");
    let mut changed = pdf.clone();
    let middle = changed.len() / 2;
    changed[middle] ^= 1;
    let files: [(&str, &[u8]); 4] = [
        ("genuine.pdf", &pdf),
        ("changed.pdf", &changed),
        ("code.txt", text.as_bytes()),
        ("note.txt", b"https://elsewhere.example/"),
    ];
    for (name, bytes) in files {
        std::fs::write(folder.path().join(name), bytes).expect("a file");
    }
    let desktop = Desktop::start(&[
        ("DAMANE_FUND_PROFILE", portal.data().join("app/fund.toml").display().to_string()),
        ("DAMANE_APP_DATA", data.path().display().to_string()),
        ("DAMANE_TEST_FOLDER", folder.path().display().to_string()),
    ])
    .await;
    let window = desktop.open(&built("damane-app")).await;
    let check = window.wait_for("a[href$=\"/check\"]").await;
    window.click_element(&check).await;
    window.click("folder-choose").await;
    window.wait_for_test_id("folder-result").await;
    let counts = window
        .run(
            "return [...document.querySelectorAll('[data-testid=\"folder-result\"] [data-verdict]')]\
             .map((item) => item.dataset.verdict + item.dataset.count).sort().join(' ')",
        )
        .await;
    assert_eq!(counts, "not_a_certificate1 not_genuine1 valid2");
    window.run("document.querySelector('[data-testid=\"folder\"]').scrollIntoView(); return 0").await;
    window.picture("window-folder").await;
    window.close().await;
    for file in files_below(data.path()) {
        let bytes = std::fs::read(&file).unwrap_or_default();
        for known in ["EL OUARDI", "نعيمة", NAIMA] {
            let found = bytes.windows(known.len()).any(|window| window == known.as_bytes());
            assert!(!found, "{known:?} of a stranger stays in {}", file.display());
        }
    }
}
