//! X.509 certificates (RFC 5280) for a fund that has none of its own yet: a root, and a sealing certificate.
//!
//! They let programs that know nothing of the fund's trust list (pyHanko, PDF readers) check a seal. Our own
//! checks go by the trust list. The same keys, names and times give the same bytes.

use crate::cms::{digest_of, signature_der};
use crate::der::{sequence, tag, unsigned, value};
use crate::oid;
use chrono::{DateTime, Datelike};
use damane_credential::{PublicKey, SealError, Signer};
use damane_domain::time::Timestamp;
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};

/// Who a certificate is of.
#[derive(Debug, Clone, Copy)]
pub struct Holder<'a> {
    /// Common name, at most 64 characters (RFC 5280 upper bound).
    pub common_name: &'a str,
    /// Organisation, at most 64 characters.
    pub organisation: &'a str,
}

/// From when until when.
#[derive(Debug, Clone, Copy)]
pub struct Validity {
    /// Not before.
    pub from: Timestamp,
    /// Not after.
    pub until: Timestamp,
}

/// What differs between the two kinds of certificate.
struct Purpose {
    /// Key usage bits, as a BIT STRING's contents.
    usage: [u8; 2],
    authority: bool,
}

/// digitalSignature and nonRepudiation; 6 bits unused.
const SEALS: Purpose = Purpose { usage: [6, 0xc0], authority: false };
/// keyCertSign and cRLSign; 1 bit unused.
const ISSUES: Purpose = Purpose { usage: [1, 0x06], authority: true };

/// Makes the root's own certificate.
///
/// # Errors
/// When the key does not sign.
pub fn make_root(holder: Holder<'_>, validity: Validity, root: &dyn Signer) -> Result<Vec<u8>, SealError> {
    let key = root.public_key();
    make(holder, holder, validity, (&key, &key), &ISSUES, root)
}

/// Makes the certificate of a sealing key, issued by the root.
///
/// # Errors
/// When the root's key does not sign.
pub fn make_seal_certificate(
    holder: Holder<'_>,
    issuer: Holder<'_>,
    validity: Validity,
    key: &PublicKey,
    root: &dyn Signer,
) -> Result<Vec<u8>, SealError> {
    make(holder, issuer, validity, (key, &root.public_key()), &SEALS, root)
}

fn make(
    holder: Holder<'_>,
    issuer: Holder<'_>,
    validity: Validity,
    (key, above): (&PublicKey, &PublicKey),
    purpose: &Purpose,
    root: &dyn Signer,
) -> Result<Vec<u8>, SealError> {
    let algorithm = sequence(&[oid::ECDSA_SHA_256]);
    let dates = sequence(&[&time(validity.from), &time(validity.until)]);
    let subject = name(holder)?;
    let info = key_info(key);
    // Never the same for two certificates, never more than 16 bytes, never negative.
    let serial = digest_of(&[above.as_point(), &subject, &dates, &info]);
    let body = sequence(&[
        &value(tag::CONTEXT_0, &[&unsigned(&[2])]),
        &unsigned(&serial[..16]),
        &algorithm,
        &name(issuer)?,
        &dates,
        &subject,
        &info,
        &extensions(key, above, purpose),
    ]);
    let signature = signature_der(&root.sign(&body)?);
    Ok(sequence(&[&body, &algorithm, &value(tag::BIT_STRING, &[&[0], &signature])]))
}

fn name(holder: Holder<'_>) -> Result<Vec<u8>, SealError> {
    let part = |kind: &[u8], text: &str| match text.chars().count() {
        1..=64 => {
            let pair = sequence(&[kind, &value(tag::UTF8_STRING, &[text.as_bytes()])]);
            Ok(value(tag::SET, &[&pair]))
        }
        _ => Err(SealError::Field),
    };
    let (organisation, common) =
        (part(oid::ORGANISATION, holder.organisation)?, part(oid::COMMON_NAME, holder.common_name)?);
    Ok(sequence(&[&organisation, &common]))
}

fn key_info(key: &PublicKey) -> Vec<u8> {
    let algorithm = sequence(&[oid::EC_PUBLIC_KEY, oid::P_256]);
    sequence(&[&algorithm, &value(tag::BIT_STRING, &[&[0], key.as_point()])])
}

fn extensions(key: &PublicKey, above: &PublicKey, purpose: &Purpose) -> Vec<u8> {
    const CRITICAL: &[u8] = &[tag::BOOLEAN, 1, 0xff];
    let extension = |name: &[u8], critical: &[u8], content: &[u8]| {
        sequence(&[name, critical, &value(tag::OCTET_STRING, &[content])])
    };
    // A root above which nothing stands issues sealing certificates only: path length 0.
    let constraints = if purpose.authority {
        sequence(&[&[tag::BOOLEAN, 1, 0xff], &unsigned(&[0])])
    } else {
        sequence(&[])
    };
    // keyIdentifier is [0] IMPLICIT OCTET STRING.
    let authority = sequence(&[&value(0x80, &[&key_id(above)])]);
    let list = sequence(&[
        &extension(oid::BASIC_CONSTRAINTS, CRITICAL, &constraints),
        &extension(oid::KEY_USAGE, CRITICAL, &value(tag::BIT_STRING, &[&purpose.usage])),
        &extension(oid::SUBJECT_KEY_ID, &[], &value(tag::OCTET_STRING, &[&key_id(key)])),
        &extension(oid::AUTHORITY_KEY_ID, &[], &authority),
    ]);
    // extensions is [3] EXPLICIT.
    value(0xa3, &[&list])
}

/// RFC 5280 §4.2.1.2 (1): SHA-1 of the point. A name for the key, not a protection.
fn key_id(key: &PublicKey) -> Vec<u8> {
    digest(&SHA1_FOR_LEGACY_USE_ONLY, key.as_point()).as_ref().to_vec()
}

/// UTCTime through 2049, GeneralizedTime from 2050 (RFC 5280 §4.1.2.5).
fn time(at: Timestamp) -> Vec<u8> {
    let at = DateTime::from_timestamp(at.seconds(), 0).unwrap_or_default();
    match at.year() {
        1950..2050 => value(0x17, &[at.format("%y%m%d%H%M%SZ").to_string().as_bytes()]),
        _ => value(0x18, &[at.format("%Y%m%d%H%M%SZ").to_string().as_bytes()]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::certificate::SealCertificate;
    use crate::der::Reader;
    use damane_credential::P256Signer;
    use ring::signature::{ECDSA_P256_SHA256_ASN1, UnparsedPublicKey};

    const HOLDER: Holder<'static> = Holder { common_name: "Cachet", organisation: "Fonds" };
    const ISSUER: Holder<'static> = Holder { common_name: "Racine", organisation: "Fonds" };
    const VALIDITY: Validity = Validity {
        from: Timestamp::from_seconds(1_795_165_200),
        until: Timestamp::from_seconds(2_600_000_000),
    };

    #[test]
    fn a_sealing_certificate_is_its_key_s_and_the_root_signed_it() {
        let (root, key) =
            (P256Signer::from_scalar(&[1; 32]).unwrap(), P256Signer::from_scalar(&[2; 32]).unwrap());
        let der = make_seal_certificate(HOLDER, ISSUER, VALIDITY, &key.public_key(), &root).unwrap();
        let read = SealCertificate::read(&der).unwrap();
        assert_eq!((read.key, read.common_name), (key.public_key(), Some("Cachet")));

        let mut parts = Reader::new(&der).enter(tag::SEQUENCE).unwrap();
        let body = parts.any().unwrap().whole;
        parts.any().unwrap();
        let signature = &parts.expect(tag::BIT_STRING).unwrap().content[1..];
        let above = UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, *root.public_key().as_point());
        above.verify(body, signature).unwrap();
        // 2052 does not fit UTCTime.
        assert!(der.windows(15).any(|window| window == b"20520522141320Z"));
    }

    #[test]
    fn the_same_input_gives_the_same_certificate_and_another_key_another_serial() {
        let root = P256Signer::from_scalar(&[1; 32]).unwrap();
        let made = |key: u8| {
            let key = P256Signer::from_scalar(&[key; 32]).unwrap().public_key();
            make_seal_certificate(HOLDER, ISSUER, VALIDITY, &key, &root).unwrap()
        };
        assert_eq!(made(2), made(2));
        assert_ne!(
            SealCertificate::read(&made(2)).unwrap().serial,
            SealCertificate::read(&made(3)).unwrap().serial
        );
        let nameless = Holder { common_name: "", ..HOLDER };
        assert!(make_root(nameless, VALIDITY, &root).is_err());
    }
}
