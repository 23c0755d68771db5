//! The register of insured persons.
