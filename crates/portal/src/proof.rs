//! The proof of a device's key that a request carries (`DPoP`, RFC 9449), and the session it may be bound to.

use crate::answer::{Answer, Refusal};
use crate::caller::{bearer, credentials};
use crate::cookies;
use crate::state::Portal;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use damane_services::{KeyProof, ShownProof};

const PROOF: &str = "dpop";

/// The key a request proves to hold; `None` without a proof. A proof that does not hold is refused.
pub struct Proved(pub Option<KeyProof>);

impl FromRequestParts<Portal> for Proved {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, portal: &Portal) -> Result<Self, Refusal> {
        prove(parts, portal, None).map(Self)
    }
}

/// What a request shows for a session.
pub enum Shown {
    /// A token anyone may carry: a browser's, or an older app's.
    Plain(String),
    /// A token, and the proof of the key it is bound to.
    Bound(String, KeyProof),
}

/// What a request shows, if anything; whether it stands is not looked at.
pub struct ShownSession(pub Option<Shown>);

impl FromRequestParts<Portal> for ShownSession {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, portal: &Portal) -> Result<Self, Refusal> {
        let plain = plain_token(&parts.headers).map(|token| Shown::Plain(token.to_owned()));
        let Some(token) = bound_token(&parts.headers) else { return Ok(Self(plain)) };
        let proof = prove(parts, portal, Some(token))?;
        Ok(Self(proof.map(|proof| Shown::Bound(token.to_owned(), proof))))
    }
}

/// A bearer token where there is one, else the browser's cookie.
fn plain_token(headers: &HeaderMap) -> Option<&str> {
    bearer(headers).or_else(|| match headers.contains_key(header::AUTHORIZATION) {
        true => None,
        false => cookies::find(headers, cookies::SESSION),
    })
}

/// `Authorization: DPoP …` (RFC 9449 §7.1).
fn bound_token(headers: &HeaderMap) -> Option<&str> {
    credentials(headers, PROOF)
}

/// True when a request carries a token that no browser adds by itself.
pub fn carries_token(headers: &HeaderMap) -> bool {
    bearer(headers).or_else(|| bound_token(headers)).is_some()
}

/// One header and no more (RFC 9449 §4.3).
fn prove(parts: &Parts, portal: &Portal, token: Option<&str>) -> Answer<Option<KeyProof>> {
    let mut proofs = parts.headers.get_all(PROOF).iter();
    let (Some(proof), None) = (proofs.next(), proofs.next()) else {
        return if parts.headers.contains_key(PROOF) { Err(Refusal::invalid(PROOF)) } else { Ok(None) };
    };
    let proof = proof.to_str().map_err(|_| Refusal::invalid(PROOF))?;
    let shown = ShownProof { proof, method: parts.method.as_str(), path: parts.uri.path(), token };
    Ok(Some(portal.fund().check_proof(shown)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn a_bearer_token_goes_before_a_cookie_and_a_broken_one_hides_it() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_static("__Host-damane=cookie"));
        assert_eq!(plain_token(&headers), Some("cookie"));
        headers.insert(header::AUTHORIZATION, HeaderValue::from_static("bearer app"));
        assert_eq!(plain_token(&headers), Some("app"));
        headers.insert(header::AUTHORIZATION, HeaderValue::from_static("Basic eA=="));
        assert_eq!(plain_token(&headers), None);
    }

    #[test]
    fn a_bound_token_is_no_bearer_token_and_a_bearer_token_is_not_bound() {
        let mut headers = HeaderMap::new();
        headers.insert(header::AUTHORIZATION, HeaderValue::from_static("DPoP app"));
        assert_eq!((plain_token(&headers), bound_token(&headers)), (None, Some("app")));
        assert!(carries_token(&headers));
        headers.insert(header::AUTHORIZATION, HeaderValue::from_static("Bearer app"));
        assert_eq!((plain_token(&headers), bound_token(&headers)), (Some("app"), None));
    }
}
