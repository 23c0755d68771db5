//! The demonstration fund: made-up people, employers and files, real everything else.

use crate::error::ServiceError;
use crate::ports::Ports;
use std::path::Path;

/// Who can sign in, and with what.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct DemoReport {
    /// People worth looking at, the long career first. Every demonstration person has an account; these are named.
    pub people: Vec<DemoPerson>,
    /// The password of every demonstration account.
    pub password: String,
}

/// A demonstration person.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct DemoPerson {
    /// Registration number.
    pub registration_number: String,
    /// Name, Latin script.
    pub name: String,
    /// What their file shows, in English.
    pub story: String,
}

/// Makes a demonstration fund in `folder`, or brings the one that is there to `port`. `progress` is told what is
/// being done, in English.
///
/// # Errors
/// [`ServiceError::Folder`] when the folder holds a fund that is not a demonstration; storage.
pub async fn prepare(
    folder: &Path,
    people: u32,
    port: u16,
    ports: Ports,
    progress: &mut (dyn FnMut(&str) + Send),
) -> Result<DemoReport, ServiceError> {
    let _ = (folder, people, port, ports, progress);
    Err(ServiceError::NotFound)
}
