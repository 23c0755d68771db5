//! DER (ITU-T X.690 §10), as much as a seal needs: definite lengths, low tag numbers, one spelling a value.

/// Tags, by their names in the standard (X.690 §8.1.2).
pub mod tag {
    pub const BOOLEAN: u8 = 0x01;
    pub const INTEGER: u8 = 0x02;
    pub const BIT_STRING: u8 = 0x03;
    pub const OCTET_STRING: u8 = 0x04;
    pub const OID: u8 = 0x06;
    pub const UTF8_STRING: u8 = 0x0c;
    pub const SEQUENCE: u8 = 0x30;
    pub const SET: u8 = 0x31;
    pub const CONTEXT_0: u8 = 0xa0;
}

/// Writes a value from the encodings it contains.
pub fn value(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let length = parts.iter().map(|part| part.len()).sum::<usize>();
    let mut out = Vec::with_capacity(length + 6);
    out.push(tag);
    if length < 0x80 {
        out.push(length.to_le_bytes()[0]);
    } else {
        let bytes = length.to_be_bytes();
        let skip = bytes.iter().take_while(|byte| **byte == 0).count();
        out.push(0x80 | (bytes.len() - skip).to_le_bytes()[0]);
        out.extend_from_slice(&bytes[skip..]);
    }
    for part in parts {
        out.extend_from_slice(part);
    }
    out
}

/// Writes a sequence.
pub fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    value(tag::SEQUENCE, parts)
}

/// Writes a set, its members in the order of their encodings (X.690 §11.6).
pub fn set_of(mut parts: Vec<Vec<u8>>) -> Vec<u8> {
    parts.sort();
    value(tag::SET, &parts.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

/// Writes a non-negative integer from its big-endian bytes.
pub fn unsigned(bytes: &[u8]) -> Vec<u8> {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    let digits = bytes.get(zeros..).unwrap_or_default();
    match digits.first() {
        None => value(tag::INTEGER, &[&[0]]),
        Some(first) if *first >= 0x80 => value(tag::INTEGER, &[&[0], digits]),
        Some(_) => value(tag::INTEGER, &[digits]),
    }
}

/// The bytes are not the DER that is read here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotDer;

/// One value: its tag, its contents, and all its bytes.
#[derive(Debug, Clone, Copy)]
pub struct Value<'a> {
    /// Tag.
    pub tag: u8,
    /// Contents.
    pub content: &'a [u8],
    /// Tag, length and contents.
    pub whole: &'a [u8],
}

/// Reads values one after the other.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Starts at the first byte.
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// The next value.
    pub fn any(&mut self) -> Result<Value<'a>, NotDer> {
        let (tag, rest) = self.rest.split_first().ok_or(NotDer)?;
        let (first, rest) = rest.split_first().ok_or(NotDer)?;
        // Tag numbers of several bytes do not occur in a seal.
        if tag & 0x1f == 0x1f {
            return Err(NotDer);
        }
        let (length, content) = match *first {
            short @ 0..=0x7f => (usize::from(short), rest),
            long @ 0x81..=0x84 => long_length(usize::from(long & 0x0f), rest)?,
            _ => return Err(NotDer),
        };
        let (content, after) = content.split_at_checked(length).ok_or(NotDer)?;
        let whole = self.rest.get(..self.rest.len() - after.len()).ok_or(NotDer)?;
        self.rest = after;
        Ok(Value { tag: *tag, content, whole })
    }

    /// The next value, which must have this tag.
    pub fn expect(&mut self, tag: u8) -> Result<Value<'a>, NotDer> {
        self.any().and_then(|value| if value.tag == tag { Ok(value) } else { Err(NotDer) })
    }

    /// The values inside the next one, which must have this tag.
    pub fn enter(&mut self, tag: u8) -> Result<Self, NotDer> {
        Ok(Self::new(self.expect(tag)?.content))
    }

    /// The next value if it has this tag.
    pub fn optional(&mut self, tag: u8) -> Result<Option<Value<'a>>, NotDer> {
        if self.rest.first() == Some(&tag) { self.any().map(Some) } else { Ok(None) }
    }

    /// Whether nothing is left.
    pub const fn is_done(&self) -> bool {
        self.rest.is_empty()
    }

    /// Demands that nothing is left.
    pub const fn done(&self) -> Result<(), NotDer> {
        if self.is_done() { Ok(()) } else { Err(NotDer) }
    }
}

/// A length of several bytes, which must be the shortest that says it.
fn long_length(bytes: usize, rest: &[u8]) -> Result<(usize, &[u8]), NotDer> {
    let (digits, rest) = rest.split_at_checked(bytes).ok_or(NotDer)?;
    let length = digits.iter().fold(0_usize, |sum, byte| sum << 8 | usize::from(*byte));
    let shortest = if bytes == 1 { length >= 0x80 } else { digits.first().is_some_and(|first| *first != 0) };
    if shortest { Ok((length, rest)) } else { Err(NotDer) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_value_has_one_spelling() {
        assert_eq!(sequence(&[&unsigned(&[0, 0x80])]), [0x30, 4, 2, 2, 0, 0x80]);
        assert_eq!(unsigned(&[0, 0]), [2, 1, 0]);
        assert_eq!(value(4, &[&[7; 70_000]])[..5], [4, 0x83, 0x01, 0x11, 0x70]);
        assert_eq!(Reader::new(&value(4, &[&[7; 70_000]])).any().unwrap().content.len(), 70_000);
        for wrong in
            [&[0x30, 0x81, 0x01, 0][..], &[0x30, 0x82, 0, 0x80], &[0x30, 0x80, 0, 0], &[0x30], &[0x1f, 1, 0]]
        {
            assert!(Reader::new(wrong).any().is_err(), "{wrong:02x?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(tag in 0_u8..0x1f, content in proptest::collection::vec(any::<u8>(), 0..700)) {
            let written = value(tag, &[&content]);
            let mut reader = Reader::new(&written);
            prop_assert_eq!(reader.expect(tag).unwrap().content, &content[..]);
            prop_assert!(reader.done().is_ok());
        }

        #[test]
        fn no_bytes_make_the_reader_fall_over(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let mut reader = Reader::new(&bytes);
            while reader.any().is_ok() {}
        }
    }
}
