//! Use-cases of the portal: load, decide, save; one transaction each.
//!
//! Everything starts at an opened [`Fund`]. Time and chance come in through [`Ports`], so that a test can set the
//! one and repeat the other.

mod account;
mod certificates;
mod error;
mod fund;
mod keys;
mod messages;
mod people;
mod ports;
mod verification;

pub mod demo;

pub use account::{ClientKind, OpenedSession, Session, SignIn, SignInAttempt};
pub use certificates::{CertificateState, IssuedCertificate, Revocation};
pub use error::ServiceError;
pub use fund::Fund;
pub use messages::OutboxMessage;
pub use people::PersonSummary;
pub use ports::{Chance, Clock, Ports};
