//! Job loss: the check needs the portal; a declared loss is kept for when there is no network; a month is confirmed and new
//! work reported at once.

use crate::claims::{check_id, is_day};
use crate::error::WalletError;
use crate::portal::Call;
use crate::wallet::Wallet;
use damane_contract::{
    ConfirmMonthRequest, Dated, EndOfContractView, JobLossCheckView, JobLossQuestion, JobLossView,
    NewWorkRequest,
};

impl Wallet {
    /// Whether a loss gives the benefit if it were declared today.
    ///
    /// # Errors
    /// [`WalletError::Invalid`]: `ended_on` for what is no day.
    pub async fn check_job_loss(&self, question: &JobLossQuestion) -> Result<JobLossCheckView, WalletError> {
        if !is_day(&question.ended_on) {
            return Err(WalletError::Invalid("ended_on"));
        }
        self.get_for(&format!("/v1/job-loss?{}", query(question))).await
    }

    /// A declared loss and its months: fresh when the portal answers, else what was kept.
    ///
    /// # Errors
    /// [`WalletError::NotFound`] for what cannot be an id.
    pub async fn job_loss(&self, id: &str) -> Result<Dated<JobLossView>, WalletError> {
        self.dated(&format!("job-loss {id}"), &path(id, "")?).await
    }

    /// Confirms a month without work. The month makes it the same request however often it is sent.
    ///
    /// # Errors
    /// [`WalletError::NotFound`] for what cannot be an id.
    pub async fn confirm_job_loss_month(&self, id: &str, month: u32) -> Result<(), WalletError> {
        let (path, key) = (path(id, "/months")?, format!("month-{month}-{id}"));
        self.tell_for(&Call::post(&path, &ConfirmMonthRequest { month })?.once(&key)).await
    }

    /// Reports new work.
    ///
    /// # Errors
    /// [`WalletError::NotFound`] for what cannot be an id.
    pub async fn report_new_work(&self, id: &str, from: String) -> Result<(), WalletError> {
        let (path, key) = (path(id, "/work")?, format!("work-{id}"));
        self.tell_for(&Call::post(&path, &NewWorkRequest { from })?.once(&key)).await
    }
}

fn path(id: &str, rest: &str) -> Result<String, WalletError> {
    check_id(id)?;
    Ok(format!("/v1/job-loss/{id}{rest}"))
}

fn query(question: &JobLossQuestion) -> String {
    let reason = match question.reason {
        EndOfContractView::Dismissal => "dismissal",
        EndOfContractView::Economic => "economic",
        EndOfContractView::Resignation => "resignation",
        EndOfContractView::VoluntaryDeparture => "voluntary_departure",
        EndOfContractView::Abandonment => "abandonment",
        EndOfContractView::EndOfFixedTerm => "end_of_fixed_term",
    };
    format!("ended_on={}&reason={reason}", question.ended_on)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_no_day_or_id_reaches_a_path() {
        let question =
            JobLossQuestion { ended_on: "2026-10-31".to_owned(), reason: EndOfContractView::EndOfFixedTerm };
        assert_eq!(query(&question), "ended_on=2026-10-31&reason=end_of_fixed_term");
        assert!(!is_day("2026-10-3&"));
        assert!(path("../../me", "").is_err());
        assert_eq!(
            path(&"0a".repeat(16), "/work").unwrap(),
            format!("/v1/job-loss/{}/work", "0a".repeat(16))
        );
    }
}
