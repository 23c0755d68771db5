//! All QR codes of a picture (feature `scan`): a stranger's file, so its size is limited before it is decoded.

use std::{collections::HashSet, io::Cursor};

use image::{DynamicImage, ImageFormat, ImageReader, Limits};
use rxing::{
    BarcodeFormat, BinaryBitmap, DecodeHints, Luma8LuminanceSource, common::BitMatrix,
    multi::MultipleBarcodeReader, qrcode::cpp_port::QrReader,
};

mod clearer;
mod front;
mod ink;

/// Largest file that is read.
pub const MAX_FILE: usize = 20 * 1024 * 1024;
/// Longest side that is decoded.
pub const MAX_SIDE: u32 = 12_000;
/// Most memory a decoder may take.
const MAX_MEMORY: u64 = 512 * 1024 * 1024;
/// Pictures are looked at in these sizes in turn: a large photo first as it is, then smaller.
const LOOKS: [u32; 3] = [u32::MAX, 1_600, 800];

/// Why a picture was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ScanError {
    /// Larger than is read.
    #[error("the picture is too large")]
    TooLarge,
    /// Neither PNG nor JPEG, or damaged.
    #[error("not a readable PNG or JPEG picture")]
    Unreadable,
}

/// Finds the texts of all QR codes of a PNG or JPEG picture, in no particular order.
///
/// The decoders are others' work on a stranger's file: one that panics has not read it, and takes nothing else with it.
pub fn codes_in_image(bytes: &[u8]) -> Result<Vec<String>, ScanError> {
    if bytes.len() > MAX_FILE {
        return Err(ScanError::TooLarge);
    }
    std::panic::catch_unwind(|| find_codes(bytes)).unwrap_or(Err(ScanError::Unreadable))
}

fn find_codes(bytes: &[u8]) -> Result<Vec<String>, ScanError> {
    let picture = decode(bytes)?;
    let mut found = Vec::new();
    for side in LOOKS {
        if side != u32::MAX && picture.width().max(picture.height()) <= side {
            continue;
        }
        let look =
            if side == u32::MAX { picture.to_luma8() } else { picture.thumbnail(side, side).to_luma8() };
        let (width, height) = look.dimensions();
        for text in codes_in_luma(look.into_raw(), width, height) {
            if !found.contains(&text) {
                found.push(text);
            }
        }
        if !found.is_empty() {
            break;
        }
    }
    Ok(found)
}

/// Finds the texts of all QR codes in a frame of grey values, row by row.
///
/// All codes are looked for at once, in the picture as it is: a small one beside a large one is found as well. Only when
/// there is none at all do further looks follow: at a clearer, smaller picture, then at each code as it would look from
/// the front, two of them at the most.
pub fn codes_in_luma(luma: Vec<u8>, width: u32, height: u32) -> Vec<String> {
    let Some(mut seen) = Look::at(luma.clone(), width, height) else { return Vec::new() };
    let texts = seen.texts();
    if !texts.is_empty() {
        return texts;
    }
    let picture = clearer::Picture { luma: &luma, width, height };
    let texts = picture.halved().map(read).unwrap_or_default();
    if !texts.is_empty() {
        return texts;
    }
    let mut texts: Vec<String> = front::views(&picture, seen.ink()).into_iter().flat_map(read).collect();
    texts.sort();
    texts.dedup();
    texts
}

fn read((luma, width, height): (Vec<u8>, u32, u32)) -> Vec<String> {
    Look::at(luma, width, height).map(|mut look| look.texts()).unwrap_or_default()
}

/// A picture's ink, and the codes in it.
struct Look(BinaryBitmap<ink::Ink>);

impl Look {
    fn at(luma: Vec<u8>, width: u32, height: u32) -> Option<Self> {
        let source = Luma8LuminanceSource::new(luma, width, height).ok()?;
        Some(Self(BinaryBitmap::new(ink::Ink::of(source))))
    }

    fn ink(&self) -> &BitMatrix {
        self.0.get_black_matrix()
    }

    fn texts(&mut self) -> Vec<String> {
        let hints = DecodeHints {
            TryHarder: Some(true),
            PossibleFormats: Some(HashSet::from([BarcodeFormat::QR_CODE])),
            ..DecodeHints::default()
        };
        let found = QrReader.decode_multiple_with_hints(&mut self.0, &hints);
        let mut texts: Vec<String> =
            found.unwrap_or_default().iter().map(|result| result.getText().to_owned()).collect();
        texts.sort();
        texts.dedup();
        texts
    }
}

fn decode(bytes: &[u8]) -> Result<DynamicImage, ScanError> {
    let format = image::guess_format(bytes).map_err(|_| ScanError::Unreadable)?;
    if !matches!(format, ImageFormat::Png | ImageFormat::Jpeg) {
        return Err(ScanError::Unreadable);
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    reader.decode().map_err(|error| match error {
        image::ImageError::Limits(_) => ScanError::TooLarge,
        _ => ScanError::Unreadable,
    })
}

#[cfg(test)]
mod tests;
