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
/// The app's session: ninety days of use without a password.
pub const APP_SESSION_SECONDS: i64 = 90 * 86_400;
/// Failed passwords that cost no delay.
pub const FREE_FAILURES: u32 = 4;
/// Longest delay between two tries, seconds: an attacker must not lock a person out for good (ASVS 6.1.1).
pub const LONGEST_DELAY_SECONDS: i64 = 15 * 60;
/// Codes a person may ask for in an hour.
pub const CODES_PER_HOUR: u32 = 3;
/// Seconds a confirmation by password and second step counts for.
pub const CONFIRMATION_SECONDS: i64 = 5 * 60;
/// A change of mobile, e-mail or bank account waits so many seconds, so that whoever is told of it in vain can stop it.
pub const DETAIL_WAIT_SECONDS: i64 = 72 * 3_600;
/// Digits of an authenticator app's code (RFC 6238; what every app shows).
pub const AUTHENTICATOR_DIGITS: u32 = 6;
/// Seconds of a time step of an authenticator app.
pub const AUTHENTICATOR_STEP_SECONDS: i64 = 30;
/// Wrong codes of one authenticator app in a row before it is asked no more, and the SMS is sent instead. Each try has
/// three chances in a million; the challenges that lead to one are not bounded by the cost of an SMS.
pub const AUTHENTICATOR_FAILURES: u32 = 30;
/// After so many seconds without another one, wrong codes of an authenticator app are forgotten.
pub const AUTHENTICATOR_REST_SECONDS: i64 = 86_400;
/// An authenticator app that was offered is put in use within so many seconds.
pub const AUTHENTICATOR_OFFER_SECONDS: i64 = 15 * 60;
/// Printed codes of one sheet.
pub const RECOVERY_CODES: usize = 10;
/// A WebAuthn ceremony is finished within so many seconds.
pub const CEREMONY_SECONDS: i64 = 5 * 60;
/// Passkeys a person may have.
pub const PASSKEYS: usize = 10;

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
