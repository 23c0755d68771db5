//! From a stranger's PDF to a verdict. No network, no clock of its own, no page text: what counts is what the
//! seal covers and the claims attached under it.
//!
//! Bytes first (one seal, the whole file), then the seal (its signature, its digest), then the key (one of the
//! fund's trust list, so no X.509 root is needed), then the document (certified, claims attached), then the
//! claims themselves.

use crate::cms::{Seal, digest_of};
use crate::pdf::{self, File, Kind, NotCovered, NotPdf, Object};
use chrono::NaiveDateTime;
use damane_credential::{CLOCK_TOLERANCE_SECONDS, KeyId, KeyProblem, TrustBundle, Verification, verify_cose};
use damane_domain::pdf_report::PdfReport;
use damane_domain::time::Timestamp;
use damane_domain::verification::{Reason, Verdict};

/// Largest file that is read.
pub const MAX_PDF: usize = 20 * 1024 * 1024;

/// The answer to a PDF.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PdfVerification {
    /// The verdict, with the certificate's facts if it has any.
    pub verification: Verification,
    /// The seal, when it is intact and covers the whole file, whoever made it.
    pub seal: Option<PdfSeal>,
    /// What was found out about every seal of the file, line by line.
    pub report: PdfReport,
}

/// Who sealed a file, and when by their own account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PdfSeal {
    /// Id of the sealing key.
    pub key: KeyId,
    /// Name in the sealing certificate. Anyone can write any name: never shown for a key that is not trusted.
    pub signer: Option<String>,
    /// `/M` of the seal.
    pub sealed_at: Timestamp,
}

/// A file whose one seal is intact and covers all of it. Whose seal it is has not been asked yet.
struct Sealed {
    seal: PdfSeal,
    /// The claims attached, if it is laid out as a certificate.
    claims: Result<Vec<u8>, Reason>,
}

/// Whether bytes claim to be a PDF.
pub fn is_pdf(bytes: &[u8]) -> bool {
    bytes.starts_with(b"%PDF-")
}

/// Verifies a PDF against what this verifier trusts.
pub fn verify(pdf: &[u8], bundle: &TrustBundle, now: Timestamp) -> PdfVerification {
    match read(pdf) {
        Ok(sealed) => {
            let verification = judge(&sealed, bundle, now);
            PdfVerification { verification, seal: Some(sealed.seal), report: PdfReport::default() }
        }
        Err((verdict, reason)) => PdfVerification {
            verification: refused(verdict, &[reason]),
            seal: None,
            report: PdfReport::default(),
        },
    }
}

/// The answer while there is no trust list yet: nothing is shown, nothing is called valid.
pub fn verify_without_trust(pdf: &[u8]) -> PdfVerification {
    let (verdict, reason) = match read(pdf) {
        Ok(Sealed { claims: Ok(_), .. }) => (Verdict::StatusUnknown, Reason::NoStatusList),
        Ok(Sealed { claims: Err(reason), .. }) => (Verdict::NotACertificate, reason),
        Err(refusal) => refusal,
    };
    PdfVerification { verification: refused(verdict, &[reason]), seal: None, report: PdfReport::default() }
}

/// An intact seal: is it the fund's, and is this a certificate that stands?
fn judge(sealed: &Sealed, bundle: &TrustBundle, now: Timestamp) -> Verification {
    let at = sealed.seal.sealed_at;
    let Some(key) = bundle.trust().key(sealed.seal.key) else {
        return refused(Verdict::UntrustedKey, &[Reason::PdfSealUntrusted]);
    };
    match key.problem_at(at) {
        Some(KeyProblem::Withdrawn) => {
            return refused(Verdict::UntrustedKey, &[Reason::PdfSealUntrusted, Reason::KeyWithdrawn]);
        }
        Some(KeyProblem::NotValidThen) => {
            return refused(Verdict::UntrustedKey, &[Reason::PdfSealUntrusted, Reason::KeyNotValidThen]);
        }
        None => {}
    }
    let answer = match &sealed.claims {
        Ok(claims) => verify_cose(claims, bundle, now),
        Err(reason) => refused(Verdict::NotGenuine, &[*reason]),
    };
    match answer.verdict {
        Verdict::Valid | Verdict::ValidStatusOld if at > now.plus_seconds(CLOCK_TOLERANCE_SECONDS) => {
            Verification { verdict: Verdict::StatusUnknown, reasons: vec![Reason::IssuedInFuture], ..answer }
        }
        _ => answer,
    }
}

fn refused(verdict: Verdict, reasons: &[Reason]) -> Verification {
    Verification {
        verdict,
        reasons: reasons.to_vec(),
        certificate: None,
        status_as_of: None,
        status_age_days: None,
        host: None,
        foreign: None,
    }
}

/// Everything that can be said without trusting anyone.
fn read(pdf: &[u8]) -> Result<Sealed, (Verdict, Reason)> {
    let not_genuine = |reason| (Verdict::NotGenuine, reason);
    if pdf.len() > MAX_PDF || !is_pdf(pdf) {
        return Err((Verdict::NotACertificate, Reason::Malformed));
    }
    let coverage = pdf::read_coverage(pdf).map_err(|why| match why {
        NotCovered::NoSeal if has_traces_of_ours(pdf) => not_genuine(Reason::PdfNotCovered),
        NotCovered::NoSeal => (Verdict::NotACertificate, Reason::PdfWithoutClaims),
        NotCovered::Partly => not_genuine(Reason::PdfNotCovered),
        NotCovered::Damaged => not_genuine(Reason::PdfChanged),
    })?;
    let seal = Seal::read(&coverage.seal).map_err(|_| not_genuine(Reason::PdfChanged))?;
    let covered = digest_of(&[coverage.before, coverage.after]);
    if covered != seal.message_digest || !seal.is_signed() {
        return Err(not_genuine(Reason::PdfChanged));
    }
    // From here on every byte is as its sealer left it.
    let (sealed_at, claims) =
        read_document(pdf, coverage.range_at).map_err(|_| not_genuine(Reason::PdfNotCovered))?;
    let signer = seal.signer.common_name.map(str::to_owned);
    Ok(Sealed { seal: PdfSeal { key: seal.signer.key.kid(), signer, sealed_at }, claims })
}

/// Whether a file without a seal once was one of ours, or was made to look like one.
fn has_traces_of_ours(pdf: &[u8]) -> bool {
    const TRACES: [&[u8]; 3] = [b"/ETSI.CAdES.detached", b"/DocMDP", crate::CLAIMS_FILE.as_bytes()];
    TRACES.iter().any(|trace| pdf.windows(trace.len()).any(|window| window == *trace))
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
    let time = NaiveDateTime::parse_from_str(text, "D:%Y%m%d%H%M%SZ").map_err(|_| NotPdf)?;
    Ok(Timestamp::from_seconds(time.and_utc().timestamp()))
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

#[cfg(all(test, feature = "compose", feature = "seal"))]
#[path = "verify_tests.rs"]
mod tests;
