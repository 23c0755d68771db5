//! Officers' accounts: added by an operator, who hands over a link good once; the officer chooses the password and takes
//! the authenticator's secret, which nobody else sees. They are no insured people and share nothing with their accounts.

mod enrolment;
mod searches;
mod session;

pub use enrolment::Enrolling;
pub use searches::OfficeSearch;
pub use session::{OfficerAttempt, OfficerSession, OpenedOfficerSession};

use crate::audit::{Action, Actor, Deed};
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::secrets::{derive_digest, make_number, make_token};
use crate::transaction::transaction;
use damane_domain::claim::OfficerName;
use damane_domain::ids::OfficerId;
use damane_domain::office::{ENROLMENT_SECONDS, OfficerLogin, OfficerRole};
use damane_domain::time::Timestamp;
use damane_storage::officers::{self as kept, Enrolment, OfficerRecord};
use damane_storage::{StorageError, Tx};
use std::fmt;
use zeroize::Zeroizing;

/// An officer to add.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOfficer {
    /// What they sign in with.
    pub login: OfficerLogin,
    /// What they sign with: no other officer's, however it is spelt.
    pub name: OfficerName,
    /// The code of their office in the profile.
    pub office: String,
    /// What they may do; at least one.
    pub roles: Vec<OfficerRole>,
}

/// A link an officer enrols with, once.
pub struct OfficerLink {
    /// Its token: kept nowhere.
    pub token: Zeroizing<String>,
    /// Good until.
    pub expires_at: Timestamp,
}

/// The token makes an account.
impl fmt::Debug for OfficerLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OfficerLink").field("expires_at", &self.expires_at).finish_non_exhaustive()
    }
}

/// An officer in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedOfficer {
    /// What they sign in with.
    pub login: OfficerLogin,
    /// What they sign with.
    pub name: OfficerName,
    /// Their office's code.
    pub office: String,
    /// What they may do.
    pub roles: Vec<OfficerRole>,
    /// False: they act no more.
    pub active: bool,
    /// They have a password and an authenticator.
    pub enrolled: bool,
}

impl Fund {
    /// Adds an officer, and gives the link they enrol with.
    ///
    /// # Errors
    /// [`ServiceError::InvalidInput`]: `office` is none of the profile's, `roles` are none, `login` or the name is another
    /// officer's.
    pub async fn add_officer(&self, officer: &NewOfficer, by: &str) -> Result<OfficerLink, ServiceError> {
        self.check_officer(officer)?;
        let (record, link) = (self.new_record(officer), self.new_link());
        let now = self.now();
        let added = transaction!(self.store(), |tx| async {
            kept::add_officer(tx, &record).await?;
            kept::put_enrolment(tx, record.id, &enrolment_of(&link)).await?;
            note(tx, by, Action::OfficerAdded, &record.login, now).await
        });
        match added {
            Err(ServiceError::Storage(StorageError::Conflict)) => Err(ServiceError::InvalidInput("login")),
            other => other.map(|()| link),
        }
    }

    fn check_officer(&self, officer: &NewOfficer) -> Result<(), ServiceError> {
        let offices = &self.profile().offices;
        // A fund whose profile names no offices has one.
        let is_only = offices.is_empty() && officer.office == self.office_of_claims();
        if !is_only && !offices.iter().any(|office| office.code == officer.office) {
            return Err(ServiceError::InvalidInput("office"));
        }
        if officer.roles.is_empty() {
            return Err(ServiceError::InvalidInput("roles"));
        }
        Ok(())
    }

    pub(crate) fn new_record(&self, officer: &NewOfficer) -> OfficerRecord {
        OfficerRecord {
            id: OfficerId(make_number(self.chance())),
            login: officer.login.clone(),
            name: officer.name.clone(),
            office: officer.office.clone(),
            roles: officer.roles.clone(),
            password: None,
            secret: None,
            used_step: 0,
            enrolment: None,
            active: true,
            added_at: self.now(),
        }
    }

    fn new_link(&self) -> OfficerLink {
        let expires_at = self.now().plus_seconds(ENROLMENT_SECONDS);
        OfficerLink { token: Zeroizing::new(make_token(self.chance())), expires_at }
    }

    /// Gives an officer another link: password and authenticator count no more, their sessions end. Who was disabled acts
    /// again once they enrolled.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`].
    pub async fn renew_officer(&self, login: &OfficerLogin, by: &str) -> Result<OfficerLink, ServiceError> {
        let (link, now) = (self.new_link(), self.now());
        transaction!(self.store(), |tx| async {
            let found = kept::find_by_login(tx, login).await?.ok_or(ServiceError::NotFound)?;
            kept::set_active(tx, found.id, true).await?;
            kept::put_enrolment(tx, found.id, &enrolment_of(&link)).await?;
            kept::end_sessions_of(tx, found.id).await?;
            note(tx, by, Action::OfficerAdded, login, now).await
        })?;
        Ok(link)
    }

    /// An officer acts no more from here on; their sessions end.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`].
    pub async fn disable_officer(&self, login: &OfficerLogin, by: &str) -> Result<(), ServiceError> {
        let now = self.now();
        transaction!(self.store(), |tx| async {
            let found = kept::find_by_login(tx, login).await?.ok_or(ServiceError::NotFound)?;
            kept::set_active(tx, found.id, false).await?;
            kept::end_sessions_of(tx, found.id).await?;
            note(tx, by, Action::OfficerDisabled, login, now).await
        })
    }

    /// Every officer, by office and login.
    ///
    /// # Errors
    /// Storage only.
    pub async fn officers(&self) -> Result<Vec<ListedOfficer>, ServiceError> {
        let found = kept::find_officers(&mut *self.store().read().await?).await?;
        Ok(found.into_iter().map(listed).collect())
    }
}

fn listed(record: OfficerRecord) -> ListedOfficer {
    let enrolled = record.password.is_some() && record.secret.is_some();
    let OfficerRecord { login, name, office, roles, active, .. } = record;
    ListedOfficer { login, name, office, roles, active, enrolled }
}

fn enrolment_of(link: &OfficerLink) -> Enrolment {
    Enrolment { token: derive_digest(&link.token), ends_at: link.expires_at, offered: None }
}

/// What an officer's secret is sealed for.
pub(crate) fn place_of(id: OfficerId) -> Vec<u8> {
    format!("officer/{}", id.0).into_bytes()
}

/// A login is no word of anybody's file.
async fn note(
    tx: &mut Tx,
    by: &str,
    action: Action,
    login: &OfficerLogin,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let deed = Deed { person: None, actor: Actor::Officer(by), action, detail: login.as_str(), device: None };
    deed.note(tx, now).await
}
