//! Account journeys through the portal's HTTP door: signing in on a new device, and what is refused.

use damane_tests::{Client, DEMO_PASSWORD, DemoPortal, NAIMA};
use serde_json::json;

fn sign_in(number: &str, password: &str, device: &str) -> serde_json::Value {
    json!({
        "registration_number": number, "password": password, "client": "app",
        "device_id": device, "device_name": "journey",
    })
}

const DEVICE: &str = "0123456789abcdef0123456789abcdef";

#[tokio::test]
async fn a_code_works_once_and_only_for_its_request() {
    let portal = DemoPortal::start();
    let client = Client::new(&portal.url());
    let (status, first) = client.post("/v1/session", &sign_in(NAIMA, DEMO_PASSWORD, DEVICE)).await;
    assert_eq!((status, first["state"].as_str()), (200, Some("code_needed")), "{first}");
    let code = client.latest_code().await;

    let elsewhere = json!({"challenge_id": "f".repeat(32), "code": code});
    let (status, answer) = client.post("/v1/session/code", &elsewhere).await;
    assert_eq!((status, answer["code"].as_str()), (401, Some("code_refused")), "{answer}");

    let here = json!({"challenge_id": first["challenge_id"], "code": code});
    let (status, answer) = client.post("/v1/session/code", &here).await;
    assert_eq!((status, answer["state"].as_str()), (200, Some("signed_in")), "{answer}");
    let (status, answer) = client.post("/v1/session/code", &here).await;
    assert_eq!((status, answer["code"].as_str()), (401, Some("code_refused")), "a second time: {answer}");
}

#[tokio::test]
async fn five_wrong_codes_close_the_request_even_to_the_right_one() {
    let portal = DemoPortal::start();
    let client = Client::new(&portal.url());
    let (_, first) = client.post("/v1/session", &sign_in(NAIMA, DEMO_PASSWORD, DEVICE)).await;
    let code = client.latest_code().await;
    let wrong = if code == "00000000" { "00000001" } else { "00000000" };
    for _ in 0..5 {
        let guess = json!({"challenge_id": first["challenge_id"], "code": wrong});
        let (status, answer) = client.post("/v1/session/code", &guess).await;
        assert_eq!((status, answer["code"].as_str()), (401, Some("code_refused")), "{answer}");
    }
    let right = json!({"challenge_id": first["challenge_id"], "code": code});
    let (status, answer) = client.post("/v1/session/code", &right).await;
    assert_eq!((status, answer["code"].as_str()), (401, Some("code_refused")), "{answer}");
}

#[tokio::test]
async fn a_number_nobody_has_and_a_wrong_password_get_the_same_answer() {
    let portal = DemoPortal::start();
    let client = Client::new(&portal.url());
    let known = client.post("/v1/session", &sign_in(NAIMA, "not-the-password-1", DEVICE)).await;
    let unknown = client.post("/v1/session", &sign_in("199999999", "not-the-password-1", DEVICE)).await;
    assert_eq!(known, unknown, "nothing tells them apart");
    assert_eq!((known.0, known.1["code"].as_str()), (401, Some("sign_in_refused")));
}

#[tokio::test]
async fn a_known_device_needs_no_code_also_after_the_portal_was_killed() {
    let mut portal = DemoPortal::start();
    let client = Client::new(&portal.url());
    let (_, first) = client.post("/v1/session", &sign_in(NAIMA, DEMO_PASSWORD, DEVICE)).await;
    let code = client.latest_code().await;
    client.post("/v1/session/code", &json!({"challenge_id": first["challenge_id"], "code": code})).await;
    portal.kill();
    portal.restart();
    // The old client still holds a connection to the portal that died.
    let client = Client::new(&portal.url());
    let (status, again) = client.post("/v1/session", &sign_in(NAIMA, DEMO_PASSWORD, DEVICE)).await;
    assert_eq!((status, again["state"].as_str()), (200, Some("signed_in")), "{again}");
    let other = "fedcba9876543210fedcba9876543210";
    let (status, again) = client.post("/v1/session", &sign_in(NAIMA, DEMO_PASSWORD, other)).await;
    assert_eq!((status, again["state"].as_str()), (200, Some("code_needed")), "{again}");
}
