//! A claim of care in figures: what was claimed, what it comes to by the tariffs, and what was decided once it is told.

use crate::error::ServiceError;
use crate::fund::Fund;
use damane_domain::claim::{Claim, ClaimKind, ClaimState, DocumentKind};
use damane_domain::money::Money;
use damane_domain::reimbursements::{DecidedLine, Estimate, ReimbursementForm, estimate};
use damane_storage::claims::ClaimRecord;

/// A claim of care in figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimedCare {
    /// What was filled in.
    pub form: ReimbursementForm,
    /// What it comes to by the tariffs, as of the day it was handed in.
    pub estimate: Estimate,
    /// What was granted in all, once two officers agreed.
    pub granted: Option<Money>,
    /// Line by line, where the decision names as many lines as were claimed.
    pub decided: Option<Vec<DecidedLine>>,
}

impl Fund {
    /// The figures of a claim of care; `None` for claims of another kind.
    pub(super) fn care_of(
        &self,
        record: &ClaimRecord,
        claim: &Claim,
    ) -> Result<Option<ClaimedCare>, ServiceError> {
        if record.kind != ClaimKind::Reimbursement {
            return Ok(None);
        }
        // A form of another shape is shown without figures.
        let text = self.open_for(record.person, &record.form)?;
        let Ok(form) = serde_json::from_str::<ReimbursementForm>(&text) else { return Ok(None) };
        let lines = form.lines_of_rules();
        // Its two papers were demanded when it was handed in, its days are the officer's to look at.
        let papers = [DocumentKind::PriorAgreement, DocumentKind::SwornTranslation];
        let filed = form.to_claim(&lines, record.submitted_at.date(), None, &papers);
        let found =
            estimate(&filed).map_err(|error| ServiceError::internal("rules of reimbursements", error))?;
        let granted = granted(claim);
        let decision = granted.and(record.decision.as_ref());
        let decision = decision.map(|sealed| self.open_for(record.person, sealed)).transpose()?;
        let decided = decision.and_then(|text| read_decision(&text, lines.len()));
        Ok(Some(ClaimedCare { form, estimate: found, granted, decided }))
    }
}

/// What was granted in all. What is proposed is not told before it is agreed to; a refusal stands also while an earlier
/// payment is sent again.
fn granted(claim: &Claim) -> Option<Money> {
    if claim.refused().is_some() {
        return None;
    }
    match claim.state {
        ClaimState::Accepted { amount, .. }
        | ClaimState::InPayment { amount, .. }
        | ClaimState::PaymentReturned { amount, .. } => Some([claim.paid, amount].into_iter().sum()),
        ClaimState::Paid { .. } => Some(claim.paid),
        _ => None,
    }
}

/// Reads a decision of so many lines; `None` for one of another shape: its total stands in the claim.
fn read_decision(text: &str, lines: usize) -> Option<Vec<DecidedLine>> {
    let decided: Vec<DecidedLine> = serde_json::from_str(text).ok()?;
    (decided.len() == lines).then_some(decided)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;
    use damane_domain::claim::{Refusal, ReturnReason};

    #[test]
    fn what_was_refused_since_is_not_told_as_granted_while_its_payment_is_sent_again() {
        let (amount, on) = (Money::centimes(25_000), NaiveDate::from_ymd_opt(2026, 11, 20).unwrap());
        let state = ClaimState::PaymentReturned { amount, on, reason: ReturnReason::AccountClosed };
        let granted_once = Claim { state, ..Claim::received() };
        assert_eq!(granted(&granted_once), Some(amount));
        let refusal = ClaimState::Rejected { reasons: vec![Refusal::NotCovered], on };
        assert_eq!(granted(&Claim { before: Some(Box::new(refusal)), ..granted_once }), None);
    }

    #[test]
    fn a_decision_is_read_for_as_many_lines_as_were_claimed() {
        let text = r#"[{"refund":5600},{"refund":0,"reasons":["not_covered"]}]"#;
        let decided = read_decision(text, 2).unwrap();
        assert_eq!(decided[0], DecidedLine { refund: Money::centimes(5_600), reasons: Vec::new() });
        assert_eq!(decided[1].reasons, [Refusal::NotCovered]);
        assert_eq!(read_decision(text, 3), None);
        assert_eq!(read_decision("{}", 0), None);
    }
}
