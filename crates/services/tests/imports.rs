//! Files come in: each whole or not at all, once, and never over what was there.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

use damane_domain::ids::{Cin, EmployerNumber, RegistrationNumber};
use damane_domain::money::Money;
use damane_domain::month::Month;
use damane_domain::situation::Situation;
use damane_domain::time::Timestamp;
use damane_ebds::generate::{Plan, Population, REGISTER_FILE, generate, write_large_month};
use damane_ebds::{CheckOptions, Event, Reader, Severity};
use damane_services::Chance;
use damane_services::career::{
    DeclarationImport, ImportError, KeptFile, Refusal, Watch, is_declaration_name,
};
use damane_services::register::{RegisterChanges, RegisterImport, import_register};
use damane_storage::{Store, sqlite_url};
use sqlx::Row as _;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use tempfile::TempDir;

const NOW: Timestamp = Timestamp::from_seconds(1_790_000_000);

async fn open(folder: &Path) -> Store {
    Store::open(&sqlite_url(&folder.join("fund.db")).unwrap()).await.unwrap()
}

async fn import(store: &Store, path: &Path) -> Result<DeclarationImport, ImportError> {
    let watch = Watch { progress: &|_| {}, cancelled: &AtomicBool::new(false) };
    damane_services::career::import_declaration(store, path, NOW, &watch).await
}

async fn keep(store: &Store, path: &Path) -> KeptFile {
    match import(store, path).await.unwrap() {
        DeclarationImport::Kept(file) => file,
        other => panic!("{}: {other:?}", path.display()),
    }
}

/// Rows of each table of declarations.
async fn rows(store: &Store) -> [i64; 4] {
    let mut reader = store.read().await.unwrap();
    let mut counts = [0; 4];
    let tables = [
        "SELECT COUNT(*) FROM declared_lines",
        "SELECT COUNT(*) FROM unnumbered_lines",
        "SELECT COUNT(*) FROM declaration_files",
        "SELECT COUNT(*) FROM employers",
    ];
    for (count, table) in counts.iter_mut().zip(tables) {
        *count = sqlx::query(table).fetch_one(&mut *reader).await.unwrap().try_get(0).unwrap();
    }
    counts
}

fn plan() -> Plan {
    Plan { people: 60, employers: 5, months: 14, seed: 7, last_month: Month::parse("2026-09").unwrap() }
}

fn declarations(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| is_declaration_name(path.file_name().unwrap().to_str().unwrap()))
        .collect();
    files.sort();
    files
}

fn large_month(folder: &Path, insured: u32, seed: u64) -> PathBuf {
    let path = folder.join(format!("month-{insured}-{seed}.txt"));
    let out = std::io::BufWriter::new(std::fs::File::create(&path).unwrap());
    drop(write_large_month(out, insured, seed, Month::parse("2026-09").unwrap()).unwrap());
    path
}

/// The lines of a career as the files have them, read here without storage: month, employer, category, days, salary,
/// situation.
type Line = (Month, EmployerNumber, u8, u8, Money, Situation);

fn read_here(files: &[PathBuf]) -> BTreeMap<u32, Vec<Line>> {
    let mut people: BTreeMap<u32, Vec<Line>> = BTreeMap::new();
    for path in files {
        let mut reader = Reader::new(std::fs::File::open(path).unwrap(), &CheckOptions::default());
        let mut found = Vec::new();
        loop {
            match reader.next_event().unwrap() {
                Some(Event::Detail(it, _)) => found.push((it.number, it.days, it.salary, it.situation)),
                Some(Event::Entrant(it, _)) => found.push((it.number, it.days, it.salary, Situation::Normal)),
                Some(_) => {}
                None => break,
            }
        }
        let category = reader.opening().unwrap().nature.category();
        let heading = reader.heading().unwrap().clone();
        for (number, days, salary, situation) in found {
            let line = (heading.period, heading.employer.clone(), category, days, salary, situation);
            people.entry(number).or_default().push(line);
        }
    }
    people.values_mut().for_each(|lines| lines.sort_by_key(|line| (line.0, line.1.clone(), line.2, line.3)));
    people
}

#[tokio::test]
async fn every_line_of_every_file_is_kept_under_its_person() {
    let folder = TempDir::new().unwrap();
    generate(&plan(), folder.path()).unwrap();
    let store = open(folder.path()).await;
    let files = declarations(folder.path());
    let mut lines = 0;
    for path in &files {
        lines += keep(&store, path).await.lines;
    }
    let expected = read_here(&files);
    assert_eq!(lines, expected.values().map(|lines| lines.len() as u64).sum::<u64>());
    assert!(lines > 400, "{lines}");
    let mut reader = store.read().await.unwrap();
    for (number, expected) in expected.iter().filter(|(number, _)| **number > 0) {
        let number = RegistrationNumber::parse(&format!("{number:09}")).unwrap();
        let nobody = Cin::parse("ZZ000000").unwrap();
        let found = damane_storage::career::find_lines(&mut reader, &number, &nobody).await.unwrap();
        let mut found: Vec<Line> = found
            .into_iter()
            .map(|it| (it.month, it.employer, it.category, it.days, it.salary, it.situation))
            .collect();
        found.sort_by_key(|line| (line.0, line.1.clone(), line.2, line.3));
        assert_eq!(&found, expected, "{number:?}");
    }
}

#[tokio::test]
async fn an_entrant_declared_before_the_number_is_in_the_career_by_identity_paper() {
    let folder = TempDir::new().unwrap();
    generate(&Plan { people: 400, ..plan() }, folder.path()).unwrap();
    let store = open(folder.path()).await;
    for path in declarations(folder.path()) {
        keep(&store, &path).await;
    }
    let [_, unnumbered, ..] = rows(&store).await;
    assert!(unnumbered > 0, "the generated files have entrants without a number");
    let population = Population::derive(&Plan { people: 400, ..plan() }).unwrap();
    let mut reader = store.read().await.unwrap();
    let mut found = 0;
    for resident in population.residents() {
        let nobody = RegistrationNumber::parse("99999998").unwrap();
        let cin = &resident.person.cin;
        found += damane_storage::career::find_lines(&mut reader, &nobody, cin).await.unwrap().len();
    }
    assert_eq!(found as i64, unnumbered);
}

#[tokio::test]
async fn the_same_file_twice_changes_nothing_under_any_name() {
    let folder = TempDir::new().unwrap();
    let store = open(folder.path()).await;
    let path = large_month(folder.path(), 1_500, 1);
    let first = keep(&store, &path).await;
    assert_eq!(first.lines, 1_500);
    let before = rows(&store).await;
    let other_name = folder.path().join("received-again.txt");
    std::fs::copy(&path, &other_name).unwrap();
    for path in [&path, &other_name] {
        let again = import(&store, path).await.unwrap();
        assert_eq!(again, DeclarationImport::KnownAlready { sequence: first.sequence });
    }
    assert_eq!(rows(&store).await, before);
}

#[tokio::test]
async fn a_corrected_file_adds_its_lines_and_leaves_the_first_ones() {
    let folder = TempDir::new().unwrap();
    let store = open(folder.path()).await;
    let (first, second) = (large_month(folder.path(), 1_200, 1), large_month(folder.path(), 1_200, 2));
    let first = keep(&store, &first).await;
    let second = keep(&store, &second).await;
    assert_eq!((first.employer, first.month), (second.employer, second.month));
    assert!(second.sequence > first.sequence);
    assert_eq!(rows(&store).await, [2_400, 0, 2, 1]);
}

/// The last digit of the last control sum is wrong: everything before it was already on its way to the database.
#[tokio::test]
async fn an_error_in_the_last_line_leaves_nothing_of_the_file() {
    let folder = TempDir::new().unwrap();
    let store = open(folder.path()).await;
    keep(&store, &large_month(folder.path(), 10, 1)).await;
    let before = rows(&store).await;
    let path = large_month(folder.path(), 9_000, 2);
    let mut text = std::fs::read(&path).unwrap();
    let last_line = text.len() - 261;
    let control = last_line + 90 - 1;
    text[control] = b'0' + (text[control] - b'0' + 1) % 10;
    std::fs::write(&path, &text).unwrap();
    let DeclarationImport::Refused(Refusal::Findings(findings)) = import(&store, &path).await.unwrap() else {
        panic!("it is refused")
    };
    let errors = findings.kept().iter().filter(|finding| finding.severity == Severity::Error);
    assert_eq!(errors.map(|finding| finding.code).collect::<Vec<_>>(), ["EBDS-093"]);
    assert_eq!(rows(&store).await, before);
    text[control] = b'0' + (text[control] - b'0' + 9) % 10;
    std::fs::write(&path, &text).unwrap();
    assert_eq!(keep(&store, &path).await.sequence, 2, "a refused file takes no place in the order");
}

#[tokio::test]
async fn a_preetabli_and_other_files_are_refused() {
    let folder = TempDir::new().unwrap();
    generate(&plan(), folder.path()).unwrap();
    let store = open(folder.path()).await;
    let listed = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path());
    let listed =
        listed.into_iter().find(|path| path.file_name().unwrap().to_str().unwrap().starts_with("AFFEBDS"));
    let refused = import(&store, &listed.unwrap()).await.unwrap();
    assert_eq!(refused, DeclarationImport::Refused(Refusal::Preetabli));
    let other = import(&store, &folder.path().join(REGISTER_FILE)).await.unwrap();
    assert!(matches!(other, DeclarationImport::Refused(Refusal::Findings(_))), "{other:?}");
    let missing = import(&store, &folder.path().join("none.txt")).await.unwrap_err();
    assert_eq!(missing.code(), "IMPORT-001");
    assert_eq!(rows(&store).await, [0; 4]);
}

#[tokio::test]
async fn an_import_stopped_half_way_keeps_nothing_and_repeated_gives_the_same_rows_as_once() {
    let folder = TempDir::new().unwrap();
    let store = open(folder.path()).await;
    let path = large_month(folder.path(), 20_000, 1);
    let size = std::fs::metadata(&path).unwrap().len();
    let (cancelled, seen) = (AtomicBool::new(false), AtomicU64::new(0));
    let progress = |bytes: u64| {
        seen.store(bytes, Ordering::Relaxed);
        cancelled.store(bytes > size / 2, Ordering::Relaxed);
    };
    let watch = Watch { progress: &progress, cancelled: &cancelled };
    let stopped = damane_services::career::import_declaration(&store, &path, NOW, &watch).await;
    assert!(matches!(stopped, Err(ImportError::Cancelled)), "{stopped:?}");
    assert!(seen.load(Ordering::Relaxed) > size / 2);
    assert_eq!(rows(&store).await, [0; 4]);
    assert_eq!(keep(&store, &path).await.sequence, 1);
    assert_eq!(rows(&store).await, [20_000, 0, 1, 1]);
}

#[tokio::test]
async fn two_imports_at_once_wait_for_each_other() {
    let folder = TempDir::new().unwrap();
    let store = open(folder.path()).await;
    let (first, second) = (large_month(folder.path(), 3_000, 1), large_month(folder.path(), 3_000, 2));
    let (first, second) = tokio::join!(keep(&store, &first), keep(&store, &second));
    let mut sequences = [first.sequence, second.sequence];
    sequences.sort_unstable();
    assert_eq!(sequences, [1, 2]);
    assert_eq!(rows(&store).await, [6_000, 0, 2, 1]);
}

/// Counts, so that a test can repeat it.
struct Counting(AtomicU64);

impl Chance for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        let next = self.0.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        bytes.iter_mut().rev().zip(next.iter().rev()).for_each(|(byte, next)| *byte = *next);
    }
}

async fn register(store: &Store, path: &Path) -> RegisterImport {
    let watch = Watch { progress: &|_| {}, cancelled: &AtomicBool::new(false) };
    import_register(store, path, NOW, &Counting(AtomicU64::new(1)), &watch).await.unwrap()
}

#[tokio::test]
async fn the_register_comes_in_once_and_a_bad_line_keeps_all_of_it_out() {
    let folder = TempDir::new().unwrap();
    let plan = Plan { people: 1_300, ..plan() };
    generate(&plan, folder.path()).unwrap();
    let store = open(folder.path()).await;
    let path = folder.path().join(REGISTER_FILE);
    let broken = folder.path().join("broken.csv");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&broken, format!("{text}not a person\n")).unwrap();
    let RegisterImport::Refused { findings, errors } = register(&store, &broken).await else {
        panic!("refused")
    };
    assert_eq!((findings.len(), errors, findings[0].line), (1, 1, 1_302));
    let changes = RegisterImport::Kept(RegisterChanges { added: 1_300, changed: 0, unchanged: 0 });
    assert_eq!(register(&store, &path).await, changes);
    let changes = RegisterImport::Kept(RegisterChanges { added: 0, changed: 0, unchanged: 1_300 });
    assert_eq!(register(&store, &path).await, changes);
    let mut reader = store.read().await.unwrap();
    for resident in Population::derive(&plan).unwrap().residents() {
        let number = &resident.person.registration_number;
        let (_, kept) =
            damane_storage::register::find_registered(&mut reader, number).await.unwrap().unwrap();
        assert_eq!(kept, resident.person);
    }
}
