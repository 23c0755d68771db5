//! Accounts, devices and sessions of insured persons.
