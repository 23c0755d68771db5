//! The trust list: which keys the fund seals with, signed by its root (a CWT, RFC 8392).

use damane_domain::time::Timestamp;

use crate::{
    cbor::Reader,
    cose::Envelope,
    error::{Malformed, TrustError},
    keys::{KeyId, PublicKey},
    wire::{self, CLAIM_ISS, Times},
};

/// Type header of a trust list.
pub(crate) const TYP: &str = "application/damane-trust+cwt";
/// Private-use claim with the keys, hosts and addresses.
const CLAIM_TRUST: i64 = -70002;
/// Layout of that claim.
const LAYOUT: u64 = 1;
const MAX_BYTES: usize = 64 * 1024;
/// Most keys, hosts or lists that are read.
const MAX_ITEMS: u64 = 256;

/// What the fund says of a sealing key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyState {
    /// Seals today.
    Active,
    /// Seals no more; what it sealed stands.
    Retired,
    /// Fell into wrong hands: nothing it sealed stands.
    Withdrawn,
}

impl KeyState {
    const fn code(self) -> u64 {
        match self {
            Self::Active => 0,
            Self::Retired => 1,
            Self::Withdrawn => 2,
        }
    }

    fn from_code(code: u64) -> Result<Self, Malformed> {
        [Self::Active, Self::Retired, Self::Withdrawn]
            .into_iter()
            .find(|state| state.code() == code)
            .ok_or(Malformed::Layout)
    }
}

/// A key the fund seals certificates and status lists with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealingKey {
    /// The public point; the key's id follows from it.
    pub public: PublicKey,
    /// Seals from here.
    pub valid_from: Timestamp,
    /// No longer seals from here.
    pub valid_until: Timestamp,
    /// What the fund says of it now.
    pub state: KeyState,
}

/// Why a key does not vouch for something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyProblem {
    /// Not valid at that time.
    NotValidThen,
    /// Withdrawn.
    Withdrawn,
}

impl SealingKey {
    /// Why a seal this key made at `at` does not count, if it does not.
    pub fn problem_at(&self, at: Timestamp) -> Option<KeyProblem> {
        if self.state == KeyState::Withdrawn {
            Some(KeyProblem::Withdrawn)
        } else if at < self.valid_from || at >= self.valid_until {
            Some(KeyProblem::NotValidThen)
        } else {
            None
        }
    }
}

/// Where a year's status list is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusAddress {
    /// The year.
    pub list: u16,
    /// Its address, which the list repeats as its subject.
    pub uri: String,
}

/// What a trust list says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustListContent {
    /// The fund, as in every certificate's `iss`.
    pub issuer: String,
    /// Signed at.
    pub issued_at: Timestamp,
    /// Not used from here on.
    pub expires_at: Timestamp,
    /// After this many seconds a newer one is expected.
    pub ttl_seconds: u64,
    /// Hosts a genuine code may name.
    pub hosts: Vec<String>,
    /// Sealing keys, past and present.
    pub keys: Vec<SealingKey>,
    /// Status lists.
    pub status: Vec<StatusAddress>,
    /// The root that signs the next trust lists.
    pub next_root: Option<PublicKey>,
}

/// A trust list whose signature verified with a root key.
#[derive(Debug, Clone)]
pub struct TrustList {
    content: TrustListContent,
    kids: Vec<KeyId>,
    bytes: Vec<u8>,
}

impl TrustList {
    /// Reads a list that `root` must have signed.
    pub fn read(bytes: &[u8], root: &PublicKey) -> Result<Self, TrustError> {
        if bytes.len() > MAX_BYTES {
            return Err(Malformed::TooLong.into());
        }
        let envelope = Envelope::read(bytes, Some(TYP))?;
        if envelope.kid != root.kid() {
            return Err(TrustError::UnknownSigner);
        }
        if !envelope.is_signed_by(root) {
            return Err(TrustError::Signature);
        }
        let content = read_content(envelope.payload)?;
        let kids = content.keys.iter().map(|key| key.public.kid()).collect();
        Ok(Self { content, kids, bytes: bytes.to_vec() })
    }

    /// What it says.
    pub fn content(&self) -> &TrustListContent {
        &self.content
    }

    /// The signed bytes, to keep or serve.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Finds the key with this id.
    pub fn key(&self, kid: KeyId) -> Option<&SealingKey> {
        let index = self.kids.iter().position(|known| *known == kid)?;
        self.content.keys.get(index)
    }

    /// Finds the address of a year's status list.
    pub fn status_uri(&self, list: u16) -> Option<&str> {
        self.content.status.iter().find(|address| address.list == list).map(|address| address.uri.as_str())
    }

    /// Whether codes of the fund may name `host`.
    pub fn has_host(&self, host: &str) -> bool {
        self.content.hosts.iter().any(|known| known == host)
    }
}

fn read_content(payload: &[u8]) -> Result<TrustListContent, Malformed> {
    let mut reader = Reader::new(payload);
    let (mut issuer, mut body, mut times) = (None, None, Times::default());
    for _ in 0..reader.map()? {
        match reader.integer()? {
            CLAIM_ISS => issuer = Some(reader.text()?.to_owned()),
            CLAIM_TRUST => body = Some(read_body(&mut reader)?),
            claim => times.read_or_skip(claim, &mut reader)?,
        }
    }
    let (hosts, keys, status, next_root) = body.ok_or(Malformed::Layout)?;
    Ok(TrustListContent {
        issuer: issuer.ok_or(Malformed::Layout)?,
        issued_at: times.issued_at()?,
        expires_at: times.expires_at()?,
        ttl_seconds: times.ttl_seconds()?,
        hosts,
        keys,
        status,
        next_root,
    })
}

type Body = (Vec<String>, Vec<SealingKey>, Vec<StatusAddress>, Option<PublicKey>);

fn read_body(reader: &mut Reader<'_>) -> Result<Body, Malformed> {
    if reader.array()? != 5 || reader.unsigned()? != LAYOUT {
        return Err(Malformed::Layout);
    }
    let hosts = read_items(reader, |reader| Ok(reader.text()?.to_owned()))?;
    let keys = read_items(reader, read_key)?;
    let status = read_items(reader, |reader| {
        expect_items(reader, 2)?;
        let list = u16::try_from(reader.unsigned()?).map_err(|_| Malformed::Layout)?;
        Ok(StatusAddress { list, uri: reader.text()?.to_owned() })
    })?;
    let next_root = if reader.null() { None } else { Some(read_point(reader)?) };
    Ok((hosts, keys, status, next_root))
}

fn read_items<T>(
    reader: &mut Reader<'_>,
    read: impl Fn(&mut Reader<'_>) -> Result<T, Malformed>,
) -> Result<Vec<T>, Malformed> {
    match reader.array()? {
        count if count <= MAX_ITEMS => (0..count).map(|_| read(reader)).collect(),
        _ => Err(Malformed::Layout),
    }
}

fn expect_items(reader: &mut Reader<'_>, items: u64) -> Result<(), Malformed> {
    if reader.array()? == items { Ok(()) } else { Err(Malformed::Layout) }
}

fn read_point(reader: &mut Reader<'_>) -> Result<PublicKey, Malformed> {
    PublicKey::from_point(reader.bytes()?).map_err(|_| Malformed::Layout)
}

fn read_key(reader: &mut Reader<'_>) -> Result<SealingKey, Malformed> {
    expect_items(reader, 5)?;
    let kid = reader.bytes()?;
    let public = read_point(reader)?;
    if kid != public.kid().0 {
        return Err(Malformed::Layout);
    }
    let valid_from = wire::timestamp(reader.unsigned()?)?;
    let valid_until = wire::timestamp(reader.unsigned()?)?;
    Ok(SealingKey { public, valid_from, valid_until, state: KeyState::from_code(reader.unsigned()?)? })
}

/// Writes the claims of a trust list.
#[cfg(feature = "issue")]
pub(crate) fn write_content(content: &TrustListContent) -> Result<Vec<u8>, Malformed> {
    let mut writer = crate::cbor::Writer::new();
    writer.map(5);
    writer.integer(CLAIM_ISS).text(&content.issuer);
    writer.integer(wire::CLAIM_EXP).unsigned(wire::seconds(content.expires_at)?);
    writer.integer(wire::CLAIM_IAT).unsigned(wire::seconds(content.issued_at)?);
    writer.integer(wire::CLAIM_TTL).unsigned(content.ttl_seconds);
    writer.integer(CLAIM_TRUST).array(5).unsigned(LAYOUT);
    writer.array(content.hosts.len());
    for host in &content.hosts {
        writer.text(host);
    }
    writer.array(content.keys.len());
    for key in &content.keys {
        writer.array(5).bytes(&key.public.kid().0).bytes(key.public.as_point());
        writer.unsigned(wire::seconds(key.valid_from)?).unsigned(wire::seconds(key.valid_until)?);
        writer.unsigned(key.state.code());
    }
    writer.array(content.status.len());
    for address in &content.status {
        writer.array(2).unsigned(u64::from(address.list)).text(&address.uri);
    }
    match &content.next_root {
        Some(root) => writer.bytes(root.as_point()),
        None => writer.null(),
    };
    Ok(writer.finish())
}
