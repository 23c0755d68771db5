//! `cargo xtask …`: the repository's own chores. Parses the command line and hands over.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command speaks on its standard streams")]

mod bench;
mod chores;
mod cleanup;
mod fuzz;
mod mutants;
mod npm;
mod packages;
mod postgres;
mod process;
mod python;
mod run;
mod suites;
mod test;
mod window_cost;
mod workspace;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Run, test and measure Mon Damane")]
struct Arguments {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Build everything, prepare a demonstration fund, start the portal and the app.
    Run(run::Arguments),
    /// Run the test suites: all of them, or the ones named.
    Test(test::Arguments),
    /// Measure against a peer or a floor and write docs/benchmarks.md.
    Bench(bench::Arguments),
    /// Take owner checks out of a copy, one at a time, and show that the authorisation matrix fails.
    Mutants(mutants::Arguments),
    /// Throw made-up bytes at everything that reads a stranger's: each target for so many seconds.
    Fuzz(fuzz::Arguments),
    /// Write the TypeScript types of the wire again.
    Bindings,
    /// Photograph every screen into docs/screens.
    Gallery,
    /// The `damane` command, built with the rest of the workspace: `cargo xtask damane verify FILE`.
    Damane {
        /// What follows is the command's own.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        words: Vec<std::ffi::OsString>,
    },
    /// Type-check the app for other platforms with their own toolchains and SDKs.
    Targets(chores::TargetsArguments),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = match arguments.chore {
        Chore::Run(arguments) => run::run(&arguments),
        Chore::Test(arguments) => test::test(&arguments),
        Chore::Bench(arguments) => bench::bench(&arguments),
        Chore::Mutants(arguments) => mutants::mutants(&arguments),
        Chore::Fuzz(arguments) => fuzz::fuzz(&arguments),
        Chore::Bindings => chores::bindings(),
        Chore::Gallery => suites::gallery(),
        Chore::Damane { words } => return chores::damane(&words),
        Chore::Targets(arguments) => chores::targets(&arguments),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
