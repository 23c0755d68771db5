//! Signing in as a browser does: cookies, no token in the answer, and nothing for a forged request.

use crate::served::{NAIMA, Served, cookies, marked, words};
use damane_services::demo::PASSWORD;
use reqwest::Method;
use serde_json::{Value, json};

fn browser_words() -> Value {
    json!({"registration_number": NAIMA, "password": PASSWORD, "client": "browser"})
}

/// The first half of each cookie: name and value.
fn sent_back(cookies: &[String]) -> String {
    cookies.iter().filter_map(|cookie| cookie.split(';').next()).collect::<Vec<_>>().join("; ")
}

#[tokio::test]
async fn a_browser_carries_its_session_in_a_cookie_no_script_reads_and_its_device_is_known_again() {
    let portal = Served::start().await;
    let ours = marked(portal.address.port());
    let post = |path: &str, body: &Value| portal.request(Method::POST, path).headers(ours.clone()).json(body);
    let (_, first) = words(post("/v1/session", &browser_words()).send().await.unwrap()).await;
    assert_eq!(first["state"], "code_needed", "{first}");
    let code = json!({"challenge_id": first["challenge_id"], "code": portal.latest_code().await});
    let answer = post("/v1/session/code", &code).send().await.unwrap();
    let set = cookies(&answer);
    let (status, second) = words(answer).await;
    assert_eq!((status, second["state"].as_str()), (200, Some("signed_in")), "{second}");
    assert!(second.get("token").is_none(), "no script of the page sees the token");
    assert_eq!(set.len(), 2, "session and device: {set:?}");
    for cookie in &set {
        for wanted in ["__Host-damane", "; Path=/", "; Secure", "; HttpOnly", "; SameSite=Strict"] {
            assert!(cookie.contains(wanted), "{wanted} in {cookie}");
        }
        assert!(!cookie.contains("Domain"), "{cookie}");
    }
    let cookie = sent_back(&set);
    let me = portal.request(Method::GET, "/v1/me").header("cookie", &cookie).send().await.unwrap();
    assert_eq!(me.headers()["cache-control"], "no-store");
    let (status, me) = words(me).await;
    assert_eq!((status, me["registration_number"].as_str()), (200, Some(NAIMA)), "{me}");

    let out = portal.request(Method::DELETE, "/v1/session").headers(ours.clone()).header("cookie", &cookie);
    let out = out.send().await.unwrap();
    assert_eq!(out.status(), 204);
    assert!(cookies(&out).iter().any(|cookie| cookie.contains("Max-Age=0")), "the browser forgets it");
    let gone = portal.request(Method::GET, "/v1/me").header("cookie", &cookie).send().await.unwrap();
    assert_eq!(words(gone).await.1["code"], "session_ended");
    let again = post("/v1/session", &browser_words()).header("cookie", &cookie).send().await.unwrap();
    assert_eq!(words(again).await.1["state"], "signed_in", "the device is known: no code");
}

#[tokio::test]
async fn a_change_asked_for_by_another_sites_page_is_refused_with_and_without_cookie() {
    let portal = Served::start().await;
    let own = format!("http://localhost:{}", portal.address.port());
    let forged: [&[(&str, &str)]; 4] = [
        &[("origin", "https://evil.example"), ("x-damane", "1")],
        &[("origin", &own)],
        &[("sec-fetch-site", "cross-site"), ("x-damane", "1"), ("origin", &own)],
        &[("cookie", "__Host-damane=x")],
    ];
    for headers in forged {
        let mut request = portal.request(Method::POST, "/v1/session").json(&browser_words());
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (status, answer) = words(request.send().await.unwrap()).await;
        assert_eq!((status, answer["code"].as_str()), (403, Some("forbidden_origin")), "{headers:?}");
    }
}

#[tokio::test]
async fn passwords_tried_one_after_another_have_to_wait() {
    let portal = Served::start().await;
    let wrong = json!({"registration_number": NAIMA, "password": "not-the-password-1", "client": "app"});
    let mut slowed = None;
    for _ in 0..8 {
        let answer = portal.request(Method::POST, "/v1/session").json(&wrong).send().await.unwrap();
        if answer.status() == 429 {
            slowed = Some(answer);
            break;
        }
        assert_eq!(words(answer).await, (401, json!({"code": "sign_in_refused"})));
    }
    let slowed = slowed.expect("eight wrong passwords in a row are not all taken");
    let wait: u32 = slowed.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    let (_, answer) = words(slowed).await;
    assert_eq!(
        (answer["code"].as_str(), answer["retry_after"].as_u64()),
        (Some("too_many_tries"), Some(wait.into()))
    );
    assert!(wait > 0);
    let metrics = portal.get("/metrics").await.text().await.unwrap();
    assert!(!metrics.contains("damane_sign_in_failures_total 0"), "{metrics}");
    assert!(!metrics.contains(NAIMA), "nobody's number stands in the figures");
}

#[tokio::test]
async fn a_field_that_cannot_be_right_is_named() {
    let portal = Served::start().await;
    let long = "x".repeat(129);
    for (field, body) in [
        ("registration_number", json!({"registration_number": "12", "password": PASSWORD, "client": "app"})),
        ("password", json!({"registration_number": NAIMA, "password": long, "client": "app"})),
        (
            "device_id",
            json!({"registration_number": NAIMA, "password": PASSWORD, "client": "app", "device_id": "me"}),
        ),
        ("body", json!({"registration_number": NAIMA})),
    ] {
        let answer = portal.request(Method::POST, "/v1/session").json(&body).send().await.unwrap();
        assert_eq!(words(answer).await, (422, json!({"code": "invalid_input", "field": field})), "{field}");
    }
}
