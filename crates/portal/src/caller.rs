//! What handlers read from a request: who asks, from where, and a body in the contract's words.

use crate::answer::Refusal;
use crate::proof::{Shown, ShownSession};
use crate::state::Portal;
use axum::Json;
use axum::extract::{FromRequest, FromRequestParts, OptionalFromRequestParts, Request};
use axum::http::{HeaderMap, header, request::Parts};
use damane_contract::ErrorCode;
use damane_services::{ConfirmedSession, Session, check_key};
use serde::de::DeserializeOwned;
use std::net::IpAddr;

/// A request with a session that stands.
pub struct Caller(pub Session);

impl FromRequestParts<Portal> for Caller {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, portal: &Portal) -> Result<Self, Refusal> {
        let ShownSession(shown) = ShownSession::from_request_parts(parts, portal).await?;
        let session = match shown {
            Some(Shown::Plain(token)) => portal.fund().find_session(&token).await?,
            Some(Shown::Bound(token, proof)) => portal.fund().find_bound_session(&token, &proof).await?,
            None => None,
        };
        session.map(Self).ok_or(ErrorCode::SessionEnded.into())
    }
}

/// A request with a session that stands, whose person gave password and second step again in the last minutes.
pub struct Confirmed(pub ConfirmedSession);

impl FromRequestParts<Portal> for Confirmed {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, portal: &Portal) -> Result<Self, Refusal> {
        let Caller(session) = Caller::from_request_parts(parts, portal).await?;
        Ok(Self(portal.fund().get_confirmed(session).await?))
    }
}

/// `Authorization: Bearer …` (RFC 6750 §2.1).
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    credentials(headers, "bearer")
}

/// What follows a scheme in the `Authorization` header.
pub fn credentials<'a>(headers: &'a HeaderMap, wanted: &str) -> Option<&'a str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    (scheme.eq_ignore_ascii_case(wanted) && !token.is_empty()).then_some(token)
}

/// The other end of the connection; set for each one as it is accepted.
#[derive(Clone, Copy)]
pub struct Peer(pub IpAddr);

/// Where a request comes from: the peer, or whom a trusted proxy names.
pub struct ClientAddress(pub IpAddr);

impl FromRequestParts<Portal> for ClientAddress {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, portal: &Portal) -> Result<Self, Refusal> {
        let peer = parts.extensions.get::<Peer>().map(|peer| peer.0);
        let named = portal.is_behind_proxy().then(|| forwarded_for(&parts.headers)).flatten();
        named.or(peer).map(Self).ok_or_else(|| Refusal::internal(&"a connection without an address"))
    }
}

/// The last address of `X-Forwarded-For`: the one our own proxy wrote; the others are anyone's claim.
fn forwarded_for(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
    last.rsplit(',').next()?.trim().parse().ok()
}

/// A JSON body; whatever is wrong with it, the field at fault is `body`.
pub struct Words<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Words<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let read = Json::<T>::from_request(request, state).await;
        read.map(|Json(words)| Self(words)).map_err(|_| Refusal::invalid("body"))
    }
}

/// Where a page starts: `?before=…`. What it may hold needs no escaping.
pub struct Before(pub Option<String>);

impl<S: Send + Sync> FromRequestParts<S> for Before {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        let pairs = parts.uri.query().unwrap_or_default().split('&');
        Ok(Self(pairs.filter_map(|pair| pair.strip_prefix("before=")).next().map(str::to_owned)))
    }
}

/// What is asked in the address: `?salary=…&growth=…`; whatever is wrong with it, the field at fault is `query`.
pub struct Asked<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        let read = axum::extract::Query::try_from_uri(&parts.uri);
        read.map(|axum::extract::Query(asked)| Self(asked)).map_err(|_| Refusal::invalid("query"))
    }
}

/// The `Idempotency-Key` header: a repeated request counts once.
pub struct IdempotencyKey(pub String);

impl<S: Send + Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        let key = parts.headers.get("idempotency-key").and_then(|key| key.to_str().ok()).unwrap_or_default();
        check_key(key)?;
        Ok(Self(key.to_owned()))
    }
}

/// No header is no key; a malformed one is refused.
impl<S: Send + Sync> OptionalFromRequestParts<S> for IdempotencyKey {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Option<Self>, Refusal> {
        if !parts.headers.contains_key("idempotency-key") {
            return Ok(None);
        }
        <Self as FromRequestParts<S>>::from_request_parts(parts, state).await.map(Some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn only_the_proxys_own_word_about_the_address_counts() {
        let mut headers = HeaderMap::new();
        headers.append("x-forwarded-for", HeaderValue::from_static("10.0.0.1, 192.0.2.7"));
        assert_eq!(forwarded_for(&headers), "192.0.2.7".parse().ok());
        headers.append("x-forwarded-for", HeaderValue::from_static("not an address"));
        assert_eq!(forwarded_for(&headers), None);
    }
}
