//! Does a certificate still stand? By revocation lists (RFC 5280 §5) and OCSP answers (RFC 6960) that came with the file.

use super::algorithm::{self, Problem};
use super::certificate::{Certificate, SIGNS_LISTS, read_time};
use super::oid;
use super::path::{Purpose, find_path};
use crate::der::{NotDer, Reader, Value, tag};
use crate::oid as own;
use damane_domain::time::Timestamp;
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};

/// What came with a file. DER each.
#[derive(Debug, Clone, Default)]
pub struct Evidence<'a> {
    /// Revocation lists.
    pub lists: Vec<&'a [u8]>,
    /// OCSP responses.
    pub responses: Vec<&'a [u8]>,
}

/// What the evidence says of one certificate; the later ones weigh more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// It stood, as of this time.
    Stood(Timestamp),
    /// What it says was out of date at the time asked about.
    Old,
    /// Nothing says.
    Unknown,
    /// Revoked since.
    Revoked(Timestamp),
}

/// Most lists and answers that are looked at for one certificate.
const MAX_LOOKED_AT: usize = 32;

/// What the evidence says of a certificate issued by `issuer`, at a time. `sure` says that the time is proved: a
/// certificate revoked afterwards stood then.
pub fn standing_of(
    certificate: &Certificate<'_>,
    issuer: &Certificate<'_>,
    evidence: &Evidence<'_>,
    (at, sure): (Timestamp, bool),
) -> Standing {
    let lists = evidence.lists.iter().take(MAX_LOOKED_AT).map(|der| by_list(der, certificate, issuer));
    let responses = evidence.responses.iter().take(MAX_LOOKED_AT);
    let responses = responses.map(|der| by_response(der, certificate, issuer));
    let (mut best, mut old) = (None, false);
    for said in lists.chain(responses).filter_map(Result::ok) {
        match said.revoked {
            // A key somebody else may have had is no proof of anything before, unless the time is proved.
            Some(since) if !sure || since <= at => return Standing::Revoked(since),
            _ if said.until.is_none_or(|until| until >= at) => best = best.max(Some(said.from)),
            _ => old = true,
        }
    }
    match (best, old) {
        (Some(from), _) => Standing::Stood(from),
        (None, true) => Standing::Old,
        (None, false) => Standing::Unknown,
    }
}

/// What one list or answer says.
struct Said {
    revoked: Option<Timestamp>,
    from: Timestamp,
    until: Option<Timestamp>,
}

fn by_list(der: &[u8], certificate: &Certificate<'_>, issuer: &Certificate<'_>) -> Result<Said, Problem> {
    let mut outside = Reader::new(der);
    let mut list = outside.enter(tag::SEQUENCE)?;
    outside.done()?;
    let whole = list.expect(tag::SEQUENCE)?;
    let algorithm = list.expect(tag::SEQUENCE)?.whole;
    let signature = list.expect(tag::BIT_STRING)?.content.strip_prefix(&[0]).ok_or(NotDer)?;
    list.done()?;

    let mut body = Reader::new(whole.content);
    body.optional(tag::INTEGER)?;
    let same = body.expect(tag::SEQUENCE)?.whole == algorithm;
    if !same || body.expect(tag::SEQUENCE)?.whole != issuer.subject || !issuer.may(SIGNS_LISTS) {
        return Err(Problem::Wrong);
    }
    algorithm::verify(issuer.key_info, algorithm, None, whole.whole, signature)?;
    let from = read_time(body.any()?)?;
    let until = [0x17, 0x18].iter().find_map(|tag| body.optional(*tag).ok().flatten());
    let until = until.map(read_time).transpose()?;
    let entries = body.optional(tag::SEQUENCE)?;
    if let Some(extensions) = body.optional(tag::CONTEXT_0)? {
        is_whole_list(Reader::new(extensions.content).enter(tag::SEQUENCE)?, certificate)?;
    }
    body.done()?;
    Ok(Said { revoked: find_entry(entries, certificate)?, from, until })
}

/// Lists of changes, of some reasons, of other issuers' certificates are not looked at, nor those with a condition that
/// is not understood.
fn is_whole_list(mut extensions: Reader<'_>, certificate: &Certificate<'_>) -> Result<(), Problem> {
    while !extensions.is_done() {
        let mut one = extensions.enter(tag::SEQUENCE)?;
        let name = one.expect(tag::OID)?.whole;
        let critical = one.optional(tag::BOOLEAN)?.is_some_and(|said| said.content != [0]);
        let content = one.expect(tag::OCTET_STRING)?.content;
        match name {
            oid::LIST_SCOPE => is_in_scope(Reader::new(content).enter(tag::SEQUENCE)?, certificate)?,
            oid::LIST_NUMBER | oid::AUTHORITY_KEY_ID => {}
            _ if critical => return Err(Problem::Unknown),
            _ => {}
        }
    }
    Ok(())
}

/// IssuingDistributionPoint: [0] place, [1] users only, [2] authorities only, [3] reasons, [4] indirect, [5] attributes.
fn is_in_scope(mut scope: Reader<'_>, certificate: &Certificate<'_>) -> Result<(), Problem> {
    while !scope.is_done() {
        let part = scope.any()?;
        let says_so = part.content != [0];
        let is_authority = certificate.says.authority.is_some();
        let fits = match part.tag {
            // A list of one place of several is for the certificates that name the place.
            0xa0 => {
                let name = part.content;
                certificate.says.list_places.windows(name.len().max(1)).any(|window| window == name)
            }
            0x81 => !(says_so && is_authority),
            0x82 => !says_so || is_authority,
            _ => !says_so,
        };
        if !fits {
            return Err(Problem::Unknown);
        }
    }
    Ok(())
}

fn find_entry(
    entries: Option<Value<'_>>,
    certificate: &Certificate<'_>,
) -> Result<Option<Timestamp>, Problem> {
    let mut entries = Reader::new(entries.map_or(&[], |entries| entries.content));
    let mut found = None;
    while !entries.is_done() {
        let mut entry = entries.enter(tag::SEQUENCE)?;
        let serial = entry.expect(tag::INTEGER)?.whole;
        let since = read_time(entry.any()?)?;
        if let Some(extensions) = entry.optional(tag::SEQUENCE)? {
            let mut extensions = Reader::new(extensions.content);
            while !extensions.is_done() {
                let mut one = extensions.enter(tag::SEQUENCE)?;
                let name = one.expect(tag::OID)?.whole;
                let critical = one.optional(tag::BOOLEAN)?.is_some_and(|said| said.content != [0]);
                if critical && name != oid::REVOCATION_REASON {
                    return Err(Problem::Unknown);
                }
            }
        }
        if serial == certificate.serial {
            found = Some(since);
        }
    }
    Ok(found)
}

fn by_response(der: &[u8], certificate: &Certificate<'_>, issuer: &Certificate<'_>) -> Result<Said, Problem> {
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
    let mut info = Reader::new(issuer.key_info).enter(tag::SEQUENCE)?;
    info.any()?;
    let key = info.expect(tag::BIT_STRING)?.content.get(1..).ok_or(NotDer)?;
    let name = id.expect(tag::OCTET_STRING)?.content == digest(with, issuer.subject).as_ref();
    let key = id.expect(tag::OCTET_STRING)?.content == digest(with, key).as_ref();
    Ok(name && key && id.expect(tag::INTEGER)?.whole == certificate.serial)
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
