//! `damane demo correct`: the file with which an employer of a demonstration corrects a month, for `damane declarations
//! import`.

use crate::output::say;
use anyhow::{Context, Result};
use damane_domain::ids::{EmployerNumber, RegistrationNumber};
use damane_domain::money::Money;
use damane_domain::month::Month;
use damane_services::demo::{self, DemoCorrection};
use damane_services::{Fund, Ports};
use std::path::PathBuf;
use std::process::ExitCode;

/// Whose month, and what is declared of it now.
#[derive(Debug, clap::Args)]
pub struct Correct {
    /// The person's registration number.
    person: RegistrationNumber,
    /// The month, `2026-09`.
    #[arg(value_parser = read_month)]
    month: Month,
    /// The employer's number, seven digits.
    employer: EmployerNumber,
    /// Days, 0 to 26.
    #[arg(long, value_parser = clap::value_parser!(u8).range(..=26))]
    days: u8,
    /// Salary, centimes; the one that was declared when it is not said.
    #[arg(long, value_parser = clap::value_parser!(i64).range(0..))]
    salary: Option<i64>,
    /// Where the file is written.
    #[arg(long, value_name = "DIR", default_value = "corrections")]
    into: PathBuf,
    /// The demonstration's data folder.
    #[arg(long, value_name = "DIR", default_value = "data")]
    data: PathBuf,
}

fn read_month(text: &str) -> Result<Month, String> {
    Month::parse(text).ok_or_else(|| "a month is written 2026-09".to_owned())
}

/// Writes the file and says where it is.
pub async fn correct(which: Correct) -> Result<ExitCode> {
    let Correct { person, month, employer, days, salary, into, data } = which;
    let correction = DemoCorrection { person, month, employer, days, salary: salary.map(Money::centimes) };
    let fund = Fund::open(&data, Ports::system()).await.context("the fund cannot be opened")?;
    let written = demo::write_correction(&fund, &into, &correction).await;
    fund.close().await;
    say(&written?.display().to_string());
    Ok(ExitCode::SUCCESS)
}
