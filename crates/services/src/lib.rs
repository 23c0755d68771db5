//! Use-cases of the portal: load, decide, save; one transaction each.
//!
//! Everything starts at an opened [`Fund`]. Time and chance come in through [`Ports`], so that a test can set the
//! one and repeat the other.

mod account;
mod addresses;
mod audit;
mod certificates;
mod costly;
mod device_keys;
mod devices;
mod error;
mod fund;
mod keys;
mod messages;
mod papers;
mod password;
mod people;
mod ports;
mod reading;
mod renewal;
mod secrets;
mod sessions;
mod settings;
mod transaction;
mod verification;

pub mod career;
pub mod demo;
pub mod register;

pub use account::{SignIn, SignInAttempt};
pub use audit::AuditCheck;
pub use career::CareerStatement;
pub use certificates::{CertificateState, IssuedCertificate, Revocation};
pub use damane_credential::Facts;
pub use device_keys::{KeyProof, KeyThumbprint, ShownProof};
pub use devices::Device;
pub use error::ServiceError;
pub use fund::{Fund, make_fund};
pub use messages::OutboxMessage;
pub use people::PersonSummary;
pub use ports::{Chance, Clock, Ports};
pub use reading::Alarms;
pub use renewal::SessionTokens;
pub use sessions::{ClientKind, OpenedSession, Session};
