//! Reads and checks a file as it streams by: one event a line, findings and facts at the end.

use crate::check::{Checker, KEPT, Preetabli};
use crate::findings::Findings;
use crate::layout::LINE;
use crate::lines::Lines;
use crate::record::{Detail, Entrant, Heading, Listed, Opening, Text};
use std::io::{self, Read};

/// What a file is compared with, besides itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct CheckOptions<'p> {
    /// The préétabli that a main declaration answers.
    pub preetabli: Option<&'p Preetabli>,
    /// Name of the file, without folders.
    pub file_name: Option<&'p str>,
}

/// What a line holds. A line that could not be read, or stands where it may not, is [`Event::Other`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event<'a> {
    /// A00, B00 or E00 was read: see [`Reader::opening`].
    Opening,
    /// A01, B01 or E01 was read: see [`Reader::heading`].
    Heading,
    /// An insured person of the préétabli, and the name.
    Listed(Listed, Text<'a>),
    /// A month of an insured person, and the name.
    Detail(Detail, Text<'a>),
    /// An entrant, and the name.
    Entrant(Entrant, Text<'a>),
    /// A recap, an empty record, a line that could not be read.
    Other,
}

/// What is known of a file once it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Kind of file and transfer number, when its first record could be read.
    pub opening: Option<Opening>,
    /// Employer and period, when its second record could be read.
    pub heading: Option<Heading>,
    /// Lines read.
    pub lines: u64,
    /// Insured persons and entrants.
    pub insured: u64,
    /// What was found.
    pub findings: Findings,
}

impl Summary {
    /// Whether nothing of severity error was found.
    pub const fn is_accepted(&self) -> bool {
        self.findings.errors() == 0
    }
}

/// A file being read and checked. Memory does not grow with the file, but for four bytes an insured person to
/// find those declared twice (at most 999 999 of them).
pub struct Reader<'p, R> {
    lines: Lines<R>,
    checker: Checker<'p>,
    padded: [u8; LINE],
    ended: bool,
}

impl<'p, R: Read> Reader<'p, R> {
    /// Reads `source` from its first byte; it needs no buffer of its own.
    pub fn new(source: R, options: &CheckOptions<'p>) -> Self {
        let lines = Lines::new(source, KEPT);
        Self { lines, checker: Checker::new(options), padded: [b' '; LINE], ended: false }
    }

    /// Checks the next line and gives what it holds; nothing once the file is over.
    ///
    /// # Errors
    /// What the source says.
    pub fn next_event(&mut self) -> io::Result<Option<Event<'_>>> {
        if self.ended {
            return Ok(None);
        }
        let raw = if self.checker.stopped { None } else { self.lines.next_line()? };
        if let Some(raw) = raw {
            return Ok(Some(self.checker.line(raw, &mut self.padded)));
        }
        self.ended = true;
        self.checker.end();
        Ok(None)
    }

    /// Kind of file and transfer number, once read.
    pub const fn opening(&self) -> Option<&Opening> {
        self.checker.opening.as_ref()
    }

    /// Employer and period, once read.
    pub const fn heading(&self) -> Option<&Heading> {
        self.checker.heading.as_ref()
    }

    /// Errors found so far: above zero, the file will be refused.
    pub const fn errors(&self) -> u64 {
        self.checker.findings.errors()
    }

    /// Reads what is left and says what was found.
    ///
    /// # Errors
    /// What the source says.
    pub fn finish(mut self) -> io::Result<Summary> {
        while self.next_event()?.is_some() {}
        Ok(Summary {
            opening: self.checker.opening,
            heading: self.checker.heading,
            lines: self.checker.lines,
            insured: self.checker.insured,
            findings: self.checker.findings,
        })
    }
}

/// Reads and checks a whole file, giving each line's event to `take`.
///
/// # Errors
/// What the source says.
pub fn check<R: Read>(
    source: R,
    options: &CheckOptions<'_>,
    take: &mut dyn FnMut(Event<'_>),
) -> io::Result<Summary> {
    let mut reader = Reader::new(source, options);
    while let Some(event) = reader.next_event()? {
        take(event);
    }
    reader.finish()
}
