//! Secrets: keys that wipe themselves, cannot be printed, and come from the system's generator.

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hmac;
use ring::rand::{SecureRandom, SystemRandom};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// The system's random generator gave nothing: no key may be made.
#[derive(Debug, thiserror::Error)]
#[error("the system's random generator failed")]
pub struct NoRandomness;

/// `N` bytes of the system's generator.
pub fn make_random<const N: usize>() -> Result<[u8; N], NoRandomness> {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).map_err(|_| NoRandomness)?;
    Ok(bytes)
}

/// A 256-bit key.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Key([u8; 32]);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(…)")
    }
}

impl Key {
    /// A new random key.
    pub fn make_random() -> Result<Self, NoRandomness> {
        make_random().map(Self)
    }

    /// A key from bytes kept elsewhere; `None` when they are not 32.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// A key from an array.
    pub fn from_array(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes, for a key store.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// The key as SQLCipher takes it: raw, so that it is not stretched again.
    pub fn as_pragma(&self) -> Zeroizing<String> {
        let digits = Zeroizing::new(hex::encode(self.0));
        Zeroizing::new(format!("\"x'{}'\"", digits.as_str()))
    }

    /// Seals another key under this one; `bound_to` must be the same when it is opened.
    pub fn seal(&self, inner: &Self, bound_to: &[u8]) -> Result<Vec<u8>, NoRandomness> {
        self.seal_bytes(&inner.0, bound_to)
    }

    /// Seals a secret of any length.
    pub fn seal_bytes(&self, secret: &[u8], bound_to: &[u8]) -> Result<Vec<u8>, NoRandomness> {
        let nonce: [u8; NONCE_LEN] = make_random()?;
        let mut body = Zeroizing::new(secret.to_vec());
        let tag = self
            .cipher()
            .and_then(|cipher| {
                let nonce = Nonce::assume_unique_for_key(nonce);
                cipher.seal_in_place_separate_tag(nonce, Aad::from(bound_to), &mut body).ok()
            })
            .ok_or(NoRandomness)?;
        Ok([&nonce[..], &body, tag.as_ref()].concat())
    }

    /// Opens what `seal` made; `None` when the key or what it is bound to differs.
    pub fn open(&self, sealed: &[u8], bound_to: &[u8]) -> Option<Self> {
        Self::from_bytes(&self.open_bytes(sealed, bound_to)?)
    }

    /// Opens what `seal_bytes` made.
    pub fn open_bytes(&self, sealed: &[u8], bound_to: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, body) = sealed.split_at_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut body = Zeroizing::new(body.to_vec());
        let length = self.cipher()?.open_in_place(nonce, Aad::from(bound_to), &mut body).ok()?.len();
        body.truncate(length);
        Some(body)
    }

    /// The key that this one becomes at a place; the same at the same place, and nothing to be told from it elsewhere.
    pub fn at(&self, place: &[u8]) -> Self {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &self.0), place).as_ref());
        Self(bytes)
    }

    fn cipher(&self) -> Option<LessSafeKey> {
        UnboundKey::new(&AES_256_GCM, &self.0).ok().map(LessSafeKey::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_key_opens_only_with_its_key_and_its_binding() {
        let (outer, inner) = (Key::make_random().unwrap(), Key::make_random().unwrap());
        let sealed = outer.seal(&inner, b"here").unwrap();
        assert_eq!(outer.open(&sealed, b"here").unwrap().expose(), inner.expose());
        assert!(outer.open(&sealed, b"there").is_none());
        assert!(inner.open(&sealed, b"here").is_none());
        assert!(outer.open(&sealed[..20], b"here").is_none());
    }

    #[test]
    fn a_key_cannot_be_printed() {
        assert_eq!(format!("{:?}", Key::from_array([7; 32])), "Key(…)");
    }
}
