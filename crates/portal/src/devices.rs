//! Trusted devices, and the renewal of the app's tokens: `/v1/me/devices`, `/v1/session/renewal`.

use crate::answer::{Answer, Refusal};
use crate::caller::{Caller, Words};
use crate::proof::Proved;
use crate::state::Portal;
use crate::words;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use damane_contract::{DeviceView, ErrorBody, NameDeviceRequest, RenewSessionRequest, SessionTokensView};

/// The devices that are trusted, the one used last first.
#[utoipa::path(get, path = "/v1/me/devices", tag = "account",
    responses((status = 200, body = [DeviceView]), (status = 401, body = ErrorBody)))]
pub async fn list(State(portal): State<Portal>, Caller(session): Caller) -> Answer<Json<Vec<DeviceView>>> {
    let devices = portal.fund().devices(&session).await?;
    Ok(Json(devices.into_iter().map(words::device).collect()))
}

/// Names a device.
#[utoipa::path(patch, path = "/v1/me/devices/{id}", tag = "account", request_body = NameDeviceRequest, params(("id" = String, Path)),
    responses((status = 204, description = "It has that name"), (status = 401, body = ErrorBody), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
pub async fn name(
    State(portal): State<Portal>,
    Caller(session): Caller,
    Path(id): Path<String>,
    Words(request): Words<NameDeviceRequest>,
) -> Answer<StatusCode> {
    portal.fund().name_device(&session, &id, &request.name).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Trusts a device no longer; its sessions end at once.
#[utoipa::path(delete, path = "/v1/me/devices/{id}", tag = "account", params(("id" = String, Path)),
    responses((status = 204, description = "It is trusted no longer"), (status = 401, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn revoke(
    State(portal): State<Portal>,
    Caller(session): Caller,
    Path(id): Path<String>,
) -> Answer<StatusCode> {
    portal.fund().revoke_device(&session, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// New tokens for the app, which proves its key.
#[utoipa::path(post, path = "/v1/session/renewal", tag = "account", request_body = RenewSessionRequest, security(()),
    params(("DPoP" = String, Header, description = "Proof of the device's key (RFC 9449)")),
    responses((status = 200, body = SessionTokensView), (status = "4XX", body = ErrorBody)))]
pub async fn renew(
    State(portal): State<Portal>,
    Proved(proof): Proved,
    Words(request): Words<RenewSessionRequest>,
) -> Answer<Json<SessionTokensView>> {
    let proof = proof.ok_or_else(|| Refusal::invalid("dpop"))?;
    let tokens = portal.fund().renew_session(&request.renewal_token, &proof).await?;
    Ok(Json(words::tokens(tokens)))
}
