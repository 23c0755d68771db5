//! Asking an authority about one certificate (OCSP, RFC 6960), and reading its answer as far as embedding it asks.

use super::signature::{Algorithm, is_signed_with};
use super::x509::read_time;
use super::{Validity, X509, oid};
use crate::der::{NotDer, Reader, Value, sequence, tag, value};
use damane_domain::time::Timestamp;
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};

/// Media type of a request (RFC 6960 appendix A.1.1).
pub const STATUS_QUERY_TYPE: &str = "application/ocsp-request";
/// An answer that says nothing of the next one is fresh for so long, seconds.
const FRESH_SECONDS: i64 = 86_400;

/// OCSPRequest about one certificate. SHA-1 names the issuer, as every responder understands (RFC 5019 §2.1.1).
///
/// # Errors
/// When the issuer's key cannot be read.
pub fn make_status_request(certificate: &X509<'_>, issuer: &X509<'_>) -> Result<Vec<u8>, NotDer> {
    let sha_1 = sequence(&[oid::SHA_1, &[5, 0]]);
    let (name, key) = issuer_hashes(issuer)?;
    let id = sequence(&[
        &sha_1,
        &value(tag::OCTET_STRING, &[&name]),
        &value(tag::OCTET_STRING, &[&key]),
        certificate.serial,
    ]);
    Ok(sequence(&[&sequence(&[&sequence(&[&sequence(&[&id])])])]))
}

/// SHA-1 of the issuer's name and of its key's bits (§4.1.1).
fn issuer_hashes(issuer: &X509<'_>) -> Result<(Vec<u8>, Vec<u8>), NotDer> {
    let hash = |bytes: &[u8]| digest(&SHA1_FOR_LEGACY_USE_ONLY, bytes).as_ref().to_vec();
    let mut info = Reader::new(issuer.key_info).enter(tag::SEQUENCE)?;
    info.expect(tag::SEQUENCE)?;
    let bits = info.expect(tag::BIT_STRING)?.content.strip_prefix(&[0]).ok_or(NotDer)?;
    Ok((hash(issuer.subject), hash(bits)))
}

/// Whether an answer is the issuer's and says that the certificate stands now.
pub fn says_good(answer: &[u8], certificate: &X509<'_>, issuer: &X509<'_>, now: Timestamp) -> bool {
    read_answer(answer, certificate, issuer).is_ok_and(|fresh| fresh.covers(now))
}

/// Until when the answer is fresh, if it is good and signed.
fn read_answer(answer: &[u8], certificate: &X509<'_>, issuer: &X509<'_>) -> Result<Validity, NotDer> {
    let mut outside = Reader::new(answer);
    let mut parts = outside.enter(tag::SEQUENCE)?;
    outside.done()?;
    // ENUMERATED successful.
    if parts.expect(0x0a)?.content != [0] {
        return Err(NotDer);
    }
    let mut bytes = parts.enter(tag::CONTEXT_0)?.enter(tag::SEQUENCE)?;
    if bytes.expect(tag::OID)?.whole != oid::OCSP_BASIC {
        return Err(NotDer);
    }
    let mut basic = Reader::new(bytes.expect(tag::OCTET_STRING)?.content).enter(tag::SEQUENCE)?;
    let data = basic.expect(tag::SEQUENCE)?;
    let algorithm = Algorithm { signature: basic.expect(tag::SEQUENCE)?.whole, digest: None };
    let signature = basic.expect(tag::BIT_STRING)?.content.strip_prefix(&[0]).ok_or(NotDer)?;
    let carried = basic.optional(tag::CONTEXT_0)?;
    let is_signed = |key_info: &[u8]| is_signed_with(key_info, algorithm, data.whole, signature);
    if is_signed(issuer.key_info) || has_delegate(carried, issuer, is_signed) {
        find_good(data.content, certificate, issuer)
    } else {
        Err(NotDer)
    }
}

/// Whether one of the carried certificates is a responder's of this issuer (§4.2.2.2), and its key signed.
fn has_delegate(carried: Option<Value<'_>>, issuer: &X509<'_>, is_signed: impl Fn(&[u8]) -> bool) -> bool {
    let Some(carried) = carried else { return false };
    let Ok(mut list) = Reader::new(carried.content).enter(tag::SEQUENCE) else { return false };
    while let Ok(one) = list.any() {
        let is_it = X509::read(one.whole).is_ok_and(|responder| {
            responder.is_issued_by(issuer)
                && responder.is_for(oid::OCSP_SIGNING)
                && is_signed(responder.key_info)
        });
        if is_it {
            return true;
        }
    }
    false
}

/// The single response about this certificate (§4.2.1), if it is *good*.
fn find_good(data: &[u8], certificate: &X509<'_>, issuer: &X509<'_>) -> Result<Validity, NotDer> {
    let (name, key) = issuer_hashes(issuer)?;
    let mut data = Reader::new(data);
    data.optional(tag::CONTEXT_0)?;
    // Who answers, and when.
    data.any()?;
    data.any()?;
    let mut responses = data.enter(tag::SEQUENCE)?;
    while !responses.is_done() {
        let mut one = responses.enter(tag::SEQUENCE)?;
        let mut id = one.enter(tag::SEQUENCE)?;
        id.expect(tag::SEQUENCE)?;
        let is_it = id.expect(tag::OCTET_STRING)?.content == name
            && id.expect(tag::OCTET_STRING)?.content == key
            && id.expect(tag::INTEGER)?.whole == certificate.serial;
        // good is [0] IMPLICIT NULL.
        if is_it && one.any()?.tag == 0x80 {
            let from = read_time(one.any()?)?;
            let until = match one.optional(tag::CONTEXT_0)? {
                Some(next) => read_time(Reader::new(next.content).any()?)?,
                None => from.plus_seconds(FRESH_SECONDS),
            };
            return Ok(Validity { from, until });
        }
    }
    Err(NotDer)
}
