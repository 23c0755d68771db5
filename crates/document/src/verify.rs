//! From a stranger's PDF to a verdict. No network, no clock of its own, no page text: what counts is what the
//! seal covers and the claims attached under it.
//!
//! First as one of the fund's own ([`crate::own`]), whose key must be one of the trust list, so no X.509 root is needed;
//! then, if it is not made as one, as anybody's ([`crate::foreign`]): that is told line by line and never called valid.

use crate::foreign::{self, Examined};
use crate::own::{self, NotOwn, Sealed};
use crate::x509::Roots;
use damane_credential::{CLOCK_TOLERANCE_SECONDS, KeyId, KeyProblem, TrustBundle, Verification, verify_cose};
use damane_domain::pdf_report::{PdfAspect as Aspect, PdfFinding as Finding, PdfLine, PdfReport};
use damane_domain::time::Timestamp;
use damane_domain::verification::{Reason, Verdict};

/// Largest file that is read.
pub const MAX_PDF: usize = 20 * 1024 * 1024;

/// The answer to a PDF.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PdfVerification {
    /// The verdict, with the certificate's facts if it has any.
    pub verification: Verification,
    /// The seal, when it is intact, covers the whole file and is made as the fund's are, whoever made it.
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

/// Whether bytes claim to be a PDF.
pub fn is_pdf(bytes: &[u8]) -> bool {
    bytes.starts_with(b"%PDF-")
}

/// Verifies a PDF against what this verifier trusts. Foreign seals are reported on, and lead to no root.
pub fn verify(pdf: &[u8], bundle: &TrustBundle, now: Timestamp) -> PdfVerification {
    verify_with_roots(pdf, bundle, &Roots::none(), now)
}

/// The same, with roots that foreign seals and timestamps may lead to. They make no certificate of the fund valid.
pub fn verify_with_roots(pdf: &[u8], bundle: &TrustBundle, roots: &Roots, now: Timestamp) -> PdfVerification {
    match own::read_within_bounds(pdf) {
        Ok(sealed) => {
            // A seal made like ours by an unknown key, without claims: anybody's.
            if sealed.claims.is_err() && bundle.trust().key(sealed.key).is_none() {
                return elsewhere(pdf, &NotOwn::Otherwise(Reason::PdfForeignSeal), Some(bundle), roots, now);
            }
            let verification = judge(pdf, &sealed, bundle, now);
            let report = report(pdf, &sealed, &verification, roots, now);
            PdfVerification { verification, seal: Some(seal_of(sealed)), report }
        }
        Err(why) => elsewhere(pdf, &why, Some(bundle), roots, now),
    }
}

/// Whether a sealed paper attaches nothing at all, under whatever name. What follows the seal was seen to be evidence, and
/// is anybody's: it says nothing about the paper.
fn is_other_paper(pdf: &[u8], sealed: &Sealed) -> bool {
    let covered = pdf.get(..sealed.covered).unwrap_or_default();
    let has = |name: &str| memchr::memmem::find(covered, name.as_bytes()).is_some();
    !["EmbeddedFile", "Filespec", crate::CLAIMS_FILE].into_iter().any(has)
}

/// The answer while there is no trust list yet: nothing is shown, nothing is called valid.
pub fn verify_without_trust(pdf: &[u8]) -> PdfVerification {
    let none = Roots::none();
    // No certificate is judged without roots, so the time does not matter.
    let now = Timestamp::from_seconds(0);
    match own::read_within_bounds(pdf) {
        Ok(Sealed { claims: Ok(_), .. }) => {
            let examined = foreign::examine(pdf, &none, now);
            let verification = refused(Verdict::StatusUnknown, &[Reason::NoStatusList]);
            PdfVerification { verification, seal: None, report: examined.report }
        }
        // Sealed as the fund seals its letters: whether by the fund, only its list tells.
        Ok(sealed) if is_other_paper(pdf, &sealed) => {
            let examined = foreign::examine(pdf, &none, now);
            let verification = refused(Verdict::StatusUnknown, &[Reason::NoStatusList]);
            PdfVerification { verification, seal: None, report: examined.report }
        }
        Ok(Sealed { claims: Err(reason), .. }) => {
            elsewhere(pdf, &NotOwn::Otherwise(reason), None, &none, now)
        }
        Err(why) => elsewhere(pdf, &why, None, &none, now),
    }
}

fn seal_of(sealed: Sealed) -> PdfSeal {
    PdfSeal { key: sealed.key, signer: sealed.signer, sealed_at: sealed.sealed_at }
}

/// A file that is not one of the fund's, or no longer.
fn elsewhere(
    pdf: &[u8],
    why: &NotOwn,
    bundle: Option<&TrustBundle>,
    roots: &Roots,
    now: Timestamp,
) -> PdfVerification {
    let (verdict, reason, report) = if pdf.len() > MAX_PDF || !is_pdf(pdf) {
        (Verdict::NotACertificate, Reason::Malformed, PdfReport::default())
    } else {
        let examined = foreign::examine(pdf, roots, now);
        let (verdict, reason) = reason_of(why, &examined, says_fund(pdf, why, &examined, bundle));
        (verdict, reason, examined.report)
    };
    PdfVerification { verification: refused(verdict, &[reason]), seal: None, report }
}

/// Whether a file was one of the fund's, or was made to look like one: it attaches claims, names their file, or its broken
/// seal names a key of the trust list.
fn says_fund(pdf: &[u8], why: &NotOwn, examined: &Examined, bundle: Option<&TrustBundle>) -> bool {
    let names_its_key = match (why, bundle) {
        (NotOwn::Refused(key, _), Some(bundle)) => bundle.trust().key(*key).is_some(),
        _ => false,
    };
    names_its_key
        || examined.carries_claims
        || memchr::memmem::find(pdf, crate::CLAIMS_FILE.as_bytes()).is_some()
}

/// What says it is the fund's and is not is a forgery; anything else is anybody's.
const fn reason_of(why: &NotOwn, examined: &Examined, says_fund: bool) -> (Verdict, Reason) {
    let has_no_lines = examined.report.lines.is_empty();
    match why {
        NotOwn::Refused(_, reason) if says_fund => (Verdict::NotGenuine, *reason),
        NotOwn::Otherwise(_) if says_fund && examined.is_encrypted => {
            (Verdict::NotGenuine, Reason::PdfEncrypted)
        }
        NotOwn::Otherwise(reason) if says_fund => (Verdict::NotGenuine, *reason),
        _ if examined.is_encrypted => (Verdict::NotACertificate, Reason::PdfEncrypted),
        _ if has_no_lines && examined.is_unreadable => (Verdict::NotACertificate, Reason::PdfStructure),
        _ if has_no_lines => (Verdict::NotACertificate, Reason::PdfWithoutClaims),
        _ => (Verdict::NotACertificate, Reason::PdfForeignSeal),
    }
}

/// An intact seal: is it the fund's, and is this a certificate that stands?
fn judge(pdf: &[u8], sealed: &Sealed, bundle: &TrustBundle, now: Timestamp) -> Verification {
    let at = sealed.sealed_at;
    let Some(key) = bundle.trust().key(sealed.key) else {
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
        // A letter or a statement: nothing in it was ever made to be a certificate.
        Err(_) if is_other_paper(pdf, sealed) => refused(Verdict::NotACertificate, &[Reason::PdfFundPaper]),
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

/// The lines about a seal made as the fund's are, and about the timestamps after it.
fn report(pdf: &[u8], sealed: &Sealed, answer: &Verification, roots: &Roots, now: Timestamp) -> PdfReport {
    // What others say of it is asked where others have a say: of timestamps.
    let is_plain = sealed.covered == pdf.len() && sealed.stamped_at.is_none();
    let mut lines = if is_plain { Vec::new() } else { foreign::examine(pdf, roots, now).report.lines };
    let others: Vec<PdfLine> = lines.extract_if(.., |line| line.seal != 1).collect();
    let time = lines.into_iter().find(|line| line.aspect == Aspect::Time);
    let time = time.map_or_else(
        || (Finding::TimeClaimed, Some(sealed.sealed_at.to_rfc3339())),
        |line| (line.finding, line.detail),
    );
    let is_trusted = answer.verdict != Verdict::UntrustedKey;
    let signer = sealed.signer.clone().filter(|_| is_trusted);
    let answers = [
        (Finding::Intact, None),
        (if is_trusted { Finding::SignerFund } else { Finding::NotChecked }, signer),
        (chain_of(answer), None),
        time,
        revocation_of(answer),
        match sealed.covered == pdf.len() {
            true => (Finding::WholeFile, None),
            false => (Finding::PartOfFile, Some(sealed.covered.to_string())),
        },
        (if sealed.covered == pdf.len() { Finding::NoChanges } else { Finding::EvidenceAdded }, None),
    ];
    let own = Aspect::ALL.into_iter().zip(answers);
    let own = own.map(|(aspect, (finding, detail))| PdfLine { seal: 1, aspect, finding, detail });
    PdfReport { lines: own.chain(others).collect() }
}

fn chain_of(answer: &Verification) -> Finding {
    match answer.verdict {
        Verdict::UntrustedKey if answer.reasons.contains(&Reason::KeyWithdrawn) => Finding::ChainWithdrawn,
        Verdict::UntrustedKey if answer.reasons.contains(&Reason::KeyNotValidThen) => {
            Finding::ChainNotValidThen
        }
        Verdict::UntrustedKey => Finding::ChainUnknownRoot,
        _ => Finding::ChainFund,
    }
}

/// By the fund's status list: it is the certificate that may be revoked.
fn revocation_of(answer: &Verification) -> (Finding, Option<String>) {
    let as_of = answer.status_as_of.map(Timestamp::to_rfc3339);
    match answer.verdict {
        Verdict::Valid | Verdict::ValidStatusOld | Verdict::Expired if as_of.is_some() => {
            (Finding::NotRevoked, as_of)
        }
        Verdict::Revoked | Verdict::Replaced => (Finding::Revoked, as_of),
        Verdict::NotGenuine | Verdict::UntrustedKey => (Finding::NotChecked, None),
        _ => (Finding::RevocationUnknown, None),
    }
}

#[cfg(all(test, feature = "compose", feature = "seal"))]
#[path = "verify_tests.rs"]
mod tests;
