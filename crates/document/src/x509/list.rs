//! Revocation lists (RFC 5280 §5): read strictly, of anyone.

use super::algorithm::{self, Problem};
use super::certificate::{Certificate, MAX_EXTENSIONS, SIGNS_LISTS, read_time};
use super::oid;
use crate::der::{NotDer, Reader, Value, tag};
use damane_domain::time::Timestamp;

/// A read list. Not verified: see [`RevocationList::is_of`].
#[derive(Debug, Clone, Copy)]
pub struct RevocationList<'a> {
    /// When it was made.
    pub from: Timestamp,
    /// When the next one comes at the latest, if it says.
    pub until: Option<Timestamp>,
    issuer: &'a [u8],
    entries: Option<Value<'a>>,
    extensions: Option<Reader<'a>>,
    body: &'a [u8],
    algorithm: &'a [u8],
    signature: &'a [u8],
}

impl<'a> RevocationList<'a> {
    /// Reads a list.
    ///
    /// # Errors
    /// When it is not one.
    pub fn read(der: &'a [u8]) -> Result<Self, NotDer> {
        let mut outside = Reader::new(der);
        let mut list = outside.enter(tag::SEQUENCE)?;
        outside.done()?;
        let whole = list.expect(tag::SEQUENCE)?;
        let algorithm = list.expect(tag::SEQUENCE)?.whole;
        let signature = list.expect(tag::BIT_STRING)?.content.strip_prefix(&[0]).ok_or(NotDer)?;
        list.done()?;

        let mut body = Reader::new(whole.content);
        body.optional(tag::INTEGER)?;
        if body.expect(tag::SEQUENCE)?.whole != algorithm {
            return Err(NotDer);
        }
        let issuer = body.expect(tag::SEQUENCE)?.whole;
        let from = read_time(body.any()?)?;
        let until = [0x17, 0x18].iter().find_map(|tag| body.optional(*tag).ok().flatten());
        let until = until.map(read_time).transpose()?;
        let entries = body.optional(tag::SEQUENCE)?;
        let extensions = match body.optional(tag::CONTEXT_0)? {
            Some(list) => Some(Reader::new(list.content).enter(tag::SEQUENCE)?),
            None => None,
        };
        body.done()?;
        Ok(Self { from, until, issuer, entries, extensions, body: whole.whole, algorithm, signature })
    }

    /// Whether an authority that may sign lists signed it.
    pub fn is_of(&self, authority: &Certificate<'_>) -> bool {
        self.issuer == authority.subject
            && authority.is_authority()
            && authority.may(SIGNS_LISTS)
            && algorithm::verify(authority.key_info, self.algorithm, None, self.body, self.signature).is_ok()
    }

    /// Since when a certificate of its issuer stands no more, if it is on the list.
    ///
    /// # Errors
    /// When the list is not one of all such certificates, has a condition that is not understood, or cannot be read to
    /// its end.
    pub fn revoked_since(&self, certificate: &Certificate<'_>) -> Result<Option<Timestamp>, Problem> {
        if let Some(extensions) = self.extensions {
            is_whole_list(extensions, certificate)?;
        }
        find_entry(self.entries, certificate)
    }
}

/// Lists of changes, of some reasons, of other issuers' certificates are not looked at, nor those with a condition that
/// is not understood.
fn is_whole_list(mut extensions: Reader<'_>, certificate: &Certificate<'_>) -> Result<(), Problem> {
    let mut seen: Vec<&[u8]> = Vec::new();
    while !extensions.is_done() {
        let mut one = extensions.enter(tag::SEQUENCE)?;
        let name = one.expect(tag::OID)?.whole;
        if seen.contains(&name) || seen.len() == MAX_EXTENSIONS {
            return Err(Problem::Unreadable);
        }
        seen.push(name);
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
    let mut before = None;
    while !scope.is_done() {
        let part = scope.any()?;
        // Each at most once and in their order, so that no place is searched for again and again.
        let number = Some(part.tag & 0x1f);
        if number <= before {
            return Err(Problem::Unreadable);
        }
        before = number;
        let says_so = part.content != [0];
        let is_authority = certificate.says.authority.is_some();
        let fits = match part.tag {
            // A list of one place of several is for the certificates that name the place.
            0xa0 => {
                let name = part.content;
                !name.is_empty() && memchr::memmem::find(certificate.says.list_places, name).is_some()
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
