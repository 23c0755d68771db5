//! The two engines behind one door: pools, the one writer, and transactions that are tried again.

use crate::address::make_private_file;
use crate::connections::{Connections, Lent, WAIT};
use crate::error::{StorageError, Transient};
use crate::migrations;
use crate::questions::{Answers, Questions};
use crate::transaction::{Tx, Writers};
use crate::turns::Turns;
use sqlx::AnyConnection;
use sqlx::any::AnyConnectOptions;
use std::fmt;
use std::ops::{Deref, DerefMut};
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// A connection on which records are read. Queries that only read take one.
pub type Connection = AnyConnection;

/// Which engine keeps the records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// A file beside the portal: one writer, many readers.
    Sqlite,
    /// A server.
    Postgres,
}

impl Engine {
    /// Every write transaction is serial, so that load → decide → save is right without locks of our own.
    /// A deferred SQLite transaction that turns into a writer fails at once when another writes: ours says at
    /// its start that it will write, and waits.
    pub(crate) const fn begin(self) -> &'static str {
        match self {
            Self::Sqlite => "BEGIN IMMEDIATE",
            Self::Postgres => "BEGIN ISOLATION LEVEL SERIALIZABLE",
        }
    }

    /// What a connection is told once. `synchronous = FULL`: what was answered survives a power cut.
    pub(crate) const fn greeting(self) -> &'static str {
        match self {
            Self::Sqlite => {
                "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
                 PRAGMA foreign_keys = ON; PRAGMA cache_size = -32768;"
            }
            Self::Postgres => {
                "SET TIME ZONE 'UTC'; SET lock_timeout = '5s'; SET application_name = 'damane';"
            }
        }
    }

    /// The one that a connection leads to.
    pub(crate) fn behind(connection: &Connection) -> Self {
        if connection.backend_name() == "SQLite" { Self::Sqlite } else { Self::Postgres }
    }

    fn of(url: &str) -> Result<Self, StorageError> {
        match url.split_once(':').map(|(scheme, _)| scheme) {
            Some("sqlite") => Ok(Self::Sqlite),
            Some("postgres" | "postgresql") => Ok(Self::Postgres),
            _ => Err(StorageError::Address),
        }
    }
}

/// Readers of one portal. Reads are short: more would only share the same processors.
const READERS: u32 = 16;
/// Tries of one transaction before the caller is told that we are busy.
const TRIES: u32 = 8;

/// Seals what may stand in the database only so that whoever reads the database alone cannot read it. Its key lies
/// elsewhere.
pub trait Seal: Send + Sync {
    /// Seals a text for one record, and for no other.
    fn seal(&self, record: i64, clear: &str) -> Option<String>;
    /// The text; `None` for one that was not sealed for this record with this key.
    fn open(&self, record: i64, sealed: &str) -> Option<String>;
}

/// The opened database.
pub struct Store {
    engine: Engine,
    readers: Connections,
    writers: Writers,
    turn: AtomicU64,
    seal: Option<Arc<dyn Seal>>,
}

/// The address names a server and may hold its password.
impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").field("engine", &self.engine).finish_non_exhaustive()
    }
}

impl Store {
    /// Opens `sqlite://PATH` (made, readable by its owner only, when it does not exist) or `postgres://…`, and
    /// brings its tables up to date.
    ///
    /// # Errors
    /// [`StorageError::Address`], [`StorageError::File`], [`StorageError::Schema`], or the engine's failure.
    pub async fn open(url: &str) -> Result<Self, StorageError> {
        sqlx::any::install_default_drivers();
        let engine = Engine::of(url)?;
        if engine == Engine::Sqlite {
            make_private_file(url)?;
        }
        let options = AnyConnectOptions::from_str(url).map_err(|_| StorageError::Address)?;
        let (readers, writers) = match engine {
            Engine::Sqlite => {
                let writers = Writers::File(Turns::new(options.clone()));
                (Connections::new(engine, options, READERS)?, writers)
            }
            Engine::Postgres => {
                let both = Connections::new(engine, options, READERS)?;
                (both.clone(), Writers::Server(both))
            }
        };
        let store = Self { engine, readers, writers, turn: AtomicU64::new(0), seal: None };
        migrations::bring_up_to_date(&store).await?;
        Ok(store)
    }

    /// Gives every transaction this seal.
    #[must_use]
    pub fn with_seal(self, seal: Arc<dyn Seal>) -> Self {
        Self { seal: Some(seal), ..self }
    }

    /// Which engine it is.
    pub const fn engine(&self) -> Engine {
        self.engine
    }

    /// A connection to read on.
    ///
    /// # Errors
    /// [`StorageError::Busy`] when none gets free in time.
    pub async fn read(&self) -> Result<Reader, StorageError> {
        Ok(Reader(self.readers.take().await?))
    }

    /// Runs `work` in one serial transaction: kept when it answers `Ok`, undone when it answers `Err` or is dropped.
    /// A conflict with another writer starts it again from the beginning, a bounded number of times: `work` has no
    /// effect but on the transaction (nothing is sent, counted or drawn inside it that must happen once).
    ///
    /// # Errors
    /// What `work` answered, or the engine's failure.
    pub async fn write<T, E>(&self, work: impl AsyncFn(&mut Tx) -> Result<T, E>) -> Result<T, E>
    where
        E: From<StorageError> + Transient,
    {
        let started = Instant::now();
        let mut tries = 1;
        loop {
            match self.attempt(&work).await {
                Err(error) if error.is_transient() && tries < TRIES && started.elapsed() < WAIT => {
                    tokio::time::sleep(self.pause(tries)).await;
                    tries += 1;
                }
                answer => return answer,
            }
        }
    }

    async fn attempt<T, E>(&self, work: &impl AsyncFn(&mut Tx) -> Result<T, E>) -> Result<T, E>
    where
        E: From<StorageError>,
    {
        let (mut tx, (), _) = self.begin_asking(|_| ()).await?;
        // A transaction that is dropped undoes itself.
        let answer = work(&mut tx).await?;
        tx.commit().await?;
        Ok(answer)
    }

    /// Starts a transaction by hand, for work that takes long or cannot be repeated because its input is a stream: on
    /// SQLite nobody's work is committed with it. Dropped, it undoes itself.
    ///
    /// # Errors
    /// [`StorageError::Busy`] when another writer does not make room in time.
    pub async fn begin(&self) -> Result<Tx, StorageError> {
        let (tx, (), _) = self.begin_with(true, |_| ()).await?;
        Ok(tx)
    }

    /// Starts a short one, and asks with it what is to be known first. Others' work may be committed with it.
    ///
    /// # Errors
    /// As for [`Store::begin`], and that of a question.
    pub async fn begin_asking<A>(
        &self,
        ask: impl FnOnce(&mut Questions) -> A,
    ) -> Result<(Tx, A, Answers), StorageError> {
        self.begin_with(false, ask).await
    }

    async fn begin_with<A>(
        &self,
        alone: bool,
        ask: impl FnOnce(&mut Questions) -> A,
    ) -> Result<(Tx, A, Answers), StorageError> {
        let open = self.writers.take(alone).await?;
        let mut questions = Questions::new(self.engine);
        for text in open.begin() {
            let (_begun, _) = questions.add(text, |_| Ok(()));
        }
        let asked = ask(&mut questions);
        let mut tx = Tx::new(open, self.engine, self.seal.clone());
        let answers = questions.ask(&mut tx).await?;
        Ok((tx, asked, answers))
    }

    /// Waits before one more try of a transaction begun by hand; false when it was tried often enough.
    pub async fn wait_for_another_try(&self, tries: u32) -> bool {
        if tries < TRIES {
            tokio::time::sleep(self.pause(tries)).await;
        }
        tries < TRIES
    }

    /// Closes every connection, so that the file can be moved or deleted.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writers.close().await;
    }

    /// Twice as long each time, spread so that two losers do not meet again. The spread needs no chance: a
    /// counter multiplied by the golden ratio visits the interval evenly.
    fn pause(&self, tries: u32) -> Duration {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        let spread = turn.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 54;
        Duration::from_micros(1_000 << tries.min(7)).mul_f64(0.5 + spread as f64 / 1024.0)
    }
}

/// A connection of the pool, to read on.
pub struct Reader(Lent);

impl Deref for Reader {
    type Target = Connection;
    fn deref(&self) -> &Connection {
        &self.0
    }
}

impl DerefMut for Reader {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::sqlite_path;

    #[test]
    fn an_address_of_no_engine_is_refused() {
        for url in ["mysql://x", "damane.db", "sqlite::memory:", "sqlite://", "sqlite://x?mode=memory"] {
            let engine = Engine::of(url);
            assert!(engine.is_err() || sqlite_path(url).is_err(), "{url}");
        }
    }
}
