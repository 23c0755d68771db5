//! A claim of care in figures, from the services' types to the contract's views.

use crate::claim_words::refusal;
use crate::reimbursement_words::line_reason;
use damane_contract::{BeneficiaryView, CareActView, CareSummaryView, ClaimedLineView};
use damane_domain::money::Money;
use damane_domain::reimbursements::{Act, Beneficiary};
use damane_services::ClaimedCare;

/// In one line.
pub fn summary(care: &ClaimedCare) -> CareSummaryView {
    let first = care.form.lines.iter().map(|line| line.on).min();
    CareSummaryView {
        beneficiary: beneficiary(care.form.beneficiary),
        beneficiary_name: care.form.beneficiary_name.clone(),
        refund: care.granted.unwrap_or(care.estimate.refund).as_centimes(),
        granted: care.granted.is_some(),
        complete: care.estimate.complete,
        first_day: first.map(|day| day.to_string()).unwrap_or_default(),
    }
}

/// Line by line.
pub fn lines(care: &ClaimedCare) -> Vec<ClaimedLineView> {
    let decided = |place: usize| care.decided.as_ref().and_then(|lines| lines.get(place));
    let lines = care.form.lines.iter().zip(&care.estimate.lines).enumerate();
    let view = lines.map(|(place, (line, found))| ClaimedLineView {
        act: act(line.act),
        label: line.label.clone(),
        on: line.on.to_string(),
        quantity: line.quantity,
        paid: line.paid.as_centimes(),
        base: found.base.as_centimes(),
        rate: found.rate.count(),
        refund: found.refund.map(Money::as_centimes),
        reason: line_reason(found.reason),
        granted: decided(place).map(|decided| decided.refund.as_centimes()),
        refusals: decided(place)
            .map(|decided| decided.reasons.iter().copied().map(refusal).collect())
            .unwrap_or_default(),
        barcode: line.barcode.as_ref().map(ToString::to_string),
    });
    view.collect()
}

const fn beneficiary(named: Beneficiary) -> BeneficiaryView {
    match named {
        Beneficiary::Myself => BeneficiaryView::Myself,
        Beneficiary::Spouse => BeneficiaryView::Spouse,
        Beneficiary::Child => BeneficiaryView::Child,
    }
}

const fn act(named: Act) -> CareActView {
    match named {
        Act::GpVisit => CareActView::GpVisit,
        Act::SpecialistVisit => CareActView::SpecialistVisit,
        Act::Medicine => CareActView::Medicine,
        Act::Other => CareActView::Other,
    }
}
