//! The user interface and the web verifier, out of this very binary.

use crate::answer::{Answer, Refusal};
use crate::headers::{VERIFIER, page_policy};
use crate::state::Portal;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use damane_contract::ErrorCode;
use rust_embed::{Embed, EmbeddedFile};
use std::sync::LazyLock;

/// What `npm run build` left in `ui/build`.
#[derive(Embed)]
#[folder = "../../ui/build"]
#[allow_missing = true]
struct Files;

const INDEX: &str = "index.html";
const VERIFIER_INDEX: &str = "verify/index.html";
const VERIFIER_WORKER: &str = "verify/sw.js";
/// Files below carry a hash in their name: what has the name never changes.
const HASHED: &str = "_app/immutable/";

static INDEX_POLICY: LazyLock<String> = LazyLock::new(|| {
    let page = Files::get(INDEX).map(|file| String::from_utf8_lossy(&file.data).into_owned());
    page_policy(&page.unwrap_or_default())
});

/// Everything that is no route: a file of the UI, or its page, which finds its own way from there.
pub async fn serve(State(portal): State<Portal>, request: Request) -> Answer<Response> {
    let headers = request.headers();
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Err(ErrorCode::NotFound.into());
    }
    let at_verifier = portal.is_verification_host(headers);
    let path = request.uri().path().trim_start_matches('/');
    let name = match path {
        "verify" | "verify/" => VERIFIER_INDEX,
        "" if at_verifier => VERIFIER_INDEX,
        path if is_code(path) => VERIFIER_INDEX,
        "" => INDEX,
        // Anything unknown below these is a mistake, not a screen.
        path if Files::get(path).is_none() && is_screen(path, headers) => INDEX,
        path => path,
    };
    let mut response = file(name, headers)?;
    if name == INDEX && (path == "office" || path.starts_with("office/")) {
        // The console shows the PDFs of claims beside them: bytes the page fetched, never an address.
        let policy = value(&format!("{}; frame-src blob:", INDEX_POLICY.as_str()))?;
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    if name == VERIFIER_WORKER {
        // The worker answers for the page, which stands beside its folder, and at `/` of the verification host.
        let scope = if at_verifier { "/" } else { "/verify" };
        response.headers_mut().insert("service-worker-allowed", HeaderValue::from_static(scope));
    }
    Ok(response)
}

/// A printed code whose `#` a mail gateway has turned into `%23`: the verify page reads it and takes it out of the
/// address.
fn is_code(path: &str) -> bool {
    path.strip_prefix("verify").unwrap_or(path).trim_start_matches('/').starts_with("%239")
}

fn is_screen(path: &str, headers: &HeaderMap) -> bool {
    let reserved = ["v1/", "api/", "verify/", "_app/"].iter().any(|start| path.starts_with(start));
    !reserved && accepts(headers, &header::ACCEPT, "text/html")
}

fn accepts(headers: &HeaderMap, name: &HeaderName, kind: &str) -> bool {
    headers.get(name).and_then(|value| value.to_str().ok()).is_some_and(|value| {
        value.split(',').any(|one| one.split(';').next().is_some_and(|one| one.trim() == kind))
    })
}

/// A file, in the smallest form the browser reads.
fn file(name: &str, headers: &HeaderMap) -> Answer<Response> {
    let plain = Files::get(name).ok_or(ErrorCode::NotFound)?;
    let packed = [("br", ".br"), ("gzip", ".gz")].into_iter().find_map(|(encoding, ending)| {
        let wanted = accepts(headers, &header::ACCEPT_ENCODING, encoding);
        wanted.then(|| Files::get(&format!("{name}{ending}"))).flatten().map(|file| (encoding, file))
    });
    let media_type = plain.metadata.mimetype().to_owned();
    let etag = etag(&plain)?;
    let fresh = headers.get(header::IF_NONE_MATCH).is_some_and(|held| *held == etag);
    let mut response = match packed {
        _ if fresh => StatusCode::NOT_MODIFIED.into_response(),
        Some((encoding, file)) => ([(header::CONTENT_ENCODING, encoding)], file.data).into_response(),
        None => plain.data.into_response(),
    };
    let text = media_type.starts_with("text/") || media_type.ends_with("javascript");
    let media_type = if text { format!("{media_type}; charset=utf-8") } else { media_type };
    let keep = if name.starts_with(HASHED) { "public, max-age=31536000, immutable" } else { "no-cache" };
    let policy = if name.starts_with("verify/") { VERIFIER } else { INDEX_POLICY.as_str() };
    let out = response.headers_mut();
    out.insert(header::CONTENT_TYPE, value(&media_type)?);
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    out.insert(header::CONTENT_SECURITY_POLICY, value(policy)?);
    out.insert(header::VARY, HeaderValue::from_static("accept-encoding, host"));
    out.insert(header::ETAG, etag);
    Ok(response)
}

/// Weak: the same file in other encodings has the same tag (RFC 9110 §8.8.1).
fn etag(file: &EmbeddedFile) -> Answer<HeaderValue> {
    let hash = file.metadata.sha256_hash();
    value(&format!("W/\"{}\"", hash.iter().take(12).map(|byte| format!("{byte:02x}")).collect::<String>()))
}

fn value(text: &str) -> Answer<HeaderValue> {
    HeaderValue::from_str(text).map_err(|error| Refusal::internal(&error))
}
