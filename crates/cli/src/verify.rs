//! `damane verify`: the text of a code, a picture or a PDF; is it genuine? Exit status 0 when all are valid, 1 when
//! some are not, 2 when an input cannot be read.

use crate::output::{complain, say};
use crate::trust::{bundle_of_fund, renew};
use anyhow::{Context, Result, bail};
use damane_credential::{TrustBundle, Verification, VerifiedCertificate};
use damane_domain::certificates::{FactValue, Facts, last_valid_day, reference};
use damane_domain::time::Timestamp;
use damane_domain::verification::{Reason, Verdict};
use damane_services::Ports;
use serde_json::{Value, json};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Largest input that is read, bytes.
const MOST_BYTES: u64 = 20 * 1024 * 1024;
const SOME_NOT_VALID: u8 = 1;
const UNREADABLE: u8 = 2;

/// What to check, and by which lists.
#[derive(Debug, clap::Args)]
pub struct Verify {
    /// Files holding a code's text, a PNG or JPEG picture, or a PDF; `-` is standard input.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// One JSON object an input, one a line.
    #[arg(long)]
    json: bool,
    /// Lists to go by, as written by `damane trust export`.
    #[arg(long, value_name = "FILE")]
    trust: Option<PathBuf>,
    /// The fund's data folder, whose lists are taken when no --trust is given.
    #[arg(long, value_name = "DIR", default_value = "data")]
    data: PathBuf,
    /// Check as of this time (RFC 3339) instead of now.
    #[arg(long, value_name = "TIME", value_parser = read_time)]
    at: Option<Timestamp>,
    /// Go by the lists of --trust however old they are: ask no network for newer ones.
    #[arg(long)]
    offline: bool,
}

fn read_time(text: &str) -> Result<Timestamp, &'static str> {
    Timestamp::parse_rfc3339(text).ok_or("a time is written like 2026-11-21T10:42:00Z")
}

/// Checks every input.
pub async fn verify(inputs: &Verify) -> Result<ExitCode> {
    let now = inputs.at.unwrap_or_else(|| Ports::system().clock.now());
    let bundle = bundle(inputs, now).await?;
    let (mut not_valid, mut unreadable) = (false, false);
    for file in &inputs.files {
        let answers = read(file).and_then(|bytes| check(&bytes, &bundle, now));
        match answers {
            Ok(answers) => {
                let Some(answer) = deciding(&answers) else { continue };
                not_valid |= !matches!(answer.verdict, Verdict::Valid | Verdict::ValidStatusOld);
                if inputs.json {
                    say(&object(file, answer, &answers).to_string())
                } else {
                    tell(file, answer, answers.len())
                }
            }
            Err(error) => {
                unreadable = true;
                complain(&format!("{}: {error:#}", file.display()));
            }
        }
    }
    Ok(match (unreadable, not_valid) {
        (true, _) => ExitCode::from(UNREADABLE),
        (_, true) => ExitCode::from(SOME_NOT_VALID),
        _ => ExitCode::SUCCESS,
    })
}

/// Of several codes in one picture: other families' codes are passed over, and of certificates the one that stands
/// least decides. A forged code beside a good one makes no good picture.
fn deciding(answers: &[Verification]) -> Option<&Verification> {
    answers.iter().min_by_key(|answer| match answer.verdict {
        Verdict::NotACertificate => 3,
        Verdict::Valid => 2,
        Verdict::ValidStatusOld => 1,
        _ => 0,
    })
}

async fn bundle(inputs: &Verify, now: Timestamp) -> Result<TrustBundle> {
    match &inputs.trust {
        Some(path) => {
            let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
            let mut bundle = TrustBundle::from_json(&text).with_context(|| path.display().to_string())?;
            // Another time is asked about: what the lists said then is in them or lost.
            if !inputs.offline && inputs.at.is_none() {
                renew(&mut bundle, now).await;
            }
            Ok(bundle)
        }
        None if inputs.data.join("fund.toml").exists() => bundle_of_fund(&inputs.data).await,
        None => bail!("no lists to go by: give --trust FILE (from `damane trust export`) or --data DIR"),
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

/// A picture may hold several codes: each has its answer. One without a code has the answer to no text at all.
fn check(bytes: &[u8], bundle: &TrustBundle, now: Timestamp) -> Result<Vec<Verification>> {
    let verify = |text: &str| damane_credential::verify(text, bundle, now);
    match kind(bytes).context("neither text, PNG, JPEG nor PDF")? {
        Kind::Pdf => Ok(vec![damane_document::verify(bytes, bundle, now).verification]),
        Kind::Text => Ok(vec![verify(&String::from_utf8_lossy(bytes))]),
        Kind::Picture => {
            let codes = damane_credential::codes_in_image(bytes)?;
            let codes = if codes.is_empty() { vec![String::new()] } else { codes };
            Ok(codes.iter().map(|code| verify(code)).collect())
        }
    }
}

fn object(file: &Path, answer: &Verification, all: &[Verification]) -> Value {
    let mut object = answered(answer);
    object["file"] = json!(file.display().to_string());
    if all.len() > 1 {
        object["codes"] = all.iter().map(answered).collect();
    }
    object
}

fn answered(answer: &Verification) -> Value {
    json!({
        "verdict": verdict(answer.verdict),
        "reasons": answer.reasons.iter().map(|reason| word(*reason)).collect::<Vec<_>>(),
        "certificate": answer.certificate.as_ref().map(stated),
        "status_age_days": answer.status_age_days,
        "host": answer.host,
    })
}

fn stated(certificate: &VerifiedCertificate) -> Value {
    let claims = certificate.claims();
    let kind = claims.facts.kind();
    json!({
        "id": claims.id.to_string(),
        "reference": reference(kind, &claims.id),
        "kind": kind.code(),
        "issuer": claims.issuer,
        "name_latin": claims.name.latin,
        "name_arabic": claims.name.arabic,
        "birth_date": claims.birth_date.to_string(),
        "registration_number": claims.registration_number.to_string(),
        "issued_at": claims.issued_at.to_rfc3339(),
        "valid_until": last_valid_day(claims.expires_at).to_string(),
        "facts": facts_of(&claims.facts),
    })
}

/// Facts by their keys; an employer as two.
fn facts_of(facts: &Facts) -> Value {
    let mut object = serde_json::Map::new();
    for (field, value) in facts.in_code() {
        let key = field.key;
        match value {
            FactValue::Employer { number, name } => {
                object.insert(format!("{key}_name"), json!(name));
                object.insert(format!("{key}_number"), json!(number));
            }
            value => {
                object.insert(key.to_owned(), simple(value));
            }
        }
    }
    Value::Object(object)
}

fn simple(value: &FactValue) -> Value {
    match value {
        FactValue::Month(month) => json!(month),
        FactValue::Days(number) | FactValue::Number(number) => json!(number),
        FactValue::Money(money) => json!(money),
        FactValue::Situation(situation) => json!(situation.word()),
        // An employer is told above, and no code carries a table.
        FactValue::Employer { .. } | FactValue::Months(_) | FactValue::Years(_) => Value::Null,
    }
}

/// For people.
fn tell(file: &Path, answer: &Verification, codes: usize) {
    let reasons: Vec<&str> = answer.reasons.iter().map(|reason| word(*reason)).collect();
    let because = if reasons.is_empty() { String::new() } else { format!(" ({})", reasons.join(", ")) };
    say(&format!(
        "{}: {}{because}",
        file.display(),
        verdict(answer.verdict).replace('_', " ").to_uppercase()
    ));
    if let Some(certificate) = &answer.certificate {
        let claims = certificate.claims();
        say(&format!("  {}  {}", claims.name.latin, claims.name.arabic));
        say(&format!("  {}", claims.facts.kind().details().title.en));
        for (field, value) in claims.facts.in_code() {
            say(&format!("  {}: {}", field.label.en, told(value)));
        }
        say(&format!("  issued {} by {}", claims.issued_at.date(), claims.issuer));
        say(&format!(
            "  good until {}; compare the name with an identity document",
            last_valid_day(claims.expires_at)
        ));
    }
    if codes > 1 {
        say(&format!("  {codes} codes were found; this is the certificate that decides"));
    }
    if let Some(days) = answer.status_age_days {
        say(&format!("  by a status list of {days} days ago"));
    }
}

fn told(value: &FactValue) -> String {
    match value {
        FactValue::Employer { number, name } => format!("{name} ({number})"),
        FactValue::Money(money) => {
            format!("{}.{:02} MAD", money.as_centimes() / 100, money.as_centimes() % 100)
        }
        other => simple(other).to_string().trim_matches('"').replace('_', " "),
    }
}

const fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Valid => "valid",
        Verdict::ValidStatusOld => "valid_status_old",
        Verdict::StatusUnknown => "status_unknown",
        Verdict::Revoked => "revoked",
        Verdict::Replaced => "replaced",
        Verdict::Expired => "expired",
        Verdict::NotGenuine => "not_genuine",
        Verdict::UntrustedKey => "untrusted_key",
        Verdict::WrongIssuer => "wrong_issuer",
        Verdict::NotACertificate => "not_a_certificate",
    }
}

const fn word(reason: Reason) -> &'static str {
    match reason {
        Reason::SignatureInvalid => "signature_invalid",
        Reason::Malformed => "malformed",
        Reason::KeyUnknown => "key_unknown",
        Reason::KeyNotValidThen => "key_not_valid_then",
        Reason::KeyWithdrawn => "key_withdrawn",
        Reason::WrongHost => "wrong_host",
        Reason::IssuedInFuture => "issued_in_future",
        Reason::ValidityPassed => "validity_passed",
        Reason::RevokedByFund => "revoked_by_fund",
        Reason::ReplacedByFund => "replaced_by_fund",
        Reason::NoStatusList => "no_status_list",
        Reason::StatusListExpired => "status_list_expired",
        Reason::ClockBehind => "clock_behind",
        Reason::PdfChanged => "pdf_changed",
        Reason::PdfNotCovered => "pdf_not_covered",
        Reason::PdfSealUntrusted => "pdf_seal_untrusted",
        Reason::PdfWithoutClaims => "pdf_without_claims",
        Reason::PdfNotSealed => "pdf_not_sealed",
        Reason::PdfSealUnreadable => "pdf_seal_unreadable",
        Reason::PdfSeveralSeals => "pdf_several_seals",
        Reason::PdfBytesAfter => "pdf_bytes_after",
        Reason::PdfChangedAfter => "pdf_changed_after",
        Reason::PdfTimestampWrong => "pdf_timestamp_wrong",
        Reason::PdfNotCertified => "pdf_not_certified",
        Reason::PdfStructure => "pdf_structure",
        Reason::PdfEncrypted => "pdf_encrypted",
        Reason::PdfForeignSeal => "pdf_foreign_seal",
        Reason::ForeignCode => "foreign_code",
        Reason::NoCode => "no_code",
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
            let answers: Vec<_> = verdicts.iter().copied().map(answer).collect();
            deciding(&answers).map(|answer| answer.verdict)
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
