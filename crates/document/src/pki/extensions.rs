//! What a certificate may be used for, and where its authority publishes (RFC 5280 §4.2).

use super::Published;
use crate::der::{sequence, tag, unsigned, value};
use crate::x509::oid;
use damane_credential::PublicKey;
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};

/// What a certificate is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Certifies authorities.
    Root,
    /// Certifies keys that seal or date.
    SealingAuthority,
    /// Seals.
    Seal,
    /// Dates.
    Timestamps,
}

impl Purpose {
    /// Key usage bits, as a BIT STRING's contents: keyCertSign and cRLSign (1 bit unused), or digitalSignature and
    /// nonRepudiation (6 bits unused).
    const fn usage(self) -> [u8; 2] {
        match self {
            Self::Root | Self::SealingAuthority => [1, 0x06],
            Self::Seal | Self::Timestamps => [6, 0xc0],
        }
    }

    /// How many authorities may follow below, for an authority.
    const fn authorities_below(self) -> Option<u8> {
        match self {
            Self::Root => Some(1),
            Self::SealingAuthority => Some(0),
            Self::Seal | Self::Timestamps => None,
        }
    }
}

const CRITICAL: &[u8] = &[tag::BOOLEAN, 1, 0xff];
/// uniformResourceIdentifier, [6] IMPLICIT IA5String of a GeneralName (RFC 5280 §4.2.1.6).
const URI: u8 = 0x86;

/// One extension.
pub fn extension(name: &[u8], critical: &[u8], content: &[u8]) -> Vec<u8> {
    sequence(&[name, critical, &value(tag::OCTET_STRING, &[content])])
}

/// All extensions of a certificate.
pub fn extensions(
    key: &PublicKey,
    above: &PublicKey,
    purpose: Purpose,
    published: &Published<'_>,
) -> Vec<u8> {
    let constraints = match purpose.authorities_below() {
        Some(below) => sequence(&[&[tag::BOOLEAN, 1, 0xff], &unsigned(&[below])]),
        None => sequence(&[]),
    };
    let mut list = vec![
        extension(oid::BASIC_CONSTRAINTS, CRITICAL, &constraints),
        extension(oid::KEY_USAGE, CRITICAL, &value(tag::BIT_STRING, &[&purpose.usage()])),
        extension(oid::SUBJECT_KEY_ID, &[], &value(tag::OCTET_STRING, &[&key_id(key)])),
        authority_key(above),
    ];
    if purpose == Purpose::Timestamps {
        list.push(extension(oid::PURPOSES, CRITICAL, &sequence(&[oid::FOR_TIMESTAMPS])));
    }
    if let Some(url) = published.list {
        // DistributionPoint: distributionPoint [0] { fullName [0] { the address } }.
        let names = value(0xa0, &[&value(URI, &[url.as_bytes()])]);
        let point = sequence(&[&value(0xa0, &[&names])]);
        list.push(extension(oid::LIST_PLACES, &[], &sequence(&[&point])));
    }
    if let Some(url) = published.certificate {
        let place = sequence(&[oid::ISSUER_PLACE, &value(URI, &[url.as_bytes()])]);
        list.push(extension(oid::AUTHORITY_ACCESS, &[], &sequence(&[&place])));
    }
    let list = sequence(&list.iter().map(Vec::as_slice).collect::<Vec<_>>());
    // extensions is [3] EXPLICIT.
    value(0xa3, &[&list])
}

/// Which key of the issuer signed (RFC 5280 §4.2.1.1): keyIdentifier is [0] IMPLICIT OCTET STRING.
pub fn authority_key(above: &PublicKey) -> Vec<u8> {
    extension(oid::AUTHORITY_KEY_ID, &[], &sequence(&[&value(0x80, &[&key_id(above)])]))
}

/// RFC 5280 §4.2.1.2 (1): SHA-1 of the point. A name for the key, not a protection.
fn key_id(key: &PublicKey) -> Vec<u8> {
    digest(&SHA1_FOR_LEGACY_USE_ONLY, key.as_point()).as_ref().to_vec()
}
