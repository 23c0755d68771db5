//! The register of insured persons comes in: a whole feed in one transaction, or nothing of it. Accounts follow the
//! mobiles it brings.

use crate::audit::{Action, Actor, Deed};
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::messages::Template;
use crate::notices::{Notice, channels};
use crate::ports::Chance;
use damane_domain::account::GUARD_SECONDS;
use damane_domain::ids::PersonId;
use damane_domain::person::Person;
use damane_domain::time::Timestamp;
use damane_ebds::Finding;
use damane_ebds::register::RegisterReader;
use damane_storage::accounts::{self, MobileChange};
use damane_storage::certificates;
use damane_storage::register::put_people;
use damane_storage::{StorageError, Store, Transient, Tx};
use std::fs::File;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use tokio::sync::mpsc::{Receiver, Sender, channel};

pub use crate::career::{ImportError, Watch};
pub use damane_storage::register::RegisterChanges;

/// What happened to a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RegisterImport {
    /// Every person of it is in the register.
    Kept(RegisterChanges),
    /// Nothing of it was kept.
    Refused {
        /// The first lines refused, at most [`MOST_FINDINGS`].
        findings: Vec<Finding>,
        /// Lines refused, kept among the findings or not.
        errors: u64,
    },
}

/// Most findings that are kept of a feed.
pub const MOST_FINDINGS: usize = 1_000;

/// People of one piece.
const PIECE: usize = 500;
/// Accounts that follow their declared mobile, read at a time.
const FOLLOWED: u32 = 500;
/// Pieces read ahead of the database.
const AHEAD: usize = 4;

impl Fund {
    /// Receives a register feed: see [`import_register`].
    ///
    /// # Errors
    /// [`ImportError`]; nothing of the feed is kept then.
    pub async fn import_register(
        &self,
        path: &Path,
        watch: &Watch<'_>,
    ) -> Result<RegisterImport, ImportError> {
        let imported = import_register(self.store(), path, self.now(), self.chance(), watch).await?;
        self.review_certificates().await?;
        Ok(imported)
    }
}

/// Receives a register feed in one transaction. Someone the register knows keeps their id; new facts replace older
/// ones, and changes of mobile and bank account are kept with their time. The same feed again changes nothing.
///
/// # Errors
/// [`ImportError`]; nothing of the feed is kept then.
pub async fn import_register(
    store: &Store,
    path: &Path,
    at: Timestamp,
    chance: &dyn Chance,
    watch: &Watch<'_>,
) -> Result<RegisterImport, ImportError> {
    let (sender, mut pieces) = channel(AHEAD);
    let read = Arc::new(AtomicU64::new(0));
    let reader = {
        let (path, read) = (path.to_owned(), Arc::clone(&read));
        tokio::task::spawn_blocking(move || read_feed(&path, &sender, &read))
    };
    let mut tx = begin(store).await?;
    let taken = take(&mut tx, &mut pieces, at, chance, &read, watch).await;
    drop(pieces);
    let refused = reader.await.map_err(|_| ImportError::Reader)?;
    let changes = taken?;
    let Refused { findings, errors } = refused?;
    if errors > 0 {
        return Ok(RegisterImport::Refused { findings, errors });
    }
    follow_mobiles(&mut tx, chance, at).await?;
    certificates::ask_review_of_changed(&mut tx, at).await?;
    tx.commit().await?;
    Ok(RegisterImport::Kept(changes))
}

async fn begin(store: &Store) -> Result<Tx, StorageError> {
    let mut tries = 1;
    loop {
        match store.begin().await {
            Err(error) if error.is_transient() && store.wait_for_another_try(tries).await => tries += 1,
            answer => return answer,
        }
    }
}

async fn take(
    tx: &mut Tx,
    pieces: &mut Receiver<Vec<Person>>,
    at: Timestamp,
    chance: &dyn Chance,
    read: &AtomicU64,
    watch: &Watch<'_>,
) -> Result<RegisterChanges, ImportError> {
    let mut total = RegisterChanges::default();
    while let Some(people) = pieces.recv().await {
        if is_set(watch.cancelled) {
            return Err(ImportError::Cancelled);
        }
        (watch.progress)(read.load(Ordering::Relaxed));
        let people: Vec<_> = people.into_iter().map(|person| (make_id(chance), person)).collect();
        let changes = put_people(tx, &people, at).await?;
        total.added += changes.added;
        total.changed += changes.changed;
        total.unchanged += changes.unchanged;
    }
    if is_set(watch.cancelled) { Err(ImportError::Cancelled) } else { Ok(total) }
}

/// Accounts follow the mobiles that were declared anew at that instant. The newest word about a number counts, whoever's
/// it is: a person who lost theirs gets on by their employer or an office. What protects the others is time and notice:
/// details are guarded and the new number recovers nothing for 72 hours, and the older number and the e-mail are told at
/// once. A number that is only taken away stays the account's own.
pub(crate) async fn follow_mobiles(
    tx: &mut Tx,
    chance: &dyn Chance,
    at: Timestamp,
) -> Result<(), ServiceError> {
    let mut after = PersonId(0);
    loop {
        let changes = accounts::find_mobile_changes(tx, at, after, FOLLOWED).await?;
        let Some(last) = changes.last() else { return Ok(()) };
        after = last.person;
        for change in &changes {
            follow_mobile(tx, change, chance, at).await?;
        }
    }
}

async fn follow_mobile(
    tx: &mut Tx,
    change: &MobileChange,
    chance: &dyn Chance,
    at: Timestamp,
) -> Result<(), ServiceError> {
    let person = change.person;
    match (&change.was, &change.became) {
        (Some(was), None) => return Ok(accounts::keep_mobile(tx, person, was).await?),
        // The employer catches up with what the person changed already.
        (was, became) if was == became => return Ok(()),
        _ => {}
    }
    let until = at.plus_seconds(GUARD_SECONDS);
    accounts::follow_declared_mobile(tx, person, until).await?;
    accounts::guard(tx, person, until).await?;
    let action = Action::DetailChanged;
    Deed { person: Some(person), actor: Actor::Fund, action, detail: "mobile", device: None }
        .note(tx, at)
        .await?;
    let to = channels(change.was.iter().chain(&change.became), change.email.as_ref());
    let notice = Notice { person, language: &change.language, template: Template::DetailChanged };
    notice.send(tx, to, chance, at).await
}

fn is_set(flag: &AtomicBool) -> bool {
    flag.load(Ordering::Relaxed)
}

/// Random and positive: nobody can count people by their ids.
fn make_id(chance: &dyn Chance) -> PersonId {
    let mut bytes = [0; 8];
    chance.fill(&mut bytes);
    PersonId((i64::from_be_bytes(bytes) & i64::MAX).max(1))
}

struct Refused {
    findings: Vec<Finding>,
    errors: u64,
}

/// Once a line is refused no more people are sent: only the findings matter then.
fn read_feed(path: &Path, pieces: &Sender<Vec<Person>>, read: &AtomicU64) -> std::io::Result<Refused> {
    let mut reader = RegisterReader::new(Counted(File::open(path)?, read));
    let mut refused = Refused { findings: Vec::new(), errors: 0 };
    let mut people = Vec::with_capacity(PIECE);
    loop {
        let row = reader.next_row()?;
        let over = row.is_none();
        match row.map(|row| row.person) {
            Some(Ok(person)) => people.push(person),
            Some(Err(finding)) => {
                refused.errors += 1;
                if refused.findings.len() < MOST_FINDINGS {
                    refused.findings.push(finding);
                }
            }
            None => {}
        }
        if refused.errors > 0 {
            people.clear();
        } else if people.len() == PIECE || (over && !people.is_empty()) {
            let piece = std::mem::replace(&mut people, Vec::with_capacity(PIECE));
            pieces.blocking_send(piece).map_err(|_| std::io::Error::from(std::io::ErrorKind::BrokenPipe))?;
        }
        if over {
            return Ok(refused);
        }
    }
}

/// A source that counts what is read from it.
struct Counted<'c>(File, &'c AtomicU64);

impl std::io::Read for Counted<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let count = std::io::Read::read(&mut self.0, into)?;
        self.1.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}
