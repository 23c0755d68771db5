//! The steps of an estimate: the claim's conditions, then each line's tariff and share.

use super::{Claim, Convention, Estimate, EstimatedLine, LineReason, ReimbursementRules};
use crate::explanation::{Step, StepCode, Unit};
use crate::parameters::FiguresError;

/// A long-term illness may be paid back at more, up to all of it: the table of rates was not found.
const LONG_TERM: &str = "long_term_rate_not_found";

/// The steps of an estimate, in order. A line's steps carry its place among the lines, from 1.
///
/// # Errors
/// [`FiguresError`] when no figures are known for the day of filing.
pub fn explain(claim: &Claim<'_>, estimate: &Estimate) -> Result<Vec<Step>, FiguresError> {
    let mut steps = conditions(claim, estimate)?;
    let long_term = claim.long_term.then_some(LONG_TERM);
    for (place, line) in (1_u32..).zip(&estimate.lines) {
        steps.extend(line_steps(place, line).map(|step| step.read_as(long_term)));
    }
    let total = Step::new(StepCode::Refund, estimate.refund.as_centimes(), Unit::Centimes)
        .given("paid", estimate.paid.as_centimes(), Unit::Centimes)
        .given("remainder", estimate.remainder.as_centimes(), Unit::Centimes);
    steps.push(total);
    Ok(steps)
}

fn conditions(claim: &Claim<'_>, estimate: &Estimate) -> Result<Vec<Step>, FiguresError> {
    let rules = ReimbursementRules::at(claim.filed_on, Convention::Of2006)?;
    let mut steps = Vec::new();
    if let Some(last_day) = estimate.last_day_to_file {
        let left = last_day.signed_duration_since(claim.filed_on).num_days();
        let (law, unit) = if claim.continuous {
            (rules.file_within_continuous, Unit::Days)
        } else {
            (rules.file_within, Unit::Months)
        };
        steps.push(
            Step::new(StepCode::DaysLeftToFile, left, Unit::Days)
                .given("file_within", law.value, unit)
                .by(law),
        );
    }
    if let Some(days) = claim.days_in_6_months {
        let step = Step::new(StepCode::DaysIn6Months, i64::from(days), Unit::Days)
            .given("days_asked", rules.rights_days.value, Unit::Days)
            .given("window", rules.rights_window.value, Unit::Months);
        steps.push(step.by(rules.rights_days).by(rules.rights_window));
    }
    Ok(steps)
}

fn line_steps(place: u32, line: &EstimatedLine) -> impl Iterator<Item = Step> {
    let base = Step::new(StepCode::LineBase, line.base.as_centimes(), Unit::Centimes)
        .given("line", place, Unit::Pieces)
        .given("paid", line.line.paid.as_centimes(), Unit::Centimes);
    let base =
        line.tariff.map_or(base.clone(), |tariff| base.given("tariff", tariff.as_centimes(), Unit::Centimes));
    let base = line.tariff_law.into_iter().fold(base, Step::by);
    let refund = line.refund.filter(|_| line.reason != LineReason::ClaimRefused).map(|refund| {
        Step::new(StepCode::LineRefund, refund.as_centimes(), Unit::Centimes)
            .given("line", place, Unit::Pieces)
            .given("base", line.base.as_centimes(), Unit::Centimes)
            .given("rate", line.rate.value, Unit::BasisPoints)
            .by(line.rate)
    });
    std::iter::once(base).chain(refund)
}
