//! Job loss over HTTP: checked, declared once with its papers, shown to its owner alone, confirmed only once granted.

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

#[tokio::test]
async fn a_loss_is_checked_declared_once_and_confirmed_only_once_granted() {
    let portal = Served::start().await;
    let token = portal.sign_in(&portal.people[0].clone()).await;
    let other = portal.sign_in(&portal.people[1].clone()).await;
    let yesterday = chrono::Utc::now().date_naive().pred_opt().unwrap().to_string();

    let path = format!("/v1/job-loss?ended_on={yesterday}&reason=dismissal");
    let (status, found) = ask(&portal, Method::GET, &path, &token, &Value::Null).await;
    assert_eq!(status, 200, "{found}");
    assert_eq!(found["days_left"], 59);
    assert_eq!(found["papers"], json!(["identity_card", "employer_statement", "labour_inspector_record"]));
    assert!(!found["steps"].as_array().unwrap().is_empty());
    for wrong in
        ["ended_on=2026-02-30&reason=dismissal", "ended_on=2026-02-01&reason=tired", "reason=dismissal"]
    {
        let path = format!("/v1/job-loss?{wrong}");
        assert_eq!(ask(&portal, Method::GET, &path, &token, &Value::Null).await.0, 422, "{wrong}");
    }

    let mut form = json!({"ended_on": yesterday, "reason": "dismissal", "employer": "ATELIER ZERHOUN SARL",
        "sworn": true, "will_report_work": true, "documents": []});
    let (status, refused) = once(&portal, "/v1/job-loss", &token, "none", &form).await;
    assert_eq!((status, refused["field"].as_str()), (422, Some("documents")));
    let mut papers = Vec::new();
    for kind in ["identity_card", "employer_statement", "labour_inspector_record"] {
        papers.push(hand_in(&portal, &token, kind).await);
    }
    form["documents"] = json!(papers);
    let (status, receipt) = once(&portal, "/v1/job-loss", &token, "loss", &form).await;
    assert_eq!(status, 200, "{receipt}");
    assert!(receipt["reference"].as_str().unwrap().starts_with("PE-"), "{receipt}");
    assert_eq!(once(&portal, "/v1/job-loss", &token, "loss", &form).await, (200, receipt.clone()));

    let claim = format!("/v1/job-loss/{}", receipt["id"].as_str().unwrap());
    let (status, shown) = ask(&portal, Method::GET, &claim, &token, &Value::Null).await;
    assert_eq!((status, &shown["status"], &shown["benefit"]), (200, &json!("received"), &Value::Null));
    assert_eq!(ask(&portal, Method::GET, &claim, &other, &Value::Null).await.0, 404);
    let months = format!("{claim}/months");
    assert_eq!(once(&portal, &months, &token, "m1", &json!({"month": 1})).await.0, 409);
    let work = format!("{claim}/work");
    assert_eq!(once(&portal, &work, &token, "w1", &json!({"from": "soon"})).await.0, 422);
    assert_eq!(once(&portal, &work, &token, "w2", &json!({"from": yesterday})).await.0, 409);
}
