//! The console through its own door: its cookie, its marks, a code that works once, roles.

use crate::authorisation::desk::{ask, code_of, sign_in_officer};
use crate::served::{Served, cookies, marked, words};
use damane_services::demo::PASSWORD;
use damane_storage::{Store, sqlite_url};
use reqwest::Method;
use serde_json::{Value, json};

fn body(code: &str) -> Value {
    json!({"login": "l.bennis", "password": PASSWORD, "code": code})
}

#[tokio::test]
async fn an_officers_cookie_is_their_own_and_no_script_or_other_site_gets_it() {
    let portal = Served::start().await;
    let code = code_of(&portal, "l.bennis").await;
    let request = portal.request(Method::POST, "/v1/office/session").headers(marked(portal.address.port()));
    let answer = request.json(&body(&code)).send().await.unwrap();
    let set = cookies(&answer);
    assert_eq!(set.len(), 1, "{set:?}");
    assert!(set[0].starts_with("__Host-damane-office="), "{set:?}");
    for word in ["Path=/", "Secure", "HttpOnly", "SameSite=Strict"] {
        assert!(set[0].contains(word), "{set:?}");
    }
    assert!(!set[0].contains("Max-Age"), "it ends with the browser");
    let (_, said) = words(answer).await;
    assert_eq!((&said["name"], &said["office_code"]), (&json!("L. Bennis"), &json!("demo-01")));
    let again = portal.request(Method::POST, "/v1/office/session").headers(marked(portal.address.port()));
    let (status, said) = words(again.json(&body(&code)).send().await.unwrap()).await;
    assert_eq!((status, &said["code"]), (401, &json!("sign_in_refused")), "a code works once");
}

#[tokio::test]
async fn another_sites_page_changes_nothing_with_an_officers_cookie() {
    let portal = Served::start().await;
    let cookie = sign_in_officer(&portal, "h.berrada").await;
    let request = portal.request(Method::POST, "/v1/office/batches").header("cookie", &cookie);
    let forged = request.header("origin", "https://elsewhere.example").json(&json!({"pay_on": "2030-01-01"}));
    let (status, said) = words(forged.send().await.unwrap()).await;
    assert_eq!((status, &said["code"]), (403, &json!("forbidden_origin")), "{said}");
}

#[tokio::test]
async fn a_role_that_is_missing_is_said_and_a_session_that_was_ended_stays_ended() {
    let portal = Served::start().await;
    let cookie = sign_in_officer(&portal, "l.bennis").await;
    let said = ask(&portal, Method::GET, "/v1/office/batches", &cookie, &Value::Null, 403).await;
    assert_eq!(said["code"], "role_missing");
    ask(&portal, Method::GET, "/v1/office/queue?tab=to_do", &cookie, &Value::Null, 200).await;
    let bad = ask(&portal, Method::GET, "/v1/office/queue?tab=everything", &cookie, &Value::Null, 422).await;
    assert_eq!(bad["field"], "query");
    ask(&portal, Method::DELETE, "/v1/office/session", &cookie, &Value::Null, 204).await;
    ask(&portal, Method::GET, "/v1/office/queue?tab=to_do", &cookie, &Value::Null, 401).await;
}

#[tokio::test]
async fn a_sign_out_that_did_not_happen_is_not_answered_as_if_it_had() {
    let portal = Served::start().await;
    let cookie = sign_in_officer(&portal, "l.bennis").await;
    let store = Store::open(&sqlite_url(&portal.data().join("damane.db")).unwrap()).await.unwrap();
    let rename = async |from: &str, to: &str| {
        let mut tx = store.begin().await.unwrap();
        let text = format!("ALTER TABLE {from} RENAME TO {to}");
        sqlx::query(sqlx::AssertSqlSafe(text)).execute(&mut *tx).await.unwrap();
        tx.commit().await.unwrap();
    };
    rename("officer_sessions", "out_of_reach").await;
    let said = ask(&portal, Method::DELETE, "/v1/office/session", &cookie, &Value::Null, 500).await;
    assert_eq!(said["code"], "internal");
    rename("out_of_reach", "officer_sessions").await;
    ask(&portal, Method::GET, "/v1/office/session", &cookie, &Value::Null, 200).await;
    ask(&portal, Method::DELETE, "/v1/office/session", &cookie, &Value::Null, 204).await;
    ask(&portal, Method::DELETE, "/v1/office/session", &cookie, &Value::Null, 204).await;
}

#[tokio::test]
async fn the_console_may_frame_what_it_fetched_and_no_other_page_may_frame_anything() {
    let portal = Served::start().await;
    for (path, frames) in [("/office", true), ("/claims", false), ("/", false)] {
        let answer = portal.request(Method::GET, path).header("accept", "text/html").send().await.unwrap();
        let policy = answer.headers().get("content-security-policy").unwrap().to_str().unwrap().to_owned();
        assert_eq!(policy.contains("frame-src blob:"), frames, "{path}: {policy}");
        assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
    }
}
