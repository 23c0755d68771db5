//! Support shared by the journeys: a real portal on an empty data folder, and a client that signs in as a person would.

mod client;
mod portal;
mod sinks;
#[cfg(target_os = "linux")]
mod webdriver;

pub use client::{Client, SignedIn};
pub use portal::{DemoPortal, built, free_port};
pub use sinks::{SINK_PASSWORD, SINK_USER, Sink, make_certificate};
#[cfg(target_os = "linux")]
pub use webdriver::{Desktop, Window};

/// Registration number of the demonstration person with the long career.
pub const NAIMA: &str = "190000010";
/// Password of every demonstration account.
pub const DEMO_PASSWORD: &str = "zellige-bleu-2026";
