//! Drafts: what a person fills in on this device and what they answer to the fund, kept until it is sent, once.

use crate::{ClaimReceiptView, DocumentKindView, ErrorBody};

/// What a draft becomes when it is sent.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "snake_case")]
pub enum DraftKindView {
    /// A claim of care: `POST /v1/reimbursements`.
    Reimbursement,
    /// A loss of work: `POST /v1/job-loss`.
    JobLoss,
    /// A pension is asked for: `POST /v1/pension/requests`.
    Pension,
    /// Documents that were asked for: `POST /v1/claims/{claim}/documents`.
    Reply,
    /// A decision is contested: `POST /v1/claims/{claim}/contest`.
    Contest,
    /// A line of the career is disputed: `POST /v1/career/disputes`.
    Dispute,
}

/// Where a draft stands.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "snake_case")]
pub enum DraftStateView {
    /// It is being filled in.
    Open,
    /// It waits to be sent, and cannot be changed: part of it may have arrived.
    Queued,
    /// The fund has it.
    Sent,
    /// The fund did not take it: it can be changed again.
    Refused,
}

/// What is kept of a draft when it is begun or changed.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct KeepDraftRequest {
    /// Which; absent for a new one.
    #[serde(default)]
    pub id: Option<String>,
    /// What it becomes. It never changes.
    pub kind: DraftKindView,
    /// The claim it answers to, for a reply and a contest.
    #[serde(default)]
    pub claim: Option<String>,
    /// What was filled in, JSON of its form.
    pub form: String,
}

/// A document of a draft.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct DraftDocumentView {
    /// Its id on this device.
    pub id: String,
    /// What it is.
    pub kind: DocumentKindView,
    /// The name of its file, as the person knows it.
    pub name: String,
    /// Its length, bytes.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub bytes: u64,
    /// How much has arrived at the portal, bytes.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub received: u64,
    /// The portal has it whole.
    pub ready: bool,
    /// The portal could not take it: it is no picture and no PDF it can make safe.
    pub refused: bool,
}

/// A draft as this device keeps it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct DraftView {
    /// Its id on this device.
    pub id: String,
    /// What it becomes.
    pub kind: DraftKindView,
    /// The claim it answers to.
    #[serde(default)]
    pub claim: Option<String>,
    /// Where it stands.
    pub state: DraftStateView,
    /// What was filled in, JSON of its form.
    pub form: String,
    /// Its documents, in the order they were added.
    pub documents: Vec<DraftDocumentView>,
    /// The fund's receipt, once a claim was sent.
    #[serde(default)]
    pub receipt: Option<ClaimReceiptView>,
    /// Why the fund did not take it; of one that waits, why it takes it only later.
    #[serde(default)]
    pub refusal: Option<ErrorBody>,
    /// Last changed at: UTC, RFC 3339.
    pub changed_at: String,
}
