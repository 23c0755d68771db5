//! Signed objects nobody should accept, each with one thing wrong; all but the last are signed by a good key.

#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "shared by several tests, each using a part; tests fail loudly"
)]

use damane_credential::{
    Signer,
    cbor::{Reader, Writer},
    seal_status_list, seal_trust_list,
};

use crate::common::{root, sealed, sealer, status_content, trust_content};

struct Parts {
    protected: Vec<u8>,
    unprotected: Vec<u8>,
    payload: Vec<u8>,
}

fn good() -> Parts {
    let cose = sealed();
    let mut reader = Reader::new(&cose);
    reader.tag().unwrap();
    reader.array().unwrap();
    let protected = reader.bytes().unwrap().to_vec();
    reader.skip().unwrap();
    Parts { protected, unprotected: vec![0xa0], payload: reader.bytes().unwrap().to_vec() }
}

impl Parts {
    fn signed(&self) -> Vec<u8> {
        let mut message = Writer::new();
        message.array(4).text("Signature1").bytes(&self.protected).bytes(&[]).bytes(&self.payload);
        self.with_signature(&sealer().sign(&message.finish()).unwrap())
    }

    fn with_signature(&self, signature: &[u8]) -> Vec<u8> {
        let mut head = Writer::new();
        head.tag(18).array(4).bytes(&self.protected);
        let mut tail = Writer::new();
        tail.bytes(&self.payload).bytes(signature);
        [head.finish(), self.unprotected.clone(), tail.finish()].concat()
    }
}

fn protected(entries: &[(i64, &[u8])]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.map(entries.len());
    let mut bytes = writer.finish();
    for (label, value) in entries {
        let mut key = Writer::new();
        key.integer(*label);
        bytes.extend(key.finish());
        bytes.extend_from_slice(value);
    }
    bytes
}

/// The claims of a sealed object.
pub fn payload_of(cose: &[u8]) -> Vec<u8> {
    let mut reader = Reader::new(cose);
    reader.tag().unwrap();
    reader.array().unwrap();
    reader.skip().unwrap();
    reader.skip().unwrap();
    reader.bytes().unwrap().to_vec()
}

/// Any claims under a good key.
pub fn signed(payload: Vec<u8>) -> Vec<u8> {
    Parts { payload, ..good() }.signed()
}

/// Puts `entry` (key and value) in front of the claims.
fn with_entry(payload: &[u8], entry: &[u8]) -> Vec<u8> {
    let mut changed = vec![payload[0] + 1];
    changed.extend_from_slice(entry);
    changed.extend_from_slice(&payload[1..]);
    changed
}

/// Each with its name.
pub fn all() -> Vec<(&'static str, Vec<u8>)> {
    let kid = [vec![0x48], sealer().kid().0.to_vec()].concat();
    let es256: &[u8] = &[0x26];
    let from = |change: &dyn Fn(&mut Parts)| {
        let mut parts = good();
        change(&mut parts);
        parts.signed()
    };
    let header = |entries: &[(i64, &[u8])]| from(&|parts| parts.protected = protected(entries));
    let claims = |entry: &[u8]| from(&|parts| parts.payload = with_entry(&parts.payload, entry));
    let deep = [vec![0x19, 0x03, 0xe8], vec![0x81; 16], vec![0x00]].concat();
    let untagged = sealed()[1..].to_vec();
    vec![
        ("alg none", header(&[(1, &[0x00]), (4, &kid)])),
        ("alg ES384", header(&[(1, &[0x38, 0x22]), (4, &kid)])),
        ("alg EdDSA", header(&[(1, &[0x27]), (4, &kid)])),
        ("no alg", header(&[(4, &kid)])),
        ("no kid", header(&[(1, es256)])),
        ("alg named twice", header(&[(1, es256), (1, es256), (4, &kid)])),
        ("a critical header", header(&[(1, es256), (2, &[0x81, 0x01]), (4, &kid)])),
        ("kid of nine bytes", header(&[(1, es256), (4, &[&[0x49], &kid[1..], &[0]].concat())])),
        (
            "alg in the unprotected header",
            from(&|parts| {
                parts.protected = protected(&[(4, &kid)]);
                parts.unprotected = vec![0xa1, 0x01, 0x26];
            }),
        ),
        (
            "kid in the unprotected header",
            from(&|parts| {
                parts.protected = protected(&[(1, es256)]);
                parts.unprotected = [vec![0xa1, 0x04], kid.clone()].concat();
            }),
        ),
        ("something in the unprotected header", from(&|parts| parts.unprotected = vec![0xa1, 0x05, 0x00])),
        ("a claim more", claims(&[0x19, 0x03, 0xe8, 0xf5])),
        ("a claim named twice", claims(&[0x06, 0x1a, 0x6a, 0, 0, 0])),
        ("an indefinite length", claims(&[0x19, 0x03, 0xe8, 0x9f, 0xff])),
        ("a float", claims(&[0x19, 0x03, 0xe8, 0xf9, 0x00, 0x00])),
        ("a padded number", claims(&[0x19, 0x03, 0xe8, 0x18, 0x01])),
        ("text that is not text", claims(&[0x19, 0x03, 0xe8, 0x61, 0xff])),
        ("claims nested too deeply", claims(&deep)),
        ("claims that are not claims", from(&|parts| parts.payload = vec![0xa0])),
        (
            "no issuer",
            from(&|parts| {
                parts.payload = [&[0xa5], &parts.payload[17..]].concat();
            }),
        ),
        ("an impossible birth date", from(&|parts| replace(&mut parts.payload, b"19840312", b"19840230"))),
        ("another script", from(&|parts| replace(&mut parts.payload, b"ara", b"fra"))),
        ("an unknown kind", from(&|parts| replace(&mut parts.payload, &[0x87, 0x0b], &[0x87, 0x0c]))),
        ("bytes after the object", [sealed(), vec![0]].concat()),
        ("bytes after the claims", from(&|parts| parts.payload.push(0))),
        ("no tag", untagged),
        ("five parts", {
            let mut cose = sealed();
            cose[1] = 0x85;
            cose.push(0xa0);
            cose
        }),
        ("a status list", seal_status_list(&status_content(), &sealer()).unwrap()),
        ("a trust list", seal_trust_list(&trust_content(), &root()).unwrap()),
        ("a trust list signed by a sealing key", seal_trust_list(&trust_content(), &sealer()).unwrap()),
        ("an empty signature", good().with_signature(&[])),
        ("a signature of zeros", good().with_signature(&[0; 64])),
        ("a signature of 65 bytes", good().with_signature(&[1; 65])),
        ("another name under the same signature", {
            let mut cose = sealed();
            replace(&mut cose, b"EL OUARDI", b"EL OUARDA");
            cose
        }),
    ]
}

fn replace(bytes: &mut [u8], old: &[u8], new: &[u8]) {
    let at = bytes.windows(old.len()).position(|window| window == old).unwrap();
    bytes[at..at + new.len()].copy_from_slice(new);
}
