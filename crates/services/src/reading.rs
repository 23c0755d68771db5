//! Reading a file: within a budget, noted in the audit log, and never a canary's unseen. What a stolen session can read
//! is its own person's; what it can read of that in an hour is bounded, and shows.

use crate::audit::{Action, Actor, Deed};
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::sessions::Session;
use crate::transaction::transaction;
use damane_domain::ids::{OfficerId, PersonId};
use damane_domain::office::{OFFICER_READINGS_PER_HOUR, OFFICER_SEARCHES_PER_HOUR};
use damane_domain::time::Timestamp;
use damane_storage::accounts::Digest;
use damane_storage::audit;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A person's own readings of one kind are noted once in so many seconds and device: a journal of every touch hides
/// the one that matters.
const NOTED_SECONDS: i64 = 3_600;
/// For so many seconds a noted reading is not looked up again.
const FRESH_SECONDS: i64 = 60;
/// Noted readings remembered; beyond it all are forgotten.
const MOST_NOTED: usize = 100_000;
/// Seconds of a budget's window.
const WINDOW_SECONDS: i64 = 3_600;
/// People remembered in a window; beyond it nobody new is, so that memory stays bounded.
const MOST: usize = 1_000_000;

/// Readings by whoever reads in the running hour, and what was noticed since the portal started.
pub(crate) struct Readings<W> {
    most: u32,
    seen: Mutex<Seen<W>>,
    stopped: AtomicU64,
    canaries: AtomicU64,
}

struct Seen<W> {
    window: i64,
    count: HashMap<W, u32>,
}

/// What an operator should look at at once, counted since the portal started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Alarms {
    /// Sessions that read more than a person does.
    pub readings_stopped: u64,
    /// Readings of a made-up person nobody has a reason to read.
    pub canaries_read: u64,
    /// Papers that could not be dated when they were asked for.
    pub papers_undated: u64,
    /// Documents that the virus scanner found infected.
    pub documents_infected: u64,
    /// Times the virus scanner gave no word: documents wait meanwhile.
    pub documents_unscanned: u64,
}

impl<W: Copy + Eq + Hash> Readings<W> {
    /// Lets each read so often in an hour.
    pub fn new(most: u32) -> Self {
        let seen = Mutex::new(Seen { window: 0, count: HashMap::new() });
        Self { most, seen, stopped: AtomicU64::new(0), canaries: AtomicU64::new(0) }
    }

    /// Counts one, refuses it beyond the budget, and says whether it is the first one refused.
    pub fn admit(&self, who: W, now: Timestamp) -> Result<(), (ServiceError, bool)> {
        let spent = self.count(who, now);
        if spent == Spent::Within {
            return Ok(());
        }
        let is_first = spent == Spent::JustNow;
        if is_first {
            self.stopped.fetch_add(1, Ordering::Relaxed);
        }
        let left = WINDOW_SECONDS - now.seconds().rem_euclid(WINDOW_SECONDS);
        let wait = ServiceError::TooManyTries { retry_after: u32::try_from(left).unwrap_or(1) };
        Err((wait, is_first))
    }

    /// A canary was read.
    pub fn note_canary(&self) {
        self.canaries.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts a reading, and says whether it is the budget's last or beyond it.
    fn count(&self, who: W, now: Timestamp) -> Spent {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let window = now.seconds().div_euclid(WINDOW_SECONDS);
        if seen.window != window {
            *seen = Seen { window, count: HashMap::new() };
        }
        if seen.count.len() >= MOST && !seen.count.contains_key(&who) {
            return Spent::Within;
        }
        let count = seen.count.entry(who).or_default();
        *count = count.saturating_add(1);
        match (*count).cmp(&self.most.saturating_add(1)) {
            std::cmp::Ordering::Less => Spent::Within,
            std::cmp::Ordering::Equal => Spent::JustNow,
            std::cmp::Ordering::Greater => Spent::Before,
        }
    }
}

/// Readings that were found noted a moment ago: a screen that asks five times is looked up once. A canary's never are: who
/// becomes one is made up, and nobody read their file before.
#[derive(Default)]
pub(crate) struct Noted(Mutex<HashMap<(PersonId, Action, Digest), Timestamp>>);

impl Noted {
    fn seen(&self) -> MutexGuard<'_, HashMap<(PersonId, Action, Digest), Timestamp>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_fresh(&self, session: &Session, action: Action, now: Timestamp) -> bool {
        let seen = self.seen();
        seen.get(&(session.person, action, session.device)).is_some_and(|until| now < *until)
    }

    fn keep(&self, session: &Session, action: Action, now: Timestamp) {
        let mut seen = self.seen();
        if seen.len() >= MOST_NOTED {
            seen.clear();
        }
        seen.insert((session.person, action, session.device), now.plus_seconds(FRESH_SECONDS));
    }
}

/// What officers may read in an hour.
pub(crate) struct DeskBudgets {
    /// Claims and documents opened, pages of queues.
    pub readings: Readings<OfficerId>,
    /// People looked up by number.
    pub searches: Readings<OfficerId>,
}

impl DeskBudgets {
    pub fn new() -> Self {
        Self {
            readings: Readings::new(OFFICER_READINGS_PER_HOUR),
            searches: Readings::new(OFFICER_SEARCHES_PER_HOUR),
        }
    }
}

/// How a budget stands.
#[derive(Debug, PartialEq, Eq)]
enum Spent {
    Within,
    JustNow,
    Before,
}

impl Fund {
    /// What an operator should look at at once.
    pub fn alarms(&self) -> Alarms {
        let (readings, officers) = (self.readings(), self.desk_budgets());
        let stopped = [&readings.stopped, &officers.readings.stopped, &officers.searches.stopped];
        let canaries = [&readings.canaries, &officers.readings.canaries];
        let sum = |counters: &[&AtomicU64]| counters.iter().map(|one| one.load(Ordering::Relaxed)).sum();
        Alarms {
            readings_stopped: sum(&stopped),
            canaries_read: sum(&canaries),
            papers_undated: self.papers().undated(),
            documents_infected: self.scans().infected(),
            documents_unscanned: self.scans().unanswered(),
        }
    }

    /// Lets a session read a part of its own file, and notes it.
    ///
    /// # Errors
    /// [`ServiceError::TooManyTries`] once the hour's budget is spent.
    pub(crate) async fn admit_reading(&self, session: &Session, action: Action) -> Result<(), ServiceError> {
        let now = self.now();
        if let Err((wait, is_first)) = self.readings().admit(session.person, now) {
            if is_first {
                self.note(session, Action::ReadingStopped, action.code(), now).await?;
            }
            return Err(wait);
        }
        if self.noted().is_fresh(session, action, now) {
            return Ok(());
        }
        let mut reader = self.store().read().await?;
        if audit::is_canary(&mut reader, session.person).await? {
            drop(reader);
            self.readings().note_canary();
            return self.note(session, Action::CanaryRead, action.code(), now).await;
        }
        let since = now.plus_seconds(-NOTED_SECONDS);
        let noted =
            audit::is_noted(&mut reader, session.person, action.code(), &session.device, since).await?;
        drop(reader);
        if !noted {
            self.note(session, action, "", now).await?;
        }
        self.noted().keep(session, action, now);
        Ok(())
    }

    async fn note(
        &self,
        session: &Session,
        action: Action,
        detail: &str,
        now: Timestamp,
    ) -> Result<(), ServiceError> {
        let deed = || Deed {
            person: Some(session.person),
            actor: Actor::Person,
            action,
            detail,
            device: Some(session.device),
        };
        transaction!(self.store(), |tx| deed().note(tx, now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_is_spent_once_and_the_next_hour_has_a_new_one() {
        let readings = Readings::new(2);
        let (one, other) = (PersonId(1), PersonId(2));
        let now = Timestamp::from_seconds(7_200);
        assert_eq!(
            [(); 4].map(|()| readings.count(one, now)),
            [Spent::Within, Spent::Within, Spent::JustNow, Spent::Before]
        );
        assert_eq!(readings.count(other, now), Spent::Within);
        assert_eq!(readings.count(one, now.plus_seconds(3_600)), Spent::Within);
    }
}
