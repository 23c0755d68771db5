//! `cargo xtask bench`: measures and writes docs/benchmarks.md.

use anyhow::Result;

#[derive(clap::Args)]
pub struct Arguments {}

/// Measures.
pub fn bench(_arguments: &Arguments) -> Result<()> {
    anyhow::bail!("nothing to measure yet")
}
