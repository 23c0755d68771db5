//! What a stranger may take: bytes, time, places.

use crate::served::{Served, words};
use damane_portal::{Patience, Placement};
use reqwest::Method;
use serde_json::json;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

async fn impatient() -> Served {
    let short = Duration::from_millis(300);
    let default = Placement::default();
    let patience = Patience { head: short, body: short, ..default.patience };
    Served::with(Placement { patience, ..default }, |_| {}).await
}

/// Sends bytes, then nothing more; gives what comes back until the other end closes.
async fn answer_to(portal: &Served, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(portal.address).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    let mut answer = Vec::new();
    let read = tokio::time::timeout(Duration::from_secs(10), stream.read_to_end(&mut answer)).await;
    read.expect("the portal closes the connection").unwrap_or_default();
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused_whether_its_length_is_told_or_not() {
    let portal = Served::start().await;
    let large = "x".repeat(64 * 1024 + 1);
    let told = portal.request(Method::POST, "/v1/session").body(large.clone()).send().await.unwrap();
    assert_eq!(words(told).await, (413, json!({"code": "too_large"})));
    let head = "POST /v1/session HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
    let chunk = format!("{head}{:x}\r\n{large}\r\n", large.len());
    assert!(answer_to(&portal, chunk.as_bytes()).await.starts_with("HTTP/1.1 413"));
}

#[tokio::test]
async fn a_piece_of_a_document_may_be_larger_than_words_up_to_its_own_limit() {
    let portal = Served::start().await;
    let sent = async |bytes: usize| {
        let path = format!("/v1/documents/{}/0", "00".repeat(16));
        let piece = portal.request(Method::PUT, &path).body(vec![0; bytes]).send().await.unwrap();
        piece.status().as_u16()
    };
    assert_eq!(sent(64 * 1024 + 1).await, 401, "it is read, then asked who sends it");
    assert_eq!(sent(1024 * 1024).await, 401);
    assert_eq!(sent(1024 * 1024 + 1).await, 413);
}

#[tokio::test]
async fn a_slow_sender_is_cut_off_in_its_head_and_in_its_body() {
    let portal = impatient().await;
    let head = answer_to(&portal, b"GET /v1/fund HTTP/1.1\r\nHost: loc").await;
    assert!(head.is_empty() || head.starts_with("HTTP/1.1 408"), "{head}");
    let body = b"POST /v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{";
    let body = answer_to(&portal, body).await;
    assert!(body.starts_with("HTTP/1.1 408"), "{body}");
}

#[tokio::test]
async fn a_head_without_end_is_refused() {
    let portal = Served::start().await;
    let long = format!("GET / HTTP/1.1\r\nHost: localhost\r\nX: {}\r\n\r\n", "x".repeat(20_000));
    assert!(answer_to(&portal, long.as_bytes()).await.starts_with("HTTP/1.1 431"));
    let many = format!("GET / HTTP/1.1\r\nHost: localhost\r\n{}\r\n", "x: y\r\n".repeat(100));
    assert!(answer_to(&portal, many.as_bytes()).await.starts_with("HTTP/1.1 431"));
}

#[tokio::test]
async fn a_full_portal_says_when_to_come_back_and_is_still_known_to_be_well() {
    let portal = Served::with(Placement { at_a_time: 0, ..Placement::default() }, |_| {}).await;
    let full = portal.get("/v1/fund").await;
    assert_eq!(full.headers()["retry-after"], "2");
    assert_eq!(words(full).await, (503, json!({"code": "busy", "retry_after": 2})));
    assert_eq!(portal.get("/healthz").await.status(), 200);
}

#[tokio::test]
async fn an_answer_that_takes_too_long_is_given_up() {
    let default = Placement::default();
    let patience = Patience { answer: Duration::ZERO, ..default.patience };
    let portal = Served::with(Placement { patience, ..default }, |_| {}).await;
    let wrong =
        json!({"registration_number": "190000010", "password": "not-the-password-1", "client": "app"});
    let late = portal.request(Method::POST, "/v1/session").json(&wrong).send().await.unwrap();
    assert_eq!(words(late).await, (503, json!({"code": "busy", "retry_after": 2})));
}

#[tokio::test]
async fn another_host_than_the_funds_is_not_answered() {
    let portal = Served::start().await;
    for host in ["evil.example", "localhost.evil.example", "169.254.169.254"] {
        let answer = portal.request(Method::GET, "/v1/fund").header("host", host).send().await.unwrap();
        assert_eq!(words(answer).await, (403, json!({"code": "forbidden_origin"})), "{host}");
    }
    let answer = answer_to(&portal, b"GET / HTTP/1.0\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.0 403") || answer.starts_with("HTTP/1.1 403"), "{answer}");
}
