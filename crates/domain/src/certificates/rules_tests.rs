//! The worked cases of every kind's file, and what must hold for every career.

use super::*;
use crate::career::{Career, CareerRules, DeclaredLine};
use crate::ids::EmployerNumber;
use crate::money::Money;
use crate::month::Month;
use crate::parameters::{Case, Figures};
use crate::situation::Situation;
use chrono::NaiveDate;
use proptest::prelude::*;

fn certified(kind: CertificateKind, career: &Career, at: NaiveDate) -> Result<Facts, Vec<NotEntitled>> {
    let (rules, career_rules) = (CertificateRules::at(kind, at).unwrap(), CareerRules::at(at).unwrap());
    let employer_name = &|number: &EmployerNumber| format!("ATELIER {number}");
    certify(kind, &Question { career, employer_name, at, rules: &rules, career_rules: &career_rules })
}

fn line(given: &toml::Value) -> DeclaredLine {
    let salary = Money::centimes(given[3].as_integer().unwrap());
    DeclaredLine {
        month: Month::parse(given[0].as_str().unwrap()).unwrap(),
        employer: EmployerNumber::parse(given[1].as_str().unwrap()).unwrap(),
        category: 0,
        sequence: 1,
        days: u8::try_from(given[2].as_integer().unwrap()).unwrap(),
        salary,
        capped_salary: salary,
        situation: Situation::from_code(given[4].as_str().unwrap()).unwrap(),
    }
}

fn said(value: &FactValue) -> String {
    let joined = |rows: Vec<String>| rows.join(", ");
    match value {
        FactValue::Employer { number, name } => format!("{number} {name}"),
        FactValue::Month(month) => month.to_string(),
        FactValue::Days(number) | FactValue::Number(number) => number.to_string(),
        FactValue::Money(money) => money.as_centimes().to_string(),
        FactValue::Situation(situation) => situation.code().to_owned(),
        FactValue::Months(rows) => joined(
            rows.iter()
                .map(|row| format!("{} {} {}", row.month, row.days, row.salary.as_centimes()))
                .collect(),
        ),
        FactValue::Years(rows) => {
            joined(rows.iter().map(|row| format!("{} {} {}", row.year, row.days, row.quarters)).collect())
        }
    }
}

fn reason(reason: NotEntitled) -> &'static str {
    match reason {
        NotEntitled::NeverDeclared => "never_declared",
        NotEntitled::NotDeclaredLately => "not_declared_lately",
        NotEntitled::LeftEmployer => "left_employer",
        NotEntitled::NoSalaryDeclared => "no_salary_declared",
        NotEntitled::NoDaysDeclared => "no_days_declared",
        NotEntitled::StillDeclared => "still_declared",
        NotEntitled::DepartureNotDeclared => "departure_not_declared",
    }
}

fn check(kind: CertificateKind, case: &Case) {
    let at = case.given["at"].as_str().unwrap().parse().unwrap();
    let career = Career::new(case.given["lines"].as_array().unwrap().iter().map(line).collect());
    let texts = |name: &str| -> Option<Vec<&str>> {
        Some(case.expect.get(name)?.as_array()?.iter().map(|text| text.as_str().unwrap()).collect())
    };
    match certified(kind, &career, at) {
        Ok(facts) => {
            let stated: Vec<_> = facts.iter().map(|(_, value)| said(value)).collect();
            assert_eq!(Some(stated.iter().map(String::as_str).collect()), texts("stated"), "{}", case.name);
        }
        Err(reasons) => {
            let reasons: Vec<_> = reasons.into_iter().map(reason).collect();
            assert_eq!(Some(reasons), texts("refused"), "{}", case.name);
        }
    }
}

#[test]
fn the_worked_cases_of_every_kind_hold_and_each_kind_has_both_answers() {
    for kind in CertificateKind::ALL {
        let cases = Figures::from_toml(kind.details().figures).unwrap().cases;
        for case in &cases {
            check(kind, case);
        }
        for answer in ["stated", "refused"] {
            assert!(cases.iter().any(|case| case.expect.contains_key(answer)), "{}: {answer}", kind.code());
        }
    }
}

#[test]
fn who_is_no_longer_alive_is_neither_employed_nor_said_to_have_left() {
    let mut last =
        line(&toml::Value::Array(vec!["2026-10".into(), "1000004".into(), 0.into(), 0.into(), "DE".into()]));
    last.salary = Money::ZERO;
    let (career, at) = (Career::new(vec![last]), "2026-11-21".parse().unwrap());
    assert_eq!(certified(CertificateKind::Employment, &career, at), Err(vec![NotEntitled::LeftEmployer]));
    let ended = certified(CertificateKind::Deregistration, &career, at);
    assert_eq!(ended, Err(vec![NotEntitled::DepartureNotDeclared]));
}

prop_compose! {
    fn any_career()(months in proptest::collection::vec(
        (2019_i32..2027, 1_u8..=12, 0_u8..=26, 0_usize..3, 0_i64..4, 0_u8..9), 0..80,
    )) -> Career {
        let employers = ["1000004", "1000011", "1000028"];
        Career::new(months.into_iter().map(|(year, month, days, employer, sequence, rank)| DeclaredLine {
            month: Month::new(year, month).unwrap(),
            employer: EmployerNumber::parse(employers[employer]).unwrap(),
            category: 0,
            sequence,
            days,
            salary: Money::centimes(i64::from(days) * 21_337),
            capped_salary: Money::centimes(i64::from(days) * 21_337),
            situation: Situation::from_rank(rank).unwrap(),
        }).collect())
    }
}

proptest! {
    #[test]
    fn every_career_has_for_every_kind_facts_or_reasons(career in any_career()) {
        for kind in CertificateKind::ALL {
            match certified(kind, &career, "2026-11-21".parse().unwrap()) {
                Ok(facts) => prop_assert_eq!(facts.iter().count(), kind.details().fields.len()),
                Err(reasons) => prop_assert!(!reasons.is_empty()),
            }
        }
    }

    #[test]
    fn nobody_is_both_employed_and_gone(career in any_career()) {
        let at = "2026-11-21".parse().unwrap();
        let employed = certified(CertificateKind::Employment, &career, at).is_ok();
        prop_assert!(!employed || certified(CertificateKind::Deregistration, &career, at).is_err());
    }

    #[test]
    fn what_a_table_shows_sums_to_what_the_code_carries(career in any_career()) {
        let at = "2026-11-21".parse().unwrap();
        if let Ok(facts) = certified(CertificateKind::AnnualSalary, &career, at) {
            let Some(FactValue::Months(rows)) = facts.find("by_month") else { panic!("a table") };
            prop_assert!(!rows.is_empty() && rows.len() <= 12 && rows.is_sorted_by_key(|row| row.month));
            let (days, salary) = (rows.iter().map(|row| row.days).sum(), rows.iter().map(|row| row.salary).sum());
            prop_assert_eq!(facts.find("total_days"), Some(&FactValue::Days(days)));
            prop_assert_eq!(facts.find("total_salary"), Some(&FactValue::Money(salary)));
        }
        if let Ok(facts) = certified(CertificateKind::Quarters, &career, at) {
            let Some(FactValue::Years(rows)) = facts.find("by_year") else { panic!("a table") };
            prop_assert!(rows.is_sorted_by_key(|row| row.year));
            prop_assert_eq!(facts.find("total_days"), Some(&FactValue::Days(rows.iter().map(|row| row.days).sum())));
            let quarters = rows.iter().map(|row| row.quarters).sum();
            prop_assert_eq!(facts.find("total_quarters"), Some(&FactValue::Number(quarters)));
        }
    }
}
