//! What receiving a month of 1,000,000 lines costs beside bare inserts of the same rows, in turn in one run; and its
//! memory, in a process of its own.
//!
//! `cargo run --release -p damane-services --example import_cost` prints a line of JSON a figure.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement, run by hand or by the bench")]

use damane_domain::month::Month;
use damane_domain::time::Timestamp;
use damane_ebds::generate::write_large_month;
use damane_ebds::{CheckOptions, Event, Reader};
use damane_services::career::{DeclarationImport, Watch, import_declaration};
use damane_storage::career::{FileKey, NumberedLine, add_lines, take_sequence};
use damane_storage::{Store, sqlite_url};
use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

/// Six lines of the file are about the whole of it.
const INSURED: u32 = 999_994;
const ROUNDS: usize = 3;
const MONTH: &str = "2026-09";

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let mut arguments = std::env::args().skip(1);
    if let Some(path) = arguments.next() {
        runtime.block_on(ours(Path::new(&path)));
        println!("{}", peak_memory());
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("DS_1000004_202609.txt");
    let month = Month::parse(MONTH).unwrap();
    write_large_month(BufWriter::new(File::create(&path).unwrap()), INSURED, 1, month).unwrap();
    let rows = rows_of(&path);
    let (mut import, mut one, mut many) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        import.push(runtime.block_on(ours(&path)));
        one.push(runtime.block_on(row_by_row(&rows)));
        many.push(runtime.block_on(many_rows(&rows)));
    }
    let how = "read, checked and kept in one transaction, SQLite with synchronous = FULL; \
               same table, same driver (sqlx 0.9 Any), median of 3";
    let (import, one, many) = (median(import), median(one), median(many));
    speed("import of a 1,000,000-line month against a prepared insert of each row", import, one, how);
    speed(
        "the same against the fastest bare insert we know, 500 rows a prepared statement",
        import,
        many,
        how,
    );
    let child = Command::new(std::env::current_exe().unwrap()).arg(&path).output().unwrap();
    let kilobytes: f64 = String::from_utf8(child.stdout).unwrap().trim().parse().unwrap();
    let megabytes = kilobytes / 1024.0;
    println!(
        r#"{{"figure":"memory of that import, peak of the process","ours":{megabytes:.1},"ours_name":"damane","peer":200,"peer_name":"limit","unit":"MB","ratio":{:.3},"note":"VmHWM of a process that does nothing else"}}"#,
        megabytes / 200.0
    );
}

fn speed(what: &str, ours: f64, bare: f64, how: &str) {
    let lines = f64::from(INSURED);
    println!(
        r#"{{"figure":"{what}","ours":{:.0},"ours_name":"damane","peer":{:.0},"peer_name":"bare insert","unit":"lines/s","ratio":{:.3},"note":"{how}"}}"#,
        lines / ours,
        lines / bare,
        bare / ours
    );
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// Kilobytes.
fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

async fn fresh(folder: &Path) -> Store {
    Store::open(&sqlite_url(&folder.join("fund.db")).unwrap()).await.unwrap()
}

async fn ours(path: &Path) -> f64 {
    let folder = tempfile::tempdir().unwrap();
    let store = fresh(folder.path()).await;
    let watch = Watch { progress: &|_| {}, cancelled: &AtomicBool::new(false) };
    let start = Instant::now();
    let import = import_declaration(&store, path, Timestamp::from_seconds(0), &watch).await.unwrap();
    let seconds = start.elapsed().as_secs_f64();
    assert!(matches!(import, DeclarationImport::Kept(file) if file.lines == u64::from(INSURED)));
    seconds
}

fn rows_of(path: &Path) -> Vec<NumberedLine> {
    let mut reader = Reader::new(File::open(path).unwrap(), &CheckOptions::default());
    let mut rows = Vec::new();
    while let Some(event) = reader.next_event().unwrap() {
        if let Event::Detail(it, _) = event {
            rows.push(NumberedLine {
                registration: i64::from(it.number),
                line: it.line,
                days: it.days,
                salary: it.salary,
                capped_salary: it.capped_salary,
                situation: it.situation,
            });
        }
    }
    rows
}

fn key(sequence: i64) -> FileKey {
    FileKey { month: Month::parse(MONTH).unwrap(), employer: 1_000_004, category: 0, sequence }
}

async fn row_by_row(rows: &[NumberedLine]) -> f64 {
    let folder = tempfile::tempdir().unwrap();
    let store = fresh(folder.path()).await;
    let start = Instant::now();
    let mut tx = store.begin().await.unwrap();
    let key = key(take_sequence(&mut tx).await.unwrap());
    let text = "INSERT INTO declared_lines (registration, month, employer, category, sequence, line, days, salary, \
                capped_salary, situation) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    for row in rows {
        let query = sqlx::query(text)
            .bind(row.registration)
            .bind(i64::from(key.month.index()))
            .bind(key.employer)
            .bind(i64::from(key.category))
            .bind(key.sequence)
            .bind(row.line as i64)
            .bind(i64::from(row.days))
            .bind(row.salary.as_centimes())
            .bind(row.capped_salary.as_centimes())
            .bind(i64::from(row.situation.rank()));
        query.execute(&mut *tx).await.unwrap();
    }
    tx.commit().await.unwrap();
    start.elapsed().as_secs_f64()
}

async fn many_rows(rows: &[NumberedLine]) -> f64 {
    let folder = tempfile::tempdir().unwrap();
    let store = fresh(folder.path()).await;
    let start = Instant::now();
    let mut tx = store.begin().await.unwrap();
    let key = key(take_sequence(&mut tx).await.unwrap());
    add_lines(&mut tx, &key, rows).await.unwrap();
    tx.commit().await.unwrap();
    start.elapsed().as_secs_f64()
}
