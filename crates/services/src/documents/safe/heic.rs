//! HEIC (ISO/IEC 23008-12 with HEVC): what iPhones keep their photos as. Decoded by `heic-rs` (decision 0025) once what it
//! would take is known: its own limit looks at the size a file states, not at the size its pictures are coded in.

use super::picture::{MOST_SIDE, redrawn};
use super::{MOST_MEMORY, SafeDocument, Unsafe};
use heic_rs::context::Context;
use heic_rs::{DecodeOptions, Error, PixelLayout};
use image::metadata::Orientation;
use image::{DynamicImage, RgbImage};

/// Brands of still pictures coded with HEVC.
const BRANDS: [&[u8]; 5] = [b"heic", b"heix", b"heim", b"heis", b"mif1"];
/// Most pictures one is put together from: an iPhone's largest has 192.
const MOST_TILES: usize = 256;
/// NAL unit type of a sequence parameter set (ITU-T H.265 table 7-1).
const PARAMETERS: u8 = 33;

/// Whether bytes claim to be one.
pub fn is_heic(bytes: &[u8]) -> bool {
    bytes.get(4..8) == Some(b"ftyp") && bytes.get(8..12).is_some_and(|brand| BRANDS.contains(&brand))
}

/// A HEIC photo, drawn anew.
pub fn heic(bytes: &[u8]) -> Result<SafeDocument, Unsafe> {
    // A stranger's bytes in a stranger's decoder: where it stops itself, the photo is refused and nothing else happens.
    let decoded = std::panic::catch_unwind(|| decode(bytes)).unwrap_or(Err(Unsafe::Damaged))?;
    redrawn(DynamicImage::ImageRgb8(decoded), Orientation::NoTransforms)
}

fn decode(bytes: &[u8]) -> Result<RgbImage, Unsafe> {
    let context = Context::open(bytes).map_err(why)?;
    let primary = context.meta.primary;
    let properties = context.props(primary).map_err(why)?;
    let (width, height) = context.coded_size(primary, &properties).map_err(why)?;
    let pixels = u64::from(width) * u64::from(height);
    if width.max(height) > MOST_SIDE || pixels * 3 + coded_cost(&context)? > MOST_MEMORY {
        return Err(Unsafe::TooLarge);
    }
    let options = DecodeOptions {
        layout: PixelLayout::Rgb8,
        max_pixels: Some(pixels),
        // Turned and cropped afterwards, when the coded pictures are gone.
        apply_transforms: false,
        decode_alpha: false,
        strict: false,
        threads: Some(1),
    };
    let image = heic_rs::decode(bytes, &options).map_err(why)?;
    let image = heic_rs::transform::apply_all(image, &properties.transforms).map_err(why)?;
    RgbImage::from_raw(image.width, image.height, image.data).ok_or(Unsafe::Damaged)
}

/// Bytes that the coded pictures take, by the parameters each is decoded with: two a sample; and as much again for the
/// largest, which is put together before its window is cut out of it.
fn coded_cost(context: &Context<'_>) -> Result<u64, Unsafe> {
    let primary = context.meta.primary;
    let pictures = match context.grid(primary).map_err(why)? {
        Some((_, tiles)) if tiles.len() > MOST_TILES => return Err(Unsafe::TooLarge),
        Some((_, tiles)) => tiles,
        None => vec![primary],
    };
    let (mut cost, mut largest) = (0_u64, 0);
    for picture in pictures {
        let properties = context.props(picture).map_err(why)?;
        let coding = properties.hvcc.ok_or(Unsafe::Damaged)?;
        let sets = coding.parameter_sets();
        let mut sets =
            sets.iter().filter(|unit| unit.first().is_some_and(|head| head >> 1 & 63 == PARAMETERS));
        // Of two, which one counts is said elsewhere.
        let (Some(set), None) = (sets.next(), sets.next()) else { return Err(Unsafe::Damaged) };
        let (width, height, samples) = coded_size(set).ok_or(Unsafe::Damaged)?;
        let one = width.saturating_mul(height).saturating_mul(samples);
        (cost, largest) = (cost.saturating_add(one), one.max(largest));
    }
    Ok(cost.saturating_add(largest))
}

fn why(error: Error) -> Unsafe {
    match error {
        Error::PixelLimit { .. } => Unsafe::TooLarge,
        _ => Unsafe::Damaged,
    }
}

/// Width and height in which a picture is coded, before any cropping, and twice its samples a pixel: the beginning of
/// `seq_parameter_set_rbsp` (H.265 §7.3.2.2.1).
fn coded_size(unit: &[u8]) -> Option<(u64, u64, u64)> {
    let mut bits = Bits::of(unit.get(2..)?);
    bits.take(4)?;
    let layers = bits.take(3)?;
    // The nesting flag; profile and level of the whole (§7.3.3): 88 and 8 bits.
    bits.skip(1 + 88 + 8)?;
    if layers > 0 {
        let said: Vec<u64> = (0..8).map(|_| bits.take(2)).collect::<Option<_>>()?;
        for one in said.iter().take(usize::try_from(layers).ok()?) {
            bits.skip(88 * usize::from(one & 2 != 0) + 8 * usize::from(one & 1 != 0))?;
        }
    }
    bits.number()?;
    let chroma = bits.number()?;
    if chroma == 3 {
        bits.take(1)?;
    }
    let samples = [2, 3, 4, 6].get(usize::try_from(chroma).ok()?).copied()?;
    Some((bits.number()?, bits.number()?, samples))
}

/// Bits of a parameter set, without the bytes that keep start codes out of it (§7.3.1.1).
struct Bits {
    bytes: Vec<u8>,
    at: usize,
}

impl Bits {
    /// Of the beginning: sizes stand in the first bytes.
    fn of(content: &[u8]) -> Self {
        let (mut bytes, mut zeros) = (Vec::new(), 0);
        for byte in content.iter().take(256) {
            if zeros >= 2 && *byte == 3 {
                zeros = 0;
                continue;
            }
            zeros = if *byte == 0 { zeros + 1 } else { 0 };
            bytes.push(*byte);
        }
        Self { bytes, at: 0 }
    }

    fn take(&mut self, count: usize) -> Option<u64> {
        let mut value = 0;
        for _ in 0..count {
            let byte = self.bytes.get(self.at / 8)?;
            value = value << 1 | u64::from(byte >> (7 - self.at % 8) & 1);
            self.at += 1;
        }
        Some(value)
    }

    fn skip(&mut self, count: usize) -> Option<()> {
        self.at += count;
        (self.at <= self.bytes.len() * 8).then_some(())
    }

    /// `ue(v)` (§9.2).
    fn number(&mut self) -> Option<u64> {
        let mut zeros = 0;
        while self.take(1)? == 0 {
            zeros += 1;
            if zeros > 31 {
                return None;
            }
        }
        Some((1_u64 << zeros) - 1 + self.take(zeros)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bits from text, spaces left out.
    fn unit(text: &str) -> Vec<u8> {
        let digits: Vec<u8> = text.bytes().filter(|byte| *byte != b' ').map(|byte| byte - b'0').collect();
        let bytes = digits
            .chunks(8)
            .map(|eight| eight.iter().fold(0, |sum, bit| sum << 1 | bit) << (8 - eight.len()));
        [&[0x42, 1][..], &bytes.collect::<Vec<u8>>()].concat()
    }

    fn number(value: u32) -> String {
        let digits = format!("{:b}", value + 1);
        format!("{}{digits}", "0".repeat(digits.len() - 1))
    }

    #[test]
    fn the_size_a_picture_is_coded_in_is_read_whatever_layers_come_before() {
        // A profile of ones has no run of zeros that would be broken up.
        let whole = "1".repeat(96);
        for (chroma, samples) in [(0, 2), (1, 3), (2, 4)] {
            let sizes = format!("{}{}{}", number(chroma), number(65_535), number(30_000));
            let plain = unit(&format!("0000 000 1 {whole} {} {sizes} 1", number(0)));
            assert_eq!(coded_size(&plain), Some((65_535, 30_000, samples)));
            let layered = format!("0000 001 1 {whole} 11{} {whole} {} {sizes} 1", "01".repeat(7), number(0));
            assert_eq!(coded_size(&unit(&layered)), Some((65_535, 30_000, samples)));
        }
        assert_eq!(coded_size(&unit("0000 000 1")), None);
        assert_eq!(coded_size(&[0x42, 1]), None);
    }

    #[test]
    fn bytes_that_keep_start_codes_out_are_no_part_of_a_size() {
        assert_eq!(Bits::of(&[0, 0, 3, 1, 0, 0, 3, 0]).bytes, [0, 0, 1, 0, 0, 0]);
    }
}
