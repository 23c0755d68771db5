//! Writes of one transaction that need no answer of their own, sent together: the way to the engine and back costs more than
//! most of them do there.

use crate::engine::{Engine, Tx};
use crate::error::StorageError;
use sqlx::any::AnyArguments;
use sqlx::{Any, Arguments as _, AssertSqlSafe, Encode, Type};

/// Statements in the order they are to be run.
///
/// SQLite takes them as one text. PostgreSQL takes one statement at a time when values are bound: there, each is sent by
/// itself.
pub struct Writes {
    engine: Engine,
    texts: Vec<(String, AnyArguments)>,
    fault: Option<StorageError>,
}

impl Writes {
    pub(crate) const fn new(engine: Engine) -> Self {
        Self { engine, texts: Vec::new(), fault: None }
    }

    /// Adds a statement with numbered placeholders; what is bound next is its own.
    pub(crate) fn add(&mut self, statement: &str) -> &mut Self {
        match (self.engine, self.texts.last_mut()) {
            (Engine::Sqlite, Some((text, bound))) => {
                text.push_str("; ");
                push_numbered_from(text, statement, bound.len());
            }
            _ => self.texts.push((statement.to_owned(), AnyArguments::default())),
        }
        self
    }

    /// Binds the next value of the statement added last.
    pub(crate) fn bind<'v>(&mut self, value: impl Encode<'v, Any> + Type<Any>) -> &mut Self {
        if let Some((_, bound)) = self.texts.last_mut()
            && let Err(error) = bound.add(value)
        {
            self.fail(sqlx::Error::Encode(error).into());
        }
        self
    }

    pub(crate) const fn are_none(&self) -> bool {
        self.texts.is_empty() && self.fault.is_none()
    }

    /// Nothing is run any more: one of them cannot be said.
    pub(crate) fn fail(&mut self, fault: StorageError) {
        self.fault.get_or_insert(fault);
    }

    /// Runs them.
    ///
    /// # Errors
    /// That of the first that fails; those after it were not run.
    pub async fn send(self, tx: &mut Tx) -> Result<(), StorageError> {
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        for (text, bound) in self.texts {
            // Put together from the program's own texts alone: values are bound.
            sqlx::query_with(AssertSqlSafe(text), bound).execute(&mut **tx).await?;
        }
        Ok(())
    }
}

/// Puts a statement behind others that have bound `before` values.
fn push_numbered_from(text: &mut String, statement: &str, before: usize) {
    let mut parts = statement.split('$');
    text.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let rest = part.trim_start_matches(|sign: char| sign.is_ascii_digit());
        let number = part.strip_suffix(rest).and_then(|digits| digits.parse::<usize>().ok());
        text.push('$');
        text.push_str(&(number.unwrap_or_default() + before).to_string());
        text.push_str(rest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_statement_keeps_its_own_values() {
        let mut writes = Writes::new(Engine::Sqlite);
        writes.add("UPDATE a SET b = $2 WHERE c = $1").bind(1_i64).bind("x");
        writes.add("DELETE FROM d WHERE e = $1 OR f = $1").bind(2_i64);
        let texts: Vec<_> = writes.texts.iter().map(|(text, bound)| (text.as_str(), bound.len())).collect();
        let all = "UPDATE a SET b = $2 WHERE c = $1; DELETE FROM d WHERE e = $3 OR f = $3";
        assert_eq!(texts, [(all, 3)]);
    }

    #[test]
    fn postgresql_gets_them_one_by_one() {
        let mut writes = Writes::new(Engine::Postgres);
        writes.add("UPDATE a SET b = $1").bind(1_i64);
        writes.add("DELETE FROM d WHERE e = $1").bind(2_i64);
        let texts: Vec<_> = writes.texts.iter().map(|(text, bound)| (text.as_str(), bound.len())).collect();
        assert_eq!(texts, [("UPDATE a SET b = $1", 1), ("DELETE FROM d WHERE e = $1", 1)]);
    }
}
