//! Old-age pensions: who may have one on a day, what it comes to, and why (dahir 1-72-184, art. 53 and 55; loi 02.24).
//!
//! A simulation answers for one day of retirement. It never errs: "not entitled, because …" is an answer.

mod explain;
mod outlook;
mod reference;
mod request;
mod rules;
mod start;

#[cfg(test)]
mod tests;

pub use explain::explain;
pub use outlook::{AtAge, Outlook, Plan, Threshold, outlook, project};
pub use reference::{InsuredMonth, Reference};
pub use request::{
    Asked, Assessment, Obstacle, PensionFigures, PensionForm, RequestRules, assess, can_have_stopped_on,
    months_due,
};
pub use rules::{Band, PensionRules, Stated, stated_conditions};
pub use start::Start;

use crate::money::Money;
use crate::month::Month;
use crate::parameters::Dated;
use chrono::{Months, NaiveDate};

/// Whose pension, as the rules see them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Insured<'m> {
    /// Birth date.
    pub birth_date: NaiveDate,
    /// Declared months in order, each once, none after the day of retirement.
    pub months: &'m [InsuredMonth],
    /// Months worked underground in a mine.
    pub underground_months: u32,
    /// The employer agrees to an early retirement and pays its premium.
    pub early_agreed: bool,
}

/// Which of the contributions are paid back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shares {
    /// What was held back from the salary.
    Employee,
    /// That, and what the employer paid.
    Both,
}

/// What a person has from the day of retirement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// A full pension, of a known amount.
    Pension,
    /// A pension whose formula is not known: at least the legal minimum of its band.
    MinimumOnly,
    /// No pension: contributions are paid back.
    Refund(Shares),
    /// Nothing yet.
    NotEntitled,
}

impl Outcome {
    /// A stable word for the wire and the command line.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Pension => "pension",
            Self::MinimumOnly => "minimum_only",
            Self::Refund(_) => "refund",
            Self::NotEntitled => "not_entitled",
        }
    }
}

/// Why it is no full pension, or what else has to be known about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// Nothing was ever declared.
    NeverDeclared,
    /// The age of a pension is not reached.
    AgeNotReached,
    /// Enough age and days to retire early, if the employer agrees and pays.
    EarlyNeedsEmployer,
    /// Fewer days than a full pension asks for.
    FewerThanFullDays,
    /// Fewer days than the least pension asks for.
    TooFewDays,
    /// What is paid between the bands and a full pension is not known: the formula was not found.
    FormulaUnknown,
}

impl Reason {
    /// A stable word for the wire and the command line.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NeverDeclared => "never_declared",
            Self::AgeNotReached => "age_not_reached",
            Self::EarlyNeedsEmployer => "early_retirement_needs_employer",
            Self::FewerThanFullDays => "fewer_than_full_days",
            Self::TooFewDays => "too_few_days",
            Self::FormulaUnknown => "formula_unknown",
        }
    }
}

/// Which age counts for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PensionAge {
    /// The rule.
    pub rule: &'static Dated,
    /// The day it is reached.
    pub reached_on: NaiveDate,
    /// Full years of age on the day of retirement.
    pub years_now: u32,
}

/// The answer for one day of retirement. [`explain`] gives its steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pension {
    /// What it is.
    pub outcome: Outcome,
    /// Why it is not more.
    pub reasons: Vec<Reason>,
    /// The age that counts.
    pub age: PensionAge,
    /// Days counted.
    pub days: u32,
    /// Months and salary it is counted from; none when nothing was declared.
    pub reference: Option<Reference>,
    /// Share of the reference salary, basis points; known for a full pension's days only.
    pub rate: Option<u32>,
    /// Complete blocks of days beyond a full pension's.
    pub blocks: u32,
    /// A month's pension, or the minimum of the band; none when nothing is paid monthly.
    pub monthly_amount: Option<Money>,
    /// The minimum is more than the share.
    pub raised_to_minimum: bool,
}

/// What a person would have who retires on the day of the rules.
pub fn simulate(insured: &Insured<'_>, rules: &PensionRules) -> Pension {
    let days: u32 = insured.months.iter().map(|month| u32::from(month.days)).sum();
    let age = age_that_counts(insured, days, rules);
    let end = Month::of(rules.at.min(age.reached_on)).unwrap_or_else(|| Month::from_index(0));
    let reference = reference::reference(insured.months, end, rules);
    let full = days >= rules.full_days.count();
    let (rate, blocks) = if full { rules.rate(days) } else { (0, 0) };
    let (outcome, reasons) = decide(&age, days, rules);
    let share = reference.map_or(Money::ZERO, |reference| reference.salary.share(rate));
    let monthly_amount = match outcome {
        Outcome::Pension => Some(share.max(rules.minimum.money())),
        Outcome::MinimumOnly => rules.band(days).map(|band| band.minimum.money()),
        Outcome::Refund(_) | Outcome::NotEntitled => None,
    };
    let raised_to_minimum = outcome == Outcome::Pension && monthly_amount > Some(share);
    let rate = full.then_some(rate);
    Pension { outcome, reasons, age, days, reference, rate, blocks, monthly_amount, raised_to_minimum }
}

fn decide(age: &PensionAge, days: u32, rules: &PensionRules) -> (Outcome, Vec<Reason>) {
    let full = days >= rules.full_days.count();
    let mut reasons = Vec::new();
    if days == 0 {
        reasons.push(Reason::NeverDeclared);
    }
    if age.reached_on > rules.at {
        reasons.push(Reason::AgeNotReached);
        if full && age.years_now >= rules.early_age.count() {
            reasons.push(Reason::EarlyNeedsEmployer);
        }
    }
    let outcome = match rules.band(days) {
        _ if !reasons.is_empty() => Outcome::NotEntitled,
        _ if full => return (Outcome::Pension, reasons),
        Some(_) => Outcome::MinimumOnly,
        None if rules.refunded_shares.count() < 2 => Outcome::Refund(Shares::Employee),
        None => Outcome::Refund(Shares::Both),
    };
    if days > 0 && !full {
        let partial = rules.band(days).is_some();
        reasons.push(if partial { Reason::FewerThanFullDays } else { Reason::TooFewDays });
        reasons.extend((outcome == Outcome::MinimumOnly).then_some(Reason::FormulaUnknown));
    }
    (outcome, reasons)
}

/// The age of a pension, of a miner's, or that of today when the employer agrees to an early one.
fn age_that_counts(insured: &Insured<'_>, days: u32, rules: &PensionRules) -> PensionAge {
    let reached = |years: u32| day_of_age(insured.birth_date, years);
    let years_now = rules.at.years_since(insured.birth_date).unwrap_or(0);
    let miner = insured.underground_months >= rules.miner_underground.count();
    let usual = if miner { rules.miner_age } else { rules.age };
    let agreed = insured.early_agreed && years_now >= rules.early_age.count();
    if agreed && days >= rules.full_days.count() && reached(usual.count()) > rules.at {
        return PensionAge { rule: rules.early_age, reached_on: rules.at, years_now };
    }
    PensionAge { rule: usual, reached_on: reached(usual.count()), years_now }
}

/// The day an age is reached: the birthday; of the 29th of February, the 28th in common years.
pub fn day_of_age(birth_date: NaiveDate, years: u32) -> NaiveDate {
    birth_date.checked_add_months(Months::new(years.saturating_mul(12))).unwrap_or(NaiveDate::MAX)
}
