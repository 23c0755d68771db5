//! Small chores: generated TypeScript types, type-checks for other platforms.

use crate::{process, workspace};
use anyhow::{Context, Result, bail};
use std::process::Command;

/// Writes ui/src/lib/bindings from `damane-contract`.
pub fn bindings() -> Result<()> {
    write_bindings(&workspace::root().join("ui/src/lib/bindings"))
}

/// Fails when the committed types are not what `contract` says today; counts as one test.
pub fn bindings_are_fresh() -> Result<u32> {
    let folder = workspace::scratch("bindings")?;
    write_bindings(&folder)?;
    let committed = workspace::root().join("ui/src/lib/bindings");
    let difference =
        Command::new("diff").args(["-r", "-q"]).arg(&folder).arg(&committed).output().context("diff")?;
    if !difference.status.success() {
        let said = String::from_utf8_lossy(&difference.stdout).into_owned();
        bail!("ui/src/lib/bindings is stale, run `cargo xtask bindings`:\n{said}");
    }
    Ok(1)
}

fn write_bindings(folder: &std::path::Path) -> Result<()> {
    let mut cargo = workspace::cargo();
    cargo.args([
        "test",
        "--quiet",
        "-p",
        "damane-contract",
        "--features",
        "bindings",
        "--lib",
        "export_bindings",
    ]);
    cargo.env("TS_RS_EXPORT_DIR", folder).stdout(std::process::Stdio::null());
    process::must(&mut cargo, "exporting the TypeScript types")
}

/// Runs the built `damane` command where the caller stands, and ends as it ends.
pub fn damane(words: &[std::ffi::OsString]) -> std::process::ExitCode {
    let outcome = crate::npm::build()
        .and_then(|()| workspace::build())
        .and_then(|built| Command::new(&built.damane).args(words).status().context("damane"));
    match outcome {
        Ok(status) => status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(2).into(),
        Err(error) => {
            eprintln!("error: {error:#}");
            std::process::ExitCode::FAILURE
        }
    }
}

#[derive(clap::Args)]
pub struct TargetsArguments {
    /// Rust targets to check; Android, iOS, macOS and Windows when none is named.
    targets: Vec<String>,
}

const PLATFORMS: [&str; 4] =
    ["aarch64-linux-android", "aarch64-apple-ios", "aarch64-apple-darwin", "x86_64-pc-windows-msvc"];

/// Type-checks the app for other platforms, with rustup's targets and the vendors' SDKs (docs/other-platforms.md).
pub fn targets(arguments: &TargetsArguments) -> Result<()> {
    let chosen: Vec<&str> = if arguments.targets.is_empty() {
        PLATFORMS.to_vec()
    } else {
        arguments.targets.iter().map(String::as_str).collect()
    };
    for target in chosen {
        process::must(Command::new("rustup").args(["target", "add", target]), "rustup target add")?;
        let check = ["check", "-p", "damane-app", "--target", target];
        process::must(workspace::cargo().args(check), &format!("cargo check for {target}"))?;
    }
    Ok(())
}
