//! Turns at the one connection that writes to a file. Who is done while others wait leaves the work to be committed with
//! theirs: the disk is synced once for all of them, and each is answered after it (decision 0032).

use crate::connections::WAIT;
use crate::engine::Engine;
use crate::error::StorageError;
use sqlx::any::AnyConnectOptions;
use sqlx::{AnyConnection, Connection as _};
use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::{Mutex, OwnedMutexGuard, watch};
use tokio::task::JoinHandle;

/// Most transactions that are committed together.
const MOST_TOGETHER: usize = 64;
/// How long the first of them waits for others to begin.
const LONGEST: Duration = Duration::from_millis(20);

/// The place where one writes at a time, in the order they came.
#[derive(Clone)]
pub(crate) struct Turns {
    desk: Arc<Mutex<Desk>>,
    waiting: Arc<AtomicUsize>,
}

/// What lies there.
struct Desk {
    options: AnyConnectOptions,
    connection: Option<AnyConnection>,
    together: Option<Together>,
    closed: bool,
}

/// What became of a commit.
type Outcome = Result<(), Arc<sqlx::Error>>;

/// Transactions that ended and are not committed yet. When it is dropped unsaid, they were undone.
struct Together {
    outcome: watch::Sender<Option<Outcome>>,
    count: usize,
    since: Instant,
}

/// One transaction's turn.
pub(crate) struct Turn {
    desk: OwnedMutexGuard<Desk>,
    turns: Turns,
    alone: bool,
    /// Whether it runs behind work that is not committed yet, inside a savepoint.
    joins: bool,
}

/// How a turn ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// Its transaction is committed.
    Committed,
    /// Its work is [left](Turn::leave).
    Left,
}

impl Turns {
    pub fn new(options: AnyConnectOptions) -> Self {
        let desk = Desk { options, connection: None, together: None, closed: false };
        Self { desk: Arc::new(Mutex::new(desk)), waiting: Arc::default() }
    }

    /// The next turn. One that takes long is taken `alone`, and committed alone: others would wait for it with theirs.
    ///
    /// # Errors
    /// [`StorageError::Busy`] when it does not come in time, or the engine's failure.
    pub async fn take(&self, alone: bool) -> Result<Turn, StorageError> {
        let queued = Queued::new(&self.waiting);
        let coming = tokio::time::timeout(WAIT, Arc::clone(&self.desk).lock_owned());
        let mut desk = coming.await.map_err(|_| StorageError::Busy)?;
        drop(queued);
        if desk.together.as_ref().is_some_and(|together| alone || together.is_full()) {
            desk = settle(desk).await.map_err(|_| StorageError::Busy)?;
        }
        if desk.closed {
            return Err(sqlx::Error::PoolClosed.into());
        }
        if desk.connection.is_none() {
            let mut opened = AnyConnection::connect_with(&desk.options).await?;
            sqlx::raw_sql(Engine::Sqlite.greeting()).execute(&mut opened).await?;
            desk.connection = Some(opened);
        }
        let joins = desk.together.is_some();
        Ok(Turn { desk, turns: self.clone(), alone, joins })
    }

    /// Commits what was left and closes the connection; no turn is given after it. One that does not end in time is left to
    /// the end of the program, which undoes it.
    pub async fn close(&self) {
        let ended = tokio::time::timeout(WAIT, Arc::clone(&self.desk).lock_owned()).await;
        let Ok(desk) = ended else { return };
        let Ok(mut desk) = settle(desk).await else { return };
        desk.closed = true;
        if let Some(connection) = desk.connection.take() {
            let _closed_or_gone = connection.close().await;
        }
    }
}

impl Turn {
    /// How its transaction starts.
    pub const fn begin(&self) -> &'static [&'static str] {
        match (self.alone, self.joins) {
            (true, _) => const { &[Engine::Sqlite.begin()] },
            (false, false) => const { &[Engine::Sqlite.begin(), "SAVEPOINT turn"] },
            (false, true) => &["SAVEPOINT turn"],
        }
    }

    /// How it ends, and what is to be said for it.
    pub fn end(&self) -> (End, &'static str) {
        if !self.alone && (self.joins || self.is_awaited()) {
            // Where the engine undid it all by itself this fails, and nothing is left that is not there.
            (End::Left, "RELEASE turn")
        } else {
            (End::Committed, "COMMIT")
        }
    }

    fn is_awaited(&self) -> bool {
        self.turns.waiting.load(Ordering::Relaxed) > 0
    }

    /// Leaves its work to be committed with that of others: at once when nobody waits, at the latest when all who wait now
    /// had their turn.
    ///
    /// # Errors
    /// The engine's failure; [`StorageError::Busy`] when it was undone with another's. Nothing was kept then.
    pub async fn leave(mut self) -> Result<(), StorageError> {
        let first = self.desk.together.is_none();
        let together = self.desk.together.get_or_insert_with(Together::new);
        together.count += 1;
        let mut outcome = together.outcome.subscribe();
        if !self.is_awaited() {
            drop(settle(self.desk));
        } else if first {
            let desk = Arc::clone(&self.turns.desk);
            drop(self);
            drop(tokio::spawn(async move { drop(settle(desk.lock_owned().await)) }));
        } else {
            drop(self);
        }
        let told = outcome.wait_for(Option::is_some).await.map_err(|_| StorageError::Busy)?;
        told.clone().unwrap_or(Ok(())).map_err(StorageError::from)
    }

    /// Undoes its work. Where that cannot be done the connection is given up, with what others left.
    pub async fn undo(mut self) {
        let text = if self.joins { "ROLLBACK TO turn; RELEASE turn" } else { "ROLLBACK" };
        if sqlx::raw_sql(text).execute(&mut *self).await.is_err() {
            self.discard();
        }
    }

    /// Gives up the connection: what was not committed is undone with it.
    pub fn discard(mut self) {
        self.desk.discard();
    }
}

/// Commits what was left, and tells who left it: by a task of its own, since whoever waits for this may go away.
fn settle(mut desk: OwnedMutexGuard<Desk>) -> JoinHandle<OwnedMutexGuard<Desk>> {
    tokio::spawn(async move {
        let Desk { connection: Some(connection), together, .. } = &mut *desk else { return desk };
        let Some(together) = together.take() else { return desk };
        let outcome = sqlx::raw_sql("COMMIT").execute(connection).await.map(drop).map_err(Arc::new);
        if outcome.is_err() {
            desk.discard();
        }
        together.outcome.send_replace(Some(outcome));
        desk
    })
}

impl Desk {
    fn discard(&mut self) {
        self.connection = None;
        self.together = None;
    }
}

impl Together {
    fn new() -> Self {
        Self { outcome: watch::Sender::new(None), count: 0, since: Instant::now() }
    }

    fn is_full(&self) -> bool {
        self.count >= MOST_TOGETHER || self.since.elapsed() > LONGEST
    }
}

#[expect(clippy::expect_used, reason = "a turn begins with a connection, and only its end gives it up")]
impl Deref for Turn {
    type Target = AnyConnection;
    fn deref(&self) -> &AnyConnection {
        self.desk.connection.as_ref().expect("a connection")
    }
}

#[expect(clippy::expect_used, reason = "a turn begins with a connection, and only its end gives it up")]
impl DerefMut for Turn {
    fn deref_mut(&mut self) -> &mut AnyConnection {
        self.desk.connection.as_mut().expect("a connection")
    }
}

/// Counts who waits for a turn, for as long as they do.
struct Queued<'a>(&'a AtomicUsize);

impl<'a> Queued<'a> {
    fn new(waiting: &'a AtomicUsize) -> Self {
        waiting.fetch_add(1, Ordering::Relaxed);
        Self(waiting)
    }
}

impl Drop for Queued<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
