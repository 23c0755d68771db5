//! What an officer may do, why they look a person up, and how long they stay signed in. Our decisions, not law.

use crate::claim::coded;
use std::fmt;

/// An officer's session that is not used for so many seconds ends: a screen in an office is seen by others.
pub const OFFICER_IDLE_SECONDS: i64 = 15 * 60;
/// It ends after so many seconds whatever its use: a working day.
pub const OFFICER_SESSION_SECONDS: i64 = 10 * 3_600;
/// An enrolment link is good for so many seconds.
pub const ENROLMENT_SECONDS: i64 = 3 * 86_400;
/// Claims and documents an officer opens in an hour; nobody decides more.
pub const OFFICER_READINGS_PER_HOUR: u32 = 600;
/// People an officer looks up by number in an hour.
pub const OFFICER_SEARCHES_PER_HOUR: u32 = 60;
/// Days for which it is kept why an officer looked somebody up: long enough for an inspection of the year before.
pub const SEARCHES_KEPT_DAYS: i64 = 730;
/// Characters of a login.
const LOGIN_CHARS: std::ops::RangeInclusive<usize> = 3..=40;

coded! {
    /// What an officer may do.
    OfficerRole {
        /// Take claims, ask for documents, refuse, propose.
        Decide = "decide",
        /// Agree to what a colleague proposed, make and agree to batches of payments.
        Approve = "approve",
        /// Look people up, reset accounts, update mobiles.
        Accounts = "accounts",
        /// Revoke certificates.
        Certificates = "certificates",
    }
}

coded! {
    /// Why an officer looks a person up by number.
    SearchPurpose {
        /// The person stands at the counter.
        AtTheCounter = "at_the_counter",
        /// The person called or wrote.
        CallOrLetter = "call_or_letter",
        /// A claim of theirs asks for it.
        Claim = "claim",
        /// Their employer gave notice of something.
        EmployerNotice = "employer_notice",
        /// A certificate is in doubt.
        Certificate = "certificate",
        /// A disputed line of a career.
        Career = "career",
    }
}

/// The name an officer signs in with: small Latin letters, digits, points and hyphens.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct OfficerLogin(String);

impl OfficerLogin {
    /// As typed, in any case.
    pub fn parse(text: &str) -> Option<Self> {
        let login = text.trim().to_ascii_lowercase();
        let good =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'-');
        (LOGIN_CHARS.contains(&login.len()) && login.bytes().all(good)).then_some(Self(login))
    }

    /// Its letters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for OfficerLogin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for OfficerLogin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OfficerLogin({})", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_is_read_in_any_case_and_holds_nothing_that_could_be_a_name_of_somebody_else() {
        assert_eq!(OfficerLogin::parse(" L.Bennis ").unwrap().as_str(), "l.bennis");
        for text in ["", "lb", "l bennis", "l_bennis", "é.bennis", "a:b", &"a".repeat(41)] {
            assert!(OfficerLogin::parse(text).is_none(), "{text}");
        }
    }
}
