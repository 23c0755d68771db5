//! People, resets and disputes, between the services' types and the contract's.

use crate::answer::{Answer, Refusal};
use crate::office::coded::dispute_answer;
use crate::{claim_words, words as common};
use damane_contract::{
    AnswerDisputeRequest, FoundPersonView, OfficeCertificateView, OfficeDisputeView, OfficeDisputesView,
    WaitingResetView, WaitingResetsView,
};
use damane_domain::career::{DisputeAnswer, DisputeReason};
use damane_domain::ids::EmployerNumber;
use damane_domain::month::Month;
use damane_domain::time::Timestamp;
use damane_services::{CareerDispute, FoundPerson, WaitingReset};

/// What a search found.
pub fn found(found: FoundPerson) -> FoundPersonView {
    let FoundPerson { person, has_account, claims, certificates } = found;
    let certificate = |id: String, record: damane_services::RevocableCertificate| OfficeCertificateView {
        id,
        kind: record.kind.into(),
        issued_at: record.issued_at.to_rfc3339(),
        revoked: record.revoked,
    };
    FoundPersonView {
        name_latin: person.name.latin,
        name_arabic: person.name.arabic,
        registration_number: person.registration_number.to_string(),
        birth_date: person.birth_date.to_string(),
        masked_mobile: person.mobile.map(|mobile| mobile.masked()).unwrap_or_default(),
        has_account,
        claims: claims.into_iter().map(claim_words::summary).collect(),
        certificates: certificates.into_iter().map(|one| certificate(one.id.to_string(), one)).collect(),
    }
}

/// The resets that wait.
pub fn resets(resets: Vec<WaitingReset>) -> WaitingResetsView {
    let view = |reset: WaitingReset| WaitingResetView {
        request: reset.request,
        name_latin: reset.name.latin,
        name_arabic: reset.name.arabic,
        registration_number: reset.registration_number.to_string(),
        officer: reset.officer,
        reason: reset.reason,
        asked_at: reset.asked_at.to_rfc3339(),
        can_agree: reset.can_agree,
        mobile_changed_at: reset.mobile_changed_at.map(Timestamp::to_rfc3339),
        mobile_refused: reset.mobile_refused,
    };
    WaitingResetsView { resets: resets.into_iter().map(view).collect() }
}

/// Disputes that wait.
pub fn disputes(disputes: &[CareerDispute]) -> OfficeDisputesView {
    let view = |one: &CareerDispute| OfficeDisputeView {
        name_latin: one.name.latin.clone(),
        name_arabic: one.name.arabic.clone(),
        registration_number: one.registration_number.to_string(),
        dispute: common::dispute(&one.dispute),
    };
    OfficeDisputesView { disputes: disputes.iter().map(view).collect() }
}

/// Which line, and the answer.
pub fn disputed(request: &AnswerDisputeRequest) -> Answer<((Month, i64, DisputeReason), DisputeAnswer)> {
    let month = Month::parse(&request.month).ok_or_else(|| Refusal::invalid("month"))?;
    let wrong = || Refusal::invalid("employer_number");
    let employer = match request.employer_number.as_str() {
        "" => 0,
        digits => {
            let number = EmployerNumber::parse(digits).map_err(|_| wrong())?;
            number.as_str().parse().map_err(|_| wrong())?
        }
    };
    let reason = common::dispute_reason(request.reason);
    Ok(((month, employer, reason), dispute_answer(request.answer)))
}
