//! The verifiable certificate: claims, CBOR, COSE_Sign1, QR text, trust list, status list, verification.
