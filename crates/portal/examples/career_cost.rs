//! What a career statement takes beside the least that could give it: the same bytes, read from SQLite by a bare axum
//! handler without a session, a limit or a journal. The 99th of a hundred answers, in turn, in one run.
//!
//! Prints a line of JSON. `DAMANE_ROUNDS` sets another number of rounds.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement, run by hand or by the bench")]

#[allow(dead_code, reason = "shared by measurements, each using a part")]
mod served;

use axum::Router;
use axum::extract::{Path as Place, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use damane_services::{Ports, demo};
use serde_json::json;
use served::{Served, free_port, run_bare, run_client, serve_fund, sorted};
use sqlx::Row as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions};
use std::path::Path;
use std::time::Instant;
use tokio::net::TcpListener;

/// Of each, in a round.
const BATCH: usize = 200;
const ROUNDS: usize = 20;
/// Statements in the bare database.
const PEOPLE: i64 = 40;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match &arguments[..] {
        [kind, folder, port] if kind == "ours" => serve_fund(Path::new(folder), port),
        [_, folder, port] => run_bare(serve_bare(Path::new(folder), port)),
        _ => run_client(measure()),
    }
}

async fn measure() {
    let rounds = std::env::var("DAMANE_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(ROUNDS);
    let folder = tempfile::tempdir().unwrap();
    let [our_port, bare_port] = [free_port(), free_port()];
    let report = demo::prepare(folder.path(), 40, our_port, Ports::system(), &mut |_| {}).await.unwrap();
    // A person reads less in an hour.
    let settings = folder.path().join("portal.toml");
    let text = std::fs::read_to_string(&settings).unwrap();
    std::fs::write(&settings, text.replace("[limits]", "[limits]\nreadings_per_hour = 1000000000")).unwrap();

    let ours = Served::start("ours", folder.path(), our_port).await;
    let token = ours.sign_in(&report.people[0].registration_number).await;
    let statement = read(&ours, "/v1/career", Some(&token)).await;
    keep(folder.path(), &statement).await;
    let bare = Served::start("bare", folder.path(), bare_port).await;
    assert_eq!(read(&bare, "/statements/7", None).await, statement, "the same bytes");

    let (mut our_times, mut bare_times) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        for _ in 0..BATCH {
            our_times.push(time(&ours, "/v1/career", Some(&token)).await);
        }
        for at in 0..BATCH {
            bare_times.push(time(&bare, &format!("/statements/{}", at as i64 % PEOPLE), None).await);
        }
    }
    let (ours, peer) = (p99(our_times), p99(bare_times));
    let figure = json!({
        "figure": "career statement, the 99th of 100 answers", "ours": ours * 1e3, "ours_name": "damane, over HTTP",
        "peer": peer * 1e3, "peer_name": "bare axum and SQLite", "unit": "ms", "ratio": ours / peer,
        "note": format!("{} bytes of ten years, one connection each; {BATCH} of each in turn, {rounds} times; limit 2.0", statement.len()),
    });
    println!("{figure}");
}

fn p99(times: Vec<f64>) -> f64 {
    let place = times.len() * 99 / 100;
    sorted(times)[place]
}

async fn open_bare(folder: &Path) -> SqlitePool {
    let options = SqliteConnectOptions::new().filename(folder.join("bare.db")).create_if_missing(true);
    let options = options.journal_mode(SqliteJournalMode::Wal);
    SqlitePoolOptions::new().max_connections(4).connect_with(options).await.unwrap()
}

/// The statement, once for each person, as the bare handler reads it.
async fn keep(folder: &Path, statement: &[u8]) {
    let pool = open_bare(folder).await;
    let table = "CREATE TABLE statements (person INTEGER PRIMARY KEY, body BLOB NOT NULL)";
    sqlx::query(table).execute(&pool).await.unwrap();
    for person in 0..PEOPLE {
        let query = sqlx::query("INSERT INTO statements (person, body) VALUES ($1, $2)");
        query.bind(person).bind(statement).execute(&pool).await.unwrap();
    }
    pool.close().await;
}

async fn serve_bare(folder: &Path, port: &str) {
    let router =
        Router::new().route("/statements/{person}", get(bare_statement)).with_state(open_bare(folder).await);
    let listener = TcpListener::bind(format!("127.0.0.1:{port}")).await.unwrap();
    axum::serve(listener, router).await.unwrap();
}

async fn bare_statement(State(pool): State<SqlitePool>, Place(person): Place<i64>) -> Response {
    let query = sqlx::query("SELECT body FROM statements WHERE person = $1").bind(person);
    let body: Vec<u8> = query.fetch_one(&pool).await.unwrap().get(0);
    ([(CONTENT_TYPE, "application/json")], body).into_response()
}

async fn read(from: &Served, path: &str, token: Option<&str>) -> Vec<u8> {
    let mut request = from.http.get(format!("{}{path}", from.base));
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), 200, "{path}");
    answer.bytes().await.unwrap().to_vec()
}

/// Seconds until the whole answer is there.
async fn time(from: &Served, path: &str, token: Option<&str>) -> f64 {
    let started = Instant::now();
    std::hint::black_box(read(from, path, token).await);
    started.elapsed().as_secs_f64()
}
