//! A person disputes a declared line, with documents: kept once, noted, and shown beside the line.

use crate::audit::{Action, Actor, Deed};
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::people::PersonFile;
use crate::sessions::Session;
use crate::transaction::transaction;
use damane_domain::career::{Dispute, DisputeReason};
use damane_domain::ids::{DocumentId, EmployerNumber, PersonId};
use damane_domain::month::Month;
use damane_storage::{Connection, Tx, claims, disputes};
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
    /// What proves it: documents that arrived and wait, five at most.
    pub documents: Vec<DocumentId>,
}

/// Longest note, characters.
const NOTE_CHARS: usize = 500;
/// Most documents with a dispute.
const MOST_DOCUMENTS: usize = 5;
/// Most documents that join one while it waits, those it has counted.
const MOST_TOGETHER: usize = 20;
/// Most disputes of one person that wait for an answer: forty years with one a quarter.
const MOST: usize = 160;
/// Seconds to wait beyond that: officers answer some first.
const LATER: u32 = 86_400;

/// What people and officers may write about a line.
pub(crate) fn is_note(text: &str) -> bool {
    text.chars().count() <= NOTE_CHARS && text.chars().all(|letter| !letter.is_control() || letter == '\n')
}

impl Fund {
    /// Keeps a dispute of who is signed in, and its documents with it. The same once more changes nothing: whoever sends
    /// it again because the answer was lost has the answer, whatever has become of the line since. Documents the fund has
    /// not seen join one that waits for its answer, and open one again that was answered for good.
    ///
    /// # Errors
    /// [`ServiceError::InvalidInput`] names the field that speaks of nothing, `documents` for more than five and for one
    /// that does not wait; [`ServiceError::TooManyTries`] while too many wait for an answer; storage.
    pub async fn dispute_line(
        &self,
        session: &Session,
        line: &DisputedLine,
    ) -> Result<Dispute, ServiceError> {
        let (dispute, employer) = self.read_line(line)?;
        let mut reader = self.store().read().await?;
        let kept = find_same(&mut reader, session.person, &dispute).await?;
        let new = find_new(&mut reader, session.person, &dispute, &line.documents).await?;
        drop(reader);
        match kept {
            Some(kept) if new.is_empty() => return Ok(kept),
            Some(kept) if !kept.is_answered() => {}
            _ => self.check_line(session, &dispute, employer.as_ref()).await?,
        }
        let documents: BTreeSet<&DocumentId> = line.documents.iter().collect();
        if line.documents.len() > MOST_DOCUMENTS || documents.len() != line.documents.len() {
            return Err(ServiceError::InvalidInput("documents"));
        }
        transaction!(self.store(), |tx| keep(tx, session, &dispute, &line.documents))?;
        let kept = find_same(&mut *self.store().read().await?, session.person, &dispute).await?;
        kept.ok_or(ServiceError::NotFound)
    }

    /// The dispute, and whose line it is about.
    fn read_line(&self, line: &DisputedLine) -> Result<(Dispute, Option<EmployerNumber>), ServiceError> {
        let month = Month::parse(&line.month).ok_or(ServiceError::InvalidInput("month"))?;
        let unknown = || ServiceError::InvalidInput("employer_number");
        let employer = match line.employer_number.as_str() {
            "" => None,
            digits => Some(EmployerNumber::parse(digits).map_err(|_| unknown())?),
        };
        let note = line.note.trim();
        if !is_note(note) {
            return Err(ServiceError::InvalidInput("note"));
        }
        let number = employer.as_ref().map_or(Ok(0), |number| number.as_str().parse());
        let dispute = Dispute {
            month,
            employer: number.map_err(|_| unknown())?,
            reason: line.reason,
            note: note.to_owned(),
            made_at: self.now(),
            documents: 0,
            answer: None,
            words: String::new(),
            reopened: None,
            earlier: None,
        };
        Ok((dispute, employer))
    }

    /// There is something to dispute.
    async fn check_line(
        &self,
        session: &Session,
        dispute: &Dispute,
        employer: Option<&EmployerNumber>,
    ) -> Result<(), ServiceError> {
        let today = Month::of(self.now().date()).ok_or(ServiceError::InvalidInput("month"))?;
        let file = PersonFile::load(&mut *self.store().read().await?, session.person).await?;
        let can_be = file.career.can_be_disputed(dispute.month, employer, dispute.reason, today);
        if can_be { Ok(()) } else { Err(ServiceError::InvalidInput("month")) }
    }
}

/// The dispute of the same line for the same reason.
async fn find_same(
    connection: &mut Connection,
    person: PersonId,
    dispute: &Dispute,
) -> Result<Option<Dispute>, ServiceError> {
    let kept = disputes::find_disputes(connection, person).await?;
    Ok(kept.into_iter().find(|one| one.is_about_the_same(dispute)))
}

/// Those documents that did not come with the dispute before.
async fn find_new(
    connection: &mut Connection,
    person: PersonId,
    dispute: &Dispute,
    documents: &[DocumentId],
) -> Result<Vec<DocumentId>, ServiceError> {
    let known = claims::find_documents_of_dispute(connection, person, dispute).await?;
    let is_new = |id: &&DocumentId| known.iter().all(|document| document.id != **id);
    Ok(documents.iter().filter(is_new).copied().collect())
}

async fn keep(
    tx: &mut Tx,
    session: &Session,
    dispute: &Dispute,
    documents: &[DocumentId],
) -> Result<(), ServiceError> {
    let kept = disputes::find_disputes(tx, session.person).await?;
    let same = kept.iter().find(|one| one.is_about_the_same(dispute));
    let waits = same.is_some_and(|same| !same.is_answered());
    let new = find_new(tx, session.person, dispute, documents).await?;
    if waits && new.is_empty() {
        return Ok(());
    }
    let has = same.map_or(0, |same| usize::try_from(same.documents).unwrap_or(MOST_TOGETHER));
    if waits && has + new.len() > MOST_TOGETHER {
        return Err(ServiceError::InvalidInput("documents"));
    }
    if !waits && kept.iter().filter(|one| one.answer.is_none()).count() >= MOST {
        return Err(ServiceError::TooManyTries { retry_after: LATER });
    }
    match same {
        Some(_) if waits => {}
        Some(_) => disputes::reopen_by_person(tx, session.person, dispute).await?,
        None if disputes::add_dispute(tx, session.person, dispute).await? => {}
        None => return Ok(()),
    }
    for document in &new {
        if !claims::attach_to_dispute(tx, session.person, document, dispute).await? {
            return Err(ServiceError::InvalidInput("documents"));
        }
    }
    let deed = Deed {
        person: Some(session.person),
        actor: Actor::Person,
        action: Action::CareerDisputed,
        detail: dispute.reason.code(),
        device: Some(session.device),
    };
    deed.note(tx, dispute.made_at).await
}
