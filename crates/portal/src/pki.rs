//! What the fund's X.509 authorities publish: `/pki/…`; and the dates a demonstration gives. Public.

use crate::answer::{Answer, Refusal};
use crate::state::Portal;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use damane_contract::{ErrorBody, ErrorCode};
use damane_services::PublishedFile;

/// Media types of RFC 3161 §3.4.
const QUERY: &str = "application/timestamp-query";
const REPLY: &str = "application/timestamp-reply";

/// A certificate or revocation list of the fund's X.509 authorities: `root` or `authority`, `.crt` or `.crl`.
#[utoipa::path(get, path = "/pki/{file}", tag = "verification", security(()), params(("file" = String, Path)),
    responses((status = 200, content_type = "application/pkix-crl", body = Vec<u8>), (status = 404, body = ErrorBody)))]
pub async fn published(State(portal): State<Portal>, Path(file): Path<String>) -> Answer<Response> {
    let file = PublishedFile::from_name(&file).ok_or(Refusal::from(ErrorCode::NotFound))?;
    let bytes = portal.fund().published_file(file)?;
    let headers = [(header::CONTENT_TYPE, file.media_type()), (header::CACHE_CONTROL, "public, max-age=300")];
    Ok((headers, bytes).into_response())
}

/// The timestamp authority of a demonstration (RFC 3161 by HTTP). A real fund has none: it asks another's.
#[utoipa::path(post, path = "/pki/tsa", tag = "verification", security(()),
    request_body(content_type = "application/timestamp-query", content = Vec<u8>),
    responses((status = 200, content_type = "application/timestamp-reply", body = Vec<u8>), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
pub async fn timestamp(State(portal): State<Portal>, headers: HeaderMap, query: Bytes) -> Answer<Response> {
    if headers.get(header::CONTENT_TYPE).is_none_or(|sent| sent != QUERY) {
        return Err(Refusal::invalid("content-type"));
    }
    let answer = portal.fund().answer_timestamp(&query)?;
    Ok(([(header::CONTENT_TYPE, REPLY)], answer).into_response())
}
