//! Payments: what two officers granted goes to the bank in batches, each made by one officer and agreed to by another.
//!
//! A claim is in one batch at a time by its own state, so that nothing is paid twice however often a batch is asked for.
//! A batch's file is made again from its records: the same bytes each time.

mod file;
mod returning;

pub use file::BatchFile;

use crate::audit::{Action, Actor, Deed};
use crate::claims::{Officer, Step, rules, standing_of, write_json};
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::ports::Chance;
use crate::secrets::make_bytes;
use crate::transaction::transaction;
use chrono::NaiveDate;
use damane_domain::claim::{Claim, ClaimKind, ClaimState, IllegalStep, OfficerName, ReturnReason, reference};
use damane_domain::ids::{BatchId, PaymentId, PersonId, Rib};
use damane_domain::money::Money;
use damane_domain::time::Timestamp;
use damane_storage::claims::{self as kept_claims, ClaimRecord};
use damane_storage::payments::{self as kept, BatchRecord, PaymentRecord};
use damane_storage::{StorageError, Tx, job_loss, register};

/// Most payments in one batch: one transaction, one file a bank takes.
const MOST_PAYMENTS: u32 = 5_000;
/// A batch is paid so many days ahead at most: a year that was mistyped would pay a pension's months up to it.
const MOST_DAYS_AHEAD: i64 = 31;
/// Batches in a list.
const LISTED: u32 = 100;

/// A batch as officers see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// What is kept of it.
    pub record: BatchRecord,
    /// Its payments, in the order of its file.
    pub payments: Vec<BatchPayment>,
}

/// A payment as officers see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchPayment {
    /// Its id.
    pub id: PaymentId,
    /// The claim's reference.
    pub reference: String,
    /// How much.
    pub amount: Money,
    /// To which account, most of it hidden.
    pub masked_account: String,
    /// Whom it pays.
    pub person: PersonId,
    /// Why it came back.
    pub returned: Option<ReturnReason>,
    /// On which day; not known of what came back before days were kept.
    pub returned_on: Option<NaiveDate>,
}

impl Fund {
    /// Puts what is granted and not yet paid into a batch, and what came back again. `None` when there is nothing. A claim
    /// whose person has no bank account in the register waits for one.
    ///
    /// # Errors
    /// [`ServiceError::InvalidInput`] `pay_on` for a day before today or more than a month ahead; [`ServiceError::Busy`] when
    /// another step was first; storage.
    pub async fn make_batch(
        &self,
        officer: &Officer,
        pay_on: NaiveDate,
    ) -> Result<Option<BatchId>, ServiceError> {
        let now = self.now();
        let ahead = pay_on.signed_duration_since(now.date()).num_days();
        if !(0..=MOST_DAYS_AHEAD).contains(&ahead) {
            return Err(ServiceError::InvalidInput("pay_on"));
        }
        let id = BatchId(make_bytes(self.chance()));
        transaction!(self.store(), alone, |tx| self.keep_batch(tx, officer, id, pay_on, now))
    }

    async fn keep_batch(
        &self,
        tx: &mut Tx,
        officer: &Officer,
        id: BatchId,
        pay_on: NaiveDate,
        now: Timestamp,
    ) -> Result<Option<BatchId>, ServiceError> {
        let due = kept_claims::find_payable(tx, &officer.office, pay_on, MOST_PAYMENTS).await?;
        let (mut payments, mut months, mut again) = (Vec::new(), Vec::new(), Vec::new());
        for mut record in due {
            let Some(person) = register::find_person(tx, record.person).await? else { continue };
            let Some(rib) = &person.rib else { continue };
            let Some(claim) = self.due_of(tx, &record, pay_on, now).await? else { continue };
            // What came back is sent again: its month was taken before.
            match record.standing.state.as_str() {
                "payment_returned" => again.push(record.id),
                _ if record.kind == ClaimKind::JobLoss => months.push(record.id),
                _ => {}
            }
            let due = Due { claim, batch: id, rib, name: &person.name.latin };
            payments.push(self.pay(tx, officer, &mut record, due, now).await?);
        }
        if payments.is_empty() {
            return Ok(None);
        }
        let batch = BatchRecord {
            id,
            office: officer.office.clone(),
            made_by: officer.name.as_str().to_owned(),
            made_at: now,
            pay_on,
            payments: i64::try_from(payments.len()).unwrap_or(i64::MAX),
            total: payments.iter().map(|payment| payment.amount).sum(),
            agreed: None,
            settled_on: None,
            withdrawn_by: None,
        };
        kept::add_batch(tx, &batch, &payments).await?;
        for claim in &months {
            job_loss::take_due(tx, claim, &id).await?;
        }
        for claim in &again {
            job_loss::take_again(tx, claim, &id).await?;
        }
        note(tx, officer, Action::BatchMade, &id, now).await?;
        Ok(Some(id))
    }

    /// The claim with what is due of it on a day; `None` when nothing is yet.
    async fn due_of(
        &self,
        tx: &mut Tx,
        record: &ClaimRecord,
        pay_on: NaiveDate,
        now: Timestamp,
    ) -> Result<Option<Claim>, ServiceError> {
        let claim = standing_of(record)?.hold_open(now.date(), record.kind, &rules(now)?);
        match record.kind {
            ClaimKind::JobLoss => self.fall_due(tx, record, claim, now).await,
            ClaimKind::Pension => self.pension_due(tx, record, claim, pay_on).await,
            ClaimKind::Reimbursement => Ok(Some(claim)),
        }
    }

    /// Puts one claim into a batch.
    async fn pay(
        &self,
        tx: &mut Tx,
        officer: &Officer,
        record: &mut ClaimRecord,
        due: Due<'_>,
        now: Timestamp,
    ) -> Result<PaymentRecord, ServiceError> {
        let Due { claim, batch, rib, name } = due;
        let (amount, again) = match claim.state {
            ClaimState::Accepted { amount, .. } => (amount, None),
            ClaimState::PaymentReturned { amount, reason, .. } => (amount, Some(reason)),
            _ => return Err(StorageError::Damaged("state of a claim").into()),
        };
        let step = step_of(claim.pay(batch)?, "in_payment", "{}".to_owned(), Action::ClaimPaid, officer);
        self.keep_step(tx, record, step, now).await?;
        Ok(PaymentRecord {
            id: payment_id(self.chance()),
            batch,
            claim: record.id,
            person: record.person,
            amount,
            account: self.seal_for(record.person, format!("{rib}\n{name}").as_bytes())?,
            again,
            returned: None,
            returned_on: None,
        })
    }

    /// The newest batches of an office, newest first.
    ///
    /// # Errors
    /// Storage only.
    pub async fn batches(&self, officer: &Officer) -> Result<Vec<BatchRecord>, ServiceError> {
        let mut reader = self.store().read().await?;
        Ok(kept::find_batches(&mut reader, &officer.office, LISTED).await?)
    }

    /// A batch of the officer's office.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] also for another office's.
    pub async fn batch(&self, officer: &Officer, id: &BatchId) -> Result<Batch, ServiceError> {
        let mut reader = self.store().read().await?;
        let record = kept::find_batch(&mut reader, &officer.office, id).await?;
        let record = record.ok_or(ServiceError::NotFound)?;
        let mut payments = Vec::new();
        for payment in kept::find_payments(&mut reader, id).await? {
            let claim = kept_claims::find_claim(&mut reader, payment.person, &payment.claim).await?;
            let claim = claim.ok_or(StorageError::Damaged("claim of a payment"))?;
            payments.push(BatchPayment {
                id: payment.id,
                reference: reference(claim.kind, &claim.id),
                amount: payment.amount,
                masked_account: self.payee_of(&payment)?.0.masked(),
                person: payment.person,
                returned: payment.returned,
                returned_on: payment.returned_on,
            });
        }
        Ok(Batch { record, payments })
    }

    /// Another officer agrees to a batch: its file can be made.
    ///
    /// # Errors
    /// [`ServiceError::IllegalStep`] for who made it, when somebody agreed or withdrew it before, and once the day to pay on
    /// has passed: the bank would be asked to pay in the past. [`ServiceError::NotFound`].
    pub async fn agree_to_batch(&self, officer: &Officer, id: &BatchId) -> Result<(), ServiceError> {
        let now = self.now();
        transaction!(self.store(), alone, |tx| async {
            let batch = kept::find_batch(tx, &officer.office, id).await?.ok_or(ServiceError::NotFound)?;
            if OfficerName::parse(&batch.made_by).as_ref() == Some(&officer.name) {
                return Err(IllegalStep::SameOfficer.into());
            }
            if batch.pay_on < now.date() {
                return Err(IllegalStep::TooLate(batch.pay_on).into());
            }
            if !kept::agree(tx, id, officer.name.as_str(), now).await? {
                return Err(IllegalStep::State { state: "agreed", step: "agreed to" }.into());
            }
            note(tx, officer, Action::BatchAgreed, id, now).await
        })
    }

    /// Withdraws a batch that nobody agreed to: one payment in it is wrong, or its day has passed. What it would have paid
    /// is due again.
    ///
    /// # Errors
    /// [`ServiceError::IllegalStep`] when somebody agreed or withdrew it before; [`ServiceError::NotFound`].
    pub async fn withdraw_batch(&self, officer: &Officer, id: &BatchId) -> Result<(), ServiceError> {
        let now = self.now();
        transaction!(self.store(), alone, |tx| async {
            kept::find_batch(tx, &officer.office, id).await?.ok_or(ServiceError::NotFound)?;
            let payments = kept::find_payments(tx, id).await?;
            if !kept::withdraw(tx, id, officer.name.as_str(), now).await? {
                return Err(IllegalStep::State { state: "agreed or withdrawn", step: "withdrawn" }.into());
            }
            for payment in &payments {
                let mut record = claim_of(tx, payment).await?;
                let next = standing_of(&record)?.withdraw_payment(*id, payment.again)?;
                job_loss::take_out(tx, &record.id, id, payment.again.is_some()).await?;
                let step =
                    step_of(next, "payment_withdrawn", "{}".to_owned(), Action::BatchWithdrawn, officer);
                self.keep_step(tx, &mut record, step, now).await?;
            }
            note(tx, officer, Action::BatchWithdrawn, id, now).await
        })
    }

    /// The bank paid a batch: each claim in it that did not come back is paid. Telling it twice changes nothing.
    ///
    /// # Errors
    /// [`ServiceError::IllegalStep`] before two officers agreed; [`ServiceError::NotFound`];
    /// [`ServiceError::InvalidInput`] `on` for a day before the batch was made, and for one to come.
    pub async fn settle_batch(
        &self,
        officer: &Officer,
        id: &BatchId,
        on: NaiveDate,
    ) -> Result<(), ServiceError> {
        let now = self.now();
        transaction!(self.store(), alone, |tx| async {
            let batch = agreed(tx, officer, id).await?;
            if !(batch.made_at.date()..=now.date()).contains(&on) {
                return Err(ServiceError::InvalidInput("on"));
            }
            if !kept::settle(tx, id, on).await? {
                return Ok(());
            }
            for payment in kept::find_payments(tx, id).await? {
                if payment.returned.is_none() {
                    self.settle_one(tx, officer, &payment, on, now).await?;
                }
            }
            note(tx, officer, Action::BatchSettled, id, now).await
        })
    }

    async fn settle_one(
        &self,
        tx: &mut Tx,
        officer: &Officer,
        payment: &PaymentRecord,
        on: NaiveDate,
        now: Timestamp,
    ) -> Result<(), ServiceError> {
        let mut record = claim_of(tx, payment).await?;
        let next = standing_of(&record)?.settle(payment.batch, on)?;
        let detail = write_json(&serde_json::json!({ "amount": payment.amount }))?;
        let step = step_of(next, "paid", detail, Action::ClaimPaid, officer);
        self.keep_step(tx, &mut record, step, now).await
    }

    /// To which account, and to whom by the name the register had; no name in what was made before names were kept.
    fn payee_of(&self, payment: &PaymentRecord) -> Result<(Rib, Option<String>), ServiceError> {
        let text = self.open_for(payment.person, &payment.account)?;
        let (account, name) = text.split_once('\n').map_or((&*text, None), |(rib, name)| (rib, Some(name)));
        let account = Rib::parse(account).map_err(|_| StorageError::Damaged("account"))?;
        Ok((account, name.map(str::to_owned)))
    }
}

/// What goes into a batch: the claim with what is due of it, to which account and whose name.
struct Due<'a> {
    claim: Claim,
    batch: BatchId,
    rib: &'a Rib,
    name: &'a str,
}

/// A batch that two officers agreed to.
async fn agreed(tx: &mut Tx, officer: &Officer, id: &BatchId) -> Result<BatchRecord, ServiceError> {
    let batch = kept::find_batch(tx, &officer.office, id).await?.ok_or(ServiceError::NotFound)?;
    match batch.agreed {
        Some(_) => Ok(batch),
        None => {
            Err(IllegalStep::State { state: "made", step: "settled before another officer agrees" }.into())
        }
    }
}

async fn claim_of(tx: &mut Tx, payment: &PaymentRecord) -> Result<ClaimRecord, ServiceError> {
    let found = kept_claims::find_claim(tx, payment.person, &payment.claim).await?;
    found.ok_or_else(|| StorageError::Damaged("claim of a payment").into())
}

fn step_of<'a>(
    next: Claim,
    word: &'static str,
    detail: String,
    action: Action,
    officer: &'a Officer,
) -> Step<'a> {
    Step { next, word, detail, words: None, action, officer: Some(officer.name.as_str()), device: None }
}

fn payment_id(chance: &dyn Chance) -> PaymentId {
    PaymentId(make_bytes(chance))
}

/// A batch is about many people: the log names none, and the batch.
async fn note(
    tx: &mut Tx,
    officer: &Officer,
    action: Action,
    id: &BatchId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let detail = id.to_string();
    let actor = Actor::Officer(officer.name.as_str());
    Deed { person: None, actor, action, detail: &detail, device: None }.note(tx, now).await
}
