//! Reimbursements of the signed-in person: `/v1/reimbursements`.

use crate::answer::Answer;
use crate::caller::{Caller, IdempotencyKey, Words};
use crate::claims::documents;
use crate::reimbursement_words as words;
use crate::state::Portal;
use axum::Json;
use axum::extract::State;
use damane_contract::{ClaimReceiptView, ErrorBody, ReimbursementEstimateView, ReimbursementRequest};

/// What a form would be paid back if it were handed in now. Nothing is kept.
#[utoipa::path(post, path = "/v1/reimbursements/estimate", tag = "reimbursements", request_body = ReimbursementRequest,
    responses((status = 200, body = ReimbursementEstimateView), (status = 401, body = ErrorBody), (status = 422, body = ErrorBody)))]
pub async fn estimate(
    State(portal): State<Portal>,
    Caller(session): Caller,
    Words(request): Words<ReimbursementRequest>,
) -> Answer<Json<ReimbursementEstimateView>> {
    let papers: Vec<_> = request.papers.iter().copied().map(words::document_kind).collect();
    let form = words::form(request)?;
    Ok(Json(words::estimate(&portal.fund().estimate_reimbursement(&session, &form, &papers).await?)))
}

/// Hands in a claim. The same key gives the same receipt again.
#[utoipa::path(post, path = "/v1/reimbursements", tag = "reimbursements", request_body = ReimbursementRequest,
    params(("Idempotency-Key" = String, Header, description = "1 to 64 visible characters, new for each claim")),
    responses((status = 200, body = ClaimReceiptView), (status = 401, body = ErrorBody), (status = 422, body = ErrorBody)))]
pub async fn file(
    State(portal): State<Portal>,
    Caller(session): Caller,
    IdempotencyKey(key): IdempotencyKey,
    Words(request): Words<ReimbursementRequest>,
) -> Answer<Json<ClaimReceiptView>> {
    let papers = documents(&request.documents)?;
    let form = words::form(request)?;
    Ok(Json(words::receipt(portal.fund().file_reimbursement(&session, &form, &papers, &key).await?)))
}
