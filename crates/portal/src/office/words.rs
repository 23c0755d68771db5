//! The console's words, from the services' types to the contract's.

mod people;
mod steps;

pub use super::coded::{batch_file, purpose, return_reason, revocation};
pub use people::{disputed, disputes, found, resets};
pub use steps::decide;

use super::coded::{claim_kind, return_reason_view, role, tab};
use crate::answer::{Answer, Refusal};
use crate::{claim_words, job_loss_words, pension_request_words, reimbursement_words};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use damane_contract::{
    BatchListView, BatchPaymentsView, BatchView, DecidedLineView, DocumentKindView, EnrolmentView,
    OfficeClaimView, OfficeCountsView, OfficeEntryView, OfficeEventView, OfficeFieldView,
    OfficeQueueQuestion, OfficeQueueView, OfficerView, PaymentView,
};
use damane_domain::claim::{DocumentKind, OfficerName, Refusal as ClaimRefusal, Upholding};
use damane_domain::fund::{FundProfile, Trilingual};
use damane_domain::ids::BatchId;
use damane_domain::money::Money;
use damane_domain::office::OFFICER_IDLE_SECONDS;
use damane_domain::reimbursements::DecidedLine;
use damane_domain::time::Timestamp;
use damane_services::{
    Batch, BatchFile, BatchRecord, ClaimNews, DeskClaim, DeskCounts, DeskEntry, DeskPage, DeskQuestion,
    Enrolling, OfficerSession,
};

/// Who is signed in.
pub fn officer(session: &OfficerSession, profile: &FundProfile) -> OfficerView {
    let code = &session.officer.office;
    let office = profile.offices.iter().find(|office| office.code == *code);
    let unnamed = || Trilingual { ar: code.clone(), fr: code.clone(), en: code.clone() };
    OfficerView {
        name: session.officer.name.to_string(),
        office: office.map_or_else(unnamed, |office| office.name.clone()).into(),
        office_code: code.clone(),
        roles: session.roles.iter().copied().map(role).collect(),
        idle_seconds: u32::try_from(OFFICER_IDLE_SECONDS).unwrap_or(0),
    }
}

/// What a link offers.
pub fn enrolment(offered: &Enrolling) -> EnrolmentView {
    EnrolmentView {
        login: offered.login.clone(),
        name: offered.name.clone(),
        secret: offered.authenticator.secret.to_string(),
        uri: offered.authenticator.uri.to_string(),
    }
}

/// What of a queue is asked for.
pub fn question(asked: OfficeQueueQuestion) -> DeskQuestion {
    DeskQuestion {
        tab: tab(asked.tab),
        kind: asked.kind.map(claim_kind),
        days: asked.days.unwrap_or(0),
        mine: asked.mine.unwrap_or(false),
        after: asked.after,
    }
}

/// A page of a queue.
pub fn queue(page: DeskPage, session: &OfficerSession, now: Timestamp) -> OfficeQueueView {
    let DeskCounts { to_do, waiting, to_agree, to_pay } = page.counts;
    OfficeQueueView {
        as_of: now.to_rfc3339(),
        entries: page.entries.into_iter().map(|one| entry(one, session, now)).collect(),
        next: page.next,
        counts: OfficeCountsView { to_do, waiting, to_agree, to_pay },
    }
}

fn entry(entry: DeskEntry, session: &OfficerSession, now: Timestamp) -> OfficeEntryView {
    OfficeEntryView {
        overdue: entry.summary.claim.is_overdue(now.date()),
        lacks_account: entry.lacks_account,
        claim: claim_words::summary(entry.summary),
        name_latin: entry.name.latin,
        name_arabic: entry.name.arabic,
        mine: is_mine(entry.holder.as_deref(), session),
        holder: entry.holder,
        amount: entry.amount.map(Money::as_centimes),
    }
}

fn is_mine(holder: Option<&str>, session: &OfficerSession) -> bool {
    holder.and_then(OfficerName::parse).as_ref() == Some(&session.officer.name)
}

/// A claim on a desk.
pub fn claim(desk: DeskClaim, session: &OfficerSession, now: Timestamp) -> OfficeClaimView {
    let DeskClaim { file, person, holder, proposed, proposed_lines, reasons, loss, benefit, pension } = desk;
    let is_shown = file.summary.care.is_some() || pension.is_some();
    let fields = if is_shown { Vec::new() } else { fields(&file.form) };
    OfficeClaimView {
        state: file.summary.claim.state.code().to_owned(),
        overdue: file.summary.claim.is_overdue(now.date()),
        contested: file.summary.claim.can_be_upheld(),
        history: file.news.iter().map(event).collect(),
        fields,
        claim: claim_words::claim(file, now),
        name_latin: person.name.latin,
        name_arabic: person.name.arabic,
        registration_number: person.registration_number.to_string(),
        birth_date: person.birth_date.to_string(),
        mine: is_mine(holder.as_deref(), session),
        holder,
        against: reasons.into_iter().map(reimbursement_words::reason).collect(),
        loss: loss.as_ref().map(job_loss_words::check),
        proposed: proposed.map(Money::as_centimes),
        proposed_lines: proposed_lines.into_iter().map(decided_line).collect(),
        pension: pension.as_ref().map(pension_request_words::desk),
        benefit: benefit.as_ref().map(job_loss_words::benefit),
    }
}

fn decided_line(line: DecidedLine) -> DecidedLineView {
    let reasons = line.reasons.into_iter().map(claim_words::refusal).collect();
    DecidedLineView { refund: line.refund.as_centimes(), reasons }
}

/// What an event carries, in the words it is kept in.
#[derive(Default, serde::Deserialize)]
#[serde(default)]
struct Carried {
    wanted: Vec<DocumentKind>,
    reasons: Vec<ClaimRefusal>,
    upheld: Vec<Upholding>,
}

fn event(news: &ClaimNews) -> OfficeEventView {
    let carried: Carried = serde_json::from_str(&news.detail).unwrap_or_default();
    let wanted: Vec<DocumentKindView> = carried.wanted.into_iter().map(claim_words::document_kind).collect();
    OfficeEventView {
        at: news.at.to_rfc3339(),
        step: news.step.clone(),
        officer: news.officer.clone(),
        words: news.words.clone(),
        reasons: carried.reasons.into_iter().map(claim_words::refusal).collect(),
        upheld: carried.upheld.into_iter().map(claim_words::upholding).collect(),
        wanted,
    }
}

/// The fields of a form as they are kept; one that is no object has none.
fn fields(form: &str) -> Vec<OfficeFieldView> {
    let Ok(serde_json::Value::Object(form)) = serde_json::from_str(form) else { return Vec::new() };
    let said = |value: serde_json::Value| match value {
        serde_json::Value::Null => None,
        serde_json::Value::String(text) => Some(text),
        other => Some(other.to_string()),
    };
    let field = |(name, value)| said(value).map(|value| OfficeFieldView { name, value });
    form.into_iter().filter_map(field).collect()
}

/// The batches of an office.
pub fn batches(batches: &[BatchRecord], due: u32, session: &OfficerSession) -> BatchListView {
    BatchListView { batches: batches.iter().map(|one| batch(one, session)).collect(), due }
}

fn batch(record: &BatchRecord, session: &OfficerSession) -> BatchView {
    BatchView {
        id: record.id.to_string(),
        mine: is_mine(Some(&record.made_by), session),
        made_by: record.made_by.clone(),
        made_at: record.made_at.to_rfc3339(),
        pay_on: record.pay_on.to_string(),
        payments: u32::try_from(record.payments).unwrap_or(u32::MAX),
        total: record.total.as_centimes(),
        agreed_by: record.agreed.as_ref().map(|(by, _)| by.clone()),
        settled_on: record.settled_on.map(|day| day.to_string()),
        withdrawn_by: record.withdrawn_by.clone(),
    }
}

/// A batch with its payments.
pub fn batch_payments(found: &Batch, session: &OfficerSession) -> BatchPaymentsView {
    let payments = found.payments.iter().map(|payment| PaymentView {
        id: payment.id.to_string(),
        reference: payment.reference.clone(),
        amount: payment.amount.as_centimes(),
        masked_account: payment.masked_account.clone(),
        returned: payment.returned.map(return_reason_view),
        returned_on: payment.returned_on.map(|day| day.to_string()),
    });
    BatchPaymentsView { batch: batch(&found.record, session), payments: payments.collect() }
}

/// A batch's file, to be saved under a name that says which.
pub fn batch_file_answer(id: &BatchId, form: BatchFile, bytes: Vec<u8>) -> Answer<Response> {
    let (media, ending) = match form {
        BatchFile::Csv => ("text/csv; charset=utf-8", "csv"),
        BatchFile::Pain001 => ("application/xml", "xml"),
    };
    let name = format!("attachment; filename=\"batch-{id}.{ending}\"");
    let name = HeaderValue::from_str(&name).map_err(|error| Refusal::internal(&error))?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media)),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, bytes).into_response())
}

/// A day as it was sent.
pub fn day(text: &str, field: &str) -> Answer<NaiveDate> {
    text.parse().map_err(|_| Refusal::invalid(field))
}
