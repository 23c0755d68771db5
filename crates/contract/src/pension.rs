//! The pension simulation: an answer for each age at which work might stop, its steps, and the law they rest on.

/// What a person supposes of the years to come: `GET /v1/pension`. What is left out is taken from the career.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, optional_fields))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
pub struct PensionQuestion {
    /// Salary a month from now on, centimes, at most 100,000,000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub salary: Option<i64>,
    /// Rise of that salary every January, basis points, −2,000 to 2,000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub growth: Option<i32>,
    /// Year of the last month of work, when it ends before the age that is looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stop_year: Option<i32>,
    /// Month of the last month of work, 1 to 12; with `stop_year`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stop_month: Option<u8>,
}

/// What a person has from the day of retirement.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PensionOutcomeView {
    /// A full pension, of a known amount.
    Pension,
    /// At least the legal minimum of the band of days; the formula is not known.
    MinimumOnly,
    /// No pension: the employee's share of the contributions is paid back.
    RefundEmployee,
    /// No pension: both shares are paid back.
    RefundBoth,
    /// Nothing yet.
    NotEntitled,
}

/// Why it is no full pension.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PensionReasonView {
    /// Nothing was ever declared.
    NeverDeclared,
    /// The age is not reached.
    AgeNotReached,
    /// Early retirement is possible if the employer agrees and pays.
    EarlyNeedsEmployer,
    /// Fewer days than a full pension asks for.
    FewerThanFullDays,
    /// Fewer days than the least pension asks for.
    TooFewDays,
    /// The formula between the bands was not found.
    FormulaUnknown,
}

/// What a step of a computation does.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum StepCodeView {
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
    /// Which shares are paid back.
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

/// What a quantity counts.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum UnitView {
    /// Days.
    Days,
    /// Months.
    Months,
    /// Years of age.
    Years,
    /// Centimes.
    Centimes,
    /// Hundredths of a percent.
    BasisPoints,
    /// Pieces.
    Pieces,
    /// A day of the calendar, as the number 20261129.
    Day,
}

/// How sure a figure is.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ConfidenceView {
    /// Not found, contradictory or inferred: shown as unverified.
    Unverified,
    /// Decided here, where no law speaks.
    Decided,
    /// Read in a law, a decree or the fund's own pages.
    Sourced,
}

/// A named figure that goes into a step.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GivenView {
    /// Which figure: `full_days`, `ceiling`…
    pub name: String,
    /// Its value.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub value: i64,
    /// What it counts.
    pub unit: UnitView,
}

/// One step of a computation.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StepView {
    /// What it does.
    pub code: StepCodeView,
    /// What goes in.
    pub given: Vec<GivenView>,
    /// What comes out.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub result: i64,
    /// What the result counts.
    pub unit: UnitView,
    /// The weakest confidence of what it rests on.
    pub confidence: ConfidenceView,
    /// How a text was read that can be read in more than one way; empty when it cannot.
    pub reading: String,
    /// Places in `laws`.
    pub laws: Vec<u32>,
}

/// A dated figure of the law.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LawView {
    /// Where it was read.
    pub source: String,
    /// First day on which it holds, `YYYY-MM-DD`.
    pub from: String,
    /// The figure.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub value: i64,
    /// Its unit, as the source of the figure names it.
    pub unit: String,
    /// How sure it is.
    pub confidence: ConfidenceView,
}

/// A pension for one age at which work stops.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PensionAtAgeView {
    /// Age at which work stops, years.
    pub age: u32,
    /// Last month of work, `YYYY-MM`.
    pub last_month: String,
    /// First day it is paid for when it is asked for at once, `YYYY-MM-DD`: the first of a month.
    pub starts_on: String,
    /// What it is.
    pub outcome: PensionOutcomeView,
    /// Days by then.
    pub days: u32,
    /// Reference salary, centimes.
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub reference_salary: Option<i64>,
    /// Share of it, basis points; of a full pension only.
    pub rate: Option<u32>,
    /// A month's pension, or the minimum of the band, centimes.
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub monthly_amount: Option<i64>,
    /// Why it is not more.
    pub reasons: Vec<PensionReasonView>,
    /// How it was counted.
    pub steps: Vec<StepView>,
}

/// A number of days, and when it is reached.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ThresholdView {
    /// Which: the least pension, a full pension, the highest rate.
    pub what: ThresholdKindView,
    /// Days.
    pub days: u32,
    /// The month in which they are complete, `YYYY-MM`; empty when they never are, as supposed.
    pub reached_in: String,
    /// They are complete already.
    pub reached: bool,
}

/// Which number of days.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ThresholdKindView {
    /// Enough for the least pension.
    Least,
    /// Enough for a full pension.
    Full,
    /// Enough for the highest rate.
    Highest,
}

/// A condition that is stated and not computed with, by its name.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConditionView {
    /// `invalidity_days`, `survivor_spouse`…
    pub name: String,
    /// The figure and its law.
    pub law: LawView,
}

/// What is supposed of the years to come, as it was counted with.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PensionPlanView {
    /// Salary a month, centimes; nothing when no work is supposed.
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub salary: Option<i64>,
    /// Its rise every January, basis points.
    pub growth: i32,
    /// Last month of work, `YYYY-MM`; empty: until the age that is looked at.
    pub stops_in: String,
    /// First month that is supposed rather than known, `YYYY-MM`.
    pub from: String,
}

/// A simulation: `GET /v1/pension`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PensionView {
    /// When the portal read the career: UTC, RFC 3339.
    pub as_of: String,
    /// What was supposed.
    pub plan: PensionPlanView,
    /// The person is declared today: work goes on. Otherwise it is supposed to begin again.
    pub working: bool,
    /// Days counted already.
    pub known_days: u32,
    /// Age of a pension, years.
    pub pension_age: u32,
    /// The day it is reached, `YYYY-MM-DD`.
    pub pension_age_on: String,
    /// An answer an age, youngest first.
    pub ages: Vec<PensionAtAgeView>,
    /// Fewest days first.
    pub thresholds: Vec<ThresholdView>,
    /// Invalidity, survivors, early retirement: what is asked for.
    pub conditions: Vec<ConditionView>,
    /// The law the steps rest on.
    pub laws: Vec<LawView>,
}
