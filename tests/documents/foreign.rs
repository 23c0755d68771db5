//! Seals of strangers, made by pyHanko with a hierarchy of its own: each question about each has the right answer.

#[path = "../../crates/document/tests/common/mod.rs"]
mod common;

use common::bundle;
use damane_document::{Roots, verify_with_roots};
use damane_domain::pdf_report::{PdfAspect as Aspect, PdfFinding as Finding, PdfReport};
use damane_domain::verification::{Reason, Verdict};
use damane_services::Ports;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What is expected of one file: answers that are not those of a sound seal, or all of them when there are none.
type Case = (&'static str, &'static [(u32, Aspect, Finding)]);

/// The answers of a sound seal without a timestamp, revocation lists or anything after it.
const SOUND: [(Aspect, Finding); 7] = [
    (Aspect::Integrity, Finding::Intact),
    (Aspect::Signer, Finding::SignerNamed),
    (Aspect::Chain, Finding::ChainTrusted),
    (Aspect::Time, Finding::TimeClaimed),
    (Aspect::Revocation, Finding::RevocationUnknown),
    (Aspect::Coverage, Finding::WholeFile),
    (Aspect::ChangesAfter, Finding::NoChanges),
];

const UNREAD: [(u32, Aspect, Finding); 4] = [
    (1, Aspect::Signer, Finding::NotChecked),
    (1, Aspect::Chain, Finding::NotChecked),
    (1, Aspect::Time, Finding::NotChecked),
    (1, Aspect::Revocation, Finding::NotChecked),
];

const WEAK: &[(u32, Aspect, Finding)] =
    &[(1, Aspect::Integrity, Finding::WeakAlgorithm), UNREAD[0], UNREAD[1], UNREAD[2], UNREAD[3]];
const UNKNOWN: &[(u32, Aspect, Finding)] =
    &[(1, Aspect::Integrity, Finding::UnknownAlgorithm), UNREAD[0], UNREAD[1], UNREAD[2], UNREAD[3]];
const CHANGED: &[(u32, Aspect, Finding)] =
    &[(1, Aspect::Integrity, Finding::Changed), UNREAD[0], UNREAD[1], UNREAD[2], UNREAD[3]];
const LATER: [(u32, Aspect, Finding); 2] =
    [(1, Aspect::Coverage, Finding::PartOfFile), (1, Aspect::ChangesAfter, Finding::ChangedAfter)];
const KEPT: &[(u32, Aspect, Finding)] = &[
    (1, Aspect::Time, Finding::TimeProved),
    (1, Aspect::Revocation, Finding::NotRevoked),
    (1, Aspect::Coverage, Finding::PartOfFile),
    (1, Aspect::ChangesAfter, Finding::EvidenceAdded),
];
/// The document's timestamp, which is then evidence itself.
const ARCHIVED: &[(u32, Aspect, Finding)] = &[
    KEPT[0],
    KEPT[1],
    KEPT[2],
    KEPT[3],
    (2, Aspect::Time, Finding::TimeProved),
    (2, Aspect::Revocation, Finding::NotRevoked),
    // pyHanko adds what the timestamp itself is checked with.
    (2, Aspect::Coverage, Finding::PartOfFile),
    (2, Aspect::ChangesAfter, Finding::EvidenceAdded),
];

const AFTER: [(u32, Aspect, Finding); 2] =
    [(1, Aspect::Coverage, Finding::PartOfFile), (1, Aspect::ChangesAfter, Finding::EvidenceAdded)];
/// What an answer in the file's security store makes of the question whether the certificate stood.
const fn answered(revocation: Finding) -> [(u32, Aspect, Finding); 3] {
    [(1, Aspect::Revocation, revocation), AFTER[0], AFTER[1]]
}
const GOOD: &[(u32, Aspect, Finding)] = &answered(Finding::NotRevoked);
const REVOKED: &[(u32, Aspect, Finding)] = &answered(Finding::Revoked);
const OLD: &[(u32, Aspect, Finding)] = &answered(Finding::RevocationOld);
const NOBODY_SAYS: &[(u32, Aspect, Finding)] = &answered(Finding::RevocationUnknown);

const CASES: [Case; 31] = [
    ("rsa_sha256", &[]),
    ("rsa_pss_sha512", &[]),
    ("rsa_pss_longest_salt", UNKNOWN),
    ("p256_sha256", &[]),
    ("p384_sha384", &[]),
    ("p384_sha512", &[]),
    ("p521_sha512", &[]),
    ("adobe", &[]),
    ("rsa_1024", WEAK),
    ("rsa_sha1", WEAK),
    ("flipped", CHANGED),
    ("edited", &LATER),
    ("twice", &LATER),
    ("timestamped", &[(1, Aspect::Time, Finding::TimeProved)]),
    ("for_web_servers", &[(1, Aspect::Chain, Finding::ChainWrongUse), UNREAD[3]]),
    ("self_made", &[(1, Aspect::Chain, Finding::ChainUnknownRoot), UNREAD[3]]),
    ("long_term_stream", KEPT),
    ("long_term_table", KEPT),
    ("archived_stream", ARCHIVED),
    ("archived_table", ARCHIVED),
    ("ocsp_good", GOOD),
    ("ocsp_delegated", GOOD),
    ("ocsp_openssl", GOOD),
    ("ocsp_revoked", REVOKED),
    ("ocsp_old", OLD),
    ("ocsp_responder_without_the_purpose", NOBODY_SAYS),
    ("ocsp_responder_of_another_authority", NOBODY_SAYS),
    ("ocsp_responder_not_carried", NOBODY_SAYS),
    ("ocsp_of_another_certificate", NOBODY_SAYS),
    ("ocsp_of_another_issuer", NOBODY_SAYS),
    ("ocsp_spoiled", NOBODY_SAYS),
];

fn made_by_strangers() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("documents/foreign.py");
    super::said(damane_tests::python().arg(script).arg(folder.path()));
    folder
}

/// The names of the files that were made, and of the cases.
fn made_and_expected(folder: &Path) -> (BTreeSet<String>, BTreeSet<String>) {
    let files = std::fs::read_dir(folder).expect("the folder").map(|entry| entry.expect("a file").path());
    let papers = files.filter(|file| file.extension().is_some_and(|ending| ending == "pdf"));
    let name = |file: PathBuf| file.file_stem().expect("a name").to_string_lossy().into_owned();
    (papers.map(name).collect(), CASES.iter().map(|(name, _)| (*name).to_owned()).collect())
}

fn finding(report: &PdfReport, seal: u32, aspect: Aspect) -> Option<Finding> {
    report.lines.iter().find(|line| line.seal == seal && line.aspect == aspect).map(|line| line.finding)
}

#[test]
fn every_question_about_a_stranger_s_seal_has_its_own_answer_and_none_is_a_certificate() {
    let folder = made_by_strangers();
    let (made, expected) = made_and_expected(folder.path());
    assert_eq!(made, expected, "each file that is made is a case, and each case is made");
    let mut roots = Roots::none();
    roots.add(&std::fs::read(folder.path().join("roots/root.pem")).expect("the root")).expect("it is one");
    let now = Ports::system().clock.now();
    let mut wrong = Vec::new();
    for (name, differs) in CASES {
        let bytes = std::fs::read(folder.path().join(format!("{name}.pdf"))).expect(name);
        let answer = verify_with_roots(&bytes, &bundle(), &roots, now);
        let verdict = (answer.verification.verdict, answer.verification.reasons);
        assert_eq!(verdict, (Verdict::NotACertificate, vec![Reason::PdfForeignSeal]), "{name}");
        let seals = answer.report.lines.len() / 7;
        for (seal, (aspect, sound)) in
            (1..=u32::try_from(seals).expect("few")).flat_map(|seal| SOUND.map(|line| (seal, line)))
        {
            let other = differs.iter().find(|(of, about, _)| (*of, *about) == (seal, aspect));
            let expected = other.map_or(sound, |(.., finding)| *finding);
            let found = finding(&answer.report, seal, aspect).expect("a line");
            if found != expected {
                wrong.push(format!("{name}, seal {seal}: {found:?}, not {expected:?}"));
            }
        }
        // Without roots nobody is trusted, whatever else is said.
        let alone = verify_with_roots(&bytes, &bundle(), &Roots::none(), now).report;
        assert!(!alone.stands(), "{name}");
        let speaks_for_it = ["long_term", "archived", "ocsp_good", "ocsp_delegated", "ocsp_openssl"];
        assert_eq!(
            answer.report.stands(),
            speaks_for_it.iter().any(|start| name.starts_with(start)),
            "{name}"
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
