//! A revision added to a file (ISO 32000-1 §7.5.6): objects, their table, a trailer; and the seal's own space.

use super::SealError;
use crate::cms::digest_of;
use crate::pdf::{File, NotPdf, Object};
use std::ops::Range;

/// A file with a revision being written after it.
#[derive(Clone)]
pub struct Revision {
    out: Vec<u8>,
    /// Where the revision starts.
    from: usize,
    offsets: Vec<(u32, usize)>,
    /// Where the numbers of `/ByteRange` go.
    numbers: Range<usize>,
    /// Where the seal goes, angle brackets included.
    gap: Range<usize>,
}

impl Revision {
    /// Starts after the last byte of a file.
    pub fn after(file: &File<'_>) -> Self {
        let mut out = Vec::with_capacity(file.bytes().len() + 8 * 1024);
        out.extend_from_slice(file.bytes());
        if !out.ends_with(b"\n") {
            out.push(b'\n');
        }
        Self { from: out.len(), out, offsets: Vec::new(), numbers: 0..0, gap: 0..0 }
    }

    fn put(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    fn start(&mut self, number: u32) {
        self.offsets.push((number, self.out.len()));
        self.put(&format!("{number} 0 obj\n"));
    }

    /// Adds an object.
    pub fn add(&mut self, number: u32, body: &str) {
        self.start(number);
        self.put(body);
        self.put("\nendobj\n");
    }

    /// Adds a stream without contents.
    pub fn add_stream(&mut self, number: u32, dictionary: &str) {
        self.add(number, &format!("{dictionary}\nstream\n\nendstream"));
    }

    /// Adds a stream of these bytes, as they are.
    pub fn add_bytes(&mut self, number: u32, bytes: &[u8]) {
        self.start(number);
        self.put(&format!("<< /Length {} >>\nstream\n", bytes.len()));
        self.out.extend_from_slice(bytes);
        self.put("\nendstream\nendobj\n");
    }

    /// Writes an object again, with these places of it replaced, in the order in which they stand.
    pub fn again(&mut self, number: u32, object: &Object<'_>, changes: &[(Range<usize>, String)]) {
        self.start(number);
        let mut changes: Vec<_> = changes.iter().collect();
        changes.sort_by_key(|(place, _)| place.start);
        let mut from = object.start;
        for (place, text) in changes {
            self.out.extend_from_within(from..place.start);
            self.put(text);
            from = place.end;
        }
        self.out.extend_from_within(from..object.end);
        self.put("\nendobj\n");
    }

    /// Adds the seal's dictionary with room for a seal of so many bytes.
    pub fn seal(&mut self, number: u32, entries: &str, room: usize) {
        self.start(number);
        self.put(&format!("<< {entries} /ByteRange [0 "));
        let numbers = self.out.len();
        // Three numbers of ten digits and two spaces.
        self.out.resize(numbers + 32, b' ');
        self.numbers = numbers..self.out.len();
        self.put("] /Contents ");
        let gap = self.out.len();
        self.put("<");
        self.out.resize(gap + 1 + 2 * room, b'0');
        self.put(">");
        self.gap = gap..self.out.len();
        self.put(" >>\nendobj\n");
    }

    /// Writes the table and the trailer. Nothing but the seal may be put in afterwards.
    pub fn close(&mut self, trailer: &Object<'_>, size: u32, previous: usize) -> Result<(), SealError> {
        let table = self.out.len();
        self.put("xref\n");
        self.offsets.sort_unstable();
        let offsets = std::mem::take(&mut self.offsets);
        for run in offsets.chunk_by(|(a, _), (b, _)| a + 1 == *b) {
            let first = run.first().map_or(0, |(number, _)| *number);
            self.put(&format!("{first} {}\n", run.len()));
            run.iter().for_each(|(_, offset)| self.put(&format!("{offset:010} 00000 n \n")));
        }
        let [first_id, _] = trailer.get("ID")?.items()? else { return Err(SealError::Layout) };
        self.put(&format!("trailer\n<< /Size {size} /Prev {previous}"));
        for (key, value) in [("Root", trailer.get("Root")?), ("Info", trailer.get("Info")?)] {
            self.put(&format!(" /{key} "));
            self.out.extend_from_within(value.start..value.end);
        }
        self.put(" /ID [");
        self.out.extend_from_within(first_id.start..first_id.end);
        let id = hex(&digest_of(&[self.out.get(self.from..table).ok_or(NotPdf)?])[..16]);
        self.put(&format!(" <{id}>] >>\nstartxref\n{table}\n%%EOF\n"));
        if self.gap.is_empty() {
            return Ok(());
        }
        let rest = self.out.len() - self.gap.end;
        let numbers = format!("{:>10} {:>10} {rest:>10}", self.gap.start, self.gap.end);
        self.fill(self.numbers.clone(), &numbers)
    }

    /// The two spans a seal covers.
    pub fn covered(&self) -> [&[u8]; 2] {
        let span = |range: Range<usize>| self.out.get(range).unwrap_or_default();
        [span(0..self.gap.start), span(self.gap.end..self.out.len())]
    }

    /// Puts the seal in its place.
    pub fn put_seal(&mut self, seal: &[u8]) -> Result<(), SealError> {
        let start = self.gap.start + 1;
        if start + 2 * seal.len() >= self.gap.end {
            return Err(SealError::Timestamp);
        }
        self.fill(start..start + 2 * seal.len(), &hex(seal))
    }

    fn fill(&mut self, place: Range<usize>, text: &str) -> Result<(), SealError> {
        let place =
            self.out.get_mut(place).filter(|place| place.len() == text.len()).ok_or(SealError::Layout)?;
        place.copy_from_slice(text.as_bytes());
        Ok(())
    }

    /// The file.
    pub fn bytes(self) -> Vec<u8> {
        self.out
    }
}

/// Lower-case hex digits, from a table: the formatter would take a quarter of a seal's time.
fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |value: u8| DIGITS.get(usize::from(value & 0x0f)).copied().map_or('0', char::from);
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        text.push(digit(byte >> 4));
        text.push(digit(*byte));
    }
    text
}
