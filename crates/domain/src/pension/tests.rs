//! Worked cases of `pension.toml`, and what holds of every pension.

use super::rules::FIGURES;
use super::*;
use crate::explanation::{Step, StepCode};
use proptest::prelude::*;

fn on(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// So many days at one salary, 26 a month, the rest in the first month; the last month is the one before `at`.
fn career(days: u32, salary: i64, at: NaiveDate) -> Vec<InsuredMonth> {
    let count = days.div_ceil(26);
    let end = Month::of(at).unwrap();
    let month = |back: u32| {
        let rest = if back == count && !days.is_multiple_of(26) { days % 26 } else { 26 };
        let month = end.plus(-i32::try_from(back).unwrap());
        InsuredMonth { month, days: u8::try_from(rest).unwrap(), salary: Money::centimes(salary) }
    };
    (1..=count).rev().map(month).collect()
}

fn insured(months: &[InsuredMonth]) -> Insured<'_> {
    Insured { birth_date: on("1962-01-01"), months, underground_months: 0, early_agreed: false }
}

fn pension(days: u32, salary: i64, at: &str) -> Pension {
    let months = career(days, salary, on(at));
    simulate(&insured(&months), &PensionRules::at(on(at)).unwrap())
}

#[test]
fn the_worked_cases_of_the_file_hold() {
    let cases = &FIGURES.as_ref().unwrap().cases;
    assert!(cases.len() >= 24);
    for case in cases {
        let given = |name: &str| case.given[name].as_integer().unwrap();
        let days = u32::try_from(given("days")).unwrap();
        let found = pension(days, given("salary"), case.given["at"].as_str().unwrap());
        assert_eq!(case.expect["outcome"].as_str(), Some(found.outcome.code()), "{}", case.name);
        assert_eq!(found.days, days, "{}", case.name);
        let amount = found.monthly_amount.map(Money::as_centimes);
        assert_eq!(case.expect.get("amount").map(|n| n.as_integer().unwrap()), amount, "{}", case.name);
        assert_eq!(
            case.expect.get("rate").map(|n| n.as_integer().unwrap()),
            found.rate.map(i64::from),
            "{}",
            case.name
        );
        let shares = match found.outcome {
            Outcome::Refund(Shares::Employee) => Some(1),
            Outcome::Refund(Shares::Both) => Some(2),
            _ => None,
        };
        assert_eq!(case.expect.get("shares").map(|n| n.as_integer().unwrap()), shares, "{}", case.name);
    }
}

#[test]
fn nothing_below_sixty_and_the_very_birthday_is_enough() {
    let months = career(7_560, 600_000, on("2026-03-14"));
    let at = |day: &str| {
        let insured = Insured { birth_date: on("1966-03-14"), ..insured(&months) };
        simulate(&insured, &PensionRules::at(on(day)).unwrap())
    };
    assert_eq!(at("2026-03-14").outcome, Outcome::Pension);
    let before = at("2026-03-13");
    assert_eq!(before.outcome, Outcome::NotEntitled);
    assert_eq!(before.reasons, [Reason::AgeNotReached, Reason::EarlyNeedsEmployer]);
    assert_eq!((before.rate, before.monthly_amount), (Some(7_000), None));
}

#[test]
fn an_early_pension_needs_fifty_five_years_the_days_and_the_employer() {
    let at = on("2026-03-14");
    let rules = PensionRules::at(at).unwrap();
    let of = |birth: &str, days: u32, early_agreed: bool| {
        let months = career(days, 400_000, at);
        simulate(&Insured { birth_date: on(birth), early_agreed, ..insured(&months) }, &rules)
    };
    let agreed = of("1971-03-14", 3_456, true);
    assert_eq!((agreed.outcome, agreed.monthly_amount), (Outcome::Pension, Some(Money::centimes(204_000))));
    assert_eq!(of("1971-03-15", 3_456, true).outcome, Outcome::NotEntitled);
    assert_eq!(of("1971-03-14", 3_239, true).outcome, Outcome::NotEntitled);
    assert_eq!(of("1971-03-14", 3_456, false).outcome, Outcome::NotEntitled);
}

#[test]
fn a_miner_of_five_years_has_a_pension_at_fifty_five() {
    let at = on("2026-03-14");
    let months = career(3_240, 400_000, at);
    let of = |underground_months: u32| {
        let insured = Insured { birth_date: on("1971-03-14"), underground_months, ..insured(&months) };
        simulate(&insured, &PensionRules::at(at).unwrap()).outcome
    };
    assert_eq!((of(60), of(59)), (Outcome::Pension, Outcome::NotEntitled));
}

#[test]
fn the_reference_is_ninety_six_declared_months_before_the_last_one() {
    let at = on("2026-11-28");
    let mut months = career(26 * 130, 200_000, at);
    let last = months.len() - 1;
    for month in &mut months[last - 96..last] {
        month.salary = Money::centimes(400_000);
    }
    months[last].salary = Money::centimes(1);
    let found = simulate(
        &Insured { birth_date: on("1966-11-28"), ..insured(&months) },
        &PensionRules::at(at).unwrap(),
    )
    .reference
    .unwrap();
    assert_eq!((found.salary, found.months, found.short), (Money::centimes(400_000), 96, false));
    assert_eq!(found.last, Month::parse("2026-09").unwrap());
}

#[test]
fn months_without_declaration_are_passed_over_in_the_reference() {
    let at = on("2026-11-28");
    let mut months = career(26 * 140, 400_000, at);
    for month in months.iter_mut().rev().skip(5).step_by(2).take(20) {
        (month.days, month.salary) = (0, Money::ZERO);
    }
    let found = simulate(&insured(&months), &PensionRules::at(at).unwrap());
    assert_eq!(found.reference.unwrap().salary, Money::centimes(400_000));
    assert_eq!(found.days, 26 * 120);
}

#[test]
fn work_after_the_age_counts_days_but_not_in_the_reference() {
    let at = on("2026-11-28");
    let mut months = career(26 * 150, 300_000, at);
    let sixty = Month::parse("2022-01").unwrap();
    for month in months.iter_mut().filter(|month| month.month >= sixty) {
        month.salary = Money::centimes(600_000);
    }
    let found = simulate(&insured(&months), &PensionRules::at(at).unwrap());
    assert_eq!(found.days, 26 * 150);
    assert_eq!(found.reference.unwrap().salary, Money::centimes(300_000));
}

#[test]
fn a_month_before_the_ceiling_is_known_makes_the_step_unverified() {
    let rules = PensionRules::at(on("2026-11-28")).unwrap();
    let known = rules.ceiling(Month::parse("2002-04").unwrap()).unwrap();
    let older = rules.ceiling(Month::parse("2002-03").unwrap()).unwrap();
    assert!(older.confidence < known.confidence);
}

#[test]
fn nobody_is_paid_back_what_was_never_paid() {
    let found = pension(0, 0, "2026-11-28");
    assert_eq!((found.outcome, found.reasons), (Outcome::NotEntitled, vec![Reason::NeverDeclared]));
}

#[test]
fn a_plan_keeps_what_is_known_and_rises_every_january() {
    let known = career(26 * 2, 300_000, on("2026-11-01"));
    let plan = Plan {
        salary: Some(Money::centimes(400_000)),
        growth: 250,
        days: 26,
        from: Month::parse("2026-11").unwrap(),
        until: None,
    };
    let all = project(&known, &plan, Month::parse("2028-01").unwrap());
    let salary = |text: &str| {
        let month = Month::parse(text).unwrap();
        all.iter().find(|found| found.month == month).unwrap().salary.as_centimes()
    };
    assert_eq!(all[..2], known[..]);
    assert_eq!((salary("2026-12"), salary("2027-01"), salary("2028-01")), (400_000, 410_000, 420_250));
    let until = Plan { until: Month::parse("2026-12"), ..plan };
    assert_eq!(project(&known, &until, Month::parse("2030-01").unwrap()).len(), 4);
    let stopped = Plan { salary: None, ..plan };
    assert_eq!(project(&known, &stopped, Month::parse("2030-01").unwrap()), known);
}

#[test]
fn an_outlook_says_when_each_threshold_is_reached() {
    let today = on("2026-11-28");
    let known = career(26 * 100, 400_000, today);
    let insured = Insured { birth_date: on("1974-04-12"), ..insured(&known) };
    let plan = Plan {
        salary: Some(Money::centimes(400_000)),
        growth: 0,
        days: 26,
        from: Month::parse("2026-11").unwrap(),
        until: None,
    };
    let found = outlook(&insured, &plan, 53..=65, today).unwrap();
    let reached: Vec<_> = found.thresholds.iter().map(|step| (step.days, step.reached)).collect();
    assert_eq!(reached, [(1_320, true), (3_240, false), (7_560, false)]);
    // 3,240 − 2,600 days are 25 more months, the first of them November 2026.
    assert_eq!(found.thresholds[1].reached_in, Month::parse("2028-11"));
    assert_eq!(found.ages.len(), 13);
    let at = |age: u32| found.ages.iter().find(|found| found.age == age).unwrap();
    assert_eq!(
        at(53).start.on,
        on("2034-05-01"),
        "work stops before the age: from the month after the sixtieth birthday"
    );
    assert_eq!(at(60).start.on, on("2034-05-01"));
    assert_eq!(at(62).start.on, on("2036-04-01"), "the month after the last one worked in");
    assert_eq!(at(53).pension.outcome, Outcome::MinimumOnly);
    assert_eq!(at(60).pension.outcome, Outcome::Pension);
}

#[test]
fn a_simulation_begins_on_the_day_on_which_the_same_request_would() {
    let today = on("2026-11-28");
    let known = career(26 * 140, 400_000, today);
    let plan = Plan {
        salary: Some(Money::centimes(400_000)),
        growth: 0,
        days: 26,
        from: Month::parse("2026-12").unwrap(),
        until: None,
    };
    for birth in ["1974-04-12", "1966-08-15", "1966-05-27", "1961-02-10", "1968-02-29", "1975-05-01"] {
        let birth_date = on(birth);
        let insured = Insured { birth_date, ..insured(&known) };
        let age = today.years_since(birth_date).unwrap();
        for at in outlook(&insured, &plan, age..=68, today).unwrap().ages {
            let stopped_on = at.last_month.last_day();
            let filed_on = at.pension.age.reached_on.max(stopped_on).max(today);
            let months = project(&known, &plan, at.last_month);
            let form = PensionForm { stopped_on, underground: false, sworn: true };
            let request = assess(&Asked { birth_date, months: &months, form, filed_on }).unwrap();
            assert_eq!(at.start, request.start, "born {birth}, {} years", at.age);
            let step = at.explain().last().unwrap().clone();
            assert_eq!(
                (step.code, step.confidence()),
                (StepCode::EffectFrom, crate::parameters::Confidence::Unverified)
            );
            assert_eq!(request.explain().last().unwrap().result, step.result);
        }
    }
}

fn by_code(steps: &[Step], code: StepCode) -> Step {
    steps.iter().find(|step| step.code == code).unwrap().clone()
}

proptest! {
    #[test]
    fn a_higher_salary_never_lowers_a_pension(
        days in 0_u32..9_000, salary in 0_i64..900_000, more in 0_i64..300_000
    ) {
        let (low, high) = (pension(days, salary, "2026-11-28"), pension(days, salary + more, "2026-11-28"));
        prop_assert!(high.monthly_amount >= low.monthly_amount);
        prop_assert_eq!(high.outcome, low.outcome);
    }

    #[test]
    fn more_days_never_lower_a_pension(days in 0_u32..9_000, more in 0_u32..3_000, salary in 1_i64..900_000) {
        let (few, many) = (pension(days, salary, "2026-11-28"), pension(days + more, salary, "2026-11-28"));
        // From the bands to a full pension the amounts are of different kinds: a least one, and a computed one.
        if few.outcome == many.outcome {
            prop_assert!(many.monthly_amount >= few.monthly_amount);
        }
        let rank = |found: &Pension| match found.outcome {
            Outcome::NotEntitled => 0,
            Outcome::Refund(_) => 1,
            Outcome::MinimumOnly => 2,
            Outcome::Pension => 3,
        };
        prop_assert!(rank(&many) >= rank(&few));
        prop_assert!(many.monthly_amount >= few.monthly_amount);
    }

    #[test]
    fn a_raise_in_any_one_month_never_lowers_a_pension(
        salaries in proptest::collection::vec(0_i64..900_000, 125..200), place in 0_usize..125, more in 1_i64..500_000
    ) {
        let at = on("2026-11-28");
        let mut months = career(26 * u32::try_from(salaries.len()).unwrap(), 0, at);
        for (month, salary) in months.iter_mut().zip(&salaries) {
            month.salary = Money::centimes(*salary);
        }
        let rules = PensionRules::at(at).unwrap();
        let before = simulate(&insured(&months), &rules).monthly_amount;
        months[place].salary = months[place].salary + Money::centimes(more);
        prop_assert!(simulate(&insured(&months), &rules).monthly_amount >= before);
    }

    #[test]
    fn the_floor_and_the_caps_hold(days in 3_240_u32..12_000, salary in 0_i64..20_000_000) {
        let found = pension(days, salary, "2026-11-28");
        let amount = found.monthly_amount.unwrap();
        prop_assert!((Money::centimes(100_000)..=Money::centimes(420_000)).contains(&amount));
        prop_assert!((5_000..=7_000).contains(&found.rate.unwrap()));
    }

    #[test]
    fn the_steps_add_up_to_the_amount(days in 1_320_u32..9_000, salary in 0_i64..900_000) {
        let at = on("2026-11-28");
        let (found, rules) = (pension(days, salary, "2026-11-28"), PensionRules::at(at).unwrap());
        let steps = explain(&found, &rules);
        let last = steps.last().unwrap();
        prop_assert_eq!(last.result, found.monthly_amount.unwrap().as_centimes());
        if found.outcome == Outcome::Pension {
            let reference = by_code(&steps, StepCode::ReferenceSalary);
            let (total, months) = (reference.figure("total").unwrap(), reference.figure("months").unwrap());
            prop_assert_eq!(reference.result, (2 * total + months) / (2 * months));
            let rate = by_code(&steps, StepCode::Rate);
            let figure = |name: &str| rate.figure(name).unwrap();
            prop_assert_eq!(figure("blocks"), figure("days_beyond") / figure("block_days"));
            let sum = figure("base_rate") + figure("blocks") * figure("block_rate");
            prop_assert_eq!(rate.result, sum.min(figure("highest_rate")));
            let share = (2 * reference.result * rate.result + 10_000) / 20_000;
            prop_assert_eq!(last.result, share.max(last.figure("minimum").unwrap()));
        }
        prop_assert!(steps.iter().all(|step| !step.rests_on.is_empty()));
    }
}
