//! One claim on an officer's desk: with its person, its documents, and the steps the officer's roles allow.

use super::note;
use crate::audit::Action;
use crate::claims::{ClaimFile, OfficerStep, standing_of, write_json};
use crate::documents::OpenedDocument;
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::job_loss::{self, JobLossBenefit, JobLossCheck};
use crate::officers::OfficerSession;
use crate::pension::DeskPension;
use crate::people::PersonFile;
use crate::reimbursements::find_rights;
use crate::transaction::transaction;
use damane_domain::claim::{ClaimKind, ClaimState, DocumentKind};
use damane_domain::ids::{ClaimId, DocumentId};
use damane_domain::money::Money;
use damane_domain::office::OfficerRole;
use damane_domain::person::Person;
use damane_domain::reimbursements::{DecidedLine, FormLine, Reason, ReimbursementForm, estimate};
use damane_storage::Connection;
use damane_storage::claims::{self as kept, ClaimRecord};

/// Claims of a person among which one of the same care is looked for, the newest first.
const LOOKED_AT: u32 = 200;

/// A claim as an officer sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct DeskClaim {
    /// The claim.
    pub file: ClaimFile,
    /// Whose.
    pub person: Person,
    /// Who has it, by the name they sign with.
    pub holder: Option<String>,
    /// What a colleague would grant in all.
    pub proposed: Option<Money>,
    /// The same line by line, for a claim of care.
    pub proposed_lines: Vec<DecidedLine>,
    /// What speaks against a claim of care by the rules, days counted.
    pub reasons: Vec<Reason>,
    /// What a pension request comes to.
    pub pension: Option<DeskPension>,
    /// What the rules say of a declared loss, as of the day it was handed in.
    pub loss: Option<JobLossCheck>,
    /// The months of a granted job-loss benefit.
    pub benefit: Option<JobLossBenefit>,
}

/// What an officer would grant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proposal {
    /// Line by line, in the order of the claim of care.
    Lines(Vec<DecidedLine>),
    /// So much in all, for claims of another kind.
    InAll(Money),
}

impl Fund {
    /// Opens a claim of the officer's office. The reading is noted, and the person sees it in their journal.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] also for another office's; [`ServiceError::RoleMissing`];
    /// [`ServiceError::TooManyTries`].
    pub async fn desk_claim(
        &self,
        session: &OfficerSession,
        id: &ClaimId,
    ) -> Result<DeskClaim, ServiceError> {
        session.require_any(&[OfficerRole::Decide, OfficerRole::Approve])?;
        self.admit_desk_reading(session, Action::ClaimRead).await?;
        let (record, file) = self.read_claim_for(&session.officer, id).await?;
        let mut reader = self.store().read().await?;
        let whole = PersonFile::load(&mut reader, record.person).await?;
        let pension = self.desk_pension(&mut reader, &record).await?;
        let benefit = self.benefit_of(&mut reader, &record, self.now()).await?;
        let reasons = match &file.summary.care {
            Some(care) => {
                let days = find_rights(&mut reader, record.person, &whole.career, &care.form).await?;
                let mut reasons = reasons_against(&file, days)?;
                reasons.extend(self.find_claimed_before(&mut reader, &record, &care.form).await?);
                reasons
            }
            None => Vec::new(),
        };
        drop(reader);
        self.watch_canaries(session, [record.person]).await?;
        let loss = loss_found(&file, &whole)?;
        let (proposed, proposed_lines) = match file.summary.claim.state {
            ClaimState::Proposed { amount, .. } => {
                let granted = pension.as_ref().and_then(|one| one.decided).map(|decided| decided.granted);
                // What is paid by the month is agreed to by the month, whatever was paid before.
                let in_all = match file.summary.kind.is_paid_by_the_month() {
                    true => amount,
                    false => [amount, file.summary.claim.paid].into_iter().sum(),
                };
                (Some(granted.unwrap_or(in_all)), read_lines(&file))
            }
            _ => (None, Vec::new()),
        };
        let PersonFile { person, .. } = whole;
        let holder = record.standing.officer;
        Ok(DeskClaim { file, person, holder, proposed, proposed_lines, reasons, loss, benefit, pension })
    }

    /// Whether another claim of the person's that was not refused asks for care of this one.
    async fn find_claimed_before(
        &self,
        connection: &mut Connection,
        record: &ClaimRecord,
        form: &ReimbursementForm,
    ) -> Result<Option<Reason>, ServiceError> {
        for other in kept::find_claims(connection, record.person, LOOKED_AT).await? {
            let is_other = other.id != record.id && other.kind == ClaimKind::Reimbursement;
            if !is_other || standing_of(&other)?.refused().is_some() {
                continue;
            }
            let text = self.open_for(other.person, &other.form)?;
            let known = serde_json::from_str::<ReimbursementForm>(&text);
            if known.is_ok_and(|known| form.claims_care_of(&known)) {
                return Ok(Some(Reason::ClaimedBefore));
            }
        }
        Ok(None)
    }

    /// A document of a claim of the officer's office. Each opening is noted.
    ///
    /// # Errors
    /// As for [`Fund::desk_claim`].
    pub async fn desk_document(
        &self,
        session: &OfficerSession,
        claim: &ClaimId,
        document: &DocumentId,
    ) -> Result<OpenedDocument, ServiceError> {
        session.require_any(&[OfficerRole::Decide, OfficerRole::Approve])?;
        self.admit_desk_reading(session, Action::ClaimDocumentRead).await?;
        let now = self.now();
        let found = transaction!(self.store(), |tx| async {
            let record = kept::find_claim_of_office(tx, &session.officer.office, claim).await?;
            let record = record.ok_or(ServiceError::NotFound)?;
            let found = kept::find_document(tx, record.person, document).await?;
            let found = found.filter(|one| one.claim == Some(*claim)).ok_or(ServiceError::NotFound)?;
            let (person, detail) = (Some(record.person), found.kind.code());
            note(tx, session, person, Action::ClaimDocumentRead, detail, now).await?;
            Ok::<_, ServiceError>(found)
        })?;
        self.watch_canaries(session, [found.person]).await?;
        self.opened(&found).await
    }

    /// Takes a step; agreeing and sending back need another role than the others.
    ///
    /// # Errors
    /// [`ServiceError::RoleMissing`], and as for [`Fund::decide_claim`].
    pub async fn desk_decide(
        &self,
        session: &OfficerSession,
        id: &ClaimId,
        step: OfficerStep<'_>,
    ) -> Result<(), ServiceError> {
        session.require(match step {
            OfficerStep::Approve | OfficerStep::SendBack(_) => OfficerRole::Approve,
            _ => OfficerRole::Decide,
        })?;
        self.decide_claim(&session.officer, id, step).await
    }

    /// Lets a month of a benefit that was confirmed late be paid.
    ///
    /// # Errors
    /// [`ServiceError::RoleMissing`], and as for [`Fund::release_job_loss_month`].
    pub async fn desk_release_month(
        &self,
        session: &OfficerSession,
        id: &ClaimId,
        month: u32,
    ) -> Result<(), ServiceError> {
        session.require(OfficerRole::Approve)?;
        self.release_job_loss_month(&session.officer, id, month).await
    }

    /// Proposes what to grant; another officer must agree.
    ///
    /// # Errors
    /// [`ServiceError::InvalidInput`] `lines` when they are not the claim's, or grant more than was paid; as for
    /// [`Fund::desk_decide`].
    pub async fn desk_propose(
        &self,
        session: &OfficerSession,
        id: &ClaimId,
        proposal: &Proposal,
    ) -> Result<(), ServiceError> {
        session.require(OfficerRole::Decide)?;
        let found =
            kept::find_claim_of_office(&mut *self.store().read().await?, &session.officer.office, id).await?;
        let summary = self.claim_summary(&found.ok_or(ServiceError::NotFound)?)?;
        let (in_all, lines) = match (proposal, &summary.care) {
            (Proposal::Lines(lines), Some(care)) => {
                let claimed = &care.form.lines;
                let fits = |(line, claimed): (&DecidedLine, &FormLine)| {
                    Money::ZERO <= line.refund && line.refund <= claimed.paid
                };
                if lines.len() != claimed.len() || !lines.iter().zip(claimed).all(fits) {
                    return Err(ServiceError::InvalidInput("lines"));
                }
                (lines.iter().map(|line| line.refund).sum(), write_json(lines)?)
            }
            (Proposal::InAll(in_all), None) => {
                return self.propose_in_all(&session.officer, id, *in_all).await;
            }
            _ => return Err(ServiceError::InvalidInput("lines")),
        };
        self.decide_claim(&session.officer, id, OfficerStep::Propose(in_all, &lines)).await
    }
}

/// What a colleague proposed line by line; nothing for a decision of another shape.
fn read_lines(file: &ClaimFile) -> Vec<DecidedLine> {
    file.decision.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
}

/// What the rules say of a declared loss, with the career as it stands now.
fn loss_found(file: &ClaimFile, whole: &PersonFile) -> Result<Option<JobLossCheck>, ServiceError> {
    if file.summary.kind != ClaimKind::JobLoss {
        return Ok(None);
    }
    let form = job_loss::read_form(&file.form)?;
    job_loss::check_loss(whole, form.ended_on, form.reason, file.summary.submitted_at)
        .map(Some)
        .map_err(job_loss::failed)
}

/// What speaks against a claim of care, as of the day it was handed in.
fn reasons_against(file: &ClaimFile, days: Option<u32>) -> Result<Vec<Reason>, ServiceError> {
    let Some(care) = &file.summary.care else { return Ok(Vec::new()) };
    let filed_on = file.summary.submitted_at.date();
    let papers: Vec<DocumentKind> = file.documents.iter().map(|document| document.kind).collect();
    let lines = care.form.lines_of_rules();
    let claim = care.form.to_claim(&lines, filed_on, days, &papers);
    let found = estimate(&claim).map_err(|error| ServiceError::internal("rules of reimbursements", error))?;
    Ok(found.reasons)
}
