//! What a verifier keeps: the root it was born with, the trust list, the status lists; as JSON on disk.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use damane_domain::time::Timestamp;

use crate::{error::TrustError, keys::PublicKey, status::StatusList, trust::TrustList};

/// Largest bundle file that is read.
const MAX_JSON: usize = 32 * 1024 * 1024;
/// Most root changes that are followed.
const MAX_BRIDGES: usize = 8;

/// Verified trust and status lists, with the root they hang from.
#[derive(Debug, Clone)]
pub struct TrustBundle {
    root: PublicKey,
    /// Trust lists that named the next root, oldest first.
    bridges: Vec<TrustList>,
    trust: TrustList,
    statuses: Vec<StatusList>,
    clock_floor: Timestamp,
}

/// The file: every field base64url without padding.
#[derive(serde::Serialize, serde::Deserialize)]
struct BundleJson {
    root: String,
    trust: String,
    #[serde(default)]
    status: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    bridges: Vec<String>,
}

impl TrustBundle {
    /// Starts from the built-in root and a trust list it signed.
    pub fn open(root: PublicKey, trust: &[u8]) -> Result<Self, TrustError> {
        let trust = TrustList::read(trust, &root)?;
        let clock_floor = trust.content().issued_at;
        Ok(Self { root, bridges: Vec::new(), trust, statuses: Vec::new(), clock_floor })
    }

    /// The root this bundle hangs from.
    pub fn root(&self) -> &PublicKey {
        &self.root
    }

    /// The trust list.
    pub fn trust(&self) -> &TrustList {
        &self.trust
    }

    /// The status lists, one a year.
    pub fn statuses(&self) -> &[StatusList] {
        &self.statuses
    }

    /// Newest time any signed list has shown: a clock behind it is wrong.
    pub fn clock_floor(&self) -> Timestamp {
        self.clock_floor
    }

    /// Raises the clock floor to a time seen earlier, kept by the caller.
    pub fn raise_clock_floor(&mut self, seen: Timestamp) {
        self.clock_floor = self.clock_floor.max(seen);
    }

    /// Takes a newer trust list, signed by the current root or by the next one it named. Status lists are
    /// read again: a key that is gone vouches for none.
    pub fn renew_trust(&mut self, bytes: &[u8]) -> Result<(), TrustError> {
        let next = self.trust.content().next_root;
        let (trust, changed) = match (TrustList::read(bytes, &self.current_root()), next) {
            (Err(TrustError::UnknownSigner), Some(next)) => (TrustList::read(bytes, &next)?, true),
            (read, _) => (read?, false),
        };
        if trust.content().issued_at < self.trust.content().issued_at {
            return Err(TrustError::Older);
        }
        if changed && self.bridges.len() >= MAX_BRIDGES {
            return Err(TrustError::Bundle);
        }
        self.raise_clock_floor(trust.content().issued_at);
        let old = std::mem::replace(&mut self.trust, trust);
        if changed {
            self.bridges.push(old);
        }
        let kept = std::mem::take(&mut self.statuses);
        self.statuses =
            kept.iter().filter_map(|list| StatusList::read(list.as_bytes(), &self.trust).ok()).collect();
        Ok(())
    }

    fn current_root(&self) -> PublicKey {
        self.bridges.last().and_then(|bridge| bridge.content().next_root).unwrap_or(self.root)
    }

    /// Takes a status list in the place of the one with the same address.
    pub fn put_status(&mut self, bytes: &[u8]) -> Result<(), TrustError> {
        let list = StatusList::read(bytes, &self.trust)?;
        let same = |held: &StatusList| held.content().uri == list.content().uri;
        if self.statuses.iter().any(|held| same(held) && held.content().issued_at > list.content().issued_at)
        {
            return Err(TrustError::Older);
        }
        self.raise_clock_floor(list.content().issued_at);
        self.statuses.retain(|held| !same(held));
        self.statuses.push(list);
        Ok(())
    }

    /// Finds the list of a year, by the address the trust list gives.
    pub fn status_list(&self, list: u16) -> Option<&StatusList> {
        let uri = self.trust.status_uri(list)?;
        self.statuses.iter().find(|held| held.content().uri == uri)
    }

    /// Reads the file form. A status list that does not read is left out: what it covers is then *unknown*.
    pub fn from_json(text: &str) -> Result<Self, TrustError> {
        if text.len() > MAX_JSON {
            return Err(TrustError::Bundle);
        }
        let json: BundleJson = serde_json::from_str(text).map_err(|_| TrustError::Bundle)?;
        let root = PublicKey::from_point(&bytes(&json.root)?)?;
        let mut chain = json.bridges.iter().take(MAX_BRIDGES).chain(std::iter::once(&json.trust));
        let mut bundle = Self::open(root, &bytes(chain.next().unwrap_or(&json.trust))?)?;
        for newer in chain {
            bundle.renew_trust(&bytes(newer)?)?;
        }
        for list in &json.status {
            if let Ok(list) = bytes(list) {
                // Unreadable or unsigned lists count as absent.
                let _absent = bundle.put_status(&list);
            }
        }
        Ok(bundle)
    }

    /// Writes the file form.
    pub fn to_json(&self) -> Result<String, TrustError> {
        let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let json = BundleJson {
            root: text(self.root.as_point()),
            trust: text(self.trust.as_bytes()),
            status: self.statuses.iter().map(|list| text(list.as_bytes())).collect(),
            bridges: self.bridges.iter().map(|list| text(list.as_bytes())).collect(),
        };
        serde_json::to_string_pretty(&json).map_err(|_| TrustError::Bundle)
    }
}

fn bytes(text: &str) -> Result<Vec<u8>, TrustError> {
    URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).map_err(|_| TrustError::Bundle)
}
