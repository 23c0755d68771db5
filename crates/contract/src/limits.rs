//! Sizes a stranger may send, for both sides of the wire.

/// Largest JSON body, bytes.
pub const BODY_BYTES: usize = 64 * 1024;
/// Longest password, characters (ASVS 5.0 6.2.9 asks for at least 64).
pub const PASSWORD_CHARS: usize = 128;
/// Shortest password, characters.
pub const PASSWORD_MIN_CHARS: usize = 12;
/// Digits of an SMS code.
pub const CODE_DIGITS: usize = 8;
/// Longest device name, characters.
pub const DEVICE_NAME_CHARS: usize = 60;
/// Longest QR text, characters.
pub const QR_TEXT_CHARS: usize = 4_000;
/// Largest image or PDF to check, bytes.
pub const CHECKED_FILE_BYTES: usize = 20 * 1024 * 1024;
/// Most files of a folder that are checked at once.
pub const FOLDER_FILES: usize = 100_000;
/// Deepest folder in a folder that is looked into.
pub const FOLDER_DEPTH: usize = 16;
/// Largest document of a claim, bytes.
pub const DOCUMENT_BYTES: usize = 10 * 1024 * 1024;
/// Largest piece of a document, bytes.
pub const PIECE_BYTES: usize = 1024 * 1024;
/// Most documents of a claim, or of an answer to one.
pub const DOCUMENTS: usize = 40;
/// Most drafts a device keeps that were not sent.
pub const DRAFTS: usize = 40;
/// Largest form of a draft, bytes of JSON.
pub const FORM_BYTES: usize = 64 * 1024;
