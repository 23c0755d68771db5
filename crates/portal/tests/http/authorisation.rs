//! Who may what: every operation of the interface, asked by its owner, by another insured person and by nobody. An
//! operation without a line here fails the test.

use crate::served::{Served, marked};
use reqwest::Method;
use serde_json::json;
use std::collections::BTreeSet;

/// An operation and the statuses for the owner, another insured person, nobody.
type Line = (&'static str, &'static str, [u16; 3]);

/// `{id}` is a certificate of the owner's. Signing in without words of a person is 422 for everyone.
const TABLE: &[Line] = &[
    ("POST", "/v1/session", [422, 422, 422]),
    ("POST", "/v1/session/code", [422, 422, 422]),
    ("POST", "/v1/session/code/sms", [422, 422, 422]),
    ("POST", "/v1/session/passkey/start", [200, 200, 200]),
    ("POST", "/v1/session/passkey", [422, 422, 422]),
    ("POST", "/v1/sign-up", [422, 422, 422]),
    ("POST", "/v1/sign-up/resend", [422, 422, 422]),
    ("POST", "/v1/sign-up/code", [422, 422, 422]),
    ("POST", "/v1/sign-up/password", [422, 422, 422]),
    ("POST", "/v1/recovery", [422, 422, 422]),
    ("POST", "/v1/recovery/password", [422, 422, 422]),
    ("GET", "/v1/me", [200, 200, 401]),
    ("GET", "/v1/me/security", [200, 200, 401]),
    ("GET", "/v1/me/details", [200, 200, 401]),
    ("GET", "/v1/me/journal", [200, 200, 401]),
    ("POST", "/v1/me/confirmation", [422, 422, 401]),
    ("POST", "/v1/me/confirmation/code", [422, 422, 401]),
    // Nobody gave password and second step again.
    ("POST", "/v1/me/authenticator", [403, 403, 401]),
    ("PUT", "/v1/me/authenticator", [403, 403, 401]),
    ("DELETE", "/v1/me/authenticator", [403, 403, 401]),
    ("POST", "/v1/me/recovery-codes", [403, 403, 401]),
    ("POST", "/v1/me/password", [403, 403, 401]),
    ("POST", "/v1/me/passkeys/start", [403, 403, 401]),
    ("POST", "/v1/me/passkeys", [403, 403, 401]),
    ("DELETE", "/v1/me/passkeys/{id}", [403, 403, 401]),
    ("POST", "/v1/me/details", [403, 403, 401]),
    ("POST", "/v1/me/details/code", [422, 422, 401]),
    ("DELETE", "/v1/me/details/{detail}", [404, 404, 401]),
    ("POST", "/v1/me/export", [403, 403, 401]),
    ("DELETE", "/v1/me", [403, 403, 401]),
    ("POST", "/v1/session/renewal", [422, 422, 422]),
    ("GET", "/v1/me/devices", [200, 200, 401]),
    ("PATCH", "/v1/me/devices/{id}", [422, 422, 401]),
    ("DELETE", "/v1/me/devices/{id}", [404, 404, 401]),
    ("GET", "/v1/career", [200, 200, 401]),
    ("GET", "/v1/certificates", [200, 200, 401]),
    ("POST", "/v1/certificates", [200, 200, 401]),
    ("GET", "/v1/certificates/{id}", [200, 404, 401]),
    ("GET", "/v1/certificates/{id}/pdf", [200, 404, 401]),
    ("GET", "/v1/fund", [200, 200, 200]),
    ("GET", "/v1/trust", [200, 200, 200]),
    ("GET", "/v1/status/{year}", [200, 200, 200]),
    ("GET", "/v1/references/{reference}", [200, 200, 200]),
    ("GET", "/pki/{file}", [200, 200, 200]),
    // What is sent is no query.
    ("POST", "/pki/tsa", [422, 422, 422]),
    ("GET", "/verify/profile.json", [200, 200, 200]),
    ("GET", "/outbox", [200, 200, 200]),
    ("GET", "/healthz", [200, 200, 200]),
    ("GET", "/metrics", [200, 200, 200]),
    ("GET", "/api/openapi.json", [200, 200, 200]),
    // Last: it ends the session it is asked with.
    ("DELETE", "/v1/session", [204, 204, 204]),
];

#[test]
fn every_operation_of_the_interface_stands_in_the_table() {
    let document = serde_json::to_value(damane_portal::openapi()).unwrap();
    let paths = document["paths"].as_object().unwrap();
    let in_document: BTreeSet<(String, String)> = paths
        .iter()
        .flat_map(|(path, operations)| {
            operations.as_object().unwrap().keys().map(|method| (method.to_uppercase(), path.clone()))
        })
        .collect();
    let in_table: BTreeSet<(String, String)> =
        TABLE.iter().map(|(method, path, _)| ((*method).to_owned(), (*path).to_owned())).collect();
    assert_eq!(in_document, in_table);
}

#[tokio::test]
async fn each_asks_and_gets_what_the_table_says() {
    let portal = Served::start().await;
    let owner = portal.sign_in(&portal.people[0]).await;
    let other = portal.sign_in(&portal.people[1]).await;
    let (_, certificate) = portal.issue(&owner, "table").await;
    let id = certificate["id"].as_str().unwrap().to_owned();
    let year = &certificate["issued_at"].as_str().unwrap()[..4];
    for (method, path, expected) in TABLE {
        let path = path
            .replace("{id}", &id)
            .replace("{year}", year)
            .replace("{reference}", &id)
            .replace("{detail}", "rib")
            .replace("{file}", "root.crl");
        for (token, expected) in [Some(&owner), Some(&other), None].into_iter().zip(expected) {
            let mut request = portal.request(method.parse::<Method>().unwrap(), &path);
            request = match token {
                Some(token) => request.bearer_auth(token),
                None => request.headers(marked(portal.address.port())),
            };
            if *method == "POST" {
                request = request.header("Idempotency-Key", "table-2").json(&json!({"kind": "employment"}));
            }
            let status = request.send().await.unwrap().status().as_u16();
            assert_eq!(status, *expected, "{method} {path}");
        }
    }
    for token in [owner, other] {
        let after = portal.request(Method::GET, "/v1/me").bearer_auth(token).send().await.unwrap();
        assert_eq!(after.status(), 401, "a session that was ended stays ended");
    }
}
