//! The bar code on a box of medicine: a GTIN-13, drawn as EAN-13 (GS1 General Specifications, sections 5.2 and 7.9).

use super::{IdError, only_digits, without_blanks};
use std::fmt;
use std::str::FromStr;

/// Digits of the number.
const DIGITS: usize = 13;

text_id! {
    /// Number of a trade item, 13 digits, the last a check digit. Shorter and longer ones (EAN-8, GTIN-14) are other numbers.
    Ean13
}

impl Ean13 {
    /// Reads 13 digits whose check digit fits, blanks allowed between them as they are printed below the bars.
    ///
    /// # Errors
    /// [`IdError::Character`], [`IdError::Length`], [`IdError::ControlKey`].
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let digits = without_blanks(text);
        only_digits(&digits)?;
        if digits.len() != DIGITS {
            return Err(IdError::Length);
        }
        // From the left, weights one and three in turn; with the check digit itself, the sum ends on zero.
        let weigh = |(place, byte): (usize, u8)| u32::from(byte - b'0') * if place % 2 == 1 { 3 } else { 1 };
        let sum: u32 = digits.bytes().enumerate().map(weigh).sum();
        if sum.is_multiple_of(10) { Ok(Self(digits)) } else { Err(IdError::ControlKey) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn thirteen_digits_are_read_as_they_are_printed() {
        for typed in ["6111259930018", "6 111259 930018", " 6111259930018 "] {
            let read = Ean13::parse(typed).map(|code| code.to_string());
            assert_eq!(read.as_deref(), Ok("6111259930018"), "{typed}");
        }
        // The example of the GS1 General Specifications, and the check-digit calculator's.
        assert!(Ean13::parse("4012345678901").is_ok() && Ean13::parse("6291041500213").is_ok());
    }

    #[test]
    fn another_kind_of_number_is_refused() {
        assert_eq!(Ean13::parse("96385074"), Err(IdError::Length), "EAN-8");
        assert_eq!(Ean13::parse("16111259930014"), Err(IdError::Length), "GTIN-14");
        assert_eq!(Ean13::parse("6111259930017"), Err(IdError::ControlKey));
        assert_eq!(Ean13::parse("61112599300l7"), Err(IdError::Character));
        assert_eq!(Ean13::parse("٦١١١٢٥٩٩٣٠٠١٨"), Err(IdError::Character), "the wire speaks ASCII");
        assert_eq!(Ean13::parse(""), Err(IdError::Length));
    }

    proptest! {
        #[test]
        fn one_wrong_digit_is_always_found(body in "[0-9]{12}", place in 0_usize..13, other in 1_u8..10) {
            let code = (0..10).find_map(|key| Ean13::parse(&format!("{body}{key}")).ok()).unwrap();
            let mut digits = code.as_str().as_bytes().to_vec();
            digits[place] = b'0' + (digits[place] - b'0' + other) % 10;
            prop_assert_eq!(Ean13::parse(std::str::from_utf8(&digits).unwrap()), Err(IdError::ControlKey));
        }

        #[test]
        fn no_text_makes_it_panic(text in ".*") {
            let _ = Ean13::parse(&text);
        }
    }
}
