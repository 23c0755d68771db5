//! This device's own key (P-256), and the proofs it signs for the portal (DPoP, RFC 9449): a token that is copied from
//! here is of no use to whoever has not the key as well.

use crate::secret::{NoRandomness, make_random};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use zeroize::Zeroizing;

/// A key of one device and one person.
pub struct DeviceKey {
    secret: Zeroizing<Vec<u8>>,
    pair: EcdsaKeyPair,
    /// First part of every proof: the type, the algorithm and the public key.
    header: String,
}

impl std::fmt::Debug for DeviceKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DeviceKey(…)")
    }
}

/// What a proof is for.
#[derive(Debug, Clone, Copy)]
pub struct ProofOf<'a> {
    /// Method of the request.
    pub method: &'a str,
    /// Its address, without a query.
    pub url: &'a str,
    /// The token it carries.
    pub token: Option<&'a str>,
    /// The portal's clock, seconds since 1970.
    pub at: i64,
}

impl DeviceKey {
    /// A new key.
    pub fn make() -> Result<Self, NoRandomness> {
        let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
        let made = made.map_err(|_| NoRandomness)?;
        Self::read(Zeroizing::new(made.as_ref().to_vec())).ok_or(NoRandomness)
    }

    /// A key from what [`DeviceKey::secret`] gave; `None` for anything else.
    pub fn read(secret: Zeroizing<Vec<u8>>) -> Option<Self> {
        let random = SystemRandom::new();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &secret, &random).ok()?;
        // SEC 1 §2.3.3: 0x04, X, Y.
        let (x, y) = pair.public_key().as_ref().get(1..)?.split_at_checked(32)?;
        let (x, y) = (URL_SAFE_NO_PAD.encode(x), URL_SAFE_NO_PAD.encode(y));
        let header = format!(
            r#"{{"typ":"dpop+jwt","alg":"ES256","jwk":{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}}}"#
        );
        Some(Self { header: URL_SAFE_NO_PAD.encode(header), secret, pair })
    }

    /// PKCS#8, for where it is kept.
    pub fn secret(&self) -> &[u8] {
        &self.secret
    }

    /// The value of the `DPoP` header of one request (RFC 9449 §4.2).
    pub fn prove(&self, request: ProofOf<'_>) -> Result<String, NoRandomness> {
        let mut claims = serde_json::json!({
            "jti": URL_SAFE_NO_PAD.encode(make_random::<16>()?),
            "htm": request.method,
            "htu": request.url,
            "iat": request.at,
        });
        if let Some(token) = request.token {
            claims["ath"] = URL_SAFE_NO_PAD.encode(digest(&SHA256, token.as_bytes())).into();
        }
        let signed = format!("{}.{}", self.header, URL_SAFE_NO_PAD.encode(claims.to_string()));
        let signature = self.pair.sign(&SystemRandom::new(), signed.as_bytes());
        let signature = signature.map_err(|_| NoRandomness)?;
        Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};

    fn parts(proof: &str) -> (serde_json::Value, serde_json::Value, Vec<u8>) {
        let parts: Vec<Vec<u8>> =
            proof.split('.').map(|part| URL_SAFE_NO_PAD.decode(part).unwrap()).collect();
        let [header, claims, signature] = &parts[..] else { panic!("three parts: {proof}") };
        (serde_json::from_slice(header).unwrap(), serde_json::from_slice(claims).unwrap(), signature.clone())
    }

    #[test]
    fn a_proof_says_what_it_is_for_and_verifies_under_the_key_it_names() {
        let key = DeviceKey::make().unwrap();
        let token = Some("Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU");
        let request = ProofOf { method: "GET", url: "https://fund.example/v1/me", token, at: 1_795_000_000 };
        let proof = key.prove(request).unwrap();
        let (header, claims, signature) = parts(&proof);
        assert_eq!((header["typ"].as_str(), header["alg"].as_str()), (Some("dpop+jwt"), Some("ES256")));
        assert_eq!(header["jwk"].as_object().unwrap().len(), 4, "the public key alone: {header}");
        assert_eq!((claims["htm"].as_str(), claims["iat"].as_i64()), (Some("GET"), Some(1_795_000_000)));
        // RFC 9449 §7.1.
        assert_eq!(claims["ath"], "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo");
        let (signed, _) = proof.rsplit_once('.').unwrap();
        let public = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, key.pair.public_key().as_ref());
        public.verify(signed.as_bytes(), &signature).unwrap();
        let again = parts(&key.prove(ProofOf { token: None, ..request }).unwrap()).1;
        assert_ne!(again["jti"], claims["jti"]);
        assert!(again.get("ath").is_none());
    }

    #[test]
    fn a_key_comes_back_from_where_it_was_kept_and_nothing_else_does() {
        let key = DeviceKey::make().unwrap();
        let back = DeviceKey::read(Zeroizing::new(key.secret().to_vec())).unwrap();
        assert_eq!(back.header, key.header);
        assert!(DeviceKey::read(Zeroizing::new(vec![0; 138])).is_none());
        assert!(DeviceKey::read(Zeroizing::new(key.secret()[1..].to_vec())).is_none());
        assert_eq!(format!("{key:?}"), "DeviceKey(…)");
    }
}
