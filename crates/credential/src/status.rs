//! The status list: an IETF Token Status List in its CWT form, replaced as a whole. Ours have two bits a certificate;
//! one, four and eight are read as well.
//!
//! Lists are never merged, so a revocation taken back by the fund disappears with the next list.

use damane_domain::time::Timestamp;

use crate::{
    cbor::Reader,
    cose::Envelope,
    error::{Malformed, TrustError},
    inflate::{Wrapping, inflate},
    trust::TrustList,
    wire::{CLAIM_SUB, Times},
};

/// Type header of a status list (Token Status List §5.2).
pub(crate) const TYP: &str = "application/statuslist+cwt";
const CLAIM_STATUS_LIST: i64 = 65533;
/// Fewest entries of a list: a certificate hides among a million others.
pub const MIN_ENTRIES: u32 = 1 << 20;
/// Most entries that are read.
pub const MAX_ENTRIES: u32 = 1 << 24;
/// Bits a certificate in the lists that are made here.
const BITS: u32 = 2;
/// Widths the standard knows (Token Status List §4).
const WIDTHS: [u32; 4] = [1, 2, 4, 8];
/// Most bytes a list may hold once inflated, whatever its width.
const MAX_ENTRY_BYTES: usize = (MAX_ENTRIES * BITS / 8) as usize;
/// Largest signed list that is read.
pub const MAX_LIST_BYTES: usize = 4 * 1024 * 1024;

/// What a list says about one certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It stands.
    InForce,
    /// The fund revoked it.
    Revoked,
    /// A newer one stands in its place.
    Replaced,
    /// A value this program does not know.
    Unknown,
}

/// Values of Token Status List §7.1; "replaced" is the application-specific one.
const VALUE_REVOKED: u8 = 1;
const VALUE_REPLACED: u8 = 3;

impl Status {
    fn from_value(value: u8) -> Self {
        match value {
            0 => Self::InForce,
            VALUE_REVOKED => Self::Revoked,
            VALUE_REPLACED => Self::Replaced,
            _ => Self::Unknown,
        }
    }

    fn value(self) -> u8 {
        match self {
            Self::InForce => 0,
            Self::Revoked => VALUE_REVOKED,
            Self::Unknown => 2,
            Self::Replaced => VALUE_REPLACED,
        }
    }
}

/// The bits of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusEntries {
    /// Bits an entry: one of [`WIDTHS`].
    width: u32,
    bytes: Vec<u8>,
}

impl StatusEntries {
    /// All in force, with room for at least `entries` and never fewer than [`MIN_ENTRIES`].
    pub fn with_room_for(entries: u32) -> Self {
        let entries = entries.clamp(MIN_ENTRIES, MAX_ENTRIES);
        Self { width: BITS, bytes: vec![0; (entries * BITS).div_ceil(8) as usize] }
    }

    /// Takes the bytes of a list as they are inflated; `None` for a width the standard does not know.
    fn from_bytes(width: u64, bytes: Vec<u8>) -> Option<Self> {
        let width = u32::try_from(width).ok().filter(|width| WIDTHS.contains(width))?;
        Some(Self { width, bytes })
    }

    /// How many entries there are.
    pub fn len(&self) -> u32 {
        let entries = self.bytes.len() as u64 * 8 / u64::from(self.width);
        u32::try_from(entries).unwrap_or(u32::MAX)
    }

    /// Never true for a list made here.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Byte and shift of an entry: the first entry of a byte is in its lowest bits (Token Status List §4.1).
    fn place(&self, index: u32) -> (usize, u32) {
        let per_byte = 8 / self.width;
        ((index / per_byte) as usize, index % per_byte * self.width)
    }

    /// The value at `index` as it stands in the list; `None` outside the list.
    fn value(&self, index: u32) -> Option<u8> {
        let (byte, shift) = self.place(index);
        Some(self.bytes.get(byte)? >> shift & mask(self.width))
    }

    /// What is said about the certificate at `index`; `None` outside the list.
    pub fn get(&self, index: u32) -> Option<Status> {
        self.value(index).map(Status::from_value)
    }

    /// Says `status` about `index`; false outside the list.
    pub fn set(&mut self, index: u32, status: Status) -> bool {
        let (byte, shift) = self.place(index);
        let mask = mask(self.width);
        let Some(byte) = self.bytes.get_mut(byte) else { return false };
        *byte = *byte & !(mask << shift) | (status.value() & mask) << shift;
        true
    }

    #[cfg(feature = "issue")]
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// The lowest `width` bits of a byte.
const fn mask(width: u32) -> u8 {
    0xff >> (8 - width)
}

/// What a status list says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusListContent {
    /// Its own address, which the trust list names.
    pub uri: String,
    /// Signed at.
    pub issued_at: Timestamp,
    /// Not used from here on.
    pub expires_at: Timestamp,
    /// After this many seconds a newer one is expected.
    pub ttl_seconds: u64,
    /// The bits.
    pub entries: StatusEntries,
}

/// A status list whose signature verified with a key of the trust list.
#[derive(Debug, Clone)]
pub struct StatusList {
    content: StatusListContent,
    bytes: Vec<u8>,
}

impl StatusList {
    /// Reads and verifies a list; one of `trust`'s keys must have signed it while it was valid.
    pub fn read(bytes: &[u8], trust: &TrustList) -> Result<Self, TrustError> {
        if bytes.len() > MAX_LIST_BYTES {
            return Err(Malformed::TooLong.into());
        }
        let envelope = Envelope::read(bytes, Some(TYP))?;
        let key = trust.key(envelope.kid).ok_or(TrustError::UnknownSigner)?;
        if !envelope.is_signed_by(&key.public) {
            return Err(TrustError::Signature);
        }
        let content = read_content(envelope.payload)?;
        if key.problem_at(content.issued_at).is_some() {
            return Err(TrustError::UnknownSigner);
        }
        Ok(Self { content, bytes: bytes.to_vec() })
    }

    /// What it says.
    pub fn content(&self) -> &StatusListContent {
        &self.content
    }

    /// The signed bytes, to keep or serve.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }
}

fn read_content(payload: &[u8]) -> Result<StatusListContent, Malformed> {
    let mut reader = Reader::new(payload);
    let (mut uri, mut entries, mut times) = (None, None, Times::default());
    for _ in 0..reader.map()? {
        match reader.integer()? {
            CLAIM_SUB => uri = Some(reader.text()?.to_owned()),
            CLAIM_STATUS_LIST => entries = Some(read_entries(&mut reader)?),
            claim => times.read_or_skip(claim, &mut reader)?,
        }
    }
    Ok(StatusListContent {
        uri: uri.ok_or(Malformed::Layout)?,
        issued_at: times.issued_at()?,
        expires_at: times.expires_at()?,
        ttl_seconds: times.ttl_seconds()?,
        entries: entries.ok_or(Malformed::Layout)?,
    })
}

fn read_entries(reader: &mut Reader<'_>) -> Result<StatusEntries, Malformed> {
    let entries = read_any_entries(reader)?;
    if entries.len() < MIN_ENTRIES { Err(Malformed::Layout) } else { Ok(entries) }
}

/// A list of any length: bits and inflated bytes (Token Status List §4.2).
fn read_any_entries(reader: &mut Reader<'_>) -> Result<StatusEntries, Malformed> {
    let (mut bits, mut list) = (None, None);
    for _ in 0..reader.map()? {
        match reader.text()? {
            "bits" => bits = Some(reader.unsigned()?),
            "lst" => list = Some(reader.bytes()?),
            _ => reader.skip()?,
        }
    }
    let (Some(bits), Some(list)) = (bits, list) else { return Err(Malformed::Layout) };
    let bytes = inflate(list, Wrapping::Zlib, MAX_ENTRY_BYTES)?;
    StatusEntries::from_bytes(bits, bytes).ok_or(Malformed::Layout)
}

/// Writes the claims; `compressed` is the zlib form of the entries.
#[cfg(feature = "issue")]
pub(crate) fn write_content(content: &StatusListContent, compressed: &[u8]) -> Result<Vec<u8>, Malformed> {
    let mut writer = crate::cbor::Writer::new();
    writer.map(5);
    writer.integer(CLAIM_SUB).text(&content.uri);
    writer.integer(crate::wire::CLAIM_EXP).unsigned(crate::wire::seconds(content.expires_at)?);
    writer.integer(crate::wire::CLAIM_IAT).unsigned(crate::wire::seconds(content.issued_at)?);
    writer
        .integer(CLAIM_STATUS_LIST)
        .map(2)
        .text("lst")
        .bytes(compressed)
        .text("bits")
        .unsigned(u64::from(BITS));
    writer.integer(crate::wire::CLAIM_TTL).unsigned(content.ttl_seconds);
    Ok(writer.finish())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conformance::{Case, read_cases};
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

    const FILE: &str = include_str!("../../../tests/vectors/conformance/token_status_list.json");

    /// The list of a case in its JSON form (§4.1 of the standard), by our own inflating and reading of bits.
    fn from_json(case: &Case) -> StatusEntries {
        let list = URL_SAFE_NO_PAD.decode(case.at("json").text("lst")).unwrap();
        let bytes = inflate(&list, Wrapping::Zlib, MAX_ENTRY_BYTES).unwrap();
        StatusEntries::from_bytes(case.at("json").number("bits"), bytes).unwrap()
    }

    fn from_cbor(case: &Case) -> StatusEntries {
        let bytes = case.bytes("cbor");
        crate::cbor::check(&bytes).unwrap();
        read_any_entries(&mut Reader::new(&bytes)).unwrap()
    }

    #[test]
    fn every_entry_of_the_standards_lists_is_read_in_json_and_in_cbor() {
        let cases = read_cases(FILE);
        let mut named = 0;
        for case in &cases {
            let mut expected = std::collections::BTreeMap::new();
            for pair in case.list("statuses") {
                expected.insert(pair[0].as_u64().unwrap() as u32, pair[1].as_u64().unwrap() as u8);
            }
            for entries in [from_json(case), from_cbor(case)] {
                assert_eq!(u64::from(entries.width), case.number("bits"));
                for index in 0..entries.len() {
                    let value = expected.get(&index).copied().unwrap_or(0);
                    assert_eq!(entries.value(index), Some(value), "{} [{index}]", case.text("name"));
                }
                assert_eq!(entries.get(entries.len()), None);
                named += expected.len();
            }
        }
        assert_eq!(cases.iter().map(|case| case.number("bits")).collect::<Vec<_>>(), [1, 2, 1, 2, 4, 8]);
        assert_eq!(
            named,
            2 * (16 + 12 + 11 + 11 + 15 + 256),
            "fewer entries were compared than the standard names"
        );
    }

    #[test]
    fn a_list_shorter_than_a_million_or_of_an_unknown_width_is_refused() {
        let short = read_cases(FILE)[0].bytes("cbor");
        assert_eq!(read_entries(&mut Reader::new(&short)), Err(Malformed::Layout));
        for width in [0, 3, 16, u64::MAX] {
            assert_eq!(StatusEntries::from_bytes(width, vec![0; 8]), None, "{width}");
        }
    }

    #[test]
    fn a_value_that_is_neither_revoked_nor_replaced_is_not_known() {
        for value in 4..=255 {
            assert_eq!(Status::from_value(value), Status::Unknown);
        }
    }
}
