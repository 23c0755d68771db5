//! `cargo xtask bench`: measures against a peer or a floor, side by side in one run, and writes docs/benchmarks.md.

use crate::{npm, packages, process, python, window_cost, workspace};
use anyhow::{Context, Result};
use serde_json::Value;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

#[derive(clap::Args)]
pub struct Arguments {
    /// Measure only figures whose program's name contains this word.
    #[arg(long)]
    only: Option<String>,
}

/// One line of the table.
pub struct Figure {
    /// What was measured.
    pub what: String,
    /// Our side, with its unit.
    pub ours: String,
    /// The other side, with its unit and its version.
    pub peer: String,
    /// Ours over the peer's.
    pub ratio: String,
    /// How it was measured.
    pub note: String,
}

/// Programs of this repository that measure and print a JSON object a figure.
const PROGRAMS: [&str; 9] = [
    "import_cost",
    "verify_cost",
    "photo_cost",
    "cost",
    "pdf_check_cost",
    "pension_cost",
    "sign_in_cost",
    "career_cost",
    "claim_cost",
];
/// The same, in the app's real window.
const IN_THE_WINDOW: &str = "unlock_cost";

/// Measures everything and writes the page.
pub fn bench(arguments: &Arguments) -> Result<()> {
    let wanted = |name: &str| arguments.only.as_ref().is_none_or(|word| name.contains(word.as_str()));
    packages::ensure(packages::BUILD)?;
    packages::ensure(packages::DOCUMENTS)?;
    npm::build()?;
    let release = workspace::build_release()?;
    let mut figures = Vec::new();
    for program in PROGRAMS.into_iter().filter(|program| wanted(program)) {
        figures.extend(figures_of(program, &release)?);
    }
    if wanted(IN_THE_WINDOW) {
        packages::ensure(packages::WINDOW)?;
        figures.extend(figures_of(IN_THE_WINDOW, &release)?);
    }
    if wanted("window") {
        println!("-- window");
        figures.extend(window_cost::measure(&release)?);
    }
    if wanted("size") {
        figures.extend(sizes()?);
    }
    let page = page(&figures)?;
    println!("{page}");
    if arguments.only.is_none() {
        std::fs::write(workspace::root().join("docs/benchmarks.md"), page)
            .context("cannot write docs/benchmarks.md")?;
    }
    Ok(())
}

fn figures_of(program: &str, release: &Path) -> Result<Vec<Figure>> {
    println!("-- {program}");
    let mut command = Command::new(release.join("examples").join(program));
    command.env("DAMANE_PYTHON", python::interpreter()?).stderr(std::process::Stdio::inherit());
    if program == "pension_cost" {
        command.env("DAMANE_BENCH_PYTHON", python::bench_interpreter()?);
    }
    figures_in(&process::output_of(&mut command, program)?)
}

fn sizes() -> Result<Vec<Figure>> {
    let mut node = Command::new("node");
    node.current_dir(workspace::root().join("ui")).arg("scripts/size.mjs");
    figures_in(&process::output_of(&mut node, "the size script")?)
}

fn figures_in(text: &str) -> Result<Vec<Figure>> {
    let lines = text.lines().filter(|line| line.starts_with('{'));
    lines.map(|line| Ok(figure(&serde_json::from_str(line).context("a figure is not JSON")?))).collect()
}

fn figure(value: &Value) -> Figure {
    let word = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let number = |name: &str| value.get(name).and_then(Value::as_f64);
    let unit = word("unit");
    let side = |amount: Option<f64>, name: String| match amount {
        Some(amount) => format!("{} {unit} ({name})", short(amount)),
        None => name,
    };
    let ratio = number("ratio").map_or_else(|| "–".to_owned(), |ratio| format!("{ratio:.2}"));
    Figure {
        what: word("figure"),
        ours: side(number("ours"), word("ours_name")),
        peer: side(number("peer"), word("peer_name")),
        ratio,
        note: word("note"),
    }
}

/// Four significant digits, no more: the machine is not that steady.
pub fn short(amount: f64) -> String {
    match amount.abs() {
        size if size >= 100.0 => format!("{amount:.0}"),
        size if size >= 1.0 => format!("{amount:.2}"),
        _ => format!("{amount:.4}"),
    }
}

fn page(figures: &[Figure]) -> Result<String> {
    let mut page = String::from(
        "# Benchmarks\n\nWritten by `cargo xtask bench`. Each figure is a ratio: both sides are measured in turn, in one run on one machine; \
         the median is given. Absolute numbers belong to that machine, ratios travel better.\n\n",
    );
    writeln!(page, "Machine: {}\n", machine()?)?;
    page.push_str("| what | ours | against | ratio | how |\n|---|---|---|---|---|\n");
    for figure in figures {
        writeln!(
            page,
            "| {} | {} | {} | {} | {} |",
            figure.what, figure.ours, figure.peer, figure.ratio, figure.note
        )?;
    }
    Ok(page)
}

fn machine() -> Result<String> {
    let rustc = process::output_of(Command::new("rustc").arg("--version"), "rustc")?;
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let model = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = model.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or_default();
    Ok(format!(
        "{cores} cores, {} {}",
        model.trim_start_matches(['\t', ' ', ':']).to_owned() + ",",
        rustc.trim()
    ))
}
