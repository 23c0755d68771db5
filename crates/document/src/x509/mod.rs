//! Certificates, signatures, revocation and timestamps of strangers: read strictly, judged at a time that is passed in.
//!
//! Own path checking on our own DER reader, with ring beneath: what a stranger's chain may ask for is a short list, and
//! what is not on it is refused rather than passed over.

mod algorithm;
mod certificate;
mod oid;
mod path;
mod revocation;
mod roots;
mod signed;
mod token;

pub use algorithm::Problem;
pub use certificate::Certificate;
pub use path::{Path, Purpose, Trouble, find_path};
pub use revocation::{Evidence, Standing, standing_of};
pub use roots::{NotARoot, Roots};
pub use signed::Signed;
pub use token::Token;
