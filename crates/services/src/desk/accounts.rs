//! People at the console: looked up by number with a stated purpose, an account reset by two officers, a mobile updated on
//! an employer's notice, a certificate revoked.

use super::note;
use crate::audit::Action;
use crate::certificates::Revocation;
use crate::claims::ClaimSummary;
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::office::{Delivery, OfficeError, RESET, against_link};
use crate::officers::{OfficerSession, place_of};
use crate::secrets::make_number;
use crate::transaction::transaction;
use damane_domain::certificates::CertificateKind;
use damane_domain::claim::{IllegalStep, OfficerName};
use damane_domain::ids::{CertificateId, Mobile, PersonId, RegistrationNumber};
use damane_domain::office::{OfficerRole, SearchPurpose};
use damane_domain::person::{Person, PersonName};
use damane_domain::time::Timestamp;
use damane_storage::certificates::IssueRecord;
use damane_storage::officers::{self as kept, SearchRecord};
use damane_storage::{Connection, accounts, certificates, claims, office, register};

/// Shortest and longest note with a search, characters.
const NOTE_CHARS: std::ops::RangeInclusive<usize> = 5..=200;
/// Claims and certificates shown of a person.
const LISTED: u32 = 20;

/// What a search finds.
pub struct FoundPerson {
    /// Who.
    pub person: Person,
    /// They have an account.
    pub has_account: bool,
    /// Their newest claims at the officer's office; what care was claimed is for officers who decide or approve.
    pub claims: Vec<ClaimSummary>,
    /// Their newest certificates, for officers who revoke them.
    pub certificates: Vec<RevocableCertificate>,
}

/// A certificate an officer can revoke.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevocableCertificate {
    /// Its id.
    pub id: CertificateId,
    /// Its kind.
    pub kind: CertificateKind,
    /// Sealed at.
    pub issued_at: Timestamp,
    /// It is revoked already.
    pub revoked: bool,
}

impl From<IssueRecord> for RevocableCertificate {
    fn from(record: IssueRecord) -> Self {
        let IssueRecord { id, kind, issued_at, revoked_at, .. } = record;
        Self { id, kind, issued_at, revoked: revoked_at.is_some() }
    }
}

/// A reset that waits for another officer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingReset {
    /// Its id.
    pub request: String,
    /// Whose account.
    pub name: PersonName,
    /// Their number.
    pub registration_number: RegistrationNumber,
    /// Who asked.
    pub officer: String,
    /// What was shown.
    pub reason: String,
    /// When.
    pub asked_at: Timestamp,
    /// Waits until.
    pub expires_at: Timestamp,
    /// Another officer than who asked looks at it.
    pub can_agree: bool,
    /// When the declared mobile was changed last, if it ever was.
    pub mobile_changed_at: Option<Timestamp>,
    /// The mobile is new to the account, or the number was chosen by who asked or who looks at it: it gets no link.
    pub mobile_refused: bool,
}

impl Fund {
    /// Looks a person up by number. Why is kept, also when nobody is found.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`], [`ServiceError::RoleMissing`], [`ServiceError::InvalidInput`] for a note that says
    /// nothing; [`ServiceError::TooManyTries`].
    pub async fn desk_search(
        &self,
        session: &OfficerSession,
        number: &str,
        purpose: SearchPurpose,
        words: &str,
    ) -> Result<FoundPerson, ServiceError> {
        session.require_any(&[OfficerRole::Accounts, OfficerRole::Certificates])?;
        let number = crate::account::read_number(number)?;
        let words = read_note(words)?;
        let now = self.now();
        let admitted = self.desk_budgets().searches.admit(session.id, now);
        self.told_of(session, Action::PersonSearched, admitted).await?;
        let (id, note_of) = (make_number(self.chance()), place_of(session.id));
        let sealed = self.at_rest_key().seal_for(self.chance(), &note_of, words.as_bytes())?;
        let found = transaction!(self.store(), |tx| async {
            let found = register::find_registered(tx, &number).await?;
            let person = found.as_ref().map(|(person, _)| *person);
            let search =
                SearchRecord { id, officer: session.id, person, purpose, note: sealed.clone(), at: now };
            kept::add_search(tx, &search).await?;
            note(tx, session, person, Action::PersonSearched, purpose.code(), now).await?;
            Ok::<_, ServiceError>(found)
        })?;
        let (id, person) = found.ok_or(ServiceError::NotFound)?;
        self.watch_canaries(session, [id]).await?;
        let mut reader = self.store().read().await?;
        self.found(&mut reader, session, id, person).await
    }

    async fn found(
        &self,
        reader: &mut Connection,
        session: &OfficerSession,
        id: PersonId,
        person: Person,
    ) -> Result<FoundPerson, ServiceError> {
        let has_account = accounts::find_reached(reader, id).await?.is_some();
        let own = claims::find_claims(reader, id, LISTED).await?;
        let own = own.iter().filter(|claim| claim.office == session.officer.office);
        let mut claims =
            own.map(|claim| self.claim_summary(claim)).collect::<Result<Vec<_>, ServiceError>>()?;
        // What care somebody had is health data: for who decides about it alone (law 09-08, article 1).
        if session.require_any(&[OfficerRole::Decide, OfficerRole::Approve]).is_err() {
            claims.iter_mut().for_each(|claim| claim.care = None);
        }
        let certificates = match session.require(OfficerRole::Certificates) {
            Ok(()) => certificates::find_certificates(reader, id, LISTED).await?,
            Err(_) => Vec::new(),
        };
        let certificates = certificates.into_iter().map(Into::into).collect();
        Ok(FoundPerson { person, has_account, claims, certificates })
    }

    /// Asks for an account to be reset; another officer of the office must agree.
    ///
    /// # Errors
    /// [`ServiceError::RoleMissing`], [`ServiceError::NotFound`], [`ServiceError::InvalidInput`],
    /// [`ServiceError::TooManyTries`].
    pub async fn desk_ask_reset(
        &self,
        session: &OfficerSession,
        number: &str,
        reason: &str,
    ) -> Result<(), ServiceError> {
        session.require(OfficerRole::Accounts)?;
        let number = crate::account::read_number(number)?;
        self.admit_desk_reading(session, Action::AccountReset).await?;
        self.watch_number(session, &number).await?;
        let (name, office) = (session.officer.name.as_str(), session.officer.office.as_str());
        let asked = self.ask_reset_at(&number, name, Some(office), reason).await;
        asked.map(|_| ()).map_err(told)
    }

    /// The resets that wait at the office.
    ///
    /// # Errors
    /// [`ServiceError::RoleMissing`].
    pub async fn desk_resets(&self, session: &OfficerSession) -> Result<Vec<WaitingReset>, ServiceError> {
        session.require(OfficerRole::Accounts)?;
        self.admit_desk_reading(session, Action::ResetsRead).await?;
        self.note_desk(session, None, Action::ResetsRead, "").await?;
        let mut reader = self.store().read().await?;
        let waiting = office::find_waiting(&mut reader, &session.officer.office, RESET, self.now()).await?;
        self.watch_canaries(session, waiting.iter().map(|asked| asked.person)).await?;
        let mut resets = Vec::new();
        for asked in waiting {
            let person = register::find_person(&mut reader, asked.person).await?;
            let person = person.ok_or(ServiceError::NotFound)?;
            let asker = OfficerName::parse(&asked.officer);
            let change = office::find_mobile_change(&mut reader, asked.person).await?;
            let account = accounts::find_reached(&mut reader, asked.person).await?;
            let officers = [asked.officer.as_str(), session.officer.name.as_str()];
            let against = account.zip(person.mobile.as_ref()).and_then(|(account, mobile)| {
                against_link(&account, mobile, change.as_ref(), officers, self.now())
            });
            resets.push(WaitingReset {
                request: asked.id,
                mobile_changed_at: change.map(|change| change.at),
                mobile_refused: against.is_some(),
                name: person.name,
                registration_number: person.registration_number,
                can_agree: asker.as_ref() != Some(&session.officer.name),
                officer: asked.officer,
                reason: asked.reason,
                asked_at: asked.asked_at,
                expires_at: asked.expires_at,
            });
        }
        Ok(resets)
    }

    /// Agrees to a colleague's request: the person gets a link by SMS to the declared mobile. A letter is the command
    /// line's: no officer at a counter reads a token.
    ///
    /// # Errors
    /// [`ServiceError::RoleMissing`], [`ServiceError::NotFound`], [`ServiceError::IllegalStep`] for who asked
    /// and for a mobile that is new or that one of the two chose, [`ServiceError::InvalidInput`] `mobile` when none is
    /// declared.
    pub async fn desk_agree_to_reset(
        &self,
        session: &OfficerSession,
        request: &str,
    ) -> Result<(), ServiceError> {
        session.require(OfficerRole::Accounts)?;
        let (name, office) = (session.officer.name.as_str(), session.officer.office.as_str());
        let agreed = self.agree_to_reset_at(request, name, Some(office), Delivery::Sms).await;
        agreed.map(|_| ()).map_err(told)
    }

    /// Updates a declared mobile on an employer's notice; false when it was declared already.
    ///
    /// # Errors
    /// [`ServiceError::RoleMissing`], [`ServiceError::NotFound`], [`ServiceError::InvalidInput`],
    /// [`ServiceError::TooManyTries`].
    pub async fn desk_update_mobile(
        &self,
        session: &OfficerSession,
        number: &str,
        mobile: &str,
        reason: &str,
    ) -> Result<bool, ServiceError> {
        session.require(OfficerRole::Accounts)?;
        let number = crate::account::read_number(number)?;
        let mobile = Mobile::parse(mobile).map_err(|_| ServiceError::InvalidInput("mobile"))?;
        self.admit_desk_reading(session, Action::MobileUpdated).await?;
        self.watch_number(session, &number).await?;
        let (name, office) = (session.officer.name.as_str(), session.officer.office.as_str());
        self.update_mobile_at(&number, &mobile, name, Some(office), reason).await.map_err(told)
    }

    /// Revokes a certificate.
    ///
    /// # Errors
    /// [`ServiceError::RoleMissing`], [`ServiceError::NotFound`].
    pub async fn desk_revoke(
        &self,
        session: &OfficerSession,
        id: &CertificateId,
        reason: Revocation,
    ) -> Result<(), ServiceError> {
        session.require(OfficerRole::Certificates)?;
        self.revoke_certificate(id, reason, session.officer.name.as_str()).await
    }
}

fn read_note(words: &str) -> Result<&str, ServiceError> {
    let words = words.trim();
    let good = NOTE_CHARS.contains(&words.chars().count()) && !words.contains(char::is_control);
    if good { Ok(words) } else { Err(ServiceError::InvalidInput("note")) }
}

/// As the wire is told.
fn told(error: OfficeError) -> ServiceError {
    match error {
        OfficeError::Officer | OfficeError::Reason => ServiceError::InvalidInput("reason"),
        OfficeError::NumberUnknown | OfficeError::NoAccount | OfficeError::NothingWaits => {
            ServiceError::NotFound
        }
        OfficeError::SameOfficer => IllegalStep::SameOfficer.into(),
        OfficeError::NoMobile => ServiceError::InvalidInput("mobile"),
        OfficeError::MobileNew => IllegalStep::State { state: "new mobile", step: "used for a reset" }.into(),
        OfficeError::MobileChosen => {
            IllegalStep::State { state: "mobile chosen by an officer of the reset", step: "used for it" }
                .into()
        }
        OfficeError::Service(error) => error,
    }
}
