//! Asking an authority about one certificate (OCSP, RFC 6960).

use crate::der::{NotDer, sequence, tag, value};
use crate::x509::{Certificate, issuer_digests, oid};
use ring::digest::SHA1_FOR_LEGACY_USE_ONLY;

/// Media type of a request (RFC 6960 appendix A.1.1).
pub const STATUS_QUERY_TYPE: &str = "application/ocsp-request";

/// OCSPRequest about one certificate. SHA-1 names the issuer, as every responder understands (RFC 5019 §2.1.1).
///
/// # Errors
/// When the issuer's key cannot be read.
pub fn make_status_request(
    certificate: &Certificate<'_>,
    issuer: &Certificate<'_>,
) -> Result<Vec<u8>, NotDer> {
    let sha_1 = sequence(&[oid::SHA_1, &[5, 0]]);
    let (name, key) = issuer_digests(&SHA1_FOR_LEGACY_USE_ONLY, issuer)?;
    let id = sequence(&[
        &sha_1,
        &value(tag::OCTET_STRING, &[name.as_ref()]),
        &value(tag::OCTET_STRING, &[key.as_ref()]),
        certificate.serial,
    ]);
    Ok(sequence(&[&sequence(&[&sequence(&[&sequence(&[&id])])])]))
}
