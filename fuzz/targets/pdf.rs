//! A file from anyone, as a PDF and as a root certificate: it is read or refused, and nothing made up is ever valid.
#![no_main]

use damane_document::{Roots, verify_with_roots, verify_without_trust};
use damane_domain::verification::Verdict;
use fund::{BUNDLE, NOW, at};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut roots = Roots::none();
    let _anything = roots.add(bytes);
    let answer = verify_with_roots(bytes, &BUNDLE, &roots, at(NOW));
    assert!(answer.verification.certificate.is_none(), "{answer:?}");
    assert!(!matches!(answer.verification.verdict, Verdict::Valid | Verdict::ValidStatusOld));
    assert_eq!(answer.report.lines.len() % 7, 0, "seven lines for every seal");
    assert_eq!(verify_without_trust(bytes).report.lines.len(), answer.report.lines.len());
});
