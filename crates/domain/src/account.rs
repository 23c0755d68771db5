//! Account policy: codes, sessions, lock-out, who may open an account. Figures are our decisions (ASVS 5.0 chapters 6
//! and 7), not law.

use crate::career::Employment;
use crate::ids::{Email, Mobile};

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

/// Seconds until the second code or link may be asked for; each further one waits twice as long.
pub const RESEND_SECONDS: i64 = 60;
/// A sign-up whose phone is not proved is given up after so many seconds.
pub const SIGN_UP_SECONDS: i64 = 3_600;
/// Seconds to choose a password, once the phone is proved.
pub const CHOOSE_PASSWORD_SECONDS: i64 = 30 * 60;
/// Shortest password, characters (ASVS 6.2.1; a second factor is asked on every new device).
pub const PASSWORD_MIN_CHARS: usize = 12;
/// Longest password, characters (ASVS 6.2.9 asks for at least 64).
pub const PASSWORD_MAX_CHARS: usize = 128;
/// A recovery link by SMS is good for so many seconds (NIST SP 800-63B-4 §4.2.1.2: at most ten minutes).
pub const LINK_BY_SMS_SECONDS: i64 = 600;
/// A recovery link by e-mail is good for so many seconds: mail takes minutes.
pub const LINK_BY_EMAIL_SECONDS: i64 = 1_800;
/// A link after an office visit is good for so many seconds: the person has gone home when the second officer agrees.
pub const LINK_FROM_OFFICE_SECONDS: i64 = 86_400;
/// A token in a letter is good for so many seconds: the post takes days.
pub const LETTER_SECONDS: i64 = 14 * 86_400;
/// An officer's request waits so many seconds for a second officer.
pub const OFFICE_REQUEST_SECONDS: i64 = 7 * 86_400;
/// After a recovery or a new declared mobile, bank account, mobile and e-mail are not changed for so many seconds, and a
/// new mobile recovers nothing: whoever swapped a SIM card is found before they can do harm.
pub const GUARD_SECONDS: i64 = 72 * 3_600;

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

/// Seconds until another code or link may be asked for, after so many within the hour: doubling from `first`.
///
/// ```
/// use damane_domain::account::resend_after;
/// assert_eq!([0, 1, 2, 3, 9].map(|sent| resend_after(60, sent)), [0, 60, 120, 240, 900]);
/// assert_eq!(resend_after(0, 3), 0);
/// ```
pub fn resend_after(first: i64, sent: u32) -> i64 {
    match sent.checked_sub(1) {
        None => 0,
        Some(doublings) => first.saturating_mul(1 << doublings.min(20)).clamp(0, LONGEST_DELAY_SECONDS),
    }
}

/// Why a password is not taken. There are no rules about which characters it has (ASVS 6.2.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PasswordFlaw {
    /// Fewer than [`PASSWORD_MIN_CHARS`] characters.
    TooShort,
    /// More than [`PASSWORD_MAX_CHARS`] characters.
    TooLong,
    /// Among those tried first everywhere, or known from a breach.
    Common,
    /// Easily guessed from what is known of the person or from a pattern.
    Guessable,
}

/// What the register and the accounts say of someone whose number and identity card belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignUpFacts {
    /// Mobile declared by the employer.
    pub declared_mobile: Option<Mobile>,
    /// There is an account; with its e-mail, where it has one.
    pub account: Option<Option<Email>>,
    /// The e-mail typed belongs to another account.
    pub email_taken: bool,
    /// What the last declarations say.
    pub employment: Employment,
}

/// Why no account can be opened. Each has its page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BlockedCase {
    /// No such number with this identity card.
    NumberUnknown,
    /// The employer declared another mobile.
    OtherMobile,
    /// There is an account; with its e-mail, where it has one.
    AccountExists(Option<Email>),
    /// The e-mail belongs to another account.
    EmailTaken,
    /// Without declaration for longer than a file stays active.
    FileInactive,
}

/// Whether someone who proved to hold `mobile` may open an account; `None` for facts when number and identity card do not
/// belong together. Whoever holds another phone than the declared one learns nothing else.
///
/// # Errors
/// [`BlockedCase`]: the first that holds, in the order of its variants.
pub fn may_sign_up(mobile: &Mobile, facts: Option<&SignUpFacts>) -> Result<(), BlockedCase> {
    let facts = facts.ok_or(BlockedCase::NumberUnknown)?;
    if facts.declared_mobile.as_ref() != Some(mobile) {
        return Err(BlockedCase::OtherMobile);
    }
    if let Some(email) = &facts.account {
        return Err(BlockedCase::AccountExists(email.clone()));
    }
    if facts.email_taken {
        return Err(BlockedCase::EmailTaken);
    }
    match facts.employment {
        Employment::Inactive { .. } => Err(BlockedCase::FileInactive),
        // Someone just registered has not been declared yet.
        Employment::Declared { .. } | Employment::Interrupted { .. } | Employment::NeverDeclared => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::month::Month;

    fn mobile(text: &str) -> Mobile {
        Mobile::parse(text).unwrap()
    }

    fn fitting() -> SignUpFacts {
        SignUpFacts {
            declared_mobile: Some(mobile("0612345678")),
            account: None,
            email_taken: false,
            employment: Employment::NeverDeclared,
        }
    }

    #[test]
    fn each_case_blocks_and_the_others_do_not() {
        let last_month = Month::parse("2026-01").unwrap();
        let email = Email::parse("salma@example.com").ok();
        let inactive = Employment::Inactive { last_month };
        let cases = [
            (Some(fitting()), Ok(())),
            (
                Some(SignUpFacts {
                    employment: Employment::Interrupted { last_month, months: 6 },
                    ..fitting()
                }),
                Ok(()),
            ),
            (None, Err(BlockedCase::NumberUnknown)),
            (Some(SignUpFacts { declared_mobile: None, ..fitting() }), Err(BlockedCase::OtherMobile)),
            (Some(SignUpFacts { account: Some(None), ..fitting() }), Err(BlockedCase::AccountExists(None))),
            (
                Some(SignUpFacts { account: Some(email.clone()), ..fitting() }),
                Err(BlockedCase::AccountExists(email)),
            ),
            (Some(SignUpFacts { email_taken: true, ..fitting() }), Err(BlockedCase::EmailTaken)),
            (Some(SignUpFacts { employment: inactive, ..fitting() }), Err(BlockedCase::FileInactive)),
        ];
        for (facts, expected) in cases {
            assert_eq!(may_sign_up(&mobile("0612345678"), facts.as_ref()), expected, "{facts:?}");
        }
    }

    #[test]
    fn another_phone_learns_nothing_of_an_account_an_address_or_a_career() {
        let last_month = Month::parse("2026-01").unwrap();
        let facts = SignUpFacts {
            account: Some(Email::parse("salma@example.com").ok()),
            email_taken: true,
            employment: Employment::Inactive { last_month },
            ..fitting()
        };
        assert_eq!(may_sign_up(&mobile("0712345678"), Some(&facts)), Err(BlockedCase::OtherMobile));
    }
}
