//! Asking for a pension: what it would come to, handing the request in once, and following it.

use super::failed;
use crate::audit::Action;
use crate::claims::{ClaimReceipt, Filing, digest_of, find_same, receipt, standing_of, write_json};
use crate::error::{PensionRefusal, ServiceError};
use crate::fund::Fund;
use crate::people::PersonFile;
use crate::request_key::check_key;
use crate::sessions::Session;
use chrono::NaiveDate;
use damane_domain::career::CareerRules;
use damane_domain::claim::{Claim, ClaimKind, ClaimState, DocumentKind, reference};
use damane_domain::explanation::Step;
use damane_domain::ids::{ClaimId, DocumentId};
use damane_domain::money::Money;
use damane_domain::parameters::FiguresError;
use damane_domain::pension::{
    Asked, Assessment, PensionFigures, PensionForm, RequestRules, assess, can_have_stopped_on,
};
use damane_domain::time::Timestamp;
use damane_storage::claims::{self as kept_claims, ClaimRecord};
use damane_storage::pensions::{self as kept, PensionRecord};
use damane_storage::{Connection, StorageError};
use std::collections::BTreeSet;

/// What a request would come to if it were handed in today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PensionCheck {
    /// When the career was read.
    pub as_of: Timestamp,
    /// What it comes to, and what stands in the way.
    pub assessment: Assessment,
    /// Its steps.
    pub steps: Vec<Step>,
    /// The person's request that stands already.
    pub standing: Option<ClaimId>,
    /// The papers a request needs.
    pub papers: Vec<DocumentKind>,
    /// Months a certificate of life is good for.
    pub life_certificate_within: u32,
    /// The account it is paid to, most of it hidden.
    pub account: Option<String>,
}

/// A request and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PensionFile {
    /// Its claim.
    pub id: ClaimId,
    /// What the person quotes.
    pub reference: String,
    /// When it was read.
    pub as_of: Timestamp,
    /// Handed in at.
    pub filed_at: Timestamp,
    /// What was declared.
    pub form: PensionForm,
    /// Where the claim stands.
    pub claim: Claim,
    /// The figures on the day of the request.
    pub filed: PensionFigures,
    /// What was granted, once two officers agreed.
    pub granted: Option<PensionDecision>,
    /// What the career gives now, for the day of the request.
    pub assessment: Assessment,
}

/// What officers decide of a request: the figures of that moment, and the amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct PensionDecision {
    /// The figures.
    pub figures: PensionFigures,
    /// For each month; once, where contributions are paid back.
    pub granted: Money,
}

impl Fund {
    /// What a request would come to if it were handed in today. Nothing is kept.
    ///
    /// # Errors
    /// [`ServiceError::InvalidInput`] for a day on which no work can have stopped; storage.
    pub async fn check_pension(
        &self,
        session: &Session,
        stopped_on: NaiveDate,
        underground: bool,
    ) -> Result<PensionCheck, ServiceError> {
        self.admit_reading(session, Action::CareerRead).await?;
        let as_of = self.now();
        let mut reader = self.store().read().await?;
        let file = PersonFile::load(&mut reader, session.person).await?;
        let standing = kept::find_standing(&mut reader, session.person).await?;
        drop(reader);
        let today = as_of.date();
        if !can_have_stopped_on(stopped_on, file.person.birth_date, today) {
            return Err(ServiceError::InvalidInput("stopped_on"));
        }
        let form = PensionForm { stopped_on, underground, sworn: false };
        let assessment = assessed(&file, form, today)?;
        let rules = RequestRules::at(today).map_err(failed)?;
        Ok(PensionCheck {
            as_of,
            steps: assessment.explain(),
            assessment,
            standing,
            papers: rules.papers(&form, file.person.rib.is_some(), today),
            life_certificate_within: rules.life_certificate_within.count(),
            account: file.person.rib.as_ref().map(damane_domain::ids::Rib::masked),
        })
    }

    /// Hands in a request with its papers. The same key hands in one.
    ///
    /// # Errors
    /// [`ServiceError::InvalidInput`] for a field, and for `documents` when a paper is missing;
    /// [`ServiceError::PensionRefused`] for what stands in the way; as for [`Fund::file_claim`].
    pub async fn file_pension(
        &self,
        session: &Session,
        form: &PensionForm,
        documents: &[DocumentId],
        key: &str,
    ) -> Result<ClaimReceipt, ServiceError> {
        check_key(key)?;
        let text = write_json(form)?;
        let asked: BTreeSet<DocumentId> = documents.iter().copied().collect();
        let request = digest_of(&[ClaimKind::Pension.code().as_bytes(), text.as_bytes()], &asked);
        let mut reader = self.store().read().await?;
        // What arrived before is answered as it was, whatever stands in the way by now.
        if let Some(answered) = find_same(&mut reader, session.person, key, &request).await? {
            return Ok(receipt(ClaimKind::Pension, &answered));
        }
        let file = PersonFile::load(&mut reader, session.person).await?;
        drop(reader);
        let today = self.now().date();
        if let Some(field) = form.find_flaw(file.person.birth_date, today) {
            return Err(ServiceError::InvalidInput(field));
        }
        let assessment = assessed(&file, *form, today)?;
        if let Some(obstacle) = assessment.obstacle {
            return Err(PensionRefusal::Obstacle(obstacle).into());
        }
        let rules = RequestRules::at(today).map_err(failed)?;
        let needed = rules.papers(form, file.person.rib.is_some(), today);
        let check = |papers: &[DocumentKind]| {
            let complete = rules.are_complete(&needed, papers);
            complete.then_some(()).ok_or(ServiceError::InvalidInput("documents"))
        };
        let filed = self.seal_for(session.person, write_json(&assessment.figures())?.as_bytes())?;
        let office = self.office_of_claims();
        let filing = Filing { kind: ClaimKind::Pension, office, form: &text, documents };
        self.file_with(session, filing, key, Some(&filed), check).await
    }

    /// A request of one's own and what became of it.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] also for another person's, and for a claim of another kind.
    pub async fn pension_request(
        &self,
        session: &Session,
        id: &ClaimId,
    ) -> Result<PensionFile, ServiceError> {
        self.admit_reading(session, Action::ClaimRead).await?;
        let mut reader = self.store().read().await?;
        let record = kept_claims::find_claim(&mut reader, session.person, id).await?;
        let record = record.ok_or(ServiceError::NotFound)?;
        let found = self.find_asked(&mut reader, &record).await?.ok_or(ServiceError::NotFound)?;
        let file = PersonFile::load(&mut reader, session.person).await?;
        drop(reader);
        let claim = standing_of(&record)?;
        let granted = if is_granted(&claim) { self.decision_of(&record)? } else { None };
        Ok(PensionFile {
            id: *id,
            reference: reference(record.kind, id),
            as_of: self.now(),
            filed_at: record.submitted_at,
            assessment: assessed(&file, found.form, record.submitted_at.date())?,
            form: found.form,
            claim,
            filed: found.filed,
            granted,
        })
    }

    /// What was asked for; `None` for a claim that is no request of this room.
    pub(crate) async fn find_asked(
        &self,
        connection: &mut Connection,
        record: &ClaimRecord,
    ) -> Result<Option<AskedPension>, ServiceError> {
        if record.kind != ClaimKind::Pension {
            return Ok(None);
        }
        let Some(PensionRecord { filed, granted, .. }) =
            kept::find_request(connection, record.person, &record.id).await?
        else {
            return Ok(None);
        };
        let damaged = |_| StorageError::Damaged("pension request");
        let form = serde_json::from_str(&self.open_for(record.person, &record.form)?).map_err(damaged)?;
        let filed = serde_json::from_str(&self.open_for(record.person, &filed)?).map_err(damaged)?;
        Ok(Some(AskedPension { form, filed, granted }))
    }

    /// What officers decided of a request; `None` for a decision of another shape.
    pub(crate) fn decision_of(&self, record: &ClaimRecord) -> Result<Option<PensionDecision>, ServiceError> {
        let Some(sealed) = &record.decision else { return Ok(None) };
        Ok(read_decision(&self.open_for(record.person, sealed)?))
    }
}

impl Fund {
    /// The figures a request was filed with, and what was granted once two officers agreed; `None` for other claims.
    pub(crate) async fn figures_of(
        &self,
        connection: &mut Connection,
        record: &ClaimRecord,
    ) -> Result<Option<(PensionFigures, Option<PensionDecision>)>, ServiceError> {
        let Some(asked) = self.find_asked(connection, record).await? else { return Ok(None) };
        let granted = if is_granted(&standing_of(record)?) { self.decision_of(record)? } else { None };
        Ok(Some((asked.filed, granted)))
    }
}

/// A request as it was filed, and what was granted of it.
pub(crate) struct AskedPension {
    pub form: PensionForm,
    pub filed: PensionFigures,
    pub granted: Option<kept::GrantRecord>,
}

/// Reads a decision of this room.
pub(crate) fn read_decision(text: &str) -> Option<PensionDecision> {
    serde_json::from_str(text).ok()
}

/// Two officers agreed: what they settle before is not told. A refusal stands also while an earlier payment is sent again.
fn is_granted(claim: &Claim) -> bool {
    let is_paid = matches!(
        claim.state,
        ClaimState::Accepted { .. }
            | ClaimState::InPayment { .. }
            | ClaimState::PaymentReturned { .. }
            | ClaimState::Paid { .. }
    );
    is_paid && claim.refused().is_none()
}

/// What a request of a day comes to on the career as it is.
pub(crate) fn assessed(
    file: &PersonFile,
    form: PensionForm,
    filed_on: NaiveDate,
) -> Result<Assessment, ServiceError> {
    let found = |birth_date| -> Result<Assessment, FiguresError> {
        let months = file.career.insured_months(&CareerRules::at(filed_on)?);
        assess(&Asked { birth_date, months: &months, form, filed_on })
    };
    found(file.person.birth_date).map_err(failed)
}
