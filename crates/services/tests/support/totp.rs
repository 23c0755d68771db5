//! An authenticator app, written from the text of the RFC: the fund's own code is what is tested.

/// What it shows for a Base32 secret at a moment, seconds (RFC 6238: SHA-1, 30 seconds, six digits).
pub fn totp(secret: &str, at: u64) -> String {
    let mut bits = String::new();
    for letter in secret.chars() {
        let value = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".find(letter).unwrap();
        bits.push_str(&format!("{value:05b}"));
    }
    let bytes: Vec<u8> = bits
        .as_bytes()
        .chunks_exact(8)
        .map(|byte| u8::from_str_radix(std::str::from_utf8(byte).unwrap(), 2).unwrap())
        .collect();
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &bytes);
    let tag = ring::hmac::sign(&key, &(at / 30).to_be_bytes());
    let place = usize::from(tag.as_ref()[19] & 15);
    let taken: [u8; 4] = tag.as_ref()[place..place + 4].try_into().unwrap();
    format!("{:06}", (u32::from_be_bytes(taken) & 0x7fff_ffff) % 1_000_000)
}
