//! `damane declarations import` and `damane register import`: files come in one by one, each whole or not at all.

use anyhow::{Context, Result, bail};
use damane_ebds::{FileName, Finding, Findings, Severity};
use damane_services::career::{DeclarationImport, ImportError, Refusal, Watch, is_declaration_name};
use damane_services::register::RegisterImport;
use damane_services::{Fund, Ports};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Receives employers' declarations: main (DS) and complementary (DSC) files.
#[derive(Debug, clap::Args)]
pub struct ImportDeclarations {
    /// Declaration files, and folders whose DS and DSC files are taken, oldest month first.
    #[arg(required = true, value_name = "FILE|DIR")]
    paths: Vec<PathBuf>,
    /// The fund's data folder.
    #[arg(long, value_name = "DIR", default_value = "data")]
    data: PathBuf,
}

/// Receives the register feed of insured persons.
#[derive(Debug, clap::Args)]
pub struct ImportRegister {
    /// The feed, CSV.
    file: PathBuf,
    /// The fund's data folder.
    #[arg(long, value_name = "DIR", default_value = "data")]
    data: PathBuf,
}

/// Findings shown of one file; `damane declarations check` shows them all.
const SHOWN: usize = 20;
const ALL_KEPT: u8 = 0;
const SOME_REFUSED: u8 = 1;
const UNREADABLE: u8 = 2;
/// As a shell gives it for a program ended by Ctrl-C.
const STOPPED: u8 = 130;

/// What became of the files of one call.
#[derive(Debug, Default)]
struct Tally {
    kept: u64,
    known: u64,
    refused: u64,
    unreadable: u64,
    lines: u64,
}

/// Runs `damane declarations import`.
///
/// # Errors
/// The data folder, the database, or standard output.
pub async fn import_declarations(arguments: &ImportDeclarations) -> Result<ExitCode> {
    let files = files_of(&arguments.paths)?;
    let fund = open(&arguments.data).await?;
    let cancelled = stop_on_request();
    let sizes: Vec<u64> =
        files.iter().map(|path| std::fs::metadata(path).map_or(0, |data| data.len())).collect();
    let bar = bar(sizes.iter().sum());
    let mut tally = Tally::default();
    let mut before = 0;
    for (path, size) in files.iter().zip(&sizes) {
        let watch = Watch { progress: &|bytes| bar.set_position(before + bytes), cancelled: &cancelled };
        match fund.import_declaration(path, &watch).await {
            Err(ImportError::Cancelled) => break,
            Err(ImportError::Unreadable(error)) => {
                tally.unreadable += 1;
                bar.suspend(|| say(&format!("{}: cannot be read: {error}", path.display())))?;
            }
            Err(error) => return Err(error).with_context(|| path.display().to_string()),
            Ok(import) => bar.suspend(|| report(path, &import, &mut tally))?,
        }
        before += size;
        bar.set_position(before);
    }
    bar.finish_and_clear();
    say(&format!(
        "{} files kept ({} lines), {} known already, {} refused, {} unreadable",
        tally.kept, tally.lines, tally.known, tally.refused, tally.unreadable
    ))?;
    if cancelled.load(Ordering::Relaxed) {
        say("stopped on request: each file above is kept whole, the others not at all")?;
        return Ok(ExitCode::from(STOPPED));
    }
    Ok(ExitCode::from(tally.exit_code()))
}

impl Tally {
    const fn exit_code(&self) -> u8 {
        match (self.unreadable, self.refused) {
            (0, 0) => ALL_KEPT,
            (0, _) => SOME_REFUSED,
            _ => UNREADABLE,
        }
    }
}

/// Runs `damane register import`.
///
/// # Errors
/// The data folder, the database, or standard output.
pub async fn import_register(arguments: &ImportRegister) -> Result<ExitCode> {
    let size = match std::fs::metadata(&arguments.file) {
        Ok(data) => data.len(),
        Err(error) => {
            say(&format!("{}: cannot be read: {error}", arguments.file.display()))?;
            return Ok(ExitCode::from(UNREADABLE));
        }
    };
    let fund = open(&arguments.data).await?;
    let cancelled = stop_on_request();
    let bar = bar(size);
    let watch = Watch { progress: &|bytes| bar.set_position(bytes), cancelled: &cancelled };
    let imported = fund.import_register(&arguments.file, &watch).await;
    bar.finish_and_clear();
    match imported {
        Ok(RegisterImport::Kept(changes)) => {
            let (added, changed, unchanged) = (changes.added, changes.changed, changes.unchanged);
            say(&format!("{added} people added, {changed} changed, {unchanged} unchanged"))?;
            Ok(ExitCode::from(ALL_KEPT))
        }
        Ok(RegisterImport::Refused { findings, errors }) => {
            say(&format!("{}: refused, {errors} errors", arguments.file.display()))?;
            say_findings(&findings, errors)?;
            Ok(ExitCode::from(SOME_REFUSED))
        }
        Err(ImportError::Cancelled) => {
            say("stopped on request: nothing of the feed is kept")?;
            Ok(ExitCode::from(STOPPED))
        }
        Err(ImportError::Unreadable(error)) => {
            say(&format!("{}: cannot be read: {error}", arguments.file.display()))?;
            Ok(ExitCode::from(UNREADABLE))
        }
        Err(error) => Err(error).context("the register was not changed"),
    }
}

async fn open(data: &Path) -> Result<Arc<Fund>> {
    Fund::open(data, Ports::system())
        .await
        .with_context(|| format!("{}: no fund can be opened", data.display()))
}

/// The named files, and of named folders the declarations, so that a month is received after those before it.
fn files_of(paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let entries = std::fs::read_dir(path).with_context(|| path.display().to_string())?;
        let mut found = Vec::new();
        for entry in entries {
            let path = entry.with_context(|| path.display().to_string())?.path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
            if is_declaration_name(&name) && path.is_file() {
                let order =
                    FileName::parse(&name).map(|name| (name.period, name.employer, name.nature.category()));
                found.push((order, name, path));
            }
        }
        if found.is_empty() {
            bail!("{}: no file named DS_… or DSC1_… to DSC9_… in this folder", path.display());
        }
        found.sort();
        files.extend(found.into_iter().map(|(_, _, path)| path));
    }
    Ok(files)
}

/// Ctrl-C stops the import at its next piece: files before it are kept whole.
fn stop_on_request() -> Arc<AtomicBool> {
    let cancelled = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&cancelled);
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            flag.store(true, Ordering::Relaxed);
        }
    });
    cancelled
}

/// Drawn on standard error, and only where that is a terminal.
fn bar(bytes: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:40} {bytes}/{total_bytes} {bytes_per_sec} {eta}");
    let bar = ProgressBar::with_draw_target(Some(bytes), ProgressDrawTarget::stderr());
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn report(path: &Path, import: &DeclarationImport, tally: &mut Tally) -> Result<()> {
    let path = path.display();
    match import {
        DeclarationImport::Kept(file) => {
            tally.kept += 1;
            tally.lines += file.lines;
            let warnings = file.findings.warnings();
            let (employer, month, lines) = (&file.employer, file.month, file.lines);
            say(&format!("{path}: kept, employer {employer}, {month}, {lines} lines, {warnings} warnings"))
        }
        DeclarationImport::KnownAlready { .. } => {
            tally.known += 1;
            say(&format!("{path}: received before, nothing changed"))
        }
        DeclarationImport::Refused(Refusal::Preetabli) => {
            tally.refused += 1;
            say(&format!("{path}: refused, this is the fund's list (préétabli), not a declaration"))
        }
        DeclarationImport::Refused(Refusal::Findings(findings)) => {
            tally.refused += 1;
            say(&format!("{path}: refused, {} errors", findings.errors()))?;
            let errors: Vec<Finding> = errors_of(findings).take(SHOWN).cloned().collect();
            say_findings(&errors, findings.errors())
        }
    }
}

fn errors_of(findings: &Findings) -> impl Iterator<Item = &Finding> {
    findings.kept().iter().filter(|finding| finding.severity == Severity::Error)
}

fn say_findings(findings: &[Finding], errors: u64) -> Result<()> {
    for finding in findings.iter().take(SHOWN) {
        let Finding { line, column, code, message, .. } = finding;
        say(&format!("  line {line}, column {column}: {code} {message}"))?;
    }
    let shown = u64::try_from(findings.len().min(SHOWN)).unwrap_or(errors);
    if errors > shown { say(&format!("  and {} more", errors - shown)) } else { Ok(()) }
}

fn say(line: &str) -> Result<()> {
    writeln!(std::io::stdout(), "{line}").context("standard output")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_gives_its_declarations_oldest_month_first() {
        let folder = tempfile::tempdir().unwrap();
        let names = [
            "DS_9000019_202609.txt",
            "DSC1_9000019_202608.txt",
            "DS_9000019_202608.txt",
            "AFFEBDS_9000019_202608.txt",
            "register.csv",
            "DS_1000004_202609.txt",
        ];
        for name in names {
            std::fs::write(folder.path().join(name), "").unwrap();
        }
        let files = files_of(&[folder.path().to_owned()]).unwrap();
        let names: Vec<_> = files.iter().map(|path| path.file_name().unwrap().to_str().unwrap()).collect();
        assert_eq!(
            names,
            [
                "DS_9000019_202608.txt",
                "DSC1_9000019_202608.txt",
                "DS_1000004_202609.txt",
                "DS_9000019_202609.txt"
            ]
        );
    }

    #[test]
    fn a_folder_without_declarations_is_said_to_be_so() {
        let folder = tempfile::tempdir().unwrap();
        assert!(files_of(&[folder.path().to_owned()]).unwrap_err().to_string().contains("no file named DS_"));
    }

    #[test]
    fn an_unreadable_file_weighs_more_than_a_refused_one() {
        let tally = |refused, unreadable| Tally { refused, unreadable, ..Tally::default() }.exit_code();
        assert_eq!((tally(0, 0), tally(1, 0), tally(1, 1)), (ALL_KEPT, SOME_REFUSED, UNREADABLE));
    }
}
