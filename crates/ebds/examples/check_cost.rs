//! What reading and checking a declaration costs: lines a second, best of five passes over 200 000 lines in memory.
//!
//! `cargo run --release -p damane-ebds --example check_cost`

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

use damane_domain::month::Month;
use damane_ebds::generate::write_large_month;
use damane_ebds::{CheckOptions, check};
use std::io::{self, Write};
use std::time::{Duration, Instant};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let month = Month::new(2026, 9).ok_or("a month")?;
    let file = write_large_month(Vec::new(), 200_000, 1, month)?;
    let mut best = Duration::MAX;
    let mut lines = 0;
    for _ in 0..5 {
        let start = Instant::now();
        let summary = check(file.as_slice(), &CheckOptions::default(), &mut |_| {})?;
        best = best.min(start.elapsed());
        lines = summary.lines;
        if !summary.is_accepted() {
            return Err("the generated file is refused".into());
        }
    }
    let rate = lines * 1_000_000 / u64::try_from(best.as_micros())?.max(1);
    writeln!(io::stdout(), "{rate} lines/s ({lines} lines in {best:?})")?;
    Ok(())
}
