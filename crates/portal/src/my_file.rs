//! A person's own file: who read it, the whole of it to take away, and the end of the account.

use crate::account::with_cookies;
use crate::answer::Answer;
use crate::caller::{Before, Caller, Confirmed, Words};
use crate::cookies;
use crate::protection_words as words;
use crate::state::Portal;
use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use damane_contract::{CloseAccountRequest, ErrorBody, JournalView};

/// Who read or changed the file, newest first.
#[utoipa::path(get, path = "/v1/me/journal", tag = "my file",
    params(("before" = Option<String>, Query, description = "`next` of the page before it")),
    responses((status = 200, body = JournalView), (status = "4XX", body = ErrorBody)))]
pub async fn journal(
    State(portal): State<Portal>,
    Caller(session): Caller,
    Before(before): Before,
) -> Answer<Json<JournalView>> {
    Ok(Json(words::journal(portal.fund().journal(&session, before.as_deref()).await?)))
}

/// The whole file as a ZIP: JSON, a table of the career, and the certificates that stand.
#[utoipa::path(post, path = "/v1/me/export", tag = "my file",
    responses((status = 200, content_type = "application/zip", body = Vec<u8>), (status = "4XX", body = ErrorBody)))]
pub async fn export(State(portal): State<Portal>, Confirmed(confirmed): Confirmed) -> Answer<Response> {
    let archive = portal.fund().export(&confirmed).await?;
    let name = "attachment; filename=\"mon-damane.zip\"";
    Ok(([(header::CONTENT_TYPE, "application/zip"), (header::CONTENT_DISPOSITION, name)], archive)
        .into_response())
}

/// Closes the account. What the law keeps stays with the fund; the browser forgets its session.
#[utoipa::path(delete, path = "/v1/me", tag = "my file", request_body = CloseAccountRequest,
    responses((status = 204, description = "Closed"), (status = "4XX", body = ErrorBody)))]
pub async fn close(
    State(portal): State<Portal>,
    Confirmed(confirmed): Confirmed,
    Words(request): Words<CloseAccountRequest>,
) -> Answer<Response> {
    portal.fund().close_account(&confirmed, &request.registration_number).await?;
    with_cookies(StatusCode::NO_CONTENT.into_response(), [cookies::no_session()])
}
