//! Certificates of the signed-in person: `/v1/certificates`.

use crate::answer::{Answer, Refusal};
use crate::caller::{Caller, IdempotencyKey, Words};
use crate::state::Portal;
use crate::words;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use damane_contract::{CertificateListView, CertificateView, ErrorBody, ErrorCode, IssueCertificateRequest};
use damane_domain::ids::CertificateId;

/// All certificates, newest first.
#[utoipa::path(get, path = "/v1/certificates", tag = "certificates",
    responses((status = 200, body = CertificateListView), (status = 401, body = ErrorBody)))]
pub async fn list(
    State(portal): State<Portal>,
    Caller(session): Caller,
) -> Answer<Json<CertificateListView>> {
    let certificates = portal.fund().certificates(&session).await?;
    let as_of = portal.fund().now().to_rfc3339();
    let certificates = certificates.into_iter().map(words::certificate).collect();
    Ok(Json(CertificateListView { as_of, certificates }))
}

/// Issues a certificate. The same key gives the same certificate again.
#[utoipa::path(post, path = "/v1/certificates", tag = "certificates", request_body = IssueCertificateRequest,
    params(("Idempotency-Key" = String, Header, description = "1 to 64 visible characters, new for each wish")),
    responses((status = 200, body = CertificateView), (status = 401, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
pub async fn issue(
    State(portal): State<Portal>,
    Caller(session): Caller,
    IdempotencyKey(key): IdempotencyKey,
    Words(request): Words<IssueCertificateRequest>,
) -> Answer<Json<CertificateView>> {
    let kind = request.kind.into();
    Ok(Json(words::certificate(portal.fund().issue_certificate(&session, kind, &key).await?)))
}

/// One certificate of one's own.
#[utoipa::path(get, path = "/v1/certificates/{id}", tag = "certificates", params(("id" = String, Path)),
    responses((status = 200, body = CertificateView), (status = 401, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn show(
    State(portal): State<Portal>,
    Caller(session): Caller,
    Path(id): Path<String>,
) -> Answer<Json<CertificateView>> {
    let certificate = portal.fund().get_certificate(&session, &parse(&id)?).await?;
    Ok(Json(words::certificate(certificate)))
}

/// Its printed form, made again from the issue record.
#[utoipa::path(get, path = "/v1/certificates/{id}/pdf", tag = "certificates", params(("id" = String, Path)),
    responses((status = 200, content_type = "application/pdf", body = Vec<u8>), (status = 401, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn pdf(
    State(portal): State<Portal>,
    Caller(session): Caller,
    Path(id): Path<String>,
) -> Answer<Response> {
    let id = parse(&id)?;
    let certificate = portal.fund().get_certificate(&session, &id).await?;
    let bytes = portal.fund().certificate_pdf(&session, &id).await?;
    let name = format!("attachment; filename=\"{}.pdf\"", certificate.reference);
    Ok(([(header::CONTENT_TYPE, "application/pdf".to_owned()), (header::CONTENT_DISPOSITION, name)], bytes)
        .into_response())
}

/// What cannot be an id names nothing.
fn parse(id: &str) -> Answer<CertificateId> {
    CertificateId::parse(id).map_err(|_| Refusal::from(ErrorCode::NotFound))
}
