//! Steps by which money moves: into a batch for the bank, paid, given back.

use super::{Claim, ClaimState, IllegalStep};
use crate::claim::words::{ClaimKind, ReturnReason};
use crate::ids::BatchId;
use crate::money::Money;
use chrono::NaiveDate;

impl Claim {
    /// Goes into a batch for the bank: the first time, or again after it came back.
    ///
    /// # Errors
    /// [`IllegalStep::State`].
    pub fn pay(self, batch: BatchId) -> Result<Self, IllegalStep> {
        match self.state {
            ClaimState::Accepted { amount, on } | ClaimState::PaymentReturned { amount, on, .. } => {
                Ok(self.at(ClaimState::InPayment { amount, on, batch }))
            }
            _ => Err(self.illegal("paid")),
        }
    }

    /// So much is due of a benefit that is paid by the month and was granted before: a month, what the months before it
    /// lack, or both.
    ///
    /// # Errors
    /// [`IllegalStep::State`] while an earlier month is on its way; [`IllegalStep::Amount`] when that is nothing.
    pub fn fall_due(self, amount: Money, on: NaiveDate) -> Result<Self, IllegalStep> {
        match self.state {
            ClaimState::Paid { .. } | ClaimState::Accepted { .. } if amount <= Money::ZERO => {
                Err(IllegalStep::Amount)
            }
            ClaimState::Paid { .. } => Ok(self.at(ClaimState::Accepted { amount, on })),
            ClaimState::Accepted { on, .. } => Ok(self.at(ClaimState::Accepted { amount, on })),
            _ => Err(self.illegal("due again")),
        }
    }

    /// What is due of a pension that was granted by the month, when it goes to the bank: so much in all, less what was
    /// paid before. What came back goes as it was.
    ///
    /// # Errors
    /// [`IllegalStep::Amount`] when nothing is due yet; [`IllegalStep::State`].
    pub fn count_due(self, in_all: Money) -> Result<Self, IllegalStep> {
        let due = Money::centimes(in_all.as_centimes().saturating_sub(self.paid.as_centimes()));
        match self.state {
            ClaimState::Accepted { on, .. } if due > Money::ZERO => {
                Ok(self.at(ClaimState::Accepted { amount: due, on }))
            }
            ClaimState::Accepted { .. } => Err(IllegalStep::Amount),
            ClaimState::PaymentReturned { .. } => Ok(self),
            _ => Err(self.illegal("counted")),
        }
    }

    /// The bank paid the batch. What was refused since it was granted is a refused claim again.
    ///
    /// # Errors
    /// [`IllegalStep::State`], also for another batch than the claim is in.
    pub fn settle(self, batch: BatchId, on: NaiveDate) -> Result<Self, IllegalStep> {
        match self.state {
            ClaimState::InPayment { amount, batch: held, .. } if held == batch => {
                let refused =
                    self.before.as_deref().filter(|before| matches!(before, ClaimState::Rejected { .. }));
                let next = refused.cloned().unwrap_or(ClaimState::Paid { on });
                Ok(Self { paid: self.paid + amount, before: None, ..self }.at(next))
            }
            _ => Err(self.illegal("settled")),
        }
    }

    /// Its batch is withdrawn before it went to the bank: it is due as before, or is sent again for the reason for which it
    /// came back.
    ///
    /// # Errors
    /// [`IllegalStep::State`], also for another batch than the claim is in.
    pub fn withdraw_payment(self, batch: BatchId, again: Option<ReturnReason>) -> Result<Self, IllegalStep> {
        match self.state {
            ClaimState::InPayment { amount, on, batch: held } if held == batch => Ok(self.at(match again {
                Some(reason) => ClaimState::PaymentReturned { amount, on, reason },
                None => ClaimState::Accepted { amount, on },
            })),
            _ => Err(self.illegal("taken out of the batch")),
        }
    }

    /// The bank gave the payment back before it said that it had paid.
    ///
    /// # Errors
    /// [`IllegalStep::State`], also for another batch than the claim is in.
    pub fn return_payment(self, batch: BatchId, reason: ReturnReason) -> Result<Self, IllegalStep> {
        match self.state {
            ClaimState::InPayment { amount, on, batch: held } if held == batch => {
                Ok(self.at(ClaimState::PaymentReturned { amount, on, reason }))
            }
            _ => Err(self.illegal("given back")),
        }
    }

    /// The bank gave back what it had paid days before: that much was not paid, and is to be paid again. While the claim is
    /// looked at again, what is granted then holds it, and an answer that grants nothing sends it; a claim that was
    /// refused sends it and stays refused. Of a benefit that is paid by the month, the month alone is due again.
    ///
    /// # Errors
    /// [`IllegalStep::Amount`] for more than was paid; [`IllegalStep::State`] while another payment is on its way.
    pub fn return_settled(
        self,
        amount: Money,
        kind: ClaimKind,
        reason: ReturnReason,
    ) -> Result<Self, IllegalStep> {
        if amount <= Money::ZERO || amount > self.paid {
            return Err(IllegalStep::Amount);
        }
        let paid = Money::centimes(self.paid.as_centimes() - amount.as_centimes());
        let more = if self.sends_months(kind) { Money::ZERO } else { amount };
        let returned = |on: NaiveDate| {
            let on = self.decided_on.unwrap_or(on);
            ClaimState::PaymentReturned { amount, on, reason }
        };
        let (state, before) = match &self.state {
            ClaimState::InPayment { .. } => return Err(self.illegal("given back")),
            ClaimState::Paid { on } => (returned(*on), None),
            refused @ ClaimState::Rejected { on, .. } => (returned(*on), Some(Box::new(refused.clone()))),
            ClaimState::Accepted { amount: due, on } => {
                (ClaimState::Accepted { amount: *due + more, on: *on }, None)
            }
            ClaimState::PaymentReturned { amount: due, on, .. } => {
                (ClaimState::PaymentReturned { amount: *due + more, on: *on, reason }, self.before.clone())
            }
            open => (open.with_more(more, kind), self.returned_before(amount, reason)),
        };
        Ok(Self { state, before, paid, ..self })
    }

    /// Whether each month of it that is due goes to the bank by itself. While one that came back is sent again, what comes
    /// back beside it is sent with it: a month alone would forget what its payment had made up for.
    pub const fn sends_months(&self, kind: ClaimKind) -> bool {
        kind.is_paid_by_the_month() && matches!(self.state, ClaimState::Accepted { .. })
    }

    /// Where a claim that is looked at again goes back to, once so much of it came back.
    fn returned_before(&self, amount: Money, reason: ReturnReason) -> Option<Box<ClaimState>> {
        let since = |on: NaiveDate| self.decided_on.unwrap_or(on);
        let state = match self.before.as_deref()? {
            ClaimState::Paid { on } => ClaimState::PaymentReturned { amount, on: since(*on), reason },
            ClaimState::PaymentReturned { amount: due, on, .. } => {
                ClaimState::PaymentReturned { amount: *due + amount, on: *on, reason }
            }
            other => other.clone(),
        };
        Some(Box::new(state))
    }
}

impl ClaimState {
    /// The same, when so much more is to be paid than was thought as it was proposed.
    fn with_more(&self, more: Money, kind: ClaimKind) -> Self {
        match self {
            Self::Proposed { officer, amount } if !kind.is_paid_by_the_month() => {
                Self::Proposed { officer: officer.clone(), amount: *amount + more }
            }
            other => other.clone(),
        }
    }
}
