//! Devices over HTTP: tokens bound to a key, renewed, listed and revoked, as an app and as a thief would ask.

use crate::served::{DEVICE, NAIMA, Served, words};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use damane_services::demo::PASSWORD;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// Where the demonstration fund's profile says its portal is; the test serves it elsewhere.
const PORTAL: &str = "http://localhost:8440";

/// A device's key, and the proofs it signs.
struct DeviceKey(SigningKey, AtomicU32);

impl DeviceKey {
    fn new(scalar: u8) -> Self {
        Self(SigningKey::from_slice(&[scalar; 32]).unwrap(), AtomicU32::new(0))
    }

    #[expect(clippy::disallowed_methods, reason = "the served portal reads the machine's clock")]
    fn prove(&self, method: &Method, path: &str, token: Option<&str>) -> String {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
        let point = self.0.verifying_key().to_sec1_point(false);
        let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let (x, y) = (encode(point.x().unwrap()), encode(point.y().unwrap()));
        let jwk = json!({"kty": "EC", "crv": "P-256", "x": x, "y": y});
        let header = json!({"typ": "dpop+jwt", "alg": "ES256", "jwk": jwk}).to_string();
        let number = self.1.fetch_add(1, Ordering::SeqCst);
        let mut claims = json!({"jti": format!("p{number}"), "htm": method.as_str(), "htu": format!("{PORTAL}{path}"), "iat": now});
        if let Some(token) = token {
            claims["ath"] = json!(encode(&Sha256::digest(token)));
        }
        let signed = format!("{}.{}", encode(header.as_bytes()), encode(claims.to_string().as_bytes()));
        let signature: Signature = self.0.sign(signed.as_bytes());
        format!("{signed}.{}", encode(&signature.to_bytes()))
    }
}

/// A request with a token and a proof of a key.
fn bound(portal: &Served, method: Method, path: &str, token: &str, key: &DeviceKey) -> RequestBuilder {
    let proof = key.prove(&method, path, Some(token));
    portal.request(method, path).header("authorization", format!("DPoP {token}")).header("dpop", proof)
}

async fn sign_in(portal: &Served, number: &str, device: &str, key: &DeviceKey) -> (String, String) {
    let post = |path: &'static str, body: &Value| {
        let proof = key.prove(&Method::POST, path, None);
        portal.request(Method::POST, path).header("dpop", proof).json(body)
    };
    let first = json!({"registration_number": number, "password": PASSWORD, "client": "app", "device_id": device, "device_name": "téléphone"});
    let (status, first) = words(post("/v1/session", &first).send().await.unwrap()).await;
    assert_eq!((status, first["state"].as_str()), (200, Some("code_needed")), "{first}");
    let code = json!({"challenge_id": first["challenge_id"], "code": portal.latest_code().await});
    let (status, second) = words(post("/v1/session/code", &code).send().await.unwrap()).await;
    assert_eq!((status, second["expires_in"].as_u64()), (200, Some(600)), "{second}");
    let text = |field: &str| second[field].as_str().expect("a token").to_owned();
    (text("token"), text("renewal_token"))
}

async fn renew(portal: &Served, renewal: &str, key: &DeviceKey) -> (u16, Value) {
    let proof = key.prove(&Method::POST, "/v1/session/renewal", None);
    let request = portal.request(Method::POST, "/v1/session/renewal").header("dpop", proof);
    words(request.json(&json!({"renewal_token": renewal})).send().await.unwrap()).await
}

async fn me(request: RequestBuilder) -> (u16, Option<String>) {
    let (status, answer) = words(request.send().await.unwrap()).await;
    (status, answer["code"].as_str().map(str::to_owned))
}

#[tokio::test]
async fn a_bound_token_is_refused_without_its_proof_in_every_way_it_could_be_shown() {
    let portal = Served::start().await;
    let (key, thief) = (DeviceKey::new(1), DeviceKey::new(2));
    let (token, _) = sign_in(&portal, NAIMA, DEVICE, &key).await;
    let get = || portal.request(Method::GET, "/v1/me");
    assert_eq!(me(bound(&portal, Method::GET, "/v1/me", &token, &key)).await, (200, None));
    let ended = (401, Some("session_ended".to_owned()));
    assert_eq!(me(get().bearer_auth(&token)).await, ended, "as a bearer token");
    assert_eq!(me(get().header("cookie", format!("__Host-damane={token}"))).await, ended, "as a cookie");
    assert_eq!(me(get().header("authorization", format!("DPoP {token}"))).await, ended, "without a proof");
    assert_eq!(me(bound(&portal, Method::GET, "/v1/me", &token, &thief)).await, ended, "with another key");
    let broken = (422, Some("invalid_input".to_owned()));
    let dpop = |proof: String| get().header("authorization", format!("DPoP {token}")).header("dpop", proof);
    assert_eq!(me(dpop("a.b.c".into())).await, broken, "a proof that is none");
    assert_eq!(
        me(dpop(key.prove(&Method::GET, "/v1/career", Some(&token)))).await,
        broken,
        "for another path"
    );
    assert_eq!(me(dpop(key.prove(&Method::GET, "/v1/me", None))).await, broken, "for no token");
    let proof = key.prove(&Method::GET, "/v1/me", Some(&token));
    let twice = dpop(proof.clone()).header("dpop", key.prove(&Method::GET, "/v1/me", Some(&token)));
    assert_eq!(me(twice).await, broken, "two proofs");
    assert_eq!(me(dpop(proof.clone())).await, (200, None));
    assert_eq!(me(dpop(proof)).await, broken, "the same proof again");
    assert_eq!(
        me(bound(&portal, Method::GET, "/v1/me?x=1", &token, &key)).await.0,
        422,
        "its query is no part of it"
    );
}

#[tokio::test]
async fn tokens_are_renewed_by_the_app_and_a_second_showing_ends_them() {
    let portal = Served::start().await;
    let key = DeviceKey::new(1);
    let (token, renewal) = sign_in(&portal, NAIMA, DEVICE, &key).await;
    let (status, next) = renew(&portal, &renewal, &key).await;
    assert_eq!(status, 200, "{next}");
    let (fresh, next) = (next["token"].as_str().unwrap(), next["renewal_token"].as_str().unwrap());
    assert_eq!(me(bound(&portal, Method::GET, "/v1/me", &token, &key)).await.0, 401, "the old token");
    assert_eq!(me(bound(&portal, Method::GET, "/v1/me", fresh, &key)).await.0, 200);
    let unproved = portal.request(Method::POST, "/v1/session/renewal").json(&json!({"renewal_token": next}));
    assert_eq!(
        words(unproved.send().await.unwrap()).await,
        (422, json!({"code": "invalid_input", "field": "dpop"}))
    );
    let (status, last) = renew(&portal, next, &key).await;
    assert_eq!(status, 200, "{last}");
    assert_eq!(renew(&portal, &renewal, &key).await, (401, json!({"code": "session_ended"})));
    let last = last["token"].as_str().unwrap();
    assert_eq!(me(bound(&portal, Method::GET, "/v1/me", last, &key)).await.0, 401, "the whole family");
}

/// Gives password and second step again.
async fn confirm(portal: &Served, token: &str, key: &DeviceKey) {
    let asked = bound(portal, Method::POST, "/v1/me/confirmation", token, key);
    let asked = asked.json(&json!({"password": damane_services::demo::PASSWORD}));
    let (status, step) = words(asked.send().await.unwrap()).await;
    assert_eq!(status, 200, "{step}");
    let answer = json!({"challenge_id": step["challenge_id"], "code": portal.latest_code().await});
    let given = bound(portal, Method::POST, "/v1/me/confirmation/code", token, key).json(&answer);
    assert_eq!(given.send().await.unwrap().status(), 204);
}

#[tokio::test]
async fn a_device_is_revoked_from_another_and_stops_at_its_next_request() {
    let portal = Served::start().await;
    let (key, phone) = (DeviceKey::new(1), DeviceKey::new(2));
    let (here, _) = sign_in(&portal, NAIMA, DEVICE, &key).await;
    let (there, renewal) = sign_in(&portal, NAIMA, &"ab".repeat(16), &phone).await;
    let list = bound(&portal, Method::GET, "/v1/me/devices", &here, &key);
    let (_, devices) = words(list.send().await.unwrap()).await;
    let other = devices.as_array().unwrap().iter().find(|device| device["current"] == false).unwrap();
    assert_eq!(
        (other["has_key"].as_bool(), other["signed_in"].as_bool()),
        (Some(true), Some(true)),
        "{other}"
    );
    let path = format!("/v1/me/devices/{}", other["id"].as_str().unwrap());
    let named = bound(&portal, Method::PATCH, &path, &here, &key).json(&json!({"name": "Salon"}));
    assert_eq!(named.send().await.unwrap().status(), 204);
    assert_eq!(me(bound(&portal, Method::GET, "/v1/me", &there, &phone)).await.0, 200);
    assert_eq!(bound(&portal, Method::DELETE, &path, &here, &key).send().await.unwrap().status(), 403);
    confirm(&portal, &here, &key).await;
    assert_eq!(bound(&portal, Method::DELETE, &path, &here, &key).send().await.unwrap().status(), 204);
    assert_eq!(me(bound(&portal, Method::GET, "/v1/me", &there, &phone)).await.0, 401);
    assert_eq!(renew(&portal, &renewal, &phone).await.0, 401);
    assert_eq!(bound(&portal, Method::DELETE, &path, &here, &key).send().await.unwrap().status(), 404);
}

#[tokio::test]
async fn signing_out_with_a_proof_ends_the_session_and_without_one_does_not() {
    let portal = Served::start().await;
    let key = DeviceKey::new(1);
    let (token, _) = sign_in(&portal, NAIMA, DEVICE, &key).await;
    let thief = portal.request(Method::DELETE, "/v1/session").bearer_auth(&token);
    assert_eq!(thief.send().await.unwrap().status(), 204);
    assert_eq!(me(bound(&portal, Method::GET, "/v1/me", &token, &key)).await.0, 200);
    let owner = bound(&portal, Method::DELETE, "/v1/session", &token, &key);
    assert_eq!(owner.send().await.unwrap().status(), 204);
    assert_eq!(me(bound(&portal, Method::GET, "/v1/me", &token, &key)).await.0, 401);
}
