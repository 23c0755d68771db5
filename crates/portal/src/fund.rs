//! The fund's public face: `/v1/fund`, and what the verify page starts from.

use crate::state::Portal;
use crate::words;
use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use damane_contract::{FundView, VerifierProfileView};

/// The fund as every screen names it.
#[utoipa::path(get, path = "/v1/fund", tag = "verification", security(()), responses((status = 200, body = FundView)))]
pub async fn profile(State(portal): State<Portal>) -> impl IntoResponse {
    ([(header::CACHE_CONTROL, "public, max-age=300")], Json(words::fund(portal.fund().profile())))
}

/// What the verify page is told of the fund, its root key among it.
#[utoipa::path(get, path = "/verify/profile.json", tag = "verification", security(()),
    responses((status = 200, body = VerifierProfileView)))]
pub async fn verifier_profile(State(portal): State<Portal>) -> impl IntoResponse {
    ([(header::CACHE_CONTROL, "public, max-age=300")], Json(words::verifier_profile(portal.fund().profile())))
}
