//! `cargo xtask test`: runs the suites, one after the other, and closes with a table and one line for machines.

use crate::suites::{self, Bench, Suite};
use anyhow::{Result, bail};
use std::time::{Duration, Instant};

#[derive(clap::Args)]
pub struct Arguments {
    /// Suites to run; all of them when none is named.
    #[arg(value_enum)]
    suites: Vec<Suite>,
}

struct Outcome {
    suite: Suite,
    took: Duration,
    tests: Option<u32>,
    failure: Option<String>,
}

/// Runs what was asked for; every suite runs even after one has failed.
pub fn test(arguments: &Arguments) -> Result<()> {
    let chosen: Vec<Suite> =
        if arguments.suites.is_empty() { suites::ALL.to_vec() } else { arguments.suites.clone() };
    let mut bench = Bench::default();
    let outcomes: Vec<Outcome> = chosen.into_iter().map(|suite| run_one(suite, &mut bench)).collect();
    print_table(&outcomes);
    let failed = outcomes.iter().filter(|outcome| outcome.failure.is_some()).count();
    println!("suites: {} passed, {failed} failed", outcomes.len() - failed);
    if failed > 0 {
        bail!("{failed} of {} suites failed", outcomes.len());
    }
    Ok(())
}

fn run_one(suite: Suite, bench: &mut Bench) -> Outcome {
    println!("\n== {} ==", suite.name());
    let started = Instant::now();
    let result = suites::run(suite, bench);
    let took = started.elapsed();
    match result {
        Ok(tests) => Outcome { suite, took, tests, failure: None },
        Err(error) => {
            println!("suite {} failed: {error:#}", suite.name());
            Outcome { suite, took, tests: None, failure: Some(format!("{error:#}")) }
        }
    }
}

fn print_table(outcomes: &[Outcome]) {
    println!("\n{:<12} {:>7} {:>8}  result", "suite", "tests", "seconds");
    for outcome in outcomes {
        let tests = outcome.tests.map_or_else(|| "-".to_owned(), |tests| tests.to_string());
        let result = outcome.failure.as_deref().map_or("ok", |_| "FAILED");
        println!("{:<12} {tests:>7} {:>8.1}  {result}", outcome.suite.name(), outcome.took.as_secs_f64());
        if let Some(failure) = &outcome.failure {
            println!("{:<12} {failure}", "");
        }
    }
}
