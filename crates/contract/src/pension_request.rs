//! Asking for an old-age pension: its check, the request, and what became of it.

use crate::{ClaimStatusView, ConfidenceView, DocumentKindView, LawView, PensionOutcomeView, StepView};

/// What is asked of the check: `GET /v1/pension/check`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
pub struct PensionCheckQuestion {
    /// Last day of any salaried work, ISO date.
    pub stopped_on: String,
    /// Five years underground in a mine.
    pub underground: bool,
}

/// What stands in the way of a request.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PensionObstacleView {
    /// The age is not reached; `when` says the day it is.
    TooEarly,
    /// An employer declared work later; `when` says the last month of it.
    StillDeclared,
    /// Nothing was ever declared.
    NothingDeclared,
    /// A request stands already; `standing` names it.
    AskedBefore,
}

/// The figures of a request at one moment.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PensionFiguresView {
    /// What it is.
    pub outcome: PensionOutcomeView,
    /// Days counted.
    pub days: u32,
    /// Reference salary, centimes.
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub reference_salary: Option<i64>,
    /// Share of it, basis points; of a full pension only.
    pub rate: Option<u32>,
    /// A month's pension, or the minimum of its band, centimes; none for contributions that are paid back.
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub monthly_amount: Option<i64>,
    /// First day it is paid for, ISO date.
    pub starts_on: String,
    /// It was asked for too late to keep its start.
    pub late: bool,
}

/// What a request would come to if it were handed in today.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PensionCheckView {
    /// When the career was read: UTC, RFC 3339.
    pub as_of: String,
    /// What stands in the way; none: it can be handed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub obstacle: Option<PensionObstacleView>,
    /// The day, `YYYY-MM-DD`, or the month, `YYYY-MM`, the obstacle turns on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// The claim of the request that stands already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<String>,
    /// What it comes to; with the age ahead, what it would come to then.
    pub figures: PensionFiguresView,
    /// The last day on which a request keeps its start, ISO date.
    pub keeps_until: String,
    /// The papers it needs.
    pub papers: Vec<DocumentKindView>,
    /// How sure the list of papers is.
    pub papers_confidence: ConfidenceView,
    /// Months a certificate of life is good for.
    pub life_certificate_within: u32,
    /// The account it is paid to, most of it hidden.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// How it was counted.
    pub steps: Vec<StepView>,
    /// The law the steps rest on.
    pub laws: Vec<LawView>,
}

/// `POST /v1/pension/requests`, with an `Idempotency-Key` header; answered with a receipt.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PensionRequest {
    /// Last day of any salaried work, ISO date.
    pub stopped_on: String,
    /// Five years underground in a mine.
    pub underground: bool,
    /// Declares on their honour that all of it is so: must be true.
    pub sworn: bool,
    /// Ids of the documents that were handed in for it.
    pub documents: Vec<String>,
}

/// What was granted.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PensionGrantView {
    /// The figures it rests on.
    pub figures: PensionFiguresView,
    /// For each month, or once where contributions are paid back: centimes.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub granted: i64,
}

/// `GET /v1/pension/requests/{claim}`: a request and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PensionRequestView {
    /// The claim's id.
    pub id: String,
    /// What the person quotes.
    pub reference: String,
    /// When it was read: UTC, RFC 3339.
    pub as_of: String,
    /// Handed in at: UTC, RFC 3339.
    pub submitted_at: String,
    /// Where the claim stands.
    pub status: ClaimStatusView,
    /// Last day of any salaried work, ISO date.
    pub stopped_on: String,
    /// Five years underground in a mine.
    pub underground: bool,
    /// The figures on the day of the request.
    pub filed: PensionFiguresView,
    /// What the career gives now, for the day of the request.
    pub now: PensionFiguresView,
    /// What was granted, once two officers agreed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grant: Option<PensionGrantView>,
    /// What was paid so far, centimes.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub paid: i64,
    /// How `now` was counted.
    pub steps: Vec<StepView>,
    /// The law the steps rest on.
    pub laws: Vec<LawView>,
}

/// A pension request on an officer's desk.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OfficePensionView {
    /// Last day of any salaried work, ISO date.
    pub stopped_on: String,
    /// Five years underground in a mine.
    pub underground: bool,
    /// Years of age on the day both conditions are reached.
    pub age: u32,
    /// The figures on the day of the request.
    pub filed: PensionFiguresView,
    /// What the career gives now, for the day of the request: what is granted.
    pub now: PensionFiguresView,
    /// The career gives something else than on the day of the request.
    pub changed: bool,
    /// What a colleague decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided: Option<PensionGrantView>,
    /// How `now` was counted.
    pub steps: Vec<StepView>,
    /// The law the steps rest on.
    pub laws: Vec<LawView>,
}
