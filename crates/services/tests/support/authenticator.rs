//! A software authenticator: keys on P-256, the bytes of WebAuthn level 3 §6, no attestation. What it should not do it
//! does when it is told to: leave its person unverified, sign for another page, or count backwards.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use minicbor::Encoder;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use ring::digest::{SHA256, digest};
use serde_json::{Value, json};

pub const ORIGIN: &str = "http://localhost:8440";

const USER_PRESENT: u8 = 0x01;
const USER_VERIFIED: u8 = 0x04;
const KEY_INCLUDED: u8 = 0x40;

/// A passkey in its authenticator.
pub struct SoftPasskey {
    key: SigningKey,
    id: Vec<u8>,
    /// The name it knows its person by.
    pub handle: Vec<u8>,
    /// Grows by one with each use, from what it is set to.
    pub counter: u32,
    /// Whether it asks its person for a finger or a PIN.
    pub verifies: bool,
}

fn read(options: &str) -> Value {
    serde_json::from_str(options).unwrap()
}

fn bytes(value: &Value) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(value.as_str().unwrap()).unwrap()
}

fn text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn client_data(kind: &str, challenge: &Value, origin: &str) -> Vec<u8> {
    let data = json!({ "type": kind, "challenge": challenge, "origin": origin, "crossOrigin": false });
    serde_json::to_vec(&data).unwrap()
}

impl SoftPasskey {
    /// Makes a passkey as `navigator.credentials.create` does: it, and what the page sends on.
    pub fn create(options: &str, seed: u8) -> (Self, String) {
        Self::create_at(options, seed, ORIGIN, true)
    }

    /// The same, on some page, its person verified or not.
    pub fn create_at(options: &str, seed: u8, origin: &str, verifies: bool) -> (Self, String) {
        let options = read(options);
        let passkey = Self {
            key: SigningKey::from_slice(&[seed; 32]).unwrap(),
            id: vec![seed; 32],
            handle: bytes(&options["user"]["id"]),
            counter: 0,
            verifies,
        };
        let data = client_data("webauthn.create", &options["challenge"], origin);
        let mut said = passkey.said(options["rp"]["id"].as_str().unwrap(), KEY_INCLUDED);
        said.extend([0; 16]);
        said.extend(u16::try_from(passkey.id.len()).unwrap().to_be_bytes());
        said.extend(&passkey.id);
        said.extend(passkey.public_key());
        let mut attestation = Encoder::new(Vec::new());
        attestation.map(3).unwrap().str("fmt").unwrap().str("none").unwrap();
        attestation.str("attStmt").unwrap().map(0).unwrap();
        attestation.str("authData").unwrap().bytes(&said).unwrap();
        let credential = json!({
            "id": text(&passkey.id),
            "rawId": text(&passkey.id),
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "response": {
                "clientDataJSON": text(&data),
                "attestationObject": text(&attestation.into_writer()),
                "transports": ["internal"],
            },
            "clientExtensionResults": { "credProps": { "rk": true } },
        });
        (passkey, credential.to_string())
    }

    /// Signs as `navigator.credentials.get` does: what the page sends on.
    pub fn get(&mut self, options: &str) -> String {
        self.get_at(options, ORIGIN)
    }

    /// The same, on some page.
    pub fn get_at(&mut self, options: &str, origin: &str) -> String {
        let options = read(options);
        self.counter += 1;
        let said = self.said(options["rpId"].as_str().unwrap(), 0);
        let data = client_data("webauthn.get", &options["challenge"], origin);
        let signed = [&said[..], digest(&SHA256, &data).as_ref()].concat();
        let signature: Signature = self.key.sign(&signed);
        let credential = json!({
            "id": text(&self.id),
            "rawId": text(&self.id),
            "type": "public-key",
            "response": {
                "clientDataJSON": text(&data),
                "authenticatorData": text(&said),
                "signature": text(signature.to_der().as_bytes()),
                "userHandle": text(&self.handle),
            },
            "clientExtensionResults": {},
        });
        credential.to_string()
    }

    /// Authenticator data (§6.1) without what is attested.
    fn said(&self, rp: &str, flags: u8) -> Vec<u8> {
        let verified = if self.verifies { USER_VERIFIED } else { 0 };
        let mut said = digest(&SHA256, rp.as_bytes()).as_ref().to_vec();
        said.push(USER_PRESENT | verified | flags);
        said.extend(self.counter.to_be_bytes());
        said
    }

    /// COSE_Key (RFC 9053 §7.1.1): EC2, ES256, P-256.
    fn public_key(&self) -> Vec<u8> {
        let point = self.key.verifying_key().to_sec1_point(false);
        let mut key = Encoder::new(Vec::new());
        key.map(5).unwrap().i8(1).unwrap().i8(2).unwrap().i8(3).unwrap().i8(-7).unwrap();
        key.i8(-1).unwrap().i8(1).unwrap();
        key.i8(-2).unwrap().bytes(point.x().unwrap()).unwrap();
        key.i8(-3).unwrap().bytes(point.y().unwrap()).unwrap();
        key.into_writer()
    }
}
