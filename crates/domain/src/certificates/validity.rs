//! How long a certificate is good.

use super::rules::CertificateRules;
use crate::time::Timestamp;
use chrono::{Months, NaiveDate};

/// The instant from which a certificate is no longer good: the midnight (UTC) after its last valid day.
pub fn expires_at(issued_at: Timestamp, rules: &CertificateRules) -> Timestamp {
    let day = issued_at.date();
    let last = day.checked_add_months(Months::new(rules.validity_months)).unwrap_or(day);
    Timestamp::start_of(last).plus_days(1)
}

/// The last day (UTC) on which a certificate with that end is good.
pub fn last_valid_day(expires_at: Timestamp) -> NaiveDate {
    Timestamp::from_micros(expires_at.as_micros().saturating_sub(1)).date()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::certificates::CertificateKind;

    #[test]
    fn three_months_end_on_the_same_day_of_the_month_or_on_its_last() {
        for kind in CertificateKind::ALL {
            for (issued, last) in [
                ("2026-11-21T10:42:00Z", "2027-02-21"),
                ("2026-11-30T23:59:59Z", "2027-02-28"),
                ("2027-11-30T00:00:00Z", "2028-02-29"),
            ] {
                let issued = Timestamp::parse_rfc3339(issued).unwrap();
                let expires = expires_at(issued, &CertificateRules::at(kind, issued.date()).unwrap());
                assert_eq!(last_valid_day(expires).to_string(), last, "{}", kind.code());
            }
        }
    }
}
