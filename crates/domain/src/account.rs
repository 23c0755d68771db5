//! Account policy: codes, sessions, lock-out. Figures are our decisions (ASVS 5.0 chapters 6 and 7), not law.

/// Digits of an SMS code. At six, one guess on each of eleven million accounts would open eleven.
pub const CODE_DIGITS: u32 = 8;
/// A code is good for so many seconds (ASVS 6.5.5).
pub const CODE_SECONDS: i64 = 600;
/// Tries before a challenge is closed.
pub const CODE_TRIES: u32 = 5;
/// A session not used for so many seconds ends: browser.
pub const BROWSER_IDLE_SECONDS: i64 = 30 * 60;
/// A browser's session ends after so many seconds whatever its use.
pub const BROWSER_SESSION_SECONDS: i64 = 12 * 3_600;
/// The app's session: ninety days without use, and a password is asked for again.
pub const APP_SESSION_SECONDS: i64 = 90 * 86_400;
/// A token of an app that proves a key is good for so many seconds; then it is renewed.
pub const ACCESS_TOKEN_SECONDS: i64 = 600;
/// A proof of a key may be made so many seconds before or after our now (RFC 9449 §11.1: seconds or minutes).
pub const PROOF_SECONDS: i64 = 60;
/// Failed passwords that cost no delay.
pub const FREE_FAILURES: u32 = 4;
/// Longest delay between two tries, seconds: an attacker must not lock a person out for good (ASVS 6.1.1).
pub const LONGEST_DELAY_SECONDS: i64 = 15 * 60;
/// Codes a person may ask for in an hour.
pub const CODES_PER_HOUR: u32 = 3;

/// Seconds until the next password may be tried, after so many failures in a row: doubling from five.
///
/// ```
/// use damane_domain::account::delay_after;
/// assert_eq!(delay_after(4), 0);
/// assert_eq!(delay_after(5), 5);
/// assert_eq!(delay_after(7), 20);
/// assert_eq!(delay_after(400), 900);
/// ```
pub fn delay_after(failures: u32) -> i64 {
    match failures.checked_sub(FREE_FAILURES + 1) {
        None => 0,
        Some(doublings) => (5_i64 << doublings.min(20)).min(LONGEST_DELAY_SECONDS),
    }
}
