//! What every answer tells the browser: what it may load, whom it may tell, what it may keep.

use crate::state::Portal;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

/// For answers that are not pages.
const NOTHING: &str = "default-src 'none'; frame-ancestors 'none'";

/// The web verifier: its own script and style, and the fund's lists.
pub const VERIFIER: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
                            base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const ALWAYS: [(HeaderName, &str); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(self), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// The policy of a page: scripts and styles of our own files, and the inline ones that were in it when it was built.
pub fn page_policy(html: &str) -> String {
    let scripts = hashes(html, "script");
    let styles = hashes(html, "style");
    format!(
        "default-src 'none'; script-src 'self'{scripts}; style-src 'self'{styles}; style-src-attr 'unsafe-inline'; \
         img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self'; connect-src 'self'; \
         manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
}

/// The policy of a page without scripts, whose style is in it.
pub fn still_page_policy(html: &str) -> String {
    let styles = hashes(html, "style");
    format!(
        "default-src 'none'; style-src{styles}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
}

/// `'sha256-…'` of each inline element of that name (CSP level 3 §2.3.1).
fn hashes(html: &str, element: &str) -> String {
    let (open, close) = (format!("<{element}"), format!("</{element}>"));
    let mut found = String::new();
    let mut rest = html;
    while let Some((_, after)) = rest.split_once(&open) {
        let Some((_attributes, body)) = after.split_once('>') else { break };
        let Some((inline, after)) = body.split_once(&close) else { break };
        if !inline.is_empty() {
            found.push_str(&format!(" 'sha256-{}'", STANDARD.encode(Sha256::digest(inline))));
        }
        rest = after;
    }
    found
}

/// Adds what a handler did not say itself.
pub async fn harden(State(portal): State<Portal>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if portal.is_https() {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=63072000"));
    }
    let or = |name, value| (name, HeaderValue::from_static(value));
    for (name, value) in [or(header::CONTENT_SECURITY_POLICY, NOTHING), or(header::CACHE_CONTROL, "no-store")]
    {
        headers.entry(name).or_insert(value);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inline_scripts_are_allowed_by_their_hash_and_no_others() {
        let html = "<head><script src=\"/a.js\"></script><script>alert(1)</script><style>p{}</style></head>";
        let policy = page_policy(html);
        // printf 'alert(1)' | openssl dgst -sha256 -binary | base64
        assert!(
            policy.contains("script-src 'self' 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI=';"),
            "{policy}"
        );
        assert!(policy.contains("style-src 'self' 'sha256-"), "{policy}");
        assert!(!policy.contains("script-src 'self' 'unsafe-inline'"));
    }
}
