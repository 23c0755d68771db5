//! `damane keys …`: what is done to the fund's keys, while portals run or not, and by whose order: every change lies in
//! the audit log. No secret is printed or taken from the command line: keys are in files and tokens, a token's PIN in a
//! file or in `DAMANE_TOKEN_PIN`.

use crate::output::say;
use anyhow::{Context, Result};
use clap::{Args, Subcommand, ValueEnum};
use damane_domain::fund::FundProfile;
use damane_domain::time::Timestamp;
use damane_services::{
    KeyAct, KeyFolder, KeyLog, KeyOrder, KeyPlace, KeyState, ListedKey, Ports, Rotation, ServiceError,
    SignedTrust, TokenSettings, TrustRequest, make_fund, sign_trust,
};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What is to be done.
#[derive(Debug, Subcommand)]
pub enum KeysCommand {
    /// Make the keys of a new fund: root, sealing authority, first sealing key. Keys that are there stay.
    Init(Init),
    /// Every sealing key, and which one seals now.
    List(Place),
    /// Make one more sealing key: listed at once, sealing once its lead is over.
    Rotate(Rotate),
    /// A sealing key seals no more; what it sealed stands.
    Retire(Named),
    /// Disown a sealing key that others may have: nothing it ever sealed stands.
    Withdraw(Named),
    /// Name the PKCS#11 token that sealing keys may be made in.
    UseToken(UseToken),
    /// Make the root to come, in a folder of its own, and name it in every trust list.
    AnnounceRoot(NextRoot),
    /// Put the announced root in the place of the old one; start the portals anew then.
    ChangeRoot(NextRoot),
    /// Write what an offline root is asked to sign.
    RequestTrust(RequestTrust),
    /// Sign a request with a root that is kept offline: on its own machine.
    SignTrust(SignTrust),
    /// Take what the offline root signed.
    TakeTrust(TakeTrust),
}

/// Of which fund.
#[derive(Debug, Args)]
pub struct Place {
    /// The fund's data folder.
    #[arg(long, value_name = "DIR", default_value = "data")]
    data: PathBuf,
}

/// By whose order, for the audit log.
#[derive(Debug, Args)]
pub struct Order {
    /// The officer who answers for it.
    #[arg(long, value_name = "NAME")]
    officer: String,
    /// Why, in a few words.
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

impl Order {
    fn read(&self) -> Result<KeyOrder> {
        Ok(KeyOrder::new(&self.officer, &self.reason)?)
    }
}

/// Whose keys.
#[derive(Debug, Args)]
pub struct Init {
    /// The fund's profile (TOML); its root_key is filled in.
    #[arg(long, value_name = "FILE")]
    profile: PathBuf,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    order: Order,
}

/// Which key.
#[derive(Debug, Args)]
pub struct Named {
    /// Its name, as `damane keys list` prints it.
    name: String,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    order: Order,
}

/// How it is to be.
#[derive(Debug, Args)]
pub struct Rotate {
    /// Where the key is made.
    #[arg(long = "in", value_enum, default_value_t = Medium::File)]
    medium: Medium,
    /// Hours until it seals: whoever checks offline should have a list that names it by then.
    #[arg(long, default_value_t = 48)]
    lead_hours: u32,
    /// Days it is good for.
    #[arg(long, default_value_t = 1_095)]
    days: u32,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    order: Order,
}

/// Where a key is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Medium {
    /// In a file of the key folder.
    File,
    /// In the token.
    Token,
}

/// Which token.
#[derive(Debug, Args)]
pub struct UseToken {
    /// The PKCS#11 library that speaks to it.
    #[arg(long, value_name = "FILE")]
    module: PathBuf,
    /// Its label.
    #[arg(long)]
    label: String,
    /// File with its PIN, relative to the key folder; without one, `DAMANE_TOKEN_PIN` has it.
    #[arg(long, value_name = "FILE")]
    pin_file: Option<PathBuf>,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    order: Order,
}

/// Where the root to come is.
#[derive(Debug, Args)]
pub struct NextRoot {
    /// Its folder, with `root.pem` and `root.crt`.
    #[arg(long, value_name = "DIR")]
    root: PathBuf,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    order: Order,
}

/// Where the request goes.
#[derive(Debug, Args)]
pub struct RequestTrust {
    /// File to write.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    place: Place,
}

/// What is signed, with what.
#[derive(Debug, Args)]
pub struct SignTrust {
    /// The request.
    request: PathBuf,
    /// Folder with `root.pem` and `root.crt`.
    #[arg(long, value_name = "DIR")]
    root: PathBuf,
    /// Days until the list runs out, at most 180.
    #[arg(long, default_value_t = 90)]
    days: u32,
    /// File to write.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    order: Order,
}

/// What comes back.
#[derive(Debug, Args)]
pub struct TakeTrust {
    /// What `damane keys sign-trust` wrote.
    signed: PathBuf,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    order: Order,
}

/// Does it.
pub async fn keys(command: &KeysCommand) -> Result<ExitCode> {
    match command {
        KeysCommand::Init(wishes) => init(wishes).await?,
        KeysCommand::List(place) => open(place)?.list()?.iter().for_each(say_key),
        KeysCommand::Rotate(wishes) => rotate(wishes).await?,
        KeysCommand::Retire(which) => retire(which).await?,
        KeysCommand::Withdraw(which) => withdraw(which).await?,
        KeysCommand::UseToken(which) => use_token(which).await?,
        KeysCommand::AnnounceRoot(next) => announce_root(next).await?,
        KeysCommand::ChangeRoot(next) => change_root(next).await?,
        KeysCommand::RequestTrust(wishes) => request_trust(wishes)?,
        KeysCommand::SignTrust(wishes) => sign(wishes)?,
        KeysCommand::TakeTrust(which) => take_trust(which).await?,
    }
    Ok(ExitCode::SUCCESS)
}

fn open(place: &Place) -> Result<KeyFolder> {
    KeyFolder::open(&place.data, Ports::system()).context("the fund's keys cannot be opened")
}

async fn open_log(place: &Place) -> Result<KeyLog> {
    KeyLog::open(&place.data, Ports::system()).await.context("the audit log cannot be opened")
}

/// Does something to the keys and has it noted.
async fn noted<T>(
    place: &Place,
    order: &KeyOrder,
    act: KeyAct,
    named: impl FnOnce(&T) -> String,
    work: impl FnOnce(&KeyFolder) -> Result<T, ServiceError>,
) -> Result<T> {
    let (folder, log) = (open(place)?, open_log(place).await?);
    let done = log.note(order, act, named, || work(&folder)).await;
    log.close().await;
    Ok(done?)
}

fn name_of(key: &ListedKey) -> String {
    format!("{} {}", key.name, key.kid)
}

async fn init(wishes: &Init) -> Result<()> {
    let order = wishes.order.read()?;
    let text = read(&wishes.profile)?;
    let profile = FundProfile::from_toml(&text).with_context(|| wishes.profile.display().to_string())?;
    // There is nothing to note it in before there is a folder.
    let made = make_fund(&wishes.place.data, profile, &Ports::system())?;
    let log = open_log(&wishes.place).await?;
    let noted = log.note_past(&order, KeyAct::Made, &format!("root {}", made.root_key)).await;
    log.close().await;
    noted?;
    say(&format!("root {}", made.root_key));
    open(&wishes.place)?.list()?.iter().for_each(say_key);
    Ok(())
}

async fn rotate(wishes: &Rotate) -> Result<()> {
    let place = match wishes.medium {
        Medium::File => KeyPlace::File,
        Medium::Token => KeyPlace::Token,
    };
    let lead_seconds = i64::from(wishes.lead_hours) * 3_600;
    let wanted = Rotation { place, lead_seconds, days: i64::from(wishes.days) };
    let order = wishes.order.read()?;
    let made =
        noted(&wishes.place, &order, KeyAct::Rotated, name_of, |folder| folder.rotate(&wanted)).await?;
    say_key(&made);
    Ok(())
}

async fn retire(which: &Named) -> Result<()> {
    let order = which.order.read()?;
    let retire = |folder: &KeyFolder| folder.retire(&which.name);
    say_key(&noted(&which.place, &order, KeyAct::Retired, name_of, retire).await?);
    Ok(())
}

async fn withdraw(which: &Named) -> Result<()> {
    let order = which.order.read()?;
    let withdraw = |folder: &KeyFolder| folder.withdraw(&which.name);
    say_key(&noted(&which.place, &order, KeyAct::Withdrawn, name_of, withdraw).await?);
    Ok(())
}

async fn use_token(which: &UseToken) -> Result<()> {
    let (module, label, pin_file) = (which.module.clone(), which.label.clone(), which.pin_file.clone());
    let order = which.order.read()?;
    let settings = TokenSettings { module, label, pin_file };
    let named = |(): &()| which.label.clone();
    let name_it = |folder: &KeyFolder| folder.use_token(settings);
    noted(&which.place, &order, KeyAct::TokenNamed, named, name_it).await?;
    say(&format!("token {} opens", which.label));
    Ok(())
}

async fn announce_root(next: &NextRoot) -> Result<()> {
    let order = next.order.read()?;
    let named = |root: &damane_credential::PublicKey| root.kid().to_hex();
    let announce = |folder: &KeyFolder| folder.announce_root(&next.root);
    let root = noted(&next.place, &order, KeyAct::RootAnnounced, named, announce).await?;
    say(&format!("root to come {}: change when every app has had time to hear of it", root.kid().to_hex()));
    Ok(())
}

async fn change_root(next: &NextRoot) -> Result<()> {
    let order = next.order.read()?;
    let named = |profile: &FundProfile| profile.root_key.clone();
    let change = |folder: &KeyFolder| folder.change_root(&next.place.data, &next.root);
    let profile = noted(&next.place, &order, KeyAct::RootChanged, named, change).await?;
    say(&format!("root {}: start the portals anew, then rotate", profile.root_key));
    Ok(())
}

fn request_trust(wishes: &RequestTrust) -> Result<()> {
    let request = open(&wishes.place)?.trust_request()?;
    write(&wishes.out, &serde_json::to_string_pretty(&request)?)?;
    say_request(&request);
    Ok(())
}

/// The machine of the root has no log: whose order it was comes back with what was signed.
fn sign(wishes: &SignTrust) -> Result<()> {
    let order = wishes.order.read()?;
    let request: TrustRequest = serde_json::from_str(&read(&wishes.request)?)
        .with_context(|| wishes.request.display().to_string())?;
    say_request(&request);
    let signed = sign_trust(&request, &wishes.root, i64::from(wishes.days), &Ports::system())?;
    write(&wishes.out, &serde_json::to_string_pretty(&SignedTrust { order: Some(order), ..signed })?)
}

async fn take_trust(which: &TakeTrust) -> Result<()> {
    let order = which.order.read()?;
    let signed: SignedTrust =
        serde_json::from_str(&read(&which.signed)?).with_context(|| which.signed.display().to_string())?;
    let signed_by =
        signed.order.as_ref().context("it does not say by whose order it was signed")?.checked()?;
    let (folder, log) = (open(&which.place)?, open_log(&which.place).await?);
    let until = |until: &Timestamp| format!("until {}", until.to_rfc3339());
    let taken = log.note(&order, KeyAct::TrustTaken, until, || folder.take_signed(&signed)).await;
    let noted = match &taken {
        Ok(end) => log.note_past(&signed_by, KeyAct::TrustSigned, &until(end)).await,
        Err(_) => Ok(()),
    };
    log.close().await;
    let taken = taken?;
    noted?;
    say(&format!("taken: portals serve it within seconds, and it runs out at {}", taken.to_rfc3339()));
    Ok(())
}

/// What is signed is read by a person first.
fn say_request(request: &TrustRequest) {
    say(&format!("{} asked at {}; hosts {}", request.issuer, request.asked_at, request.hosts.join(", ")));
    for key in &request.keys {
        say(&format!("  {}  {:<9}  {} to {}", key.kid, key.state, key.valid_from, key.valid_until));
    }
    if let Some(root) = &request.next_root {
        say(&format!("  root to come {root}"));
    }
    for (serial, since) in &request.revoked {
        say(&format!("  revoked certificate {serial} since {since}"));
    }
}

fn say_key(key: &ListedKey) {
    let state = match (key.state, key.seals_now) {
        (KeyState::Active, true) => "seals now",
        (KeyState::Active, false) => "active",
        (KeyState::Retired, _) => "retired",
        (KeyState::Withdrawn, _) => "withdrawn",
    };
    let place = match key.place {
        KeyPlace::File => "file",
        KeyPlace::Token => "token",
    };
    let (from, until) = (key.valid_from.to_rfc3339(), key.valid_until.to_rfc3339());
    say(&format!("{:<12} {}  {place:<5}  {state:<9}  {from} to {until}", key.name, key.kid));
}

fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| path.display().to_string())
}

/// To a medium that is carried about: on it before we say so.
fn write(path: &Path, text: &str) -> Result<()> {
    let mut file = std::fs::File::create(path).with_context(|| path.display().to_string())?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).with_context(|| path.display().to_string())
}
