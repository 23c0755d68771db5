//! Base45 (RFC 9285), strict: a group above its range is refused, which lenient decoders wrap silently.

use crate::error::Malformed;

const ALPHABET: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/// Writes bytes as base45.
pub fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(2) * 3);
    for pair in bytes.chunks(2) {
        let mut value = pair.iter().fold(0_usize, |sum, byte| sum << 8 | usize::from(*byte));
        for _ in 0..=pair.len() {
            text.push(char::from(ALPHABET[value % 45]));
            value /= 45;
        }
    }
    text
}

/// Reads base45.
pub fn decode(text: &str) -> Result<Vec<u8>, Malformed> {
    let mut bytes = Vec::with_capacity(text.len() / 3 * 2 + 1);
    for group in text.as_bytes().chunks(3) {
        let mut value = 0_usize;
        for character in group.iter().rev() {
            let digit = ALPHABET.iter().position(|known| known == character).ok_or(Malformed::Base45)?;
            value = value * 45 + digit;
        }
        match (group.len(), u16::try_from(value), u8::try_from(value)) {
            (3, Ok(pair), _) => bytes.extend_from_slice(&pair.to_be_bytes()),
            (2, _, Ok(single)) => bytes.push(single),
            _ => return Err(Malformed::Base45),
        }
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_examples_of_rfc_9285_hold() {
        // §4.3 and §4.4.
        let examples =
            [("AB", "BB8"), ("Hello!!", "%69 VD92EX0"), ("base-45", "UJCLQE7W581"), ("ietf!", "QED8WEX0")];
        for (plain, text) in examples {
            assert_eq!(encode(plain.as_bytes()), text);
            assert_eq!(decode(text).unwrap(), plain.as_bytes());
        }
        assert_eq!(decode("FGW").unwrap(), [0xff, 0xff]);
        // §6: above 65535, above 255, a rest of one character, characters of no meaning.
        for wrong in ["GGW", ":::", "::", "A", "AAAA", "ab", "BB8\n", "%69 VD92EX=", "é"] {
            assert_eq!(decode(wrong), Err(Malformed::Base45), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn bytes_come_back_from_base45(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            prop_assert_eq!(decode(&encode(&bytes)).unwrap(), bytes);
        }
    }
}
