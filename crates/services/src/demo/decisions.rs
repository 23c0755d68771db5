//! Two invented officers of a demonstration act on a claim, for whoever tries the person's screens.

use crate::claims::{Officer, OfficerStep, write_json};
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::job_loss::{check_loss, failed, read_form};
use crate::people::PersonFile;
use damane_domain::claim::{ClaimKind, DocumentKind, OfficerName, Refusal};
use damane_domain::ids::ClaimId;
use damane_domain::money::Money;
use damane_domain::reimbursements::DecidedLine;
use damane_storage::claims as kept;

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
    /// A declared loss or a pension is granted the month's amount that the rules give: one officer proposes it, the other
    /// agrees.
    Grant,
    /// It is refused.
    Refuse(Vec<Refusal>, Option<String>),
}

/// Decides, as the officers of the first office.
///
/// # Errors
/// [`ServiceError::NotFound`] for a fund that is no demonstration, too; [`ServiceError::InvalidInput`] `claim` to grant what
/// is not paid by the month, or what the rules speak against; as for [`Fund::decide_claim`].
pub async fn decide(fund: &Fund, claim: &ClaimId, decision: &DemoDecision) -> Result<(), ServiceError> {
    let [first, second] = officers(fund)?;
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
        DemoDecision::Grant => {
            let month = month_by_rules(fund, &first, claim).await?;
            fund.propose_in_all(&first, claim, month).await?;
            fund.decide_claim(&second, claim, OfficerStep::Approve).await
        }
    }
}

/// Sends what is granted and due to the bank and says that it arrived, as the two officers of the first office. False when
/// nothing is due.
///
/// # Errors
/// [`ServiceError::NotFound`] for a fund that is no demonstration; as for [`Fund::make_batch`].
pub async fn pay_due(fund: &Fund) -> Result<bool, ServiceError> {
    let [first, second] = officers(fund)?;
    let today = fund.now().date();
    let Some(batch) = fund.make_batch(&first, today).await? else { return Ok(false) };
    fund.agree_to_batch(&second, &batch).await?;
    fund.settle_batch(&first, &batch, today).await?;
    Ok(true)
}

/// What the rules give for each month of a declared loss or a pension.
async fn month_by_rules(fund: &Fund, officer: &Officer, id: &ClaimId) -> Result<Money, ServiceError> {
    let mut reader = fund.store().read().await?;
    let record = kept::find_claim_of_office(&mut reader, &officer.office, id).await?;
    let record = record.ok_or(ServiceError::NotFound)?;
    let month = match record.kind {
        ClaimKind::JobLoss => {
            let form = read_form(&fund.open_for(record.person, &record.form)?)?;
            let file = PersonFile::load(&mut reader, record.person).await?;
            let found = check_loss(&file, form.ended_on, form.reason, record.submitted_at).map_err(failed)?;
            found.check.monthly_amount()
        }
        ClaimKind::Pension => {
            let counted = fund.desk_pension(&mut reader, &record).await?;
            counted.and_then(|counted| counted.now.figures().amount)
        }
        ClaimKind::Reimbursement => None,
    };
    month.ok_or(ServiceError::InvalidInput("claim"))
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
    let found = kept::find_claim_of_office(&mut *fund.store().read().await?, &first.office, claim).await?;
    match found.ok_or(ServiceError::NotFound)?.kind {
        ClaimKind::Pension => fund.propose_in_all(first, claim, in_all).await?,
        _ => fund.decide_claim(first, claim, OfficerStep::Propose(in_all, &lines)).await?,
    }
    fund.decide_claim(second, claim, OfficerStep::Approve).await?;
    if pay_due(fund).await? { Ok(()) } else { Err(ServiceError::NotFound) }
}

/// Both, where the fund is a demonstration.
fn officers(fund: &Fund) -> Result<[Officer; 2], ServiceError> {
    if !fund.profile().demonstration {
        return Err(ServiceError::NotFound);
    }
    let [first, second] = OFFICERS;
    Ok([officer(fund, first)?, officer(fund, second)?])
}

fn officer(fund: &Fund, name: &str) -> Result<Officer, ServiceError> {
    let name = OfficerName::parse(name).ok_or(ServiceError::InvalidInput("officer"))?;
    Ok(Officer { name, office: fund.office_of_claims().to_owned() })
}
