//! A certificate in the window: shared, saved, opened, checked, and still there when the portal is not.

use crate::stage::Stage;
use crate::steps::{Answer, sign_in, speak, unlock};
use damane_tests::{DEMO_PASSWORD, NAIMA, Window};

/// Pages that take much longer to check than to stop.
const MANY: u32 = 2_000;

async fn verdict(window: &Window<'_>) -> String {
    window.read("verdict", "dataset.verdict").await
}

async fn check_text(window: &Window<'_>, text: &str) -> String {
    window.type_into("check-text", text).await;
    window.click("check-submit").await;
    verdict(window).await
}

/// Its page goes where the person wants it, and to the system's reader; page, picture and text of it are valid.
pub async fn a_certificate_is_shared_saved_opened_and_checked(stage: &mut Stage) {
    let device = &stage.long_career;
    let window = stage.desktop.open(device).await;
    speak(&window, "fr").await;
    // The fund's name comes from `fund`, which is asked before a page can be watched.
    let door = window.run("return document.body.innerText").await;
    assert!(door.as_str().is_some_and(|text| text.contains("Fonds social de démonstration")), "{door}");
    sign_in(&window, NAIMA, DEMO_PASSWORD, Answer::Sms(&stage.outbox)).await;
    window.picture("window-home").await;
    window.visit("/pension").await;
    window.wait_for_test_id("pension-thresholds").await;
    window.visit("/certificates").await;
    window.click("ask-certificate").await;
    window.click("issue-employment").await;
    let reference = window.text_of("certificate-reference").await;
    assert!(reference.contains("EM-"), "a certificate of employment: {reference}");

    window.click("act-open").await;
    let page = stage.desktop.page_in_the_reader().await;
    assert!(std::fs::read(&page).expect("the page").starts_with(b"%PDF-"), "{}", page.display());
    window.click("act-share").await;
    window
        .wait_until("it says what was done", "return document.querySelector('.said')?.innerText !== ''")
        .await;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let saved = folder.path().join("page.pdf");
    window.click("act-save").await;
    stage.desktop.save_as(&saved).await;
    window.click("show-qr").await;
    window.wait_for_test_id("qr-code").await;
    let picture = folder.path().join("code.png");
    std::fs::write(&picture, window.photograph().await).expect("the picture is kept");
    window.picture("window-qr").await;

    for (file, name) in [(&saved, "window-pdf"), (&picture, "window-picture")] {
        window.visit("/check").await;
        window.choose_file("check-file", file).await;
        assert_eq!(verdict(&window).await, "valid", "{}", file.display());
        window.picture(name).await;
        window.go_back().await;
    }
    window.visit("/check").await;
    for file in [&saved, &picture] {
        std::fs::copy(file, device.shelf().join(file.file_name().expect("a name"))).expect("a copy");
    }
    stop_a_check(&window, device.shelf()).await;
    check_folder(&window, stage, device.shelf()).await;
    window.close().await;
}

/// A check of far too many pages is stopped: what was checked until then is told.
async fn stop_a_check(window: &Window<'_>, folder: &std::path::Path) {
    let copies: Vec<_> = (0..MANY).map(|at| folder.join(format!("copy-{at}.pdf"))).collect();
    for copy in &copies {
        std::fs::hard_link(folder.join("page.pdf"), copy).expect("a copy");
    }
    window.click("folder-choose").await;
    window.wait_until("it gets on", "return document.querySelector('progress')?.value > 0").await;
    window.click("folder-stop").await;
    window.wait_for_test_id("folder-result").await;
    let counted = "return [...document.querySelectorAll('[data-testid=\"folder-result\"] [data-count]')].reduce((sum, one) => sum + Number(one.dataset.count), 0)";
    let checked = window.run(counted).await.as_u64().expect("a number");
    assert!((1..u64::from(MANY)).contains(&checked), "it stopped on the way: {checked} of {MANY}");
    for copy in &copies {
        std::fs::remove_file(copy).expect("it goes again");
    }
}

/// The folder with page and picture at once; the report lies where the person put it.
async fn check_folder(window: &Window<'_>, stage: &Stage, folder: &std::path::Path) {
    // A copy of a page without its end, so that there is something to doubt.
    let whole = std::fs::read(folder.join("page.pdf")).expect("the page");
    std::fs::write(folder.join("cut.pdf"), &whole[..whole.len() / 2]).expect("half a page");
    window.click("folder-choose").await;
    window.wait_for("[data-testid=\"folder-result\"] [data-verdict=\"valid\"]").await;
    window.picture("window-folder").await;
    let elsewhere = tempfile::tempdir().expect("a temporary folder");
    let report = elsewhere.path().join("report.csv");
    window.click("folder-save").await;
    stage.desktop.save_as(&report).await;
    let report = std::fs::read_to_string(&report).expect("the report");
    assert!(report.contains("page.pdf") && report.contains("cut.pdf"), "{report}");
}

/// Offline after a restart, for its person and, unlocked by nobody, for whoever checks it.
pub async fn it_outlives_the_portal_and_a_restart_of_the_app(stage: &mut Stage) {
    stage.portal.kill();
    let stranger = stage.device();
    let device = &stage.long_career;
    let window = stage.desktop.open(device).await;
    window.picture("window-lock").await;
    unlock(&window).await;
    window.wait_for_test_id("offline-strip").await;
    window.visit("/certificates").await;
    window.click("certificate-card").await;
    let reference = window.text_of("certificate-reference").await;
    let path = window.run("return location.pathname").await.as_str().expect("a path").to_owned();
    window.click("show-qr").await;
    let text = window.read("qr-code", "dataset.text").await;
    assert!(text.starts_with("https://damane.example/#9"), "{text}");
    window.close().await;

    let window = stage.desktop.open(device).await;
    window.wait_for_test_id("lock-screen").await;
    window.click_on("[data-testid=\"lock-screen\"] a[href$=\"/check\"]").await;
    assert_eq!(check_text(&window, &text).await, "valid", "checked offline, by anyone, without unlocking");
    window.picture("window-verdict").await;
    window.visit(&path).await;
    window.click("unlock").await;
    assert_eq!(window.text_of("certificate-reference").await, reference, "opened by its address");
    window.close().await;
    let known = ["EL OUARDI", "نعيمة", NAIMA, "ATELIER ZERHOUN", &reference];
    assert_eq!(device.files_that_tell(&known), [], "nothing in the clear");

    // A device that never heard from the fund does not guess; once it has heard, it knows.
    let window = stage.desktop.open(&stranger).await;
    window.visit("/check").await;
    assert_ne!(check_text(&window, &text).await, "valid");
    stage.portal.restart();
    window.click("check-again").await;
    let valid = "return document.querySelector('[data-testid=\"verdict\"]')?.dataset.verdict === 'valid'";
    window.wait_until("with the fund's lists it is valid", valid).await;
    window.close().await;
}
