//! Documents made safe: by what they are, not by what they are called. A picture is decoded within bounds and drawn anew,
//! so that nothing of its file is kept: no place, no camera, no second file behind it. A PDF is taken when it is one,
//! does nothing by itself and hides nothing.

mod heic;
mod pdf;
mod picture;
#[cfg(test)]
mod tests;

/// Memory that decoding one picture may take, bytes: what its pixels cost on the way, not its file.
const MOST_MEMORY: u64 = 72 * 1024 * 1024;

/// A document that may be kept and shown.
#[derive(Debug, PartialEq, Eq)]
pub struct SafeDocument {
    /// Its media type.
    pub media: &'static str,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Why a document is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsafe {
    /// None of the kinds that are taken.
    Kind,
    /// It cannot be read whole.
    Damaged,
    /// Larger than is looked at.
    TooLarge,
    /// It does something by itself: scripts, programs, other files.
    Active,
    /// It cannot be looked into: encrypted, or packed in a way that hides what it does.
    Closed,
}

/// Makes a document safe.
///
/// # Errors
/// [`Unsafe`].
pub fn make_safe(bytes: &[u8]) -> Result<SafeDocument, Unsafe> {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => picture::jpeg(bytes),
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => picture::png(bytes),
        [b'%', b'P', b'D', b'F', b'-', ..] => pdf::checked(bytes),
        _ if heic::is_heic(bytes) => heic::heic(bytes),
        _ => Err(Unsafe::Kind),
    }
}
