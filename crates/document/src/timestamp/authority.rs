//! Answering as a timestamp authority (RFC 3161), for a demonstration and for tests: whoever owns the clock dates what
//! they are asked to, so a fund that dates its own seals proves nothing to a doubter. A real fund names another's.

use super::TimestampError;
use crate::cms::{self, SignedData};
use crate::der::{NotDer, Reader, sequence, set_of, tag, unsigned, value};
use crate::oid as seal_oid;
use crate::x509::{Certificate, oid};
use chrono::DateTime;
use damane_credential::{SealError, Signer};
use damane_domain::time::Timestamp;

/// Who dates.
pub struct TimestampAuthority<'a> {
    /// Its key.
    pub signer: &'a dyn Signer,
    /// Certificates in DER: its own first, then those above it.
    pub chain: &'a [Vec<u8>],
}

/// The policy it dates under: 2.25.(a random UUID), nobody else's.
const POLICY: &[u8] = &[
    6, 0x12, 0x69, 0xba, 0xf3, 0xbe, 0xcf, 0xb7, 0xd7, 0xe7, 0xab, 0xb3, 0xd2, 0x96, 0xee, 0x84, 0x90, 0xfd,
    0xb4, 0x02,
];
/// PKIStatus rejection, with PKIFailureInfo badAlg (bit 0), badRequest (bit 2), unacceptedPolicy (bit 15).
const BAD_ALGORITHM: &[u8] = &[tag::BIT_STRING, 2, 7, 0x80];
const BAD_REQUEST: &[u8] = &[tag::BIT_STRING, 2, 5, 0x20];
const OTHER_POLICY: &[u8] = &[tag::BIT_STRING, 3, 0, 0x00, 0x01];

/// What is asked, as far as it is answered.
struct Asked<'a> {
    imprint: &'a [u8],
    nonce: Option<&'a [u8]>,
    with_certificate: bool,
}

impl TimestampAuthority<'_> {
    /// Answers a query: a token, or the reason why not. `serial` is never the same twice.
    ///
    /// # Errors
    /// When the key does not sign, or there is no certificate.
    pub fn answer(&self, query: &[u8], at: Timestamp, serial: [u8; 16]) -> Result<Vec<u8>, SealError> {
        match read_query(query) {
            Ok(asked) => {
                let granted = sequence(&[&unsigned(&[0])]);
                Ok(sequence(&[&granted, &self.token(&asked, at, serial)?]))
            }
            Err(failure) => Ok(sequence(&[&sequence(&[&unsigned(&[2]), failure])])),
        }
    }

    fn token(&self, asked: &Asked<'_>, at: Timestamp, serial: [u8; 16]) -> Result<Vec<u8>, SealError> {
        let own = self.chain.first().ok_or(SealError::Key)?;
        let own = Certificate::read(own).map_err(|_| SealError::Key)?;
        let content = stated(asked, at, serial);
        let attributes =
            cms::signed_attributes(oid::TIMESTAMP_CONTENT, &cms::digest_of(&[&content]), &[own.der]);
        let signature = cms::signature_der(&self.signer.sign(&attributes)?);
        let content = value(tag::CONTEXT_0, &[&value(tag::OCTET_STRING, &[&content])]);
        Ok(SignedData {
            version: 3,
            content: &sequence(&[oid::TIMESTAMP_CONTENT, &content]),
            certificates: self.certificates(asked.with_certificate),
            signer: &own,
            attributes,
            signature: &signature,
            unsigned: &[],
        }
        .write())
    }

    /// Those that are no root, if they were asked for.
    fn certificates(&self, asked: bool) -> Vec<u8> {
        if !asked {
            return Vec::new();
        }
        let is_root = |der: &&Vec<u8>| Certificate::read(der).is_ok_and(|read| read.is_self_issued());
        set_of(self.chain.iter().filter(|der| !is_root(der)).cloned().collect())
    }
}

/// TSTInfo, to the second.
fn stated(asked: &Asked<'_>, at: Timestamp, serial: [u8; 16]) -> Vec<u8> {
    let time =
        DateTime::from_timestamp(at.seconds(), 0).unwrap_or_default().format("%Y%m%d%H%M%SZ").to_string();
    let accuracy = sequence(&[&unsigned(&[1])]);
    sequence(&[
        &unsigned(&[1]),
        POLICY,
        asked.imprint,
        &unsigned(&serial),
        &value(0x18, &[time.as_bytes()]),
        &accuracy,
        asked.nonce.unwrap_or_default(),
    ])
}

/// TimeStampReq (§2.4.1), or the PKIFailureInfo.
fn read_query(query: &[u8]) -> Result<Asked<'_>, &'static [u8]> {
    parse_query(query).map_err(|why| match why {
        TimestampError::OtherImprint => BAD_ALGORITHM,
        TimestampError::OtherQuestion => OTHER_POLICY,
        _ => BAD_REQUEST,
    })
}

fn parse_query(query: &[u8]) -> Result<Asked<'_>, TimestampError> {
    let mut outside = Reader::new(query);
    let mut parts = outside.enter(tag::SEQUENCE)?;
    outside.done()?;
    if parts.expect(tag::INTEGER)?.content != [1] {
        return Err(TimestampError::Malformed);
    }
    let imprint = parts.expect(tag::SEQUENCE)?;
    check_imprint(imprint.content)?;
    if parts.optional(tag::OID)?.is_some_and(|policy| policy.whole != POLICY) {
        return Err(TimestampError::OtherQuestion);
    }
    let nonce = parts.optional(tag::INTEGER)?.map(|nonce| nonce.whole);
    let with_certificate = parts.optional(tag::BOOLEAN)?.is_some_and(|said| said.content == [0xff]);
    // An extension might ask for what is not understood here (§2.4.1).
    parts.done()?;
    if nonce.is_some_and(|nonce| nonce.len() > 64) {
        return Err(TimestampError::Malformed);
    }
    Ok(Asked { imprint: imprint.whole, nonce, with_certificate })
}

/// SHA-256, SHA-384 or SHA-512, and a digest of its length.
fn check_imprint(content: &[u8]) -> Result<(), TimestampError> {
    let mut parts = Reader::new(content);
    let algorithm = parts.enter(tag::SEQUENCE)?.expect(tag::OID)?.whole;
    let length = parts.expect(tag::OCTET_STRING)?.content.len();
    parts.done()?;
    let wanted = match algorithm {
        seal_oid::SHA_256 => 32,
        oid::SHA_384 => 48,
        oid::SHA_512 => 64,
        _ => return Err(TimestampError::OtherImprint),
    };
    let right: Result<(), NotDer> = if length == wanted { Ok(()) } else { Err(NotDer) };
    Ok(right?)
}
