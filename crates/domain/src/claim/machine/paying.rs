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

    /// A further month is due of a benefit that is paid by the month and was granted before.
    ///
    /// # Errors
    /// [`IllegalStep::State`] while an earlier month is on its way; [`IllegalStep::Amount`].
    pub fn fall_due(self, amount: Money, on: NaiveDate) -> Result<Self, IllegalStep> {
        match self.state {
            ClaimState::Paid { .. } if amount > Money::ZERO => {
                Ok(self.at(ClaimState::Accepted { amount, on }))
            }
            ClaimState::Paid { .. } => Err(IllegalStep::Amount),
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

    /// The bank paid the batch.
    ///
    /// # Errors
    /// [`IllegalStep::State`], also for another batch than the claim is in.
    pub fn settle(self, batch: BatchId, on: NaiveDate) -> Result<Self, IllegalStep> {
        match self.state {
            ClaimState::InPayment { amount, batch: held, .. } if held == batch => {
                Ok(Self { paid: self.paid + amount, ..self }.at(ClaimState::Paid { on }))
            }
            _ => Err(self.illegal("settled")),
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

    /// The bank gave back what it had paid days before: that much was not paid. It is to be paid again, unless the claim is
    /// looked at again meanwhile: what is granted then holds it. Of a benefit that is paid by the month, the month alone
    /// is due again.
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
        let more = if kind.is_paid_by_the_month() { Money::ZERO } else { amount };
        let state = match self.state {
            ClaimState::InPayment { .. } => return Err(self.illegal("given back")),
            ClaimState::Paid { on } => {
                ClaimState::PaymentReturned { amount, on: self.decided_on.unwrap_or(on), reason }
            }
            ClaimState::Proposed { officer, amount: due } => {
                ClaimState::Proposed { officer, amount: due + more }
            }
            ClaimState::Accepted { amount: due, on } => ClaimState::Accepted { amount: due + more, on },
            ClaimState::PaymentReturned { amount: due, on, .. } => {
                ClaimState::PaymentReturned { amount: due + more, on, reason }
            }
            open => open,
        };
        Ok(Self { state, paid, ..self })
    }
}
