//! `cargo xtask run`: from a bare checkout to a fund, a portal and an app one can use.

use crate::cleanup::StopAsked;
use crate::process::{self, Running};
use crate::workspace::{self, Built};
use crate::{npm, packages};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

#[derive(clap::Args)]
pub struct Arguments {
    /// Do not open the app's window.
    #[arg(long)]
    headless: bool,
    /// Port of the portal on this machine.
    #[arg(long, default_value_t = 8440)]
    port: u16,
    /// Folder of the fund's data.
    #[arg(long, default_value = "data")]
    data: PathBuf,
    /// Start from an empty data folder: what it held is deleted.
    #[arg(long)]
    fresh: bool,
    /// How many demonstration people the register holds.
    #[arg(long, default_value_t = 200)]
    people: u32,
}

/// Builds, prepares, serves, and stays until Ctrl-C.
pub fn run(arguments: &Arguments) -> Result<()> {
    if process::is_taken(arguments.port) {
        bail!("port {0} is taken by another program; stop it or choose another with --port", arguments.port);
    }
    let stop = StopAsked::listen()?;
    packages::ensure(packages::BUILD)?;
    npm::build()?;
    let built = workspace::build()?;
    let data = std::path::absolute(&arguments.data).context("the data folder has no absolute path")?;
    prepare(&built, &data, arguments)?;
    if stop.yes() {
        return Ok(());
    }
    let mut portal = Running::start(
        Command::new(&built.damane)
            .arg("serve")
            .arg("--data")
            .arg(&data)
            .args(["--port", &arguments.port.to_string()]),
        "the portal",
    )?;
    process::wait_for_http(arguments.port, "/healthz", &mut portal, Duration::from_secs(30))?;
    println!("ready http://localhost:{}", arguments.port);
    let mut app = open_window(&built, &data, arguments)?;
    let outcome = stay(&mut portal, app.as_mut(), &stop);
    if let Some(app) = &mut app {
        app.stop(Duration::from_secs(5))?;
    }
    portal.stop(Duration::from_secs(12))?;
    println!("stopped");
    outcome
}

fn prepare(built: &Built, data: &Path, arguments: &Arguments) -> Result<()> {
    if arguments.fresh && data.exists() {
        let ours = data.join("fund.toml").exists() || std::fs::read_dir(data)?.next().is_none();
        if !ours {
            bail!("{} does not look like a fund's data folder; --fresh will not delete it", data.display());
        }
        std::fs::remove_dir_all(data).with_context(|| format!("cannot delete {}", data.display()))?;
    }
    let mut command = Command::new(&built.damane);
    command.args(["demo", "prepare", "--data"]).arg(data);
    command.args(["--people", &arguments.people.to_string(), "--port", &arguments.port.to_string()]);
    process::must(&mut command, "preparing the demonstration fund")
}

fn open_window(built: &Built, data: &Path, arguments: &Arguments) -> Result<Option<Running>> {
    if arguments.headless {
        return Ok(None);
    }
    if !has_display() {
        println!("no display here: the app's window stays closed (the portal serves the same screens)");
        return Ok(None);
    }
    let mut command = Command::new(&built.app);
    command.env("DAMANE_FUND_PROFILE", data.join("app/fund.toml"));
    Running::start(&mut command, "the app").map(Some)
}

fn has_display() -> bool {
    !cfg!(target_os = "linux")
        || ["DISPLAY", "WAYLAND_DISPLAY"]
            .iter()
            .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

fn stay(portal: &mut Running, mut app: Option<&mut Running>, stop: &StopAsked) -> Result<()> {
    let mut said = false;
    while !stop.yes() {
        if let Some(status) = portal.ended() {
            bail!("the portal ended by itself ({status})");
        }
        if !said && app.as_mut().is_some_and(|app| app.ended().is_some()) {
            println!("the window was closed; the portal goes on until Ctrl-C");
            said = true;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    Ok(())
}
