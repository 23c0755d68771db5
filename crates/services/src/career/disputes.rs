//! A person disputes a declared line: kept once, noted, and shown beside the line.

use crate::audit::{Action, Actor, Deed};
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::people::PersonFile;
use crate::sessions::Session;
use crate::transaction::transaction;
use damane_domain::career::{Dispute, DisputeReason};
use damane_domain::ids::{DocumentId, EmployerNumber};
use damane_domain::month::Month;
use damane_storage::{claims, disputes};
use std::collections::BTreeSet;

/// What a person says is wrong, as it comes from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisputedLine {
    /// `2026-09`.
    pub month: String,
    /// Seven digits; empty where nobody declared the month.
    pub employer_number: String,
    /// What is wrong.
    pub reason: DisputeReason,
    /// The person's own words, 500 characters at most.
    pub note: String,
    /// What shows it, as it was handed in: kept with the dispute.
    pub documents: Vec<DocumentId>,
}

/// Longest note, characters.
const NOTE_CHARS: usize = 500;
/// Most documents with one dispute.
const MOST_DOCUMENTS: usize = 5;
/// Most disputes of one person: forty years with one a quarter.
const MOST: usize = 160;
/// Seconds to wait beyond that: an officer answers them first.
const LATER: u32 = 86_400;

impl Fund {
    /// Keeps a dispute of who is signed in; the same once more changes nothing.
    ///
    /// # Errors
    /// [`ServiceError::InvalidInput`] names the field that speaks of nothing, `documents` for more than five and for one
    /// that does not wait; [`ServiceError::TooManyTries`] beyond what
    /// a career holds; storage.
    pub async fn dispute_line(
        &self,
        session: &Session,
        line: &DisputedLine,
    ) -> Result<Dispute, ServiceError> {
        let now = self.now();
        let dispute = self.checked(session, line).await?;
        let documents: BTreeSet<DocumentId> = line.documents.iter().copied().collect();
        if documents.len() > MOST_DOCUMENTS {
            return Err(ServiceError::InvalidInput("documents"));
        }
        let deed = || Deed {
            person: Some(session.person),
            actor: Actor::Person,
            action: Action::CareerDisputed,
            detail: line.reason.code(),
            device: Some(session.device),
        };
        transaction!(self.store(), |tx| async {
            if disputes::find_disputes(tx, session.person).await?.len() >= MOST {
                return Err(ServiceError::TooManyTries { retry_after: LATER });
            }
            if !disputes::add_dispute(tx, session.person, &dispute).await? {
                return Ok(());
            }
            for document in &documents {
                if !claims::attach_to_dispute(tx, session.person, document, &dispute).await? {
                    return Err(ServiceError::InvalidInput("documents"));
                }
            }
            deed().note(tx, now).await
        })?;
        let kept = disputes::find_disputes(&mut *self.store().read().await?, session.person).await?;
        let same = |one: &Dispute| {
            (one.month, one.employer, one.reason) == (dispute.month, dispute.employer, dispute.reason)
        };
        kept.into_iter().find(same).ok_or(ServiceError::NotFound)
    }

    async fn checked(&self, session: &Session, line: &DisputedLine) -> Result<Dispute, ServiceError> {
        let month = Month::parse(&line.month).ok_or(ServiceError::InvalidInput("month"))?;
        let employer = match line.employer_number.as_str() {
            "" => None,
            digits => Some(
                EmployerNumber::parse(digits).map_err(|_| ServiceError::InvalidInput("employer_number"))?,
            ),
        };
        let note = line.note.trim();
        if note.chars().count() > NOTE_CHARS
            || note.chars().any(|letter| letter.is_control() && letter != '\n')
        {
            return Err(ServiceError::InvalidInput("note"));
        }
        let today = Month::of(self.now().date()).ok_or(ServiceError::InvalidInput("month"))?;
        let file = PersonFile::load(&mut *self.store().read().await?, session.person).await?;
        if !file.career.can_be_disputed(month, employer.as_ref(), line.reason, today) {
            return Err(ServiceError::InvalidInput("month"));
        }
        let number = employer.map_or(Ok(0), |number| number.to_string().parse());
        Ok(Dispute {
            month,
            employer: number.map_err(|_| ServiceError::InvalidInput("employer_number"))?,
            reason: line.reason,
            note: note.to_owned(),
            made_at: self.now(),
            answer: None,
        })
    }
}
