//! Forged PDFs, each made from a genuine certificate. The classes are those published on pdf-insecurity.org (signature
//! wrapping, incremental saving, universal forgery, shadow, certification) and others found on the way.

use crate::Attack;
use crate::common::{self, SEALED, another_name, at, claims, composed, composed_with, facts, name, signer};
use crate::edit::{
    first, last, newest_table, numbers_in, object, range_numbers, root, seal_digits, size, stream, update,
    update_with, with_entries, with_range, written_over,
};
use crate::levels::{Hierarchy, all_levels};
use damane_document::seal::{Archive, Evidence, add_evidence};
use damane_domain::verification::{Reason, Verdict};

/// A genuine certificate of every level, and the numbers of what a forger wants to change.
struct Genuine {
    sealed: Vec<u8>,
    dated: Vec<u8>,
    kept: Vec<u8>,
    archived: Vec<u8>,
    catalogue: u32,
    page: u32,
    field: u32,
    new: u32,
}

impl Genuine {
    fn new() -> Self {
        let [sealed, dated, kept, archived] = all_levels();
        let written = numbers_in(&sealed[composed().len()..]);
        let (catalogue, page, field) = (written[0], written[1], written[5]);
        assert_eq!(catalogue, root(&sealed));
        Self { new: size(&sealed), sealed, dated, kept, archived, catalogue, page, field }
    }

    fn catalogue_with(&self, more: &str) -> (u32, String) {
        (self.catalogue, with_entries(&object(&self.sealed, self.catalogue), more))
    }

    /// The page's dictionary with other contents.
    fn page_with(&self, key: &str, value: &str) -> (u32, String) {
        let page = object(&self.sealed, self.page);
        let (before, after) = page.split_once(key).expect("the page has it");
        let after = after.split_once("0 R").expect("as a reference").1;
        (self.page, format!("{before}{key} {value}{after}"))
    }

    fn page_annotated(&self, annotation: u32) -> (u32, String) {
        let page = object(&self.sealed, self.page);
        (
            self.page,
            page.replace(
                &format!("/Annots [{} 0 R]", self.field),
                &format!("/Annots [{} 0 R {annotation} 0 R]", self.field),
            ),
        )
    }
}

fn forged(name: &'static str, bytes: Vec<u8>, reason: Reason) -> Attack {
    Attack { name, bytes, ending: "pdf", verdict: Verdict::NotGenuine, reasons: vec![reason] }
}

const OVERLAY: &str = "1 1 1 rg 60 300 400 300 re f";

/// Every forgery.
pub fn all() -> Vec<Attack> {
    let genuine = Genuine::new();
    let mut attacks = changed_bytes(&genuine);
    attacks.extend(ranges(&genuine));
    attacks.extend(universal_forgery(&genuine));
    attacks.extend(wrapping(&genuine));
    attacks.extend(saved_after(&genuine));
    attacks.extend(shadows(&genuine));
    attacks.extend(certification(&genuine));
    attacks.extend(evidence(&genuine));
    attacks.extend(timestamps(&genuine));
    attacks.extend(structure(&genuine));
    attacks.extend(other_papers(&genuine));
    attacks
}

/// What must still be valid: an attack set that refuses everything proves nothing.
pub fn controls() -> Vec<(&'static str, Vec<u8>)> {
    let Genuine { sealed, dated, kept, archived, .. } = Genuine::new();
    vec![("b-b", sealed), ("b-t", dated), ("b-lt", kept), ("b-lta", archived)]
}

fn changed_bytes(genuine: &Genuine) -> Vec<Attack> {
    let sealed = &genuine.sealed;
    let flipped = |place: usize| {
        let mut bytes = sealed.clone();
        bytes[place] ^= 1;
        bytes
    };
    let digits = seal_digits(sealed);
    let whole = sealed[digits.clone()].iter().rposition(|digit| *digit != b'0').expect("a seal");
    vec![
        forged("bit flip in the page", flipped(composed().len() / 2), Reason::PdfChanged),
        forged("bit flip in the signature", flipped(digits.start + whole), Reason::PdfChanged),
        forged("bit flip in the seal's certificate", flipped(digits.start + 300), Reason::PdfSealUnreadable),
        forged(
            "another time of sealing",
            written_over(sealed, "(D:20261120", "(D:20261121"),
            Reason::PdfChanged,
        ),
        forged("changes permitted", written_over(sealed, "/P 1 /V /1.2", "/P 3 /V /1.2"), Reason::PdfChanged),
        forged("cut short", sealed[..sealed.len() - 200].to_vec(), Reason::PdfNotCovered),
    ]
}

fn ranges(genuine: &Genuine) -> Vec<Attack> {
    let sealed = &genuine.sealed;
    let numbers: Vec<usize> = String::from_utf8_lossy(&sealed[range_numbers(sealed)])
        .split_whitespace()
        .map(|number| number.parse().expect("a number"))
        .collect();
    let [_, gap, after, rest] = numbers[..] else { panic!("four numbers") };
    let cases: [(&'static str, String, Reason); 9] = [
        ("empty byte range", "0 0 0 0".into(), Reason::PdfNotCovered),
        ("overlapping byte range", format!("0 {after} {gap} {rest}"), Reason::PdfNotCovered),
        ("negative byte range", format!("0 -{gap} {after} {rest}"), Reason::PdfNotCovered),
        ("byte range beyond the end", format!("0 {gap} {after} 9999999999"), Reason::PdfNotCovered),
        ("byte range of one span", format!("0 {}", sealed.len()), Reason::PdfNotCovered),
        ("byte range that starts late", format!("9 {gap} {after} {rest}"), Reason::PdfNotCovered),
        ("byte range with a wider gap", format!("0 {} {after} {rest}", gap - 40), Reason::PdfNotCovered),
        ("byte range that stops early", format!("0 {gap} {after} {}", rest - 7), Reason::PdfNotCovered),
        ("byte range in fractions", format!("0 {gap}.0 {after} {rest}"), Reason::PdfSealUnreadable),
    ];
    cases
        .into_iter()
        .map(|(name, numbers, reason)| forged(name, with_range(sealed, &numbers), reason))
        .collect()
}

/// The seal is there for the eye, and says nothing: what a careless reader takes for "no objection".
fn universal_forgery(genuine: &Genuine) -> Vec<Attack> {
    let sealed = &genuine.sealed;
    let digits = seal_digits(sealed);
    let with_digits = |fill: u8| {
        let mut bytes = sealed.clone();
        bytes[digits.clone()].fill(fill);
        bytes
    };
    let mut upper = sealed.clone();
    upper[digits.clone()].make_ascii_uppercase();
    let mut empty = sealed.clone();
    empty.drain(digits.clone());
    let range = last(sealed, b"/ByteRange [");
    let range_end = range_numbers(sealed).end + 1;
    let mut without_range = sealed.clone();
    without_range[range..range_end].fill(b' ');
    let mut null_range = sealed.clone();
    null_range[range + 11..range_end].fill(b' ');
    null_range[range + 11..range + 15].copy_from_slice(b"null");
    let mut null_contents = sealed.clone();
    null_contents[digits.start - 1..=digits.end].fill(b' ');
    null_contents[digits.start - 1..digits.start + 3].copy_from_slice(b"null");
    vec![
        forged("contents zeroed", with_digits(b'0'), Reason::PdfSealUnreadable),
        forged("contents of nothing", empty, Reason::PdfNotCovered),
        forged("contents in capitals", upper, Reason::PdfSealUnreadable),
        forged("contents not hex", with_digits(b'z'), Reason::PdfSealUnreadable),
        forged("byte range missing", without_range, Reason::PdfNotSealed),
        forged("byte range null", null_range, Reason::PdfSealUnreadable),
        forged("contents null", null_contents, Reason::PdfSealUnreadable),
        forged(
            "contents renamed",
            written_over(sealed, "/Contents <", "/Contentz <"),
            Reason::PdfSealUnreadable,
        ),
    ]
}

/// The covered bytes are moved, and something is put where the seal does not look.
fn wrapping(genuine: &Genuine) -> Vec<Attack> {
    let sealed = &genuine.sealed;
    let digits = seal_digits(sealed);
    let used =
        digits.start + sealed[digits.clone()].iter().rposition(|digit| *digit != b'0').expect("a seal") + 1;
    let evil = b"> /Evil <";
    let mut in_padding = sealed.clone();
    let room = digits.end - used;
    if room > evil.len() + 2 {
        in_padding[used + 1..used + 1 + evil.len()].copy_from_slice(evil);
    } else {
        // Without padding the forger makes room, and the covered bytes move.
        in_padding.splice(digits.end..digits.end, evil.iter().copied());
    }
    let mut moved = sealed[..=digits.end].to_vec();
    moved.extend_from_slice(b"\n999 0 obj\n<< /Type /Catalog >>\nendobj\n");
    let second = moved.len();
    moved.extend_from_slice(&sealed[digits.end + 1..]);
    let numbers = format!("0 {} {second} {}", digits.start - 1, moved.len() - second);
    let twice = [&sealed[..], &sealed[composed().len()..]].concat();
    vec![
        forged("wrapping: another entry in the padding", in_padding, Reason::PdfSealUnreadable),
        forged("wrapping: the second span moved", with_range(&moved, &numbers), Reason::PdfNotCovered),
        forged("wrapping: the seal's revision once more", twice, Reason::PdfSeveralSeals),
    ]
}

fn saved_after(genuine: &Genuine) -> Vec<Attack> {
    let (sealed, new) = (&genuine.sealed, genuine.new);
    let overlay = (new, stream("", OVERLAY));
    let page = genuine.page_with("/Contents", &format!("{new} 0 R"));
    let appended = [&sealed[..], format!("{} 0 obj\n{}\nendobj\n", page.0, page.1).as_bytes()].concat();
    let commented = {
        let updated = update(sealed, &[genuine.catalogue_with("/DSS << >>")]);
        [&updated[..], b"% nothing to see\n"].concat()
    };
    let pages = object(sealed, genuine.catalogue);
    let tree = format!("<< /Type /Pages /Count 1 /Kids [{} 0 R] >>", new + 1);
    let other_tree = replaced_reference(&pages, "/Pages", new);
    let other_page =
        format!("<< /Type /Page /Parent {new} 0 R /MediaBox [0 0 595 842] /Contents {} 0 R >>", new + 2);
    vec![
        forged(
            "page replaced by an update",
            update(sealed, &[page, overlay.clone()]),
            Reason::PdfChangedAfter,
        ),
        forged("object appended without a table", appended, Reason::PdfBytesAfter),
        forged("bytes after the end", [&sealed[..], b"<script>"].concat(), Reason::PdfBytesAfter),
        forged("a line end after the end", [&sealed[..], b"\n"].concat(), Reason::PdfBytesAfter),
        forged("a second end", [&sealed[..], b"%%EOF\n"].concat(), Reason::PdfBytesAfter),
        forged("a comment after an update", commented, Reason::PdfBytesAfter),
        forged(
            "catalogue swapped",
            update_with(
                sealed,
                &[(new, pages.clone()), overlay_at(new + 1)],
                &[],
                &format!("/Root {new} 0 R"),
            ),
            Reason::PdfChangedAfter,
        ),
        forged(
            "page tree swapped",
            update(
                sealed,
                &[(genuine.catalogue, other_tree), (new, tree), (new + 1, other_page), overlay_at(new + 2)],
            ),
            Reason::PdfChangedAfter,
        ),
        forged("an object nobody refers to", update(sealed, &[overlay]), Reason::PdfChangedAfter),
        forged("an empty update", update(sealed, &[]), Reason::PdfChangedAfter),
        forged(
            "a script on opening",
            update(
                sealed,
                &[genuine.catalogue_with("/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>")],
            ),
            Reason::PdfChangedAfter,
        ),
        forged(
            "layers switched",
            update(
                sealed,
                &[genuine.catalogue_with("/OCProperties << /D << /BaseState /OFF >> /OCGs [] >>")],
            ),
            Reason::PdfChangedAfter,
        ),
        forged(
            "an XFA form",
            update(
                sealed,
                &[(
                    genuine.catalogue,
                    object(sealed, genuine.catalogue).replace("/SigFlags 3", "/SigFlags 3 /XFA (x)"),
                )],
            ),
            Reason::PdfChangedAfter,
        ),
        forged(
            "the seal taken out",
            update(
                sealed,
                &[(genuine.catalogue, object(sealed, genuine.catalogue).replace("/Perms", "/Permz"))],
            ),
            Reason::PdfChangedAfter,
        ),
        forged(
            "another file attached",
            update(
                sealed,
                &[(
                    genuine.catalogue,
                    object(sealed, genuine.catalogue).replace("(claims.cose)", "(claims.c0se)"),
                )],
            ),
            Reason::PdfChangedAfter,
        ),
    ]
}

fn overlay_at(number: u32) -> (u32, String) {
    (number, stream("", OVERLAY))
}

/// A dictionary's text with the reference of a key led elsewhere.
fn replaced_reference(text: &str, key: &str, number: u32) -> String {
    let (before, after) = text.split_once(key).expect("it has the key");
    format!("{before}{key} {number} 0 R{}", after.split_once("0 R").expect("a reference").1)
}

/// What is needed was there before sealing; an update only hides, or leads elsewhere.
fn shadows(genuine: &Genuine) -> Vec<Attack> {
    let (sealed, new) = (&genuine.sealed, genuine.new);
    let content = first_reference(&object(sealed, genuine.page), "/Contents");
    let font = numbers_in(sealed).into_iter().find(|number| object(sealed, *number).contains("/Type0"));
    let font = font.expect("the page has a font");
    let to_field = last(sealed, format!("\n{} 0 obj\n", genuine.field).as_bytes()) + 1;
    vec![
        forged(
            "shadow, hide: the content's number set free",
            update_with(sealed, &[], &[(content, None)], ""),
            Reason::PdfChangedAfter,
        ),
        forged(
            "shadow, replace: a font that draws other letters",
            update(sealed, &[(font, "<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>".into())]),
            Reason::PdfChangedAfter,
        ),
        forged(
            "shadow, hide and replace: the table leads the page to another object",
            update_with(sealed, &[], &[(genuine.page, Some(to_field))], ""),
            Reason::PdfChangedAfter,
        ),
        forged(
            "shadow: the content drawn over",
            update(sealed, &[(content, stream("", OVERLAY))]),
            Reason::PdfChangedAfter,
        ),
        forged(
            "shadow: the page turned and cropped",
            update(
                sealed,
                &[(
                    genuine.page,
                    with_entries(&object(sealed, genuine.page), "/Rotate 180 /CropBox [0 0 9 9]"),
                )],
            ),
            Reason::PdfChangedAfter,
        ),
        forged(
            "shadow: a form object in place of the seal's appearance",
            update(
                sealed,
                &[(genuine.field + 1, stream("/Type /XObject /Subtype /Form /BBox [0 0 500 500]", OVERLAY))],
            ),
            Reason::PdfChangedAfter,
        ),
        forged(
            "shadow: an old revision's table again",
            update_with(sealed, &[], &[], &format!("/Prev {}", older_table(sealed))),
            Reason::PdfChangedAfter,
        ),
        forged(
            "shadow: the seal's number reused",
            update(sealed, &[(genuine.field - 1, format!("<< /Type /Sig /Old {new} >>"))]),
            Reason::PdfChangedAfter,
        ),
    ]
}

fn first_reference(text: &str, key: &str) -> u32 {
    let after = text.split_once(key).expect("it has the key").1;
    after.trim_start().split(' ').next().expect("a number").parse().expect("a number")
}

fn older_table(pdf: &[u8]) -> usize {
    newest_table(&pdf[..composed().len()])
}

/// What a certified document may seem to permit (evil annotation, sneaky signature), and forms.
fn certification(genuine: &Genuine) -> Vec<Attack> {
    let (sealed, new, page) = (&genuine.sealed, genuine.new, genuine.page);
    let appearance = (new + 1, stream("/Type /XObject /Subtype /Form /BBox [0 0 400 300]", OVERLAY));
    let annotation = |kind: &str| {
        let text = format!(
            "<< /Type /Annot {kind} /Rect [60 300 460 600] /P {page} 0 R /F 4 /AP << /N {} 0 R >> >>",
            new + 1
        );
        vec![genuine.page_annotated(new), (new, text), appearance.clone()]
    };
    let with_field = |field: String, more: Vec<(u32, String)>| {
        let catalogue = object(sealed, genuine.catalogue);
        let fields = format!("/Fields [{} 0 R]", genuine.field);
        let grown = catalogue.replace(&fields, &format!("/Fields [{} 0 R {new} 0 R]", genuine.field));
        assert_ne!(grown, catalogue, "the field is added");
        let mut objects = vec![(genuine.catalogue, grown), genuine.page_annotated(new), (new, field)];
        objects.extend(more);
        update(sealed, &objects)
    };
    let widget = |kind: &str, value: &str| {
        format!(
            "<< /Type /Annot /Subtype /Widget {kind} /T (More) /F 4 /Rect [60 300 460 600] /P {page} 0 R /V {value} /AP << /N {} 0 R >> >>",
            new + 1
        )
    };
    let sneaky = (new + 2, "<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /adbe.pkcs7.detached /ByteRange [0 1 2 3] /Contents <00> >>".to_owned());
    vec![
        forged(
            "evil annotation: a stamp over the text",
            update(sealed, &annotation("/Subtype /Stamp")),
            Reason::PdfChangedAfter,
        ),
        forged(
            "evil annotation: free text",
            update(sealed, &annotation("/Subtype /FreeText /DA (/F 12 Tf) /Contents (1)")),
            Reason::PdfChangedAfter,
        ),
        forged(
            "evil annotation: a redaction",
            update(sealed, &annotation("/Subtype /Redact /OverlayText (X)")),
            Reason::PdfChangedAfter,
        ),
        forged(
            "sneaky signature: a second seal that draws",
            with_field(widget("/FT /Sig", &format!("{} 0 R", new + 2)), vec![appearance.clone(), sneaky]),
            Reason::PdfSeveralSeals,
        ),
        forged(
            "sneaky signature: an empty field that draws",
            with_field(widget("/FT /Sig", "null"), vec![appearance.clone()]),
            Reason::PdfChangedAfter,
        ),
        forged(
            "a form field's value over the text",
            with_field(widget("/FT /Tx", "(3 000 000)"), vec![appearance.clone()]),
            Reason::PdfChangedAfter,
        ),
        forged(
            "the seal's own field drawn larger",
            update(
                sealed,
                &[(
                    genuine.field,
                    object(sealed, genuine.field).replace("/Rect [387 92 541 244]", "/Rect [0 0 595 842]"),
                )],
            ),
            Reason::PdfChangedAfter,
        ),
    ]
}

/// Certificates and lists may follow a seal; whatever else comes with them may not.
fn evidence(genuine: &Genuine) -> Vec<Attack> {
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

fn timestamps(genuine: &Genuine) -> Vec<Attack> {
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
    flipped[start + 900] ^= 1;
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

/// Files that are made to be read in two ways, or never to the end.
fn structure(genuine: &Genuine) -> Vec<Attack> {
    let (sealed, new) = (&genuine.sealed, genuine.new);
    let looped = update_with(sealed, &[overlay_at(new)], &[], &format!("/Prev {}", sealed.len() + 10));
    let own_table = {
        let updated = update(sealed, &[overlay_at(new)]);
        newest_table(&updated)
    };
    let itself = update_with(sealed, &[overlay_at(new)], &[], &format!("/Prev {own_table}"));
    let deep = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
    let bomb = {
        let packed = deflated(&vec![b'1'; 30 * 1024 * 1024]);
        let text: String = packed.iter().map(|byte| format!("{byte:02x}")).collect();
        stream("/Type /ObjStm /N 9000000 /First 9 /Filter [/ASCIIHexDecode /FlateDecode]", &text)
    };
    let duplicate = (genuine.catalogue, with_entries(&object(sealed, genuine.catalogue), "/Pages 1 0 R"));
    vec![
        forged("tables in a circle", itself, Reason::PdfBytesAfter),
        forged("a table that leads into an object", looped, Reason::PdfBytesAfter),
        forged("deep nesting", update(sealed, &[(new, deep)]), Reason::PdfChangedAfter),
        forged(
            "an object stream that unpacks without end",
            update(sealed, &[(new, bomb)]),
            Reason::PdfChangedAfter,
        ),
        forged(
            "a length beyond the end",
            update(sealed, &[(new, "<< /Length 999999999 >>\nstream\nx\nendstream".into())]),
            Reason::PdfChangedAfter,
        ),
        forged(
            "a length that is itself",
            update(sealed, &[(new, format!("<< /Length {new} 0 R >>\nstream\nx\nendstream"))]),
            Reason::PdfChangedAfter,
        ),
        forged(
            "a hybrid table",
            update_with(sealed, &[overlay_at(new)], &[], &format!("/XRefStm {}", sealed.len())),
            Reason::PdfBytesAfter,
        ),
        forged(
            "encrypted afterwards",
            update_with(sealed, &[], &[], "/Encrypt << /Filter /Standard /V 1 /R 2 /P -1 >>"),
            Reason::PdfEncrypted,
        ),
        forged("a key twice in the catalogue", update(sealed, &[duplicate]), Reason::PdfChangedAfter),
        forged(
            "a table that counts to the moon",
            update_with(sealed, &[], &[(4_000_000_000, None)], ""),
            Reason::PdfChangedAfter,
        ),
        Attack {
            name: "bytes before the head",
            bytes: [b"\n", &sealed[..]].concat(),
            ending: "pdf",
            verdict: Verdict::NotACertificate,
            reasons: vec![Reason::Malformed],
        },
    ]
}

/// Zlib.
fn deflated(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).expect("memory takes it");
    encoder.finish().expect("it ends")
}

/// Genuine parts on papers that are not genuine.
fn other_papers(genuine: &Genuine) -> Vec<Attack> {
    let own_claims = claims(&name(), &facts());
    let anothers_page = composed_with(&another_name(), &facts(), &own_claims);
    let untrusted = |name: &'static str, bytes: Vec<u8>| Attack {
        name,
        bytes,
        ending: "pdf",
        verdict: Verdict::UntrustedKey,
        reasons: vec![Reason::PdfSealUntrusted],
    };
    let seal = &genuine.sealed[composed().len()..];
    let no_claims = composed_with(&name(), &facts(), b"none");
    let picture = "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n";
    let table = format!(
        "xref\n0 3\n0000000000 65535 f \n{:010} 00000 n \n{:010} 00000 n \n",
        9,
        first(picture.as_bytes(), b"2 0 obj")
    );
    let drawn =
        format!("{picture}{table}trailer\n<< /Size 3 /Root 1 0 R >>\nstartxref\n{}\n%%EOF\n", picture.len());
    vec![
        untrusted("sealed by a stranger, with genuine claims", common::sealed_by(&composed(), &signer(7))),
        untrusted(
            "genuine claims on another's page, sealed by a stranger",
            common::sealed_by(&anothers_page, &signer(7)),
        ),
        forged(
            "genuine code and claims on an edited page without a seal",
            anothers_page.clone(),
            Reason::PdfNotSealed,
        ),
        forged(
            "the genuine seal on another's page",
            [&anothers_page[..], seal].concat(),
            Reason::PdfNotCovered,
        ),
        forged(
            "claims nobody signed under the fund's seal",
            common::sealed_by(&no_claims, &common::sealer()),
            Reason::Malformed,
        ),
        forged(
            "changed claims under the fund's seal",
            {
                let mut changed = own_claims.clone();
                changed[120] ^= 1;
                common::sealed_by(&composed_with(&name(), &facts(), &changed), &common::sealer())
            },
            Reason::SignatureInvalid,
        ),
        Attack {
            name: "a drawing with nothing behind it",
            bytes: drawn.into_bytes(),
            ending: "pdf",
            verdict: Verdict::NotACertificate,
            reasons: vec![Reason::PdfWithoutClaims],
        },
        Attack {
            name: "sealed in the future",
            bytes: {
                let key = common::sealer();
                let identity = damane_document::SealIdentity {
                    chain: vec![common::seal_certificate(&key)],
                    signer: &key,
                };
                damane_document::seal(&composed(), &identity, at(common::NOW + 40 * common::DAY))
                    .expect("it seals")
            },
            ending: "pdf",
            verdict: Verdict::StatusUnknown,
            reasons: vec![Reason::IssuedInFuture],
        },
    ]
}
