//! What strangers verify with: the signed trust list, and one signed status list a year.

use crate::error::ServiceError;
use crate::fund::Fund;

impl Fund {
    /// The trust list, signed by the fund's root key (CWT).
    ///
    /// # Errors
    /// Storage or signing only.
    pub async fn trust_list(&self) -> Result<Vec<u8>, ServiceError> {
        Err(ServiceError::NotFound)
    }

    /// The status list of a year, signed by a sealing key (Token Status List, CWT form).
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for a year the trust list does not name.
    pub async fn status_list(&self, year: u16) -> Result<Vec<u8>, ServiceError> {
        let _ = year;
        Err(ServiceError::NotFound)
    }

    /// The X.509 root that PDF readers chain the seal to, DER.
    pub fn pdf_root(&self) -> &[u8] {
        &[]
    }
}
