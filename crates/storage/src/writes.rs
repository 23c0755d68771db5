//! Writes of one transaction that need no answer of their own, sent together: the way to the engine and back costs more than
//! most of them do there.

use crate::engine::Engine;
use crate::error::StorageError;
use crate::statements::Statements;
use crate::transaction::Tx;
use sqlx::AssertSqlSafe;

/// Statements that are run without an answer.
pub struct Writes(Statements);

impl Writes {
    pub(crate) const fn new(engine: Engine) -> Self {
        Self(Statements::new(engine))
    }

    /// Adds a statement with numbered placeholders; what is bound next is its own.
    pub(crate) fn add(&mut self, statement: &str) -> &mut Statements {
        self.0.add(statement)
    }

    pub(crate) const fn are_none(&self) -> bool {
        self.0.are_none()
    }

    /// Runs them.
    ///
    /// # Errors
    /// That of the first that fails; those after it were not run.
    pub async fn send(self, tx: &mut Tx) -> Result<(), StorageError> {
        for (text, bound) in self.0.into_texts()? {
            sqlx::query_with(AssertSqlSafe(text), bound).execute(&mut **tx).await?;
        }
        Ok(())
    }
}
