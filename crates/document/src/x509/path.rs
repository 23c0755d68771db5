//! From a certificate up to a root that is trusted (RFC 5280 §6, the part of it that a seal needs).

use super::certificate::{Certificate, DIGITAL_SIGNATURE, NON_REPUDIATION, SIGNS_CERTIFICATES};
use super::oid;
use damane_domain::time::Timestamp;

/// What the first certificate of a path is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Sealing documents.
    Seal,
    /// Timestamps (RFC 3161 §2.3: that alone, critically).
    Timestamp,
    /// Answers about certificates (RFC 6960 §4.2.2.2).
    Status,
}

impl Purpose {
    fn is_served_by(self, certificate: &Certificate<'_>) -> bool {
        let says = &certificate.says;
        let signs = certificate.may(DIGITAL_SIGNATURE | NON_REPUDIATION);
        let purposes = says.purposes.as_ref();
        let fits = match self {
            Self::Seal => purposes.is_none_or(|(_, purposes)| {
                const SEALS: [&[u8]; 5] = [
                    oid::ANY_PURPOSE,
                    oid::FOR_MAIL,
                    oid::FOR_DOCUMENTS,
                    oid::FOR_PDF,
                    oid::FOR_DOCUMENTS_MS,
                ];
                purposes.iter().any(|purpose| SEALS.contains(purpose))
            }),
            Self::Timestamp => purposes
                .is_some_and(|(critical, purposes)| *critical && purposes[..] == [oid::FOR_TIMESTAMPS]),
            Self::Status => purposes.is_some_and(|(_, purposes)| purposes.contains(&oid::FOR_STATUS)),
        };
        signs && fits && !says.has_unknown_condition
    }
}

impl Certificate<'_> {
    /// Whether it is a timestamp authority's (RFC 3161 §2.3).
    pub fn is_for_timestamps(&self) -> bool {
        Purpose::Timestamp.is_served_by(self)
    }
}

/// Why there is no path; the later ones say more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trouble {
    /// It leads to no root that is trusted.
    UnknownRoot,
    /// It leads to one, but a certificate on it was not valid at the time.
    NotValidThen,
    /// It leads to one, but a certificate on it is not for this use.
    WrongUse,
}

/// The certificate, those above it, and the root.
pub type Path<'a> = Vec<Certificate<'a>>;

/// Longest path, root included.
const MAX_LENGTH: usize = 8;
/// Most signatures that are verified for one path: names may be made to lead round in circles.
const MAX_TRIES: u32 = 32;

/// Finds a path to one of the roots, good at a time.
pub fn find_path<'a>(
    leaf: &Certificate<'a>,
    between: &[Certificate<'a>],
    roots: &[Certificate<'a>],
    purpose: Purpose,
    at: Timestamp,
) -> Result<Path<'a>, Trouble> {
    let mut search = Search { between, roots, purpose, at, tries: MAX_TRIES, trouble: Trouble::UnknownRoot };
    let mut path = vec![leaf.clone()];
    if search.climb(&mut path) { Ok(path) } else { Err(search.trouble) }
}

struct Search<'a, 's> {
    between: &'s [Certificate<'a>],
    roots: &'s [Certificate<'a>],
    purpose: Purpose,
    at: Timestamp,
    tries: u32,
    trouble: Trouble,
}

impl<'a> Search<'a, '_> {
    /// Whether the path can be brought to a root.
    fn climb(&mut self, path: &mut Path<'a>) -> bool {
        let Some(last) = path.last().cloned() else { return false };
        if self.roots.iter().any(|root| root.der == last.der) {
            return self.is_good(path);
        }
        if path.len() >= MAX_LENGTH {
            return false;
        }
        let (roots, between) = (self.roots, self.between);
        for above in roots.iter().chain(between).filter(|above| above.subject == last.issuer) {
            let is_on_it = path.iter().any(|known| known.der == above.der);
            if is_on_it || self.tries == 0 {
                continue;
            }
            self.tries -= 1;
            if last.is_signed_by(above).is_ok() {
                path.push(above.clone());
                if self.climb(path) {
                    return true;
                }
                path.pop();
            }
        }
        false
    }

    fn is_good(&mut self, path: &[Certificate<'_>]) -> bool {
        let trouble = if !is_for(path, self.purpose) {
            Trouble::WrongUse
        } else if !path.iter().all(|certificate| certificate.validity.covers(self.at)) {
            Trouble::NotValidThen
        } else {
            return true;
        };
        self.trouble = self.trouble.max(trouble);
        false
    }
}

/// The certificate, then who issued it, and so on, as far as those at hand lead; each step's signature is verified. It
/// ends at a root when one is at hand. Nobody is trusted for it.
pub fn climb(leaf: &[u8], at_hand: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let mut path = vec![leaf.to_vec()];
    while path.len() < MAX_LENGTH {
        let Some(Ok(below)) = path.last().map(|der| Certificate::read(der)) else { break };
        if below.is_self_issued() {
            break;
        }
        let issued = |der: &&Vec<u8>| Certificate::read(der).is_ok_and(|above| below.is_issued_by(&above));
        match at_hand.iter().find(issued) {
            Some(above) => path.push(above.clone()),
            None => break,
        }
    }
    path
}

/// Whether the first serves the purpose, and those above it are authorities that may have as many below them.
fn is_for(path: &[Certificate<'_>], purpose: Purpose) -> bool {
    let Some((leaf, above)) = path.split_first() else { return false };
    let authorities = above.iter().enumerate().all(|(below, authority)| {
        let room = authority.says.authority.is_some_and(|most| {
            most.is_none_or(|most| u32::try_from(below).is_ok_and(|below| below <= most))
        });
        room && authority.may(SIGNS_CERTIFICATES) && !authority.says.has_unknown_condition
    });
    purpose.is_served_by(leaf) && authorities
}
