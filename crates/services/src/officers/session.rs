//! An officer signs in with login, password and a code of their authenticator, all at once: whatever is wrong, the answer
//! is the same, and so is the work. A code is taken once. The session is short and knows the officer's roles of now.

use super::{note, place_of};
use crate::account::count_try;
use crate::audit::Action;
use crate::claims::Officer;
use crate::codes::wrong_codes_window;
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::password;
use crate::secrets::{TOKEN_CHARS, derive_digest, make_token};
use crate::totp::find_step;
use crate::transaction::transaction;
use damane_domain::account::{AUTHENTICATOR_DIGITS, PASSWORD_MAX_CHARS};
use damane_domain::ids::OfficerId;
use damane_domain::office::{OFFICER_IDLE_SECONDS, OFFICER_SESSION_SECONDS, OfficerLogin, OfficerRole};
use damane_domain::time::Timestamp;
use damane_storage::Tx;
use damane_storage::accounts::{self, Digest, Failures};
use damane_storage::officers::{self as kept, OfficerRecord, OfficerSessionRecord};
use std::fmt;
use std::net::IpAddr;
use zeroize::Zeroizing;

/// A session's use is written down at most this often, seconds.
const USE_SECONDS: i64 = 30;

/// One try at signing in, as typed.
#[derive(Clone, Copy)]
pub struct OfficerAttempt<'a> {
    /// Login, in any case.
    pub login: &'a str,
    /// Password.
    pub password: &'a str,
    /// Six digits of the authenticator.
    pub code: &'a str,
    /// Where the request comes from.
    pub address: IpAddr,
}

/// An officer's session that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficerSession {
    /// Whose.
    pub id: OfficerId,
    /// The name they sign with, and their office.
    pub officer: Officer,
    /// What they may do.
    pub roles: Vec<OfficerRole>,
    session: Digest,
}

impl OfficerSession {
    fn of(session: Digest, record: OfficerRecord) -> Self {
        let OfficerRecord { id, name, office, roles, .. } = record;
        Self { id, officer: Officer { name, office }, roles, session }
    }

    /// Refuses what the officer has no role for.
    pub(crate) fn require(&self, role: OfficerRole) -> Result<(), ServiceError> {
        if self.roles.contains(&role) { Ok(()) } else { Err(ServiceError::RoleMissing) }
    }

    /// Refuses an officer with neither role.
    pub(crate) fn require_any(&self, roles: &[OfficerRole]) -> Result<(), ServiceError> {
        let any = roles.iter().any(|role| self.roles.contains(role));
        if any { Ok(()) } else { Err(ServiceError::RoleMissing) }
    }
}

/// A session just opened.
pub struct OpenedOfficerSession {
    /// 256 random bits, base64url: kept nowhere by the fund.
    pub token: String,
    /// The session.
    pub session: OfficerSession,
}

impl fmt::Debug for OpenedOfficerSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenedOfficerSession").field("session", &self.session).finish_non_exhaustive()
    }
}

/// Six digits, however they were typed.
pub(super) fn read_code(typed: &str) -> Result<Zeroizing<String>, ServiceError> {
    let code: String = typed.chars().take(64).filter(|sign| !sign.is_whitespace()).collect();
    let good = code.len() == AUTHENTICATOR_DIGITS as usize && code.bytes().all(|byte| byte.is_ascii_digit());
    if good { Ok(Zeroizing::new(code)) } else { Err(ServiceError::InvalidInput("code")) }
}

impl Fund {
    /// Signs an officer in.
    ///
    /// # Errors
    /// [`ServiceError::InvalidInput`], [`ServiceError::SignInRefused`], [`ServiceError::TooManyTries`],
    /// [`ServiceError::Busy`].
    pub async fn sign_in_officer(
        &self,
        attempt: OfficerAttempt<'_>,
    ) -> Result<OpenedOfficerSession, ServiceError> {
        let login = OfficerLogin::parse(attempt.login).ok_or(ServiceError::InvalidInput("login"))?;
        if attempt.password.is_empty() || attempt.password.chars().count() > PASSWORD_MAX_CHARS {
            return Err(ServiceError::InvalidInput("password"));
        }
        let code = read_code(attempt.code)?;
        self.guessing.codes.check(self.now())?;
        self.addresses().check(attempt.address, self.now())?;
        let record = self.check_officer_password(&login, attempt.password).await?;
        let (token, now) = (make_token(self.chance()), self.now());
        let opened = match record {
            Some(record) => {
                transaction!(self.store(), |tx| self.open_officer_session(tx, &record, &code, &token, now))?
            }
            None => None,
        };
        let session = opened.ok_or_else(|| {
            self.addresses().count(attempt.address, now);
            ServiceError::SignInRefused
        })?;
        Ok(OpenedOfficerSession { token, session })
    }

    /// Counts the try as failed until it is known to be right; the same rows and the same work for any login.
    async fn check_officer_password(
        &self,
        login: &OfficerLogin,
        password: &str,
    ) -> Result<Option<OfficerRecord>, ServiceError> {
        let place = self.password_places().take().await?;
        let now = self.now();
        let found = transaction!(self.store(), |tx| async {
            let key = derive_digest(login.as_str());
            let next = count_try(kept::find_failures(tx, &key).await?, now)?;
            kept::put_failures(tx, &key, &next).await?;
            Ok::<_, ServiceError>(kept::find_by_login(tx, login).await?)
        })?;
        let found = found.filter(|officer| officer.active);
        let (password, hash) =
            (Zeroizing::new(password.to_owned()), found.as_ref().and_then(|one| one.password.clone()));
        let fits = place.run(move || password::fits(&password, hash.as_deref())).await??;
        Ok(found.filter(|_| fits))
    }

    /// The password was right: a session when the code is, too. `None` for a wrong one, whose try stays counted.
    async fn open_officer_session(
        &self,
        tx: &mut Tx,
        record: &OfficerRecord,
        code: &str,
        token: &str,
        now: Timestamp,
    ) -> Result<Option<OfficerSession>, ServiceError> {
        self.check_wrong_codes(tx, now).await?;
        // As it is now: the password took its time.
        let current = kept::find_by_login(tx, &record.login).await?;
        let current = current.filter(|one| one.active && one.password == record.password);
        let Some(current) = current else { return Ok(None) };
        let Some(sealed) = current.secret.as_ref() else { return Ok(None) };
        let secret = self.at_rest_key().open_for(&place_of(current.id), sealed)?;
        let step = find_step(&secret, code, now, current.used_step);
        let taken = match step {
            Some(step) => kept::use_step(tx, current.id, step).await?,
            None => false,
        };
        if !taken {
            accounts::add_wrong_code(tx, wrong_codes_window(now)).await?;
            return Ok(None);
        }
        let none = Failures { count: 0, last_at: now, locked_until: now };
        kept::put_failures(tx, &derive_digest(current.login.as_str()), &none).await?;
        let session = OfficerSessionRecord {
            id: derive_digest(token),
            officer: current.id,
            used_at: now,
            ends_at: now.plus_seconds(OFFICER_SESSION_SECONDS),
        };
        kept::add_session(tx, &session).await?;
        note(tx, current.name.as_str(), Action::OfficerSignedIn, &current.login, now).await?;
        Ok(Some(OfficerSession::of(session.id, current)))
    }

    /// Finds the session of a token, unless it or its officer has ended, and counts this as its use.
    ///
    /// # Errors
    /// Storage only.
    pub async fn find_officer_session(&self, token: &str) -> Result<Option<OfficerSession>, ServiceError> {
        if token.len() != TOKEN_CHARS {
            return Ok(None);
        }
        let (id, now) = (derive_digest(token), self.now());
        let found = kept::find_session(&mut *self.store().read().await?, &id).await?;
        let stands = |(session, officer): &(OfficerSessionRecord, OfficerRecord)| {
            let idle_ends = session.used_at.plus_seconds(OFFICER_IDLE_SECONDS);
            officer.active && now < session.ends_at && now < idle_ends
        };
        let Some((session, officer)) = found.filter(stands) else { return Ok(None) };
        if now >= session.used_at.plus_seconds(USE_SECONDS) {
            // A busy writer is no reason to refuse a reader: the next request notes the use.
            match transaction!(self.store(), |tx| used(tx, &id, now)) {
                Ok(()) | Err(ServiceError::Busy { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(Some(OfficerSession::of(session.id, officer)))
    }

    /// Ends an officer's session at once.
    ///
    /// # Errors
    /// Storage only.
    pub async fn end_officer_session(&self, session: &OfficerSession) -> Result<(), ServiceError> {
        let now = self.now();
        transaction!(self.store(), |tx| async {
            if kept::end_session(tx, &session.session).await? {
                let deed = crate::audit::Deed {
                    person: None,
                    actor: crate::audit::Actor::Officer(session.officer.name.as_str()),
                    action: Action::OfficerSignedOut,
                    detail: "",
                    device: None,
                };
                deed.note(tx, now).await?;
            }
            Ok::<_, ServiceError>(())
        })
    }
}

async fn used(tx: &mut Tx, id: &Digest, now: Timestamp) -> Result<(), ServiceError> {
    Ok(kept::use_session(tx, id, now).await?)
}
