//! The issuer's side: what seals certificates, trust lists and status lists (feature `issue`).

use p256::{
    ecdsa::{Signature, SigningKey, signature::Signer as _},
    pkcs8::DecodePrivateKey,
};

use crate::{
    claims::Claims,
    cose,
    error::SealError,
    fit::fit_to_code,
    inflate::{Wrapping, deflate},
    keys::{KeyId, PublicKey},
    status::{self, StatusListContent},
    trust::{self, TrustListContent},
};

/// Something that makes ES256 signatures: a key file, a PKCS#11 token.
pub trait Signer {
    /// The public half.
    fn public_key(&self) -> PublicKey;

    /// The key's id.
    fn kid(&self) -> KeyId {
        self.public_key().kid()
    }

    /// Signs the SHA-256 digest of `message`; r‖s.
    fn sign(&self, message: &[u8]) -> Result<[u8; 64], SealError>;
}

/// A P-256 key in memory; deterministic signatures (RFC 6979), so the same record gives the same bytes.
pub struct P256Signer {
    key: SigningKey,
    public: PublicKey,
}

// Never print a key.
impl std::fmt::Debug for P256Signer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("P256Signer").field("kid", &self.public.kid().to_hex()).finish_non_exhaustive()
    }
}

impl P256Signer {
    /// Reads a PKCS#8 PEM file's text.
    pub fn from_pkcs8_pem(pem: &str) -> Result<Self, SealError> {
        SigningKey::from_pkcs8_pem(pem).map_err(|_| SealError::Key).and_then(Self::from_key)
    }

    /// Takes the private scalar, 32 bytes big-endian.
    pub fn from_scalar(scalar: &[u8]) -> Result<Self, SealError> {
        SigningKey::from_slice(scalar).map_err(|_| SealError::Key).and_then(Self::from_key)
    }

    fn from_key(key: SigningKey) -> Result<Self, SealError> {
        let point = key.verifying_key().to_sec1_point(false);
        let public = PublicKey::from_point(point.as_bytes()).map_err(|_| SealError::Key)?;
        Ok(Self { key, public })
    }
}

impl Signer for P256Signer {
    fn public_key(&self) -> PublicKey {
        self.public
    }

    fn sign(&self, message: &[u8]) -> Result<[u8; 64], SealError> {
        let signature: Signature = self.key.try_sign(message).map_err(|_| SealError::Key)?;
        Ok(signature.to_bytes().into())
    }
}

/// Seals claims as COSE_Sign1. Names longer than the printed code can carry are shortened ([`fit_to_code`]).
pub fn seal(claims: &Claims, signer: &dyn Signer) -> Result<Vec<u8>, SealError> {
    let payload = fit_to_code(claims)?.to_cbor().map_err(|_| SealError::Field)?;
    sign(&payload, None, signer)
}

/// Signs a trust list with the fund's root key.
pub fn seal_trust_list(content: &TrustListContent, root: &dyn Signer) -> Result<Vec<u8>, SealError> {
    let payload = trust::write_content(content).map_err(|_| SealError::Field)?;
    sign(&payload, Some(trust::TYP), root)
}

/// Signs a status list with a sealing key of the trust list.
pub fn seal_status_list(content: &StatusListContent, signer: &dyn Signer) -> Result<Vec<u8>, SealError> {
    let compressed = deflate(content.entries.as_bytes(), Wrapping::Zlib).ok_or(SealError::Compress)?;
    let payload = status::write_content(content, &compressed).map_err(|_| SealError::Field)?;
    sign(&payload, Some(status::TYP), signer)
}

fn sign(payload: &[u8], typ: Option<&str>, signer: &dyn Signer) -> Result<Vec<u8>, SealError> {
    let protected = cose::protected_header(signer.kid(), typ);
    let signature = signer.sign(&cose::to_be_signed(&protected, payload))?;
    Ok(cose::assemble(&protected, payload, &signature))
}
