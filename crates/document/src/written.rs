//! How PDF and DER write a few things alike, for all who read them here: hex digits, packed streams, moments.

use chrono::NaiveDateTime;
use damane_domain::time::Timestamp;
use std::io::Read as _;

/// The value of a hex digit, in either case.
pub const fn hex_digit(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

/// Unpacks zlib (RFC 1950), up to so many bytes.
///
/// # Errors
/// When it is damaged or gives more: how many bytes were unpacked until that was seen.
pub fn inflate(raw: &[u8], most: usize) -> Result<Vec<u8>, usize> {
    let mut out = Vec::new();
    let bound = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    let read = flate2::read::ZlibDecoder::new(raw).take(bound).read_to_end(&mut out);
    if read.is_ok() && out.len() <= most { Ok(out) } else { Err(out.len()) }
}

/// A moment in UTC written in fourteen digits: `20261120090000`.
pub fn moment(digits: &str) -> Option<Timestamp> {
    let is_plain = digits.len() == 14 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let time = NaiveDateTime::parse_from_str(digits, "%Y%m%d%H%M%S").ok().filter(|_| is_plain)?;
    Some(Timestamp::from_seconds(time.and_utc().timestamp()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    #[test]
    fn a_digit_of_either_case_has_its_value_and_nothing_else_has_one() {
        let value = |digit: u8| char::from(digit).to_digit(16).map(|value| value as u8);
        assert!((0..=u8::MAX).all(|byte| hex_digit(byte) == value(byte)));
    }

    #[test]
    fn what_is_packed_comes_out_up_to_the_bound_and_no_further() {
        let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        packer.write_all(&[7; 1_000]).unwrap();
        let packed = packer.finish().unwrap();
        assert_eq!(inflate(&packed, 1_000), Ok(vec![7; 1_000]));
        assert_eq!(inflate(&packed, 999), Err(1_000));
        assert_eq!(inflate(&packed, 10), Err(11), "the rest is not unpacked");
        assert!(inflate(&packed[..packed.len() - 5], 1_000).is_err(), "cut short");
        assert_eq!(inflate(b"no zlib", 10), Err(0));
    }

    #[test]
    fn a_moment_is_fourteen_digits_of_a_day_there_is() {
        assert_eq!(moment("20261120090000").unwrap().to_rfc3339(), "2026-11-20T09:00:00Z");
        for wrong in
            ["", "2026112009000", "202611200900000", "20261320090000", "+2026112009000", "2026 120090000"]
        {
            assert_eq!(moment(wrong), None, "{wrong}");
        }
    }
}
