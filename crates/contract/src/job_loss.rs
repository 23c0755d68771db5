//! The job-loss benefit: its check, declaring a loss, and the months that follow a grant.

use crate::{ClaimStatusView, DocumentKindView, LawView, StepView};

/// How a contract ended.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum EndOfContractView {
    /// Dismissed.
    Dismissal,
    /// Dismissed for economic reasons.
    Economic,
    /// Resigned.
    Resignation,
    /// Left by agreement.
    VoluntaryDeparture,
    /// Stayed away.
    Abandonment,
    /// The contract was for a fixed term.
    EndOfFixedTerm,
}

/// Why there is no benefit.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum JobLossReasonView {
    /// The work was left, not lost.
    NotInvoluntary,
    /// Too few days in the long window.
    #[serde(rename = "too_few_days_in_36_months")]
    TooFewDaysIn36Months,
    /// Too few days in the short window.
    #[serde(rename = "too_few_days_in_12_months")]
    TooFewDaysIn12Months,
    /// Declared after the last day.
    ClaimedTooLate,
    /// Declared before the contract ended.
    ClaimedBeforeTheEnd,
}

/// What is asked of the check: `GET /v1/job-loss`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
pub struct JobLossQuestion {
    /// Last day of the contract, ISO date.
    pub ended_on: String,
    /// How it ended.
    pub reason: EndOfContractView,
}

/// The answer to the check.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JobLossCheckView {
    /// When the career was read: UTC, RFC 3339.
    pub as_of: String,
    /// Every reason against it; none: it is due.
    pub reasons: Vec<JobLossReasonView>,
    /// Days counted in the long window, and asked for.
    pub days_in_36_months: u32,
    /// Days asked for in the long window.
    pub days_asked_in_36_months: u32,
    /// Days counted in the short window.
    pub days_in_12_months: u32,
    /// Days asked for in the short window.
    pub days_asked_in_12_months: u32,
    /// A month's benefit, centimes, when it is due.
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub monthly_amount: Option<i64>,
    /// Months it is paid for at most.
    pub months: u32,
    /// First day it is paid for, ISO date.
    pub starts_on: String,
    /// Last day to declare the loss, ISO date.
    pub last_day_to_claim: String,
    /// Days left to declare it; absent once it is over.
    pub days_left: Option<u32>,
    /// The papers a declaration needs.
    pub papers: Vec<DocumentKindView>,
    /// The employer of the last declared month; may be empty.
    pub employer: String,
    /// Days within which new work is reported.
    pub report_work_within: u32,
    /// How it was found.
    pub steps: Vec<StepView>,
    /// What the steps rest on.
    pub laws: Vec<LawView>,
}

/// `POST /v1/job-loss`, with an `Idempotency-Key` header.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JobLossRequest {
    /// Last day of the contract, ISO date.
    pub ended_on: String,
    /// How it ended.
    pub reason: EndOfContractView,
    /// The employer's name, 2 to 120 characters.
    pub employer: String,
    /// Declares on their honour that it is so: must be true.
    pub sworn: bool,
    /// Promises to report new work in time: must be true.
    pub will_report_work: bool,
    /// Ids of the documents that were handed in for it.
    pub documents: Vec<String>,
}

/// Where a month of a benefit stands.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum BenefitMonthStateView {
    /// It has not ended.
    Ahead,
    /// It ended and waits for its confirmation.
    Open,
    /// Its last day to confirm has passed: the benefit is suspended.
    Suspended,
    /// Confirmed after its last day: an officer looks at it.
    Held,
    /// Confirmed: it will be paid.
    Confirmed,
    /// It went to the bank.
    Sent,
    /// New work came before its end, or the benefit was refused when it was looked at again: nothing is paid for it.
    Ended,
}

/// A month of a benefit.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BenefitMonthView {
    /// Which, from 1.
    pub number: u32,
    /// Its first day, ISO date.
    pub first: String,
    /// Its last day, ISO date.
    pub last: String,
    /// First day on which it can be confirmed, ISO date.
    pub confirm_from: String,
    /// Last day on which it is confirmed in time, ISO date.
    pub confirm_until: String,
    /// Where it stands.
    pub state: BenefitMonthStateView,
}

/// A granted benefit.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BenefitView {
    /// For each month, centimes.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub monthly_amount: i64,
    /// A month's last day to confirm passed: nothing is paid for it until an officer has looked.
    pub suspended: bool,
    /// Its months, in order.
    pub months: Vec<BenefitMonthView>,
    /// First day of new work, ISO date, once it was reported.
    pub work_from: Option<String>,
    /// Days within which new work is reported.
    pub report_work_within: u32,
}

/// `GET /v1/job-loss/{claim}`: a declared loss and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JobLossView {
    /// The claim's id.
    pub id: String,
    /// What the person quotes.
    pub reference: String,
    /// When it was read: UTC, RFC 3339.
    pub as_of: String,
    /// Where the claim stands.
    pub status: ClaimStatusView,
    /// Last day of the contract, ISO date.
    pub ended_on: String,
    /// How it ended.
    pub reason: EndOfContractView,
    /// The employer's name.
    pub employer: String,
    /// What was granted.
    pub benefit: Option<BenefitView>,
}

/// `POST /v1/job-loss/{claim}/months`: no work in a month that ended; with an `Idempotency-Key` header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConfirmMonthRequest {
    /// Which, from 1.
    pub month: u32,
}

/// `POST /v1/job-loss/{claim}/work`: new work; with an `Idempotency-Key` header.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewWorkRequest {
    /// Its first day, ISO date.
    pub from: String,
}
