//! Timestamps (RFC 3161): what is asked, what is answered, and giving such answers oneself.
//!
//! A token is kept as it came: it is put into a seal byte for byte, so that the same record gives the same bytes.

mod authority;
mod token;

pub use authority::TimestampAuthority;
pub use token::Token;

use crate::der::{NotDer, Reader, sequence, tag, unsigned, value};
use crate::oid;

/// Media type of what is asked (RFC 3161 §3.4).
pub const QUERY_TYPE: &str = "application/timestamp-query";
/// Media type of what is answered.
pub const ANSWER_TYPE: &str = "application/timestamp-reply";
/// Longest answer that is read, bytes.
pub const MAX_ANSWER: usize = 32 * 1024;

/// Why there is no token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TimestampError {
    /// The authority answers with a failure (PKIStatus, RFC 3161 §2.4.2).
    #[error("the timestamp authority refuses, status {0}")]
    Refused(u8),
    /// The bytes are no answer.
    #[error("no timestamp as RFC 3161 writes it")]
    Malformed,
    /// It dates something else.
    #[error("the timestamp is of something else")]
    OtherImprint,
    /// It answers another question.
    #[error("the timestamp answers another question")]
    OtherQuestion,
    /// Its signature is not its certificate's.
    #[error("the timestamp's signature is wrong")]
    NotSigned,
    /// Its certificate is not one for timestamps, or did not hold then.
    #[error("the timestamp's certificate is not one for timestamps at that time")]
    NotForTimestamps,
}

impl From<NotDer> for TimestampError {
    fn from(_: NotDer) -> Self {
        Self::Malformed
    }
}

/// What is asked: a date for a SHA-256 digest.
#[derive(Debug, Clone)]
pub struct Query {
    imprint: [u8; 32],
    nonce: [u8; 16],
}

impl Query {
    /// Asks for this digest. The nonce is random: an answer that was given before is not taken.
    pub const fn new(imprint: [u8; 32], nonce: [u8; 16]) -> Self {
        Self { imprint, nonce }
    }

    /// TimeStampReq (RFC 3161 §2.4.1), with the authority's certificate asked for.
    pub fn to_bytes(&self) -> Vec<u8> {
        sequence(&[
            &unsigned(&[1]),
            &message_imprint(&[&sequence(&[oid::SHA_256])], &self.imprint),
            &unsigned(&self.nonce),
            &[tag::BOOLEAN, 1, 0xff],
        ])
    }

    /// Reads the answer: its token, verified but for the trust in its certificate.
    ///
    /// # Errors
    /// [`TimestampError`] says what is wrong with it.
    pub fn read_answer(&self, answer: &[u8]) -> Result<Token, TimestampError> {
        if answer.len() > MAX_ANSWER {
            return Err(TimestampError::Malformed);
        }
        let mut outside = Reader::new(answer);
        let mut parts = outside.enter(tag::SEQUENCE)?;
        outside.done()?;
        let status = parts.enter(tag::SEQUENCE)?.expect(tag::INTEGER)?.content;
        // granted and grantedWithMods.
        match status {
            [0 | 1] => {}
            [refused] => return Err(TimestampError::Refused(*refused)),
            _ => return Err(TimestampError::Malformed),
        }
        let token = parts.expect(tag::SEQUENCE)?.whole;
        parts.done()?;
        Token::read_with(token, &self.imprint, Some(&unsigned(&self.nonce)))
    }
}

/// MessageImprint of an algorithm and a digest.
fn message_imprint(algorithm: &[&[u8]], digest: &[u8]) -> Vec<u8> {
    sequence(&[&algorithm.concat(), &value(tag::OCTET_STRING, &[digest])])
}

#[cfg(test)]
mod tests;
