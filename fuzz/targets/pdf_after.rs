//! Anything after the end of a sealed file: the seal never covers it, and it is never said that nothing came.
#![no_main]

use damane_document::{Roots, verify_with_roots};
use damane_domain::pdf_report::PdfFinding;
use fund::{BUNDLE, NOW, at};
use libfuzzer_sys::fuzz_target;

/// Sealed by a stranger, with a plain table.
const SEALED: &[u8] = include_bytes!("../seeds/pdf/stranger");

fuzz_target!(|bytes: &[u8]| {
    let answer = verify_with_roots(&[SEALED, bytes].concat(), &BUNDLE, &Roots::none(), at(NOW));
    let says = |finding| answer.report.lines.iter().any(|line| line.seal == 1 && line.finding == finding);
    let is_whole = says(PdfFinding::Intact) && says(PdfFinding::NoChanges);
    assert_eq!(is_whole, bytes.is_empty(), "{answer:?}");
    assert!(!answer.report.stands());
});
