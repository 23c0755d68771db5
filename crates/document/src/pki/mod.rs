//! X.509 (RFC 5280) for a fund that has none of its own yet: a root, a sealing authority under it, and what that one
//! certifies: sealing keys, and the timestamp authority of a demonstration. And their revocation lists. All of it is
//! only made here; [`crate::x509`] reads.
//!
//! They let programs that know nothing of the fund's trust list (pyHanko, PDF readers) check a seal. Our own
//! checks go by the trust list. The same keys, names and times give the same bytes.

mod extensions;
mod list;
mod status;

pub use list::{ListEntry, RevocationReason, make_list};
pub use status::{STATUS_QUERY_TYPE, make_status_request};

use crate::cms::{digest_of, signature_der};
use crate::der::{sequence, tag, unsigned, value};
use crate::oid as seal_oid;
use crate::x509::{Certificate, Validity, oid};
use chrono::{DateTime, Datelike};
use damane_credential::{PublicKey, SealError, Signer};
use damane_domain::time::Timestamp;
use extensions::{Purpose, extensions};

/// Who a certificate is of.
#[derive(Debug, Clone, Copy)]
pub struct Holder<'a> {
    /// Common name, at most 64 characters (RFC 5280 upper bound).
    pub common_name: &'a str,
    /// Organisation, at most 64 characters.
    pub organisation: &'a str,
}

/// Where what an authority publishes is had by HTTP. What is left out does not stand in what it issues.
#[derive(Debug, Clone, Copy, Default)]
pub struct Published<'a> {
    /// Its revocation list.
    pub list: Option<&'a str>,
    /// Its own certificate.
    pub certificate: Option<&'a str>,
}

/// Who issues.
#[derive(Clone)]
pub struct Authority<'a> {
    /// Its name, encoded.
    name: Vec<u8>,
    signer: &'a dyn Signer,
    published: Published<'a>,
}

impl<'a> Authority<'a> {
    /// The authority of a certificate, whose key this must be. Its name is that in the certificate, whatever the fund is
    /// called by now.
    ///
    /// # Errors
    /// [`SealError::Key`] when the certificate is not this key's.
    pub fn of(
        certificate: &[u8],
        signer: &'a dyn Signer,
        published: Published<'a>,
    ) -> Result<Self, SealError> {
        let read = Certificate::read(certificate).map_err(|_| SealError::Key)?;
        let is_its_key = read.key_info == key_info(&signer.public_key());
        is_its_key.then(|| Self { name: read.subject.to_vec(), signer, published }).ok_or(SealError::Key)
    }
}

/// Makes the root's own certificate. One more authority may stand between it and a sealing key.
///
/// # Errors
/// When a name does not fit, or the key does not sign.
pub fn make_root(holder: Holder<'_>, validity: Validity, root: &dyn Signer) -> Result<Vec<u8>, SealError> {
    let own = Authority { name: name(holder)?, signer: root, published: Published::default() };
    make(holder, validity, &root.public_key(), &own, Purpose::Root)
}

/// Makes the certificate of a sealing authority, issued by the root: it certifies keys, and no further authority.
///
/// # Errors
/// As [`make_root`].
pub fn make_sealing_authority(
    holder: Holder<'_>,
    validity: Validity,
    key: &PublicKey,
    root: &Authority<'_>,
) -> Result<Vec<u8>, SealError> {
    make(holder, validity, key, root, Purpose::SealingAuthority)
}

/// Makes the certificate of a sealing key.
///
/// # Errors
/// As [`make_root`].
pub fn make_seal_certificate(
    holder: Holder<'_>,
    validity: Validity,
    key: &PublicKey,
    authority: &Authority<'_>,
) -> Result<Vec<u8>, SealError> {
    make(holder, validity, key, authority, Purpose::Seal)
}

/// Makes the certificate of a timestamp authority (RFC 3161 §2.3: that purpose, critical, and no other).
///
/// # Errors
/// As [`make_root`].
pub fn make_tsa_certificate(
    holder: Holder<'_>,
    validity: Validity,
    key: &PublicKey,
    authority: &Authority<'_>,
) -> Result<Vec<u8>, SealError> {
    make(holder, validity, key, authority, Purpose::Timestamps)
}

fn make(
    holder: Holder<'_>,
    validity: Validity,
    key: &PublicKey,
    authority: &Authority<'_>,
    purpose: Purpose,
) -> Result<Vec<u8>, SealError> {
    let above = authority.signer.public_key();
    let algorithm = sequence(&[seal_oid::ECDSA_SHA_256]);
    let dates = sequence(&[&time(validity.from), &time(validity.until)]);
    let subject = name(holder)?;
    let info = key_info(key);
    let extensions = extensions(key, &above, purpose, &authority.published);
    // Never the same for two certificates, never more than 16 bytes, never negative.
    let serial = digest_of(&[above.as_point(), &subject, &dates, &info, &extensions]);
    let body = sequence(&[
        &value(tag::CONTEXT_0, &[&unsigned(&[2])]),
        &unsigned(&serial[..16]),
        &algorithm,
        &authority.name,
        &dates,
        &subject,
        &info,
        &extensions,
    ]);
    signed(&body, authority.signer)
}

/// What X.509 signs: the body, the algorithm, the signature (RFC 5280 §4.1.1, §5.1.1).
fn signed(body: &[u8], signer: &dyn Signer) -> Result<Vec<u8>, SealError> {
    let signature = signature_der(&signer.sign(body)?);
    let algorithm = sequence(&[seal_oid::ECDSA_SHA_256]);
    Ok(sequence(&[body, &algorithm, &value(tag::BIT_STRING, &[&[0], &signature])]))
}

fn name(holder: Holder<'_>) -> Result<Vec<u8>, SealError> {
    let part = |kind: &[u8], text: &str| match text.chars().count() {
        1..=64 => {
            let pair = sequence(&[kind, &value(tag::UTF8_STRING, &[text.as_bytes()])]);
            Ok(value(tag::SET, &[&pair]))
        }
        _ => Err(SealError::Field),
    };
    let organisation = part(oid::ORGANISATION, holder.organisation)?;
    Ok(sequence(&[&organisation, &part(seal_oid::COMMON_NAME, holder.common_name)?]))
}

fn key_info(key: &PublicKey) -> Vec<u8> {
    let algorithm = sequence(&[seal_oid::EC_PUBLIC_KEY, seal_oid::P_256]);
    sequence(&[&algorithm, &value(tag::BIT_STRING, &[&[0], key.as_point()])])
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
mod tests;
