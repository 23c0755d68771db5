//! The text of a code, whatever it is. The fuzzer holds no signature of the fund's: nothing it writes may be a certificate.
#![no_main]

use damane_credential::{verify, verify_without_trust};
use damane_domain::verification::Verdict;
use fund::{BUNDLE, NOW, at};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let answer = verify(&text, &BUNDLE, at(NOW));
    assert!(answer.certificate.is_none(), "{answer:?}");
    assert!(!matches!(answer.verdict, Verdict::Valid | Verdict::ValidStatusOld));
    let answer = verify_without_trust(&text);
    assert!(answer.certificate.is_none() && answer.verdict != Verdict::Valid);
});
