//! Statements with their values, in the order they are run: together where the engine takes several at a time.

use crate::engine::Engine;
use crate::error::StorageError;
use sqlx::any::AnyArguments;
use sqlx::{Any, Arguments as _, Encode, Type};

/// SQLite takes them as one text. PostgreSQL takes one statement at a time when values are bound: there, each is sent by
/// itself.
pub(crate) struct Statements {
    engine: Engine,
    texts: Vec<(String, AnyArguments)>,
    fault: Option<StorageError>,
}

impl Statements {
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

    /// The same, where the value may be one that cannot be said: nothing is run then.
    pub(crate) fn bind_checked<'v>(
        &mut self,
        value: Result<impl Encode<'v, Any> + Type<Any>, StorageError>,
    ) -> &mut Self {
        match value {
            Ok(value) => self.bind(value),
            Err(fault) => {
                self.fail(fault);
                self
            }
        }
    }

    pub(crate) const fn are_none(&self) -> bool {
        self.texts.is_empty() && self.fault.is_none()
    }

    fn fail(&mut self, fault: StorageError) {
        self.fault.get_or_insert(fault);
    }

    /// The texts to run. Put together from the program's own alone: values are bound.
    ///
    /// # Errors
    /// Why one of them cannot be said.
    pub(crate) fn into_texts(self) -> Result<Vec<(String, AnyArguments)>, StorageError> {
        self.fault.map_or(Ok(self.texts), Err)
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

    fn texts(engine: Engine) -> Vec<(String, usize)> {
        let mut statements = Statements::new(engine);
        statements.add("UPDATE a SET b = $2 WHERE c = $1").bind(1_i64).bind("x");
        statements.add("DELETE FROM d WHERE e = $1 OR f = $1").bind(2_i64);
        let texts = statements.into_texts().unwrap();
        texts.into_iter().map(|(text, bound)| (text, bound.len())).collect()
    }

    #[test]
    fn each_statement_keeps_its_own_values() {
        let all = "UPDATE a SET b = $2 WHERE c = $1; DELETE FROM d WHERE e = $3 OR f = $3";
        assert_eq!(texts(Engine::Sqlite), [(all.to_owned(), 3)]);
    }

    #[test]
    fn postgresql_gets_them_one_by_one() {
        let each = [("UPDATE a SET b = $2 WHERE c = $1", 2), ("DELETE FROM d WHERE e = $1 OR f = $1", 1)];
        assert_eq!(texts(Engine::Postgres), each.map(|(text, bound)| (text.to_owned(), bound)));
    }

    #[test]
    fn nothing_is_run_when_one_of_them_cannot_be_said() {
        let mut statements = Statements::new(Engine::Sqlite);
        statements.add("DELETE FROM a WHERE b = $1").bind_checked(Err::<i64, _>(StorageError::Conflict));
        statements.add("DELETE FROM b WHERE c = $1").bind_checked(Err::<i64, _>(StorageError::Busy));
        assert!(!statements.are_none());
        assert!(matches!(statements.into_texts(), Err(StorageError::Conflict)));
    }
}
