//! States of a claim and the steps between them.
//!
//! ```text
//! Received ─ take ─▶ InProgress ─ propose ─▶ Proposed ─ approve ─▶ Accepted ─ pay ─▶ InPayment ─ settle ─▶ Paid
//!                    │  ▲   ▲                │ send back                ▲               │ return             │
//!       ask documents│  │   └────────────────┘                          └── pay again ──┴─▶ PaymentReturned  │
//!                    ▼  │ reply                                                                             │
//!                DocumentsAsked        refuse: InProgress, DocumentsAsked ─▶ Rejected ─ contest ─▶ Received ◀──┘
//! ```

use super::ClaimRules;
use super::words::{ClaimKind, ClaimStatus, DocumentKind, OfficerName, Refusal, ReturnReason};
use crate::ids::BatchId;
use crate::money::Money;
use chrono::NaiveDate;

/// Most documents that are asked for at once, and most reasons of one refusal.
const MOST: usize = 12;

/// Where a claim stands.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ClaimState {
    /// Nobody looked at it yet.
    Received,
    /// An officer looks at it.
    InProgress {
        /// Who.
        officer: OfficerName,
    },
    /// Documents are waited for.
    DocumentsAsked {
        /// Who asked.
        officer: OfficerName,
        /// What for.
        wanted: Vec<DocumentKind>,
        /// Until when.
        reply_by: NaiveDate,
    },
    /// An officer would grant an amount; another one must agree.
    Proposed {
        /// Who.
        officer: OfficerName,
        /// How much, of which nothing was paid yet.
        amount: Money,
    },
    /// Both agreed: to be paid.
    Accepted {
        /// How much.
        amount: Money,
        /// When the second one agreed.
        on: NaiveDate,
    },
    /// In a batch that goes to the bank.
    InPayment {
        /// How much.
        amount: Money,
        /// When it was agreed.
        on: NaiveDate,
        /// Which.
        batch: BatchId,
    },
    /// The bank gave it back.
    PaymentReturned {
        /// How much.
        amount: Money,
        /// When it was agreed.
        on: NaiveDate,
        /// Why.
        reason: ReturnReason,
    },
    /// Paid.
    Paid {
        /// When the bank paid.
        on: NaiveDate,
    },
    /// Rejected.
    Rejected {
        /// Every reason.
        reasons: Vec<Refusal>,
        /// When.
        on: NaiveDate,
    },
}

impl ClaimState {
    /// A stable word.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::InProgress { .. } => "in_progress",
            Self::DocumentsAsked { .. } => "documents_asked",
            Self::Proposed { .. } => "proposed",
            Self::Accepted { .. } => "accepted",
            Self::InPayment { .. } => "in_payment",
            Self::PaymentReturned { .. } => "payment_returned",
            Self::Paid { .. } => "paid",
            Self::Rejected { .. } => "rejected",
        }
    }

    /// What the person sees of it: what officers still settle among themselves is *in progress*.
    pub const fn status(&self) -> ClaimStatus {
        match self {
            Self::Received => ClaimStatus::Received,
            Self::DocumentsAsked { .. } => ClaimStatus::DocumentsAsked,
            Self::Paid { .. } => ClaimStatus::Paid,
            Self::Rejected { .. } => ClaimStatus::Rejected,
            Self::InProgress { .. }
            | Self::Proposed { .. }
            | Self::Accepted { .. }
            | Self::InPayment { .. }
            | Self::PaymentReturned { .. } => ClaimStatus::InProgress,
        }
    }
}

/// Why a step is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IllegalStep {
    /// The claim stands elsewhere.
    #[error("a claim that is {state} cannot be {step}")]
    State {
        /// Where it stands.
        state: &'static str,
        /// The step.
        step: &'static str,
    },
    /// The second officer is the first one.
    #[error("another officer than the one who proposed must agree")]
    SameOfficer,
    /// Another officer works on it.
    #[error("another officer works on it")]
    OtherOfficer,
    /// Nothing is granted, or less than was paid.
    #[error("the amount must be more than was paid before")]
    Amount,
    /// No reason, no document, or too many.
    #[error("between one and twelve must be named")]
    Count,
    /// The last day has passed.
    #[error("the last day was {0}")]
    TooLate(NaiveDate),
    /// It was contested before.
    #[error("a claim is contested once")]
    ContestedBefore,
}

/// A claim: where it stands, and what outlives its states.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Claim {
    /// Where it stands.
    #[serde(flatten)]
    pub state: ClaimState,
    /// What was paid so far.
    pub paid: Money,
    /// When it was contested.
    pub contested_on: Option<NaiveDate>,
    /// When two officers agreed last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_on: Option<NaiveDate>,
}

impl Claim {
    /// A claim that was just handed in.
    pub const fn received() -> Self {
        Self { state: ClaimState::Received, paid: Money::ZERO, contested_on: None, decided_on: None }
    }

    fn illegal(&self, step: &'static str) -> IllegalStep {
        IllegalStep::State { state: self.state.code(), step }
    }

    fn at(self, state: ClaimState) -> Self {
        Self { state, ..self }
    }

    /// An officer takes it: from the pile, or over from a colleague who is away. What a colleague asked for is waited for
    /// as before.
    ///
    /// # Errors
    /// [`IllegalStep::State`] from any other state.
    pub fn take(self, officer: OfficerName) -> Result<Self, IllegalStep> {
        match self.state {
            ClaimState::Received | ClaimState::InProgress { .. } => {
                Ok(self.at(ClaimState::InProgress { officer }))
            }
            ClaimState::DocumentsAsked { officer: ref asked, ref wanted, reply_by } if *asked != officer => {
                let wanted = wanted.clone();
                Ok(self.at(ClaimState::DocumentsAsked { officer, wanted, reply_by }))
            }
            _ => Err(self.illegal("taken")),
        }
    }

    /// The officer who has it asks for documents.
    ///
    /// # Errors
    /// [`IllegalStep`].
    pub fn ask_documents(
        self,
        officer: &OfficerName,
        wanted: Vec<DocumentKind>,
        reply_by: NaiveDate,
    ) -> Result<Self, IllegalStep> {
        let officer = self.held_by(officer, "asked to be completed")?;
        if !(1..=MOST).contains(&wanted.len()) {
            return Err(IllegalStep::Count);
        }
        Ok(self.at(ClaimState::DocumentsAsked { officer, wanted, reply_by }))
    }

    /// The person sends what was asked for. Late papers are taken: the officer has not decided yet.
    ///
    /// # Errors
    /// [`IllegalStep::State`] when nothing is asked for.
    pub fn reply(self) -> Result<Self, IllegalStep> {
        match self.state {
            ClaimState::DocumentsAsked { ref officer, .. } => {
                let officer = officer.clone();
                Ok(self.at(ClaimState::InProgress { officer }))
            }
            _ => Err(self.illegal("replied to")),
        }
    }

    /// Whether what was asked for did not come by its last day: from then on it can be refused.
    pub fn is_overdue(&self, today: NaiveDate) -> bool {
        matches!(self.state, ClaimState::DocumentsAsked { reply_by, .. } if reply_by < today)
    }

    /// The officer who has it refuses it. While documents are waited for, only after the last day; that nothing came is
    /// no reason otherwise.
    ///
    /// # Errors
    /// [`IllegalStep`].
    pub fn refuse(
        self,
        officer: &OfficerName,
        reasons: Vec<Refusal>,
        on: NaiveDate,
    ) -> Result<Self, IllegalStep> {
        if let ClaimState::DocumentsAsked { officer: asked, .. } = &self.state {
            if asked != officer {
                return Err(IllegalStep::OtherOfficer);
            }
            if !self.is_overdue(on) {
                return Err(self.illegal("rejected before its last day"));
            }
        } else {
            self.held_by(officer, "rejected")?;
            if reasons.contains(&Refusal::NoReply) {
                return Err(self.illegal("rejected for want of a reply"));
            }
        }
        if !(1..=MOST).contains(&reasons.len()) {
            return Err(IllegalStep::Count);
        }
        Ok(self.at(ClaimState::Rejected { reasons, on }))
    }

    /// The officer who has it would grant so much in all.
    ///
    /// # Errors
    /// [`IllegalStep::Amount`] when that is not more than was paid before; [`IllegalStep`].
    pub fn propose(self, officer: &OfficerName, in_all: Money) -> Result<Self, IllegalStep> {
        let officer = self.held_by(officer, "granted")?;
        let amount = in_all.as_centimes().saturating_sub(self.paid.as_centimes());
        if amount <= 0 {
            return Err(IllegalStep::Amount);
        }
        Ok(self.at(ClaimState::Proposed { officer, amount: Money::centimes(amount) }))
    }

    /// Another officer agrees.
    ///
    /// # Errors
    /// [`IllegalStep::SameOfficer`]; [`IllegalStep::State`].
    pub fn approve(self, second: &OfficerName, on: NaiveDate) -> Result<Self, IllegalStep> {
        match &self.state {
            ClaimState::Proposed { officer, .. } if officer == second => Err(IllegalStep::SameOfficer),
            ClaimState::Proposed { amount, .. } => {
                let amount = *amount;
                Ok(Self { decided_on: Some(on), ..self }.at(ClaimState::Accepted { amount, on }))
            }
            _ => Err(self.illegal("approved")),
        }
    }

    /// Another officer does not agree: the first one looks again.
    ///
    /// # Errors
    /// [`IllegalStep::SameOfficer`]; [`IllegalStep::State`].
    pub fn send_back(self, second: &OfficerName) -> Result<Self, IllegalStep> {
        match &self.state {
            ClaimState::Proposed { officer, .. } if officer == second => Err(IllegalStep::SameOfficer),
            ClaimState::Proposed { officer, .. } => {
                let officer = officer.clone();
                Ok(self.at(ClaimState::InProgress { officer }))
            }
            _ => Err(self.illegal("sent back")),
        }
    }

    /// The person contests the decision, once and in time: the claim goes back on the pile.
    ///
    /// # Errors
    /// [`IllegalStep::TooLate`], [`IllegalStep::ContestedBefore`], [`IllegalStep::State`].
    pub fn contest(self, on: NaiveDate, kind: ClaimKind, rules: &ClaimRules) -> Result<Self, IllegalStep> {
        let Some(from) = self.contest_from(kind) else { return Err(self.illegal("contested")) };
        if self.contested_on.is_some() {
            return Err(IllegalStep::ContestedBefore);
        }
        match rules.last_day_to_contest(from) {
            last if on > last => Err(IllegalStep::TooLate(last)),
            _ => Ok(Self { contested_on: Some(on), ..self }.at(ClaimState::Received)),
        }
    }

    /// The last day to contest, while that is possible.
    pub fn contest_until(&self, kind: ClaimKind, rules: &ClaimRules) -> Option<NaiveDate> {
        let from = self.contest_from(kind).filter(|_| self.contested_on.is_none());
        from.map(|from| rules.last_day_to_contest(from))
    }

    /// The day from which the days to contest are counted, where it can be contested at all. A payment opens them; of a
    /// benefit that is paid by the month the decision does, once, whatever is paid of it afterwards.
    fn contest_from(&self, kind: ClaimKind) -> Option<NaiveDate> {
        match &self.state {
            ClaimState::Rejected { on, .. } => Some(*on),
            ClaimState::Paid { on } | ClaimState::Accepted { on, .. } if kind.is_paid_by_the_month() => {
                Some(self.decided_on.unwrap_or(*on))
            }
            ClaimState::Paid { on } => Some(*on),
            _ => None,
        }
    }

    /// The officer who has it, if it is this one.
    fn held_by(&self, officer: &OfficerName, step: &'static str) -> Result<OfficerName, IllegalStep> {
        match &self.state {
            ClaimState::InProgress { officer: holder } if holder == officer => Ok(holder.clone()),
            ClaimState::InProgress { .. } => Err(IllegalStep::OtherOfficer),
            _ => Err(self.illegal(step)),
        }
    }
}

mod paying;
#[cfg(test)]
mod tests;
