//! Why a person was looked up at the console: for who inspects it.

use super::place_of;
use crate::audit::{Action, Actor, Deed};
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::transaction::transaction;
use damane_domain::ids::{PersonId, RegistrationNumber};
use damane_domain::office::SearchPurpose;
use damane_domain::time::Timestamp;
use damane_storage::{StorageError, Tx, officers as kept, register};

/// Searches in a list.
const LISTED: u32 = 500;

/// A search that found somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficeSearch {
    /// When.
    pub at: Timestamp,
    /// By whom, as they sign.
    pub officer: String,
    /// What for.
    pub purpose: SearchPurpose,
    /// What they wrote.
    pub note: String,
}

impl Fund {
    /// The searches of the last two years that found a person, newest first. What officers wrote is sealed: opening it
    /// stands in the log and in the person's journal before it is shown.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for a number the register does not know.
    pub async fn searches_of(&self, number: &RegistrationNumber) -> Result<Vec<OfficeSearch>, ServiceError> {
        let mut reader = self.store().read().await?;
        let found = register::find_registered(&mut reader, number).await?;
        let (person, _) = found.ok_or(ServiceError::NotFound)?;
        let now = self.now();
        transaction!(self.store(), |tx| note_read(tx, person, now))?;
        let mut searches = Vec::new();
        for (record, officer) in kept::find_searches(&mut reader, person, LISTED).await? {
            let note = self.at_rest_key().open_for(&place_of(record.officer), &record.note)?;
            let note = std::str::from_utf8(&note).map_err(|_| StorageError::Damaged("note of a search"))?;
            let (at, purpose, note) = (record.at, record.purpose, note.to_owned());
            searches.push(OfficeSearch { at, officer, purpose, note });
        }
        Ok(searches)
    }
}

async fn note_read(tx: &mut Tx, person: PersonId, now: Timestamp) -> Result<(), ServiceError> {
    let action = Action::SearchesRead;
    Deed { person: Some(person), actor: Actor::Fund, action, detail: "", device: None }.note(tx, now).await
}
