//! A timestamp token (RFC 3161 §2.4.2): a CMS SignedData of anyone's, verified with the certificate it carries.

use super::TimestampError;
use crate::der::{NotDer, Reader, tag};
use crate::oid as seal_oid;
use crate::pki::{Algorithm, X509, climb, is_signed_with, oid};
use damane_domain::time::Timestamp;
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, SHA384, SHA512, digest};

/// A verified token. Whether its authority is trusted is asked apart: [`Token::path`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    der: Vec<u8>,
    time: Timestamp,
    /// The authority's own certificate first.
    certificates: Vec<Vec<u8>>,
}

/// Most certificates a token may carry.
const MAX_CERTIFICATES: usize = 8;

/// What the token says, and who signed it.
struct Parts<'a> {
    content: &'a [u8],
    certificates: Vec<&'a [u8]>,
    signer: SignerParts<'a>,
}

struct SignerParts<'a> {
    digest_algorithm: &'a [u8],
    /// Contents of the signed attributes.
    attributes: &'a [u8],
    algorithm: &'a [u8],
    signature: &'a [u8],
}

impl Token {
    /// Reads a token of this digest again, as it was kept.
    ///
    /// # Errors
    /// As [`super::Query::read_answer`].
    pub fn read(der: &[u8], imprint: &[u8; 32]) -> Result<Self, TimestampError> {
        Self::read_with(der, imprint, None)
    }

    pub(super) fn read_with(
        der: &[u8],
        imprint: &[u8; 32],
        nonce: Option<&[u8]>,
    ) -> Result<Self, TimestampError> {
        let parts = read_parts(der)?;
        let stated = Stated::read(parts.content)?;
        if !stated.is_of(imprint) {
            return Err(TimestampError::OtherImprint);
        }
        if nonce.is_some() && nonce != stated.nonce {
            return Err(TimestampError::OtherQuestion);
        }
        let signer = find_signer(&parts)?;
        if !signer.is_for_timestamps() || !signer.validity.covers(stated.time) {
            return Err(TimestampError::NotForTimestamps);
        }
        let mut certificates = vec![signer.der.to_vec()];
        let others = parts.certificates.iter().filter(|other| **other != signer.der);
        certificates.extend(others.map(|other| other.to_vec()));
        Ok(Self { der: der.to_vec(), time: stated.time, certificates })
    }

    /// The token, as it came.
    pub fn as_bytes(&self) -> &[u8] {
        &self.der
    }

    /// The time it states, whole seconds.
    pub const fn time(&self) -> Timestamp {
        self.time
    }

    /// Its authority's certificate, and those above it as far as it carries them or they are at hand.
    pub fn path(&self, at_hand: &[Vec<u8>]) -> Vec<Vec<u8>> {
        let known: Vec<Vec<u8>> = self.certificates.iter().chain(at_hand).cloned().collect();
        self.certificates.first().map(|own| climb(own, &known)).unwrap_or_default()
    }
}

fn read_parts(der: &[u8]) -> Result<Parts<'_>, NotDer> {
    let mut outside = Reader::new(der);
    let mut content = outside.enter(tag::SEQUENCE)?;
    outside.done()?;
    if content.expect(tag::OID)?.whole != seal_oid::SIGNED_DATA {
        return Err(NotDer);
    }
    let mut signed = content.enter(tag::CONTEXT_0)?.enter(tag::SEQUENCE)?;
    signed.expect(tag::INTEGER)?;
    signed.expect(tag::SET)?;
    let mut encapsulated = signed.enter(tag::SEQUENCE)?;
    if encapsulated.expect(tag::OID)?.whole != oid::TIMESTAMP_CONTENT {
        return Err(NotDer);
    }
    let content = encapsulated.enter(tag::CONTEXT_0)?.expect(tag::OCTET_STRING)?.content;
    let mut held = signed.enter(tag::CONTEXT_0)?;
    let mut certificates = Vec::new();
    while !held.is_done() {
        certificates.push(held.any()?.whole);
    }
    signed.optional(0xa1)?;
    let mut signers = signed.enter(tag::SET)?;
    let signer = read_signer(signers.enter(tag::SEQUENCE)?)?;
    // Exactly one signer (RFC 3161 §2.4.2).
    signers.done()?;
    if certificates.len() > MAX_CERTIFICATES {
        return Err(NotDer);
    }
    Ok(Parts { content, certificates, signer })
}

fn read_signer(mut info: Reader<'_>) -> Result<SignerParts<'_>, NotDer> {
    info.expect(tag::INTEGER)?;
    // Whose it is stands in the signed attribute; this name of it is not signed.
    info.any()?;
    let digest_algorithm = info.expect(tag::SEQUENCE)?.whole;
    let attributes = info.expect(tag::CONTEXT_0)?.content;
    let algorithm = info.expect(tag::SEQUENCE)?.whole;
    let signature = info.expect(tag::OCTET_STRING)?.content;
    Ok(SignerParts { digest_algorithm, attributes, algorithm, signature })
}

/// The certificate that the signed attributes name and whose key signed them.
fn find_signer<'a>(parts: &Parts<'a>) -> Result<X509<'a>, TimestampError> {
    let signer = &parts.signer;
    let named = signer_hash(signer.attributes)?;
    let is_named = |der: &&&[u8]| digest_with(named.algorithm, der).is_ok_and(|hash| hash == named.hash);
    let der = parts.certificates.iter().find(is_named).ok_or(TimestampError::NotSigned)?;
    let certificate = X509::read(der)?;
    let message_digest = attribute(signer.attributes, seal_oid::MESSAGE_DIGEST)?.expect(tag::OCTET_STRING)?;
    let algorithm_name = Reader::new(signer.digest_algorithm).enter(tag::SEQUENCE)?.expect(tag::OID)?.whole;
    let is_digest = algorithm_name != oid::SHA_1
        && digest_with(algorithm_name, parts.content).is_ok_and(|digest| digest == message_digest.content);
    // What is signed is the SET, not the [0] it stands under (RFC 5652 §5.4).
    let to_be_signed = crate::der::value(tag::SET, &[signer.attributes]);
    let algorithm = Algorithm { signature: signer.algorithm, digest: Some(signer.digest_algorithm) };
    if is_digest && is_signed_with(certificate.key_info, algorithm, &to_be_signed, signer.signature) {
        Ok(certificate)
    } else {
        Err(TimestampError::NotSigned)
    }
}

/// The one value of a signed attribute.
fn attribute<'a>(attributes: &'a [u8], name: &[u8]) -> Result<Reader<'a>, NotDer> {
    let mut all = Reader::new(attributes);
    while !all.is_done() {
        let mut one = all.enter(tag::SEQUENCE)?;
        if one.expect(tag::OID)?.whole == name {
            return one.enter(tag::SET);
        }
    }
    Err(NotDer)
}

struct SignerHash<'a> {
    algorithm: &'a [u8],
    hash: &'a [u8],
}

/// ESSCertIDv2 (RFC 5035 §4, RFC 5816), or ESSCertID with SHA-1 of authorities that have not moved on: it picks one of
/// the certificates carried, whose key must then have signed, so a collision would gain nothing.
fn signer_hash(attributes: &[u8]) -> Result<SignerHash<'_>, NotDer> {
    let first = |name: &[u8]| -> Result<_, NotDer> {
        attribute(attributes, name)?.enter(tag::SEQUENCE)?.enter(tag::SEQUENCE)?.enter(tag::SEQUENCE)
    };
    match first(seal_oid::SIGNING_CERTIFICATE_V2) {
        Ok(mut id) => {
            let algorithm = match id.optional(tag::SEQUENCE)? {
                Some(algorithm) => Reader::new(algorithm.content).expect(tag::OID)?.whole,
                None => seal_oid::SHA_256,
            };
            Ok(SignerHash { algorithm, hash: id.expect(tag::OCTET_STRING)?.content })
        }
        Err(NotDer) => {
            let hash = first(oid::SIGNING_CERTIFICATE)?.expect(tag::OCTET_STRING)?.content;
            Ok(SignerHash { algorithm: oid::SHA_1, hash })
        }
    }
}

fn digest_with(algorithm: &[u8], message: &[u8]) -> Result<Vec<u8>, NotDer> {
    let with = match algorithm {
        seal_oid::SHA_256 => &SHA256,
        oid::SHA_384 => &SHA384,
        oid::SHA_512 => &SHA512,
        oid::SHA_1 => &SHA1_FOR_LEGACY_USE_ONLY,
        _ => return Err(NotDer),
    };
    Ok(digest(with, message).as_ref().to_vec())
}

/// TSTInfo, as much of it as is asked about.
struct Stated<'a> {
    algorithm: &'a [u8],
    digest: &'a [u8],
    time: Timestamp,
    nonce: Option<&'a [u8]>,
}

impl<'a> Stated<'a> {
    fn read(content: &'a [u8]) -> Result<Self, NotDer> {
        let mut outside = Reader::new(content);
        let mut info = outside.enter(tag::SEQUENCE)?;
        outside.done()?;
        info.expect(tag::INTEGER)?;
        info.expect(tag::OID)?;
        let mut imprint = info.enter(tag::SEQUENCE)?;
        let algorithm = imprint.enter(tag::SEQUENCE)?.expect(tag::OID)?.whole;
        let digest = imprint.expect(tag::OCTET_STRING)?.content;
        info.expect(tag::INTEGER)?;
        // GeneralizedTime only (RFC 3161 §2.4.2).
        let time = crate::pki::read_time(info.expect(0x18)?)?;
        info.optional(tag::SEQUENCE)?;
        info.optional(tag::BOOLEAN)?;
        let nonce = info.optional(tag::INTEGER)?.map(|nonce| nonce.whole);
        Ok(Self { algorithm, digest, time, nonce })
    }

    fn is_of(&self, imprint: &[u8; 32]) -> bool {
        self.algorithm == seal_oid::SHA_256 && self.digest == imprint
    }
}
