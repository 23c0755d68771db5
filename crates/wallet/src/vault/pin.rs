//! The PIN: stretched by Argon2id (RFC 9106) into the key that wraps the data key, with growing
//! waits between failures and an end after ten.

use crate::secret::Key;
use argon2::{Algorithm, Argon2, Params, Version};
use std::time::Duration;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Failures after which the vault is wiped.
pub const LAST_FAILURE: u32 = 10;
/// Fewest digits.
const FEWEST: usize = 6;
/// Most digits.
const MOST: usize = 12;

/// A PIN that may be tried.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Pin(String);

impl std::fmt::Debug for Pin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pin(…)")
    }
}

impl Pin {
    /// Six to twelve digits, as typed.
    pub fn parse(typed: &str) -> Option<Self> {
        let fits = (FEWEST..=MOST).contains(&typed.len()) && typed.bytes().all(|byte| byte.is_ascii_digit());
        fits.then(|| Self(typed.to_owned()))
    }

    /// A PIN one may choose: not one digit repeated, not digits in a row.
    pub fn parse_new(typed: &str) -> Option<Self> {
        let pin = Self::parse(typed)?;
        let steps: Vec<i16> =
            typed.as_bytes().windows(2).map(|pair| i16::from(pair[1]) - i16::from(pair[0])).collect();
        let easy =
            steps.windows(2).all(|pair| pair[0] == pair[1]) && steps.iter().all(|step| step.abs() <= 1);
        (!easy).then_some(pin)
    }

    /// The wrapping key.
    pub fn derive(&self, salt: &[u8], cost: PinCost) -> Option<Key> {
        let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(32)).ok()?;
        let mut key = [0; 32];
        let stretched = Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(self.0.as_bytes(), salt, &mut key)
            .ok()
            .map(|()| Key::from_array(key));
        key.zeroize();
        stretched
    }
}

/// What a try costs. Written beside the vault, so that it can be raised later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct PinCost {
    /// Memory, KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl PinCost {
    /// What the app uses: well above the 19 MiB a portal can afford, since only one person waits.
    pub const APP: Self = Self { memory_kib: 64 * 1024, passes: 3, lanes: 1 };
}

/// Wait before another try, after so many failures in a row.
pub fn wait_after(failures: u32) -> Duration {
    Duration::from_secs(match failures {
        0..=3 => 0,
        4 => 30,
        5 => 60,
        6 => 5 * 60,
        7 => 15 * 60,
        _ => 60 * 60,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_in_a_row_or_repeated_cannot_be_chosen_but_others_can() {
        for refused in ["000000", "123456", "987654", "12345", "1234567890123", "12a456", ""] {
            assert!(Pin::parse_new(refused).is_none(), "{refused}");
        }
        for accepted in ["190284", "112233", "246810"] {
            assert!(Pin::parse_new(accepted).is_some(), "{accepted}");
        }
    }

    #[test]
    fn waits_grow_and_never_shrink() {
        let waits: Vec<Duration> = (0..LAST_FAILURE).map(wait_after).collect();
        assert!(waits.is_sorted());
        assert_eq!(waits[3], Duration::ZERO);
        assert!(waits[9] >= Duration::from_secs(3600));
    }

    #[test]
    fn another_salt_gives_another_key() {
        let pin = Pin::parse("190284").unwrap();
        let cost = PinCost { memory_kib: 64, passes: 1, lanes: 1 };
        let (a, b) = (pin.derive(&[1; 16], cost).unwrap(), pin.derive(&[2; 16], cost).unwrap());
        assert_ne!(a.expose(), b.expose());
        assert_eq!(a.expose(), pin.derive(&[1; 16], cost).unwrap().expose());
    }

    #[test]
    fn the_app_spends_at_least_nineteen_mebibytes_a_try() {
        const { assert!(PinCost::APP.memory_kib >= 19 * 1024) };
    }
}
