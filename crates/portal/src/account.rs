//! Signing in and out, and who is signed in.

use crate::answer::{Answer, Refusal};
use crate::caller::{Caller, ClientAddress, Words};
use crate::proof::{Proved, Shown, ShownSession};
use crate::state::Portal;
use crate::{cookies, protection_words, words};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use damane_contract::{
    ClientKind, ConfirmCodeRequest, ErrorBody, PersonView, SendCodeRequest, SignInRequest, SignInView,
};
use damane_services::{KeyThumbprint, OpenedSession, SignIn, SignInAttempt};
use std::net::IpAddr;

/// Number and password.
#[utoipa::path(post, path = "/v1/session", tag = "account", request_body = SignInRequest, security(()),
    responses((status = 200, body = SignInView), (status = "4XX", body = ErrorBody)))]
pub async fn sign_in(
    State(portal): State<Portal>,
    ClientAddress(address): ClientAddress,
    Proved(proof): Proved,
    headers: HeaderMap,
    Words(request): Words<SignInRequest>,
) -> Answer<Response> {
    let key = proof.map(|proof| proof.key());
    let signed_in = portal.fund().sign_in(attempt(&request, &headers, address, key)).await?;
    sign_in_answer(&portal, signed_in, request.client, key).await
}

/// The answer to the second step: a code by SMS, of an authenticator app, or a printed one.
#[utoipa::path(post, path = "/v1/session/code", tag = "account", request_body = ConfirmCodeRequest, security(()),
    responses((status = 200, body = SignInView), (status = "4XX", body = ErrorBody)))]
pub async fn confirm_code(
    State(portal): State<Portal>,
    Proved(proof): Proved,
    headers: HeaderMap,
    Words(request): Words<ConfirmCodeRequest>,
) -> Answer<Response> {
    let factor = protection_words::factor(request.factor);
    let opened = portal.fund().confirm_step(&request.challenge_id, factor, &request.code).await?;
    // A page of ours marks its requests; the app does not.
    let client = if crate::guards::is_marked(&headers) { ClientKind::Browser } else { ClientKind::App };
    opened_answer(&portal, opened, client, proof.map(|proof| proof.key())).await
}

/// A code by SMS after all, for a step that waits for another answer.
#[utoipa::path(post, path = "/v1/session/code/sms", tag = "account", request_body = SendCodeRequest, security(()),
    responses((status = 204, description = "It is on its way"), (status = "4XX", body = ErrorBody)))]
pub async fn send_code(
    State(portal): State<Portal>,
    Words(request): Words<SendCodeRequest>,
) -> Answer<StatusCode> {
    portal.fund().send_step_code(&request.challenge_id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends the session, if there is one; the browser forgets it in any case.
#[utoipa::path(delete, path = "/v1/session", tag = "account",
    responses((status = 204, description = "The session has ended, or there was none")))]
pub async fn sign_out(State(portal): State<Portal>, ShownSession(shown): ShownSession) -> Answer<Response> {
    match shown {
        Some(Shown::Plain(token)) => portal.fund().end_session(&token).await?,
        Some(Shown::Bound(token, proof)) => portal.fund().end_bound_session(&token, &proof).await?,
        None => {}
    }
    with_cookies(StatusCode::NO_CONTENT.into_response(), [cookies::no_session()])
}

/// Who is signed in.
#[utoipa::path(get, path = "/v1/me", tag = "account",
    responses((status = 200, body = PersonView), (status = "4XX", body = ErrorBody)))]
pub async fn me(State(portal): State<Portal>, Caller(session): Caller) -> Answer<Json<PersonView>> {
    let person = portal.fund().person(&session).await?;
    Ok(Json(words::person(person)))
}

fn attempt<'a>(
    request: &'a SignInRequest,
    headers: &'a HeaderMap,
    address: IpAddr,
    key: Option<KeyThumbprint>,
) -> SignInAttempt<'a> {
    let (client, device) = match request.client {
        ClientKind::Browser => {
            (damane_services::ClientKind::Browser, cookies::find(headers, cookies::DEVICE))
        }
        ClientKind::App => (damane_services::ClientKind::App, request.device_id.as_deref()),
    };
    SignInAttempt {
        registration_number: &request.registration_number,
        password: &request.password,
        client,
        device,
        device_name: request.device_name.as_deref(),
        key,
        address,
    }
}

async fn sign_in_answer(
    portal: &Portal,
    signed_in: SignIn,
    client: ClientKind,
    key: Option<KeyThumbprint>,
) -> Answer<Response> {
    match signed_in {
        SignIn::CodeNeeded { challenge_id, mobile_ending, expires_in, factors } => {
            let factors = factors.into_iter().map(protection_words::factor_view).collect();
            let view = SignInView::CodeNeeded { challenge_id, mobile_ending, expires_in, factors };
            Ok(Json(view).into_response())
        }
        SignIn::SignedIn(opened) => opened_answer(portal, opened, client, key).await,
    }
}

/// A browser gets its token in a cookie no script reads; the app gets it in the body, bound to its key if it proved one.
pub(crate) async fn opened_answer(
    portal: &Portal,
    opened: OpenedSession,
    client: ClientKind,
    key: Option<KeyThumbprint>,
) -> Answer<Response> {
    let tokens = match (client, key) {
        (ClientKind::App, Some(key)) => Some(portal.fund().bind_session(&opened, key).await?),
        _ => None,
    };
    let OpenedSession { token, person, device } = opened;
    let person = words::person(person);
    match client {
        ClientKind::App => Ok(Json(words::signed_in_app(token, tokens, person)).into_response()),
        ClientKind::Browser => {
            let response = Json(words::signed_in_browser(person)).into_response();
            let device = device.as_deref().and_then(cookies::device);
            let response = with_cookies(response, [cookies::session(&token)])?;
            if device.is_some() { with_cookies(response, [device]) } else { Ok(response) }
        }
    }
}

/// An answer with cookies.
pub(crate) fn with_cookies<const N: usize>(
    mut response: Response,
    cookies: [Option<HeaderValue>; N],
) -> Answer<Response> {
    for cookie in cookies {
        let cookie = cookie.ok_or_else(|| Refusal::internal(&"a cookie that is no header"))?;
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}
