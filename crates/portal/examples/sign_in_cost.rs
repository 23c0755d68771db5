//! What signing in costs beside a bare Argon2id of the same parameters: processor time of a portal's whole process, per
//! sign-in that arrives over HTTP on a known device, and of this process, per password checked as the library does it when
//! asked plainly, and per hash in memory that is there already (which no portal has at hand for every thread); in turn,
//! in one run.
//!
//! Prints a line of JSON a figure. `DAMANE_ROUNDS` sets another number of rounds.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement, run by hand or by the bench")]

#[allow(dead_code, reason = "shared by measurements, each using a part")]
mod served;

use argon2::password_hash::{PasswordHash, PasswordHasher as _, PasswordVerifier as _, SaltString};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use damane_services::{Ports, demo};
use serde_json::json;
use served::{Served, free_port, median, run_client, serve_fund};
use std::path::Path;
use std::time::Duration;

const NUMBER: &str = "190000010";
/// Of each, in a round: short, so that what else the machine does meets both alike.
const BATCH: u32 = 20;
const ROUNDS: usize = 41;
/// Before processor time is read.
const REST: Duration = Duration::from_millis(2);

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match &arguments[..] {
        [_, folder, port] => serve_fund(Path::new(folder), port),
        _ => run_client(measure()),
    }
}

async fn measure() {
    let rounds = std::env::var("DAMANE_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(ROUNDS);
    let folder = tempfile::tempdir().unwrap();
    let port = free_port();
    demo::prepare(folder.path(), 6, port, Ports::system(), &mut |_| {}).await.unwrap();
    let portal = Served::start("ours", folder.path(), port).await;
    let _known_from_here = portal.sign_in(NUMBER).await;
    let (mut ours, mut plain, mut ready) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..rounds {
        ours.push(sign_ins(&portal).await);
        plain.push(verifications());
        ready.push(hashes());
    }
    print(
        "processor time of a sign-in",
        &ours,
        &plain,
        "bare Argon2id: the library's verify_password",
        "limit 1.10",
    );
    let note = "for comparison: its two passes alone, on one thread that does nothing else";
    print("the same", &ours, &ready, "bare Argon2id in memory that is there already", note);
}

fn print(figure: &str, ours: &[f64], peer: &[f64], peer_name: &str, note: &str) {
    let ratios = ours.iter().zip(peer).map(|(ours, peer)| ours / peer).collect();
    let rounds = ours.len();
    let figure = json!({
        "figure": figure, "ours": median(ours.to_vec()) * 1e3, "ours_name": "damane, known device, over HTTP",
        "peer": median(peer.to_vec()) * 1e3, "peer_name": peer_name, "unit": "ms", "ratio": median(ratios),
        "note": format!("19 MiB, t = 2, p = 1; processor time of all threads, by the nanosecond; {BATCH} of each in turn, median of {rounds}; {note}"),
    });
    println!("{figure}");
}

/// Seconds of the portal's processor time for each.
async fn sign_ins(portal: &Served) -> f64 {
    let before = processor_seconds(portal.process());
    for _ in 0..BATCH {
        let answer = portal.give_password(NUMBER).await;
        assert_eq!(answer["state"], "signed_in", "{answer}");
    }
    (processor_seconds(portal.process()) - before) / f64::from(BATCH)
}

/// Seconds of this process's processor time for each password checked against what was kept of it.
fn verifications() -> f64 {
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params());
    let salt = SaltString::encode_b64(b"sixteen bytes...").unwrap();
    let kept = argon2.hash_password(demo::PASSWORD.as_bytes(), &salt).unwrap().to_string();
    let before = processor_seconds(std::process::id());
    for _ in 0..BATCH {
        let kept = PasswordHash::new(&kept).unwrap();
        argon2.verify_password(demo::PASSWORD.as_bytes(), &kept).unwrap();
    }
    (processor_seconds(std::process::id()) - before) / f64::from(BATCH)
}

fn params() -> Params {
    Params::new(19 * 1024, 2, 1, None).unwrap()
}

/// Seconds of this process's processor time for each.
fn hashes() -> f64 {
    let params = params();
    let mut blocks = vec![Block::default(); params.block_count()];
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let mut out = [0; Params::DEFAULT_OUTPUT_LEN];
    let before = processor_seconds(std::process::id());
    for _ in 0..BATCH {
        let password = demo::PASSWORD.as_bytes();
        argon2
            .hash_password_into_with_memory(password, b"sixteen bytes...", &mut out, &mut blocks[..])
            .unwrap();
    }
    std::hint::black_box(&out);
    (processor_seconds(std::process::id()) - before) / f64::from(BATCH)
}

/// Seconds of processor time the threads of a process have had: the first figure of their `schedstat` (proc(5)), in
/// nanoseconds. Of a thread that runs it is the figure of its last tick: so each has a rest first, this one too. A thread
/// that has ended is not counted any more: those that sign people in are kept for ten seconds after the last, longer than
/// a round.
fn processor_seconds(process: u32) -> f64 {
    std::thread::sleep(REST);
    let tasks = std::fs::read_dir(format!("/proc/{process}/task")).unwrap();
    let nanoseconds = tasks.map(|task| {
        let told = std::fs::read_to_string(task.unwrap().path().join("schedstat")).unwrap_or_default();
        told.split_whitespace().next().map_or(0, |had| had.parse::<u64>().unwrap())
    });
    nanoseconds.sum::<u64>() as f64 / 1e9
}
