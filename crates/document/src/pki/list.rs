//! Revocation lists (RFC 5280 §5) of our authorities.

use super::extensions::{authority_key, extension};
use super::{Authority, signed, time};
use crate::der::{sequence, tag, unsigned, value};
use crate::oid as seal_oid;
use crate::x509::{Validity, oid};
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
    /// Its serial number, encoded, as [`crate::x509::Certificate::serial`] is.
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
