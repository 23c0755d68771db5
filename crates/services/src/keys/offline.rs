//! The root kept offline: what is to be signed leaves as a file, is signed on a machine without network, and comes back
//! as a file. Neither holds a secret.

use super::ceremony::KeyFolder;
use super::files::{read_certificate, read_signer, write_private};
use super::{Brought, KeyOrder, Keys};
use crate::error::ServiceError;
use crate::pki::revoked_by;
use crate::ports::Ports;
use crate::verification::{TTL_SECONDS, status_uri};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use damane_credential::{
    KeyState, PublicKey, SealingKey, Signer as _, StatusAddress, TrustList, TrustListContent,
    seal_trust_list, status_list_of,
};
use damane_document::pki::{Authority, ListEntry, Published, RevocationReason, make_list};
use damane_document::x509::{Certificate, RevocationList, Validity};
use damane_domain::time::Timestamp;
use std::ops::RangeInclusive;
use std::path::Path;

/// What the root signed last.
pub(super) const TRUST: &str = "trust.cwt";
/// Its revocation list.
pub(super) const ROOT_LIST: &str = "root.crl";
/// Longest time a list signed offline may be used, days: until then a withdrawn key is trusted by who is offline.
const MOST_DAYS: i64 = 180;

/// What the root is asked to sign: all of it is for the eyes of who signs.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustRequest {
    /// The fund.
    pub issuer: String,
    /// The root that is asked, base64url.
    pub root: String,
    /// When it was asked.
    pub asked_at: String,
    /// Hosts a genuine code may name.
    pub hosts: Vec<String>,
    /// Sealing keys, past and present.
    pub keys: Vec<RequestedKey>,
    /// Status lists by year.
    pub status: Vec<RequestedList>,
    /// The root to come, base64url.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_root: Option<String>,
    /// Certificates of the root that stand no more: serial (DER, hex), and since when.
    pub revoked: Vec<(String, String)>,
}

/// A sealing key in it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestedKey {
    /// Its id, for the eye; follows from the point.
    pub kid: String,
    /// Public point, base64url.
    pub public: String,
    /// Seals from here.
    pub valid_from: String,
    /// Seals no more from here.
    pub valid_until: String,
    /// `active`, `retired`, `withdrawn`.
    pub state: String,
}

/// A status list in it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestedList {
    /// Year.
    pub year: u16,
    /// Address.
    pub uri: String,
}

/// What comes back: the trust list (CWT) and the root's revocation list (X.509), base64url; and by whose order, which the
/// root does not sign.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedTrust {
    /// The trust list.
    pub trust: String,
    /// The revocation list.
    pub root_list: String,
    /// Who had it signed, and why: for the audit log of the fund.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<KeyOrder>,
}

const fn word(state: KeyState) -> &'static str {
    match state {
        KeyState::Active => "active",
        KeyState::Retired => "retired",
        KeyState::Withdrawn => "withdrawn",
    }
}

fn unreadable(what: &str) -> ServiceError {
    ServiceError::internal("request to the root", format!("{what} cannot be read"))
}

fn read_time(text: &str) -> Result<Timestamp, ServiceError> {
    Timestamp::parse_rfc3339(text).ok_or_else(|| unreadable("a time"))
}

fn read_point(text: &str) -> Result<PublicKey, ServiceError> {
    let point = URL_SAFE_NO_PAD.decode(text).map_err(|_| unreadable("a key"))?;
    PublicKey::from_point(&point).map_err(|_| unreadable("a key"))
}

impl RequestedKey {
    fn of(key: &SealingKey) -> Self {
        Self {
            kid: key.public.kid().to_hex(),
            public: URL_SAFE_NO_PAD.encode(key.public.as_point()),
            valid_from: key.valid_from.to_rfc3339(),
            valid_until: key.valid_until.to_rfc3339(),
            state: word(key.state).to_owned(),
        }
    }

    fn read(&self) -> Result<SealingKey, ServiceError> {
        let public = read_point(&self.public)?;
        if public.kid().to_hex() != self.kid {
            return Err(unreadable("a key whose id is another's"));
        }
        let states = [KeyState::Active, KeyState::Retired, KeyState::Withdrawn];
        let state = states.into_iter().find(|state| word(*state) == self.state);
        Ok(SealingKey {
            public,
            valid_from: read_time(&self.valid_from)?,
            valid_until: read_time(&self.valid_until)?,
            state: state.ok_or_else(|| unreadable("a state"))?,
        })
    }
}

impl KeyFolder {
    /// What the root should sign now, for as long as it may be used.
    ///
    /// # Errors
    /// [`ServiceError::Folder`], or a token that does not open.
    pub fn trust_request(&self) -> Result<TrustRequest, ServiceError> {
        let (now, keys) = (self.ports.clock.now().whole_second(), Keys::read(&self.folder)?);
        let address = |year| RequestedList { year, uri: status_uri(&self.profile, year) };
        let revoked = revoked_by(&keys, &keys.root_certificate);
        Ok(TrustRequest {
            issuer: self.profile.issuer.clone(),
            root: URL_SAFE_NO_PAD.encode(keys.root_public.as_point()),
            asked_at: now.to_rfc3339(),
            hosts: vec![self.profile.verification_host.clone()],
            keys: keys.sealing.iter().map(|identity| RequestedKey::of(&identity.listed)).collect(),
            status: listed_years(&keys.listed(), now, MOST_DAYS).map(address).collect(),
            next_root: keys.next_root.map(|root| URL_SAFE_NO_PAD.encode(root.as_point())),
            revoked: revoked.iter().map(|one| (hex::encode(&one.serial), one.since.to_rfc3339())).collect(),
        })
    }

    /// Takes what the root signed; portals serve it within seconds.
    ///
    /// # Errors
    /// [`ServiceError::Folder`] when it is another root's or another fund's, ran out, or is older than the one held.
    pub fn take_signed(&self, signed: &SignedTrust) -> Result<Timestamp, ServiceError> {
        let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text).map_err(|_| self.refused("not base64url"));
        let (trust, list) = (bytes(&signed.trust)?, bytes(&signed.root_list)?);
        let root_certificate = read_certificate(&self.folder.join("root.crt"))?;
        let root =
            super::point_of(&root_certificate).ok_or_else(|| self.refused("root.crt is no P-256 key's"))?;
        let read =
            read_pair(&trust, list.clone(), &root, &root_certificate).map_err(|why| self.refused(why))?;
        let content = read.trust.content();
        if content.issuer != self.profile.issuer {
            return Err(self.refused("the list is another fund's"));
        }
        if content.expires_at <= self.ports.clock.now() {
            return Err(self.refused("the list ran out"));
        }
        let held =
            std::fs::read(self.folder.join(TRUST)).ok().and_then(|held| TrustList::read(&held, &root).ok());
        if held.is_some_and(|held| held.content().issued_at > content.issued_at) {
            return Err(self.refused("a newer list was taken before"));
        }
        write_private(&self.folder.join(ROOT_LIST), &list)?;
        write_private(&self.folder.join(TRUST), &trust)?;
        Ok(content.expires_at)
    }
}

/// Signs a request with the root in `root.pem` beside its `root.crt`, on the offline machine. `days` until the list runs
/// out: the next one must have come back before.
///
/// # Errors
/// A request to another root, one that does not read, or more than 180 days.
pub fn sign_trust(
    request: &TrustRequest,
    root_folder: &Path,
    days: i64,
    ports: &Ports,
) -> Result<SignedTrust, ServiceError> {
    let root = read_signer(&root_folder.join("root.pem"))?;
    let certificate = read_certificate(&root_folder.join("root.crt"))?;
    if read_point(&request.root)? != root.public_key() {
        return Err(ServiceError::at(root_folder, "the request is to another root"));
    }
    if !(1..=MOST_DAYS).contains(&days) {
        return Err(ServiceError::internal("days", format!("1 to {MOST_DAYS}")));
    }
    let now = ports.clock.now().whole_second();
    let expires_at = now.plus_days(days);
    let content = TrustListContent {
        issuer: request.issuer.clone(),
        issued_at: now,
        expires_at,
        ttl_seconds: TTL_SECONDS,
        hosts: request.hosts.clone(),
        keys: request.keys.iter().map(RequestedKey::read).collect::<Result<_, _>>()?,
        status: request
            .status
            .iter()
            .map(|one| StatusAddress { list: one.year, uri: one.uri.clone() })
            .collect(),
        next_root: request.next_root.as_deref().map(read_point).transpose()?,
    };
    let failed = |error| ServiceError::internal("trust list", error);
    let trust = seal_trust_list(&content, &root).map_err(failed)?;
    let serial = |text: &str| hex::decode(text).map_err(|_| unreadable("a serial number"));
    let revoked = request.revoked.iter().map(|(number, since)| Ok((serial(number)?, read_time(since)?)));
    let revoked = revoked.collect::<Result<Vec<_>, ServiceError>>()?;
    let reason = RevocationReason::KeyCompromise;
    let entries: Vec<_> =
        revoked.iter().map(|(serial, since)| ListEntry { serial, since: *since, reason }).collect();
    let authority = Authority::of(&certificate, &root, Published::default()).map_err(failed)?;
    let number = u64::try_from(now.seconds()).unwrap_or_default();
    let list = make_list(&authority, Validity { from: now, until: expires_at }, number, &entries);
    Ok(SignedTrust {
        trust: URL_SAFE_NO_PAD.encode(trust),
        root_list: URL_SAFE_NO_PAD.encode(list.map_err(failed)?),
        order: None,
    })
}

/// What was brought back, as a portal serves it.
pub(super) fn read_brought(folder: &Path, root: &PublicKey) -> Result<Brought, ServiceError> {
    let path = folder.join(TRUST);
    let missing =
        |_| ServiceError::at(&path, "neither root.pem nor a list that an offline root signed is there");
    let trust = std::fs::read(&path).map_err(missing)?;
    let list_path = folder.join(ROOT_LIST);
    let list = std::fs::read(&list_path).map_err(|error| ServiceError::at(&list_path, error))?;
    let certificate = read_certificate(&folder.join("root.crt"))?;
    read_pair(&trust, list, root, &certificate).map_err(|why| ServiceError::at(&path, why))
}

fn read_pair(
    trust: &[u8],
    list: Vec<u8>,
    root: &PublicKey,
    root_certificate: &[u8],
) -> Result<Brought, &'static str> {
    let trust = TrustList::read(trust, root).map_err(|_| "the list is not signed by this fund's root")?;
    let authority = Certificate::read(root_certificate).map_err(|_| "root.crt cannot be read")?;
    let is_of_root = RevocationList::read(&list).is_ok_and(|list| list.is_of(&authority));
    if is_of_root { Ok(Brought { trust, list }) } else { Err("the revocation list is not the root's") }
}

/// The years whose certificates may still be good: this one and the last, and the next one when a trust list made today
/// may be read in it.
pub(crate) fn listed_years(keys: &[SealingKey], now: Timestamp, days: i64) -> RangeInclusive<u16> {
    let first = keys.iter().map(|key| key.valid_from).min().map_or(status_list_of(now), status_list_of);
    first.max(status_list_of(now).saturating_sub(1))..=status_list_of(now.plus_days(days))
}
