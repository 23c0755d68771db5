//! What certificates state, as it is kept, and as a person's file gives it today.

use crate::error::ServiceError;
use crate::people::PersonFile;
use damane_domain::career::CareerRules;
use damane_domain::certificates::{CertificateKind, CertificateRules, Facts, Question, certify};
use damane_domain::ids::EmployerNumber;
use damane_domain::time::Timestamp;
use damane_storage::StorageError;

pub(super) fn write_facts(facts: &Facts) -> Result<String, ServiceError> {
    serde_json::to_string(facts).map_err(|error| ServiceError::internal("facts", error))
}

pub(crate) fn read_facts(text: &str) -> Result<Facts, ServiceError> {
    serde_json::from_str(text).map_err(|_| ServiceError::from(StorageError::Damaged("facts")))
}

/// What a file lets a certificate of a kind state today.
pub(super) fn certify_file(
    kind: CertificateKind,
    file: &PersonFile,
    now: Timestamp,
) -> Result<Facts, ServiceError> {
    let at = now.date();
    let rules = rules_of(kind, now)?;
    let career_rules =
        CareerRules::at(at).map_err(|error| ServiceError::internal("rules of careers", error))?;
    let employer_name = &|number: &EmployerNumber| file.employer_name(number);
    let question =
        Question { career: &file.career, employer_name, at, rules: &rules, career_rules: &career_rules };
    certify(kind, &question).map_err(ServiceError::NotEntitled)
}

/// The figures of a kind on a day.
pub(super) fn rules_of(kind: CertificateKind, now: Timestamp) -> Result<CertificateRules, ServiceError> {
    CertificateRules::at(kind, now.date())
        .map_err(|error| ServiceError::internal("rules of certificates", error))
}
