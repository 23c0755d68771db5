//! The fund's public face: `GET /v1/fund`.

/// A text in the three languages.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TrilingualText {
    /// Arabic.
    pub ar: String,
    /// French.
    pub fr: String,
    /// English.
    pub en: String,
}

/// The fund as every screen names it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FundView {
    /// Name of the fund.
    pub name: TrilingualText,
    /// A demonstration fund: says so on every screen.
    pub demonstration: bool,
    /// Host printed under the QR code.
    pub verification_host: String,
    /// Telephone of the fund.
    pub phone: String,
    /// Version of the portal.
    pub version: String,
}
