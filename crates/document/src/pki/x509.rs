//! A certificate of anyone (RFC 5280), as much of it as embedding it asks: whose, by whom, until when, and where its
//! authority says whether it still stands.

use super::signature::{Algorithm, is_signed_with};
use super::{Validity, oid};
use crate::der::{NotDer, Reader, Value, tag};
use crate::oid as seal_oid;
use chrono::NaiveDateTime;
use damane_domain::time::Timestamp;

/// A read certificate. Not verified: see [`X509::is_issued_by`].
#[derive(Debug, Clone, Copy)]
pub struct X509<'a> {
    /// All of it.
    pub der: &'a [u8],
    /// Serial number, encoded.
    pub serial: &'a [u8],
    /// Name of its issuer, encoded.
    pub issuer: &'a [u8],
    /// Name of its holder, encoded.
    pub subject: &'a [u8],
    /// From when until when it holds.
    pub validity: Validity,
    /// SubjectPublicKeyInfo.
    pub key_info: &'a [u8],
    body: &'a [u8],
    algorithm: &'a [u8],
    signature: &'a [u8],
    extensions: Option<Reader<'a>>,
}

impl<'a> X509<'a> {
    /// Reads a certificate.
    ///
    /// # Errors
    /// When it is not one.
    pub fn read(der: &'a [u8]) -> Result<Self, NotDer> {
        let mut outside = Reader::new(der);
        let mut certificate = outside.enter(tag::SEQUENCE)?;
        outside.done()?;
        let whole_body = certificate.expect(tag::SEQUENCE)?;
        let algorithm = certificate.expect(tag::SEQUENCE)?.whole;
        let signature = certificate.expect(tag::BIT_STRING)?.content.strip_prefix(&[0]).ok_or(NotDer)?;
        certificate.done()?;

        let mut body = Reader::new(whole_body.content);
        body.optional(tag::CONTEXT_0)?;
        let serial = body.expect(tag::INTEGER)?.whole;
        if body.expect(tag::SEQUENCE)?.whole != algorithm {
            return Err(NotDer);
        }
        let issuer = body.expect(tag::SEQUENCE)?.whole;
        let mut dates = body.enter(tag::SEQUENCE)?;
        let validity = Validity { from: read_time(dates.any()?)?, until: read_time(dates.any()?)? };
        let subject = body.expect(tag::SEQUENCE)?.whole;
        let key_info = body.expect(tag::SEQUENCE)?.whole;
        // Unique identifiers are [1] and [2], extensions [3] EXPLICIT.
        body.optional(0x81)?;
        body.optional(0x82)?;
        let extensions = match body.optional(0xa3)? {
            Some(list) => Some(Reader::new(list.content).enter(tag::SEQUENCE)?),
            None => None,
        };
        let body = whole_body.whole;
        Ok(Self { der, serial, issuer, subject, validity, key_info, body, algorithm, signature, extensions })
    }

    /// Whether it names itself as its issuer: a root, or nobody's.
    pub fn is_self_issued(&self) -> bool {
        self.issuer == self.subject
    }

    /// Whether another certificate's key signed it, that one being an authority's.
    pub fn is_issued_by(&self, above: &X509<'_>) -> bool {
        let algorithm = Algorithm { signature: self.algorithm, digest: None };
        self.issuer == above.subject
            && above.is_authority()
            && is_signed_with(above.key_info, algorithm, self.body, self.signature)
    }

    /// Contents of an extension, and whether it is critical.
    fn extension(&self, name: &[u8]) -> Option<(bool, &'a [u8])> {
        let mut list = self.extensions?;
        while let Ok(mut one) = list.enter(tag::SEQUENCE) {
            if one.expect(tag::OID).ok()?.whole == name {
                let critical = one.optional(tag::BOOLEAN).ok()?.is_some_and(|said| said.content == [0xff]);
                return Some((critical, one.expect(tag::OCTET_STRING).ok()?.content));
            }
        }
        None
    }

    /// Basic constraints that say so (§4.2.1.9).
    pub fn is_authority(&self) -> bool {
        let constraints = self.extension(seal_oid::BASIC_CONSTRAINTS);
        constraints.is_some_and(|(_, content)| {
            let inside = Reader::new(content).enter(tag::SEQUENCE);
            inside.is_ok_and(|mut inside| matches!(inside.optional(tag::BOOLEAN), Ok(Some(said)) if said.content == [0xff]))
        })
    }

    /// Whether it is for this purpose alone, critically (RFC 3161 §2.3 for timestamps).
    fn is_only_for(&self, purpose: &[u8]) -> bool {
        let usage = self.extension(oid::EXTENDED_KEY_USAGE);
        usage.is_some_and(|(critical, content)| {
            let Ok(mut purposes) = Reader::new(content).enter(tag::SEQUENCE) else { return false };
            let named = purposes.any().is_ok_and(|first| first.whole == purpose);
            critical && named && purposes.is_done()
        })
    }

    /// Whether it is for this purpose, among others or alone.
    pub(super) fn is_for(&self, purpose: &[u8]) -> bool {
        let Some((_, content)) = self.extension(oid::EXTENDED_KEY_USAGE) else { return false };
        let Ok(mut purposes) = Reader::new(content).enter(tag::SEQUENCE) else { return false };
        while let Ok(one) = purposes.any() {
            if one.whole == purpose {
                return true;
            }
        }
        false
    }

    /// Whether it is a timestamp authority's.
    pub fn is_for_timestamps(&self) -> bool {
        self.is_only_for(oid::TIMESTAMPING)
    }

    /// Where its authority's revocation list is had by HTTP (§4.2.1.13), as far as it names a whole list of its issuer.
    pub fn list_urls(&self) -> Vec<&'a str> {
        let Some((_, content)) = self.extension(oid::LIST_PLACES) else { return Vec::new() };
        let Ok(mut points) = Reader::new(content).enter(tag::SEQUENCE) else { return Vec::new() };
        let mut urls = Vec::new();
        while let Ok(mut point) = points.enter(tag::SEQUENCE) {
            let names = point.enter(tag::CONTEXT_0).and_then(|mut name| name.enter(tag::CONTEXT_0));
            // What follows restricts it to some reasons or names another issuer.
            if let (Ok(mut names), true) = (names, point.is_done()) {
                while let Ok(name) = names.any() {
                    urls.extend(http_url(name));
                }
            }
        }
        urls
    }

    /// Where its authority answers about it (RFC 6960 §3.1).
    pub fn status_urls(&self) -> Vec<&'a str> {
        let Some((_, content)) = self.extension(oid::AUTHORITY_ACCESS) else { return Vec::new() };
        let Ok(mut places) = Reader::new(content).enter(tag::SEQUENCE) else { return Vec::new() };
        let mut urls = Vec::new();
        while let Ok(mut place) = places.enter(tag::SEQUENCE) {
            if place.expect(tag::OID).is_ok_and(|kind| kind.whole == oid::OCSP) {
                urls.extend(place.any().ok().and_then(http_url));
            }
        }
        urls
    }
}

fn http_url(name: Value<'_>) -> Option<&str> {
    let text = std::str::from_utf8(name.content).ok().filter(|_| name.tag == 0x86)?;
    let is_http = text.starts_with("http://") || text.starts_with("https://");
    is_http.then_some(text)
}

/// UTCTime or GeneralizedTime in UTC (§4.1.2.5); a timestamp's may have fractions of a second, which are left out.
pub fn read_time(time: Value<'_>) -> Result<Timestamp, NotDer> {
    let text = std::str::from_utf8(time.content).map_err(|_| NotDer)?;
    let text = text.strip_suffix('Z').ok_or(NotDer)?;
    let text = match (time.tag, text.len()) {
        // Two digits of a year: 1950 to 2049.
        (0x17, 12) => format!("{}{text}", if text < "50" { "20" } else { "19" }),
        (0x18, 14) => text.to_owned(),
        (0x18, 16..) => match text.split_once('.') {
            Some((whole, part)) if whole.len() == 14 && part.bytes().all(|b| b.is_ascii_digit()) => {
                whole.to_owned()
            }
            _ => return Err(NotDer),
        },
        _ => return Err(NotDer),
    };
    let time = NaiveDateTime::parse_from_str(&text, "%Y%m%d%H%M%S").map_err(|_| NotDer)?;
    Ok(Timestamp::from_seconds(time.and_utc().timestamp()))
}
