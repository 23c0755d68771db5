//! `damane office …` and `damane certificates revoke`: what an officer does from the command line.

use crate::output::say;
use anyhow::{Context, Result, bail};
use damane_domain::ids::{CertificateId, Mobile, RegistrationNumber};
use damane_services::{Delivery, Fund, Ports, Revocation, ServiceError};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

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

/// Whose account, who asks, and why.
#[derive(Debug, clap::Args)]
pub struct Reset {
    /// Registration number.
    #[arg(value_parser = read_number)]
    number: RegistrationNumber,
    /// The officer who saw the person and their identity card.
    #[arg(long, value_name = "NAME")]
    officer: String,
    /// What was shown, in a few words.
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// The fund's data folder.
    #[arg(long, value_name = "DIR", default_value = "data")]
    data: PathBuf,
}

/// Which request, and who agrees.
#[derive(Debug, clap::Args)]
pub struct Approve {
    /// What `damane office reset` printed, 32 hex digits.
    request: String,
    /// Another officer than the one who asked.
    #[arg(long, value_name = "NAME")]
    officer: String,
    /// Print the address for a letter instead of sending it by SMS.
    #[arg(long)]
    letter: bool,
    /// The fund's data folder.
    #[arg(long, value_name = "DIR", default_value = "data")]
    data: PathBuf,
}

/// Whose mobile, the new one, who updates it, and why.
#[derive(Debug, clap::Args)]
pub struct UpdateMobile {
    /// Registration number.
    #[arg(value_parser = read_number)]
    number: RegistrationNumber,
    /// The mobile their employer says, national or E.164.
    #[arg(value_parser = read_mobile)]
    mobile: Mobile,
    /// The officer who has the employer's notice.
    #[arg(long, value_name = "NAME")]
    officer: String,
    /// What was shown, in a few words.
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// The fund's data folder.
    #[arg(long, value_name = "DIR", default_value = "data")]
    data: PathBuf,
}

/// Who was looked up.
#[derive(Debug, clap::Args)]
pub struct Searches {
    /// Registration number.
    #[arg(value_parser = read_number)]
    number: RegistrationNumber,
    /// The fund's data folder.
    #[arg(long, value_name = "DIR", default_value = "data")]
    data: PathBuf,
}

fn read_id(text: &str) -> Result<CertificateId, String> {
    CertificateId::parse(text).map_err(|error| error.to_string())
}

fn read_number(text: &str) -> Result<RegistrationNumber, String> {
    RegistrationNumber::parse(text).map_err(|error| error.to_string())
}

fn read_mobile(text: &str) -> Result<Mobile, String> {
    Mobile::parse(text).map_err(|error| format!("not a Moroccan mobile: {error}"))
}

fn read_reason(text: &str) -> Result<Revocation, String> {
    let known = || Revocation::ALL.map(Revocation::code).join(", ");
    Revocation::from_code(text).ok_or_else(|| format!("one of {}", known()))
}

async fn open(data: &Path) -> Result<Arc<Fund>> {
    Fund::open(data, Ports::system()).await.context("the fund cannot be opened")
}

/// Revokes it.
pub async fn revoke(which: &Revoke) -> Result<ExitCode> {
    let fund = open(&which.data).await?;
    let revoked = fund.revoke_certificate(&which.id, which.reason, &which.officer).await;
    fund.close().await;
    match revoked {
        Ok(()) => say("revoked: whoever checks it online is told within a minute"),
        Err(ServiceError::NotFound) => bail!("the fund has issued no certificate with this id"),
        Err(error) => return Err(error.into()),
    }
    Ok(ExitCode::SUCCESS)
}

/// Asks for a reset.
pub async fn reset(which: &Reset) -> Result<ExitCode> {
    let fund = open(&which.data).await?;
    let asked = fund.ask_reset(&which.number, &which.officer, &which.reason).await;
    fund.close().await;
    let asked = asked?;
    say(&format!("request {}", asked.request));
    say(&format!("another officer agrees to it until {}:", asked.expires_at.to_rfc3339()));
    say(&format!("  damane office approve {} --officer NAME", asked.request));
    Ok(ExitCode::SUCCESS)
}

/// Agrees to a reset.
pub async fn approve(which: &Approve) -> Result<ExitCode> {
    let delivery = if which.letter { Delivery::Letter } else { Delivery::Sms };
    let fund = open(&which.data).await?;
    let address = format!("{}/recover", fund.profile().portal_url);
    let agreed = fund.agree_to_reset(&which.request, &which.officer, delivery).await;
    fund.close().await;
    let agreed = agreed?;
    let until = agreed.expires_at.to_rfc3339();
    match agreed.token {
        // The one thing on standard output, for the letter alone: it is kept nowhere.
        Some(token) => say(&format!("{address}#{}", *token)),
        None => say(&format!("agreed: a link goes to the declared mobile, good once and until {until}")),
    }
    Ok(ExitCode::SUCCESS)
}

/// Updates the declared mobile.
pub async fn update_mobile(which: &UpdateMobile) -> Result<ExitCode> {
    let fund = open(&which.data).await?;
    let updated = fund.update_mobile(&which.number, &which.mobile, &which.officer, &which.reason).await;
    fund.close().await;
    say(match updated? {
        true => "updated: it counts from now on; an account is guarded for 72 hours and its owner told",
        false => "that mobile is declared already: nothing was changed",
    });
    Ok(ExitCode::SUCCESS)
}

/// Says by whom a person was looked up, when, and why: a line a search, newest first.
pub async fn searches(which: &Searches) -> Result<ExitCode> {
    let fund = open(&which.data).await?;
    let searches = fund.searches_of(&which.number).await;
    fund.close().await;
    match searches {
        Ok(searches) => {
            for one in searches {
                let at = one.at.to_rfc3339();
                say(&format!("{at}\t{}\t{}\t{}", one.officer, one.purpose.code(), one.note));
            }
        }
        Err(ServiceError::NotFound) => bail!("the register does not know this number"),
        Err(error) => return Err(error.into()),
    }
    Ok(ExitCode::SUCCESS)
}
