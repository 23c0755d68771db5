//! Reimbursements of care: what would be paid back, and handing a claim in.

use crate::{DocumentKindView, LawView, StepView};

/// What was done or bought.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CareActView {
    /// A visit to a general practitioner.
    GpVisit,
    /// A visit to a specialist.
    SpecialistVisit,
    /// A medicine.
    Medicine,
    /// Anything whose tariff is not known here.
    Other,
}

/// Who was cared for.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum BeneficiaryView {
    /// The insured person.
    Myself,
    /// Their spouse.
    Spouse,
    /// Their child.
    Child,
}

/// One act or medicine.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CareLineRequest {
    /// What it was.
    pub act: CareActView,
    /// The medicine's name, the examination: at most 80 characters; may be empty for a visit.
    #[serde(default)]
    pub label: String,
    /// The day, ISO date.
    pub on: String,
    /// What was paid for the whole line, centimes.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub paid: i64,
    /// How many, 1 to 200.
    pub quantity: u32,
    /// In a public hospital.
    #[serde(default)]
    pub public_hospital: bool,
    /// The bar code on the box of what was bought: EAN-13, 13 digits whose check digit fits; absent for a visit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub barcode: Option<String>,
}

/// Care in another country.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ForeignCareRequest {
    /// ISO 3166-1, two capitals.
    pub country: String,
    /// ISO 4217, three capitals: what was paid in. The lines are in dirhams.
    pub currency: String,
    /// Dirhams for one of it, in ten-thousandths.
    pub rate: u32,
}

/// `POST /v1/reimbursements/estimate`; and, with an `Idempotency-Key` header, `POST /v1/reimbursements`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReimbursementRequest {
    /// Who was cared for.
    pub beneficiary: BeneficiaryView,
    /// Their name, when it is not the insured person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beneficiary_name: Option<String>,
    /// Care over a time: its end counts for the last day to file.
    #[serde(default)]
    pub continuous: bool,
    /// A long-term illness.
    #[serde(default)]
    pub long_term: bool,
    /// Care in another country.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub abroad: Option<ForeignCareRequest>,
    /// The practitioner's number (INPE), nine digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub practitioner: Option<String>,
    /// Acts and medicines, 1 to 60.
    pub lines: Vec<CareLineRequest>,
    /// Ids of the documents that were handed in for it. An estimate needs none.
    #[serde(default)]
    pub documents: Vec<String>,
    /// For an estimate: what documents there will be.
    #[serde(default)]
    pub papers: Vec<DocumentKindView>,
}

/// Why a claim would not be paid back at all.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReimbursementReasonView {
    /// Nothing is claimed.
    NoLines,
    /// Filed after the last day.
    FiledTooLate,
    /// Too few declared days: the right is not open.
    TooFewDays,
    /// Care abroad without prior agreement.
    PriorAgreementMissing,
    /// Papers from abroad without sworn translation.
    SwornTranslationMissing,
    /// A line of the same care stands in another claim of the same person; said to officers.
    ClaimedBefore,
}

/// Why a line is paid back as it is.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CareLineReasonView {
    /// The whole claim is refused.
    ClaimRefused,
    /// No tariff is known: nothing can be said.
    NoTariff,
    /// More was paid than the tariff: the tariff counts.
    PaidAboveTariff,
    /// The price of the generic counts.
    GenericPrice,
    /// What was paid counts.
    PaidAmount,
}

/// What a line comes to.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EstimatedLineView {
    /// What was paid, centimes.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub paid: i64,
    /// The tariff for its quantity, centimes, where one is known.
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub tariff: Option<i64>,
    /// Share that is paid back, basis points.
    pub rate: u32,
    /// What is paid back, centimes; absent where nothing can be said.
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub refund: Option<i64>,
    /// What remains, centimes.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub remainder: i64,
    /// Why.
    pub reason: CareLineReasonView,
}

/// The answer to an estimate.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReimbursementEstimateView {
    /// Every reason against it; none: it is paid back.
    pub reasons: Vec<ReimbursementReasonView>,
    /// Last day on which to file, ISO date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_day_to_file: Option<String>,
    /// Its lines, as they were asked.
    pub lines: Vec<EstimatedLineView>,
    /// What was paid, centimes.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub paid: i64,
    /// What is paid back of what is known, centimes.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub refund: i64,
    /// What remains, centimes.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub remainder: i64,
    /// Every line's refund is known.
    pub complete: bool,
    /// It may be more: the rate of long-term illnesses is not known.
    pub at_least: bool,
    /// How it was counted.
    pub steps: Vec<StepView>,
    /// The law the steps rest on.
    pub laws: Vec<LawView>,
}

/// A claim that was handed in: the receipt.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClaimReceiptView {
    /// Its id, 32 hex digits.
    pub id: String,
    /// What a person quotes: `RB-7K4M-29QX-81TN`.
    pub reference: String,
    /// Handed in at: UTC, RFC 3339.
    pub submitted_at: String,
}
