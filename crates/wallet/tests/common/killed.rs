//! An app that is killed at its work: the test itself, started again with a task, says aloud what it has done.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "here a panic is the report")]

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::time::Duration;

/// The environment variable that makes the test the one that is killed.
const TASK: &str = "DAMANE_KILL_TASK";
const READY: &str = "ready";
const DONE: &str = "done ";

/// What the test was started again to do; `None` in the test that kills.
pub fn task() -> Option<String> {
    std::env::var(TASK).ok()
}

/// Says that the work is under way, and may be cut short.
pub fn say_ready() {
    say(READY);
}

/// Says that so much is done, and kept.
pub fn say_done(number: u32) {
    say(&format!("{DONE}{number}"));
}

fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").unwrap();
    out.flush().unwrap();
}

/// Starts a test again with a task, kills it some time after its work began, and gives the last number it said.
pub fn kill_one(test: &str, task: &str, after: Duration) -> Option<u32> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "--nocapture", test])
        .env(TASK, task)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let number = |line: &String| line.strip_prefix(DONE)?.parse().ok();
    let (mut is_ready, mut last) = (false, None);
    while !is_ready {
        let line = said.next().expect("its work begins");
        last = number(&line).or(last);
        is_ready = line == READY;
    }
    std::thread::sleep(after);
    child.kill().unwrap();
    child.wait().unwrap();
    said.filter_map(|line| number(&line)).last().or(last)
}
