//! Revision 2: what a later check needs once authorities have fallen silent (B-LT): certificates, revocation lists and
//! answers about certificates, in the document security store (ISO 32000-2 §12.8.4.3).

use super::SealError;
use super::revision::Revision;
use crate::pdf::File;

/// What is kept in a sealed page. DER each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Certificates of every path, roots included.
    pub certificates: Vec<Vec<u8>>,
    /// Revocation lists.
    pub lists: Vec<Vec<u8>>,
    /// OCSP responses.
    pub responses: Vec<Vec<u8>>,
}

/// Adds the evidence to a sealed page: the revision of B-LT.
///
/// # Errors
/// [`SealError::Layout`] when the page is not sealed as this crate does, or has evidence already.
pub fn add_evidence(sealed: &[u8], evidence: &Evidence) -> Result<Vec<u8>, SealError> {
    let file = File::open(sealed)?;
    let catalogue = file.catalogue()?;
    let root = file.trailer.get("Root")?.reference()?;
    let is_sealed = catalogue.find("Perms").is_some();
    if !is_sealed || catalogue.find("DSS").or(catalogue.find("Extensions")).is_some() {
        return Err(SealError::Layout);
    }
    let store = u32::try_from(file.trailer.get("Size")?.count()?).map_err(|_| SealError::Layout)?;
    let mut next = store + 1;
    let mut entries = String::from("<< /Type /DSS");
    let lists =
        [("Certs", &evidence.certificates), ("CRLs", &evidence.lists), ("OCSPs", &evidence.responses)];
    for (name, items) in lists.iter().filter(|(_, items)| !items.is_empty()) {
        let references: Vec<String> = (next..).zip(items.iter()).map(|(at, _)| format!("{at} 0 R")).collect();
        entries.push_str(&format!(" /{name} [{}]", references.join(" ")));
        next += u32::try_from(items.len()).map_err(|_| SealError::Layout)?;
    }
    entries.push_str(" >>");

    let mut revision = Revision::after(&file);
    let end = catalogue.end - 2..catalogue.end - 2;
    let extensions = "/Extensions << /ESIC << /BaseVersion /1.7 /ExtensionLevel 1 >> >>";
    revision.again(root, &catalogue, &[(end, format!(" /DSS {store} 0 R {extensions} "))]);
    revision.add(store, &entries);
    let items = lists.iter().flat_map(|(_, items)| items.iter());
    (store + 1..).zip(items).for_each(|(number, bytes)| revision.add_bytes(number, bytes));
    revision.close(&file.trailer, next, file.startxref)?;
    Ok(revision.bytes())
}
