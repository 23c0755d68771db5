//! Files of people that were read lately: given again as long as nothing of them changed, so that a slider of the pension's
//! screen does not read forty years at each step.

use crate::error::ServiceError;
use crate::fund::Fund;
use crate::people::PersonFile;
use damane_domain::ids::PersonId;
use damane_storage::Connection;
use damane_storage::career::{self, FileRevision};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Declared lines kept in all, some 100 bytes each; beyond it all are let go.
const MOST_LINES: usize = 200_000;

/// What was read lately.
#[derive(Default)]
pub(crate) struct Files(Mutex<Read>);

#[derive(Default)]
struct Read {
    files: HashMap<PersonId, (FileRevision, PersonFile)>,
    lines: usize,
}

impl Files {
    fn read(&self) -> MutexGuard<'_, Read> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn find(&self, id: PersonId, revision: &FileRevision) -> Option<PersonFile> {
        let read = self.read();
        read.files.get(&id).filter(|(known, _)| known == revision).map(|(_, file)| file.clone())
    }

    fn keep(&self, id: PersonId, revision: FileRevision, file: &PersonFile) {
        let lines = file.career.lines().len() + 1;
        let mut read = self.read();
        if read.lines + lines > MOST_LINES {
            *read = Read::default();
        }
        let before = read.files.insert(id, (revision, file.clone()));
        let gone = before.map_or(0, |(_, file)| file.career.lines().len() + 1);
        read.lines = read.lines + lines - gone;
    }
}

impl Fund {
    /// A person's file as it stands, read again only when something of it changed.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`]; storage.
    pub(crate) async fn file_as_it_stands(
        &self,
        reader: &mut Connection,
        id: PersonId,
    ) -> Result<PersonFile, ServiceError> {
        let revision = career::find_revision(reader, id).await?.ok_or(ServiceError::NotFound)?;
        if let Some(file) = self.files().find(id, &revision) {
            return Ok(file);
        }
        // Read after its revision: what comes in between is read once more, never missed.
        let file = PersonFile::load(reader, id).await?;
        self.files().keep(id, revision, &file);
        Ok(file)
    }
}
