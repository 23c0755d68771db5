//! Certificate journeys: issued once whatever is repeated, seen by their owner alone, checked by anyone.

use damane_tests::{Client, DEMO_PASSWORD, DemoPortal, NAIMA, built};
use serde_json::Value;
use std::process::Command;

#[tokio::test]
async fn a_request_sent_five_times_issues_one_certificate() {
    let portal = DemoPortal::start();
    let person = Client::new(&portal.url()).sign_in(NAIMA, DEMO_PASSWORD).await;
    let (one, two, three, four, five) = tokio::join!(
        person.issue("again-1"),
        person.issue("again-1"),
        person.issue("again-1"),
        person.issue("again-1"),
        person.issue("again-1")
    );
    for answer in [&one, &two, &three, &four, &five] {
        assert_eq!(answer.0, 200, "{}", answer.1);
        assert_eq!(answer.1["id"], one.1["id"], "each answer is about the same certificate");
    }
    let list = person.get_json("/v1/certificates").await;
    assert_eq!(list["certificates"].as_array().map(Vec::len), Some(1), "{list}");
}

#[tokio::test]
async fn another_persons_certificate_is_not_there() {
    let portal = DemoPortal::start();
    let naima = Client::new(&portal.url()).sign_in(NAIMA, DEMO_PASSWORD).await;
    let (_, certificate) = naima.issue("mine-1").await;
    let id = certificate["id"].as_str().expect("it has an id");
    let other = portal.someone_else();
    let other = Client::new(&portal.url()).sign_in(&other, DEMO_PASSWORD).await;
    for path in [format!("/v1/certificates/{id}"), format!("/v1/certificates/{id}/pdf")] {
        assert_eq!(other.get(&path).await.0, 404, "{path}");
        assert_eq!(Client::new(&portal.url()).get(&path).await.0, 401, "{path} without a session");
    }
}

#[tokio::test]
async fn a_revoked_certificate_is_revoked_for_everybody_who_checks() {
    let portal = DemoPortal::start();
    let person = Client::new(&portal.url()).sign_in(NAIMA, DEMO_PASSWORD).await;
    let (_, certificate) = person.issue("revoked-1").await;
    let (id, text) =
        (certificate["id"].as_str().expect("an id"), certificate["qr_text"].as_str().expect("a text"));
    assert_eq!(verdict(&portal, text), (Some(0), "valid".to_owned()));

    let mut revoke = Command::new(built("damane"));
    revoke.args(["certificates", "revoke", id, "--reason", "issued_in_error", "--data"]).arg(portal.data());
    let output = revoke.output().expect("damane starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(verdict(&portal, text), (Some(1), "revoked".to_owned()));
    let list = person.get_json("/v1/certificates").await;
    assert_eq!(list["certificates"][0]["state"], "revoked", "and its owner sees it: {list}");
}

/// Exports the fund's lists as they are now and checks a text against them.
fn verdict(portal: &DemoPortal, text: &str) -> (Option<i32>, String) {
    let (trust, code) = (portal.data().join("bundle.json"), portal.data().join("code.txt"));
    let mut export = Command::new(built("damane"));
    export.args(["trust", "export", "--data"]).arg(portal.data()).arg("--out").arg(&trust);
    assert!(export.output().expect("damane starts").status.success(), "the lists are exported");
    std::fs::write(&code, text).expect("the text is kept");
    let mut verify = Command::new(built("damane"));
    verify.args(["verify", "--json", "--offline", "--trust"]).arg(&trust).arg(&code);
    let output = verify.output().expect("damane starts");
    let answer: Value = serde_json::from_slice(&output.stdout).expect("it prints one JSON object");
    (output.status.code(), answer["verdict"].as_str().unwrap_or_default().to_owned())
}
