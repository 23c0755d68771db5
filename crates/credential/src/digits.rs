//! Bytes ⇄ one decimal number, for the numeric segment of a QR code (ISO/IEC 18004 §7.4.3).
//!
//! The bytes are one big-endian integer. DEFLATE never starts with a zero byte here (the first bit says
//! "last block"), so the number has no leading zero and the mapping is one to one.

use crate::error::Malformed;

/// Ten to the power of nineteen: the largest power of ten in 64 bits.
const CHUNK: u64 = 10_000_000_000_000_000_000;
const CHUNK_DIGITS: usize = 19;

/// Writes `bytes` as decimal digits; `None` if they are empty or start with a zero byte.
pub fn to_digits(bytes: &[u8]) -> Option<String> {
    if bytes.first().is_none_or(|first| *first == 0) {
        return None;
    }
    let mut limbs: Vec<u64> = bytes
        .rchunks(8)
        .rev()
        .map(|chunk| chunk.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte)))
        .collect();
    let mut chunks = Vec::new();
    while !limbs.is_empty() {
        let mut rest = 0_u128;
        for limb in &mut limbs {
            let value = rest << 64 | u128::from(*limb);
            *limb = (value / u128::from(CHUNK)) as u64;
            rest = value % u128::from(CHUNK);
        }
        chunks.push(rest as u64);
        let zeros = limbs.iter().take_while(|limb| **limb == 0).count();
        limbs.drain(..zeros);
    }
    let mut digits = String::with_capacity(chunks.len() * CHUNK_DIGITS);
    for (index, chunk) in chunks.iter().rev().enumerate() {
        let text = chunk.to_string();
        if index > 0 {
            digits.extend(std::iter::repeat_n('0', CHUNK_DIGITS - text.len()));
        }
        digits.push_str(&text);
    }
    Some(digits)
}

/// Reads decimal digits back. A leading zero is refused: one certificate has one spelling.
pub fn from_digits(digits: &[u8]) -> Result<Vec<u8>, Malformed> {
    if digits.first().is_none_or(|first| *first == b'0') {
        return Err(Malformed::Digits);
    }
    // Little-endian limbs; each step multiplies by a power of ten and adds, in 128-bit arithmetic.
    let mut limbs: Vec<u64> = Vec::with_capacity(digits.len() / CHUNK_DIGITS + 1);
    let (head, tail) = digits.split_at(digits.len() % CHUNK_DIGITS);
    for chunk in std::iter::once(head).filter(|head| !head.is_empty()).chain(tail.chunks(CHUNK_DIGITS)) {
        let mut carry = chunk_value(chunk)?;
        let scale =
            u128::from(if chunk.len() == CHUNK_DIGITS { CHUNK } else { 10_u64.pow(chunk.len() as u32) });
        for limb in &mut limbs {
            let value = u128::from(*limb) * scale + u128::from(carry);
            *limb = value as u64;
            carry = (value >> 64) as u64;
        }
        if carry > 0 {
            limbs.push(carry);
        }
    }
    let mut bytes = Vec::with_capacity(limbs.len() * 8);
    for limb in limbs.iter().rev() {
        bytes.extend_from_slice(&limb.to_be_bytes());
    }
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    bytes.drain(..zeros);
    Ok(bytes)
}

fn chunk_value(chunk: &[u8]) -> Result<u64, Malformed> {
    chunk.iter().try_fold(0_u64, |sum, digit| match digit {
        b'0'..=b'9' => Ok(sum * 10 + u64::from(digit - b'0')),
        _ => Err(Malformed::Digits),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_numbers_are_spelled_as_python_spells_them() {
        assert_eq!(to_digits(&[1, 0]).unwrap(), "256");
        assert_eq!(to_digits(&[0xff; 16]).unwrap(), u128::MAX.to_string());
        assert_eq!(to_digits(&10_u128.pow(38).to_be_bytes()).unwrap(), 10_u128.pow(38).to_string());
        assert_eq!(to_digits(&[0, 1]), None);
        assert_eq!(from_digits(b"0256"), Err(Malformed::Digits));
        assert_eq!(from_digits(b"25x"), Err(Malformed::Digits));
        assert_eq!(from_digits(b""), Err(Malformed::Digits));
    }

    proptest! {
        #[test]
        fn bytes_come_back_from_their_digits(first in 1_u8.., rest in proptest::collection::vec(any::<u8>(), 0..400)) {
            let bytes = [vec![first], rest].concat();
            let digits = to_digits(&bytes).unwrap();
            prop_assert_eq!(from_digits(digits.as_bytes()).unwrap(), bytes);
        }
    }
}
