//! Who may what: every operation of the interface, asked by its owner, by another insured person, by a device that was
//! revoked a moment before, by officers, and by nobody. An operation without a line here fails the test, and so does an
//! answer that shows anything of the owner's to somebody else.
//!
//! That the judge sees a missing owner check is shown here from outside, with a door that lacks it; `cargo xtask
//! mutants` takes the checks out of the queries themselves (docs/threat-model.md).

mod asker;
pub mod desk;
mod hole;
mod judge;
mod scene;

use hole::{without_office_check, without_owner_check};
use judge::judge;
use reqwest::Method;
use scene::Scene;
use std::collections::BTreeSet;
use std::net::SocketAddr;

/// An operation, and the statuses for: the owner, another insured person, a revoked device, an officer, an officer of
/// another office, nobody.
///
/// The sessions of the first two are confirmed. Officers have sessions of the console; at the insured's doors they are
/// nobody, and at the console's the insured are. In the console's lines the owner's objects belong to the officer's
/// office.
type Line = (&'static str, &'static str, [u16; 6]);

/// `{id}`, `{detail}` and the codes that are sent are the owner's. Who needs no session and sends no words that make
/// sense gets 422.
const TABLE: &[Line] = &[
    ("POST", "/v1/session", [422, 422, 422, 422, 422, 422]),
    ("POST", "/v1/session/code", [422, 422, 422, 422, 422, 422]),
    ("POST", "/v1/session/code/sms", [422, 422, 422, 422, 422, 422]),
    ("POST", "/v1/session/passkey/start", [200, 200, 200, 200, 200, 200]),
    ("POST", "/v1/session/passkey", [422, 422, 422, 422, 422, 422]),
    ("POST", "/v1/sign-up", [422, 422, 422, 422, 422, 422]),
    ("POST", "/v1/sign-up/resend", [422, 422, 422, 422, 422, 422]),
    ("POST", "/v1/sign-up/code", [422, 422, 422, 422, 422, 422]),
    ("POST", "/v1/sign-up/password", [422, 422, 422, 422, 422, 422]),
    ("POST", "/v1/recovery", [422, 422, 422, 422, 422, 422]),
    ("POST", "/v1/recovery/password", [422, 422, 422, 422, 422, 422]),
    ("GET", "/v1/me", [200, 200, 401, 401, 401, 401]),
    ("GET", "/v1/me/security", [200, 200, 401, 401, 401, 401]),
    ("GET", "/v1/me/details", [200, 200, 401, 401, 401, 401]),
    ("GET", "/v1/me/journal", [200, 200, 401, 401, 401, 401]),
    ("POST", "/v1/me/confirmation", [422, 422, 401, 401, 401, 401]),
    ("POST", "/v1/me/confirmation/code", [204, 401, 401, 401, 401, 401]),
    ("POST", "/v1/me/authenticator", [200, 200, 401, 401, 401, 401]),
    ("PUT", "/v1/me/authenticator", [422, 422, 401, 401, 401, 401]),
    ("DELETE", "/v1/me/authenticator", [204, 404, 401, 401, 401, 401]),
    ("POST", "/v1/me/recovery-codes", [200, 200, 401, 401, 401, 401]),
    ("POST", "/v1/me/password", [422, 422, 401, 401, 401, 401]),
    ("POST", "/v1/me/passkeys/start", [200, 200, 401, 401, 401, 401]),
    ("POST", "/v1/me/passkeys", [422, 422, 401, 401, 401, 401]),
    ("DELETE", "/v1/me/passkeys/{id}", [204, 404, 401, 401, 401, 401]),
    ("POST", "/v1/me/details", [422, 422, 401, 401, 401, 401]),
    ("POST", "/v1/me/details/code", [200, 401, 401, 401, 401, 401]),
    ("DELETE", "/v1/me/details/{detail}", [204, 404, 401, 401, 401, 401]),
    ("POST", "/v1/me/export", [200, 200, 401, 401, 401, 401]),
    ("POST", "/v1/session/renewal", [422, 422, 422, 422, 422, 422]),
    ("GET", "/v1/me/devices", [200, 200, 401, 401, 401, 401]),
    ("PATCH", "/v1/me/devices/{id}", [204, 404, 401, 401, 401, 401]),
    ("DELETE", "/v1/me/devices/{id}", [204, 404, 401, 401, 401, 401]),
    ("GET", "/v1/career", [200, 200, 401, 401, 401, 401]),
    ("GET", "/v1/career/csv", [200, 200, 401, 401, 401, 401]),
    ("GET", "/v1/career/pdf", [200, 200, 401, 401, 401, 401]),
    ("POST", "/v1/career/disputes", [422, 422, 401, 401, 401, 401]),
    ("GET", "/v1/pension", [200, 200, 401, 401, 401, 401]),
    // Nothing is asked; nothing is declared.
    ("GET", "/v1/pension/check", [422, 422, 401, 401, 401, 401]),
    ("POST", "/v1/pension/requests", [422, 422, 401, 401, 401, 401]),
    ("GET", "/v1/pension/requests/{claim}", [200, 404, 401, 401, 401, 401]),
    ("GET", "/v1/certificates", [200, 200, 401, 401, 401, 401]),
    ("POST", "/v1/certificates", [200, 200, 401, 401, 401, 401]),
    ("GET", "/v1/certificates/{id}", [200, 404, 401, 401, 401, 401]),
    ("GET", "/v1/certificates/{id}/pdf", [200, 404, 401, 401, 401, 401]),
    ("POST", "/v1/reimbursements/estimate", [422, 422, 401, 401, 401, 401]),
    ("POST", "/v1/reimbursements", [422, 422, 401, 401, 401, 401]),
    // Nothing is asked; nothing is declared; the claim of the table is one of care.
    ("GET", "/v1/job-loss", [422, 422, 401, 401, 401, 401]),
    ("POST", "/v1/job-loss", [422, 422, 401, 401, 401, 401]),
    ("GET", "/v1/job-loss/{claim}", [200, 404, 401, 401, 401, 401]),
    ("POST", "/v1/job-loss/{claim}/months", [409, 404, 401, 401, 401, 401]),
    ("POST", "/v1/job-loss/{claim}/work", [409, 404, 401, 401, 401, 401]),
    ("POST", "/v1/documents", [422, 422, 401, 401, 401, 401]),
    ("GET", "/v1/documents/{document}", [200, 404, 401, 401, 401, 401]),
    ("GET", "/v1/documents/{document}/content", [200, 404, 401, 401, 401, 401]),
    // A piece that arrived before is passed over.
    ("PUT", "/v1/documents/{document}/{offset}", [200, 404, 401, 401, 401, 401]),
    ("GET", "/v1/claims", [200, 200, 401, 401, 401, 401]),
    ("GET", "/v1/claims/{claim}", [200, 404, 401, 401, 401, 401]),
    // Nothing is decided, and nothing is asked for.
    ("GET", "/v1/claims/{claim}/letter", [409, 404, 401, 401, 401, 401]),
    ("POST", "/v1/claims/{claim}/documents", [409, 404, 401, 401, 401, 401]),
    ("POST", "/v1/claims/{claim}/contest", [409, 404, 401, 401, 401, 401]),
    ("GET", "/v1/fund", [200, 200, 200, 200, 200, 200]),
    ("GET", "/v1/trust", [200, 200, 200, 200, 200, 200]),
    ("GET", "/v1/status/{year}", [200, 200, 200, 200, 200, 200]),
    // Public, and of the owner no more than initials.
    ("GET", "/v1/references/{reference}", [200, 200, 200, 200, 200, 200]),
    ("GET", "/pki/{file}", [200, 200, 200, 200, 200, 200]),
    // What is sent is no query.
    ("POST", "/pki/tsa", [422, 422, 422, 422, 422, 422]),
    ("GET", "/verify/profile.json", [200, 200, 200, 200, 200, 200]),
    ("GET", "/outbox", [200, 200, 200, 200, 200, 200]),
    ("GET", "/healthz", [200, 200, 200, 200, 200, 200]),
    ("GET", "/metrics", [200, 200, 200, 200, 200, 200]),
    ("GET", "/api/openapi.json", [200, 200, 200, 200, 200, 200]),
    ("POST", "/v1/office/session", [422, 422, 422, 422, 422, 422]),
    ("POST", "/v1/office/enrolment", [422, 422, 422, 422, 422, 422]),
    ("PUT", "/v1/office/enrolment", [422, 422, 422, 422, 422, 422]),
    ("GET", "/v1/office/session", [401, 401, 401, 200, 200, 401]),
    ("GET", "/v1/office/queue", [401, 401, 401, 200, 200, 401]),
    ("GET", "/v1/office/claims/{claim}", [401, 401, 401, 200, 404, 401]),
    ("GET", "/v1/office/claims/{claim}/documents/{document}", [401, 401, 401, 200, 404, 401]),
    ("POST", "/v1/office/claims/{claim}/step", [401, 401, 401, 204, 404, 401]),
    // Nothing is granted.
    ("POST", "/v1/office/claims/{claim}/months/{month}/release", [401, 401, 401, 409, 404, 401]),
    ("GET", "/v1/office/disputes", [401, 401, 401, 200, 200, 401]),
    ("GET", "/v1/office/disputes/documents/{document}", [401, 401, 401, 200, 404, 401]),
    // There is no such dispute.
    ("POST", "/v1/office/disputes/answer", [401, 401, 401, 404, 404, 401]),
    ("GET", "/v1/office/batches", [401, 401, 401, 200, 200, 401]),
    ("POST", "/v1/office/batches", [401, 401, 401, 200, 200, 401]),
    ("GET", "/v1/office/batches/{batch}", [401, 401, 401, 200, 404, 401]),
    ("POST", "/v1/office/batches/{batch}/agreement", [401, 401, 401, 204, 404, 401]),
    ("GET", "/v1/office/batches/{batch}/file", [401, 401, 401, 200, 404, 401]),
    ("POST", "/v1/office/batches/{batch}/returns", [401, 401, 401, 204, 404, 401]),
    ("POST", "/v1/office/batches/{batch}/settlement", [401, 401, 401, 204, 404, 401]),
    // Agreed to: it stays.
    ("POST", "/v1/office/batches/{batch}/withdrawal", [401, 401, 401, 409, 404, 401]),
    // A person belongs to no office: any officer with the role finds them, with a purpose, and it is noted.
    ("POST", "/v1/office/people", [401, 401, 401, 200, 200, 401]),
    ("GET", "/v1/office/resets", [401, 401, 401, 200, 200, 401]),
    ("POST", "/v1/office/resets/{request}/agreement", [401, 401, 401, 204, 404, 401]),
    ("POST", "/v1/office/resets", [401, 401, 401, 204, 204, 401]),
    // Declared already: nothing is changed.
    ("POST", "/v1/office/mobiles", [401, 401, 401, 200, 200, 401]),
    ("POST", "/v1/office/certificates/{certificate}/revocation", [401, 401, 401, 204, 204, 401]),
    ("DELETE", "/v1/office/session", [204, 204, 204, 204, 204, 204]),
    // Nearly last: it closes the account.
    ("DELETE", "/v1/me", [204, 422, 401, 401, 401, 401]),
    // Last: it ends the session it is asked with.
    ("DELETE", "/v1/session", [204, 204, 204, 204, 204, 204]),
];

/// The lines that name an object of the owner's, or something under way in their session.
const OF_THE_OWNER: &[(&str, &str)] = &[
    ("GET", "/v1/certificates/{id}"),
    ("GET", "/v1/certificates/{id}/pdf"),
    ("PATCH", "/v1/me/devices/{id}"),
    ("DELETE", "/v1/me/devices/{id}"),
    ("DELETE", "/v1/me/authenticator"),
    ("DELETE", "/v1/me/passkeys/{id}"),
    ("DELETE", "/v1/me/details/{detail}"),
    ("POST", "/v1/me/details/code"),
    ("POST", "/v1/me/confirmation/code"),
    ("DELETE", "/v1/me"),
    ("GET", "/v1/me"),
    ("GET", "/v1/certificates"),
    ("GET", "/v1/documents/{document}"),
    ("GET", "/v1/documents/{document}/content"),
    ("PUT", "/v1/documents/{document}/{offset}"),
    ("GET", "/v1/claims"),
    ("GET", "/v1/claims/{claim}"),
    ("GET", "/v1/claims/{claim}/letter"),
    ("POST", "/v1/claims/{claim}/documents"),
    ("POST", "/v1/claims/{claim}/contest"),
    ("GET", "/v1/job-loss/{claim}"),
    ("POST", "/v1/job-loss/{claim}/months"),
    ("POST", "/v1/job-loss/{claim}/work"),
    ("GET", "/v1/pension/requests/{claim}"),
];

/// The console's lines that name an object of the officer's office.
const OF_THE_OFFICE: &[(&str, &str)] = &[
    ("GET", "/v1/office/claims/{claim}"),
    ("GET", "/v1/office/claims/{claim}/documents/{document}"),
    ("POST", "/v1/office/claims/{claim}/step"),
    ("POST", "/v1/office/claims/{claim}/months/{month}/release"),
    ("GET", "/v1/office/disputes/documents/{document}"),
    ("GET", "/v1/office/batches/{batch}"),
    ("POST", "/v1/office/batches/{batch}/agreement"),
    ("GET", "/v1/office/batches/{batch}/file"),
    ("POST", "/v1/office/batches/{batch}/returns"),
    ("POST", "/v1/office/batches/{batch}/settlement"),
    ("POST", "/v1/office/batches/{batch}/withdrawal"),
    ("POST", "/v1/office/resets/{request}/agreement"),
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

/// What is for anyone: a year's list, and what somebody sent a reference of.
const OF_NOBODY: &[&str] = &["/v1/status/{year}", "/v1/references/{reference}"];
/// What is no office's: a certificate is the fund's.
const OF_NO_OFFICE: &[&str] = &["/v1/office/certificates/{certificate}/revocation"];

#[test]
fn every_operation_on_one_object_of_a_persons_is_tried_without_its_owner_check() {
    let on_an_object = TABLE.iter().filter(|(_, path, _)| path.starts_with("/v1/") && path.contains('{'));
    let of_somebody = |path: &str| !OF_NOBODY.contains(&path) && !OF_NO_OFFICE.contains(&path);
    for (method, path, _) in on_an_object.filter(|(_, path, _)| of_somebody(path)) {
        let list = if path.starts_with("/v1/office/") { OF_THE_OFFICE } else { OF_THE_OWNER };
        assert!(list.contains(&(method, path)), "{method} {path}");
    }
}

#[tokio::test]
async fn each_asks_and_gets_what_the_table_says() {
    let scene = Scene::start().await;
    let findings = judge(&scene, TABLE, scene.portal.address).await;
    assert!(findings.is_empty(), "{}", list(&findings));
    for token in [&scene.owner, &scene.other] {
        let after = scene.portal.request(Method::GET, "/v1/me").bearer_auth(token).send().await.unwrap();
        assert_eq!(after.status(), 401, "a session that was ended stays ended");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_check_that_is_missing_is_reported_at_its_route_and_nowhere_else() {
    for (method, path) in OF_THE_OWNER {
        let scene = Scene::start().await;
        let door = without_owner_check(&scene, method, path).await;
        assert_reported(&scene, door, method, path).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_office_check_that_is_missing_is_reported_at_its_route_and_nowhere_else() {
    for (method, path) in OF_THE_OFFICE {
        let scene = Scene::start().await;
        let door = without_office_check(&scene, method, path).await;
        assert_reported(&scene, door, method, path).await;
    }
}

async fn assert_reported(scene: &Scene, door: SocketAddr, method: &str, path: &str) {
    let findings = judge(scene, TABLE, door).await;
    let reported: BTreeSet<&str> = findings.iter().map(|finding| finding.operation.as_str()).collect();
    let expected = format!("{method} {path}");
    assert_eq!(reported, BTreeSet::from([expected.as_str()]), "{}", list(&findings));
}

fn list(findings: &[judge::Finding]) -> String {
    findings.iter().map(|finding| format!("\n{finding}")).collect()
}
