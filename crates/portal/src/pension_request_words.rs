//! Asking for a pension, between the services' types and the contract's.

use crate::answer::{Answer, Refusal};
use crate::claim_words::{document_kind, status};
use crate::pension_words::{Laws, outcome, step};
use chrono::NaiveDate;
use damane_contract::{
    ConfidenceView, ErrorBody, ErrorCode, OfficePensionView, PensionCheckView, PensionFiguresView,
    PensionGrantView, PensionObstacleView, PensionRequest, PensionRequestView,
};
use damane_domain::money::Money;
use damane_domain::pension::{Obstacle, PensionFigures, PensionForm};
use damane_services::{DeskPension, PensionCheck, PensionDecision, PensionFile, PensionRefusal};

/// A day as it is sent.
pub fn day(text: &str, field: &'static str) -> Answer<NaiveDate> {
    text.parse().map_err(|_| Refusal::invalid(field))
}

/// A request as it was sent.
pub fn form(request: &PensionRequest) -> Answer<PensionForm> {
    let stopped_on = day(&request.stopped_on, "stopped_on")?;
    Ok(PensionForm { stopped_on, underground: request.underground, sworn: request.sworn })
}

/// The answer to a check.
pub fn check(found: &PensionCheck) -> PensionCheckView {
    let mut laws = Laws::default();
    let PensionCheck { as_of, assessment, steps, standing, papers, life_certificate_within, account } = found;
    let told = match (standing, assessment.obstacle) {
        (Some(_), _) => Some((PensionObstacleView::AskedBefore, None)),
        (None, Some(obstacle)) => Some(in_the_way(obstacle)),
        (None, None) => None,
    };
    let (obstacle, when) = told.map_or((None, None), |(obstacle, when)| (Some(obstacle), when));
    PensionCheckView {
        as_of: as_of.to_rfc3339(),
        obstacle,
        when,
        standing: standing.map(|id| id.to_string()),
        figures: figures(&assessment.figures()),
        keeps_until: assessment.start.keeps_until.to_string(),
        papers: papers.iter().copied().map(document_kind).collect(),
        // Read on the administration's own page, which says of some that they are asked for "if need be".
        papers_confidence: ConfidenceView::Sourced,
        life_certificate_within: *life_certificate_within,
        account: account.clone(),
        steps: steps.iter().map(|one| step(one, &mut laws)).collect(),
        laws: laws.into_views(),
    }
}

fn in_the_way(obstacle: Obstacle) -> (PensionObstacleView, Option<String>) {
    match obstacle {
        Obstacle::TooYoung { from } => (PensionObstacleView::TooEarly, Some(from.to_string())),
        Obstacle::DeclaredAfter { month } => (PensionObstacleView::StillDeclared, Some(month.to_string())),
        Obstacle::NothingDeclared => (PensionObstacleView::NothingDeclared, None),
    }
}

/// A request that is not taken.
pub fn refusal(refusal: PensionRefusal) -> Refusal {
    let (obstacle, when) = match refusal {
        PensionRefusal::Obstacle(obstacle) => in_the_way(obstacle),
        PensionRefusal::Standing(_) => (PensionObstacleView::AskedBefore, None),
    };
    let code = match obstacle {
        PensionObstacleView::TooEarly => ErrorCode::PensionTooEarly,
        PensionObstacleView::StillDeclared => ErrorCode::PensionStillDeclared,
        PensionObstacleView::NothingDeclared => ErrorCode::PensionNothingDeclared,
        PensionObstacleView::AskedBefore => ErrorCode::PensionAskedBefore,
    };
    Refusal(ErrorBody { when, ..code.into() })
}

fn figures(figures: &PensionFigures) -> PensionFiguresView {
    PensionFiguresView {
        outcome: outcome(figures.outcome),
        days: figures.days,
        reference_salary: figures.reference_salary.map(Money::as_centimes),
        rate: figures.rate,
        monthly_amount: figures.amount.map(Money::as_centimes),
        starts_on: figures.starts_on.to_string(),
        late: figures.late,
    }
}

fn grant(decided: &PensionDecision) -> PensionGrantView {
    PensionGrantView { figures: figures(&decided.figures), granted: decided.granted.as_centimes() }
}

/// A request and what became of it.
pub fn file(file: &PensionFile) -> PensionRequestView {
    let mut laws = Laws::default();
    PensionRequestView {
        id: file.id.to_string(),
        reference: file.reference.clone(),
        as_of: file.as_of.to_rfc3339(),
        submitted_at: file.filed_at.to_rfc3339(),
        status: status(file.claim.state.status()),
        stopped_on: file.form.stopped_on.to_string(),
        underground: file.form.underground,
        filed: figures(&file.filed),
        now: figures(&file.assessment.figures()),
        grant: file.granted.as_ref().map(grant),
        paid: file.claim.paid.as_centimes(),
        steps: file.assessment.explain().iter().map(|one| step(one, &mut laws)).collect(),
        laws: laws.into_views(),
    }
}

/// A request on an officer's desk.
pub fn desk(pension: &DeskPension) -> OfficePensionView {
    let mut laws = Laws::default();
    OfficePensionView {
        stopped_on: pension.form.stopped_on.to_string(),
        underground: pension.form.underground,
        age: pension.now.pension.age.years_now,
        filed: figures(&pension.filed),
        now: figures(&pension.now.figures()),
        changed: pension.has_changed(),
        decided: pension.decided.as_ref().map(grant),
        steps: pension.now.explain().iter().map(|one| step(one, &mut laws)).collect(),
        laws: laws.into_views(),
    }
}
