//! Opening an account: who asks, the phone's code, a password.

use crate::account::opened_answer;
use crate::answer::Answer;
use crate::caller::{ClientAddress, Words};
use crate::proof::Proved;
use crate::state::Portal;
use crate::{cookies, guards, words};
use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use damane_contract::{
    ChoosePasswordRequest, ClientKind, ErrorBody, ResendCodeRequest, SignInView, SignUpCodeRequest,
    SignUpRequest, SignUpStepView, SignUpView,
};
use damane_services::SignUpAttempt;
use std::net::IpAddr;

/// Who asks. The answer is the same whoever it is: a code went to the mobile that was typed.
#[utoipa::path(post, path = "/v1/sign-up", tag = "account", request_body = SignUpRequest, security(()),
    responses((status = 200, body = SignUpView), (status = "4XX", body = ErrorBody)))]
pub async fn start(
    State(portal): State<Portal>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    Words(request): Words<SignUpRequest>,
) -> Answer<Json<SignUpView>> {
    let sent = portal.fund().start_sign_up(attempt(&request, &headers, address)).await?;
    Ok(Json(words::code_sent(sent)))
}

/// Another code in the place of one that did not come.
#[utoipa::path(post, path = "/v1/sign-up/resend", tag = "account", request_body = ResendCodeRequest, security(()),
    responses((status = 200, body = SignUpView), (status = "4XX", body = ErrorBody)))]
pub async fn resend(
    State(portal): State<Portal>,
    Words(request): Words<ResendCodeRequest>,
) -> Answer<Json<SignUpView>> {
    let sent = portal.fund().resend_sign_up_code(&request.sign_up_id).await?;
    Ok(Json(words::code_sent(sent)))
}

/// The code, which proves the phone.
#[utoipa::path(post, path = "/v1/sign-up/code", tag = "account", request_body = SignUpCodeRequest, security(()),
    responses((status = 200, body = SignUpStepView), (status = "4XX", body = ErrorBody)))]
pub async fn code(
    State(portal): State<Portal>,
    ClientAddress(address): ClientAddress,
    Words(request): Words<SignUpCodeRequest>,
) -> Answer<Json<SignUpStepView>> {
    let step = portal.fund().prove_phone(&request.sign_up_id, &request.code, address).await?;
    Ok(Json(words::sign_up_step(step)))
}

/// A password: the account is open, and its owner signed in.
#[utoipa::path(post, path = "/v1/sign-up/password", tag = "account", request_body = ChoosePasswordRequest,
    security(()), responses((status = 200, body = SignInView), (status = "4XX", body = ErrorBody)))]
pub async fn password(
    State(portal): State<Portal>,
    Proved(proof): Proved,
    headers: HeaderMap,
    Words(request): Words<ChoosePasswordRequest>,
) -> Answer<Response> {
    let opened = portal.fund().choose_password(&request.sign_up_id, &request.password).await?;
    // A page of ours marks its requests; the app does not.
    let client = if guards::is_marked(&headers) { ClientKind::Browser } else { ClientKind::App };
    opened_answer(&portal, opened, client, proof.map(|proof| proof.key())).await
}

fn attempt<'a>(request: &'a SignUpRequest, headers: &'a HeaderMap, address: IpAddr) -> SignUpAttempt<'a> {
    let (client, device) = match request.client {
        ClientKind::Browser => {
            (damane_services::ClientKind::Browser, cookies::find(headers, cookies::DEVICE))
        }
        ClientKind::App => (damane_services::ClientKind::App, request.device_id.as_deref()),
    };
    SignUpAttempt {
        registration_number: &request.registration_number,
        cin: &request.cin,
        email: &request.email,
        mobile: &request.mobile,
        language: &request.language,
        client,
        device,
        device_name: request.device_name.as_deref(),
        address,
    }
}
