//! Object identifiers of certificates, revocation lists and timestamps, each as its whole DER encoding.

/// id-ce-cRLNumber (RFC 5280 §5.2.3).
pub const LIST_NUMBER: &[u8] = &[6, 3, 0x55, 0x1d, 20];
/// id-ce-cRLReasons (RFC 5280 §5.3.1).
pub const REVOCATION_REASON: &[u8] = &[6, 3, 0x55, 0x1d, 21];
/// id-ce-cRLDistributionPoints (RFC 5280 §4.2.1.13).
pub const LIST_PLACES: &[u8] = &[6, 3, 0x55, 0x1d, 31];
/// id-ce-extKeyUsage (RFC 5280 §4.2.1.12).
pub const EXTENDED_KEY_USAGE: &[u8] = &[6, 3, 0x55, 0x1d, 37];
/// id-pe-authorityInfoAccess (RFC 5280 §4.2.2.1).
pub const AUTHORITY_ACCESS: &[u8] = &[6, 8, 0x2b, 6, 1, 5, 5, 7, 1, 1];
/// id-ad-ocsp (RFC 6960 §3.1).
pub const OCSP: &[u8] = &[6, 8, 0x2b, 6, 1, 5, 5, 7, 0x30, 1];
/// id-ad-caIssuers (RFC 5280 §4.2.2.1).
pub const ISSUER_PLACE: &[u8] = &[6, 8, 0x2b, 6, 1, 5, 5, 7, 0x30, 2];
/// id-kp-timeStamping (RFC 5280 §4.2.1.12).
pub const TIMESTAMPING: &[u8] = &[6, 8, 0x2b, 6, 1, 5, 5, 7, 3, 8];
/// id-kp-OCSPSigning (RFC 6960 §4.2.2.2).
pub const OCSP_SIGNING: &[u8] = &[6, 8, 0x2b, 6, 1, 5, 5, 7, 3, 9];
/// id-pkix-ocsp-basic (RFC 6960 §4.2.1).
pub const OCSP_BASIC: &[u8] = &[6, 9, 0x2b, 6, 1, 5, 5, 7, 0x30, 1, 1];
/// id-ct-TSTInfo (RFC 3161 §2.4.2).
pub const TIMESTAMP_CONTENT: &[u8] = &[6, 11, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 1, 4];
/// id-aa-timeStampToken (RFC 3161 appendix A).
pub const TIMESTAMP_TOKEN: &[u8] = &[6, 11, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 2, 14];
/// id-aa-signingCertificate (RFC 2634 §5.4), which older timestamp authorities still write.
pub const SIGNING_CERTIFICATE: &[u8] = &[6, 11, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 2, 12];
/// id-sha1 (RFC 3279 §2.1): names things here, protects nothing.
pub const SHA_1: &[u8] = &[6, 5, 0x2b, 0x0e, 3, 2, 0x1a];
/// id-sha384 (RFC 5754 §2.3).
pub const SHA_384: &[u8] = &[6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 2];
/// id-sha512 (RFC 5754 §2.4).
pub const SHA_512: &[u8] = &[6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 3];
/// rsaEncryption (RFC 3279 §2.3.1).
pub const RSA: &[u8] = &[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1];
/// id-RSASSA-PSS (RFC 4055 §3.1).
pub const RSA_PSS: &[u8] = &[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 10];
/// sha256WithRSAEncryption (RFC 4055 §5).
pub const RSA_SHA_256: &[u8] = &[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11];
/// sha384WithRSAEncryption.
pub const RSA_SHA_384: &[u8] = &[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 12];
/// sha512WithRSAEncryption.
pub const RSA_SHA_512: &[u8] = &[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 13];
/// ecdsa-with-SHA384 (RFC 5758 §3.2).
pub const ECDSA_SHA_384: &[u8] = &[6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 3];
/// secp384r1 (RFC 5480 §2.1.1.1).
pub const P_384: &[u8] = &[6, 5, 0x2b, 0x81, 4, 0, 34];
