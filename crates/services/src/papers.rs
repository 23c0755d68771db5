//! Papers: the PDF of a certificate, drawn and sealed from its record when it is asked for, never kept in a folder.
//! The same record gives the same bytes; the last few are remembered in memory.

mod evidence;
mod once;
mod sealing;

pub(crate) use once::Written;

use crate::certificates::read_facts;
use crate::costly::{Place, Places};
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::sessions::Session;
use damane_credential::KeyId;
use damane_document::{Page, compose};
use damane_domain::certificates::reference;
use damane_domain::fund::FundProfile;
use damane_domain::ids::CertificateId;
use damane_storage::certificates::IssueRecord;
use sealing::Rest;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Papers remembered, some 75 kB each.
const REMEMBERED: usize = 64;
const DAY_SECONDS: i64 = 86_400;

/// Where papers are drawn, and the last ones drawn.
pub struct Papers {
    places: Places,
    drawn: Mutex<VecDeque<(CertificateId, Arc<[u8]>)>>,
    undated: AtomicU64,
    rest: Rest,
}

/// A paper as it was drawn.
struct Drawn {
    bytes: Vec<u8>,
    /// It will be the same the next time.
    is_final: bool,
}

impl Default for Papers {
    fn default() -> Self {
        Self {
            places: Places::for_this_machine(),
            drawn: Mutex::default(),
            undated: AtomicU64::new(0),
            rest: Rest::default(),
        }
    }
}

impl Papers {
    /// Papers that could not be dated when they were asked for.
    pub fn undated(&self) -> u64 {
        self.undated.load(Ordering::Relaxed)
    }

    fn find(&self, id: &CertificateId) -> Option<Arc<[u8]>> {
        let mut drawn = self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        let at = drawn.iter().position(|(known, _)| known == id)?;
        let found = drawn.remove(at)?;
        let paper = Arc::clone(&found.1);
        drawn.push_back(found);
        Some(paper)
    }

    fn remember(&self, id: CertificateId, paper: &Arc<[u8]>) {
        let mut drawn = self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        drawn.retain(|(known, _)| *known != id);
        if drawn.len() >= REMEMBERED {
            drawn.pop_front();
        }
        drawn.push_back((id, Arc::clone(paper)));
    }
}

impl Fund {
    /// The sealed PDF of one of a person's own certificates: the same bytes each time.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`], [`ServiceError::TooManyTries`], [`ServiceError::Busy`].
    pub async fn certificate_pdf(
        &self,
        session: &Session,
        id: &CertificateId,
    ) -> Result<Vec<u8>, ServiceError> {
        let record = self.get_record(session, id).await?;
        self.count_paper(session.person).await?;
        if let Some(paper) = self.papers().find(id) {
            return Ok(paper.to_vec());
        }
        let place = self.papers().places.take().await?;
        let drawn = self.draw(place, record).await?;
        let paper: Arc<[u8]> = drawn.bytes.into();
        if drawn.is_final {
            self.papers().remember(*id, &paper);
        }
        Ok(paper.to_vec())
    }

    async fn draw(&self, place: Place, record: IssueRecord) -> Result<Drawn, ServiceError> {
        let (fund, qr_text) = (self.profile().clone(), self.code_of(&record)?);
        let identity = Arc::clone(self.keys().sealing_with(KeyId(record.key_id))?);
        let (certificate, issued_at) = (record.id, record.issued_at);
        let draw = move || draw(&fund, &record, &qr_text);
        self.seal_paper(place, certificate, issued_at, identity, draw).await
    }
}

/// The page as it was known on the day of issue.
fn draw(fund: &FundProfile, record: &IssueRecord, qr_text: &str) -> Result<Vec<u8>, ServiceError> {
    let facts = read_facts(&record.facts)?;
    let page = Page {
        fund,
        name: &record.name,
        registration_number: &record.registration_number,
        cin: &record.cin,
        facts: &facts,
        issued_at: record.issued_at,
        expires_at: record.expires_at,
        reference: &reference(record.kind, &record.id),
        qr_text,
        claims: &record.sealed,
        key: KeyId(record.key_id),
    };
    compose(&page).map_err(|error| ServiceError::internal("page", error))
}
