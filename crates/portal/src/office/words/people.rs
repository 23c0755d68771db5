//! People, resets and disputes, between the services' types and the contract's.

use crate::answer::{Answer, Refusal};
use crate::office::coded::dispute_answer;
use crate::{claim_words, words as common};
use damane_contract::{
    AnswerDisputeRequest, CorrectLineRequest, FoundPersonView, OfficeCertificateView, OfficeDisputeView,
    OfficeDisputesView, OfficeLineView, WaitingResetView, WaitingResetsView,
};
use damane_domain::career::{Correction, DeclaredLine};
use damane_domain::ids::EmployerNumber;
use damane_domain::money::Money;
use damane_domain::month::Month;
use damane_domain::time::Timestamp;
use damane_services::{CareerDispute, DisputePage, DisputeReply, FoundPerson, WaitingReset};

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

/// A page of the disputes that wait.
pub fn disputes(page: DisputePage) -> OfficeDisputesView {
    OfficeDisputesView { disputes: page.disputes.into_iter().map(career_dispute).collect(), next: page.next }
}

fn career_dispute(one: CareerDispute) -> OfficeDisputeView {
    let name = |number: &EmployerNumber| {
        one.employer_names.get(number).cloned().unwrap_or_else(|| number.to_string())
    };
    let line = |line: &DeclaredLine| OfficeLineView {
        employer_number: line.employer.to_string(),
        employer_name: name(&line.employer),
        days: line.days,
        salary: line.salary.as_centimes(),
        situation: line.situation.into(),
        complementary: line.category > 0,
    };
    OfficeDisputeView {
        mark: one.mark(),
        lines: one.lines.iter().map(line).collect(),
        name_latin: one.name.latin,
        name_arabic: one.name.arabic,
        registration_number: one.registration_number.to_string(),
        dispute: common::dispute(&one.dispute),
        documents: one.documents.into_iter().map(claim_words::document).collect(),
    }
}

/// Which dispute, and what is said to it.
pub fn disputed(request: &AnswerDisputeRequest) -> Answer<DisputeReply> {
    let month = Month::parse(&request.month).ok_or_else(|| Refusal::invalid("month"))?;
    let wrong = || Refusal::invalid("employer_number");
    let employer = match employer(&request.employer_number)? {
        None => 0,
        Some(number) => number.as_str().parse().map_err(|_| wrong())?,
    };
    Ok(DisputeReply {
        month,
        employer,
        reason: common::dispute_reason(request.reason),
        answer: dispute_answer(request.answer),
        words: request.words.trim().to_owned(),
        correction: request.correction.as_ref().map(correction).transpose()?,
        seen: request.seen.clone(),
    })
}

fn correction(request: &CorrectLineRequest) -> Answer<Correction> {
    Ok(Correction {
        employer: employer(&request.employer_number)?,
        days: request.days,
        salary: Money::centimes(request.salary),
        situation: request.situation.map(Into::into),
    })
}

/// Seven digits; none for nobody's.
fn employer(digits: &str) -> Answer<Option<EmployerNumber>> {
    let read = |digits| EmployerNumber::parse(digits).map_err(|_| Refusal::invalid("employer_number"));
    if digits.is_empty() { Ok(None) } else { read(digits).map(Some) }
}
