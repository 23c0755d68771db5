//! Contesting a decision, and the answer that it stands.

use super::{Claim, ClaimState, IllegalStep, Upheld};
use crate::claim::ClaimRules;
use crate::claim::words::{ClaimKind, OfficerName, Refusal, Upholding};
use chrono::NaiveDate;

impl Claim {
    /// The person contests the decision, once and in time: the claim goes back on the pile.
    ///
    /// # Errors
    /// [`IllegalStep::TooLate`], [`IllegalStep::ContestedBefore`], [`IllegalStep::State`].
    pub fn contest(self, on: NaiveDate, kind: ClaimKind, rules: &ClaimRules) -> Result<Self, IllegalStep> {
        let Some(last) = self.last_day(kind, rules) else { return Err(self.illegal("contested")) };
        if self.contested_on.is_some() {
            return Err(IllegalStep::ContestedBefore);
        }
        if on > last {
            return Err(IllegalStep::TooLate(last));
        }
        let before = Some(Box::new(self.state.clone()));
        Ok(Self { contested_on: Some(on), before, held_open: false, ..self }.at(ClaimState::Received))
    }

    /// The last day to contest, while that is possible.
    pub fn contest_until(&self, kind: ClaimKind, rules: &ClaimRules) -> Option<NaiveDate> {
        self.last_day(kind, rules).filter(|_| self.contested_on.is_none())
    }

    /// Notes whether its decision can be contested on a day on which a month of it goes to the bank or comes back: until
    /// that is settled it cannot be, and the days go on.
    #[must_use]
    pub fn hold_open(self, on: NaiveDate, kind: ClaimKind, rules: &ClaimRules) -> Self {
        let held_open = match &self.state {
            ClaimState::Accepted { .. } | ClaimState::Paid { .. } if kind.is_paid_by_the_month() => {
                self.contest_until(kind, rules).is_some_and(|last| on <= last)
            }
            _ => self.held_open,
        };
        Self { held_open, ..self }
    }

    /// The last day to contest, where it can be contested at all. A payment opens the days; of a benefit that is paid by the
    /// month the decision does, once, whatever is paid of it afterwards.
    fn last_day(&self, kind: ClaimKind, rules: &ClaimRules) -> Option<NaiveDate> {
        let decided = |on: NaiveDate| rules.last_day_to_contest(self.decided_on.unwrap_or(on));
        match &self.state {
            ClaimState::Rejected { on, .. } => Some(rules.last_day_to_contest(*on)),
            ClaimState::Paid { on } if kind.is_paid_by_the_month() && self.held_open => {
                Some(decided(*on).max(rules.last_day_after_payment(*on)))
            }
            ClaimState::Paid { on } | ClaimState::Accepted { on, .. } if kind.is_paid_by_the_month() => {
                Some(decided(*on))
            }
            ClaimState::Paid { on } => Some(rules.last_day_to_contest(*on)),
            _ => None,
        }
    }

    /// The officer who has it answers who contested it that the decision stands: the claim goes back to where it was, with
    /// what came back from the bank meanwhile to be sent again. While documents are waited for, only after the last day.
    ///
    /// # Errors
    /// [`IllegalStep::State`] also for a claim that was not contested; [`IllegalStep`].
    pub fn uphold(
        self,
        officer: &OfficerName,
        reasons: Vec<Upholding>,
        on: NaiveDate,
    ) -> Result<Self, IllegalStep> {
        self.check_answer(officer, reasons.len(), on, ("upheld", "upheld before its last day"))?;
        let Some(before) = self.before.clone() else { return Err(self.illegal("upheld")) };
        Ok(Self { before: None, upheld: Some(Upheld { reasons, on }), ..self }.at(*before))
    }

    /// A payment of it is on its way, or came back and is to be sent again.
    pub const fn is_at_the_bank(&self) -> bool {
        matches!(self.state, ClaimState::InPayment { .. } | ClaimState::PaymentReturned { .. })
    }

    /// Whether an officer may answer that the decision stands: somebody contested it, and it is looked at again.
    pub fn can_be_upheld(&self) -> bool {
        let is_open = matches!(
            self.state,
            ClaimState::Received | ClaimState::InProgress { .. } | ClaimState::DocumentsAsked { .. }
        );
        is_open && self.before.is_some()
    }

    /// The refusal that stands, with its day; also while a payment that came back is sent again.
    pub fn refused(&self) -> Option<(&[Refusal], NaiveDate)> {
        let refusal = match (&self.state, self.before.as_deref()) {
            (ClaimState::InPayment { .. } | ClaimState::PaymentReturned { .. }, Some(before)) => before,
            (state, _) => state,
        };
        match refusal {
            ClaimState::Rejected { reasons, on } => Some((reasons, *on)),
            _ => None,
        }
    }
}
