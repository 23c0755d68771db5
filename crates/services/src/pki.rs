//! What the fund publishes of its X.509 authorities: their certificates and revocation lists; and, in a demonstration,
//! dates.

use crate::error::ServiceError;
use crate::fund::Fund;
use crate::keys::Keys;
use crate::secrets::make_bytes;
use damane_credential::{KeyState, Signer};
use damane_document::pki::{Authority, ListEntry, Published, RevocationReason, make_list};
use damane_document::timestamp::TimestampAuthority;
use damane_document::x509::{Certificate, Validity};
use damane_domain::time::Timestamp;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// A list is used at most so many days.
const LIST_DAYS: i64 = 7;
/// A list is made anew after so many seconds.
const RENEW_SECONDS: i64 = 3_600;
/// A list says it was made so long before, so that a clock that is slow takes it.
const SKEW_SECONDS: i64 = 300;

/// An authority of the fund, by the name of its files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AuthorityName {
    /// `root.crt`, `root.crl`.
    Root,
    /// `authority.crt`, `authority.crl`.
    Authority,
}

/// What is published under a file's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublishedFile {
    /// An authority's certificate.
    Certificate(AuthorityName),
    /// Its revocation list.
    List(AuthorityName),
}

impl PublishedFile {
    /// From the file's name.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "root.crt" => Some(Self::Certificate(AuthorityName::Root)),
            "root.crl" => Some(Self::List(AuthorityName::Root)),
            "authority.crt" => Some(Self::Certificate(AuthorityName::Authority)),
            "authority.crl" => Some(Self::List(AuthorityName::Authority)),
            _ => None,
        }
    }

    /// Its media type (RFC 2585 §4).
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Certificate(_) => "application/pkix-cert",
            Self::List(_) => "application/pkix-crl",
        }
    }
}

/// The revocation lists as last made: what was on them, when, and the bytes.
#[derive(Default)]
pub struct RevocationLists(Mutex<BTreeMap<AuthorityName, Made>>);

struct Made {
    of: Vec<Revoked>,
    at: Timestamp,
    bytes: Vec<u8>,
}

/// A certificate that stands no more.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Revoked {
    /// Its serial number, encoded.
    pub serial: Vec<u8>,
    /// Since when.
    pub since: Timestamp,
}

impl Fund {
    /// What the fund publishes under a name, DER.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] when it has no such authority.
    pub fn published_file(&self, file: PublishedFile) -> Result<Vec<u8>, ServiceError> {
        match file {
            PublishedFile::Certificate(name) => self.keys().certificate_of(name).map(<[u8]>::to_vec),
            PublishedFile::List(name) => self.revocation_list(name),
        }
    }

    /// The revocation list of the authority with this certificate, if it is one of ours.
    pub(crate) fn own_list(&self, authority: &[u8]) -> Option<Result<Vec<u8>, ServiceError>> {
        let names = [AuthorityName::Root, AuthorityName::Authority];
        let keys = self.keys();
        let is_it = |name: &AuthorityName| keys.certificate_of(*name).is_ok_and(|own| own == authority);
        names.into_iter().find(is_it).map(|name| self.revocation_list(name))
    }

    /// An authority's revocation list: made anew every hour, and when a sealing key was withdrawn.
    fn revocation_list(&self, name: AuthorityName) -> Result<Vec<u8>, ServiceError> {
        let keys = self.keys();
        let certificate = keys.certificate_of(name)?;
        let Some(signer) = keys.signer_of(name)? else { return Ok(keys.brought_list()) };
        let (now, of) = (self.now().whole_second(), revoked_by(&keys, certificate));
        let mut kept = self.revocation_lists().0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_fresh =
            |made: &&Made| made.of == of && made.at <= now && now < made.at.plus_seconds(RENEW_SECONDS);
        if let Some(made) = kept.get(&name).filter(is_fresh) {
            return Ok(made.bytes.clone());
        }
        let unmade = |error| ServiceError::internal("revocation list", error);
        let authority = Authority::of(certificate, signer, Published::default()).map_err(unmade)?;
        let validity = Validity { from: now.plus_seconds(-SKEW_SECONDS), until: now.plus_days(LIST_DAYS) };
        let entries: Vec<ListEntry<'_>> = of.iter().map(Revoked::entry).collect();
        // Seconds since 1970: each list's number is greater than the one before.
        let number = u64::try_from(now.seconds()).unwrap_or_default();
        let bytes = make_list(&authority, validity, number, &entries).map_err(unmade)?;
        kept.insert(name, Made { of, at: now, bytes: bytes.clone() });
        Ok(bytes)
    }

    /// Answers as the timestamp authority of a demonstration (RFC 3161).
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] where there is none.
    pub fn answer_timestamp(&self, query: &[u8]) -> Result<Vec<u8>, ServiceError> {
        let keys = self.keys();
        let held = keys.timestamps.as_ref().filter(|_| self.profile().demonstration);
        let held = held.ok_or(ServiceError::NotFound)?;
        let authority = TimestampAuthority { signer: &held.signer, chain: &held.chain };
        let answer = authority.answer(query, self.now(), make_bytes(self.chance()));
        answer.map_err(|error| ServiceError::internal("timestamp", error))
    }
}

impl Keys {
    fn certificate_of(&self, name: AuthorityName) -> Result<&[u8], ServiceError> {
        match name {
            AuthorityName::Root => Ok(&self.root_certificate),
            AuthorityName::Authority => {
                Ok(self.authority.as_ref().ok_or(ServiceError::NotFound)?.certificate())
            }
        }
    }

    /// Its key; `None` for a root that is offline.
    fn signer_of(&self, name: AuthorityName) -> Result<Option<&dyn Signer>, ServiceError> {
        match name {
            AuthorityName::Root => Ok(self.root.as_ref().map(|root| root as &dyn Signer)),
            AuthorityName::Authority => {
                Ok(Some(&self.authority.as_ref().ok_or(ServiceError::NotFound)?.signer))
            }
        }
    }

    /// The revocation list that an offline root signed.
    fn brought_list(&self) -> Vec<u8> {
        self.brought.as_ref().map(|brought| brought.list.clone()).unwrap_or_default()
    }
}

/// Certificates of withdrawn sealing keys that an authority issued. As in the trust list, nothing such a key ever
/// sealed stands: revoked from its first day.
pub(crate) fn revoked_by(keys: &Keys, authority: &[u8]) -> Vec<Revoked> {
    let Ok(authority) = Certificate::read(authority) else { return Vec::new() };
    let withdrawn = keys.sealing.iter().filter(|one| one.listed.state == KeyState::Withdrawn);
    let serial = |der: &Vec<u8>| {
        let read = Certificate::read(der).ok()?;
        read.is_issued_by(&authority).then(|| read.serial.to_vec())
    };
    withdrawn
        .filter_map(|one| Some(Revoked { serial: serial(one.chain.first()?)?, since: one.listed.valid_from }))
        .collect()
}

impl Revoked {
    fn entry(&self) -> ListEntry<'_> {
        ListEntry { serial: &self.serial, since: self.since, reason: RevocationReason::KeyCompromise }
    }
}
