//! Something saved after a genuine certificate (incremental saving, shadow attacks, attacks on certification): the sealed
//! bytes stay as they are, and a reader that only counts those is fooled.

use crate::Attack;
use crate::common::composed;
use crate::edit::{last, newest_table, numbers_in, object, stream, update, update_with, with_entries};
use crate::pdf::{Genuine, OVERLAY, forged};
use damane_domain::verification::Reason;

pub fn saved_after(genuine: &Genuine) -> Vec<Attack> {
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
        forged(
            "catalogue swapped by the trailer alone",
            update_with(sealed, &[], &[], &format!("/Root {} 0 R", genuine.page)),
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

pub fn overlay_at(number: u32) -> (u32, String) {
    (number, stream("", OVERLAY))
}

/// A dictionary's text with the reference of a key led elsewhere.
fn replaced_reference(text: &str, key: &str, number: u32) -> String {
    let (before, after) = text.split_once(key).expect("it has the key");
    format!("{before}{key} {number} 0 R{}", after.split_once("0 R").expect("a reference").1)
}

/// What is needed was there before sealing; an update only hides, or leads elsewhere.
pub fn shadows(genuine: &Genuine) -> Vec<Attack> {
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

pub fn first_reference(text: &str, key: &str) -> u32 {
    let after = text.split_once(key).expect("it has the key").1;
    after.trim_start().split(' ').next().expect("a number").parse().expect("a number")
}

fn older_table(pdf: &[u8]) -> usize {
    newest_table(&pdf[..composed().len()])
}

/// What a certified document may seem to permit (evil annotation, sneaky signature), and forms.
pub fn certification(genuine: &Genuine) -> Vec<Attack> {
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
