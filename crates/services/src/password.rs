//! Passwords: Argon2id with 19 MiB, two passes, one lane (OWASP's first choice), in its text form.

use crate::error::ServiceError;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};

const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Shortest and longest new password, characters.
const CHARS: std::ops::RangeInclusive<usize> = 12..=128;

/// Whether a new password is taken.
pub fn check_new_password(password: &str) -> Result<(), ServiceError> {
    let is_taken = CHARS.contains(&password.chars().count());
    if is_taken { Ok(()) } else { Err(ServiceError::InvalidInput("password")) }
}

/// Stands for the password of people who have no account: the same work, and no password fits.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5LWhhcy10aGlz$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

fn argon2() -> Result<Argon2<'static>, ServiceError> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None);
    let params = params.map_err(|error| ServiceError::internal("Argon2 parameters", error))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// What is kept of a password.
pub fn derive_hash(password: &str, salt: &[u8; 16]) -> Result<String, ServiceError> {
    let failed = |error| ServiceError::internal("password hash", error);
    let salt = SaltString::encode_b64(salt).map_err(failed)?;
    let hash = argon2()?.hash_password(password.as_bytes(), &salt).map_err(failed)?;
    Ok(hash.to_string())
}

/// Whether a password fits what is kept; for nobody's account the same work is done and the answer is no.
pub fn fits(password: &str, kept: Option<&str>) -> Result<bool, ServiceError> {
    let kept_hash = PasswordHash::new(kept.unwrap_or(NOBODY))
        .map_err(|error| ServiceError::internal("kept password hash", error))?;
    let fits = argon2()?.verify_password(password.as_bytes(), &kept_hash).is_ok();
    Ok(fits && kept.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_fits_its_own_hash_and_no_other() {
        let kept = derive_hash("zellige-bleu-2026", &[1; 16]).unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(fits("zellige-bleu-2026", Some(&kept)).unwrap());
        assert!(!fits("zellige-bleu-2027", Some(&kept)).unwrap());
    }

    #[test]
    fn nobodys_hash_costs_what_a_real_one_costs_and_fits_nothing() {
        let nobody = PasswordHash::new(NOBODY).unwrap();
        let real = derive_hash("x", &[1; 16]).unwrap();
        let real = PasswordHash::new(&real).unwrap();
        assert_eq!(
            (nobody.algorithm, nobody.version, &nobody.params),
            (real.algorithm, real.version, &real.params)
        );
        assert_eq!(nobody.hash.map(|hash| hash.len()), real.hash.map(|hash| hash.len()));
        assert!(!fits("", None).unwrap());
    }
}
