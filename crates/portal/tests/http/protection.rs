//! What protects an account, asked for over HTTP: nothing sensitive without a confirmation, and all of it in the journal.

use crate::served::{NAIMA, Served, cookies, marked, words};
use damane_services::demo::PASSWORD;
use reqwest::Method;
use serde_json::{Value, json};

/// Every operation that takes a confirmation, with words it would take.
fn sensitive() -> Vec<(Method, &'static str, Value)> {
    let id = "0".repeat(32);
    vec![
        (Method::POST, "/v1/me/authenticator", Value::Null),
        (Method::PUT, "/v1/me/authenticator", json!({"code": "000000"})),
        (Method::DELETE, "/v1/me/authenticator", Value::Null),
        (Method::POST, "/v1/me/recovery-codes", Value::Null),
        (Method::POST, "/v1/me/password", json!({"password": "short"})),
        (Method::POST, "/v1/me/passkeys/start", Value::Null),
        (Method::POST, "/v1/me/passkeys", json!({"ceremony_id": id, "credential": "{}", "name": "x"})),
        (Method::DELETE, "/v1/me/passkeys/00000000000000000000000000000000", Value::Null),
        (Method::POST, "/v1/me/details", json!({"detail": "rib", "value": "1"})),
        (Method::POST, "/v1/me/export", Value::Null),
        (Method::DELETE, "/v1/me", json!({"registration_number": "199999999"})),
    ]
}

#[tokio::test]
async fn nothing_sensitive_is_done_without_a_confirmation_and_another_sessions_does_not_count() {
    let portal = Served::start().await;
    let token = portal.sign_in(NAIMA).await;
    let first = json!({"registration_number": NAIMA, "password": PASSWORD, "client": "app", "device_id": crate::served::DEVICE});
    let (_, other) =
        words(portal.request(Method::POST, "/v1/session").json(&first).send().await.unwrap()).await;
    portal.confirm(other["token"].as_str().unwrap()).await;
    for (method, path, body) in sensitive() {
        let answer = words(portal.ask(method.clone(), path, &token, &body).await).await;
        assert_eq!(answer, (403, json!({"code": "confirmation_needed"})), "{method} {path}");
    }
    portal.confirm(&token).await;
    for (method, path, body) in sensitive() {
        let status = portal.ask(method.clone(), path, &token, &body).await.status();
        assert_ne!(status, 403, "{method} {path}");
        assert!(!status.is_server_error(), "{method} {path}");
    }
}

#[tokio::test]
async fn every_operation_below_me_that_changes_something_takes_a_confirmation_or_is_named_here() {
    let without = [
        ("post", "/v1/me/confirmation"),
        ("post", "/v1/me/confirmation/code"),
        // Begun by one that was confirmed, and bound to its session.
        ("post", "/v1/me/details/code"),
        // To stop a change must be easy.
        ("delete", "/v1/me/details/{detail}"),
    ];
    let document = serde_json::to_value(damane_portal::openapi()).unwrap();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for method in operations.as_object().unwrap().keys().filter(|method| *method != "get") {
            let is_named = without.contains(&(method.as_str(), path.as_str()));
            if !path.starts_with("/v1/me") || path.starts_with("/v1/me/devices") || is_named {
                continue;
            }
            let told = path.replace("{id}", &"0".repeat(32));
            let known = sensitive()
                .iter()
                .any(|(known, at, _)| known.as_str().to_lowercase() == *method && *at == told);
            assert!(known, "{method} {path} is in no list of this file");
        }
    }
}

#[tokio::test]
async fn a_printed_code_opens_a_new_device_and_the_journal_shows_all_of_it() {
    let portal = Served::start().await;
    let token = portal.sign_in(NAIMA).await;
    portal.confirm(&token).await;
    let sheet = words(portal.ask(Method::POST, "/v1/me/recovery-codes", &token, &Value::Null).await).await.1;
    assert_eq!(sheet["codes"].as_array().map(Vec::len), Some(10));
    let first = json!({"registration_number": NAIMA, "password": PASSWORD, "client": "app", "device_id": "f".repeat(32)});
    let (_, step) =
        words(portal.request(Method::POST, "/v1/session").json(&first).send().await.unwrap()).await;
    assert_eq!(step["factors"], json!(["sms", "recovery_code"]), "{step}");
    let body =
        json!({"challenge_id": step["challenge_id"], "code": sheet["codes"][0], "factor": "recovery_code"});
    let (status, opened) =
        words(portal.request(Method::POST, "/v1/session/code").json(&body).send().await.unwrap()).await;
    assert_eq!((status, opened["state"].as_str()), (200, Some("signed_in")), "{opened}");
    let security = words(portal.ask(Method::GET, "/v1/me/security", &token, &Value::Null).await).await.1;
    assert_eq!(security["recovery_codes_left"], 9);

    let body = json!({"detail": "rib", "value": "007640001100000000123446"});
    let (status, refused) = words(portal.ask(Method::POST, "/v1/me/details", &token, &body).await).await;
    assert_eq!((status, refused["field"].as_str()), (422, Some("value")), "{refused}");
    let rib = damane_domain::ids::Rib::from_account("0117800000999999999999").unwrap();
    let body = json!({"detail": "rib", "value": rib.as_str()});
    let (status, step) = words(portal.ask(Method::POST, "/v1/me/details", &token, &body).await).await;
    assert_eq!((status, step["state"].as_str()), (200, Some("pending")), "{step}");
    let details = words(portal.ask(Method::GET, "/v1/me/details", &token, &Value::Null).await).await.1;
    assert_eq!(details["pending"][0]["masked_value"].as_str(), Some(rib.masked().as_str()));
    assert!(!details.to_string().contains(rib.as_str()), "no view shows the whole of it");
    let withdrawn = portal.ask(Method::DELETE, "/v1/me/details/rib", &token, &Value::Null).await;
    assert_eq!(withdrawn.status(), 204);

    let journal = words(portal.ask(Method::GET, "/v1/me/journal", &token, &Value::Null).await).await.1;
    let actions: Vec<_> =
        journal["entries"].as_array().unwrap().iter().filter_map(|entry| entry["action"].as_str()).collect();
    for action in [
        "journal_read",
        "detail_change_withdrawn",
        "detail_change_asked",
        "signed_in",
        "device_trusted",
        "recovery_codes_made",
    ] {
        assert!(actions.contains(&action), "{action}: {actions:?}");
    }
    assert_eq!(actions[0], "journal_read", "newest first");
    let wrong = portal.ask(Method::GET, "/v1/me/journal?before=x", &token, &Value::Null).await;
    assert_eq!(words(wrong).await, (422, json!({"code": "invalid_input", "field": "before"})));
}

#[tokio::test]
async fn a_code_by_sms_is_sent_for_a_step_and_for_nothing_else() {
    let portal = Served::start().await;
    let first = json!({"registration_number": NAIMA, "password": PASSWORD, "client": "app", "device_id": "e".repeat(32)});
    let (_, step) =
        words(portal.request(Method::POST, "/v1/session").json(&first).send().await.unwrap()).await;
    let ask = async |id: &Value| {
        let body = json!({"challenge_id": id});
        portal.request(Method::POST, "/v1/session/code/sms").json(&body).send().await.unwrap()
    };
    assert_eq!(ask(&step["challenge_id"]).await.status(), 204);
    assert_eq!(words(ask(&json!("0".repeat(32))).await).await, (401, json!({"code": "code_refused"})));
    let body = json!({"challenge_id": step["challenge_id"], "code": portal.latest_code().await});
    let opened = portal.request(Method::POST, "/v1/session/code").json(&body).send().await.unwrap();
    assert_eq!(words(opened).await.1["state"], "signed_in");
}

#[tokio::test]
async fn a_file_is_taken_away_whole_and_an_account_is_closed_for_good() {
    let portal = Served::start().await;
    let ours = marked(portal.address.port());
    let token = portal.sign_in(NAIMA).await;
    portal.issue(&token, "export").await;
    portal.confirm(&token).await;
    let export = portal.ask(Method::POST, "/v1/me/export", &token, &Value::Null).await;
    assert_eq!(
        (export.status().as_u16(), export.headers()["content-type"].to_str().unwrap()),
        (200, "application/zip")
    );
    assert!(export.headers()["content-disposition"].to_str().unwrap().starts_with("attachment"));
    assert_eq!(export.headers()["cache-control"], "no-store");
    let bytes = export.bytes().await.unwrap();
    assert!(bytes.starts_with(b"PK\x03\x04") && bytes.len() > 10_000, "{} bytes", bytes.len());

    let body = json!({"registration_number": "190 000 010"});
    let closed = portal.ask(Method::DELETE, "/v1/me", &token, &body).await;
    assert_eq!(closed.status(), 204);
    assert!(
        cookies(&closed).iter().any(|cookie| cookie.contains("Max-Age=0")),
        "a browser forgets its session"
    );
    let after = portal.ask(Method::GET, "/v1/me", &token, &Value::Null).await;
    assert_eq!(words(after).await, (401, json!({"code": "session_ended"})));
    let again = json!({"registration_number": NAIMA, "password": PASSWORD, "client": "browser"});
    let again = portal.request(Method::POST, "/v1/session").headers(ours).json(&again).send().await.unwrap();
    assert_eq!(words(again).await, (401, json!({"code": "sign_in_refused"})));
}
