//! One suite on both engines: every test runs on SQLite, and on PostgreSQL where `DAMANE_TEST_POSTGRES` names a server.

mod accounts;
mod career;
mod certificates;
mod engine;
mod ground;
mod kill;
mod register;
mod same_answers;
