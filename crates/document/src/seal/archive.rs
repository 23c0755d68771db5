//! Revision 3: a timestamp of the whole document (B-LTA), which keeps seal and evidence good when keys and algorithms
//! of their day no longer are.

use super::certified::first_page;
use super::revision::Revision;
use super::{SealError, TOKEN_ROOM};
use crate::cms;
use crate::pdf::{File, Object};
use crate::timestamp::Token;

/// Beside the length of another token of the same authority: its numbers and signature may be longer.
const SLACK: usize = 256;

/// A sealed page with the revision of its document timestamp, but for the token.
pub struct Archive {
    revision: Revision,
}

impl Archive {
    /// Prepares it; `like` is a token of the same authority, whose length says how much room is left for this one.
    ///
    /// # Errors
    /// [`SealError::Layout`] when the page has no evidence, or a document timestamp already.
    pub fn new(with_evidence: &[u8], like: &Token) -> Result<Self, SealError> {
        let file = File::open(with_evidence)?;
        let catalogue = file.catalogue()?;
        let root = file.trailer.get("Root")?.reference()?;
        let (page_number, page) = first_page(&file, &catalogue)?;
        let (fields, widgets) = (catalogue.get("AcroForm")?.get("Fields")?, page.get("Annots")?);
        let ([_], [_], true) = (fields.items()?, widgets.items()?, catalogue.find("DSS").is_some()) else {
            return Err(SealError::Layout);
        };
        let stamp = u32::try_from(file.trailer.get("Size")?.count()?).map_err(|_| SealError::Layout)?;
        let field = stamp + 1;
        let room = like.as_bytes().len().saturating_add(SLACK).min(TOKEN_ROOM);

        let mut revision = Revision::after(&file);
        let at_end = |list: &Object<'_>| (list.end - 1..list.end - 1, format!(" {field} 0 R"));
        revision.again(root, &catalogue, &[at_end(fields)]);
        revision.again(page_number, &page, &[at_end(widgets)]);
        revision.seal(stamp, "/Type /DocTimeStamp /Filter /Adobe.PPKLite /SubFilter /ETSI.RFC3161", room);
        revision.add(field, &widget(stamp, page_number));
        revision.close(&file.trailer, field + 1, file.startxref)?;
        Ok(Self { revision })
    }

    /// What the timestamp has to be of.
    pub fn imprint(&self) -> [u8; 32] {
        cms::digest_of(&self.revision.covered())
    }

    /// Puts the token in its place.
    ///
    /// # Errors
    /// [`SealError::Timestamp`] when it is too long.
    pub fn finish(mut self, token: &Token) -> Result<Vec<u8>, SealError> {
        self.revision.put_seal(token.as_bytes())?;
        Ok(self.revision.bytes())
    }
}

/// Off the page: nothing is drawn, and what is outside the page needs neither an appearance (ISO 19005-3 §6.3.3: an
/// empty rectangle) nor a tag (ISO 14289-1 §7.18.1).
fn widget(stamp: u32, page: u32) -> String {
    format!(
        "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Timestamp) /F 132 \
         /Rect [-9999 -9999 -9999 -9999] /P {page} 0 R /V {stamp} 0 R >>"
    )
}
