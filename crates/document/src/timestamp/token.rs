//! A timestamp token (RFC 3161 §2.4.2) that was asked for: verified, and kept as it came.

use super::TimestampError;
use crate::x509::{self, Problem, climb};
use damane_domain::time::Timestamp;

/// A verified token. Whether its authority is trusted is asked apart: [`Token::path`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    der: Vec<u8>,
    time: Timestamp,
    /// The authority's own certificate first.
    certificates: Vec<Vec<u8>>,
}

impl Token {
    /// Reads a token of this digest again, as it was kept.
    ///
    /// # Errors
    /// As [`super::Query::read_answer`].
    pub fn read(der: &[u8], imprint: &[u8; 32]) -> Result<Self, TimestampError> {
        Self::read_with(der, imprint, None)
    }

    pub(super) fn read_with(
        der: &[u8],
        imprint: &[u8; 32],
        nonce: Option<&[u8]>,
    ) -> Result<Self, TimestampError> {
        let token = x509::Token::open(der).map_err(why)?;
        if !token.is_of(imprint) {
            return Err(TimestampError::OtherImprint);
        }
        if nonce.is_some() && nonce != token.nonce() {
            return Err(TimestampError::OtherQuestion);
        }
        let signer = &token.signer;
        if !signer.is_for_timestamps() || !signer.validity.covers(token.time) {
            return Err(TimestampError::NotForTimestamps);
        }
        let others = token.signed.certificates.iter().filter(|other| other.der != signer.der);
        let certificates = std::iter::once(signer).chain(others).map(|one| one.der.to_vec()).collect();
        Ok(Self { der: der.to_vec(), time: token.time, certificates })
    }

    /// The token, as it came.
    pub fn as_bytes(&self) -> &[u8] {
        &self.der
    }

    /// The time it states, whole seconds.
    pub const fn time(&self) -> Timestamp {
        self.time
    }

    /// Its authority's certificate, and those above it as far as it carries them or they are at hand.
    pub fn path(&self, at_hand: &[Vec<u8>]) -> Vec<Vec<u8>> {
        let known: Vec<Vec<u8>> = self.certificates.iter().chain(at_hand).cloned().collect();
        self.certificates.first().map(|own| climb(own, &known)).unwrap_or_default()
    }
}

/// What cannot be verified is not signed, as far as we are concerned.
const fn why(problem: Problem) -> TimestampError {
    match problem {
        Problem::Unreadable => TimestampError::Malformed,
        Problem::Wrong | Problem::Weak | Problem::Unknown => TimestampError::NotSigned,
    }
}
