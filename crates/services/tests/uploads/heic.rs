//! Hostile HEICs. `photo.heic` was drawn for this and packed with libheif: 320 × 240, held upright, with
//! an invented place.

use crate::{Expected, Hostile, hostile};

pub const PHOTO: &[u8] = include_bytes!("../vectors/photo.heic");

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

/// One picture that states a size and is coded with these parameters.
fn picture(stated: (u32, u32), sets: &[Vec<u8>]) -> Vec<u8> {
    let item = atom(b"infe", &[&[2, 0, 0, 0, 0, 1, 0, 0][..], b"hvc1\0"].concat());
    let properties = atom(b"ipco", &[size(stated.0, stated.1), coding(sets)].concat());
    let belongs = full(b"ipma", &[0, 0, 0, 1, 0, 1, 2, 0x81, 0x82]);
    let place =
        full(b"iloc", &[&[0x44, 0, 0, 1, 0, 1, 0, 0, 0, 1][..], &[0, 0, 0, 32], &[0, 0, 0, 16]].concat());
    let meta = full(
        b"meta",
        &[
            full(b"hdlr", &[&[0; 4][..], b"pict", &[0; 13]].concat()),
            full(b"pitm", &[0, 1]),
            place,
            full(b"iinf", &[&[0, 1][..], &item].concat()),
            atom(b"iprp", &[properties, belongs].concat()),
        ]
        .concat(),
    );
    let data =
        atom(b"mdat", &[0, 0, 0, 12, 0x28, 1, 0xaf, 9, 0xc8, 0x20, 0xc6, 0x82, 0x66, 0x21, 0x39, 0x75]);
    [atom(b"ftyp", b"heic\0\0\0\0mif1heic"), data, meta].concat()
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
