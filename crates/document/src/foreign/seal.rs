//! The seals of a stranger's file: where they are, what they cover, byte by byte.

use super::file::{File, Indirect};
use super::object::{Dictionary, Unreadable, Value};
use std::collections::HashSet;

/// A seal in a field of the file.
pub struct Seal {
    /// Number of its dictionary.
    pub number: u32,
    /// Its dictionary.
    pub dictionary: Dictionary,
    /// It is a timestamp of the document.
    pub is_timestamp: bool,
    /// What it covers, or why that is not said.
    pub covers: Result<Covers, NotSaid>,
    /// Contents of `/Contents`, with the zeros after them cut off.
    pub contents: Vec<u8>,
}

/// The two spans: from the first byte to `gap_start`, from `gap_end` to `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Covers {
    /// Where the seal's own digits begin.
    pub gap_start: usize,
    /// After them.
    pub gap_end: usize,
    /// After the last covered byte.
    pub end: usize,
}

/// Why it is not said what a seal covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotSaid {
    /// `/ByteRange` or `/Contents` is missing, null or of another kind; or the seal is not an object of its own.
    Unreadable,
    /// The spans leave out something else than the seal, overlap, or do not lie in the file.
    Wrong,
}

impl Covers {
    /// The covered bytes.
    pub fn pieces<'a>(&self, bytes: &'a [u8]) -> [&'a [u8]; 2] {
        [
            bytes.get(..self.gap_start).unwrap_or_default(),
            bytes.get(self.gap_end..self.end).unwrap_or_default(),
        ]
    }
}

/// Most fields that are looked at.
const MAX_FIELDS: usize = 5_000;

/// Every seal that a field of the document has, in the order in which they were made.
pub fn find(file: &File<'_>) -> Result<Vec<Seal>, Unreadable> {
    let (_, catalogue) = file.catalogue()?;
    let Value::Dictionary(form) = file.get(&catalogue, "AcroForm")? else { return Ok(Vec::new()) };
    let mut waiting = match file.get(&form, "Fields")? {
        Value::Array(fields) => fields,
        Value::Null => Vec::new(),
        _ => return Err(Unreadable),
    };
    let (mut seen, mut seals) = (HashSet::new(), Vec::new());
    while let Some(field) = waiting.pop() {
        if let Some(number) = field.reference()
            && !seen.insert(number)
        {
            continue;
        }
        if seen.len() > MAX_FIELDS {
            return Err(Unreadable);
        }
        let Value::Dictionary(field) = file.follow(&field)? else { continue };
        if let Value::Array(kids) = file.get(&field, "Kids")? {
            waiting.extend(kids);
        }
        match field.get("V") {
            Some(Value::Reference(number, _)) if seen.insert(*number) => {
                seals.extend(read(file, *number, field.is("FT", "Sig")));
            }
            // A seal inside its field has no place of its own: what it covers cannot be told.
            Some(Value::Dictionary(inside)) if inside.get("Contents").is_some() => {
                seals.push(unplaced(0, inside.clone()));
            }
            _ => {}
        }
    }
    seals.sort_by_key(|seal| (seal.covers.map_or(usize::MAX, |covers| covers.end), seal.number));
    Ok(seals)
}

fn unplaced(number: u32, dictionary: Dictionary) -> Seal {
    Seal { number, dictionary, is_timestamp: false, covers: Err(NotSaid::Unreadable), contents: Vec::new() }
}

/// The seal with a number, if the object is one.
fn read(file: &File<'_>, number: u32, in_seal_field: bool) -> Option<Seal> {
    let value = file.value(number).ok()?;
    let dictionary = value.dictionary()?.clone();
    let is_seal = dictionary.is("Type", "Sig") || dictionary.is("Type", "DocTimeStamp") || in_seal_field;
    if !is_seal {
        return None;
    }
    let Ok(object) = file.indirect(number) else { return Some(unplaced(number, dictionary)) };
    let covers = read_covers(file.bytes, &object, &dictionary);
    let contents = match dictionary.get("Contents") {
        Some(Value::Text(digits)) => cut(digits),
        _ => Vec::new(),
    };
    let is_timestamp = dictionary.is("Type", "DocTimeStamp") || dictionary.is("SubFilter", "ETSI.RFC3161");
    Some(Seal { number, dictionary, is_timestamp, covers, contents })
}

/// §12.8.1: exactly two spans, from the first byte, and between them exactly the digits of `/Contents`.
fn read_covers(bytes: &[u8], object: &Indirect, dictionary: &Dictionary) -> Result<Covers, NotSaid> {
    let items = dictionary.get("ByteRange").and_then(Value::array).ok_or(NotSaid::Unreadable)?;
    let numbers: Option<Vec<usize>> = items.iter().map(Value::count).collect();
    let numbers: Option<[usize; 4]> = numbers.and_then(|numbers| numbers.try_into().ok());
    let Some([zero, gap_start, gap_end, length]) = numbers else {
        return Err(NotSaid::Wrong);
    };
    if !matches!(dictionary.get("Contents"), Some(Value::Text(_))) {
        return Err(NotSaid::Unreadable);
    }
    let place = object.places.iter().find(|(key, _)| key == b"Contents").map(|(_, place)| place.clone());
    let place = place.ok_or(NotSaid::Unreadable)?;
    let gap = bytes.get(place.clone()).ok_or(NotSaid::Wrong)?;
    let is_hex = gap.starts_with(b"<") && gap.ends_with(b">");
    let is_all_digits = gap.len() > 2 && gap[1..gap.len() - 1].iter().all(u8::is_ascii_hexdigit);
    let end = gap_end.checked_add(length).filter(|end| *end <= bytes.len()).ok_or(NotSaid::Wrong)?;
    if zero == 0 && place == (gap_start..gap_end) && is_hex && is_all_digits && end >= object.span.end {
        Ok(Covers { gap_start, gap_end, end })
    } else {
        Err(NotSaid::Wrong)
    }
}

/// One DER value; only zeros may follow it.
fn cut(bytes: &[u8]) -> Vec<u8> {
    let whole = crate::der::Reader::new(bytes).any().map_or(0, |value| value.whole.len());
    match bytes.split_at_checked(whole) {
        Some((value, rest)) if rest.iter().all(|byte| *byte == 0) => value.to_vec(),
        _ => Vec::new(),
    }
}
