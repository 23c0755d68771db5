//! Instants in UTC, as microseconds. The clock itself is passed in from outside.

use chrono::{DateTime, NaiveDate, SecondsFormat};

/// Microseconds since 1970-01-01 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

const MICROS: i64 = 1_000_000;

impl Timestamp {
    /// From microseconds.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// From whole seconds.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(MICROS))
    }

    /// Microseconds.
    pub const fn as_micros(self) -> i64 {
        self.0
    }

    /// Whole seconds, rounded down.
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(MICROS)
    }

    /// The same instant without its fraction of a second.
    pub const fn whole_second(self) -> Self {
        Self::from_seconds(self.seconds())
    }

    /// The day, in UTC.
    pub fn date(self) -> NaiveDate {
        DateTime::from_timestamp_micros(self.0).map(|instant| instant.date_naive()).unwrap_or_default()
    }

    /// Midnight at the start of a day, UTC.
    pub fn start_of(day: NaiveDate) -> Self {
        Self(day.and_hms_opt(0, 0, 0).map_or(0, |instant| instant.and_utc().timestamp_micros()))
    }

    /// So many seconds later (earlier when negative).
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(MICROS)))
    }

    /// So many days of 24 hours later (earlier when negative).
    pub const fn plus_days(self, days: i64) -> Self {
        self.plus_seconds(days.saturating_mul(86_400))
    }

    /// `2026-11-21T10:42:00Z`, to the second.
    pub fn to_rfc3339(self) -> String {
        DateTime::from_timestamp_micros(self.0)
            .map(|instant| instant.to_rfc3339_opts(SecondsFormat::Secs, true))
            .unwrap_or_default()
    }

    /// Reads RFC 3339.
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        DateTime::parse_from_rfc3339(text).ok().map(|instant| Self(instant.timestamp_micros()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_survives_its_text() {
        let text = "2026-11-21T10:42:07Z";
        assert_eq!(Timestamp::parse_rfc3339(text).unwrap().to_rfc3339(), text);
        assert_eq!(Timestamp::parse_rfc3339("2026-11-21T11:42:07+01:00").unwrap().to_rfc3339(), text);
        assert_eq!(Timestamp::parse_rfc3339("yesterday"), None);
    }
}
