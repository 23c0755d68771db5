//! Claims: filed once however often they are sent, followed by the person, decided by officers of their office.
//!
//! What is filled in, decided and written speaks of health and money: it is kept sealed. The machine of
//! `domain::claim` alone moves a claim; every step is one transaction with its event, its entry in the audit log, and the
//! word to the person.

mod care;
mod deciding;
mod filing;
mod following;
mod reminding;

pub use care::ClaimedCare;
pub use deciding::{Officer, OfficerStep};
pub use filing::{Filing, Reply};
pub(crate) use filing::{digest_of, find_same, receipt};
pub(crate) use following::handed_in;
pub use following::{ClaimFile, ClaimNews, ClaimReceipt, ClaimSummary, HandedIn};

use crate::audit::{Action, Actor, Deed};
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::messages::Template;
use damane_domain::claim::{Claim, ClaimRules};
use damane_domain::ids::PersonId;
use damane_domain::time::Timestamp;
use damane_storage::accounts::Digest;
use damane_storage::claims::{self as kept, ClaimEvent, ClaimRecord, Standing};
use damane_storage::{StorageError, Tx, Writes};

/// Longest text a person or an officer writes with a step, bytes.
const WORDS_BYTES: usize = 2_000;

/// A step that was decided on: what it makes of a claim, and how it is told.
pub(crate) struct Step<'a> {
    /// What the claim becomes.
    pub next: Claim,
    /// Its word in the timeline.
    pub word: &'static str,
    /// With what: JSON of stable words.
    pub detail: String,
    /// What was written with it.
    pub words: Option<&'a str>,
    /// Its word in the audit log.
    pub action: Action,
    /// The officer, when one takes it.
    pub officer: Option<&'a str>,
    /// The person's device, when they take it.
    pub device: Option<Digest>,
}

impl Fund {
    /// Keeps a step: where the claim stands, what happened, the audit log's entry, and a message to the person when what
    /// they see has changed by somebody else's hand. The record is at its next version after it.
    ///
    /// # Errors
    /// [`ServiceError::Busy`] when another step was first.
    pub(crate) async fn keep_step(
        &self,
        tx: &mut Tx,
        record: &mut ClaimRecord,
        step: Step<'_>,
        now: Timestamp,
    ) -> Result<(), ServiceError> {
        let writes = tx.writes();
        self.keep_step_with(tx, writes, record, step, now).await
    }

    /// The same, sent together with what goes with it.
    async fn keep_step_with(
        &self,
        tx: &mut Tx,
        mut writes: Writes,
        record: &mut ClaimRecord,
        step: Step<'_>,
        now: Timestamp,
    ) -> Result<(), ServiceError> {
        let before = standing_of(record)?.state.status();
        let is_news = step.officer.is_some() && before != step.next.state.status();
        record.standing = write_standing(&step.next)?;
        record.changed_at = now;
        if !kept::save_claim(tx, record).await? {
            return Err(StorageError::Busy.into());
        }
        record.version += 1;
        let words = step.words.map(|words| self.seal_for(record.person, words.as_bytes())).transpose()?;
        let event = ClaimEvent {
            at: now,
            officer: step.officer.map(str::to_owned),
            step: step.word.to_owned(),
            detail: step.detail,
            words,
        };
        kept::add_event(&mut writes, &record.id, &event);
        let actor = step.officer.map_or(Actor::Person, Actor::Officer);
        let person = Some(record.person);
        let deed =
            Deed { person, actor, action: step.action, detail: record.kind.code(), device: step.device };
        deed.add_to(tx, &mut writes, now).await?;
        writes.send(tx).await?;
        if is_news {
            self.tell_if_reached(tx, record.person, Template::ClaimChanged, now).await?;
        }
        Ok(())
    }

    pub(crate) fn seal_for(&self, person: PersonId, bytes: &[u8]) -> Result<Vec<u8>, ServiceError> {
        self.at_rest_key().seal(self.chance(), person, bytes)
    }

    /// Opens a sealed text of a person.
    pub(crate) fn open_for(&self, person: PersonId, kept: &[u8]) -> Result<String, ServiceError> {
        let opened = self.at_rest_key().open(person, kept)?;
        let text = std::str::from_utf8(&opened).map_err(|_| StorageError::Damaged("sealed text"))?;
        Ok(text.to_owned())
    }
}

/// The machine's claim of a record.
pub(crate) fn standing_of(record: &ClaimRecord) -> Result<Claim, ServiceError> {
    serde_json::from_str(&record.standing.words).map_err(|_| StorageError::Damaged("standing").into())
}

/// As it is kept.
pub(crate) fn write_standing(claim: &Claim) -> Result<Standing, ServiceError> {
    use damane_domain::claim::ClaimState;
    let officer = match &claim.state {
        ClaimState::InProgress { officer }
        | ClaimState::DocumentsAsked { officer, .. }
        | ClaimState::Proposed { officer, .. } => Some(officer.as_str().to_owned()),
        _ => None,
    };
    Ok(Standing { words: write_json(claim)?, state: claim.state.code().to_owned(), officer })
}

pub(crate) fn write_json(value: &impl serde::Serialize) -> Result<String, ServiceError> {
    serde_json::to_string(value).map_err(|error| ServiceError::internal("claim", error))
}

/// The figures of claims today.
pub(crate) fn rules(now: Timestamp) -> Result<ClaimRules, ServiceError> {
    ClaimRules::at(now.date()).map_err(|error| ServiceError::internal("rules of claims", error))
}

/// What was written with a step: trimmed, without control characters but line ends, within its length.
fn read_words(text: &str, field: &'static str) -> Result<String, ServiceError> {
    let text = text.trim();
    let plain = !text.chars().any(|sign| sign.is_control() && sign != '\n');
    if text.is_empty() || text.len() > WORDS_BYTES || !plain {
        return Err(ServiceError::InvalidInput(field));
    }
    Ok(text.to_owned())
}
