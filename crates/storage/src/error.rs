//! What can go wrong when keeping records, by stable code; and what is worth another try.

use std::error::Error as _;
use std::sync::Arc;

/// A failure of storage.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// The address names no engine we know, or a database that cannot be kept.
    #[error("the database address is not one of sqlite://PATH or postgres://…")]
    Address,
    /// The database was written by a newer version, or a migration changed after it was applied.
    #[error("the database is at schema {found}, which this version does not know as it stands")]
    Schema {
        /// Version of the migration that does not match.
        found: i64,
    },
    /// Others kept the database busy for longer than we wait.
    #[error("the database is busy")]
    Busy,
    /// A record breaks a rule of the schema: the same key twice, a missing parent.
    #[error("the record contradicts one that is kept already")]
    Conflict,
    /// A kept value is not what its column promises.
    #[error("a kept value is damaged: {0}")]
    Damaged(&'static str),
    /// The folder of the database cannot be written.
    #[error("the database file cannot be created")]
    File(#[source] std::io::Error),
    /// The object store failed.
    #[error("the object store failed")]
    Objects(#[from] object_store::Error),
    /// The engine failed.
    #[error("the database failed")]
    Engine(#[source] Arc<sqlx::Error>),
}

impl StorageError {
    /// Stable code, for logs and tests.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Address => "STORE-001",
            Self::Schema { .. } => "STORE-002",
            Self::Busy => "STORE-003",
            Self::Conflict => "STORE-004",
            Self::Damaged(_) => "STORE-005",
            Self::File(_) => "STORE-006",
            Self::Engine(_) => "STORE-007",
            Self::Objects(_) => "STORE-008",
        }
    }
}

/// Whether the same work, tried again from the start, may succeed. Every error a transaction can end with says so.
pub trait Transient {
    /// True for a conflict with another transaction, false for a refusal.
    fn is_transient(&self) -> bool;
}

impl StorageError {
    /// Whether an object store does not answer, or not as one does: it may by and by.
    pub const fn is_away(&self) -> bool {
        matches!(self, Self::Objects(object_store::Error::Generic { .. }))
    }
}

impl Transient for StorageError {
    fn is_transient(&self) -> bool {
        matches!(self, Self::Busy)
    }
}

impl From<sqlx::Error> for StorageError {
    fn from(error: sqlx::Error) -> Self {
        Arc::new(error).into()
    }
}

/// Of several transactions that failed together, each is told.
impl From<Arc<sqlx::Error>> for StorageError {
    fn from(error: Arc<sqlx::Error>) -> Self {
        let database = match &*error {
            sqlx::Error::PoolTimedOut => return Self::Busy,
            sqlx::Error::Database(database) => database,
            _ => return Self::Engine(error),
        };
        let code = database.code().unwrap_or_default();
        if is_conflict_between_writers(&code) {
            return Self::Busy;
        }
        if database.is_unique_violation()
            || database.is_foreign_key_violation()
            || database.is_check_violation()
        {
            return Self::Conflict;
        }
        Self::Engine(error)
    }
}

/// PostgreSQL: serialization failure, deadlock, a lock not given in time. SQLite: SQLITE_BUSY (5) and SQLITE_LOCKED (6) with their
/// extended codes, whose low byte is the code.
fn is_conflict_between_writers(code: &str) -> bool {
    // PostgreSQL's codes have five characters, SQLite's are numbers of at most four digits.
    matches!(code, "40001" | "40P01" | "55P03")
        || (code.len() < 5 && code.parse::<u32>().is_ok_and(|code| matches!(code & 0xff, 5 | 6)))
}

impl StorageError {
    /// The error with its causes, for a log line. Statements' values are never part of it.
    pub fn explain(&self) -> String {
        let mut text = format!("{} {self}", self.code());
        let mut cause = self.source();
        while let Some(error) = cause {
            text.push_str(": ");
            text.push_str(&error.to_string());
            cause = error.source();
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_conflicts_between_writers_are_tried_again() {
        for code in ["40001", "40P01", "55P03", "5", "517", "261", "6"] {
            assert!(is_conflict_between_writers(code), "{code}");
        }
        for code in ["23505", "42601", "1", "26", "787", "", "00005"] {
            assert!(!is_conflict_between_writers(code), "{code}");
        }
    }
}
