//! Worked cases of `job_loss.toml`, and what holds of every check.

use super::rules::FIGURES;
use super::*;
use crate::explanation::StepCode;
use proptest::prelude::*;

fn on(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// So many days at one salary, 26 a month, the rest in the first month; the last month is that of `end`.
fn career(days: u32, salary: i64, end: NaiveDate) -> Vec<InsuredMonth> {
    let count = days.div_ceil(26);
    let last = Month::of(end).unwrap();
    let month = |back: u32| {
        let rest = if back == count && !days.is_multiple_of(26) { days % 26 } else { 26 };
        let month = last.plus(1 - i32::try_from(back).unwrap());
        InsuredMonth { month, days: u8::try_from(rest).unwrap(), salary: Money::centimes(salary) }
    };
    (1..=count).rev().map(month).collect()
}

fn checked(days: u32, salary: i64, end: &str, claimed: &str, reason: EndOfContract) -> Check {
    let months = career(days, salary, on(end));
    let loss = Loss { ended_on: on(end), claimed_on: on(claimed), reason, months: &months };
    check(&loss, &JobLossRules::at(on(end)).unwrap())
}

#[test]
fn the_worked_cases_of_the_file_hold() {
    let cases = &FIGURES.as_ref().unwrap().cases;
    assert!(cases.len() >= 15);
    for case in cases {
        let text = |name: &str| case.given[name].as_str().unwrap();
        let salary = case.given["salary"].as_integer().unwrap();
        let days =
            case.given.get("days").map_or(936, |days| u32::try_from(days.as_integer().unwrap()).unwrap());
        let reason = EndOfContract::from_code(text("reason")).unwrap();
        let found = checked(days, salary, text("end"), text("claimed"), reason);
        assert_eq!(case.expect["eligible"].as_bool(), Some(found.is_eligible()), "{}", case.name);
        let amount = found.monthly_amount().map(Money::as_centimes);
        assert_eq!(case.expect.get("amount").map(|n| n.as_integer().unwrap()), amount, "{}", case.name);
        let first = found.reasons.first().map(|reason| reason.code());
        assert_eq!(case.expect.get("reason").map(|r| r.as_str().unwrap()), first, "{}", case.name);
    }
}

#[test]
fn two_hundred_and_sixty_days_are_asked_for_in_the_last_twelve_months() {
    let end = on("2026-09-30");
    let of = |last_year: u8| {
        let mut months = career(26 * 36, 300_000, end);
        let rest: u32 = months
            .iter_mut()
            .rev()
            .take(12)
            .enumerate()
            .map(|(place, month)| {
                month.days = if place < 10 { 24 } else { last_year };
                u32::from(month.days)
            })
            .sum();
        let loss = Loss { ended_on: end, claimed_on: end, reason: EndOfContract::Dismissal, months: &months };
        (rest, check(&loss, &JobLossRules::at(end).unwrap()).reasons)
    };
    assert_eq!(of(10), (260, vec![]));
    assert_eq!(of(9), (258, vec![Reason::TooFewDaysIn12Months]));
}

#[test]
fn the_windows_end_with_the_last_month_worked() {
    let mid = |declared_that_month: bool| {
        let mut months = career(26 * 40, 300_000, on("2026-10-31"));
        if !declared_that_month {
            months.pop();
        }
        let loss = Loss {
            ended_on: on("2026-10-14"),
            claimed_on: on("2026-10-20"),
            reason: EndOfContract::Dismissal,
            months: &months,
        };
        check(&loss, &JobLossRules::at(loss.ended_on).unwrap())
    };
    assert_eq!(mid(true).last_month, Month::parse("2026-10").unwrap());
    assert_eq!(mid(false).last_month, Month::parse("2026-09").unwrap());
    assert_eq!((mid(true).days_in_36_months, mid(false).days_in_36_months), (936, 936));
}

#[test]
fn every_reason_is_told_at_once() {
    let found = checked(26, 300_000, "2026-09-30", "2027-01-01", EndOfContract::Resignation);
    use Reason::{ClaimedTooLate, NotInvoluntary, TooFewDaysIn12Months, TooFewDaysIn36Months};
    assert_eq!(found.reasons, [NotInvoluntary, TooFewDaysIn36Months, TooFewDaysIn12Months, ClaimedTooLate]);
    assert_eq!(found.monthly_amount(), None);
    let early = checked(936, 300_000, "2026-09-30", "2026-09-29", EndOfContract::Dismissal);
    assert_eq!(early.reasons, [Reason::ClaimedBeforeTheEnd]);
}

#[test]
fn there_is_no_benefit_before_the_law() {
    assert!(JobLossRules::at(on("2014-11-30")).is_err());
    assert!(JobLossRules::at(on("2014-12-01")).is_ok());
}

#[test]
fn the_sixty_days_are_counted_down() {
    let found = checked(936, 300_000, "2026-09-30", "2026-09-30", EndOfContract::Dismissal);
    assert_eq!(found.last_day_to_claim, on("2026-11-29"));
    assert_eq!(found.days_left(on("2026-09-30")), Some(60));
    assert_eq!(found.days_left(on("2026-11-29")), Some(0));
    assert_eq!(found.days_left(on("2026-11-30")), None);
}

proptest! {
    #[test]
    fn more_salary_never_lowers_it_and_the_minimum_wage_caps_it(salary in 0_i64..2_000_000, more in 0_i64..500_000) {
        let of = |salary| checked(936, salary, "2026-09-30", "2026-10-01", EndOfContract::Economic).monthly_amount();
        prop_assert!(of(salary + more) >= of(salary));
        prop_assert!(of(salary + more).unwrap_or(Money::ZERO) <= Money::centimes(342_272));
    }

    #[test]
    fn the_steps_add_up_to_the_amount(salary in 1_i64..2_000_000, days in 780_u32..936) {
        let found = checked(days, salary, "2026-09-30", "2026-10-01", EndOfContract::Economic);
        let steps = explain(&found, &JobLossRules::at(on("2026-09-30")).unwrap());
        let last = steps.iter().find(|step| step.code == StepCode::MonthlyAmount).unwrap();
        let figure = |name: &str| last.figure(name).unwrap();
        let share = (2 * figure("reference_salary") * figure("rate") + 10_000) / 20_000;
        prop_assert_eq!(share, figure("share"));
        let rounded = (2 * share + figure("rounding")) / (2 * figure("rounding")) * figure("rounding");
        prop_assert_eq!(figure("smig_monthly"), figure("smig_hourly") * figure("smig_hours"));
        prop_assert_eq!(last.result, rounded.min(figure("smig_monthly")));
        prop_assert_eq!(Some(last.result), found.monthly_amount().map(Money::as_centimes));
    }
}
