//! One write transaction, from its start to its end.

use crate::connections::{Connections, Lent};
use crate::engine::{Connection, Engine, Seal};
use crate::error::StorageError;
use crate::turns::{End, Turn, Turns};
use crate::writes::Writes;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

/// Where a transaction gets its connection.
pub(crate) enum Writers {
    /// A file has one writer.
    File(Turns),
    /// A server has many.
    Server(Connections),
}

/// The connection of an open transaction.
pub(crate) enum Open {
    /// To a file.
    File(Turn),
    /// To a server.
    Server(Lent),
}

impl Writers {
    /// A connection to write on; `alone` for work that takes long, with which nobody's is committed.
    ///
    /// # Errors
    /// [`StorageError::Busy`] when none gets free in time.
    pub async fn take(&self, alone: bool) -> Result<Open, StorageError> {
        match self {
            Self::File(turns) => Ok(Open::File(turns.take(alone).await?)),
            Self::Server(pool) => Ok(Open::Server(pool.take().await?)),
        }
    }

    /// Closes the connections.
    pub async fn close(&self) {
        match self {
            Self::File(turns) => turns.close().await,
            Self::Server(pool) => pool.close().await,
        }
    }
}

impl Open {
    /// How its transaction starts.
    pub const fn begin(&self) -> &'static [&'static str] {
        match self {
            Self::File(turn) => turn.begin(),
            Self::Server(_) => const { &[Engine::Postgres.begin()] },
        }
    }

    fn end(&self) -> (End, &'static str) {
        match self {
            Self::File(turn) => turn.end(),
            Self::Server(_) => (End::Committed, "COMMIT"),
        }
    }

    async fn undo(self) {
        match self {
            Self::File(turn) => turn.undo().await,
            Self::Server(mut lent) => {
                if sqlx::raw_sql("ROLLBACK").execute(&mut *lent).await.is_err() {
                    lent.discard();
                }
            }
        }
    }

    /// Gives up a connection: what it has open is undone with it.
    fn discard(self) {
        match self {
            Self::File(turn) => turn.discard(),
            Self::Server(lent) => lent.discard(),
        }
    }
}

impl Deref for Open {
    type Target = Connection;
    fn deref(&self) -> &Connection {
        match self {
            Self::File(turn) => turn,
            Self::Server(lent) => lent,
        }
    }
}

impl DerefMut for Open {
    fn deref_mut(&mut self) -> &mut Connection {
        match self {
            Self::File(turn) => turn,
            Self::Server(lent) => lent,
        }
    }
}

/// An open write transaction. Queries that change records take one; it also serves to read.
pub struct Tx {
    /// There until it ends.
    open: Option<Open>,
    /// Sent with its end.
    left: Writes,
    engine: Engine,
    seal: Option<Arc<dyn Seal>>,
}

impl Tx {
    pub(crate) const fn new(open: Open, engine: Engine, seal: Option<Arc<dyn Seal>>) -> Self {
        Self { open: Some(open), left: Writes::new(engine), engine, seal }
    }

    /// Which engine it runs on.
    pub(crate) const fn engine(&self) -> Engine {
        self.engine
    }

    /// Writes to be sent together, none yet.
    pub const fn writes(&self) -> Writes {
        Writes::new(self.engine)
    }

    /// Sends writes that go alone.
    ///
    /// # Errors
    /// The engine's failure.
    pub async fn send(&mut self, add: impl FnOnce(&mut Writes)) -> Result<(), StorageError> {
        let mut writes = self.writes();
        add(&mut writes);
        writes.send(self).await
    }

    /// Leaves the last writes of a transaction to its end, with which they are sent. Nothing is asked or written after
    /// them.
    pub fn leave(&mut self, writes: Writes) {
        debug_assert!(self.left.are_none(), "a transaction has one end");
        self.left = writes;
    }

    /// The seal for what may not stand in clear; `None` where the store was given none.
    pub fn seal(&self) -> Option<&dyn Seal> {
        self.seal.as_deref()
    }

    /// Keeps what was written.
    ///
    /// # Errors
    /// [`StorageError::Busy`] when another writer was first, or the engine's failure: nothing was kept then.
    pub async fn commit(mut self) -> Result<(), StorageError> {
        let (end, text) = self.open.as_ref().map_or((End::Committed, "COMMIT"), Open::end);
        let mut last = std::mem::replace(&mut self.left, Writes::new(self.engine));
        last.add(text);
        last.send(&mut self).await?;
        match (self.open.take(), end) {
            (Some(Open::File(turn)), End::Left) => turn.leave().await,
            _ => Ok(()),
        }
    }
}

/// Undoes what was not kept before anyone else has the connection.
impl Drop for Tx {
    fn drop(&mut self) {
        let Some(open) = self.open.take() else { return };
        match tokio::runtime::Handle::try_current() {
            Ok(runtime) => drop(runtime.spawn(open.undo())),
            // A connection that is closed undoes what it has open.
            Err(_) => open.discard(),
        }
    }
}

#[expect(
    clippy::expect_used,
    reason = "only the end of a transaction, which takes it whole, takes its connection"
)]
impl Deref for Tx {
    type Target = Connection;
    fn deref(&self) -> &Connection {
        self.open.as_ref().expect("an open transaction")
    }
}

#[expect(
    clippy::expect_used,
    reason = "only the end of a transaction, which takes it whole, takes its connection"
)]
impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Connection {
        debug_assert!(self.left.are_none(), "what was left to the end of a transaction comes last");
        self.open.as_mut().expect("an open transaction")
    }
}
