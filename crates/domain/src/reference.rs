//! What a person quotes over the telephone: two letters and sixty bits, in groups that are read aloud without doubt.

/// Digits and letters without I, L, O and U, which are taken for others when read aloud.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// `EM-7K4M-29QX-81TN`: the letters, and the first sixty bits of a random id.
pub fn reference(letters: &str, id: &[u8; 16]) -> String {
    let bits = u128::from_be_bytes(*id) >> 68;
    let mut text = letters.to_owned();
    for place in 0..12_u32 {
        if place % 4 == 0 {
            text.push('-');
        }
        let index = (bits >> (5 * (11 - place))) & 31;
        text.push(
            usize::try_from(index).ok().and_then(|at| ALPHABET.get(at)).map_or('0', |byte| char::from(*byte)),
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_read_aloud_without_doubt() {
        assert_eq!(reference("EM", &[0xff; 16]), "EM-ZZZZ-ZZZZ-ZZZZ");
        assert_eq!(reference("RB", &[0; 16]), "RB-0000-0000-0000");
    }
}
