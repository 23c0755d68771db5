//! People at the console: looked up with a purpose, reset by two officers, a mobile, a certificate.

use super::{OnDuty, words};
use crate::answer::{Answer, Refusal};
use crate::caller::Words;
use crate::state::Portal;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use damane_contract::{
    AskResetRequest, ErrorBody, ErrorCode, FoundPersonView, RevokeCertificateRequest, SearchPersonRequest,
    UpdateMobileRequest, UpdatedMobileView, WaitingResetsView,
};
use damane_domain::ids::CertificateId;

/// Looks a person up by number. Why is kept, also when nobody is found.
#[utoipa::path(post, path = "/v1/office/people", tag = "office", security(("officer" = [])), request_body = SearchPersonRequest,
    responses((status = 200, body = FoundPersonView), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody), (status = 429, body = ErrorBody)))]
pub async fn search(
    State(portal): State<Portal>,
    OnDuty(session): OnDuty,
    Words(request): Words<SearchPersonRequest>,
) -> Answer<Json<FoundPersonView>> {
    let SearchPersonRequest { registration_number, purpose, note } = &request;
    let purpose = words::purpose(*purpose);
    let found = portal.fund().desk_search(&session, registration_number, purpose, note).await?;
    Ok(Json(words::found(found)))
}

/// Asks for an account to be reset.
#[utoipa::path(post, path = "/v1/office/resets", tag = "office", security(("officer" = [])), request_body = AskResetRequest,
    responses((status = 204), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
pub async fn ask_reset(
    State(portal): State<Portal>,
    OnDuty(session): OnDuty,
    Words(request): Words<AskResetRequest>,
) -> Answer<StatusCode> {
    portal.fund().desk_ask_reset(&session, &request.registration_number, &request.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The resets that wait at the officer's office.
#[utoipa::path(get, path = "/v1/office/resets", tag = "office", security(("officer" = [])),
    responses((status = 200, body = WaitingResetsView), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody)))]
pub async fn resets(
    State(portal): State<Portal>,
    OnDuty(session): OnDuty,
) -> Answer<Json<WaitingResetsView>> {
    Ok(Json(words::resets(portal.fund().desk_resets(&session).await?)))
}

/// Agrees to a colleague's request: the person gets a link by SMS.
#[utoipa::path(post, path = "/v1/office/resets/{request}/agreement", tag = "office", security(("officer" = [])), params(("request" = String, Path)),
    responses((status = 204), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn agree_to_reset(
    State(portal): State<Portal>,
    OnDuty(session): OnDuty,
    Path(request): Path<String>,
) -> Answer<StatusCode> {
    portal.fund().desk_agree_to_reset(&session, &request).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Updates a declared mobile on an employer's notice.
#[utoipa::path(post, path = "/v1/office/mobiles", tag = "office", security(("officer" = [])), request_body = UpdateMobileRequest,
    responses((status = 200, body = UpdatedMobileView), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
pub async fn update_mobile(
    State(portal): State<Portal>,
    OnDuty(session): OnDuty,
    Words(request): Words<UpdateMobileRequest>,
) -> Answer<Json<UpdatedMobileView>> {
    let UpdateMobileRequest { registration_number, mobile, reason } = &request;
    let changed = portal.fund().desk_update_mobile(&session, registration_number, mobile, reason).await?;
    Ok(Json(UpdatedMobileView { changed }))
}

/// Revokes a certificate.
#[utoipa::path(post, path = "/v1/office/certificates/{certificate}/revocation", tag = "office", security(("officer" = [])), request_body = RevokeCertificateRequest,
    params(("certificate" = String, Path)),
    responses((status = 204), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn revoke(
    State(portal): State<Portal>,
    OnDuty(session): OnDuty,
    Path(id): Path<String>,
    Words(request): Words<RevokeCertificateRequest>,
) -> Answer<StatusCode> {
    let id = CertificateId::parse(&id).map_err(|_| Refusal::from(ErrorCode::NotFound))?;
    portal.fund().desk_revoke(&session, &id, words::revocation(request.reason)).await?;
    Ok(StatusCode::NO_CONTENT)
}
