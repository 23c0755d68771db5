//! Answers in words: for programs (one JSON object an input), for tables (CSV), for people.

use super::check::Answer;
use super::facts::{facts_of, told};
use crate::output::say;
use damane_credential::{Verification, VerifiedCertificate};
use damane_domain::certificates::{last_valid_day, reference};
use damane_domain::pdf_report::PdfReport;
use damane_domain::verification::{Reason, Verdict};
use serde_json::{Value, json};
use std::path::Path;

/// For programs.
pub fn object(file: &Path, answer: &Answer) -> Value {
    let mut object = answer.deciding().map_or_else(|| json!({}), answered);
    object["file"] = json!(file.display().to_string());
    if answer.answers.len() > 1 {
        object["codes"] = answer.answers.iter().map(answered).collect();
    }
    if let Some(report) = &answer.report {
        object["report"] = lines(report);
        object["foreign_seal_stands"] = json!(answer.is_trusted_foreign);
    }
    object
}

fn lines(report: &PdfReport) -> Value {
    let line = |line: &damane_domain::pdf_report::PdfLine| {
        json!({
            "seal": line.seal,
            "aspect": line.aspect.code(),
            "finding": line.finding.code(),
            "weight": line.finding.weight().code(),
            "detail": line.detail,
        })
    };
    report.lines.iter().map(line).collect()
}

/// Names of the columns of a table.
pub const COLUMNS: [&str; 11] = [
    "file",
    "verdict",
    "reasons",
    "reference",
    "kind",
    "name_latin",
    "name_arabic",
    "issued_at",
    "valid_until",
    "status_age_days",
    "report",
];

/// A row of a table.
pub fn row(file: &Path, answer: &Answer) -> Vec<String> {
    let Some(decides) = answer.deciding() else { return failed_row(file, "nothing to check") };
    let reasons: Vec<&str> = decides.reasons.iter().map(|reason| word(*reason)).collect();
    let stated = decides.certificate.as_ref().map(stated);
    let of =
        |key: &str| stated.as_ref().and_then(|stated| stated[key].as_str()).unwrap_or_default().to_owned();
    let report = answer.report.as_ref().map_or(&[][..], |report| &report.lines);
    let report =
        report.iter().map(|line| format!("{}:{}={}", line.seal, line.aspect.code(), line.finding.code()));
    let cells = [
        file.display().to_string(),
        verdict(decides.verdict).to_owned(),
        reasons.join(" "),
        of("reference"),
        of("kind"),
        of("name_latin"),
        of("name_arabic"),
        of("issued_at"),
        of("valid_until"),
        decides.status_age_days.map_or_else(String::new, |days| days.to_string()),
        report.collect::<Vec<_>>().join(" "),
    ];
    cells.into_iter().map(harmless).collect()
}

/// The row of an input that could not be read.
pub fn failed_row(file: &Path, why: &str) -> Vec<String> {
    let mut cells = vec![String::new(); COLUMNS.len()];
    let said = [file.display().to_string(), "unreadable".to_owned(), why.to_owned()];
    cells.splice(..said.len(), said.into_iter().map(harmless));
    cells
}

/// A stranger's file name that a spreadsheet would take for a formula.
fn harmless(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell }
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

/// For people.
pub fn tell(file: &Path, all: &Answer) {
    let codes = all.answers.len();
    let Some(answer) = all.deciding() else { return };
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
    for line in all.report.iter().flat_map(|report| &report.lines) {
        let detail = line.detail.as_ref().map(|detail| format!(": {detail}")).unwrap_or_default();
        let (aspect, finding) = (line.aspect.code(), line.finding.code());
        say(&format!(
            "  seal {} {:<14} {}{detail}",
            line.seal,
            aspect.replace('_', " "),
            finding.replace('_', " ")
        ));
    }
}

/// A verdict's name.
pub const fn verdict(verdict: Verdict) -> &'static str {
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
        Reason::PdfFundPaper => "pdf_fund_paper",
        Reason::ForeignCode => "foreign_code",
        Reason::NoCode => "no_code",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_that_a_spreadsheet_would_compute_is_made_harmless() {
        let row = failed_row(Path::new("=HYPERLINK(\"x\")"), "-1");
        assert_eq!((row[0].as_str(), row[2].as_str()), ("'=HYPERLINK(\"x\")", "'-1"));
        assert_eq!(row.len(), COLUMNS.len());
    }
}
