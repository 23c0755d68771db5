//! Revocation lists (RFC 5280 §5): made for our authorities, read of anyone's.

use super::extensions::{authority_key, extension};
use super::signature::{Algorithm, is_signed_with};
use super::x509::read_time;
use super::{Authority, Validity, X509, oid, signed, time};
use crate::der::{NotDer, Reader, sequence, tag, unsigned, value};
use crate::oid as seal_oid;
use damane_credential::SealError;
use damane_domain::time::Timestamp;

/// Why a certificate no longer stands (§5.3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RevocationReason {
    /// Somebody else may have its key.
    KeyCompromise,
    /// Another one took its place.
    Superseded,
    /// It is used no more.
    CessationOfOperation,
}

impl RevocationReason {
    const fn code(self) -> u8 {
        match self {
            Self::KeyCompromise => 1,
            Self::Superseded => 4,
            Self::CessationOfOperation => 5,
        }
    }
}

/// A certificate that no longer stands.
#[derive(Debug, Clone, Copy)]
pub struct ListEntry<'a> {
    /// Its serial number, encoded ([`X509::serial`]).
    pub serial: &'a [u8],
    /// Since when.
    pub since: Timestamp,
    /// Why.
    pub reason: RevocationReason,
}

/// Makes an authority's whole revocation list. `number` must grow with each list that differs (§5.2.3).
///
/// # Errors
/// When the authority's key does not sign.
pub fn make_list(
    authority: &Authority<'_>,
    validity: Validity,
    number: u64,
    entries: &[ListEntry<'_>],
) -> Result<Vec<u8>, SealError> {
    let entries: Vec<Vec<u8>> = entries.iter().map(list_entry).collect();
    // The list of entries is left out when there are none (§5.1.2.6).
    let entries = match entries.is_empty() {
        true => Vec::new(),
        false => sequence(&entries.iter().map(Vec::as_slice).collect::<Vec<_>>()),
    };
    let number = extension(oid::LIST_NUMBER, &[], &unsigned(&number.to_be_bytes()));
    let extensions = sequence(&[&authority_key(&authority.signer.public_key()), &number]);
    let body = sequence(&[
        &unsigned(&[1]),
        &sequence(&[seal_oid::ECDSA_SHA_256]),
        &authority.name,
        &time(validity.from),
        &time(validity.until),
        &entries,
        &value(tag::CONTEXT_0, &[&extensions]),
    ]);
    signed(&body, authority.signer)
}

fn list_entry(entry: &ListEntry<'_>) -> Vec<u8> {
    // ENUMERATED.
    let reason = extension(oid::REVOCATION_REASON, &[], &value(0x0a, &[&[entry.reason.code()]]));
    sequence(&[entry.serial, &time(entry.since), &sequence(&[&reason])])
}

/// A read list. Not verified: see [`RevocationList::is_of`].
#[derive(Debug, Clone, Copy)]
pub struct RevocationList<'a> {
    /// When it was made, and until when the next one comes.
    pub validity: Validity,
    issuer: &'a [u8],
    entries: Option<Reader<'a>>,
    body: &'a [u8],
    algorithm: &'a [u8],
    signature: &'a [u8],
}

impl<'a> RevocationList<'a> {
    /// Reads a list that says when the next one comes.
    ///
    /// # Errors
    /// When it is not one.
    pub fn read(der: &'a [u8]) -> Result<Self, NotDer> {
        let mut outside = Reader::new(der);
        let mut list = outside.enter(tag::SEQUENCE)?;
        outside.done()?;
        let whole_body = list.expect(tag::SEQUENCE)?;
        let algorithm = list.expect(tag::SEQUENCE)?.whole;
        let signature = list.expect(tag::BIT_STRING)?.content.strip_prefix(&[0]).ok_or(NotDer)?;
        list.done()?;
        let mut body = Reader::new(whole_body.content);
        body.optional(tag::INTEGER)?;
        if body.expect(tag::SEQUENCE)?.whole != algorithm {
            return Err(NotDer);
        }
        let issuer = body.expect(tag::SEQUENCE)?.whole;
        let validity = Validity { from: read_time(body.any()?)?, until: read_time(body.any()?)? };
        let entries = body.optional(tag::SEQUENCE)?.map(|entries| Reader::new(entries.content));
        Ok(Self { validity, issuer, entries, body: whole_body.whole, algorithm, signature })
    }

    /// Whether an authority signed it.
    pub fn is_of(&self, authority: &X509<'_>) -> bool {
        let algorithm = Algorithm { signature: self.algorithm, digest: None };
        self.issuer == authority.subject
            && authority.is_authority()
            && is_signed_with(authority.key_info, algorithm, self.body, self.signature)
    }

    /// Whether a certificate with this serial number stands on it. A list that cannot be read to its end counts as if
    /// it did.
    pub fn lists(&self, serial: &[u8]) -> bool {
        let Some(mut entries) = self.entries else { return false };
        while !entries.is_done() {
            let entry = entries.enter(tag::SEQUENCE).and_then(|mut entry| entry.expect(tag::INTEGER));
            if !entry.is_ok_and(|listed| listed.whole != serial) {
                return true;
            }
        }
        false
    }
}
