//! What the bank gave back: before it said that it had paid, or days after.

use super::{agreed, claim_of, step_of};
use crate::audit::Action;
use crate::claims::{Officer, rules, standing_of, write_json};
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::messages::Template;
use crate::transaction::transaction;
use chrono::NaiveDate;
use damane_domain::claim::ReturnReason;
use damane_domain::ids::{BatchId, PaymentId};
use damane_domain::time::Timestamp;
use damane_storage::payments::{self as kept, PaymentRecord};
use damane_storage::{Tx, job_loss};

/// A payment that came back.
#[derive(Clone, Copy)]
struct Returned<'a> {
    officer: &'a Officer,
    payment: &'a PaymentRecord,
    reason: ReturnReason,
    /// The bank had said before that it was paid.
    was_settled: bool,
}

impl Fund {
    /// The bank gave a payment back on a day. The claim is due again: another batch, which two officers agree to, pays it
    /// to the account of that day. Telling it twice changes nothing.
    ///
    /// # Errors
    /// [`ServiceError::IllegalStep`] before two officers agreed, and while another payment of the claim is on its way;
    /// [`ServiceError::InvalidInput`] `on` for a day before the bank paid or the batch was made, and for one to come;
    /// [`ServiceError::NotFound`].
    pub async fn return_payment(
        &self,
        officer: &Officer,
        id: &BatchId,
        payment: &PaymentId,
        reason: ReturnReason,
        on: NaiveDate,
    ) -> Result<(), ServiceError> {
        let now = self.now();
        transaction!(self.store(), alone, |tx| async {
            let batch = agreed(tx, officer, id).await?;
            let first = batch.settled_on.unwrap_or(batch.made_at.date());
            if !(first..=now.date()).contains(&on) {
                return Err(ServiceError::InvalidInput("on"));
            }
            let payments = kept::find_payments(tx, id).await?;
            let found = payments.iter().find(|known| known.id == *payment).ok_or(ServiceError::NotFound)?;
            if !kept::return_payment(tx, id, payment, reason, on).await? {
                return Ok(());
            }
            let was_settled = batch.settled_on.is_some();
            self.take_back(tx, Returned { officer, payment: found, reason, was_settled }, on, now).await
        })
    }

    async fn take_back(
        &self,
        tx: &mut Tx,
        returned: Returned<'_>,
        on: NaiveDate,
        now: Timestamp,
    ) -> Result<(), ServiceError> {
        let Returned { officer, payment, reason, was_settled } = returned;
        let mut record = claim_of(tx, payment).await?;
        let claim = standing_of(&record)?.hold_open(now.date(), record.kind, &rules(now)?);
        let status = claim.state.status();
        let sends_months = claim.sends_months(record.kind);
        let next = match was_settled {
            true => claim.return_settled(payment.amount, record.kind, reason)?,
            false => claim.return_payment(payment.batch, reason)?,
        };
        // The same payment is sent again, now or once it was looked at again; where each month goes by itself, this one too.
        if was_settled && sends_months {
            job_loss::give_back(tx, &record.id, &payment.batch).await?;
        }
        let is_told = next.state.status() != status;
        let detail = write_json(&serde_json::json!({ "returned": reason, "on": on }))?;
        let step = step_of(next, "payment_returned", detail, Action::ClaimPaymentReturned, officer);
        self.keep_step(tx, &mut record, step, now).await?;
        // Their account is to be mended: they are told, also where the status stays the same.
        match is_told {
            true => Ok(()),
            false => self.tell_if_reached(tx, record.person, Template::ClaimChanged, now).await,
        }
    }
}
