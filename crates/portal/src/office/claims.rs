//! The queue, claims on a desk and their documents, disputed lines of careers.

use super::{OnDuty, words};
use crate::answer::{Answer, Refusal};
use crate::caller::{Asked, Words};
use crate::state::Portal;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use damane_contract::{
    AnswerDisputeRequest, ErrorBody, ErrorCode, OfficeClaimView, OfficeDisputesQuestion, OfficeDisputesView,
    OfficeQueueQuestion, OfficeQueueView, OfficeStepRequest,
};
use damane_domain::ids::{ClaimId, DocumentId};

/// A page of the queue of the officer's office.
#[utoipa::path(get, path = "/v1/office/queue", tag = "office", security(("officer" = [])),
    params(("tab" = damane_contract::OfficeTabView, Query), ("kind" = Option<damane_contract::ClaimKindView>, Query),
        ("days" = Option<u32>, Query), ("mine" = Option<bool>, Query), ("after" = Option<String>, Query)),
    responses((status = 200, body = OfficeQueueView), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody)))]
pub async fn queue(
    State(portal): State<Portal>,
    OnDuty(session): OnDuty,
    Asked(question): Asked<OfficeQueueQuestion>,
) -> Answer<Json<OfficeQueueView>> {
    let page = portal.fund().desk_queue(&session, &words::question(question)).await?;
    Ok(Json(words::queue(page, &session, portal.fund().now())))
}

/// A claim of the officer's office. The reading is noted.
#[utoipa::path(get, path = "/v1/office/claims/{claim}", tag = "office", security(("officer" = [])), params(("claim" = String, Path)),
    responses((status = 200, body = OfficeClaimView), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn show(
    State(portal): State<Portal>,
    OnDuty(session): OnDuty,
    Path(id): Path<String>,
) -> Answer<Json<OfficeClaimView>> {
    let claim = portal.fund().desk_claim(&session, &parse(&id)?).await?;
    Ok(Json(words::claim(claim, &session, portal.fund().now())))
}

/// A document of a claim. Each opening is noted.
#[utoipa::path(get, path = "/v1/office/claims/{claim}/documents/{document}", tag = "office", security(("officer" = [])),
    params(("claim" = String, Path), ("document" = String, Path)),
    responses((status = 200, content_type = "application/octet-stream", body = Vec<u8>), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn document(
    State(portal): State<Portal>,
    OnDuty(session): OnDuty,
    Path((claim, document)): Path<(String, String)>,
) -> Answer<Response> {
    let document = DocumentId::parse(&document).map_err(|_| Refusal::from(ErrorCode::NotFound))?;
    let opened = portal.fund().desk_document(&session, &parse(&claim)?, &document).await?;
    Ok(crate::documents::shown(&opened))
}

/// What the officer decides.
#[utoipa::path(post, path = "/v1/office/claims/{claim}/step", tag = "office", security(("officer" = [])), request_body = OfficeStepRequest,
    params(("claim" = String, Path)),
    responses((status = 204), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
pub async fn step(
    State(portal): State<Portal>,
    OnDuty(session): OnDuty,
    Path(id): Path<String>,
    Words(request): Words<OfficeStepRequest>,
) -> Answer<StatusCode> {
    words::decide(portal.fund(), &session, &parse(&id)?, request).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lets a month of a benefit that was confirmed late be paid.
#[utoipa::path(post, path = "/v1/office/claims/{claim}/months/{month}/release", tag = "office", security(("officer" = [])),
    params(("claim" = String, Path), ("month" = u32, Path)),
    responses((status = 204), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn release_month(
    State(portal): State<Portal>,
    OnDuty(session): OnDuty,
    Path((claim, month)): Path<(String, String)>,
) -> Answer<StatusCode> {
    let month = month.parse().map_err(|_| Refusal::from(ErrorCode::NotFound))?;
    portal.fund().desk_release_month(&session, &parse(&claim)?, month).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Disputed lines that wait for an answer, a page at a time.
#[utoipa::path(get, path = "/v1/office/disputes", tag = "office", security(("officer" = [])), params(("after" = Option<String>, Query)),
    responses((status = 200, body = OfficeDisputesView), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody)))]
pub async fn disputes(
    State(portal): State<Portal>,
    OnDuty(session): OnDuty,
    Asked(question): Asked<OfficeDisputesQuestion>,
) -> Answer<Json<OfficeDisputesView>> {
    let page = portal.fund().desk_disputes(&session, question.after.as_deref()).await?;
    Ok(Json(words::disputes(page)))
}

/// A document that was handed in with a dispute. Each opening is noted.
#[utoipa::path(get, path = "/v1/office/disputes/documents/{document}", tag = "office", security(("officer" = [])), params(("document" = String, Path)),
    responses((status = 200, content_type = "application/octet-stream", body = Vec<u8>), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn dispute_document(
    State(portal): State<Portal>,
    OnDuty(session): OnDuty,
    Path(document): Path<String>,
) -> Answer<Response> {
    let document = DocumentId::parse(&document).map_err(|_| Refusal::from(ErrorCode::NotFound))?;
    Ok(crate::documents::shown(&portal.fund().desk_dispute_document(&session, &document).await?))
}

/// Answers one; with a correction the career has another line from here on.
#[utoipa::path(post, path = "/v1/office/disputes/answer", tag = "office", security(("officer" = [])), request_body = AnswerDisputeRequest,
    responses((status = 204), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
pub async fn answer_dispute(
    State(portal): State<Portal>,
    OnDuty(session): OnDuty,
    Words(request): Words<AnswerDisputeRequest>,
) -> Answer<StatusCode> {
    let reply = words::disputed(&request)?;
    portal.fund().desk_answer_dispute(&session, &request.registration_number, &reply).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What cannot be an id names nothing.
fn parse(id: &str) -> Answer<ClaimId> {
    ClaimId::parse(id).map_err(|_| Refusal::from(ErrorCode::NotFound))
}
