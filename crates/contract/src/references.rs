//! The reference page: `GET /v1/references/{reference}`.

use crate::CertificateKindView;

/// What the fund says of a reference.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReferenceVerdict {
    /// In force.
    Valid,
    /// Past its validity.
    Expired,
    /// What it states was corrected, or a newer one stands in its place.
    Replaced,
    /// Revoked by the fund.
    Revoked,
    /// The fund gave no such reference.
    Unknown,
}

/// What anyone with the reference may see; all but the verdict is absent for one the fund did not give.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReferenceView {
    /// Whether it stands now.
    pub verdict: ReferenceVerdict,
    /// Its kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<CertificateKindView>,
    /// Day of issue, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued_on: Option<String>,
    /// Last day it is good for, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<String>,
    /// Initials of its holder in Latin script.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_latin: Option<String>,
    /// Initials of its holder in Arabic.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_arabic: Option<String>,
    /// When the fund said so, RFC 3339.
    pub as_of: String,
}
