//! The same script of work gives the same answers on both engines and in a model of twenty lines (a move from one
//! engine to the other must show nobody a difference).

use crate::career::{cin, line, month, number, receive_in};
use crate::ground::grounds;
use crate::register::{person, put};
use damane_domain::ids::PersonId;
use damane_domain::month::Month;
use damane_storage::Store;
use damane_storage::career::{find_employer_names, find_lines};
use damane_storage::register::{find_changes, find_registered};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::collections::BTreeMap;

const PEOPLE: i64 = 4;

/// A piece of work.
#[derive(Debug, Clone)]
enum Work {
    /// A file arrives; it may have arrived before, and its transaction may be given up.
    Receive { mark: u8, month: i32, employer: i64, days: Vec<(i64, u8)>, kept: bool },
    /// The register says something about a person.
    Register { person: i64, mobile: Option<u8>, second: i64 },
    /// The portal is restarted.
    Reopen,
}

fn work() -> impl Strategy<Value = Work> {
    let days = proptest::collection::vec((0..PEOPLE, 0_u8..27), 0..6);
    prop_oneof![
        6 => (0_u8..20, 0..30, 1_i64..4, days, prop::bool::weighted(0.8))
            .prop_map(|(mark, month, employer, days, kept)| Work::Receive { mark, month, employer, days, kept }),
        3 => (0..PEOPLE, proptest::option::of(0_u8..3), 0_i64..1_000)
            .prop_map(|(person, mobile, second)| Work::Register { person, mobile, second }),
        1 => Just(Work::Reopen),
    ]
}

fn month_of(offset: i32) -> Month {
    month("2024-01").plus(offset)
}

/// What can be seen of everything that was done.
#[derive(Debug, Default, PartialEq, Eq)]
struct Seen {
    answers: Vec<&'static str>,
    lines: BTreeMap<i64, Vec<(String, i64, i64, u8)>>,
    employers: BTreeMap<i64, Vec<String>>,
    mobiles: BTreeMap<i64, Option<String>>,
    changes: BTreeMap<i64, usize>,
}

fn model(script: &[Work]) -> Seen {
    let mut seen = Seen::default();
    let mut files = BTreeMap::new();
    let mut names: BTreeMap<i64, (i32, String)> = BTreeMap::new();
    let mut changes: BTreeMap<i64, std::collections::BTreeSet<i64>> = BTreeMap::new();
    for (at, work) in script.iter().enumerate() {
        match work {
            Work::Receive { mark, month, employer, days, kept } => {
                let known = files.contains_key(mark);
                seen.answers.push(if known {
                    "STORE-004"
                } else if *kept {
                    "kept"
                } else {
                    "given up"
                });
                if known || !kept {
                    continue;
                }
                files.insert(*mark, at);
                let sequence = files.len() as i64;
                for (who, days) in days {
                    let line = (month_of(*month).to_string(), *employer, sequence, *days);
                    seen.lines.entry(*who).or_default().push(line);
                }
                if names.get(employer).is_none_or(|(named_in, _)| named_in <= month) {
                    names.insert(*employer, (*month, format!("EMPLOYEUR {mark}")));
                }
            }
            Work::Register { person, mobile, second } => {
                let now = mobile.map(|digit| format!("+21261234567{digit}"));
                seen.answers.push("registered");
                let before = seen.mobiles.insert(*person, now.clone());
                if before.is_some_and(|before| before != now) {
                    changes.entry(*person).or_default().insert(*second);
                }
            }
            Work::Reopen => {}
        }
    }
    for lines in seen.lines.values_mut() {
        // Stable: lines of one file stay in the order of the file.
        lines.sort_by_key(|(month, employer, sequence, _)| (month.clone(), *employer, *sequence));
    }
    for (who, lines) in &seen.lines {
        let mut theirs: Vec<i64> = lines.iter().map(|(_, employer, ..)| *employer).collect();
        theirs.sort_unstable();
        theirs.dedup();
        seen.employers.insert(*who, theirs.iter().map(|employer| names[employer].1.clone()).collect());
    }
    seen.changes = changes.into_iter().map(|(who, times)| (who, times.len())).collect();
    seen
}

async fn observe(store: &Store, answers: Vec<&'static str>) -> Seen {
    let mut seen = Seen { answers, ..Seen::default() };
    let mut reader = store.read().await.unwrap();
    for who in 0..PEOPLE {
        let registration = number(&(190_000_000 + who).to_string());
        let lines = find_lines(&mut reader, &registration, &cin("XX999")).await.unwrap();
        let lines: Vec<_> = lines
            .into_iter()
            .map(|line| {
                (line.month.to_string(), line.employer.as_str().parse().unwrap(), line.sequence, line.days)
            })
            .collect();
        if !lines.is_empty() {
            seen.lines.insert(who, lines);
            let names = find_employer_names(&mut reader, &registration, &cin("XX999")).await.unwrap();
            seen.employers.insert(who, names.into_values().collect());
        }
        if let Some((id, person)) = find_registered(&mut reader, &registration).await.unwrap() {
            seen.mobiles.insert(who, person.mobile.map(|mobile| mobile.as_str().to_owned()));
            let changes = find_changes(&mut reader, id).await.unwrap();
            if !changes.is_empty() {
                seen.changes.insert(who, changes.len());
            }
        }
    }
    seen
}

async fn run(url: &str, script: &[Work]) -> Seen {
    let mut store = Store::open(url).await.unwrap();
    let mut answers = Vec::new();
    for (at, work) in script.iter().enumerate() {
        match work {
            Work::Receive { mark, month, employer, days, kept } => {
                let line =
                    |(at, (who, days)): (usize, &(i64, u8))| line(190_000_000 + who, at as u64 + 3, *days);
                let lines: Vec<_> = days.iter().enumerate().map(line).collect();
                let mut tx = store.begin().await.unwrap();
                let received = receive_in(&mut tx, *mark, month_of(*month), *employer, &lines).await;
                answers.push(match received {
                    Ok(()) if *kept => tx.commit().await.map_or_else(|error| error.code(), |()| "kept"),
                    Ok(()) => "given up",
                    Err(error) => error.code(),
                });
            }
            Work::Register { person: who, mobile, second } => {
                let mobile = mobile.map(|digit| format!("061234567{digit}"));
                let person = person(&(190_000_000 + who).to_string(), mobile.as_deref());
                put(&store, &[(PersonId(1_000 + at as i64), person)], *second).await;
                answers.push("registered");
            }
            Work::Reopen => {
                store.close().await;
                store = Store::open(url).await.unwrap();
            }
        }
    }
    let seen = observe(&store, answers).await;
    store.close().await;
    seen
}

#[test]
fn a_script_gives_the_same_answers_on_both_engines_and_in_the_model() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut runner = TestRunner::new(Config { cases: 24, failure_persistence: None, ..Config::default() });
    let scripts = proptest::collection::vec(work(), 1..40);
    let outcome = runner.run(&scripts, |script| {
        let expected = model(&script);
        runtime.block_on(async {
            for ground in grounds().await {
                prop_assert_eq!(&run(&ground.url, &script).await, &expected, "{:?}", ground.engine);
            }
            Ok(())
        })
    });
    outcome.unwrap();
}

/// The test above compares something: an engine that kept what was given up would be found.
#[test]
fn the_model_tells_a_file_given_up_from_one_kept() {
    let receive = |kept| vec![Work::Receive { mark: 1, month: 0, employer: 1, days: vec![(0, 26)], kept }];
    assert_ne!(model(&receive(true)).lines, model(&receive(false)).lines);
}
