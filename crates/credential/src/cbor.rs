//! The little CBOR a certificate needs, read strictly and written deterministically (RFC 8949 §4.2.1).
//!
//! A stranger's bytes are walked once by [`check`] before anything is read from them: definite lengths
//! only, shortest heads only, no duplicate map keys, bounded depth, valid text, nothing left over.

use crate::error::Malformed;

/// Deepest nesting that is read; a certificate needs four.
pub const MAX_DEPTH: usize = 16;
/// Most entries of one map; a certificate's largest has six.
const MAX_MAP_ENTRIES: u64 = 64;

/// Major types of RFC 8949 §3.1.
pub(crate) mod major {
    pub const UNSIGNED: u8 = 0;
    pub const NEGATIVE: u8 = 1;
    pub const BYTES: u8 = 2;
    pub const TEXT: u8 = 3;
    pub const ARRAY: u8 = 4;
    pub const MAP: u8 = 5;
    pub const TAG: u8 = 6;
    pub const SIMPLE: u8 = 7;
}

/// Checks that `bytes` are exactly one well-formed item by the rules above.
pub fn check(bytes: &[u8]) -> Result<(), Malformed> {
    let mut reader = Reader::new(bytes);
    check_item(&mut reader, 1)?;
    reader.end()
}

fn check_item(reader: &mut Reader<'_>, depth: usize) -> Result<(), Malformed> {
    if depth > MAX_DEPTH {
        return Err(Malformed::TooDeep);
    }
    let (kind, argument) = reader.head()?;
    match kind {
        major::UNSIGNED | major::NEGATIVE => Ok(()),
        major::BYTES => reader.take(argument).map(|_| ()),
        major::TEXT => text_of(reader.take(argument)?).map(|_| ()),
        major::ARRAY => {
            for _ in 0..argument {
                check_item(reader, depth + 1)?;
            }
            Ok(())
        }
        major::MAP => check_map(reader, argument, depth),
        major::TAG => check_item(reader, depth + 1),
        // false, true, null; no floats and no other simple values stand in any of our layouts.
        _ if (20..=22).contains(&argument) => Ok(()),
        _ => Err(Malformed::Cbor),
    }
}

fn check_map(reader: &mut Reader<'_>, entries: u64, depth: usize) -> Result<(), Malformed> {
    if entries > MAX_MAP_ENTRIES {
        return Err(Malformed::Cbor);
    }
    let mut keys: Vec<&[u8]> = Vec::new();
    for _ in 0..entries {
        let start = reader.position;
        check_item(reader, depth + 1)?;
        let key = reader.since(start);
        // Heads are in their shortest form, so equal keys are equal bytes.
        if keys.contains(&key) {
            return Err(Malformed::DuplicateKey);
        }
        keys.push(key);
        check_item(reader, depth + 1)?;
    }
    Ok(())
}

fn text_of(bytes: &[u8]) -> Result<&str, Malformed> {
    std::str::from_utf8(bytes).map_err(|_| Malformed::Cbor)
}

/// A cursor over checked bytes.
#[derive(Debug, Clone)]
pub struct Reader<'a> {
    bytes: &'a [u8],
    position: usize,
}

impl<'a> Reader<'a> {
    /// Starts at the first byte.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, position: 0 }
    }

    /// Fails when something is left over.
    pub fn end(&self) -> Result<(), Malformed> {
        if self.position == self.bytes.len() { Ok(()) } else { Err(Malformed::TrailingBytes) }
    }

    fn since(&self, start: usize) -> &'a [u8] {
        self.bytes.get(start..self.position).unwrap_or_default()
    }

    fn take(&mut self, length: u64) -> Result<&'a [u8], Malformed> {
        let length = usize::try_from(length).map_err(|_| Malformed::Cbor)?;
        let end = self.position.checked_add(length).ok_or(Malformed::Cbor)?;
        let taken = self.bytes.get(self.position..end).ok_or(Malformed::Cbor)?;
        self.position = end;
        Ok(taken)
    }

    /// Reads one head: major type and argument. Indefinite lengths and padded heads are refused.
    fn head(&mut self) -> Result<(u8, u64), Malformed> {
        let first = *self.bytes.get(self.position).ok_or(Malformed::Cbor)?;
        self.position += 1;
        let (kind, low) = (first >> 5, first & 0x1f);
        let width = match low {
            0..=23 => return Ok((kind, u64::from(low))),
            24 => 1,
            25 => 2,
            26 => 4,
            27 => 8,
            31 => return Err(Malformed::IndefiniteLength),
            _ => return Err(Malformed::Cbor),
        };
        let argument = self.take(width)?.iter().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
        let smallest = match width {
            1 => 24,
            2 => 1 << 8,
            4 => 1 << 16,
            _ => 1 << 32,
        };
        // Simple values and floats of two bytes and more (major 7) are not used by any layout of ours.
        if argument < smallest || kind == major::SIMPLE { Err(Malformed::Cbor) } else { Ok((kind, argument)) }
    }

    fn expect(&mut self, kind: u8) -> Result<u64, Malformed> {
        match self.head()? {
            (found, argument) if found == kind => Ok(argument),
            _ => Err(Malformed::Layout),
        }
    }

    /// Major type of the next item.
    pub(crate) fn next_kind(&self) -> Option<u8> {
        self.bytes.get(self.position).map(|first| first >> 5)
    }

    /// An unsigned integer.
    pub fn unsigned(&mut self) -> Result<u64, Malformed> {
        self.expect(major::UNSIGNED)
    }

    /// An integer of either sign.
    pub fn integer(&mut self) -> Result<i64, Malformed> {
        let (kind, argument) = self.head()?;
        let value = i64::try_from(argument).map_err(|_| Malformed::Layout)?;
        match kind {
            major::UNSIGNED => Ok(value),
            major::NEGATIVE => Ok(-1 - value),
            _ => Err(Malformed::Layout),
        }
    }

    /// A byte string.
    pub fn bytes(&mut self) -> Result<&'a [u8], Malformed> {
        let length = self.expect(major::BYTES)?;
        self.take(length)
    }

    /// A text string.
    pub fn text(&mut self) -> Result<&'a str, Malformed> {
        let length = self.expect(major::TEXT)?;
        text_of(self.take(length)?)
    }

    /// The number of items of an array.
    pub fn array(&mut self) -> Result<u64, Malformed> {
        self.expect(major::ARRAY)
    }

    /// The number of entries of a map.
    pub fn map(&mut self) -> Result<u64, Malformed> {
        self.expect(major::MAP)
    }

    /// A tag number.
    pub fn tag(&mut self) -> Result<u64, Malformed> {
        self.expect(major::TAG)
    }

    /// Consumes `null` if it is next.
    pub fn null(&mut self) -> bool {
        let is_null = self.bytes.get(self.position) == Some(&0xf6);
        self.position += usize::from(is_null);
        is_null
    }

    /// Steps over one item of any shape.
    pub fn skip(&mut self) -> Result<(), Malformed> {
        check_item(self, 1)
    }
}

/// Writes deterministic CBOR; the caller writes map keys in ascending byte order.
#[derive(Debug, Default)]
pub struct Writer(Vec<u8>);

impl Writer {
    /// Starts empty.
    pub fn new() -> Self {
        Self::default()
    }

    /// What was written.
    pub fn finish(self) -> Vec<u8> {
        self.0
    }

    fn head(&mut self, kind: u8, argument: u64) -> &mut Self {
        let first = kind << 5;
        let bytes = argument.to_be_bytes();
        let (low, tail): (u8, &[u8]) = match argument {
            0..=23 => (bytes[7], &[]),
            24..=0xff => (24, &bytes[7..]),
            0x100..=0xffff => (25, &bytes[6..]),
            0x1_0000..=0xffff_ffff => (26, &bytes[4..]),
            _ => (27, &bytes),
        };
        self.0.push(first | low);
        self.0.extend_from_slice(tail);
        self
    }

    /// An unsigned integer.
    pub fn unsigned(&mut self, value: u64) -> &mut Self {
        self.head(major::UNSIGNED, value)
    }

    /// An integer of either sign.
    pub fn integer(&mut self, value: i64) -> &mut Self {
        match u64::try_from(value) {
            Ok(value) => self.unsigned(value),
            Err(_) => self.head(major::NEGATIVE, !(value as u64)),
        }
    }

    /// A byte string.
    pub fn bytes(&mut self, value: &[u8]) -> &mut Self {
        self.head(major::BYTES, value.len() as u64).0.extend_from_slice(value);
        self
    }

    /// A text string.
    pub fn text(&mut self, value: &str) -> &mut Self {
        self.head(major::TEXT, value.len() as u64).0.extend_from_slice(value.as_bytes());
        self
    }

    /// The head of an array.
    pub fn array(&mut self, items: usize) -> &mut Self {
        self.head(major::ARRAY, items as u64)
    }

    /// The head of a map.
    pub fn map(&mut self, entries: usize) -> &mut Self {
        self.head(major::MAP, entries as u64)
    }

    /// A tag.
    pub fn tag(&mut self, number: u64) -> &mut Self {
        self.head(major::TAG, number)
    }

    /// `null`.
    pub fn null(&mut self) -> &mut Self {
        self.0.push(0xf6);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let mut writer = Writer::new();
        writer
            .array(6)
            .integer(-70001)
            .unsigned(65535)
            .bytes(b"ab")
            .text("نعيمة")
            .null()
            .map(1)
            .unsigned(24)
            .tag(18)
            .array(0);
        let bytes = writer.finish();
        check(&bytes).unwrap();
        let mut reader = Reader::new(&bytes);
        assert_eq!(reader.array().unwrap(), 6);
        assert_eq!(reader.integer().unwrap(), -70001);
        assert_eq!(reader.unsigned().unwrap(), 65535);
        assert_eq!(reader.bytes().unwrap(), b"ab");
        assert_eq!(reader.text().unwrap(), "نعيمة");
        assert!(reader.null());
        reader.skip().unwrap();
        reader.end().unwrap();
    }

    #[test]
    fn hostile_items_are_refused_each_for_its_reason() {
        let deep = [vec![0x81; MAX_DEPTH], vec![0x00]].concat();
        let cases: [(&[u8], Malformed); 12] = [
            (&[0x9f, 0xff], Malformed::IndefiniteLength),
            (&[0x5f, 0x41, 0x00, 0xff], Malformed::IndefiniteLength),
            (&[0xa2, 0x01, 0x00, 0x01, 0x00], Malformed::DuplicateKey),
            (&[0x00, 0x00], Malformed::TrailingBytes),
            (&[0x18, 0x01], Malformed::Cbor),
            (&[0x19, 0x00, 0xff], Malformed::Cbor),
            (&[0x62, 0xff, 0xff], Malformed::Cbor),
            (&[0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], Malformed::Cbor),
            (&[0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], Malformed::Cbor),
            (&[0xfb, 0, 0, 0, 0, 0, 0, 0, 0], Malformed::Cbor),
            (&[], Malformed::Cbor),
            (&deep, Malformed::TooDeep),
        ];
        for (bytes, expected) in cases {
            assert_eq!(check(bytes), Err(expected), "{bytes:02x?}");
        }
    }
}
