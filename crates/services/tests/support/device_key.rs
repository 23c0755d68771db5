//! A device's key in a test, and the proofs it signs (DPoP).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use damane_services::{Fund, KeyProof, ShownProof};
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::json;
use std::sync::atomic::{AtomicU32, Ordering};

pub struct DeviceKey {
    key: EcdsaKeyPair,
    made: AtomicU32,
}

impl DeviceKey {
    pub fn new() -> Self {
        let random = SystemRandom::new();
        let key = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, key.as_ref(), &random).unwrap();
        Self { key, made: AtomicU32::new(0) }
    }

    /// The text of a proof for a request now.
    pub fn sign(&self, fund: &Fund, method: &str, path: &str, token: Option<&str>) -> String {
        let (x, y) = self.key.public_key().as_ref()[1..].split_at(32);
        let jwk = json!({"kty": "EC", "crv": "P-256", "x": encode(x), "y": encode(y)});
        let header = json!({"typ": "dpop+jwt", "alg": "ES256", "jwk": jwk});
        let mut claims = json!({
            "jti": format!("proof-{}", self.made.fetch_add(1, Ordering::SeqCst)),
            "htm": method,
            "htu": format!("{}{path}", fund.profile().portal_url),
            "iat": fund.now().seconds(),
        });
        if let Some(token) = token {
            claims["ath"] = json!(encode(digest(&SHA256, token.as_bytes())));
        }
        let signed = format!("{}.{}", encode(header.to_string()), encode(claims.to_string()));
        let signature = self.key.sign(&SystemRandom::new(), signed.as_bytes()).unwrap();
        format!("{signed}.{}", encode(signature))
    }

    /// A proof as the portal's door hands it over.
    pub fn prove(&self, fund: &Fund, method: &str, path: &str, token: Option<&str>) -> KeyProof {
        let proof = self.sign(fund, method, path, token);
        fund.check_proof(ShownProof { proof: &proof, method, path, token }).unwrap()
    }
}

fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
