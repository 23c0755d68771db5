//! COSE_Sign1 (RFC 9052 §4.2), one shape only: tag 18, ES256, everything that matters in the protected header.

use crate::{
    cbor::{self, Reader, Writer},
    error::Malformed,
    keys::{KeyId, PublicKey},
};

/// COSE_Sign1's tag.
const TAG: u64 = 18;
/// ES256 (RFC 9053 §2.1).
const ES256: i64 = -7;
const HEADER_ALG: u64 = 1;
const HEADER_KID: u64 = 4;
/// Type of the signed object (RFC 9596): keeps a status list from passing for a certificate.
const HEADER_TYP: u64 = 16;

/// A read, not yet verified, signed object.
#[derive(Debug)]
pub(crate) struct Envelope<'a> {
    protected: &'a [u8],
    /// Who says to have signed.
    pub kid: KeyId,
    /// The signed bytes.
    pub payload: &'a [u8],
    signature: &'a [u8; 64],
}

impl<'a> Envelope<'a> {
    /// Reads an object whose protected header has exactly alg, kid and `typ` (absent for certificates).
    pub fn read(bytes: &'a [u8], typ: Option<&str>) -> Result<Self, Malformed> {
        cbor::check(bytes)?;
        let mut reader = Reader::new(bytes);
        if reader.tag()? != TAG || reader.array()? != 4 {
            return Err(Malformed::Layout);
        }
        let protected = reader.bytes()?;
        let kid = protected_kid(protected, typ)?;
        // Whatever stood in the unprotected header would not be signed: nothing may stand there.
        if reader.map()? != 0 {
            return Err(Malformed::Header);
        }
        let payload = reader.bytes()?;
        cbor::check(payload)?;
        let signature = reader.bytes()?.try_into().map_err(|_| Malformed::Layout)?;
        Ok(Self { protected, kid, payload, signature })
    }

    /// Whether `key` signed it.
    pub fn is_signed_by(&self, key: &PublicKey) -> bool {
        key.verifies(&to_be_signed(self.protected, self.payload), self.signature)
    }
}

fn protected_kid(protected: &[u8], typ: Option<&str>) -> Result<KeyId, Malformed> {
    cbor::check(protected)?;
    let mut reader = Reader::new(protected);
    let (mut alg, mut kid, mut found_typ) = (None, None, None);
    for _ in 0..reader.map()? {
        match reader.unsigned()? {
            HEADER_ALG => alg = Some(reader.integer()?),
            HEADER_KID => kid = Some(KeyId(reader.bytes()?.try_into().map_err(|_| Malformed::Header)?)),
            HEADER_TYP => found_typ = Some(reader.text()?),
            _ => return Err(Malformed::Header),
        }
    }
    match (alg, kid) {
        (Some(ES256), Some(kid)) if found_typ == typ => Ok(kid),
        _ => Err(Malformed::Header),
    }
}

/// The Sig_structure of RFC 9052 §4.4.
pub(crate) fn to_be_signed(protected: &[u8], payload: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.array(4).text("Signature1").bytes(protected).bytes(&[]).bytes(payload);
    writer.finish()
}

/// The protected header for `kid`.
#[cfg(feature = "issue")]
pub(crate) fn protected_header(kid: KeyId, typ: Option<&str>) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.map(2 + usize::from(typ.is_some()));
    writer.unsigned(HEADER_ALG).integer(ES256).unsigned(HEADER_KID).bytes(&kid.0);
    if let Some(typ) = typ {
        writer.unsigned(HEADER_TYP).text(typ);
    }
    writer.finish()
}

/// Puts the four parts together.
#[cfg(feature = "issue")]
pub(crate) fn assemble(protected: &[u8], payload: &[u8], signature: &[u8; 64]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.tag(TAG).array(4).bytes(protected).map(0).bytes(payload).bytes(signature);
    writer.finish()
}
