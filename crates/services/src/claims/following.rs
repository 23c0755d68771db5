//! What the person sees of their claims: where each stands, what happened, what was decided.

use super::{ClaimedCare, rules, standing_of};
use crate::audit::Action;
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::sessions::Session;
use chrono::NaiveDate;
use damane_domain::claim::{Claim, ClaimKind, DocumentKind, reference};
use damane_domain::ids::{ClaimId, DocumentId};
use damane_domain::job_loss::BenefitMonth;
use damane_domain::time::Timestamp;
use damane_storage::Connection;
use damane_storage::claims::{self as kept, ClaimEvent, ClaimRecord, DocumentRecord};

/// Claims in a list.
const LISTED: u32 = 200;

/// What is told to who handed a claim in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimReceipt {
    /// Its id.
    pub id: ClaimId,
    /// What they quote.
    pub reference: String,
    /// When.
    pub submitted_at: Timestamp,
}

/// A claim in one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimSummary {
    /// Its id.
    pub id: ClaimId,
    /// What a person quotes.
    pub reference: String,
    /// Its kind.
    pub kind: ClaimKind,
    /// Where it stands.
    pub claim: Claim,
    /// The last day to contest the decision, while that is possible.
    pub contest_until: Option<NaiveDate>,
    /// Handed in at.
    pub submitted_at: Timestamp,
    /// Last step at.
    pub changed_at: Timestamp,
    /// In figures, for a claim of care.
    pub care: Option<ClaimedCare>,
    /// The first month of a granted benefit that waits for its person to confirm it. In the person's own list alone.
    pub to_confirm: Option<BenefitMonth>,
}

/// Something that happened to a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimNews {
    /// When.
    pub at: Timestamp,
    /// Whether an officer did it. Which one is in the journal, not in the timeline.
    pub by_officer: bool,
    /// Which one: for their colleagues alone.
    pub officer: Option<String>,
    /// What, a stable word.
    pub step: String,
    /// With what, JSON of stable words.
    pub detail: String,
    /// What was written with it.
    pub words: Option<String>,
}

/// A document that was handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandedIn {
    /// Its id.
    pub id: DocumentId,
    /// What it is.
    pub kind: DocumentKind,
    /// Its media type.
    pub media: String,
    /// Its length, bytes.
    pub bytes: u64,
    /// Handed in at.
    pub added_at: Timestamp,
}

/// A whole claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimFile {
    /// In one line.
    pub summary: ClaimSummary,
    /// What was filled in, JSON of its room.
    pub form: String,
    /// What was decided line by line, JSON of its room.
    pub decision: Option<String>,
    /// What happened, oldest first.
    pub news: Vec<ClaimNews>,
    /// What was handed in.
    pub documents: Vec<HandedIn>,
}

impl Fund {
    /// A person's claims, newest first.
    ///
    /// # Errors
    /// [`ServiceError::TooManyTries`] once the hour's budget is spent.
    pub async fn claims(&self, session: &Session) -> Result<Vec<ClaimSummary>, ServiceError> {
        self.admit_reading(session, Action::ClaimsRead).await?;
        let mut reader = self.store().read().await?;
        let records = kept::find_claims(&mut reader, session.person, LISTED).await?;
        let mut listed = Vec::with_capacity(records.len());
        for record in &records {
            let to_confirm = self.month_to_confirm(&mut reader, record).await?;
            listed.push(ClaimSummary { to_confirm, ..self.claim_summary(record)? });
        }
        Ok(listed)
    }

    /// One of a person's own claims.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] also for another person's.
    pub async fn claim(&self, session: &Session, id: &ClaimId) -> Result<ClaimFile, ServiceError> {
        self.admit_reading(session, Action::ClaimRead).await?;
        let mut reader = self.store().read().await?;
        let record = kept::find_claim(&mut reader, session.person, id).await?;
        self.claim_file(&mut reader, &record.ok_or(ServiceError::NotFound)?).await
    }

    /// A claim in one line.
    pub(crate) fn claim_summary(&self, record: &ClaimRecord) -> Result<ClaimSummary, ServiceError> {
        let (claim, now) = (standing_of(record)?, self.now());
        let last = claim.contest_until(record.kind, &rules(now)?);
        Ok(ClaimSummary {
            id: record.id,
            reference: reference(record.kind, &record.id),
            kind: record.kind,
            contest_until: last.filter(|last| now.date() <= *last),
            care: self.care_of(record, &claim)?,
            to_confirm: None,
            claim,
            submitted_at: record.submitted_at,
            changed_at: record.changed_at,
        })
    }

    /// Everything about a claim, opened.
    pub(crate) async fn claim_file(
        &self,
        connection: &mut Connection,
        record: &ClaimRecord,
    ) -> Result<ClaimFile, ServiceError> {
        let person = record.person;
        let events = kept::find_events(connection, person, &record.id).await?;
        let documents = kept::find_documents(connection, person, &record.id).await?;
        let opened = |sealed: &Vec<u8>| self.open_for(person, sealed);
        let news = |event: ClaimEvent| {
            let words = event.words.as_ref().map(opened).transpose()?;
            let by_officer = event.officer.is_some();
            let ClaimEvent { at, officer, step, detail, .. } = event;
            Ok(ClaimNews { at, by_officer, officer, step, detail, words })
        };
        Ok(ClaimFile {
            summary: self.claim_summary(record)?,
            form: self.open_for(person, &record.form)?,
            decision: record.decision.as_ref().map(opened).transpose()?,
            news: events.into_iter().map(news).collect::<Result<_, ServiceError>>()?,
            documents: documents.into_iter().map(handed_in).collect(),
        })
    }
}

/// A document as it is shown in a list.
pub(crate) fn handed_in(document: DocumentRecord) -> HandedIn {
    HandedIn {
        id: document.id,
        kind: document.kind,
        media: document.media,
        bytes: u64::try_from(document.bytes).unwrap_or(0),
        added_at: document.added_at,
    }
}
