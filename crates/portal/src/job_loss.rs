//! The job-loss benefit of the signed-in person: `/v1/job-loss`.

use crate::answer::Answer;
use crate::caller::{Asked, Caller, IdempotencyKey, Words};
use crate::claims::{documents, parse};
use crate::job_loss_words as words;
use crate::reimbursement_words::receipt;
use crate::state::Portal;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use damane_contract::{
    ClaimReceiptView, ConfirmMonthRequest, ErrorBody, JobLossCheckView, JobLossQuestion, JobLossRequest,
    JobLossView, NewWorkRequest,
};

/// Whether a loss gives the benefit if it were declared today, with its steps. Nothing is kept.
#[utoipa::path(get, path = "/v1/job-loss", tag = "job-loss", params(JobLossQuestion),
    responses((status = 200, body = JobLossCheckView), (status = 401, body = ErrorBody), (status = 422, body = ErrorBody)))]
pub async fn check(
    State(portal): State<Portal>,
    Caller(session): Caller,
    Asked(question): Asked<JobLossQuestion>,
) -> Answer<Json<JobLossCheckView>> {
    let (ended_on, reason) = (words::day(&question.ended_on, "ended_on")?, words::reason(question.reason));
    Ok(Json(words::check(&portal.fund().check_job_loss(&session, ended_on, reason).await?)))
}

/// Declares a loss. The same key gives the same receipt again.
#[utoipa::path(post, path = "/v1/job-loss", tag = "job-loss", request_body = JobLossRequest,
    params(("Idempotency-Key" = String, Header, description = "1 to 64 visible characters, new for each declaration")),
    responses((status = 200, body = ClaimReceiptView), (status = 401, body = ErrorBody), (status = 422, body = ErrorBody)))]
pub async fn file(
    State(portal): State<Portal>,
    Caller(session): Caller,
    IdempotencyKey(key): IdempotencyKey,
    Words(request): Words<JobLossRequest>,
) -> Answer<Json<ClaimReceiptView>> {
    let papers = documents(&request.documents)?;
    let form = words::form(request)?;
    Ok(Json(receipt(portal.fund().file_job_loss(&session, &form, &papers, &key).await?)))
}

/// A declared loss of one's own, and its months once it is granted.
#[utoipa::path(get, path = "/v1/job-loss/{claim}", tag = "job-loss", params(("claim" = String, Path)),
    responses((status = 200, body = JobLossView), (status = 401, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn show(
    State(portal): State<Portal>,
    Caller(session): Caller,
    Path(id): Path<String>,
) -> Answer<Json<JobLossView>> {
    Ok(Json(words::file(portal.fund().job_loss(&session, &parse(&id)?).await?)))
}

/// Confirms a month without work. A month is confirmed once.
#[utoipa::path(post, path = "/v1/job-loss/{claim}/months", tag = "job-loss", request_body = ConfirmMonthRequest,
    params(("claim" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 204), (status = 401, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
pub async fn confirm(
    State(portal): State<Portal>,
    Caller(session): Caller,
    Path(id): Path<String>,
    IdempotencyKey(key): IdempotencyKey,
    Words(request): Words<ConfirmMonthRequest>,
) -> Answer<StatusCode> {
    portal.fund().confirm_job_loss_month(&session, &parse(&id)?, request.month, &key).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Reports new work: it ends the benefit.
#[utoipa::path(post, path = "/v1/job-loss/{claim}/work", tag = "job-loss", request_body = NewWorkRequest,
    params(("claim" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 204), (status = 401, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
pub async fn report(
    State(portal): State<Portal>,
    Caller(session): Caller,
    Path(id): Path<String>,
    IdempotencyKey(key): IdempotencyKey,
    Words(request): Words<NewWorkRequest>,
) -> Answer<StatusCode> {
    let from = words::day(&request.from, "from")?;
    portal.fund().report_new_work(&session, &parse(&id)?, from, &key).await?;
    Ok(StatusCode::NO_CONTENT)
}
