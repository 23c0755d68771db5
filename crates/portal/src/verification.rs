//! What anyone needs to check a certificate: the fund's trust list and its status lists. Public, cacheable.

use crate::answer::{Answer, Refusal};
use crate::state::Portal;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use damane_contract::{ErrorBody, ErrorCode};
use sha2::{Digest, Sha256};

/// How long others may hand out a list without asking: a revocation is to be seen everywhere within a minute.
const FRESH: &str = "public, max-age=30";

/// The trust list: a CWT signed by the fund's root key.
#[utoipa::path(get, path = "/v1/trust", tag = "verification", security(()),
    responses((status = 200, content_type = "application/cwt", body = Vec<u8>), (status = 304)))]
pub async fn trust(State(portal): State<Portal>, headers: HeaderMap) -> Answer<Response> {
    signed_list(portal.fund().trust_list().await?, &headers)
}

/// The status list of the certificates issued in a year: a Token Status List as CWT, always whole, so that the
/// fund cannot see who checks whom.
#[utoipa::path(get, path = "/v1/status/{year}", tag = "verification", security(()), params(("year" = u16, Path)),
    responses((status = 200, content_type = "application/cwt", body = Vec<u8>), (status = 304), (status = 404, body = ErrorBody)))]
pub async fn status(
    State(portal): State<Portal>,
    Path(year): Path<String>,
    headers: HeaderMap,
) -> Answer<Response> {
    let year = year.parse::<u16>().map_err(|_| Refusal::from(ErrorCode::NotFound))?;
    signed_list(portal.fund().status_list(year).await?, &headers)
}

/// A list with its tag, or word that the held one is still the same.
fn signed_list(bytes: Vec<u8>, headers: &HeaderMap) -> Answer<Response> {
    let hash: String = Sha256::digest(&bytes).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let etag = HeaderValue::from_str(&format!("\"{hash}\"")).map_err(|error| Refusal::internal(&error))?;
    let same = headers.get_all(header::IF_NONE_MATCH).iter().any(|held| *held == etag);
    let mut response = match same {
        true => StatusCode::NOT_MODIFIED.into_response(),
        false => ([(header::CONTENT_TYPE, "application/cwt")], bytes).into_response(),
    };
    response.headers_mut().insert(header::ETAG, etag);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(FRESH));
    Ok(response)
}
