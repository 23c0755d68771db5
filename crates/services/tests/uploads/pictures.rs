//! Hostile JPEGs and PNGs, what only looks like one, and files of other kinds.

use crate::{Expected, Hostile, hostile};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use image::codecs::jpeg::JpegEncoder;
use image::{ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use std::io::{Cursor, Write as _};

pub fn photo(width: u32, height: u32) -> Vec<u8> {
    let image = RgbImage::from_fn(width, height, |x, y| Rgb([(x / 3) as u8, (y / 2) as u8, (x ^ y) as u8]));
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 85).encode_image(&image).unwrap();
    bytes
}

pub fn screenshot() -> Vec<u8> {
    let image = RgbaImage::from_fn(800, 600, |x, y| Rgba([x as u8, y as u8, 200, 255 - (x / 8) as u8]));
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// So many zeros, packed, without holding them.
fn zeros(count: usize) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    let piece = vec![0; 1 << 20];
    for at in (0..count).step_by(piece.len()) {
        encoder.write_all(&piece[..piece.len().min(count - at)]).unwrap();
    }
    encoder.finish().unwrap()
}

fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}

fn chunk(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let body = [&kind[..], content].concat();
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    [&length[..], &body, &crc32(&body).to_be_bytes()].concat()
}

/// A PNG of these chunks after its header.
fn png(width: u32, height: u32, depth: u8, colour: u8, interlaced: u8, chunks: &[Vec<u8>]) -> Vec<u8> {
    let sides = [width.to_be_bytes(), height.to_be_bytes()].concat();
    let header = [&sides[..], &[depth, colour, 0, 0, interlaced]].concat();
    let magic = b"\x89PNG\r\n\x1a\n".to_vec();
    [magic, chunk(b"IHDR", &header), chunks.concat(), chunk(b"IEND", b"")].concat()
}

/// One grey pixel, with chunks of this kind before it.
fn grey(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    png(1, 1, 8, 0, 0, &[chunk(kind, content), chunk(b"IDAT", &zlib(&[0, 128]))])
}

/// A part of a JPEG, before everything else of it.
fn with_part(marker: u8, content: &[u8]) -> Vec<u8> {
    let jpeg = photo(64, 48);
    let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xff, marker], &length, content, &jpeg[2..]].concat()
}

fn with_frame(change: impl Fn(&mut [u8])) -> Vec<u8> {
    let mut jpeg = photo(64, 48);
    let at = jpeg.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    change(&mut jpeg[at..at + 19]);
    jpeg
}

fn with_sides(height: u16, width: u16, progressive: bool) -> Vec<u8> {
    with_frame(|frame| {
        frame[1] = if progressive { 0xc2 } else { 0xc0 };
        frame[5..7].copy_from_slice(&height.to_be_bytes());
        frame[7..9].copy_from_slice(&width.to_be_bytes());
    })
}

const GPS: &[u8] = b"GPS-CASABLANCA";
const PROGRAM: &[u8] = b"<script>alert(1)</script>";

fn exif() -> Vec<u8> {
    [b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0".to_vec(), GPS.to_vec()].concat()
}

pub fn all() -> Vec<Hostile> {
    [damaged(), sizes(), bombs(), hidden(), others()].into_iter().flatten().collect()
}

fn damaged() -> Vec<Hostile> {
    let mut files = Vec::new();
    for cut in [3, 4, 20, 160, 400, 600] {
        let name = format!("a JPEG that ends after {cut} bytes");
        files.push(hostile(name, Expected::Refused, move || photo(64, 48)[..cut].to_vec()));
    }
    for cut in [8, 20, 33, 40, 100] {
        let name = format!("a PNG that ends after {cut} bytes");
        files.push(hostile(name, Expected::Refused, move || screenshot()[..cut].to_vec()));
    }
    for at in [25, 180, 330, 620, 700, 900] {
        let name = format!("a JPEG with a turned byte at {at}");
        files.push(hostile(name, Expected::RefusedOrSafe, move || {
            let mut bytes = photo(64, 48);
            let last = bytes.len() - 1;
            bytes[at.min(last)] ^= 0xff;
            bytes
        }));
    }
    files.push(hostile("a PNG whose sum is wrong", Expected::RefusedOrSafe, || {
        let mut bytes = screenshot();
        bytes[29] ^= 1;
        bytes
    }));
    files.push(hostile("a JPEG without tables", Expected::Refused, || {
        let jpeg = photo(64, 48);
        let table = jpeg.windows(2).position(|pair| pair == [0xff, 0xc4]).unwrap();
        let scan = jpeg.windows(2).position(|pair| pair == [0xff, 0xda]).unwrap();
        [&jpeg[..table], &jpeg[scan..]].concat()
    }));
    files.push(hostile("a PNG of colours it does not name", Expected::Refused, || {
        png(4, 4, 8, 3, 0, &[chunk(b"IDAT", &zlib(&[0; 20]))])
    }));
    files
}

fn sizes() -> Vec<Hostile> {
    let image =
        |width, height, colour| move || png(width, height, 8, colour, 0, &[chunk(b"IDAT", &zlib(&[0; 64]))]);
    vec![
        hostile("a PNG of 30,000 × 30,000", Expected::Refused, image(30_000, 30_000, 2)),
        hostile("a PNG of two billion × two billion", Expected::Refused, image(0x7fff_ffff, 0x7fff_ffff, 6)),
        hostile("a PNG of 1 × two billion", Expected::Refused, image(1, 0x7fff_ffff, 2)),
        hostile("a PNG of nothing", Expected::Refused, image(0, 0, 2)),
        hostile("a PNG of 12,001 × 1", Expected::Refused, image(12_001, 1, 0)),
        hostile("a PNG of 12,000 × 12,000", Expected::Refused, image(12_000, 12_000, 6)),
        hostile("a JPEG of 30,000 × 30,000", Expected::Refused, || with_sides(30_000, 30_000, false)),
        hostile("a JPEG of 65,535 × 65,535", Expected::Refused, || with_sides(65_535, 65_535, false)),
        hostile("a JPEG of no height", Expected::Refused, || with_sides(0, 64, false)),
        hostile("a JPEG of no width", Expected::Refused, || with_sides(48, 0, false)),
        hostile("a progressive JPEG of 5,000 × 5,000", Expected::Refused, || with_sides(5_000, 5_000, true)),
        hostile("a JPEG of 5,400 × 5,400 with nothing in it", Expected::RefusedOrSafe, || {
            with_sides(5_400, 5_400, false)
        }),
        hostile(
            "a JPEG of 14 million pixels in many scans with nothing in them",
            Expected::RefusedOrSafe,
            || {
                let mut bytes = with_sides(3_000, 4_800, true);
                bytes.extend(b"\xff\xda\0\x0c\x03\x01\0\x02\x11\x03\x11\0\x3f\0".repeat(20));
                bytes
            },
        ),
        hostile("a JPEG of factors that are none", Expected::Refused, || with_frame(|frame| frame[11] = 0)),
        hostile("a JPEG of sixteen times sixteen", Expected::RefusedOrSafe, || {
            with_frame(|frame| frame[11] = 0xff)
        }),
    ]
}

fn bombs() -> Vec<Hostile> {
    vec![
        hostile("a PNG of 7,900 × 7,900 grey zeros", Expected::SafeWithout(b"IDAT"), || {
            png(7_900, 7_900, 8, 0, 0, &[chunk(b"IDAT", &zeros(7_901 * 7_900))])
        }),
        hostile("the same, woven", Expected::RefusedOrSafe, || {
            png(7_900, 7_900, 8, 0, 1, &[chunk(b"IDAT", &zeros(7_901 * 7_900))])
        }),
        hostile("a PNG whose pixels unpack to 400 megabytes", Expected::RefusedOrSafe, || {
            png(64, 64, 8, 2, 0, &[chunk(b"IDAT", &zeros(400 << 20))])
        }),
        hostile("a PNG whose words unpack to 200 megabytes", Expected::SafeWithout(b"zTXt"), || {
            grey(b"zTXt", &[b"Comment\0\0".to_vec(), zeros(200 << 20)].concat())
        }),
        hostile("a PNG whose colours unpack to 200 megabytes", Expected::RefusedOrSafe, || {
            grey(b"iCCP", &[b"icc\0\0".to_vec(), zeros(200 << 20)].concat())
        }),
        hostile("a PNG of a hundred thousand chunks", Expected::SafeWithout(b"tEXt"), || {
            let text = chunk(b"tEXt", b"a\0b").repeat(100_000);
            png(1, 1, 8, 0, 0, &[text, chunk(b"IDAT", &zlib(&[0, 128]))])
        }),
        hostile("a JPEG of ten thousand scans", Expected::Refused, || {
            let mut bytes = with_sides(1_000, 1_000, true);
            bytes.extend(b"\xff\xda\0\x08\x01\x01\0\0\x3f\0\0".repeat(10_000));
            bytes
        }),
        hostile("ten megabytes of 0xff", Expected::Refused, || vec![0xff; 10 << 20]),
        hostile("a JPEG of ten megabytes of nothing", Expected::Refused, || {
            let mut bytes = photo(64, 48)[..20].to_vec();
            bytes.resize(10 << 20, 0);
            bytes
        }),
        hostile("a JPEG of ten megabytes of fill", Expected::Refused, || {
            let mut bytes = vec![0xff, 0xd8];
            bytes.resize(10 << 20, 0xff);
            bytes
        }),
        hostile("a byte more than is taken", Expected::Refused, || {
            let mut bytes = photo(64, 48);
            bytes.resize((10 << 20) + 1, 0);
            bytes
        }),
        hostile("no byte", Expected::Refused, Vec::new),
    ]
}

/// What lies behind, before or inside a picture, and must not come out with it.
fn hidden() -> Vec<Hostile> {
    let safe = |words| Expected::SafeWithout(words);
    vec![
        hostile("a JPEG with the place it was taken", safe(GPS), || with_part(0xe1, &exif())),
        hostile("a JPEG with a place in XMP", safe(GPS), || {
            with_part(0xe1, &[b"http://ns.adobe.com/xap/1.0/\0<x>".as_slice(), GPS].concat())
        }),
        hostile("a JPEG with a place in IPTC", safe(GPS), || {
            with_part(0xed, &[b"Photoshop 3.0\08BIM".as_slice(), GPS].concat())
        }),
        hostile("a JPEG with a small picture in its EXIF", safe(GPS), || {
            let small = photo(16, 16);
            with_part(0xe1, &[&exif()[..], &small, GPS].concat())
        }),
        hostile("a PNG with the place it was taken", safe(GPS), || grey(b"eXIf", &exif()[6..])),
        hostile("a JPEG with an archive behind it", safe(b"PK\x03\x04"), || {
            [photo(64, 48), b"PK\x03\x04 a program".to_vec()].concat()
        }),
        hostile("a JPEG with a page in its comment", safe(PROGRAM), || with_part(0xfe, PROGRAM)),
        hostile("a JPEG with a program of another language in its comment", safe(b"<?php"), || {
            with_part(0xfe, b"<?php system($_GET['c']); ?>")
        }),
        hostile("a PNG with a page in its words", safe(PROGRAM), || {
            grey(b"tEXt", &[b"Comment\0".as_slice(), PROGRAM].concat())
        }),
        hostile("a PNG with a page behind it", safe(PROGRAM), || [screenshot(), PROGRAM.to_vec()].concat()),
        hostile("a JPEG with a PDF behind it", safe(b"%PDF"), || {
            [photo(64, 48), b"%PDF-1.7 /JavaScript %%EOF".to_vec()].concat()
        }),
        hostile("a JPEG with a second one behind it", safe(GPS), || {
            [photo(64, 48), with_part(0xe1, &exif())].concat()
        }),
    ]
}

fn others() -> Vec<Hostile> {
    let kinds: [(&str, &[u8]); 20] = [
        ("a GIF", b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff;"),
        ("a GIF that is a script", b"GIF89a/*\0*/=1;alert(1)"),
        ("an SVG", b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>"),
        ("a page", b"<!DOCTYPE html><script>alert(1)</script>"),
        (
            "XML that names a file",
            b"<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]>",
        ),
        ("a BMP", b"BM\x3a\0\0\0\0\0\0\0\x36\0\0\0"),
        ("a TIFF", b"II*\0\x08\0\0\0\0\0"),
        ("a WebP", b"RIFF\x24\0\0\0WEBPVP8 "),
        ("an AVIF", b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf"),
        ("a film", b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom"),
        ("an archive", b"PK\x03\x04\x14\0\0\0\x08\0"),
        ("a program for Windows", b"MZ\x90\0\x03\0\0\0"),
        ("a program for Linux", b"\x7fELF\x02\x01\x01\0"),
        ("a script", b"#!/bin/sh\nrm -rf /\n"),
        ("an Office document of old", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("PostScript", b"%!PS-Adobe-3.0\n(/etc/passwd) run"),
        ("a PNG that calls itself a JPEG", b"\xff\xd8\xff\x89PNG\r\n\x1a\n"),
        ("a JPEG that calls itself a PNG", b"\x89PNG\r\n\x1a\n\xff\xd8\xff\xe0\0\x10JFIF"),
        ("a page that calls itself a PDF", b"<html>%PDF-1.7 %%EOF</html>"),
        ("a JPEG that calls itself a HEIC", b"\0\0\0\x18ftypheic\xff\xd8\xff\xe0\0\x10JFIF\0"),
    ];
    kinds.into_iter().map(|(name, bytes)| hostile(name, Expected::Refused, || bytes.to_vec())).collect()
}
