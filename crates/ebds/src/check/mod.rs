//! The checker: one line at a time, against the layout and against everything the file said before.

mod details;
mod entrants;
mod headings;
mod order;
mod preetabli;
mod recaps;
mod seen;
mod sheet;
mod work;

use crate::file_name::FileName;
use crate::findings::Findings;
use crate::layout::{self, LINE};
use crate::lines::RawLine;
use crate::reader::{CheckOptions, Event};
use crate::record::{Heading, Opening};
use crate::rules;
use crate::totals::Totals;
use order::Place;
use preetabli::Comparison;
pub use preetabli::Preetabli;
use seen::Seen;
pub(crate) use sheet::{Sheet, is_plain};
use std::collections::HashSet;

/// Bytes of a line that are kept: enough to recognise 260 characters of UTF-8.
pub(crate) const KEPT: usize = 4 * LINE;

/// Most insured persons a recap can count: `N_Nbr_Salaries` has six digits.
const MOST: u64 = 999_999;

/// What the file said so far.
pub(crate) struct Checker<'p> {
    pub findings: Findings,
    pub opening: Option<Opening>,
    pub heading: Option<Heading>,
    pub insured: u64,
    /// Lines given so far.
    pub lines: u64,
    /// The first line was no e-BDS record: nothing more is read.
    pub stopped: bool,
    file_name: Option<FileName>,
    family: Option<u8>,
    rank: Option<u8>,
    /// Employer and period as bytes, which every line repeats.
    key: Option<[u8; 13]>,
    ceiling: Option<u64>,
    /// A line could not be counted, so totals are not compared.
    unsure: bool,
    blank_line: Option<u64>,
    seen: Seen,
    details: Totals,
    detail_lines: u64,
    /// Line of the record after the details.
    details_end: Option<u64>,
    empty_detail: bool,
    recap: Option<Totals>,
    entrants: Totals,
    entrant_numbers: HashSet<u32>,
    entrant_cins: HashSet<[u8; 8]>,
    entrant_lines: u64,
    empty_entrant: bool,
    entrants_recap: Option<Totals>,
    comparison: Option<Comparison<'p>>,
}

impl<'p> Checker<'p> {
    pub fn new(options: &CheckOptions<'p>) -> Self {
        Self {
            findings: Findings::default(),
            opening: None,
            heading: None,
            insured: 0,
            lines: 0,
            stopped: false,
            file_name: options.file_name.and_then(FileName::parse),
            family: None,
            rank: None,
            key: None,
            ceiling: None,
            unsure: false,
            blank_line: None,
            seen: Seen::default(),
            details: Totals::default(),
            detail_lines: 0,
            details_end: None,
            empty_detail: false,
            recap: None,
            entrants: Totals::default(),
            entrant_numbers: HashSet::new(),
            entrant_cins: HashSet::new(),
            entrant_lines: 0,
            empty_entrant: false,
            entrants_recap: None,
            comparison: options.preetabli.map(Comparison::new),
        }
    }

    /// Checks the next line and gives what it holds.
    pub fn line<'a>(&mut self, raw: RawLine<'a>, padded: &'a mut [u8; LINE]) -> Event<'a> {
        self.lines = raw.number;
        let raw = if raw.number == 1 { self.first_line(raw) } else { raw };
        if self.stopped {
            return Event::Other;
        }
        if raw.bytes.is_empty() {
            self.blank_line.get_or_insert(raw.number);
            return Event::Other;
        }
        if let Some(blank) = self.blank_line.take() {
            self.findings.add(blank, 1, &rules::BLANK_LINE);
        }
        let rank = self.place(raw.number, raw.bytes);
        let Some(line) = self.whole(raw, padded) else {
            self.unsure = true;
            return Event::Other;
        };
        match rank {
            Some(rank) => self.record(rank, raw.number, line),
            None => Event::Other,
        }
    }

    fn record<'a>(&mut self, rank: u8, number: u64, line: &'a [u8; LINE]) -> Event<'a> {
        if rank == 0 {
            self.opening(number, line);
            return Event::Opening;
        }
        if rank == 1 {
            self.heading(number, line);
            return Event::Heading;
        }
        self.check_key(number, line);
        if rank > 2 {
            self.details_end.get_or_insert(number);
        }
        match (rank, self.family) {
            (2, Some(b'A')) => self.listed(number, line),
            (2, _) => self.detail(number, line),
            (4, _) => self.entrant(number, line),
            _ => self.recap(rank, number, line),
        }
    }

    /// What can only be said of the first line: a byte order mark, and that this is no e-BDS file at all.
    fn first_line<'a>(&mut self, mut raw: RawLine<'a>) -> RawLine<'a> {
        let utf16 = raw.bytes.starts_with(b"\xff\xfe") || raw.bytes.starts_with(b"\xfe\xff");
        let mark = if utf16 { 2 } else { 3 };
        if utf16 || raw.bytes.starts_with(b"\xef\xbb\xbf") {
            self.findings.add(1, 1, &rules::BYTE_ORDER_MARK);
            raw.bytes = raw.bytes.get(mark..).unwrap_or_default();
        }
        if Place::of(raw.bytes).is_none() {
            self.stopped = true;
            self.findings.add(1, 1, &rules::NOT_EBDS);
            if let Some(place) = memchr::memchr(0, raw.bytes) {
                self.findings.add(1, place + 1, &rules::NUL);
            }
        }
        raw
    }

    /// The line's 260 columns, when it has them or lacks only the spaces of its filler.
    fn whole<'a>(&mut self, raw: RawLine<'a>, padded: &'a mut [u8; LINE]) -> Option<&'a [u8; LINE]> {
        if let (Ok(line), true) = (raw.bytes.try_into(), raw.whole) {
            return Some(line);
        }
        let length = raw.bytes.len();
        if raw.whole && content_length(raw.bytes) == Some(length) && raw.bytes.last() != Some(&b' ') {
            self.findings.add(raw.number, length + 1, &rules::RIGHT_TRIMMED);
            padded.fill(b' ');
            padded[..length].copy_from_slice(raw.bytes);
            return Some(padded);
        }
        let text = std::str::from_utf8(raw.bytes).ok().filter(|_| raw.whole);
        if text.is_some_and(|text| text.chars().count() == LINE) {
            let place = raw.bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(0);
            self.findings.add(raw.number, place + 1, &rules::UTF8);
            return None;
        }
        self.findings.add_with(raw.number, length.min(LINE) + 1, &rules::LINE_LENGTH, || {
            format!("{}{length} bytes", if raw.whole { "" } else { "more than " })
        });
        if let Some(place) = memchr::memchr(0, raw.bytes) {
            self.findings.add(raw.number, place + 1, &rules::NUL);
        }
        None
    }

    /// Every line but the first repeats the employer and the period of the header.
    #[inline]
    fn check_key(&mut self, number: u64, line: &[u8; LINE]) {
        if self.key.is_none() || Some(&line[3..16]) != self.key.as_ref().map(|key| &key[..]) {
            self.other_key(number, line);
        }
    }

    #[cold]
    fn other_key(&mut self, number: u64, line: &[u8; LINE]) {
        let mut sheet = Sheet { number, line, findings: &mut self.findings };
        let void_entrant = line[1..3] == *b"04" && sheet.is_blank(&layout::entrant::NUMBER);
        let (employer, period) = (&layout::EMPLOYER, &layout::PERIOD);
        if void_entrant && sheet.is_blank(employer) {
            sheet.say(employer.start, &rules::EMPLOYER_BLANK);
        } else if sheet.number(employer).is_some() {
            let differs = self.key.is_some_and(|key| sheet.bytes(employer) != &key[..7]);
            if differs {
                sheet.say(employer.start, &rules::EMPLOYER_DIFFERS);
            }
        }
        if sheet.number(period).is_some() {
            let differs = self.key.is_some_and(|key| sheet.bytes(period) != &key[7..]);
            if differs {
                sheet.say(period.start, &rules::PERIOD_DIFFERS);
            }
        }
        self.key = self.key.or_else(|| first_key(line));
    }

    /// What can be said once the file is over.
    pub fn end(&mut self) {
        let lines = self.lines;
        if self.stopped {
            return;
        }
        if lines == 0 {
            self.findings.add(1, 1, &rules::EMPTY);
        }
        if let Some(blank) = self.blank_line.take() {
            self.findings.add(blank, 1, &rules::BLANK_END);
        }
        self.end_comparison(lines);
        self.end_order(lines);
        self.findings.sort();
    }
}

/// Employer and period of a line whose header was lost.
fn first_key(line: &[u8; LINE]) -> Option<[u8; 13]> {
    let key: [u8; 13] = line.get(3..16)?.try_into().ok()?;
    key.iter().all(u8::is_ascii_digit).then_some(key)
}

/// Columns before the filler of a record.
fn content_length(bytes: &[u8]) -> Option<usize> {
    let place = Place::of(bytes)?;
    let filler = match (place.family, place.rank) {
        (_, 0) => layout::opening::FILLER,
        (_, 1) => return None,
        (b'A', 2) => layout::detail::LISTED_FILLER,
        (_, 2) => layout::detail::FILLER,
        (b'A', _) => layout::LISTED_RECAP_FILLER,
        (_, 3) => layout::RECAP_FILLER,
        (_, 4) => layout::entrant::FILLER,
        _ => layout::GRAND_FILLER,
    };
    Some(filler.start - 1)
}
