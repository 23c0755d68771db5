//! The answer to "is this certificate genuine?".

/// The ten verdicts. Only `valid` is green.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum VerdictView {
    /// Genuine and in force.
    Valid,
    /// Genuine and in force by a status list some days old.
    ValidStatusOld,
    /// Genuine, but whether it still stands is not known.
    StatusUnknown,
    /// Revoked by the fund.
    Revoked,
    /// A newer certificate stands in its place.
    Replaced,
    /// Past its validity.
    Expired,
    /// The seal does not match: changed or forged.
    NotGenuine,
    /// Sealed with a key that is not (or no longer) trusted.
    UntrustedKey,
    /// Another issuer than the fund of this app.
    WrongIssuer,
    /// Not a certificate of any known kind.
    NotACertificate,
}

/// What another family's code is, when the input is one.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ForeignCodeView {
    /// EU digital health certificate (`HC1:`).
    HealthCertificate,
    /// SMART health card (`shc:/`).
    SmartHealthCard,
    /// Visible digital seal.
    VisibleDigitalSeal,
    /// French 2D-DOC.
    TwoDDoc,
    /// A web address.
    WebAddress,
    /// Something else.
    Other,
}

/// One line of the explanation, named by a key the UI has words for.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum VerdictReason {
    /// The signature does not verify.
    SignatureInvalid,
    /// The bytes are not well formed.
    Malformed,
    /// Unknown sealing key.
    KeyUnknown,
    /// The key was not valid when the certificate was sealed.
    KeyNotValidThen,
    /// The key was withdrawn.
    KeyWithdrawn,
    /// The host in the code is not the fund's.
    WrongHost,
    /// Sealed in the future.
    IssuedInFuture,
    /// Validity has passed.
    ValidityPassed,
    /// The status list says revoked.
    RevokedByFund,
    /// The status list says replaced.
    ReplacedByFund,
    /// No usable status list.
    NoStatusList,
    /// The status list has expired.
    StatusListExpired,
    /// This device's clock is behind the newest signed list.
    ClockBehind,
    /// The PDF was changed after it was sealed.
    PdfChanged,
    /// The PDF's seal does not cover the whole file.
    PdfNotCovered,
    /// The PDF's seal is not the fund's.
    PdfSealUntrusted,
    /// The PDF carries no claims of the fund.
    PdfWithoutClaims,
    /// The input is another family's code.
    ForeignCode,
    /// No code was found.
    NoCode,
    /// It says it is the fund's, and carries no seal.
    PdfNotSealed,
    /// The seal is empty, damaged, or says nothing readable about what it covers.
    PdfSealUnreadable,
    /// There is more than the one seal a certificate has.
    PdfSeveralSeals,
    /// Bytes stand after the end of the sealed file.
    PdfBytesAfter,
    /// A later revision holds something else than certificates, revocation answers and a timestamp.
    PdfChangedAfter,
    /// A timestamp in it is of something else, or its signature is wrong.
    PdfTimestampWrong,
    /// The seal does not forbid changes, or is not the one that certifies the document.
    PdfNotCertified,
    /// The file can be read in more than one way, or in none.
    PdfStructure,
    /// The file is encrypted.
    PdfEncrypted,
    /// It is sealed, but by somebody else and not as a certificate.
    PdfForeignSeal,
    /// The fund sealed it, and it is no certificate: a letter or a statement.
    PdfFundPaper,
}

/// What a verified certificate states. Absent when the seal failed: nothing of a forged code is shown.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VerifiedCertificateView {
    /// Certificate id, 32 hex digits.
    pub id: String,
    /// Reference a person quotes.
    pub reference: String,
    /// Kind.
    pub kind: crate::CertificateKindView,
    /// Issuer.
    pub issuer: String,
    /// Holder, Latin script.
    pub name_latin: String,
    /// Holder, Arabic script.
    pub name_arabic: String,
    /// Birth date, ISO.
    pub birth_date: String,
    /// Registration number.
    pub registration_number: String,
    /// What it states.
    pub facts: Vec<crate::FactView>,
    /// Sealed at: UTC, RFC 3339.
    pub issued_at: String,
    /// Last valid day, ISO date (UTC).
    pub valid_until: String,
}

/// A verdict with all the screen needs.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(no_recursion))]
pub struct VerificationView {
    /// The verdict.
    pub verdict: VerdictView,
    /// Why.
    pub reasons: Vec<VerdictReason>,
    /// What it states, when the seal holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<VerifiedCertificateView>,
    /// Age of the status list, whole days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_age_days: Option<u32>,
    /// When the status list was signed: UTC, RFC 3339. An older app's core does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_as_of: Option<String>,
    /// Host named in the code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// What the code is, when it is another family's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub foreign: Option<ForeignCodeView>,
    /// When several codes were found: each with its own answer. What stands above is the one that decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub codes: Option<Vec<VerificationView>>,
    /// What was found out about the seals of a PDF, line by line; absent for anything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<crate::PdfReportView>,
}
