//! What the person does: hands in a claim, sends what was asked for, contests a decision. Each with a key, so that a phone
//! that lost the answer asks again without doing it twice.

use super::{ClaimReceipt, Step, read_words, rules, standing_of, write_json, write_standing};
use crate::account::seconds_until;
use crate::audit::{Action, Actor, Deed, ask_head};
use crate::error::ServiceError;
use crate::fund::{DAY_SECONDS, Fund};
use crate::pension::check_standing;
use crate::request_key::check_key;
use crate::secrets::make_bytes;
use crate::sessions::Session;
use crate::transaction::transaction;
use damane_domain::claim::{Claim, ClaimKind, DocumentKind, reference};
use damane_domain::ids::{ClaimId, DocumentId, PersonId};
use damane_domain::time::Timestamp;
use damane_storage::audit::Head;
use damane_storage::claims::{self as kept, Answered, BeforeFiling, ClaimEvent, ClaimRecord, RequestDigest};
use damane_storage::{Connection, Questions, Tx, Writes, pensions};
use ring::digest::{SHA256, digest};
use std::collections::BTreeSet;

/// Longest form, bytes of JSON.
const FORM_BYTES: usize = 64 * 1024;
/// Most documents handed in at once.
const MOST_DOCUMENTS: usize = 40;
/// Claims a person files in a day.
const CLAIMS_PER_DAY: u32 = 20;

/// A claim to hand in. Its room has checked the form.
#[derive(Debug, Clone, Copy)]
pub struct Filing<'a> {
    /// Its kind.
    pub kind: ClaimKind,
    /// The office that answers for it.
    pub office: &'a str,
    /// What was filled in, JSON.
    pub form: &'a str,
    /// Documents that were handed in for it.
    pub documents: &'a [DocumentId],
}

/// What a person adds to a claim.
#[derive(Debug, Clone, Copy)]
pub enum Reply<'a> {
    /// Documents that were asked for.
    Documents(&'a [DocumentId]),
    /// Why the decision is contested.
    Contest(&'a str),
}

impl Fund {
    /// Hands in a claim. The same key hands in one, however often and however many at once it is sent.
    ///
    /// # Errors
    /// [`ServiceError::KeyReused`] with another content, [`ServiceError::InvalidInput`] for a document that is not the
    /// person's or belongs to another claim, [`ServiceError::LossDeclared`] for a loss that was declared before,
    /// [`ServiceError::TooManyTries`].
    pub async fn file_claim(
        &self,
        session: &Session,
        filing: Filing<'_>,
        key: &str,
    ) -> Result<ClaimReceipt, ServiceError> {
        self.file_with(session, filing, key, None, |_| Ok(())).await
    }

    /// The same, when what the documents are passes a check; for a pension with the figures of its day, sealed.
    pub(crate) async fn file_with(
        &self,
        session: &Session,
        filing: Filing<'_>,
        key: &str,
        pension: Option<&[u8]>,
        check: impl Fn(&[DocumentKind]) -> Result<(), ServiceError> + Sync,
    ) -> Result<ClaimReceipt, ServiceError> {
        check_key(key)?;
        if filing.form.len() > FORM_BYTES {
            return Err(ServiceError::InvalidInput("form"));
        }
        let documents = read_documents(filing.documents)?;
        let request = digest_of(&[filing.kind.code().as_bytes(), filing.form.as_bytes()], &documents);
        let now = self.now();
        let record = ClaimRecord {
            id: ClaimId(make_bytes(self.chance())),
            person: session.person,
            kind: filing.kind,
            office: filing.office.to_owned(),
            form: self.seal_for(session.person, filing.form.as_bytes())?,
            standing: write_standing(&Claim::received())?,
            decision: None,
            version: 0,
            submitted_at: now,
            changed_at: now,
        };
        let new = NewClaim { record: &record, documents: &documents, key, request: &request, pension };
        let asked = |questions: &mut Questions| {
            let before =
                kept::ask_before_filing(questions, session.person, key, CLAIMS_PER_DAY - 1, &documents);
            (before, ask_head(questions, session.person))
        };
        transaction!(self.store(), |questions| asked(questions), |tx, answers, asked| async {
            let found = (answers.of(&asked.0)?, answers.of(&asked.1)?);
            self.keep_filing(tx, session, &new, found, &check).await
        })
    }

    async fn keep_filing(
        &self,
        tx: &mut Tx,
        session: &Session,
        new: &NewClaim<'_>,
        (before, head): (BeforeFiling, Head),
        check: impl Fn(&[DocumentKind]) -> Result<(), ServiceError>,
    ) -> Result<ClaimReceipt, ServiceError> {
        if let Some(answered) = same(before.answered, new.request)? {
            return Ok(receipt(new.record.kind, &answered));
        }
        if new.record.kind == ClaimKind::JobLoss {
            self.check_declared_once(tx, new.record).await?;
        }
        check_pace(before.filed_at, new.record.submitted_at)?;
        // Who asks twice at once with the same papers is told of the request that has them.
        if new.pension.is_some() {
            check_standing(tx, new.record.person, &new.record.id).await?;
        }
        check_waiting(&before.waiting, new.documents)?;
        check(&before.waiting)?;
        let mut writes = tx.writes();
        new.add_to(&mut writes, session, &head)?;
        tx.leave(writes);
        Ok(receipt(new.record.kind, &new.answered()))
    }

    /// Sends what was asked for, or contests a decision; once for each key.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] also for another person's claim; [`ServiceError::IllegalStep`], and as for
    /// [`Fund::file_claim`].
    pub async fn reply_to_claim(
        &self,
        session: &Session,
        id: &ClaimId,
        reply: Reply<'_>,
        key: &str,
    ) -> Result<(), ServiceError> {
        check_key(key)?;
        let (documents, words) = match reply {
            Reply::Documents([]) => return Err(ServiceError::InvalidInput("documents")),
            Reply::Documents(documents) => (read_documents(documents)?, None),
            Reply::Contest(words) => (BTreeSet::new(), Some(read_words(words, "reason")?)),
        };
        let request = digest_of(&[&id.0, words.as_deref().unwrap_or_default().as_bytes()], &documents);
        let now = self.now();
        let sent = Sent { documents: &documents, words: words.as_deref(), key, request: &request };
        transaction!(self.store(), |tx| self.keep_reply(tx, session, id, &sent, now))
    }

    async fn keep_reply(
        &self,
        tx: &mut Tx,
        session: &Session,
        id: &ClaimId,
        sent: &Sent<'_>,
        now: Timestamp,
    ) -> Result<(), ServiceError> {
        let person = session.person;
        if find_same(tx, person, sent.key, sent.request).await?.is_some() {
            return Ok(());
        }
        let mut record = kept::find_claim(tx, person, id).await?.ok_or(ServiceError::NotFound)?;
        let claim = standing_of(&record)?;
        let (next, word, action) = match sent.words {
            Some(_) => {
                let next = claim.contest(now.date(), record.kind, &rules(now)?)?;
                (next, "contested", Action::ClaimContested)
            }
            None => (claim.reply()?, "answered", Action::ClaimAnswered),
        };
        match (sent.words, record.kind) {
            (Some(_), ClaimKind::Pension) => self.let_stand_again(tx, person, id).await?,
            (Some(_), ClaimKind::JobLoss) => self.check_declared_once(tx, &record).await?,
            _ => {}
        }
        check_waiting(&kept::find_waiting(tx, person, sent.documents).await?, sent.documents)?;
        let step = Step {
            next,
            word,
            detail: write_json(&serde_json::json!({ "documents": sent.documents.len() }))?,
            words: sent.words,
            action,
            officer: None,
            device: Some(session.device),
        };
        let mut writes = tx.writes();
        if let (Some(_), Some(decided)) = (sent.words, &record.decision) {
            kept::keep_contested(&mut writes, id, decided);
        }
        let answered = Answered { request: *sent.request, claim: *id, at: now };
        kept::add_answer(&mut writes, person, sent.key, &answered);
        kept::attach(&mut writes, person, sent.documents, id);
        self.keep_step_with(tx, writes, &mut record, step, now).await
    }
}

/// What a reply brings.
struct Sent<'a> {
    documents: &'a BTreeSet<DocumentId>,
    words: Option<&'a str>,
    key: &'a str,
    request: &'a RequestDigest,
}

/// What is kept of a claim that is handed in.
struct NewClaim<'a> {
    record: &'a ClaimRecord,
    documents: &'a BTreeSet<DocumentId>,
    key: &'a str,
    request: &'a RequestDigest,
    pension: Option<&'a [u8]>,
}

impl NewClaim<'_> {
    fn answered(&self) -> Answered {
        Answered { request: *self.request, claim: self.record.id, at: self.record.submitted_at }
    }

    fn add_to(&self, writes: &mut Writes, session: &Session, head: &Head) -> Result<(), ServiceError> {
        let Self { record, documents, key, pension, .. } = *self;
        let (person, id, now) = (record.person, record.id, record.submitted_at);
        kept::add_claim(writes, record);
        if let Some(filed) = pension {
            pensions::add_request(writes, &id, person, filed);
        }
        let event = ClaimEvent {
            at: now,
            officer: None,
            step: "received".to_owned(),
            detail: write_json(&serde_json::json!({ "documents": documents.len() }))?,
            words: None,
        };
        kept::add_event(writes, &id, &event);
        kept::add_answer(writes, person, key, &self.answered());
        kept::attach(writes, person, documents, &id);
        let filed = Deed {
            person: Some(person),
            actor: Actor::Person,
            action: Action::ClaimFiled,
            detail: record.kind.code(),
            device: Some(session.device),
        };
        filed.add_after(head, writes, now);
        Ok(())
    }
}

/// What is told to who handed a claim in.
pub(crate) fn receipt(kind: ClaimKind, answered: &Answered) -> ClaimReceipt {
    ClaimReceipt {
        id: answered.claim,
        reference: reference(kind, &answered.claim),
        submitted_at: answered.at,
    }
}

/// Whoever files more in a day than a sick family does waits. `before` is when the claim was handed in that must be a day
/// old.
fn check_pace(before: Option<Timestamp>, now: Timestamp) -> Result<(), ServiceError> {
    match before.map(|filed_at| filed_at.plus_seconds(DAY_SECONDS)) {
        Some(free_at) if now < free_at => {
            Err(ServiceError::TooManyTries { retry_after: seconds_until(free_at, now) })
        }
        _ => Ok(()),
    }
}

/// Each document is the person's own, and nothing has it.
fn check_waiting(waiting: &[DocumentKind], documents: &BTreeSet<DocumentId>) -> Result<(), ServiceError> {
    let all = waiting.len() == documents.len();
    all.then_some(()).ok_or(ServiceError::InvalidInput("documents"))
}

/// What an earlier request with the same key was answered, if it asked for the same.
pub(crate) async fn find_same(
    connection: &mut Connection,
    person: PersonId,
    key: &str,
    request: &RequestDigest,
) -> Result<Option<Answered>, ServiceError> {
    same(kept::find_answer(connection, person, key).await?, request)
}

fn same(answered: Option<Answered>, request: &RequestDigest) -> Result<Option<Answered>, ServiceError> {
    match answered {
        Some(answered) if answered.request != *request => Err(ServiceError::KeyReused),
        answered => Ok(answered),
    }
}

fn read_documents(documents: &[DocumentId]) -> Result<BTreeSet<DocumentId>, ServiceError> {
    let set: BTreeSet<_> = documents.iter().copied().collect();
    if documents.len() > MOST_DOCUMENTS || set.len() != documents.len() {
        return Err(ServiceError::InvalidInput("documents"));
    }
    Ok(set)
}

/// Each piece with its length, so that no two requests give the same bytes.
pub(crate) fn digest_of(pieces: &[&[u8]], documents: &BTreeSet<DocumentId>) -> RequestDigest {
    let ids = documents.iter().map(|id| &id.0[..]);
    let mut bytes = Vec::new();
    for piece in pieces.iter().copied().chain(ids) {
        bytes.extend_from_slice(&piece.len().to_be_bytes());
        bytes.extend_from_slice(piece);
    }
    let mut out = [0; 32];
    out.copy_from_slice(digest(&SHA256, &bytes).as_ref());
    out
}
