//! The printed code: `https://HOST/#9` and digits, within a version 13-M QR code; and the Claim 169 text.

use crate::{
    base45,
    digits::{from_digits, to_digits},
    error::{Malformed, SealError},
    inflate::{MAX_CERTIFICATE, Wrapping, deflate, inflate},
};

/// Longest text that is read.
pub const MAX_TEXT: usize = 4_000;
/// Longest verification host.
pub const MAX_HOST: usize = 17;
/// Most bytes of DEFLATE any host leaves room for.
pub const MAX_DEFLATED: usize = 308;
/// Data bits of a version 13 code at level M (ISO/IEC 18004 table 7).
pub const CAPACITY_BITS: usize = 334 * 8;
/// Largest COSE object that fits whatever its bytes: a host of 17, and DEFLATE's five bytes of "stored".
pub const MAX_COSE: usize = 295;

/// Mode and length heads of a byte and of a numeric segment, versions 10 to 26 (ISO/IEC 18004 table 3).
const BYTE_HEAD: usize = 4 + 16;
const NUMERIC_HEAD: usize = 4 + 12;
/// Around the host: `https://` and `/#9`.
const AROUND_HOST: usize = 8 + 3;

/// Bits of a two-segment code with `host` characters of host and `digits` digits.
const fn code_bits(host: usize, digits: usize) -> usize {
    let numeric = digits / 3 * 10 + [0, 4, 7][digits % 3];
    BYTE_HEAD + (AROUND_HOST + host) * 8 + NUMERIC_HEAD + numeric
}

// 300 bytes are at most 723 digits (256^300 < 10^723): the largest certificate fits beside the longest host.
const _: () = assert!(code_bits(MAX_HOST, 723) <= CAPACITY_BITS && MAX_COSE + 5 <= 300);

/// Writes the text of the printed code. Fails rather than exceed version 13-M.
pub fn qr_text(host: &str, cose: &[u8]) -> Result<String, SealError> {
    if !is_host(host) {
        return Err(SealError::Host);
    }
    let deflated = deflate(cose, Wrapping::Raw).ok_or(SealError::Compress)?;
    let digits = to_digits(&deflated).ok_or(SealError::Compress)?;
    let needed = code_bits(host.len(), digits.len());
    if needed > CAPACITY_BITS || deflated.len() > MAX_DEFLATED {
        return Err(SealError::OverBudget { needed, capacity: CAPACITY_BITS });
    }
    Ok(format!("https://{host}/#9{digits}"))
}

/// Writes the Claim 169 text: zlib, then base45.
pub fn claim169_text(cose: &[u8]) -> Result<String, SealError> {
    deflate(cose, Wrapping::Zlib).map(|bytes| base45::encode(&bytes)).ok_or(SealError::Compress)
}

fn is_host(host: &str) -> bool {
    (1..=MAX_HOST).contains(&host.len())
        && host.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-'))
}

/// Another family's code, or none at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ForeignCode {
    /// EU digital health certificate (`HC1:`).
    HealthCertificate,
    /// SMART health card (`shc:/`).
    SmartHealthCard,
    /// Visible digital seal (BSI TR-03137, ICAO VDS-NC).
    VisibleDigitalSeal,
    /// French 2D-DOC.
    TwoDDoc,
    /// A web address.
    WebAddress,
    /// Something else.
    Other,
}

/// What a text turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Input<'a> {
    /// A certificate's bytes, and the host if the text names one.
    Certificate { host: Option<&'a str>, cose: Result<Vec<u8>, Malformed> },
    /// Not a certificate.
    Foreign(ForeignCode),
    /// Longer than anything that is read.
    TooLong,
    /// Nothing.
    Empty,
}

/// Sorts a text and unpacks it if it is a certificate.
pub(crate) fn read_text(text: &str) -> Input<'_> {
    if text.len() > MAX_TEXT {
        return Input::TooLong;
    }
    let text = text.trim_ascii();
    if text.is_empty() {
        return Input::Empty;
    }
    if let Some((host, digits)) = split_code(text) {
        let cose = from_digits(digits.as_bytes())
            .and_then(|deflated| inflate(&deflated, Wrapping::Raw, MAX_CERTIFICATE));
        return Input::Certificate { host: Some(host), cose };
    }
    if let Some(family) = foreign_family(text) {
        return Input::Foreign(family);
    }
    match base45::decode(text) {
        // The first byte of every zlib stream with a 32 KiB window (RFC 1950 §2.2).
        Ok(packed) if packed.first() == Some(&0x78) => {
            Input::Certificate { host: None, cose: inflate(&packed, Wrapping::Zlib, MAX_CERTIFICATE) }
        }
        _ => Input::Foreign(ForeignCode::Other),
    }
}

/// Splits `https://HOST/#9DIGITS`; some mail gateways turn the `#` into `%23`.
fn split_code(text: &str) -> Option<(&str, &str)> {
    let (host, path) = text.strip_prefix("https://")?.split_once('/')?;
    let digits = path.strip_prefix("#9").or_else(|| path.strip_prefix("%239"))?;
    (!host.is_empty() && !digits.is_empty()).then_some((host, digits))
}

fn foreign_family(text: &str) -> Option<ForeignCode> {
    let starts =
        |prefix: &str| text.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix));
    let is_2d_doc = starts("DC0")
        && text.len() >= 12
        && text.bytes().skip(2).take(10).all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase());
    if starts("HC1:") {
        Some(ForeignCode::HealthCertificate)
    } else if starts("shc:/") {
        Some(ForeignCode::SmartHealthCard)
    } else if text.starts_with('\u{dc}') || text.starts_with('{') && text.contains("\"sig\"") {
        Some(ForeignCode::VisibleDigitalSeal)
    } else if is_2d_doc {
        Some(ForeignCode::TwoDDoc)
    } else if starts("https://") || starts("http://") {
        Some(ForeignCode::WebAddress)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_families_are_called_by_their_names() {
        let cases = [
            ("HC1:6BFOXN%TS3DH0YOJ", ForeignCode::HealthCertificate),
            ("shc:/5676290952432060346029243740", ForeignCode::SmartHealthCard),
            ("\u{dc}\u{3}DEZV", ForeignCode::VisibleDigitalSeal),
            (r#"{"data":{"hdr":{"t":"icao.test"}},"sig":{"alg":"ES256"}}"#, ForeignCode::VisibleDigitalSeal),
            ("DC04FR0000011B731B7301FR", ForeignCode::TwoDDoc),
            ("https://example.com/?q=1", ForeignCode::WebAddress),
            ("HTTP://EXAMPLE.COM", ForeignCode::WebAddress),
            ("https://damane.example/", ForeignCode::WebAddress),
            ("WIFI:S:home;;", ForeignCode::Other),
        ];
        for (text, family) in cases {
            assert_eq!(read_text(text), Input::Foreign(family), "{text}");
        }
        assert_eq!(read_text(" \n"), Input::Empty);
        assert_eq!(read_text(&"1".repeat(MAX_TEXT + 1)), Input::TooLong);
    }

    #[test]
    fn a_code_is_read_back_even_after_a_mail_gateway() {
        let cose = vec![0xd2; 40];
        let text = qr_text("damane.example", &cose).unwrap();
        for text in [text.clone(), text.replace('#', "%23"), format!("  {text}\n")] {
            let expected = Input::Certificate { host: Some("damane.example"), cose: Ok(cose.clone()) };
            assert_eq!(read_text(&text), expected);
        }
        let text = claim169_text(&cose).unwrap();
        assert_eq!(read_text(&text), Input::Certificate { host: None, cose: Ok(cose) });
    }

    #[test]
    fn a_code_over_the_budget_or_for_a_long_host_is_not_made() {
        let random: Vec<u8> =
            (0..400_u32).map(|index| (index.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        assert!(matches!(qr_text("damane.example", &random), Err(SealError::OverBudget { .. })));
        for host in ["", "Damane.example", "a-host-of-18-chars", "damane.example/x"] {
            assert_eq!(qr_text(host, &[1]), Err(SealError::Host), "{host}");
        }
        assert!(qr_text("a-host-of-17-char", &random[..MAX_COSE]).is_ok());
    }
}
