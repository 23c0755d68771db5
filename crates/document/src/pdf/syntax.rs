//! PDF objects (ISO 32000-1 §7.3), read strictly: what this reads, every reader reads the same way.

/// How deeply arrays and dictionaries may nest.
const MAX_DEPTH: u8 = 24;
/// How many objects one object may hold: a stranger's file must not fill the memory or the afternoon.
const MAX_OBJECTS: u32 = 10_000;

/// The bytes are not the PDF that is read here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotPdf;

/// An object, and where in the file it stands.
#[derive(Debug, Clone)]
pub struct Object<'a> {
    /// First byte.
    pub start: usize,
    /// After its last byte.
    pub end: usize,
    /// What it is.
    pub kind: Kind<'a>,
}

/// What an object is.
#[derive(Debug, Clone)]
pub enum Kind<'a> {
    /// `null`, `true`, `false`; nothing here asks which.
    Word,
    /// A whole number.
    Integer(i64),
    /// A number with a fraction; nothing here asks for its value.
    Real,
    /// A name, as it is spelled.
    Name(&'a [u8]),
    /// A string in brackets, as it is spelled.
    Text(&'a [u8]),
    /// A string in hex digits; nothing here asks for them.
    Hex,
    /// An array.
    Array(Vec<Object<'a>>),
    /// A dictionary.
    Dictionary(Vec<(&'a [u8], Object<'a>)>),
    /// A reference to an object of generation 0.
    Reference(u32),
}

impl<'a> Object<'a> {
    /// The value of a dictionary's key.
    pub fn find(&self, key: &str) -> Option<&Self> {
        match &self.kind {
            Kind::Dictionary(entries) => {
                entries.iter().find(|(name, _)| *name == key.as_bytes()).map(|(_, value)| value)
            }
            _ => None,
        }
    }

    /// The value of a dictionary's key, which must be there.
    pub fn get(&self, key: &str) -> Result<&Self, NotPdf> {
        self.find(key).ok_or(NotPdf)
    }

    /// The number of the object referred to.
    pub fn reference(&self) -> Result<u32, NotPdf> {
        if let Kind::Reference(number) = self.kind { Ok(number) } else { Err(NotPdf) }
    }

    /// A whole number.
    pub fn integer(&self) -> Result<i64, NotPdf> {
        if let Kind::Integer(number) = self.kind { Ok(number) } else { Err(NotPdf) }
    }

    /// A number of bytes or objects, or a place in the file.
    pub fn count(&self) -> Result<usize, NotPdf> {
        self.integer().and_then(|number| usize::try_from(number).map_err(|_| NotPdf))
    }

    /// The items of an array.
    pub fn items(&self) -> Result<&[Self], NotPdf> {
        if let Kind::Array(items) = &self.kind { Ok(items) } else { Err(NotPdf) }
    }

    /// Whether it is this name.
    pub fn is_name(&self, name: &str) -> bool {
        matches!(self.kind, Kind::Name(found) if found == name.as_bytes())
    }
}

/// Reads objects from a place in the file on.
#[derive(Debug, Clone)]
pub struct Lexer<'a> {
    bytes: &'a [u8],
    /// Where it stands.
    pub at: usize,
    objects: u32,
}

impl<'a> Lexer<'a> {
    /// Starts at `at`.
    pub const fn new(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at, objects: 0 }
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at.checked_add(ahead)?).copied()
    }

    /// Steps over white space. Comments are not read: nothing of ours has one between objects.
    pub fn space(&mut self) {
        while self.peek(0).is_some_and(is_space) {
            self.at += 1;
        }
    }

    /// Steps over white space and then these very bytes.
    pub fn word(&mut self, word: &str) -> Result<(), NotPdf> {
        self.space();
        self.exactly(word)
    }

    /// Steps over these very bytes.
    pub fn exactly(&mut self, word: &str) -> Result<(), NotPdf> {
        let found = self.bytes.get(self.at..).is_some_and(|rest| rest.starts_with(word.as_bytes()));
        self.at += if found { word.len() } else { 0 };
        if found { Ok(()) } else { Err(NotPdf) }
    }

    /// Digits alone, at most ten.
    pub fn digits(&mut self) -> Result<usize, NotPdf> {
        let start = self.at;
        while self.peek(0).is_some_and(|byte| byte.is_ascii_digit()) && self.at - start < 11 {
            self.at += 1;
        }
        let digits = self.bytes.get(start..self.at).ok_or(NotPdf)?;
        if digits.len() > 10 {
            return Err(NotPdf);
        }
        std::str::from_utf8(digits).ok().and_then(|digits| digits.parse().ok()).ok_or(NotPdf)
    }

    /// The next object.
    pub fn object(&mut self) -> Result<Object<'a>, NotPdf> {
        self.object_at(0)
    }

    fn object_at(&mut self, depth: u8) -> Result<Object<'a>, NotPdf> {
        self.objects += 1;
        if depth > MAX_DEPTH || self.objects > MAX_OBJECTS {
            return Err(NotPdf);
        }
        self.space();
        let start = self.at;
        let kind = match (self.peek(0).ok_or(NotPdf)?, self.peek(1)) {
            (b'<', Some(b'<')) => self.dictionary(depth)?,
            (b'[', _) => self.array(depth)?,
            (b'<', _) => self.hex()?,
            (b'(', _) => Kind::Text(self.text()?),
            (b'/', _) => Kind::Name(self.name()?),
            (b'0'..=b'9' | b'-' | b'.', _) => self.number()?,
            _ => self.keyword()?,
        };
        Ok(Object { start, end: self.at, kind })
    }

    fn dictionary(&mut self, depth: u8) -> Result<Kind<'a>, NotPdf> {
        self.at += 2;
        let mut entries: Vec<(&[u8], Object<'_>)> = Vec::new();
        loop {
            self.space();
            if self.exactly(">>").is_ok() {
                return Ok(Kind::Dictionary(entries));
            }
            let key = self.name()?;
            // Of two values one reader takes the first, another the last.
            if entries.iter().any(|(known, _)| *known == key) {
                return Err(NotPdf);
            }
            entries.push((key, self.object_at(depth + 1)?));
        }
    }

    fn array(&mut self, depth: u8) -> Result<Kind<'a>, NotPdf> {
        self.at += 1;
        let mut items = Vec::new();
        loop {
            self.space();
            if self.exactly("]").is_ok() {
                return Ok(Kind::Array(items));
            }
            items.push(self.object_at(depth + 1)?);
        }
    }

    fn hex(&mut self) -> Result<Kind<'a>, NotPdf> {
        let rest = self.bytes.get(self.at + 1..).ok_or(NotPdf)?;
        let length = rest.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
        self.at += length + 2;
        if rest.get(length) == Some(&b'>') { Ok(Kind::Hex) } else { Err(NotPdf) }
    }

    fn text(&mut self) -> Result<&'a [u8], NotPdf> {
        let start = self.at + 1;
        let (mut open, mut at) = (1_u32, start);
        while open > 0 {
            match self.bytes.get(at).ok_or(NotPdf)? {
                b'\\' => at += 1,
                b'(' => open += 1,
                b')' => open -= 1,
                _ => {}
            }
            at += 1;
        }
        self.at = at;
        self.bytes.get(start..at - 1).ok_or(NotPdf)
    }

    fn name(&mut self) -> Result<&'a [u8], NotPdf> {
        self.exactly("/")?;
        self.regular()
    }

    fn keyword(&mut self) -> Result<Kind<'a>, NotPdf> {
        match self.regular()? {
            b"null" | b"true" | b"false" => Ok(Kind::Word),
            _ => Err(NotPdf),
        }
    }

    fn regular(&mut self) -> Result<&'a [u8], NotPdf> {
        let rest = self.bytes.get(self.at..).ok_or(NotPdf)?;
        let length = rest.iter().take_while(|byte| byte.is_ascii_graphic() && !is_delimiter(**byte)).count();
        self.at += length;
        if length == 0 { Err(NotPdf) } else { rest.get(..length).ok_or(NotPdf) }
    }

    /// A number, or `n 0 R`.
    fn number(&mut self) -> Result<Kind<'a>, NotPdf> {
        let digits = std::str::from_utf8(self.regular()?).map_err(|_| NotPdf)?;
        let Ok(number) = digits.parse::<i64>() else {
            return digits.parse::<f64>().map(|_| Kind::Real).map_err(|_| NotPdf);
        };
        let ahead = self.at;
        if self.word("0").is_ok() && self.word("R").is_ok() && !self.peek(0).is_some_and(is_regular) {
            return u32::try_from(number).map(Kind::Reference).map_err(|_| NotPdf);
        }
        self.at = ahead;
        Ok(Kind::Integer(number))
    }
}

const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\r' | b'\t' | 0 | 0x0c)
}

const fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

const fn is_regular(byte: u8) -> bool {
    !is_space(byte) && !is_delimiter(byte)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Result<Object<'_>, NotPdf> {
        Lexer::new(text.as_bytes(), 0).object()
    }

    #[test]
    fn an_object_is_read_with_its_place() {
        let object =
            read(" << /Type /Page /Kids [1 0 R 2 0 R] /N -3 /T (a\\)(b)) /C <0aFF> /R 1.5 /B true >>")
                .unwrap();
        assert_eq!(object.start, 1);
        assert!(object.get("Type").unwrap().is_name("Page"));
        assert_eq!(object.get("Kids").unwrap().items().unwrap()[1].reference(), Ok(2));
        assert_eq!(object.get("N").unwrap().integer(), Ok(-3));
        assert!(matches!(object.get("T").unwrap().kind, Kind::Text(b"a\\)(b)")));
        assert!(matches!(object.get("C").unwrap().kind, Kind::Hex));
    }

    #[test]
    fn what_readers_could_read_in_two_ways_is_not_read() {
        for text in ["<< /A 1 /A 2 >>", "<< /A 1", "<0g>", "(a", "[1 2", "nul", "% c\n1", "<< 1 2 >>", "1e5x"]
        {
            assert!(read(text).is_err(), "{text}");
        }
        assert!(read(&"[".repeat(10_000)).is_err());
        assert!(read(&format!("[{}]", "1 ".repeat(9_999))).is_ok());
        assert!(read(&format!("[{}]", "1 ".repeat(10_000))).is_err());
    }

    proptest! {
        #[test]
        fn no_bytes_make_the_lexer_fall_over(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _any = Lexer::new(&bytes, 0).object();
        }
    }
}
