//! PAdES B-B to B-LTA: what each level adds, that it adds nothing else, and that it is the same each time.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod common;
#[path = "common/levels.rs"]
mod levels;

use common::{SEALED, at, composed, sealer};
use damane_credential::Signer as _;
use damane_document::SealError;
use damane_document::seal::{Archive, Evidence, Prepared, add_evidence};
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
