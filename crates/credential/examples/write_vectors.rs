//! Writes `tests/vectors/credential/verdicts.json`: inputs with the verdict every verifier of ours must give.
//!
//! `cargo run -p damane-credential --example write_vectors`, after a change of the format only. The Rust test
//! and the web verifier's test both read the file.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a chore, run by hand")]

#[path = "../tests/common/mod.rs"]
mod common;
#[path = "../tests/common/hostile.rs"]
mod hostile;
#[path = "../tests/common/words.rs"]
mod words;

use common::*;
use damane_credential::{
    Claims, KeyState, StatusListContent, TrustBundle, TrustListContent, claim169_text, qr_text, seal, verify,
};
use damane_domain::certificates::CertificateKind;
use serde_json::{Value, json};
use words::snake;

struct Case {
    name: &'static str,
    bundle: &'static str,
    text: String,
    now: i64,
}

fn main() {
    let bundles = bundles();
    let cases: Vec<Value> = cases()
        .into_iter()
        .map(|case| {
            let bundle = &bundles.iter().find(|(name, _)| *name == case.bundle).unwrap().1;
            let answer = verify(&case.text, bundle, at(case.now));
            json!({
                "name": case.name,
                "bundle": case.bundle,
                "text": case.text,
                "now": case.now,
                "verdict": snake(answer.verdict),
                "reasons": answer.reasons.iter().map(snake).collect::<Vec<_>>(),
                "status_age_days": answer.status_age_days,
                "host": answer.host,
                "foreign": answer.foreign.map(snake),
                "name_latin": answer.certificate.as_ref().map(|proven| proven.claims().name.latin.clone()),
                "kind": answer.certificate.as_ref().map(|proven| proven.claims().facts.kind().code()),
                "facts": answer.certificate.as_ref().map(|proven| on_the_wire(&proven.claims().facts)),
            })
        })
        .collect();
    let bundles: serde_json::Map<String, Value> = bundles
        .iter()
        .map(|(name, bundle)| ((*name).to_owned(), serde_json::from_str(&bundle.to_json().unwrap()).unwrap()))
        .collect();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/vectors/credential/verdicts.json");
    let text = serde_json::to_string_pretty(&json!({ "bundles": bundles, "cases": cases })).unwrap();
    std::fs::create_dir_all(std::path::Path::new(path).parent().unwrap()).unwrap();
    std::fs::write(path, text + "\n").unwrap();
    println!("{} cases", cases.len());
}

fn bundles() -> Vec<(&'static str, TrustBundle)> {
    let with_key = |state: KeyState| {
        let mut trust = trust_content();
        trust.keys.push(sealing_key(&signer(9), state));
        bundle_of(&trust, Some(&status_content()))
    };
    let mut narrow = trust_content();
    narrow.keys.push(sealing_key(&signer(9), KeyState::Active));
    narrow.keys[1].valid_until = at(SEALED);
    let stale = TrustListContent { expires_at: at(NOW - DAY), ..trust_content() };
    let long = StatusListContent { expires_at: at(NOW + 200 * DAY), ..status_content() };
    let long_trust = TrustListContent { expires_at: at(NOW + 200 * DAY), ..trust_content() };
    vec![
        ("ordinary", bundle()),
        ("without_status", bundle_of(&trust_content(), None)),
        ("retired_key", with_key(KeyState::Retired)),
        ("withdrawn_key", with_key(KeyState::Withdrawn)),
        ("key_of_another_time", bundle_of(&narrow, Some(&status_content()))),
        ("expired_trust", bundle_of(&stale, Some(&status_content()))),
        ("long_status", bundle_of(&long_trust, Some(&long))),
    ]
}

fn cases() -> Vec<Case> {
    let case = |name, bundle, text: String, now| Case { name, bundle, text, now };
    let qr = |cose: &[u8]| qr_text(HOST, cose).unwrap();
    let index = |index: u32| {
        let mut claims = claims();
        claims.status.index = index;
        qr(&seal(&claims, &sealer()).unwrap())
    };
    let good = qr(&sealed());
    let digits = good.split('#').nth(1).unwrap_or_default().to_owned();
    let claim169 = claim169_text(&sealed()).unwrap();
    let stranger = qr(&seal(&claims(), &signer(9)).unwrap());
    let mut other_fund = claims();
    other_fund.issuer = "other.example".into();
    let mut cases = vec![
        case("fresh", "ordinary", good.clone(), NOW),
        case("fresh, Claim 169 text", "ordinary", claim169.clone(), NOW),
        case("fresh, after a mail gateway", "ordinary", good.replace('#', "%23"), NOW),
        case("fresh, pasted with white space", "ordinary", format!("\n {good}\r\n"), NOW),
        case("list of one day", "ordinary", good.clone(), NOW + DAY),
        case("list of five days", "ordinary", good.clone(), NOW + 5 * DAY),
        case("list expired", "ordinary", good.clone(), NOW + 6 * DAY),
        case("no status list", "without_status", good.clone(), NOW),
        case("index outside the list", "ordinary", index(1 << 20), NOW),
        case("unknown status value", "ordinary", index(SUSPENDED_INDEX), NOW),
        case("revoked", "ordinary", index(REVOKED_INDEX), NOW),
        case("replaced", "ordinary", index(REPLACED_INDEX), NOW),
        case("revoked, list expired", "ordinary", index(REVOKED_INDEX), NOW + 6 * DAY),
        case("revoked and expired", "long_status", index(REVOKED_INDEX), SEALED + 92 * DAY),
        case("last second", "long_status", good.clone(), SEALED + 91 * DAY - 1),
        case("expired", "long_status", good.clone(), SEALED + 91 * DAY),
        case("expired, no list", "without_status", good.clone(), SEALED + 91 * DAY),
        case("clock a little behind", "ordinary", good.clone(), NOW - DAY / 2 - 299),
        case("clock behind", "ordinary", good.clone(), NOW - DAY / 2 - 301),
        case("clock far behind", "ordinary", good.clone(), SEALED - DAY),
        case("revoked, clock behind", "ordinary", index(REVOKED_INDEX), NOW - DAY),
        case("trust list expired", "expired_trust", good.clone(), NOW),
        case("unknown key", "ordinary", stranger.clone(), NOW),
        case("retired key", "retired_key", stranger.clone(), NOW),
        case("withdrawn key", "withdrawn_key", stranger.clone(), NOW),
        case("key not valid then", "key_of_another_time", stranger, NOW),
        case("another fund's key", "ordinary", qr(&seal(&other_fund, &signer(9)).unwrap()), NOW),
        case("our key, another fund's name", "ordinary", qr(&seal(&other_fund, &sealer()).unwrap()), NOW),
        case("another host", "ordinary", qr_text("damane.evil", &sealed()).unwrap(), NOW),
        case("a host that contains ours", "ordinary", good.replace(HOST, "damane.example.evil.test"), NOW),
        case("a host with our name as user", "ordinary", good.replace(HOST, "damane.example@evil.test"), NOW),
        case("our host in capitals", "ordinary", good.replace(HOST, "DAMANE.EXAMPLE"), NOW),
        case("not https", "ordinary", good.replace("https:", "http:"), NOW),
        case("without the digits", "ordinary", format!("https://{HOST}/#9"), NOW),
        case("only the digits", "ordinary", digits.clone(), NOW),
        case("a leading zero", "ordinary", good.replace("#9", "#90"), NOW),
        case("a letter among the digits", "ordinary", format!("{good}x"), NOW),
        case("one digit more", "ordinary", format!("{good}1"), NOW),
        case("cut short", "ordinary", good[..300].to_owned(), NOW),
        case("Claim 169 cut short", "ordinary", claim169[..claim169.len() - 3].to_owned(), NOW),
        case("Claim 169 in small letters", "ordinary", claim169.to_lowercase(), NOW),
        case("too long", "ordinary", "9".repeat(4_001), NOW),
        case("empty", "ordinary", String::new(), NOW),
        case("health certificate", "ordinary", "HC1:6BFOXN%TS3DH0YOJ58S S-W5HDC".into(), NOW),
        case("SMART health card", "ordinary", "shc:/5676290952432060346029243740446".into(), NOW),
        case("VDS", "ordinary", "\u{dc}\u{3}DEZV DEDME4".into(), NOW),
        case("ICAO VDS-NC", "ordinary", r#"{"data":{"hdr":{}},"sig":{"alg":"ES256"}}"#.into(), NOW),
        case("2D-DOC", "ordinary", "DC04FR0000011B731B7301FR".into(), NOW),
        case("web address", "ordinary", "https://example.com/page?x=1#9".into(), NOW),
        case("our host's front page", "ordinary", format!("https://{HOST}/"), NOW),
        case("contact card", "ordinary", "BEGIN:VCARD".into(), NOW),
    ];
    cases.extend(CertificateKind::ALL.iter().skip(1).map(|kind| {
        let claims = Claims { facts: facts_of(*kind), ..claims() };
        Case { name: kind.code(), bundle: "ordinary", text: qr(&seal(&claims, &sealer()).unwrap()), now: NOW }
    }));
    cases.extend(hostile::all().into_iter().map(|(name, cose)| Case {
        name,
        bundle: "ordinary",
        text: claim169_text(&cose).unwrap(),
        now: NOW,
    }));
    cases
}
