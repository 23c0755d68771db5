//! Claims of the signed-in person: `/v1/claims`.

use crate::answer::{Answer, Refusal};
use crate::caller::{Caller, IdempotencyKey, Words};
use crate::claim_words;
use crate::state::Portal;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use damane_contract::{ClaimListView, ClaimView, ContestRequest, ErrorBody, ErrorCode, SendDocumentsRequest};
use damane_domain::ids::{ClaimId, DocumentId};
use damane_services::ClaimReply;

/// All claims, newest first.
#[utoipa::path(get, path = "/v1/claims", tag = "claims",
    responses((status = 200, body = ClaimListView), (status = 401, body = ErrorBody)))]
pub async fn list(State(portal): State<Portal>, Caller(session): Caller) -> Answer<Json<ClaimListView>> {
    let claims = portal.fund().claims(&session).await?;
    let claims = claims.into_iter().map(claim_words::summary).collect();
    Ok(Json(ClaimListView { as_of: portal.fund().now().to_rfc3339(), claims }))
}

/// One claim of one's own.
#[utoipa::path(get, path = "/v1/claims/{claim}", tag = "claims", params(("claim" = String, Path)),
    responses((status = 200, body = ClaimView), (status = 401, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn show(
    State(portal): State<Portal>,
    Caller(session): Caller,
    Path(id): Path<String>,
) -> Answer<Json<ClaimView>> {
    let claim = portal.fund().claim(&session, &parse(&id)?).await?;
    Ok(Json(claim_words::claim(claim, portal.fund().now())))
}

/// The letter of its decision as a sealed PDF, once it is decided.
#[utoipa::path(get, path = "/v1/claims/{claim}/letter", tag = "claims", params(("claim" = String, Path)),
    responses((status = 200, content_type = "application/pdf", body = Vec<u8>), (status = 401, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 429, body = ErrorBody)))]
pub async fn letter(
    State(portal): State<Portal>,
    Caller(session): Caller,
    Path(id): Path<String>,
) -> Answer<Response> {
    let pdf = portal.fund().claim_letter(&session, &parse(&id)?).await?;
    let name = "attachment; filename=\"mon-damane-decision.pdf\"";
    let headers = [(header::CONTENT_TYPE, "application/pdf"), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, pdf).into_response())
}

/// Sends documents that were asked for. The same key sends them once.
#[utoipa::path(post, path = "/v1/claims/{claim}/documents", tag = "claims", request_body = SendDocumentsRequest,
    params(("claim" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 204), (status = 401, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
pub async fn answer(
    State(portal): State<Portal>,
    Caller(session): Caller,
    Path(id): Path<String>,
    IdempotencyKey(key): IdempotencyKey,
    Words(request): Words<SendDocumentsRequest>,
) -> Answer<StatusCode> {
    let documents = documents(&request.documents)?;
    let reply = ClaimReply::Documents(&documents);
    portal.fund().reply_to_claim(&session, &parse(&id)?, reply, &key).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Contests a decision. The same key contests it once.
#[utoipa::path(post, path = "/v1/claims/{claim}/contest", tag = "claims", request_body = ContestRequest,
    params(("claim" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 204), (status = 401, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
pub async fn contest(
    State(portal): State<Portal>,
    Caller(session): Caller,
    Path(id): Path<String>,
    IdempotencyKey(key): IdempotencyKey,
    Words(request): Words<ContestRequest>,
) -> Answer<StatusCode> {
    let reply = ClaimReply::Contest(&request.reason);
    portal.fund().reply_to_claim(&session, &parse(&id)?, reply, &key).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What cannot be an id names nothing.
pub fn parse(id: &str) -> Answer<ClaimId> {
    ClaimId::parse(id).map_err(|_| Refusal::from(ErrorCode::NotFound))
}

/// Ids of documents as they are sent.
pub fn documents(ids: &[String]) -> Answer<Vec<DocumentId>> {
    ids.iter().map(|id| DocumentId::parse(id).map_err(|_| Refusal::invalid("documents"))).collect()
}
