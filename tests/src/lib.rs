//! Support shared by the journeys: a real portal on an empty data folder, a client that signs in as a person would, and
//! a desktop with the app's real window.

mod client;
mod clock;
#[cfg(target_os = "linux")]
mod desktop;
#[cfg(target_os = "linux")]
mod keyring;
mod officer;
mod outbox;
mod portal;
mod python;
mod sinks;
mod totp;
#[cfg(target_os = "linux")]
mod webdriver;

pub use client::{Client, SignedIn};
#[cfg(target_os = "linux")]
pub use desktop::{Desktop, Device};
#[cfg(target_os = "linux")]
pub use keyring::Keyring;
pub use officer::{DisputedMonth, Officer};
pub use outbox::{Channel, Kind, Outbox, Seen};
pub use portal::{DemoPortal, Newcomer, built, free_port};
pub use python::{PythonService, python};
pub use sinks::{SINK_PASSWORD, SINK_USER, Sink, make_certificate};
pub use totp::Authenticator;
#[cfg(target_os = "linux")]
pub use webdriver::Window;

/// Registration number of the demonstration person with the long career.
pub const NAIMA: &str = "190000010";
/// Password of every demonstration account.
pub const DEMO_PASSWORD: &str = "zellige-bleu-2026";
