//! The fund's public face: `GET /v1/fund`.

use damane_domain::fund::{Office, Trilingual};

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

impl From<Trilingual> for TrilingualText {
    fn from(Trilingual { ar, fr, en }: Trilingual) -> Self {
        Self { ar, fr, en }
    }
}

/// An office of the fund: where a person goes when neither phone nor e-mail answers.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OfficeView {
    /// Its name.
    pub name: TrilingualText,
    /// Street and town.
    pub address: TrilingualText,
    /// Opening hours.
    pub hours: TrilingualText,
    /// Telephone.
    pub phone: String,
}

impl From<Office> for OfficeView {
    fn from(office: Office) -> Self {
        Self {
            name: office.name.into(),
            address: office.address.into(),
            hours: office.hours.into(),
            phone: office.phone,
        }
    }
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
    /// Offices, in the order of the fund's profile; none from an older portal.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub offices: Vec<OfficeView>,
    /// Address of the portal: what a link to check a certificate starts with. Absent from an older portal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub portal_url: Option<String>,
}

/// What the public verify page is told of the fund by the host that serves it: `GET /verify/profile.json`. The page
/// trusts the root it finds here, so it trusts whoever serves it: that is why it tells its reader to look at the address.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VerifierProfileView {
    /// Name of the fund.
    pub name: TrilingualText,
    /// A demonstration fund: says so on every screen.
    pub demonstration: bool,
    /// Host of the printed codes, where the page is at home.
    pub verification_host: String,
    /// Host of the portal, where the page may be opened as well.
    pub portal_host: String,
    /// Telephone of the fund.
    pub phone: String,
    /// The fund's root key: uncompressed P-256 point, base64url without padding.
    pub root: String,
}
