//! Signatures of strangers: RSA (PKCS#1 v1.5 and PSS) and ECDSA over SHA-2. Nothing weaker is taken.

use super::oid;
use crate::der::{NotDer, Reader, tag};
use crate::oid as own;
use ring::digest;
use ring::signature::{self as how, UnparsedPublicKey, VerificationAlgorithm};

/// Why a signature says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// Bytes that are not the structure they should be.
    Unreadable,
    /// It is not the key's, or of something else.
    Wrong,
    /// MD5, SHA-1, an RSA key below 2048 bits.
    Weak,
    /// An algorithm that is not known here.
    Unknown,
}

impl From<NotDer> for Problem {
    fn from(_: NotDer) -> Self {
        Self::Unreadable
    }
}

/// A digest that is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hash {
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    /// By its AlgorithmIdentifier.
    pub fn read(identifier: &[u8]) -> Result<Self, Problem> {
        Self::named(Reader::new(identifier).enter(tag::SEQUENCE)?.expect(tag::OID)?.whole)
    }

    fn named(name: &[u8]) -> Result<Self, Problem> {
        match name {
            own::SHA_256 => Ok(Self::Sha256),
            oid::SHA_384 => Ok(Self::Sha384),
            oid::SHA_512 => Ok(Self::Sha512),
            oid::SHA_1 | oid::MD_5 => Err(Problem::Weak),
            _ => Err(Problem::Unknown),
        }
    }

    /// Bytes of it.
    const fn length(self) -> u8 {
        match self {
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }

    /// The digest of several pieces.
    pub fn of(self, pieces: &[&[u8]]) -> Vec<u8> {
        let mut context = digest::Context::new(match self {
            Self::Sha256 => &digest::SHA256,
            Self::Sha384 => &digest::SHA384,
            Self::Sha512 => &digest::SHA512,
        });
        pieces.iter().for_each(|piece| context.update(piece));
        context.finish().as_ref().to_vec()
    }
}

/// Whether the key of a SubjectPublicKeyInfo signed a message. `hash` is the digest named beside the algorithm, where
/// there is one (RFC 5652 §5.3); a disagreement of the two is refused.
pub fn verify(
    key_info: &[u8],
    algorithm: &[u8],
    hash: Option<Hash>,
    message: &[u8],
    signature: &[u8],
) -> Result<(), Problem> {
    let mut info = Reader::new(key_info).enter(tag::SEQUENCE)?;
    let mut kind = info.enter(tag::SEQUENCE)?;
    let (kind, curve) = (kind.expect(tag::OID)?.whole, kind.any().map_or(&[][..], |curve| curve.whole));
    let (0, key) = info.expect(tag::BIT_STRING)?.content.split_first().ok_or(NotDer)? else {
        return Err(Problem::Unreadable);
    };
    let mut parts = Reader::new(algorithm).enter(tag::SEQUENCE)?;
    let name = parts.expect(tag::OID)?.whole;
    match kind {
        oid::RSA | oid::RSA_PSS => {
            strong_enough(key)?;
            ring_verifies(rsa(name, parts, hash)?, key, message, signature)
        }
        own::EC_PUBLIC_KEY => ecdsa(curve, ecdsa_hash(name, hash)?, key, message, signature),
        _ => Err(Problem::Unknown),
    }
}

fn ring_verifies(
    with: &'static dyn VerificationAlgorithm,
    key: &[u8],
    message: &[u8],
    signature: &[u8],
) -> Result<(), Problem> {
    UnparsedPublicKey::new(with, key).verify(message, signature).map_err(|_| Problem::Wrong)
}

/// Fewest bytes of an RSA modulus: 2048 bits.
const MODULUS_BYTES: usize = 256;

fn strong_enough(key: &[u8]) -> Result<(), Problem> {
    let modulus = Reader::new(key).enter(tag::SEQUENCE)?.expect(tag::INTEGER)?.content;
    let bytes = modulus.strip_prefix(&[0]).unwrap_or(modulus);
    if bytes.len() >= MODULUS_BYTES { Ok(()) } else { Err(Problem::Weak) }
}

fn rsa(
    name: &[u8],
    parameters: Reader<'_>,
    hash: Option<Hash>,
) -> Result<&'static dyn VerificationAlgorithm, Problem> {
    let own_hash = match name {
        oid::RSA => hash.ok_or(Problem::Unknown)?,
        oid::RSA_SHA_256 => Hash::Sha256,
        oid::RSA_SHA_384 => Hash::Sha384,
        oid::RSA_SHA_512 => Hash::Sha512,
        oid::RSA_PSS => pss_hash(parameters)?,
        oid::RSA_MD5 | oid::RSA_SHA_1 => return Err(Problem::Weak),
        _ => return Err(Problem::Unknown),
    };
    if hash.is_some_and(|hash| hash != own_hash) {
        return Err(Problem::Wrong);
    }
    Ok(match (name == oid::RSA_PSS, own_hash) {
        (false, Hash::Sha256) => &how::RSA_PKCS1_2048_8192_SHA256,
        (false, Hash::Sha384) => &how::RSA_PKCS1_2048_8192_SHA384,
        (false, Hash::Sha512) => &how::RSA_PKCS1_2048_8192_SHA512,
        (true, Hash::Sha256) => &how::RSA_PSS_2048_8192_SHA256,
        (true, Hash::Sha384) => &how::RSA_PSS_2048_8192_SHA384,
        (true, Hash::Sha512) => &how::RSA_PSS_2048_8192_SHA512,
    })
}

/// RSASSA-PSS-params (RFC 4055 §3.1): hash [0], mask [1] over the same hash. What is left out means SHA-1. A salt [2] of
/// another length than the hash's is not known here: ring has that one alone.
fn pss_hash(mut parameters: Reader<'_>) -> Result<Hash, Problem> {
    let mut parameters = parameters.enter(tag::SEQUENCE)?;
    let Some(hash) = parameters.optional(0xa0)? else { return Err(Problem::Weak) };
    let Some(mask) = parameters.optional(0xa1)? else { return Err(Problem::Weak) };
    let hash = Hash::read(hash.content)?;
    let mut mask = Reader::new(mask.content).enter(tag::SEQUENCE)?;
    let is_mgf_1 = mask.expect(tag::OID)?.whole == oid::MGF_1;
    let salt = match parameters.optional(0xa2)? {
        Some(salt) => Reader::new(salt.content).expect(tag::INTEGER)?.content,
        None => &[20],
    };
    let is_usual = *salt == [hash.length()];
    if is_mgf_1 && is_usual && Hash::read(mask.any()?.whole)? == hash {
        Ok(hash)
    } else {
        Err(Problem::Unknown)
    }
}

fn ecdsa_hash(name: &[u8], hash: Option<Hash>) -> Result<Hash, Problem> {
    let own_hash = match name {
        own::ECDSA_SHA_256 => Hash::Sha256,
        oid::ECDSA_SHA_384 => Hash::Sha384,
        oid::ECDSA_SHA_512 => Hash::Sha512,
        // Some write the key's algorithm in the signature's place; the digest beside it says the rest.
        own::EC_PUBLIC_KEY => hash.ok_or(Problem::Unknown)?,
        oid::ECDSA_SHA_1 => return Err(Problem::Weak),
        _ => return Err(Problem::Unknown),
    };
    match hash {
        Some(hash) if hash != own_hash => Err(Problem::Wrong),
        _ => Ok(own_hash),
    }
}

fn ecdsa(curve: &[u8], hash: Hash, key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), Problem> {
    let with: &'static dyn VerificationAlgorithm = match (curve, hash) {
        (own::P_256, Hash::Sha256) => &how::ECDSA_P256_SHA256_ASN1,
        (own::P_256, Hash::Sha384) => &how::ECDSA_P256_SHA384_ASN1,
        (oid::P_384, Hash::Sha256) => &how::ECDSA_P384_SHA256_ASN1,
        (oid::P_384, Hash::Sha384) => &how::ECDSA_P384_SHA384_ASN1,
        _ => return other_ecdsa(curve, &hash.of(&[message]), key, signature),
    };
    ring_verifies(with, key, message, signature)
}

/// What ring does not have: P-384 with SHA-512, and P-521.
#[cfg(feature = "curves")]
fn other_ecdsa(curve: &[u8], digest: &[u8], key: &[u8], signature: &[u8]) -> Result<(), Problem> {
    use p521::ecdsa::signature::hazmat::PrehashVerifier as _;
    match curve {
        oid::P_384 => {
            let key = p384::ecdsa::VerifyingKey::from_sec1_bytes(key).map_err(|_| Problem::Unreadable)?;
            let signature = p384::ecdsa::Signature::from_der(signature).map_err(|_| Problem::Wrong)?;
            key.verify_prehash(digest, &signature).map_err(|_| Problem::Wrong)
        }
        oid::P_521 => {
            let key = p521::ecdsa::VerifyingKey::from_sec1_bytes(key).map_err(|_| Problem::Unreadable)?;
            let signature = p521::ecdsa::Signature::from_der(signature).map_err(|_| Problem::Wrong)?;
            key.verify_prehash(digest, &signature).map_err(|_| Problem::Wrong)
        }
        _ => Err(Problem::Unknown),
    }
}

/// The app has ring alone: a seal of these is said to be of a method not known here.
#[cfg(not(feature = "curves"))]
const fn other_ecdsa(_: &[u8], _: &[u8], _: &[u8], _: &[u8]) -> Result<(), Problem> {
    Err(Problem::Unknown)
}
