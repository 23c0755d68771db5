//! The printed certificate: page, PAdES seal, PDF verification.
