//! What a request must pass before its handler: right host, bounded body, a place, a time limit, and no forgery.

use crate::answer::{Answer, Refusal};
use crate::proof::carries_token;
use crate::state::{Portal, host};
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use damane_contract::ErrorCode;

/// Told to those who find the portal full.
const COME_BACK_SECONDS: u32 = 2;
/// Header a page of ours sends with every change: another site's page cannot without our consent.
pub const OURS: &str = "x-damane";

/// Only the fund's own names are answered to: a rebound name (DNS rebinding) gets nothing.
pub async fn right_host(State(portal): State<Portal>, request: Request, next: Next) -> Answer<Response> {
    if !portal.answers_to(request.headers()) {
        return Err(ErrorCode::ForbiddenOrigin.into());
    }
    Ok(next.run(request).await)
}

/// Reads the body first, so that a slow sender holds no place, then waits for no place at all.
pub async fn bounded(State(portal): State<Portal>, request: Request, next: Next) -> Answer<Response> {
    let (parts, body) = request.into_parts();
    let whole = Bytes::from_request(Request::from_parts(parts.clone(), body), &());
    let body = match tokio::time::timeout(portal.patience().body, whole).await {
        Ok(Ok(body)) => body,
        Ok(Err(refused)) if refused.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            return Err(ErrorCode::TooLarge.into());
        }
        Ok(Err(_)) => return Err(Refusal::invalid("body")),
        Err(_) => return Ok((StatusCode::REQUEST_TIMEOUT, Refusal::invalid("body")).into_response()),
    };
    let Ok(_place) = portal.gate().try_acquire_owned() else {
        return Err(Refusal::later(ErrorCode::Busy, COME_BACK_SECONDS));
    };
    let answer = next.run(Request::from_parts(parts, Body::from(body)));
    let late = |_| Refusal::later(ErrorCode::Busy, COME_BACK_SECONDS);
    tokio::time::timeout(portal.patience().answer, answer).await.map_err(late)
}

/// A change asked for by a browser must come from a page of ours.
pub async fn no_forgery(request: Request, next: Next) -> Answer<Response> {
    if is_forged(request.method(), request.headers()) {
        return Err(ErrorCode::ForbiddenOrigin.into());
    }
    Ok(next.run(request).await)
}

/// The app's token is never sent by itself, so what carries one is no forgery; nor is what no browser sent.
fn is_forged(method: &Method, headers: &HeaderMap) -> bool {
    if method.is_safe() || carries_token(headers) {
        return false;
    }
    let from_browser = headers.contains_key(header::COOKIE)
        || headers.contains_key(header::ORIGIN)
        || headers.contains_key(SITE);
    from_browser && !(is_marked(headers) && is_same_origin(headers))
}

const SITE: &str = "sec-fetch-site";

/// True with the header only a page of ours can set.
pub fn is_marked(headers: &HeaderMap) -> bool {
    text(headers, OURS) == Some("1")
}

fn is_same_origin(headers: &HeaderMap) -> bool {
    let origin = text(headers, header::ORIGIN.as_str())
        .map(|origin| origin.split_once("://").is_some_and(|(_, name)| Some(name) == host(headers)));
    match (text(headers, SITE), origin) {
        (Some(site), origin) => site == "same-origin" && origin.unwrap_or(true),
        (None, origin) => origin.unwrap_or(false),
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderName, HeaderValue};

    fn forged(headers: &[(&'static str, &'static str)]) -> bool {
        let mut map = HeaderMap::new();
        map.insert(header::HOST, HeaderValue::from_static("localhost:8440"));
        for (name, value) in headers {
            map.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        is_forged(&Method::POST, &map)
    }

    #[test]
    fn a_browsers_change_must_be_marked_and_come_from_our_own_origin() {
        const COOKIE: (&str, &str) = ("cookie", "__Host-damane=x");
        const MARK: (&str, &str) = ("x-damane", "1");
        const OWN: (&str, &str) = ("origin", "http://localhost:8440");
        assert!(!forged(&[COOKIE, MARK, OWN]));
        assert!(!forged(&[COOKIE, MARK, ("sec-fetch-site", "same-origin")]));
        assert!(forged(&[COOKIE]), "no mark, no origin");
        assert!(forged(&[COOKIE, OWN]), "no mark");
        assert!(forged(&[COOKIE, MARK]), "no word of where it comes from");
        assert!(
            forged(&[COOKIE, MARK, ("origin", "http://localhost:9999")]),
            "another port is another origin"
        );
        assert!(forged(&[COOKIE, MARK, ("origin", "null")]));
        assert!(forged(&[COOKIE, MARK, OWN, ("sec-fetch-site", "same-site")]));
        assert!(forged(&[("origin", "https://evil.example")]), "not even without a cookie");
    }

    #[test]
    fn what_no_browser_sent_needs_no_mark() {
        assert!(!forged(&[]), "the app's sign-in");
        assert!(!forged(&[("authorization", "Bearer x"), ("cookie", "__Host-damane=y")]));
        assert!(!is_forged(&Method::GET, &HeaderMap::new()));
    }
}
