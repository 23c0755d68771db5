//! The words of the wire: what the portal, the app's commands and the UI say to each other.
//!
//! This crate only grows: an installed app stays old for months, so a field is never removed
//! or given another meaning without a decision record.

mod account;
mod career;
mod certificates;
mod claims;
mod details;
mod devices;
mod drafts;
mod error;
mod folder;
mod fund;
mod job_loss;
pub mod limits;
mod office;
mod pdf_report;
mod pension;
mod pension_request;
mod recovery;
mod references;
mod reimbursements;
mod second_factor;
mod sign_up;
mod vault;
mod verification;

pub use account::*;
pub use career::*;
pub use certificates::*;
pub use claims::*;
pub use details::*;
pub use devices::*;
pub use drafts::*;
pub use error::*;
pub use folder::*;
pub use fund::*;
pub use job_loss::*;
pub use office::*;
pub use pdf_report::*;
pub use pension::*;
pub use pension_request::*;
pub use recovery::*;
pub use references::*;
pub use reimbursements::*;
pub use second_factor::*;
pub use sign_up::*;
pub use vault::*;
pub use verification::*;
