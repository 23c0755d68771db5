//! Certificates whose facts were corrected (decision 0020): marked *replaced* before their holder asks for a new one, and
//! the holder told. A checker must not take for true what the fund knows to be wrong.
//!
//! What counts is what the fund says today of the time the certificate speaks of. A new month, declared for the first
//! time, corrects nothing: the certificate was right on its day and stands until it expires.

use super::facts::certify_file;
use crate::audit::{Action, Actor, Deed};
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::messages::Template;
use crate::people::PersonFile;
use crate::transaction::transaction;
use damane_domain::career::{Career, DeclaredLine};
use damane_domain::ids::{CertificateId, PersonId};
use damane_storage::Connection;
use damane_storage::certificates::{self as kept, IssueRecord};
use std::sync::Arc;

/// People looked at in one go.
const PIECE: u32 = 200;

impl Fund {
    /// Looks at the certificates of everybody noted for it; says how many people that were.
    ///
    /// # Errors
    /// Storage, or a file that cannot be read: the others wait for the next time.
    pub async fn review_certificates(&self) -> Result<u64, ServiceError> {
        let mut done = 0;
        loop {
            let people = kept::find_reviews(&mut *self.store().read().await?, PIECE).await?;
            if people.is_empty() {
                return Ok(done);
            }
            for person in people {
                transaction!(self.store(), |tx| self.review(tx, person))?;
                done += 1;
            }
        }
    }

    async fn review(&self, tx: &mut damane_storage::Tx, person: PersonId) -> Result<(), ServiceError> {
        if !kept::take_review(tx, person).await? {
            return Ok(());
        }
        let now = self.now();
        let outdated = find_outdated(tx, person, now).await?;
        for certificate in &outdated {
            kept::mark_outdated(tx, certificate, now).await?;
            let action = Action::CertificateOutdated;
            Deed { person: Some(person), actor: Actor::Fund, action, detail: "", device: None }
                .note(tx, now)
                .await?;
        }
        // One notice, however many.
        match outdated.is_empty() {
            true => Ok(()),
            false => self.tell_if_reached(tx, person, Template::CertificateOutdated, now).await,
        }
    }
}

/// The standing certificates of a person that state something else than the file does.
async fn find_outdated(
    connection: &mut Connection,
    person: PersonId,
    now: damane_domain::time::Timestamp,
) -> Result<Vec<CertificateId>, ServiceError> {
    let standing = kept::find_all_standing(connection, person, now).await?;
    if standing.is_empty() {
        return Ok(Vec::new());
    }
    let file = PersonFile::load(connection, person).await?;
    let mut outdated = Vec::new();
    for record in standing {
        // Times of issue are whole seconds: a file of that very second was known.
        let last = kept::find_last_sequence(connection, record.issued_at.plus_seconds(1)).await?;
        if is_of_another(&record, &file) || has_changed(&record, &file, last) {
            outdated.push(record.id);
        }
    }
    Ok(outdated)
}

/// Whether the register calls the holder otherwise by now.
fn is_of_another(record: &IssueRecord, file: &PersonFile) -> bool {
    let person = &file.person;
    record.name != person.name
        || record.birth_date != person.birth_date
        || record.cin != person.cin
        || record.registration_number != person.registration_number
}

/// Whether the same day's facts are others by what was received since, `last` being the last file known then.
fn has_changed(record: &IssueRecord, file: &PersonFile, last: i64) -> bool {
    let lines: Vec<DeclaredLine> = file.career.lines().iter().map(|line| line.declared.clone()).collect();
    let known = lines.iter().filter(|line| line.sequence <= last);
    let Some(newest) = known.clone().map(|line| line.month).max() else { return false };
    let state = |lines: Vec<DeclaredLine>| {
        let file = PersonFile {
            person: file.person.clone(),
            career: Arc::new(Career::new(lines)),
            employer_names: Arc::clone(&file.employer_names),
        };
        certify_file(record.kind, &file, record.issued_at).ok()
    };
    let then = state(known.cloned().collect());
    let today = state(lines.iter().filter(|line| line.month <= newest).cloned().collect());
    then.is_some() && then != today
}
