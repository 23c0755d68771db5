//! What is found out about a seal of a PDF, each question on its own line: one green tick would hide which of them were
//! answered, and by whom.

/// A question about a seal. Every seal has one line for each, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PdfAspect {
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

impl PdfAspect {
    /// All of them, in the order of a report.
    pub const ALL: [Self; 7] = [
        Self::Integrity,
        Self::Signer,
        Self::Chain,
        Self::Time,
        Self::Revocation,
        Self::Coverage,
        Self::ChangesAfter,
    ];

    /// Its name in reports for programs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Integrity => "integrity",
            Self::Signer => "signer",
            Self::Chain => "chain",
            Self::Time => "time",
            Self::Revocation => "revocation",
            Self::Coverage => "coverage",
            Self::ChangesAfter => "changes_after",
        }
    }
}

/// The answer to one question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PdfFinding {
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

/// How a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PdfWeight {
    /// Speaks for the seal.
    Good,
    /// Says less than one would like.
    Open,
    /// Speaks against it.
    Bad,
}

impl PdfWeight {
    /// Its name in reports for programs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Open => "open",
            Self::Bad => "bad",
        }
    }
}

impl PdfFinding {
    /// How it weighs.
    pub const fn weight(self) -> PdfWeight {
        match self {
            Self::Intact
            | Self::SignerFund
            | Self::SignerNamed
            | Self::ChainFund
            | Self::ChainTrusted
            | Self::TimeProved
            | Self::NotRevoked
            | Self::WholeFile
            | Self::NoChanges
            | Self::EvidenceAdded => PdfWeight::Good,
            Self::NotChecked
            | Self::UnknownAlgorithm
            | Self::SignerUnnamed
            | Self::ChainWithoutRoots
            | Self::ChainUnknownRoot
            | Self::TimeUnproved
            | Self::TimeClaimed
            | Self::TimeMissing
            | Self::RevocationUnknown
            | Self::RevocationOld
            | Self::PartOfFile => PdfWeight::Open,
            Self::Changed
            | Self::SealUnreadable
            | Self::StructureUnreadable
            | Self::Encrypted
            | Self::WeakAlgorithm
            | Self::ChainWrongUse
            | Self::ChainNotValidThen
            | Self::ChainWithdrawn
            | Self::TimestampWrong
            | Self::Revoked
            | Self::RangeWrong
            | Self::ChangedAfter => PdfWeight::Bad,
        }
    }

    /// Its name in reports for programs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotChecked => "not_checked",
            Self::Intact => "intact",
            Self::Changed => "changed",
            Self::SealUnreadable => "seal_unreadable",
            Self::StructureUnreadable => "structure_unreadable",
            Self::Encrypted => "encrypted",
            Self::WeakAlgorithm => "weak_algorithm",
            Self::UnknownAlgorithm => "unknown_algorithm",
            Self::SignerFund => "signer_fund",
            Self::SignerNamed => "signer_named",
            Self::SignerUnnamed => "signer_unnamed",
            Self::ChainFund => "chain_fund",
            Self::ChainTrusted => "chain_trusted",
            Self::ChainWithoutRoots => "chain_without_roots",
            Self::ChainUnknownRoot => "chain_unknown_root",
            Self::ChainWrongUse => "chain_wrong_use",
            Self::ChainNotValidThen => "chain_not_valid_then",
            Self::ChainWithdrawn => "chain_withdrawn",
            Self::TimeProved => "time_proved",
            Self::TimeUnproved => "time_unproved",
            Self::TimeClaimed => "time_claimed",
            Self::TimeMissing => "time_missing",
            Self::TimestampWrong => "timestamp_wrong",
            Self::NotRevoked => "not_revoked",
            Self::Revoked => "revoked",
            Self::RevocationUnknown => "revocation_unknown",
            Self::RevocationOld => "revocation_old",
            Self::WholeFile => "whole_file",
            Self::PartOfFile => "part_of_file",
            Self::RangeWrong => "range_wrong",
            Self::NoChanges => "no_changes",
            Self::EvidenceAdded => "evidence_added",
            Self::ChangedAfter => "changed_after",
        }
    }
}

/// One line of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PdfLine {
    /// Which seal of the file, from 1.
    pub seal: u32,
    /// The question.
    pub aspect: PdfAspect,
    /// The answer.
    pub finding: PdfFinding,
    /// A name, a time (RFC 3339), an object's number: what the finding is about. A stranger may have written it.
    pub detail: Option<String>,
}

/// Everything found out about the seals of one file. Empty when it has none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PdfReport {
    /// Seven lines for every seal, the oldest seal first.
    pub lines: Vec<PdfLine>,
}

impl PdfReport {
    /// Whether every question about every seal has an answer that speaks for it. A time by the sealer's own account is
    /// enough: the certificates are then judged as of now. So is a part of the file: what came after has its own line.
    pub fn stands(&self) -> bool {
        !self.lines.is_empty()
            && self.lines.iter().all(|line| {
                let enough = matches!(line.finding, PdfFinding::TimeClaimed | PdfFinding::PartOfFile);
                line.finding.weight() == PdfWeight::Good || enough
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(aspect: PdfAspect, finding: PdfFinding) -> PdfLine {
        PdfLine { seal: 1, aspect, finding, detail: None }
    }

    #[test]
    fn a_seal_stands_when_every_line_speaks_for_it_and_none_is_no_seal() {
        let good = [
            line(PdfAspect::Integrity, PdfFinding::Intact),
            line(PdfAspect::Time, PdfFinding::TimeClaimed),
            line(PdfAspect::ChangesAfter, PdfFinding::EvidenceAdded),
        ];
        assert!(PdfReport { lines: good.to_vec() }.stands());
        assert!(!PdfReport::default().stands());
        for finding in [PdfFinding::NotChecked, PdfFinding::ChainUnknownRoot, PdfFinding::ChangedAfter] {
            let mut lines = good.to_vec();
            lines.push(line(PdfAspect::Chain, finding));
            assert!(!PdfReport { lines }.stands(), "{finding:?}");
        }
    }
}
