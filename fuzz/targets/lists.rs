//! Trust lists, status lists and the file they are kept in: under a good signature, under none, and as JSON.
#![no_main]

use damane_credential::{PublicKey, Signer, StatusList, TrustBundle, TrustList};
use fund::{BUNDLE, ROOT, SEALER, sealed};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some((which, bytes)) = bytes.split_first() else { return };
    let root: PublicKey = ROOT.public_key();
    match which % 4 {
        0 => {
            let list = sealed(bytes, Some("application/damane-trust+cwt"), &ROOT);
            let mut bundle = BUNDLE.clone();
            if bundle.renew_trust(&list).is_ok() {
                assert!(bundle.clock_floor() >= BUNDLE.clock_floor(), "the clock's floor went down");
                let again =
                    TrustBundle::from_json(&bundle.to_json().expect("it can be kept")).expect("and read");
                assert_eq!(again.trust().content(), bundle.trust().content());
            }
        }
        1 => {
            let list = sealed(bytes, Some("application/statuslist+cwt"), &SEALER);
            if let Ok(list) = StatusList::read(&list, BUNDLE.trust()) {
                let entries = &list.content().entries;
                assert!(entries.get(entries.len()).is_none() && entries.get(u32::MAX).is_none());
            }
        }
        2 => {
            assert!(
                TrustList::read(bytes, &root).is_err() && StatusList::read(bytes, BUNDLE.trust()).is_err()
            );
        }
        _ => {
            // Whatever a file says, what hangs from our root was signed by it.
            if let Ok(bundle) = TrustBundle::from_json(&String::from_utf8_lossy(bytes)) {
                assert!(*bundle.root() != root, "a bundle of ours that nobody signed");
            }
        }
    }
});
