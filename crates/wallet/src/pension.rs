//! Pension: the simulation of the career as it is, kept for when there is no network; other suppositions need the portal.

use crate::error::WalletError;
use crate::wallet::Wallet;
use damane_contract::{Dated, PensionQuestion, PensionView};

impl Wallet {
    /// The simulation: of the career as it is, fresh or as kept; of other suppositions fresh only.
    pub async fn pension(&self, question: &PensionQuestion) -> Result<Dated<PensionView>, WalletError> {
        if *question == PensionQuestion::default() {
            return self.dated("pension", "/v1/pension").await;
        }
        let value: PensionView = self.get_for(&format!("/v1/pension?{}", query(question))).await?;
        Ok(Dated { as_of: value.as_of.clone(), fresh: true, value })
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
