//! What a seal refers to of its certificate.

use crate::der::NotDer;
use crate::x509::Certificate;
use damane_credential::PublicKey;

/// What a seal refers to.
#[derive(Debug, Clone)]
pub struct SealCertificate<'a> {
    /// Issuer's name, encoded.
    pub issuer: &'a [u8],
    /// Serial number, encoded.
    pub serial: &'a [u8],
    /// Common name of its subject, if it has one that reads as text.
    pub common_name: Option<String>,
    /// Its P-256 key.
    pub key: PublicKey,
}

impl<'a> SealCertificate<'a> {
    /// Reads a certificate of a P-256 key.
    pub fn read(der: &'a [u8]) -> Result<Self, NotDer> {
        let read = Certificate::read(der)?;
        let (common_name, key) = (read.common_name(), read.p256_key()?);
        Ok(Self { issuer: read.issuer, serial: read.serial, common_name, key })
    }
}
