//! The interface as a document: what it says is reviewed with the change that makes it say so.

use crate::served::Served;

#[test]
fn the_interface_changes_only_on_purpose() {
    let document = damane_portal::openapi().to_pretty_json().unwrap();
    insta::assert_snapshot!("openapi", document);
}

#[tokio::test]
async fn the_document_served_is_the_one_reviewed() {
    let portal = Served::start().await;
    let answer = portal.get("/api/openapi.json").await;
    assert_eq!(answer.headers()["content-type"], "application/json");
    assert_eq!(answer.text().await.unwrap(), damane_portal::openapi().to_pretty_json().unwrap());
}
