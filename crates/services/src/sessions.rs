//! Sessions: a token that nobody can guess, kept as its digest, good for a time and ended at once.

use crate::account::note;
use crate::audit::{Action, Actor, Deed, ask_head};
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::people::PersonSummary;
use crate::secrets::{TOKEN_CHARS, derive_digest};
use crate::transaction::transaction;
use damane_domain::account::{APP_SESSION_SECONDS, BROWSER_IDLE_SECONDS, BROWSER_SESSION_SECONDS};
use damane_domain::ids::{PersonId, RegistrationNumber};
use damane_domain::time::Timestamp;
use damane_storage::accounts::{self, Digest, SessionRecord};
use damane_storage::audit::Head;
use damane_storage::{Tx, Writes, ask};
use std::fmt;

/// A session's use is written down at most this often.
const USE_SECONDS: i64 = 60;

/// Who asks for a session: decides how long it lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientKind {
    /// A browser, perhaps shared.
    Browser,
    /// The app, behind its own lock.
    App,
}

impl ClientKind {
    /// Its word in storage.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Browser => "browser",
            Self::App => "app",
        }
    }

    /// Seconds without use, and seconds in all. A word we do not know gets the shorter ones.
    fn lifetimes(code: &str) -> (i64, i64) {
        if code == Self::App.code() {
            (APP_SESSION_SECONDS, APP_SESSION_SECONDS)
        } else {
            (BROWSER_IDLE_SECONDS, BROWSER_SESSION_SECONDS)
        }
    }
}

/// A session just opened.
pub struct OpenedSession {
    /// Bearer token, 256 random bits, base64url: kept nowhere by the fund.
    pub token: String,
    /// Who is signed in.
    pub person: PersonSummary,
    /// The name the fund gave a device that sent none: a browser keeps it in its cookie. `None` for a device that
    /// named itself.
    pub device: Option<String>,
}

impl fmt::Debug for OpenedSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenedSession").field("person", &self.person).finish_non_exhaustive()
    }
}

/// A session that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Whose it is.
    pub person: PersonId,
    /// The same person, as the wire knows them.
    pub registration_number: RegistrationNumber,
    /// Digest of its token.
    pub(crate) id: Digest,
    /// The device it was opened on.
    pub(crate) device: Digest,
}

impl Session {
    pub(crate) fn of(record: &SessionRecord, registration_number: RegistrationNumber) -> Self {
        Self { person: record.person, registration_number, id: record.id, device: record.device }
    }
}

impl Fund {
    /// Finds the session of a token that no key is needed for, unless it has ended, and counts this as its use.
    ///
    /// # Errors
    /// Storage only.
    pub async fn find_session(&self, token: &str) -> Result<Option<Session>, ServiceError> {
        if token.len() != TOKEN_CHARS {
            return Ok(None);
        }
        let (id, now) = (derive_digest(token), self.now());
        let found = accounts::find_session(&mut *self.store().read().await?, &id).await?;
        let Some((record, registration_number)) = found.filter(|(record, _)| stands(record, now)) else {
            return Ok(None);
        };
        self.note_use(&record, now).await?;
        Ok(Some(Session::of(&record, registration_number)))
    }

    /// Writes a session's use down, now and then.
    pub(crate) async fn note_use(&self, session: &SessionRecord, now: Timestamp) -> Result<(), ServiceError> {
        if now < session.used_at.plus_seconds(USE_SECONDS) {
            return Ok(());
        }
        // A busy writer is no reason to refuse a reader: the next request notes the use.
        match transaction!(self.store(), |tx| accounts::use_session(tx, &session.id, now)) {
            Ok(()) | Err(ServiceError::Busy { .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Ends a session at once. Ending one that has ended is no error, nor is one that a key is needed for.
    ///
    /// # Errors
    /// Storage only.
    pub async fn end_session(&self, token: &str) -> Result<(), ServiceError> {
        let (id, now) = (derive_digest(token), self.now());
        transaction!(self.store(), |tx| end_unbound(tx, &id, now))
    }
}

async fn end_unbound(tx: &mut Tx, id: &Digest, now: Timestamp) -> Result<(), ServiceError> {
    match accounts::find_session(tx, id).await? {
        Some((session, _)) => end(tx, &session, now).await,
        None => Ok(()),
    }
}

/// Ends a session because its person asked.
pub(crate) async fn end(tx: &mut Tx, session: &SessionRecord, now: Timestamp) -> Result<(), ServiceError> {
    accounts::end_session(tx, &session.id).await?;
    note(tx, session.person, Action::SignedOut, "", &session.device, now).await
}

/// A session to open on a device that is trusted.
#[derive(Clone, Copy)]
pub(crate) struct Opening<'a> {
    pub token: &'a str,
    pub person: PersonId,
    pub device: &'a Digest,
    /// The word of a [`ClientKind`].
    pub client: &'a str,
    pub now: Timestamp,
}

impl Opening<'_> {
    /// Opens it, as the last thing that is done in a transaction.
    ///
    /// # Errors
    /// Storage only.
    pub async fn finish(self, tx: &mut Tx) -> Result<(), ServiceError> {
        let head = ask(tx, |questions| ask_head(questions, self.person)).await?;
        let mut writes = tx.writes();
        self.add_after(&head, &mut writes);
        tx.leave(writes);
        Ok(())
    }

    /// The same, with writes that go with it, where the transaction asked for the head already.
    pub fn add_after(self, head: &Head, writes: &mut Writes) {
        let Self { token, person, device, client, now } = self;
        accounts::add_session(writes, &new_session(token, person, device, client, now));
        let (actor, action) = (Actor::Person, Action::SignedIn);
        let deed = Deed { person: Some(person), actor, action, detail: "", device: Some(*device) };
        deed.add_after(head, writes, now);
    }
}

/// A session that starts now; `client` is the word of a [`ClientKind`].
pub(crate) fn new_session(
    token: &str,
    person: PersonId,
    device: &Digest,
    client: &str,
    now: Timestamp,
) -> SessionRecord {
    let (idle, whole) = ClientKind::lifetimes(client);
    SessionRecord {
        id: derive_digest(token),
        person,
        device: *device,
        used_at: now,
        idle_micros: idle.saturating_mul(1_000_000),
        ends_at: now.plus_seconds(whole),
    }
}

pub(crate) fn stands(session: &SessionRecord, now: Timestamp) -> bool {
    now < session.ends_at && now.as_micros() < session.used_at.as_micros().saturating_add(session.idle_micros)
}
