//! What officers grant of a lost job: kept once two agreed, beside all that is granted already, and what falls due of it.

use super::following::{followed, granted};
use crate::claims::standing_of;
use crate::error::ServiceError;
use crate::fund::Fund;
use damane_domain::claim::{Claim, ClaimKind, ClaimState, IllegalStep};
use damane_domain::ids::PersonId;
use damane_domain::money::Money;
use damane_domain::time::Timestamp;
use damane_storage::claims::{self as kept_claims, ClaimRecord};
use damane_storage::job_loss::{self as kept, BenefitRecord};
use damane_storage::{Connection, Tx};

impl Fund {
    /// Keeps what two officers granted, once the claim is accepted. Already what one of them would grant lies in no month
    /// that another of the person's claims grants.
    pub(crate) async fn keep_benefit(
        &self,
        tx: &mut Tx,
        record: &ClaimRecord,
        next: &Claim,
    ) -> Result<(), ServiceError> {
        let (monthly, agreed_on) = match next.state {
            ClaimState::Proposed { amount, .. } => (amount, None),
            ClaimState::Accepted { amount, on } => (amount, Some(on)),
            _ => return Ok(()),
        };
        let (form, rules) = self.declared(record)?;
        let starts_on = form.ended_on.succ_opt().unwrap_or(form.ended_on);
        let benefit = BenefitRecord {
            claim: record.id,
            starts_on,
            months: rules.months_paid.count(),
            monthly,
            granted_on: agreed_on.unwrap_or(starts_on),
            work_from: None,
        };
        check_paid_once(tx, record.person, &benefit).await?;
        if agreed_on.is_some() {
            // What came back while it was looked at again is due at what is granted now.
            kept::give_back_all(tx, &record.id).await?;
            kept::put_benefit(tx, &benefit).await?;
        }
        Ok(())
    }

    /// The claim with what is due of it: its next month, once it is confirmed, and what the months before it lack since
    /// more was granted. `None` when nothing is.
    pub(crate) async fn fall_due(
        &self,
        tx: &mut Tx,
        record: &ClaimRecord,
        claim: Claim,
        now: Timestamp,
    ) -> Result<Option<Claim>, ServiceError> {
        if record.kind != ClaimKind::JobLoss || matches!(claim.state, ClaimState::PaymentReturned { .. }) {
            return Ok(Some(claim));
        }
        let benefit = granted(tx, record, "due").await?;
        let taken = kept::count_taken(tx, &record.id).await?;
        let next = if taken.is_another_due { benefit.monthly } else { Money::ZERO };
        let lacks = benefit.monthly.as_centimes().saturating_mul(taken.months) - claim.paid.as_centimes();
        // Two officers agreed to more a month: what was paid less is made up for. Nothing is taken back.
        let due = next + Money::centimes(lacks.max(0));
        match claim.fall_due(due, now.date()) {
            Err(IllegalStep::Amount) => Ok(None),
            counted => Ok(Some(counted?)),
        }
    }
}

/// No day is paid for twice: a benefit lies beside all others of its person.
async fn check_paid_once(
    connection: &mut Connection,
    person: PersonId,
    benefit: &BenefitRecord,
) -> Result<(), ServiceError> {
    let (mut own, others): (Vec<_>, Vec<_>) = kept::find_benefits(connection, person)
        .await?
        .into_iter()
        .partition(|one| one.claim == benefit.claim);
    // Granted again, it ends where new work was reported.
    let own = own.pop().unwrap_or_else(|| benefit.clone());
    let own_months = kept::find_months(connection, &own.claim).await?;
    for mut other in others {
        let found = kept_claims::find_claim(connection, person, &other.claim).await?;
        // Of one that was refused when it was looked at again, only what was paid stays.
        if standing_of(&found.ok_or(ServiceError::NotFound)?)?.refused().is_some() {
            other.months = 0;
        }
        let confirmed = kept::find_months(connection, &other.claim).await?;
        if followed(&own, &own_months).overlaps(&followed(&other, &confirmed)) {
            return Err(ServiceError::MonthsGranted(other.claim));
        }
    }
    Ok(())
}
