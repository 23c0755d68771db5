//! HTTP server: routes, sessions, limits, delivery, the UI. One of the three front doors: it translates, and decides
//! nothing.

mod account;
mod answer;
mod caller;
mod care_words;
mod career;
mod certificates;
mod claim_words;
mod claims;
mod cookies;
mod delivery;
mod details;
mod devices;
mod documents;
mod fund;
mod guards;
mod headers;
mod job_loss;
mod job_loss_words;
mod keys;
mod metrics;
mod my_file;
mod observe;
mod office;
mod operation;
mod outbox;
mod outside;
mod passkeys;
mod pension;
mod pension_request_words;
mod pension_words;
mod pki;
mod proof;
mod protection;
mod protection_words;
mod recovery;
mod references;
mod reimbursement_words;
mod reimbursements;
mod routes;
mod serve;
mod sign_up;
mod state;
mod ui;
mod verification;
mod words;

pub use delivery::{Carriers, SetUpError};
pub use outside::HttpOutside;
pub use routes::openapi;
pub use serve::{runtime, serve};
pub use state::{Patience, Placement, Portal};

/// Log lines as JSON on standard error; `filter` as in `info,damane_portal=debug`.
pub fn log_to_stderr(filter: &str) {
    let filter = tracing_subscriber::EnvFilter::try_new(filter).unwrap_or_else(|_| "info".into());
    let lines = tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr);
    // A test that set one already keeps it.
    let _kept = lines.try_init();
}
