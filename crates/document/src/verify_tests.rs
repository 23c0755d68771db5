//! Files the fund's own key signed, but which are not laid out as its certificates: signed is not enough.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

#[path = "../tests/common/mod.rs"]
mod common;

use super::*;
use crate::cms;
use crate::x509::Certificate;
use common::{NOW, at, bundle, composed, seal_certificate, sealed, sealer};
use damane_credential::Signer;

/// Changes a sealed file and seals it anew with the fund's key, as someone holding the key could.
fn resealed(from: &str, to: &str) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut pdf = sealed();
    let own = composed().len();
    let place = own + pdf[own..].windows(from.len()).position(|found| found == from.as_bytes()).unwrap();
    pdf[place..place + to.len()].copy_from_slice(to.as_bytes());
    let start = pdf.windows(11).rposition(|word| word == b" /Contents ").unwrap() + 11;
    let end = start + pdf[start..].iter().position(|byte| *byte == b'>').unwrap() + 1;
    let (key, certificate) = (sealer(), seal_certificate(&sealer()));
    let digest = cms::digest_of(&[&pdf[..start], &pdf[end..]]);
    let signature = key.sign(&cms::to_be_signed(&[&certificate], &digest)).unwrap();
    let leaf = Certificate::read(&certificate).unwrap();
    let seal = cms::write(&[&certificate], &leaf, &digest, &cms::signature_der(&signature));
    let hex: String = seal.iter().map(|byte| format!("{byte:02x}")).collect();
    pdf[start + 1..end - 1].fill(b'0');
    pdf[start + 1..start + 1 + hex.len()].copy_from_slice(hex.as_bytes());
    pdf
}

fn answer(pdf: &[u8]) -> Verification {
    verify(pdf, &bundle(), at(NOW)).verification
}

#[test]
fn sealing_anew_without_a_change_is_valid() {
    assert_eq!(answer(&resealed("/DocMDP", "/DocMDP")).verdict, Verdict::Valid);
}

#[test]
fn a_seal_that_permits_changes_or_certifies_nothing_is_refused() {
    for (from, to) in [
        ("/P 1 /V /1.2", "/P 2 /V /1.2"),
        ("/TransformMethod /DocMDP", "/TransformMethod /FieldM"),
        ("/Perms <<", "/Permx <<"),
        ("/Fields [", "/Fieldx ["),
        ("/M (D:2026", "/M (D:20x6"),
    ] {
        let answer = answer(&resealed(from, to));
        assert_eq!(
            (answer.verdict, answer.reasons),
            (Verdict::NotGenuine, vec![Reason::PdfNotCertified]),
            "{from}"
        );
    }
}

#[test]
fn a_document_without_the_attached_claims_is_refused() {
    for (from, to) in [("/EmbeddedFiles", "/EmbeddedFilex"), ("(claims.cose)", "(claims.code)")] {
        let answer = answer(&resealed(from, to));
        assert_eq!(
            (answer.verdict, answer.reasons),
            (Verdict::NotGenuine, vec![Reason::PdfWithoutClaims]),
            "{from}"
        );
    }
}

#[test]
fn a_seal_from_the_future_makes_this_clock_doubtful() {
    let answer = answer(&resealed("/M (D:20261120", "/M (D:20270120"));
    assert_eq!((answer.verdict, answer.reasons), (Verdict::StatusUnknown, vec![Reason::IssuedInFuture]));
}
