//! A certificate of anyone (RFC 5280 §4), with what its use depends on.

use super::algorithm::{self, Problem};
use super::oid;
use crate::der::{NotDer, Reader, Value, tag};
use crate::oid as own;
use crate::written::moment;
use damane_credential::PublicKey;
use damane_domain::time::Timestamp;

/// keyUsage bits (§4.2.1.3), the first one highest.
pub const DIGITAL_SIGNATURE: u16 = 0x8000;
/// nonRepudiation, also called contentCommitment.
pub const NON_REPUDIATION: u16 = 0x4000;
/// keyCertSign.
pub const SIGNS_CERTIFICATES: u16 = 0x0400;
/// cRLSign.
pub const SIGNS_LISTS: u16 = 0x0200;

/// Longest certificate that is read, bytes: RSA with 16,384 bits and all there is to say takes a tenth.
const MAX_CERTIFICATE: usize = 64 * 1024;
/// Most extensions of one certificate or list.
pub(super) const MAX_EXTENSIONS: usize = 64;

/// From when until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validity {
    /// Not before.
    pub from: Timestamp,
    /// Not after.
    pub until: Timestamp,
}

impl Validity {
    /// Whether it covers a moment.
    pub fn covers(&self, at: Timestamp) -> bool {
        self.from <= at && at <= self.until
    }
}

/// A read certificate. Not verified: see [`Certificate::is_issued_by`].
#[derive(Debug, Clone)]
pub struct Certificate<'a> {
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
    /// What its extensions say.
    pub says: Extensions<'a>,
    body: &'a [u8],
    algorithm: &'a [u8],
    signature: &'a [u8],
}

/// The extensions that are understood.
#[derive(Debug, Clone, Default)]
pub struct Extensions<'a> {
    /// An authority's, with how many authorities may stand below it.
    pub authority: Option<Option<u32>>,
    /// keyUsage, when it is limited.
    pub usage: Option<u16>,
    /// extKeyUsage, when it is limited; whether it is critical.
    pub purposes: Option<(bool, Vec<&'a [u8]>)>,
    /// subjectKeyIdentifier.
    pub key_id: Option<&'a [u8]>,
    /// cRLDistributionPoints, encoded.
    pub list_places: &'a [u8],
    /// authorityInfoAccess, encoded.
    pub authority_access: &'a [u8],
    /// There is a condition that is not understood here, name constraints among them.
    pub has_unknown_condition: bool,
}

impl<'a> Certificate<'a> {
    /// Reads a certificate.
    ///
    /// # Errors
    /// When it is not one, or a boundlessly long one.
    pub fn read(der: &'a [u8]) -> Result<Self, NotDer> {
        if der.len() > MAX_CERTIFICATE {
            return Err(NotDer);
        }
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
        let says = match body.optional(0xa3)? {
            Some(list) => Extensions::read(Reader::new(list.content).enter(tag::SEQUENCE)?)?,
            None => Extensions::default(),
        };
        body.done()?;
        let body = whole_body.whole;
        Ok(Self { der, serial, issuer, subject, validity, key_info, says, body, algorithm, signature })
    }

    /// Whether the key of another certificate signed it.
    pub(super) fn is_signed_by(&self, above: &Certificate<'_>) -> Result<(), Problem> {
        algorithm::verify(above.key_info, self.algorithm, None, self.body, self.signature)
    }

    /// Whether another certificate issued it: an authority's that may sign certificates, under the name that stands in
    /// this one, by its key.
    pub fn is_issued_by(&self, above: &Certificate<'_>) -> bool {
        self.issuer == above.subject
            && above.is_authority()
            && above.may(SIGNS_CERTIFICATES)
            && self.is_signed_by(above).is_ok()
    }

    /// Whether it names itself as its issuer: a root, or nobody's.
    pub fn is_self_issued(&self) -> bool {
        self.issuer == self.subject
    }

    /// Basic constraints that say so (§4.2.1.9).
    pub const fn is_authority(&self) -> bool {
        self.says.authority.is_some()
    }

    /// Its key, when that is a P-256 point (RFC 5480 §2).
    ///
    /// # Errors
    /// When it is another kind of key.
    pub fn p256_key(&self) -> Result<PublicKey, NotDer> {
        let mut info = Reader::new(self.key_info).enter(tag::SEQUENCE)?;
        let mut algorithm = info.enter(tag::SEQUENCE)?;
        let is_p256 = algorithm.any()?.whole == own::EC_PUBLIC_KEY && algorithm.any()?.whole == own::P_256;
        match info.expect(tag::BIT_STRING)?.content.split_first() {
            Some((0, point)) if is_p256 => PublicKey::from_point(point).map_err(|_| NotDer),
            _ => Err(NotDer),
        }
    }

    /// Whether its key may be used for any of these, by keyUsage; one that is not limited may be for all.
    pub fn may(&self, usage: u16) -> bool {
        self.says.usage.is_none_or(|bits| bits & usage != 0)
    }

    /// Common name.
    pub fn common_name(&self) -> Option<String> {
        name_part(self.subject, own::COMMON_NAME)
    }

    /// Common name, or the organisation's when there is none.
    pub fn name(&self) -> Option<String> {
        self.common_name().or_else(|| name_part(self.subject, oid::ORGANISATION))
    }
}

impl<'a> Extensions<'a> {
    fn read(mut list: Reader<'a>) -> Result<Self, NotDer> {
        let mut says = Self::default();
        let mut seen: Vec<&[u8]> = Vec::new();
        while !list.is_done() {
            let mut one = list.enter(tag::SEQUENCE)?;
            let name = one.expect(tag::OID)?.whole;
            let critical = one.optional(tag::BOOLEAN)?.is_some_and(|said| said.content != [0]);
            let content = one.expect(tag::OCTET_STRING)?.content;
            one.done()?;
            // §4.2: no extension twice.
            if seen.contains(&name) || seen.len() == MAX_EXTENSIONS {
                return Err(NotDer);
            }
            seen.push(name);
            says.take(name, critical, content)?;
        }
        Ok(says)
    }

    fn take(&mut self, name: &[u8], critical: bool, content: &'a [u8]) -> Result<(), NotDer> {
        let mut value = Reader::new(content);
        match name {
            oid::BASIC_CONSTRAINTS => self.authority = read_constraints(value.enter(tag::SEQUENCE)?)?,
            oid::KEY_USAGE => {
                let bits = value.expect(tag::BIT_STRING)?.content.get(1..).ok_or(NotDer)?;
                let byte = |at: usize| u16::from(bits.get(at).copied().unwrap_or(0));
                self.usage = Some(byte(0) << 8 | byte(1));
            }
            oid::PURPOSES => {
                let (mut list, mut purposes) = (value.enter(tag::SEQUENCE)?, Vec::new());
                while !list.is_done() {
                    purposes.push(list.expect(tag::OID)?.whole);
                }
                self.purposes = Some((critical, purposes));
            }
            oid::SUBJECT_KEY_ID => self.key_id = Some(value.expect(tag::OCTET_STRING)?.content),
            oid::LIST_PLACES => self.list_places = content,
            // Where to ask binds nobody to ask there.
            oid::AUTHORITY_ACCESS => self.authority_access = content,
            oid::NAME_CONSTRAINTS => self.has_unknown_condition = true,
            oid::AUTHORITY_KEY_ID | oid::POLICIES | oid::OTHER_NAME => {}
            _ => self.has_unknown_condition |= critical,
        }
        Ok(())
    }
}

/// BasicConstraints: `cA`, then how many authorities may follow below.
fn read_constraints(mut constraints: Reader<'_>) -> Result<Option<Option<u32>>, NotDer> {
    let is_authority = constraints.optional(tag::BOOLEAN)?.is_some_and(|said| said.content == [0xff]);
    let below = match constraints.optional(tag::INTEGER)? {
        None => None,
        Some(Value { content: [below @ 0..=0x7f], .. }) => Some(u32::from(*below)),
        Some(_) => return Err(NotDer),
    };
    Ok(is_authority.then_some(below))
}

/// Longest name that is shown, characters.
const MAX_NAME: usize = 120;

fn name_part(name: &[u8], part: &[u8]) -> Option<String> {
    let mut sets = Reader::new(name).enter(tag::SEQUENCE).ok()?;
    while let Ok(mut set) = sets.enter(tag::SET) {
        let mut pair = set.enter(tag::SEQUENCE).ok()?;
        if pair.expect(tag::OID).ok()?.whole == part {
            return read_text(pair.any().ok()?);
        }
    }
    None
}

/// A stranger's text: control characters and those that turn the direction of writing are left out.
fn read_text(text: Value<'_>) -> Option<String> {
    let whole = match text.tag {
        tag::UTF8_STRING | 0x13 | 0x16 => std::str::from_utf8(text.content).ok()?.to_owned(),
        // BMPString.
        0x1e => {
            let (pairs, _) = text.content.as_chunks::<2>();
            char::decode_utf16(pairs.iter().map(|pair| u16::from_be_bytes(*pair)))
                .collect::<Result<_, _>>()
                .ok()?
        }
        // TeletexString, which everyone writes as Latin-1.
        0x14 => text.content.iter().copied().map(char::from).collect(),
        _ => return None,
    };
    let turns = |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    let shown: String = whole.chars().filter(|c| !c.is_control() && !turns(*c)).take(MAX_NAME).collect();
    (!shown.trim().is_empty()).then_some(shown)
}

/// UTCTime or GeneralizedTime in UTC (§4.1.2.5); fractions of a second, which a timestamp may have, are left out.
pub fn read_time(time: Value<'_>) -> Result<Timestamp, NotDer> {
    let text = std::str::from_utf8(time.content).map_err(|_| NotDer)?.strip_suffix('Z').ok_or(NotDer)?;
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
    moment(&text).ok_or(NotDer)
}
