//! A private Python environment for what the suites need of Python: a PDF validator, a mail server.

use crate::{process, workspace};
use anyhow::{Context, Result};
use std::path::PathBuf;
use std::process::Command;

/// Makes the environment of tests/requirements.txt once, and gives its interpreter.
pub fn interpreter() -> Result<PathBuf> {
    environment("python", "tests/requirements.txt")
}

/// The same for what the bench measures against.
pub fn bench_interpreter() -> Result<PathBuf> {
    environment("python-bench", "tests/bench/requirements.txt")
}

fn environment(name: &str, requirements: &str) -> Result<PathBuf> {
    let folder = workspace::target_dir()?.join(name);
    let requirements = workspace::root().join(requirements);
    let wanted = std::fs::read_to_string(&requirements)
        .with_context(|| format!("cannot read {}", requirements.display()))?;
    let python = folder.join("bin/python");
    let stamp = folder.join("requirements.txt");
    if python.exists() && std::fs::read_to_string(&stamp).is_ok_and(|then| then == wanted) {
        return Ok(python);
    }
    process::must(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder), "python3 -m venv")?;
    let mut pip = Command::new(&python);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"]).arg(&requirements);
    process::must(&mut pip, "pip install")?;
    std::fs::write(&stamp, wanted).context("cannot write the environment's stamp")?;
    Ok(python)
}
