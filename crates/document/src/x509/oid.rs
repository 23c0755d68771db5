//! Object identifiers of certificates, lists, answers and timestamps, each as its whole DER encoding.

/// rsaEncryption (RFC 8017 appendix C), then the older and newer names beside it.
pub const RSA: &[u8] = &[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1];
/// md5WithRSAEncryption.
pub const RSA_MD5: &[u8] = &[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 4];
/// sha1WithRSAEncryption.
pub const RSA_SHA_1: &[u8] = &[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 5];
/// id-RSASSA-PSS.
pub const RSA_PSS: &[u8] = &[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 10];
/// sha256WithRSAEncryption.
pub const RSA_SHA_256: &[u8] = &[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11];
/// sha384WithRSAEncryption.
pub const RSA_SHA_384: &[u8] = &[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 12];
/// sha512WithRSAEncryption.
pub const RSA_SHA_512: &[u8] = &[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 13];
/// ecdsa-with-SHA1 (RFC 3279 §2.2.3).
pub const ECDSA_SHA_1: &[u8] = &[6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 1];
/// ecdsa-with-SHA384 (RFC 5758 §3.2).
pub const ECDSA_SHA_384: &[u8] = &[6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 3];
/// ecdsa-with-SHA512.
pub const ECDSA_SHA_512: &[u8] = &[6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 4];
/// secp384r1 (RFC 5480 §2.1.1.1).
pub const P_384: &[u8] = &[6, 5, 0x2b, 0x81, 4, 0, 0x22];
/// secp521r1.
#[cfg(feature = "curves")]
pub const P_521: &[u8] = &[6, 5, 0x2b, 0x81, 4, 0, 0x23];
/// md5 (RFC 3370 §2.2).
pub const MD_5: &[u8] = &[6, 8, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 2, 5];
/// id-sha1 (RFC 3370 §2.1).
pub const SHA_1: &[u8] = &[6, 5, 0x2b, 0x0e, 3, 2, 0x1a];
/// id-sha384 (RFC 5754 §2.3).
pub const SHA_384: &[u8] = &[6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 2];
/// id-sha512 (RFC 5754 §2.4).
pub const SHA_512: &[u8] = &[6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 3];
/// id-mgf1 (RFC 8017 appendix B.2.1).
pub const MGF_1: &[u8] = &[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 8];

/// id-aa-signingCertificate (RFC 2634 §5.4).
pub const SIGNING_CERTIFICATE: &[u8] = &[6, 11, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 2, 12];
/// id-ct-TSTInfo (RFC 3161 §2.4.2).
pub const TIMESTAMP_CONTENT: &[u8] = &[6, 11, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 1, 4];
/// adbe-revocationInfoArchival (ISO 32000-2 §12.8.3.3.2).
pub const ADOBE_REVOCATION: &[u8] = &[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x2f, 1, 1, 8];
/// id-pkix-ocsp-basic (RFC 6960 §4.2.1).
pub const OCSP_BASIC: &[u8] = &[6, 9, 0x2b, 6, 1, 5, 5, 7, 0x30, 1, 1];

/// id-at-organizationName.
pub const ORGANISATION: &[u8] = &[6, 3, 0x55, 4, 10];
/// id-ce-subjectKeyIdentifier (RFC 5280 §4.2.1.2).
pub const SUBJECT_KEY_ID: &[u8] = &[6, 3, 0x55, 0x1d, 14];
/// id-ce-keyUsage (§4.2.1.3).
pub const KEY_USAGE: &[u8] = &[6, 3, 0x55, 0x1d, 15];
/// id-ce-subjectAltName (§4.2.1.6).
pub const OTHER_NAME: &[u8] = &[6, 3, 0x55, 0x1d, 17];
/// id-ce-basicConstraints (§4.2.1.9).
pub const BASIC_CONSTRAINTS: &[u8] = &[6, 3, 0x55, 0x1d, 19];
/// id-ce-cRLNumber (§5.2.3).
pub const LIST_NUMBER: &[u8] = &[6, 3, 0x55, 0x1d, 20];
/// id-ce-cRLReasons (§5.3.1).
pub const REVOCATION_REASON: &[u8] = &[6, 3, 0x55, 0x1d, 21];
/// id-ce-issuingDistributionPoint (§5.2.5).
pub const LIST_SCOPE: &[u8] = &[6, 3, 0x55, 0x1d, 28];
/// id-ce-cRLDistributionPoints (§4.2.1.13).
pub const LIST_PLACES: &[u8] = &[6, 3, 0x55, 0x1d, 31];
/// id-ce-certificatePolicies (§4.2.1.4).
pub const POLICIES: &[u8] = &[6, 3, 0x55, 0x1d, 32];
/// id-ce-authorityKeyIdentifier (§4.2.1.1).
pub const AUTHORITY_KEY_ID: &[u8] = &[6, 3, 0x55, 0x1d, 35];
/// id-ce-extKeyUsage (§4.2.1.12).
pub const PURPOSES: &[u8] = &[6, 3, 0x55, 0x1d, 37];
/// id-ce-nameConstraints (§4.2.1.10).
pub const NAME_CONSTRAINTS: &[u8] = &[6, 3, 0x55, 0x1d, 30];

/// id-pe-authorityInfoAccess (§4.2.2.1).
pub const AUTHORITY_ACCESS: &[u8] = &[6, 8, 0x2b, 6, 1, 5, 5, 7, 1, 1];
/// id-ad-ocsp (RFC 6960 §3.1).
pub const STATUS_PLACE: &[u8] = &[6, 8, 0x2b, 6, 1, 5, 5, 7, 0x30, 1];
/// id-ad-caIssuers (§4.2.2.1).
#[cfg(feature = "seal")]
pub const ISSUER_PLACE: &[u8] = &[6, 8, 0x2b, 6, 1, 5, 5, 7, 0x30, 2];

/// anyExtendedKeyUsage (§4.2.1.12).
pub const ANY_PURPOSE: &[u8] = &[6, 4, 0x55, 0x1d, 37, 0];
/// id-kp-emailProtection.
pub const FOR_MAIL: &[u8] = &[6, 8, 0x2b, 6, 1, 5, 5, 7, 3, 4];
/// id-kp-timeStamping.
pub const FOR_TIMESTAMPS: &[u8] = &[6, 8, 0x2b, 6, 1, 5, 5, 7, 3, 8];
/// id-kp-OCSPSigning.
pub const FOR_STATUS: &[u8] = &[6, 8, 0x2b, 6, 1, 5, 5, 7, 3, 9];
/// id-kp-documentSigning (RFC 9336).
pub const FOR_DOCUMENTS: &[u8] = &[6, 8, 0x2b, 6, 1, 5, 5, 7, 3, 36];
/// Adobe's purpose for PDF signing.
pub const FOR_PDF: &[u8] = &[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x2f, 1, 1, 5];
/// Microsoft's purpose for document signing.
pub const FOR_DOCUMENTS_MS: &[u8] = &[6, 10, 0x2b, 6, 1, 4, 1, 0x82, 0x37, 10, 3, 12];
