//! The reference a person quotes.

use super::kind::CertificateKind;
use crate::ids::CertificateId;

/// What a person quotes: `EM-7K4M-29QX-81TN`, sixty bits of the id.
pub fn reference(kind: CertificateKind, id: &CertificateId) -> String {
    crate::reference::reference(kind.details().letters, &id.0)
}
