//! What signing in costs beside a bare Argon2id of the same parameters: processor time of a portal's whole process, per
//! sign-in that arrives over HTTP on a known device, and of this process, per password checked as the library does it when
//! asked plainly, and per hash in memory that is there already (which no portal has at hand for every thread); in turn,
//! in one run.
//!
//! Prints a line of JSON a figure. `DAMANE_ROUNDS` sets another number of rounds.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement, run by hand or by the bench")]

use argon2::password_hash::{PasswordHash, PasswordHasher as _, PasswordVerifier as _, SaltString};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use damane_portal::{Placement, Portal, serve};
use damane_services::{Fund, Ports, demo};
use serde_json::{Value, json};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tokio::net::TcpListener;

const NUMBER: &str = "190000010";
const DEVICE: &str = "0123456789abcdef0123456789abcdef";
/// Of each, in a round: long enough for a clock that ticks a hundred times a second.
const BATCH: u32 = 80;
const ROUNDS: usize = 9;

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    if let (Some(folder), Some(port)) = (arguments.next(), arguments.next()) {
        return serve_fund(Path::new(&folder), &port).await;
    }
    let _already_installed = rustls::crypto::ring::default_provider().install_default();
    let rounds = std::env::var("DAMANE_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(ROUNDS);
    let folder = tempfile::tempdir().unwrap();
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    demo::prepare(folder.path(), 6, port, Ports::system(), &mut |_| {}).await.unwrap();
    let child = Command::new(std::env::current_exe().unwrap())
        .arg(folder.path())
        .arg(port.to_string())
        .stdin(Stdio::null())
        .spawn()
        .unwrap();
    let portal = Served { child, http: reqwest::Client::new(), base: format!("http://localhost:{port}") };
    portal.until_it_answers().await;
    portal.trust_device().await;
    let (mut sign_ins, mut plain, mut ready) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..rounds {
        sign_ins.push(portal.sign_ins().await);
        plain.push(verifications());
        ready.push(hashes());
    }
    print(
        "processor time of a sign-in",
        &sign_ins,
        &plain,
        "bare Argon2id: the library's verify_password",
        "limit 1.10",
    );
    let note = "for comparison: its two passes alone, on one thread that does nothing else";
    print("the same", &sign_ins, &ready, "bare Argon2id in memory that is there already", note);
}

fn print(figure: &str, ours: &[f64], peer: &[f64], peer_name: &str, note: &str) {
    let ratios = ours.iter().zip(peer).map(|(ours, peer)| ours / peer).collect();
    let rounds = ours.len();
    let figure = json!({
        "figure": figure, "ours": median(ours.to_vec()) * 1e3, "ours_name": "damane, known device, over HTTP",
        "peer": median(peer.to_vec()) * 1e3, "peer_name": peer_name, "unit": "ms", "ratio": median(ratios),
        "note": format!("19 MiB, t = 2, p = 1; utime and stime of the process, all threads; {BATCH} of each in turn, median of {rounds}; {note}"),
    });
    println!("{figure}");
}

/// The portal, in a process of its own.
async fn serve_fund(folder: &Path, port: &str) {
    let fund = Fund::open(folder, Ports::system()).await.unwrap();
    let listener = TcpListener::bind(format!("127.0.0.1:{port}")).await.unwrap();
    serve(listener, Portal::new(fund, Placement::default()), std::future::pending()).await;
}

struct Served {
    child: Child,
    http: reqwest::Client,
    base: String,
}

/// Also when a measurement fails: nobody else would end it.
impl Drop for Served {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _ended = self.child.wait();
    }
}

impl Served {
    async fn until_it_answers(&self) {
        while self.http.get(format!("{}/healthz", self.base)).send().await.is_err() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    async fn post(&self, path: &str, body: &Value) -> Value {
        let answer = self.http.post(format!("{}{path}", self.base)).json(body).send().await.unwrap();
        answer.json().await.unwrap()
    }

    async fn sign_in(&self) -> Value {
        let body = json!({"registration_number": NUMBER, "password": demo::PASSWORD, "client": "app", "device_id": DEVICE});
        self.post("/v1/session", &body).await
    }

    async fn trust_device(&self) {
        let first = self.sign_in().await;
        let page = self.http.get(format!("{}/outbox", self.base)).send().await.unwrap().text().await.unwrap();
        let (_, after) = page.split_once("data-code=\"").unwrap();
        let code: String = after.chars().take_while(char::is_ascii_digit).collect();
        self.post("/v1/session/code", &json!({"challenge_id": first["challenge_id"], "code": code})).await;
    }

    /// Seconds of the portal's processor time for each.
    async fn sign_ins(&self) -> f64 {
        let before = processor_seconds(self.child.id());
        for _ in 0..BATCH {
            let answer = self.sign_in().await;
            assert_eq!(answer["state"], "signed_in", "{answer}");
        }
        (processor_seconds(self.child.id()) - before) / f64::from(BATCH)
    }
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

/// Seconds of processor time a process has used: `utime` and `stime` of proc(5), in ticks of 10 ms.
fn processor_seconds(process: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    let after_name = stat.rsplit_once(')').unwrap().1;
    after_name.split_whitespace().skip(11).take(2).map(|ticks| ticks.parse::<f64>().unwrap() / 100.0).sum()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
