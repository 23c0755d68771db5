//! PDFs: kept as they are, when they are whole, do nothing by themselves, and nothing in them is hidden from this look.
//! What a page draws is not looked at: browsers draw it in a sandbox without scripts.

use super::{SafeDocument, Unsafe};
use flate2::{Decompress, FlushDecompress, Status};
use memchr::memmem;

/// Names with which a PDF does something by itself (ISO 32000-2 §12.6), or carries other files or forms with scripts.
const ACTIVE: [&[u8]; 9] = [
    b"/JavaScript",
    b"/Rendition",
    b"/Launch",
    b"/EmbeddedFile",
    b"/RichMedia",
    b"/SubmitForm",
    b"/ImportData",
    b"/GoToE",
    b"/XFA",
];
/// The name of a script in its action. So short that packed pictures hold it by chance: it counts among words.
const SCRIPT: &[u8] = b"/JS";
/// How many bytes on either side have to be text for that.
const AROUND: usize = 12;
/// Unpacked bytes of objects that are looked into, in all.
const MOST_UNPACKED: usize = 32 * 1024 * 1024;
/// Unpacked at a time, and how much of it is looked at again with the next: longer than any name with its escapes.
const PIECE: usize = 64 * 1024;
const OVERLAP: usize = 64;
/// Longest dictionary of a stream that is looked at.
const DICTIONARY: usize = 4_096;

/// A PDF that may be kept.
pub fn checked(bytes: &[u8]) -> Result<SafeDocument, Unsafe> {
    let end = bytes.get(bytes.len().saturating_sub(1_024)..).unwrap_or(bytes);
    if memmem::find(end, b"%%EOF").is_none() {
        return Err(Unsafe::Damaged);
    }
    let plain = without_escapes(bytes);
    if [bytes, &plain].iter().any(|bytes| has_name(bytes, b"/Encrypt")) {
        return Err(Unsafe::Closed);
    }
    if is_active(bytes) || is_active(&plain) {
        return Err(Unsafe::Active);
    }
    look_into_objects(bytes)?;
    Ok(SafeDocument { media: "application/pdf", bytes: bytes.to_vec() })
}

fn is_active(bytes: &[u8]) -> bool {
    let is_word = |at: usize| {
        let around = bytes.get(at.saturating_sub(AROUND)..(at + SCRIPT.len() + AROUND).min(bytes.len()));
        around
            .is_some_and(|text| text.iter().all(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace()))
    };
    ACTIVE.iter().any(|name| has_name(bytes, name))
        || places_of(bytes, SCRIPT).any(is_word)
        // The plural of it is the name's tree.
        || has_name(bytes, b"/EmbeddedFiles")
}

/// Objects may be packed into streams (§7.5.7), out of sight: each is unpacked, and looked at as if it lay open.
fn look_into_objects(bytes: &[u8]) -> Result<(), Unsafe> {
    let mut left = MOST_UNPACKED;
    for at in memmem::find_iter(bytes, b"stream") {
        let before = bytes.get(at.saturating_sub(DICTIONARY)..at).unwrap_or_default();
        if before.ends_with(b"end") {
            continue;
        }
        // What stands before is a dictionary: from the object's beginning, or as far back as is looked.
        let start = memmem::rfind(before, b" obj").unwrap_or(0);
        let dictionary = without_escapes(&before[start..]);
        // Which streams hold objects is said by their kind, or by how many and from where (readers go by either).
        let holds_objects = has_name(&dictionary, b"/ObjStm")
            || (has_name(&dictionary, b"/First") && has_name(&dictionary, b"/N"));
        if !holds_objects {
            continue;
        }
        let content = bytes.get(at + b"stream".len()..).unwrap_or_default();
        let content = content.strip_prefix(b"\r").unwrap_or(content);
        let content = content.strip_prefix(b"\n").unwrap_or(content);
        look_into(&dictionary, content, &mut left)?;
    }
    Ok(())
}

/// Unpacks a stream of objects piece by piece, if it is packed in the one way that every writer uses; one that is not
/// packed was looked at already.
fn look_into(dictionary: &[u8], content: &[u8], left: &mut usize) -> Result<(), Unsafe> {
    if !has_name(dictionary, b"/Filter") {
        return Ok(());
    }
    let count = |word: &[u8]| memmem::find_iter(dictionary, word).count();
    let is_usual = count(b"Decode") == count(b"DecodeParms") + 1 && has_name(dictionary, b"/FlateDecode");
    if !is_usual || has_name(dictionary, b"/Predictor") {
        return Err(Unsafe::Closed);
    }
    let mut unpacker = Decompress::new(true);
    let mut window = Vec::with_capacity(PIECE + OVERLAP);
    loop {
        window.drain(..window.len().saturating_sub(OVERLAP));
        let (read, made) = (unpacker.total_in(), unpacker.total_out());
        let rest = usize::try_from(read).ok().and_then(|read| content.get(read..)).unwrap_or_default();
        let status = unpacker.decompress_vec(rest, &mut window, FlushDecompress::None);
        let status = status.map_err(|_| Unsafe::Closed)?;
        if is_active(&window) || is_active(&without_escapes(&window)) {
            return Err(Unsafe::Active);
        }
        let more = usize::try_from(unpacker.total_out() - made).unwrap_or(usize::MAX);
        *left = left.checked_sub(more).ok_or(Unsafe::TooLarge)?;
        if status == Status::StreamEnd || (unpacker.total_in() == read && more == 0) {
            return Ok(());
        }
    }
}

/// The same with every `#4a` of a name as the letter it stands for (ISO 32000-2 §7.3.5).
fn without_escapes(bytes: &[u8]) -> Vec<u8> {
    let digit = |at: usize| bytes.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    let (mut plain, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while let Some(byte) = bytes.get(at) {
        let stands_for = if *byte == b'#' { digit(at + 1).zip(digit(at + 2)) } else { None };
        let letter = stands_for.and_then(|(high, low)| u8::try_from(high * 16 + low).ok());
        plain.push(letter.unwrap_or(*byte));
        at += if letter.is_some() { 3 } else { 1 };
    }
    plain
}

/// Whether a whole name stands there, not the start of a longer one.
fn has_name(bytes: &[u8], name: &[u8]) -> bool {
    places_of(bytes, name).next().is_some()
}

fn places_of<'a>(bytes: &'a [u8], name: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
    memmem::find_iter(bytes, name)
        .filter(move |at| !bytes.get(at + name.len()).is_some_and(u8::is_ascii_alphanumeric))
}
