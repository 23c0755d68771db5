//! What protects an account beside its first password: confirmation, authenticator app, printed codes, a new password.

use crate::answer::Answer;
use crate::caller::{Caller, ClientAddress, Confirmed, Words};
use crate::protection_words as words;
use crate::state::Portal;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use damane_contract::{
    AuthenticatorView, ChangePasswordRequest, ConfirmAuthenticatorRequest, ConfirmCodeRequest,
    ConfirmPasswordRequest, ConfirmationView, ErrorBody, RecoveryCodesView, SecurityView,
};

/// The password again, before a sensitive change. Asks for a second step, on a trusted device as well.
#[utoipa::path(post, path = "/v1/me/confirmation", tag = "protection", request_body = ConfirmPasswordRequest,
    responses((status = 200, body = ConfirmationView), (status = "4XX", body = ErrorBody)))]
pub async fn ask_confirmation(
    State(portal): State<Portal>,
    ClientAddress(address): ClientAddress,
    Caller(session): Caller,
    Words(request): Words<ConfirmPasswordRequest>,
) -> Answer<Json<ConfirmationView>> {
    let step = portal.fund().ask_confirmation(&session, &request.password, address).await?;
    Ok(Json(words::confirmation(step)))
}

/// The answer to that second step: sensitive changes are taken for five minutes.
#[utoipa::path(post, path = "/v1/me/confirmation/code", tag = "protection", request_body = ConfirmCodeRequest,
    responses((status = 204, description = "Confirmed"), (status = "4XX", body = ErrorBody)))]
pub async fn confirm(
    State(portal): State<Portal>,
    Caller(session): Caller,
    Words(request): Words<ConfirmCodeRequest>,
) -> Answer<StatusCode> {
    let factor = words::factor(request.factor);
    portal.fund().confirm(&session, &request.challenge_id, factor, &request.code).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How the account is protected.
#[utoipa::path(get, path = "/v1/me/security", tag = "protection",
    responses((status = 200, body = SecurityView), (status = 401, body = ErrorBody)))]
pub async fn show(State(portal): State<Portal>, Caller(session): Caller) -> Answer<Json<SecurityView>> {
    Ok(Json(words::security(portal.fund().protection(&session).await?)))
}

/// A secret for an authenticator app, not yet in use.
#[utoipa::path(post, path = "/v1/me/authenticator", tag = "protection",
    responses((status = 200, body = AuthenticatorView), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody)))]
pub async fn offer_authenticator(
    State(portal): State<Portal>,
    Confirmed(confirmed): Confirmed,
) -> Answer<Json<AuthenticatorView>> {
    Ok(Json(words::authenticator(&portal.fund().offer_authenticator(&confirmed).await?)))
}

/// The app's first code puts it in use; printed codes come with it.
#[utoipa::path(put, path = "/v1/me/authenticator", tag = "protection", request_body = ConfirmAuthenticatorRequest,
    responses((status = 200, body = RecoveryCodesView), (status = "4XX", body = ErrorBody)))]
pub async fn confirm_authenticator(
    State(portal): State<Portal>,
    Confirmed(confirmed): Confirmed,
    Words(request): Words<ConfirmAuthenticatorRequest>,
) -> Answer<Json<RecoveryCodesView>> {
    let codes = portal.fund().confirm_authenticator(&confirmed, &request.code).await?;
    Ok(Json(words::recovery_codes(&codes)))
}

/// Takes the authenticator app away: codes come by SMS again.
#[utoipa::path(delete, path = "/v1/me/authenticator", tag = "protection",
    responses((status = 204, description = "Taken away"), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn remove_authenticator(
    State(portal): State<Portal>,
    Confirmed(confirmed): Confirmed,
) -> Answer<StatusCode> {
    portal.fund().remove_authenticator(&confirmed).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// New printed codes; the older ones are void.
#[utoipa::path(post, path = "/v1/me/recovery-codes", tag = "protection",
    responses((status = 200, body = RecoveryCodesView), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody)))]
pub async fn renew_recovery_codes(
    State(portal): State<Portal>,
    Confirmed(confirmed): Confirmed,
) -> Answer<Json<RecoveryCodesView>> {
    Ok(Json(words::recovery_codes(&portal.fund().renew_recovery_codes(&confirmed).await?)))
}

/// Another password. The other sessions end.
#[utoipa::path(post, path = "/v1/me/password", tag = "protection", request_body = ChangePasswordRequest,
    responses((status = 204, description = "Changed"), (status = "4XX", body = ErrorBody)))]
pub async fn change_password(
    State(portal): State<Portal>,
    Confirmed(confirmed): Confirmed,
    Words(request): Words<ChangePasswordRequest>,
) -> Answer<StatusCode> {
    portal.fund().change_password(&confirmed, &request.password).await?;
    Ok(StatusCode::NO_CONTENT)
}
