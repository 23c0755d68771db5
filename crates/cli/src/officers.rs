//! `damane office officer …`: who may sign in at the console. No password and no secret passes here: a link is printed,
//! good once, which the officer opens to choose the one and take the other.

use crate::output::say;
use anyhow::{Context, Result, bail};
use damane_domain::claim::OfficerName;
use damane_domain::office::{OfficerLogin, OfficerRole};
use damane_services::{Fund, NewOfficer, OfficerLink, Ports, ServiceError};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// What is done about officers.
#[derive(Debug, clap::Subcommand)]
pub enum OfficerCommand {
    /// Add an officer and print the link they enrol with.
    Add(Add),
    /// Print another link: password and authenticator count no more.
    Link(Which),
    /// Who there is.
    List(Place),
    /// End an officer's sessions for good.
    Disable(Which),
}

/// Who is added.
#[derive(Debug, clap::Args)]
pub struct Add {
    /// What they sign in with: small letters, digits, points, hyphens.
    #[arg(value_parser = read_login)]
    login: OfficerLogin,
    /// What they sign with, as the audit log will name them.
    #[arg(long, value_parser = read_name)]
    name: OfficerName,
    /// The code of their office in `fund.toml`.
    #[arg(long, value_name = "CODE")]
    office: String,
    /// `decide`, `approve`, `accounts`, `certificates`; several, with a comma between.
    #[arg(long, value_delimiter = ',', required = true, value_parser = read_role)]
    roles: Vec<OfficerRole>,
    #[command(flatten)]
    place: Place,
}

/// Which officer.
#[derive(Debug, clap::Args)]
pub struct Which {
    /// What they sign in with.
    #[arg(value_parser = read_login)]
    login: OfficerLogin,
    #[command(flatten)]
    place: Place,
}

/// Where, and by whom.
#[derive(Debug, clap::Args)]
pub struct Place {
    /// Who does it, as the audit log will name them.
    #[arg(long, value_name = "NAME", env = "USER", default_value = "operator")]
    by: String,
    /// The fund's data folder.
    #[arg(long, value_name = "DIR", default_value = "data")]
    data: PathBuf,
}

fn read_login(text: &str) -> Result<OfficerLogin, String> {
    OfficerLogin::parse(text).ok_or_else(|| "3 to 40 small letters, digits, points and hyphens".to_owned())
}

fn read_name(text: &str) -> Result<OfficerName, String> {
    OfficerName::parse(text).ok_or_else(|| "2 to 60 characters".to_owned())
}

fn read_role(text: &str) -> Result<OfficerRole, String> {
    let known = || OfficerRole::ALL.iter().map(|role| role.code()).collect::<Vec<_>>().join(", ");
    OfficerRole::from_code(text).ok_or_else(|| format!("one of {}", known()))
}

/// Does it.
pub async fn officer(command: OfficerCommand) -> Result<ExitCode> {
    match command {
        OfficerCommand::Add(new) => add(new).await,
        OfficerCommand::Link(which) => link(&which).await,
        OfficerCommand::List(place) => list(&place).await,
        OfficerCommand::Disable(which) => disable(&which).await,
    }
}

async fn open(data: &Path) -> Result<Arc<Fund>> {
    Fund::open(data, Ports::system()).await.context("the fund cannot be opened")
}

async fn add(new: Add) -> Result<ExitCode> {
    let fund = open(&new.place.data).await?;
    let Add { login, name, office, roles, place } = new;
    let added = fund.add_officer(&NewOfficer { login, name, office, roles }, &place.by).await;
    let portal = fund.profile().portal_url.clone();
    let codes: Vec<_> = fund.profile().offices.iter().map(|office| office.code.clone()).collect();
    fund.close().await;
    match added {
        Ok(link) => say_link(&portal, &link),
        Err(ServiceError::InvalidInput("office")) => {
            bail!("the profile has no such office: {}", codes.join(", "))
        }
        Err(ServiceError::InvalidInput("login")) => {
            bail!("another officer has that login, or signs with that name")
        }
        Err(error) => return Err(error.into()),
    }
    Ok(ExitCode::SUCCESS)
}

async fn link(which: &Which) -> Result<ExitCode> {
    let fund = open(&which.place.data).await?;
    let renewed = fund.renew_officer(&which.login, &which.place.by).await;
    let portal = fund.profile().portal_url.clone();
    fund.close().await;
    say_link(&portal, &known(renewed)?);
    Ok(ExitCode::SUCCESS)
}

async fn disable(which: &Which) -> Result<ExitCode> {
    let fund = open(&which.place.data).await?;
    let disabled = fund.disable_officer(&which.login, &which.place.by).await;
    fund.close().await;
    known(disabled)?;
    say("disabled: every session of theirs has ended");
    Ok(ExitCode::SUCCESS)
}

async fn list(place: &Place) -> Result<ExitCode> {
    let fund = open(&place.data).await?;
    let officers = fund.officers().await;
    fund.close().await;
    for officer in officers? {
        let state = match (officer.active, officer.enrolled) {
            (false, _) => "disabled",
            (true, false) => "not enrolled",
            (true, true) => "active",
        };
        let roles = officer.roles.iter().map(|role| role.code()).collect::<Vec<_>>().join(",");
        say(&format!("{}\t{}\t{}\t{roles}\t{state}", officer.login, officer.name, officer.office));
    }
    Ok(ExitCode::SUCCESS)
}

fn known<T>(answer: Result<T, ServiceError>) -> Result<T> {
    match answer {
        Err(ServiceError::NotFound) => bail!("no officer signs in with that"),
        other => Ok(other?),
    }
}

/// The token stands behind `#`: no server's log gets it.
fn say_link(portal: &str, link: &OfficerLink) {
    say(&format!("{portal}/office#{}", *link.token));
    say(&format!("good once, until {}", link.expires_at.to_rfc3339()));
}
