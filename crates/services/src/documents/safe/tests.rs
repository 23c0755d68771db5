//! What is made safe, and what is refused. The hundred hostile files are in `tests/uploads.rs`.

use super::*;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use image::codecs::jpeg::JpegEncoder;
use image::{ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use std::io::{Cursor, Write as _};

fn jpeg(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let image = RgbImage::from_fn(width, height, |x, y| Rgb([x as u8, y as u8, 90]));
    JpegEncoder::new_with_quality(&mut bytes, 90).encode_image(&image).unwrap();
    bytes
}

fn png(image: &RgbaImage) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    memchr::memmem::find(bytes, wanted).is_some()
}

/// An EXIF part with a place name, and the turn it asks for.
fn with_exif(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let mut tiff = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    tiff.extend([orientation, 0, 0, 0, 0, 0, 0]);
    tiff.extend(b"GPS 33.57 -7.58");
    let mut part = b"Exif\0\0".to_vec();
    part.extend(tiff);
    let length = u16::try_from(part.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xff, 0xe1], &length, &part, &jpeg[2..]].concat()
}

#[test]
fn a_photo_keeps_its_picture_and_loses_its_place() {
    let photo = with_exif(&jpeg(60, 40), 6);
    assert!(contains(&photo, b"GPS"));
    let safe = make_safe(&photo).unwrap();
    assert_eq!(safe.media, "image/jpeg");
    assert!(!contains(&safe.bytes, b"GPS") && !contains(&safe.bytes, b"Exif"));
    let image = image::load_from_memory(&safe.bytes).unwrap();
    assert_eq!((image.width(), image.height()), (40, 60), "turned as the camera was held");
}

#[test]
fn what_shines_through_is_white_and_a_large_picture_is_made_smaller() {
    let clear = RgbaImage::from_pixel(8, 8, Rgba([0, 0, 0, 0]));
    let kept = image::load_from_memory(&make_safe(&png(&clear)).unwrap().bytes).unwrap().to_rgb8();
    assert!(kept.pixels().all(|pixel| pixel.0.iter().all(|colour| *colour > 250)));
    let large = image::load_from_memory(&make_safe(&jpeg(4_000, 1_000)).unwrap().bytes).unwrap();
    assert_eq!((large.width(), large.height()), (2_600, 650));
}

#[test]
fn a_picture_that_says_it_is_enormous_is_not_decoded() {
    let mut bomb = png(&RgbaImage::new(1, 1));
    bomb[16..24].copy_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]);
    let mut checksum = flate2::Crc::new();
    checksum.update(&bomb[12..29]);
    bomb[29..33].copy_from_slice(&checksum.sum().to_be_bytes());
    assert_eq!(make_safe(&bomb), Err(Unsafe::TooLarge));
}

#[test]
fn a_file_is_what_its_bytes_say_and_half_a_picture_is_none() {
    assert_eq!(make_safe(b"GIF89a"), Err(Unsafe::Kind));
    assert_eq!(make_safe(b""), Err(Unsafe::Kind));
    assert_eq!(make_safe(b"<svg onload=alert(1)>"), Err(Unsafe::Kind));
    let photo = jpeg(600, 400);
    for cut in [4, 20, 200] {
        assert!(make_safe(&photo[..cut]).is_err(), "{cut} bytes");
    }
}

#[test]
fn a_second_file_behind_a_picture_is_gone() {
    let polyglot = [jpeg(60, 40), b"PK\x03\x04 a program".to_vec()].concat();
    assert!(!contains(&make_safe(&polyglot).unwrap().bytes, b"program"));
}

#[test]
fn a_pdf_that_does_something_by_itself_is_refused() {
    let plain = b"%PDF-1.7\n1 0 obj <</Type /Catalog /JSON 1>> endobj\n%%EOF\n";
    assert_eq!(make_safe(plain).unwrap().media, "application/pdf");
    for name in [
        "/JavaScript ",
        "/JS(",
        "/Launch/",
        "/J#53 ",
        "/#4aS ",
        "/JavaScrip#74 ",
        "/#4c#61unch<",
        "/EmbeddedFile>",
    ] {
        let active = format!("%PDF-1.7\n1 0 obj <<{name}>> endobj\n%%EOF\n");
        assert_eq!(make_safe(active.as_bytes()), Err(Unsafe::Active), "{name}");
    }
    assert_eq!(make_safe(b"%PDF-1.7\n1 0 obj"), Err(Unsafe::Damaged));
}

fn packed(objects: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(objects).unwrap();
    encoder.finish().unwrap()
}

fn pdf_with(dictionary: &str, stream: &[u8]) -> Vec<u8> {
    let head = format!("%PDF-1.7\n1 0 obj <<{dictionary} /Length {}>>\nstream\n", stream.len());
    [head.as_bytes(), stream, b"\nendstream endobj\n%%EOF\n"].concat()
}

#[test]
fn a_pdf_that_packs_what_it_does_is_looked_into() {
    let script = b"2 0 <</S /JavaScript /JS (app.alert(1))>>";
    let flate = "/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode";
    assert_eq!(make_safe(&pdf_with(flate, &packed(script))), Err(Unsafe::Active));
    let escaped = "/Type /#4fbjStm /N 1 /First 4 /Filter /FlateDecode";
    assert_eq!(make_safe(&pdf_with(escaped, &packed(b"2 0 <</S /Java#53cript>>"))), Err(Unsafe::Active));
    let unnamed = "/N 1 /First 4 /Filter [/FlateDecode]";
    assert_eq!(make_safe(&pdf_with(unnamed, &packed(script))), Err(Unsafe::Active));
    assert!(make_safe(&pdf_with(flate, &packed(b"2 0 <</Type /Page>>"))).is_ok());
    for closed in [
        "/Type /ObjStm /N 1 /First 4 /Filter /LZWDecode",
        "/Type /ObjStm /N 1 /First 4 /Filter [/ASCIIHexDecode /FlateDecode]",
        "/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /DecodeParms <</Predictor 12>>",
    ] {
        assert_eq!(make_safe(&pdf_with(closed, &packed(script))), Err(Unsafe::Closed), "{closed}");
    }
    let bomb = packed(&vec![b' '; 40 * 1024 * 1024]);
    assert_eq!(make_safe(&pdf_with(flate, &bomb)), Err(Unsafe::TooLarge));
    assert_eq!(make_safe(b"%PDF-1.7\ntrailer <</Encrypt 3 0 R>>\n%%EOF"), Err(Unsafe::Closed));
}

#[test]
fn a_packed_picture_in_a_pdf_that_holds_three_letters_by_chance_is_no_script() {
    let picture: Vec<u8> =
        (0..4_000_u32).flat_map(|at| [at as u8 ^ 0xa5, 0xff, 0x01, (at >> 8) as u8]).collect();
    let by_chance = [&picture[..], b"\xff\x01/JS\xff\x01", &picture].concat();
    assert!(make_safe(&pdf_with("/Subtype /Image /Filter /DCTDecode", &by_chance)).is_ok());
}

#[test]
fn a_progressive_picture_counts_what_is_held_until_its_last_scan() {
    let photo = jpeg(600, 400);
    assert!(make_safe(&photo).is_ok());
    let frame = photo.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    let mut large = photo.clone();
    large[frame + 5..frame + 9].copy_from_slice(&[0x0f, 0xa0, 0x17, 0x70]);
    large[frame + 1] = 0xc2;
    assert_eq!(make_safe(&large), Err(Unsafe::TooLarge), "24 megapixels in scans");
    let scans = [&photo[..], &b"\xff\xda\0\x02".repeat(40)].concat();
    assert_eq!(make_safe(&scans), Err(Unsafe::TooLarge));
}
