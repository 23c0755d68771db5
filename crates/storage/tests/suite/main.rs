//! One suite on both engines: every test runs on SQLite, and on PostgreSQL where `DAMANE_TEST_POSTGRES` names a server.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod accounts;
mod career;
mod certificates;
mod claims;
mod devices;
mod disputes;
mod engine;
mod ground;
mod kill;
mod messages;
mod officers;
mod opening;
mod papers;
mod pensions;
mod protection;
mod register;
mod same_answers;
mod turns;
