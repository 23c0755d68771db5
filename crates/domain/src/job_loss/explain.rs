//! The steps of a job-loss check: the conditions, then the amount.

use super::{Average, Check, EndOfContract, JobLossRules};
use crate::explanation::{Step, StepCode, Unit, day_number};
use crate::money::Money;

/// Nothing in the sources speaks of the end of a fixed term.
const FIXED_TERM: &str = "fixed_term_taken_as_involuntary";
/// The average is over the months that were declared, not over all thirty-six.
const DECLARED_MONTHS: &str = "average_over_declared_months";

/// The steps of a check, in order: every condition, then the salary, its share and the cap.
pub fn explain(check: &Check, rules: &JobLossRules) -> Vec<Step> {
    let fixed_term = (check.reason == EndOfContract::EndOfFixedTerm).then_some(FIXED_TERM);
    let involuntary = i64::from(check.reason.is_involuntary());
    let days = |code,
                days: u32,
                asked: &'static crate::parameters::Dated,
                window: &'static crate::parameters::Dated| {
        Step::new(code, i64::from(days), Unit::Days)
            .given("days_asked", asked.value, Unit::Days)
            .given("window", window.value, Unit::Months)
            .by(asked)
    };
    let mut steps = vec![
        Step::new(StepCode::Involuntary, involuntary, Unit::Pieces)
            .by(rules.days_in_36_months)
            .read_as(fixed_term),
        days(StepCode::DaysIn36Months, check.days_in_36_months, rules.days_in_36_months, rules.long_window),
        days(StepCode::DaysIn12Months, check.days_in_12_months, rules.days_in_12_months, rules.short_window),
        Step::new(StepCode::LastDayToClaim, day_number(check.last_day_to_claim), Unit::Day)
            .given("claim_within", rules.claim_within.value, Unit::Days)
            .by(rules.claim_within),
    ];
    if let (Some(average), Some(amount)) = (check.average, check.amount) {
        steps.extend(money(&average, amount, rules));
    }
    if check.is_eligible() {
        steps.push(Step::new(StepCode::Months, rules.months_paid.value, Unit::Months).by(rules.months_paid));
    }
    steps
}

fn money(average: &Average, amount: Money, rules: &JobLossRules) -> [Step; 2] {
    let reading = (average.months < rules.long_window.count()).then_some(DECLARED_MONTHS);
    let salary = Step::new(StepCode::ReferenceSalary, average.salary.as_centimes(), Unit::Centimes)
        .given("total", average.total.as_centimes(), Unit::Centimes)
        .given("months", average.months, Unit::Months)
        .by(rules.long_window)
        .read_as(reading);
    let share = average.salary.share(rules.rate.count());
    let monthly = Step::new(StepCode::MonthlyAmount, amount.as_centimes(), Unit::Centimes)
        .given("reference_salary", average.salary.as_centimes(), Unit::Centimes)
        .given("rate", rules.rate.value, Unit::BasisPoints)
        .given("share", share.as_centimes(), Unit::Centimes)
        .given("rounding", rules.rounding.value, Unit::Centimes)
        .given("smig_monthly", rules.monthly_smig().as_centimes(), Unit::Centimes)
        .given("smig_hourly", rules.smig.value, Unit::Centimes)
        .given("smig_hours", rules.smig_hours.value, Unit::Pieces);
    let laws = [rules.rate, rules.rounding, rules.smig, rules.smig_hours];
    [salary, laws.into_iter().fold(monthly, Step::by)]
}
