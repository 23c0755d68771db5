//! A fund whose keys the fuzzer holds (others than those of the seeds), so that what it makes up gets past the seal to the readers behind it.

use damane_credential::cbor::Writer;
use damane_credential::{
    KeyState, P256Signer, SealingKey, Signer, StatusAddress, StatusEntries, StatusListContent, TrustBundle,
    TrustListContent, seal_status_list, seal_trust_list,
};
use damane_domain::time::Timestamp;
use std::sync::LazyLock;

/// 2026-11-20T09:00:00Z.
pub const NOW: i64 = 1_795_165_200;
const DAY: i64 = 86_400;
const HOST: &str = "damane.example";

/// The root that signs the trust list.
pub static ROOT: LazyLock<P256Signer> = LazyLock::new(|| signer(11));
/// The key that seals certificates and status lists.
pub static SEALER: LazyLock<P256Signer> = LazyLock::new(|| signer(12));
/// The lists a verifier holds.
pub static BUNDLE: LazyLock<TrustBundle> = LazyLock::new(bundle);

pub fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds)
}

fn signer(seed: u8) -> P256Signer {
    P256Signer::from_scalar(&[seed; 32]).expect("a scalar of the curve")
}

fn bundle() -> TrustBundle {
    let key = SealingKey {
        public: SEALER.public_key(),
        valid_from: at(NOW - 300 * DAY),
        valid_until: at(NOW + 400 * DAY),
        state: KeyState::Active,
    };
    let uri = format!("https://{HOST}/v1/status/2026");
    let trust = TrustListContent {
        issuer: HOST.into(),
        issued_at: at(NOW - 3_600),
        expires_at: at(NOW + 30 * DAY),
        ttl_seconds: DAY as u64,
        hosts: vec![HOST.into()],
        keys: vec![key],
        status: vec![StatusAddress { list: 2026, uri: uri.clone() }],
        next_root: None,
    };
    let status = StatusListContent {
        uri,
        issued_at: at(NOW - 3_600),
        expires_at: at(NOW + 7 * DAY),
        ttl_seconds: DAY as u64,
        entries: StatusEntries::with_room_for(0),
    };
    let trust = seal_trust_list(&trust, &*ROOT).expect("a trust list");
    let mut bundle = TrustBundle::open(ROOT.public_key(), &trust).expect("its own trust list");
    bundle.put_status(&seal_status_list(&status, &*SEALER).expect("a status list")).expect("its own list");
    bundle
}

/// Any payload in a COSE_Sign1 with a good signature: the type header as the readers want it.
pub fn sealed(payload: &[u8], typ: Option<&str>, signer: &P256Signer) -> Vec<u8> {
    let mut protected = Writer::new();
    protected.map(2 + usize::from(typ.is_some())).unsigned(1).integer(-7).unsigned(4).bytes(&signer.kid().0);
    if let Some(typ) = typ {
        protected.unsigned(16).text(typ);
    }
    let protected = protected.finish();
    let mut signed = Writer::new();
    signed.array(4).text("Signature1").bytes(&protected).bytes(&[]).bytes(payload);
    let signature = signer.sign(&signed.finish()).expect("a key in memory signs");
    let mut cose = Writer::new();
    cose.tag(18).array(4).bytes(&protected).map(0).bytes(payload).bytes(&signature);
    cose.finish()
}
