//! The status list: an IETF Token Status List in its CWT form, two bits a certificate, replaced as a whole.
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
const BITS: u64 = 2;
const PER_BYTE: u32 = 4;
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
pub struct StatusEntries(Vec<u8>);

impl StatusEntries {
    /// All in force, with room for at least `entries` and never fewer than [`MIN_ENTRIES`].
    pub fn with_room_for(entries: u32) -> Self {
        let entries = entries.clamp(MIN_ENTRIES, MAX_ENTRIES);
        Self(vec![0; entries.div_ceil(PER_BYTE) as usize])
    }

    /// How many entries there are.
    pub fn len(&self) -> u32 {
        u32::try_from(self.0.len()).unwrap_or(u32::MAX / PER_BYTE) * PER_BYTE
    }

    /// Never true for a list made here.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is said about the certificate at `index`; `None` outside the list.
    pub fn get(&self, index: u32) -> Option<Status> {
        let byte = self.0.get((index / PER_BYTE) as usize)?;
        Some(Status::from_value(byte >> ((index % PER_BYTE) * 2) & 0b11))
    }

    /// Says `status` about `index`; false outside the list.
    pub fn set(&mut self, index: u32, status: Status) -> bool {
        let Some(byte) = self.0.get_mut((index / PER_BYTE) as usize) else { return false };
        let shift = (index % PER_BYTE) * 2;
        *byte = *byte & !(0b11 << shift) | status.value() << shift;
        true
    }

    #[cfg(feature = "issue")]
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }
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
    let (mut bits, mut list) = (None, None);
    for _ in 0..reader.map()? {
        match reader.text()? {
            "bits" => bits = Some(reader.unsigned()?),
            "lst" => list = Some(reader.bytes()?),
            _ => reader.skip()?,
        }
    }
    let (Some(BITS), Some(list)) = (bits, list) else { return Err(Malformed::Layout) };
    let bytes = inflate(list, Wrapping::Zlib, (MAX_ENTRIES / PER_BYTE) as usize)?;
    if bytes.len() < (MIN_ENTRIES / PER_BYTE) as usize {
        Err(Malformed::Layout)
    } else {
        Ok(StatusEntries(bytes))
    }
}

/// Writes the claims; `compressed` is the zlib form of the entries.
#[cfg(feature = "issue")]
pub(crate) fn write_content(content: &StatusListContent, compressed: &[u8]) -> Result<Vec<u8>, Malformed> {
    let mut writer = crate::cbor::Writer::new();
    writer.map(5);
    writer.integer(CLAIM_SUB).text(&content.uri);
    writer.integer(crate::wire::CLAIM_EXP).unsigned(crate::wire::seconds(content.expires_at)?);
    writer.integer(crate::wire::CLAIM_IAT).unsigned(crate::wire::seconds(content.issued_at)?);
    writer.integer(CLAIM_STATUS_LIST).map(2).text("lst").bytes(compressed).text("bits").unsigned(BITS);
    writer.integer(crate::wire::CLAIM_TTL).unsigned(content.ttl_seconds);
    Ok(writer.finish())
}
