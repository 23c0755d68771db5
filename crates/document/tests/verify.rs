//! What a stranger's PDF may and may not pass for: a genuine one, and every way to tamper with it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod common;

use common::{
    DAY, NOW, SEALED, at, bundle, bundle_with, claims, composed, composed_with, facts, key, name,
    seal_certificate, sealed, sealed_by, sealer, signer,
};
use damane_credential::{KeyState, Signer};
use damane_document::{SealIdentity, is_pdf, seal, verify, verify_without_trust};
use damane_domain::pdf_report::PdfFinding;
use damane_domain::verification::{Reason, Verdict};
use proptest::prelude::*;
use std::sync::LazyLock;

static GENUINE: LazyLock<Vec<u8>> = LazyLock::new(sealed);

/// The verdict and its reasons; what is refused must show nothing.
fn verdict(pdf: &[u8]) -> (Verdict, Vec<Reason>) {
    let answer = verify(pdf, &bundle(), at(NOW)).verification;
    assert!(
        answer.verdict == Verdict::Valid || answer.certificate.is_none(),
        "nothing of a forgery is shown"
    );
    (answer.verdict, answer.reasons)
}

fn not_genuine(reason: Reason) -> (Verdict, Vec<Reason>) {
    (Verdict::NotGenuine, vec![reason])
}

fn replaced(pdf: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let place = pdf.windows(from.len()).rposition(|window| window == from).unwrap();
    [&pdf[..place], to, &pdf[place + from.len()..]].concat()
}

#[test]
fn a_sealed_certificate_is_valid_and_shows_what_its_claims_say() {
    let answer = verify(&GENUINE, &bundle(), at(NOW));
    assert_eq!(answer.verification.verdict, Verdict::Valid);
    assert_eq!(answer.verification.certificate.unwrap().claims().name, name());
    let seal = answer.seal.unwrap();
    assert_eq!((seal.key, seal.sealed_at), (sealer().kid(), at(SEALED)));
    assert_eq!(seal.signer.as_deref(), Some("Cachet de démonstration"));
    assert!(is_pdf(&GENUINE));
}

#[test]
fn a_sealed_certificate_has_seven_good_lines_of_which_the_time_is_the_fund_s_own_account() {
    let report = verify(&GENUINE, &bundle(), at(NOW)).report;
    let findings: Vec<PdfFinding> = report.lines.iter().map(|line| line.finding).collect();
    let expected = [
        PdfFinding::Intact,
        PdfFinding::SignerFund,
        PdfFinding::ChainFund,
        PdfFinding::TimeClaimed,
        PdfFinding::NotRevoked,
        PdfFinding::WholeFile,
        PdfFinding::NoChanges,
    ];
    assert_eq!(findings, expected);
    assert!(report.stands());
}

#[test]
fn the_same_record_gives_the_same_bytes() {
    assert!(*GENUINE == sealed());
}

#[test]
fn a_chain_of_certificates_is_carried_and_covered() {
    let key = sealer();
    let identity =
        SealIdentity { chain: vec![seal_certificate(&key), seal_certificate(&signer(9))], signer: &key };
    let pdf = seal(&composed(), &identity, at(SEALED)).unwrap();
    assert_eq!(verdict(&pdf).0, Verdict::Valid);
}

#[test]
fn only_the_sealing_key_s_own_certificate_is_taken_and_a_page_is_sealed_once() {
    let key = sealer();
    let wrong = SealIdentity { chain: vec![seal_certificate(&signer(9))], signer: &key };
    assert_eq!(seal(&composed(), &wrong, at(SEALED)), Err(damane_document::SealError::Certificate));
    let right = SealIdentity { chain: vec![seal_certificate(&key)], signer: &key };
    assert_eq!(seal(&GENUINE, &right, at(SEALED)), Err(damane_document::SealError::Layout));
    assert_eq!(seal(b"%PDF-1.7\n", &right, at(SEALED)), Err(damane_document::SealError::Layout));
}

#[test]
fn a_seal_of_a_key_that_is_not_trusted_is_refused_even_with_genuine_claims() {
    let forged = sealed_by(&composed(), &signer(7));
    assert_eq!(verdict(&forged), (Verdict::UntrustedKey, vec![Reason::PdfSealUntrusted]));
}

#[test]
fn a_withdrawn_key_or_one_not_valid_then_vouches_for_nothing() {
    let withdrawn = bundle_with(vec![key(&sealer(), KeyState::Withdrawn)]);
    let answer = verify(&GENUINE, &withdrawn, at(NOW)).verification;
    assert_eq!(answer.reasons, [Reason::PdfSealUntrusted, Reason::KeyWithdrawn]);
    let mut late = key(&sealer(), KeyState::Active);
    late.valid_from = at(SEALED + DAY);
    let answer = verify(&GENUINE, &bundle_with(vec![late]), at(NOW)).verification;
    assert_eq!(answer.reasons, [Reason::PdfSealUntrusted, Reason::KeyNotValidThen]);
    assert_eq!(answer.verdict, Verdict::UntrustedKey);
}

#[test]
fn without_a_trust_list_nothing_is_called_valid_and_a_forgery_is_still_found() {
    assert_eq!(verify_without_trust(&GENUINE).verification.verdict, Verdict::StatusUnknown);
    let mut forged = GENUINE.clone();
    forged[1000] ^= 1;
    assert_eq!(verify_without_trust(&forged).verification.verdict, Verdict::NotGenuine);
}

#[test]
fn a_page_that_is_not_sealed_is_no_certificate() {
    assert_eq!(verdict(&composed()), not_genuine(Reason::PdfNotSealed));
    let foreign = (Verdict::NotACertificate, vec![Reason::PdfStructure]);
    assert_eq!(verdict(b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer <<>>\n%%EOF\n"), foreign);
    assert_eq!(verdict(b"GIF89a"), (Verdict::NotACertificate, vec![Reason::Malformed]));
    assert_eq!(verdict(b""), (Verdict::NotACertificate, vec![Reason::Malformed]));
}

#[test]
fn attached_claims_that_no_one_signed_are_refused() {
    let pdf = sealed_by(&composed_with(&name(), &facts(), b"not claims"), &sealer());
    assert_eq!(verdict(&pdf), not_genuine(Reason::Malformed));
    let mut claims = claims(&name(), &facts());
    claims[100] ^= 1;
    let pdf = sealed_by(&composed_with(&name(), &facts(), &claims), &sealer());
    assert_eq!(verdict(&pdf).0, Verdict::NotGenuine);
}

#[test]
fn bytes_after_the_end_are_refused_whatever_they_are() {
    let update = b"1 0 obj\n<< /Type /Pages >>\nendobj\nxref\n1 1\n0000090000 00000 n \ntrailer\n<< /Root 1 0 R >>\nstartxref\n90000\n%%EOF\n";
    for more in [&b"\n"[..], b"\0", b"%%EOF\n", update] {
        assert_eq!(verdict(&[&GENUINE, more].concat()), not_genuine(Reason::PdfBytesAfter));
    }
}

#[test]
fn a_second_byte_range_is_refused() {
    let pdf = [&GENUINE[..], b"<< /ByteRange [0 1 2 3] /Contents <00> >>"].concat();
    assert_eq!(verdict(&pdf), not_genuine(Reason::PdfBytesAfter));
}

#[test]
fn a_byte_range_that_is_empty_overlaps_or_leaves_bytes_out_is_refused() {
    let at = GENUINE.windows(10).position(|word| word == b"/ByteRange").unwrap();
    let end = at + GENUINE[at..].iter().position(|byte| *byte == b']').unwrap();
    for numbers in
        ["0 0 0 0", "0 10 5 20", "1 9 10 11", "0 86736", "-1 5 6 7", "0 4294967296 4294967296 9", "0 1.5 2 3"]
    {
        let mut pdf = GENUINE.clone();
        let padded = format!("{numbers:<width$}", width = end - at - 12);
        pdf.splice(at + 12..end, padded.bytes());
        assert_eq!(verdict(&pdf).0, Verdict::NotGenuine, "{numbers}");
    }
}

#[test]
fn a_zeroed_or_upper_case_seal_is_refused() {
    let start = GENUINE.windows(11).rposition(|word| word == b" /Contents ").unwrap() + 12;
    let end = start + GENUINE[start..].iter().position(|byte| *byte == b'>').unwrap();
    let mut zeroed = GENUINE.clone();
    zeroed[start..end].fill(b'0');
    assert_eq!(verdict(&zeroed), not_genuine(Reason::PdfSealUnreadable));
    let mut upper = GENUINE.clone();
    upper[start..end].make_ascii_uppercase();
    assert_eq!(verdict(&upper), not_genuine(Reason::PdfSealUnreadable));
}

#[test]
fn a_page_edited_under_a_genuine_seal_is_refused() {
    let pdf = replaced(&GENUINE, b"(D:20261120090000Z)", b"(D:20261121090000Z)");
    assert_eq!(verdict(&pdf), not_genuine(Reason::PdfChanged));
    // Genuine claims and seal of one certificate in the page of another.
    let other = composed_with(&common::another_name(), &facts(), &claims(&name(), &facts()));
    let seal = GENUINE.get(composed().len()..).unwrap();
    assert_eq!(verdict(&[&other, seal].concat()).0, Verdict::NotGenuine);
}

#[test]
fn the_seal_itself_forgives_no_changed_byte() {
    let last_revision = composed().len();
    let bundle = bundle();
    for place in (last_revision..GENUINE.len()).step_by(5) {
        // 0x20 turns a letter's case: the change hex digits and names are most likely to forgive.
        let mut forged = GENUINE.clone();
        forged[place] ^= if place % 2 == 0 { 0x20 } else { 0x01 };
        let answer = verify(&forged, &bundle, at(NOW)).verification;
        assert!(answer.verdict == Verdict::NotGenuine && answer.certificate.is_none(), "byte {place}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn one_changed_byte_anywhere_is_found(place in 0..GENUINE.len(), change in 1_u8..) {
        let mut forged = GENUINE.clone();
        forged[place] ^= change;
        let (verdict, reasons) = verdict(&forged);
        prop_assert!(verdict != Verdict::Valid && !reasons.is_empty());
    }

    #[test]
    fn a_file_cut_short_is_found(length in 0..GENUINE.len()) {
        prop_assert_ne!(verdict(&GENUINE[..length]).0, Verdict::Valid);
    }

    #[test]
    fn a_piece_written_over_another_is_found(from in 0..GENUINE.len(), to in 0..GENUINE.len(), length in 1..2_000_usize) {
        let mut forged = GENUINE.clone();
        let length = length.min(GENUINE.len() - from.max(to));
        forged.copy_within(from..from + length, to);
        prop_assume!(forged != *GENUINE);
        prop_assert_ne!(verdict(&forged).0, Verdict::Valid);
    }

    #[test]
    fn no_bytes_make_the_verifier_fall_over(bytes in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        let pdf = [b"%PDF-1.7\n", &bytes[..]].concat();
        prop_assert_ne!(verdict(&pdf).0, Verdict::Valid);
    }
}
