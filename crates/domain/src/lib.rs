//! The law of the house: identifiers, money, months, careers and the rules of each procedure.
//!
//! No input or output, no clock, no chance: time is an argument, figures come from dated TOML.

pub mod account;
pub mod career;
pub mod certificates;
pub mod claim;
pub mod explanation;
pub mod fund;
pub mod ids;
pub mod job_loss;
pub mod money;
pub mod month;
pub mod office;
pub mod parameters;
pub mod pdf_report;
pub mod pension;
pub mod person;
pub mod reference;
pub mod reimbursements;
pub mod situation;
pub mod time;
pub mod verification;
