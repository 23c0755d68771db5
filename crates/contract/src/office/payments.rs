//! Batches of payments at the console.

/// A batch of payments.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BatchView {
    /// Its id, 32 hex digits.
    pub id: String,
    /// Who made it.
    pub made_by: String,
    /// UTC, RFC 3339.
    pub made_at: String,
    /// The day the bank is asked to pay on, ISO date.
    pub pay_on: String,
    /// How many.
    pub payments: u32,
    /// Their sum, centimes.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub total: i64,
    /// Who agreed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreed_by: Option<String>,
    /// When the bank paid, ISO date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settled_on: Option<String>,
    /// Who withdrew it before anyone agreed: its payments are due again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn_by: Option<String>,
    /// Who asks made it: another one agrees.
    pub mine: bool,
}

/// `GET /v1/office/batches`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BatchListView {
    /// Newest first.
    #[serde(default)]
    pub batches: Vec<BatchView>,
    /// Claims for the next one.
    pub due: u32,
}

/// `POST /v1/office/batches`: makes a batch of what is due.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MakeBatchRequest {
    /// The day the bank is asked to pay on, ISO date.
    pub pay_on: String,
}

/// What was made; nothing when nothing was due.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MadeBatchView {
    /// The batch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

/// Why a bank gave a payment back.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReturnReasonView {
    /// The account is closed.
    AccountClosed,
    /// There is no such account.
    AccountUnknown,
    /// The account is another person's.
    OtherHolder,
    /// The bank gave no reason.
    NotStated,
}

/// A payment of a batch.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PaymentView {
    /// Its id, 32 hex digits.
    pub id: String,
    /// The claim's reference.
    pub reference: String,
    /// Centimes.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub amount: i64,
    /// To which account, most of it hidden.
    pub masked_account: String,
    /// Why it came back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returned: Option<ReturnReasonView>,
    /// On which day, ISO date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returned_on: Option<String>,
}

/// `GET /v1/office/batches/{batch}`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BatchPaymentsView {
    /// The batch.
    pub batch: BatchView,
    /// In the order of its file.
    #[serde(default)]
    pub payments: Vec<PaymentView>,
}

/// In which form a batch's file is taken.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum BatchFileView {
    /// Comma-separated values.
    Csv,
    /// ISO 20022 pain.001.
    Pain001,
}

/// `GET /v1/office/batches/{batch}/file?form=…`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BatchFileQuestion {
    /// Which.
    pub form: BatchFileView,
}

/// `POST /v1/office/batches/{batch}/settlement`: the bank paid; 204.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SettleBatchRequest {
    /// When, ISO date.
    pub on: String,
}

/// `POST /v1/office/batches/{batch}/returns`: the bank gave a payment back, before it was settled or days after; 204.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReturnPaymentRequest {
    /// Which.
    pub payment: String,
    /// Why.
    pub reason: ReturnReasonView,
    /// When, ISO date; today when it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<String>,
}
