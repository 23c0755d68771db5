//! Whatever the bytes: no panic, and no digit of a summed field changes unnoticed.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod common;

use common::{DECLARATION, PREETABLI, checked, checked_against, complementary, joined, lines};
use damane_ebds::{CheckOptions, Preetabli, check};
use proptest::prelude::*;

/// Columns of the fields that a sum covers, in a line of that kind.
fn summed_columns(line: &[u8]) -> std::ops::Range<usize> {
    match &line[..3] {
        b"A02" => 86..106,
        b"B02" | b"E02" => 86..157,
        b"A03" => 17..80,
        b"B03" | b"E03" => 17..145,
        b"B04" | b"E04" => 94..137,
        b"B05" | b"B06" | b"E05" | b"E06" => 17..91,
        _ => 0..0,
    }
}

/// Registration numbers are summed too.
fn is_summed(line: &[u8], column: usize) -> bool {
    let person = matches!(&line[1..3], b"02" | b"04") && (17..=25).contains(&column);
    (person || summed_columns(line).contains(&column)) && line[column - 1].is_ascii_digit()
}

#[test]
fn any_one_digit_changed_in_a_summed_field_is_found() {
    let mut changed = 0;
    for file in [PREETABLI, DECLARATION, &complementary()] {
        let original = lines(file);
        for (number, line) in original.iter().enumerate() {
            for column in (1..=260).filter(|column| is_summed(line, *column)) {
                for other in (b'0'..=b'9').filter(|digit| *digit != line[column - 1]) {
                    let mut spoilt = original.clone();
                    spoilt[number][column - 1] = other;
                    let summary = checked(&joined(&spoilt));
                    assert!(!summary.is_accepted(), "line {} column {column}: {other}", number + 1);
                    changed += 1;
                }
            }
        }
    }
    assert!(changed > 8_000, "{changed}");
}

proptest! {
    #[test]
    fn any_bytes_are_answered_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..3_000)) {
        let summary = checked(&bytes);
        prop_assert!(!summary.is_accepted());
    }

    #[test]
    fn any_bytes_in_any_place_of_a_file_are_answered(
        which in 0_usize..3, place in 0_usize..3_000, bytes in proptest::collection::vec(any::<u8>(), 1..40), insert: bool,
    ) {
        let complementary = complementary();
        let mut file = [PREETABLI, DECLARATION, &complementary][which].to_vec();
        let place = place % file.len();
        let end = if insert { place } else { (place + bytes.len()).min(file.len()) };
        file.splice(place..end, bytes);
        let summary = checked(&file);
        prop_assert!(summary.lines > 0);
        let (preetabli, _) = Preetabli::read(file.as_slice(), None).unwrap();
        let options = CheckOptions { preetabli: Some(&preetabli), file_name: None };
        check(file.as_slice(), &options, &mut |_| {}).unwrap();
        checked_against(&file, PREETABLI);
    }
}
