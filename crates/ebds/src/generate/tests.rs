//! Generated files pass the checker, show what real files show, and are the same for the same plan.

use super::*;
use crate::reader::{CheckOptions, Event, Summary, check};
use crate::record::Nature;
use crate::register::RegisterReader;
use crate::{FileName, Preetabli};
use damane_domain::situation::Situation;
use std::collections::{BTreeMap, BTreeSet};

fn plan(people: u32, employers: u32, months: u32) -> Plan {
    Plan { people, employers, months, seed: 7, last_month: Month::parse("2026-09").unwrap() }
}

fn all_files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let read =
        |entry: fs::DirEntry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap());
    fs::read_dir(folder).unwrap().map(|entry| read(entry.unwrap())).collect()
}

fn generated(plan: &Plan) -> (Generated, BTreeMap<String, Vec<u8>>) {
    let folder = tempfile::tempdir().unwrap();
    let generated = generate(plan, folder.path()).unwrap();
    (generated, all_files(folder.path()))
}

/// Accepted, and without a warning but that of the one employer whose key fits no rule.
fn passes(name: &str, summary: &Summary) {
    for finding in summary.findings.kept() {
        assert_eq!((finding.code, name.contains("1000004")), ("EBDS-037", true), "{name}: {finding:?}");
    }
}

#[test]
fn every_generated_file_passes_the_checker_against_its_preetabli() {
    let (report, files) = generated(&plan(400, 9, 30));
    assert_eq!(report.files as usize, files.len() - 1);
    let mut lines = 0;
    for (name, bytes) in files.iter().filter(|(name, _)| *name != REGISTER_FILE) {
        let parsed = FileName::parse(name).unwrap();
        if parsed.nature == Nature::Preetabli {
            continue;
        }
        let listed = FileName { nature: Nature::Preetabli, ..parsed }.make();
        let (preetabli, summary) = Preetabli::read(files[&listed].as_slice(), Some(&listed)).unwrap();
        passes(&listed, &summary);
        let options = CheckOptions { preetabli: Some(&preetabli), file_name: Some(name) };
        let summary = check(bytes.as_slice(), &options, &mut |_| {}).unwrap();
        passes(name, &summary);
        lines += summary.insured;
    }
    assert_eq!(lines, report.lines);
}

#[test]
fn careers_have_gaps_leavers_entrants_several_employers_and_all_situations() {
    let plan = plan(300, 8, 36);
    let (_, files) = generated(&plan);
    let mut situations = BTreeSet::new();
    let mut months: BTreeMap<u32, BTreeMap<i32, BTreeSet<String>>> = BTreeMap::new();
    let (mut entrants, mut unnumbered, mut complementary) = (0, 0, 0);
    for (name, bytes) in files.iter().filter(|(name, _)| name.starts_with("DS")) {
        let name = FileName::parse(name).unwrap();
        complementary += u32::from(name.nature != Nature::Main);
        let employer = name.employer.to_string();
        check(bytes.as_slice(), &CheckOptions::default(), &mut |event| {
            let number = match event {
                Event::Detail(detail, _) => {
                    situations.insert(detail.situation);
                    detail.number
                }
                Event::Entrant(entrant, _) => {
                    entrants += 1;
                    unnumbered += u32::from(entrant.number == 0);
                    entrant.number
                }
                _ => return,
            };
            months
                .entry(number)
                .or_default()
                .entry(name.period.index())
                .or_default()
                .insert(employer.clone());
        })
        .unwrap();
    }
    assert_eq!(situations.len(), 9, "{situations:?}");
    assert!(entrants > 50 && unnumbered > 0 && complementary > 0, "{entrants} {unnumbered} {complementary}");
    let employers =
        |career: &BTreeMap<i32, BTreeSet<String>>| career.values().flatten().collect::<BTreeSet<_>>().len();
    assert!(months.values().any(|career| employers(career) > 2));
    assert!(months.values().any(|career| career.values().any(|employers| employers.len() > 1)));
    let gaps = |career: &BTreeMap<i32, BTreeSet<String>>| {
        career.keys().zip(career.keys().skip(1)).any(|(month, next)| next - month > 1)
    };
    assert!(months.values().filter(|career| gaps(career)).count() > 5);
}

#[test]
fn naima_works_without_a_gap_to_the_last_month_of_the_plan() {
    for (employers, months) in [(1, 1), (3, 2), (5, 40), (5, 120)] {
        let (_, files) = generated(&plan(30, employers, months));
        let mut career = BTreeMap::new();
        for (name, bytes) in files.iter().filter(|(name, _)| name.starts_with("DS")) {
            let period = FileName::parse(name).unwrap().period;
            check(bytes.as_slice(), &CheckOptions::default(), &mut |event| {
                let (number, days, salary) = match event {
                    Event::Detail(row, _) => (row.number, row.days, row.salary),
                    Event::Entrant(row, _) => (row.number, row.days, row.salary),
                    _ => return,
                };
                if number == 190_000_010 && days > 0 {
                    career.insert(period, (days, salary.as_centimes(), name.clone()));
                }
            })
            .unwrap();
        }
        assert_eq!(career.len(), months as usize);
        let (last, (days, salary, file)) = career.last_key_value().unwrap();
        assert_eq!((last.to_string().as_str(), *days, *salary), ("2026-09", 26, 518_640));
        assert_eq!(file, "DS_1000004_202609.txt");
        let worked_for: BTreeSet<&str> = career.values().map(|month| &month.2[3..10]).collect();
        let expected = if employers > 1 && months > 2 { 2 } else { 1 };
        assert_eq!(worked_for.len(), expected, "{employers} employers, {months} months");
    }
}

#[test]
fn the_register_knows_everyone_and_begins_with_naima() {
    let plan = plan(250, 4, 6);
    let (_, files) = generated(&plan);
    let mut reader = RegisterReader::new(files[REGISTER_FILE].as_slice());
    let mut people = Vec::new();
    while let Some(row) = reader.next_row().unwrap() {
        people.push(row.person.unwrap());
    }
    let population = Population::derive(&plan).unwrap();
    let expected: Vec<_> = population.residents().iter().map(|resident| resident.person.clone()).collect();
    assert_eq!(people, expected);
    assert_eq!(people[0].registration_number.as_str(), "190000010");
    assert_eq!(people[0].cin.as_str(), "XA104882");
    assert_eq!(people[0].name.latin, "Naïma EL OUARDI");
    assert_eq!(people[0].name.arabic, "نعيمة الوردي");
    assert_eq!(population.employers()[0].company, "ATELIER ZERHOUN SARL");
    assert_eq!(population.employers()[1].company, "TEXTILE OUED FES SA");
    let numbers: BTreeSet<_> = people.iter().map(|person| person.registration_number.clone()).collect();
    let cins: BTreeSet<_> = people.iter().map(|person| person.cin.clone()).collect();
    assert_eq!((numbers.len(), cins.len()), (250, 250));
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_gives_others() {
    let (_, first) = generated(&plan(60, 3, 8));
    let (_, second) = generated(&plan(60, 3, 8));
    let (_, other) = generated(&Plan { seed: 8, ..plan(60, 3, 8) });
    assert_eq!(first, second);
    assert_ne!(first, other);
}

#[test]
fn a_plan_beyond_what_numbers_can_tell_apart_is_refused() {
    assert_eq!(Population::derive(&plan(0, 1, 1)), Err(PlanError::People));
    assert_eq!(Population::derive(&plan(1, 100_001, 1)), Err(PlanError::Employers));
    assert_eq!(Population::derive(&plan(1, 1, 601)), Err(PlanError::Months));
}

#[test]
fn a_large_month_passes_the_checker() {
    let month = Month::parse("2026-09").unwrap();
    let bytes = write_large_month(Vec::new(), 5_000, 1, month).unwrap();
    let summary = check(bytes.as_slice(), &CheckOptions::default(), &mut |_| {}).unwrap();
    passes("DS_1000004_202609.txt", &summary);
    assert_eq!((summary.lines, summary.insured), (5_006, 5_000));
    let bytes = write_large_month(Vec::new(), 60_000, 1, month).unwrap();
    assert!(check(bytes.as_slice(), &CheckOptions::default(), &mut |_| {}).unwrap().is_accepted());
}

#[test]
fn who_retired_worked_long_enough_and_their_files_pass_the_checker() {
    let folder = tempfile::tempdir().unwrap();
    let plan = plan(60, 3, 8);
    generate(&plan, folder.path()).unwrap();
    let before = all_files(folder.path()).len();
    let retired = generate_retired(&plan, folder.path()).unwrap();
    assert_eq!(retired.person.birth_date.to_string(), "1966-07-15");
    let population = Population::derive(&plan).unwrap();
    assert!(population.residents().iter().all(|other| other.person.cin != retired.person.cin));
    let files = all_files(folder.path());
    // A préétabli and a declaration a month, and the register feed.
    assert_eq!(files.len() - before, 2 * 135 + 1);
    let (mut days, mut last) = (0, String::new());
    for (name, bytes) in files.iter().filter(|(name, _)| name.starts_with("DS_")) {
        let options = CheckOptions { preetabli: None, file_name: Some(name) };
        let check = check(bytes.as_slice(), &options, &mut |event| {
            if let Event::Detail(detail, _) = event
                && detail.number == retired.number
            {
                days += u32::from(detail.days);
                last = if detail.situation == Situation::Left { name.clone() } else { String::new() };
            }
        });
        assert!(check.unwrap().is_accepted(), "{name}");
    }
    assert_eq!(days, 3_484);
    assert!(last.ends_with("_202607.txt"), "{last}");
}
