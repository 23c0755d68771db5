//! A month of a benefit that is not confirmed in time is held back: its person is told when it can be confirmed, and once
//! more shortly before its last day.

use crate::error::ServiceError;
use crate::fund::Fund;
use crate::messages::Template;
use crate::transaction::transaction;
use chrono::{Days, NaiveDate};
use damane_domain::ids::{ClaimId, PersonId};
use damane_domain::job_loss::BenefitMonth;
use damane_domain::time::Timestamp;
use damane_storage::Tx;
use damane_storage::claims;
use damane_storage::job_loss::{find_to_remind, put_reminder};

/// Benefits looked at in one go.
const BATCH: u32 = 100;
/// Days before the last one on which the second word is said.
const SHORTLY: Days = Days::new(3);

impl Fund {
    /// Reminds whoever has a month to confirm. One that fails does not keep the others waiting.
    pub(crate) async fn remind_of_months(&self, now: Timestamp) -> Result<(), ServiceError> {
        let due = find_to_remind(&mut *self.store().read().await?, now.date(), BATCH).await?;
        let mut failure = None;
        for (person, claim) in &due {
            let reminded = transaction!(self.store(), |tx| self.remind(tx, *person, claim, now));
            failure = reminded.err().or(failure);
        }
        failure.map_or(Ok(()), Err)
    }

    async fn remind(
        &self,
        tx: &mut Tx,
        person: PersonId,
        claim: &ClaimId,
        now: Timestamp,
    ) -> Result<(), ServiceError> {
        let record = claims::find_claim(tx, person, claim).await?.ok_or(ServiceError::NotFound)?;
        let benefit = self.benefit_of(tx, &record, now).await?;
        let (today, months) = (now.date(), benefit.map(|benefit| benefit.months).unwrap_or_default());
        let first = put_reminder(tx, claim, today, next_word(&months, today)).await?;
        if first && months.iter().any(|month| month.state.can_be_confirmed()) {
            self.tell_if_reached(tx, person, Template::AnswerAwaited, now).await?;
        }
        Ok(())
    }
}

fn next_word(months: &[BenefitMonth], today: NaiveDate) -> Option<NaiveDate> {
    let words = |month: &BenefitMonth| [month.confirm_from, month.confirm_until - SHORTLY];
    months.iter().flat_map(words).filter(|day| *day > today).min()
}
