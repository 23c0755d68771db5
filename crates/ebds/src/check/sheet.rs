//! Reads the fields of one line and reports each byte that cannot stand where it stands.

use crate::digits;
use crate::findings::Findings;
use crate::layout::{Field, LINE};
use crate::rules::{self, Rule};
use chrono::NaiveDate;

/// What a byte is, in a text: bits, so that a whole text is judged with one `or` per byte.
const PLAIN: u8 = 0;
const WRONG: u8 = 1;
const FOREIGN: u8 = 2;

/// The 38 characters of the specification, the bytes outside ASCII, and the rest.
const CLASSES: [u8; 256] = {
    let mut classes = [WRONG; 256];
    let mut byte = 0;
    while byte < 256 {
        if matches!(byte as u8, b'A'..=b'Z' | b'0'..=b'9' | b' ' | b'\t') {
            classes[byte] = PLAIN;
        } else if byte >= 0x80 {
            classes[byte] = FOREIGN;
        }
        byte += 1;
    }
    classes
};

/// Whether a text of these bytes needs no finding.
pub(crate) fn is_plain(bytes: &[u8]) -> bool {
    bytes.iter().fold(PLAIN, |all, byte| all | CLASSES[usize::from(*byte)]) == PLAIN
}

/// A line under the eyes of the checker.
pub(crate) struct Sheet<'a, 'f> {
    pub number: u64,
    pub line: &'a [u8; LINE],
    pub findings: &'f mut Findings,
}

impl<'a> Sheet<'a, '_> {
    pub fn say(&mut self, column: usize, rule: &Rule) {
        self.findings.add(self.number, column, rule);
    }

    pub fn say_with(&mut self, column: usize, rule: &Rule, more: impl FnOnce() -> String) {
        self.findings.add_with(self.number, column, rule, more);
    }

    /// Says it of a field.
    pub fn say_of(&mut self, field: &Field, rule: &Rule) {
        self.findings.add_with(self.number, field.start, rule, || field.name.to_owned());
    }

    #[inline]
    pub fn bytes(&self, field: &Field) -> &'a [u8] {
        field.of(self.line)
    }

    /// Whether the field holds spaces only.
    pub fn is_blank(&self, field: &Field) -> bool {
        self.bytes(field).iter().all(|byte| *byte == b' ')
    }

    /// A number; nothing, and a finding at the byte, when it is none.
    #[inline]
    pub fn number(&mut self, field: &Field) -> Option<u64> {
        let bytes = self.bytes(field);
        let value = digits::parse(bytes);
        if value.is_none() {
            self.not_digits(field, bytes);
        }
        value
    }

    #[cold]
    fn not_digits(&mut self, field: &Field, bytes: &[u8]) {
        let place = bytes.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(0);
        let rule = if bytes.get(place) == Some(&0) { &rules::NUL } else { &rules::NOT_DIGITS };
        self.say_with(field.start + place, rule, || field.name.to_owned());
    }

    /// A text of the 38 characters, left-aligned.
    #[inline]
    pub fn text(&mut self, field: &Field) -> &'a [u8] {
        let bytes = self.bytes(field);
        if !is_plain(bytes) || bytes.first() == Some(&b' ') {
            self.unusual_text(field, bytes);
        }
        bytes
    }

    #[cold]
    fn unusual_text(&mut self, field: &Field, bytes: &[u8]) {
        let find = |class| bytes.iter().position(|byte| CLASSES[usize::from(*byte)] == class);
        if let Some(place) = find(WRONG) {
            let rule = if bytes[place] == 0 { &rules::NUL } else { &rules::CHARACTER };
            self.say_with(field.start + place, rule, || field.name.to_owned());
        }
        if let Some(place) = find(FOREIGN) {
            self.say_with(field.start + place, &rules::NOT_ASCII, || field.name.to_owned());
        }
        if bytes.first() == Some(&b' ') && !bytes.trim_ascii().is_empty() {
            self.say_of(field, &rules::NOT_LEFT_ALIGNED);
        }
    }

    #[inline]
    pub fn filler(&mut self, field: &Field) {
        const SPACES: [u8; LINE] = [b' '; LINE];
        let bytes = self.bytes(field);
        if *bytes != SPACES[..bytes.len()] {
            let place = bytes.iter().position(|byte| *byte != b' ').unwrap_or(0);
            let rule = if bytes[place] == 0 { &rules::NUL } else { &rules::FILLER };
            self.say(field.start + place, rule);
        }
    }

    /// A day of the calendar.
    pub fn day(&mut self, field: &Field) -> Option<NaiveDate> {
        let value = self.number(field)?;
        let part = |divisor: u64, modulo: u64| u32::try_from(value / divisor % modulo).unwrap_or(0);
        let year = i32::try_from(value / 10_000).unwrap_or(0);
        let day = NaiveDate::from_ymd_opt(year, part(100, 100), part(1, 100))
            .filter(|_| (1900..2200).contains(&year));
        if day.is_none() {
            self.say_of(field, &rules::DAY);
        }
        day
    }

    /// Whether everything from `from` up to `until` is blank or zeros: what an empty record holds there.
    pub fn is_void(&self, from: &Field, until: &Field) -> bool {
        self.line[from.start - 1..until.start - 1].iter().all(|byte| matches!(byte, b' ' | b'0'))
    }
}
