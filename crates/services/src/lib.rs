//! Use-cases of the portal: load, decide, save; one transaction each.
//!
//! Everything starts at an opened [`Fund`]. Time and chance come in through [`Ports`], so that a test can set the
//! one and repeat the other.

mod account;
mod addresses;
mod audit;
mod breaker;
mod certificates;
mod costly;
mod error;
mod fund;
mod keys;
mod messages;
mod notices;
mod office;
mod pace;
mod papers;
mod password;
mod people;
mod ports;
mod reading;
mod recovery;
mod secrets;
mod sessions;
mod settings;
mod sign_up;
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
pub use damane_storage::messages::{Channel, Recipient};
pub use error::ServiceError;
pub use fund::{Fund, make_fund};
pub use messages::{
    Carrier, CarrierError, Delivered, OutboxMessage, Outcome, OutgoingText, Sending, Template,
};
pub use office::{Agreed, AskedReset, Delivery, OfficeError};
pub use people::PersonSummary;
pub use ports::{Chance, Clock, Ports};
pub use reading::Alarms;
pub use recovery::{RecoveryAsked, RecoveryAttempt, RecoveryChannel};
pub use sessions::{ClientKind, OpenedSession, Session};
pub use settings::{
    CarrierSettings, EmailSettings, HttpGateway, LineTls, MailTls, MessageCentre, Secret, SmsSettings,
};
pub use sign_up::{CodeSent, SignUpAttempt, SignUpStep};
