//! What was found out about the seals of a PDF, line by line.

use damane_domain::pdf_report as domain;

/// A question about a seal. Every seal has one line for each, in this order.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PdfAspectView {
    /// Are the sealed bytes as the sealer left them?
    Integrity,
    /// Who sealed, by the sealing certificate?
    Signer,
    /// Does that certificate lead to someone trusted?
    Chain,
    /// When was it sealed, and who says so?
    Time,
    /// Did the certificates on the way still stand?
    Revocation,
    /// Which bytes does the seal cover?
    Coverage,
    /// What came after the seal?
    ChangesAfter,
}

/// The answer to one question.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PdfFindingView {
    /// Not asked, because an answer before it makes it pointless.
    NotChecked,
    /// Integrity: the bytes are as they were sealed.
    Intact,
    /// Integrity: they are not, or the seal's signature is wrong.
    Changed,
    /// Integrity: the seal is empty, damaged or no seal.
    SealUnreadable,
    /// Integrity: the file can be read in more than one way, or in none.
    StructureUnreadable,
    /// Integrity: the file is encrypted.
    Encrypted,
    /// Integrity: MD5, SHA-1 or a key that is too short.
    WeakAlgorithm,
    /// Integrity: an algorithm that is not known here.
    UnknownAlgorithm,
    /// Signer: the fund, by its list of keys.
    SignerFund,
    /// Signer: the name that the sealing certificate gives.
    SignerNamed,
    /// Signer: the certificate gives no name.
    SignerUnnamed,
    /// Chain: the key is one of the fund's.
    ChainFund,
    /// Chain: it leads to one of the given roots.
    ChainTrusted,
    /// Chain: no roots were given to lead to.
    ChainWithoutRoots,
    /// Chain: it does not lead to any of the given roots.
    ChainUnknownRoot,
    /// Chain: a certificate on it is not for this use, or has a condition that is not understood.
    ChainWrongUse,
    /// Chain: a certificate on it was not valid at the time.
    ChainNotValidThen,
    /// Chain: the fund has withdrawn the key.
    ChainWithdrawn,
    /// Time: proved by a timestamp of a trusted authority.
    TimeProved,
    /// Time: by a timestamp whose authority is not known here.
    TimeUnproved,
    /// Time: by the sealer's own account.
    TimeClaimed,
    /// Time: none is given.
    TimeMissing,
    /// Time: a timestamp that is of something else or whose signature is wrong.
    TimestampWrong,
    /// Revocation: every certificate stood.
    NotRevoked,
    /// Revocation: one was revoked.
    Revoked,
    /// Revocation: nothing in the file says.
    RevocationUnknown,
    /// Revocation: what the file says is older than the seal.
    RevocationOld,
    /// Coverage: the whole file but the seal itself.
    WholeFile,
    /// Coverage: the file as it was up to a point.
    PartOfFile,
    /// Coverage: the spans leave out what they must not, overlap, or do not lie in the file.
    RangeWrong,
    /// Changes: nothing came after.
    NoChanges,
    /// Changes: only certificates, revocation answers and timestamps.
    EvidenceAdded,
    /// Changes: something that may change what is seen.
    ChangedAfter,
}

/// How a finding weighs. No sum of them is ever one green tick.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PdfWeightView {
    /// Speaks for the seal.
    Good,
    /// Says less than one would like.
    Open,
    /// Speaks against it.
    Bad,
}

/// One line of a report.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PdfLineView {
    /// Which seal of the file, from 1.
    pub seal: u32,
    /// The question.
    pub aspect: PdfAspectView,
    /// The answer.
    pub finding: PdfFindingView,
    /// How it weighs.
    pub weight: PdfWeightView,
    /// A name, a time (UTC, RFC 3339), an object's number: what the finding is about. A stranger may have written it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// Everything found out about the seals of one file. No line when it has none.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PdfReportView {
    /// Seven lines for every seal, the oldest seal first.
    pub lines: Vec<PdfLineView>,
}

impl From<domain::PdfReport> for PdfReportView {
    fn from(report: domain::PdfReport) -> Self {
        Self { lines: report.lines.into_iter().map(PdfLineView::from).collect() }
    }
}

impl From<domain::PdfLine> for PdfLineView {
    fn from(line: domain::PdfLine) -> Self {
        Self {
            seal: line.seal,
            aspect: line.aspect.into(),
            finding: line.finding.into(),
            weight: line.finding.weight().into(),
            detail: line.detail,
        }
    }
}

impl From<domain::PdfAspect> for PdfAspectView {
    fn from(it: domain::PdfAspect) -> Self {
        use domain::PdfAspect as It;
        match it {
            It::Integrity => Self::Integrity,
            It::Signer => Self::Signer,
            It::Chain => Self::Chain,
            It::Time => Self::Time,
            It::Revocation => Self::Revocation,
            It::Coverage => Self::Coverage,
            It::ChangesAfter => Self::ChangesAfter,
        }
    }
}

impl From<domain::PdfFinding> for PdfFindingView {
    fn from(it: domain::PdfFinding) -> Self {
        use domain::PdfFinding as It;
        match it {
            It::NotChecked => Self::NotChecked,
            It::Intact => Self::Intact,
            It::Changed => Self::Changed,
            It::SealUnreadable => Self::SealUnreadable,
            It::StructureUnreadable => Self::StructureUnreadable,
            It::Encrypted => Self::Encrypted,
            It::WeakAlgorithm => Self::WeakAlgorithm,
            It::UnknownAlgorithm => Self::UnknownAlgorithm,
            It::SignerFund => Self::SignerFund,
            It::SignerNamed => Self::SignerNamed,
            It::SignerUnnamed => Self::SignerUnnamed,
            It::ChainFund => Self::ChainFund,
            It::ChainTrusted => Self::ChainTrusted,
            It::ChainWithoutRoots => Self::ChainWithoutRoots,
            It::ChainUnknownRoot => Self::ChainUnknownRoot,
            It::ChainWrongUse => Self::ChainWrongUse,
            It::ChainNotValidThen => Self::ChainNotValidThen,
            It::ChainWithdrawn => Self::ChainWithdrawn,
            It::TimeProved => Self::TimeProved,
            It::TimeUnproved => Self::TimeUnproved,
            It::TimeClaimed => Self::TimeClaimed,
            It::TimeMissing => Self::TimeMissing,
            It::TimestampWrong => Self::TimestampWrong,
            It::NotRevoked => Self::NotRevoked,
            It::Revoked => Self::Revoked,
            It::RevocationUnknown => Self::RevocationUnknown,
            It::RevocationOld => Self::RevocationOld,
            It::WholeFile => Self::WholeFile,
            It::PartOfFile => Self::PartOfFile,
            It::RangeWrong => Self::RangeWrong,
            It::NoChanges => Self::NoChanges,
            It::EvidenceAdded => Self::EvidenceAdded,
            It::ChangedAfter => Self::ChangedAfter,
        }
    }
}

impl From<domain::PdfWeight> for PdfWeightView {
    fn from(it: domain::PdfWeight) -> Self {
        use domain::PdfWeight as It;
        match it {
            It::Good => Self::Good,
            It::Open => Self::Open,
            It::Bad => Self::Bad,
        }
    }
}
