//! A pension over HTTP: checked, asked for once with its papers, shown to its owner alone, decided at the console.

use crate::authorisation::desk::{ask as officer_asks, sign_in_officer};
use crate::served::{Served, words};
use reqwest::Method;
use serde_json::{Value, json};

async fn ask(portal: &Served, method: Method, path: &str, token: &str, body: &Value) -> (u16, Value) {
    words(portal.ask(method, path, token, body).await).await
}

/// Asks with a key; gives status and JSON.
async fn once(portal: &Served, path: &str, token: &str, key: &str, body: &Value) -> (u16, Value) {
    let request = portal.request(Method::POST, path).bearer_auth(token).header("Idempotency-Key", key);
    words(request.json(body).send().await.unwrap()).await
}

async fn hand_in(portal: &Served, token: &str, kind: &str) -> String {
    let paper: &[u8] = b"%PDF-1.7\n%%EOF\n";
    let begin = json!({"kind": kind, "bytes": paper.len()});
    let (status, begun) = once(portal, "/v1/documents", token, kind, &begin).await;
    assert_eq!(status, 200, "{begun}");
    let document = begun["id"].as_str().unwrap().to_owned();
    let piece = portal.request(Method::PUT, &format!("/v1/documents/{document}/0")).bearer_auth(token);
    assert_eq!(piece.body(paper).send().await.unwrap().status(), 200);
    document
}

/// The demonstration's person who turned sixty and stopped.
fn retired(portal: &Served) -> String {
    let feed = std::fs::read_to_string(portal.data().join("declarations/register-retired.csv")).unwrap();
    feed.lines().nth(1).unwrap().split(',').next().unwrap().to_owned()
}

fn day(months_ago: u32) -> String {
    let today = chrono::Utc::now().date_naive();
    today.checked_sub_months(chrono::Months::new(months_ago)).unwrap().to_string()
}

#[tokio::test]
async fn a_pension_is_checked_asked_for_once_and_granted_by_what_the_rules_count() {
    let portal = Served::start().await;
    let token = portal.sign_in(&retired(&portal)).await;
    let young = portal.sign_in(&portal.people[0].clone()).await;
    // The last full month is three or four months ago, whatever the day.
    let stopped = day(2);
    let path = format!("/v1/pension/check?stopped_on={stopped}&underground=false");
    let (status, found) = ask(&portal, Method::GET, &path, &token, &Value::Null).await;
    assert_eq!(status, 200, "{found}");
    assert_eq!((&found["obstacle"], &found["standing"]), (&Value::Null, &Value::Null), "{found}");
    assert_eq!(found["figures"]["outcome"], "pension");
    assert_eq!((&found["figures"]["days"], &found["figures"]["rate"]), (&json!(3_484), &json!(5_100)));
    assert_eq!(found["papers"], json!(["identity_card", "employer_statement", "life_certificate"]));
    assert_eq!(found["steps"].as_array().unwrap().last().unwrap()["code"], "effect_from");
    let (_, early) = ask(&portal, Method::GET, &path, &young, &Value::Null).await;
    assert_eq!(early["obstacle"], "too_early");
    assert!(early["when"].as_str().unwrap() > stopped.as_str(), "{early}");
    let worked = format!("/v1/pension/check?stopped_on={}&underground=false", day(14));
    let (_, declared) = ask(&portal, Method::GET, &worked, &token, &Value::Null).await;
    assert_eq!(
        (&declared["obstacle"], declared["when"].as_str().unwrap().len()),
        (&json!("still_declared"), 7)
    );
    for wrong in [
        "stopped_on=2026-02-30&underground=false",
        "stopped_on=2999-01-01&underground=false",
        "underground=true",
    ] {
        let path = format!("/v1/pension/check?{wrong}");
        assert_eq!(ask(&portal, Method::GET, &path, &token, &Value::Null).await.0, 422, "{wrong}");
    }

    let requests = "/v1/pension/requests";
    let mut form = json!({"stopped_on": stopped, "underground": false, "sworn": true, "documents": []});
    let (status, refused) = once(&portal, requests, &token, "none", &form).await;
    assert_eq!((status, refused["field"].as_str()), (422, Some("documents")));
    let (status, refused) = once(&portal, requests, &young, "young", &form).await;
    assert_eq!(
        (status, &refused["code"], &refused["when"]),
        (409, &json!("pension_too_early"), &early["when"])
    );
    let mut papers = Vec::new();
    for kind in ["identity_card", "employer_statement", "life_certificate"] {
        papers.push(hand_in(&portal, &token, kind).await);
    }
    form["documents"] = json!(papers);
    let (status, receipt) = once(&portal, requests, &token, "pension", &form).await;
    assert_eq!(status, 200, "{receipt}");
    assert!(receipt["reference"].as_str().unwrap().starts_with("PV-"), "{receipt}");
    assert_eq!(once(&portal, requests, &token, "pension", &form).await, (200, receipt.clone()));
    let (status, again) = once(&portal, requests, &token, "another", &form).await;
    assert_eq!((status, &again["code"]), (409, &json!("pension_asked_before")));

    let id = receipt["id"].as_str().unwrap();
    let request = format!("{requests}/{id}");
    let (status, shown) = ask(&portal, Method::GET, &request, &token, &Value::Null).await;
    assert_eq!((status, &shown["status"], &shown["grant"]), (200, &json!("received"), &Value::Null));
    assert_eq!(shown["filed"], shown["now"]);
    assert_eq!(ask(&portal, Method::GET, &request, &young, &Value::Null).await.0, 404);

    let claim = format!("/v1/office/claims/{id}");
    let step = format!("{claim}/step");
    let (first, second) =
        (sign_in_officer(&portal, "l.bennis").await, sign_in_officer(&portal, "h.berrada").await);
    let seen = officer_asks(&portal, Method::GET, &claim, &first, &Value::Null, 200).await;
    assert_eq!((&seen["pension"]["changed"], &seen["fields"]), (&json!(false), &json!([])));
    let monthly = seen["pension"]["now"]["monthly_amount"].as_i64().unwrap();
    officer_asks(&portal, Method::POST, &step, &first, &json!({"step": "take"}), 204).await;
    let more = json!({"step": "propose", "in_all": monthly + 1});
    let refused = officer_asks(&portal, Method::POST, &step, &first, &more, 422).await;
    assert_eq!(refused["field"], "in_all");
    let right = json!({"step": "propose", "in_all": monthly});
    officer_asks(&portal, Method::POST, &step, &first, &right, 204).await;
    let seen = officer_asks(&portal, Method::GET, &claim, &second, &Value::Null, 200).await;
    assert_eq!(
        (&seen["proposed"], &seen["pension"]["decided"]["granted"]),
        (&json!(monthly), &json!(monthly))
    );
    officer_asks(&portal, Method::POST, &step, &second, &json!({"step": "approve"}), 204).await;
    let (_, shown) = ask(&portal, Method::GET, &request, &token, &Value::Null).await;
    assert_eq!(shown["grant"]["granted"], json!(monthly));
    let (_, told) = ask(&portal, Method::GET, &format!("/v1/claims/{id}"), &token, &Value::Null).await;
    let granted = told["events"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&granted["step"], &granted["monthly"]), (&json!("accepted"), &json!(true)), "{granted}");
    let letter = portal.request(Method::GET, &format!("/v1/claims/{id}/letter")).bearer_auth(&token);
    assert_eq!(letter.send().await.unwrap().status(), 200);
}
