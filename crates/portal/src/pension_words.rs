//! From the rules' answers to the contract's views: pensions, steps and the law they rest on. Nothing is decided here.

use damane_contract::{
    ConditionView, ConfidenceView, GivenView, LawView, PensionAtAgeView, PensionOutcomeView, PensionPlanView,
    PensionQuestion, PensionReasonView, PensionView, StepCodeView, StepView, ThresholdKindView,
    ThresholdView, UnitView,
};
use damane_domain::explanation::{Step, StepCode, Unit};
use damane_domain::money::Money;
use damane_domain::parameters::{Confidence, Dated};
use damane_domain::pension::{AtAge, Outcome, Plan, Reason, Shares, Threshold};
use damane_services::{PensionSimulation, Suppositions};

/// What the person supposes. A year without its month, or a month without its year, is a field that cannot be.
pub fn suppositions(question: PensionQuestion) -> Suppositions {
    let PensionQuestion { salary, growth, stop_year, stop_month } = question;
    let stop = match (stop_year, stop_month) {
        (None, None) => None,
        (year, month) => Some((year.unwrap_or(0), month.unwrap_or(0))),
    };
    Suppositions { salary, growth, stop }
}

/// A simulation.
pub fn pension(simulation: &PensionSimulation) -> PensionView {
    let mut laws = Laws::default();
    let ages = simulation.outlook.ages.iter().map(|age| at_age(age, &mut laws)).collect();
    let kinds = [ThresholdKindView::Highest, ThresholdKindView::Full, ThresholdKindView::Least];
    let mut thresholds: Vec<ThresholdView> =
        simulation.outlook.thresholds.iter().rev().zip(kinds).map(threshold).collect();
    thresholds.reverse();
    let condition = |(name, dated): &(&'static str, &'static Dated)| ConditionView {
        name: (*name).to_owned(),
        law: law(dated),
    };
    PensionView {
        as_of: simulation.as_of.to_rfc3339(),
        plan: plan(&simulation.plan),
        working: simulation.working,
        known_days: simulation.known_days,
        pension_age: simulation.pension_age,
        pension_age_on: simulation.pension_age_on.to_string(),
        ages,
        thresholds,
        conditions: simulation.conditions.iter().map(condition).collect(),
        laws: laws.into_views(),
    }
}

/// Each law once, by its place.
#[derive(Default)]
pub struct Laws {
    known: Vec<&'static Dated>,
    views: Vec<LawView>,
}

impl Laws {
    /// All of them, in the order of their places.
    pub fn into_views(self) -> Vec<LawView> {
        self.views
    }

    fn place(&mut self, dated: &'static Dated) -> u32 {
        let place = self.known.iter().position(|known| std::ptr::eq(*known, dated)).unwrap_or_else(|| {
            self.known.push(dated);
            self.views.push(law(dated));
            self.known.len() - 1
        });
        u32::try_from(place).unwrap_or(u32::MAX)
    }
}

fn law(dated: &Dated) -> LawView {
    LawView {
        source: dated.source.clone(),
        from: dated.from.to_string(),
        value: dated.value,
        unit: dated.unit.clone(),
        confidence: confidence(dated.confidence),
    }
}

const fn confidence(confidence: Confidence) -> ConfidenceView {
    match confidence {
        Confidence::Unverified => ConfidenceView::Unverified,
        Confidence::Decided => ConfidenceView::Decided,
        Confidence::Sourced => ConfidenceView::Sourced,
    }
}

fn plan(plan: &Plan) -> PensionPlanView {
    PensionPlanView {
        salary: plan.salary.map(Money::as_centimes),
        growth: plan.growth,
        stops_in: plan.until.map(|month| month.to_string()).unwrap_or_default(),
        from: plan.from.to_string(),
    }
}

fn at_age(found: &AtAge, laws: &mut Laws) -> PensionAtAgeView {
    let pension = &found.pension;
    PensionAtAgeView {
        age: found.age,
        last_month: found.last_month.to_string(),
        starts_on: found.start.on.to_string(),
        outcome: outcome(pension.outcome),
        days: pension.days,
        reference_salary: pension.reference.map(|reference| reference.salary.as_centimes()),
        rate: pension.rate,
        monthly_amount: pension.monthly_amount.map(Money::as_centimes),
        reasons: pension.reasons.iter().copied().map(reason).collect(),
        steps: found.explain().iter().map(|one| step(one, laws)).collect(),
    }
}

fn threshold((threshold, what): (&Threshold, ThresholdKindView)) -> ThresholdView {
    ThresholdView {
        what,
        days: threshold.days,
        reached_in: threshold.reached_in.map(|month| month.to_string()).unwrap_or_default(),
        reached: threshold.reached,
    }
}

/// What it is, as it is named on the wire.
pub const fn outcome(outcome: Outcome) -> PensionOutcomeView {
    match outcome {
        Outcome::Pension => PensionOutcomeView::Pension,
        Outcome::MinimumOnly => PensionOutcomeView::MinimumOnly,
        Outcome::Refund(Shares::Employee) => PensionOutcomeView::RefundEmployee,
        Outcome::Refund(Shares::Both) => PensionOutcomeView::RefundBoth,
        Outcome::NotEntitled => PensionOutcomeView::NotEntitled,
    }
}

const fn reason(reason: Reason) -> PensionReasonView {
    match reason {
        Reason::NeverDeclared => PensionReasonView::NeverDeclared,
        Reason::AgeNotReached => PensionReasonView::AgeNotReached,
        Reason::EarlyNeedsEmployer => PensionReasonView::EarlyNeedsEmployer,
        Reason::FewerThanFullDays => PensionReasonView::FewerThanFullDays,
        Reason::TooFewDays => PensionReasonView::TooFewDays,
        Reason::FormulaUnknown => PensionReasonView::FormulaUnknown,
    }
}

/// A step, with the places of its laws.
pub fn step(step: &Step, laws: &mut Laws) -> StepView {
    let given = |given: &damane_domain::explanation::Given| GivenView {
        name: given.name.to_owned(),
        value: given.value,
        unit: unit(given.unit),
    };
    StepView {
        code: step_code(step.code),
        given: step.given.iter().map(given).collect(),
        result: step.result,
        unit: unit(step.unit),
        confidence: confidence(step.confidence()),
        reading: step.reading.unwrap_or_default().to_owned(),
        laws: step.rests_on.iter().map(|dated| laws.place(dated)).collect(),
    }
}

const fn unit(unit: Unit) -> UnitView {
    match unit {
        Unit::Days => UnitView::Days,
        Unit::Months => UnitView::Months,
        Unit::Years => UnitView::Years,
        Unit::Centimes => UnitView::Centimes,
        Unit::BasisPoints => UnitView::BasisPoints,
        Unit::Pieces => UnitView::Pieces,
        Unit::Day => UnitView::Day,
    }
}

const fn step_code(code: StepCode) -> StepCodeView {
    match code {
        StepCode::Age => StepCodeView::Age,
        StepCode::Days => StepCodeView::Days,
        StepCode::ReferenceSalary => StepCodeView::ReferenceSalary,
        StepCode::Rate => StepCodeView::Rate,
        StepCode::MonthlyAmount => StepCodeView::MonthlyAmount,
        StepCode::BandMinimum => StepCodeView::BandMinimum,
        StepCode::RefundedShares => StepCodeView::RefundedShares,
        StepCode::Involuntary => StepCodeView::Involuntary,
        StepCode::DaysIn36Months => StepCodeView::DaysIn36Months,
        StepCode::DaysIn12Months => StepCodeView::DaysIn12Months,
        StepCode::LastDayToClaim => StepCodeView::LastDayToClaim,
        StepCode::Months => StepCodeView::Months,
        StepCode::DaysLeftToFile => StepCodeView::DaysLeftToFile,
        StepCode::DaysIn6Months => StepCodeView::DaysIn6Months,
        StepCode::LineBase => StepCodeView::LineBase,
        StepCode::LineRefund => StepCodeView::LineRefund,
        StepCode::Refund => StepCodeView::Refund,
        StepCode::EffectFrom => StepCodeView::EffectFrom,
    }
}
