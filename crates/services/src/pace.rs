//! How often codes and links may be asked for: soon the second time, later and later, and only so many in an hour.

use crate::account::seconds_until;
use crate::error::ServiceError;
use crate::settings::Limits;
use damane_domain::account::resend_after;
use damane_domain::time::Timestamp;

/// Back to here, codes and links are counted.
pub fn hour_before(now: Timestamp) -> Timestamp {
    now.plus_seconds(-3_600)
}

/// Whether another may be sent now, after those `sent` within the hour, oldest first. Gives the seconds until the one
/// after it.
pub fn check_pace(sent: &[Timestamp], limits: &Limits, now: Timestamp) -> Result<u32, ServiceError> {
    let free_at = free_at(sent, limits);
    if let Some(free_at) = free_at.filter(|free_at| now < *free_at) {
        return Err(ServiceError::TooManyTries { retry_after: seconds_until(free_at, now) });
    }
    let with_this = [sent, &[now]].concat();
    Ok(self::free_at(&with_this, limits).map_or(0, |free_at| seconds_until(free_at, now)))
}

/// When the next may be sent.
fn free_at(sent: &[Timestamp], limits: &Limits) -> Option<Timestamp> {
    let most = usize::try_from(limits.codes_per_hour).unwrap_or(usize::MAX);
    let oldest_counted = sent.len().checked_sub(most).and_then(|oldest| sent.get(oldest));
    let next_hour = oldest_counted.map(|oldest| oldest.plus_seconds(3_600));
    let count = u32::try_from(sent.len()).unwrap_or(u32::MAX);
    let pause = resend_after(i64::from(limits.resend_seconds), count);
    let after_pause = sent.last().map(|last| last.plus_seconds(pause));
    next_hour.max(after_pause)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_waits_a_minute_the_third_two_and_the_fourth_an_hour() {
        let limits = Limits::default();
        let mut now = Timestamp::from_seconds(10_000);
        let (mut sent, mut waits) = (Vec::new(), Vec::new());
        for _ in 0..3 {
            let wait = check_pace(&sent, &limits, now).unwrap();
            sent.push(now);
            let early = now.plus_seconds(i64::from(wait) - 1);
            assert!(matches!(
                check_pace(&sent, &limits, early),
                Err(ServiceError::TooManyTries { retry_after: 1 })
            ));
            now = now.plus_seconds(i64::from(wait));
            waits.push(wait);
        }
        assert_eq!(waits, [60, 120, 3_600 - 180], "the last one counts from the first code of the hour");
        assert!(check_pace(&sent[1..], &limits, now).is_ok());
    }
}
