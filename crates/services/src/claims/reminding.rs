//! Documents that are asked for and do not come: their person is told once more, while there is time to find them.

use super::standing_of;
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::messages::Template;
use crate::transaction::transaction;
use chrono::{Days, NaiveDate};
use damane_domain::claim::ClaimState;
use damane_domain::ids::{ClaimId, PersonId};
use damane_domain::time::Timestamp;
use damane_storage::Tx;
use damane_storage::claims as kept;

/// Claims looked at in one go.
const BATCH: u32 = 100;
/// Days before the last one on which it is said.
const BEFORE: Days = Days::new(7);

/// The day on which it is said once more.
pub(super) fn reminder_of(reply_by: NaiveDate) -> NaiveDate {
    reply_by - BEFORE
}

impl Fund {
    /// Reminds whoever is waited for. One that fails does not keep the others waiting.
    pub(crate) async fn remind_of_documents(&self, now: Timestamp) -> Result<(), ServiceError> {
        let due = kept::find_reminders(&mut *self.store().read().await?, now.date(), BATCH).await?;
        let mut failure = None;
        for (person, claim) in &due {
            let reminded = transaction!(self.store(), |tx| self.remind_of_claim(tx, *person, claim, now));
            failure = reminded.err().or(failure);
        }
        failure.map_or(Ok(()), Err)
    }

    async fn remind_of_claim(
        &self,
        tx: &mut Tx,
        person: PersonId,
        claim: &ClaimId,
        now: Timestamp,
    ) -> Result<(), ServiceError> {
        if !kept::take_reminder(tx, claim, now.date()).await? {
            return Ok(());
        }
        let record = kept::find_claim(tx, person, claim).await?.ok_or(ServiceError::NotFound)?;
        // What came meanwhile is waited for no more.
        match standing_of(&record)?.state {
            ClaimState::DocumentsAsked { reply_by, .. } if reply_by >= now.date() => {
                self.tell_if_reached(tx, person, Template::AnswerAwaited, now).await
            }
            _ => Ok(()),
        }
    }
}
