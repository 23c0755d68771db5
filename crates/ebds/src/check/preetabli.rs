//! A declaration against the préétabli it answers: transfer number, employer, everyone listed, in the same order.

use super::Checker;
use crate::layout::{EMPLOYER, PERIOD, detail, opening};
use crate::reader::{CheckOptions, Event, Reader, Summary};
use crate::record::{Allowances, Detail, Nature};
use crate::rules;
use damane_domain::ids::EmployerNumber;
use damane_domain::month::Month;
use std::io::{self, Read};

/// One insured person listed.
#[derive(Debug, Clone, Copy)]
struct Entry {
    number: u32,
    line: u32,
    allowances: Allowances,
}

/// A préétabli that was read and checked, to compare declarations with.
#[derive(Debug, Clone)]
pub struct Preetabli {
    transfer: Option<[u8; 14]>,
    employer: Option<EmployerNumber>,
    period: Option<Month>,
    entries: Vec<Entry>,
    /// Ranks of the entries, by number.
    by_number: Vec<u32>,
    usable: bool,
}

impl Preetabli {
    /// Reads and checks an A file. It holds at most 999 999 people.
    ///
    /// # Errors
    /// What the source says.
    pub fn read(source: impl Read, file_name: Option<&str>) -> io::Result<(Self, Summary)> {
        let options = CheckOptions { preetabli: None, file_name };
        let mut reader = Reader::new(source, &options);
        let mut entries = Vec::new();
        while let Some(event) = reader.next_event()? {
            if let Event::Listed(listed, _) = event
                && entries.len() < 999_999
            {
                let line = u32::try_from(listed.line).unwrap_or(u32::MAX);
                entries.push(Entry { number: listed.number, line, allowances: listed.allowances });
            }
        }
        let summary = reader.finish()?;
        let mut by_number: Vec<u32> = (0..).take(entries.len()).collect();
        by_number.sort_by_key(|rank| entries.get(*rank as usize).map(|entry| entry.number));
        let opening = summary.opening;
        let is_preetabli = opening.is_some_and(|opening| opening.nature == Nature::Preetabli);
        let preetabli = Self {
            transfer: opening.map(|opening| opening.transfer),
            employer: summary.heading.as_ref().map(|heading| heading.employer.clone()),
            period: summary.heading.as_ref().map(|heading| heading.period),
            entries,
            by_number,
            usable: is_preetabli && summary.is_accepted(),
        };
        Ok((preetabli, summary))
    }

    /// Whether it is a préétabli in which no error was found.
    pub const fn is_usable(&self) -> bool {
        self.usable
    }

    fn find_rank(&self, number: u32) -> Option<usize> {
        let number_of = |rank: &u32| self.entries.get(*rank as usize).map(|entry| entry.number);
        let place = self.by_number.binary_search_by_key(&Some(number), number_of).ok()?;
        self.by_number.get(place).map(|rank| *rank as usize)
    }
}

/// How far a declaration has answered its préétabli.
pub(crate) struct Comparison<'p> {
    preetabli: &'p Preetabli,
    answered: Vec<bool>,
    next: usize,
    /// The file is a main declaration and the préétabli is in order.
    active: bool,
}

impl<'p> Comparison<'p> {
    pub fn new(preetabli: &'p Preetabli) -> Self {
        Self { preetabli, answered: vec![false; preetabli.entries.len()], next: 0, active: false }
    }
}

impl Checker<'_> {
    pub(super) fn compare_opening(&mut self, number: u64, transfer: [u8; 14]) {
        let Some(comparison) = self.comparison.as_mut().filter(|_| self.family == Some(b'B')) else { return };
        if !comparison.preetabli.usable {
            self.findings.add(number, 1, &rules::PREETABLI_UNUSABLE);
            return;
        }
        comparison.active = true;
        if comparison.preetabli.transfer != Some(transfer) {
            self.findings.add(number, opening::TRANSFER.start, &rules::PREETABLI_TRANSFER);
        }
    }

    pub(super) fn compare_heading(&mut self, number: u64, employer: &EmployerNumber, period: Month) {
        let Some(comparison) = self.comparison.as_ref().filter(|comparison| comparison.active) else {
            return;
        };
        if comparison.preetabli.employer.as_ref() != Some(employer) {
            self.findings.add(number, EMPLOYER.start, &rules::PREETABLI_EMPLOYER);
        }
        if comparison.preetabli.period != Some(period) {
            self.findings.add(number, PERIOD.start, &rules::PREETABLI_PERIOD);
        }
    }

    #[inline]
    pub(super) fn compare_detail(&mut self, row: &Detail) {
        let Some(comparison) = self.comparison.as_mut().filter(|comparison| comparison.active) else {
            return;
        };
        let expected = comparison.preetabli.entries.get(comparison.next);
        let rank = match expected {
            Some(entry) if entry.number == row.number => Some(comparison.next),
            _ => comparison.preetabli.find_rank(row.number),
        };
        let Some(rank) = rank else {
            self.findings.add(row.line, detail::NUMBER.start, &rules::NOT_LISTED);
            return;
        };
        if rank < comparison.next && !comparison.answered[rank] {
            self.findings.add(row.line, detail::NUMBER.start, &rules::PREETABLI_ORDER);
        }
        comparison.next = comparison.next.max(rank + 1);
        comparison.answered[rank] = true;
        if comparison.preetabli.entries[rank].allowances != row.allowances {
            self.findings.add(row.line, detail::CHILDREN.start, &rules::PREETABLI_ALLOWANCES);
        }
    }

    /// Everyone listed and not answered, said at the line where the details end.
    pub(super) fn end_comparison(&mut self, last_line: u64) {
        let Some(comparison) = self.comparison.as_ref().filter(|comparison| comparison.active) else {
            return;
        };
        let line = self.details_end.unwrap_or(last_line);
        for (entry, answered) in comparison.preetabli.entries.iter().zip(&comparison.answered) {
            if !answered {
                self.findings.add_with(line, 1, &rules::NOT_ANSWERED, || {
                    format!("line {} of the préétabli", entry.line)
                });
            }
        }
    }
}
