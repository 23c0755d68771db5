//! Reading PDF objects of anyone (ISO 32000-2 §7.2, §7.3): with comments, escapes and all, but within bounds, and nothing
//! guessed.

use super::object::{Dictionary, Unreadable, Value};
use crate::written::hex_digit;
use std::cell::Cell;
use std::collections::HashSet;
use std::ops::Range;

/// How deeply objects may nest.
const MAX_DEPTH: u32 = 40;
/// How many objects one object may hold.
const MAX_NODES: u32 = 200_000;
/// Bytes that burn as much as one object.
const PIECE: usize = 64;

/// How much may still be read of one file, in objects or in pieces of [`PIECE`] bytes: loops and bombs end here.
#[derive(Debug)]
pub struct Fuel(Cell<u32>);

impl Fuel {
    /// For one file.
    pub const fn full() -> Self {
        Self(Cell::new(3_000_000))
    }

    /// Burns some. What asks for more than there is ends the file: nothing is left for those who ask for less.
    pub fn burn(&self, objects: usize) -> Result<(), Unreadable> {
        let left = u32::try_from(objects).ok().and_then(|objects| self.0.get().checked_sub(objects));
        self.0.set(left.unwrap_or(0));
        left.map(|_| ()).ok_or(Unreadable)
    }
}

/// Reads objects from a place on.
#[derive(Debug)]
pub struct Parser<'a> {
    bytes: &'a [u8],
    /// Where it stands.
    pub at: usize,
    fuel: &'a Fuel,
    nodes: u32,
    /// Where the values of the outermost dictionary stand.
    pub places: Vec<(Vec<u8>, Range<usize>)>,
}

impl<'a> Parser<'a> {
    /// Starts at `at`.
    pub const fn new(bytes: &'a [u8], at: usize, fuel: &'a Fuel) -> Self {
        Self { bytes, at, fuel, nodes: 0, places: Vec::new() }
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at.checked_add(ahead)?).copied()
    }

    /// Steps over white space and comments. They burn as anything does: one long stretch may be stepped over many times.
    pub fn space(&mut self) -> Result<(), Unreadable> {
        let start = self.at;
        while let Some(byte) = self.peek(0) {
            if byte == b'%' {
                while self.peek(0).is_some_and(|byte| byte != b'\n' && byte != b'\r') {
                    self.at += 1;
                }
            } else if is_space(byte) {
                self.at += 1;
            } else {
                break;
            }
        }
        self.burn_since(start)
    }

    fn burn_since(&self, start: usize) -> Result<(), Unreadable> {
        self.fuel.burn(self.at.saturating_sub(start) / PIECE)
    }

    /// Steps over these very bytes.
    pub fn exactly(&mut self, word: &[u8]) -> Result<(), Unreadable> {
        let found = self.bytes.get(self.at..).is_some_and(|rest| rest.starts_with(word));
        if !found {
            return Err(Unreadable);
        }
        self.at += word.len();
        Ok(())
    }

    /// Steps over white space and then a word that ends there.
    pub fn word(&mut self, word: &[u8]) -> Result<(), Unreadable> {
        self.space()?;
        self.exactly(word)?;
        if self.peek(0).is_some_and(is_regular) { Err(Unreadable) } else { Ok(()) }
    }

    /// Steps over white space and an unsigned number.
    pub fn number(&mut self) -> Result<usize, Unreadable> {
        self.space()?;
        let start = self.at;
        let numeral = self.numeral();
        self.burn_since(start)?;
        match numeral? {
            Value::Integer(number) => usize::try_from(number).map_err(|_| Unreadable),
            _ => Err(Unreadable),
        }
    }

    /// The next object.
    pub fn value(&mut self) -> Result<Value, Unreadable> {
        let start = self.at;
        let value = self.value_at(0);
        // Many numbers may lead to one long object.
        self.burn_since(start)?;
        value
    }

    fn value_at(&mut self, depth: u32) -> Result<Value, Unreadable> {
        self.fuel.burn(1)?;
        self.nodes += 1;
        if depth > MAX_DEPTH || self.nodes > MAX_NODES {
            return Err(Unreadable);
        }
        self.space()?;
        match (self.peek(0).ok_or(Unreadable)?, self.peek(1)) {
            (b'<', Some(b'<')) => self.dictionary(depth),
            (b'[', _) => self.array(depth),
            (b'<', _) => self.hex(),
            (b'(', _) => self.text(),
            (b'/', _) => self.name().map(Value::Name),
            (b'0'..=b'9' | b'-' | b'+' | b'.', _) => self.number_or_reference(),
            _ => self.keyword(),
        }
    }

    fn dictionary(&mut self, depth: u32) -> Result<Value, Unreadable> {
        self.at += 2;
        let (mut dictionary, mut known) = (Dictionary::default(), HashSet::new());
        loop {
            self.space()?;
            if self.exactly(b">>").is_ok() {
                return Ok(Value::Dictionary(dictionary));
            }
            let key = self.name()?;
            // Of two values one reader takes the first, another the last.
            if !known.insert(key.clone()) {
                return Err(Unreadable);
            }
            self.space()?;
            let start = self.at;
            let value = self.value_at(depth + 1)?;
            if depth == 0 {
                self.places.push((key.clone(), start..self.at));
            }
            dictionary.entries.push((key, value));
        }
    }

    fn array(&mut self, depth: u32) -> Result<Value, Unreadable> {
        self.at += 1;
        let mut items = Vec::new();
        loop {
            self.space()?;
            if self.exactly(b"]").is_ok() {
                return Ok(Value::Array(items));
            }
            items.push(self.value_at(depth + 1)?);
        }
    }

    fn hex(&mut self) -> Result<Value, Unreadable> {
        self.at += 1;
        let (mut bytes, mut high) = (Vec::new(), None);
        loop {
            let byte = self.peek(0).ok_or(Unreadable)?;
            self.at += 1;
            match (byte, hex_digit(byte), high) {
                (b'>', ..) => {
                    bytes.extend(high.map(|high: u8| high << 4));
                    return Ok(Value::Text(bytes));
                }
                (_, Some(low), Some(above)) => {
                    bytes.push(above << 4 | low);
                    high = None;
                }
                (_, Some(digit), None) => high = Some(digit),
                (byte, None, _) if is_space(byte) => {}
                _ => return Err(Unreadable),
            }
        }
    }

    fn text(&mut self) -> Result<Value, Unreadable> {
        self.at += 1;
        let (mut open, mut bytes) = (1_u32, Vec::new());
        loop {
            let byte = self.peek(0).ok_or(Unreadable)?;
            self.at += 1;
            match byte {
                b'\\' => self.escape(&mut bytes)?,
                b'(' => open += 1,
                b')' => open -= 1,
                _ => {}
            }
            if open == 0 {
                return Ok(Value::Text(bytes));
            }
            if byte != b'\\' {
                bytes.push(byte);
            }
        }
    }

    /// §7.3.4.2, table 3.
    fn escape(&mut self, bytes: &mut Vec<u8>) -> Result<(), Unreadable> {
        let byte = self.peek(0).ok_or(Unreadable)?;
        self.at += 1;
        match byte {
            b'n' => bytes.push(b'\n'),
            b'r' => bytes.push(b'\r'),
            b't' => bytes.push(b'\t'),
            b'b' => bytes.push(8),
            b'f' => bytes.push(12),
            b'\r' => self.at += usize::from(self.peek(0) == Some(b'\n')),
            b'\n' => {}
            b'0'..=b'7' => {
                let mut code = u32::from(byte - b'0');
                for _ in 0..2 {
                    let Some(digit @ b'0'..=b'7') = self.peek(0) else { break };
                    code = code * 8 + u32::from(digit - b'0');
                    self.at += 1;
                }
                bytes.push(code.to_le_bytes()[0]);
            }
            other => bytes.push(other),
        }
        Ok(())
    }

    fn name(&mut self) -> Result<Vec<u8>, Unreadable> {
        self.exactly(b"/")?;
        let raw = self.regular();
        let mut name = Vec::with_capacity(raw.len());
        let mut rest = raw.iter();
        while let Some(byte) = rest.next() {
            if *byte != b'#' {
                name.push(*byte);
                continue;
            }
            let mut digit = || rest.next().and_then(|digit| hex_digit(*digit)).ok_or(Unreadable);
            name.push(digit()? << 4 | digit()?);
        }
        Ok(name)
    }

    fn keyword(&mut self) -> Result<Value, Unreadable> {
        match self.regular() {
            b"null" => Ok(Value::Null),
            b"true" => Ok(Value::Bool(true)),
            b"false" => Ok(Value::Bool(false)),
            _ => Err(Unreadable),
        }
    }

    fn regular(&mut self) -> &'a [u8] {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let word = rest.split(|byte| !is_regular(*byte)).next().unwrap_or_default();
        self.at += word.len();
        word
    }

    fn numeral(&mut self) -> Result<Value, Unreadable> {
        let word = self.regular();
        let text = std::str::from_utf8(word).map_err(|_| Unreadable)?;
        let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
        let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        match (is_number, digits.bytes().filter(|byte| *byte == b'.').count()) {
            (true, 0) => text.parse().map(Value::Integer).map_err(|_| Unreadable),
            (true, 1) => Ok(Value::Real(word.to_vec())),
            _ => Err(Unreadable),
        }
    }

    fn number_or_reference(&mut self) -> Result<Value, Unreadable> {
        let number = self.numeral()?;
        let Value::Integer(first @ 0..=0xffff_ffff) = number else { return Ok(number) };
        let after = self.at;
        if let (Ok(number), Ok(generation)) = (u32::try_from(first), self.number().and_then(small))
            && self.word(b"R").is_ok()
        {
            return Ok(Value::Reference(number, generation));
        }
        self.at = after;
        Ok(number)
    }
}

fn small(number: usize) -> Result<u16, Unreadable> {
    u16::try_from(number).map_err(|_| Unreadable)
}

/// White space (§7.2.3, table 1).
pub const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\r' | b'\t' | 0 | 0x0c)
}

const fn is_regular(byte: u8) -> bool {
    !is_space(byte) && !matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &[u8]) -> Result<Value, Unreadable> {
        Parser::new(text, 0, &Fuel::full()).value()
    }

    #[test]
    fn objects_are_read_with_comments_escapes_and_references() {
        let value = read(b"% c\n<< /A#42 (a\\(\\101\\)b) /C <0aF> /D [1 0 R -2 +.5 null] >>").unwrap();
        let dictionary = value.dictionary().unwrap();
        assert_eq!(dictionary.get("AB"), Some(&Value::Text(b"a(A)b".to_vec())));
        assert_eq!(dictionary.get("C"), Some(&Value::Text(vec![0x0a, 0xf0])));
        let items = dictionary.get("D").unwrap().array().unwrap();
        assert_eq!(items[0], Value::Reference(1, 0));
        assert_eq!(items[1..], [Value::Integer(-2), Value::Real(b"+.5".to_vec()), Value::Null]);
    }

    #[test]
    fn what_readers_could_read_in_two_ways_is_not_read() {
        let texts: [&[u8]; 8] =
            [b"<< /A 1 /A 2 >>", b"<< /A 1 /#41 2 >>", b"<0g>", b"(a", b"[1 2", b"nul", b"1.2.3", b"/#4"];
        for text in texts {
            assert_eq!(read(text), Err(Unreadable), "{}", String::from_utf8_lossy(text));
        }
        assert_eq!(read(&[b'['; 100]), Err(Unreadable));
    }

    #[test]
    fn fuel_ends_what_would_not() {
        let fuel = Fuel(Cell::new(100_000));
        let text = [b"(".to_vec(), vec![b'x'; 1_000_000], b")".to_vec()].concat();
        let read = (0..1_000).take_while(|_| Parser::new(&text, 0, &fuel).value().is_ok()).count();
        assert!((1..1_000).contains(&read), "{read} times a megabyte");
    }

    /// How often a text can be read until the fuel is burnt, up to 1,000 times.
    fn times(text: &[u8], read: fn(&mut Parser<'_>) -> bool) -> usize {
        let fuel = Fuel(Cell::new(100_000));
        (0..1_000).take_while(|_| read(&mut Parser::new(text, 0, &fuel)) && fuel.burn(1).is_ok()).count()
    }

    #[test]
    fn blanks_comments_and_long_numbers_burn_too() {
        let of = |long: &[u8]| [long, b"7 0 obj 9 endobj"].concat();
        let comment = [b"%".to_vec(), vec![b'x'; 1_000_000], b"\n".to_vec()].concat();
        for text in [of(&vec![b' '; 1_000_000]), of(&comment), of(&vec![b'0'; 1_000_000])] {
            for read in [|it: &mut Parser<'_>| it.number().is_ok(), |it: &mut Parser<'_>| it.value().is_ok()]
            {
                let read = times(&text, read);
                assert!((1..10).contains(&read), "{read} times a megabyte");
            }
        }
        // What stands behind a number is looked at for a reference, and then looked at again.
        let behind = [b"7".to_vec(), vec![b' '; 1_000_000], b"9".to_vec()].concat();
        let read = times(&behind, |it| it.value().is_ok());
        assert!((1..10).contains(&read), "{read} times a megabyte");
        let words = [vec![b' '; 1_000_000], b"obj".to_vec()].concat();
        let read = times(&words, |it| it.word(b"obj").is_ok());
        assert!((1..10).contains(&read), "{read} times a megabyte");
    }

    #[test]
    fn what_asks_for_too_much_leaves_nothing() {
        let fuel = Fuel(Cell::new(10));
        assert_eq!((fuel.burn(11), fuel.burn(1)), (Err(Unreadable), Err(Unreadable)));
    }

    proptest! {
        #[test]
        fn no_bytes_make_the_parser_fall_over(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _any = read(&bytes);
        }
    }
}
