//! Claims, from the services' types to the contract's views.

use crate::{care_words, job_loss_words};
use damane_contract::{
    ClaimEventView, ClaimKindView, ClaimStatusView, ClaimStepView, ClaimSummaryView, ClaimView,
    DocumentKindView, DocumentView, RefusalView, UpholdingView,
};
use damane_domain::claim::{ClaimKind, ClaimState, ClaimStatus, DocumentKind, Refusal, Upholding};
use damane_domain::money::Money;
use damane_domain::time::Timestamp;
use damane_services::{ClaimFile, ClaimNews, ClaimSummary, HandedIn};

/// A claim in one line.
pub fn summary(summary: ClaimSummary) -> ClaimSummaryView {
    let (wanted, reply_by) = match &summary.claim.state {
        ClaimState::DocumentsAsked { wanted, reply_by, .. } => (wanted.clone(), Some(reply_by.to_string())),
        _ => (Vec::new(), None),
    };
    ClaimSummaryView {
        id: summary.id.to_string(),
        reference: summary.reference,
        kind: kind(summary.kind),
        status: status(summary.claim.state.status()),
        paid: summary.claim.paid.as_centimes(),
        wanted: wanted.into_iter().map(document_kind).collect(),
        reply_by,
        contest_until: summary.contest_until.map(|day| day.to_string()),
        submitted_at: summary.submitted_at.to_rfc3339(),
        changed_at: summary.changed_at.to_rfc3339(),
        care: summary.care.as_ref().map(care_words::summary),
        to_confirm: summary.to_confirm.as_ref().map(job_loss_words::month),
    }
}

/// A whole claim, as its owner sees it.
pub fn claim(claim: ClaimFile, now: Timestamp) -> ClaimView {
    let lines = claim.summary.care.as_ref().map(care_words::lines).unwrap_or_default();
    ClaimView {
        as_of: now.to_rfc3339(),
        lines,
        summary: summary(claim.summary),
        events: claim.news.into_iter().filter_map(event).collect(),
        documents: claim.documents.into_iter().map(document).collect(),
    }
}

/// What an event carries, in the words it is kept in.
#[derive(Default, serde::Deserialize)]
#[serde(default)]
struct Carried {
    wanted: Vec<DocumentKind>,
    reply_by: Option<String>,
    reasons: Vec<Refusal>,
    upheld: Vec<Upholding>,
    amount: Option<Money>,
    monthly: bool,
    month: Option<u32>,
    from: Option<String>,
}

/// What its owner is told: what officers settle among themselves is left out.
fn event(news: ClaimNews) -> Option<ClaimEventView> {
    let step = match news.step.as_str() {
        "received" => ClaimStepView::Received,
        "taken" => ClaimStepView::Taken,
        "documents_asked" => ClaimStepView::DocumentsAsked,
        "answered" => ClaimStepView::Answered,
        "accepted" => ClaimStepView::Accepted,
        "paid" => ClaimStepView::Paid,
        "payment_returned" => ClaimStepView::PaymentReturned,
        "rejected" => ClaimStepView::Rejected,
        "contested" => ClaimStepView::Contested,
        "upheld" => ClaimStepView::Upheld,
        "month_confirmed" => ClaimStepView::MonthConfirmed,
        "month_released" => ClaimStepView::MonthReleased,
        "work_reported" => ClaimStepView::WorkReported,
        _ => return None,
    };
    let carried: Carried = serde_json::from_str(&news.detail).unwrap_or_default();
    Some(ClaimEventView {
        at: news.at.to_rfc3339(),
        step,
        wanted: carried.wanted.into_iter().map(document_kind).collect(),
        reply_by: carried.reply_by,
        reasons: carried.reasons.into_iter().map(refusal).collect(),
        upheld: carried.upheld.into_iter().map(upholding).collect(),
        amount: carried.amount.map(Money::as_centimes),
        monthly: carried.monthly,
        words: news.words,
        month: carried.month,
        from: carried.from,
    })
}

/// A document in a list.
pub fn document(document: HandedIn) -> DocumentView {
    DocumentView {
        id: document.id.to_string(),
        kind: document_kind(document.kind),
        media: document.media,
        bytes: document.bytes,
        added_at: document.added_at.to_rfc3339(),
    }
}

const fn kind(kind: ClaimKind) -> ClaimKindView {
    match kind {
        ClaimKind::Reimbursement => ClaimKindView::Reimbursement,
        ClaimKind::Pension => ClaimKindView::Pension,
        ClaimKind::JobLoss => ClaimKindView::JobLoss,
    }
}

/// A status, as it is named on the wire.
pub const fn status(status: ClaimStatus) -> ClaimStatusView {
    match status {
        ClaimStatus::Received => ClaimStatusView::Received,
        ClaimStatus::InProgress => ClaimStatusView::InProgress,
        ClaimStatus::DocumentsAsked => ClaimStatusView::DocumentsAsked,
        ClaimStatus::Paid => ClaimStatusView::Paid,
        ClaimStatus::Rejected => ClaimStatusView::Rejected,
    }
}

/// What a document is, to the wire.
pub const fn document_kind(kind: DocumentKind) -> DocumentKindView {
    match kind {
        DocumentKind::CareForm => DocumentKindView::CareForm,
        DocumentKind::Prescription => DocumentKindView::Prescription,
        DocumentKind::Invoice => DocumentKindView::Invoice,
        DocumentKind::TestResult => DocumentKindView::TestResult,
        DocumentKind::MedicalReport => DocumentKindView::MedicalReport,
        DocumentKind::PriorAgreement => DocumentKindView::PriorAgreement,
        DocumentKind::SwornTranslation => DocumentKindView::SwornTranslation,
        DocumentKind::IdentityCard => DocumentKindView::IdentityCard,
        DocumentKind::BankStatement => DocumentKindView::BankStatement,
        DocumentKind::BirthRecord => DocumentKindView::BirthRecord,
        DocumentKind::MarriageRecord => DocumentKindView::MarriageRecord,
        DocumentKind::LabourInspectorRecord => DocumentKindView::LabourInspectorRecord,
        DocumentKind::WorkContract => DocumentKindView::WorkContract,
        DocumentKind::EmployerStatement => DocumentKindView::EmployerStatement,
        DocumentKind::EndOfContract => DocumentKindView::EndOfContract,
        DocumentKind::Payslip => DocumentKindView::Payslip,
        DocumentKind::InactivityStatement => DocumentKindView::InactivityStatement,
        DocumentKind::LifeCertificate => DocumentKindView::LifeCertificate,
        DocumentKind::UndergroundStatement => DocumentKindView::UndergroundStatement,
        DocumentKind::Other => DocumentKindView::Other,
    }
}

/// Why a decision stands, as it is named on the wire.
pub const fn upholding(reason: Upholding) -> UpholdingView {
    match reason {
        Upholding::NothingNew => UpholdingView::NothingNew,
        Upholding::ByTheRules => UpholdingView::ByTheRules,
        Upholding::PapersConfirm => UpholdingView::PapersConfirm,
        Upholding::NotShown => UpholdingView::NotShown,
    }
}

/// A reason, as it is named on the wire.
pub const fn refusal(refusal: Refusal) -> RefusalView {
    match refusal {
        Refusal::FiledLate => RefusalView::FiledLate,
        Refusal::NotCovered => RefusalView::NotCovered,
        Refusal::RightsNotOpen => RefusalView::RightsNotOpen,
        Refusal::NotADependant => RefusalView::NotADependant,
        Refusal::DocumentMissing => RefusalView::DocumentMissing,
        Refusal::DocumentIllegible => RefusalView::DocumentIllegible,
        Refusal::DocumentDiffers => RefusalView::DocumentDiffers,
        Refusal::Duplicate => RefusalView::Duplicate,
        Refusal::NoPriorAgreement => RefusalView::NoPriorAgreement,
        Refusal::NoSwornTranslation => RefusalView::NoSwornTranslation,
        Refusal::NotEnoughDays => RefusalView::NotEnoughDays,
        Refusal::AgeNotReached => RefusalView::AgeNotReached,
        Refusal::LossWasVoluntary => RefusalView::LossWasVoluntary,
        Refusal::BackAtWork => RefusalView::BackAtWork,
        Refusal::WorkNotStopped => RefusalView::WorkNotStopped,
        Refusal::ContributionsRefunded => RefusalView::ContributionsRefunded,
        Refusal::NoReply => RefusalView::NoReply,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(step: &str, detail: &str) -> Option<ClaimEventView> {
        let (step, detail) = (step.to_owned(), detail.to_owned());
        let at = Timestamp::from_seconds(1_795_000_000);
        event(ClaimNews { at, by_officer: false, officer: None, step, detail, words: None })
    }

    #[test]
    fn what_happened_to_a_benefit_is_told_with_its_month_or_day() {
        for (step, view) in [
            ("month_confirmed", ClaimStepView::MonthConfirmed),
            ("month_released", ClaimStepView::MonthReleased),
        ] {
            let event = told(step, r#"{"month":2,"late":true}"#).unwrap();
            assert_eq!((event.step, event.month, event.from), (view, Some(2), None));
        }
        let event = told("work_reported", r#"{"from":"2027-01-04","late":false}"#).unwrap();
        assert_eq!((event.step, event.month), (ClaimStepView::WorkReported, None));
        assert_eq!(event.from.as_deref(), Some("2027-01-04"));
        assert_eq!(told("proposed", "{}"), None, "officers settle that among themselves");
    }

    #[test]
    fn what_an_export_tells_of_a_claim_its_page_tells_too() {
        for step in damane_services::TOLD_STEPS {
            assert!(told(step, "{}").is_some(), "{step}");
        }
        let views = damane_services::TOLD_STEPS.map(|step| told(step, "{}").map(|event| event.step));
        let kinds: std::collections::HashSet<_> = views.iter().flatten().collect();
        assert_eq!(kinds.len(), damane_services::TOLD_STEPS.len(), "no two steps are one view");
    }
}
