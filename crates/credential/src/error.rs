//! What can be wrong with bytes, bundles and seals.

/// Why a stranger's bytes were not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// The text is longer than any code of ours.
    #[error("the text is too long")]
    TooLong,
    /// Not decimal digits, or with a leading zero.
    #[error("not the digits of a certificate")]
    Digits,
    /// Not base45.
    #[error("not base45")]
    Base45,
    /// Not DEFLATE, cut short, followed by more bytes, or too large once inflated.
    #[error("the compressed bytes are damaged or too large")]
    Inflate,
    /// Not the strict CBOR of RFC 8949 §4.2.1.
    #[error("not well-formed CBOR")]
    Cbor,
    /// Indefinite lengths are not read.
    #[error("indefinite length")]
    IndefiniteLength,
    /// A map names the same key twice.
    #[error("duplicate key")]
    DuplicateKey,
    /// Nested too deeply.
    #[error("nested too deeply")]
    TooDeep,
    /// Bytes after the end.
    #[error("bytes after the end")]
    TrailingBytes,
    /// Well formed, but not laid out as expected.
    #[error("not the expected layout")]
    Layout,
    /// Another algorithm than ES256, or an unknown protected header.
    #[error("unexpected protected header")]
    Header,
}

/// Why a trust list or status list was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TrustError {
    /// The bytes are not readable.
    #[error("not readable: {0}")]
    Malformed(#[from] Malformed),
    /// Not signed by a key that may sign it.
    #[error("signed by an unknown key")]
    UnknownSigner,
    /// The signature does not verify.
    #[error("the signature does not verify")]
    Signature,
    /// Older than the list it would replace.
    #[error("older than the list already held")]
    Older,
    /// The root key or a JSON field is not usable.
    #[error("the bundle is not readable")]
    Bundle,
}

/// Why nothing was sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The certificate does not fit the printed code.
    #[error("the certificate needs {needed} bits of a version 13-M code that holds {capacity}")]
    OverBudget {
        /// Bits it needs.
        needed: usize,
        /// Bits there are.
        capacity: usize,
    },
    /// The host is longer than 17 characters or not lower-case.
    #[error("the verification host does not fit the code")]
    Host,
    /// A field lies outside what the layout can carry.
    #[error("a field lies outside what the layout can carry")]
    Field,
    /// The signing key is not usable.
    #[error("the signing key is not usable")]
    Key,
    /// The signing device did not answer.
    #[error("the signing device failed")]
    Device,
    /// Compression failed.
    #[error("compression failed")]
    Compress,
}
