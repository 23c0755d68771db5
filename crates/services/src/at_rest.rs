//! What the fund must read again, unlike a password: kept encrypted (AES-256-GCM) under a key that is not beside it, and
//! bound to whom or where it belongs.

use crate::error::ServiceError;
use crate::ports::Chance;
use crate::secrets::make_bytes;
use damane_domain::ids::PersonId;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hkdf::{HKDF_SHA256, Salt};
use zeroize::Zeroizing;

/// What the key is derived for: the same bytes give another key for another purpose.
const PURPOSE: &[u8] = b"damane secrets at rest 1";
/// First byte of what is kept: says how the rest is read.
const FORM: u8 = 1;

/// The key. It is derived, not kept: from the key that codes are kept under, so that several portals of one fund agree
/// on it without being told.
pub struct AtRestKey(LessSafeKey);

impl AtRestKey {
    /// Derives it (HKDF-SHA-256, RFC 5869) from the 32 bytes of `codes.key`.
    pub fn derive(codes_key: &[u8; 32]) -> Result<Self, ServiceError> {
        let drawn = Salt::new(HKDF_SHA256, &[]).extract(codes_key);
        let key = drawn.expand(&[PURPOSE], &AES_256_GCM);
        let key = key.map_err(|error| ServiceError::internal("key of secrets at rest", error))?;
        Ok(Self(LessSafeKey::new(UnboundKey::from(key))))
    }

    /// A key that was drawn: a document's own.
    pub fn of(drawn: &[u8; 32]) -> Result<Self, ServiceError> {
        let key = UnboundKey::new(&AES_256_GCM, drawn);
        let key = key.map_err(|error| ServiceError::internal("key of a document", error))?;
        Ok(Self(LessSafeKey::new(key)))
    }

    /// Encrypts a secret of a person. Nonces are random: there are far fewer secrets than 2^32.
    pub fn seal(
        &self,
        chance: &dyn Chance,
        person: PersonId,
        secret: &[u8],
    ) -> Result<Vec<u8>, ServiceError> {
        self.seal_for(chance, &person.0.to_be_bytes(), secret)
    }

    /// Decrypts a secret of a person.
    pub fn open(&self, person: PersonId, kept: &[u8]) -> Result<Zeroizing<Vec<u8>>, ServiceError> {
        self.open_for(&person.0.to_be_bytes(), kept)
    }

    /// Encrypts what belongs to a place: in another one it does not open.
    pub fn seal_for(
        &self,
        chance: &dyn Chance,
        place: &[u8],
        secret: &[u8],
    ) -> Result<Vec<u8>, ServiceError> {
        let nonce = make_bytes::<NONCE_LEN>(chance);
        let mut sealed = Zeroizing::new(secret.to_vec());
        let tag = self.0.seal_in_place_separate_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(place),
            &mut sealed,
        );
        let tag = tag.map_err(|error| ServiceError::internal("secret at rest", error))?;
        Ok([&[FORM], &nonce[..], &sealed, tag.as_ref()].concat())
    }

    /// Decrypts what belongs to a place.
    pub fn open_for(&self, place: &[u8], kept: &[u8]) -> Result<Zeroizing<Vec<u8>>, ServiceError> {
        let unread = || ServiceError::internal("secret at rest", "it does not fit its key");
        let (form, rest) = kept.split_first().ok_or_else(unread)?;
        let (nonce, sealed) = rest.split_first_chunk::<NONCE_LEN>().ok_or_else(unread)?;
        if *form != FORM {
            return Err(unread());
        }
        let mut opened = Zeroizing::new(sealed.to_vec());
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let length = self.0.open_in_place(nonce, Aad::from(place), &mut opened).map_err(|_| unread())?.len();
        opened.truncate(length);
        Ok(opened)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Ones;
    impl Chance for Ones {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(0xff);
        }
    }

    #[test]
    fn a_secret_comes_back_under_its_own_key_for_its_own_person_alone() {
        let key = AtRestKey::derive(&[7; 32]).unwrap();
        let kept = key.seal(&Ones, PersonId(1), b"a secret of twenty b").unwrap();
        assert!(!kept.windows(6).any(|window| window == b"secret"));
        assert_eq!(&key.open(PersonId(1), &kept).unwrap()[..], b"a secret of twenty b");
        assert!(key.open(PersonId(2), &kept).is_err());
        assert!(AtRestKey::derive(&[8; 32]).unwrap().open(PersonId(1), &kept).is_err());
        for at in 0..kept.len() {
            let mut changed = kept.clone();
            changed[at] ^= 1;
            assert!(key.open(PersonId(1), &changed).is_err(), "byte {at}");
        }
        assert!(key.open(PersonId(1), &kept[..12]).is_err());
    }

    #[test]
    fn a_document_opens_under_its_own_name_and_key_alone() {
        let key = AtRestKey::of(&[7; 32]).unwrap();
        let kept = key.seal_for(&Ones, b"documents/a", b"a blood test").unwrap();
        assert_eq!(&key.open_for(b"documents/a", &kept).unwrap()[..], b"a blood test");
        assert!(key.open_for(b"documents/b", &kept).is_err(), "moved under another name");
        assert!(AtRestKey::of(&[8; 32]).unwrap().open_for(b"documents/a", &kept).is_err());
    }
}
