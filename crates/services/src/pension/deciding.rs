//! What officers decide of a pension request: the amount of the rules on the career as it is then, agreed to by two, and
//! the first payment with all months since its start.

use super::request::{PensionDecision, assessed, read_decision};
use crate::claims::{Officer, OfficerStep, write_json};
use crate::error::{PensionRefusal, ServiceError};
use crate::fund::Fund;
use crate::people::PersonFile;
use chrono::NaiveDate;
use damane_domain::claim::{Claim, ClaimKind, ClaimState, IllegalStep};
use damane_domain::ids::{ClaimId, PersonId};
use damane_domain::money::Money;
use damane_domain::pension::{Assessment, PensionFigures, PensionForm, months_due};
use damane_storage::claims::{self as kept_claims, ClaimRecord};
use damane_storage::pensions::{self as kept, GrantRecord};
use damane_storage::{Connection, Tx};

/// A request on an officer's desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskPension {
    /// What was declared.
    pub form: PensionForm,
    /// The figures on the day of the request.
    pub filed: PensionFigures,
    /// What the career gives now, for the day of the request.
    pub now: Assessment,
    /// What a colleague decided.
    pub decided: Option<PensionDecision>,
}

impl DeskPension {
    /// Whether the career gives something else than on the day of the request.
    pub fn has_changed(&self) -> bool {
        self.now.figures().differ_from(&self.filed)
    }
}

impl Fund {
    /// Proposes an amount for a claim without lines: so much in all, or each month of a benefit or a pension. A pension's
    /// is that of the rules on the career as it is now.
    ///
    /// # Errors
    /// [`ServiceError::InvalidInput`] `in_all` for an amount the rules do not allow; as for [`Fund::decide_claim`].
    pub async fn propose_in_all(
        &self,
        officer: &Officer,
        id: &ClaimId,
        in_all: Money,
    ) -> Result<(), ServiceError> {
        let mut reader = self.store().read().await?;
        let record = kept_claims::find_claim_of_office(&mut reader, &officer.office, id).await?;
        let record = record.ok_or(ServiceError::NotFound)?;
        let counted = self.desk_pension(&mut reader, &record).await?;
        drop(reader);
        let decision = match counted.map(|counted| counted.now.figures()) {
            Some(figures) if figures.allow(in_all) => {
                write_json(&PensionDecision { figures, granted: in_all })?
            }
            Some(_) => return Err(ServiceError::InvalidInput("in_all")),
            None => "[]".to_owned(),
        };
        self.decide_claim(officer, id, OfficerStep::Propose(in_all, &decision)).await
    }

    /// A pension request as an officer sees it; `None` for any other claim.
    pub(crate) async fn desk_pension(
        &self,
        connection: &mut Connection,
        record: &ClaimRecord,
    ) -> Result<Option<DeskPension>, ServiceError> {
        let Some(asked) = self.find_asked(connection, record).await? else { return Ok(None) };
        let file = PersonFile::load(connection, record.person).await?;
        let now = assessed(&file, asked.form, record.submitted_at.date())?;
        let decided = self.decision_of(record)?;
        Ok(Some(DeskPension { form: asked.form, filed: asked.filed, now, decided }))
    }

    /// What follows for the request when its claim takes a step: what was granted is kept, what was refused stands no
    /// more, unless it was granted before: who was paid a pension asks for no second one. Nobody agrees to figures that the career does not give any more.
    pub(crate) async fn keep_pension(
        &self,
        tx: &mut Tx,
        record: &ClaimRecord,
        next: &Claim,
    ) -> Result<(), ServiceError> {
        match next.state {
            _ if next.refused().is_some() => {
                let request = kept::find_request(tx, record.person, &record.id).await?;
                let is_granted = request.is_some_and(|request| request.granted.is_some());
                kept::let_stand(tx, &record.id, is_granted).await?;
            }
            ClaimState::Accepted { on, .. } => {
                let Some(DeskPension { now, decided: Some(decided), .. }) =
                    self.desk_pension(tx, record).await?
                else {
                    return Ok(());
                };
                if now.figures().differ_from(&decided.figures) {
                    let (state, step) = ("counted otherwise by now", "agreed to");
                    return Err(IllegalStep::State { state, step }.into());
                }
                let PensionDecision { figures, granted } = decided;
                let monthly = figures.is_monthly().then_some(granted);
                let grant = GrantRecord { starts_on: figures.starts_on, monthly, granted_on: on };
                kept::put_grant(tx, &record.id, &grant).await?;
            }
            _ => {}
        }
        Ok(())
    }

    /// A refused request stands again when it is contested, unless another one was handed in since.
    pub(crate) async fn let_stand_again(
        &self,
        tx: &mut Tx,
        person: PersonId,
        id: &ClaimId,
    ) -> Result<(), ServiceError> {
        check_standing(tx, person, id).await?;
        kept::let_stand(tx, id, true).await?;
        Ok(())
    }

    /// The claim with what is due of its pension when it is paid on a day; `None` when nothing is yet. A claim that is no
    /// request of this room goes as it was granted.
    pub(crate) async fn pension_due(
        &self,
        tx: &mut Tx,
        record: &ClaimRecord,
        claim: Claim,
        pay_on: NaiveDate,
    ) -> Result<Option<Claim>, ServiceError> {
        let granted = self.find_asked(tx, record).await?.and_then(|asked| asked.granted);
        let Some(GrantRecord { starts_on, monthly: Some(monthly), .. }) = granted else {
            return Ok(Some(claim));
        };
        let months = i64::from(months_due(starts_on, pay_on));
        let in_all = Money::centimes(monthly.as_centimes().saturating_mul(months));
        match claim.count_due(in_all) {
            Err(IllegalStep::Amount) => Ok(None),
            counted => Ok(Some(counted?)),
        }
    }
}

/// Whether a step proposes an amount for each month.
pub(crate) fn is_by_month(kind: ClaimKind, decision: &str) -> bool {
    match kind {
        ClaimKind::JobLoss => true,
        ClaimKind::Pension => read_decision(decision).is_some_and(|decided| decided.figures.is_monthly()),
        ClaimKind::Reimbursement => false,
    }
}

/// One request of a person stands at a time.
pub(crate) async fn check_standing(
    connection: &mut Connection,
    person: PersonId,
    id: &ClaimId,
) -> Result<(), ServiceError> {
    match kept::find_standing(connection, person).await? {
        Some(other) if other != *id => Err(PensionRefusal::Standing(other).into()),
        _ => Ok(()),
    }
}
