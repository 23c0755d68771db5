//! What follows a grant: the person confirms each month that ended and reports new work; an officer lets a late month be
//! paid.

use super::failed;
use crate::audit::{Action, Actor, Deed};
use crate::claims::{Officer, digest_of, find_same, standing_of, write_json};
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::request_key::check_key;
use crate::sessions::Session;
use crate::transaction::transaction;
use chrono::NaiveDate;
use damane_domain::claim::{Claim, ClaimKind, IllegalStep, reference};
use damane_domain::ids::{ClaimId, PersonId};
use damane_domain::job_loss::{BenefitMonth, Confirmed, Granted, JobLossForm, JobLossRules, MonthState};
use damane_domain::money::Money;
use damane_domain::time::Timestamp;
use damane_storage::claims::{self as kept_claims, Answered, ClaimEvent, ClaimRecord};
use damane_storage::job_loss::{self as kept, BenefitRecord};
use damane_storage::{Connection, StorageError, Tx};
use std::collections::BTreeSet;

/// New work is reported at most so long before it begins, days.
const AHEAD_DAYS: i64 = 60;

/// A declared loss and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobLossFile {
    /// Its claim.
    pub id: ClaimId,
    /// What the person quotes.
    pub reference: String,
    /// When it was read.
    pub as_of: Timestamp,
    /// What was declared.
    pub form: JobLossForm,
    /// Where the claim stands.
    pub claim: Claim,
    /// What was granted.
    pub benefit: Option<JobLossBenefit>,
}

/// A granted benefit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobLossBenefit {
    /// For each month.
    pub monthly: Money,
    /// Its months.
    pub months: Vec<BenefitMonth>,
    /// First day of new work.
    pub work_from: Option<NaiveDate>,
    /// Days within which new work is reported.
    pub report_within: u32,
}

impl JobLossBenefit {
    /// Whether a month's last day to confirm passed.
    pub fn is_suspended(&self) -> bool {
        self.months.iter().any(|month| month.state == MonthState::Suspended)
    }

    /// The first month that waits for its person to confirm it.
    pub fn next_to_confirm(&self) -> Option<BenefitMonth> {
        self.months.iter().find(|month| month.state.can_be_confirmed()).copied()
    }
}

impl Fund {
    /// A declared loss of one's own and where its months stand.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] also for another person's, and for a claim of another kind.
    pub async fn job_loss(&self, session: &Session, id: &ClaimId) -> Result<JobLossFile, ServiceError> {
        self.admit_reading(session, Action::ClaimRead).await?;
        let now = self.now();
        let mut reader = self.store().read().await?;
        let record = find_declared(&mut reader, session.person, id).await?;
        let (form, _) = self.declared(&record)?;
        let benefit = self.benefit_of(&mut reader, &record, now).await?;
        let reference = reference(record.kind, id);
        Ok(JobLossFile { id: *id, reference, as_of: now, form, claim: standing_of(&record)?, benefit })
    }

    /// What was granted of a declared loss, and where its months stand; `None` before that, and for other claims.
    pub(crate) async fn benefit_of(
        &self,
        connection: &mut Connection,
        record: &ClaimRecord,
        now: Timestamp,
    ) -> Result<Option<JobLossBenefit>, ServiceError> {
        let Some(benefit) = kept::find_benefit(connection, record.person, &record.id).await? else {
            return Ok(None);
        };
        let (_, rules) = self.declared(record)?;
        let months = months(connection, record, &benefit, &rules, now).await?;
        let BenefitRecord { monthly, work_from, .. } = benefit;
        Ok(Some(JobLossBenefit {
            monthly,
            months,
            work_from,
            report_within: rules.report_work_within.count(),
        }))
    }

    /// The first month of a granted benefit that waits for its person; `None` for every other claim.
    pub(crate) async fn month_to_confirm(
        &self,
        connection: &mut Connection,
        record: &ClaimRecord,
    ) -> Result<Option<BenefitMonth>, ServiceError> {
        if record.kind != ClaimKind::JobLoss {
            return Ok(None);
        }
        let benefit = self.benefit_of(connection, record, self.now()).await?;
        Ok(benefit.and_then(|benefit| benefit.next_to_confirm()))
    }

    /// Confirms that the person was without work in a month that ended. A month is confirmed once, whatever the key; after
    /// its last day it waits for an officer.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`]; [`ServiceError::IllegalStep`] before anything is granted and for a month that cannot be
    /// confirmed now; [`ServiceError::KeyReused`].
    pub async fn confirm_job_loss_month(
        &self,
        session: &Session,
        id: &ClaimId,
        month: u32,
        key: &str,
    ) -> Result<(), ServiceError> {
        check_key(key)?;
        let now = self.now();
        let asked = digest_of(&[b"job_loss_month", &id.0, &month.to_be_bytes()], &BTreeSet::new());
        transaction!(self.store(), |tx| async {
            if find_same(tx, session.person, key, &asked).await?.is_some() {
                return Ok::<_, ServiceError>(());
            }
            let record = find_declared(tx, session.person, id).await?;
            self.keep_confirmation(tx, session, &record, month, now).await?;
            keep_answer(tx, session, key, Answered { request: asked, claim: *id, at: now }).await
        })
    }

    async fn keep_confirmation(
        &self,
        tx: &mut Tx,
        session: &Session,
        record: &ClaimRecord,
        month: u32,
        now: Timestamp,
    ) -> Result<(), ServiceError> {
        let (_, rules) = self.declared(record)?;
        let benefit = granted(tx, record, "confirmed").await?;
        let months = months(tx, record, &benefit, &rules, now).await?;
        let found = months.iter().find(|known| known.number == month);
        let state = found.ok_or(ServiceError::InvalidInput("month"))?.state;
        if !state.can_be_confirmed() {
            return match state {
                MonthState::Confirmed | MonthState::Held | MonthState::Sent => Ok(()),
                MonthState::Ended => Err(illegal("ended", "confirmed")),
                _ => Err(illegal("ahead", "confirmed")),
            };
        }
        let late = state == MonthState::Suspended;
        kept::confirm(tx, &record.id, month, late, now).await?;
        let detail = write_json(&serde_json::json!({ "month": month, "late": late }))?;
        note(tx, record, Act::person("month_confirmed", Action::JobLossConfirmed, session), detail, now).await
    }

    /// Reports that the person works again from a day on: nothing is paid for the month of that day, nor after it.
    ///
    /// # Errors
    /// [`ServiceError::InvalidInput`] for a day before the benefit or far ahead; [`ServiceError::IllegalStep`] before
    /// anything is granted and once new work was reported; [`ServiceError::NotFound`], [`ServiceError::KeyReused`].
    pub async fn report_new_work(
        &self,
        session: &Session,
        id: &ClaimId,
        from: NaiveDate,
        key: &str,
    ) -> Result<(), ServiceError> {
        check_key(key)?;
        let now = self.now();
        let asked = digest_of(&[b"new_work", &id.0, from.to_string().as_bytes()], &BTreeSet::new());
        transaction!(self.store(), |tx| async {
            if find_same(tx, session.person, key, &asked).await?.is_some() {
                return Ok::<_, ServiceError>(());
            }
            let record = find_declared(tx, session.person, id).await?;
            self.keep_work(tx, session, &record, from, now).await?;
            keep_answer(tx, session, key, Answered { request: asked, claim: *id, at: now }).await
        })
    }

    async fn keep_work(
        &self,
        tx: &mut Tx,
        session: &Session,
        record: &ClaimRecord,
        from: NaiveDate,
        now: Timestamp,
    ) -> Result<(), ServiceError> {
        let (_, rules) = self.declared(record)?;
        let benefit = granted(tx, record, "ended by new work").await?;
        let ahead = from.signed_duration_since(now.date()).num_days();
        if from < benefit.starts_on || ahead > AHEAD_DAYS {
            return Err(ServiceError::InvalidInput("from"));
        }
        let months = months(tx, record, &benefit, &rules, now).await?;
        let first_ended = months.iter().find(|month| from <= month.last).map(|month| month.number);
        let ended = first_ended.unwrap_or(u32::MAX);
        if !kept::report_work(tx, &record.id, from, ended, now).await? {
            return Err(illegal("ended", "reported again"));
        }
        let late = now.date() > rules.report_by(from);
        let detail = write_json(&serde_json::json!({ "from": from, "late": late }))?;
        note(tx, record, Act::person("work_reported", Action::WorkReported, session), detail, now).await
    }

    /// An officer of the claim's office lets a month that was confirmed late be paid.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] also for another office's; [`ServiceError::IllegalStep`] for a month that does not wait.
    pub async fn release_job_loss_month(
        &self,
        officer: &Officer,
        id: &ClaimId,
        month: u32,
    ) -> Result<(), ServiceError> {
        let now = self.now();
        transaction!(self.store(), |tx| async {
            let found = kept_claims::find_claim_of_office(tx, &officer.office, id).await?;
            let record = found.filter(|record| record.kind == ClaimKind::JobLoss);
            let record = record.ok_or(ServiceError::NotFound)?;
            granted(tx, &record, "released").await?;
            if !kept::release(tx, id, month, officer.name.as_str()).await? {
                return Err(illegal("not held", "released"));
            }
            let detail = write_json(&serde_json::json!({ "month": month }))?;
            note(tx, &record, Act::officer("month_released", Action::JobLossReleased, officer), detail, now)
                .await
        })
    }

    /// What was declared, and the figures of the day of the loss.
    pub(super) fn declared(&self, record: &ClaimRecord) -> Result<(JobLossForm, JobLossRules), ServiceError> {
        let text = self.open_for(record.person, &record.form)?;
        let form = read_form(&text)?;
        let rules = JobLossRules::at(form.ended_on).map_err(failed)?;
        Ok((form, rules))
    }
}

/// What was declared, as it is kept.
pub(crate) fn read_form(text: &str) -> Result<JobLossForm, StorageError> {
    serde_json::from_str(text).map_err(|_| StorageError::Damaged("declaration of a loss"))
}

async fn find_declared(
    connection: &mut Connection,
    person: PersonId,
    id: &ClaimId,
) -> Result<ClaimRecord, ServiceError> {
    let found = kept_claims::find_claim(connection, person, id).await?;
    found.filter(|record| record.kind == ClaimKind::JobLoss).ok_or(ServiceError::NotFound)
}

pub(super) async fn granted(
    connection: &mut Connection,
    record: &ClaimRecord,
    step: &'static str,
) -> Result<BenefitRecord, ServiceError> {
    // Nothing more is paid of what was refused when it was looked at again.
    if standing_of(record)?.refused().is_some() {
        return Err(illegal("rejected", step));
    }
    let found = kept::find_benefit(connection, record.person, &record.id).await?;
    found.ok_or_else(|| illegal("not granted", step))
}

/// As the rules follow it.
pub(super) const fn followed<'c>(benefit: &BenefitRecord, confirmed: &'c [Confirmed]) -> Granted<'c> {
    let BenefitRecord { starts_on, months, granted_on, work_from, .. } = *benefit;
    Granted { starts_on, months, granted_on, work_from, confirmed }
}

async fn months(
    connection: &mut Connection,
    record: &ClaimRecord,
    benefit: &BenefitRecord,
    rules: &JobLossRules,
    now: Timestamp,
) -> Result<Vec<BenefitMonth>, ServiceError> {
    let confirmed = kept::find_months(connection, &benefit.claim).await?;
    let mut months = followed(benefit, &confirmed).months_on(now.date(), rules);
    if standing_of(record)?.refused().is_some() {
        months.iter_mut().filter(|month| month.state != MonthState::Sent).for_each(BenefitMonth::end);
    }
    Ok(months)
}

const fn illegal(state: &'static str, step: &'static str) -> ServiceError {
    ServiceError::IllegalStep(IllegalStep::State { state, step })
}

/// Who did what with a benefit.
struct Act<'a> {
    word: &'static str,
    action: Action,
    officer: Option<&'a str>,
    session: Option<&'a Session>,
}

impl<'a> Act<'a> {
    const fn person(word: &'static str, action: Action, session: &'a Session) -> Self {
        Self { word, action, officer: None, session: Some(session) }
    }

    fn officer(word: &'static str, action: Action, officer: &'a Officer) -> Self {
        Self { word, action, officer: Some(officer.name.as_str()), session: None }
    }
}

async fn keep_answer(
    tx: &mut Tx,
    session: &Session,
    key: &str,
    answered: Answered,
) -> Result<(), ServiceError> {
    let mut writes = tx.writes();
    kept_claims::add_answer(&mut writes, session.person, key, &answered);
    Ok(writes.send(tx).await?)
}

/// Tells it in the claim's timeline and in the audit log.
async fn note(
    tx: &mut Tx,
    record: &ClaimRecord,
    act: Act<'_>,
    detail: String,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let officer = act.officer.map(str::to_owned);
    let event = ClaimEvent { at: now, officer, step: act.word.to_owned(), detail, words: None };
    let mut writes = tx.writes();
    kept_claims::add_event(&mut writes, &record.id, &event);
    let deed = Deed {
        person: Some(record.person),
        actor: act.officer.map_or(Actor::Person, Actor::Officer),
        action: act.action,
        detail: record.kind.code(),
        device: act.session.map(|session| session.device),
    };
    deed.add_to(tx, &mut writes, now).await?;
    Ok(writes.send(tx).await?)
}
