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

/// Hands in a claim of care as this person: its id.
async fn claim_of(portal: &Served, token: &str) -> String {
    let line = json!({"act": "gp_visit", "label": "", "on": day_of(-1), "paid": 15_000, "quantity": 1,
        "public_hospital": false});
    let paper: &[u8] = b"%PDF-1.7\n%%EOF\n";
    let begin = json!({"kind": "care_form", "bytes": paper.len()});
    let begun = portal.request(Method::POST, "/v1/documents").bearer_auth(token).json(&begin);
    let (_, begun) = words(begun.send().await.unwrap()).await;
    let piece = format!("/v1/documents/{}/0", begun["id"].as_str().unwrap());
    let piece = portal.request(Method::PUT, &piece).bearer_auth(token).body(paper);
    assert_eq!(piece.send().await.unwrap().status(), 200);
    let form = json!({"beneficiary": "myself", "continuous": false, "long_term": false, "papers": [],
        "lines": [line], "documents": [begun["id"]]});
    let asked = portal.request(Method::POST, "/v1/reimbursements").bearer_auth(token);
    let (status, receipt) =
        words(asked.header("Idempotency-Key", "k").json(&form).send().await.unwrap()).await;
    assert_eq!(status, 200, "{receipt}");
    receipt["id"].as_str().unwrap().to_owned()
}

fn day_of(days: i64) -> String {
    (chrono::Utc::now() + chrono::Duration::days(days)).date_naive().to_string()
}

#[tokio::test]
async fn a_claim_whose_documents_did_not_come_is_shown_as_overdue_and_refused_once_its_day_has_passed() {
    let portal = Served::start().await;
    let token = portal.sign_in(&portal.people[0].clone()).await;
    let id = claim_of(&portal, &token).await;
    let cookie = sign_in_officer(&portal, "l.bennis").await;
    let claim = format!("/v1/office/claims/{id}");
    let step = format!("{claim}/step");
    ask(&portal, Method::POST, &step, &cookie, &json!({"step": "take"}), 204).await;
    let wanted = json!({"step": "ask_documents", "wanted": ["invoice"]});
    ask(&portal, Method::POST, &step, &cookie, &wanted, 204).await;
    let refuse = json!({"step": "refuse", "reasons": ["no_reply"]});
    let waiting = ask(&portal, Method::GET, &claim, &cookie, &Value::Null, 200).await;
    let until = day_of(30);
    assert_eq!(
        (&waiting["overdue"], &waiting["claim"]["summary"]["reply_by"]),
        (&json!(false), &json!(until))
    );
    ask(&portal, Method::POST, &step, &cookie, &refuse, 409).await;

    // Thirty-one days pass at once: the day that was given is yesterday.
    let store = Store::open(&sqlite_url(&portal.data().join("damane.db")).unwrap()).await.unwrap();
    let mut tx = store.begin().await.unwrap();
    let moved = sqlx::query("UPDATE claims SET standing = REPLACE(standing, $1, $2)");
    let moved = moved.bind(&until).bind(day_of(-1)).execute(&mut *tx).await.unwrap();
    assert_eq!(moved.rows_affected(), 1);
    tx.commit().await.unwrap();
    let queue = "/v1/office/queue?tab=waiting";
    let page = ask(&portal, Method::GET, queue, &cookie, &Value::Null, 200).await;
    assert_eq!(page["entries"][0]["overdue"], true, "{page}");
    let late = ask(&portal, Method::GET, &claim, &cookie, &Value::Null, 200).await;
    assert_eq!((&late["overdue"], &late["mine"]), (&json!(true), &json!(true)));
    ask(&portal, Method::POST, &step, &cookie, &refuse, 204).await;
    let shown = portal.request(Method::GET, &format!("/v1/claims/{id}")).bearer_auth(&token);
    let (_, told) = words(shown.send().await.unwrap()).await;
    assert_eq!(told["events"].as_array().unwrap().last().unwrap()["reasons"], json!(["no_reply"]));
    let letter = portal.request(Method::GET, &format!("/v1/claims/{id}/letter")).bearer_auth(&token);
    assert_eq!(letter.send().await.unwrap().status(), 200);
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
