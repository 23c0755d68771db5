//! The claim numbers our signed objects share (RFC 8392 §4, Token Status List §5.2) and their times.

use damane_domain::time::Timestamp;

use crate::{cbor::Reader, error::Malformed};

pub(crate) const CLAIM_ISS: i64 = 1;
pub(crate) const CLAIM_SUB: i64 = 2;
pub(crate) const CLAIM_EXP: i64 = 4;
pub(crate) const CLAIM_IAT: i64 = 6;
pub(crate) const CLAIM_TTL: i64 = 65534;

/// Latest second that is read: the end of the year 9999.
const LAST_SECOND: u64 = 253_402_300_799;
const MICROS: i64 = 1_000_000;

/// Whole seconds since 1970 for the wire.
#[cfg(feature = "issue")]
pub(crate) fn seconds(at: Timestamp) -> Result<u64, Malformed> {
    u64::try_from(at.as_micros().div_euclid(MICROS)).map_err(|_| Malformed::Layout)
}

/// A time from whole seconds since 1970.
pub(crate) fn timestamp(seconds: u64) -> Result<Timestamp, Malformed> {
    if seconds > LAST_SECOND {
        return Err(Malformed::Layout);
    }
    Ok(Timestamp::from_micros(seconds as i64 * MICROS))
}

/// The three times of a signed object while it is being read.
#[derive(Debug, Default)]
pub(crate) struct Times {
    exp: Option<u64>,
    iat: Option<u64>,
    ttl: Option<u64>,
}

impl Times {
    /// Takes the value of a time claim, steps over any other.
    pub fn read_or_skip(&mut self, claim: i64, reader: &mut Reader<'_>) -> Result<(), Malformed> {
        match claim {
            CLAIM_EXP => self.exp = Some(reader.unsigned()?),
            CLAIM_IAT => self.iat = Some(reader.unsigned()?),
            CLAIM_TTL => self.ttl = Some(reader.unsigned()?),
            _ => reader.skip()?,
        }
        Ok(())
    }

    pub fn issued_at(&self) -> Result<Timestamp, Malformed> {
        timestamp(self.iat.ok_or(Malformed::Layout)?)
    }

    pub fn expires_at(&self) -> Result<Timestamp, Malformed> {
        timestamp(self.exp.ok_or(Malformed::Layout)?)
    }

    pub fn ttl_seconds(&self) -> Result<u64, Malformed> {
        self.ttl.filter(|ttl| *ttl <= LAST_SECOND).ok_or(Malformed::Layout)
    }
}
