//! A forgotten password: asking for a link, and using it.

use crate::answer::Answer;
use crate::caller::{ClientAddress, Words};
use crate::state::Portal;
use crate::words;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use damane_contract::{ErrorBody, RecoverRequest, RecoveryChannel, RecoveryView, ResetPasswordRequest};
use damane_services::RecoveryAttempt;

/// Asks for a link. The answer is the same whoever asks.
#[utoipa::path(post, path = "/v1/recovery", tag = "account", request_body = RecoverRequest, security(()),
    responses((status = 200, body = RecoveryView), (status = "4XX", body = ErrorBody)))]
pub async fn ask(
    State(portal): State<Portal>,
    ClientAddress(address): ClientAddress,
    Words(request): Words<RecoverRequest>,
) -> Answer<Json<RecoveryView>> {
    let channel = match request.channel {
        RecoveryChannel::Sms => damane_services::RecoveryChannel::Sms,
        RecoveryChannel::Email => damane_services::RecoveryChannel::Email,
    };
    let (registration_number, cin) = (&*request.registration_number, &*request.cin);
    let asked = portal.fund().ask_recovery(RecoveryAttempt { registration_number, cin, channel, address });
    Ok(Json(words::recovery_asked(asked.await?)))
}

/// A new password for a link's token. Nobody is signed in by it.
#[utoipa::path(post, path = "/v1/recovery/password", tag = "account", request_body = ResetPasswordRequest,
    security(()),
    responses((status = 204, description = "The password is the new one"), (status = "4XX", body = ErrorBody)))]
pub async fn reset(
    State(portal): State<Portal>,
    ClientAddress(address): ClientAddress,
    Words(request): Words<ResetPasswordRequest>,
) -> Answer<StatusCode> {
    portal.fund().reset_password(&request.token, &request.password, address).await?;
    Ok(StatusCode::NO_CONTENT)
}
