//! One log line and one count for each request: its route's template, status and time; never its path, query or body.

use crate::state::Portal;
use axum::extract::{MatchedPath, Request, State};
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::Response;
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;
use tracing::Instrument as _;

/// What requests outside every route are counted under: the files of the user interface.
const UI: &str = "ui";

/// Makes a reference by which a log entry is found again: 16 hex digits, unique, no secret.
pub fn make_id() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    format!("{:016x}", RandomState::new().hash_one(NEXT.fetch_add(1, Ordering::Relaxed)))
}

/// Logs and counts.
pub async fn observe(State(portal): State<Portal>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = make_id();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let span = tracing::info_span!("request", id);
    let mut response = next.run(request).instrument(span).await;
    let (status, took) = (response.status().as_u16(), started.elapsed());
    let route = route.as_ref().map_or(UI, MatchedPath::as_str);
    portal.metrics().count(&method, route, status, took);
    let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    tracing::info!(id, method = method.as_str(), route, status, ms, "answered");
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert("x-request-id", id);
    }
    response
}
