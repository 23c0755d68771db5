//! The steps of a pension, from the days to the amount: what a person can check with pencil and paper.

use super::{Outcome, Pension, PensionRules, Reference};
use crate::explanation::{Step, StepCode, Unit};
use crate::money::Money;

/// The months are read as those before the last one of insurance.
const LAST_MONTH_LEFT_OUT: &str = "months_before_the_last_one";
/// Fewer months than asked for are averaged among themselves.
const FEWER_MONTHS: &str = "fewer_months_than_asked";

/// The steps that lead to a pension's outcome, in order. The last one's result is the amount, where there is one.
pub fn explain(pension: &Pension, rules: &PensionRules) -> Vec<Step> {
    let mut steps = vec![age(pension), days(pension, rules)];
    steps.extend(pension.reference.as_ref().map(|reference| salary(reference, rules)));
    match pension.outcome {
        Outcome::Pension => steps.extend(amount(pension, rules)),
        Outcome::MinimumOnly => steps.extend(band(pension, rules)),
        Outcome::Refund(_) => {
            let shares = rules.refunded_shares;
            steps.push(Step::new(StepCode::RefundedShares, shares.value, Unit::Pieces).by(shares));
        }
        Outcome::NotEntitled => {}
    }
    steps
}

fn age(pension: &Pension) -> Step {
    let rule = pension.age.rule;
    Step::new(StepCode::Age, i64::from(pension.age.years_now), Unit::Years)
        .given("age_asked", rule.value, Unit::Years)
        .by(rule)
}

fn days(pension: &Pension, rules: &PensionRules) -> Step {
    let step = Step::new(StepCode::Days, i64::from(pension.days), Unit::Days)
        .given("full_days", rules.full_days.value, Unit::Days)
        .by(rules.full_days);
    match rules.bands.first() {
        Some(least) => step.given("least_days", least.days.value, Unit::Days).by(least.days),
        None => step,
    }
}

fn salary(reference: &Reference, rules: &PensionRules) -> Step {
    let mut step = Step::new(StepCode::ReferenceSalary, reference.salary.as_centimes(), Unit::Centimes)
        .given("total", reference.total.as_centimes(), Unit::Centimes)
        .given("months", reference.months, Unit::Months)
        .given("months_above_ceiling", reference.above_ceiling, Unit::Months)
        .by(rules.reference_months);
    if let Some(ceiling) = reference.ceiling {
        step = step.given("ceiling", ceiling.value, Unit::Centimes).by(ceiling);
    }
    let weakest = reference.weakest_ceiling.filter(|weakest| reference.ceiling != Some(*weakest));
    let step = weakest.into_iter().fold(step, Step::by);
    step.read_as(Some(if reference.short { FEWER_MONTHS } else { LAST_MONTH_LEFT_OUT }))
}

fn amount(pension: &Pension, rules: &PensionRules) -> [Step; 2] {
    let (rate, amount) = (pension.rate.unwrap_or(0), pension.monthly_amount.unwrap_or(Money::ZERO));
    let salary = pension.reference.map_or(Money::ZERO, |reference| reference.salary);
    let rate_step = Step::new(StepCode::Rate, i64::from(rate), Unit::BasisPoints)
        .given("base_rate", rules.base_rate.value, Unit::BasisPoints)
        .given("days_beyond", pension.days.saturating_sub(rules.full_days.count()), Unit::Days)
        .given("block_days", rules.block_days.value, Unit::Days)
        .given("blocks", pension.blocks, Unit::Pieces)
        .given("block_rate", rules.block_rate.value, Unit::BasisPoints)
        .given("highest_rate", rules.highest_rate.value, Unit::BasisPoints);
    let laws = [rules.base_rate, rules.block_days, rules.block_rate, rules.highest_rate];
    let amount_step = Step::new(StepCode::MonthlyAmount, amount.as_centimes(), Unit::Centimes)
        .given("reference_salary", salary.as_centimes(), Unit::Centimes)
        .given("rate", rate, Unit::BasisPoints)
        .given("share", salary.share(rate).as_centimes(), Unit::Centimes)
        .given("minimum", rules.minimum.value, Unit::Centimes)
        .by(rules.minimum);
    [laws.into_iter().fold(rate_step, Step::by), amount_step]
}

fn band(pension: &Pension, rules: &PensionRules) -> Option<Step> {
    let band = rules.band(pension.days)?;
    let step = Step::new(StepCode::BandMinimum, band.minimum.value, Unit::Centimes)
        .given("days", pension.days, Unit::Days)
        .given("band_from", band.days.value, Unit::Days);
    Some(step.by(band.days).by(band.minimum))
}
