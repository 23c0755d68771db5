//! The job-loss benefit: whether it is due, declaring the loss, and what follows a grant: each month confirmed, new work
//! reported. Money moves through the payment batches alone.

mod declaring;
mod following;
mod granting;
mod reminding;

pub(crate) use following::read_form;
pub use following::{JobLossBenefit, JobLossFile};

use crate::audit::Action;
use crate::claims::{ClaimReceipt, Filing, write_json};
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::people::PersonFile;
use crate::sessions::Session;
use chrono::NaiveDate;
use damane_domain::career::CareerRules;
use damane_domain::claim::{ClaimKind, DocumentKind};
use damane_domain::explanation::Step;
use damane_domain::ids::DocumentId;
use damane_domain::job_loss::{
    Check, EndOfContract, JobLossForm, JobLossRules, Loss, can_have_ended_on, check, explain,
};
use damane_domain::parameters::FiguresError;
use damane_domain::time::Timestamp;

/// A loss against the conditions, on the day it was asked.
#[derive(Debug, Clone, PartialEq)]
pub struct JobLossCheck {
    /// When the career was read.
    pub as_of: Timestamp,
    /// The answer.
    pub check: Check,
    /// Its steps.
    pub steps: Vec<Step>,
    /// The figures of the day of the loss.
    pub rules: JobLossRules,
    /// Days left to declare it, today counted out; none once it is over.
    pub days_left: Option<u32>,
    /// The papers a declaration needs.
    pub papers: &'static [DocumentKind],
    /// The employer of the last declared month.
    pub employer: String,
}

impl Fund {
    /// Whether a loss gives the benefit if it were declared today. Nothing is kept.
    ///
    /// # Errors
    /// [`ServiceError::InvalidInput`] for a day on which no contract can have ended; storage.
    pub async fn check_job_loss(
        &self,
        session: &Session,
        ended_on: NaiveDate,
        reason: EndOfContract,
    ) -> Result<JobLossCheck, ServiceError> {
        let as_of = self.now();
        if !can_have_ended_on(ended_on, as_of.date()) {
            return Err(ServiceError::InvalidInput("ended_on"));
        }
        self.admit_reading(session, Action::CareerRead).await?;
        let file = self.file_as_it_stands(&mut *self.store().read().await?, session.person).await?;
        check_loss(&file, ended_on, reason, as_of).map_err(failed)
    }

    /// Declares a loss with its papers. The same key declares one. A loss that the check speaks against is taken as well:
    /// officers decide, and a decision can be contested.
    ///
    /// # Errors
    /// [`ServiceError::InvalidInput`] for a field, and for `documents` when a paper is missing; as for
    /// [`Fund::file_claim`].
    pub async fn file_job_loss(
        &self,
        session: &Session,
        form: &JobLossForm,
        documents: &[DocumentId],
        key: &str,
    ) -> Result<ClaimReceipt, ServiceError> {
        if let Some(field) = form.find_flaw(self.now().date()) {
            return Err(ServiceError::InvalidInput(field));
        }
        let check = |papers: &[DocumentKind]| {
            let complete = form.reason.papers().iter().all(|needed| papers.contains(needed));
            complete.then_some(()).ok_or(ServiceError::InvalidInput("documents"))
        };
        let office = self.office_of_claims();
        let text = write_json(form)?;
        let filing = Filing { kind: ClaimKind::JobLoss, office, form: &text, documents };
        self.file_with(session, filing, key, None, check).await
    }
}

pub(crate) fn failed(error: FiguresError) -> ServiceError {
    ServiceError::internal("rules of job loss", error)
}

pub(crate) fn check_loss(
    file: &PersonFile,
    ended_on: NaiveDate,
    reason: EndOfContract,
    as_of: Timestamp,
) -> Result<JobLossCheck, FiguresError> {
    let today = as_of.date();
    let rules = JobLossRules::at(ended_on)?;
    let months = file.career.insured_months(&CareerRules::at(today)?);
    let found = check(&Loss { ended_on, claimed_on: today, reason, months: &months }, &rules);
    let last = file.career.standing().max_by_key(|line| line.month);
    Ok(JobLossCheck {
        as_of,
        steps: explain(&found, &rules),
        days_left: found.days_left(today),
        papers: reason.papers(),
        employer: last.map(|line| file.employer_name(&line.employer)).unwrap_or_default(),
        check: found,
        rules,
    })
}
