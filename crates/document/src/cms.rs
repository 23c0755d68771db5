//! The seal itself: a CMS SignedData (RFC 5652) as PAdES baseline B-B wants it (EN 319 142-1 §6, EN 319 122-1 §5).
//!
//! One shape only: one signer, SHA-256, ECDSA P-256, three signed attributes, no time in the signature (that
//! is `/M` of the PDF), nothing unsigned but a timestamp of the signature (B-T). What is read must be byte for
//! byte what would be written, so nothing in it can be changed unseen.

use crate::der::{self, NotDer, Reader, sequence, set_of, tag, value};
use crate::oid;
use crate::x509::Certificate;
use damane_credential::PublicKey;
use ring::digest::{SHA256, digest};
use ring::signature::{ECDSA_P256_SHA256_ASN1, UnparsedPublicKey};

/// SHA-256 of what a seal covers.
pub type Digest = [u8; 32];

/// SHA-256 over several pieces.
pub fn digest_of(pieces: &[&[u8]]) -> Digest {
    let mut context = ring::digest::Context::new(&SHA256);
    pieces.iter().for_each(|piece| context.update(piece));
    let mut out = [0; 32];
    out.copy_from_slice(context.finish().as_ref());
    out
}

/// A read seal. Not yet verified: see [`Seal::is_signed`].
#[derive(Debug)]
pub struct Seal<'a> {
    /// The sealing certificate, then those above it.
    certificates: Vec<&'a [u8]>,
    /// The sealing certificate.
    pub signer: Certificate<'a>,
    /// Its key.
    pub key: PublicKey,
    /// What the seal says the digest is.
    pub message_digest: Digest,
    /// Value of the signature.
    pub signature: &'a [u8],
    /// The timestamp of the signature (EN 319 122-1 §5.3). No one vouches for it yet.
    pub timestamp: Option<&'a [u8]>,
}

impl<'a> Seal<'a> {
    /// Reads a seal of the one shape.
    pub fn read(bytes: &'a [u8]) -> Result<Self, NotDer> {
        let mut outside = Reader::new(bytes);
        let mut content = outside.enter(tag::SEQUENCE)?;
        outside.done()?;
        content.expect(tag::OID)?;
        let mut signed = content.enter(tag::CONTEXT_0)?.enter(tag::SEQUENCE)?;
        signed.expect(tag::INTEGER)?;
        signed.expect(tag::SET)?;
        signed.expect(tag::SEQUENCE)?;
        let mut held = signed.enter(tag::CONTEXT_0)?;
        let mut signer = signed.enter(tag::SET)?.enter(tag::SEQUENCE)?;
        signer.expect(tag::INTEGER)?;
        signer.expect(tag::SEQUENCE)?;
        signer.expect(tag::SEQUENCE)?;
        let attributes = signer.enter(tag::CONTEXT_0)?;
        signer.expect(tag::SEQUENCE)?;
        let signature = signer.expect(tag::OCTET_STRING)?.content;
        let timestamp = match signer.optional(UNSIGNED)? {
            Some(attribute) => Some(read_timestamp(attribute.content)?),
            None => None,
        };

        let mut unordered = Vec::new();
        while !held.is_done() {
            unordered.push(held.expect(tag::SEQUENCE)?.whole);
        }
        let (message_digest, hashes) = read_attributes(attributes)?;
        let certificates = in_order(&unordered, &hashes)?;
        let signer = Certificate::read(certificates.first().ok_or(NotDer)?)?;
        let key = signer.p256_key()?;
        let seal = Self { certificates, signer, key, message_digest, signature, timestamp };
        if seal.write() == bytes { Ok(seal) } else { Err(NotDer) }
    }

    /// Whether the key of the sealing certificate signed what this seal says.
    pub fn is_signed(&self) -> bool {
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, self.key.as_point())
            .verify(&to_be_signed(&self.certificates, &self.message_digest), self.signature)
            .is_ok()
    }

    fn write(&self) -> Vec<u8> {
        write_stamped(&self.certificates, &self.signer, &self.message_digest, self.signature, self.timestamp)
    }
}

/// unsignedAttrs [1] IMPLICIT SET OF Attribute, the last part of SignerInfo (RFC 5652 §5.3).
const UNSIGNED: u8 = 0xa1;

/// The one unsigned attribute there may be.
fn read_timestamp(attributes: &[u8]) -> Result<&[u8], NotDer> {
    let mut attribute = Reader::new(attributes).enter(tag::SEQUENCE)?;
    if attribute.expect(tag::OID)?.whole != oid::TIMESTAMP_TOKEN {
        return Err(NotDer);
    }
    Ok(attribute.enter(tag::SET)?.expect(tag::SEQUENCE)?.whole)
}

/// The digest, and the hashes of the certificates, leaf first.
fn read_attributes(mut attributes: Reader<'_>) -> Result<(Digest, Vec<&[u8]>), NotDer> {
    let (mut message_digest, mut hashes) = (None, Vec::new());
    while !attributes.is_done() {
        let mut attribute = attributes.enter(tag::SEQUENCE)?;
        let name = attribute.expect(tag::OID)?.whole;
        let mut values = attribute.enter(tag::SET)?;
        if name == oid::MESSAGE_DIGEST {
            message_digest = Some(values.expect(tag::OCTET_STRING)?.content.try_into().map_err(|_| NotDer)?);
        } else if name == oid::SIGNING_CERTIFICATE_V2 {
            let mut list = values.enter(tag::SEQUENCE)?.enter(tag::SEQUENCE)?;
            while !list.is_done() {
                hashes.push(list.enter(tag::SEQUENCE)?.expect(tag::OCTET_STRING)?.content);
            }
        }
    }
    message_digest.map(|digest| (digest, hashes)).ok_or(NotDer)
}

/// Most certificates a seal may carry.
const MAX_CHAIN: usize = 8;

/// The certificates in the order in which the signed attribute names them.
fn in_order<'a>(certificates: &[&'a [u8]], hashes: &[&[u8]]) -> Result<Vec<&'a [u8]>, NotDer> {
    if certificates.len() > MAX_CHAIN || hashes.len() > MAX_CHAIN {
        return Err(NotDer);
    }
    let with = |hash: &&[u8]| {
        certificates.iter().copied().find(|der| digest(&SHA256, der).as_ref() == *hash).ok_or(NotDer)
    };
    hashes.iter().map(with).collect()
}

/// The signed attributes of a seal, as they are signed.
pub fn to_be_signed(certificates: &[&[u8]], message_digest: &Digest) -> Vec<u8> {
    signed_attributes(oid::DATA, message_digest, certificates)
}

/// The signed attributes about a content of a type, as they are signed: as a SET (RFC 5652 §5.4).
pub fn signed_attributes(content_type: &[u8], digest_of_it: &Digest, certificates: &[&[u8]]) -> Vec<u8> {
    let attribute = |name: &[u8], content: &[u8]| sequence(&[name, &value(tag::SET, &[content])]);
    let hashes: Vec<Vec<u8>> = certificates
        .iter()
        .map(|der| sequence(&[&value(tag::OCTET_STRING, &[digest(&SHA256, der).as_ref()])]))
        .collect();
    let hashes = sequence(&hashes.iter().map(Vec::as_slice).collect::<Vec<_>>());
    set_of(vec![
        attribute(oid::CONTENT_TYPE, content_type),
        attribute(oid::MESSAGE_DIGEST, &value(tag::OCTET_STRING, &[digest_of_it])),
        attribute(oid::SIGNING_CERTIFICATE_V2, &sequence(&[&hashes])),
    ])
}

/// Puts a seal without a timestamp together; `signature` is the DER of an ECDSA signature over [`to_be_signed`].
#[cfg(feature = "seal")]
pub fn write(
    certificates: &[&[u8]],
    signer: &Certificate<'_>,
    message_digest: &Digest,
    signature: &[u8],
) -> Vec<u8> {
    write_stamped(certificates, signer, message_digest, signature, None)
}

fn write_stamped(
    certificates: &[&[u8]],
    signer: &Certificate<'_>,
    message_digest: &Digest,
    signature: &[u8],
    timestamp: Option<&[u8]>,
) -> Vec<u8> {
    let stamped = timestamp.map_or_else(Vec::new, |token| {
        value(UNSIGNED, &[&sequence(&[oid::TIMESTAMP_TOKEN, &value(tag::SET, &[token])])])
    });
    SignedData {
        version: 1,
        content: &sequence(&[oid::DATA]),
        certificates: set_of(certificates.iter().map(|der| der.to_vec()).collect()),
        signer,
        attributes: to_be_signed(certificates, message_digest),
        signature,
        unsigned: &stamped,
    }
    .write()
}

/// A SignedData of one signer (RFC 5652 §5), by SHA-256 and ECDSA.
pub struct SignedData<'a> {
    /// 1, or 3 where the content is not id-data (§5.1).
    pub version: u8,
    /// EncapsulatedContentInfo.
    pub content: &'a [u8],
    /// The certificates it carries: a SET, or nothing.
    pub certificates: Vec<u8>,
    /// Who signs.
    pub signer: &'a Certificate<'a>,
    /// The SET that is signed.
    pub attributes: Vec<u8>,
    /// The signature's DER.
    pub signature: &'a [u8],
    /// Unsigned attributes under their tag, or nothing.
    pub unsigned: &'a [u8],
}

impl SignedData<'_> {
    /// All of it, as a ContentInfo.
    pub fn write(self) -> Vec<u8> {
        let sha_256 = sequence(&[oid::SHA_256]);
        let info = sequence(&[
            &der::unsigned(&[1]),
            &sequence(&[self.signer.issuer, self.signer.serial]),
            &sha_256,
            &implicit(self.attributes),
            &sequence(&[oid::ECDSA_SHA_256]),
            &value(tag::OCTET_STRING, &[self.signature]),
            self.unsigned,
        ]);
        let signed = sequence(&[
            &der::unsigned(&[self.version]),
            &value(tag::SET, &[&sha_256]),
            self.content,
            &implicit(self.certificates),
            &value(tag::SET, &[&info]),
        ]);
        sequence(&[oid::SIGNED_DATA, &value(tag::CONTEXT_0, &[&signed])])
    }
}

/// A SET under an implicit [0].
fn implicit(mut set: Vec<u8>) -> Vec<u8> {
    if let Some(first) = set.first_mut() {
        *first = tag::CONTEXT_0;
    }
    set
}

/// r‖s as DER (RFC 3279 §2.2.3).
#[cfg(feature = "seal")]
pub fn signature_der(fixed: &[u8; 64]) -> Vec<u8> {
    let (r, s) = fixed.split_at(32);
    sequence(&[&der::unsigned(r), &der::unsigned(s)])
}
