//! What officers do: take a claim, ask for documents, refuse, propose an amount; another one agrees or sends it back. An
//! officer sees and moves the claims of their own office alone.

use super::reminding::reminder_of;
use super::{ClaimFile, ClaimSummary, Step, read_words, rules, standing_of, write_json};
use crate::audit::{Action, Actor, Deed};
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::messages::Template;
use crate::pension::is_by_month;
use crate::transaction::transaction;
use damane_domain::claim::{
    Claim, ClaimKind, ClaimState, DocumentKind, IllegalStep, OfficerName, Refusal, Upholding,
};
use damane_domain::ids::ClaimId;
use damane_domain::money::Money;
use damane_domain::time::Timestamp;
use damane_storage::Tx;
use damane_storage::claims::{self as kept, ClaimRecord, QueuePlace};

/// Most claims in one page of a queue.
const PAGE: u32 = 100;
/// Longest decision, bytes of JSON.
const DECISION_BYTES: usize = 64 * 1024;

/// An officer who was signed in, with the office they act for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Officer {
    /// The name they sign with.
    pub name: OfficerName,
    /// Their office.
    pub office: String,
}

/// What an officer decides about a claim.
#[derive(Debug, Clone, Copy)]
pub enum OfficerStep<'a> {
    /// Takes it from the pile, or over from a colleague who is away.
    Take,
    /// Asks for documents, with words to the person.
    AskDocuments(&'a [DocumentKind], Option<&'a str>),
    /// Refuses it, with words to the person.
    Refuse(&'a [Refusal], Option<&'a str>),
    /// Answers who contested it that the decision stands, with words to the person.
    Uphold(&'a [Upholding], Option<&'a str>),
    /// Would grant so much in all, or each month of a benefit or a pension, decided in detail (JSON of the claim's room).
    Propose(Money, &'a str),
    /// Agrees to what a colleague proposed.
    Approve,
    /// Does not agree, and says why to the colleague.
    SendBack(&'a str),
}

impl OfficerStep<'_> {
    const fn words(&self) -> (&'static str, Action) {
        match self {
            Self::Take => ("taken", Action::ClaimTaken),
            Self::AskDocuments(..) => ("documents_asked", Action::ClaimDocumentsAsked),
            Self::Refuse(..) => ("rejected", Action::ClaimRejected),
            Self::Uphold(..) => ("upheld", Action::ClaimUpheld),
            Self::Propose(..) => ("proposed", Action::ClaimProposed),
            Self::Approve => ("accepted", Action::ClaimApproved),
            Self::SendBack(_) => ("sent_back", Action::ClaimSentBack),
        }
    }

    /// Whether it answers the person for good.
    const fn is_answer(&self) -> bool {
        matches!(self, Self::Refuse(..) | Self::Uphold(..))
    }

    fn written(&self) -> Result<Option<String>, ServiceError> {
        let words = match self {
            Self::AskDocuments(_, words) | Self::Refuse(_, words) | Self::Uphold(_, words) => *words,
            Self::SendBack(words) => Some(*words),
            Self::Take | Self::Propose(..) | Self::Approve => None,
        };
        words.map(|words| read_words(words, "words")).transpose()
    }

    fn apply(
        &self,
        claim: Claim,
        by_month: bool,
        officer: &OfficerName,
        now: Timestamp,
    ) -> Result<Claim, ServiceError> {
        let today = now.date();
        let next: Result<Claim, IllegalStep> = match self {
            Self::Take => claim.take(officer.clone()),
            Self::AskDocuments(wanted, _) => {
                claim.ask_documents(officer, wanted.to_vec(), rules(now)?.reply_by(today))
            }
            Self::Refuse(reasons, _) => claim.refuse(officer, reasons.to_vec(), today),
            Self::Uphold(reasons, _) => claim.uphold(officer, reasons.to_vec(), today),
            // What is paid by the month is decided by the month, whatever was paid before.
            Self::Propose(month, _) if by_month => {
                let in_all = claim.paid + *month;
                claim.propose(officer, in_all)
            }
            Self::Propose(in_all, _) => claim.propose(officer, *in_all),
            Self::Approve => claim.approve(officer, today),
            Self::SendBack(_) => claim.send_back(officer),
        };
        Ok(next?)
    }
}

impl Fund {
    /// A page of an office's claims in one state, oldest first.
    ///
    /// # Errors
    /// Storage only.
    pub async fn claim_queue(
        &self,
        officer: &Officer,
        state: &str,
        after: Option<QueuePlace>,
        most: u32,
    ) -> Result<Vec<ClaimSummary>, ServiceError> {
        let mut reader = self.store().read().await?;
        let records = kept::find_queue(&mut reader, &officer.office, state, after, most.min(PAGE)).await?;
        records.iter().map(|record| self.claim_summary(record)).collect()
    }

    /// A claim of the officer's office. The reading is noted under their name.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] also for another office's.
    pub async fn claim_for(&self, officer: &Officer, id: &ClaimId) -> Result<ClaimFile, ServiceError> {
        Ok(self.read_claim_for(officer, id).await?.1)
    }

    /// The same, with what is kept of it.
    pub(crate) async fn read_claim_for(
        &self,
        officer: &Officer,
        id: &ClaimId,
    ) -> Result<(ClaimRecord, ClaimFile), ServiceError> {
        let now = self.now();
        transaction!(self.store(), |tx| async {
            let record = kept::find_claim_of_office(tx, &officer.office, id).await?;
            let record = record.ok_or(ServiceError::NotFound)?;
            let read = Deed {
                person: Some(record.person),
                actor: Actor::Officer(officer.name.as_str()),
                action: Action::ClaimRead,
                detail: record.kind.code(),
                device: None,
            };
            read.note(tx, now).await?;
            let file = self.claim_file(tx, &record).await?;
            Ok::<_, ServiceError>((record, file))
        })
    }

    /// Takes a step with a claim of the officer's office.
    ///
    /// # Errors
    /// [`ServiceError::IllegalStep`], [`ServiceError::NotFound`] also for another office's claim,
    /// [`ServiceError::InvalidInput`], [`ServiceError::Busy`] when a colleague was first.
    pub async fn decide_claim(
        &self,
        officer: &Officer,
        id: &ClaimId,
        step: OfficerStep<'_>,
    ) -> Result<(), ServiceError> {
        if matches!(step, OfficerStep::Propose(_, lines) if lines.len() > DECISION_BYTES) {
            return Err(ServiceError::InvalidInput("lines"));
        }
        let (words, now) = (step.written()?, self.now());
        transaction!(self.store(), |tx| async {
            let record = kept::find_claim_of_office(tx, &officer.office, id).await?;
            let mut record = record.ok_or(ServiceError::NotFound)?;
            self.keep_decision(tx, officer, &mut record, step, words.as_deref(), now).await
        })
    }

    async fn keep_decision(
        &self,
        tx: &mut Tx,
        officer: &Officer,
        record: &mut ClaimRecord,
        step: OfficerStep<'_>,
        words: Option<&str>,
        now: Timestamp,
    ) -> Result<(), ServiceError> {
        let by_month = self.is_by_month(record, step)?;
        let claim = standing_of(record)?;
        let status = claim.state.status();
        // Who has it takes it again: sent twice, it is taken once.
        let is_held =
            matches!(&claim.state, ClaimState::InProgress { officer: holder } if *holder == officer.name);
        if matches!(step, OfficerStep::Take) && is_held {
            return Ok(());
        }
        let next = step.apply(claim, by_month, &officer.name, now)?;
        match step {
            OfficerStep::Propose(_, lines) => {
                record.decision = Some(self.seal_for(record.person, lines.as_bytes())?);
            }
            // What was proposed meanwhile is not what was decided.
            OfficerStep::Refuse(..) | OfficerStep::Uphold(..) => {
                record.decision = kept::find_contested(tx, &record.id).await?;
            }
            _ => {}
        }
        let is_untold = step.is_answer() && next.state.status() == status;
        match record.kind {
            ClaimKind::JobLoss => self.keep_benefit(tx, record, &next).await?,
            ClaimKind::Pension => self.keep_pension(tx, record, &next).await?,
            ClaimKind::Reimbursement => {}
        }
        if let (OfficerStep::AskDocuments(..), ClaimState::DocumentsAsked { reply_by, .. }) =
            (step, &next.state)
        {
            let on = reminder_of(*reply_by);
            tx.send(|writes| kept::plan_reminder(writes, &record.id, record.person, on)).await?;
        }
        let (word, action) = match (step, &next.state) {
            // A colleague's question goes on: its person has nothing new to read.
            (OfficerStep::Take, ClaimState::DocumentsAsked { .. }) => ("taken_over", Action::ClaimTaken),
            _ => step.words(),
        };
        let step = Step {
            detail: detail_of(step, &next, by_month)?,
            next,
            word,
            words,
            action,
            officer: Some(officer.name.as_str()),
            device: None,
        };
        self.keep_step(tx, record, step, now).await?;
        // Who contested it reads an answer, also where it stands where it stood.
        if is_untold {
            self.tell_if_reached(tx, record.person, Template::ClaimChanged, now).await?;
        }
        Ok(())
    }

    /// Whether an amount that is proposed or agreed to is one for each month.
    fn is_by_month(&self, record: &ClaimRecord, step: OfficerStep<'_>) -> Result<bool, ServiceError> {
        match (step, &record.decision) {
            (OfficerStep::Propose(_, decision), _) => Ok(is_by_month(record.kind, decision)),
            (OfficerStep::Approve, Some(sealed)) => {
                Ok(is_by_month(record.kind, &self.open_for(record.person, sealed)?))
            }
            _ => Ok(false),
        }
    }
}

/// What the timeline tells of a decision. What is proposed is not told before it is agreed to.
fn detail_of(step: OfficerStep<'_>, next: &Claim, monthly: bool) -> Result<String, ServiceError> {
    let detail = match (step, &next.state) {
        (OfficerStep::Refuse(reasons, _), _) => serde_json::json!({ "reasons": reasons }),
        (OfficerStep::Uphold(reasons, _), _) => serde_json::json!({ "upheld": reasons }),
        (_, ClaimState::DocumentsAsked { wanted, reply_by, .. }) => {
            serde_json::json!({ "wanted": wanted, "reply_by": reply_by })
        }
        (_, ClaimState::Accepted { amount, .. }) => {
            serde_json::json!({ "amount": amount, "monthly": monthly })
        }
        _ => serde_json::json!({}),
    };
    write_json(&detail)
}
