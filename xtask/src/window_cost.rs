//! How long the app's window takes to appear and how much memory it holds, against a blank Tauri window.

use crate::bench::{Figure, short};
use crate::process::Running;
use crate::{packages, workspace};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const RUNS: usize = 7;
const DISPLAY: &str = ":97";

/// One start of one program.
struct Start {
    visible_ms: f64,
    memory_mib: f64,
}

/// Starts both in turn on a display of their own.
pub fn measure(release: &Path) -> Result<Vec<Figure>> {
    packages::ensure(packages::WINDOW)?;
    packages::ensure(packages::WINDOW_COST)?;
    let (app, blank) = (release.join("damane-app"), release.join("examples/blank"));
    let mut display = Command::new("Xvfb");
    display.args([DISPLAY, "-screen", "0", "1280x900x24", "-noreset"]).stderr(Stdio::null());
    let mut display = Running::start(&mut display, "Xvfb")?;
    wait_listening(&mut display)?;
    let (mut ours, mut peers) = (Vec::new(), Vec::new());
    for run in 0..=RUNS {
        let (our, peer) = (start(&app, "Mon Damane|ضماني")?, start(&blank, "Blank")?);
        if run > 0 {
            // The first start fills the disk cache for both.
            ours.push(our);
            peers.push(peer);
        }
    }
    display.stop(Duration::from_secs(5))?;
    Ok(vec![
        compare("window visible", "ms", &ours, &peers, |start| start.visible_ms),
        compare("memory once idle (PSS of all its processes)", "MiB", &ours, &peers, |start| {
            start.memory_mib
        }),
    ])
}

fn compare(what: &str, unit: &str, ours: &[Start], peers: &[Start], of: impl Fn(&Start) -> f64) -> Figure {
    let (our, peer) = (median(ours.iter().map(&of)), median(peers.iter().map(&of)));
    Figure {
        what: what.to_owned(),
        ours: format!("{} {unit} (app)", short(our)),
        peer: format!("{} {unit} (blank Tauri 2 window)", short(peer)),
        ratio: format!("{:.2}", our / peer),
        note: format!("{RUNS} starts of each in turn, release build, Xvfb"),
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = values.collect();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Starts a program and waits for the window of that title.
fn start(program: &Path, title: &str) -> Result<Start> {
    if is_visible(title)? {
        bail!("a window named {title} is there before its program");
    }
    let home = workspace::scratch("window-cost")?;
    let runtime = home.join("run");
    std::fs::create_dir_all(&runtime)?;
    let mut command = Command::new("dbus-run-session");
    command.arg("--").arg(program);
    command.env("DISPLAY", DISPLAY).env("HOME", &home).env("XDG_RUNTIME_DIR", &runtime);
    command.env("DAMANE_APP_DATA", home.join("app")).stdout(Stdio::null()).stderr(Stdio::null());
    let started = Instant::now();
    let mut running = Running::start(&mut command, "the window")?;
    wait_visible(&mut running, title)?;
    let visible_ms = started.elapsed().as_secs_f64() * 1_000.0;
    std::thread::sleep(Duration::from_secs(3));
    let memory_mib = memory_below(running.id())?;
    running.stop(Duration::from_secs(5))?;
    std::fs::remove_dir_all(&home).context("cannot delete the scratch folder")?;
    Ok(Start { visible_ms, memory_mib })
}

/// Until the display takes clients: the first start after an installation reads much from disk.
fn wait_listening(display: &mut Running) -> Result<()> {
    let (asked, socket) = (Instant::now(), Path::new("/tmp/.X11-unix").join(DISPLAY.replace(':', "X")));
    while !socket.exists() {
        if let Some(status) = display.ended() {
            bail!("Xvfb ended by itself ({status})");
        }
        if asked.elapsed() > Duration::from_secs(20) {
            bail!("Xvfb takes no clients");
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    Ok(())
}

fn wait_visible(running: &mut Running, title: &str) -> Result<()> {
    let asked = Instant::now();
    while !is_visible(title)? {
        if let Some(status) = running.ended() {
            bail!("the program ended before its window appeared ({status})");
        }
        if asked.elapsed() > Duration::from_secs(20) {
            bail!("no window within 20 s");
        }
    }
    Ok(())
}

fn is_visible(title: &str) -> Result<bool> {
    let mut search = Command::new("xdotool");
    search.env("DISPLAY", DISPLAY).args(["search", "--onlyvisible", "--name", title]);
    Ok(search.stdout(Stdio::null()).stderr(Stdio::null()).status()?.success())
}

/// PSS of a process and all below it, MiB.
fn memory_below(root: u32) -> Result<f64> {
    let mut total_kib = 0.0;
    let mut waiting = vec![root];
    while let Some(process) = waiting.pop() {
        let folder = PathBuf::from(format!("/proc/{process}"));
        let rollup = std::fs::read_to_string(folder.join("smaps_rollup")).unwrap_or_default();
        let pss = rollup.lines().find_map(|line| line.strip_prefix("Pss:"));
        total_kib += pss.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok()).unwrap_or(0.0);
        for task in std::fs::read_dir(folder.join("task")).into_iter().flatten().flatten() {
            let children = std::fs::read_to_string(task.path().join("children")).unwrap_or_default();
            waiting.extend(children.split_whitespace().filter_map(|child| child.parse::<u32>().ok()));
        }
    }
    Ok(total_kib / 1_024.0)
}
