//! What the fund says about its keys and its certificates: fetched, verified against the root built
//! into the app, kept in the clear (it is public), and good without network until it expires.

use crate::error::WalletError;
use crate::portal::{Asking, Call, LIST_BYTES, PortalClient};
use damane_credential::{HTTP_DATE_TOLERANCE_SECONDS, PublicKey, TrustBundle};
use damane_domain::time::Timestamp;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, RwLock};

const MICROS: i64 = 1_000_000;
/// After a try that failed, nobody's check waits for the network again for so long.
const PAUSE: Duration = Duration::from_secs(10 * 60);
/// Media type of the signed lists.
const LIST_TYPE: &str = "application/cwt";

/// The kept lists.
pub struct TrustStore {
    root: PublicKey,
    path: PathBuf,
    bundle: RwLock<Option<Arc<TrustBundle>>>,
    /// When a check last asked for newer lists, by the clock that only goes forward.
    tried: Mutex<Option<Duration>>,
}

/// The file: the bundle and the newest time ever seen in a signed list.
#[derive(serde::Serialize, serde::Deserialize)]
struct Kept {
    clock_floor: i64,
    bundle: String,
}

impl TrustStore {
    /// Reads what is kept and what the app was packaged with, and goes by the newer of the two. What does not verify
    /// against the root counts as none.
    pub fn open(root: PublicKey, folder: &Path, bundled: Option<&str>) -> Self {
        let path = folder.join("trust.json");
        let of_ours = |bundle: &TrustBundle| *bundle.root() == root;
        let kept = read(&path).filter(of_ours);
        let bundled = bundled.and_then(|text| TrustBundle::from_json(text).ok()).filter(of_ours);
        let bundle = RwLock::new(newest(kept, bundled).map(Arc::new));
        Self { root, path, bundle, tried: Mutex::default() }
    }

    /// The lists, when there are any.
    pub async fn bundle(&self) -> Option<Arc<TrustBundle>> {
        self.bundle.read().await.clone()
    }

    /// Whether a check should ask for newer lists first: they are due, and the last try is not just behind us.
    pub async fn may_ask(&self, now: Timestamp, elapsed: Duration) -> bool {
        if !self.is_due(now).await {
            return false;
        }
        let mut tried = self.tried.lock().await;
        let has_rested = tried.is_none_or(|last| elapsed.saturating_sub(last) >= PAUSE);
        if has_rested {
            *tried = Some(elapsed);
        }
        has_rested
    }

    /// Whether a newer trust list is expected, or there is none.
    pub async fn is_due(&self, now: Timestamp) -> bool {
        let bundle = self.bundle.read().await;
        let Some(bundle) = bundle.as_ref() else { return true };
        let due = |issued: Timestamp, ttl: u64| {
            let ttl = i64::try_from(ttl).unwrap_or(0).saturating_mul(MICROS);
            now.as_micros() > issued.as_micros().saturating_add(ttl)
        };
        let trust = bundle.trust().content();
        let statuses = bundle.statuses();
        due(trust.issued_at, trust.ttl_seconds)
            || statuses.len() < trust.status.len()
            || statuses.iter().any(|list| due(list.content().issued_at, list.content().ttl_seconds))
    }

    /// Fetches the trust list and every status list it names. Lists are replaced as a whole, so what
    /// the fund takes back is taken back here; whole lists, so that it cannot see who checks whom.
    ///
    /// A list that does not come, or does not verify, leaves the one held, which ages until it says "unknown".
    pub async fn refresh(&self, portal: &PortalClient, now: Timestamp) -> Result<(), WalletError> {
        let call = Call::get("/v1/trust").bytes(LIST_TYPE, LIST_BYTES);
        let answer = portal.ask(&call, &Asking::Anyone).await?;
        let refused = |_| WalletError::Untrusted("a trust list that does not verify");
        let mut bundle = match self.bundle().await {
            Some(held) => {
                let mut held = TrustBundle::clone(&held);
                held.renew_trust(&answer.body).map_err(refused)?;
                held
            }
            None => TrustBundle::open(self.root, &answer.body).map_err(refused)?,
        };
        let missing = fetch_statuses(portal, &mut bundle).await.err();
        if let Some(date) = answer.date.as_deref().and_then(portal_clock) {
            let ahead = date.as_micros() - now.as_micros();
            if ahead > HTTP_DATE_TOLERANCE_SECONDS * MICROS {
                bundle.raise_clock_floor(date);
            }
        }
        self.keep(bundle).await?;
        missing.map_or(Ok(()), Err)
    }

    async fn keep(&self, bundle: TrustBundle) -> Result<(), WalletError> {
        let failed = |_| WalletError::Untrusted("a trust list that cannot be kept");
        let kept =
            Kept { clock_floor: bundle.clock_floor().as_micros(), bundle: bundle.to_json().map_err(failed)? };
        let text = serde_json::to_vec(&kept).map_err(|_| WalletError::Untrusted("unwritable"))?;
        let beside = self.path.with_extension("new");
        let written = std::fs::write(&beside, text).and_then(|()| std::fs::rename(&beside, &self.path));
        *self.bundle.write().await = Some(Arc::new(bundle));
        written.map_err(|error| crate::vault::VaultError::from(error).into())
    }
}

/// Every status list the trust list names, as far as they come; the first failure when one did not.
async fn fetch_statuses(portal: &PortalClient, bundle: &mut TrustBundle) -> Result<(), WalletError> {
    let lists: Vec<u16> = bundle.trust().content().status.iter().map(|address| address.list).collect();
    let mut missing = Ok(());
    for list in lists {
        let path = format!("/v1/status/{list}");
        let call = Call::get(&path).bytes(LIST_TYPE, LIST_BYTES);
        match portal.ask(&call, &Asking::Anyone).await {
            Ok(answer) => {
                let _kept_as_it_was = bundle.put_status(&answer.body);
            }
            Err(error) => missing = missing.and(Err(error)),
        }
    }
    missing
}

/// Of two sets of lists the newest of each, and the later of their clocks.
fn newest(kept: Option<TrustBundle>, bundled: Option<TrustBundle>) -> Option<TrustBundle> {
    let (Some(mut kept), Some(bundled)) = (kept.clone(), bundled.clone()) else { return kept.or(bundled) };
    // What is older is refused, and what is held stays.
    let _older = kept.renew_trust(bundled.trust().as_bytes());
    for list in bundled.statuses() {
        let _older = kept.put_status(list.as_bytes());
    }
    Some(kept)
}

fn read(path: &Path) -> Option<TrustBundle> {
    let kept: Kept = serde_json::from_slice(&std::fs::read(path).ok()?).ok()?;
    let mut bundle = TrustBundle::from_json(&kept.bundle).ok()?;
    bundle.raise_clock_floor(Timestamp::from_micros(kept.clock_floor));
    Some(bundle)
}

/// The portal's `Date` (RFC 9110 §5.6.7). It is not signed: it can only cast doubt on our clock.
fn portal_clock(date: &str) -> Option<Timestamp> {
    let read = chrono::DateTime::parse_from_rfc2822(date).ok()?;
    Some(Timestamp::from_micros(read.timestamp_micros()))
}
