//! Public keys by their names: P-256 points, checked by ring; a key's id is a digest of its point.

use ring::{digest, signature};

use crate::error::TrustError;

/// First eight bytes of SHA-256 over the uncompressed public point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyId(pub [u8; 8]);

impl KeyId {
    /// Sixteen lower-case hex digits.
    pub fn to_hex(self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// An uncompressed P-256 point (SEC 1 §2.3.3): 0x04, X, Y.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublicKey([u8; 65]);

impl PublicKey {
    /// Takes an uncompressed point. Whether it lies on the curve is found at the first verification.
    pub fn from_point(point: &[u8]) -> Result<Self, TrustError> {
        match <[u8; 65]>::try_from(point) {
            Ok(point) if point[0] == 0x04 => Ok(Self(point)),
            _ => Err(TrustError::Bundle),
        }
    }

    /// The point's bytes.
    pub fn as_point(&self) -> &[u8; 65] {
        &self.0
    }

    /// Derives the key's id.
    pub fn kid(&self) -> KeyId {
        let digest = digest::digest(&digest::SHA256, &self.0);
        let mut kid = [0; 8];
        kid.copy_from_slice(&digest.as_ref()[..8]);
        KeyId(kid)
    }

    /// Whether `signature` (r‖s) over `message` is this key's: ECDSA P-256 with SHA-256.
    pub fn verifies(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        signature::UnparsedPublicKey::new(&signature::ECDSA_P256_SHA256_FIXED, &self.0)
            .verify(message, signature)
            .is_ok()
    }
}
