//! The reference page's answer: little for who has a reference, and the same nothing for who guesses.

use crate::served::{NAIMA, Served, words};
use serde_json::Value;
use std::collections::BTreeSet;

#[tokio::test]
async fn a_reference_tells_verdict_kind_dates_and_initials_and_not_a_field_more() {
    let portal = Served::start().await;
    let token = portal.sign_in(NAIMA).await;
    let (_, issued) = portal.issue(&token, "one").await;
    let id = issued["id"].as_str().unwrap();
    let (status, seen) = words(portal.get(&format!("/v1/references/{id}")).await).await;
    assert_eq!(
        (status, seen["verdict"].as_str(), seen["kind"].as_str()),
        (200, Some("valid"), Some("employment"))
    );
    let told: BTreeSet<&str> = seen.as_object().unwrap().keys().map(String::as_str).collect();
    let allowed = ["verdict", "kind", "issued_on", "valid_until", "name_latin", "name_arabic", "as_of"];
    assert_eq!(told, BTreeSet::from(allowed));
    let text = seen.to_string();
    for private in
        [NAIMA, "ATELIER", issued["name_latin"].as_str().unwrap(), issued["name_arabic"].as_str().unwrap()]
    {
        assert!(!text.contains(private), "{text}");
    }
}

#[tokio::test]
async fn every_reference_the_fund_did_not_give_has_the_same_answer() {
    let portal = Served::start().await;
    let token = portal.sign_in(NAIMA).await;
    let (_, issued) = portal.issue(&token, "one").await;
    let quoted = issued["reference"].as_str().unwrap();
    let mut answers = BTreeSet::new();
    for guess in ["00000000000000000000000000000000", "ffffffffffffffffffffffffffffffff", quoted, NAIMA, "x"]
    {
        let (status, mut answer) = words(portal.get(&format!("/v1/references/{guess}")).await).await;
        assert_eq!(status, 200, "{guess}");
        answer["as_of"] = Value::Null;
        answers.insert(answer.to_string());
    }
    assert_eq!(answers, BTreeSet::from([r#"{"as_of":null,"verdict":"unknown"}"#.to_owned()]));
}
