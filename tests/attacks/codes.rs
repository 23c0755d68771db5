//! Forged codes, each made from a genuine certificate's bytes: COSE headers, CBOR, DEFLATE, digits, links.

use crate::Attack;
use crate::common::{DAY, HOST, NOW, SEALED, at, claims, facts, name, sealer, signer};
use chrono::NaiveDate;
use damane_credential::cbor::Writer;
use damane_credential::{Claims, P256Signer, Signer, StatusPointer, claim169_text, qr_text};
use damane_domain::ids::RegistrationNumber;
use damane_domain::verification::{Reason, Verdict};

/// The parts of a COSE_Sign1, to be put together wrongly.
struct Parts {
    tag: u64,
    protected: Vec<u8>,
    unprotected: Vec<u8>,
    payload: Vec<u8>,
}

impl Parts {
    fn genuine() -> Self {
        let sealed = claims(&name(), &facts());
        let mut reader = damane_credential::cbor::Reader::new(&sealed);
        reader.tag().expect("a tag");
        reader.array().expect("four parts");
        let protected = reader.bytes().expect("a header").to_vec();
        reader.map().expect("nothing unprotected");
        let payload = reader.bytes().expect("claims").to_vec();
        Self { tag: 18, protected, unprotected: vec![0xa0], payload }
    }

    fn signed_by(&self, key: &P256Signer) -> Vec<u8> {
        let mut message = Writer::new();
        message.array(4).text("Signature1").bytes(&self.protected).bytes(&[]).bytes(&self.payload);
        self.with_signature(&key.sign(&message.finish()).expect("it signs"))
    }

    fn signed(&self) -> Vec<u8> {
        self.signed_by(&sealer())
    }

    fn with_signature(&self, signature: &[u8]) -> Vec<u8> {
        let (mut head, mut tail) = (Writer::new(), Writer::new());
        head.tag(self.tag).array(4).bytes(&self.protected);
        tail.bytes(&self.payload).bytes(signature);
        [head.finish(), self.unprotected.clone(), tail.finish()].concat()
    }
}

fn header(entries: &[(u64, Option<i64>)], key: &P256Signer) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.map(entries.len());
    for (label, value) in entries {
        writer.unsigned(*label);
        match value {
            Some(number) => writer.integer(*number),
            None => writer.bytes(&key.kid().0),
        };
    }
    writer.finish()
}

fn stated() -> Claims {
    Claims {
        id: crate::common::ID,
        issuer: HOST.into(),
        issued_at: at(SEALED),
        expires_at: at(SEALED + 91 * DAY),
        name: name(),
        birth_date: NaiveDate::from_ymd_opt(1984, 3, 12).expect("a day"),
        registration_number: RegistrationNumber::parse("190000010").expect("a number"),
        facts: facts(),
        status: StatusPointer { list: 2026, index: 700_001 },
    }
}

fn code(cose: &[u8]) -> String {
    link(HOST, &deflated(cose))
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).expect("memory takes it");
    encoder.finish().expect("it ends")
}

/// The link of any bytes, however many. Digits of a big-endian number, by long division.
fn link(host: &str, bytes: &[u8]) -> String {
    let (mut number, mut digits) = (bytes.to_vec(), Vec::new());
    while number.iter().any(|byte| *byte != 0) {
        let mut rest = 0_u32;
        for byte in &mut number {
            let value = rest * 256 + u32::from(*byte);
            *byte = u8::try_from(value / 10).expect("a byte");
            rest = value % 10;
        }
        digits.push(char::from(b'0' + u8::try_from(rest).expect("a digit")));
    }
    format!("https://{host}/#9{}", digits.iter().rev().collect::<String>())
}

fn attack(name: &'static str, text: impl Into<Vec<u8>>, verdict: Verdict, reason: Reason) -> Attack {
    Attack { name, bytes: text.into(), ending: "txt", verdict, reasons: vec![reason] }
}

fn forged(name: &'static str, cose: &[u8], reason: Reason) -> Attack {
    attack(name, code(cose), Verdict::NotGenuine, reason)
}

/// Every forgery.
pub fn all() -> Vec<Attack> {
    [headers(), structures(), signatures(), claims_of_others(), texts()].concat()
}

/// What must still be valid.
pub fn controls() -> Vec<(&'static str, String)> {
    let cose = claims(&name(), &facts());
    let text = qr_text(HOST, &cose).expect("it fits");
    vec![
        ("code", text.clone()),
        ("code after a mail gateway", text.replace('#', "%23")),
        ("code put together by hand", code(&Parts::genuine().signed())),
        ("claim 169", claim169_text(&cose).expect("it packs")),
    ]
}

fn headers() -> Vec<Attack> {
    let key = sealer();
    let with = |protected: Vec<u8>| Parts { protected, ..Parts::genuine() }.signed();
    let unprotected = Parts {
        protected: header(&[(1, Some(-7))], &key),
        unprotected: header(&[(4, None)], &key),
        ..Parts::genuine()
    };
    let algorithm_outside = Parts {
        protected: header(&[(4, None)], &key),
        unprotected: header(&[(1, Some(-7))], &key),
        ..Parts::genuine()
    };
    let both = Parts { unprotected: header(&[(4, None)], &signer(7)), ..Parts::genuine() };
    vec![
        forged("algorithm ES384", &with(header(&[(1, Some(-35)), (4, None)], &key)), Reason::Malformed),
        forged(
            "algorithm HS256, as if the public key were a secret",
            &with(header(&[(1, Some(5)), (4, None)], &key)),
            Reason::Malformed,
        ),
        forged("algorithm none", &with(header(&[(1, Some(0)), (4, None)], &key)), Reason::Malformed),
        forged("algorithm missing", &with(header(&[(4, None)], &key)), Reason::Malformed),
        forged("key unprotected", &unprotected.signed(), Reason::Malformed),
        forged("algorithm unprotected", &algorithm_outside.signed(), Reason::Malformed),
        forged("another key beside it, unprotected", &both.signed(), Reason::Malformed),
        forged(
            "algorithm twice",
            &with(header(&[(1, Some(-35)), (1, Some(-7)), (4, None)], &key)),
            Reason::Malformed,
        ),
        forged(
            "a critical header nobody knows",
            &with(header(&[(1, Some(-7)), (2, Some(1)), (4, None)], &key)),
            Reason::Malformed,
        ),
        forged("an empty header", &with(Vec::new()), Reason::Malformed),
    ]
}

fn structures() -> Vec<Attack> {
    let genuine = Parts::genuine();
    let sealed = genuine.signed();
    let with = |payload: Vec<u8>| Parts { payload, ..Parts::genuine() }.signed();
    let twice = {
        // The first claim once more at the end: a map of one more entry.
        let mut payload = genuine.payload.clone();
        payload[0] += 1;
        payload.extend_from_slice(&[1, 0x61, b'x']);
        payload
    };
    let indefinite = [&[0xbf][..], &genuine.payload[1..], &[0xff]].concat();
    let long_head = {
        let mut payload = vec![0xb8, genuine.payload[0] & 0x1f];
        payload.extend_from_slice(&genuine.payload[1..]);
        payload
    };
    let float =
        [&genuine.payload[..1], &[0xfb, 0x3f, 0xf0, 0, 0, 0, 0, 0, 0, 0], &genuine.payload[2..]].concat();
    let nested = [vec![0x81; 300], vec![0]].concat();
    let huge = [&[0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff][..], b"x"].concat();
    vec![
        forged("a claim twice", &with(twice), Reason::Malformed),
        forged("a map without a length", &with(indefinite), Reason::Malformed),
        forged("a length longer than it need be", &with(long_head), Reason::Malformed),
        forged("a number with a fraction for a key", &with(float), Reason::Malformed),
        forged("arrays in arrays", &with(nested), Reason::Malformed),
        forged("a string longer than all memory", &with(huge), Reason::Malformed),
        forged("no claims", &with(Vec::new()), Reason::Malformed),
        forged("bytes after it", &[&sealed[..], b"\0"].concat(), Reason::Malformed),
        forged(
            "the tag of another message",
            &Parts { tag: 98, ..Parts::genuine() }.signed(),
            Reason::Malformed,
        ),
        forged("no tag", &sealed[1..], Reason::Malformed),
        forged(
            "an array without a length",
            &[&sealed[..1], &[0x9f], &sealed[2..], &[0xff]].concat(),
            Reason::Malformed,
        ),
        forged("cut short", &sealed[..sealed.len() - 1], Reason::Malformed),
    ]
}

fn signatures() -> Vec<Attack> {
    let genuine = Parts::genuine();
    let sealed = genuine.signed();
    let flipped = |place: usize| {
        let mut bytes = sealed.clone();
        bytes[place] ^= 1;
        bytes
    };
    let signature = &sealed[sealed.len() - 64..];
    let (r, s) = signature.split_at(32);
    // A payload that still reads: one letter of the name in the other case.
    let letter = sealed.windows(6).position(|window| window == b"OUARDI").expect("the name");
    let mut renamed = sealed.clone();
    renamed[letter] = b'G';
    vec![
        forged("a signature of no bytes", &genuine.with_signature(&[]), Reason::Malformed),
        forged("a signature of zeros", &genuine.with_signature(&[0; 64]), Reason::SignatureInvalid),
        forged("a signature in DER", &genuine.with_signature(&[0x30; 70]), Reason::Malformed),
        forged("r and s exchanged", &genuine.with_signature(&[s, r].concat()), Reason::SignatureInvalid),
        forged("a flipped bit of the signature", &flipped(sealed.len() - 3), Reason::SignatureInvalid),
        forged("another name", &renamed, Reason::SignatureInvalid),
        attack(
            "sealed by a stranger in the fund's name",
            code(
                &Parts { protected: header(&[(1, Some(-7)), (4, None)], &signer(7)), ..Parts::genuine() }
                    .signed_by(&signer(7)),
            ),
            Verdict::UntrustedKey,
            Reason::KeyUnknown,
        ),
        forged(
            "sealed by a stranger with the fund's key id",
            &genuine.signed_by(&signer(7)),
            Reason::SignatureInvalid,
        ),
    ]
}

fn claims_of_others() -> Vec<Attack> {
    let seal =
        |claims: Claims, key: &P256Signer| code(&damane_credential::seal(&claims, key).expect("it seals"));
    let elsewhere = Claims { issuer: "fonds.example".into(), ..stated() };
    let future = Claims { issued_at: at(NOW + DAY), expires_at: at(NOW + 92 * DAY), ..stated() };
    let past = Claims { issued_at: at(SEALED - 200 * DAY), expires_at: at(SEALED - 100 * DAY), ..stated() };
    let ancient = Claims {
        issued_at: at(SEALED - 2_000 * DAY),
        status: StatusPointer { list: 2021, index: 1 },
        ..stated()
    };
    vec![
        attack(
            "another issuer under a stranger's key",
            seal(elsewhere.clone(), &signer(7)),
            Verdict::WrongIssuer,
            Reason::KeyUnknown,
        ),
        attack(
            "another issuer under the fund's key",
            seal(elsewhere, &sealer()),
            Verdict::WrongIssuer,
            Reason::KeyUnknown,
        ),
        attack("issued tomorrow", seal(future, &sealer()), Verdict::StatusUnknown, Reason::IssuedInFuture),
        attack("validity over", seal(past, &sealer()), Verdict::Expired, Reason::ValidityPassed),
        attack(
            "issued before the key was made",
            seal(ancient, &sealer()),
            Verdict::UntrustedKey,
            Reason::KeyNotValidThen,
        ),
    ]
}

fn texts() -> Vec<Attack> {
    let cose = claims(&name(), &facts());
    let genuine = code(&cose);
    let digits = genuine.split_once("/#9").expect("a link").1.to_owned();
    let on = |host: &str| format!("https://{host}/#9{digits}");
    let wrong_host =
        |name: &'static str, host: &str| attack(name, on(host), Verdict::WrongIssuer, Reason::WrongHost);
    let malformed =
        |name: &'static str, text: String| attack(name, text, Verdict::NotGenuine, Reason::Malformed);
    let foreign =
        |name: &'static str, text: &str| attack(name, text, Verdict::NotACertificate, Reason::ForeignCode);
    let after = [&deflated(&cose)[..], b"more"].concat();
    vec![
        wrong_host("another host", "damane.example.net"),
        wrong_host("a host that looks the same", "dаmane.example"),
        wrong_host("the host as a user's name", "damane.example@evil.example"),
        wrong_host("the host in capitals", "DAMANE.EXAMPLE"),
        wrong_host("the host with a port", "damane.example:8443"),
        malformed("a megabyte of nothing, packed", link(HOST, &deflated(&vec![0; 1 << 20]))),
        malformed("bytes after what is packed", link(HOST, &after)),
        malformed("a zero before the digits", format!("https://{HOST}/#90{digits}")),
        malformed("letters among the digits", format!("https://{HOST}/#9{digits}e5")),
        malformed("digits of another script", format!("https://{HOST}/#9{}", "٣".repeat(60))),
        malformed("digits of no packing", format!("https://{HOST}/#9{}", "7".repeat(700))),
        attack(
            "longer than anything that is read",
            format!("https://{HOST}/#9{}", "1".repeat(5_000)),
            Verdict::NotACertificate,
            Reason::Malformed,
        ),
        foreign("the link with an insecure beginning", &genuine.replace("https:", "http:")),
        foreign("the digits in a question instead of a fragment", &genuine.replace("/#9", "/?9")),
        foreign("a health certificate", "HC1:6BFOXN%TS3DH0YOJ"),
        foreign("a health card", "shc:/5676290952432060346029243740"),
        foreign("a script", "javascript:alert(1)"),
        attack("nothing", "  \n", Verdict::NotACertificate, Reason::NoCode),
    ]
}
