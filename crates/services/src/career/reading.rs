//! Reads a declaration on a thread of its own, so that reading goes on while the database writes; what it read comes
//! through a short queue.

use damane_domain::ids::Cin;
use damane_ebds::{CheckOptions, Entrant, Event, NO_NUMBER, Nature, Reader, Summary, Text};
use damane_storage::career::{Digest, NumberedLine, UnnumberedLine};
use ring::digest::{Context, SHA256};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::mpsc::Sender;

/// What comes through the queue.
pub enum Piece {
    /// The file's first two records: all its lines share them.
    Opened(Box<Shared>),
    /// Lines about people with a number.
    Numbered(Vec<NumberedLine>),
    /// A line about an entrant without one.
    Unnumbered(UnnumberedLine),
}

/// What the lines of a file share.
pub struct Shared {
    /// Transfer number.
    pub transfer_id: String,
    /// 0 for a main declaration, 1 to 9 for a complementary one.
    pub category: u8,
    /// Employer's number and name, and the month.
    pub heading: damane_ebds::Heading,
}

/// The whole file, once read.
pub struct Whole {
    /// SHA-256 of what was read.
    pub digest: Digest,
    /// Bytes read.
    pub bytes: u64,
    /// What the checker says.
    pub summary: Summary,
}

/// Lines of one piece: two batches of the insert.
const PIECE: usize = 2 * damane_storage::career::BATCH;

/// SHA-256 of a file.
pub fn digest_of(path: &Path) -> io::Result<Digest> {
    let read = AtomicU64::new(0);
    let mut source = Hashed::new(File::open(path)?, &read);
    io::copy(&mut source, &mut io::sink())?;
    Ok(source.digest())
}

/// Reads and checks the file. Once something is wrong with it no more lines are sent, and only the findings matter.
/// When nobody takes the pieces any more, it ends early.
pub fn read(path: &Path, pieces: &Sender<Piece>, read: &Arc<AtomicU64>) -> io::Result<Whole> {
    let mut source = Hashed::new(File::open(path)?, read);
    let name = path.file_name().and_then(|name| name.to_str());
    let options = CheckOptions { file_name: name, ..CheckOptions::default() };
    let mut reader = Reader::new(&mut source, &options);
    let mut lines = Vec::with_capacity(PIECE);
    loop {
        let piece = match reader.next_event()? {
            None => break,
            Some(Event::Detail(detail, _)) => {
                lines.push(NumberedLine {
                    registration: i64::from(detail.number),
                    line: detail.line,
                    days: detail.days,
                    salary: detail.salary,
                    capped_salary: detail.capped_salary,
                    situation: detail.situation,
                });
                None
            }
            Some(Event::Entrant(entrant, name)) if entrant.number == NO_NUMBER => {
                Some(Piece::Unnumbered(unnumbered(&entrant, name)))
            }
            Some(Event::Entrant(entrant, _)) => {
                lines.push(numbered_entrant(&entrant));
                None
            }
            Some(Event::Heading) => shared(&reader).map(|shared| Piece::Opened(Box::new(shared))),
            Some(Event::Opening | Event::Listed(..) | Event::Other) => None,
        };
        if reader.errors() > 0 {
            lines.clear();
            continue;
        }
        let full = (lines.len() == PIECE)
            .then(|| Piece::Numbered(std::mem::replace(&mut lines, Vec::with_capacity(PIECE))));
        for piece in [piece, full].into_iter().flatten() {
            pieces.blocking_send(piece).map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))?;
        }
    }
    let summary = reader.finish()?;
    if summary.is_accepted() && !lines.is_empty() {
        let last = pieces.blocking_send(Piece::Numbered(lines));
        last.map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))?;
    }
    Ok(Whole { bytes: source.read.load(Ordering::Relaxed), digest: source.digest(), summary })
}

/// Nothing for a préétabli: it is the fund's list, and declares nothing.
fn shared<R: Read>(reader: &Reader<'_, R>) -> Option<Shared> {
    let (opening, heading) = (reader.opening()?, reader.heading()?);
    (opening.nature != Nature::Preetabli).then(|| Shared {
        transfer_id: opening.transfer_text(),
        category: opening.nature.category(),
        heading: heading.clone(),
    })
}

fn numbered_entrant(entrant: &Entrant) -> NumberedLine {
    NumberedLine {
        registration: i64::from(entrant.number),
        line: entrant.line,
        days: entrant.days,
        salary: entrant.salary,
        capped_salary: entrant.capped_salary,
        situation: damane_domain::situation::Situation::Normal,
    }
}

/// The identity paper is kept in the register's form, by which it will be looked up.
fn unnumbered(entrant: &Entrant, name: Text<'_>) -> UnnumberedLine {
    let cin = entrant.cin_text();
    UnnumberedLine {
        cin: Cin::parse(&cin).map_or(cin, |cin| cin.to_string()),
        name: name.decode().into_owned(),
        line: entrant.line,
        days: entrant.days,
        salary: entrant.salary,
        capped_salary: entrant.capped_salary,
    }
}

/// A source that hashes and counts what is read from it.
struct Hashed<'c> {
    source: File,
    hash: Context,
    read: &'c AtomicU64,
}

impl<'c> Hashed<'c> {
    fn new(source: File, read: &'c AtomicU64) -> Self {
        Self { source, hash: Context::new(&SHA256), read }
    }

    fn digest(self) -> Digest {
        let mut digest = [0; 32];
        digest.copy_from_slice(self.hash.finish().as_ref());
        digest
    }
}

impl Read for Hashed<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(into)?;
        self.hash.update(into.get(..count).unwrap_or_default());
        self.read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}
