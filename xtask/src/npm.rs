//! The UI's packages and its build, done again only when what they read has changed.

use crate::process;
use crate::workspace::root;
use anyhow::{Context, Result, bail};
use std::path::Path;
use std::process::Command;

/// What the UI's build reads, below `ui/`.
const SOURCES: &[&str] = &[
    "package.json",
    "package-lock.json",
    "svelte.config.js",
    "vite.config.ts",
    "tsconfig.json",
    "scripts",
    "messages",
    "static",
    "src",
    "verifier",
];

/// Runs one of the UI's scripts.
pub fn script(name: &str) -> Result<()> {
    process::must(npm().args(["run", "--silent", name]), &format!("npm run {name}"))
}

/// Installs the packages of the lock file, unless they stand there already.
pub fn install() -> Result<()> {
    check_node()?;
    let ui = root().join("ui");
    once(&ui, "node_modules/.installed", &["package-lock.json"], || {
        process::must(npm().args(["ci", "--no-audit", "--no-fund"]), "npm ci")
    })
}

/// Builds the UI and the web verifier, unless nothing has changed.
pub fn build() -> Result<()> {
    install()?;
    let ui = root().join("ui");
    once(&ui, "node_modules/.built", SOURCES, || script("build"))
}

fn npm() -> Command {
    let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.current_dir(root().join("ui"));
    command
}

fn check_node() -> Result<()> {
    let version = process::output_of(Command::new("node").arg("--version"), "node")
        .context("Node.js 20 or newer is needed for the user interface")?;
    let major = version.trim().trim_start_matches('v').split('.').next().and_then(|part| part.parse().ok());
    if major.is_none_or(|major: u32| major < 20) {
        bail!("Node.js 20 or newer is needed for the user interface; this is {}", version.trim());
    }
    Ok(())
}

fn once(ui: &Path, stamp: &str, sources: &[&str], work: impl FnOnce() -> Result<()>) -> Result<()> {
    let now = process::fingerprint(ui, sources)?;
    let built = ui.join("build/index.html").exists() || !stamp.ends_with(".built");
    if built && std::fs::read_to_string(ui.join(stamp)).is_ok_and(|then| then == now) {
        return Ok(());
    }
    work()?;
    std::fs::write(ui.join(stamp), now).with_context(|| format!("cannot write {stamp}"))
}
