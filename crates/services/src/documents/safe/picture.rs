//! JPEG and PNG: decoded within bounds of memory, made smaller, and drawn anew as JPEG.

use super::{MOST_MEMORY, SafeDocument, Unsafe};
use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, GenericImageView as _, ImageDecoder, ImageFormat, ImageReader, Limits, RgbImage};
use std::io::Cursor;

/// Widest and highest picture, pixels: a good camera's.
pub const MOST_SIDE: u32 = 12_000;
/// Longest side that is kept: A4 at 300 points an inch is 3508 high, and text is read well below.
const KEPT_SIDE: u32 = 2_600;
/// Quality of what is kept.
const QUALITY: u8 = 82;
/// Most scans of a JPEG: each is decoded over the whole picture. Cameras and programs write at most some ten.
const MOST_SCANS: usize = 32;

/// A JPEG, drawn anew.
pub fn jpeg(bytes: &[u8]) -> Result<SafeDocument, Unsafe> {
    let frame = Frame::read(bytes).ok_or(Unsafe::Damaged)?;
    if frame.scans > MOST_SCANS || frame.cost() > MOST_MEMORY {
        return Err(Unsafe::TooLarge);
    }
    decoded(bytes, ImageFormat::Jpeg)
}

/// A PNG, drawn anew: its pixels, and how they are to be read and turned. Words and profiles, which may unpack to any
/// size, are not even unpacked.
pub fn png(bytes: &[u8]) -> Result<SafeDocument, Unsafe> {
    const NEEDED: [&[u8]; 6] = [b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"eXIf", b"IEND"];
    let (magic, mut rest) = bytes.split_at_checked(8).ok_or(Unsafe::Damaged)?;
    let mut kept = Vec::with_capacity(bytes.len());
    kept.extend_from_slice(magic);
    while let Some((length, named)) = rest.split_first_chunk::<4>() {
        // Length, name, content, sum.
        let whole =
            usize::try_from(u32::from_be_bytes(*length)).ok().and_then(|length| length.checked_add(12));
        let Some((chunk, after)) = whole.and_then(|whole| rest.split_at_checked(whole)) else { break };
        if named.get(..4).is_some_and(|name| NEEDED.contains(&name)) {
            kept.extend_from_slice(chunk);
        }
        rest = after;
    }
    decoded(&kept, ImageFormat::Png)
}

fn decoded(bytes: &[u8], format: ImageFormat) -> Result<SafeDocument, Unsafe> {
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
    let turned = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    redrawn(DynamicImage::from_decoder(decoder).map_err(why)?, turned)
}

/// A picture made smaller, turned as the camera was held, and drawn anew.
pub fn redrawn(mut image: DynamicImage, turned: Orientation) -> Result<SafeDocument, Unsafe> {
    if image.width().max(image.height()) > KEPT_SIDE {
        // Averages in place: what resizes better takes 16 bytes a pixel on the way.
        image = image.thumbnail(KEPT_SIDE, KEPT_SIDE);
    }
    image.apply_orientation(turned);
    let mut kept = Vec::new();
    let drawn = on_white(image);
    JpegEncoder::new_with_quality(&mut kept, QUALITY).encode_image(&drawn).map_err(why)?;
    Ok(SafeDocument { media: "image/jpeg", bytes: kept })
}

/// What shines through shows white paper.
fn on_white(image: DynamicImage) -> RgbImage {
    if let DynamicImage::ImageRgb8(image) = image {
        return image;
    }
    RgbImage::from_fn(image.width(), image.height(), |x, y| {
        let [red, green, blue, alpha] = image.get_pixel(x, y).0;
        let mix = |colour: u8| {
            let mixed = (u32::from(colour) * u32::from(alpha) + 255 * (255 - u32::from(alpha))) / 255;
            u8::try_from(mixed).unwrap_or(255)
        };
        image::Rgb([mix(red), mix(green), mix(blue)])
    })
}

fn why(error: image::ImageError) -> Unsafe {
    match error {
        image::ImageError::Limits(_) => Unsafe::TooLarge,
        _ => Unsafe::Damaged,
    }
}

/// What a JPEG says of itself before it is decoded (ITU-T T.81 B.2).
struct Frame {
    pixels: u64,
    /// Samples of all components, a hundredth of a pixel each.
    samples: u64,
    scans: usize,
    is_progressive: bool,
}

impl Frame {
    fn read(bytes: &[u8]) -> Option<Self> {
        let (mut at, mut frame) = (2, None);
        loop {
            let [0xff, marker] = *bytes.get(at..at + 2)? else { return None };
            let length = usize::from(u16::from_be_bytes(bytes.get(at + 2..at + 4)?.try_into().ok()?));
            match marker {
                // Fill bytes before a marker.
                0xff => {
                    at += 1;
                    continue;
                }
                // The first scan: what follows is packed, and in it no marker but those of scans and restarts.
                0xda => break,
                0xc0..=0xc2 => frame = Some(Self::of(marker, bytes.get(at + 4..at + 2 + length)?)?),
                // Frames of other kinds are not decoded.
                0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => return None,
                _ => {}
            }
            at += 2 + length;
        }
        let scans = memchr::memmem::find_iter(&bytes[at..], b"\xff\xda").count();
        frame.map(|frame| Self { scans, ..frame })
    }

    /// SOF: precision, height, width, then the components with their factors.
    fn of(marker: u8, content: &[u8]) -> Option<Self> {
        let [_, h1, h2, w1, w2, count, components @ ..] = content else { return None };
        let side = |high: u8, low: u8| u64::from(u16::from_be_bytes([high, low]));
        let factors = components.chunks_exact(3).map(|one| (u64::from(one[1] >> 4), u64::from(one[1] & 15)));
        let factors: Vec<_> = factors.take(usize::from(*count)).collect();
        let most = factors.iter().map(|(across, down)| across * down).max().filter(|most| *most > 0)?;
        let samples = factors.iter().map(|(across, down)| across * down * 100 / most).sum();
        let pixels = side(*h1, *h2) * side(*w1, *w2);
        Some(Self { pixels, samples, scans: 0, is_progressive: marker == 0xc2 })
    }

    /// Bytes that decoding takes: three a pixel, and two a coefficient where all are held until the last scan.
    const fn cost(&self) -> u64 {
        let held = if self.is_progressive || self.scans > 1 { self.pixels * self.samples / 50 } else { 0 };
        self.pixels * 3 + held
    }
}
