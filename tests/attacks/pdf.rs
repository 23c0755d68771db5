//! Forged PDFs, each made from a genuine certificate. The classes are those published on pdf-insecurity.org (signature
//! wrapping, incremental saving, universal forgery, shadow, certification) and others found on the way.

use crate::Attack;
use crate::common::composed;
use crate::edit::{
    last, numbers_in, object, range_numbers, root, seal_digits, size, with_entries, with_range, written_over,
};
use crate::levels::all_levels;
use crate::{evidence, later, papers};
use damane_domain::verification::{Reason, Verdict};

/// A genuine certificate of every level, and the numbers of what a forger wants to change.
pub struct Genuine {
    pub sealed: Vec<u8>,
    pub dated: Vec<u8>,
    pub kept: Vec<u8>,
    pub archived: Vec<u8>,
    pub catalogue: u32,
    pub page: u32,
    pub field: u32,
    pub new: u32,
}

impl Genuine {
    fn new() -> Self {
        let [sealed, dated, kept, archived] = all_levels();
        let written = numbers_in(&sealed[composed().len()..]);
        let (catalogue, page, field) = (written[0], written[1], written[5]);
        assert_eq!(catalogue, root(&sealed));
        Self { new: size(&sealed), sealed, dated, kept, archived, catalogue, page, field }
    }

    pub fn catalogue_with(&self, more: &str) -> (u32, String) {
        (self.catalogue, with_entries(&object(&self.sealed, self.catalogue), more))
    }

    /// The page's dictionary with other contents.
    pub fn page_with(&self, key: &str, value: &str) -> (u32, String) {
        let page = object(&self.sealed, self.page);
        let (before, after) = page.split_once(key).expect("the page has it");
        let after = after.split_once("0 R").expect("as a reference").1;
        (self.page, format!("{before}{key} {value}{after}"))
    }

    pub fn page_annotated(&self, annotation: u32) -> (u32, String) {
        let page = object(&self.sealed, self.page);
        (
            self.page,
            page.replace(
                &format!("/Annots [{} 0 R]", self.field),
                &format!("/Annots [{} 0 R {annotation} 0 R]", self.field),
            ),
        )
    }
}

pub fn forged(name: &'static str, bytes: Vec<u8>, reason: Reason) -> Attack {
    Attack { name, bytes, ending: "pdf", verdict: Verdict::NotGenuine, reasons: vec![reason] }
}

/// Draws a white box over the text.
pub const OVERLAY: &str = "1 1 1 rg 60 300 400 300 re f";

/// Every forgery.
pub fn all() -> Vec<Attack> {
    let genuine = Genuine::new();
    let mut attacks = changed_bytes(&genuine);
    attacks.extend(ranges(&genuine));
    attacks.extend(universal_forgery(&genuine));
    attacks.extend(wrapping(&genuine));
    attacks.extend(later::saved_after(&genuine));
    attacks.extend(later::shadows(&genuine));
    attacks.extend(later::certification(&genuine));
    attacks.extend(evidence::evidence(&genuine));
    attacks.extend(evidence::timestamps(&genuine));
    attacks.extend(papers::structure(&genuine));
    attacks.extend(papers::other_papers(&genuine));
    attacks
}

/// What must still be valid: an attack set that refuses everything proves nothing.
pub fn controls() -> Vec<(&'static str, Vec<u8>)> {
    let Genuine { sealed, dated, kept, archived, .. } = Genuine::new();
    vec![("b-b", sealed), ("b-t", dated), ("b-lt", kept), ("b-lta", archived)]
}

fn changed_bytes(genuine: &Genuine) -> Vec<Attack> {
    let sealed = &genuine.sealed;
    let flipped = |place: usize| {
        let mut bytes = sealed.clone();
        // A digit stays a digit.
        bytes[place] = match bytes[place] {
            b'1' => b'2',
            digit if digit.is_ascii_hexdigit() => b'1',
            other => other ^ 1,
        };
        bytes
    };
    let digits = seal_digits(sealed);
    let whole = sealed[digits.clone()].iter().rposition(|digit| *digit != b'0').expect("a seal");
    vec![
        forged("bit flip in the page", flipped(composed().len() / 2), Reason::PdfChanged),
        forged("bit flip in the signature", flipped(digits.start + whole), Reason::PdfChanged),
        forged("bit flip in the seal's certificate", flipped(digits.start + 300), Reason::PdfSealUnreadable),
        forged(
            "another time of sealing",
            written_over(sealed, "(D:20261120", "(D:20261121"),
            Reason::PdfChanged,
        ),
        forged("changes permitted", written_over(sealed, "/P 1 /V /1.2", "/P 3 /V /1.2"), Reason::PdfChanged),
        forged("cut short", sealed[..sealed.len() - 200].to_vec(), Reason::PdfNotCovered),
    ]
}

fn ranges(genuine: &Genuine) -> Vec<Attack> {
    let sealed = &genuine.sealed;
    let numbers: Vec<usize> = String::from_utf8_lossy(&sealed[range_numbers(sealed)])
        .split_whitespace()
        .map(|number| number.parse().expect("a number"))
        .collect();
    let [_, gap, after, rest] = numbers[..] else { panic!("four numbers") };
    let cases: [(&'static str, String, Reason); 9] = [
        ("empty byte range", "0 0 0 0".into(), Reason::PdfNotCovered),
        ("overlapping byte range", format!("0 {after} {gap} {rest}"), Reason::PdfNotCovered),
        ("negative byte range", format!("0 -{gap} {after} {rest}"), Reason::PdfNotCovered),
        ("byte range beyond the end", format!("0 {gap} {after} 9999999999"), Reason::PdfNotCovered),
        ("byte range of one span", format!("0 {}", sealed.len()), Reason::PdfNotCovered),
        ("byte range that starts late", format!("9 {gap} {after} {rest}"), Reason::PdfNotCovered),
        ("byte range with a wider gap", format!("0 {} {after} {rest}", gap - 40), Reason::PdfNotCovered),
        ("byte range that stops early", format!("0 {gap} {after} {}", rest - 7), Reason::PdfNotCovered),
        ("byte range in fractions", format!("0 {gap}.0 {after} {rest}"), Reason::PdfSealUnreadable),
    ];
    cases
        .into_iter()
        .map(|(name, numbers, reason)| forged(name, with_range(sealed, &numbers), reason))
        .collect()
}

/// The seal is there for the eye, and says nothing: what a careless reader takes for "no objection".
fn universal_forgery(genuine: &Genuine) -> Vec<Attack> {
    let sealed = &genuine.sealed;
    let digits = seal_digits(sealed);
    let with_digits = |fill: u8| {
        let mut bytes = sealed.clone();
        bytes[digits.clone()].fill(fill);
        bytes
    };
    let mut upper = sealed.clone();
    upper[digits.clone()].make_ascii_uppercase();
    let mut empty = sealed.clone();
    empty.drain(digits.clone());
    let range = last(sealed, b"/ByteRange [");
    let range_end = range_numbers(sealed).end + 1;
    let mut without_range = sealed.clone();
    without_range[range..range_end].fill(b' ');
    let mut null_range = sealed.clone();
    null_range[range + 11..range_end].fill(b' ');
    null_range[range + 11..range + 15].copy_from_slice(b"null");
    let mut null_contents = sealed.clone();
    null_contents[digits.start - 1..=digits.end].fill(b' ');
    null_contents[digits.start - 1..digits.start + 3].copy_from_slice(b"null");
    vec![
        forged("contents zeroed", with_digits(b'0'), Reason::PdfSealUnreadable),
        forged("contents of nothing", empty, Reason::PdfNotCovered),
        forged("contents in capitals", upper, Reason::PdfSealUnreadable),
        forged("contents not hex", with_digits(b'z'), Reason::PdfSealUnreadable),
        forged("byte range missing", without_range, Reason::PdfNotSealed),
        forged("byte range null", null_range, Reason::PdfSealUnreadable),
        forged("contents null", null_contents, Reason::PdfSealUnreadable),
        forged(
            "contents renamed",
            written_over(sealed, "/Contents <", "/Contentz <"),
            Reason::PdfSealUnreadable,
        ),
    ]
}

/// The covered bytes are moved, and something is put where the seal does not look.
fn wrapping(genuine: &Genuine) -> Vec<Attack> {
    let sealed = &genuine.sealed;
    let digits = seal_digits(sealed);
    let evil = b"> /Evil <";
    // Beside a seal with a timestamp there is room; without it the forger makes room, and covered bytes move.
    let dated = &genuine.dated;
    let place = seal_digits(dated);
    let used = dated[place.clone()].iter().rposition(|digit| *digit != b'0').expect("a seal") + 3;
    let mut in_padding = dated.clone();
    in_padding[place.start + used..place.start + used + evil.len()].copy_from_slice(evil);
    let mut made_room = sealed.clone();
    made_room.splice(digits.end..digits.end, evil.iter().copied());
    let mut moved = sealed[..=digits.end].to_vec();
    moved.extend_from_slice(b"\n999 0 obj\n<< /Type /Catalog >>\nendobj\n");
    let second = moved.len();
    moved.extend_from_slice(&sealed[digits.end + 1..]);
    let numbers = format!("0 {} {second} {}", digits.start - 1, moved.len() - second);
    let twice = [&sealed[..], &sealed[composed().len()..]].concat();
    vec![
        forged("wrapping: another entry in the padding", in_padding, Reason::PdfSealUnreadable),
        forged("wrapping: another entry where there is no room", made_room, Reason::PdfNotCovered),
        forged("wrapping: the second span moved", with_range(&moved, &numbers), Reason::PdfSealUnreadable),
        forged("wrapping: the seal's revision once more", twice, Reason::PdfBytesAfter),
    ]
}
