//! Import journeys: a real import is stopped, killed and watched, and what is kept is whole or nothing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

use damane_domain::month::Month;
use damane_ebds::generate::write_large_month;
use damane_storage::{Store, sqlite_url};
use damane_tests::{DemoPortal, built};
use sqlx::Row;
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

const LINES: u32 = 500_000;

/// A demonstration fund's folder and a large file to import into it.
fn ground() -> (DemoPortal, PathBuf) {
    let mut portal = DemoPortal::start();
    portal.kill();
    let path = portal.data().join("DS_1000004_202609.txt");
    let month = Month::parse("2026-09").unwrap();
    write_large_month(BufWriter::new(File::create(&path).unwrap()), LINES, 3, month).unwrap();
    (portal, path)
}

fn import(data: &Path, file: &Path) -> Command {
    let mut command = Command::new(built("damane"));
    command.args(["declarations", "import", "--data"]).arg(data).arg(file);
    command
}

/// Starts an import and returns once it has read a good part of the file: it reads little ahead of what it keeps.
#[cfg(target_os = "linux")]
fn half_way(data: &Path, file: &Path) -> Child {
    let mut child = import(data, file).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let started = Instant::now();
    let size = std::fs::metadata(file).unwrap().len();
    while read_by(child.id()) < size / 2 {
        assert_eq!(child.try_wait().unwrap(), None, "it ended before it was half-way");
        assert!(started.elapsed() < Duration::from_secs(120), "nothing is read");
        std::thread::sleep(Duration::from_millis(5));
    }
    child
}

/// Bytes a process has asked the system to read (proc(5), `rchar`).
#[cfg(target_os = "linux")]
fn read_by(process: u32) -> u64 {
    let counts = std::fs::read_to_string(format!("/proc/{process}/io")).unwrap_or_default();
    let count = counts.lines().find_map(|line| line.strip_prefix("rchar: "));
    count.and_then(|count| count.parse().ok()).unwrap_or(0)
}

/// How many lines the fund keeps, and the sum of what they declare.
async fn kept(data: &Path) -> (i64, i64) {
    let store = Store::open(&sqlite_url(&data.join("damane.db")).unwrap()).await.unwrap();
    let query = "SELECT COUNT(*), CAST(SUM(days + salary) AS BIGINT) FROM declared_lines";
    let row = sqlx::query(query).fetch_one(&mut *store.read().await.unwrap()).await.unwrap();
    let answer = (row.try_get(0).unwrap(), row.try_get(1).unwrap());
    store.close().await;
    answer
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn an_import_killed_half_way_and_repeated_keeps_the_same_lines_as_once() {
    let (portal, file) = ground();
    let before = kept(portal.data()).await;
    let mut killed = half_way(portal.data(), &file);
    killed.kill().unwrap();
    assert!(!killed.wait().unwrap().success());
    assert_eq!(kept(portal.data()).await, before, "nothing of the file is kept");

    let repeated = import(portal.data(), &file).output().unwrap();
    assert!(repeated.status.success(), "{}", said(&repeated));
    let once = kept(portal.data()).await;
    assert_eq!(once.0, before.0 + i64::from(LINES));
    let again = import(portal.data(), &file).output().unwrap();
    assert!(said(&again).contains("received before, nothing changed"), "{}", said(&again));
    assert_eq!(kept(portal.data()).await, once);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn ctrl_c_stops_an_import_with_its_own_status_and_keeps_nothing_of_the_file() {
    let (portal, file) = ground();
    let before = kept(portal.data()).await;
    let child = half_way(portal.data(), &file);
    let asked = Command::new("kill").args(["-s", "INT", "--", &child.id().to_string()]).status().unwrap();
    assert!(asked.success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130), "{}", said(&output));
    assert!(said(&output).contains("stopped on request"), "{}", said(&output));
    assert_eq!(kept(portal.data()).await, before);
}

#[cfg(target_os = "linux")]
#[test]
fn a_terminal_sees_how_far_an_import_is() {
    let (portal, file) = ground();
    let command = format!("{:?}", import(portal.data(), &file));
    let mut terminal = Command::new("script");
    let output = terminal.args(["-qefc", &command, "/dev/null"]).stdin(Stdio::null()).output().unwrap();
    let drawn = said(&output);
    assert!(output.status.success(), "{drawn}");
    assert!(drawn.contains('█') && drawn.contains("MiB"), "a bar, in bytes: {drawn}");
    assert!(drawn.contains("1 files kept"), "{drawn}");
}
