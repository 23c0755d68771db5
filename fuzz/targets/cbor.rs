//! CBOR as a stranger may write it: what is checked can be stepped over to its end, and nothing else is ever read.
#![no_main]

use damane_credential::cbor::{Reader, check};
use damane_credential::verify_cose;
use fund::{BUNDLE, NOW, at};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut reader = Reader::new(bytes);
    let stepped = reader.skip().and_then(|()| reader.end());
    assert_eq!(check(bytes).is_ok(), stepped.is_ok());
    let answer = verify_cose(bytes, &BUNDLE, at(NOW));
    assert!(answer.certificate.is_none(), "{answer:?}");
});
