//! The career statement: `/v1/career`.

use crate::answer::Answer;
use crate::caller::{Caller, Words};
use crate::state::Portal;
use crate::words;
use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use damane_contract::{CareerView, DisputeLineRequest, DisputeView, ErrorBody};

/// Everything employers have declared of the signed-in person.
#[utoipa::path(get, path = "/v1/career", tag = "career",
    responses((status = 200, body = CareerView), (status = 401, body = ErrorBody)))]
pub async fn statement(State(portal): State<Portal>, Caller(session): Caller) -> Answer<Json<CareerView>> {
    Ok(Json(words::career(&portal.fund().career_statement(&session).await?)))
}

/// The same as a table of comma-separated values: a line for each declared one.
#[utoipa::path(get, path = "/v1/career/csv", tag = "career",
    responses((status = 200, content_type = "text/csv", body = Vec<u8>), (status = 401, body = ErrorBody)))]
pub async fn table(State(portal): State<Portal>, Caller(session): Caller) -> Answer<Response> {
    let table = portal.fund().career_table(&session).await?;
    let name = "attachment; filename=\"mon-damane-carriere.csv\"";
    let headers = [(header::CONTENT_TYPE, "text/csv; charset=utf-8"), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, table).into_response())
}

/// The same as a sealed PDF: years by months, then line by line.
#[utoipa::path(get, path = "/v1/career/pdf", tag = "career",
    responses((status = 200, content_type = "application/pdf", body = Vec<u8>), (status = 401, body = ErrorBody), (status = 429, body = ErrorBody)))]
pub async fn pdf(State(portal): State<Portal>, Caller(session): Caller) -> Answer<Response> {
    let pdf = portal.fund().career_pdf(&session).await?;
    let name = "attachment; filename=\"mon-damane-carriere.pdf\"";
    let headers = [(header::CONTENT_TYPE, "application/pdf"), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, pdf).into_response())
}

/// Says that a line, or a month without one, is wrong. The same once more changes nothing.
#[utoipa::path(post, path = "/v1/career/disputes", tag = "career", request_body = DisputeLineRequest,
    responses((status = 200, body = DisputeView), (status = "4XX", body = ErrorBody)))]
pub async fn dispute(
    State(portal): State<Portal>,
    Caller(session): Caller,
    Words(request): Words<DisputeLineRequest>,
) -> Answer<Json<DisputeView>> {
    let line = words::disputed_line(request)?;
    Ok(Json(words::dispute(&portal.fund().dispute_line(&session, &line).await?)))
}
