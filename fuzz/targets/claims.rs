//! Claims under a good seal: the fund's own key may have sealed what another version wrote. They are read or refused.
#![no_main]

use damane_credential::{claim169_text, verify, verify_cose};
use fund::{BUNDLE, NOW, SEALER, at, sealed};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|payload: &[u8]| {
    let cose = sealed(payload, None, &SEALER);
    let answer = verify_cose(&cose, &BUNDLE, at(NOW));
    // The other way in comes to the same answer, if the text is no longer than is read.
    let text = claim169_text(&cose).expect("bytes can be packed");
    if text.len() <= damane_credential::MAX_TEXT {
        assert_eq!(verify(&text, &BUNDLE, at(NOW)).verdict, answer.verdict);
    }
});
