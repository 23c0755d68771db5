//! My account: how I am reached and paid, what is about to change, who read my file.

/// `GET /v1/me/details`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DetailsView {
    /// Mobile, all but its ends hidden.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub masked_mobile: Option<String>,
    /// E-mail, most of it hidden.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub masked_email: Option<String>,
    /// Bank account (RIB), all but its end hidden.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub masked_rib: Option<String>,
    /// Language of messages.
    pub language: String,
    /// No change of these is taken before: UTC, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guarded_until: Option<String>,
    /// Changes that wait.
    pub pending: Vec<PendingChangeView>,
}

/// What may be changed.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DetailView {
    /// Mobile.
    Mobile,
    /// E-mail.
    Email,
    /// Bank account (RIB, 24 digits).
    Rib,
}

/// A change that waits its 72 hours.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PendingChangeView {
    /// What changes.
    pub detail: DetailView,
    /// Into what, most of it hidden.
    pub masked_value: String,
    /// From when on: UTC, RFC 3339.
    pub effective_at: String,
}

/// `POST /v1/me/details`: asks for a change, after a confirmation. The answer is a [`ChangeStepView`].
/// `DELETE /v1/me/details/{detail}` withdraws it; 204.
#[derive(Clone, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangeDetailRequest {
    /// What changes.
    pub detail: DetailView,
    /// Into what.
    pub value: String,
}

/// What a change waits for.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ChangeStepView {
    /// A code went to the new mobile or e-mail: send it back to `POST /v1/me/details/code`.
    CodeNeeded {
        /// To send back with the code.
        challenge_id: String,
        /// Seconds until it expires.
        expires_in: u32,
    },
    /// Noted: it will hold later, and every channel was told.
    Pending {
        /// The change.
        change: PendingChangeView,
    },
}

/// `GET /v1/me/journal?before=`: who read or changed my file, newest first.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JournalView {
    /// At most 50 entries.
    pub entries: Vec<JournalEntryView>,
    /// To send as `before` for older ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// One reading or change.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JournalEntryView {
    /// UTC, RFC 3339.
    pub at: String,
    /// Who.
    pub actor: JournalActorView,
    /// What, as a stable word (`signed_in`, `career_read`, `certificate_issued`…): the UI has its words.
    pub action: String,
    /// On which device, as the person named it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
}

/// Who did it.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum JournalActorView {
    /// The person.
    Myself,
    /// An officer of the fund.
    Officer,
    /// The fund by itself.
    Fund,
}

/// `DELETE /v1/me`: closes the account, after a confirmation; 204. What the law keeps stays with the fund.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CloseAccountRequest {
    /// The person typed their registration number once more.
    pub registration_number: String,
}

impl std::fmt::Debug for ChangeDetailRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ChangeDetailRequest(…)")
    }
}
