//! `damane verify`: the text of a code, a picture or a PDF, or folders of them; is it genuine? Exit status 0 when all are
//! valid, 1 when some are not, 2 when an input cannot be read or the work was stopped.

mod check;
mod engine;
mod facts;
mod walk;
mod words;

use crate::output::complain;
use crate::trust::{bundle_of_fund, renew};
use anyhow::{Context, Result, bail};
use check::Judge;
use damane_credential::TrustBundle;
use damane_document::Roots;
use damane_domain::time::Timestamp;
use damane_services::Ports;
use engine::{Counts, Sink};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

const SOME_NOT_VALID: u8 = 1;
const UNREADABLE: u8 = 2;

/// What to check, and by which lists.
#[derive(Debug, clap::Args)]
pub struct Verify {
    /// Files holding a code's text, a PNG or JPEG picture, or a PDF; folders of them; `-` is standard input.
    #[arg(required = true, value_name = "FILE|DIR")]
    files: Vec<PathBuf>,
    /// One JSON object an input, one a line.
    #[arg(long)]
    json: bool,
    /// Write a table of all inputs here.
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// Lists to go by, as written by `damane trust export`.
    #[arg(long, value_name = "FILE")]
    trust: Option<PathBuf>,
    /// The fund's data folder, whose lists are taken when no --trust is given.
    #[arg(long, value_name = "DIR", default_value = "data")]
    data: PathBuf,
    /// Root certificates (DER or PEM) that seals of others may lead to. Without it they lead nowhere.
    #[arg(long, value_name = "DIR")]
    roots: Option<PathBuf>,
    /// Check as of this time (RFC 3339) instead of now.
    #[arg(long, value_name = "TIME", value_parser = read_time)]
    at: Option<Timestamp>,
    /// Go by the lists of --trust however old they are: ask no network for newer ones.
    #[arg(long)]
    offline: bool,
    /// How many inputs are checked at once; as many as there are cores when not given.
    #[arg(long, value_name = "N")]
    jobs: Option<NonZero<usize>>,
}

fn read_time(text: &str) -> Result<Timestamp, &'static str> {
    Timestamp::parse_rfc3339(text).ok_or("a time is written like 2026-11-21T10:42:00Z")
}

/// Checks every input.
pub async fn verify(inputs: &Verify) -> Result<ExitCode> {
    let now = inputs.at.unwrap_or_else(|| Ports::system().clock.now());
    let roots = inputs.roots.as_deref().map_or_else(|| Ok(Roots::none()), read_roots)?;
    let judge = Judge { bundle: bundle(inputs, now).await?, roots, now };
    let jobs = inputs.jobs.map_or_else(engine::cores, NonZero::get);
    let sink = Sink::new(inputs.json, inputs.csv.as_deref())?;
    let (stop, files) = (Arc::new(AtomicBool::new(false)), inputs.files.clone());
    let asked_to_stop = Arc::clone(&stop);
    // Ctrl-C: what is being checked is finished and written, nothing new is begun.
    let listening = tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            asked_to_stop.store(true, Ordering::Relaxed);
        }
    });
    let work = tokio::task::spawn_blocking(move || engine::run(&files, &judge, jobs, sink, &stop));
    let counts = work.await.context("the check itself failed")??;
    listening.abort();
    Ok(tell(&counts))
}

fn tell(counts: &Counts) -> ExitCode {
    let Counts { good, not_good, unreadable, skipped, was_stopped } = *counts;
    let all = good + not_good + unreadable;
    if all + skipped > 1 {
        let note = if was_stopped { ", stopped" } else { "" };
        complain(&format!(
            "{all} checked: {good} valid, {not_good} not valid, {unreadable} unreadable, {skipped} passed over{note}"
        ));
    }
    match (unreadable > 0 || was_stopped || all == 0, not_good > 0) {
        (true, _) => ExitCode::from(UNREADABLE),
        (_, true) => ExitCode::from(SOME_NOT_VALID),
        _ => ExitCode::SUCCESS,
    }
}

/// Every file of the folder must be certificates.
fn read_roots(folder: &Path) -> Result<Roots> {
    let mut roots = Roots::none();
    for entry in std::fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.is_file() {
            let bytes = std::fs::read(&path).with_context(|| path.display().to_string())?;
            roots.add(&bytes).with_context(|| path.display().to_string())?;
        }
    }
    if roots.is_empty() { bail!("{} holds no root certificates", folder.display()) } else { Ok(roots) }
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
