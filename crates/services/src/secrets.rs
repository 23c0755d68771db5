//! Random names, tokens and codes, and what is kept of them: a digest, or a keyed digest where there is little to guess.

use crate::base32;
use crate::ports::Chance;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use damane_domain::account::CODE_DIGITS;
use damane_domain::ids::PersonId;
use damane_storage::Seal;
use ring::{aead, digest, hmac};

/// Characters of a session token: 256 bits in base64url.
pub const TOKEN_CHARS: usize = 43;
/// Characters of a challenge's id and of a device's: 128 bits in hex.
pub const ID_CHARS: usize = 32;

/// A session token.
pub fn make_token(chance: &dyn Chance) -> String {
    URL_SAFE_NO_PAD.encode(make_bytes::<32>(chance))
}

/// A name nobody can guess, 32 hex digits.
pub fn make_id(chance: &dyn Chance) -> String {
    hex::encode(make_bytes::<16>(chance))
}

/// A code for a message. The remainder favours low codes by less than one in a hundred thousand million.
pub fn make_code(chance: &dyn Chance) -> String {
    let number = u64::from_be_bytes(make_bytes(chance)) % 10_u64.pow(CODE_DIGITS);
    format!("{number:0width$}", width = CODE_DIGITS as usize)
}

/// A code to print: eighty random bits, `XXXX-XXXX-XXXX-XXXX` in letters and digits that are not mistaken for another.
pub fn make_recovery_code(chance: &dyn Chance) -> String {
    let letters = base32::write(&make_bytes::<10>(chance), base32::CROCKFORD);
    let groups: Vec<&str> =
        [0..4, 4..8, 8..12, 12..16].into_iter().filter_map(|at| letters.get(at)).collect();
    groups.join("-")
}

/// A printed code as it is kept, however it was typed; `None` for what cannot be one.
pub fn read_recovery_code(typed: &str) -> Option<String> {
    let bare = typed.chars().filter(|c| !c.is_whitespace() && *c != '-');
    let letters: String = bare.map(|c| base32::read_crockford(c).unwrap_or('?')).collect();
    (letters.len() == 16 && !letters.contains('?')).then_some(letters)
}

/// A positive number for a record.
pub fn make_number(chance: &dyn Chance) -> i64 {
    i64::from_be_bytes(make_bytes(chance)) & i64::MAX | 1
}

/// Random bytes.
pub fn make_bytes<const N: usize>(chance: &dyn Chance) -> [u8; N] {
    let mut bytes = [0; N];
    chance.fill(&mut bytes);
    bytes
}

/// SHA-256, for what nobody can guess anyway.
pub fn derive_digest(text: &str) -> [u8; 32] {
    let mut bytes = [0; 32];
    bytes.copy_from_slice(digest::digest(&digest::SHA256, text.as_bytes()).as_ref());
    bytes
}

/// True for so many lower-case or upper-case hex digits.
pub fn is_id(text: &str) -> bool {
    text.len() == ID_CHARS && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// True for as many ASCII digits as a code has.
pub fn is_code(text: &str) -> bool {
    text.len() == CODE_DIGITS as usize && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Devices write their names in one case or the other.
pub fn derive_device_digest(device: &str) -> [u8; 32] {
    derive_digest(&device.to_ascii_lowercase())
}

/// The key that codes are kept under. It lies beside the database, not in it: eight digits are soon searched, by
/// whoever reads the database alone they are not. A code that waits to be sent is sealed under a key drawn from it.
pub struct CodeKey {
    tags: hmac::Key,
    seal: Option<aead::LessSafeKey>,
}

impl CodeKey {
    /// Takes 32 random bytes.
    pub fn new(bytes: &[u8; 32]) -> Self {
        let tags = hmac::Key::new(hmac::HMAC_SHA256, bytes);
        let drawn = hmac::sign(&tags, b"seal");
        // A SHA-256 tag has the length of the key: there always is one.
        let seal = aead::UnboundKey::new(&aead::AES_256_GCM, drawn.as_ref()).ok().map(aead::LessSafeKey::new);
        Self { tags, seal }
    }

    /// What is kept of a code; it is worth nothing for another challenge (ASVS 5.0, 6.6.2).
    pub fn derive(&self, challenge: &str, code: &str) -> [u8; 32] {
        self.tag(&["code", challenge, code])
    }

    /// Whether a code is the one kept, in constant time.
    pub fn matches(&self, kept: &[u8; 32], challenge: &str, code: &str) -> bool {
        hmac::verify(&self.tags, message(&["code", challenge, code]).as_bytes(), kept).is_ok()
    }

    /// What is kept of a printed code, in the form of [`read_recovery_code`]; it is worth nothing for another person.
    pub fn derive_recovery(&self, person: PersonId, code: &str) -> [u8; 32] {
        self.tag(&["recovery", &person.0.to_string(), code])
    }

    /// The name of a device that sent none: whoever holds the challenge gets the same one.
    pub fn derive_device(&self, challenge: &str) -> String {
        let tag = self.tag(&["device", challenge]);
        hex::encode(tag.get(..ID_CHARS / 2).unwrap_or_default())
    }

    fn tag(&self, parts: &[&str]) -> [u8; 32] {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(hmac::sign(&self.tags, message(parts).as_bytes()).as_ref());
        bytes
    }
}

/// The nonce is the record's number, which no two records share: a record's text is sealed once, and an attempt that is
/// repeated seals the same text again (NIST SP 800-38D §8.2.1).
fn nonce(record: i64) -> aead::Nonce {
    let mut bytes = [0; aead::NONCE_LEN];
    let (_, number) = bytes.split_at_mut(aead::NONCE_LEN - 8);
    number.copy_from_slice(&record.to_be_bytes());
    aead::Nonce::assume_unique_for_key(bytes)
}

impl Seal for CodeKey {
    fn seal(&self, record: i64, clear: &str) -> Option<String> {
        let mut bytes = clear.as_bytes().to_vec();
        let key = self.seal.as_ref()?;
        key.seal_in_place_append_tag(nonce(record), aead::Aad::empty(), &mut bytes).ok()?;
        Some(URL_SAFE_NO_PAD.encode(bytes))
    }

    fn open(&self, record: i64, sealed: &str) -> Option<String> {
        let mut bytes = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let clear = self.seal.as_ref()?.open_in_place(nonce(record), aead::Aad::empty(), &mut bytes).ok()?;
        String::from_utf8(clear.to_vec()).ok()
    }
}

/// Challenges are hex, people are numbers, codes are digits and letters: a colon cannot stand in any.
fn message(parts: &[&str]) -> String {
    parts.join(":")
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Ones;
    impl Chance for Ones {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(0xff);
        }
    }

    #[test]
    fn names_and_codes_have_their_lengths_whatever_chance_gives() {
        assert_eq!(make_token(&Ones).len(), TOKEN_CHARS);
        assert!(is_id(&make_id(&Ones)));
        assert_eq!(make_code(&Ones).len(), 8);
        assert!(make_number(&Ones) > 0);
    }

    #[test]
    fn a_printed_code_is_read_however_it_was_typed() {
        let code = make_recovery_code(&Ones);
        assert_eq!((code.len(), code.matches('-').count()), (19, 3));
        let kept = read_recovery_code(&code).unwrap();
        assert_eq!(read_recovery_code(&format!(" {} ", code.to_lowercase().replace('-', " "))), Some(kept));
        assert_eq!(read_recovery_code("OIL0-0000-0000-0000"), read_recovery_code("0110000000000000"));
        for typed in
            ["", "0110-0000-0000-000", "0110-0000-0000-00000", "U110-0000-0000-0000", "é110-0000-0000-0000"]
        {
            assert_eq!(read_recovery_code(typed), None, "{typed}");
        }
    }

    #[test]
    fn a_printed_code_is_worth_nothing_for_another_person() {
        let key = CodeKey::new(&[7; 32]);
        assert_ne!(key.derive_recovery(PersonId(1), "X"), key.derive_recovery(PersonId(2), "X"));
    }

    #[test]
    fn a_sealed_code_opens_for_its_own_record_with_its_own_key() {
        let key = CodeKey::new(&[7; 32]);
        let sealed = key.seal(5, "12345678").unwrap();
        assert!(!sealed.contains("1234"), "{sealed}");
        assert_eq!(key.open(5, &sealed).as_deref(), Some("12345678"));
        assert_eq!(key.open(6, &sealed), None);
        assert_eq!(CodeKey::new(&[8; 32]).open(5, &sealed), None);
        assert_eq!(key.open(5, "12345678"), None, "one kept in clear before there was a seal");
    }

    #[test]
    fn a_code_is_worth_nothing_for_another_challenge() {
        let key = CodeKey::new(&[7; 32]);
        let kept = key.derive("aa", "12345678");
        assert!(key.matches(&kept, "aa", "12345678"));
        assert!(!key.matches(&kept, "ab", "12345678"));
        assert!(!key.matches(&kept, "aa", "12345679"));
        assert!(!CodeKey::new(&[8; 32]).matches(&kept, "aa", "12345678"));
    }
}
