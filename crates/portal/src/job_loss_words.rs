//! The job-loss benefit, between the services' types and the contract's.

use crate::answer::{Answer, Refusal};
use crate::claim_words::{document_kind, status};
use crate::pension_words::{Laws, step};
use chrono::NaiveDate;
use damane_contract::{
    BenefitMonthStateView, BenefitMonthView, BenefitView, EndOfContractView, JobLossCheckView,
    JobLossReasonView, JobLossRequest, JobLossView,
};
use damane_domain::job_loss::{BenefitMonth, EndOfContract, JobLossForm, MonthState, Reason};
use damane_domain::money::Money;
use damane_services::{JobLossBenefit, JobLossCheck, JobLossFile};

/// A day as it is sent.
pub fn day(text: &str, field: &'static str) -> Answer<NaiveDate> {
    text.parse().map_err(|_| Refusal::invalid(field))
}

/// A declaration as it was sent.
pub fn form(request: JobLossRequest) -> Answer<JobLossForm> {
    Ok(JobLossForm {
        ended_on: day(&request.ended_on, "ended_on")?,
        reason: reason(request.reason),
        employer: request.employer.trim().to_owned(),
        sworn: request.sworn,
        will_report_work: request.will_report_work,
    })
}

/// The answer to a check.
pub fn check(found: &JobLossCheck) -> JobLossCheckView {
    let mut laws = Laws::default();
    let JobLossCheck { as_of, check, steps, rules, days_left, papers, employer } = found;
    JobLossCheckView {
        as_of: as_of.to_rfc3339(),
        reasons: check.reasons.iter().copied().map(against).collect(),
        days_in_36_months: check.days_in_36_months,
        days_asked_in_36_months: rules.days_in_36_months.count(),
        days_in_12_months: check.days_in_12_months,
        days_asked_in_12_months: rules.days_in_12_months.count(),
        monthly_amount: check.monthly_amount().map(Money::as_centimes),
        months: rules.months_paid.count(),
        starts_on: check.starts_on.to_string(),
        last_day_to_claim: check.last_day_to_claim.to_string(),
        days_left: *days_left,
        papers: papers.iter().copied().map(document_kind).collect(),
        employer: employer.clone(),
        report_work_within: rules.report_work_within.count(),
        steps: steps.iter().map(|one| step(one, &mut laws)).collect(),
        laws: laws.into_views(),
    }
}

/// A declared loss.
pub fn file(file: JobLossFile) -> JobLossView {
    JobLossView {
        id: file.id.to_string(),
        reference: file.reference,
        as_of: file.as_of.to_rfc3339(),
        status: status(file.claim.state.status()),
        ended_on: file.form.ended_on.to_string(),
        reason: reason_view(file.form.reason),
        employer: file.form.employer,
        benefit: file.benefit.as_ref().map(benefit),
    }
}

/// A granted benefit.
pub fn benefit(benefit: &JobLossBenefit) -> BenefitView {
    BenefitView {
        monthly_amount: benefit.monthly.as_centimes(),
        suspended: benefit.is_suspended(),
        months: benefit.months.iter().map(month).collect(),
        work_from: benefit.work_from.map(|day| day.to_string()),
        report_work_within: benefit.report_within,
    }
}

/// A month of it.
pub fn month(month: &BenefitMonth) -> BenefitMonthView {
    BenefitMonthView {
        number: month.number,
        first: month.first.to_string(),
        last: month.last.to_string(),
        confirm_from: month.confirm_from.to_string(),
        confirm_until: month.confirm_until.to_string(),
        state: match month.state {
            MonthState::Ahead => BenefitMonthStateView::Ahead,
            MonthState::Open => BenefitMonthStateView::Open,
            MonthState::Suspended => BenefitMonthStateView::Suspended,
            MonthState::Held => BenefitMonthStateView::Held,
            MonthState::Confirmed => BenefitMonthStateView::Confirmed,
            MonthState::Sent => BenefitMonthStateView::Sent,
            MonthState::Ended => BenefitMonthStateView::Ended,
        },
    }
}

const fn against(reason: Reason) -> JobLossReasonView {
    match reason {
        Reason::NotInvoluntary => JobLossReasonView::NotInvoluntary,
        Reason::TooFewDaysIn36Months => JobLossReasonView::TooFewDaysIn36Months,
        Reason::TooFewDaysIn12Months => JobLossReasonView::TooFewDaysIn12Months,
        Reason::ClaimedTooLate => JobLossReasonView::ClaimedTooLate,
        Reason::ClaimedBeforeTheEnd => JobLossReasonView::ClaimedBeforeTheEnd,
    }
}

/// How a contract ended, as it is sent.
pub const fn reason(named: EndOfContractView) -> EndOfContract {
    match named {
        EndOfContractView::Dismissal => EndOfContract::Dismissal,
        EndOfContractView::Economic => EndOfContract::Economic,
        EndOfContractView::Resignation => EndOfContract::Resignation,
        EndOfContractView::VoluntaryDeparture => EndOfContract::VoluntaryDeparture,
        EndOfContractView::Abandonment => EndOfContract::Abandonment,
        EndOfContractView::EndOfFixedTerm => EndOfContract::EndOfFixedTerm,
    }
}

const fn reason_view(reason: EndOfContract) -> EndOfContractView {
    match reason {
        EndOfContract::Dismissal => EndOfContractView::Dismissal,
        EndOfContract::Economic => EndOfContractView::Economic,
        EndOfContract::Resignation => EndOfContractView::Resignation,
        EndOfContract::VoluntaryDeparture => EndOfContractView::VoluntaryDeparture,
        EndOfContract::Abandonment => EndOfContractView::Abandonment,
        EndOfContract::EndOfFixedTerm => EndOfContractView::EndOfFixedTerm,
    }
}
