//! A picture from anyone: it is read or refused, within its limits, and what a decoder breaks on breaks nothing else.
#![no_main]

use damane_credential::codes_in_image;
use libfuzzer_sys::fuzz_target;
use std::sync::Once;

static QUIET: Once = Once::new();

fuzz_target!(|bytes: &[u8]| {
    // A decoder's panic is caught where it is called; one that gets out ends the fuzzer all the same.
    QUIET.call_once(|| std::panic::set_hook(Box::new(|_| {})));
    let outcome = std::panic::catch_unwind(|| codes_in_image(bytes).map(|codes| codes.len()));
    if outcome.is_err() {
        std::process::abort();
    }
});
