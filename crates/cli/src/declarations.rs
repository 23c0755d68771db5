//! `damane declarations check` and `generate`: employers' files without a fund.

use anyhow::Context;
use damane_domain::month::Month;
use damane_ebds::generate::{Plan, generate as write_files};
use damane_ebds::{CheckOptions, Finding, Preetabli, Summary, check as check_file, rules};
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Exit code when a file is refused.
const REFUSED: u8 = 1;
/// Exit code when a file cannot be read.
const UNREADABLE: u8 = 2;

/// Checks employers' declaration files: layout, control sums, rules.
#[derive(Debug, clap::Args)]
pub struct CheckArguments {
    /// Files to check: AFFEBDS_…, DS_…, DSC1_… to DSC9_….
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Préétabli that the main declarations among them answer.
    #[arg(long, value_name = "FILE")]
    pub preetabli: Option<PathBuf>,
    /// One JSON object a file, one a line.
    #[arg(long)]
    pub json: bool,
}

/// Writes invented declaration files and their register feed: the same seed gives the same bytes.
#[derive(Debug, clap::Args)]
pub struct GenerateArguments {
    /// Insured persons.
    #[arg(long, default_value_t = 200)]
    pub people: u32,
    /// Employers.
    #[arg(long, default_value_t = 12)]
    pub employers: u32,
    /// Months of declarations.
    #[arg(long, default_value_t = 36)]
    pub months: u32,
    /// Same seed, same bytes.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Last month declared, so that the bytes do not depend on the day.
    #[arg(long, default_value = "2026-10", value_parser = read_month)]
    pub last_month: Month,
    /// Folder to write into; made if needed.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
}

fn read_month(text: &str) -> Result<Month, &'static str> {
    Month::parse(text).ok_or("a month is written like 2026-09")
}

#[derive(serde::Serialize)]
struct FindingReport<'a> {
    line: u64,
    column: u16,
    code: &'a str,
    severity: String,
    message: &'a str,
}

/// What is said of a file.
#[derive(serde::Serialize)]
struct FileReport<'a> {
    file: String,
    ok: bool,
    period: Option<Month>,
    employer: Option<String>,
    lines: u64,
    insured: u64,
    errors: Vec<FindingReport<'a>>,
    /// Found, but beyond what is kept.
    left_out: u64,
}

impl<'a> FileReport<'a> {
    fn of(file: &Path, summary: &'a Summary) -> Self {
        let heading = summary.heading.as_ref();
        Self {
            file: file.display().to_string(),
            ok: summary.is_accepted(),
            period: heading.map(|heading| heading.period),
            employer: heading.map(|heading| heading.employer.to_string()),
            lines: summary.lines,
            insured: summary.insured,
            errors: summary.findings.kept().iter().map(FindingReport::of).collect(),
            left_out: summary.findings.left_out(),
        }
    }

    fn unreadable(file: &Path, finding: &'a Finding) -> Self {
        let errors = vec![FindingReport::of(finding)];
        let file = file.display().to_string();
        Self { file, ok: false, period: None, employer: None, lines: 0, insured: 0, errors, left_out: 0 }
    }

    fn write(&self, json: bool, out: &mut impl Write) -> io::Result<()> {
        if json {
            serde_json::to_writer(&mut *out, self)?;
            return writeln!(out);
        }
        let verdict = if self.ok { "accepted" } else { "refused" };
        let period = self.period.map(|period| period.to_string()).unwrap_or_default();
        let employer = self.employer.as_deref().unwrap_or_default();
        let (file, lines, insured) = (&self.file, self.lines, self.insured);
        writeln!(out, "{file}: {verdict}; employer {employer}, {period}, {lines} lines, {insured} insured")?;
        for finding in &self.errors {
            let FindingReport { line, column, code, severity, message } = finding;
            writeln!(out, "  {line}:{column} {severity} {code} {message}")?;
        }
        if self.left_out > 0 {
            writeln!(out, "  … and {} more", self.left_out)?;
        }
        Ok(())
    }
}

impl<'a> FindingReport<'a> {
    fn of(finding: &'a Finding) -> Self {
        Self {
            line: finding.line,
            column: finding.column,
            code: finding.code,
            severity: finding.severity.to_string(),
            message: &finding.message,
        }
    }
}

/// `damane declarations check`: 0 when every file is accepted, 1 when one is refused, 2 when one is unreadable.
///
/// # Errors
/// When the préétabli cannot be read, or the report cannot be written.
pub fn check(arguments: &CheckArguments) -> anyhow::Result<ExitCode> {
    let mut out = io::stdout().lock();
    let preetabli = match &arguments.preetabli {
        Some(path) => match File::open(path).and_then(|file| Preetabli::read(file, file_name(path))) {
            Ok((preetabli, _)) => Some(preetabli),
            Err(error) => {
                writeln!(io::stderr(), "{}: {error}", path.display())?;
                return Ok(ExitCode::from(UNREADABLE));
            }
        },
        None => None,
    };
    let mut worst = 0;
    for path in &arguments.files {
        worst = worst.max(check_one(path, preetabli.as_ref(), arguments.json, &mut out)?);
    }
    out.flush()?;
    Ok(ExitCode::from(worst))
}

fn check_one(path: &Path, preetabli: Option<&Preetabli>, json: bool, out: &mut impl Write) -> io::Result<u8> {
    let options = CheckOptions { preetabli, file_name: file_name(path) };
    match File::open(path).and_then(|file| check_file(file, &options, &mut |_| {})) {
        Ok(summary) => {
            FileReport::of(path, &summary).write(json, out)?;
            Ok(if summary.is_accepted() { 0 } else { REFUSED })
        }
        Err(error) => {
            let mut finding = Finding::of(1, 1, &rules::UNREADABLE);
            finding.message = format!("{}: {error}", finding.message);
            FileReport::unreadable(path, &finding).write(json, out)?;
            Ok(UNREADABLE)
        }
    }
}

fn file_name(path: &Path) -> Option<&str> {
    path.file_name().and_then(|name| name.to_str())
}

/// `damane declarations generate`.
///
/// # Errors
/// When the plan asks for too much or a file cannot be written.
pub fn generate(arguments: &GenerateArguments) -> anyhow::Result<ExitCode> {
    let GenerateArguments { people, employers, months, seed, last_month, ref out } = *arguments;
    let plan = Plan { people, employers, months, seed, last_month };
    let generated = write_files(&plan, out).with_context(|| format!("writing into {}", out.display()))?;
    let files = generated.files;
    writeln!(io::stdout(), "{files} files and register.csv in {}: {} lines", out.display(), generated.lines)?;
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(below: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../ebds").join(below)
    }

    fn reported(below: &str) -> (u8, serde_json::Value) {
        let mut out = Vec::new();
        let code = check_one(&path(below), None, true, &mut out).unwrap();
        assert_eq!(out.last(), Some(&b'\n'));
        (code, serde_json::from_slice(&out).unwrap())
    }

    #[test]
    fn an_accepted_file_is_reported_with_what_it_declares() {
        let (code, report) = reported("tests/vectors/DS_9000019_202609.txt");
        assert_eq!((code, report["ok"].as_bool()), (0, Some(true)));
        assert_eq!(
            (report["period"].as_str(), report["employer"].as_str()),
            (Some("2026-09"), Some("9000019"))
        );
        assert_eq!((report["lines"].as_u64(), report["insured"].as_u64()), (Some(9), Some(4)));
        assert_eq!(report["errors"].as_array().map(Vec::len), Some(0));
    }

    #[test]
    fn a_refused_file_and_an_unreadable_one_have_their_own_exit_codes() {
        let (code, report) = reported("Cargo.toml");
        let first = &report["errors"][0];
        assert_eq!(
            (code, first["code"].as_str(), first["severity"].as_str()),
            (1, Some("EBDS-001"), Some("error"))
        );
        for unreadable in ["tests", "tests/vectors/absent.txt"] {
            let (code, report) = reported(unreadable);
            assert_eq!((code, report["errors"][0]["code"].as_str()), (2, Some("EBDS-016")), "{unreadable}");
        }
    }

    #[test]
    fn a_person_reads_the_same_report_in_words() {
        let mut out = Vec::new();
        check_one(&path("Cargo.toml"), None, false, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains("Cargo.toml: refused") && text.contains("1:1 error EBDS-001"), "{text}");
    }
}
