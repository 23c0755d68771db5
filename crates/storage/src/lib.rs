//! Everything that is kept: one SQL text per query, run on SQLite and PostgreSQL.
//!
//! # How to write a room
//!
//! - A query is a free function in its room's module. One that only reads takes `&mut Connection`; one that changes
//!   records takes `&mut Tx` (which also serves where a `Connection` is asked for). The types keep writes inside
//!   transactions.
//! - `sqlx::query("… $1 …").bind(x).fetch_optional(&mut *connection)` (`&mut **tx`), numbered placeholders, rows read
//!   with `row.try_get(n)?`. Values are always bound: a text made with `format!` never reaches the database.
//! - Columns are `BIGINT`, `TEXT`, `BLOB` (`BYTEA` in the PostgreSQL file) and nothing else: times are `BIGINT`
//!   microseconds UTC, days `TEXT` as `2026-11-21`, money `BIGINT` centimes, flags `BIGINT` 0 or 1. Ids are made by
//!   us: no `AUTOINCREMENT`, no sequences. `INSERT … ON CONFLICT … RETURNING` is portable; triggers, `LISTEN`,
//!   `FOR UPDATE`, arrays and JSON operators are not.
//! - Writes whose answer nobody reads go into a [`Writes`] and are sent together: on SQLite, each way to the engine
//!   and back costs more than the statement.
//! - What is asked with other questions, or with the start of a transaction, adds itself to [`Questions`], for the same
//!   reason; [`ask`] asks it by itself.
//! - A transaction is short: on SQLite others wait for it, and their work may be committed with its own (decision 0032).
//!   What takes long is begun with [`Store::begin`].
//! - Every query about something a person owns carries that person in its `WHERE`.
//! - Tables live in `migrations/sqlite/NNNN_*.sql` and `migrations/postgres/NNNN_*.sql`, the same tables in the same
//!   order, listed in `migrations.rs`.
//!
//! # How to use it
//!
//! ```no_run
//! # async fn example() -> Result<(), damane_storage::StorageError> {
//! use damane_storage::{Store, StorageError};
//! let store = Store::open("sqlite:///var/lib/damane/damane.db").await?;
//! let mut reader = store.read().await?;           // &mut reader is a &mut Connection
//! store
//!     .write(async |tx| {
//!         // load → decide → save; may run more than once, so nothing here but reads and writes of `tx`.
//!         // `Ok` keeps the writes, `Err` undoes them: a refusal whose count must be kept is an `Ok`.
//!         Ok::<_, StorageError>(())
//!     })
//!     .await?;
//! # Ok(()) }
//! ```
//!
//! A caller's own error works inside `write` when it is `From<StorageError>` and says which of its values are
//! [`Transient`].

mod address;
pub mod audit;
mod batch;
mod connections;
mod engine;
mod error;
mod migrations;

pub mod accounts;
pub mod career;
pub mod certificates;
pub mod claims;
pub mod disputes;
pub mod job_loss;
pub mod messages;
pub mod objects;
pub mod office;
pub mod officers;
pub mod papers;
pub mod payments;
pub mod pensions;
mod questions;
pub mod register;
mod statements;
mod transaction;
mod turns;
mod writes;

pub use address::sqlite_url;
pub use engine::{Connection, Engine, Reader, Seal, Store};
pub use error::{StorageError, Transient};
pub use questions::{Answers, Question, Questions, ask};
pub use transaction::Tx;
pub use writes::Writes;
