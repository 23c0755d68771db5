//! Certificate journeys: issued once whatever is repeated, seen by their owner alone, checked by anyone.

use damane_tests::{Client, DEMO_PASSWORD, DemoPortal, NAIMA, built};
use serde_json::{Value, json};
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

/// Those of Naïma, who works today, and the departure of somebody who left.
async fn one_of_each(portal: &DemoPortal) -> Vec<Value> {
    let naima = Client::new(&portal.url()).sign_in(NAIMA, DEMO_PASSWORD).await;
    let mut issued = Vec::new();
    for kind in ["employment", "affiliation", "annual_salary", "quarters"] {
        let (status, certificate) = naima.issue_kind(kind, kind).await;
        assert_eq!(status, 200, "{kind}: {certificate}");
        issued.push(certificate);
    }
    let (status, refusal) = naima.issue_kind("deregistration", "not-me").await;
    assert_eq!((status, &refusal["code"]), (409, &json!("not_entitled")), "{refusal}");
    assert_eq!(refusal["reasons"], json!(["still_declared"]), "who works has not left: {refusal}");
    for number in portal.people() {
        let person = Client::new(&portal.url()).sign_in(&number, DEMO_PASSWORD).await;
        let (status, answer) = person.issue_kind("deregistration", "gone").await;
        if status == 200 {
            issued.push(answer);
            return issued;
        }
        let reasons = answer["reasons"].as_array().map(Vec::len);
        assert!(reasons.is_some_and(|reasons| reasons > 0), "a refusal says why: {answer}");
    }
    panic!("nobody among {:?} has left", portal.people());
}

#[tokio::test]
async fn each_of_the_five_kinds_is_found_valid_by_a_stranger_who_reads_what_it_states() {
    let portal = DemoPortal::start();
    for certificate in one_of_each(&portal).await {
        let kind = certificate["kind"].as_str().expect("a kind");
        let answer = judged(&portal, certificate["qr_text"].as_str().expect("a text")).1;
        assert_eq!(answer["verdict"], "valid", "{kind}: {answer}");
        assert_eq!(answer["certificate"]["kind"], kind);
        assert_eq!(answer["certificate"]["reference"], certificate["reference"]);
        for fact in certificate["facts"].as_array().expect("facts") {
            let key = fact["key"].as_str().expect("a key");
            let seen = &answer["certificate"]["facts"];
            let told = ["month", "days", "count", "centimes", "situation"];
            match told.iter().find_map(|name| fact.get(name)) {
                Some(told) => assert_eq!(&seen[key], told, "{kind}: {key}"),
                None => assert_eq!(seen[format!("{key}_number")], fact["number"], "{kind}: {key}"),
            }
        }
    }
}

/// Exports the fund's lists as they are now and checks a text against them.
fn verdict(portal: &DemoPortal, text: &str) -> (Option<i32>, String) {
    let (code, answer) = judged(portal, text);
    (code, answer["verdict"].as_str().unwrap_or_default().to_owned())
}

/// The same with the whole answer.
fn judged(portal: &DemoPortal, text: &str) -> (Option<i32>, Value) {
    let (trust, code) = (portal.data().join("bundle.json"), portal.data().join("code.txt"));
    let mut export = Command::new(built("damane"));
    export.args(["trust", "export", "--data"]).arg(portal.data()).arg("--out").arg(&trust);
    assert!(export.output().expect("damane starts").status.success(), "the lists are exported");
    std::fs::write(&code, text).expect("the text is kept");
    let mut verify = Command::new(built("damane"));
    verify.args(["verify", "--json", "--offline", "--trust"]).arg(&trust).arg(&code);
    let output = verify.output().expect("damane starts");
    let answer: Value = serde_json::from_slice(&output.stdout).expect("it prints one JSON object");
    (output.status.code(), answer)
}
