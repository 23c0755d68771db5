//! A03, B03, B05, B06 and their E likes: every total against the sum it stands for.

use super::{Checker, Sheet};
use crate::layout::{self, Field, LINE, Total};
use crate::reader::Event;
use crate::rules::{self, Rule};
use crate::totals::Totals;

impl Checker<'_> {
    pub(super) fn recap<'a>(&mut self, rank: u8, number: u64, line: &'a [u8; LINE]) -> Event<'a> {
        let (fields, filler): (&[(Total, Field)], Field) = match (rank, line[0]) {
            (3, b'A') => (&layout::LISTED_RECAP, layout::LISTED_RECAP_FILLER),
            (3, _) => (&layout::RECAP, layout::RECAP_FILLER),
            _ => (&layout::GRAND, layout::GRAND_FILLER),
        };
        let mut sheet = Sheet { number, line, findings: &mut self.findings };
        let declared = sheet.totals(fields);
        sheet.filler(&filler);
        let (expected, rule) = match rank {
            3 => (self.details, &rules::RECAP),
            5 => (self.entrants, &rules::ENTRANTS_RECAP),
            _ => (self.derive_grand(), &rules::GRAND_RECAP),
        };
        match rank {
            3 => self.recap = declared,
            5 => self.entrants_recap = declared,
            _ => {}
        }
        let known = !self.unsure || (rank == 6 && self.recap.is_some() && self.entrants_recap.is_some());
        if let (Some(declared), true) = (declared, known) {
            self.compare_totals(number, fields, &declared, &expected, rule);
        }
        Event::Other
    }

    /// The recaps as declared, added up; the sums of their records where a recap is lost.
    fn derive_grand(&self) -> Totals {
        let details = self.recap.unwrap_or(self.details);
        let entrants = self.entrants_recap.unwrap_or(self.entrants);
        let mut grand = Totals::default();
        for (total, _) in layout::GRAND {
            grand.add(total, details.get(total));
            grand.add(total, entrants.get(total));
        }
        grand
    }

    fn compare_totals(
        &mut self,
        number: u64,
        fields: &[(Total, Field)],
        declared: &Totals,
        expected: &Totals,
        rule: &Rule,
    ) {
        for (total, field) in fields {
            let (declared, expected) = (declared.get(*total), expected.get(*total));
            if declared != expected {
                self.findings.add_with(number, field.start, rule, || {
                    format!("{} is {declared}, {expected} expected", field.name)
                });
            }
        }
    }
}

impl Sheet<'_, '_> {
    /// All totals of a recap, when each is a number.
    fn totals(&mut self, fields: &[(Total, Field)]) -> Option<Totals> {
        let mut totals = Some(Totals::default());
        for (total, field) in fields {
            match (self.number(field), &mut totals) {
                (Some(value), Some(totals)) => totals.add(*total, value),
                _ => totals = None,
            }
        }
        totals
    }
}
