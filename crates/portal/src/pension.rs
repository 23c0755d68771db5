//! The pension of the signed-in person, simulated and asked for: `/v1/pension`.

use crate::answer::Answer;
use crate::caller::{Asked, Caller, IdempotencyKey, Words};
use crate::claims::{documents, parse};
use crate::pension_request_words as asking;
use crate::pension_words as words;
use crate::reimbursement_words::receipt;
use crate::state::Portal;
use axum::Json;
use axum::extract::{Path, State};
use damane_contract::{
    ClaimReceiptView, ErrorBody, PensionCheckQuestion, PensionCheckView, PensionQuestion, PensionRequest,
    PensionRequestView, PensionView,
};

/// What the signed-in person's career gives at each age, as it is or as they suppose it to go on.
#[utoipa::path(get, path = "/v1/pension", tag = "pension", params(PensionQuestion),
    responses((status = 200, body = PensionView), (status = "4XX", body = ErrorBody)))]
pub async fn simulate(
    State(portal): State<Portal>,
    Caller(session): Caller,
    Asked(question): Asked<PensionQuestion>,
) -> Answer<Json<PensionView>> {
    let suppositions = words::suppositions(question);
    Ok(Json(words::pension(&portal.fund().simulate_pension(&session, &suppositions).await?)))
}

/// What a request would come to if it were handed in today, with what stands in its way. Nothing is kept.
#[utoipa::path(get, path = "/v1/pension/check", tag = "pension", params(PensionCheckQuestion),
    responses((status = 200, body = PensionCheckView), (status = 401, body = ErrorBody), (status = 422, body = ErrorBody)))]
pub async fn check(
    State(portal): State<Portal>,
    Caller(session): Caller,
    Asked(question): Asked<PensionCheckQuestion>,
) -> Answer<Json<PensionCheckView>> {
    let stopped_on = asking::day(&question.stopped_on, "stopped_on")?;
    Ok(Json(asking::check(&portal.fund().check_pension(&session, stopped_on, question.underground).await?)))
}

/// Asks for a pension. The same key gives the same receipt again; a person has one request that stands.
#[utoipa::path(post, path = "/v1/pension/requests", tag = "pension", request_body = PensionRequest,
    params(("Idempotency-Key" = String, Header, description = "1 to 64 visible characters, new for each request")),
    responses((status = 200, body = ClaimReceiptView), (status = 401, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
pub async fn file(
    State(portal): State<Portal>,
    Caller(session): Caller,
    IdempotencyKey(key): IdempotencyKey,
    Words(request): Words<PensionRequest>,
) -> Answer<Json<ClaimReceiptView>> {
    let (form, papers) = (asking::form(&request)?, documents(&request.documents)?);
    Ok(Json(receipt(portal.fund().file_pension(&session, &form, &papers, &key).await?)))
}

/// A request of one's own and what became of it.
#[utoipa::path(get, path = "/v1/pension/requests/{claim}", tag = "pension", params(("claim" = String, Path)),
    responses((status = 200, body = PensionRequestView), (status = 401, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn show(
    State(portal): State<Portal>,
    Caller(session): Caller,
    Path(id): Path<String>,
) -> Answer<Json<PensionRequestView>> {
    Ok(Json(asking::file(&portal.fund().pension_request(&session, &parse(&id)?).await?)))
}
