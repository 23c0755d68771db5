//! A file's cross-reference tables (ISO 32000-1 §7.5.4) and the objects they lead to.
//!
//! Only the classic layout is read: plain tables, plain objects, each with the number its table gives it.

use super::syntax::{Kind, Lexer, NotPdf, Object};
use crate::written::inflate;
use std::collections::HashMap;

/// Most revisions and objects that are read.
const MAX_REVISIONS: usize = 8;
const MAX_OBJECTS: usize = 200_000;
/// Largest stream that is read, bytes.
const MAX_STREAM: usize = 64 * 1024;

/// A file with its newest objects.
#[derive(Debug)]
pub struct File<'a> {
    bytes: &'a [u8],
    offsets: HashMap<u32, usize>,
    /// The newest trailer.
    pub trailer: Object<'a>,
    /// Where the newest table stands.
    #[cfg_attr(not(feature = "seal"), expect(dead_code, reason = "a later revision leads back to it"))]
    pub startxref: usize,
}

impl<'a> File<'a> {
    /// Reads the tables of a file that ends with its last `%%EOF`.
    pub fn open(bytes: &'a [u8]) -> Result<Self, NotPdf> {
        let startxref = last_table(bytes)?;
        let (mut offsets, trailer) = read_table(bytes, startxref)?;
        let mut older = trailer.find("Prev").map(Object::count).transpose()?;
        for _ in 0..MAX_REVISIONS {
            let Some(at) = older.filter(|at| *at < startxref) else { break };
            let (table, trailer) = read_table(bytes, at)?;
            table.into_iter().for_each(|(number, offset)| {
                offsets.entry(number).or_insert(offset);
            });
            older = trailer.find("Prev").map(Object::count).transpose()?;
        }
        match older {
            None => Ok(Self { bytes, offsets, trailer, startxref }),
            Some(_) => Err(NotPdf),
        }
    }

    /// All its bytes.
    #[cfg(feature = "seal")]
    pub const fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// The object with a number.
    pub fn object(&self, number: u32) -> Result<Object<'a>, NotPdf> {
        let mut lexer = Lexer::new(self.bytes, *self.offsets.get(&number).ok_or(NotPdf)?);
        if lexer.digits() != Ok(usize::try_from(number).map_err(|_| NotPdf)?) {
            return Err(NotPdf);
        }
        lexer.exactly(" 0 obj")?;
        lexer.object()
    }

    /// The value of a dictionary's key, followed if it is a reference.
    pub fn follow(&self, dictionary: &Object<'a>, key: &str) -> Result<Object<'a>, NotPdf> {
        let value = dictionary.get(key)?;
        if let Kind::Reference(number) = value.kind { self.object(number) } else { Ok(value.clone()) }
    }

    /// The document's catalogue.
    pub fn catalogue(&self) -> Result<Object<'a>, NotPdf> {
        self.follow(&self.trailer, "Root")
    }

    /// The contents of a stream, inflated if it says so; at most 64 KiB.
    pub fn stream(&self, dictionary: &Object<'a>) -> Result<Vec<u8>, NotPdf> {
        let mut lexer = Lexer::new(self.bytes, dictionary.end);
        lexer.word("stream\n")?;
        let length = dictionary.get("Length")?.count()?;
        let end = lexer.at.checked_add(length).ok_or(NotPdf)?;
        let raw = self.bytes.get(lexer.at..end).ok_or(NotPdf)?;
        lexer.at = end;
        lexer.word("endstream")?;
        match dictionary.find("Filter") {
            None if length <= MAX_STREAM => Ok(raw.to_vec()),
            Some(filter) if filter.is_name("FlateDecode") => inflate(raw, MAX_STREAM).map_err(|_| NotPdf),
            _ => Err(NotPdf),
        }
    }
}

/// Where `startxref` at the very end leads.
fn last_table(bytes: &[u8]) -> Result<usize, NotPdf> {
    let tail = bytes.len().saturating_sub(64);
    let at =
        bytes.get(tail..).ok_or(NotPdf)?.windows(9).rposition(|word| word == b"startxref").ok_or(NotPdf)?;
    let mut lexer = Lexer::new(bytes, tail + at);
    lexer.exactly("startxref\n")?;
    let table = lexer.digits()?;
    lexer.exactly("\n%%EOF")?;
    // One line end at most may follow.
    match bytes.get(lexer.at..) {
        Some(b"" | b"\n") => Ok(table),
        _ => Err(NotPdf),
    }
}

type Table<'a> = (HashMap<u32, usize>, Object<'a>);

fn read_table(bytes: &[u8], at: usize) -> Result<Table<'_>, NotPdf> {
    let mut lexer = Lexer::new(bytes, at);
    lexer.exactly("xref\n")?;
    let mut offsets = HashMap::new();
    while lexer.clone().exactly("trailer").is_err() {
        let first = lexer.digits()?;
        lexer.exactly(" ")?;
        let count = lexer.digits()?;
        lexer.exactly("\n")?;
        if offsets.len().saturating_add(count) > MAX_OBJECTS {
            return Err(NotPdf);
        }
        for number in first..first.saturating_add(count) {
            let number = u32::try_from(number).map_err(|_| NotPdf)?;
            if let Some(offset) = read_entry(bytes, &mut lexer)?
                && offsets.insert(number, offset).is_some()
            {
                return Err(NotPdf);
            }
        }
    }
    lexer.exactly("trailer")?;
    let trailer = lexer.object()?;
    Ok((offsets, trailer))
}

/// One entry of twenty bytes: `0000000017 00000 n` and a line end of two.
fn read_entry(bytes: &[u8], lexer: &mut Lexer<'_>) -> Result<Option<usize>, NotPdf> {
    let entry = bytes.get(lexer.at..).and_then(|rest| rest.get(..20)).ok_or(NotPdf)?;
    let offset = Lexer::new(entry, 0).digits()?;
    lexer.at += 20;
    match (entry.get(10..17), entry.get(17), entry.get(18..)) {
        (Some(b" 00000 "), Some(b'n'), Some(b" \n" | b"\r\n")) => Ok(Some(offset)),
        (Some(_), Some(b'f'), Some(b" \n" | b"\r\n")) => Ok(None),
        _ => Err(NotPdf),
    }
}
