//! Batches of payments: `/v1/office/batches`.

use super::{OnDuty, words};
use crate::answer::{Answer, Refusal};
use crate::caller::{Asked, Words};
use crate::state::Portal;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use damane_contract::{
    BatchFileQuestion, BatchListView, BatchPaymentsView, ErrorBody, ErrorCode, MadeBatchView,
    MakeBatchRequest, ReturnPaymentRequest, SettleBatchRequest,
};
use damane_domain::ids::{BatchId, PaymentId};

/// The newest batches of the officer's office.
#[utoipa::path(get, path = "/v1/office/batches", tag = "office", security(("officer" = [])),
    responses((status = 200, body = BatchListView), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody)))]
pub async fn list(State(portal): State<Portal>, OnDuty(session): OnDuty) -> Answer<Json<BatchListView>> {
    let (batches, due) = portal.fund().desk_batches(&session).await?;
    Ok(Json(words::batches(&batches, due, &session)))
}

/// Makes a batch of what is due.
#[utoipa::path(post, path = "/v1/office/batches", tag = "office", security(("officer" = [])), request_body = MakeBatchRequest,
    responses((status = 200, body = MadeBatchView), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
pub async fn make(
    State(portal): State<Portal>,
    OnDuty(session): OnDuty,
    Words(request): Words<MakeBatchRequest>,
) -> Answer<Json<MadeBatchView>> {
    let pay_on = words::day(&request.pay_on, "pay_on")?;
    let id = portal.fund().desk_make_batch(&session, pay_on).await?;
    Ok(Json(MadeBatchView { id: id.map(|id| id.to_string()) }))
}

/// One batch with its payments. The reading is noted.
#[utoipa::path(get, path = "/v1/office/batches/{batch}", tag = "office", security(("officer" = [])), params(("batch" = String, Path)),
    responses((status = 200, body = BatchPaymentsView), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn show(
    State(portal): State<Portal>,
    OnDuty(session): OnDuty,
    Path(id): Path<String>,
) -> Answer<Json<BatchPaymentsView>> {
    let batch = portal.fund().desk_batch(&session, &parse(&id)?).await?;
    Ok(Json(words::batch_payments(&batch, &session)))
}

/// Agrees to a colleague's batch.
#[utoipa::path(post, path = "/v1/office/batches/{batch}/agreement", tag = "office", security(("officer" = [])), params(("batch" = String, Path)),
    responses((status = 204), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn agree(
    State(portal): State<Portal>,
    OnDuty(session): OnDuty,
    Path(id): Path<String>,
) -> Answer<StatusCode> {
    portal.fund().desk_agree_to_batch(&session, &parse(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Withdraws a batch nobody agreed to: its payments are due again.
#[utoipa::path(post, path = "/v1/office/batches/{batch}/withdrawal", tag = "office", security(("officer" = [])), params(("batch" = String, Path)),
    responses((status = 204), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn withdraw(
    State(portal): State<Portal>,
    OnDuty(session): OnDuty,
    Path(id): Path<String>,
) -> Answer<StatusCode> {
    portal.fund().desk_withdraw_batch(&session, &parse(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The file for the bank, once two officers agreed. Each taking is noted.
#[utoipa::path(get, path = "/v1/office/batches/{batch}/file", tag = "office", security(("officer" = [])),
    params(("batch" = String, Path), ("form" = damane_contract::BatchFileView, Query)),
    responses((status = 200, content_type = "application/octet-stream", body = Vec<u8>), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn file(
    State(portal): State<Portal>,
    OnDuty(session): OnDuty,
    Path(id): Path<String>,
    Asked(question): Asked<BatchFileQuestion>,
) -> Answer<Response> {
    let (batch, form) = (parse(&id)?, words::batch_file(question.form));
    let bytes = portal.fund().desk_batch_file(&session, &batch, form).await?;
    words::batch_file_answer(&batch, form, bytes)
}

/// The bank paid.
#[utoipa::path(post, path = "/v1/office/batches/{batch}/settlement", tag = "office", security(("officer" = [])), request_body = SettleBatchRequest,
    params(("batch" = String, Path)),
    responses((status = 204), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
pub async fn settle(
    State(portal): State<Portal>,
    OnDuty(session): OnDuty,
    Path(id): Path<String>,
    Words(request): Words<SettleBatchRequest>,
) -> Answer<StatusCode> {
    let on = words::day(&request.on, "on")?;
    portal.fund().desk_settle_batch(&session, &parse(&id)?, on).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The bank gave a payment back, before it was settled or days after.
#[utoipa::path(post, path = "/v1/office/batches/{batch}/returns", tag = "office", security(("officer" = [])), request_body = ReturnPaymentRequest,
    params(("batch" = String, Path)),
    responses((status = 204), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
pub async fn give_back(
    State(portal): State<Portal>,
    OnDuty(session): OnDuty,
    Path(id): Path<String>,
    Words(request): Words<ReturnPaymentRequest>,
) -> Answer<StatusCode> {
    let payment = PaymentId::parse(&request.payment).map_err(|_| Refusal::from(ErrorCode::NotFound))?;
    let on = request.on.as_deref().map(|on| words::day(on, "on")).transpose()?;
    let (batch, reason) = (parse(&id)?, words::return_reason(request.reason));
    portal.fund().desk_return_payment(&session, &batch, &payment, reason, on).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What cannot be an id names nothing.
fn parse(id: &str) -> Answer<BatchId> {
    BatchId::parse(id).map_err(|_| Refusal::from(ErrorCode::NotFound))
}
