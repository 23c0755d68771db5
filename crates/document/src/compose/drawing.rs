//! What is drawn on a page: the code as one path, the band of stars, the mark.

use super::ComposeError;
use qrcode::bits::Bits;
use qrcode::{EcLevel, QrCode, Version};
use std::f64::consts::PI;
use std::fmt::Write as _;

/// Width of a module on paper, millimetres.
const MODULE_MM: f64 = 0.5;
/// White modules around the code (ISO/IEC 18004 §6.3.8).
const QUIET: usize = 4;
/// The version the budget of a certificate is cut to.
const LARGEST_VERSION: i16 = 13;

/// A code as an SVG picture, and its printed width in millimetres, quiet zone included.
pub struct DrawnCode {
    /// The picture.
    pub svg: String,
    /// Millimetres.
    pub width: f64,
}

/// Draws a text as a QR code at level M: the address in byte mode, the digits in numeric mode.
pub fn draw_code(text: &str) -> Result<DrawnCode, ComposeError> {
    let code = encode(text)?;
    let size = code.width();
    let colors = code.to_colors();
    let mut path = String::with_capacity(colors.len() * 6);
    for (row, line) in colors.chunks(size).enumerate() {
        let mut at = 0;
        while at < size {
            let dark = |at: usize| line.get(at) == Some(&qrcode::Color::Dark);
            if !dark(at) {
                at += 1;
                continue;
            }
            let run = (at..size).take_while(|next| dark(*next)).count();
            let _infallible = write!(path, "M{} {}h{run}v1h-{run}z", at + QUIET, row + QUIET);
            at += run;
        }
    }
    let side = size + 2 * QUIET;
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\">\
         <path d=\"{path}\" fill=\"#000\"/></svg>"
    );
    Ok(DrawnCode { svg, width: f64::from(u32::try_from(side).unwrap_or(0)) * MODULE_MM })
}

/// The smallest version that holds the text, at most 13.
fn encode(text: &str) -> Result<QrCode, ComposeError> {
    let digits = text.find('#').map_or(text.len(), |at| at + 1);
    let (address, digits) = text.split_at(digits);
    for version in 1..=LARGEST_VERSION {
        let mut bits = Bits::new(Version::Normal(version));
        let pushed = bits
            .push_byte_data(address.as_bytes())
            .and_then(|()| match digits {
                "" => Ok(()),
                digits if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
                    bits.push_numeric_data(digits.as_bytes())
                }
                other => bits.push_byte_data(other.as_bytes()),
            })
            .and_then(|()| bits.push_terminator(EcLevel::M));
        if let Ok(code) = pushed.and_then(|()| QrCode::with_bits(bits, EcLevel::M)) {
            return Ok(code);
        }
    }
    Err(ComposeError::Code)
}

/// The sixteen corners of a star {8/2} of a radius, turned by so many degrees: a path around a centre.
fn star(cx: f64, cy: f64, radius: f64, turn: f64) -> String {
    let inner = radius * (PI / 4.0).cos() / (PI / 8.0).cos();
    let mut path = String::new();
    for corner in 0..16 {
        let reach = if corner % 2 == 0 { radius } else { inner };
        let angle = (22.5 * f64::from(corner) + turn) * PI / 180.0;
        let letter = if corner == 0 { 'M' } else { 'L' };
        let (x, y) = (cx + reach * angle.cos(), cy + reach * angle.sin());
        let _infallible = write!(path, "{letter}{x:.2} {y:.2}");
    }
    path.push('z');
    path
}

/// The band above a certificate: twenty tiles of the fund's pattern, in one line.
pub fn band() -> String {
    const TILES: u32 = 20;
    const SIDE: f64 = 40.0;
    let mut path = String::new();
    for tile in 0..TILES {
        let centre = (f64::from(tile) + 0.5) * SIDE;
        path.push_str(&star(centre, SIDE / 2.0, SIDE / 2.0, 0.0));
        path.push_str(&star(centre, SIDE / 2.0, SIDE / 4.0, 22.5));
    }
    let width = SIDE * f64::from(TILES);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {SIDE}\">\
         <path d=\"{path}\" fill=\"none\" stroke=\"#85a9af\" stroke-width=\"0.9\"/></svg>"
    )
}

/// The mark: a star with its inner star filled.
pub fn mark() -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 48 48\">\
         <path d=\"{}\" fill=\"none\" stroke=\"#0c525f\" stroke-width=\"3\"/><path d=\"{}\" fill=\"#0c525f\"/></svg>",
        star(24.0, 24.0, 22.0, 0.0),
        star(24.0, 24.0, 12.5, 22.5)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_code_is_drawn_in_thirty_eight_and_a_half_millimetres() {
        let text = format!("https://a-host-of-17-char/#9{}", "7".repeat(722));
        let drawn = draw_code(&text).unwrap();
        assert!((drawn.width - 38.5).abs() < 1e-9);
        assert_eq!(drawn.svg.matches("<path").count(), 1);
        assert!(matches!(draw_code(&"7".repeat(2_000)), Err(ComposeError::Code)));
    }

    #[test]
    fn a_star_has_sixteen_corners_and_its_tips_touch_its_tile() {
        let path = star(20.0, 20.0, 20.0, 0.0);
        assert_eq!(path.matches(['M', 'L']).count(), 16);
        for tip in ["M40.00 20.00", "L20.00 40.00", "L0.00 20.00", "L20.00 0.00"] {
            assert!(path.contains(tip), "{tip} in {path}");
        }
    }
}
