//! Everything that is kept: one SQL text per query, run on SQLite and PostgreSQL.
