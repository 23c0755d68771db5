//! Worked cases of `pension_request.toml`, and what stands in the way of a request.

use super::*;
use crate::pension::Shares;
use proptest::prelude::*;

fn on(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Full months that end with the one of a day.
fn career(months: u32, last: &str) -> Vec<InsuredMonth> {
    let end = Month::of(on(last)).unwrap();
    let month = |back: u32| InsuredMonth {
        month: end.plus(-i32::try_from(back).unwrap()),
        days: 26,
        salary: Money::centimes(500_000),
    };
    (0..months).rev().map(month).collect()
}

fn form(stopped_on: &str) -> PensionForm {
    PensionForm { stopped_on: on(stopped_on), underground: false, sworn: true }
}

fn assessed(months: &[InsuredMonth], form: PensionForm, birth_date: &str, filed_on: &str) -> Assessment {
    let birth_date = on(birth_date);
    assess(&Asked { birth_date, months, form, filed_on: on(filed_on) }).unwrap()
}

#[test]
fn the_worked_cases_of_the_file_hold() {
    let cases = &FIGURES.as_ref().unwrap().cases;
    assert!(cases.len() >= 6);
    for case in cases {
        let given = |name: &str| case.given[name].as_str().unwrap();
        let underground = case.given.get("underground").and_then(toml::Value::as_bool).unwrap_or(false);
        let months = career(140, given("stopped_on"));
        let form = PensionForm { underground, ..form(given("stopped_on")) };
        let found = assessed(&months, form, given("birth_date"), given("filed_on"));
        assert_eq!(found.obstacle, None, "{}", case.name);
        assert_eq!(
            case.expect["starts_on"].as_str(),
            Some(found.start.on.to_string().as_str()),
            "{}",
            case.name
        );
        assert_eq!(case.expect["late"].as_bool(), Some(found.start.late), "{}", case.name);
        let due = months_due(found.start.on, on(given("paid_on")));
        assert_eq!(case.expect["months"].as_integer(), Some(i64::from(due)), "{}", case.name);
    }
}

#[test]
fn what_stands_in_the_way_is_told() {
    let months = career(140, "2026-07-31");
    let young = assessed(&months, form("2026-07-31"), "1968-03-09", "2026-11-28");
    assert_eq!(young.obstacle, Some(Obstacle::TooYoung { from: on("2028-03-09") }));
    assert_eq!(young.pension.outcome, Outcome::Pension, "what it would be then is told as well");
    let month = Month::parse("2026-07").unwrap();
    let declared = assessed(&months, form("2026-05-31"), "1966-03-09", "2026-11-28");
    assert_eq!(declared.obstacle, Some(Obstacle::DeclaredAfter { month }));
    let within = assessed(&months, form("2026-07-02"), "1966-03-09", "2026-11-28");
    assert_eq!(within.obstacle, None, "the month in which work stopped was worked in");
    let nothing = assessed(&[], form("2026-07-31"), "1966-03-09", "2026-11-28");
    assert_eq!(nothing.obstacle, Some(Obstacle::NothingDeclared));
    let miner = PensionForm { underground: true, ..form("2026-07-31") };
    assert_eq!(assessed(&months, miner, "1968-03-09", "2026-11-28").obstacle, None);
}

#[test]
fn the_career_decides_between_pension_minimum_and_refund() {
    let outcome = |months: u32| {
        let months = career(months, "2026-07-31");
        assessed(&months, form("2026-07-31"), "1966-08-15", "2026-11-28").figures()
    };
    let whole = outcome(126);
    assert_eq!((whole.outcome, whole.days, whole.rate), (Outcome::Pension, 3_276, Some(5_000)));
    assert_eq!(whole.amount, Some(Money::centimes(250_000)));
    assert!(whole.allow(Money::centimes(250_000)) && !whole.allow(Money::centimes(250_001)));
    let least = outcome(51);
    assert_eq!((least.outcome, least.amount), (Outcome::MinimumOnly, Some(Money::centimes(60_000))));
    assert!(least.allow(Money::centimes(71_500)) && !least.allow(Money::centimes(59_999)));
    let back = outcome(50);
    assert_eq!((back.outcome, back.amount), (Outcome::Refund(Shares::Both), None));
    assert!(back.allow(Money::centimes(1)) && !back.allow(Money::ZERO) && !back.is_monthly());
}

#[test]
fn who_asks_years_after_the_age_is_answered_by_the_figures_of_then() {
    let months = career(60, "2018-12-31");
    let before = assessed(&months, form("2018-12-31"), "1960-05-10", "2026-11-28");
    assert_eq!(before.pension.outcome, Outcome::Refund(Shares::Employee), "the age was reached before 2023");
    let very_old = assessed(&months, form("1995-01-31"), "1930-05-10", "2026-11-28");
    assert_eq!(very_old.start.on, on("2026-12-01"));
}

#[test]
fn the_papers_follow_how_long_ago_work_stopped() {
    use DocumentKind::{
        BankStatement, EmployerStatement, IdentityCard, InactivityStatement, LifeCertificate,
    };
    let rules = RequestRules::at(on("2026-11-28")).unwrap();
    let recent = rules.papers(&form("2026-05-28"), true, on("2026-11-28"));
    assert_eq!(recent, [IdentityCard, EmployerStatement, LifeCertificate]);
    let old = rules.papers(&form("2026-05-27"), false, on("2026-11-28"));
    assert_eq!(old, [IdentityCard, InactivityStatement, LifeCertificate, BankStatement]);
    assert!(rules.are_complete(&recent, &[IdentityCard, InactivityStatement, LifeCertificate]));
    assert!(!rules.are_complete(&old, &[IdentityCard, EmployerStatement, LifeCertificate, BankStatement]));
    let miner = PensionForm { underground: true, ..form("2026-07-31") };
    assert!(rules.papers(&miner, true, on("2026-11-28")).contains(&DocumentKind::UndergroundStatement));
}

#[test]
fn a_flaw_is_named_as_on_the_wire() {
    let (born, today) = (on("1966-08-15"), on("2026-11-28"));
    assert_eq!(form("2026-11-28").find_flaw(born, today), None);
    assert_eq!(form("2026-11-29").find_flaw(born, today), Some("stopped_on"));
    assert_eq!(form("1976-01-01").find_flaw(born, today), Some("stopped_on"));
    let unsworn = PensionForm { sworn: false, ..form("2026-07-31") };
    assert_eq!(unsworn.find_flaw(born, today), Some("sworn"));
}

proptest! {
    #[test]
    fn more_days_never_lower_what_is_granted(months in 1u32..400, more in 1u32..60) {
        let amount = |months: u32| {
            let months = career(months, "2026-07-31");
            let found = assessed(&months, form("2026-07-31"), "1966-08-15", "2026-11-28").figures();
            found.amount.unwrap_or(Money::ZERO)
        };
        prop_assert!(amount(months + more) >= amount(months));
    }

    #[test]
    fn a_pension_never_begins_before_the_age_the_end_of_work_or_where_late_the_request(
        stopped in 0i64..4_000, filed in 0i64..4_000, age in 0i64..4_000,
    ) {
        let start = on("2016-01-01");
        let after = |days: i64| start + chrono::Duration::days(days);
        let (stopped_on, filed_on, sixty) = (after(stopped), after(stopped + filed), after(age));
        let birth_date = sixty.checked_sub_months(chrono::Months::new(720)).unwrap();
        let form = PensionForm { stopped_on, underground: false, sworn: true };
        let months = career(140, &stopped_on.to_string());
        let found = assess(&Asked { birth_date, months: &months, form, filed_on }).unwrap();
        prop_assert!(found.start.on > stopped_on && found.start.on > found.pension.age.reached_on);
        prop_assert!(!found.start.late || found.start.on > filed_on);
        prop_assert_eq!(found.start.on, Month::of(found.start.on).unwrap().first_day());
    }
}
