//! A stranger's file: its cross-reference tables and streams (ISO 32000-2 §7.5.4, §7.5.8), and the objects they lead to.
//!
//! Only what they lead to exists. Nothing is rebuilt, searched for or repaired: a reader that does so may show another
//! document than the sealed one.

use super::filter;
use super::object::{Dictionary, Unreadable, Value};
use super::parser::{Fuel, Parser};
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;
use std::rc::Rc;

/// Most revisions, and most numbers of objects, that are read.
const MAX_SECTIONS: usize = 200;
const MAX_OBJECTS: usize = 200_000;
/// Most objects in one object stream.
const MAX_IN_STREAM: usize = 100_000;
/// Most bytes of object streams that are kept unpacked at once.
const MAX_KEPT: usize = 16 * 1024 * 1024;

/// Where an object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// Nowhere: its number is free.
    Free,
    /// At a place of the file.
    At(usize, u16),
    /// In an object stream, the how-manieth of it.
    In(u32, usize),
}

/// One table of the file.
#[derive(Debug)]
pub struct Section {
    /// Where it begins.
    pub at: usize,
    /// From there to the end of what belongs to it: trailer, `startxref`, `%%EOF`.
    pub span: Range<usize>,
    /// The numbers it speaks of.
    pub numbers: Vec<u32>,
}

/// An object at a place of its own.
#[derive(Debug)]
pub struct Indirect {
    /// The object.
    pub value: Value,
    /// All of it, from its number to `endobj`.
    pub span: Range<usize>,
    /// Contents of a stream, packed.
    pub stream: Option<Range<usize>>,
    /// Where the values of its dictionary stand.
    pub places: Vec<(Vec<u8>, Range<usize>)>,
}

/// A file as of one of its revisions.
pub struct File<'a> {
    /// Its bytes up to the end of the revision.
    pub bytes: &'a [u8],
    /// Where every object is.
    pub entries: BTreeMap<u32, Entry>,
    /// Its tables, the newest first.
    pub sections: Vec<Section>,
    /// The newest trailer.
    pub trailer: Dictionary,
    /// How much may still be read of it.
    pub fuel: &'a Fuel,
    kept: RefCell<Kept>,
}

type Places = Vec<(u32, usize)>;

/// Object streams, unpacked, with the number and place of each object in them.
#[derive(Default)]
struct Kept {
    streams: HashMap<u32, Rc<(Vec<u8>, Places)>>,
    bytes: usize,
}

impl<'a> File<'a> {
    /// Reads the tables of a file that ends here.
    pub fn open(bytes: &'a [u8], fuel: &'a Fuel) -> Result<Self, Unreadable> {
        let newest = find_last_table(bytes, fuel)?;
        let mut file = Self {
            bytes,
            entries: BTreeMap::new(),
            sections: Vec::new(),
            trailer: Dictionary::default(),
            fuel,
            kept: RefCell::default(),
        };
        let (mut next, mut seen) = (Some(newest), HashSet::new());
        while let Some(at) = next {
            if !seen.insert(at) || seen.len() > MAX_SECTIONS {
                return Err(Unreadable);
            }
            let (trailer, free) = file.read_section(at, &HashSet::new())?;
            if let Some(hybrid) = trailer.get("XRefStm") {
                // §7.5.8.4: between this table and the one before it.
                let at = hybrid.count().ok_or(Unreadable)?;
                if !seen.insert(at) {
                    return Err(Unreadable);
                }
                file.read_section(at, &free)?;
            }
            next = trailer.get("Prev").map(|prev| prev.count().ok_or(Unreadable)).transpose()?;
            if file.trailer.entries.is_empty() {
                file.trailer = trailer;
            }
        }
        Ok(file)
    }

    /// Reads one table; gives its trailer and the numbers that it, and nothing newer, calls free. Those of `hidden` are
    /// called free by the table of a hybrid file, so that old readers do not see them.
    fn read_section(
        &mut self,
        at: usize,
        hidden: &HashSet<u32>,
    ) -> Result<(Dictionary, HashSet<u32>), Unreadable> {
        let mut parser = Parser::new(self.bytes, at, self.fuel);
        let (entries, trailer) = if parser.exactly(b"xref").is_ok() {
            read_table(&mut parser)?
        } else {
            let object = self.indirect_at(at, None)?;
            parser.at = object.span.end;
            read_stream(self.bytes, &object, self.fuel)?
        };
        self.fuel.burn(entries.len())?;
        let end = end_of_section(&mut parser, self.bytes);
        let numbers = entries.iter().map(|(number, _)| *number).collect();
        self.sections.push(Section { at, span: at..end, numbers });
        let mut free = HashSet::new();
        for (number, entry) in entries {
            if !self.entries.contains_key(&number) || hidden.contains(&number) {
                self.entries.insert(number, entry);
                if entry == Entry::Free {
                    free.insert(number);
                }
            }
        }
        if self.entries.len() > MAX_OBJECTS { Err(Unreadable) } else { Ok((trailer, free)) }
    }

    /// The object with a number; null when there is none (§7.3.10).
    pub fn value(&self, number: u32) -> Result<Value, Unreadable> {
        match self.entries.get(&number) {
            None | Some(Entry::Free) => Ok(Value::Null),
            Some(Entry::At(..)) => Ok(self.indirect(number)?.value),
            Some(Entry::In(stream, index)) => {
                let kept = self.object_stream(*stream)?;
                let (found, at) = *kept.1.get(*index).ok_or(Unreadable)?;
                if found != number {
                    return Err(Unreadable);
                }
                Parser::new(&kept.0, at, self.fuel).value()
            }
        }
    }

    /// The object with a number, which must have a place of its own.
    pub fn indirect(&self, number: u32) -> Result<Indirect, Unreadable> {
        match self.entries.get(&number) {
            Some(Entry::At(at, generation)) => self.indirect_at(*at, Some((number, *generation))),
            _ => Err(Unreadable),
        }
    }

    fn indirect_at(&self, at: usize, expected: Option<(u32, u16)>) -> Result<Indirect, Unreadable> {
        let mut parser = Parser::new(self.bytes, at, self.fuel);
        let (number, generation) = (parser.number()?, parser.number()?);
        let is_it = expected.is_none_or(|(wanted, of)| {
            u32::try_from(number) == Ok(wanted) && u16::try_from(generation) == Ok(of)
        });
        // No white space before it: the table leads to the number itself.
        if !is_it || !self.bytes.get(at).is_some_and(u8::is_ascii_digit) {
            return Err(Unreadable);
        }
        parser.word(b"obj")?;
        let value = parser.value()?;
        let places = std::mem::take(&mut parser.places);
        let mut stream = None;
        if let Value::Dictionary(dictionary) = &value
            && parser.word(b"stream").is_ok()
        {
            let _carriage = parser.exactly(b"\r");
            parser.exactly(b"\n")?;
            let end = parser.at.checked_add(self.length_of(dictionary)?).ok_or(Unreadable)?;
            stream = Some(parser.at..end);
            self.bytes.get(parser.at..end).ok_or(Unreadable)?;
            parser.at = end;
            parser.word(b"endstream")?;
        }
        parser.word(b"endobj")?;
        Ok(Indirect { value, span: at..parser.at, stream, places })
    }

    /// A length may be an object of its own, which is a plain number.
    fn length_of(&self, dictionary: &Dictionary) -> Result<usize, Unreadable> {
        match dictionary.get("Length") {
            Some(Value::Reference(number, _)) => match self.entries.get(number) {
                Some(Entry::At(at, _)) => {
                    let mut parser = Parser::new(self.bytes, *at, self.fuel);
                    let found = parser.number()?;
                    parser.number()?;
                    parser.word(b"obj")?;
                    let length = parser.number()?;
                    parser.word(b"endobj")?;
                    if u32::try_from(found) == Ok(*number) { Ok(length) } else { Err(Unreadable) }
                }
                _ => Err(Unreadable),
            },
            Some(value) => value.count().ok_or(Unreadable),
            None => Err(Unreadable),
        }
    }

    /// The packed contents of a stream.
    pub fn packed(&self, object: &Indirect) -> &'a [u8] {
        object.stream.clone().and_then(|range| self.bytes.get(range)).unwrap_or_default()
    }

    /// The value, followed if it is a reference; several times, within bounds.
    pub fn follow(&self, value: &Value) -> Result<Value, Unreadable> {
        let mut value = value.clone();
        for _ in 0..8 {
            let Value::Reference(number, _) = value else { return Ok(value) };
            value = self.value(number)?;
        }
        Err(Unreadable)
    }

    /// The value of a dictionary's key, followed; null when there is none.
    pub fn get(&self, dictionary: &Dictionary, key: &str) -> Result<Value, Unreadable> {
        dictionary.get(key).map_or(Ok(Value::Null), |value| self.follow(value))
    }

    /// The document's catalogue, and its number.
    pub fn catalogue(&self) -> Result<(u32, Dictionary), Unreadable> {
        let number = self.trailer.get("Root").and_then(Value::reference).ok_or(Unreadable)?;
        match self.value(number)? {
            Value::Dictionary(catalogue) => Ok((number, catalogue)),
            _ => Err(Unreadable),
        }
    }

    fn object_stream(&self, number: u32) -> Result<Rc<(Vec<u8>, Places)>, Unreadable> {
        if let Some(kept) = self.kept.borrow().streams.get(&number) {
            return Ok(Rc::clone(kept));
        }
        let object = self.indirect(number)?;
        let dictionary = object.value.dictionary().ok_or(Unreadable)?;
        let contents = filter::unpack(dictionary, self.packed(&object), self.fuel)?;
        let (count, first) = match (dictionary.get("N"), dictionary.get("First")) {
            (Some(count), Some(first)) if dictionary.is("Type", "ObjStm") => {
                (count.count().ok_or(Unreadable)?, first.count().ok_or(Unreadable)?)
            }
            _ => return Err(Unreadable),
        };
        let mut places = Vec::new();
        let mut parser = Parser::new(&contents, 0, self.fuel);
        if count > MAX_IN_STREAM {
            return Err(Unreadable);
        }
        for _ in 0..count {
            let number = u32::try_from(parser.number()?).map_err(|_| Unreadable)?;
            places.push((number, parser.number()?.checked_add(first).ok_or(Unreadable)?));
        }
        let mut kept = self.kept.borrow_mut();
        kept.bytes += contents.len() + places.len() * 16;
        if kept.bytes > MAX_KEPT {
            return Err(Unreadable);
        }
        let unpacked = Rc::new((contents, places));
        kept.streams.insert(number, Rc::clone(&unpacked));
        Ok(unpacked)
    }
}

/// Where the last `startxref` leads; it stands before the `%%EOF` that ends the file.
fn find_last_table(bytes: &[u8], fuel: &Fuel) -> Result<usize, Unreadable> {
    let from = bytes.len().saturating_sub(1_024);
    let tail = bytes.get(from..).ok_or(Unreadable)?;
    let at = tail.windows(9).rposition(|word| word == b"startxref").ok_or(Unreadable)?;
    let mut parser = Parser::new(bytes, from + at + 9, fuel);
    let table = parser.number()?;
    let rest = bytes.get(parser.at..).ok_or(Unreadable)?;
    let rest = rest.trim_ascii_start();
    let after = rest.strip_prefix(b"%%EOF").ok_or(Unreadable)?;
    // A line end may follow, nothing else.
    if matches!(after, b"" | b"\n" | b"\r" | b"\r\n") { Ok(table) } else { Err(Unreadable) }
}

type Entries = Vec<(u32, Entry)>;

fn read_table(parser: &mut Parser<'_>) -> Result<(Entries, Dictionary), Unreadable> {
    let mut entries = Vec::new();
    while parser.word(b"trailer").is_err() {
        let (first, count) = (parser.number()?, parser.number()?);
        if entries.len() + count.min(MAX_OBJECTS + 1) > MAX_OBJECTS {
            return Err(Unreadable);
        }
        for number in first..first.checked_add(count).ok_or(Unreadable)? {
            let (offset, generation) = (parser.number()?, parser.number()?);
            let generation = u16::try_from(generation).map_err(|_| Unreadable)?;
            let in_use = parser.word(b"n").is_ok();
            if !in_use {
                parser.word(b"f")?;
            }
            let entry = if in_use { Entry::At(offset, generation) } else { Entry::Free };
            entries.push((u32::try_from(number).map_err(|_| Unreadable)?, entry));
        }
    }
    match parser.value()? {
        Value::Dictionary(trailer) => Ok((once(entries)?, trailer)),
        _ => Err(Unreadable),
    }
}

/// §7.5.8.3: fields of fixed widths, big-endian.
fn read_stream(bytes: &[u8], object: &Indirect, fuel: &Fuel) -> Result<(Entries, Dictionary), Unreadable> {
    let dictionary = object.value.dictionary().filter(|it| it.is("Type", "XRef")).ok_or(Unreadable)?;
    let range = object.stream.clone().ok_or(Unreadable)?;
    let contents = filter::unpack(dictionary, bytes.get(range).ok_or(Unreadable)?, fuel)?;
    let numbers = |key: &str| -> Result<Option<Vec<usize>>, Unreadable> {
        let Some(value) = dictionary.get(key) else { return Ok(None) };
        let items = value.array().ok_or(Unreadable)?;
        items.iter().map(|item| item.count().ok_or(Unreadable)).collect::<Result<_, _>>().map(Some)
    };
    let widths = numbers("W")?.ok_or(Unreadable)?;
    let [kind, second, third] = widths[..] else { return Err(Unreadable) };
    if kind > 1 || second > 8 || third > 8 || kind + second + third == 0 {
        return Err(Unreadable);
    }
    let size = dictionary.get("Size").and_then(Value::count).ok_or(Unreadable)?;
    let index = numbers("Index")?.unwrap_or_else(|| vec![0, size]);
    let mut lines = contents.chunks_exact(kind + second + third);
    let mut entries = Vec::new();
    for range in index.chunks(2) {
        let [first, count] = range else { return Err(Unreadable) };
        for number in *first..first.checked_add(*count).ok_or(Unreadable)? {
            let line = lines.next().ok_or(Unreadable)?;
            let number = u32::try_from(number).map_err(|_| Unreadable)?;
            entries.push((number, read_entry(line, kind, second)?));
        }
    }
    Ok((once(entries)?, dictionary.clone()))
}

fn read_entry(line: &[u8], kind: usize, second: usize) -> Result<Entry, Unreadable> {
    let number = |bytes: &[u8]| {
        bytes.iter().try_fold(0_u64, |sum, byte| sum.checked_mul(256).map(|sum| sum + u64::from(*byte)))
    };
    let (kind, rest) = line.split_at(kind);
    let (second, third) = rest.split_at(second);
    let kind = if kind.is_empty() { 1 } else { number(kind).ok_or(Unreadable)? };
    let (second, third) = (number(second).ok_or(Unreadable)?, number(third).ok_or(Unreadable)?);
    let usize_of = |number: u64| usize::try_from(number).map_err(|_| Unreadable);
    match kind {
        0 => Ok(Entry::Free),
        1 => Ok(Entry::At(usize_of(second)?, u16::try_from(third).map_err(|_| Unreadable)?)),
        2 => Ok(Entry::In(u32::try_from(second).map_err(|_| Unreadable)?, usize_of(third)?)),
        _ => Err(Unreadable),
    }
}

/// Of two entries for one number one reader takes the first, another the last.
fn once(entries: Entries) -> Result<Entries, Unreadable> {
    let mut seen = HashSet::with_capacity(entries.len());
    if entries.len() <= MAX_OBJECTS && entries.iter().all(|(number, _)| seen.insert(*number)) {
        Ok(entries)
    } else {
        Err(Unreadable)
    }
}

/// `startxref`, a number and `%%EOF`, if they follow.
fn end_of_section(parser: &mut Parser<'_>, bytes: &[u8]) -> usize {
    let end = parser.at;
    if parser.word(b"startxref").is_err() || parser.number().is_err() {
        return end;
    }
    let rest = bytes.get(parser.at..).unwrap_or_default();
    let spaces = rest.len() - rest.trim_ascii_start().len();
    if rest.get(spaces..).is_some_and(|rest| rest.starts_with(b"%%EOF")) {
        parser.at + spaces + 5
    } else {
        end
    }
}
