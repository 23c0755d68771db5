//! Declared lines: kept as they came, by the person, never overwritten.

use crate::ground::{Ground, on_both};
use damane_domain::career::{Career, Origin};
use damane_domain::ids::{Cin, EmployerNumber, RegistrationNumber};
use damane_domain::money::Money;
use damane_domain::month::Month;
use damane_domain::situation::Situation;
use damane_domain::time::Timestamp;
use damane_storage::career::{
    self, BATCH, DeclarationFile, FileKey, NumberedLine, UnnumberedLine, add_file, add_lines, take_sequence,
};
use damane_storage::{StorageError, Store, Tx, ask};

pub fn month(text: &str) -> Month {
    Month::parse(text).unwrap()
}

pub fn number(text: &str) -> RegistrationNumber {
    RegistrationNumber::parse(text).unwrap()
}

pub fn cin(text: &str) -> Cin {
    Cin::parse(text).unwrap()
}

pub fn line(registration: i64, line: u64, days: u8) -> NumberedLine {
    let salary = Money::centimes(i64::from(days) * 30_011);
    NumberedLine { registration, line, days, salary, capped_salary: salary, situation: Situation::Normal }
}

pub fn file(key: FileKey, mark: u8, lines: usize) -> DeclarationFile {
    DeclarationFile {
        key,
        digest: [mark; 32],
        bytes: 260 + u64::from(mark),
        transfer_id: "00000000001234".to_owned(),
        employer_name: format!("EMPLOYEUR {mark}"),
        lines: lines as u64,
        received_at: Timestamp::from_seconds(1_790_000_000 + i64::from(mark)),
    }
}

/// Receives a file in an open transaction.
pub async fn receive_in(
    tx: &mut Tx,
    mark: u8,
    month: Month,
    employer: i64,
    lines: &[NumberedLine],
) -> Result<(), StorageError> {
    let key = FileKey { month, employer, category: 0, sequence: take_sequence(tx).await? };
    add_lines(tx, &key, lines).await?;
    add_file(tx, &file(key, mark, lines.len())).await
}

pub async fn receive(
    store: &Store,
    mark: u8,
    month: Month,
    employer: i64,
    lines: &[NumberedLine],
) -> Result<(), StorageError> {
    store.write(async |tx| receive_in(tx, mark, month, employer, lines).await).await
}

async fn career_of(store: &Store, registration: &str, paper: &str) -> Career {
    let mut reader = store.read().await.unwrap();
    Career::new(career::find_lines(&mut reader, &number(registration), &cin(paper)).await.unwrap())
}

#[test]
fn a_line_comes_back_as_it_was_declared() {
    on_both(async |ground: Ground| {
        let store = ground.open().await;
        let declared = NumberedLine {
            registration: 190_000_010,
            line: 3,
            days: 17,
            salary: Money::centimes(9_999_999_999_999),
            capped_salary: Money::centimes(600_000),
            situation: Situation::OccupationalDisease,
        };
        receive(&store, 1, month("2026-09"), 12_345, &[declared]).await.unwrap();
        let career = career_of(&store, "190000010", "XA104882").await;
        let [kept] = career.lines() else { panic!("one line") };
        let kept = &kept.declared;
        assert_eq!(kept.employer, EmployerNumber::parse("0012345").unwrap());
        assert_eq!((kept.month, kept.category, kept.sequence, kept.days), (month("2026-09"), 0, 1, 17));
        assert_eq!((kept.salary, kept.capped_salary), (declared.salary, declared.capped_salary));
        assert_eq!(kept.situation, Situation::OccupationalDisease);
    });
}

#[test]
fn a_number_finds_its_lines_however_many_zeros_it_is_written_with() {
    on_both(async |ground: Ground| {
        let store = ground.open().await;
        receive(&store, 1, month("2026-09"), 1, &[line(12_345_678, 3, 26)]).await.unwrap();
        for written in ["12345678", "012345678", "0012345678"] {
            assert_eq!(career_of(&store, written, "XX999").await.lines().len(), 1, "{written}");
        }
    });
}

#[test]
fn a_corrected_file_adds_lines_and_overwrites_nothing() {
    on_both(async |ground: Ground| {
        let store = ground.open().await;
        for (mark, days) in [(1, 20), (2, 26)] {
            receive(&store, mark, month("2026-09"), 1_000_004, &[line(190_000_010, 3, days)]).await.unwrap();
        }
        let career = career_of(&store, "190000010", "XA104882").await;
        let seen: Vec<_> =
            career.lines().iter().map(|line| (line.declared.days, line.origin, line.superseded)).collect();
        assert_eq!(seen, [(20, Origin::Main, true), (26, Origin::Correction, false)]);
    });
}

#[test]
fn the_same_file_is_kept_once() {
    on_both(async |ground: Ground| {
        let store = ground.open().await;
        receive(&store, 1, month("2026-09"), 1_000_004, &[line(190_000_010, 3, 26)]).await.unwrap();
        let again = receive(&store, 1, month("2026-09"), 1_000_004, &[line(190_000_010, 3, 26)]).await;
        assert!(matches!(again, Err(StorageError::Conflict)), "{again:?}");
        assert_eq!(career_of(&store, "190000010", "XA104882").await.lines().len(), 1);
        let mut reader = store.read().await.unwrap();
        assert!(career::is_size_known(&mut reader, 261).await.unwrap());
        assert!(!career::is_size_known(&mut reader, 262).await.unwrap());
        assert_eq!(career::find_file(&mut reader, &[1; 32]).await.unwrap(), Some(1));
        assert_eq!(career::find_file(&mut reader, &[2; 32]).await.unwrap(), None);
        let last = career::find_last_receipt(&mut reader).await.unwrap();
        assert_eq!(last, Some(Timestamp::from_seconds(1_790_000_001)));
    });
}

#[test]
fn the_last_months_are_those_before_the_last_declared_one_whoever_declared_it() {
    on_both(async |ground: Ground| {
        let store = ground.open().await;
        for (mark, declared) in [(1, "2025-01"), (2, "2026-07"), (3, "2026-08"), (4, "2026-09")] {
            receive(&store, mark, month(declared), i64::from(mark), &[line(190_000_010, 3, 26)])
                .await
                .unwrap();
        }
        let reader = &mut *store.read().await.unwrap();
        let (registration, paper) = (number("190000010"), cin("XA104882"));
        for (months, expected) in [(1, 1), (2, 2), (3, 3), (20, 3), (21, 4), (500, 4)] {
            let found =
                ask(reader, |q| career::ask_last_lines(q, &registration, &paper, months)).await.unwrap();
            assert_eq!(found.len(), expected, "{months} months");
            assert!(found.iter().all(|(line, _)| line.month >= month("2026-09").plus(1 - months as i32)));
        }
        let nobody = ask(reader, |q| career::ask_last_lines(q, &number("190000011"), &cin("XA104883"), 3))
            .await
            .unwrap();
        assert_eq!(nobody, []);
        let named = ask(reader, |q| career::ask_last_lines(q, &registration, &paper, 1)).await.unwrap();
        assert_eq!(named[0].1.as_deref(), Some("EMPLOYEUR 4"));
    });
}

#[test]
fn lines_of_any_count_are_all_kept() {
    on_both(async |ground: Ground| {
        let store = ground.open().await;
        let mut first = 100_000_001;
        for (mark, count) in [(1, 1), (2, BATCH - 1), (3, BATCH), (4, BATCH + 1), (5, 2 * BATCH + 37)] {
            let lines: Vec<_> = (0..count as i64).map(|at| line(first + at, at as u64 + 3, 26)).collect();
            receive(&store, mark, month("2026-09"), 1, &lines).await.unwrap();
            for at in [0, count as i64 / 2, count as i64 - 1] {
                let registration = (first + at).to_string();
                assert_eq!(career_of(&store, &registration, "XX999").await.lines().len(), 1, "{count} {at}");
            }
            first += count as i64;
        }
    });
}

#[test]
fn an_entrant_without_number_is_found_by_identity_paper_once_registered() {
    on_both(async |ground: Ground| {
        let store = ground.open().await;
        let entrant = UnnumberedLine {
            cin: "XA104882".to_owned(),
            name: "EL OUARDI NAIMA".to_owned(),
            line: 9,
            days: 10,
            salary: Money::centimes(131_643),
            capped_salary: Money::centimes(131_643),
        };
        store
            .write(async |tx| {
                let sequence = take_sequence(tx).await?;
                let key = FileKey { month: month("2026-08"), employer: 1_000_004, category: 0, sequence };
                career::add_unnumbered_line(tx, &key, &entrant).await?;
                add_file(tx, &file(key, 1, 1)).await
            })
            .await
            .unwrap();
        receive(&store, 2, month("2026-09"), 1_000_005, &[line(190_000_010, 3, 26)]).await.unwrap();
        let career = career_of(&store, "190000010", "XA104882").await;
        let months: Vec<_> = career.lines().iter().map(|line| line.declared.month.to_string()).collect();
        assert_eq!(months, ["2026-08", "2026-09"]);
        assert_eq!(career_of(&store, "190000010", "XA104883").await.lines().len(), 1);
        let mut reader = store.read().await.unwrap();
        let names =
            career::find_employer_names(&mut reader, &number("190000010"), &cin("XA104882")).await.unwrap();
        assert_eq!(names.into_values().collect::<Vec<_>>(), ["EMPLOYEUR 1", "EMPLOYEUR 2"]);
    });
}

#[test]
fn an_older_month_received_late_does_not_rename_an_employer() {
    on_both(async |ground: Ground| {
        let store = ground.open().await;
        let name = async || {
            let mut reader = store.read().await.unwrap();
            let names =
                career::find_employer_names(&mut reader, &number("190000010"), &cin("XX999")).await.unwrap();
            names.into_values().next().unwrap()
        };
        receive(&store, 1, month("2026-09"), 7, &[line(190_000_010, 3, 26)]).await.unwrap();
        receive(&store, 2, month("2020-01"), 7, &[line(190_000_010, 3, 26)]).await.unwrap();
        assert_eq!(name().await, "EMPLOYEUR 1");
        receive(&store, 3, month("2026-09"), 7, &[line(190_000_010, 3, 26)]).await.unwrap();
        assert_eq!(name().await, "EMPLOYEUR 3");
    });
}
