//! Numbers of fixed width, read and written without allocation; check digits of those numbers.

use damane_domain::ids::CheckDigit;

/// Reads digits only; nothing when another byte stands among them. At most 19 digits fit.
#[inline]
pub fn parse(bytes: &[u8]) -> Option<u64> {
    let mut value = 0_u64;
    let mut wrong = 0_u8;
    for byte in bytes {
        let digit = byte.wrapping_sub(b'0');
        wrong |= u8::from(digit > 9);
        value = value.wrapping_mul(10).wrapping_add(u64::from(digit));
    }
    (wrong == 0 && bytes.len() <= 19).then_some(value)
}

/// Writes a number over the whole width, zeros at its left; false when it does not fit.
pub fn write(mut value: u64, into: &mut [u8]) -> bool {
    for place in into.iter_mut().rev() {
        *place = b'0' + (value % 10) as u8;
        value /= 10;
    }
    value == 0
}

/// Both keys of a number without its last digit (domain notes §1): K1 is the published rule, K2 the one inferred
/// from recent numbers. `weighed` digits from the right count, the last of them twice.
const fn keys(mut body: u64, weighed: u32) -> (u64, u64) {
    let mut sum = 0;
    let mut rank = 0;
    while rank < weighed {
        sum += (body % 10) * if rank % 2 == 0 { 2 } else { 1 };
        body /= 10;
        rank += 1;
    }
    ((10 - sum % 10) % 10, (sum + 9) % 10)
}

const fn check(number: u64, weighed: u32) -> CheckDigit {
    let (first, second) = keys(number / 10, weighed);
    let key = number % 10;
    if key == first {
        CheckDigit::K1
    } else if key == second {
        CheckDigit::K2
    } else {
        CheckDigit::Mismatch
    }
}

/// What the ninth digit of a registration number says; the first digit stands outside the rule.
pub const fn registration_key(number: u64) -> CheckDigit {
    check(number, 7)
}

/// What the seventh digit of an employer number says.
pub const fn employer_key(number: u64) -> CheckDigit {
    check(number, 6)
}

/// The registration number with those first eight digits, keyed by the published rule or by the recent one.
pub const fn with_registration_key(body: u64, recent: bool) -> u64 {
    let (first, second) = keys(body, 7);
    body * 10 + if recent { second } else { first }
}

/// The employer number with those first six digits, keyed by the published rule or by the recent one.
pub const fn with_employer_key(body: u64, recent: bool) -> u64 {
    let (first, second) = keys(body, 6);
    body * 10 + if recent { second } else { first }
}

#[cfg(test)]
mod tests {
    use super::*;
    use damane_domain::ids::{EmployerNumber, RegistrationNumber};
    use proptest::prelude::*;

    #[test]
    fn the_fixture_numbers_satisfy_one_of_the_rules_each() {
        assert_eq!(registration_key(190_000_010), CheckDigit::K1);
        assert_eq!(registration_key(190_000_033), CheckDigit::K2);
        assert_eq!(employer_key(9_000_019), CheckDigit::K1);
        assert_eq!(employer_key(1_000_004), CheckDigit::Mismatch);
    }

    proptest! {
        #[test]
        fn check_digits_are_those_of_the_domain(registration in 100_000_001_u64..200_000_000, employer in 0_u64..10_000_000) {
            let text = RegistrationNumber::parse(&registration.to_string()).unwrap();
            prop_assert_eq!(registration_key(registration), text.check_digit());
            let text = EmployerNumber::parse(&format!("{employer:07}")).unwrap();
            prop_assert_eq!(employer_key(employer), text.check_digit());
            for recent in [false, true] {
                prop_assert_ne!(registration_key(with_registration_key(registration / 10, recent)), CheckDigit::Mismatch);
                prop_assert_ne!(employer_key(with_employer_key(employer / 10, recent)), CheckDigit::Mismatch);
            }
        }

        #[test]
        fn a_number_written_is_the_number_read(value in 0_u64..10_000_000_000, width in 10_usize..=19) {
            let mut place = [0_u8; 19];
            prop_assert!(write(value, &mut place[..width]));
            prop_assert_eq!(parse(&place[..width]), Some(value));
        }

        #[test]
        fn what_is_no_number_is_not_read(bytes in proptest::collection::vec(any::<u8>(), 0..25)) {
            let expected = std::str::from_utf8(&bytes).ok()
                .filter(|text| text.len() <= 19 && text.bytes().all(|byte| byte.is_ascii_digit()))
                .map(|text| text.parse().unwrap_or(0));
            prop_assert_eq!(parse(&bytes), expected);
        }
    }
}
