//! An X.509 certificate (RFC 5280), as much of it as a seal refers to.

use crate::der::{NotDer, Reader, tag};
use crate::oid;
use damane_credential::PublicKey;

/// What a seal refers to.
#[derive(Debug, Clone)]
pub struct SealCertificate<'a> {
    /// Issuer's name, encoded.
    pub issuer: &'a [u8],
    /// Serial number, encoded.
    pub serial: &'a [u8],
    /// Common name of its subject, if it has one that reads as text.
    pub common_name: Option<&'a str>,
    /// Its P-256 key.
    pub key: PublicKey,
}

impl<'a> SealCertificate<'a> {
    /// Reads a certificate of a P-256 key.
    pub fn read(der: &'a [u8]) -> Result<Self, NotDer> {
        let mut outside = Reader::new(der);
        let mut certificate = outside.enter(tag::SEQUENCE)?;
        outside.done()?;
        let mut body = certificate.enter(tag::SEQUENCE)?;
        body.optional(tag::CONTEXT_0)?;
        let serial = body.expect(tag::INTEGER)?.whole;
        body.expect(tag::SEQUENCE)?;
        let issuer = body.expect(tag::SEQUENCE)?.whole;
        body.expect(tag::SEQUENCE)?;
        let subject = body.expect(tag::SEQUENCE)?.content;
        let key = read_key(body.enter(tag::SEQUENCE)?)?;
        Ok(Self { issuer, serial, common_name: common_name(subject), key })
    }
}

/// SubjectPublicKeyInfo of an uncompressed P-256 point (RFC 5480 §2).
fn read_key(mut info: Reader<'_>) -> Result<PublicKey, NotDer> {
    let mut algorithm = info.enter(tag::SEQUENCE)?;
    let is_p256 = algorithm.any()?.whole == oid::EC_PUBLIC_KEY && algorithm.any()?.whole == oid::P_256;
    let point = info.expect(tag::BIT_STRING)?.content.split_first().ok_or(NotDer)?;
    match point {
        (0, point) if is_p256 => PublicKey::from_point(point).map_err(|_| NotDer),
        _ => Err(NotDer),
    }
}

fn common_name(name: &[u8]) -> Option<&str> {
    let mut parts = Reader::new(name);
    while let Ok(mut part) = parts.enter(tag::SET) {
        let mut pair = part.enter(tag::SEQUENCE).ok()?;
        if pair.any().ok()?.whole == oid::COMMON_NAME {
            return pair
                .expect(tag::UTF8_STRING)
                .ok()
                .and_then(|text| std::str::from_utf8(text.content).ok());
        }
    }
    None
}
