//! Officers sign in, out, and enrol: `/v1/office/session`, `/v1/office/enrolment`.

use super::{OnDuty, words};
use crate::account::with_cookies;
use crate::answer::{Answer, Refusal};
use crate::caller::{ClientAddress, Words};
use crate::cookies;
use crate::state::Portal;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use damane_contract::{
    EnrolRequest, EnrolmentView, ErrorBody, OfferEnrolmentRequest, OfficerSignInRequest, OfficerView,
};
use damane_services::OfficerAttempt;

/// Login, password and a code of the authenticator, at once.
#[utoipa::path(post, path = "/v1/office/session", tag = "office", request_body = OfficerSignInRequest, security(()),
    responses((status = 200, body = OfficerView), (status = "4XX", body = ErrorBody)))]
pub async fn sign_in(
    State(portal): State<Portal>,
    ClientAddress(address): ClientAddress,
    Words(request): Words<OfficerSignInRequest>,
) -> Answer<Response> {
    let OfficerSignInRequest { login, password, code } = &request;
    let attempt = OfficerAttempt { login, password, code, address };
    let opened = portal.fund().sign_in_officer(attempt).await?;
    let view = words::officer(&opened.session, portal.fund().profile());
    with_cookies(Json(view).into_response(), [cookies::officer(&opened.token)])
}

/// Who is signed in.
#[utoipa::path(get, path = "/v1/office/session", tag = "office", security(("officer" = [])),
    responses((status = 200, body = OfficerView), (status = 401, body = ErrorBody)))]
pub async fn show(State(portal): State<Portal>, OnDuty(session): OnDuty) -> Json<OfficerView> {
    Json(words::officer(&session, portal.fund().profile()))
}

/// Ends the session, if there is one; the browser forgets it in any case.
#[utoipa::path(delete, path = "/v1/office/session", tag = "office", security(("officer" = [])),
    responses((status = 204, description = "The session has ended, or there was none"), (status = "5XX", body = ErrorBody)))]
pub async fn sign_out(State(portal): State<Portal>, on_duty: Result<OnDuty, Refusal>) -> Answer<Response> {
    match on_duty {
        Ok(OnDuty(session)) => portal.fund().end_officer_session(&session).await?,
        Err(refusal) => refusal.or_ended()?,
    }
    with_cookies(StatusCode::NO_CONTENT.into_response(), [cookies::no_officer()])
}

/// What an enrolment link offers.
#[utoipa::path(post, path = "/v1/office/enrolment", tag = "office", request_body = OfferEnrolmentRequest, security(()),
    responses((status = 200, body = EnrolmentView), (status = "4XX", body = ErrorBody)))]
pub async fn offer(
    State(portal): State<Portal>,
    ClientAddress(address): ClientAddress,
    Words(request): Words<OfferEnrolmentRequest>,
) -> Answer<Json<EnrolmentView>> {
    let offered = portal.fund().offer_enrolment(&request.token, address).await?;
    Ok(Json(words::enrolment(&offered)))
}

/// Uses the link up: password and first code.
#[utoipa::path(put, path = "/v1/office/enrolment", tag = "office", request_body = EnrolRequest, security(()),
    responses((status = 204, description = "The officer can sign in"), (status = "4XX", body = ErrorBody)))]
pub async fn enrol(
    State(portal): State<Portal>,
    ClientAddress(address): ClientAddress,
    Words(request): Words<EnrolRequest>,
) -> Answer<StatusCode> {
    let EnrolRequest { token, password, code } = &request;
    portal.fund().enrol_officer(token, password, code, address).await?;
    Ok(StatusCode::NO_CONTENT)
}
