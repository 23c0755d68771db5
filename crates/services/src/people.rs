//! Who a signed-in person is, and what their file says of their work today.

use crate::account::Session;
use crate::error::ServiceError;
use crate::fund::Fund;
use damane_domain::career::Employment;
use damane_domain::ids::RegistrationNumber;
use damane_domain::person::PersonName;

/// A person and their employment in one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonSummary {
    /// Registration number.
    pub registration_number: RegistrationNumber,
    /// Name.
    pub name: PersonName,
    /// What the last declarations say.
    pub employment: Employment,
    /// Name of the employer, when declared.
    pub employer_name: Option<String>,
}

impl Fund {
    /// Who is signed in.
    ///
    /// # Errors
    /// Storage only.
    pub async fn person(&self, session: &Session) -> Result<PersonSummary, ServiceError> {
        let _ = session;
        Err(ServiceError::NotFound)
    }
}
