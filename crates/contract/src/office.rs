//! The office console: officers' sessions, the queue, claims on a desk, payments, accounts. For the fund's staff, in a
//! browser alone: the app has none of it.

mod payments;
mod people;

pub use payments::*;
pub use people::*;

use crate::{
    BenefitView, ClaimKindView, ClaimSummaryView, ClaimView, DocumentKindView, JobLossCheckView,
    OfficePensionView, RefusalView, ReimbursementReasonView,
};

/// What an officer may do.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum OfficerRoleView {
    /// Take claims, ask for documents, refuse, propose.
    Decide,
    /// Agree to what a colleague proposed, and to payments.
    Approve,
    /// Look people up, reset accounts, update mobiles.
    Accounts,
    /// Revoke certificates.
    Certificates,
}

/// `POST /v1/office/session`: everything at once; whatever is wrong, the answer is the same.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OfficerSignInRequest {
    /// What the officer signs in with.
    pub login: String,
    /// Password.
    pub password: String,
    /// Six digits of the authenticator, good once.
    pub code: String,
}

/// Who is signed in at the console: `GET /v1/office/session`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OfficerView {
    /// What they sign with.
    pub name: String,
    /// Their office's name.
    pub office: crate::TrilingualText,
    /// Its code.
    pub office_code: String,
    /// What they may do.
    #[serde(default)]
    pub roles: Vec<OfficerRoleView>,
    /// Seconds without use after which the session ends.
    pub idle_seconds: u32,
}

/// `POST /v1/office/enrolment`: what a link offers.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OfferEnrolmentRequest {
    /// The link's token.
    pub token: String,
}

/// What a link offers: a secret for the officer's authenticator app. Asked again, another one.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EnrolmentView {
    /// What the officer will sign in with.
    pub login: String,
    /// What they sign with.
    pub name: String,
    /// Base32, for typing in.
    pub secret: String,
    /// `otpauth://…`, for the picture.
    pub uri: String,
}

/// `PUT /v1/office/enrolment`: uses the link up; 204.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EnrolRequest {
    /// The link's token.
    pub token: String,
    /// The password the officer chose.
    pub password: String,
    /// The authenticator's first code.
    pub code: String,
}

/// The parts of a queue.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum OfficeTabView {
    /// On the pile, or in an officer's hands.
    ToDo,
    /// Documents are waited for.
    Waiting,
    /// Proposed by a colleague.
    ToAgree,
    /// Granted, or given back by the bank.
    ToPay,
    /// At the bank, paid, or refused.
    Closed,
}

/// `GET /v1/office/queue?tab=…`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OfficeQueueQuestion {
    /// Which part.
    pub tab: OfficeTabView,
    /// Of one kind alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<ClaimKindView>,
    /// Handed in at least so many days ago.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u32>,
    /// In the officer's own hands alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mine: Option<bool>,
    /// Where the page before ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// A claim in a queue.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OfficeEntryView {
    /// In one line.
    pub claim: ClaimSummaryView,
    /// Whose, Latin script.
    pub name_latin: String,
    /// Whose, Arabic script.
    pub name_arabic: String,
    /// Who has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<String>,
    /// Who asks has it.
    pub mine: bool,
    /// What was asked for did not come by its last day.
    #[serde(default)]
    pub overdue: bool,
    /// What is proposed, granted, or comes of the tariffs, centimes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub amount: Option<i64>,
    /// It is to be paid, and the register knows no account of its person's.
    #[serde(default)]
    pub lacks_account: bool,
}

/// How much there is in an office's queue.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OfficeCountsView {
    /// On the pile or in hands.
    pub to_do: u32,
    /// Waiting for documents.
    pub waiting: u32,
    /// Proposed by others.
    pub to_agree: u32,
    /// For the next batch.
    pub to_pay: u32,
}

/// A page of a queue, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OfficeQueueView {
    /// When the portal answered: UTC, RFC 3339.
    pub as_of: String,
    /// Fifty at most.
    #[serde(default)]
    pub entries: Vec<OfficeEntryView>,
    /// Where it goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// How much there is.
    pub counts: OfficeCountsView,
}

/// Why a decision that was contested stands.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum UpholdingView {
    /// Nothing was brought that was not known when it was decided.
    NothingNew,
    /// The decision follows the rules and tariffs of that day.
    ByTheRules,
    /// The documents confirm it.
    PapersConfirm,
    /// No document shows what the person says.
    NotShown,
}

/// Something that happened to a claim, with what officers settle among themselves.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OfficeEventView {
    /// When: UTC, RFC 3339.
    pub at: String,
    /// What, a stable word.
    pub step: String,
    /// Which officer did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub officer: Option<String>,
    /// What was written with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// Reasons of a refusal.
    #[serde(default)]
    pub reasons: Vec<RefusalView>,
    /// Reasons for which a decision that was contested stands.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub upheld: Vec<UpholdingView>,
    /// Documents asked for.
    #[serde(default)]
    pub wanted: Vec<DocumentKindView>,
}

/// What is granted of one line.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DecidedLineView {
    /// What is paid back, centimes.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub refund: i64,
    /// Why not all.
    #[serde(default)]
    pub reasons: Vec<RefusalView>,
}

/// A field of a form whose kind has no table of its own.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OfficeFieldView {
    /// Its name, as it is kept.
    pub name: String,
    /// What was filled in.
    pub value: String,
}

/// A claim on an officer's desk: `GET /v1/office/claims/{claim}`. The reading stands in the person's journal.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OfficeClaimView {
    /// The claim as its person sees it.
    pub claim: ClaimView,
    /// The machine's own word for where it stands.
    pub state: String,
    /// Whose, Latin script.
    pub name_latin: String,
    /// Whose, Arabic script.
    pub name_arabic: String,
    /// Their number.
    pub registration_number: String,
    /// ISO date.
    pub birth_date: String,
    /// Who has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<String>,
    /// Who asks has it.
    pub mine: bool,
    /// What was asked for did not come by its last day: it can be refused.
    #[serde(default)]
    pub overdue: bool,
    /// It was contested and is looked at again: the decision may be left as it was.
    #[serde(default)]
    pub contested: bool,
    /// What speaks against a claim of care by the rules.
    #[serde(default)]
    pub against: Vec<ReimbursementReasonView>,
    /// What the rules say of a declared loss, as of the day it was handed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loss: Option<JobLossCheckView>,
    /// What a colleague would grant in all, centimes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub proposed: Option<i64>,
    /// The same line by line.
    #[serde(default)]
    pub proposed_lines: Vec<DecidedLineView>,
    /// What a pension request comes to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pension: Option<OfficePensionView>,
    /// What was filled in, for claims of another kind.
    #[serde(default)]
    pub fields: Vec<OfficeFieldView>,
    /// What happened, oldest first.
    #[serde(default)]
    pub history: Vec<OfficeEventView>,
    /// What was granted of a declared loss, month by month.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub benefit: Option<BenefitView>,
}

/// `POST /v1/office/claims/{claim}/step`: what the officer decides; 204.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", tag = "step")]
pub enum OfficeStepRequest {
    /// Takes it from the pile, or over from a colleague.
    Take,
    /// Asks for documents.
    AskDocuments {
        /// Which.
        wanted: Vec<DocumentKindView>,
        /// Words to the person.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        words: Option<String>,
    },
    /// Refuses it.
    Refuse {
        /// Why.
        reasons: Vec<RefusalView>,
        /// Words to the person.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        words: Option<String>,
    },
    /// Answers who contested it that the decision stands: the claim goes back to what it was.
    Uphold {
        /// Why.
        reasons: Vec<UpholdingView>,
        /// Words to the person.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        words: Option<String>,
    },
    /// Would grant this line by line: a claim of care.
    ProposeLines {
        /// In the order of the claim.
        lines: Vec<DecidedLineView>,
    },
    /// Would grant so much in all, or each month of a benefit or a pension: a claim of another kind.
    Propose {
        /// Centimes.
        #[cfg_attr(feature = "bindings", ts(type = "number"))]
        in_all: i64,
    },
    /// Agrees to what a colleague proposed.
    Approve,
    /// Does not agree.
    SendBack {
        /// Why, to the colleague.
        words: String,
    },
}
