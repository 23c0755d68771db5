//! Reimbursements, between the services' types and the contract's.

use crate::answer::{Answer, Refusal};
use crate::pension_words::{Laws, step};
use chrono::NaiveDate;
use damane_contract::{
    BeneficiaryView, CareActView, CareLineReasonView, CareLineRequest, ClaimReceiptView, DocumentKindView,
    EstimatedLineView, ForeignCareRequest, ReimbursementEstimateView, ReimbursementReasonView,
    ReimbursementRequest,
};
use damane_domain::claim::DocumentKind;
use damane_domain::ids::Ean13;
use damane_domain::money::Money;
use damane_domain::reimbursements::{
    Act, Beneficiary, EstimatedLine, ForeignCare, FormLine, LineReason, Reason, ReimbursementForm,
};
use damane_services::{ClaimReceipt, ReimbursementEstimate};

/// A form as it was sent.
pub fn form(request: ReimbursementRequest) -> Answer<ReimbursementForm> {
    let foreign = |ForeignCareRequest { country, currency, rate }| ForeignCare { country, currency, rate };
    Ok(ReimbursementForm {
        beneficiary: beneficiary(request.beneficiary),
        beneficiary_name: request.beneficiary_name,
        continuous: request.continuous,
        long_term: request.long_term,
        abroad: request.abroad.map(foreign),
        practitioner: request.practitioner,
        lines: request.lines.into_iter().map(line).collect::<Answer<_>>()?,
    })
}

fn line(line: CareLineRequest) -> Answer<FormLine> {
    let on: NaiveDate = line.on.parse().map_err(|_| Refusal::invalid("on"))?;
    let barcode = line.barcode.as_deref().map(Ean13::parse).transpose();
    Ok(FormLine {
        act: act(line.act),
        label: line.label,
        on,
        paid: Money::centimes(line.paid),
        quantity: line.quantity,
        public_hospital: line.public_hospital,
        barcode: barcode.map_err(|_| Refusal::invalid("barcode"))?,
    })
}

/// An estimate.
pub fn estimate(found: &ReimbursementEstimate) -> ReimbursementEstimateView {
    let mut laws = Laws::default();
    let ReimbursementEstimate { estimate, steps } = found;
    ReimbursementEstimateView {
        reasons: estimate.reasons.iter().copied().map(reason).collect(),
        last_day_to_file: estimate.last_day_to_file.map(|day| day.to_string()),
        lines: estimate.lines.iter().map(estimated).collect(),
        paid: estimate.paid.as_centimes(),
        refund: estimate.refund.as_centimes(),
        remainder: estimate.remainder.as_centimes(),
        complete: estimate.complete,
        at_least: estimate.at_least,
        steps: steps.iter().map(|one| step(one, &mut laws)).collect(),
        laws: laws.into_views(),
    }
}

fn estimated(line: &EstimatedLine) -> EstimatedLineView {
    EstimatedLineView {
        paid: line.line.paid.as_centimes(),
        tariff: line.tariff.map(Money::as_centimes),
        rate: line.rate.count(),
        refund: line.refund.map(Money::as_centimes),
        remainder: line.remainder.as_centimes(),
        reason: line_reason(line.reason),
    }
}

/// What a person keeps of a claim that was handed in.
pub fn receipt(receipt: ClaimReceipt) -> ClaimReceiptView {
    ClaimReceiptView {
        id: receipt.id.to_string(),
        reference: receipt.reference,
        submitted_at: receipt.submitted_at.to_rfc3339(),
    }
}

const fn beneficiary(named: BeneficiaryView) -> Beneficiary {
    match named {
        BeneficiaryView::Myself => Beneficiary::Myself,
        BeneficiaryView::Spouse => Beneficiary::Spouse,
        BeneficiaryView::Child => Beneficiary::Child,
    }
}

const fn act(named: CareActView) -> Act {
    match named {
        CareActView::GpVisit => Act::GpVisit,
        CareActView::SpecialistVisit => Act::SpecialistVisit,
        CareActView::Medicine => Act::Medicine,
        CareActView::Other => Act::Other,
    }
}

/// What speaks against a claim of care.
pub const fn reason(reason: Reason) -> ReimbursementReasonView {
    match reason {
        Reason::NoLines => ReimbursementReasonView::NoLines,
        Reason::FiledTooLate => ReimbursementReasonView::FiledTooLate,
        Reason::TooFewDays => ReimbursementReasonView::TooFewDays,
        Reason::PriorAgreementMissing => ReimbursementReasonView::PriorAgreementMissing,
        Reason::SwornTranslationMissing => ReimbursementReasonView::SwornTranslationMissing,
        Reason::ClaimedBefore => ReimbursementReasonView::ClaimedBefore,
    }
}

/// Why a line comes to what it does.
pub const fn line_reason(reason: LineReason) -> CareLineReasonView {
    match reason {
        LineReason::ClaimRefused => CareLineReasonView::ClaimRefused,
        LineReason::NoTariff => CareLineReasonView::NoTariff,
        LineReason::PaidAboveTariff => CareLineReasonView::PaidAboveTariff,
        LineReason::GenericPrice => CareLineReasonView::GenericPrice,
        LineReason::PaidAmount => CareLineReasonView::PaidAmount,
    }
}

/// What a document is, as it is named on the wire.
pub const fn document_kind(named: DocumentKindView) -> DocumentKind {
    match named {
        DocumentKindView::CareForm => DocumentKind::CareForm,
        DocumentKindView::Prescription => DocumentKind::Prescription,
        DocumentKindView::Invoice => DocumentKind::Invoice,
        DocumentKindView::TestResult => DocumentKind::TestResult,
        DocumentKindView::MedicalReport => DocumentKind::MedicalReport,
        DocumentKindView::PriorAgreement => DocumentKind::PriorAgreement,
        DocumentKindView::SwornTranslation => DocumentKind::SwornTranslation,
        DocumentKindView::IdentityCard => DocumentKind::IdentityCard,
        DocumentKindView::BankStatement => DocumentKind::BankStatement,
        DocumentKindView::BirthRecord => DocumentKind::BirthRecord,
        DocumentKindView::MarriageRecord => DocumentKind::MarriageRecord,
        DocumentKindView::LabourInspectorRecord => DocumentKind::LabourInspectorRecord,
        DocumentKindView::WorkContract => DocumentKind::WorkContract,
        DocumentKindView::EmployerStatement => DocumentKind::EmployerStatement,
        DocumentKindView::EndOfContract => DocumentKind::EndOfContract,
        DocumentKindView::Payslip => DocumentKind::Payslip,
        DocumentKindView::InactivityStatement => DocumentKind::InactivityStatement,
        DocumentKindView::LifeCertificate => DocumentKind::LifeCertificate,
        DocumentKindView::UndergroundStatement => DocumentKind::UndergroundStatement,
        DocumentKindView::Other => DocumentKind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(barcode: &str) -> Answer<ReimbursementForm> {
        let text = format!(
            r#"{{"beneficiary":"myself","lines":[{{"act":"medicine","label":"amoxicillin","on":"2026-11-20","paid":100,"quantity":1{barcode}}}]}}"#
        );
        form(serde_json::from_str(&text).unwrap())
    }

    #[test]
    fn a_bar_code_that_is_no_ean_13_is_refused_by_its_field() {
        for wrong in ["96385074", "16111259930014", "6111259930017", ""] {
            let refused = asked(&format!(r#","barcode":"{wrong}""#)).unwrap_err();
            assert_eq!(refused.0.field.as_deref(), Some("barcode"), "{wrong}");
        }
    }

    #[test]
    fn a_bar_code_is_kept_in_one_form_and_an_app_that_knows_none_sends_none() {
        let kept =
            |barcode: &str| asked(barcode).unwrap().lines.remove(0).barcode.map(|code| code.to_string());
        assert_eq!(kept(r#","barcode":"6 111259 930018""#).as_deref(), Some("6111259930018"));
        assert_eq!((kept(""), kept(r#","barcode":null"#)), (None, None));
    }
}
