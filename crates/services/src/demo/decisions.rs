//! Two invented officers of a demonstration act on a claim, for whoever tries the person's screens.

use crate::claims::{Officer, OfficerStep, write_json};
use crate::error::ServiceError;
use crate::fund::Fund;
use damane_domain::claim::{ClaimKind, DocumentKind, OfficerName, Refusal};
use damane_domain::ids::ClaimId;
use damane_domain::money::Money;
use damane_domain::reimbursements::DecidedLine;
use damane_storage::claims;

/// Who looks at claims, and who agrees to what the first would grant.
const OFFICERS: [&str; 2] = ["S. Amrani", "H. Berrada"];

/// What is decided of a demonstration's claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DemoDecision {
    /// An officer looks at it.
    Take,
    /// Documents are asked for, with words.
    Ask(Vec<DocumentKind>, Option<String>),
    /// It is granted so much line by line, or each month of a pension, and paid today.
    Pay(Vec<Money>),
    /// It is refused.
    Refuse(Vec<Refusal>, Option<String>),
}

/// Decides, as the officers of the first office.
///
/// # Errors
/// [`ServiceError::NotFound`] for a fund that is no demonstration, too; as for [`Fund::decide_claim`].
pub async fn decide(fund: &Fund, claim: &ClaimId, decision: &DemoDecision) -> Result<(), ServiceError> {
    if !fund.profile().demonstration {
        return Err(ServiceError::NotFound);
    }
    let [first, second] = OFFICERS.map(|name| officer(fund, name));
    let (first, second) = (first?, second?);
    match decision {
        DemoDecision::Take => fund.decide_claim(&first, claim, OfficerStep::Take).await,
        DemoDecision::Ask(wanted, words) => {
            let step = OfficerStep::AskDocuments(wanted, words.as_deref());
            fund.decide_claim(&first, claim, step).await
        }
        DemoDecision::Refuse(reasons, words) => {
            let step = OfficerStep::Refuse(reasons, words.as_deref());
            fund.decide_claim(&first, claim, step).await
        }
        DemoDecision::Pay(amounts) => pay(fund, [&first, &second], claim, amounts).await,
    }
}

async fn pay(
    fund: &Fund,
    [first, second]: [&Officer; 2],
    claim: &ClaimId,
    amounts: &[Money],
) -> Result<(), ServiceError> {
    let line = |refund: &Money| DecidedLine { refund: *refund, reasons: Vec::new() };
    let lines = write_json(&amounts.iter().map(line).collect::<Vec<_>>())?;
    let in_all = amounts.iter().copied().sum();
    let found = claims::find_claim_of_office(&mut *fund.store().read().await?, &first.office, claim).await?;
    match found.ok_or(ServiceError::NotFound)?.kind {
        ClaimKind::Pension => fund.propose_in_all(first, claim, in_all).await?,
        _ => fund.decide_claim(first, claim, OfficerStep::Propose(in_all, &lines)).await?,
    }
    fund.decide_claim(second, claim, OfficerStep::Approve).await?;
    let today = fund.now().date();
    let batch = fund.make_batch(first, today).await?.ok_or(ServiceError::NotFound)?;
    fund.agree_to_batch(second, &batch).await?;
    fund.settle_batch(first, &batch, today).await
}

fn officer(fund: &Fund, name: &str) -> Result<Officer, ServiceError> {
    let name = OfficerName::parse(name).ok_or(ServiceError::InvalidInput("officer"))?;
    Ok(Officer { name, office: fund.office_of_claims().to_owned() })
}
