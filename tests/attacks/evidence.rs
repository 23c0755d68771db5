//! Certificates, lists and timestamps may follow a seal. What else a forger sends along with them.

use crate::Attack;
use crate::common::SEALED;
use crate::edit::{first, last, object, seal_digits, size, stream, update, with_entries};
use crate::later::{first_reference, overlay_at};
use crate::levels::Hierarchy;
use crate::pdf::{Genuine, forged};
use damane_document::seal::{Archive, Evidence, add_evidence};
use damane_domain::verification::Reason;

/// Certificates and lists may follow a seal; whatever else comes with them may not.
pub fn evidence(genuine: &Genuine) -> Vec<Attack> {
    let (sealed, new) = (&genuine.sealed, genuine.new);
    let kept = &genuine.kept;
    let store = |entries: &str| genuine.catalogue_with(&format!("/DSS << /Type /DSS {entries} >>"));
    let der = stream("", "0\u{1}\u{1}");
    let content = first_reference(&object(sealed, genuine.page), "/Contents");
    vec![
        forged(
            "evidence with a hidden object",
            update(sealed, &[store(&format!("/Certs [{new} 0 R]")), (new, der.clone()), overlay_at(new + 1)]),
            Reason::PdfChangedAfter,
        ),
        forged(
            "evidence that is no certificate",
            update(sealed, &[store(&format!("/Certs [{new} 0 R]")), overlay_at(new)]),
            Reason::PdfChangedAfter,
        ),
        forged(
            "evidence that is the page's content",
            update(sealed, &[store(&format!("/Certs [{content} 0 R]")), (content, der.clone())]),
            Reason::PdfChangedAfter,
        ),
        forged(
            "evidence with an entry nobody knows",
            update(sealed, &[store("/Page << >>")]),
            Reason::PdfChangedAfter,
        ),
        forged(
            "evidence with other page contents",
            update(
                sealed,
                &[store(""), genuine.page_with("/Contents", &format!("{new} 0 R")), overlay_at(new)],
            ),
            Reason::PdfChangedAfter,
        ),
        forged(
            "evidence with an action",
            update(
                sealed,
                &[genuine.catalogue_with("/DSS << >> /AA << /WC << /S /JavaScript /JS (1) >> >>")],
            ),
            Reason::PdfChangedAfter,
        ),
        forged(
            "evidence, then an annotation",
            update(
                kept,
                &[
                    (genuine.page, genuine.page_annotated(size(kept)).1),
                    (size(kept), "<< /Type /Annot /Subtype /Stamp /Rect [0 0 500 500] >>".into()),
                ],
            ),
            Reason::PdfChangedAfter,
        ),
        forged("evidence, then bytes", [&kept[..], b"x"].concat(), Reason::PdfBytesAfter),
        forged("evidence, cut short", kept[..kept.len() - 30].to_vec(), Reason::PdfBytesAfter),
    ]
}

pub fn timestamps(genuine: &Genuine) -> Vec<Attack> {
    let hierarchy = Hierarchy::new();
    let (kept, archived) = (&genuine.kept, &genuine.archived);
    let like = hierarchy.token([1; 32], SEALED);
    let archive = || Archive::new(kept, &like).expect("it takes a timestamp");
    let of_another = archive().finish(&hierarchy.token([9; 32], SEALED)).expect("it fits");
    // A genuine revision in which the timestamp's widget was moved onto the page, and the timestamp made of that.
    let widget_at = last(archived, b"/Rect [-9999 -9999 -9999 -9999]");
    let mut seen = archived.clone();
    seen[widget_at..widget_at + 31].copy_from_slice(b"/Rect [0    0     590   800   ]");
    let start = last(archived, b"/Contents <") + 11;
    let mut zeroed = archived.clone();
    let end = start + first(&archived[start..], b">");
    zeroed[start..end].fill(b'0');
    let mut flipped = archived.clone();
    flipped[start + 250] = if flipped[start + 250] == b'1' { b'2' } else { b'1' };
    let annotated = update(
        archived,
        &[(size(archived), "<< /Type /Annot /Subtype /Stamp /Rect [0 0 500 500] >>".into())],
    );
    // The signature's timestamp of one seal in another: it is not covered by the seal itself.
    let mut unsigned = genuine.dated.clone();
    let digits = seal_digits(&unsigned);
    let middle = unsigned[digits.clone()].iter().rposition(|digit| *digit != b'0').expect("a seal") - 200;
    unsigned[digits.start + middle] = if unsigned[digits.start + middle] == b'1' { b'2' } else { b'1' };
    let empty = Evidence::default();
    let no_evidence = add_evidence(&genuine.dated, &empty).expect("a store of nothing");
    vec![
        forged("document timestamp of something else", of_another, Reason::PdfTimestampWrong),
        forged("document timestamp zeroed", zeroed, Reason::PdfTimestampWrong),
        forged("document timestamp with a flipped bit", flipped, Reason::PdfTimestampWrong),
        forged("document timestamp drawn over the page", seen, Reason::PdfChangedAfter),
        forged("document timestamp, then an annotation", annotated, Reason::PdfChangedAfter),
        forged("document timestamp, then a line", [&archived[..], b"\n"].concat(), Reason::PdfBytesAfter),
        forged("the signature's timestamp changed", unsigned, Reason::PdfTimestampWrong),
        forged(
            "an empty store, then a script",
            update(
                &no_evidence,
                &[(
                    genuine.catalogue,
                    with_entries(&object(&no_evidence, genuine.catalogue), "/OpenAction [0]"),
                )],
            ),
            Reason::PdfChangedAfter,
        ),
    ]
}
