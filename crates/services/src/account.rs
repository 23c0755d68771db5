//! Signing in: password, code on a new device, session. Same answer and same work whether a person exists or not
//! (ASVS 5.0, 6.3.8).

use crate::error::ServiceError;
use crate::fund::Fund;
use crate::people::PersonSummary;
use damane_domain::ids::{PersonId, RegistrationNumber};
use std::fmt;
use std::net::IpAddr;

/// Who asks for a session: decides how long it lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientKind {
    /// A browser, perhaps shared.
    Browser,
    /// The app, behind its own lock.
    App,
}

/// One try at signing in, as typed.
#[derive(Clone, Copy)]
pub struct SignInAttempt<'a> {
    /// Registration number, blanks allowed.
    pub registration_number: &'a str,
    /// Password.
    pub password: &'a str,
    /// Browser or app.
    pub client: ClientKind,
    /// 32 hex digits that this device named itself with; `None` for a browser without the cookie.
    pub device: Option<&'a str>,
    /// What the person will recognise in the list of devices.
    pub device_name: Option<&'a str>,
    /// Where the request comes from.
    pub address: IpAddr,
}

/// What a right password leads to.
#[derive(Debug)]
pub enum SignIn {
    /// The device is new: a code was sent.
    CodeNeeded {
        /// To send back with the code; 32 hex digits.
        challenge_id: String,
        /// Last two digits of the mobile it went to.
        mobile_ending: String,
        /// Seconds until it expires.
        expires_in: u32,
    },
    /// The device is known.
    SignedIn(OpenedSession),
}

/// A session just opened.
pub struct OpenedSession {
    /// Bearer token, 256 random bits, base64url: kept nowhere by the fund.
    pub token: String,
    /// Who is signed in.
    pub person: PersonSummary,
    /// The name the fund gave a device that sent none: a browser keeps it in its cookie. `None` for a device that
    /// named itself.
    pub device: Option<String>,
}

impl fmt::Debug for OpenedSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenedSession").field("person", &self.person).finish_non_exhaustive()
    }
}

/// A session that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Whose it is.
    pub person: PersonId,
    /// The same person, as the wire knows them.
    pub registration_number: RegistrationNumber,
}

impl Fund {
    /// Checks a password; a known device gets its session, a new one a code by SMS.
    ///
    /// # Errors
    /// [`ServiceError::InvalidInput`], [`ServiceError::SignInRefused`], [`ServiceError::TooManyTries`],
    /// [`ServiceError::Busy`].
    pub async fn sign_in(&self, attempt: SignInAttempt<'_>) -> Result<SignIn, ServiceError> {
        let _ = attempt;
        Err(ServiceError::SignInRefused)
    }

    /// Checks a code and trusts the device it was asked from.
    ///
    /// # Errors
    /// [`ServiceError::InvalidInput`], [`ServiceError::CodeRefused`], [`ServiceError::Busy`].
    pub async fn confirm_code(&self, challenge_id: &str, code: &str) -> Result<OpenedSession, ServiceError> {
        let _ = (challenge_id, code);
        Err(ServiceError::CodeRefused)
    }

    /// Finds the session of a token, unless it has ended, and counts this as its use.
    ///
    /// # Errors
    /// Storage only.
    pub async fn find_session(&self, token: &str) -> Result<Option<Session>, ServiceError> {
        let _ = token;
        Ok(None)
    }

    /// Ends a session at once. Ending one that has ended is no error.
    ///
    /// # Errors
    /// Storage only.
    pub async fn end_session(&self, token: &str) -> Result<(), ServiceError> {
        let _ = token;
        Ok(())
    }
}
