//! Signatures of others: certificates, lists and timestamps by RSA or ECDSA over SHA-2. Nothing weaker is taken.

use super::oid;
use crate::der::{NotDer, Reader, tag};
use crate::oid as seal_oid;
use ring::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA384_ASN1, ECDSA_P384_SHA256_ASN1, ECDSA_P384_SHA384_ASN1,
    RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512,
    RSA_PSS_2048_8192_SHA256, RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512, UnparsedPublicKey,
    VerificationAlgorithm,
};

/// What a signature says it was made with.
#[derive(Debug, Clone, Copy)]
pub struct Algorithm<'a> {
    /// AlgorithmIdentifier of the signature.
    pub signature: &'a [u8],
    /// AlgorithmIdentifier of the digest, where it stands apart (RFC 5652 §5.3).
    pub digest: Option<&'a [u8]>,
}

/// Whether the key of a SubjectPublicKeyInfo signed a message.
pub fn is_signed_with(key_info: &[u8], algorithm: Algorithm<'_>, message: &[u8], signature: &[u8]) -> bool {
    let chosen = choose(key_info, algorithm);
    chosen.is_ok_and(|(how, key)| UnparsedPublicKey::new(how, key).verify(message, signature).is_ok())
}

type Chosen<'a> = (&'static dyn VerificationAlgorithm, &'a [u8]);

fn choose<'a>(key_info: &'a [u8], algorithm: Algorithm<'_>) -> Result<Chosen<'a>, NotDer> {
    let mut info = Reader::new(key_info).enter(tag::SEQUENCE)?;
    let mut kind = info.enter(tag::SEQUENCE)?;
    let (kind, curve) = (kind.expect(tag::OID)?.whole, kind.any().map(|curve| curve.whole));
    let (0, key) = info.expect(tag::BIT_STRING)?.content.split_first().ok_or(NotDer)? else {
        return Err(NotDer);
    };
    let mut parts = Reader::new(algorithm.signature).enter(tag::SEQUENCE)?;
    let name = parts.expect(tag::OID)?.whole;
    let digest = match algorithm.digest {
        _ if name == oid::RSA_PSS => pss_digest(parts)?,
        Some(digest) => Reader::new(digest).enter(tag::SEQUENCE)?.expect(tag::OID)?.whole,
        None => &[],
    };
    let how: &'static dyn VerificationAlgorithm = match (kind == oid::RSA, curve) {
        (true, _) => rsa(name, digest)?,
        (false, Ok(curve)) if kind == seal_oid::EC_PUBLIC_KEY => ecdsa(name, digest, curve)?,
        _ => return Err(NotDer),
    };
    Ok((how, key))
}

fn rsa(name: &[u8], digest: &[u8]) -> Result<&'static dyn VerificationAlgorithm, NotDer> {
    let with = |sha_256, sha_384, sha_512| match digest {
        seal_oid::SHA_256 => Ok(sha_256),
        oid::SHA_384 => Ok(sha_384),
        oid::SHA_512 => Ok(sha_512),
        _ => Err(NotDer),
    };
    match name {
        oid::RSA_SHA_256 => Ok(&RSA_PKCS1_2048_8192_SHA256),
        oid::RSA_SHA_384 => Ok(&RSA_PKCS1_2048_8192_SHA384),
        oid::RSA_SHA_512 => Ok(&RSA_PKCS1_2048_8192_SHA512),
        oid::RSA => {
            with(&RSA_PKCS1_2048_8192_SHA256, &RSA_PKCS1_2048_8192_SHA384, &RSA_PKCS1_2048_8192_SHA512)
                .map(|how| how as _)
        }
        oid::RSA_PSS => with(&RSA_PSS_2048_8192_SHA256, &RSA_PSS_2048_8192_SHA384, &RSA_PSS_2048_8192_SHA512)
            .map(|how| how as _),
        _ => Err(NotDer),
    }
}

fn ecdsa(name: &[u8], digest: &[u8], curve: &[u8]) -> Result<&'static dyn VerificationAlgorithm, NotDer> {
    let sha_256 = match name {
        seal_oid::ECDSA_SHA_256 => true,
        oid::ECDSA_SHA_384 => false,
        // Some write the key's algorithm in the signature's place; the digest then says the rest.
        seal_oid::EC_PUBLIC_KEY if digest == seal_oid::SHA_256 => true,
        seal_oid::EC_PUBLIC_KEY if digest == oid::SHA_384 => false,
        _ => return Err(NotDer),
    };
    match (curve, sha_256) {
        (seal_oid::P_256, true) => Ok(&ECDSA_P256_SHA256_ASN1),
        (seal_oid::P_256, false) => Ok(&ECDSA_P256_SHA384_ASN1),
        (oid::P_384, true) => Ok(&ECDSA_P384_SHA256_ASN1),
        (oid::P_384, false) => Ok(&ECDSA_P384_SHA384_ASN1),
        _ => Err(NotDer),
    }
}

/// The digest of RSASSA-PSS-params (RFC 4055 §3.1): hashAlgorithm is [0]; left out it is SHA-1, which is not taken.
fn pss_digest(mut parts: Reader<'_>) -> Result<&[u8], NotDer> {
    let digest = parts.enter(tag::SEQUENCE)?.enter(tag::CONTEXT_0)?;
    Ok({ digest }.enter(tag::SEQUENCE)?.expect(tag::OID)?.whole)
}
