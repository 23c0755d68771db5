//! A step an officer sends, handed to the services.

use crate::answer::{Answer, Refusal};
use crate::office::coded::{refusal, upholding};
use crate::reimbursement_words::document_kind;
use damane_contract::{DecidedLineView, OfficeStepRequest};
use damane_domain::claim::Refusal as ClaimRefusal;
use damane_domain::ids::ClaimId;
use damane_domain::money::Money;
use damane_domain::reimbursements::{DecidedLine, MOST_LINES};
use damane_services::{Fund, OfficerSession, OfficerStep, Proposal};

/// Takes the step.
pub async fn decide(
    fund: &Fund,
    session: &OfficerSession,
    id: &ClaimId,
    request: OfficeStepRequest,
) -> Answer<()> {
    let decided = match request {
        OfficeStepRequest::Take => fund.desk_decide(session, id, OfficerStep::Take).await,
        OfficeStepRequest::AskDocuments { wanted, words } => {
            let wanted: Vec<_> = wanted.into_iter().map(document_kind).collect();
            let step = OfficerStep::AskDocuments(&wanted, words.as_deref());
            fund.desk_decide(session, id, step).await
        }
        OfficeStepRequest::Refuse { reasons, words } => {
            let reasons: Vec<ClaimRefusal> = reasons.into_iter().map(refusal).collect();
            let step = OfficerStep::Refuse(&reasons, words.as_deref());
            fund.desk_decide(session, id, step).await
        }
        OfficeStepRequest::Uphold { reasons, words } => {
            let reasons: Vec<_> = reasons.into_iter().map(upholding).collect();
            let step = OfficerStep::Uphold(&reasons, words.as_deref());
            fund.desk_decide(session, id, step).await
        }
        OfficeStepRequest::ProposeLines { lines } => {
            fund.desk_propose(session, id, &Proposal::Lines(decided_lines(lines)?)).await
        }
        OfficeStepRequest::Propose { in_all } => {
            fund.desk_propose(session, id, &Proposal::InAll(Money::centimes(in_all))).await
        }
        OfficeStepRequest::Approve => fund.desk_decide(session, id, OfficerStep::Approve).await,
        OfficeStepRequest::SendBack { words } => {
            fund.desk_decide(session, id, OfficerStep::SendBack(&words)).await
        }
    };
    Ok(decided?)
}

fn decided_lines(lines: Vec<DecidedLineView>) -> Answer<Vec<DecidedLine>> {
    if lines.len() > MOST_LINES {
        return Err(Refusal::invalid("lines"));
    }
    let line = |line: DecidedLineView| DecidedLine {
        refund: Money::centimes(line.refund),
        reasons: line.reasons.into_iter().map(refusal).collect(),
    };
    Ok(lines.into_iter().map(line).collect())
}
