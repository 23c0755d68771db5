//! What a seal covers, judged on the bytes before any object is looked at.
//!
//! The whole file but the seal's own hex digits, or it is refused. `/ByteRange` and `/Contents` stand side by
//! side, so that both are certainly of one dictionary.

use super::syntax::Lexer;
use crate::written::hex_digit;

/// The two covered spans, and the seal between them.
#[derive(Debug)]
pub struct Coverage<'a> {
    /// Everything before the seal's hex digits.
    pub before: &'a [u8],
    /// Everything after them.
    pub after: &'a [u8],
    /// The seal: a CMS object in DER.
    pub seal: Vec<u8>,
    /// Where the array of `/ByteRange` stands.
    pub range_at: usize,
    /// After the last covered byte. What follows is judged apart.
    pub end: usize,
}

/// Why the bytes are not wholly covered by one seal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotCovered {
    /// There is no seal.
    NoSeal,
    /// There is more than one in what it covers.
    Several,
    /// Its spans leave bytes out, overlap, or do not lie in the file.
    Partly,
    /// The seal cannot be read.
    Damaged,
}

const BYTE_RANGE: &[u8] = b"/ByteRange";

/// Reads the first seal of a file: the only one in the bytes it covers, which are all up to where they end.
pub fn read(bytes: &[u8]) -> Result<Coverage<'_>, NotCovered> {
    let mut places = memchr::memmem::find_iter(bytes, BYTE_RANGE);
    let at = places.next().ok_or(NotCovered::NoSeal)?;
    let mut lexer = Lexer::new(bytes, at + BYTE_RANGE.len());
    let range = lexer.object().map_err(|_| NotCovered::Damaged)?;
    let numbers = four(&range).ok_or(NotCovered::Damaged)?;
    let [zero, first_end, second_start, second_length] = numbers.ok_or(NotCovered::Partly)?;
    lexer.exactly(" /Contents ").map_err(|_| NotCovered::Damaged)?;
    let end = second_start.checked_add(second_length).filter(|end| *end <= bytes.len());
    let end = end.ok_or(NotCovered::Partly)?;
    let before = bytes.get(..first_end).ok_or(NotCovered::Partly)?;
    let gap = bytes.get(first_end..second_start).ok_or(NotCovered::Partly)?;
    let after = bytes.get(second_start..end).ok_or(NotCovered::Partly)?;
    if zero != 0 || first_end != lexer.at || !after.ends_with(b"%%EOF\n") {
        return Err(NotCovered::Partly);
    }
    if places.next().is_some_and(|another| another < end) {
        return Err(NotCovered::Several);
    }
    let seal = unpack(gap).ok_or(NotCovered::Damaged)?;
    Ok(Coverage { before, after, seal, range_at: range.start, end })
}

/// Four numbers; none of them where one is no place in a file.
fn four(range: &super::Object<'_>) -> Option<Option<[usize; 4]>> {
    let items = range.items().ok()?;
    if items.iter().any(|item| item.integer().is_err()) {
        return None;
    }
    let numbers: Option<Vec<usize>> = items.iter().map(|item| item.count().ok()).collect();
    Some(numbers.and_then(|numbers| numbers.try_into().ok()))
}

/// Largest seal, in hex digits.
const MAX_SEAL: usize = 64 * 1024;

/// `<` hex digits `>`: one DER value, then zeros. Lower-case digits only, so that the seal has one spelling.
fn unpack(gap: &[u8]) -> Option<Vec<u8>> {
    let digits = gap.strip_prefix(b"<")?.strip_suffix(b">")?;
    let (pairs, odd) = digits.as_chunks::<2>();
    if !odd.is_empty() || digits.len() > MAX_SEAL || digits.iter().any(u8::is_ascii_uppercase) {
        return None;
    }
    let mut bytes: Vec<u8> = pairs
        .iter()
        .map(|[high, low]| Some(hex_digit(*high)? << 4 | hex_digit(*low)?))
        .collect::<Option<_>>()?;
    let seal = crate::der::Reader::new(&bytes).any().ok()?.whole.len();
    if bytes.iter().skip(seal).any(|byte| *byte != 0) {
        return None;
    }
    bytes.truncate(seal);
    Some(bytes)
}
