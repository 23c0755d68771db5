//! Certificates, signatures, revocation and timestamps of anyone, our own fund among them: read strictly, judged at a time
//! that is passed in. The one reader of this crate; `pki` and `timestamp` make what is read here.
//!
//! Own path checking on our own DER reader, with ring beneath: what a stranger's chain may ask for is a short list, and
//! what is not on it is refused rather than passed over.

mod algorithm;
mod certificate;
mod list;
pub(crate) mod oid;
mod path;
mod places;
mod response;
mod revocation;
mod roots;
mod signed;
mod token;

pub use crate::der::NotDer;
pub use algorithm::Problem;
#[cfg(all(test, feature = "seal"))]
pub(crate) use certificate::read_time;
pub use certificate::{Certificate, Extensions, Validity};
pub use list::RevocationList;
pub use path::climb;
pub(crate) use path::{Path, Purpose, Trouble, find_path};
#[cfg(feature = "seal")]
pub(crate) use response::issuer_digests;
pub use revocation::{Evidence, stands_now};
pub(crate) use revocation::{Standing, standing_of};
pub use roots::{NotARoot, Roots};
pub(crate) use signed::Signed;
pub(crate) use token::Token;
