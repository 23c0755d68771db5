//! What an authenticator app shows (RFC 6238: SHA-1, thirty seconds, six digits), written here once more so that the
//! portal's own reckoning is not its only judge.

use ring::hmac::{HMAC_SHA1_FOR_LEGACY_USE_ONLY, Key, sign};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

const STEP: u64 = 30;
const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// An authenticator app that holds one secret and shows each code once.
pub struct Authenticator {
    secret: Vec<u8>,
    last: u64,
}

impl Authenticator {
    /// From the secret as a screen shows it: Base32, blanks allowed.
    ///
    /// # Panics
    /// When it is not Base32.
    pub fn new(shown: &str) -> Self {
        Self { secret: bytes_of(shown), last: 0 }
    }

    /// The next code, waited for where this step's was given already.
    ///
    /// # Panics
    /// When the machine's clock stands before 1970.
    pub async fn code(&mut self) -> String {
        while step() <= self.last {
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        self.last = step();
        derive(&self.secret, self.last)
    }
}

#[expect(clippy::disallowed_methods, reason = "an authenticator app reads the telephone's own clock")]
fn step() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs() / STEP
}

fn bytes_of(shown: &str) -> Vec<u8> {
    let (mut bytes, mut held, mut bits) = (Vec::new(), 0_u32, 0);
    for letter in shown.bytes().filter(|byte| !byte.is_ascii_whitespace() && *byte != b'=') {
        let value = LETTERS.iter().position(|known| *known == letter).expect("Base32");
        held = (held << 5 | value as u32) & 0xfff;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits) as u8);
        }
    }
    bytes
}

fn derive(secret: &[u8], step: u64) -> String {
    let mac = sign(&Key::new(HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret), &step.to_be_bytes());
    let mac = mac.as_ref();
    let place = usize::from(mac[19] & 0xf);
    let word = u32::from_be_bytes([mac[place], mac[place + 1], mac[place + 2], mac[place + 3]]);
    format!("{:06}", (word & 0x7fff_ffff) % 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, its last six digits.
    #[test]
    fn the_codes_are_those_of_the_standard() {
        let secret = bytes_of("GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        assert_eq!(secret, b"12345678901234567890");
        for (at, code) in [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000_u64, "353130")] {
            assert_eq!(derive(&secret, at / STEP), code);
        }
    }
}
