//! The reference a person quotes.

use super::kind::CertificateKind;
use crate::ids::CertificateId;

/// Digits and letters without I, L, O and U, which are taken for others when read aloud.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// What a person quotes: `EM-7K4M-29QX-81TN`, sixty bits of the id.
pub fn reference(kind: CertificateKind, id: &CertificateId) -> String {
    let bits = u128::from_be_bytes(id.0) >> 68;
    let mut text = kind.details().letters.to_owned();
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
        let id = CertificateId([0xff; 16]);
        assert_eq!(reference(CertificateKind::Employment, &id), "EM-ZZZZ-ZZZZ-ZZZZ");
        assert_eq!(reference(CertificateKind::AnnualSalary, &CertificateId([0; 16])), "DS-0000-0000-0000");
    }
}
