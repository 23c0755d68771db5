//! What acknowledging a claim takes beside the least that could keep it: one row of the same bytes, committed to SQLite
//! with `synchronous = FULL`. In turn, on one disk, in one run.
//!
//! Prints a line of JSON.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement, run by hand or by the bench")]

use damane_portal::{Placement, Portal, serve};
use damane_services::{Fund, Ports, demo};
use serde_json::{Value, json};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Row as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tokio::net::TcpListener;

const DEVICE: &str = "0123456789abcdef0123456789abcdef";
/// Claims of one person: what the fund takes in a day.
const CLAIMS: usize = 20;
const PEOPLE: u32 = 30;
const PAPER: &[u8] = b"%PDF-1.7\n%%EOF\n";

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    if let (Some(folder), Some(port)) = (arguments.next(), arguments.next()) {
        return serve_fund(Path::new(&folder), &port).await;
    }
    let _already_installed = rustls::crypto::ring::default_provider().install_default();
    let folder = tempfile::tempdir().unwrap();
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    demo::prepare(folder.path(), PEOPLE, port, Ports::system(), &mut |_| {}).await.unwrap();
    let numbers = numbers(folder.path()).await;
    let portal = Served::start(folder.path(), port).await;
    let mut bare = Bare::open(folder.path()).await;
    let (mut ours, mut peer) = (Vec::new(), Vec::new());
    for number in &numbers {
        let token = portal.sign_in(number).await;
        let mut forms = Vec::new();
        for claim in 0..CLAIMS {
            forms.push(portal.prepare_form(&token, claim).await);
        }
        for (claim, form) in forms.iter().enumerate() {
            ours.push(portal.acknowledge(&token, claim, form).await);
        }
        for form in &forms {
            peer.push(bare.commit(form.to_string().as_bytes()).await);
        }
    }
    let count = ours.len();
    let (ours, peer) = (median(ours), median(peer));
    let figure = json!({
        "figure": "acknowledging a claim, as often as a bare commit", "ours": ours * 1e3, "ours_name": "damane, over HTTP",
        "peer": peer * 1e3, "peer_name": "bare SQLite, one row, synchronous = FULL", "unit": "ms", "ratio": peer / ours,
        "note": format!("{count} of each, {CLAIMS} in turn; medians; the claim, its event, its audit entry and its answer are one commit; at least 0.5"),
    });
    println!("{figure}");
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

async fn serve_fund(folder: &Path, port: &str) {
    let fund = Fund::open(folder, Ports::system()).await.unwrap();
    let listener = TcpListener::bind(format!("127.0.0.1:{port}")).await.unwrap();
    serve(listener, Portal::new(fund, Placement::default()), std::future::pending()).await;
}

async fn connect(path: &Path) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(path).create_if_missing(true);
    let options = options.journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full);
    options.connect().await.unwrap()
}

/// Everyone with an account.
async fn numbers(folder: &Path) -> Vec<String> {
    let mut connection = connect(&folder.join("damane.db")).await;
    let query =
        "SELECT persons.registration_digits FROM persons JOIN accounts ON accounts.person = persons.person";
    let rows = sqlx::query(query).fetch_all(&mut connection).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

/// A table of one row a claim.
struct Bare(SqliteConnection);

impl Bare {
    async fn open(folder: &Path) -> Self {
        let mut connection = connect(&folder.join("bare.db")).await;
        let table = "CREATE TABLE claims (claim INTEGER PRIMARY KEY, form BLOB NOT NULL)";
        sqlx::query(table).execute(&mut connection).await.unwrap();
        Self(connection)
    }

    /// Seconds until it is on the disk.
    async fn commit(&mut self, form: &[u8]) -> f64 {
        let started = Instant::now();
        sqlx::query("INSERT INTO claims (form) VALUES ($1)").bind(form).execute(&mut self.0).await.unwrap();
        started.elapsed().as_secs_f64()
    }
}

/// The portal, in a process of its own.
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
    async fn start(folder: &Path, port: u16) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        let child = command.arg(folder).arg(port.to_string()).stdin(Stdio::null()).spawn().unwrap();
        let served = Self { child, http: reqwest::Client::new(), base: format!("http://localhost:{port}") };
        while served.http.get(format!("{}/healthz", served.base)).send().await.is_err() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        served
    }

    async fn post(&self, path: &str, body: &Value) -> Value {
        let answer = self.http.post(format!("{}{path}", self.base)).json(body).send().await.unwrap();
        answer.json().await.unwrap()
    }

    /// A token of the app's.
    async fn sign_in(&self, number: &str) -> String {
        let body = json!({"registration_number": number, "password": demo::PASSWORD, "client": "app", "device_id": DEVICE});
        let first = self.post("/v1/session", &body).await;
        let page = self.http.get(format!("{}/outbox", self.base)).send().await.unwrap().text().await.unwrap();
        let (_, after) = page.split_once("data-code=\"").unwrap();
        let code: String = after.chars().take_while(char::is_ascii_digit).collect();
        let second = json!({"challenge_id": first["challenge_id"], "code": code});
        self.post("/v1/session/code", &second).await["token"].as_str().unwrap().to_owned()
    }

    /// A filled-in form, its document handed in.
    async fn prepare_form(&self, token: &str, claim: usize) -> Value {
        let begin = json!({"kind": "invoice", "bytes": PAPER.len()});
        let request = self.http.post(format!("{}/v1/documents", self.base)).bearer_auth(token).json(&begin);
        let request = request.header("Idempotency-Key", format!("document-{claim}"));
        let begun: Value = request.send().await.unwrap().json().await.unwrap();
        let document = begun["id"].as_str().unwrap();
        let piece = self.http.put(format!("{}/v1/documents/{document}/0", self.base)).bearer_auth(token);
        assert_eq!(piece.body(PAPER).send().await.unwrap().status(), 200);
        let yesterday = chrono::Utc::now().date_naive().pred_opt().unwrap();
        let line = json!({"act": "gp_visit", "on": yesterday.to_string(), "paid": 15_000, "quantity": 1});
        json!({"beneficiary": "myself", "lines": [line], "documents": [document]})
    }

    /// Seconds until the receipt is there.
    async fn acknowledge(&self, token: &str, claim: usize, form: &Value) -> f64 {
        let request = self.http.post(format!("{}/v1/reimbursements", self.base)).bearer_auth(token);
        let request = request.header("Idempotency-Key", format!("claim-{claim}")).json(form).build().unwrap();
        let started = Instant::now();
        let answer = self.http.execute(request).await.unwrap();
        let status = answer.status();
        let receipt = answer.bytes().await.unwrap();
        let took = started.elapsed().as_secs_f64();
        assert_eq!(status, 200, "{}", String::from_utf8_lossy(&receipt));
        took
    }
}
