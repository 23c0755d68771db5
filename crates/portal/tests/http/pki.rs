//! What the fund's X.509 authorities publish, the dates of a demonstration, and asking others for theirs.

use crate::served::Served;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use damane_portal::{HttpOutside, Placement};
use damane_services::{Outside, SealSettings, Tsa};
use reqwest::Method;
use std::time::{Duration, Instant};
use tokio::net::TcpListener;

#[tokio::test]
async fn certificates_and_lists_are_public_and_nothing_else_of_the_folder_is() {
    let portal = Served::start().await;
    for (name, kind) in [
        ("root.crt", "application/pkix-cert"),
        ("authority.crt", "application/pkix-cert"),
        ("root.crl", "application/pkix-crl"),
        ("authority.crl", "application/pkix-crl"),
    ] {
        let answer = portal.get(&format!("/pki/{name}")).await;
        assert_eq!(
            (answer.status().as_u16(), &answer.headers()["content-type"]),
            (200, &kind.parse().unwrap())
        );
        assert_eq!(answer.headers()["cache-control"], "public, max-age=300");
        assert!(answer.bytes().await.unwrap().starts_with(&[0x30, 0x82]), "{name} is DER");
    }
    for name in ["root.pem", "authority.pem", "tsa.pem", "codes.key", "..%2ffund.toml", "root"] {
        assert_eq!(portal.get(&format!("/pki/{name}")).await.status(), 404, "{name}");
    }
}

#[tokio::test]
async fn a_demonstration_dates_and_a_real_fund_does_not() {
    let ask = async |portal: &Served, kind: &str| {
        let asked = portal.request(Method::POST, "/pki/tsa").header("content-type", kind).body("no query");
        asked.send().await.unwrap()
    };
    let portal = Served::start().await;
    let answer = ask(&portal, "application/timestamp-query").await;
    assert_eq!(answer.headers()["content-type"], "application/timestamp-reply");
    // PKIStatus rejection, badRequest.
    assert_eq!(answer.bytes().await.unwrap()[..], [0x30, 9, 0x30, 7, 2, 1, 2, 3, 2, 5, 0x20]);
    assert_eq!(ask(&portal, "text/plain").await.status(), 422);
    let real = Served::with(Placement::default(), |profile| {
        profile.demonstration = false;
        profile.portal_url = "https://fund.example".to_owned();
    })
    .await;
    assert_eq!(ask(&real, "application/timestamp-query").await.status(), 404);
}

/// Authorities of every kind, on this machine.
async fn others() -> String {
    const REPLY: [(header::HeaderName, &str); 1] = [(header::CONTENT_TYPE, "application/timestamp-reply")];
    async fn echo(headers: HeaderMap, query: Bytes) -> Response {
        let sent =
            headers.get(header::CONTENT_TYPE).is_some_and(|sent| sent == "application/timestamp-query");
        let known = headers.get(header::AUTHORIZATION).is_some_and(|sent| sent == "Basic Zm9uZHM6czNjcmV0");
        if sent && known { (REPLY, query).into_response() } else { StatusCode::FORBIDDEN.into_response() }
    }
    async fn slow() -> Response {
        tokio::time::sleep(Duration::from_secs(20)).await;
        StatusCode::OK.into_response()
    }
    let router = Router::new()
        .route("/tsa", post(echo))
        .route("/slow", post(slow))
        .route("/elsewhere", post(async || Redirect::temporary("/tsa")))
        .route("/page", post(async || "<html>"))
        .route("/broken", post(async || StatusCode::INTERNAL_SERVER_ERROR))
        .route("/endless", post(async || (REPLY, Body::from(vec![0x30; 40_000]))))
        .route("/list", get(async || vec![0x30; 200_000]))
        .route("/long-list", get(async || vec![0x30; 300_000]));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}

fn asking(url: String, password: &str) -> HttpOutside {
    let text = format!(
        "[seal.tsa]\nurl = '{url}'\nca_file = 'tsa.pem'\nuser = 'fonds'\npassword = '{password}'\ntimeout_seconds = 1\n"
    );
    let table: toml::Table = toml::from_str(&text).unwrap();
    let tsa: Tsa = table["seal"]["tsa"].clone().try_into().unwrap();
    HttpOutside::new(&SealSettings { tsa: Some(tsa), ..SealSettings::default() }).unwrap()
}

#[tokio::test]
async fn an_authority_is_asked_in_bounds_and_its_mistakes_are_named() {
    let at = others().await;
    let _already_installed = rustls::crypto::ring::default_provider().install_default();
    assert_eq!(asking(format!("{at}/tsa"), "s3cret").ask_timestamp(b"query").await.unwrap(), b"query");
    for (path, why) in [
        ("slow", "slow"),
        ("elsewhere", "http_307"),
        ("page", "another media type"),
        ("broken", "http_500"),
        ("endless", "too long"),
    ] {
        let started = Instant::now();
        let refused = asking(format!("{at}/{path}"), "s3cret").ask_timestamp(b"query").await.unwrap_err();
        assert!(
            refused.to_string().contains(why) && !refused.to_string().contains("s3cret"),
            "{path}: {refused}"
        );
        assert!(started.elapsed() < Duration::from_secs(5), "{path}");
    }
    let wrong = asking(format!("{at}/tsa"), "wrong").ask_timestamp(b"query").await.unwrap_err();
    assert!(wrong.to_string().contains("http_403"), "{wrong}");
    let nobody = asking("http://127.0.0.1:9/".to_owned(), "x").ask_timestamp(b"query").await.unwrap_err();
    assert!(nobody.to_string().contains("unreachable"), "{nobody}");
    let lists = asking(format!("{at}/tsa"), "s3cret");
    assert_eq!(lists.fetch_list(&format!("{at}/list")).await.unwrap().len(), 200_000);
    assert!(lists.fetch_list(&format!("{at}/long-list")).await.is_err(), "it would go into every paper");
}
