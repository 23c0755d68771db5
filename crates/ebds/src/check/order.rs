//! The order of records: 00, 01, 02 as often as needed, 03, and in a declaration 04 at least once, 05, 06.

use super::Checker;
use crate::rules;

/// A record's place in its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    /// `A`, `B` or `E`.
    pub family: u8,
    /// 0 to 6.
    pub rank: u8,
}

impl Place {
    /// Reads `A00`, `B02`…; nothing when the layout has no such record.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let [family, b'0', rank, ..] = *bytes else { return None };
        let last = last_rank(family)?;
        (b'0'..=b'0' + last).contains(&rank).then(|| Self { family, rank: rank - b'0' })
    }

    fn name(family: u8, rank: u8) -> String {
        format!("{}0{rank}", char::from(family))
    }
}

/// Rank of the last record of a family.
const fn last_rank(family: u8) -> Option<u8> {
    match family {
        b'A' => Some(3),
        b'B' | b'E' => Some(6),
        _ => None,
    }
}

const DETAIL: u8 = 2;
const ENTRANT: u8 = 4;

impl Checker<'_> {
    /// The record's rank when it stands where it may; else a finding.
    pub(super) fn place(&mut self, number: u64, bytes: &[u8]) -> Option<u8> {
        let Some(place) = Place::of(bytes) else {
            self.unsure = true;
            self.findings.add(
                number,
                1,
                if bytes.contains(&0) { &rules::NUL } else { &rules::UNKNOWN_RECORD },
            );
            return None;
        };
        let family = *self.family.get_or_insert(place.family);
        if place.family != family {
            self.findings.add_with(number, 1, &rules::OTHER_FAMILY, || {
                format!(
                    "{} in a file of {} records",
                    Place::name(place.family, place.rank),
                    char::from(family)
                )
            });
            return None;
        }
        let again = matches!(place.rank, DETAIL | ENTRANT) && self.rank == Some(place.rank);
        if !again && self.rank.is_some_and(|rank| place.rank <= rank) {
            self.unsure |= place.rank == DETAIL || place.rank == ENTRANT;
            self.findings.add_with(number, 1, &rules::OUT_OF_ORDER, || Place::name(family, place.rank));
            return None;
        }
        let missing = self.missing_before(place.rank);
        if !missing.is_empty() {
            self.findings.add_with(number, 1, &rules::RECORD_MISSING, || missing);
        }
        self.rank = Some(place.rank);
        Some(place.rank)
    }

    /// Names of the records that must stand between the last one and `rank`. A preparation of an employer
    /// without staff has no details, so these are never missed.
    fn missing_before(&self, rank: u8) -> String {
        let first = self.rank.map_or(0, |rank| rank + 1);
        let family = self.family.unwrap_or(b'B');
        let names = (first..rank).filter(|rank| *rank != DETAIL).map(|rank| Place::name(family, rank));
        names.collect::<Vec<_>>().join(", ")
    }

    /// Reports what a file that ends here lacks.
    pub(super) fn end_order(&mut self, last_line: u64) {
        let Some(last) = self.family.and_then(last_rank) else { return };
        let missing = self.missing_before(last + 1);
        if !missing.is_empty() {
            self.findings.add_with(last_line, 1, &rules::ENDS_EARLY, || format!("{missing} missing"));
        }
    }
}
