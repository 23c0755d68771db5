//! The verifiable certificate: claims, CBOR, COSE_Sign1, QR text, trust list, status list, verification.
//!
//! One signed object, three envelopes: the printed code, the Claim 169 text, the PDF's attachment. Reading
//! goes `code` → `inflate` → `cbor` → `cose` → `verify`; each step refuses before the next one starts.

mod base45;
mod bundle;
pub mod cbor;
mod claims;
#[cfg(test)]
mod claims_conformance;
mod code;
#[cfg(test)]
mod conformance;
mod cose;
mod digits;
mod error;
mod facts;
#[cfg(feature = "issue")]
mod fit;
mod inflate;
#[cfg(feature = "issue")]
mod issue;
mod keys;
#[cfg(feature = "scan")]
mod scan;
mod status;
mod trust;
mod verify;
mod wire;

pub use bundle::TrustBundle;
pub use claims::{Claims, StatusPointer, status_list_of};
pub use code::{
    CAPACITY_BITS, ForeignCode, MAX_COSE, MAX_DEFLATED, MAX_HOST, MAX_TEXT, claim169_text, qr_text,
};
pub use damane_domain::certificates::Facts;
pub use error::{Malformed, SealError, TrustError};
#[cfg(feature = "issue")]
pub use fit::{MAX_ISSUER, fit_to_code};
#[cfg(feature = "issue")]
pub use issue::{P256Signer, Signer, seal, seal_status_list, seal_trust_list};
pub use keys::{KeyId, PublicKey};
#[cfg(feature = "scan")]
pub use scan::{MAX_FILE, ScanError, codes_in_image, codes_in_luma};
pub use status::{MIN_ENTRIES, Status, StatusEntries, StatusList, StatusListContent};
pub use trust::{KeyProblem, KeyState, SealingKey, StatusAddress, TrustList, TrustListContent};
pub use verify::{
    CLOCK_TOLERANCE_SECONDS, HTTP_DATE_TOLERANCE_SECONDS, Verification, VerifiedCertificate, clock_agrees,
    deciding, verify, verify_cose, verify_without_trust,
};
