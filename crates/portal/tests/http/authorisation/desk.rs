//! Officers at the console, and what their office has: a batch, a reset that waits.

use crate::served::{Served, cookies, marked, words};
use damane_services::demo::PASSWORD;
use reqwest::Method;
use serde_json::{Value, json};

/// What the officers' office has.
pub struct Desk {
    /// A batch a colleague made.
    pub batch: String,
    payment: String,
    /// A reset of the owner's account a colleague asked for.
    pub reset: String,
}

impl Desk {
    /// One claim granted by two officers and put into a batch by the second; a reset asked for by the second.
    pub async fn prepare(portal: &Served, officer: &str, colleague: &str, claim: &str, number: &str) -> Self {
        let step = format!("/v1/office/claims/{claim}/step");
        let lines = json!({"step": "propose_lines", "lines": [{"refund": 5_600, "reasons": []}]});
        for (cookie, body) in
            [(officer, json!({"step": "take"})), (officer, lines), (colleague, json!({"step": "approve"}))]
        {
            ask(portal, Method::POST, &step, cookie, &body, 204).await;
        }
        let made =
            ask(portal, Method::POST, "/v1/office/batches", colleague, &json!({"pay_on": today()}), 200)
                .await;
        let batch = made["id"].as_str().expect("something was due").to_owned();
        let path = format!("/v1/office/batches/{batch}");
        let shown = ask(portal, Method::GET, &path, colleague, &Value::Null, 200).await;
        let payment = shown["payments"][0]["id"].as_str().unwrap().to_owned();
        let asked = json!({"registration_number": number, "reason": "table"});
        ask(portal, Method::POST, "/v1/office/resets", colleague, &asked, 204).await;
        let waiting = ask(portal, Method::GET, "/v1/office/resets", colleague, &Value::Null, 200).await;
        let reset = waiting["resets"][0]["request"].as_str().unwrap().to_owned();
        Self { batch, payment, reset }
    }

    /// What is sent with an operation of the console.
    pub fn body(&self, method: &str, path: &str, number: &str) -> Option<Value> {
        let about = |more: Value| {
            let mut body = json!({"registration_number": number, "reason": "table"});
            body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            Some(body)
        };
        match (method, path.strip_prefix("/v1/office/").unwrap_or_default()) {
            ("POST", "claims/{claim}/step") => Some(json!({"step": "take"})),
            ("POST", "disputes/answer") => about(json!({
                "month": "2001-01", "employer_number": "", "reason": "missing_month", "answer": "stands", "seen": ""
            })),
            ("POST", "batches") => Some(json!({"pay_on": today()})),
            ("POST", "batches/{batch}/returns") => {
                Some(json!({"payment": self.payment, "reason": "not_stated"}))
            }
            ("POST", "batches/{batch}/settlement") => Some(json!({"on": today()})),
            ("POST", "people") => about(json!({"purpose": "claim", "note": "a line of the table"})),
            ("POST", "resets") => about(json!({})),
            ("POST", "mobiles") => about(json!({"mobile": "0600000000"})),
            ("POST", "certificates/{certificate}/revocation") => Some(json!({"reason": "facts_wrong"})),
            ("POST" | "PUT", "session" | "enrolment") => Some(json!({"kind": "employment"})),
            _ => None,
        }
    }
}

fn today() -> String {
    chrono::Utc::now().date_naive().to_string()
}

/// Asks as an officer; the answer's JSON.
pub async fn ask(
    portal: &Served,
    method: Method,
    path: &str,
    cookie: &str,
    body: &Value,
    status: u16,
) -> Value {
    let request =
        portal.request(method, path).headers(marked(portal.address.port())).header("cookie", cookie);
    let request = if body.is_null() { request } else { request.json(body) };
    let (found, said) = words(request.send().await.unwrap()).await;
    assert_eq!(found, status, "{path}: {said}");
    said
}

/// What a demonstration officer's authenticator shows now, off the outbox page.
pub async fn code_of(portal: &Served, login: &str) -> String {
    let page = portal.get("/outbox").await.text().await.unwrap();
    let (_, rest) = page.split_once(&format!("data-officer=\"{login}\" data-totp=\"")).expect("it is shown");
    rest.chars().take(6).collect()
}

/// Signs a demonstration officer in: the cookie a browser would send.
pub async fn sign_in_officer(portal: &Served, login: &str) -> String {
    let body = json!({"login": login, "password": PASSWORD, "code": code_of(portal, login).await});
    let request = portal.request(Method::POST, "/v1/office/session").headers(marked(portal.address.port()));
    let answer = request.json(&body).send().await.unwrap();
    assert_eq!(answer.status(), 200, "{login}");
    cookies(&answer)[0].split(';').next().unwrap().to_owned()
}
