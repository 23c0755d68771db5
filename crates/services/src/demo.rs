//! The demonstration fund: made-up people, employers and files; everything else is real. Files are generated, written
//! to `declarations/`, and received through the same door as any employer's.

mod corrections;
mod decisions;
mod officers;
mod offices;
mod sign_ups;

pub use corrections::{DemoCorrection, write_correction};
pub use decisions::{DemoDecision, decide, pay_due};
pub use officers::{DemoOfficer, codes_now};
pub use sign_ups::DemoSignUp;

use crate::career::{DeclarationImport, ImportError, Watch, is_declaration_name};
use crate::error::ServiceError;
use crate::fund::{Fund, make_fund, read_profile};
use crate::keys::write_private;
use crate::people::PersonSummary;
use crate::ports::Ports;
use crate::register::RegisterImport;
use damane_domain::career::Employment;
use damane_domain::fund::{FundProfile, Trilingual};
use damane_domain::ids::{Email, RegistrationNumber};
use damane_domain::month::Month;
use damane_ebds::FileName;
use damane_ebds::generate::{
    Plan, Population, REGISTER_FILE, RETIRED_FILE, Resident, generate, generate_retired,
};
use sign_ups::{SPARE, name_sign_ups};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use tokio::task::JoinSet;

/// The password of every demonstration account.
pub const PASSWORD: &str = "zellige-bleu-2026";
/// Ten years and five months: the long career passes 3 240 days.
const MONTHS: u32 = 125;
const SEED: u64 = 2_026;
/// People who get an account: the first ones, whatever the size of the fund.
const ACCOUNTS: usize = 40;
/// People who are named.
const NAMED: usize = 6;

/// `portal.toml` of a demonstration: a handful of accounts, tried by many hands.
const PORTAL: &str = "# A demonstration's accounts are shared by everybody who tries it: they may ask more often than a person may.
[limits]
codes_per_hour = 100
resend_seconds = 10
certificates_per_day = 300
papers_per_day = 600

# The account claims are paid from: invented.
[payments]
holder = \"Fonds social de démonstration\"
rib = \"011780000012345678901296\"

# Papers dated by the demonstration's own timestamp authority, with all that a check in years to come needs:
# [seal]
# level = \"b_lta\"
";

/// Who can sign in, and with what.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct DemoReport {
    /// The password of every demonstration account.
    pub password: String,
    /// People worth looking at, the long career first.
    pub people: Vec<DemoPerson>,
    /// People without an account.
    #[serde(default)]
    pub sign_ups: Vec<DemoSignUp>,
    /// Who can sign in at the console, with the same password.
    #[serde(default)]
    pub officers: Vec<DemoOfficer>,
}

/// A demonstration person.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct DemoPerson {
    /// Registration number.
    pub registration_number: String,
    /// Name, Latin script.
    pub name: String,
    /// What their file shows, in English.
    pub story: String,
}

/// `demo.toml`: what was asked for, and once everything is there, who can sign in.
#[derive(serde::Serialize, serde::Deserialize)]
struct Preparation {
    people: u32,
    last_month: Month,
    report: Option<DemoReport>,
}

impl Preparation {
    fn plan(&self) -> Plan {
        // Small employers, as most are; enough of them that people change from one to another.
        let employers = (self.people / 25).clamp(4, 40);
        let (people, last_month) = (self.people + SPARE, self.last_month);
        Plan { people, employers, months: MONTHS, seed: SEED, last_month }
    }
}

/// Makes a demonstration fund in `folder`, or brings the one that is there to `port`; a fund that is there keeps its
/// people. One that was left half-way is finished. `progress` is told what is being done, in English.
///
/// # Errors
/// [`ServiceError::Folder`] when the folder holds a fund that is not a demonstration; storage.
pub async fn prepare(
    folder: &Path,
    people: u32,
    port: u16,
    ports: Ports,
    progress: &mut (dyn FnMut(&str) + Send),
) -> Result<DemoReport, ServiceError> {
    let last_month = Month::of(ports.clock.now().date()).unwrap_or(Month::from_index(2026 * 12)).plus(-1);
    let asked = Preparation { people, last_month, report: None };
    let mut preparation = begin(folder, asked)?;
    write_profiles(folder, port, &ports)?;
    let made = preparation.report.clone();
    if let Some(report) = made.as_ref().filter(|report| !report.officers.is_empty()) {
        return Ok(report.clone());
    }
    let fund = Fund::open(folder, ports).await?;
    let report = match made {
        // A demonstration of before there were officers.
        Some(report) => DemoReport { officers: officers::open_officers(&fund).await?, ..report },
        None => fill(&fund, folder, &preparation, progress).await?,
    };
    fund.close().await;
    preparation.report = Some(report.clone());
    write_preparation(folder, &preparation)?;
    Ok(report)
}

/// What is in the folder already, or the start of what was asked for.
fn begin(folder: &Path, asked: Preparation) -> Result<Preparation, ServiceError> {
    std::fs::create_dir_all(folder).map_err(|error| ServiceError::at(folder, error))?;
    let path = folder.join("demo.toml");
    match std::fs::read_to_string(&path) {
        Ok(text) => toml::from_str(&text).map_err(|error| ServiceError::at(&path, error.message())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            if folder.join("fund.toml").exists() && !read_profile(folder)?.demonstration {
                return Err(ServiceError::at(folder, "holds a fund that is not a demonstration"));
            }
            let portal = folder.join("portal.toml");
            if !portal.exists() {
                write_private(&portal, PORTAL.as_bytes())?;
            }
            write_preparation(folder, &asked)?;
            Ok(asked)
        }
        Err(error) => Err(ServiceError::at(&path, error)),
    }
}

fn write_preparation(folder: &Path, preparation: &Preparation) -> Result<(), ServiceError> {
    let text = toml::to_string(preparation).map_err(|error| ServiceError::internal("demo.toml", error))?;
    write_private(&folder.join("demo.toml"), text.as_bytes())
}

/// The fund's profile, and the same for the app that is built with it.
fn write_profiles(folder: &Path, port: u16, ports: &Ports) -> Result<(), ServiceError> {
    let asked = profile(port);
    let known = folder.join("fund.toml").exists().then(|| read_profile(folder)).transpose()?;
    let is_same = |known: &FundProfile| FundProfile { root_key: String::new(), ..known.clone() } == asked;
    let profile = match known.filter(is_same) {
        Some(known) => known,
        None => make_fund(folder, asked, ports)?,
    };
    let app = folder.join("app");
    std::fs::create_dir_all(&app).map_err(|error| ServiceError::at(&app, error))?;
    let (path, text) = (app.join("fund.toml"), profile.to_toml());
    // The app is built anew when its profile is: one that is right already is left alone.
    match std::fs::read_to_string(&path) {
        Ok(there) if there == text => Ok(()),
        _ => write_private(&path, text.as_bytes()),
    }
}

fn profile(port: u16) -> FundProfile {
    let text = |ar: &str, fr: &str, en: &str| Trilingual { ar: ar.into(), fr: fr.into(), en: en.into() };
    FundProfile {
        demonstration: true,
        issuer: "damane.example".to_owned(),
        verification_host: "damane.example".to_owned(),
        portal_url: format!("http://localhost:{port}"),
        root_key: String::new(),
        auto_lock_minutes: 5,
        phone: "+212 5 00 00 00 00".to_owned(),
        name: text("الصندوق الاجتماعي التجريبي", "Fonds social de démonstration", "Demonstration Social Fund"),
        offices: offices::offices(),
    }
}

/// Generates the files, receives them, opens the accounts.
async fn fill(
    fund: &Arc<Fund>,
    folder: &Path,
    preparation: &Preparation,
    progress: &mut (dyn FnMut(&str) + Send),
) -> Result<DemoReport, ServiceError> {
    let plan = &preparation.plan();
    let files = folder.join("declarations");
    progress(&format!("inventing {} people and {} months of declarations", plan.people, plan.months));
    let (population, retired) = write_files(plan, &files).await?;
    receive(fund, &files, progress).await?;
    progress("opening accounts");
    let with_account = ACCOUNTS.min(usize::try_from(preparation.people).unwrap_or(ACCOUNTS));
    let (owners, others) = population.residents().split_at_checked(with_account).unwrap_or_default();
    let all: Vec<Resident> = owners.iter().chain([&retired]).cloned().collect();
    open_accounts(fund, &all).await?;
    let numbers: Vec<_> = owners.iter().map(|owner| owner.person.registration_number.clone()).collect();
    let mut people = name_people(fund, &numbers).await?;
    people.push(name_retired(fund, &retired.person.registration_number).await?);
    Ok(DemoReport {
        password: PASSWORD.to_owned(),
        people,
        sign_ups: name_sign_ups(fund, others.iter().map(|other| &other.person)).await?,
        officers: officers::open_officers(fund).await?,
    })
}

async fn write_files(plan: &Plan, files: &Path) -> Result<(Population, Resident), ServiceError> {
    let (plan, path) = (*plan, files.to_owned());
    let written = tokio::task::spawn_blocking(move || {
        let population = Population::derive(&plan).map_err(|error| error.to_string())?;
        generate(&plan, &path).map_err(|error| error.to_string())?;
        let retired = generate_retired(&plan, &path).map_err(|error| error.to_string())?;
        Ok::<_, String>((population, retired))
    });
    let written = written.await.map_err(|error| ServiceError::internal("generated files", error))?;
    written.map_err(|why| ServiceError::at(files, why))
}

/// Receives the register feeds, then every declaration, oldest month first.
async fn receive(
    fund: &Fund,
    files: &Path,
    progress: &mut (dyn FnMut(&str) + Send),
) -> Result<(), ServiceError> {
    let cancelled = AtomicBool::new(false);
    let watch = Watch { progress: &|_| {}, cancelled: &cancelled };
    for feed in [files.join(REGISTER_FILE), files.join(RETIRED_FILE)] {
        let import = fund.import_register(&feed, &watch).await.map_err(at(&feed))?;
        if let RegisterImport::Refused { errors, .. } = import {
            return Err(ServiceError::at(&feed, format!("{errors} lines are refused")));
        }
    }
    let declarations = find_declarations(files)?;
    for (done, path) in declarations.iter().enumerate() {
        if done % 100 == 0 {
            progress(&format!("receiving declarations: {done} of {}", declarations.len()));
        }
        let import = fund.import_declaration(path, &watch).await.map_err(at(path))?;
        if let DeclarationImport::Refused(refusal) = import {
            return Err(ServiceError::at(path, format!("is refused: {refusal:?}")));
        }
    }
    Ok(())
}

fn at(path: &Path) -> impl Fn(ImportError) -> ServiceError {
    move |error| ServiceError::at(path, error)
}

fn find_declarations(files: &Path) -> Result<Vec<PathBuf>, ServiceError> {
    let failed = |error| ServiceError::at(files, error);
    let mut found = Vec::new();
    for entry in std::fs::read_dir(files).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        if is_declaration_name(&name) {
            found.push((FileName::parse(&name).map(|name| name.period), name, path));
        }
    }
    found.sort();
    Ok(found.into_iter().map(|(_, _, path)| path).collect())
}

/// `el.ouardi.naima.0@example.com`: at a domain nobody can have (RFC 2606).
fn email_of(owner: &Resident, rank: usize) -> Result<Email, ServiceError> {
    let name: Vec<_> = owner.declared_name.split_whitespace().map(str::to_lowercase).collect();
    let email = Email::parse(&format!("{}.{rank}@example.com", name.join(".")));
    email.map_err(|error| ServiceError::internal("an invented e-mail", error))
}

async fn open_accounts(fund: &Arc<Fund>, owners: &[Resident]) -> Result<(), ServiceError> {
    let mut opening = JoinSet::new();
    for (rank, owner) in owners.iter().enumerate() {
        let (fund, language) = (Arc::clone(fund), ["fr", "ar", "en"][rank % 3]);
        let (number, email) = (owner.person.registration_number.clone(), email_of(owner, rank)?);
        opening.spawn(async move { fund.open_account_of(&number, PASSWORD, language, Some(&email)).await });
        // No more at once than have places: the queue is for people.
        if opening.len() >= 4 {
            joined(opening.join_next().await)?;
        }
    }
    while let Some(opened) = opening.join_next().await {
        joined(Some(opened))?;
    }
    Ok(())
}

fn joined(
    opened: Option<Result<Result<bool, ServiceError>, tokio::task::JoinError>>,
) -> Result<(), ServiceError> {
    match opened {
        Some(Ok(Err(error))) => Err(error),
        Some(Err(error)) => Err(ServiceError::internal("opening accounts", error)),
        Some(Ok(Ok(_))) | None => Ok(()),
    }
}

/// One person of each story first, then others, until enough are named.
async fn name_people(fund: &Fund, numbers: &[RegistrationNumber]) -> Result<Vec<DemoPerson>, ServiceError> {
    let mut told: Vec<(usize, DemoPerson)> = Vec::new();
    let mut seen: Vec<(std::mem::Discriminant<Employment>, bool)> = Vec::new();
    for (rank, number) in numbers.iter().enumerate() {
        let (summary, days, employers) = fund.file_of(number).await?;
        let kind = (std::mem::discriminant(&summary.employment), employers > 1);
        let is_repeated = seen.contains(&kind);
        seen.push(kind);
        // The first person is the one every tour starts with.
        let place = if rank == 0 { 0 } else { 1 + usize::from(is_repeated) };
        let story = story(&summary, days, employers);
        let (name, registration_number) = (summary.name.latin, number.to_string());
        told.push((place, DemoPerson { registration_number, name, story }));
    }
    told.sort_by_key(|(place, _)| *place);
    Ok(told.into_iter().map(|(_, person)| person).take(NAMED).collect())
}

/// Who turned sixty and stopped work.
async fn name_retired(fund: &Fund, number: &RegistrationNumber) -> Result<DemoPerson, ServiceError> {
    let (summary, days, employers) = fund.file_of(number).await?;
    let story = format!("sixty, {}; a pension can be asked for", story(&summary, days, employers));
    Ok(DemoPerson { registration_number: number.to_string(), name: summary.name.latin, story })
}

fn story(summary: &PersonSummary, days: u32, employers: usize) -> String {
    let past = match employers {
        0 => String::new(),
        1 => format!(", {days} days with one employer"),
        _ => format!(", {days} days with {employers} employers"),
    };
    match &summary.employment {
        Employment::Declared { last_month, .. } => {
            let employer = summary.employer_name.as_deref().unwrap_or_default();
            format!("employed by {employer}, last declared for {last_month}{past}")
        }
        Employment::Interrupted { last_month, .. } => {
            format!("not declared since {last_month}{past}: no employment certificate now")
        }
        Employment::Inactive { last_month } => format!("inactive since {last_month}{past}"),
        Employment::NeverDeclared => "never declared".to_owned(),
    }
}
