//! PAdES B-B to B-LTA: what each level adds, that it adds nothing else, and that it is the same each time.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod common;
#[path = "common/levels.rs"]
mod levels;

use common::{NOW, SEALED, at, bundle, composed, sealer};
use damane_credential::Signer as _;
use damane_document::seal::{Archive, Evidence, Prepared, add_evidence};
use damane_document::{Roots, SealError, verify, verify_with_roots};
use damane_domain::pdf_report::{PdfAspect, PdfFinding, PdfReport};
use damane_domain::verification::Verdict;
use levels::{DATED, Hierarchy, all_levels};
use std::sync::LazyLock;

static LEVELS: LazyLock<[Vec<u8>; 4]> = LazyLock::new(all_levels);

fn count(pdf: &[u8], word: &str) -> usize {
    pdf.windows(word.len()).filter(|window| *window == word.as_bytes()).count()
}

/// Numbers of the objects a piece of a file writes.
fn objects(piece: &[u8]) -> Vec<u32> {
    let text = String::from_utf8_lossy(piece);
    text.lines().filter_map(|line| line.strip_suffix(" 0 obj")?.parse().ok()).collect()
}

#[test]
fn each_level_is_the_one_before_and_a_revision() {
    let [_, dated, kept, archived] = &*LEVELS;
    assert!(kept.starts_with(dated) && archived.starts_with(kept));
    for (pdf, seals, ends) in [(dated, 1, 2), (kept, 1, 3), (archived, 2, 4)] {
        assert_eq!((count(pdf, "/ByteRange"), count(pdf, "%%EOF")), (seals, ends));
        assert!(pdf.ends_with(b"%%EOF\n"));
    }
    assert!(*LEVELS == all_levels(), "the same input gives the same bytes");
}

#[test]
fn the_revisions_write_the_objects_that_are_documented_and_no_others() {
    let [_, dated, kept, archived] = &*LEVELS;
    let (seal, evidence, stamp) = (&dated[composed().len()..], &kept[dated.len()..], &archived[kept.len()..]);
    let seal = objects(seal);
    assert_eq!(seal.len(), 8, "{seal:?}");
    let catalogue = seal[0];
    let page = seal[1];
    let first = seal[4];
    assert_eq!(seal[4..], [first, first + 1, first + 2, first + 3]);
    let evidence = objects(evidence);
    assert_eq!(evidence[0], catalogue);
    // The store, four certificates, two lists.
    assert_eq!(evidence[1..], (first + 4..first + 11).collect::<Vec<_>>());
    assert_eq!(objects(stamp), [catalogue, page, first + 11, first + 12]);
}

#[test]
fn a_page_without_room_takes_no_timestamp_and_one_that_is_too_long_is_refused() {
    let hierarchy = Hierarchy::new();
    let (chain, page) = (hierarchy.chain(), composed());
    let token = hierarchy.token([1; 32], DATED);
    let prepared = Prepared::new(&page, &chain, at(SEALED), false).unwrap();
    let signature = sealer().sign(&prepared.to_be_signed()).unwrap();
    assert_eq!(prepared.finish(&signature, Some(&token)), Err(SealError::Timestamp));
    assert!(Prepared::new(&page, &chain, at(SEALED), true).unwrap().finish(&signature, None).is_ok());
}

#[test]
fn a_signature_of_another_page_or_key_is_told_apart() {
    let hierarchy = Hierarchy::new();
    let (chain, page) = (hierarchy.chain(), composed());
    let prepared = Prepared::new(&page, &chain, at(SEALED), true).unwrap();
    let other = Prepared::new(&page, &chain, at(SEALED + 1), true).unwrap();
    let signature = sealer().sign(&prepared.to_be_signed()).unwrap();
    assert!(prepared.is_signed(&signature) && !other.is_signed(&signature));
    assert!(!prepared.is_signed(&common::signer(9).sign(&prepared.to_be_signed()).unwrap()));
}

#[test]
fn the_levels_come_in_their_order_and_each_once() {
    let hierarchy = Hierarchy::new();
    let token = hierarchy.token([1; 32], DATED);
    let [bare, dated, kept, archived] = &*LEVELS;
    let nothing = Evidence::default();
    assert_eq!(add_evidence(&composed(), &nothing), Err(SealError::Layout), "not sealed");
    assert_eq!(add_evidence(kept, &nothing), Err(SealError::Layout), "evidence is there");
    for early in [bare, dated, archived] {
        assert!(matches!(Archive::new(early, &token), Err(SealError::Layout)));
    }
    assert!(Archive::new(kept, &token).is_ok());
}

fn finding(report: &PdfReport, seal: u32, aspect: PdfAspect) -> PdfFinding {
    let line = report.lines.iter().find(|line| line.seal == seal && line.aspect == aspect);
    line.unwrap_or_else(|| panic!("{seal} {aspect:?}: {report:?}")).finding
}

#[test]
fn a_certificate_of_every_level_is_valid_and_its_evidence_is_told_apart_from_a_change() {
    for (level, pdf) in LEVELS.iter().enumerate() {
        let answer = verify(pdf, &bundle(), at(NOW));
        assert_eq!(answer.verification.verdict, Verdict::Valid, "{level}: {:?}", answer.verification);
        let expected = if level < 2 { PdfFinding::NoChanges } else { PdfFinding::EvidenceAdded };
        assert_eq!(finding(&answer.report, 1, PdfAspect::ChangesAfter), expected, "{level}");
        let time = if level == 0 { PdfFinding::TimeClaimed } else { PdfFinding::TimeUnproved };
        assert_eq!(finding(&answer.report, 1, PdfAspect::Time), time, "{level}");
    }
}

#[test]
fn with_the_root_given_the_timestamps_prove_the_time_and_every_line_of_the_seal_is_good() {
    let mut roots = Roots::none();
    roots.add(&common::root_certificate()).unwrap();
    let [_, dated, _, archived] = &*LEVELS;
    for pdf in [dated, archived] {
        let answer = verify_with_roots(pdf, &bundle(), &roots, at(NOW));
        assert_eq!(
            finding(&answer.report, 1, PdfAspect::Time),
            PdfFinding::TimeProved,
            "{:?}",
            answer.report
        );
    }
    let report = verify_with_roots(archived, &bundle(), &roots, at(NOW)).report;
    assert_eq!(report.lines.len(), 14, "a seal and a timestamp of the document");
    assert_eq!(finding(&report, 2, PdfAspect::Chain), PdfFinding::ChainTrusted, "{report:?}");
    assert_eq!(finding(&report, 2, PdfAspect::Coverage), PdfFinding::WholeFile, "{report:?}");
}
