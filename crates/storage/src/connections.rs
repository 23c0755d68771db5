//! Connections that are kept open and handed out. A server's are SQLx's own pool; a file's are not: SQLx asks each whether it
//! is still there when it comes back, by a task of its own, and a file does not hang up. That costs more than most questions
//! put to one (decision 0030).

use crate::engine::{Connection, Engine};
use crate::error::StorageError;
use deadpool::managed::{Metrics, Object, Pool, PoolError, QueueMode, RecycleResult, TimeoutType};
use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyConnection, AnyPool, Connection as _};
use std::ops::{Deref, DerefMut};
use std::time::Duration;

/// How long a caller waits for a free connection before it is told that we are busy.
pub(crate) const WAIT: Duration = Duration::from_secs(5);

/// Connections to one database.
#[derive(Clone)]
pub(crate) enum Connections {
    /// To a file.
    File(Pool<Opening>),
    /// To a server.
    Server(AnyPool),
}

/// A connection for as long as it is used.
pub(crate) enum Lent {
    /// To a file.
    File(Object<Opening>),
    /// To a server.
    Server(PoolConnection<Any>),
}

/// How a connection to a file is opened.
pub(crate) struct Opening(AnyConnectOptions);

impl deadpool::managed::Manager for Opening {
    type Type = AnyConnection;
    type Error = sqlx::Error;

    async fn create(&self) -> Result<AnyConnection, sqlx::Error> {
        let mut opened = AnyConnection::connect_with(&self.0).await?;
        sqlx::raw_sql(Engine::Sqlite.greeting()).execute(&mut opened).await?;
        Ok(opened)
    }

    async fn recycle(&self, _: &mut AnyConnection, _: &Metrics) -> RecycleResult<sqlx::Error> {
        Ok(())
    }
}

impl Connections {
    /// At most so many, opened as they are needed.
    ///
    /// # Errors
    /// The engine's failure.
    pub fn new(engine: Engine, options: AnyConnectOptions, most: u32) -> Result<Self, StorageError> {
        if engine == Engine::Sqlite {
            let most = usize::try_from(most).unwrap_or(1);
            // The one used last knows its statements best.
            let pool = Pool::builder(Opening(options)).max_size(most).queue_mode(QueueMode::Lifo);
            let pool = pool.wait_timeout(Some(WAIT)).runtime(deadpool::Runtime::Tokio1).build();
            return pool.map(Self::File).map_err(|_| StorageError::Address);
        }
        let pool = AnyPoolOptions::new().max_connections(most).acquire_timeout(WAIT);
        let pool = pool.after_connect(move |connection, _| {
            Box::pin(async move { sqlx::raw_sql(engine.greeting()).execute(connection).await.map(|_| ()) })
        });
        Ok(Self::Server(pool.connect_lazy_with(options)))
    }

    /// One of them.
    ///
    /// # Errors
    /// [`StorageError::Busy`] when none gets free in time.
    pub async fn take(&self) -> Result<Lent, StorageError> {
        match self {
            Self::File(pool) => Ok(Lent::File(pool.get().await.map_err(fault)?)),
            Self::Server(pool) => Ok(Lent::Server(pool.acquire().await?)),
        }
    }

    /// Closes those that nobody uses; the others are closed when they come back.
    pub async fn close(&self) {
        match self {
            Self::File(pool) => {
                let idle = pool.retain(|_, _| false).removed;
                pool.close();
                for connection in idle {
                    let _closed_or_gone = connection.close().await;
                }
            }
            Self::Server(pool) => pool.close().await,
        }
    }
}

impl Lent {
    /// Gives up a connection that nobody knows the state of.
    pub fn discard(self) {
        match self {
            Self::File(lent) => drop(Object::take(lent)),
            Self::Server(lent) => drop(lent.detach()),
        }
    }
}

impl Deref for Lent {
    type Target = Connection;
    fn deref(&self) -> &Connection {
        match self {
            Self::File(lent) => lent,
            Self::Server(lent) => lent,
        }
    }
}

impl DerefMut for Lent {
    fn deref_mut(&mut self) -> &mut Connection {
        match self {
            Self::File(lent) => lent,
            Self::Server(lent) => lent,
        }
    }
}

fn fault(error: PoolError<sqlx::Error>) -> StorageError {
    match error {
        PoolError::Timeout(TimeoutType::Wait) => StorageError::Busy,
        PoolError::Backend(error) => error.into(),
        _ => sqlx::Error::PoolClosed.into(),
    }
}
