//! `damane demo prepare`: a fund to try, with invented people.

use crate::output::say;
use anyhow::{Context, Result};
use damane_services::{Ports, demo};
use std::path::PathBuf;
use std::process::ExitCode;

/// What the demonstration is to be like.
#[derive(Debug, clap::Args)]
pub struct Prepare {
    /// Folder of the fund; made if needed.
    #[arg(long, value_name = "DIR", default_value = "data")]
    data: PathBuf,
    /// People in its register, when it is made.
    #[arg(long, default_value_t = 200)]
    people: u32,
    /// Port its portal will be served on.
    #[arg(long, default_value_t = 8440)]
    port: u16,
}

/// Prepares it and says who can sign in, with what.
pub async fn prepare(wishes: &Prepare) -> Result<ExitCode> {
    let mut progress = |step: &str| say(step);
    let report = demo::prepare(&wishes.data, wishes.people, wishes.port, Ports::system(), &mut progress)
        .await
        .with_context(|| format!("no demonstration fund can be made in {}", wishes.data.display()))?;
    say("who can sign in (every password is the same):");
    for person in &report.people {
        say(&format!("  {}  {:<24} {}", person.registration_number, person.name, person.story));
    }
    say(&format!("password: {}", report.password));
    if !report.sign_ups.is_empty() {
        say("who can sign up (any e-mail; the mobile is the declared one):");
    }
    for person in &report.sign_ups {
        let (number, cin, mobile) = (&person.registration_number, &person.cin, &person.mobile);
        say(&format!("  {number}  {:<24} CIN {cin}  {mobile}  {}", person.name, person.story));
    }
    let console = format!("http://localhost:{}/office", wishes.port);
    say(&format!("officers at {console} (the same password; the outbox page shows their codes of now):"));
    for officer in &report.officers {
        let (login, name, office) = (&officer.login, &officer.name, &officer.office);
        say(&format!(
            "  {login:<10} {name:<12} {office}  {:<40} secret {}",
            officer.roles.join(", "),
            officer.secret
        ));
    }
    say(&format!("messages (SMS and e-mail) land on http://localhost:{}/outbox", wishes.port));
    Ok(ExitCode::SUCCESS)
}
