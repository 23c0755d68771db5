//! A person's claims in an export: what they filled in and handed in, where each stands, what they were told, what was
//! granted, its months.

use super::{Member, disputes::document};
use crate::claims::{ClaimFile, ClaimNews};
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::job_loss::JobLossBenefit;
use crate::pension::PensionDecision;
use crate::sessions::Session;
use damane_domain::job_loss::{BenefitMonth, MonthState};
use damane_domain::money::Money;
use damane_domain::pension::PensionFigures;
use damane_storage::claims::{self as kept, DocumentRecord};
use serde_json::{Value, json};

/// Claims taken along, the newest first.
const CLAIMS: u32 = 1_000;

/// What a claim's owner is told, here and on the claim's page. What officers settle among themselves is left out.
pub const TOLD_STEPS: [&str; 13] = [
    "received",
    "taken",
    "documents_asked",
    "answered",
    "accepted",
    "paid",
    "payment_returned",
    "rejected",
    "upheld",
    "contested",
    "month_confirmed",
    "month_released",
    "work_reported",
];

/// A claim, and what its kind has beside the others.
struct Exported {
    file: ClaimFile,
    records: Vec<DocumentRecord>,
    benefit: Option<JobLossBenefit>,
    pension: Option<(PensionFigures, Option<PensionDecision>)>,
}

impl Fund {
    /// `claims.json`, and the documents the newest claims came with, while there is room left for them.
    pub(super) async fn claims_of(
        &self,
        session: &Session,
        left: &mut i64,
    ) -> Result<Vec<Member>, ServiceError> {
        let (mut told, mut members) = (Vec::new(), Vec::new());
        for one in self.claims_for_export(session).await? {
            let mut papers = Vec::new();
            for record in &one.records {
                let member = self.take_along("claims", record, left).await?;
                papers.push(document(record, member.as_ref().map(|(name, _)| name.as_str())));
                members.extend(member);
            }
            told.push(claim(&one, papers));
        }
        let text =
            serde_json::to_vec_pretty(&told).map_err(|error| ServiceError::internal("export", error))?;
        members.push(("claims.json".to_owned(), text));
        Ok(members)
    }

    async fn claims_for_export(&self, session: &Session) -> Result<Vec<Exported>, ServiceError> {
        let (mut reader, now) = (self.store().read().await?, self.now());
        let mut claims = Vec::new();
        for record in kept::find_claims(&mut reader, session.person, CLAIMS).await? {
            claims.push(Exported {
                file: self.claim_file(&mut reader, &record).await?,
                records: kept::find_documents(&mut reader, session.person, &record.id).await?,
                benefit: self.benefit_of(&mut reader, &record, now).await?,
                pension: self.figures_of(&mut reader, &record).await?,
            });
        }
        Ok(claims)
    }
}

/// A whole claim. Its decision is told once it was agreed to, and no proposal before: of care line by line, of what is
/// paid by the month as a month's amount.
fn claim(one: &Exported, documents: Vec<Value>) -> Value {
    let (summary, care) = (&one.file.summary, one.file.summary.care.as_ref());
    let decided = one.pension.as_ref().and_then(|(_, granted)| granted.as_ref());
    let granted = care.and_then(|care| care.granted).or(decided.map(|decision| decision.granted));
    let granted = granted.or(one.benefit.as_ref().map(|benefit| benefit.monthly));
    let news = one.file.news.iter().filter(|news| TOLD_STEPS.contains(&news.step.as_str()));
    json!({
        "id": summary.id,
        "reference": summary.reference,
        "kind": summary.kind.code(),
        "status": summary.claim.state.status().code(),
        "submitted_at": summary.submitted_at.to_rfc3339(),
        "changed_at": summary.changed_at.to_rfc3339(),
        "paid_centimes": summary.claim.paid.as_centimes(),
        "granted_centimes": granted.map(Money::as_centimes),
        "granted_lines": care.and_then(|care| care.decided.as_ref()),
        "granted_by_the_month": one.benefit.is_some() || decided.is_some_and(|one| one.figures.is_monthly()),
        "months": one.benefit.as_ref().map(months),
        "work_from": one.benefit.as_ref().and_then(|benefit| benefit.work_from).map(|day| day.to_string()),
        "pension_when_asked": one.pension.as_ref().map(|(filed, _)| filed),
        "pension_granted": decided.map(|decision| decision.figures),
        "form": as_kept(&one.file.form),
        "events": news.map(event).collect::<Value>(),
        "documents": documents,
    })
}

fn months(benefit: &JobLossBenefit) -> Value {
    let month = |month: &BenefitMonth| {
        json!({
            "number": month.number,
            "first": month.first.to_string(),
            "last": month.last.to_string(),
            "confirm_until": month.confirm_until.to_string(),
            "state": state(month.state),
        })
    };
    benefit.months.iter().map(month).collect()
}

const fn state(state: MonthState) -> &'static str {
    match state {
        MonthState::Ahead => "ahead",
        MonthState::Open => "open",
        MonthState::Suspended => "suspended",
        MonthState::Held => "held",
        MonthState::Confirmed => "confirmed",
        MonthState::Sent => "sent",
        MonthState::Ended => "ended",
    }
}

fn event(news: &ClaimNews) -> Value {
    json!({
        "at": news.at.to_rfc3339(),
        "by": if news.by_officer { "officer" } else { "myself" },
        "step": news.step,
        "detail": as_kept(&news.detail),
        "words": news.words,
    })
}

/// JSON as it is kept; a text of another shape as the text it is.
fn as_kept(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::from(text))
}
