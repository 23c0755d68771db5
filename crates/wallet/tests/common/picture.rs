//! Pictures with codes on them, as a scanner or a camera would hand them over.

use image::{GrayImage, ImageFormat, Luma};

const MODULE: u32 = 4;
const MARGIN: u32 = 40;

/// A PNG with these codes side by side.
pub fn of_codes(texts: &[&str]) -> Vec<u8> {
    let codes: Vec<qrcode::QrCode> = texts.iter().map(|text| qrcode::QrCode::new(text).unwrap()).collect();
    let side = |code: &qrcode::QrCode| code.width() as u32 * MODULE;
    let width = codes.iter().map(|code| side(code) + MARGIN).sum::<u32>() + MARGIN;
    let height = codes.iter().map(side).max().unwrap_or(0) + 2 * MARGIN;
    let mut page = GrayImage::from_pixel(width, height, Luma([255]));
    let mut left = MARGIN;
    for code in &codes {
        draw(&mut page, code, left);
        left += side(code) + MARGIN;
    }
    let mut bytes = std::io::Cursor::new(Vec::new());
    page.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

fn draw(page: &mut GrayImage, code: &qrcode::QrCode, left: u32) {
    let width = code.width();
    for (index, colour) in code.to_colors().into_iter().enumerate() {
        if colour == qrcode::Color::Dark {
            let (x, y) = ((index % width) as u32 * MODULE, (index / width) as u32 * MODULE);
            for dot in 0..MODULE * MODULE {
                page.put_pixel(left + x + dot % MODULE, MARGIN + y + dot / MODULE, Luma([0]));
            }
        }
    }
}
