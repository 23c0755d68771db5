//! Seven questions about every seal of a file. Newer timestamps are judged first: what they cover existed by then.

use super::changes::{self, After};
use super::evidence::Store;
use super::file::File;
use super::object::{Dictionary, Unreadable, Value};
use super::seal::{self, NotSaid, Seal};
use crate::written::moment;
use crate::x509::{
    Certificate, Evidence, Path, Problem, Purpose, Roots, Signed, Standing, Token, Trouble, find_path,
    standing_of,
};
use damane_domain::pdf_report::{PdfAspect, PdfFinding as Finding, PdfLine};
use damane_domain::time::Timestamp;

/// Most seals that are judged; a file with more is not read.
const MAX_SEALS: usize = 16;

/// Lines about every seal, the oldest first.
pub fn all(file: &File<'_>, roots: &Roots, now: Timestamp) -> Result<Vec<PdfLine>, Unreadable> {
    let seals = seal::find(file)?;
    if seals.len() > MAX_SEALS {
        return Err(Unreadable);
    }
    let store = Store::read(file);
    let around = Around {
        file,
        roots: roots.read(),
        certificates: store.certificates.iter().filter_map(|der| Certificate::read(der).ok()).collect(),
        evidence: Evidence {
            lists: store.lists.iter().map(Vec::as_slice).collect(),
            responses: store.responses.iter().map(Vec::as_slice).collect(),
        },
        now,
    };
    let mut proof = Proof { at: now, sure: false };
    let mut answers: Vec<Answers> = Vec::new();
    for seal in seals.iter().rev() {
        answers.push(around.judge(seal, &mut proof));
    }
    let numbered = (1..).zip(answers.into_iter().rev());
    Ok(numbered.flat_map(|(number, answers)| answers.lines(number)).collect())
}

/// By when something is proved to have existed: the time of the oldest trusted timestamp over it, or now.
#[derive(Debug, Clone, Copy)]
struct Proof {
    at: Timestamp,
    sure: bool,
}

/// An answer, and what it is about.
type Answer = (Finding, Option<String>);

const fn plain(finding: Finding) -> Answer {
    (finding, None)
}

/// The seven answers about one seal.
struct Answers([Answer; 7]);

impl Answers {
    fn unreadable(integrity: Finding) -> Self {
        let mut answers = [const { plain(Finding::NotChecked) }; 7];
        answers[0] = plain(integrity);
        Self(answers)
    }

    fn lines(self, seal: u32) -> impl Iterator<Item = PdfLine> {
        let asked = PdfAspect::ALL.into_iter().zip(self.0);
        asked.map(move |(aspect, (finding, detail))| PdfLine { seal, aspect, finding, detail })
    }
}

/// What a seal is judged with.
struct Around<'f, 'a> {
    file: &'f File<'a>,
    roots: Vec<Certificate<'f>>,
    certificates: Vec<Certificate<'f>>,
    evidence: Evidence<'f>,
    now: Timestamp,
}

impl<'f> Around<'f, '_> {
    fn judge(&self, seal: &'f Seal, proof: &mut Proof) -> Answers {
        let covers = match seal.covers {
            Ok(covers) => covers,
            Err(NotSaid::Unreadable) => return Answers::unreadable(Finding::SealUnreadable),
            Err(NotSaid::Wrong) => {
                let mut answers = Answers::unreadable(Finding::NotChecked);
                answers.0[5] = plain(Finding::RangeWrong);
                return answers;
            }
        };
        let pieces = covers.pieces(self.file.bytes);
        let judged = if seal.is_timestamp {
            self.judge_timestamp(seal, &pieces, proof)
        } else {
            self.judge_seal(seal, &pieces, *proof)
        };
        let mut answers = judged.unwrap_or_else(|problem| Answers::unreadable(finding_of(problem)));
        let whole = covers.end == self.file.bytes.len();
        answers.0[5] = if whole {
            plain(Finding::WholeFile)
        } else {
            (Finding::PartOfFile, Some(covers.end.to_string()))
        };
        answers.0[6] = match changes::after(self.file, covers.end) {
            After::Nothing => plain(Finding::NoChanges),
            After::Evidence => plain(Finding::EvidenceAdded),
            After::StrayBytes => plain(Finding::ChangedAfter),
            After::Changed(object) => (Finding::ChangedAfter, Some(object.to_string())),
        };
        answers
    }

    fn judge_seal(&self, seal: &'f Seal, pieces: &[&[u8]], proof: Proof) -> Result<Answers, Problem> {
        let is_cades = match seal.dictionary.get("SubFilter") {
            Some(Value::Name(name)) if name == b"ETSI.CAdES.detached" => true,
            Some(Value::Name(name)) if name == b"adbe.pkcs7.detached" => false,
            // adbe.pkcs7.sha1 signs a SHA-1, adbe.x509.rsa_sha1 too.
            Some(Value::Name(name)) if name.ends_with(b"sha1") => return Err(Problem::Weak),
            _ => return Err(Problem::Unknown),
        };
        let signed = Signed::read(&seal.contents)?;
        if signed.content.is_some() || signed.content_type != crate::oid::DATA {
            return Err(Problem::Unreadable);
        }
        let signer = signed.verify(&signed.hash()?.of(pieces), is_cades)?;
        let (time, proof) = self.time_of(seal, &signed, proof);
        let mut answers = self.judge_signer(&signer, &signed, Purpose::Seal, proof);
        answers.0[3] = time;
        Ok(answers)
    }

    fn judge_timestamp(
        &self,
        seal: &'f Seal,
        pieces: &[&[u8]],
        proof: &mut Proof,
    ) -> Result<Answers, Problem> {
        let token = Token::read(&seal.contents, pieces)?;
        let mut answers = self.judge_signer(&token.signer, &token.signed, Purpose::Timestamp, *proof);
        let is_proved = answers.0[2].0 == Finding::ChainTrusted && answers.0[4].0 != Finding::Revoked;
        let finding = if is_proved { Finding::TimeProved } else { Finding::TimeUnproved };
        answers.0[3] = (finding, Some(token.time.to_rfc3339()));
        if is_proved && token.time <= proof.at {
            *proof = Proof { at: token.time, sure: true };
        }
        Ok(answers)
    }

    /// When it was sealed, and by when it is proved to have been.
    fn time_of(&self, seal: &Seal, signed: &Signed<'f>, proof: Proof) -> (Answer, Proof) {
        let Some(der) = signed.timestamp else {
            return match (proof.sure, read_time(&seal.dictionary)) {
                (true, _) => ((Finding::TimeProved, Some(proof.at.to_rfc3339())), proof),
                (false, Some(at)) => ((Finding::TimeClaimed, Some(at.to_rfc3339())), proof),
                (false, None) => (plain(Finding::TimeMissing), proof),
            };
        };
        let Ok(token) = Token::read(der, &[signed.signature]) else {
            return (plain(Finding::TimestampWrong), proof);
        };
        let judged = self.judge_signer(&token.signer, &token.signed, Purpose::Timestamp, proof);
        let is_trusted = judged.0[2].0 == Finding::ChainTrusted && judged.0[4].0 != Finding::Revoked;
        let detail = Some(token.time.to_rfc3339());
        if is_trusted && token.time <= proof.at {
            ((Finding::TimeProved, detail), Proof { at: token.time, sure: true })
        } else {
            ((Finding::TimeUnproved, detail), proof)
        }
    }

    /// Integrity has been seen; who, whether trusted, whether it stood.
    fn judge_signer(
        &self,
        signer: &Certificate<'f>,
        signed: &Signed<'f>,
        purpose: Purpose,
        proof: Proof,
    ) -> Answers {
        let mut answers = Answers::unreadable(Finding::Intact);
        answers.0[1] = match signer.name() {
            Some(name) => (Finding::SignerNamed, Some(name)),
            None => plain(Finding::SignerUnnamed),
        };
        if self.roots.is_empty() {
            answers.0[2] = plain(Finding::ChainWithoutRoots);
            return answers;
        }
        let between: Vec<Certificate<'_>> =
            signed.certificates.iter().chain(&self.certificates).cloned().collect();
        match find_path(signer, &between, &self.roots, purpose, proof.at) {
            Ok(path) => {
                answers.0[2] = (Finding::ChainTrusted, path.last().and_then(Certificate::name));
                answers.0[4] = self.revocation(&path, signed, proof);
            }
            Err(Trouble::UnknownRoot) => answers.0[2] = plain(Finding::ChainUnknownRoot),
            Err(Trouble::WrongUse) => answers.0[2] = plain(Finding::ChainWrongUse),
            Err(Trouble::NotValidThen) => answers.0[2] = plain(Finding::ChainNotValidThen),
        }
        answers
    }

    /// The worst of what is said of the certificates below the root.
    fn revocation(&self, path: &Path<'_>, signed: &Signed<'_>, proof: Proof) -> Answer {
        let evidence = Evidence {
            lists: [&signed.lists[..], &self.evidence.lists[..]].concat(),
            responses: [&signed.responses[..], &self.evidence.responses[..]].concat(),
        };
        let at = (proof.at.min(self.now), proof.sure);
        let mut worst: Option<Standing> = None;
        for pair in path.windows(2) {
            let [certificate, issuer] = pair else { continue };
            let standing = standing_of(certificate, issuer, &evidence, at);
            worst = match (worst, standing) {
                // The whole path is known to stand only as of the oldest answer.
                (Some(Standing::Stood(known)), Standing::Stood(from)) => {
                    Some(Standing::Stood(known.min(from)))
                }
                (worst, standing) => worst.max(Some(standing)),
            };
        }
        match worst {
            Some(Standing::Stood(from)) => (Finding::NotRevoked, Some(from.to_rfc3339())),
            Some(Standing::Revoked(since)) => (Finding::Revoked, Some(since.to_rfc3339())),
            Some(Standing::Old) => plain(Finding::RevocationOld),
            Some(Standing::Unknown) | None => plain(Finding::RevocationUnknown),
        }
    }
}

const fn finding_of(problem: Problem) -> Finding {
    match problem {
        Problem::Unreadable => Finding::SealUnreadable,
        Problem::Wrong => Finding::Changed,
        Problem::Weak => Finding::WeakAlgorithm,
        Problem::Unknown => Finding::UnknownAlgorithm,
    }
}

/// `/M`: `D:YYYYMMDDHHmmSS`, then `Z` or the distance from UTC (§7.9.4).
fn read_time(seal: &Dictionary) -> Option<Timestamp> {
    let Some(Value::Text(text)) = seal.get("M") else { return None };
    let text = std::str::from_utf8(text).ok()?.strip_prefix("D:")?;
    let (local, zone) = text.split_at_checked(14)?;
    let local = moment(local)?.seconds();
    let digits: String = zone.chars().filter(char::is_ascii_digit).collect();
    let east = match (digits.get(..2), digits.get(2..4)) {
        (Some(hours), Some(minutes)) => {
            hours.parse::<i64>().ok()? * 3_600 + minutes.parse::<i64>().ok()? * 60
        }
        (Some(hours), None) => hours.parse::<i64>().ok()? * 3_600,
        _ => 0,
    };
    let utc = if zone.starts_with('-') { local + east } else { local - east };
    Some(Timestamp::from_seconds(utc))
}
