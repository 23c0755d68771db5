//! The key a request comes with, so that it counts once however often it is sent.

use crate::error::ServiceError;

/// Longest key, characters.
const KEY_CHARS: usize = 64;

/// Whether a key is one: 1 to 64 visible characters.
///
/// # Errors
/// [`ServiceError::InvalidInput`], named as the header is.
pub fn check_key(key: &str) -> Result<(), ServiceError> {
    let is_visible = key.bytes().all(|byte| byte.is_ascii_graphic());
    if (1..=KEY_CHARS).contains(&key.len()) && is_visible {
        Ok(())
    } else {
        Err(ServiceError::InvalidInput("idempotency-key"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_visible_and_short() {
        assert!(check_key(&"k".repeat(64)).is_ok());
        for key in ["", "a key", "clé", &"k".repeat(65)] {
            assert!(check_key(key).is_err(), "{key}");
        }
    }
}
