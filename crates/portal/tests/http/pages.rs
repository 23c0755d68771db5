//! Pages: the user interface, the web verifier, the outbox, and what each may load.

use crate::served::{Served, words};
use reqwest::Method;
use serde_json::json;

const VERIFIER: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'";

#[tokio::test]
async fn every_address_of_the_interface_gives_its_page_and_a_missing_file_does_not() {
    let portal = Served::start().await;
    for path in ["/", "/career", "/certificates/0123", "/sign-in?x=1"] {
        let page =
            portal.request(Method::GET, path).header("accept", "text/html,*/*;q=0.8").send().await.unwrap();
        assert_eq!(page.status(), 200, "{path}: was the user interface built (cargo xtask run)?");
        assert_eq!(page.headers()["content-type"], "text/html; charset=utf-8");
        assert_eq!(page.headers()["cache-control"], "no-cache");
        let policy = page.headers()["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'; script-src 'self'"), "{policy}");
        let scripts = policy.split(';').find(|part| part.trim().starts_with("script-src ")).unwrap();
        assert!(!scripts.contains("unsafe"), "{policy}");
    }
    for path in ["/v1/nothing", "/_app/nothing.js", "/api/nothing", "/nothing.png"] {
        let accept = if path.ends_with("png") { "image/*" } else { "text/html" };
        let answer = portal.request(Method::GET, path).header("accept", accept).send().await.unwrap();
        assert_eq!(words(answer).await, (404, json!({"code": "not_found"})), "{path}");
    }
}

#[tokio::test]
async fn every_answer_tells_the_browser_what_it_may() {
    let portal = Served::start().await;
    for path in ["/", "/v1/fund", "/v1/me", "/outbox", "/verify", "/healthz"] {
        let answer = portal.get(path).await;
        let header =
            |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or("");
        assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header("referrer-policy"), "no-referrer", "{path}");
        assert!(header("permissions-policy").contains("camera=(self)"), "{path}");
        assert!(header("content-security-policy").starts_with("default-src 'none'"), "{path}");
        assert!(header("content-security-policy").contains("frame-ancestors 'none'"), "{path}");
        assert!(!header("cache-control").is_empty(), "{path}");
        assert_eq!(header("strict-transport-security"), "", "plain http on this machine");
    }
}

#[tokio::test]
async fn the_verifier_is_a_page_of_its_own_and_the_root_of_the_verification_host() {
    let portal = Served::start().await;
    let page = portal.get("/verify").await;
    assert_eq!(page.status(), 200, "was the web verifier built (cargo xtask run)?");
    let policy = page.headers()["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with(VERIFIER), "{policy}");
    let page = page.text().await.unwrap();
    let at_host = portal.request(Method::GET, "/").header("host", "damane.example").send().await.unwrap();
    assert!(at_host.headers()["content-security-policy"].to_str().unwrap().starts_with(VERIFIER));
    assert_eq!(at_host.text().await.unwrap(), page);
}

#[tokio::test]
async fn the_outbox_is_there_in_a_demonstration_alone() {
    let demonstration = Served::start().await;
    assert_eq!(demonstration.get("/outbox").await.status(), 200);
    let real = Served::with(damane_portal::Placement::default(), |profile| {
        profile.demonstration = false;
        profile.portal_url = "https://fund.example".to_owned();
    })
    .await;
    let answer = real.get("/outbox").await;
    assert_eq!(answer.headers()["strict-transport-security"], "max-age=63072000");
    assert_eq!(words(answer).await, (404, json!({"code": "not_found"})));
    let named = real.request(Method::GET, "/metrics").header("host", "fund.example").send().await.unwrap();
    assert_eq!(named.status(), 404, "figures are for this machine");
}

#[tokio::test]
async fn a_large_answer_is_packed_for_whom_reads_it() {
    let portal = Served::start().await;
    let document = portal.request(Method::GET, "/api/openapi.json").header("accept-encoding", "gzip");
    let document = document.send().await.unwrap();
    assert_eq!(document.headers()["content-encoding"], "gzip");
}
