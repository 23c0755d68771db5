//! Proofs: the RFC's own, and every way we know to make a false one.

use super::*;
use proptest::prelude::*;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};

/// RFC 9449 figure 1 and figure 12: one key, a request for a token and one with a token.
const FOR_A_TOKEN: &str = "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg";
const WITH_A_TOKEN: &str = "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cHM6Ly9yZXNvdXJjZS5leGFtcGxlLm9yZy9wcm90ZWN0ZWRyZXNvdXJjZSIsImlhdCI6MTU2MjI2MjYxOCwiYXRoIjoiZlVIeU8ycjJaM0RaNTNFc05yV0JiMHhXWG9hTnk1OUlpS0NBcWtzbVFFbyJ9.2oW9RP35yRqzhrtNP86L-Ey71EOptxRimPPToA1plemAgR6pxHF8y6-yqyVnmcw6Fy1dqd-jfxSYoMxhAJpLjA";
const TOKEN: &str = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU";

const NOW: i64 = 1_795_000_000;
const URL: &str = "https://fund.example/v1/me";

fn wanted<'a>(method: &'a str, url: &'a str, token: Option<&'a str>, now: i64) -> Wanted<'a> {
    Wanted { method, url, token, now: Timestamp::from_seconds(now) }
}

#[test]
fn the_rfcs_own_proofs_hold_and_name_the_rfcs_thumbprint() {
    let first = wanted("POST", "https://server.example.com/token", None, 1_562_262_616);
    let proof = check(FOR_A_TOKEN, &first).unwrap();
    // RFC 9449 §6.1, `jkt`: an RFC 7638 thumbprint.
    assert_eq!(URL_SAFE_NO_PAD.encode(proof.key().0), "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");
    let url = "https://resource.example.org/protectedresource";
    let second = check(WITH_A_TOKEN, &wanted("GET", url, Some(TOKEN), 1_562_262_618)).unwrap();
    assert_eq!(second.key(), proof.key());
    assert_ne!(second, proof, "two proofs are remembered apart");
    let other = wanted("GET", url, Some("another"), 1_562_262_618);
    assert_eq!(check(WITH_A_TOKEN, &other), Err(Flaw::Token));
}

/// A key, and what it signs.
struct Signer(EcdsaKeyPair, SystemRandom);

impl Signer {
    fn new() -> Self {
        let random = SystemRandom::new();
        let key = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, key.as_ref(), &random).unwrap();
        Self(key, random)
    }

    fn header(&self) -> Value {
        let (x, y) = self.0.public_key().as_ref()[1..].split_at(32);
        let (x, y) = (URL_SAFE_NO_PAD.encode(x), URL_SAFE_NO_PAD.encode(y));
        json!({"typ": "dpop+jwt", "alg": "ES256", "jwk": {"kty": "EC", "crv": "P-256", "x": x, "y": y}})
    }

    fn sign(&self, header: &str, claims: &str) -> String {
        let signed = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
        let signature = self.0.sign(&self.1, signed.as_bytes()).unwrap();
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    fn prove(&self, header: &Value, claims: &Value) -> String {
        self.sign(&header.to_string(), &claims.to_string())
    }
}

fn claims() -> Value {
    json!({"jti": "7f3a", "htm": "GET", "htu": URL, "iat": NOW})
}

fn verdict(proof: &str) -> Result<KeyProof, Flaw> {
    check(proof, &wanted("GET", URL, None, NOW))
}

#[test]
fn a_good_proof_holds_also_with_members_a_newer_app_adds() {
    let signer = Signer::new();
    assert!(verdict(&signer.prove(&signer.header(), &claims())).is_ok());
    let mut more = claims();
    more["nonce"] = json!("later");
    assert!(verdict(&signer.prove(&signer.header(), &more)).is_ok());
}

#[test]
fn another_algorithm_type_or_member_of_the_header_is_refused() {
    let signer = Signer::new();
    type Change = fn(&mut Value);
    let changes: [(&str, Change); 16] = [
        ("none", |header| header["alg"] = json!("none")),
        ("HS256 with the public key as secret", |header| header["alg"] = json!("HS256")),
        ("RS256", |header| header["alg"] = json!("RS256")),
        ("ES384", |header| header["alg"] = json!("ES384")),
        ("alg in another case", |header| header["alg"] = json!("es256")),
        ("an ordinary JWT", |header| header["typ"] = json!("JWT")),
        ("no type", |header| drop(header.as_object_mut().unwrap().remove("typ"))),
        ("a private key", |header| header["jwk"]["d"] = json!("AAAA")),
        ("a symmetric key", |header| header["jwk"] = json!({"kty": "oct", "k": "AAAA"})),
        ("another curve", |header| header["jwk"]["crv"] = json!("P-384")),
        ("an RSA key", |header| header["jwk"] = json!({"kty": "RSA", "n": "AQAB", "e": "AQAB"})),
        ("no key", |header| drop(header.as_object_mut().unwrap().remove("jwk"))),
        ("a key from elsewhere", |header| header["jku"] = json!("https://evil.example/jwks")),
        ("a certificate", |header| header["x5c"] = json!(["MIIB"])),
        ("something critical", |header| header["crit"] = json!(["exp"])),
        ("a key id", |header| header["kid"] = json!("../../keys/root.pem")),
    ];
    for (what, change) in changes {
        let mut header = signer.header();
        change(&mut header);
        let flaw = verdict(&signer.prove(&header, &claims()));
        assert!(matches!(flaw, Err(Flaw::Header | Flaw::Shape)), "{what}: {flaw:?}");
    }
}

#[test]
fn a_proof_is_good_for_its_own_request_and_minute_alone() {
    let signer = Signer::new();
    let proof = signer.prove(&signer.header(), &claims());
    for (method, url, now, flaw) in [
        ("POST", URL, NOW, Flaw::Request),
        ("get", URL, NOW, Flaw::Request),
        ("GET", "https://fund.example/v1/career", NOW, Flaw::Request),
        ("GET", "https://evil.example/v1/me", NOW, Flaw::Request),
        ("GET", "http://fund.example/v1/me", NOW, Flaw::Request),
        ("GET", URL, NOW + 61, Flaw::Time),
        ("GET", URL, NOW - 61, Flaw::Time),
    ] {
        assert_eq!(check(&proof, &wanted(method, url, None, now)), Err(flaw), "{method} {url} {now}");
    }
    for now in [NOW - 60, NOW + 60] {
        assert!(check(&proof, &wanted("GET", URL, None, now)).is_ok(), "{now}");
    }
    let with_token = check(&proof, &wanted("GET", URL, Some(TOKEN), NOW));
    assert_eq!(with_token, Err(Flaw::Token), "a proof made for no token");
}

#[test]
fn times_that_are_no_times_are_refused() {
    let signer = Signer::new();
    for iat in
        ["9223372036854775807", "-9223372036854775808", "1e400", "1795000000.5", "\"1795000000\"", "null"]
    {
        let claims = format!(r#"{{"jti":"a","htm":"GET","htu":"{URL}","iat":{iat}}}"#);
        let flaw = verdict(&signer.sign(&signer.header().to_string(), &claims));
        assert!(matches!(flaw, Err(Flaw::Time | Flaw::Shape)), "{iat}: {flaw:?}");
    }
}

#[test]
fn a_key_that_did_not_sign_or_is_no_point_is_refused() {
    let (signer, other) = (Signer::new(), Signer::new());
    assert_eq!(verdict(&signer.prove(&other.header(), &claims())), Err(Flaw::Signature));
    let mut off_the_curve = signer.header();
    off_the_curve["jwk"]["y"] = off_the_curve["jwk"]["x"].clone();
    assert_eq!(verdict(&signer.prove(&off_the_curve, &claims())), Err(Flaw::Signature));
    for coordinate in ["", "AAAA", &"A".repeat(44), &format!("{}=", "A".repeat(43))] {
        let mut header = signer.header();
        header["jwk"]["x"] = json!(coordinate);
        assert_eq!(verdict(&signer.prove(&header, &claims())), Err(Flaw::Header), "{coordinate}");
    }
}

#[test]
fn members_twice_lists_and_what_follows_are_refused() {
    let signer = Signer::new();
    let (header, good) = (signer.header().to_string(), claims().to_string());
    let twice = header.replacen('{', r#"{"alg":"none","#, 1);
    assert_eq!(verdict(&signer.sign(&twice, &good)), Err(Flaw::Shape));
    let twice = good.replacen('{', r#"{"htu":"https://evil.example/","#, 1);
    assert_eq!(verdict(&signer.sign(&header, &twice)), Err(Flaw::Shape));
    assert_eq!(verdict(&signer.sign(&header, &format!("{good} {good}"))), Err(Flaw::Shape));
    assert_eq!(verdict(&signer.sign(&header, &format!(r#"["a","GET","{URL}",{NOW}]"#))), Err(Flaw::Shape));
    assert_eq!(verdict(&signer.sign(&header, &format!("[{}]", "[".repeat(1_000)))), Err(Flaw::Shape));
    let proof = signer.sign(&header, &good);
    for after in [".", ".e30", " ", "=", "\n", "A", "\u{661}"] {
        assert!(verdict(&format!("{proof}{after}")).is_err(), "{after:?}");
    }
}

#[test]
fn names_and_lengths_have_their_limits() {
    let signer = Signer::new();
    for (length, is_good) in [(0, false), (1, true), (128, true), (129, false)] {
        let mut claims = claims();
        claims["jti"] = json!("j".repeat(length));
        assert_eq!(verdict(&signer.prove(&signer.header(), &claims)).is_ok(), is_good, "{length}");
    }
    let mut long = claims();
    long["more"] = json!("m".repeat(2_000));
    assert_eq!(verdict(&signer.prove(&signer.header(), &long)), Err(Flaw::Shape));
}

#[test]
fn a_proof_counts_once_for_as_long_as_it_is_good() {
    let (signer, seen) = (Signer::new(), SeenProofs::default());
    let proof = verdict(&signer.prove(&signer.header(), &claims())).unwrap();
    let mut other = claims();
    other["jti"] = json!("7f3b");
    let other = verdict(&signer.prove(&signer.header(), &other)).unwrap();
    let at = |seconds| Timestamp::from_seconds(NOW + seconds);
    seen.take(&proof, at(-60)).unwrap();
    for seconds in [-60, 0, 59, 60] {
        assert!(matches!(seen.take(&proof, at(seconds)), Err(ServiceError::InvalidInput(_))), "{seconds}");
    }
    seen.take(&other, at(60)).unwrap();
    seen.take(&proof, at(300)).unwrap();
}

#[test]
fn memory_of_proofs_is_bounded() {
    let seen = SeenProofs::default();
    let now = Timestamp::from_seconds(NOW);
    let proof = |number: usize| {
        let mut mark = [0; 16];
        mark[..8].copy_from_slice(&number.to_be_bytes());
        KeyProof { key: KeyThumbprint([0; 32]), mark }
    };
    for number in 0..MOST {
        seen.take(&proof(number), now).unwrap();
    }
    assert!(matches!(seen.take(&proof(MOST), now), Err(ServiceError::Busy { .. })));
    seen.take(&proof(MOST), now.plus_seconds(120)).unwrap();
}

proptest! {
    #[test]
    fn no_text_at_all_makes_the_reader_fall(text in "\\PC{0,400}", dots in "[A-Za-z0-9_.-]{0,600}") {
        for proof in [text, dots] {
            prop_assert!(verdict(&proof).is_err());
        }
    }

    #[test]
    fn a_proof_changed_in_one_place_is_refused(at in 0_usize..2_000, letter in "[A-Za-z0-9_.-]") {
        let at = at % FOR_A_TOKEN.len();
        let mut changed = FOR_A_TOKEN.to_owned();
        changed.replace_range(at..=at, &letter);
        prop_assume!(changed != FOR_A_TOKEN);
        let wanted = wanted("POST", "https://server.example.com/token", None, 1_562_262_616);
        prop_assert!(check(&changed, &wanted).is_err(), "{}", at);
    }

    #[test]
    fn objects_of_any_shape_are_refused_or_read(header in any_json(), claims in any_json()) {
        let signer = Signer::new();
        prop_assert!(verdict(&signer.sign(&header, &claims)).is_err());
    }
}

/// JSON with the members of a proof and values of every kind.
fn any_json() -> impl Strategy<Value = String> {
    let value = prop_oneof![
        Just(json!(null)),
        any::<i64>().prop_map(Value::from),
        "[ -~]{0,8}".prop_map(Value::from),
        Just(json!({})),
        Just(json!([1])),
        Just(json!("ES256")),
        Just(json!("dpop+jwt")),
    ];
    const NAMES: &[&str] = &["typ", "alg", "jwk", "jti", "htm", "htu", "iat", "ath", "d"];
    let member = (proptest::sample::select(NAMES), value);
    proptest::collection::vec(member, 0..6).prop_map(|members| {
        Value::from_iter(members.into_iter().map(|(name, value)| (name.to_owned(), value))).to_string()
    })
}
