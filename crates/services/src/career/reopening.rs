//! Disputes an employer's file opened again (decision 0029): noted, and their person told, once the file is kept.

use crate::audit::{Action, Actor, Deed};
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::messages::Template;
use crate::transaction::transaction;
use damane_domain::ids::PersonId;
use damane_storage::{Tx, disputes};

/// People told in one go.
const PIECE: u32 = 200;

impl Fund {
    /// Tells everybody whose dispute waits again; what a stopped process left is told by the next.
    ///
    /// # Errors
    /// Storage only.
    pub(crate) async fn tell_of_reopened_disputes(&self) -> Result<(), ServiceError> {
        loop {
            let people = disputes::find_to_tell(&mut *self.store().read().await?, PIECE).await?;
            if people.is_empty() {
                return Ok(());
            }
            for person in people {
                transaction!(self.store(), |tx| self.tell_of_reopened(tx, person))?;
            }
        }
    }

    async fn tell_of_reopened(&self, tx: &mut Tx, person: PersonId) -> Result<(), ServiceError> {
        let (reasons, now) = (disputes::take_to_tell(tx, person).await?, self.now());
        for reason in &reasons {
            let (action, detail) = (Action::DisputeReopened, reason.as_str());
            Deed { person: Some(person), actor: Actor::Fund, action, detail, device: None }
                .note(tx, now)
                .await?;
        }
        // One notice, however many.
        match reasons.is_empty() {
            true => Ok(()),
            false => self.tell_if_reached(tx, person, Template::ClaimChanged, now).await,
        }
    }
}
