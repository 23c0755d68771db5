//! Reimbursements: what a claim would be paid back, and handing it in.

use crate::claims::{ClaimReceipt, Filing, write_json};
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::sessions::Session;
use chrono::NaiveDate;
use damane_domain::career::{Career, CareerRules};
use damane_domain::claim::{ClaimKind, DocumentKind};
use damane_domain::explanation::Step;
use damane_domain::ids::{DocumentId, PersonId};
use damane_domain::month::Month;
use damane_domain::parameters::FiguresError;
use damane_domain::reimbursements::{
    Convention, Estimate, Reason, ReimbursementForm, ReimbursementRules, estimate, explain,
};
use damane_storage::Connection;
use damane_storage::pensions::{self, GrantRecord};

/// An estimate with its steps.
#[derive(Debug, Clone, PartialEq)]
pub struct ReimbursementEstimate {
    /// What it comes to.
    pub estimate: Estimate,
    /// How.
    pub steps: Vec<Step>,
}

impl Fund {
    /// What a form would be paid back if it were handed in now. Nothing is kept.
    ///
    /// # Errors
    /// [`ServiceError::InvalidInput`] names the field at fault.
    pub async fn estimate_reimbursement(
        &self,
        session: &Session,
        form: &ReimbursementForm,
        papers: &[DocumentKind],
    ) -> Result<ReimbursementEstimate, ServiceError> {
        let today = self.now().date();
        check(form, today)?;
        let mut reader = self.store().read().await?;
        let file = self.file_as_it_stands(&mut reader, session.person).await?;
        let days = find_rights(&mut reader, session.person, &file.career, form).await?;
        let lines = form.lines_of_rules();
        let claim = form.to_claim(&lines, today, days, papers);
        let found = estimate(&claim).map_err(failed)?;
        let steps = explain(&claim, &found).map_err(failed)?;
        Ok(ReimbursementEstimate { estimate: found, steps })
    }

    /// Hands in a form with its documents. The same key hands in one claim.
    ///
    /// # Errors
    /// [`ServiceError::InvalidInput`] for a field, and for `documents` when care abroad comes without its two papers or
    /// when there is no document at all; as for [`Fund::file_claim`].
    pub async fn file_reimbursement(
        &self,
        session: &Session,
        form: &ReimbursementForm,
        documents: &[DocumentId],
        key: &str,
    ) -> Result<ClaimReceipt, ServiceError> {
        let today = self.now().date();
        check(form, today)?;
        if documents.is_empty() {
            return Err(ServiceError::InvalidInput("documents"));
        }
        let office = self.office_of_claims();
        let text = write_json(form)?;
        let filing = Filing { kind: ClaimKind::Reimbursement, office, form: &text, documents };
        self.file_with(session, filing, key, None, |papers| check_papers(form, papers, today)).await
    }

    /// The office that answers for claims: the first of the profile, until people choose theirs.
    pub(crate) fn office_of_claims(&self) -> &str {
        let first = self.profile().offices.first().map(|office| office.code.as_str());
        first.filter(|code| !code.is_empty()).unwrap_or("main")
    }
}

/// Care abroad comes with its two papers.
fn check_papers(
    form: &ReimbursementForm,
    papers: &[DocumentKind],
    today: NaiveDate,
) -> Result<(), ServiceError> {
    let lines = form.lines_of_rules();
    let found = estimate(&form.to_claim(&lines, today, None, papers)).map_err(failed)?;
    let lacks_paper =
        |reason| matches!(reason, Reason::PriorAgreementMissing | Reason::SwornTranslationMissing);
    if found.reasons.into_iter().any(lacks_paper) {
        return Err(ServiceError::InvalidInput("documents"));
    }
    Ok(())
}

fn failed(error: FiguresError) -> ServiceError {
    ServiceError::internal("rules of reimbursements", error)
}

fn check(form: &ReimbursementForm, today: NaiveDate) -> Result<(), ServiceError> {
    form.find_flaw(today).map_or(Ok(()), |field| Err(ServiceError::InvalidInput(field)))
}

/// Days that open the right to the care of a form, on its first day (loi 65-00). `None` where none are asked for: the
/// person draws a pension.
pub(crate) async fn find_rights(
    connection: &mut Connection,
    person: PersonId,
    career: &Career,
    form: &ReimbursementForm,
) -> Result<Option<u32>, ServiceError> {
    let Some(day) = form.lines.iter().map(|line| line.on).min() else { return Ok(None) };
    let rules = ReimbursementRules::at(day, Convention::default()).map_err(failed)?;
    if let Some(claim) = pensions::find_standing(connection, person).await? {
        let granted = pensions::find_request(connection, person, &claim).await?.and_then(|one| one.granted);
        let opens = |grant: &GrantRecord| {
            grant.starts_on <= day && grant.monthly >= Some(rules.pensioner_least.money())
        };
        if granted.as_ref().is_some_and(opens) {
            return Ok(None);
        }
    }
    days_before(career, day, &rules).map(Some)
}

/// Days of the months that end with the last declared one before a day of care; none once that is longer ago than the
/// right is kept.
fn days_before(career: &Career, day: NaiveDate, rules: &ReimbursementRules) -> Result<u32, ServiceError> {
    let counted = CareerRules::at(day).map_err(|error| ServiceError::internal("rules of careers", error))?;
    let months = career.insured_months(&counted);
    let past = months.iter().filter(|insured| insured.month.first_day() <= day);
    let last = past.clone().map(|insured| insured.month).max();
    let kept = i32::try_from(rules.rights_kept.count()).unwrap_or(i32::MAX);
    let is_kept = |last: &Month| Month::of(day).is_some_and(|month| month.months_since(*last) <= kept);
    let Some(last) = last.filter(is_kept) else { return Ok(0) };
    let window = i32::try_from(rules.rights_window.count()).unwrap_or(i32::MAX);
    let within = |month: Month| (0..window).contains(&last.months_since(month));
    Ok(past.filter(|insured| within(insured.month)).map(|insured| u32::from(insured.days)).sum())
}
