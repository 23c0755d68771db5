//! What a lost job needs: three years of work, the declaration with its papers, the grant, the months and what comes back.

use super::claims::{handed_in, officer, with_account};
use super::{EMPLOYED, TestFund};
use damane_domain::claim::{DocumentKind, ReturnReason};
use damane_domain::ids::ClaimId;
use damane_domain::job_loss::{EndOfContract, JobLossForm, MonthState};
use damane_domain::money::Money;
use damane_services::{OfficerStep, ServiceError, Session};

pub const PAPERS: [DocumentKind; 3] =
    [DocumentKind::IdentityCard, DocumentKind::EmployerStatement, DocumentKind::LabourInspectorRecord];

/// Three years declared until the end of October 2026, a bank account, and the 21 November.
pub async fn ready() -> (TestFund, Session) {
    let fund = TestFund::new().await;
    // The support declares from August 2026 on; windows end with October 2026.
    fund.declare_months("2026-07", 33, EMPLOYED).await;
    with_account(&fund, EMPLOYED, |_| ()).await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    (fund, session)
}

/// The loss of who was dismissed at the end of October.
pub fn dismissed() -> JobLossForm {
    JobLossForm {
        ended_on: "2026-10-31".parse().unwrap(),
        reason: EndOfContract::Dismissal,
        employer: "ATELIER ZERHOUN SARL".to_owned(),
        sworn: true,
        will_report_work: true,
    }
}

pub async fn declared(fund: &TestFund, session: &Session) -> ClaimId {
    let papers = handed_in(fund, session, 1, &PAPERS).await;
    fund.file_job_loss(session, &dismissed(), &papers, "declared").await.unwrap().id
}

pub async fn grant(fund: &TestFund, id: &ClaimId, monthly: Money) {
    let steps = [
        ("S. Amrani", OfficerStep::Take),
        ("S. Amrani", OfficerStep::Propose(monthly, "[]")),
        ("H. Berrada", OfficerStep::Approve),
    ];
    for (name, step) in steps {
        fund.decide_claim(&officer(fund, name), id, step).await.unwrap();
    }
}

pub async fn states(fund: &TestFund, session: &Session, id: &ClaimId) -> Vec<MonthState> {
    let file = fund.job_loss(session, id).await.unwrap();
    file.benefit.unwrap().months.iter().map(|month| month.state).collect()
}

pub fn later(fund: &TestFund, day: &str) {
    fund.set_time(&format!("{day}T09:00:00Z"));
}

/// The bank gives back the payment of the newest batch that was settled.
pub async fn comes_back(fund: &TestFund) -> Result<(), ServiceError> {
    comes_back_of(fund, 0).await
}

/// The same of a batch that so many followed.
pub async fn comes_back_of(fund: &TestFund, newer: usize) -> Result<(), ServiceError> {
    let first = officer(fund, "S. Amrani");
    let batch = fund.batches(&first).await.unwrap()[newer].id;
    let payment = fund.batch(&first, &batch).await.unwrap().payments[0].id;
    let reason = ReturnReason::AccountClosed;
    fund.return_payment(&first, &batch, &payment, reason, fund.now().date()).await
}
