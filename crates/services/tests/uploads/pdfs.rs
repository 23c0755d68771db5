//! Hostile PDFs, and those that only look hostile.

use crate::{Expected, Hostile, hostile};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use std::io::Write as _;

const SCRIPT: &[u8] = b"2 0 <</S /JavaScript /JS (app.alert(1))>>";
const PACKED: &str = "/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode";

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn pdf(body: &[u8]) -> Vec<u8> {
    [b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".as_slice(), body, b"\ntrailer <</Root 1 0 R>>\n%%EOF\n"].concat()
}

fn object(dictionary: &str) -> Vec<u8> {
    pdf(format!("1 0 obj <</Type /Catalog {dictionary}>> endobj").as_bytes())
}

fn stream(dictionary: &str, content: &[u8]) -> Vec<u8> {
    let head = format!("3 0 obj <<{dictionary} /Length {}>>\nstream\r\n", content.len());
    pdf(&[head.as_bytes(), content, b"\nendstream endobj"].concat())
}

pub fn plain() -> Vec<u8> {
    object("/Pages 2 0 R /Note (an invoice; no script)")
}

pub fn with_packed_objects() -> Vec<u8> {
    stream(PACKED, &zlib(b"2 0 <</Type /Page /MediaBox [0 0 595 842]>>"))
}

/// A scanned page of two megabytes in which the three letters of a script stand by chance.
pub fn with_a_scan() -> Vec<u8> {
    let mut state = 1_u32;
    let mut noise: Vec<u8> = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8 | 0x80
    })
    .take(2 << 20)
    .collect();
    noise[1_000..1_004].copy_from_slice(b"/JS\xff");
    stream("/Type /XObject /Subtype /Image /Filter /DCTDecode", &noise)
}

pub fn all() -> Vec<Hostile> {
    let mut files = Vec::new();
    for dictionary in [
        "/OpenAction <</S /JavaScript /JS (app.alert(1))>>",
        "/OpenAction <</S /Java#53cript>>",
        "/AA <</O <</S /#4aavaScript>>>>",
        "/OpenAction <</S /Launch /F (cmd.exe)>>",
        "/OpenAction <</S /L#61unch>>",
        "/Names <</EmbeddedFiles 5 0 R>>",
        "/Annots [<</Subtype /RichMedia>>]",
        "/OpenAction <</S /SubmitForm /F (https://evil.example)>>",
        "/OpenAction <</S /ImportData>>",
        "/OpenAction <</S /GoToE>>",
        "/OpenAction <</S /Rendition /JS (1)>>",
        "/AcroForm <</XFA [(template) 7 0 R]>>",
        "/Encrypt 9 0 R",
        "/Encr#79pt 9 0 R",
    ] {
        files.push(hostile(format!("a PDF with {dictionary}"), Expected::Refused, || object(dictionary)));
    }
    files.extend([
        hostile("a PDF that packs a script", Expected::Refused, || stream(PACKED, &zlib(SCRIPT))),
        hostile("a PDF that packs a script under another name", Expected::Refused, || {
            stream("/Type /Obj#53tm /N 1 /First 4 /Filter /FlateDecode", &zlib(SCRIPT))
        }),
        hostile("a PDF that packs a script without saying so", Expected::Refused, || {
            stream("/N 1 /First 4 /Filter /FlateDecode", &zlib(SCRIPT))
        }),
        hostile("a PDF that packs a script twice", Expected::Refused, || {
            let twice = zlib(&zlib(SCRIPT));
            stream("/Type /ObjStm /N 1 /First 4 /Filter [/FlateDecode /FlateDecode]", &twice)
        }),
        hostile("a PDF that packs in a way of long ago", Expected::Refused, || {
            stream("/Type /ObjStm /N 1 /First 4 /Filter /LZWDecode", &zlib(SCRIPT))
        }),
        hostile("a PDF that packs differences", Expected::Refused, || {
            let how = "/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /DecodeParms <</Predictor 12>>";
            stream(how, &zlib(SCRIPT))
        }),
        hostile("a PDF whose objects unpack to 64 megabytes", Expected::Refused, || {
            stream(PACKED, &zlib(&vec![b' '; 64 << 20]))
        }),
        hostile("a PDF whose packed objects are none", Expected::Refused, || stream(PACKED, SCRIPT)),
        hostile("a PDF that does not end", Expected::Refused, || plain()[..40].to_vec()),
        hostile("a PDF of which the beginning alone is there", Expected::Refused, || b"%PDF-".to_vec()),
    ]);
    files
}
