//! The printed certificate: its page (feature `compose`), its PAdES seal (feature `seal`), and verifying a PDF.

mod cms;
#[cfg(feature = "compose")]
mod compose;
mod der;
mod foreign;
mod oid;
mod own;
mod pdf;
#[cfg(feature = "seal")]
pub mod pki;
#[cfg(feature = "seal")]
pub mod seal;
#[cfg(feature = "seal")]
pub mod timestamp;
mod verify;
mod written;
pub mod x509;

#[cfg(feature = "compose")]
pub use compose::{
    ComposeError, Page, Paper, PaperRow, PaperTable, Section, compose, compose_cold, compose_paper,
    write_amount,
};
#[cfg(feature = "seal")]
pub use seal::{SealError, SealIdentity, seal};
pub use verify::{
    MAX_PDF, PdfSeal, PdfVerification, is_pdf, verify, verify_with_roots, verify_without_trust,
};
pub use x509::{NotARoot, Roots};

/// Name of the attached file with the certificate's claims.
pub(crate) const CLAIMS_FILE: &str = "claims.cose";

/// Where the seal is printed and its field lies: left, bottom, right, top, in points (1/72 inch).
#[cfg(feature = "seal")]
pub(crate) const SEAL_BOX: [u32; 4] = [387, 92, 541, 244];
