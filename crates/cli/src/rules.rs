//! `damane rules`: what the law gives, for one JSON object or for a line each.
//!
//! The same functions answer the screens. A wrong input is exit status 2 with the field named; in a batch its line holds
//! the error in the answer's place, the other lines are answered, and the status is 2 at the end.

mod batch;
mod career;
mod input;
mod job_loss;
mod pension;
mod reimbursement;
mod steps;

use crate::output::say;
use anyhow::Result;
use std::path::PathBuf;
use std::process::ExitCode;

/// Which rule.
#[derive(Debug, clap::Subcommand)]
pub enum RulesCommand {
    /// An old-age pension for who retires on the day `at`.
    Pension(Source),
    /// The job-loss benefit (IPE) after the end of a contract.
    JobLoss(Source),
    /// What a claim for care is paid back, line by line.
    Reimbursement(Source),
}

/// Where the question comes from.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Source {
    /// File with the question; standard input when it is left out or `-`.
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// A question a line (JSON lines), an answer a line. Understood without asking when the file ends in .jsonl, or when
    /// its first line is a whole question by itself and another line follows.
    #[arg(long, visible_alias = "batch")]
    lines: bool,
    /// Print an example of a question and stop.
    #[arg(long)]
    example: bool,
}

const AFTER_HELP: &str = "Amounts are centimes, rates basis points, days ISO (2026-11-28), months 2026-11. Fields that are \
not known are passed over. A wrong field is exit status 2 and is named on standard error; in a batch the line's answer is \
{\"error\":{\"line\",\"field\",\"message\"}} and the other lines are answered.";

/// Answers what was asked.
pub fn answer(which: &RulesCommand) -> Result<ExitCode> {
    let (source, rule, example): (&Source, batch::Rule, &str) = match which {
        RulesCommand::Pension(source) => (source, pension::answer, pension::EXAMPLE),
        RulesCommand::JobLoss(source) => (source, job_loss::answer, job_loss::EXAMPLE),
        RulesCommand::Reimbursement(source) => (source, reimbursement::answer, reimbursement::EXAMPLE),
    };
    if source.example {
        say(example);
        return Ok(ExitCode::SUCCESS);
    }
    batch::run(source.file.as_deref(), source.lines, rule)
}
