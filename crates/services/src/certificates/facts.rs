//! What certificates state, as it is kept, and as a person's file gives it today.

use crate::error::ServiceError;
use crate::people::PersonFile;
use damane_credential::Facts;
use damane_domain::career::CareerRules;
use damane_domain::certificates::{CertificateRules, EmploymentFacts, employment};
use damane_domain::ids::EmployerNumber;
use damane_domain::month::Month;
use damane_domain::time::Timestamp;
use damane_storage::StorageError;

/// What is stated, as it is kept.
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum FactsWords {
    Employment {
        employer: EmployerNumber,
        employer_name: String,
        declared_since: Month,
        last_month: Month,
        days_last_year: u32,
    },
}

pub(super) fn write_facts(facts: &Facts) -> Result<String, ServiceError> {
    let Facts::Employment(facts) = facts.clone();
    let EmploymentFacts { employer, employer_name, declared_since, last_month, days_last_year } = facts;
    let words =
        FactsWords::Employment { employer, employer_name, declared_since, last_month, days_last_year };
    serde_json::to_string(&words).map_err(|error| ServiceError::internal("facts", error))
}

pub(crate) fn read_facts(text: &str) -> Result<Facts, ServiceError> {
    let damaged = |_| ServiceError::from(StorageError::Damaged("facts"));
    let FactsWords::Employment { employer, employer_name, declared_since, last_month, days_last_year } =
        serde_json::from_str(text).map_err(damaged)?;
    Ok(Facts::Employment(EmploymentFacts {
        employer,
        employer_name,
        declared_since,
        last_month,
        days_last_year,
    }))
}

/// What a file lets an employment certificate state today.
pub(super) fn employment_facts(file: &PersonFile, now: Timestamp) -> Result<Facts, ServiceError> {
    let today = now.date();
    let rules = CertificateRules::at(today);
    let rules = rules.map_err(|error| ServiceError::internal("rules of certificates", error))?;
    let career_rules =
        CareerRules::at(today).map_err(|error| ServiceError::internal("rules of careers", error))?;
    let name = |number: &EmployerNumber| file.employer_name(number);
    let facts = employment(&file.career, name, today, &rules, &career_rules);
    facts.map(Facts::Employment).map_err(ServiceError::NotEntitled)
}
