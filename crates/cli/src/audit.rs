//! `damane audit`: is the audit log whole, and which made-up people it watches.

use crate::output::say;
use anyhow::{Context, Result, bail};
use damane_domain::ids::RegistrationNumber;
use damane_services::{Fund, Ports, ServiceError};
use std::path::PathBuf;
use std::process::ExitCode;

/// Reads the whole log again and recomputes its chains.
#[derive(Debug, clap::Args)]
pub struct Check {
    /// The fund's data folder.
    #[arg(long, value_name = "DIR", default_value = "data")]
    data: PathBuf,
}

/// Sets a made-up person of the register out as a canary: whoever reads their file is counted as an alarm.
#[derive(Debug, clap::Args)]
pub struct Canary {
    /// Registration number.
    #[arg(value_parser = read_number)]
    number: RegistrationNumber,
    /// The fund's data folder.
    #[arg(long, value_name = "DIR", default_value = "data")]
    data: PathBuf,
}

/// Exit status of a log that was tampered with.
const BROKEN: u8 = 1;

fn read_number(text: &str) -> Result<RegistrationNumber, String> {
    RegistrationNumber::parse(text).map_err(|error| error.to_string())
}

/// Checks the log: exit status 0 when it is whole, 1 when it is not.
pub async fn check(place: &Check) -> Result<ExitCode> {
    let fund = Fund::open(&place.data, Ports::system()).await.context("the fund cannot be opened")?;
    let checked = fund.check_audit().await;
    fund.close().await;
    let checked = checked.context("the audit log cannot be read")?;
    match checked.broken {
        None => {
            say(&format!("{} entries in {} chains: whole", checked.entries, checked.chains));
            Ok(ExitCode::SUCCESS)
        }
        Some((chain, entry)) => {
            say(&format!("chain {chain} is broken at entry {entry}: changed, taken out or cut off"));
            Ok(ExitCode::from(BROKEN))
        }
    }
}

/// Sets a canary.
pub async fn set_canary(which: &Canary) -> Result<ExitCode> {
    let fund = Fund::open(&which.data, Ports::system()).await.context("the fund cannot be opened")?;
    let set = fund.set_canary(&which.number).await;
    fund.close().await;
    match set {
        Ok(true) => say("set: readings of this file count in damane_canaries_read_total"),
        Ok(false) => say("was set before"),
        Err(ServiceError::NotFound) => bail!("the register knows no such number"),
        Err(error) => return Err(error.into()),
    }
    Ok(ExitCode::SUCCESS)
}
