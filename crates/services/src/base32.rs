//! Base 32 of whole groups of five bytes: RFC 4648's letters for authenticator apps, Crockford's for people.

/// RFC 4648 §6.
pub const RFC_4648: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/// Without I, L, O and U, which are mistaken for others.
pub const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Writes five bits a letter. The last letter is filled with zeros where the bits do not come out even.
pub fn write(bytes: &[u8], letters: &[u8; 32]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(5) * 8);
    for group in bytes.chunks(5) {
        let mut bits = [0; 8];
        for (slot, byte) in bits.iter_mut().skip(3).zip(group) {
            *slot = *byte;
        }
        let bits = u64::from_be_bytes(bits);
        let letter = |at: usize| usize::try_from(bits >> (35 - 5 * at) & 31).unwrap_or_default();
        let written = (group.len() * 8).div_ceil(5);
        text.extend((0..written).filter_map(|at| letters.get(letter(at))).map(|byte| char::from(*byte)));
    }
    text
}

/// A letter of [`CROCKFORD`], in either case, or one mistaken for it.
pub fn read_crockford(letter: char) -> Option<char> {
    let letter = match letter.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    CROCKFORD.iter().any(|known| char::from(*known) == letter).then_some(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4648 §10, without its padding.
    #[test]
    fn the_vectors_of_the_rfc_come_out() {
        let vectors = [
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ];
        for (bytes, text) in vectors {
            assert_eq!(write(bytes.as_bytes(), RFC_4648), text);
        }
        assert_eq!(write(&[0xff; 5], CROCKFORD), "ZZZZZZZZ");
    }

    #[test]
    fn letters_that_look_alike_are_read_as_the_one_there_is() {
        let read: Vec<_> = "oOiIlLuU9z".chars().map(read_crockford).collect();
        let wanted = ['0', '0', '1', '1', '1', '1', '?', '?', '9', 'Z'];
        assert_eq!(read, wanted.map(|letter| Some(letter).filter(|letter| *letter != '?')));
    }
}
