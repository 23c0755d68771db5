//! The answer to "is this certificate genuine?": ten verdicts and their reasons.

/// What is said of a certificate. Only [`Verdict::Valid`] is ever shown green.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Genuine and in force.
    Valid,
    /// Genuine and in force by a status list that is older than a day.
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
    /// Another issuer than the fund.
    WrongIssuer,
    /// Not a certificate of any known kind.
    NotACertificate,
}

/// Why a verdict was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
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
    /// The input is another family's code.
    ForeignCode,
    /// No code was found.
    NoCode,
}
