//! Claims: reimbursements, pension requests, job-loss declarations — following them, answering, contesting.

use crate::{BeneficiaryView, BenefitMonthView, CareActView, CareLineReasonView, UpholdingView};

/// Kinds of claim.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ClaimKindView {
    /// Reimbursement of care (AMO).
    Reimbursement,
    /// Old-age pension.
    Pension,
    /// Job-loss benefit (IPE).
    JobLoss,
}

/// The four statuses, and the side state in which something is asked of the person.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ClaimStatusView {
    /// Received.
    Received,
    /// In progress.
    InProgress,
    /// More documents are asked for.
    DocumentsAsked,
    /// Paid.
    Paid,
    /// Rejected.
    Rejected,
}

/// What a handed-in document is.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DocumentKindView {
    /// Care form.
    CareForm,
    /// Prescription.
    Prescription,
    /// Invoice or receipt.
    Invoice,
    /// Result of an examination.
    TestResult,
    /// Medical report.
    MedicalReport,
    /// Prior agreement of the fund.
    PriorAgreement,
    /// Translation by a sworn translator.
    SwornTranslation,
    /// National identity card.
    IdentityCard,
    /// Bank statement that shows the RIB.
    BankStatement,
    /// Birth record.
    BirthRecord,
    /// Marriage record.
    MarriageRecord,
    /// Record of the labour inspector.
    LabourInspectorRecord,
    /// Work contract.
    WorkContract,
    /// The employer's part of the declaration.
    EmployerStatement,
    /// Letter that ends the contract.
    EndOfContract,
    /// Payslip.
    Payslip,
    /// Statement of the authority that no work is done any more.
    InactivityStatement,
    /// Certificate of life.
    LifeCertificate,
    /// A mine's statement of the years underground.
    UndergroundStatement,
    /// Anything else.
    Other,
}

/// Why a claim, or a line of it, is refused.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RefusalView {
    /// Filed after its last day.
    FiledLate,
    /// Not among what is covered.
    NotCovered,
    /// Rights were not open on the day.
    RightsNotOpen,
    /// The person cared for is not a declared dependant.
    NotADependant,
    /// A document is missing.
    DocumentMissing,
    /// A document cannot be read.
    DocumentIllegible,
    /// A document says something else than the claim.
    DocumentDiffers,
    /// Claimed before.
    Duplicate,
    /// No prior agreement.
    NoPriorAgreement,
    /// No sworn translation.
    NoSwornTranslation,
    /// Not enough declared days.
    NotEnoughDays,
    /// Below the age of the right.
    AgeNotReached,
    /// The loss was the person's own wish.
    LossWasVoluntary,
    /// Back at work.
    BackAtWork,
    /// Work has not stopped.
    WorkNotStopped,
    /// The contributions were paid back before.
    ContributionsRefunded,
    /// What was asked for did not come by its last day.
    NoReply,
}

/// Something that happened to a claim.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ClaimStepView {
    /// Handed in.
    Received,
    /// An officer looks at it.
    Taken,
    /// Documents were asked for.
    DocumentsAsked,
    /// The person sent documents.
    Answered,
    /// Granted; the money is on its way.
    Accepted,
    /// Paid.
    Paid,
    /// The bank gave the money back.
    PaymentReturned,
    /// Rejected.
    Rejected,
    /// The person contested the decision.
    Contested,
    /// The decision stands after it was contested.
    Upheld,
    /// The person confirmed a month of a benefit.
    MonthConfirmed,
    /// An officer lets a month that was confirmed late be paid.
    MonthReleased,
    /// The person reported new work: the benefit ends.
    WorkReported,
}

/// A line of a claim's timeline.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClaimEventView {
    /// When: UTC, RFC 3339.
    pub at: String,
    /// What.
    pub step: ClaimStepView,
    /// Documents that were asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub wanted: Vec<DocumentKindView>,
    /// The last day to send them, ISO date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_by: Option<String>,
    /// Every reason of a refusal.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<RefusalView>,
    /// Every reason for which a decision that was contested stands.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub upheld: Vec<UpholdingView>,
    /// What is granted, centimes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub amount: Option<i64>,
    /// That amount is for each month.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub monthly: bool,
    /// What the officer or the person wrote with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// Which month of a benefit, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub month: Option<u32>,
    /// First day of new work, ISO date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
}

/// A document that was handed in.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DocumentView {
    /// Its id, 32 hex digits.
    pub id: String,
    /// What it is.
    pub kind: DocumentKindView,
    /// Its media type.
    pub media: String,
    /// Its length, bytes.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub bytes: u64,
    /// Handed in at: UTC, RFC 3339.
    pub added_at: String,
}

/// A claim in one line.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClaimSummaryView {
    /// Its id, 32 hex digits.
    pub id: String,
    /// What a person quotes: `RB-7K4M-29QX-81TN`.
    pub reference: String,
    /// Its kind.
    pub kind: ClaimKindView,
    /// Where it stands.
    pub status: ClaimStatusView,
    /// What was paid so far, centimes.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub paid: i64,
    /// What is asked for, while documents are asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub wanted: Vec<DocumentKindView>,
    /// The last day to send them, ISO date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_by: Option<String>,
    /// The last day to contest the decision, ISO date; absent when it cannot be contested.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contest_until: Option<String>,
    /// Handed in at: UTC, RFC 3339.
    pub submitted_at: String,
    /// Last step at: UTC, RFC 3339.
    pub changed_at: String,
    /// Of a claim of care: whose it is, and its amount.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub care: Option<CareSummaryView>,
    /// Of a granted job-loss benefit: the first month that waits for its person to confirm it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_confirm: Option<BenefitMonthView>,
}

/// A claim of care in one line.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CareSummaryView {
    /// Who was cared for.
    pub beneficiary: BeneficiaryView,
    /// Their name, when it is not the insured person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beneficiary_name: Option<String>,
    /// What is paid back, centimes: granted, or by the tariffs as long as nothing is decided.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub refund: i64,
    /// It was granted: no estimate any more.
    pub granted: bool,
    /// An estimate without the lines whose tariff is not known.
    pub complete: bool,
    /// The day of the first act, ISO date.
    pub first_day: String,
}

/// A line of a claim of care.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClaimedLineView {
    /// What it was.
    pub act: CareActView,
    /// In the person's words; may be empty.
    pub label: String,
    /// The day, ISO date.
    pub on: String,
    /// How many.
    pub quantity: u32,
    /// What was paid, centimes.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub paid: i64,
    /// What the share is taken of, centimes.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub base: i64,
    /// The share, basis points.
    pub rate: u32,
    /// What is paid back by the tariffs, centimes; absent where none is known.
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub refund: Option<i64>,
    /// Why it comes to that.
    pub reason: CareLineReasonView,
    /// What was granted, centimes, once it was decided line by line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub granted: Option<i64>,
    /// Why not more was granted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refusals: Vec<RefusalView>,
    /// The bar code on the box of what was bought: EAN-13, 13 digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub barcode: Option<String>,
}

/// `GET /v1/claims`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClaimListView {
    /// When the portal answered: UTC, RFC 3339.
    pub as_of: String,
    /// Newest first.
    pub claims: Vec<ClaimSummaryView>,
}

/// `GET /v1/claims/{claim}`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClaimView {
    /// When the portal answered: UTC, RFC 3339.
    pub as_of: String,
    /// In one line.
    pub summary: ClaimSummaryView,
    /// What happened, oldest first.
    pub events: Vec<ClaimEventView>,
    /// What was handed in.
    pub documents: Vec<DocumentView>,
    /// Of a claim of care: its lines, in the order they were claimed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<ClaimedLineView>,
}

/// `POST /v1/claims/{claim}/documents`, with an `Idempotency-Key` header: sends what was asked for; 204.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SendDocumentsRequest {
    /// Ids of documents that were handed in.
    pub documents: Vec<String>,
}

/// `POST /v1/claims/{claim}/contest`, with an `Idempotency-Key` header; 204.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ContestRequest {
    /// Why, in the person's words: at most 2,000 bytes.
    pub reason: String,
}

/// `POST /v1/documents`, with an `Idempotency-Key` header (older apps send none): begins a document. Its pieces follow
/// with `PUT /v1/documents/{id}/{offset}`, each a body of at most [`crate::limits::PIECE_BYTES`]; the last one makes it
/// ready. `GET /v1/documents/{id}` says where to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BeginDocumentRequest {
    /// What it is.
    pub kind: DocumentKindView,
    /// Its length, bytes: 1 to [`crate::limits::DOCUMENT_BYTES`].
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub bytes: u64,
}

/// How far a document has come.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DocumentArrivalView {
    /// Its id, 32 hex digits.
    pub id: String,
    /// Its whole length, bytes. Once it is ready: of what was kept, which is made smaller.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub bytes: u64,
    /// How much has arrived: the next piece's offset.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub received: u64,
    /// It is whole, safe and kept: a claim can name it.
    pub ready: bool,
}
