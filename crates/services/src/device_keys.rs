//! Proof that a request comes from the device that holds a key: DPoP (RFC 9449), one shape only. ES256, the public key
//! in the header and nothing beside it, for this method, this address, this minute and this token.
//!
//! Read here and not by a general reader of JWTs: those accept many algorithms and pass over members they do not know,
//! and a private key in the header, a `jku` or a `crit` must be refused, not passed over (decision 0012).

use crate::error::ServiceError;
use crate::fund::Fund;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use damane_domain::account::PROOF_SECONDS;
use damane_domain::time::Timestamp;
use ring::digest::{SHA256, digest};
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use serde::de::DeserializeOwned;
use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

#[cfg(test)]
mod tests;

/// Longest proof, characters; ours are some 500.
const PROOF_CHARS: usize = 2_048;
/// Longest name of a proof (`jti`), characters.
const NAME_CHARS: usize = 128;
/// Proofs remembered in a window; beyond it the portal is busy, so that memory stays bounded.
const MOST: usize = 500_000;

/// SHA-256 thumbprint of a device's public key (RFC 7638).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyThumbprint(pub(crate) [u8; 32]);

/// A request as it came, and the proof it carries.
#[derive(Clone, Copy)]
pub struct ShownProof<'a> {
    /// The `DPoP` header.
    pub proof: &'a str,
    /// Method of the request.
    pub method: &'a str,
    /// Path of the request, without its query.
    pub path: &'a str,
    /// The access token the request carries.
    pub token: Option<&'a str>,
}

/// A proof that holds. Where a token rests on it, it counts once.
#[derive(Debug, PartialEq, Eq)]
pub struct KeyProof {
    key: KeyThumbprint,
    mark: [u8; 16],
}

impl KeyProof {
    /// The key that was proved.
    pub const fn key(&self) -> KeyThumbprint {
        self.key
    }
}

/// What is wrong with a proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flaw {
    /// Too long, not three parts, not base64url, not the members it must have.
    Shape,
    /// Another type or algorithm, or a key that is no public P-256 key alone.
    Header,
    /// The key did not sign it.
    Signature,
    /// For another request.
    Request,
    /// Made too long ago, or not yet.
    Time,
    /// For another token.
    Token,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    typ: String,
    alg: String,
    jwk: Jwk,
}

/// `d` is unknown here like everything else: a private key is refused.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Jwk {
    kty: String,
    crv: String,
    x: String,
    y: String,
}

/// Members we do not know may come: an app may be newer than its portal.
#[derive(serde::Deserialize)]
struct Claims {
    jti: String,
    htm: String,
    htu: String,
    iat: i64,
    #[serde(default)]
    ath: Option<String>,
}

/// What a proof must be for.
pub(crate) struct Wanted<'a> {
    pub method: &'a str,
    pub url: &'a str,
    pub token: Option<&'a str>,
    pub now: Timestamp,
}

/// Checks a proof (RFC 9449 §4.3); whether it was shown before is for [`SeenProofs`].
pub(crate) fn check(proof: &str, wanted: &Wanted<'_>) -> Result<KeyProof, Flaw> {
    if proof.len() > PROOF_CHARS {
        return Err(Flaw::Shape);
    }
    let (signed, signature) = proof.rsplit_once('.').ok_or(Flaw::Shape)?;
    let (header, claims) = signed.split_once('.').ok_or(Flaw::Shape)?;
    let header: Header = read(header)?;
    if header.typ != "dpop+jwt" || header.alg != "ES256" {
        return Err(Flaw::Header);
    }
    let (point, key) = header.jwk.read()?;
    let signature = decode(signature)?;
    let verified =
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(signed.as_bytes(), &signature);
    verified.map_err(|_| Flaw::Signature)?;
    let claims: Claims = read(claims)?;
    claims.check(wanted)?;
    Ok(KeyProof { key, mark: mark(&key, &claims.jti) })
}

impl Jwk {
    /// The uncompressed point, and the thumbprint (RFC 7638 §3.2: members in this order, no blanks).
    fn read(&self) -> Result<([u8; 65], KeyThumbprint), Flaw> {
        let Self { kty, crv, x, y } = self;
        if kty != "EC" || crv != "P-256" {
            return Err(Flaw::Header);
        }
        let mut point = [4; 65];
        for (coordinate, place) in [(x, 1..33), (y, 33..65)] {
            let bytes = decode(coordinate).map_err(|_| Flaw::Header)?;
            let place = point.get_mut(place).filter(|place| place.len() == bytes.len());
            place.ok_or(Flaw::Header)?.copy_from_slice(&bytes);
        }
        let text = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
        Ok((point, KeyThumbprint(sha256(text.as_bytes()))))
    }
}

impl Claims {
    fn check(&self, wanted: &Wanted<'_>) -> Result<(), Flaw> {
        if self.jti.is_empty() || self.jti.len() > NAME_CHARS {
            return Err(Flaw::Shape);
        }
        if self.htm != wanted.method || self.htu != wanted.url {
            return Err(Flaw::Request);
        }
        if self.iat.abs_diff(wanted.now.seconds()) > PROOF_SECONDS.unsigned_abs() {
            return Err(Flaw::Time);
        }
        let ath = wanted.token.map(|token| URL_SAFE_NO_PAD.encode(sha256(token.as_bytes())));
        if ath.is_some() && ath != self.ath {
            return Err(Flaw::Token);
        }
        Ok(())
    }
}

/// One part: an object of JSON without a list in it (a list could stand for an object), each member once.
fn read<T: DeserializeOwned>(part: &str) -> Result<T, Flaw> {
    let bytes = decode(part)?;
    if bytes.first() != Some(&b'{') || bytes.contains(&b'[') {
        return Err(Flaw::Shape);
    }
    serde_json::from_slice(&bytes).map_err(|_| Flaw::Shape)
}

/// Base64url in its one form: no padding, no bits left over.
fn decode(part: &str) -> Result<Vec<u8>, Flaw> {
    URL_SAFE_NO_PAD.decode(part).map_err(|_| Flaw::Shape)
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut out = [0; 32];
    out.copy_from_slice(digest(&SHA256, bytes).as_ref());
    out
}

/// What is remembered of a proof: half a digest of key and name.
fn mark(key: &KeyThumbprint, jti: &str) -> [u8; 16] {
    let mut mark = [0; 16];
    let whole = sha256(&[&key.0[..], jti.as_bytes()].concat());
    mark.copy_from_slice(&whole[..16]);
    mark
}

/// Proofs shown to this portal lately. Kept in memory: after a restart, or at another portal of the same fund, a proof
/// may be shown once more within its two minutes, to whoever can read our TLS and for the very same request.
#[derive(Default)]
pub struct SeenProofs(Mutex<Seen>);

#[derive(Default)]
struct Seen {
    window: i64,
    now: HashSet<[u8; 16]>,
    before: HashSet<[u8; 16]>,
}

impl SeenProofs {
    /// Takes a proof, once. A proof is good for two minutes at most, which is one window: the last two are remembered.
    pub(crate) fn take(&self, proof: &KeyProof, now: Timestamp) -> Result<(), ServiceError> {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let window = now.seconds().div_euclid(2 * PROOF_SECONDS);
        if window != seen.window {
            let last = std::mem::take(&mut seen.now);
            seen.before = if window == seen.window + 1 { last } else { HashSet::new() };
            seen.window = window;
        }
        if seen.before.contains(&proof.mark) || seen.now.contains(&proof.mark) {
            return Err(ServiceError::InvalidInput(PROOF));
        }
        if seen.now.len() >= MOST {
            return Err(ServiceError::Busy { retry_after: 2 });
        }
        seen.now.insert(proof.mark);
        Ok(())
    }
}

/// The header, as errors name it.
const PROOF: &str = "dpop";

impl Fund {
    /// Checks the proof a request carries: which device's key it holds.
    ///
    /// # Errors
    /// [`ServiceError::InvalidInput`] for whatever is wrong with it: an app whose clock is wrong tries again with ours.
    pub fn check_proof(&self, shown: ShownProof<'_>) -> Result<KeyProof, ServiceError> {
        let url = format!("{}{}", self.profile().portal_url.trim_end_matches('/'), shown.path);
        let wanted = Wanted { method: shown.method, url: &url, token: shown.token, now: self.now() };
        check(shown.proof, &wanted).map_err(|_| ServiceError::InvalidInput(PROOF))
    }
}
