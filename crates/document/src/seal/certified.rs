//! Revision 1: the seal, its field over the printed seal box, and the field's place in the tag tree.

use super::SealError;
use super::revision::Revision;
use crate::pdf::{File, NotPdf, Object};
use chrono::DateTime;
use damane_domain::time::Timestamp;

/// Numbers of the objects a seal adds.
struct Added {
    seal: u32,
    field: u32,
    appearance: u32,
    tag: u32,
}

/// Writes the revision with room for a seal of so many bytes.
pub fn write_revision(file: &File<'_>, room: usize, at: Timestamp) -> Result<Revision, SealError> {
    let catalogue = file.catalogue()?;
    let root = file.trailer.get("Root")?.reference()?;
    let (page_number, page) = first_page(file, &catalogue)?;
    let tags_number = catalogue.get("StructTreeRoot")?.reference()?;
    let tags = file.object(tags_number)?;
    let [top] = tags.get("K")?.items()? else { return Err(SealError::Layout) };
    let (top_number, top) = (top.reference()?, file.object(top.reference()?)?);
    if catalogue.find("AcroForm").or(catalogue.find("Perms")).or(page.find("Annots")).is_some() {
        return Err(SealError::Layout);
    }
    let key = tags.get("ParentTreeNextKey")?.count()?;
    let size = u32::try_from(file.trailer.get("Size")?.count()?).map_err(|_| SealError::Layout)?;
    let new = Added { seal: size, field: size + 1, appearance: size + 2, tag: size + 3 };

    let mut revision = Revision::after(file);
    let end = |object: &Object<'_>| object.end - 2..object.end - 2;
    revision.again(root, &catalogue, &[(end(&catalogue), catalogue_entries(&new))]);
    let tabs = if page.find("Tabs").is_some() { "" } else { "/Tabs /S" };
    revision.again(page_number, &page, &[(end(&page), format!(" /Annots [{} 0 R] {tabs} ", new.field))]);
    let (parents, next) = (tags.get("ParentTree")?.get("Nums")?, tags.get("ParentTreeNextKey")?);
    revision.again(
        tags_number,
        &tags,
        &[
            (parents.end - 1..parents.end - 1, format!(" {key} {} 0 R", new.tag)),
            (next.start..next.end, (key + 1).to_string()),
        ],
    );
    let kids = top.get("K")?;
    kids.items()?;
    revision.again(top_number, &top, &[(kids.end - 1..kids.end - 1, format!(" {} 0 R", new.tag))]);
    revision.seal(new.seal, &seal_entries(at), room);
    revision.add(new.field, &field(&new, page_number, key));
    revision.add_stream(new.appearance, &appearance());
    revision.add(new.tag, &tag(&new, page_number, top_number));
    revision.close(&file.trailer, new.tag + 1, file.startxref)?;
    Ok(revision)
}

/// The first page: the code, the box of the seal and its field stand there.
pub fn first_page<'a>(file: &File<'a>, catalogue: &Object<'a>) -> Result<(u32, Object<'a>), NotPdf> {
    let mut number = catalogue.get("Pages")?.reference()?;
    for _ in 0..4 {
        let node = file.object(number)?;
        if node.get("Type")?.is_name("Page") {
            return Ok((number, node));
        }
        let [kid, ..] = node.get("Kids")?.items()? else { return Err(NotPdf) };
        number = kid.reference()?;
    }
    Err(NotPdf)
}

fn catalogue_entries(new: &Added) -> String {
    format!(" /AcroForm << /Fields [{} 0 R] /SigFlags 3 >> /Perms << /DocMDP {} 0 R >> ", new.field, new.seal)
}

fn seal_entries(at: Timestamp) -> String {
    let time = DateTime::from_timestamp(at.seconds(), 0).unwrap_or_default().format("%Y%m%d%H%M%S");
    format!(
        "/Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /M (D:{time}Z) \
         /Reference [<< /Type /SigRef /TransformMethod /DocMDP \
         /TransformParams << /Type /TransformParams /P 1 /V /1.2 >> >>]"
    )
}

/// "Cachet électronique", in UTF-16 as text strings outside ASCII are written (§7.9.2.2).
const FIELD_NAME: &str = "<feff004300610063006800650074002000e9006c0065\
                          006300740072006f006e0069007100750065>";

/// Flags Print and Locked (§12.5.3): PDF/A wants every annotation printed and none hidden.
const FIELD_FLAGS: u32 = 132;

fn field(new: &Added, page: u32, key: usize) -> String {
    let [left, bottom, right, top] = crate::SEAL_BOX;
    format!(
        "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Seal) /TU {FIELD_NAME} /F {FIELD_FLAGS} \
         /Rect [{left} {bottom} {right} {top}] /P {page} 0 R /V {} 0 R /StructParent {key} \
         /AP << /N {} 0 R >> >>",
        new.seal, new.appearance
    )
}

/// Nothing is drawn over the page: the seal box is part of it.
fn appearance() -> String {
    let [left, bottom, right, top] = crate::SEAL_BOX;
    format!(
        "<< /Type /XObject /Subtype /Form /BBox [0 0 {} {}] /Resources << >> /Length 0 >>",
        right - left,
        top - bottom
    )
}

/// PDF/UA-1 §7.18.4: a widget stands in a Form tag.
fn tag(new: &Added, page: u32, parent: u32) -> String {
    format!(
        "<< /Type /StructElem /S /Form /P {parent} 0 R /Alt {FIELD_NAME} /Pg {page} 0 R \
         /K << /Type /OBJR /Obj {} 0 R /Pg {page} 0 R >> >>",
        new.field
    )
}
