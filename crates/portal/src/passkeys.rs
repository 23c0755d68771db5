//! Passkeys: added after a confirmation, good for signing in by themselves.

use crate::account::opened_answer;
use crate::answer::Answer;
use crate::caller::{ClientAddress, Confirmed, Words};
use crate::cookies;
use crate::protection_words as words;
use crate::state::Portal;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use damane_contract::{
    AddPasskeyRequest, ClientKind, ErrorBody, PasskeyCeremonyView, PasskeySignInRequest, PasskeyView,
    SignInView,
};
use damane_services::PasskeyAttempt;

/// Begins to add a passkey.
#[utoipa::path(post, path = "/v1/me/passkeys/start", tag = "protection",
    responses((status = 200, body = PasskeyCeremonyView), (status = "4XX", body = ErrorBody)))]
pub async fn start(
    State(portal): State<Portal>,
    Confirmed(confirmed): Confirmed,
) -> Answer<Json<PasskeyCeremonyView>> {
    Ok(Json(words::ceremony(portal.fund().start_passkey(&confirmed).await?)))
}

/// Adds a passkey: what the authenticator answered.
#[utoipa::path(post, path = "/v1/me/passkeys", tag = "protection", request_body = AddPasskeyRequest,
    responses((status = 200, body = PasskeyView), (status = "4XX", body = ErrorBody)))]
pub async fn add(
    State(portal): State<Portal>,
    Confirmed(confirmed): Confirmed,
    Words(request): Words<AddPasskeyRequest>,
) -> Answer<Json<PasskeyView>> {
    let AddPasskeyRequest { ceremony_id, credential, name } = request;
    Ok(Json(words::passkey(portal.fund().add_passkey(&confirmed, &ceremony_id, &credential, &name).await?)))
}

/// Takes a passkey away.
#[utoipa::path(delete, path = "/v1/me/passkeys/{id}", tag = "protection", params(("id" = String, Path)),
    responses((status = 204, description = "Taken away"), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn remove(
    State(portal): State<Portal>,
    Confirmed(confirmed): Confirmed,
    Path(id): Path<String>,
) -> Answer<StatusCode> {
    portal.fund().remove_passkey(&confirmed, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Begins to sign in with a passkey, whoever it is.
#[utoipa::path(post, path = "/v1/session/passkey/start", tag = "account", security(()),
    responses((status = 200, body = PasskeyCeremonyView), (status = "4XX", body = ErrorBody)))]
pub async fn start_sign_in(
    State(portal): State<Portal>,
    ClientAddress(address): ClientAddress,
) -> Answer<Json<PasskeyCeremonyView>> {
    Ok(Json(words::ceremony(portal.fund().start_passkey_sign_in(address).await?)))
}

/// Signs a browser in with a passkey, both factors at once.
#[utoipa::path(post, path = "/v1/session/passkey", tag = "account", request_body = PasskeySignInRequest, security(()),
    responses((status = 200, body = SignInView), (status = "4XX", body = ErrorBody)))]
pub async fn sign_in(
    State(portal): State<Portal>,
    headers: HeaderMap,
    Words(request): Words<PasskeySignInRequest>,
) -> Answer<Response> {
    let PasskeySignInRequest { ceremony_id, credential } = &request;
    let device = cookies::find(&headers, cookies::DEVICE);
    let attempt = PasskeyAttempt { ceremony_id, credential, device, device_name: None };
    let opened = portal.fund().sign_in_with_passkey(attempt).await?;
    opened_answer(&portal, opened, ClientKind::Browser, None).await
}
