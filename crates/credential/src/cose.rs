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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conformance::{Case, read_cases};

    const COSE: &str = include_str!("../../../tests/vectors/conformance/cose_sign1.json");
    const WYCHEPROOF: &str = include_str!("../../../tests/vectors/conformance/wycheproof_p256_p1363.json");

    /// Protected header, payload and signature of any COSE_Sign1, with or without a tag.
    fn parts(bytes: &[u8]) -> (&[u8], &[u8], &[u8]) {
        let mut reader = Reader::new(bytes);
        if reader.next_kind() == Some(cbor::major::TAG) {
            reader.tag().unwrap();
        }
        assert_eq!(reader.array().unwrap(), 4);
        let protected = reader.bytes().unwrap();
        reader.skip().unwrap();
        (protected, reader.bytes().unwrap(), reader.bytes().unwrap())
    }

    fn key(case: &Case) -> PublicKey {
        PublicKey::from_point(&case.bytes("key")).unwrap()
    }

    #[test]
    fn the_working_groups_signatures_hold_over_our_sig_structure_and_no_others() {
        let cases = read_cases(COSE);
        let (mut held, mut broken) = (0, 0);
        for case in &cases {
            let bytes = case.bytes("cbor");
            let (protected, payload, signature) = parts(&bytes);
            let signed = to_be_signed(protected, payload);
            let verifies = key(case).verifies(&signed, signature.try_into().unwrap());
            assert_eq!(verifies, case.is("verifies"), "{}", case.text("name"));
            if verifies {
                assert_eq!(signed, case.bytes("to_be_signed"), "{}", case.text("name"));
                held += 1;
            } else {
                broken += 1;
            }
        }
        assert_eq!((held, broken), (6, 7), "fewer examples ran than there are");
    }

    #[test]
    fn what_is_signed_well_but_not_as_we_sign_is_refused_for_its_reason() {
        let cases = read_cases(COSE);
        for case in &cases {
            let refusal = Envelope::read(&case.bytes("cbor"), None).unwrap_err();
            assert_eq!(format!("{refusal:?}"), case.text("profile"), "{}", case.text("name"));
        }
        assert_eq!(cases.len(), 13);
    }

    #[test]
    fn wycheproof_finds_no_signature_that_passes_or_fails_wrongly() {
        let (mut valid, mut invalid) = (0, 0);
        for case in read_cases(WYCHEPROOF) {
            // Anything but 64 bytes never reaches the key: an envelope holds nothing else.
            let holds = <[u8; 64]>::try_from(case.bytes("sig"))
                .is_ok_and(|signature| key(&case).verifies(&case.bytes("msg"), &signature));
            assert_eq!(holds, case.is("valid"), "{}: {}", case.number("id"), case.text("what"));
            *(if holds { &mut valid } else { &mut invalid }) += 1;
        }
        assert_eq!(valid + invalid, 262, "fewer cases ran than there are");
        assert!(valid > 150 && invalid > 80, "{valid} valid, {invalid} invalid");
    }
}
