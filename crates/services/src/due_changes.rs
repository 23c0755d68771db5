//! Changes of details whose 72 hours are over: they hold from here on, and every channel is told once more.

use crate::audit::{Action, Actor, Deed};
use crate::details::{Value, is_of_another};
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::messages::Template;
use crate::transaction::transaction;
use damane_domain::ids::PersonId;
use damane_domain::time::Timestamp;
use damane_storage::accounts::{self, PendingChange};
use damane_storage::{Tx, register};

/// Changes taken at a time.
const BATCH: u32 = 100;

impl Fund {
    /// Makes every change hold whose time has come. One that fails does not keep the others waiting.
    pub(crate) async fn apply_due_changes(&self, now: Timestamp) -> Result<(), ServiceError> {
        let due = accounts::find_due_changes(&mut *self.store().read().await?, now, BATCH).await?;
        let mut failure = None;
        for change in &due {
            let applied = transaction!(self.store(), |tx| self.apply(tx, change, now));
            failure = applied.err().or(failure);
        }
        failure.map_or(Ok(()), Err)
    }

    async fn apply(&self, tx: &mut Tx, change: &PendingChange, now: Timestamp) -> Result<(), ServiceError> {
        let (person, value) = (change.person, Value::of(change)?);
        // Withdrawn, replaced or made to hold by another portal meanwhile.
        if !accounts::take_change(tx, change).await? {
            return Ok(());
        }
        let before = accounts::find_details(tx, person).await?.ok_or(ServiceError::NotFound)?;
        match &value {
            Value::Mobile(mobile) => accounts::keep_mobile(tx, person, mobile).await?,
            // Two people may have asked for the same e-mail: the first one gets it.
            Value::Email(email) if is_of_another(tx, person, email).await? => {
                return note_by_fund(tx, person, Action::DetailChangeWithdrawn, &value, now).await;
            }
            Value::Email(email) => accounts::change_email(tx, person, email).await?,
            Value::Rib(rib) => register::change_rib(tx, person, rib, now).await?,
        }
        note_by_fund(tx, person, Action::DetailChanged, &value, now).await?;
        self.tell_also(tx, &before, Template::DetailChanged, value.recipient(), now).await
    }
}

async fn note_by_fund(
    tx: &mut Tx,
    person: PersonId,
    action: Action,
    value: &Value,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let detail = value.detail().code();
    let deed = Deed { person: Some(person), actor: Actor::Fund, action, detail, device: None };
    deed.note(tx, now).await
}
