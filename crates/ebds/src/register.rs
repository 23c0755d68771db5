//! The register feed: who the insured are, which declarations do not say. CSV in UTF-8, one person a line.
//!
//! Our own format (domain notes §2.5: the declarations carry no birth date, mobile or bank account). Columns:
//! `registration_number,cin,name_latin,name_arabic,birth_date,mobile,rib,dependants`; mobile and RIB may be
//! empty. Comma or semicolon, as the first line has it; a field may stand between quotes, never over two lines.
//! A person given twice is for whoever stores them to settle: the later line stands.

mod fields;
mod rules;

use crate::findings::Finding;
use crate::lines::{Lines, RawLine};
use crate::rules::Rule;
use damane_domain::person::Person;
use std::borrow::Cow;
use std::io::{self, Read, Write};

pub use rules::{ALL as REGISTER_RULES, find_rule as find_register_rule};

/// Names of the columns, in their order.
pub const COLUMNS: [&str; 8] =
    ["registration_number", "cin", "name_latin", "name_arabic", "birth_date", "mobile", "rib", "dependants"];

/// Longest line, in bytes.
pub const LONGEST_LINE: usize = 4_096;

/// A line of the register: a person, or why it is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterRow {
    /// Line, from 1.
    pub line: u64,
    /// The person, or the first thing wrong with the line.
    pub person: Result<Person, Finding>,
}

/// Reads a register feed as it streams by; one buffer, whatever the size of the feed.
#[derive(Debug)]
pub struct RegisterReader<R> {
    lines: Lines<R>,
    separator: u8,
    ended: bool,
}

/// A cell: its first column in bytes, from 1, and its text.
type Cell<'a> = (usize, Cow<'a, str>);

impl<R: Read> RegisterReader<R> {
    /// Reads `source` from its first byte; it needs no buffer of its own.
    pub fn new(source: R) -> Self {
        Self { lines: Lines::new(source, LONGEST_LINE), separator: 0, ended: false }
    }

    /// The next person or refused line; nothing once the feed is over. After a first line that does not name
    /// the columns nothing more is read.
    ///
    /// # Errors
    /// What the source says.
    pub fn next_row(&mut self) -> io::Result<Option<RegisterRow>> {
        while !self.ended {
            let Some(raw) = self.lines.next_line()? else {
                self.ended = true;
                return Ok((self.separator == 0).then(|| refused(1, 1, &rules::EMPTY)));
            };
            if self.separator == 0 {
                let line = raw.number;
                match read_separator(raw) {
                    Some(separator) => self.separator = separator,
                    None => {
                        self.ended = true;
                        return Ok(Some(refused(line, 1, &rules::COLUMN_NAMES)));
                    }
                }
            } else if !raw.bytes.is_empty() {
                return Ok(Some(read_row(raw, self.separator)));
            }
        }
        Ok(None)
    }
}

fn refused(line: u64, column: usize, rule: &Rule) -> RegisterRow {
    RegisterRow { line, person: Err(Finding::of(line, column, rule)) }
}

/// The separator of a first line that names the columns; a byte order mark before them is no harm.
fn read_separator(raw: RawLine<'_>) -> Option<u8> {
    let text = std::str::from_utf8(raw.bytes).ok()?.trim_start_matches('\u{feff}');
    [b',', b';'].into_iter().find(|separator| {
        let names = text.split(char::from(*separator)).map(|name| name.trim().trim_matches('"'));
        names.eq(COLUMNS)
    })
}

fn read_row(raw: RawLine<'_>, separator: u8) -> RegisterRow {
    let line = raw.number;
    let person = read_person(raw, separator).map_err(|(column, rule)| Finding::of(line, column, rule));
    RegisterRow { line, person }
}

fn read_person(raw: RawLine<'_>, separator: u8) -> Result<Person, (usize, &'static Rule)> {
    if !raw.whole {
        return Err((LONGEST_LINE + 1, &rules::LINE_LENGTH));
    }
    let text = std::str::from_utf8(raw.bytes).map_err(|error| (error.valid_up_to() + 1, &rules::NOT_UTF8))?;
    if let Some(place) = text.bytes().position(|byte| byte.is_ascii_control()) {
        return Err((place + 1, &rules::CONTROL_CHARACTER));
    }
    let cells: [Cell<'_>; 8] = split(text, separator)?
        .try_into()
        .map_err(|cells: Vec<Cell<'_>>| (cells.last().map_or(1, |cell| cell.0), &rules::COLUMN_COUNT))?;
    fields::read(&cells)
}

/// Cells of a line (RFC 4180 §2, within one line): at most nine, so that too many are noticed.
fn split(text: &str, separator: u8) -> Result<Vec<Cell<'_>>, (usize, &'static Rule)> {
    let separator = char::from(separator);
    let mut cells: Vec<Cell<'_>> = Vec::with_capacity(9);
    let mut start = 0;
    while cells.len() <= COLUMNS.len() {
        let rest = text.get(start..).unwrap_or_default();
        let (cell, length) = match rest.strip_prefix('"') {
            Some(quoted) => unquote(quoted, separator).ok_or((start + 1, &rules::QUOTES))?,
            None => {
                let length = rest.find(separator).unwrap_or(rest.len());
                (Cow::Borrowed(rest.get(..length).unwrap_or_default()), length)
            }
        };
        cells.push((start + 1, cell));
        start += length;
        if start >= text.len() {
            break;
        }
        start += 1;
    }
    Ok(cells)
}

/// The text after an opening quote up to the closing one, and the length of the whole cell; nothing when the
/// quotes do not close or something follows them.
fn unquote(quoted: &str, separator: char) -> Option<(Cow<'_, str>, usize)> {
    let mut end = 0;
    loop {
        end += quoted.get(end..)?.find('"')?;
        if !quoted.get(end + 1..)?.starts_with('"') {
            break;
        }
        end += 2;
    }
    let after = quoted.get(end + 1..)?;
    (after.is_empty() || after.starts_with(separator))
        .then(|| (Cow::Owned(quoted.get(..end).unwrap_or_default().replace("\"\"", "\"")), end + 2))
}

/// Writes a register feed. Give it a buffered destination.
#[derive(Debug)]
pub struct RegisterWriter<W> {
    out: W,
}

impl<W: Write> RegisterWriter<W> {
    /// Writes the names of the columns.
    ///
    /// # Errors
    /// What the destination says.
    pub fn start(mut out: W) -> io::Result<Self> {
        writeln!(out, "{}", COLUMNS.join(","))?;
        Ok(Self { out })
    }

    /// Writes a person.
    ///
    /// # Errors
    /// What the destination says; invalid input when the person's names or birth date could not be read back.
    pub fn write(&mut self, person: &Person) -> io::Result<()> {
        let row = [
            person.registration_number.to_string(),
            person.cin.to_string(),
            person.name.latin.clone(),
            person.name.arabic.clone(),
            person.birth_date.to_string(),
            person.mobile.as_ref().map(ToString::to_string).unwrap_or_default(),
            person.rib.as_ref().map(ToString::to_string).unwrap_or_default(),
            person.dependants.to_string(),
        ];
        let cells = row.each_ref().map(|text| (1, Cow::Borrowed(text.as_str())));
        fields::read(&cells).map_err(|(_, rule)| io::Error::new(io::ErrorKind::InvalidInput, rule.words))?;
        writeln!(self.out, "{}", row.join(","))
    }

    /// Gives the destination back, flushed.
    ///
    /// # Errors
    /// What the destination says.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.flush()?;
        Ok(self.out)
    }
}

#[cfg(test)]
mod tests;
