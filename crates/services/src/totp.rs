//! Codes of authenticator apps: TOTP (RFC 6238) with SHA-1, six digits and thirty seconds, which is what every app reads
//! whatever its picture says.

use damane_domain::account::{AUTHENTICATOR_DIGITS, AUTHENTICATOR_STEP_SECONDS};
use damane_domain::time::Timestamp;
use ring::hmac;
use subtle::ConstantTimeEq;

/// Bytes of a secret: as many as the hash has (RFC 4226 §4, R6).
pub const SECRET_BYTES: usize = 20;
/// Steps taken before and after now: clocks of telephones go wrong by so much (RFC 6238 §5.2).
const AROUND: i64 = 1;

/// The code of a time step.
fn derive_code(key: &hmac::Key, step: i64, digits: u32) -> String {
    let tag = hmac::sign(key, &step.to_be_bytes());
    let tag = tag.as_ref();
    // RFC 4226 §5.3: the last four bits say where four bytes are taken, without their sign.
    let at = tag.last().map_or(0, |last| usize::from(last & 15));
    let taken = tag.get(at..).and_then(|rest| rest.first_chunk()).copied().unwrap_or_default();
    let number = u64::from(u32::from_be_bytes(taken) & 0x7fff_ffff) % 10_u64.pow(digits);
    format!("{number:0width$}", width = digits as usize)
}

/// What an authenticator with this secret shows now.
pub fn derive_current(secret: &[u8], now: Timestamp) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    derive_code(&key, now.seconds().div_euclid(AUTHENTICATOR_STEP_SECONDS), AUTHENTICATOR_DIGITS)
}

/// The time step of a code that fits around now and after `used_step`: none is taken twice (RFC 6238 §5.2).
pub fn find_step(secret: &[u8], code: &str, now: Timestamp, used_step: i64) -> Option<i64> {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    let current = now.seconds().div_euclid(AUTHENTICATOR_STEP_SECONDS);
    let fits = |step: &i64| {
        let right = derive_code(&key, *step, AUTHENTICATOR_DIGITS);
        bool::from(right.as_bytes().ct_eq(code.as_bytes()))
    };
    (current - AROUND..=current + AROUND).filter(fits).find(|step| *step > used_step)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"12345678901234567890";

    fn key() -> hmac::Key {
        hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, SECRET)
    }

    /// RFC 6238, appendix B, the SHA-1 column.
    #[test]
    fn the_vectors_of_the_rfc_come_out() {
        let vectors = [
            (59, "94287082"),
            (1_111_111_109, "07081804"),
            (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"),
            (20_000_000_000, "65353130"),
        ];
        for (seconds, code) in vectors {
            assert_eq!(derive_code(&key(), seconds / 30, 8), code);
        }
    }

    #[test]
    fn a_code_is_taken_one_step_around_now_and_once() {
        let now = Timestamp::from_seconds(3_000);
        for step in 97..=103_i64 {
            let code = derive_code(&key(), step, 6);
            let found = find_step(SECRET, &code, now, 0);
            assert_eq!(found, (99..=101).contains(&step).then_some(step), "{step}");
            assert_eq!(find_step(SECRET, &code, now, step), None, "it was taken");
        }
        assert_eq!(find_step(SECRET, "", now, 0), None);
    }
}
