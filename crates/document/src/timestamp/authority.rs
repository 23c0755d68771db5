//! Answering as a timestamp authority (RFC 3161), for a demonstration and for tests: whoever owns the clock dates what
//! they are asked to, so a fund that dates its own seals proves nothing to a doubter. A real fund names another's.

use super::TimestampError;
use crate::cms::signature_der;
use crate::der::{NotDer, Reader, sequence, set_of, tag, unsigned, value};
use crate::oid as seal_oid;
use crate::x509::{Certificate, oid};
use chrono::DateTime;
use damane_credential::{SealError, Signer};
use damane_domain::time::Timestamp;
use ring::digest::{SHA256, digest};

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
        let attributes = signed_attributes(&content, own.der);
        let signature = signature_der(&self.signer.sign(&attributes)?);
        let mut under_tag = attributes;
        // The SET stands under an implicit [0].
        if let Some(first) = under_tag.first_mut() {
            *first = tag::CONTEXT_0;
        }
        let sha_256 = sequence(&[seal_oid::SHA_256]);
        let info = sequence(&[
            &unsigned(&[1]),
            &sequence(&[own.issuer, own.serial]),
            &sha_256,
            &under_tag,
            &sequence(&[seal_oid::ECDSA_SHA_256]),
            &value(tag::OCTET_STRING, &[&signature]),
        ]);
        let encapsulated = value(tag::CONTEXT_0, &[&value(tag::OCTET_STRING, &[&content])]);
        let signed = sequence(&[
            // Version 3: the content is not id-data (RFC 5652 §5.1).
            &unsigned(&[3]),
            &value(tag::SET, &[&sha_256]),
            &sequence(&[oid::TIMESTAMP_CONTENT, &encapsulated]),
            &self.certificates(asked.with_certificate),
            &value(tag::SET, &[&info]),
        ]);
        Ok(sequence(&[seal_oid::SIGNED_DATA, &value(tag::CONTEXT_0, &[&signed])]))
    }

    /// Those that are no root, if they were asked for.
    fn certificates(&self, asked: bool) -> Vec<u8> {
        if !asked {
            return Vec::new();
        }
        let is_root = |der: &&Vec<u8>| Certificate::read(der).is_ok_and(|read| read.is_self_issued());
        let mut set = set_of(self.chain.iter().filter(|der| !is_root(der)).cloned().collect());
        if let Some(first) = set.first_mut() {
            *first = tag::CONTEXT_0;
        }
        set
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

fn signed_attributes(content: &[u8], own: &[u8]) -> Vec<u8> {
    let attribute = |name: &[u8], content: &[u8]| sequence(&[name, &value(tag::SET, &[content])]);
    let hash = value(tag::OCTET_STRING, &[digest(&SHA256, own).as_ref()]);
    set_of(vec![
        attribute(seal_oid::CONTENT_TYPE, oid::TIMESTAMP_CONTENT),
        attribute(seal_oid::MESSAGE_DIGEST, &value(tag::OCTET_STRING, &[digest(&SHA256, content).as_ref()])),
        attribute(seal_oid::SIGNING_CERTIFICATE_V2, &sequence(&[&sequence(&[&sequence(&[&hash])])])),
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
