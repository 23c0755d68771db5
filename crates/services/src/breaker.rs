//! Remembers that the breaker is open: while it is, a guess is refused before it costs the database anything.

use crate::error::ServiceError;
use damane_domain::time::Timestamp;
use std::sync::atomic::{AtomicI64, Ordering};

/// Open until an instant, in this process. The count that opens it is kept with the records.
#[derive(Default)]
pub struct Breaker(AtomicI64);

impl Breaker {
    /// Opens it until `until`.
    pub fn open(&self, until: Timestamp) {
        self.0.fetch_max(until.as_micros(), Ordering::Relaxed);
    }

    /// Refuses while it is open.
    pub fn check(&self, now: Timestamp) -> Result<(), ServiceError> {
        let until = Timestamp::from_micros(self.0.load(Ordering::Relaxed));
        if now >= until {
            return Ok(());
        }
        Err(ServiceError::TooManyTries { retry_after: crate::account::seconds_until(until, now) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_open_breaker_says_how_long_and_closes_by_itself() {
        let (breaker, now) = (Breaker::default(), Timestamp::from_seconds(100));
        assert!(breaker.check(now).is_ok());
        breaker.open(Timestamp::from_seconds(160));
        breaker.open(Timestamp::from_seconds(130));
        assert!(matches!(breaker.check(now), Err(ServiceError::TooManyTries { retry_after: 60 })));
        assert!(breaker.check(Timestamp::from_seconds(160)).is_ok());
    }
}
