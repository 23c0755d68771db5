//! The small portal's documents and claims: what it received, and how it fails midway.

use super::portal::{Shared, refused, session};
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use damane_contract::*;
use std::collections::HashMap;

/// What the portal has of claims.
#[derive(Default)]
pub struct Claims {
    /// Documents as they arrive.
    pub documents: HashMap<String, Arriving>,
    /// What each key began.
    begun: HashMap<String, (BeginDocumentRequest, String)>,
    /// Claims, answers and contestations, by their key: path and body.
    pub taken: HashMap<String, (String, serde_json::Value)>,
    /// Requests that would have filed something, however often.
    pub asked: usize,
    /// Pieces that arrived.
    pub pieces: usize,
    /// After so many pieces it is gone.
    pub gone_after: Option<usize>,
    /// It is gone.
    pub gone: bool,
    /// It takes a claim, and is gone before it answers.
    pub deaf_after_taking: bool,
    /// It takes no document.
    pub takes_no_document: bool,
    /// It takes no more of these today: `reimbursement`, `dispute`.
    pub had_enough_of: Option<&'static str>,
}

/// A document on its way.
pub struct Arriving {
    kind: DocumentKindView,
    whole: u64,
    /// What arrived.
    pub bytes: Vec<u8>,
}

impl Arriving {
    fn view(&self, id: &str) -> DocumentArrivalView {
        let received = self.bytes.len() as u64;
        DocumentArrivalView { id: id.into(), bytes: self.whole, received, ready: received == self.whole }
    }
}

pub async fn begin(
    State(inner): State<Shared>,
    headers: HeaderMap,
    Json(request): Json<BeginDocumentRequest>,
) -> Result<Response, Response> {
    let mut inner = inner.lock().unwrap();
    session(&mut inner, &headers)?;
    let key = headers.get("idempotency-key").expect("a document is begun once").to_str().unwrap();
    if let Some((begun, id)) = inner.claims.begun.get(key).cloned() {
        let same = begun == request;
        let reused = || refused(StatusCode::CONFLICT, ErrorCode::KeyReused);
        let view = same.then(|| inner.claims.documents[&id].view(&id)).ok_or_else(reused)?;
        return Ok(Json(view).into_response());
    }
    let id = format!("{:032x}", inner.claims.documents.len() + 1);
    inner.claims.begun.insert(key.to_owned(), (request, id.clone()));
    let arriving = Arriving { kind: request.kind, whole: request.bytes, bytes: Vec::new() };
    let view = arriving.view(&id);
    inner.claims.documents.insert(id, arriving);
    Ok(Json(view).into_response())
}

pub async fn arrival(
    State(inner): State<Shared>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Response, Response> {
    let mut inner = inner.lock().unwrap();
    session(&mut inner, &headers)?;
    let found = inner.claims.documents.get(&id).map(|document| document.view(&id));
    let found = found.ok_or_else(|| refused(StatusCode::NOT_FOUND, ErrorCode::NotFound))?;
    Ok(Json(found).into_response())
}

pub async fn piece(
    State(inner): State<Shared>,
    headers: HeaderMap,
    Path((id, offset)): Path<(String, usize)>,
    body: Bytes,
) -> Result<Response, Response> {
    let mut inner = inner.lock().unwrap();
    session(&mut inner, &headers)?;
    let claims = &mut inner.claims;
    if claims.takes_no_document {
        let body = ErrorBody { field: Some("document".into()), ..ErrorCode::InvalidInput.into() };
        return Err((StatusCode::UNPROCESSABLE_ENTITY, Json(body)).into_response());
    }
    let document = claims.documents.get_mut(&id).expect("it was begun");
    assert!(body.len() <= limits::PIECE_BYTES && !body.is_empty(), "{} bytes", body.len());
    assert!(offset <= document.bytes.len(), "nothing is left out");
    if offset == document.bytes.len() {
        document.bytes.extend_from_slice(&body);
    }
    let view = document.view(&id);
    claims.pieces += 1;
    claims.gone |= claims.gone_after == Some(claims.pieces);
    Ok(if claims.gone { gone() } else { Json(view).into_response() })
}

pub async fn file(
    State(inner): State<Shared>,
    headers: HeaderMap,
    Json(body): Json<serde_json::Value>,
) -> Result<Response, Response> {
    take(&inner, &headers, "reimbursement", body)
}

pub async fn dispute(
    State(inner): State<Shared>,
    headers: HeaderMap,
    Json(body): Json<serde_json::Value>,
) -> Result<Response, Response> {
    take(&inner, &headers, "dispute", body)
}

pub async fn answer(
    State(inner): State<Shared>,
    headers: HeaderMap,
    Path((claim, what)): Path<(String, String)>,
    Json(body): Json<serde_json::Value>,
) -> Result<Response, Response> {
    take(&inner, &headers, &format!("{what} of {claim}"), body)
}

/// Takes it once for each key, as the portal does.
#[allow(clippy::result_large_err, reason = "a stand-in portal answers with what it refuses")]
fn take(
    inner: &Shared,
    headers: &HeaderMap,
    path: &str,
    body: serde_json::Value,
) -> Result<Response, Response> {
    let mut inner = inner.lock().unwrap();
    session(&mut inner, headers)?;
    let key = headers.get("idempotency-key").unwrap().to_str().unwrap().to_owned();
    let claims = &mut inner.claims;
    claims.asked += 1;
    if claims.had_enough_of == Some(path) {
        let body = ErrorBody { retry_after: Some(86_400), ..ErrorCode::TooManyTries.into() };
        return Err((StatusCode::TOO_MANY_REQUESTS, Json(body)).into_response());
    }
    for id in body["documents"].as_array().into_iter().flatten() {
        let document = &claims.documents[id.as_str().unwrap()];
        assert_eq!(document.bytes.len() as u64, document.whole, "{:?} is whole", document.kind);
    }
    let asked = (path.to_owned(), body);
    let taken = claims.taken.entry(key.clone()).or_insert_with(|| asked.clone());
    if *taken != asked {
        return Err(refused(StatusCode::CONFLICT, ErrorCode::KeyReused));
    }
    if claims.deaf_after_taking {
        claims.gone = true;
        return Ok(gone());
    }
    if path != "reimbursement" {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let receipt = ClaimReceiptView {
        id: key.clone(),
        reference: "RB-7K4M-29QX-81TN".into(),
        submitted_at: "2026-11-20T09:00:00Z".into(),
    };
    Ok(Json(receipt).into_response())
}

/// What a dead portal's neighbour says in its place.
pub fn gone() -> Response {
    StatusCode::BAD_GATEWAY.into_response()
}
