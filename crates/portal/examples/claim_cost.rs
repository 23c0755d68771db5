//! What acknowledging a claim takes beside the least that could keep it: one row of the same bytes, committed to SQLite
//! with `synchronous = FULL`. In turn, on one disk, in one run.
//!
//! Prints a line of JSON a figure.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement, run by hand or by the bench")]

#[allow(dead_code, reason = "shared by measurements, each using a part")]
mod served;

use damane_services::{Ports, demo};
use serde_json::{Value, json};
use served::{Served, free_port, median, run_client, serve_fund};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Row as _};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;
use tokio::task::JoinSet;

/// Claims of one person: what the fund takes in a day.
const CLAIMS: usize = 20;
const PEOPLE: u32 = 60;
/// Phones that send at the same time, and how often.
const AT_ONCE: usize = 8;
const GROUPS: usize = 4;
const PAPER: &[u8] = b"%PDF-1.7\n%%EOF\n";

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match &arguments[..] {
        [_, folder, port] => serve_fund(Path::new(folder), port),
        _ => run_client(measure()),
    }
}

async fn measure() {
    let folder = tempfile::tempdir().unwrap();
    let port = free_port();
    demo::prepare(folder.path(), PEOPLE, port, Ports::system(), &mut |_| {}).await.unwrap();
    let numbers = numbers(folder.path()).await;
    let portal = Arc::new(Served::start("ours", folder.path(), port).await);
    let mut bare = Bare::open(folder.path()).await;
    let (alone, together) = numbers.split_at(numbers.len().saturating_sub(GROUPS * AT_ONCE));
    one_by_one(&portal, &mut bare, alone).await;
    many_at_once(&portal, &mut bare, together).await;
}

/// What one waits when nobody else is there.
async fn one_by_one(portal: &Served, bare: &mut Bare, numbers: &[String]) {
    let (mut ours, mut peer) = (Vec::new(), Vec::new());
    for number in numbers {
        let (token, forms) = prepare(portal, number).await;
        for (claim, form) in forms.iter().enumerate() {
            ours.push(acknowledge(portal, &token, claim, form).await);
        }
        for form in &forms {
            peer.push(bare.commit(form.to_string().as_bytes()).await);
        }
    }
    let count = ours.len();
    let (ours, peer) = (median(ours), median(peer));
    let figure = json!({
        "figure": "acknowledging a claim when nobody else is there", "ours": ours * 1e3, "ours_name": "damane, over HTTP",
        "peer": peer * 1e3, "peer_name": "bare SQLite, one row, synchronous = FULL", "unit": "ms", "ratio": peer / ours,
        "note": format!("{count} of each, {CLAIMS} in turn; medians; the ratio is how often in the time of one commit"),
    });
    println!("{figure}");
}

/// How many the portal acknowledges when phones do not wait for one another.
async fn many_at_once(portal: &Arc<Served>, bare: &mut Bare, numbers: &[String]) {
    let (mut ours, mut peer) = (Vec::new(), Vec::new());
    for group in numbers.chunks_exact(AT_ONCE) {
        let mut phones = Vec::new();
        for number in group {
            phones.push(prepare(portal, number).await);
        }
        let claims = (AT_ONCE * CLAIMS) as f64;
        let started = Instant::now();
        let mut sending = JoinSet::new();
        for phone in &phones {
            let (portal, (token, forms)) = (Arc::clone(portal), phone.clone());
            sending.spawn(async move {
                for (claim, form) in forms.iter().enumerate() {
                    acknowledge(&portal, &token, claim, form).await;
                }
            });
        }
        while let Some(sent) = sending.join_next().await {
            sent.unwrap();
        }
        ours.push(claims / started.elapsed().as_secs_f64());
        let started = Instant::now();
        for form in phones.iter().flat_map(|(_, forms)| forms) {
            bare.commit(form.to_string().as_bytes()).await;
        }
        peer.push(claims / started.elapsed().as_secs_f64());
    }
    let ratios: Vec<_> = ours.iter().zip(&peer).map(|(ours, peer)| ours / peer).collect();
    let groups = ours.len();
    let figure = json!({
        "figure": "claims acknowledged in a second, as many as bare commits", "ours": median(ours), "ours_name": "damane, over HTTP",
        "peer": median(peer), "peer_name": "bare SQLite, one row a commit, synchronous = FULL", "unit": "a second", "ratio": median(ratios),
        "note": format!("{AT_ONCE} phones at once, {CLAIMS} claims each, {groups} times; the bare commits follow each other without a pause; a claim with its event, its audit entry and its answer, synced before it is acknowledged, with those who wait at the same time; at least 0.5"),
    });
    println!("{figure}");
}

/// A person's token and the forms they hand in.
async fn prepare(portal: &Served, number: &str) -> (String, Vec<Value>) {
    let token = portal.sign_in(number).await;
    let mut forms = Vec::new();
    for claim in 0..CLAIMS {
        forms.push(prepare_form(portal, &token, claim).await);
    }
    (token, forms)
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

/// A filled-in form, its document handed in.
async fn prepare_form(portal: &Served, token: &str, claim: usize) -> Value {
    let begin = json!({"kind": "invoice", "bytes": PAPER.len()});
    let request = portal.http.post(format!("{}/v1/documents", portal.base)).bearer_auth(token).json(&begin);
    let request = request.header("Idempotency-Key", format!("document-{claim}"));
    let begun: Value = request.send().await.unwrap().json().await.unwrap();
    let document = begun["id"].as_str().unwrap();
    let piece = portal.http.put(format!("{}/v1/documents/{document}/0", portal.base)).bearer_auth(token);
    assert_eq!(piece.body(PAPER).send().await.unwrap().status(), 200);
    let yesterday = chrono::Utc::now().date_naive().pred_opt().unwrap();
    let line = json!({"act": "gp_visit", "on": yesterday.to_string(), "paid": 15_000, "quantity": 1});
    json!({"beneficiary": "myself", "lines": [line], "documents": [document]})
}

/// Seconds until the receipt is there.
async fn acknowledge(portal: &Served, token: &str, claim: usize, form: &Value) -> f64 {
    let request = portal.http.post(format!("{}/v1/reimbursements", portal.base)).bearer_auth(token);
    let request = request.header("Idempotency-Key", format!("claim-{claim}")).json(form).build().unwrap();
    let started = Instant::now();
    let answer = portal.http.execute(request).await.unwrap();
    let status = answer.status();
    let receipt = answer.bytes().await.unwrap();
    let took = started.elapsed().as_secs_f64();
    assert_eq!(status, 200, "{}", String::from_utf8_lossy(&receipt));
    took
}
