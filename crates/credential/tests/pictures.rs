//! Codes in pictures: all of them are read, and a hostile file is refused before it is decoded.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod common;
#[path = "common/photos.rs"]
mod photos;

use std::io::Cursor;

use common::*;
use damane_credential::{MAX_FILE, ScanError, codes_in_image, codes_in_luma, qr_text};
use image::{GrayImage, ImageFormat, Luma};

const MODULE: u32 = 4;

fn draw(page: &mut GrayImage, text: &str, left: u32, top: u32) {
    let code = qrcode::QrCode::with_error_correction_level(text, qrcode::EcLevel::M).unwrap();
    let width = code.width();
    for (index, colour) in code.to_colors().into_iter().enumerate() {
        if colour == qrcode::Color::Dark {
            let (x, y) = ((index % width) as u32 * MODULE, (index / width) as u32 * MODULE);
            for dot in 0..MODULE * MODULE {
                page.put_pixel(left + x + dot % MODULE, top + y + dot / MODULE, Luma([0]));
            }
        }
    }
}

fn file(page: &GrayImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    page.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

#[test]
fn every_code_of_a_picture_is_read() {
    let ours = qr_text(HOST, &sealed()).unwrap();
    let mut page = GrayImage::from_pixel(900, 500, Luma([255]));
    draw(&mut page, &ours, 40, 40);
    draw(&mut page, "https://elsewhere.example/", 500, 80);
    for format in [ImageFormat::Png, ImageFormat::Jpeg] {
        let found = codes_in_image(&file(&page, format)).unwrap();
        assert!(found.contains(&ours), "{format:?}");
        assert!(found.contains(&"https://elsewhere.example/".to_owned()), "{format:?}");
    }
}

/// Turned, tilted, blurred, dark, noisy, several at once.
#[test]
fn every_code_of_the_hard_photographs_is_read_and_no_other() {
    let photos = photos::photographs(&texts());
    let codes: usize = photos.iter().map(|photo| photo.texts.len()).sum();
    assert_eq!((photos.len(), codes), (42, 52), "as docs/benchmarks.md counts them");
    for photo in photos {
        let ((width, height), mut shown) = (photo.luma.dimensions(), photo.texts);
        shown.sort();
        assert_eq!(codes_in_luma(photo.luma.into_raw(), width, height), shown, "{}", photo.name);
    }
}

#[test]
fn a_page_without_a_code_has_none() {
    let page = GrayImage::from_pixel(300, 300, Luma([200]));
    assert_eq!(codes_in_image(&file(&page, ImageFormat::Png)).unwrap(), Vec::<String>::new());
}

#[test]
fn a_picture_that_is_none_or_too_large_is_refused() {
    assert_eq!(codes_in_image(b"GIF89a"), Err(ScanError::Unreadable));
    assert_eq!(codes_in_image(&[]), Err(ScanError::Unreadable));
    assert_eq!(codes_in_image(&vec![0; MAX_FILE + 1]), Err(ScanError::TooLarge));
    let mut bomb = file(&GrayImage::from_pixel(1, 1, Luma([0])), ImageFormat::Png);
    // A header that promises 60,000 by 60,000 points; its checksum is made right again.
    bomb[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
    let mut checksum = flate2::Crc::new();
    checksum.update(&bomb[12..29]);
    bomb[29..33].copy_from_slice(&checksum.sum().to_be_bytes());
    assert_eq!(codes_in_image(&bomb), Err(ScanError::TooLarge));
}
