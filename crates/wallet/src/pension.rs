//! Pension: the simulation of the career as it is and a request, kept for when there is no network; other suppositions and
//! the check before a request need the portal.

use crate::claims::{check_id, is_day};
use crate::error::WalletError;
use crate::wallet::Wallet;
use damane_contract::{
    Dated, PensionCheckQuestion, PensionCheckView, PensionQuestion, PensionRequestView, PensionView,
};

impl Wallet {
    /// The simulation: of the career as it is, fresh or as kept; of other suppositions fresh only.
    pub async fn pension(&self, question: &PensionQuestion) -> Result<Dated<PensionView>, WalletError> {
        if *question == PensionQuestion::default() {
            return self.dated("pension", "/v1/pension").await;
        }
        let value: PensionView = self.get_for(&format!("/v1/pension?{}", query(question))).await?;
        Ok(Dated { as_of: value.as_of.clone(), fresh: true, value })
    }

    /// What a request would come to if it were handed in today.
    ///
    /// # Errors
    /// [`WalletError::Invalid`]: `stopped_on` for what is no day.
    pub async fn check_pension(
        &self,
        question: &PensionCheckQuestion,
    ) -> Result<PensionCheckView, WalletError> {
        let PensionCheckQuestion { stopped_on, underground } = question;
        if !is_day(stopped_on) {
            return Err(WalletError::Invalid("stopped_on"));
        }
        let path = format!("/v1/pension/check?stopped_on={stopped_on}&underground={underground}");
        self.get_for(&path).await
    }

    /// A request and what became of it: fresh when the portal answers, else what was kept.
    ///
    /// # Errors
    /// [`WalletError::NotFound`] for what cannot be an id.
    pub async fn pension_request(&self, id: &str) -> Result<Dated<PensionRequestView>, WalletError> {
        check_id(id)?;
        self.dated(&format!("pension {id}"), &format!("/v1/pension/requests/{id}")).await
    }
}

/// Numbers alone: nothing of it needs escaping.
fn query(question: &PensionQuestion) -> String {
    let PensionQuestion { salary, growth, stop_year, stop_month } = question;
    let pairs = [
        salary.map(|salary| format!("salary={salary}")),
        growth.map(|growth| format!("growth={growth}")),
        stop_year.map(|year| format!("stop_year={year}")),
        stop_month.map(|month| format!("stop_month={month}")),
    ];
    pairs.into_iter().flatten().collect::<Vec<_>>().join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_supposed_is_asked() {
        let question =
            PensionQuestion { salary: Some(500_000), growth: Some(-50), ..PensionQuestion::default() };
        assert_eq!(query(&question), "salary=500000&growth=-50");
    }
}
