//! How a result was reached: steps with their figures, each with the dated figure of the law it rests on.

use crate::parameters::{Confidence, Dated};
use chrono::{Datelike, NaiveDate};

/// What a quantity counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Days.
    Days,
    /// Months.
    Months,
    /// Years of age.
    Years,
    /// Centimes of dirham.
    Centimes,
    /// Hundredths of a percent.
    BasisPoints,
    /// Pieces.
    Pieces,
    /// A day of the calendar, written as a number: 20261129.
    Day,
}

impl Unit {
    /// A stable word for the wire and the command line.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Days => "days",
            Self::Months => "months",
            Self::Years => "years",
            Self::Centimes => "centimes",
            Self::BasisPoints => "basis_points",
            Self::Pieces => "pieces",
            Self::Day => "day",
        }
    }
}

/// What a step does, which the screens put into sentences.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StepCode {
    /// The age, against the age asked for.
    Age,
    /// The days, against those asked for.
    Days,
    /// The average of the declared salaries.
    ReferenceSalary,
    /// The share of it.
    Rate,
    /// The month's amount.
    MonthlyAmount,
    /// The legal minimum of a band of days.
    BandMinimum,
    /// Which shares of the contributions are paid back.
    RefundedShares,
    /// Whether work was lost against the person's will.
    Involuntary,
    /// Days in thirty-six months.
    DaysIn36Months,
    /// Days in twelve months.
    DaysIn12Months,
    /// Until when to claim.
    LastDayToClaim,
    /// For how many months it is paid.
    Months,
    /// Days left to file a claim for care.
    DaysLeftToFile,
    /// Days declared in six months.
    DaysIn6Months,
    /// What a line's share is taken of.
    LineBase,
    /// What a line is paid back.
    LineRefund,
    /// What a claim is paid back.
    Refund,
    /// The first day it is paid for.
    EffectFrom,
}

impl StepCode {
    /// A stable word for the wire and the command line.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Age => "age",
            Self::Days => "days",
            Self::ReferenceSalary => "reference_salary",
            Self::Rate => "rate",
            Self::MonthlyAmount => "monthly_amount",
            Self::BandMinimum => "band_minimum",
            Self::RefundedShares => "refunded_shares",
            Self::Involuntary => "involuntary",
            Self::DaysIn36Months => "days_in_36_months",
            Self::DaysIn12Months => "days_in_12_months",
            Self::LastDayToClaim => "last_day_to_claim",
            Self::Months => "months",
            Self::DaysLeftToFile => "days_left_to_file",
            Self::DaysIn6Months => "days_in_6_months",
            Self::LineBase => "line_base",
            Self::LineRefund => "line_refund",
            Self::Refund => "refund",
            Self::EffectFrom => "effect_from",
        }
    }
}

/// A named figure that goes into a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Given {
    /// A stable word: `declared_days`, `ceiling`…
    pub name: &'static str,
    /// Its value.
    pub value: i64,
    /// What it counts.
    pub unit: Unit,
}

/// One step of a computation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What is done.
    pub code: StepCode,
    /// What goes in.
    pub given: Vec<Given>,
    /// What comes out.
    pub result: i64,
    /// What the result counts.
    pub unit: Unit,
    /// The figures of the law it rests on, with their source, first day and confidence.
    pub rests_on: Vec<&'static Dated>,
    /// How the text is read, where it can be read in more than one way: the screens say so.
    pub reading: Option<&'static str>,
}

impl Step {
    /// A step with its result; figures and laws are added to it.
    pub fn new(code: StepCode, result: i64, unit: Unit) -> Self {
        Self { code, given: Vec::new(), result, unit, rests_on: Vec::new(), reading: None }
    }

    /// With a figure that goes in.
    #[must_use]
    pub fn given(mut self, name: &'static str, value: impl Into<i64>, unit: Unit) -> Self {
        self.given.push(Given { name, value: value.into(), unit });
        self
    }

    /// With a figure of the law.
    #[must_use]
    pub fn by(mut self, law: &'static Dated) -> Self {
        self.rests_on.push(law);
        self
    }

    /// With a reading of a text that is not beyond doubt.
    #[must_use]
    pub fn read_as(mut self, reading: Option<&'static str>) -> Self {
        self.reading = reading;
        self
    }

    /// The weakest confidence of what it rests on; a reading in doubt makes it unverified.
    pub fn confidence(&self) -> Confidence {
        let weakest = self.rests_on.iter().map(|law| law.confidence).min().unwrap_or(Confidence::Decided);
        if self.reading.is_some() { Confidence::Unverified } else { weakest }
    }

    /// The figure of that name that goes in.
    pub fn figure(&self, name: &str) -> Option<i64> {
        self.given.iter().find(|given| given.name == name).map(|given| given.value)
    }
}

/// A day as a number a step can hold: `20261129`.
pub fn day_number(day: NaiveDate) -> i64 {
    i64::from(day.year()) * 10_000 + i64::from(day.month()) * 100 + i64::from(day.day())
}
