//! The main job: career, certificate, list, PDF.

use crate::served::{NAIMA, Served, words};
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn a_person_reads_their_career_and_gets_a_certificate_as_pdf() {
    let portal = Served::start().await;
    let token = portal.sign_in(NAIMA).await;
    let get = |path: String| portal.request(Method::GET, &path).bearer_auth(&token).send();
    let (_, career) = words(get("/v1/career".to_owned()).await.unwrap()).await;
    assert!(career["total_days"].as_u64().is_some_and(|days| days > 1_000), "{career}");
    assert_eq!(career["employment"]["employer"], "ATELIER ZERHOUN SARL");
    assert!(career["lines"].as_array().is_some_and(|lines| lines.len() > 36));

    let (status, issued) = portal.issue(&token, "first").await;
    assert_eq!((status, issued["state"].as_str()), (200, Some("valid")), "{issued}");
    let (_, again) = portal.issue(&token, "first").await;
    assert_eq!(again["id"], issued["id"], "the same key is the same wish");
    let (_, list) = words(get("/v1/certificates".to_owned()).await.unwrap()).await;
    assert_eq!(list["certificates"].as_array().map(Vec::len), Some(1), "{list}");

    let id = issued["id"].as_str().unwrap();
    let pdf = get(format!("/v1/certificates/{id}/pdf")).await.unwrap();
    assert_eq!(
        (pdf.status().as_u16(), &pdf.headers()["content-type"]),
        (200, &"application/pdf".parse().unwrap())
    );
    let name = format!("attachment; filename=\"{}.pdf\"", issued["reference"].as_str().unwrap());
    assert_eq!(pdf.headers()["content-disposition"], name.as_str());
    assert!(pdf.bytes().await.unwrap().starts_with(b"%PDF-"));
}

#[tokio::test]
async fn what_is_no_certificate_of_ones_own_is_not_there() {
    let portal = Served::start().await;
    let token = portal.sign_in(NAIMA).await;
    for id in ["00000000000000000000000000000000", "1", "..%2f..%2ffund.toml", "%00"] {
        let answer = portal.request(Method::GET, &format!("/v1/certificates/{id}")).bearer_auth(&token);
        assert_eq!(words(answer.send().await.unwrap()).await, (404, json!({"code": "not_found"})), "{id}");
    }
}

#[tokio::test]
async fn a_wish_needs_a_key_and_a_known_kind() {
    let portal = Served::start().await;
    let token = portal.sign_in(NAIMA).await;
    let ask = |kind: &str| {
        portal.request(Method::POST, "/v1/certificates").bearer_auth(&token).json(&json!({"kind": kind}))
    };
    let without = words(ask("employment").send().await.unwrap()).await;
    assert_eq!(without, (422, json!({"code": "invalid_input", "field": "idempotency-key"})));
    let long = ask("employment").header("Idempotency-Key", "x".repeat(65)).send().await.unwrap();
    assert_eq!(long.status(), 422);
    let unknown = ask("nobility").header("Idempotency-Key", "a").send().await.unwrap();
    assert_eq!(words(unknown).await, (422, json!({"code": "invalid_input", "field": "body"})));
    let still = ask("deregistration").header("Idempotency-Key", "b").send().await.unwrap();
    assert_eq!(words(still).await, (409, json!({"code": "not_entitled", "reasons": ["still_declared"]})));
}

#[tokio::test]
async fn facts_of_the_first_kind_have_the_words_installed_apps_know_and_others_have_theirs() {
    let portal = Served::start().await;
    let token = portal.sign_in(NAIMA).await;
    let issue = async |kind: &str| {
        let ask = portal.request(Method::POST, "/v1/certificates").bearer_auth(&token);
        let ask = ask.header("Idempotency-Key", kind).json(&json!({"kind": kind}));
        words(ask.send().await.unwrap()).await.1["facts"].clone()
    };
    let employer = json!({"key": "employer", "name": "ATELIER ZERHOUN SARL", "number": "1000004"});
    let employment = issue("employment").await;
    assert_eq!(employment[0], employer);
    assert!(employment[1]["month"].is_string() && employment[3]["days"].is_number(), "{employment}");
    let salary = issue("annual_salary").await;
    assert_eq!(salary[0], employer);
    assert_eq!(salary[5]["key"], "total_salary");
    assert!(salary[3]["count"].is_number() && salary[5]["centimes"].as_i64() > Some(0), "{salary}");
    assert_eq!(salary.as_array().map(Vec::len), Some(6), "the months stand on the page alone");
}

#[tokio::test]
async fn the_signed_lists_say_whether_they_changed() {
    let portal = Served::start().await;
    let trust = portal.get("/v1/trust").await;
    assert_eq!(trust.headers()["content-type"], "application/cwt");
    let etag = trust.headers()["etag"].clone();
    assert!(!trust.bytes().await.unwrap().is_empty());
    let same = portal.request(Method::GET, "/v1/trust").header("if-none-match", etag).send().await.unwrap();
    assert_eq!(same.status(), 304);
    assert_eq!(portal.get("/v1/status/1999").await.status(), 404);
    assert_eq!(portal.get("/v1/status/99999999").await.status(), 404);
}
