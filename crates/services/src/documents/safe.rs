//! Documents made safe: by what they are, not by what they are called. A picture is decoded within bounds and drawn anew,
//! so that nothing of its file is kept: no place, no camera, no second file behind it. A PDF is taken when it is one and
//! does nothing by itself.

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use std::io::Cursor;

/// Widest and highest picture, pixels: a good camera's.
const MOST_SIDE: u32 = 12_000;
/// Memory a picture may take while it is decoded, bytes.
const MOST_MEMORY: u64 = 64 * 1024 * 1024;
/// Longest side that is kept: A4 at 300 points an inch is 3508 high, and text is read well below.
const KEPT_SIDE: u32 = 2_600;
/// Quality of what is kept.
const QUALITY: u8 = 82;

/// A document that may be kept and shown.
#[derive(Debug, PartialEq, Eq)]
pub struct SafeDocument {
    /// Its media type.
    pub media: &'static str,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Why a document is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsafe {
    /// None of the kinds that are taken.
    Kind,
    /// It cannot be read whole.
    Damaged,
    /// Larger than is looked at.
    TooLarge,
    /// It does something by itself: scripts, programs, other files.
    Active,
}

/// Makes a document safe.
///
/// # Errors
/// [`Unsafe`].
pub fn make_safe(bytes: &[u8]) -> Result<SafeDocument, Unsafe> {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => picture(bytes, ImageFormat::Jpeg),
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => picture(bytes, ImageFormat::Png),
        [b'%', b'P', b'D', b'F', b'-', ..] => pdf(bytes),
        _ => Err(Unsafe::Kind),
    }
}

fn picture(bytes: &[u8], format: ImageFormat) -> Result<SafeDocument, Unsafe> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_SIDE);
    limits.max_image_height = Some(MOST_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(why)?;
    if decoder.total_bytes() > MOST_MEMORY {
        return Err(Unsafe::TooLarge);
    }
    let turned = decoder.orientation().unwrap_or(image::metadata::Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder).map_err(why)?;
    if image.width().max(image.height()) > KEPT_SIDE {
        image = image.resize(KEPT_SIDE, KEPT_SIDE, image::imageops::FilterType::Triangle);
    }
    image.apply_orientation(turned);
    let mut kept = Vec::new();
    let drawn = on_white(&image);
    JpegEncoder::new_with_quality(&mut kept, QUALITY).encode_image(&drawn).map_err(why)?;
    Ok(SafeDocument { media: "image/jpeg", bytes: kept })
}

/// What shines through shows white paper.
fn on_white(image: &DynamicImage) -> image::RgbImage {
    let mut drawn = image.to_rgba8();
    for pixel in drawn.pixels_mut() {
        let [red, green, blue, alpha] = pixel.0;
        let mix = |colour: u8| {
            let mixed = (u32::from(colour) * u32::from(alpha) + 255 * (255 - u32::from(alpha))) / 255;
            u8::try_from(mixed).unwrap_or(255)
        };
        pixel.0 = [mix(red), mix(green), mix(blue), 255];
    }
    DynamicImage::ImageRgba8(drawn).to_rgb8()
}

fn why(error: image::ImageError) -> Unsafe {
    match error {
        image::ImageError::Limits(_) => Unsafe::TooLarge,
        _ => Unsafe::Damaged,
    }
}

/// Names with which a PDF does something by itself (ISO 32000-2, 12.6), or carries other files.
const ACTIVE: [&[u8]; 7] =
    [b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"/RichMedia", b"/SubmitForm", b"/ImportData"];

fn pdf(bytes: &[u8]) -> Result<SafeDocument, Unsafe> {
    let end = bytes.get(bytes.len().saturating_sub(1_024)..).unwrap_or(bytes);
    if !contains(end, b"%%EOF") {
        return Err(Unsafe::Damaged);
    }
    let plain = without_escapes(bytes);
    if ACTIVE.iter().any(|name| has_name(bytes, name) || has_name(&plain, name)) {
        return Err(Unsafe::Active);
    }
    Ok(SafeDocument { media: "application/pdf", bytes: bytes.to_vec() })
}

/// The same with every `#4a` of a name as the letter it stands for (ISO 32000-2 §7.3.5).
fn without_escapes(bytes: &[u8]) -> Vec<u8> {
    let digit = |at: usize| bytes.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    let (mut plain, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while let Some(byte) = bytes.get(at) {
        let stands_for = if *byte == b'#' { digit(at + 1).zip(digit(at + 2)) } else { None };
        let letter = stands_for.and_then(|(high, low)| u8::try_from(high * 16 + low).ok());
        plain.push(letter.unwrap_or(*byte));
        at += if letter.is_some() { 3 } else { 1 };
    }
    plain
}

/// A whole name, not the start of a longer one.
fn has_name(bytes: &[u8], name: &[u8]) -> bool {
    let mut places = bytes.windows(name.len() + 1);
    places
        .any(|at| at.split_last().is_some_and(|(next, start)| start == name && !next.is_ascii_alphanumeric()))
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|at| at == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{Rgb, RgbImage, Rgba, RgbaImage};

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
        let crc = crc32(&bomb[12..29]);
        bomb[29..33].copy_from_slice(&crc.to_be_bytes());
        assert_eq!(make_safe(&bomb), Err(Unsafe::TooLarge));
    }

    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(u32::MAX, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
                if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 }
            })
        })
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
}
