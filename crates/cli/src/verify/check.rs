//! One input checked: what it is, by its first bytes, and what is to be said of it.

use anyhow::{Context, Result, bail};
use damane_credential::{TrustBundle, Verification};
use damane_document::Roots;
use damane_domain::pdf_report::PdfReport;
use damane_domain::time::Timestamp;
use damane_domain::verification::Verdict;
use std::io::Read as _;
use std::path::Path;

/// Largest input that is read, bytes.
const MOST_BYTES: u64 = 20 * 1024 * 1024;

/// By what inputs are judged.
pub struct Judge {
    /// The fund's lists.
    pub bundle: TrustBundle,
    /// Roots that foreign seals may lead to.
    pub roots: Roots,
    /// As of when.
    pub now: Timestamp,
}

/// What is said of one input.
pub struct Answer {
    /// One for each code in a picture, one otherwise.
    pub answers: Vec<Verification>,
    /// What was found out about the seals of a PDF.
    pub report: Option<PdfReport>,
    /// Somebody else's seals, of which every question has a good answer by the given roots.
    pub is_trusted_foreign: bool,
}

impl Answer {
    /// Whether whoever asked may rely on it: a certificate of the fund that stands, or foreign seals that do.
    pub fn is_good(&self) -> bool {
        let valid =
            |answer: &Verification| matches!(answer.verdict, Verdict::Valid | Verdict::ValidStatusOld);
        self.is_trusted_foreign || self.deciding().is_some_and(valid)
    }

    /// Of several codes in one picture the answer that decides.
    pub fn deciding(&self) -> Option<&Verification> {
        damane_credential::deciding(&self.answers).and_then(|place| self.answers.get(place))
    }
}

impl Judge {
    /// Reads an input and judges it.
    pub fn check(&self, file: &Path) -> Result<Answer> {
        self.judge(&read(file)?)
    }

    /// A picture may hold several codes: each has its answer. One without a code has the answer to no text at all.
    fn judge(&self, bytes: &[u8]) -> Result<Answer> {
        let verify = |text: &str| damane_credential::verify(text, &self.bundle, self.now);
        let of = |answers| Answer { answers, report: None, is_trusted_foreign: false };
        match kind(bytes).context("neither text, PNG, JPEG nor PDF")? {
            Kind::Pdf => Ok(self.judge_pdf(bytes)),
            Kind::Text => Ok(of(vec![verify(&String::from_utf8_lossy(bytes))])),
            Kind::Picture => {
                let codes = damane_credential::codes_in_image(bytes)?;
                let codes = if codes.is_empty() { vec![String::new()] } else { codes };
                Ok(of(codes.iter().map(|code| verify(code)).collect()))
            }
        }
    }

    fn judge_pdf(&self, bytes: &[u8]) -> Answer {
        let answer = damane_document::verify_with_roots(bytes, &self.bundle, &self.roots, self.now);
        let is_foreign = answer.verification.verdict == Verdict::NotACertificate;
        let is_trusted_foreign = is_foreign && answer.report.stands();
        Answer { answers: vec![answer.verification], report: Some(answer.report), is_trusted_foreign }
    }
}

fn read(file: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if file == Path::new("-") {
        std::io::stdin().lock().take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    } else {
        std::fs::File::open(file)?.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    }
    if bytes.len() as u64 > MOST_BYTES {
        bail!("larger than {} MiB", MOST_BYTES / 1024 / 1024);
    }
    Ok(bytes)
}

/// What an input is, by its first bytes and not by its name.
#[derive(Debug, PartialEq, Eq)]
enum Kind {
    Pdf,
    Picture,
    Text,
}

fn kind(bytes: &[u8]) -> Option<Kind> {
    if damane_document::is_pdf(bytes) {
        Some(Kind::Pdf)
    } else if bytes.starts_with(b"\x89PNG") || bytes.starts_with(b"\xff\xd8\xff") {
        Some(Kind::Picture)
    } else {
        std::str::from_utf8(bytes).is_ok().then_some(Kind::Text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(verdict: Verdict) -> Verification {
        Verification {
            verdict,
            reasons: Vec::new(),
            certificate: None,
            status_as_of: None,
            status_age_days: None,
            host: None,
            foreign: None,
        }
    }

    #[test]
    fn a_forged_code_beside_a_good_one_decides_and_a_poster_does_not() {
        let decides = |verdicts: &[Verdict]| {
            let answers = verdicts.iter().copied().map(answer).collect();
            let all = Answer { answers, report: None, is_trusted_foreign: false };
            all.deciding().map(|answer| answer.verdict)
        };
        assert_eq!(decides(&[Verdict::Valid, Verdict::NotGenuine]), Some(Verdict::NotGenuine));
        assert_eq!(decides(&[Verdict::NotACertificate, Verdict::Valid]), Some(Verdict::Valid));
        assert_eq!(decides(&[Verdict::Valid, Verdict::ValidStatusOld]), Some(Verdict::ValidStatusOld));
        assert_eq!(decides(&[Verdict::NotACertificate]), Some(Verdict::NotACertificate));
    }

    #[test]
    fn what_is_neither_text_picture_nor_pdf_is_unreadable() {
        let read = |bytes: &[u8]| kind(bytes);
        assert_eq!(read(b"%PDF-1.7"), Some(Kind::Pdf));
        assert_eq!(read(b"\x89PNG\r\n"), Some(Kind::Picture));
        assert_eq!(read(b"\xff\xd8\xff\xe0"), Some(Kind::Picture));
        assert_eq!(read("https://damane.example/#9123".as_bytes()), Some(Kind::Text));
        assert_eq!(read(b"\xff\xfe\x00"), None);
    }
}
