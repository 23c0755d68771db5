//! Documents of claims, in pieces: `/v1/documents`.

use crate::answer::{Answer, Refusal};
use crate::caller::{Caller, IdempotencyKey, Words};
use crate::reimbursement_words::document_kind;
use crate::state::Portal;
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use damane_contract::{BeginDocumentRequest, DocumentArrivalView, ErrorBody, ErrorCode};
use damane_domain::ids::DocumentId;
use damane_services::{Arrival, OpenedDocument};

/// Begins a document. The same key begins one; older apps send none.
#[utoipa::path(post, path = "/v1/documents", tag = "documents", request_body = BeginDocumentRequest,
    params(("Idempotency-Key" = Option<String>, Header, description = "1 to 64 visible characters, new for each document")),
    responses((status = 200, body = DocumentArrivalView), (status = 401, body = ErrorBody), (status = 422, body = ErrorBody), (status = 429, body = ErrorBody)))]
pub async fn begin(
    State(portal): State<Portal>,
    Caller(session): Caller,
    key: Option<IdempotencyKey>,
    Words(request): Words<BeginDocumentRequest>,
) -> Answer<Json<DocumentArrivalView>> {
    let (kind, key) = (document_kind(request.kind), key.as_ref().map(|key| key.0.as_str()));
    Ok(Json(view(portal.fund().begin_document(&session, kind, request.bytes, key).await?)))
}

/// How far it has come.
#[utoipa::path(get, path = "/v1/documents/{document}", tag = "documents", params(("document" = String, Path)),
    responses((status = 200, body = DocumentArrivalView), (status = 401, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn show(
    State(portal): State<Portal>,
    Caller(session): Caller,
    Path(id): Path<String>,
) -> Answer<Json<DocumentArrivalView>> {
    Ok(Json(view(portal.fund().document_arrival(&session, &parse(&id)?).await?)))
}

/// Takes a piece. One that arrived before is passed over.
#[utoipa::path(put, path = "/v1/documents/{document}/{offset}", tag = "documents", request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    params(("document" = String, Path), ("offset" = u64, Path)),
    responses((status = 200, body = DocumentArrivalView), (status = 401, body = ErrorBody), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
pub async fn piece(
    State(portal): State<Portal>,
    Caller(session): Caller,
    Path((id, offset)): Path<(String, String)>,
    body: Bytes,
) -> Answer<Json<DocumentArrivalView>> {
    let offset = offset.parse().map_err(|_| Refusal::invalid("offset"))?;
    Ok(Json(view(portal.fund().receive_piece(&session, &parse(&id)?, offset, &body).await?)))
}

/// The document as it was kept.
#[utoipa::path(get, path = "/v1/documents/{document}/content", tag = "documents", params(("document" = String, Path)),
    responses((status = 200, content_type = "application/octet-stream", body = Vec<u8>), (status = 401, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn content(
    State(portal): State<Portal>,
    Caller(session): Caller,
    Path(id): Path<String>,
) -> Answer<Response> {
    Ok(shown(&portal.fund().open_document(&session, &parse(&id)?).await?))
}

/// A stranger's file is never a page of ours: it is what we say it is, runs nothing and frames nothing.
pub fn shown(document: &OpenedDocument) -> Response {
    let media = HeaderValue::from_str(&document.media);
    let media = media.unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let policy = HeaderValue::from_static("default-src 'none'; sandbox");
    let disposition = HeaderValue::from_static("inline");
    let headers = [
        (header::CONTENT_TYPE, media),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (headers, document.bytes.to_vec()).into_response()
}

fn view(arrival: Arrival) -> DocumentArrivalView {
    let Arrival { id, bytes, received, ready } = arrival;
    DocumentArrivalView { id: id.to_string(), bytes, received, ready }
}

/// What cannot be an id names nothing.
fn parse(id: &str) -> Answer<DocumentId> {
    DocumentId::parse(id).map_err(|_| Refusal::from(ErrorCode::NotFound))
}
