//! Hostile HEICs. The good ones were drawn for this and packed with libheif: `photo.heic` is 320 × 240, held upright, with
//! an invented place; `tile.heic` is one of the 48 tiles of which an iPhone's photo of twelve megapixels is put together.

use crate::{Expected, Hostile, hostile};
use std::borrow::Cow;

pub const PHOTO: &[u8] = include_bytes!("../vectors/photo.heic");
const TILE: &[u8] = include_bytes!("../vectors/tile.heic");

fn atom(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    [&u32::try_from(content.len() + 8).unwrap().to_be_bytes(), &kind[..], content].concat()
}

/// One with a version and flags.
fn full(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    atom(kind, &[&[0; 4], content].concat())
}

/// Bits of a parameter set, as H.265 writes them.
#[derive(Default)]
struct Bits(Vec<bool>);

impl Bits {
    fn put(&mut self, value: u64, count: u32) -> &mut Self {
        self.0.extend((0..count).rev().map(|bit| value >> bit & 1 == 1));
        self
    }

    fn number(&mut self, value: u64) -> &mut Self {
        let digits = 64 - (value + 1).leading_zeros();
        self.put(0, digits - 1).put(value + 1, digits)
    }

    fn unit(&self) -> Vec<u8> {
        let bytes = self
            .0
            .chunks(8)
            .map(|bits| bits.iter().enumerate().fold(0, |byte, (at, bit)| byte | u8::from(*bit) << (7 - at)));
        [vec![0x42, 1], bytes.collect()].concat()
    }
}

/// The parameters of pictures coded in that size, of which a window of 64 × 64 is shown.
fn parameters(width: u64, height: u64) -> Vec<u8> {
    let mut bits = Bits::default();
    bits.put(0, 4).put(0, 3).put(1, 1).put(u64::MAX, 64).put(u64::MAX, 32);
    bits.number(0).number(1).number(width).number(height).put(1, 1);
    bits.number(0).number((width - 64) / 2).number(0).number((height - 64) / 2);
    bits.number(0).number(0).number(4).put(1, 1).number(0).number(0).number(0);
    bits.number(0).number(3).number(0).number(3).number(0).number(0).put(1, 8).unit()
}

/// HEVCDecoderConfigurationRecord (ISO/IEC 14496-15 §8.3.3.1) with these sequence parameter sets.
fn coding(sets: &[Vec<u8>]) -> Vec<u8> {
    let mut content = vec![1, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 90];
    content.extend([0xf0, 0, 0xfc, 0xfd, 0xf8, 0xf8, 0, 0, 0x0f, 1]);
    content.extend([0xa1, 0, u8::try_from(sets.len()).unwrap()]);
    for set in sets {
        content.extend(u16::try_from(set.len()).unwrap().to_be_bytes());
        content.extend_from_slice(set);
    }
    atom(b"hvcC", &content)
}

fn size(width: u32, height: u32) -> Vec<u8> {
    full(b"ispe", &[width.to_be_bytes(), height.to_be_bytes()].concat())
}

/// An item: its kind, its properties by number, its data.
struct Item {
    kind: &'static [u8; 4],
    properties: Vec<u8>,
    data: Cow<'static, [u8]>,
}

/// A file of these items, the first being the picture, put together from the others if there are some.
fn file(properties: &[Vec<u8>], items: &[Item]) -> Vec<u8> {
    let count = u16::try_from(items.len()).unwrap().to_be_bytes();
    let (mut infos, mut places, mut belongs) = (Vec::new(), Vec::new(), Vec::new());
    let (mut data, mut parts) = (Vec::new(), Vec::new());
    let (mut last, mut at): (&[u8], usize) = (&[], 0);
    for (number, item) in (1_u16..).zip(items) {
        let id = number.to_be_bytes();
        infos.extend(atom(b"infe", &[&[2, 0, 0, 0][..], &id, &[0, 0], item.kind, &[0]].concat()));
        // The same data lie there once.
        if item.data[..] != *last {
            (last, at) = (&item.data, data.len());
            data.extend_from_slice(&item.data);
        }
        // They begin after two headers and the brands.
        let start = u32::try_from(32 + at).unwrap().to_be_bytes();
        let length = u32::try_from(item.data.len()).unwrap().to_be_bytes();
        places.extend([&id[..], &[0, 0, 0, 1], &start, &length].concat());
        belongs.extend([&id[..], &[u8::try_from(item.properties.len()).unwrap()], &item.properties].concat());
        if number > 1 {
            parts.extend(id);
        }
    }
    let of_parts = [&[0, 1][..], &(u16::try_from(items.len() - 1).unwrap()).to_be_bytes(), &parts].concat();
    let all_belong = [&u32::try_from(items.len()).unwrap().to_be_bytes()[..], &belongs].concat();
    let meta = [
        full(b"hdlr", &[&[0; 4][..], b"pict", &[0; 13]].concat()),
        full(b"pitm", &[0, 1]),
        full(b"iloc", &[&[0x44, 0][..], &count, &places].concat()),
        full(b"iinf", &[&count[..], &infos].concat()),
        atom(b"iprp", &[atom(b"ipco", &properties.concat()), full(b"ipma", &all_belong)].concat()),
        if parts.is_empty() { Vec::new() } else { full(b"iref", &atom(b"dimg", &of_parts)) },
    ];
    [atom(b"ftyp", b"heic\0\0\0\0mif1heic"), atom(b"mdat", &data), full(b"meta", &meta.concat())].concat()
}

/// One picture that states a size and is coded with these parameters.
fn picture(stated: (u32, u32), sets: &[Vec<u8>]) -> Vec<u8> {
    const DATA: &[u8] = &[0, 0, 0, 12, 0x28, 1, 0xaf, 9, 0xc8, 0x20, 0xc6, 0x82, 0x66, 0x21, 0x39, 0x75];
    let item = Item { kind: b"hvc1", properties: vec![0x81, 0x82], data: Cow::Borrowed(DATA) };
    file(&[size(stated.0, stated.1), coding(sets)], &[item])
}

/// A part of the tile's file, its header included.
fn part_of_tile(kind: &[u8; 4]) -> &'static [u8] {
    let at = TILE.windows(4).position(|window| window == kind).unwrap() - 4;
    let length = u32::from_be_bytes(TILE[at..at + 4].try_into().unwrap());
    &TILE[at..at + usize::try_from(length).unwrap()]
}

/// A photo put together from so many tiles across and down, as an iPhone does.
pub fn tiled(width: u16, height: u16, across: u8, down: u8) -> Vec<u8> {
    let grid = [&[0, 0, down - 1, across - 1][..], &width.to_be_bytes(), &height.to_be_bytes()].concat();
    let properties = [size(width.into(), height.into()), size(512, 512), part_of_tile(b"hvcC").to_vec()];
    let mut items = vec![Item { kind: b"grid", properties: vec![0x81], data: Cow::Owned(grid) }];
    let data = &part_of_tile(b"mdat")[8..];
    items.extend((0..u32::from(across) * u32::from(down)).map(|_| Item {
        kind: b"hvc1",
        properties: vec![0x82, 0x83],
        data: Cow::Borrowed(data),
    }));
    file(&properties, &items)
}

fn stated(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = PHOTO.to_vec();
    let at = bytes.windows(4).position(|window| window == b"ispe").unwrap();
    bytes[at + 8..at + 12].copy_from_slice(&width.to_be_bytes());
    bytes[at + 12..at + 16].copy_from_slice(&height.to_be_bytes());
    bytes
}

pub fn all() -> Vec<Hostile> {
    let mut files = vec![
        hostile("a HEIC with the place it was taken", Expected::SafeWithout(b"GPS-CASABLANCA"), || {
            PHOTO.to_vec()
        }),
        hostile("a HEIC with a page behind it", Expected::SafeWithout(b"<script>"), || {
            [PHOTO, b"\0\0\0\x18free<script>alert(1)"].concat()
        }),
        hostile("a HEIC that says 30,000 × 30,000", Expected::Refused, || stated(30_000, 30_000)),
        hostile("a HEIC that says four billion × four billion", Expected::Refused, || {
            stated(u32::MAX, u32::MAX)
        }),
        hostile("a HEIC of nothing", Expected::Refused, || stated(0, 0)),
        hostile("a HEIC that says 64 × 64 and is coded in 65,535 × 65,535", Expected::Refused, || {
            picture((64, 64), &[parameters(65_528, 65_528)])
        }),
        hostile("a HEIC of two parameter sets, a small and a large one", Expected::Refused, || {
            picture((64, 64), &[parameters(64, 64), parameters(65_528, 65_528)])
        }),
        hostile("a HEIC of 48 megapixels in tiles", Expected::Refused, || tiled(8_064, 6_048, 16, 12)),
        hostile("a HEIC of sixty thousand tiles", Expected::Refused, || tiled(11_000, 11_000, 250, 250)),
        hostile("a HEIC of fewer tiles than it covers", Expected::Refused, || tiled(4_032, 3_024, 2, 2)),
        hostile("a HEIC without parameters", Expected::Refused, || picture((64, 64), &[])),
    ];
    for cut in [12, 28, 200, 400, 600, 1_000] {
        let name = format!("a HEIC that ends after {cut} bytes");
        files.push(hostile(name, Expected::Refused, move || PHOTO[..cut].to_vec()));
    }
    for at in [90, 150, 260, 300, 480, 700, 900] {
        let name = format!("a HEIC with a turned byte at {at}");
        files.push(hostile(name, Expected::RefusedOrSafe, move || {
            let mut bytes = PHOTO.to_vec();
            bytes[at] ^= 0x55;
            bytes
        }));
    }
    files
}
