//! States of a claim and the steps between them.
//!
//! ```text
//! Received ─ take ─▶ InProgress ─ propose ─▶ Proposed ─ approve ─▶ Accepted ─ pay ─▶ InPayment ─ settle ─▶ Paid
//!                    │  ▲   ▲                │ send back                ▲               │ return             │
//!       ask documents│  │   └────────────────┘                          └── pay again ──┴─▶ PaymentReturned  │
//!                    ▼  │ reply                                                                             │
//!                DocumentsAsked        refuse: InProgress, DocumentsAsked ─▶ Rejected ─ contest ─▶ Received ◀──┘
//!                                       uphold, once contested: InProgress, DocumentsAsked ─▶ what it was before
//! ```

use super::words::{ClaimStatus, DocumentKind, OfficerName, Refusal, ReturnReason, Upholding};
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
    /// What it goes back to: while it is looked at again, where it stood when it was contested; while a payment that came
    /// back is sent again of a claim that was refused since, the refusal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Box<ClaimState>>,
    /// A month of it went to the bank, or came back, while its decision could be contested: it still can be some days after
    /// that is settled.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub held_open: bool,
    /// The answer to who contested it, when the decision stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upheld: Option<Upheld>,
}

/// A decision that stands after it was contested.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Upheld {
    /// Every reason.
    pub reasons: Vec<Upholding>,
    /// When.
    pub on: NaiveDate,
}

impl Claim {
    /// A claim that was just handed in.
    pub const fn received() -> Self {
        Self {
            state: ClaimState::Received,
            paid: Money::ZERO,
            contested_on: None,
            decided_on: None,
            before: None,
            held_open: false,
            upheld: None,
        }
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
    /// no reason otherwise. What came back from the
    /// bank since it was contested was granted by two: it is sent again, and the claim is a refused one after it.
    ///
    /// # Errors
    /// [`IllegalStep`].
    pub fn refuse(
        self,
        officer: &OfficerName,
        reasons: Vec<Refusal>,
        on: NaiveDate,
    ) -> Result<Self, IllegalStep> {
        self.check_answer(officer, reasons.len(), on, ("rejected", "rejected before its last day"))?;
        if reasons.contains(&Refusal::NoReply) && !self.is_overdue(on) {
            return Err(self.illegal("rejected for want of a reply"));
        }
        let refused = ClaimState::Rejected { reasons, on };
        Ok(match self.before {
            Some(ref before) if matches!(**before, ClaimState::PaymentReturned { .. }) => {
                let returned = (**before).clone();
                Self { before: Some(Box::new(refused)), ..self }.at(returned)
            }
            _ => Self { before: None, ..self }.at(refused),
        })
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
                Ok(Self { decided_on: Some(on), before: None, held_open: false, ..self }
                    .at(ClaimState::Accepted { amount, on }))
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

    /// Whether this officer may answer it now with so many reasons; `steps` are the step's words, the second one for while
    /// documents are waited for.
    fn check_answer(
        &self,
        officer: &OfficerName,
        reasons: usize,
        on: NaiveDate,
        steps: (&'static str, &'static str),
    ) -> Result<(), IllegalStep> {
        if let ClaimState::DocumentsAsked { officer: asked, .. } = &self.state {
            if asked != officer {
                return Err(IllegalStep::OtherOfficer);
            }
            if !self.is_overdue(on) {
                return Err(self.illegal(steps.1));
            }
        } else {
            self.held_by(officer, steps.0)?;
        }
        (1..=MOST).contains(&reasons).then_some(()).ok_or(IllegalStep::Count)
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

mod contesting;
mod paying;
#[cfg(test)]
mod tests;
