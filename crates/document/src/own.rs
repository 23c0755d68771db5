//! A file read as one of the fund's certificates: everything that can be said without trusting anyone.
//!
//! Bytes first (one seal, and where what it covers ends), then the seal (its signature, its digest), then the document
//! (certified, claims attached), then what came after it, object by object.

use crate::cms::{Seal, digest_of};
use crate::foreign::{self, After, Fuel};
use crate::pdf::{self, Coverage, File, Kind, NotCovered, NotPdf, Object};
use crate::written::moment;
use crate::x509::Token;
use damane_credential::KeyId;
use damane_domain::time::Timestamp;
use damane_domain::verification::Reason;

/// A file whose seal is intact and covers all of it, but for evidence that came after. Whose seal it is has not been
/// asked yet.
pub struct Sealed {
    /// Id of the sealing key.
    pub key: KeyId,
    /// Name in the sealing certificate.
    pub signer: Option<String>,
    /// `/M` of the seal.
    pub sealed_at: Timestamp,
    /// The time in the signature's timestamp, if it has one.
    pub stamped_at: Option<Timestamp>,
    /// Bytes that the seal covers, its own digits included.
    pub covered: usize,
    /// The claims attached, if it is laid out as a certificate.
    pub claims: Result<Vec<u8>, Reason>,
}

/// Why a file is not such a one.
pub enum NotOwn {
    /// It has no seal, or one that is not made as the fund's are: it may be somebody else's.
    Otherwise(Reason),
    /// It has one that is, names this key, and does not hold. Anyone can write any key into a seal: it proves nothing.
    Refused(KeyId, Reason),
}

/// Reads a file that is a PDF of bearable size.
pub fn read_within_bounds(pdf: &[u8]) -> Result<Sealed, NotOwn> {
    if pdf.len() > crate::MAX_PDF || !crate::is_pdf(pdf) {
        return Err(NotOwn::Otherwise(Reason::Malformed));
    }
    read(pdf)
}

fn read(pdf: &[u8]) -> Result<Sealed, NotOwn> {
    let coverage = pdf::read_coverage(pdf).map_err(|why| match why {
        NotCovered::NoSeal => NotOwn::Otherwise(Reason::PdfNotSealed),
        NotCovered::Several => NotOwn::Otherwise(Reason::PdfSeveralSeals),
        NotCovered::Partly => NotOwn::Otherwise(Reason::PdfNotCovered),
        NotCovered::Damaged => NotOwn::Otherwise(Reason::PdfSealUnreadable),
    })?;
    let seal = Seal::read(&coverage.seal).map_err(|_| NotOwn::Otherwise(Reason::PdfSealUnreadable))?;
    let key = seal.key.kid();
    let covered = digest_of(&[coverage.before, coverage.after]);
    if covered != seal.message_digest || !seal.is_signed() {
        return Err(NotOwn::Refused(key, Reason::PdfChanged));
    }
    read_intact(pdf, &coverage, &seal).map_err(|reason| NotOwn::Refused(key, reason))
}

/// What is in a file whose seal is right, and after it.
fn read_intact(pdf: &[u8], coverage: &Coverage<'_>, seal: &Seal<'_>) -> Result<Sealed, Reason> {
    // From here on every covered byte is as its sealer left it.
    let sealed_part = pdf.get(..coverage.end).unwrap_or_default();
    let document = read_document(sealed_part, coverage.range_at);
    let (sealed_at, claims) = document.map_err(|_| Reason::PdfNotCertified)?;
    let stamped_at = match seal.timestamp {
        Some(token) => Some(read_stamp(token, seal.signature)?),
        None => None,
    };
    if coverage.end < pdf.len() {
        read_rest(pdf, coverage.end)?;
    }
    let signer = seal.signer.common_name();
    Ok(Sealed { key: seal.key.kid(), signer, sealed_at, stamped_at, covered: coverage.end, claims })
}

fn read_stamp(token: &[u8], signature: &[u8]) -> Result<Timestamp, Reason> {
    let token = Token::read(token, &[signature]);
    token.map(|token| token.time).map_err(|_| Reason::PdfTimestampWrong)
}

/// What follows the sealed bytes: nothing but evidence and timestamps of the document, and those are right.
fn read_rest(pdf: &[u8], end: usize) -> Result<(), Reason> {
    let fuel = Fuel::full();
    let file = foreign::File::open(pdf, &fuel).map_err(|_| Reason::PdfBytesAfter)?;
    if file.trailer.get("Encrypt").is_some() {
        return Err(Reason::PdfEncrypted);
    }
    let seals = foreign::find_seals(&file).map_err(|_| Reason::PdfStructure)?;
    if seals.iter().filter(|seal| !seal.is_timestamp).count() > 1 {
        return Err(Reason::PdfSeveralSeals);
    }
    match foreign::after(&file, end) {
        After::Nothing | After::Evidence => {}
        After::StrayBytes => return Err(Reason::PdfBytesAfter),
        After::Changed(_) => return Err(Reason::PdfChangedAfter),
    }
    for stamp in seals.iter().filter(|seal| seal.is_timestamp) {
        let covers = stamp.covers.map_err(|_| Reason::PdfTimestampWrong)?;
        let pieces = covers.pieces(pdf);
        if covers.end <= end || Token::read(&stamp.contents, &pieces).is_err() {
            return Err(Reason::PdfTimestampWrong);
        }
    }
    Ok(())
}

type Document = (Timestamp, Result<Vec<u8>, Reason>);

/// The seal's place in the document, its time, and the claims attached.
fn read_document(pdf: &[u8], range_at: usize) -> Result<Document, NotPdf> {
    let file = File::open(pdf)?;
    let catalogue = file.catalogue()?;
    let seal = catalogue.get("Perms")?.get("DocMDP")?.reference()?;
    let dictionary = file.object(seal)?;
    // The seal that covers the file is the one that certifies it.
    if dictionary.get("ByteRange")?.start != range_at || !permits_no_change(&dictionary)? {
        return Err(NotPdf);
    }
    let fields = file.follow(&catalogue, "AcroForm")?;
    let [field] = fields.get("Fields")?.items()? else { return Err(NotPdf) };
    if file.object(field.reference()?)?.get("V")?.reference()? != seal {
        return Err(NotPdf);
    }
    let sealed_at = read_time(dictionary.get("M")?)?;
    Ok((sealed_at, read_claims(&file, &catalogue).map_err(|_| Reason::PdfWithoutClaims)))
}

/// DocMDP with P = 1 (ISO 32000-1 §12.8.2.2).
fn permits_no_change(seal: &Object<'_>) -> Result<bool, NotPdf> {
    let [reference] = seal.get("Reference")?.items()? else { return Ok(false) };
    let is_doc_mdp = reference.get("TransformMethod")?.is_name("DocMDP");
    Ok(is_doc_mdp && reference.get("TransformParams")?.get("P")?.integer()? == 1)
}

/// `(D:20261120090000Z)`.
fn read_time(time: &Object<'_>) -> Result<Timestamp, NotPdf> {
    let Kind::Text(text) = time.kind else { return Err(NotPdf) };
    let text = std::str::from_utf8(text).map_err(|_| NotPdf)?;
    text.strip_prefix("D:").and_then(|text| moment(text.strip_suffix('Z')?)).ok_or(NotPdf)
}

/// The one attached file.
fn read_claims(file: &File<'_>, catalogue: &Object<'_>) -> Result<Vec<u8>, NotPdf> {
    let names = file.follow(catalogue, "Names")?;
    let attached = file.follow(&names, "EmbeddedFiles")?;
    let [name, specification] = attached.get("Names")?.items()? else { return Err(NotPdf) };
    if !matches!(name.kind, Kind::Text(name) if name == crate::CLAIMS_FILE.as_bytes()) {
        return Err(NotPdf);
    }
    let specification = file.object(specification.reference()?)?;
    let stream = file.object(specification.get("EF")?.get("F")?.reference()?)?;
    file.stream(&stream)
}
