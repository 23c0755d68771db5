//! `damane certificates revoke`: what an officer does from the command line.

use crate::output::say;
use anyhow::{Context, Result, bail};
use damane_domain::ids::CertificateId;
use damane_services::{Fund, Ports, Revocation, ServiceError};
use std::path::PathBuf;
use std::process::ExitCode;

/// Which certificate, and why.
#[derive(Debug, clap::Args)]
pub struct Revoke {
    /// The certificate's id, 32 hex digits.
    #[arg(value_parser = read_id)]
    id: CertificateId,
    /// `issued_in_error`, `facts_wrong` or `account_misused`.
    #[arg(long, value_parser = read_reason)]
    reason: Revocation,
    /// Who does it, as the audit log will name them.
    #[arg(long, value_name = "NAME", env = "USER", default_value = "operator")]
    officer: String,
    /// The fund's data folder.
    #[arg(long, value_name = "DIR", default_value = "data")]
    data: PathBuf,
}

fn read_id(text: &str) -> Result<CertificateId, String> {
    CertificateId::parse(text).map_err(|error| error.to_string())
}

fn read_reason(text: &str) -> Result<Revocation, String> {
    let known = || Revocation::ALL.map(Revocation::code).join(", ");
    Revocation::from_code(text).ok_or_else(|| format!("one of {}", known()))
}

/// Revokes it.
pub async fn revoke(which: &Revoke) -> Result<ExitCode> {
    let fund = Fund::open(&which.data, Ports::system()).await.context("the fund cannot be opened")?;
    let revoked = fund.revoke_certificate(&which.id, which.reason, &which.officer).await;
    fund.close().await;
    match revoked {
        Ok(()) => say("revoked: whoever checks it online is told within a minute"),
        Err(ServiceError::NotFound) => bail!("the fund has issued no certificate with this id"),
        Err(error) => return Err(error.into()),
    }
    Ok(ExitCode::SUCCESS)
}
