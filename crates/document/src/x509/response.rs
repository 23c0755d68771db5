//! Answers about one certificate (OCSP, RFC 6960): read strictly, of anyone.

use super::algorithm::{self, Problem};
use super::certificate::{Certificate, read_time};
use super::oid;
use super::path::{Purpose, find_path};
use super::revocation::Said;
use crate::der::{NotDer, Reader, tag};
use crate::oid as own;
use damane_domain::time::Timestamp;
use ring::digest::{Algorithm, Digest, SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};

/// What an answer says of a certificate, if it is one about it, by its issuer or by a responder that the issuer made.
pub fn by_response(
    der: &[u8],
    certificate: &Certificate<'_>,
    issuer: &Certificate<'_>,
) -> Result<Said, Problem> {
    let mut outside = Reader::new(der);
    let mut response = outside.enter(tag::SEQUENCE)?;
    outside.done()?;
    // ENUMERATED successful.
    if response.expect(0x0a)?.content != [0] {
        return Err(Problem::Wrong);
    }
    let mut bytes = response.enter(tag::CONTEXT_0)?.enter(tag::SEQUENCE)?;
    if bytes.expect(tag::OID)?.whole != oid::OCSP_BASIC {
        return Err(Problem::Unknown);
    }
    let mut basic = Reader::new(bytes.expect(tag::OCTET_STRING)?.content).enter(tag::SEQUENCE)?;
    let body = basic.expect(tag::SEQUENCE)?;
    let algorithm = basic.expect(tag::SEQUENCE)?.whole;
    let signature = basic.expect(tag::BIT_STRING)?.content.strip_prefix(&[0]).ok_or(NotDer)?;
    let carried = basic.optional(tag::CONTEXT_0)?.map(|held| held.content);

    let mut said = Reader::new(body.content);
    said.optional(tag::CONTEXT_0)?;
    said.any()?;
    let made_at = read_time(said.expect(0x18)?)?;
    let mut answers = said.enter(tag::SEQUENCE)?;
    while !answers.is_done() {
        let mut answer = answers.enter(tag::SEQUENCE)?;
        if is_about(answer.enter(tag::SEQUENCE)?, certificate, issuer)? {
            let signed_with =
                |key: &[u8]| algorithm::verify(key, algorithm, None, body.whole, signature).is_ok();
            let is_theirs = is_by_responder(carried, issuer, made_at, signed_with);
            return if is_theirs { read_answer(answer) } else { Err(Problem::Wrong) };
        }
    }
    Err(Problem::Unknown)
}

/// Signed by the issuer itself, or by one it made for that (§4.2.2.2).
fn is_by_responder(
    carried: Option<&[u8]>,
    issuer: &Certificate<'_>,
    made_at: Timestamp,
    signed_with: impl Fn(&[u8]) -> bool,
) -> bool {
    if signed_with(issuer.key_info) {
        return true;
    }
    let Some(mut held) = carried.and_then(|held| Reader::new(held).enter(tag::SEQUENCE).ok()) else {
        return false;
    };
    for _ in 0..4 {
        let Ok(der) = held.any() else { return false };
        let Ok(responder) = Certificate::read(der.whole) else { continue };
        let roots = [issuer.clone()];
        let is_made_by_issuer = responder.issuer == issuer.subject
            && responder.is_signed_by(issuer).is_ok()
            && find_path(&responder, &[], &roots, Purpose::Status, made_at).is_ok();
        if is_made_by_issuer && signed_with(responder.key_info) {
            return true;
        }
    }
    false
}

/// CertID: digests of the issuer's name and key, and the number. SHA-1 is usual here: it finds, it does not protect.
fn is_about(
    mut id: Reader<'_>,
    certificate: &Certificate<'_>,
    issuer: &Certificate<'_>,
) -> Result<bool, Problem> {
    let with = match id.enter(tag::SEQUENCE)?.expect(tag::OID)?.whole {
        oid::SHA_1 => &SHA1_FOR_LEGACY_USE_ONLY,
        own::SHA_256 => &SHA256,
        _ => return Ok(false),
    };
    let (name, key) = issuer_digests(with, issuer)?;
    let name = id.expect(tag::OCTET_STRING)?.content == name.as_ref();
    let key = id.expect(tag::OCTET_STRING)?.content == key.as_ref();
    Ok(name && key && id.expect(tag::INTEGER)?.whole == certificate.serial)
}

/// Of the issuer's name, and of its key's bits (RFC 6960 §4.1.1).
pub fn issuer_digests(
    with: &'static Algorithm,
    issuer: &Certificate<'_>,
) -> Result<(Digest, Digest), NotDer> {
    let mut info = Reader::new(issuer.key_info).enter(tag::SEQUENCE)?;
    info.any()?;
    let key = info.expect(tag::BIT_STRING)?.content.get(1..).ok_or(NotDer)?;
    Ok((digest(with, issuer.subject), digest(with, key)))
}

fn read_answer(mut answer: Reader<'_>) -> Result<Said, Problem> {
    let status = answer.any()?;
    let revoked = match status.tag {
        0x80 => None,
        0xa1 => Some(read_time(Reader::new(status.content).any()?)?),
        _ => return Err(Problem::Unknown),
    };
    let from = read_time(answer.expect(0x18)?)?;
    let until = match answer.optional(tag::CONTEXT_0)? {
        Some(until) => Some(read_time(Reader::new(until.content).any()?)?),
        None => None,
    };
    Ok(Said { revoked, from, until })
}
