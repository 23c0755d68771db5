//! For who runs the portal: is it well, what has it done, what does it speak.

use crate::answer::{Answer, Refusal};
use crate::state::{Portal, is_loopback};
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::IntoResponse;
use damane_contract::{ErrorBody, ErrorCode};

/// Well: the database answers.
#[utoipa::path(get, path = "/healthz", tag = "operation", security(()),
    responses((status = 200, content_type = "text/plain", body = String), (status = 503, body = ErrorBody)))]
pub async fn health(State(portal): State<Portal>) -> Answer<&'static str> {
    let healthy = portal.fund().check_health().await;
    healthy.map(|()| "ok\n").map_err(|_| Refusal::later(ErrorCode::Busy, 5))
}

/// Counters in Prometheus' text format, for who asks from this machine by a loopback name.
#[utoipa::path(get, path = "/metrics", tag = "operation", security(()),
    responses((status = 200, content_type = "text/plain", body = String), (status = 404, body = ErrorBody)))]
pub async fn metrics(State(portal): State<Portal>, headers: HeaderMap) -> Answer<impl IntoResponse> {
    if !is_loopback(&headers) {
        return Err(ErrorCode::NotFound.into());
    }
    Ok((
        [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")],
        portal.metrics().to_text(portal.fund().alarms()),
    ))
}

/// This document.
#[utoipa::path(get, path = "/api/openapi.json", tag = "operation", security(()),
    responses((status = 200, content_type = "application/json", body = String)))]
pub async fn openapi(State(portal): State<Portal>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], portal.openapi())
}
