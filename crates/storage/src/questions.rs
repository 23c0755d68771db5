//! Questions that are asked together, and with the start of a transaction: the way to the engine and back costs more than
//! most of them do there.

use crate::engine::{Connection, Engine};
use crate::error::StorageError;
use crate::statements::Statements;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Either, Executor as _};
use tokio_stream::StreamExt as _;

/// Questions in the order they are asked.
pub struct Questions {
    statements: Statements,
    count: usize,
}

/// One of them, to find its answer by.
#[must_use]
pub struct Question<T> {
    place: usize,
    read: fn(&[AnyRow]) -> Result<T, StorageError>,
}

/// What they were answered.
pub struct Answers(Vec<Vec<AnyRow>>);

impl Questions {
    pub(crate) const fn new(engine: Engine) -> Self {
        Self { statements: Statements::new(engine), count: 0 }
    }

    /// Adds one with numbered placeholders, and how its rows are read; what is bound next is its own.
    pub(crate) fn add<T>(
        &mut self,
        statement: &str,
        read: fn(&[AnyRow]) -> Result<T, StorageError>,
    ) -> (Question<T>, &mut Statements) {
        self.count += 1;
        (Question { place: self.count - 1, read }, self.statements.add(statement))
    }

    /// Asks them.
    ///
    /// # Errors
    /// That of the first that fails.
    pub async fn ask(self, connection: &mut Connection) -> Result<Answers, StorageError> {
        let mut answers = Vec::with_capacity(self.count);
        for (text, bound) in self.statements.into_texts()? {
            let mut coming = connection.fetch_many(sqlx::query_with(AssertSqlSafe(text), bound));
            let mut rows = Vec::new();
            while let Some(next) = coming.next().await {
                match next? {
                    Either::Right(row) => rows.push(row),
                    Either::Left(_) => answers.push(std::mem::take(&mut rows)),
                }
            }
        }
        Ok(Answers(answers))
    }
}

impl Answers {
    /// The answer to one of them.
    ///
    /// # Errors
    /// [`StorageError::Damaged`] for rows that make no sense.
    pub fn of<T>(&self, asked: &Question<T>) -> Result<T, StorageError> {
        (asked.read)(self.0.get(asked.place).map(Vec::as_slice).unwrap_or_default())
    }
}

/// Asks a question by itself.
///
/// # Errors
/// The engine's failure, and as for [`Answers::of`].
pub async fn ask<T>(
    connection: &mut Connection,
    question: impl FnOnce(&mut Questions) -> Question<T>,
) -> Result<T, StorageError> {
    let mut questions = Questions::new(Engine::behind(connection));
    let asked = question(&mut questions);
    questions.ask(connection).await?.of(&asked)
}
