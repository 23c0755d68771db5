//! The console's use-cases: what a signed-in officer sees and does, by their roles, for their office, and in the log. The
//! deciding itself is `claims`', the paying `payments`', the accounts `office`'s.

mod accounts;
mod claims;
mod disputes;
mod payments;
mod queue;

pub use accounts::{FoundPerson, RevocableCertificate, WaitingReset};
pub use claims::{DeskClaim, Proposal};
pub use disputes::{CareerDispute, DisputePage, DisputeReply};
pub use queue::{DeskCounts, DeskEntry, DeskPage, DeskQuestion, DeskTab};

use crate::audit::{Action, Actor, Deed};
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::officers::OfficerSession;
use crate::transaction::transaction;
use damane_domain::ids::{PersonId, RegistrationNumber};
use damane_domain::time::Timestamp;
use damane_storage::{Tx, audit, register};
use std::collections::BTreeSet;

impl Fund {
    /// Counts a reading of an officer's.
    ///
    /// # Errors
    /// [`ServiceError::TooManyTries`] once the hour's budget is spent.
    async fn admit_desk_reading(&self, session: &OfficerSession, action: Action) -> Result<(), ServiceError> {
        let admitted = self.desk_budgets().readings.admit(session.id, self.now());
        self.told_of(session, action, admitted).await
    }

    /// A budget that was just spent is noted.
    async fn told_of(
        &self,
        session: &OfficerSession,
        action: Action,
        admitted: Result<(), (ServiceError, bool)>,
    ) -> Result<(), ServiceError> {
        let Err((wait, is_first)) = admitted else { return Ok(()) };
        if is_first {
            let stopped = Action::ReadingStopped;
            self.note_desk(session, None, stopped, action.code()).await?;
        }
        Err(wait)
    }

    /// Notes what an officer did, in a transaction of its own.
    async fn note_desk(
        &self,
        session: &OfficerSession,
        person: Option<PersonId>,
        action: Action,
        detail: &str,
    ) -> Result<(), ServiceError> {
        let now = self.now();
        transaction!(self.store(), |tx| note(tx, session, person, action, detail, now))
    }

    /// An officer who reads a made-up person nobody has a reason to read is an alarm; so is a list that names one.
    async fn watch_canaries(
        &self,
        session: &OfficerSession,
        people: impl IntoIterator<Item = PersonId>,
    ) -> Result<(), ServiceError> {
        let people: BTreeSet<PersonId> = people.into_iter().collect();
        let canaries = audit::find_canaries(&mut *self.store().read().await?).await?;
        for person in canaries.into_iter().filter(|canary| people.contains(canary)) {
            self.desk_budgets().readings.note_canary();
            self.note_desk(session, Some(person), Action::CanaryRead, "office").await?;
        }
        Ok(())
    }

    /// The same of who has a number, before anything is done with their account.
    async fn watch_number(
        &self,
        session: &OfficerSession,
        number: &RegistrationNumber,
    ) -> Result<(), ServiceError> {
        let found = register::find_registered(&mut *self.store().read().await?, number).await?;
        self.watch_canaries(session, found.map(|(person, _)| person)).await
    }
}

async fn note(
    tx: &mut Tx,
    session: &OfficerSession,
    person: Option<PersonId>,
    action: Action,
    detail: &str,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let actor = Actor::Officer(session.officer.name.as_str());
    Deed { person, actor, action, detail, device: None }.note(tx, now).await
}
