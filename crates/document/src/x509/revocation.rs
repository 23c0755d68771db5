//! Does a certificate still stand? By revocation lists (RFC 5280 §5) and answers about it (RFC 6960).

use super::algorithm::Problem;
use super::certificate::Certificate;
use super::list::RevocationList;
use super::response::by_response;
use damane_domain::time::Timestamp;

/// What came with a file. DER each.
#[derive(Debug, Clone, Default)]
pub struct Evidence<'a> {
    /// Revocation lists.
    pub lists: Vec<&'a [u8]>,
    /// OCSP responses.
    pub responses: Vec<&'a [u8]>,
}

/// What the evidence says of one certificate; the later ones weigh more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// It stood, as of this time.
    Stood(Timestamp),
    /// What it says was out of date at the time asked about.
    Old,
    /// Nothing says.
    Unknown,
    /// Revoked since.
    Revoked(Timestamp),
}

/// Most lists and answers that are looked at for one certificate.
const MAX_LOOKED_AT: usize = 32;

/// What the evidence says of a certificate issued by `issuer`, at a time. `sure` says that the time is proved: a
/// certificate revoked afterwards stood then.
pub fn standing_of(
    certificate: &Certificate<'_>,
    issuer: &Certificate<'_>,
    evidence: &Evidence<'_>,
    (at, sure): (Timestamp, bool),
) -> Standing {
    let (mut best, mut old) = (None, false);
    for said in all_said(certificate, issuer, evidence) {
        match said.revoked {
            // A key somebody else may have had is no proof of anything before, unless the time is proved.
            Some(since) if !sure || since <= at => return Standing::Revoked(since),
            _ if said.until.is_none_or(|until| until >= at) => best = best.max(Some(said.from)),
            _ => old = true,
        }
    }
    match (best, old) {
        (Some(from), _) => Standing::Stood(from),
        (None, true) => Standing::Old,
        (None, false) => Standing::Unknown,
    }
}

/// Seconds for which an answer that says nothing of the next one is fresh.
const FRESH_SECONDS: i64 = 86_400;

/// Whether word of the issuer, of now, says that a certificate stands: fit to be kept with a seal as its evidence.
pub fn stands_now(
    certificate: &Certificate<'_>,
    issuer: &Certificate<'_>,
    evidence: &Evidence<'_>,
    now: Timestamp,
) -> bool {
    let (mut stands, mut revoked) = (false, false);
    for said in all_said(certificate, issuer, evidence) {
        let until = said.until.unwrap_or_else(|| said.from.plus_seconds(FRESH_SECONDS));
        revoked |= said.revoked.is_some();
        stands |= said.from <= now && now <= until;
    }
    stands && !revoked
}

/// What one list or answer says.
pub struct Said {
    /// Since when it stands no more.
    pub revoked: Option<Timestamp>,
    /// As of when it is said.
    pub from: Timestamp,
    /// When there is newer word at the latest.
    pub until: Option<Timestamp>,
}

/// What each list and answer says that is the issuer's and speaks of the certificate.
fn all_said(
    certificate: &Certificate<'_>,
    issuer: &Certificate<'_>,
    evidence: &Evidence<'_>,
) -> impl Iterator<Item = Said> {
    let lists = evidence.lists.iter().take(MAX_LOOKED_AT);
    let lists = lists.map(|der| by_list(der, certificate, issuer));
    let responses = evidence.responses.iter().take(MAX_LOOKED_AT);
    let responses = responses.map(|der| by_response(der, certificate, issuer));
    lists.chain(responses).filter_map(Result::ok)
}

fn by_list(der: &[u8], certificate: &Certificate<'_>, issuer: &Certificate<'_>) -> Result<Said, Problem> {
    let list = RevocationList::read(der)?;
    if !list.is_of(issuer) {
        return Err(Problem::Wrong);
    }
    Ok(Said { revoked: list.revoked_since(certificate)?, from: list.from, until: list.until })
}
