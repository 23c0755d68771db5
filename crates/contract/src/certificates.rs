//! Certificates: asking, listing, showing.

/// Kinds of certificate. Issuing starts with `employment`; the others follow.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CertificateKindView {
    /// Declared employment.
    Employment,
    /// Affiliation.
    Affiliation,
    /// Salaries of the last twelve months.
    AnnualSalary,
    /// Days and contributed quarters.
    Quarters,
    /// End of declaration.
    Deregistration,
}

/// Why a person may not have a certificate now.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum NotEntitledReason {
    /// Never declared by an employer.
    NeverDeclared,
    /// No declaration in the last months: nothing current to certify.
    NotDeclaredLately,
    /// The last declaration says the person has left.
    LeftEmployer,
    /// This kind is not issued yet.
    KindNotIssued,
}

/// `POST /v1/certificates`, with an `Idempotency-Key` header.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IssueCertificateRequest {
    /// What is asked for.
    pub kind: CertificateKindView,
}

/// State of a certificate in the list.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CertificateStateView {
    /// In force.
    Valid,
    /// Past its validity.
    Expired,
    /// A newer one stands in its place.
    Replaced,
    /// Revoked by the fund.
    Revoked,
}

/// One fact of a certificate, named by a key the UI has words for.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "key", rename_all = "snake_case")]
pub enum FactView {
    /// Employer and its number.
    Employer {
        /// Company name.
        name: String,
        /// 7 digits.
        number: String,
    },
    /// First month of the unbroken run with this employer, `YYYY-MM`.
    DeclaredSince {
        /// `YYYY-MM`.
        month: String,
    },
    /// Last declared month, `YYYY-MM`.
    LastMonth {
        /// `YYYY-MM`.
        month: String,
    },
    /// Days declared in the last twelve months.
    DaysLastYear {
        /// Days.
        days: u32,
    },
}

/// A certificate: `GET /v1/certificates`, `GET /v1/certificates/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CertificateView {
    /// 128-bit random id, 32 hex digits.
    pub id: String,
    /// What a person quotes: `EM-7K4M-29QX-81TN`.
    pub reference: String,
    /// Kind.
    pub kind: CertificateKindView,
    /// Holder, Latin script.
    pub name_latin: String,
    /// Holder, Arabic script.
    pub name_arabic: String,
    /// Holder's registration number.
    pub registration_number: String,
    /// What it states.
    pub facts: Vec<FactView>,
    /// Issued at: UTC, RFC 3339.
    pub issued_at: String,
    /// Last valid day, ISO date in the fund's time zone (UTC).
    pub valid_until: String,
    /// State now.
    pub state: CertificateStateView,
    /// The QR's text, `https://HOST/#9…`.
    pub qr_text: String,
    /// Kept on this device (set by the app; always false from the portal).
    #[serde(default)]
    pub kept: bool,
}

/// `GET /v1/certificates`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CertificateListView {
    /// When the portal answered: UTC, RFC 3339.
    pub as_of: String,
    /// Newest first.
    pub certificates: Vec<CertificateView>,
}
