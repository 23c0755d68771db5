//! A timestamp (RFC 3161 §2.4.2): that something existed at a time, by the account of an authority.

use super::algorithm::{Hash, Problem};
use super::certificate::{Certificate, read_time};
use super::oid;
use super::signed::Signed;
use crate::der::{NotDer, Reader, tag};
use damane_domain::time::Timestamp;

/// A token whose signature was verified. Whether its authority is trusted is asked apart.
#[derive(Debug, Clone)]
pub struct Token<'a> {
    /// The time it states, whole seconds.
    pub time: Timestamp,
    /// The authority's certificate.
    pub signer: Certificate<'a>,
    /// What it carries: certificates and lists.
    pub signed: Signed<'a>,
    stated: Stated<'a>,
}

impl<'a> Token<'a> {
    /// Reads a token that is of these pieces, one after the other.
    pub fn read(der: &'a [u8], stamped: &[&[u8]]) -> Result<Self, Problem> {
        let token = Self::open(der)?;
        if token.stated.hash?.of(stamped) == token.stated.imprint { Ok(token) } else { Err(Problem::Wrong) }
    }

    /// Reads a token, of whatever it is.
    pub fn open(der: &'a [u8]) -> Result<Self, Problem> {
        let signed = Signed::read(der)?;
        let content = signed.content.ok_or(Problem::Unreadable)?;
        if signed.content_type != oid::TIMESTAMP_CONTENT {
            return Err(Problem::Unreadable);
        }
        let stated = Stated::read(content)?;
        let signer = signed.verify(&signed.hash()?.of(&[content]), true)?;
        Ok(Self { time: stated.time, signer, signed, stated })
    }

    /// Whether it is of this digest.
    #[cfg(feature = "seal")]
    pub fn is_of(&self, imprint: &[u8; 32]) -> bool {
        self.stated.hash == Ok(Hash::Sha256) && self.stated.imprint == imprint
    }

    /// The number it was asked with, encoded.
    #[cfg(feature = "seal")]
    pub const fn nonce(&self) -> Option<&'a [u8]> {
        self.stated.nonce
    }
}

/// TSTInfo, as much of it as is asked about.
#[derive(Debug, Clone)]
struct Stated<'a> {
    hash: Result<Hash, Problem>,
    imprint: &'a [u8],
    time: Timestamp,
    #[cfg(feature = "seal")]
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
        let hash = Hash::read(imprint.expect(tag::SEQUENCE)?.whole);
        let imprint = imprint.expect(tag::OCTET_STRING)?.content;
        info.expect(tag::INTEGER)?;
        // GeneralizedTime only.
        let time = read_time(info.expect(0x18)?)?;
        // Accuracy, and whether tokens of one authority are in order.
        info.optional(tag::SEQUENCE)?;
        info.optional(tag::BOOLEAN)?;
        Ok(Self {
            hash,
            imprint,
            time,
            #[cfg(feature = "seal")]
            nonce: info.optional(tag::INTEGER)?.map(|nonce| nonce.whole),
        })
    }
}
