//! Disputed lines of careers at the console: shown to the office that answers for claims, and answered in coded words.
//! The career itself changes by the employer's correction alone.

use super::note;
use crate::audit::Action;
use crate::claims::{HandedIn, handed_in};
use crate::documents::OpenedDocument;
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::messages::Template;
use crate::officers::OfficerSession;
use crate::transaction::transaction;
use damane_domain::career::{Dispute, DisputeAnswer, DisputeReason};
use damane_domain::ids::{DocumentId, RegistrationNumber};
use damane_domain::month::Month;
use damane_domain::office::OfficerRole;
use damane_domain::person::PersonName;
use damane_storage::{claims, disputes, register};

/// Disputes in a list.
const LISTED: u32 = 100;

/// A disputed line as an officer sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CareerDispute {
    /// Whose career.
    pub name: PersonName,
    /// Their number.
    pub registration_number: RegistrationNumber,
    /// What they say.
    pub dispute: Dispute,
    /// What came with it.
    pub documents: Vec<HandedIn>,
}

impl Fund {
    /// The oldest disputes that wait. The reading is noted. An office that does not answer for careers has none.
    ///
    /// # Errors
    /// [`ServiceError::RoleMissing`], [`ServiceError::TooManyTries`].
    pub async fn desk_disputes(&self, session: &OfficerSession) -> Result<Vec<CareerDispute>, ServiceError> {
        session.require(OfficerRole::Decide)?;
        self.admit_desk_reading(session, Action::QueueRead).await?;
        self.note_desk(session, None, Action::QueueRead, "disputes").await?;
        if session.officer.office != self.office_of_claims() {
            return Ok(Vec::new());
        }
        let mut reader = self.store().read().await?;
        let mut found = Vec::new();
        for (person, dispute) in disputes::find_open_disputes(&mut reader, LISTED).await? {
            let documents = claims::find_documents_of_dispute(&mut reader, person, &dispute).await?;
            let documents = documents.into_iter().map(handed_in).collect();
            let person = register::find_person(&mut reader, person).await?.ok_or(ServiceError::NotFound)?;
            let (name, registration_number) = (person.name, person.registration_number);
            found.push(CareerDispute { name, registration_number, dispute, documents });
        }
        Ok(found)
    }

    /// A document that came with a dispute. Each opening is noted, and its person sees it in their journal.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] also at an office that does not answer for careers; [`ServiceError::RoleMissing`];
    /// [`ServiceError::TooManyTries`].
    pub async fn desk_dispute_document(
        &self,
        session: &OfficerSession,
        document: &DocumentId,
    ) -> Result<OpenedDocument, ServiceError> {
        session.require(OfficerRole::Decide)?;
        self.admit_desk_reading(session, Action::DisputeDocumentRead).await?;
        if session.officer.office != self.office_of_claims() {
            return Err(ServiceError::NotFound);
        }
        let now = self.now();
        let found = transaction!(self.store(), |tx| async {
            let found = claims::find_disputed_document(tx, document).await?;
            let found = found.ok_or(ServiceError::NotFound)?;
            let (person, detail) = (Some(found.person), found.kind.code());
            note(tx, session, person, Action::DisputeDocumentRead, detail, now).await?;
            Ok::<_, ServiceError>(found)
        })?;
        self.watch_canary(session, found.person).await?;
        self.opened(&found).await
    }

    /// Answers a dispute; its person is told that something changed.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] also at an office that does not answer for careers; [`ServiceError::RoleMissing`];
    /// [`ServiceError::InvalidInput`].
    pub async fn desk_answer_dispute(
        &self,
        session: &OfficerSession,
        number: &str,
        line: (Month, i64, DisputeReason),
        answer: DisputeAnswer,
    ) -> Result<(), ServiceError> {
        session.require(OfficerRole::Decide)?;
        let (number, now) = (crate::account::read_number(number)?, self.now());
        if session.officer.office != self.office_of_claims() {
            return Err(ServiceError::NotFound);
        }
        transaction!(self.store(), |tx| async {
            let found = register::find_registered(tx, &number).await?;
            let (person, _) = found.ok_or(ServiceError::NotFound)?;
            let kept = disputes::find_disputes(tx, person).await?;
            let is_it = |one: &&Dispute| (one.month, one.employer, one.reason) == line;
            let dispute = kept.iter().find(is_it).ok_or(ServiceError::NotFound)?;
            if dispute.answer.is_some_and(|(known, _)| known == answer) {
                return Ok(());
            }
            let officer = session.officer.name.as_str();
            disputes::answer_dispute(tx, person, dispute, answer, officer, now).await?;
            note(tx, session, Some(person), Action::DisputeAnswered, answer.code(), now).await?;
            self.tell_if_reached(tx, person, Template::ClaimChanged, now).await
        })
    }
}
