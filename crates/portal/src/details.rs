//! How a person is reached and paid: `/v1/me/details`.

use crate::answer::{Answer, Refusal};
use crate::caller::{Caller, Confirmed, Words};
use crate::protection_words as words;
use crate::state::Portal;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use damane_contract::{
    ChangeDetailRequest, ChangeStepView, ConfirmCodeRequest, DetailsView, ErrorBody, ErrorCode,
};
use damane_services::Detail;

/// The details, most of each hidden, and the changes that wait.
#[utoipa::path(get, path = "/v1/me/details", tag = "details",
    responses((status = 200, body = DetailsView), (status = 401, body = ErrorBody)))]
pub async fn show(State(portal): State<Portal>, Caller(session): Caller) -> Answer<Json<DetailsView>> {
    Ok(Json(words::details(portal.fund().details(&session).await?)))
}

/// Asks for a change. It holds after 72 hours; a new mobile or e-mail is proved by a code first.
#[utoipa::path(post, path = "/v1/me/details", tag = "details", request_body = ChangeDetailRequest,
    responses((status = 200, body = ChangeStepView), (status = "4XX", body = ErrorBody)))]
pub async fn ask(
    State(portal): State<Portal>,
    Confirmed(confirmed): Confirmed,
    Words(request): Words<ChangeDetailRequest>,
) -> Answer<Json<ChangeStepView>> {
    let detail = words::detail(request.detail);
    Ok(Json(words::change_step(portal.fund().ask_change(&confirmed, detail, &request.value).await?)))
}

/// The code that went to the new mobile or e-mail.
#[utoipa::path(post, path = "/v1/me/details/code", tag = "details", request_body = ConfirmCodeRequest,
    responses((status = 200, body = ChangeStepView), (status = "4XX", body = ErrorBody)))]
pub async fn prove(
    State(portal): State<Portal>,
    Caller(session): Caller,
    Words(request): Words<ConfirmCodeRequest>,
) -> Answer<Json<ChangeStepView>> {
    let change = portal.fund().prove_change(&session, &request.challenge_id, &request.code).await?;
    Ok(Json(words::pending_step(change)))
}

/// Withdraws a change that waits: `mobile`, `email` or `rib`.
#[utoipa::path(delete, path = "/v1/me/details/{detail}", tag = "details", params(("detail" = String, Path)),
    responses((status = 204, description = "Withdrawn"), (status = 401, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn withdraw(
    State(portal): State<Portal>,
    Caller(session): Caller,
    Path(detail): Path<String>,
) -> Answer<StatusCode> {
    let detail = Detail::from_code(&detail).ok_or(Refusal::from(ErrorCode::NotFound))?;
    portal.fund().withdraw_change(&session, detail).await?;
    Ok(StatusCode::NO_CONTENT)
}
