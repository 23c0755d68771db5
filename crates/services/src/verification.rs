//! What strangers verify with: the signed trust list, and one signed status list a year.
//!
//! Lists are kept in memory with the time they were made. A status list is made anew when a certificate of its year
//! was revoked or replaced, whichever process did it, and every hour so that it never grows old.

use crate::error::ServiceError;
use crate::fund::Fund;
use crate::keys::{Keys, listed_years};
use damane_credential::{
    KeyId, MIN_ENTRIES, PublicKey, SealingKey, Status, StatusAddress, StatusEntries, StatusListContent,
    TrustListContent, seal_status_list, seal_trust_list,
};
use damane_domain::fund::FundProfile;
use damane_domain::time::Timestamp;
use damane_storage::certificates::{self, ChangedEntry, ListChanges};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::{Mutex, PoisonError};

/// A newer list is expected after so many seconds.
pub(crate) const TTL_SECONDS: u64 = 86_400;
/// A status list is not used after so many days.
const STATUS_DAYS: i64 = 7;
/// A trust list is not used after so many days.
const TRUST_DAYS: i64 = 30;
/// A list is made anew after so many seconds.
const RENEW_SECONDS: i64 = 3_600;

/// The lists as last made.
#[derive(Default)]
pub struct Lists {
    trust: Mutex<Option<Made<TrustBasis>>>,
    status: Mutex<BTreeMap<u16, Made<(ListChanges, KeyId)>>>,
}

/// What a trust list is made of: years, sealing keys, the root to come.
type TrustBasis = (RangeInclusive<u16>, Vec<SealingKey>, Option<PublicKey>);

/// A signed list, and what it was made of.
struct Made<T> {
    of: T,
    at: Timestamp,
    bytes: Vec<u8>,
}

impl<T: PartialEq> Made<T> {
    /// A clock set back makes a list anew too: nobody is handed a list from the future.
    fn is_fresh(&self, of: &T, now: Timestamp) -> bool {
        self.of == *of && self.at <= now && now < self.at.plus_seconds(RENEW_SECONDS)
    }
}

impl Fund {
    /// The trust list, signed by the fund's root key (CWT).
    ///
    /// # Errors
    /// Signing only.
    pub async fn trust_list(&self) -> Result<Vec<u8>, ServiceError> {
        let (now, keys) = (self.now().whole_second(), self.keys());
        let Some(root) = &keys.root else { return keys.brought_trust() };
        let of = (listed_years(&keys.listed(), now, TRUST_DAYS), keys.listed(), keys.next_root);
        let mut kept = self.lists().trust.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(made) = kept.as_ref().filter(|made| made.is_fresh(&of, now)) {
            return Ok(made.bytes.clone());
        }
        let content = TrustListContent {
            issuer: self.profile().issuer.clone(),
            issued_at: now,
            expires_at: now.plus_days(TRUST_DAYS),
            ttl_seconds: TTL_SECONDS,
            hosts: vec![self.profile().verification_host.clone()],
            keys: of.1.clone(),
            status: of.0.clone().map(|list| StatusAddress { list, uri: self.status_uri(list) }).collect(),
            next_root: keys.next_root,
        };
        let sealed = seal_trust_list(&content, root);
        let bytes = sealed.map_err(|error| ServiceError::internal("trust list", error))?;
        *kept = Some(Made { of, at: now, bytes: bytes.clone() });
        Ok(bytes)
    }

    /// The status list of a year, signed by a sealing key (Token Status List, CWT form).
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for a year the trust list does not name.
    pub async fn status_list(&self, year: u16) -> Result<Vec<u8>, ServiceError> {
        let (now, keys) = (self.now().whole_second(), self.keys());
        if !is_listed(&keys, year, now) {
            return Err(ServiceError::NotFound);
        }
        let signer = &keys.sealing_at(now)?.signer;
        let mut reader = self.store().read().await?;
        let of = (certificates::find_list_changes(&mut reader, year).await?, signer.kid());
        if let Some(bytes) = self.fresh_status(year, &of, now) {
            return Ok(bytes);
        }
        let last = certificates::find_last_entry(&mut reader, year).await?.unwrap_or(0);
        let changed = certificates::find_changed_entries(&mut reader, year).await?;
        drop(reader);
        let content = StatusListContent {
            uri: self.status_uri(year),
            issued_at: now,
            expires_at: now.plus_days(STATUS_DAYS),
            ttl_seconds: TTL_SECONDS,
            entries: entries(last, &changed),
        };
        let sealed = seal_status_list(&content, &**signer);
        let bytes = sealed.map_err(|error| ServiceError::internal("status list", error))?;
        let mut kept = self.lists().status.lock().unwrap_or_else(PoisonError::into_inner);
        kept.insert(year, Made { of, at: now, bytes: bytes.clone() });
        Ok(bytes)
    }

    fn fresh_status(&self, year: u16, of: &(ListChanges, KeyId), now: Timestamp) -> Option<Vec<u8>> {
        let kept = self.lists().status.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(&year).filter(|made| made.is_fresh(of, now)).map(|made| made.bytes.clone())
    }

    fn status_uri(&self, year: u16) -> String {
        status_uri(self.profile(), year)
    }

    /// The X.509 root that PDF readers chain the seal to, DER.
    pub fn pdf_root(&self) -> Vec<u8> {
        self.keys().root_certificate.clone()
    }
}

impl Keys {
    /// What the offline root signed last. Once it ran out nobody would take it: better no answer, and an alarm.
    fn brought_trust(&self) -> Result<Vec<u8>, ServiceError> {
        let missing = || ServiceError::internal("trust list", "no root, and no list of an offline one");
        Ok(self.brought.as_ref().ok_or_else(missing)?.trust.as_bytes().to_vec())
    }
}

/// A list's name. It is the verification host's whatever host serves it: hosts move, names stay.
pub(crate) fn status_uri(profile: &FundProfile, year: u16) -> String {
    format!("https://{}/v1/status/{year}", profile.verification_host)
}

/// Whether the trust list names the status list of a year.
fn is_listed(keys: &Keys, year: u16, now: Timestamp) -> bool {
    match &keys.brought {
        Some(brought) => brought.trust.status_uri(year).is_some(),
        None => listed_years(&keys.listed(), now, TRUST_DAYS).contains(&year),
    }
}

/// Room in powers of two, so that a list's length does not tell how many certificates there are.
fn entries(last: u32, changed: &[ChangedEntry]) -> StatusEntries {
    let room = last.saturating_add(1).checked_next_power_of_two().unwrap_or(u32::MAX).max(MIN_ENTRIES);
    let mut entries = StatusEntries::with_room_for(room);
    for entry in changed {
        let status = if entry.revoked { Status::Revoked } else { Status::Replaced };
        entries.set(entry.index, status);
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_says_revoked_and_replaced_and_has_room_for_a_million() {
        let changed =
            [ChangedEntry { index: 7, revoked: true }, ChangedEntry { index: 1_048_576, revoked: false }];
        let list = entries(1_048_576, &changed);
        assert_eq!(list.len(), 2 * MIN_ENTRIES);
        assert_eq!(list.get(7), Some(Status::Revoked));
        assert_eq!(list.get(1_048_576), Some(Status::Replaced));
        assert_eq!(list.get(8), Some(Status::InForce));
        assert_eq!(entries(0, &[]).len(), MIN_ENTRIES);
    }
}
