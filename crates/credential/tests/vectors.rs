//! The vectors the web verifier is held to as well (`ui/verifier/test`): same inputs, same verdicts.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod common;
#[path = "common/words.rs"]
mod words;

use common::{NOW, at, bundle, on_the_wire};
use damane_credential::{TrustBundle, verify};
use damane_domain::certificates::CertificateKind;
use serde_json::Value;
use words::snake;

/// Codes of others that are laid out as ours are: Claim 169.
const CLAIM169: &str = include_str!("../../../tests/vectors/conformance/claim169.json");
const FILE: &str = include_str!("../../../tests/vectors/credential/verdicts.json");

#[test]
fn every_vector_gets_its_verdict() {
    let file: Value = serde_json::from_str(FILE).unwrap();
    let cases = file["cases"].as_array().unwrap();
    assert!(cases.len() > 70);
    for case in cases {
        let bundle = &file["bundles"][case["bundle"].as_str().unwrap()];
        let bundle = TrustBundle::from_json(&bundle.to_string()).unwrap();
        let answer = verify(case["text"].as_str().unwrap(), &bundle, at(case["now"].as_i64().unwrap()));
        let reasons: Vec<String> = answer.reasons.iter().map(snake).collect();
        assert_eq!(snake(answer.verdict), case["verdict"].as_str().unwrap(), "{}", case["name"]);
        assert_eq!(serde_json::json!(reasons), case["reasons"], "{}", case["name"]);
        assert_eq!(
            answer.foreign.map(snake),
            case["foreign"].as_str().map(str::to_owned),
            "{}",
            case["name"]
        );
        assert_eq!(answer.host.as_deref(), case["host"].as_str(), "{}", case["name"]);
        let facts = answer.certificate.map(|proven| on_the_wire(&proven.claims().facts));
        assert_eq!(facts.unwrap_or_default(), case["facts"], "{}", case["name"]);
    }
}

#[test]
fn all_ten_verdicts_are_among_the_vectors() {
    let file: Value = serde_json::from_str(FILE).unwrap();
    let mut verdicts: Vec<&str> =
        file["cases"].as_array().unwrap().iter().filter_map(|case| case["verdict"].as_str()).collect();
    verdicts.sort_unstable();
    verdicts.dedup();
    assert_eq!(verdicts.len(), 10, "{verdicts:?}");
}

#[test]
fn every_kind_is_among_the_vectors() {
    let file: Value = serde_json::from_str(FILE).unwrap();
    for kind in CertificateKind::ALL {
        let found = file["cases"].as_array().unwrap().iter().any(|case| case["kind"] == kind.code());
        assert!(found, "{}", kind.code());
    }
}

#[test]
fn other_issuers_claim_169_codes_are_never_called_a_certificate_of_ours() {
    let file: Value = serde_json::from_str(CLAIM169).unwrap();
    let cases = file["cases"].as_array().unwrap();
    for case in cases {
        let answer = verify(case["text"].as_str().unwrap(), &bundle(), at(NOW));
        let expected = match case["name"].as_str().unwrap() {
            "bad-base45" | "bad-zlib" => "not_a_certificate",
            _ => "not_genuine",
        };
        assert_eq!(snake(answer.verdict), expected, "{}", case["name"]);
        assert!(answer.certificate.is_none(), "{}: something of it is shown", case["name"]);
    }
    assert_eq!(cases.len(), 15, "fewer codes were judged than there are");
}
