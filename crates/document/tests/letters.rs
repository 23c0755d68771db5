//! A letter of the fund is no certificate and no forgery, whatever evidence follows its seal.

#![allow(clippy::unwrap_used, clippy::panic, reason = "here a panic is the report")]

mod common;
#[path = "common/paper.rs"]
mod paper;

use common::{NOW, at, bundle, bundle_with, key, sealed_by, sealer, signer};
use damane_credential::{KeyState, Signer as _};
use damane_document::seal::{Evidence, add_evidence};
use damane_document::{verify, verify_without_trust};
use damane_domain::verification::{Reason, Verdict};
use paper::{letter, paper};

const OF_THE_FUND: (Verdict, &[Reason]) = (Verdict::NotACertificate, &[Reason::PdfFundPaper]);

#[test]
fn a_letter_is_no_certificate_and_no_forgery() {
    let answer = verify(&letter(), &bundle(), at(NOW));
    assert_eq!((answer.verification.verdict, &*answer.verification.reasons), OF_THE_FUND);
    let seal = answer.seal.unwrap();
    assert_eq!(seal.key, sealer().kid(), "who sealed it is told");
}

#[test]
fn without_the_funds_list_nobody_says_that_a_letter_is_somebody_elses() {
    let answer = verify_without_trust(&letter());
    assert_eq!(
        (answer.verification.verdict, answer.verification.reasons),
        (Verdict::StatusUnknown, vec![Reason::NoStatusList])
    );
    assert!(answer.seal.is_none(), "and nobody says whose it is");
}

#[test]
fn evidence_that_speaks_of_claims_makes_no_letter_a_forgery() {
    let words = b"claims.cose /EmbeddedFile /Filespec";
    let length = u8::try_from(words.len()).unwrap();
    // A sequence of one text: what stands in a certificate is anybody's.
    let certificate = [&[0x30, length + 2, 0x0c, length][..], words].concat();
    let evidence = Evidence { certificates: vec![certificate], ..Evidence::default() };
    let kept = add_evidence(&letter(), &evidence).unwrap();
    let answer = verify(&kept, &bundle(), at(NOW));
    assert_eq!((answer.verification.verdict, &*answer.verification.reasons), OF_THE_FUND);
    assert!(answer.seal.is_some());
}

#[test]
fn a_letter_sealed_by_a_key_that_is_no_longer_trusted_or_never_was_is_not_the_funds() {
    let withdrawn = bundle_with(vec![key(&sealer(), KeyState::Withdrawn)]);
    let answer = verify(&letter(), &withdrawn, at(NOW)).verification;
    assert_eq!(
        (answer.verdict, answer.reasons),
        (Verdict::UntrustedKey, vec![Reason::PdfSealUntrusted, Reason::KeyWithdrawn])
    );
    let answer = verify(&sealed_by(&paper(4, "x"), &signer(7)), &bundle(), at(NOW));
    assert_eq!(
        (answer.verification.verdict, answer.verification.reasons),
        (Verdict::NotACertificate, vec![Reason::PdfForeignSeal])
    );
    assert!(answer.seal.is_none(), "its name is not taken from it");
}
