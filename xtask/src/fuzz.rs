//! `cargo xtask fuzz`: throws made-up bytes at everything that reads a stranger's, each target for so many seconds.
//!
//! libFuzzer needs a compiler's coverage counters. A stable compiler has them behind `RUSTC_BOOTSTRAP`; nothing but the
//! fuzz targets is built that way, and in a folder of its own.

use crate::{process, workspace};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Counters at every edge, and a table of them (LLVM SanitizerCoverage).
const FLAGS: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1 --cfg fuzzing";
/// Most memory a run may take, MB: a stranger's file gets no more.
const MEMORY: u32 = 1_024;
/// One input that takes longer, in seconds, counts as a crash.
const PATIENCE: u32 = 20;
/// Longest input, bytes.
const LONGEST: u32 = 65_536;

#[derive(clap::Args)]
pub struct Arguments {
    /// Seconds for each target.
    #[arg(default_value_t = 600)]
    seconds: u32,
    /// Only the targets whose name contains this word.
    #[arg(long)]
    only: Option<String>,
}

/// Builds the targets, then runs each; a crash ends it with the input that caused it.
pub fn fuzz(arguments: &Arguments) -> Result<()> {
    let wanted = |name: &String| arguments.only.as_ref().is_none_or(|word| name.contains(word.as_str()));
    let targets: Vec<String> = targets()?.into_iter().filter(wanted).collect();
    if targets.is_empty() {
        bail!("no target of that name");
    }
    let folder = workspace::target_dir()?.join("fuzz");
    let host = host()?;
    let mut build = workspace::cargo();
    build.args(["build", "--release", "--target", &host, "--manifest-path"]).arg(home().join("Cargo.toml"));
    build.env("CARGO_TARGET_DIR", &folder).env("RUSTC_BOOTSTRAP", "1").env("RUSTFLAGS", FLAGS);
    process::must(&mut build, "cargo build in fuzz")?;
    for target in targets {
        println!("-- {target}, {} s", arguments.seconds);
        run(&folder, &folder.join(&host).join("release").join(&target), &target, arguments.seconds)?;
    }
    Ok(())
}

fn run(folder: &Path, program: &Path, target: &str, seconds: u32) -> Result<()> {
    let (corpus, crashes) = (folder.join("corpus").join(target), folder.join("crashes").join(target));
    for place in [&corpus, &crashes] {
        std::fs::create_dir_all(place).with_context(|| place.display().to_string())?;
    }
    let mut fuzzer = Command::new(program);
    fuzzer.arg(&corpus).arg(home().join("seeds").join(target));
    fuzzer.args([
        format!("-max_total_time={seconds}"),
        format!("-max_len={LONGEST}"),
        format!("-timeout={PATIENCE}"),
        format!("-rss_limit_mb={MEMORY}"),
        format!("-artifact_prefix={}/", crashes.display()),
        "-print_final_stats=1".to_owned(),
        "-verbosity=0".to_owned(),
    ]);
    process::must(&mut fuzzer, target)
}

/// The targets are the programs of the folder.
fn targets() -> Result<Vec<String>> {
    let folder = home().join("targets");
    let mut names = Vec::new();
    for entry in std::fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "rs") {
            names.extend(path.file_stem().map(|name| name.to_string_lossy().into_owned()));
        }
    }
    names.sort();
    Ok(names)
}

fn home() -> PathBuf {
    workspace::root().join("fuzz")
}

/// The machine's own platform, named: flags then reach the targets and not the programs that build them.
fn host() -> Result<String> {
    let about = process::output_of(Command::new("rustc").arg("-vV"), "rustc")?;
    let line = about.lines().find_map(|line| line.strip_prefix("host: "));
    line.map(str::to_owned).context("rustc names no host")
}
