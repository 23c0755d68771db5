//! A portal that runs follows what the `damane` command does to its fund beside it: keys rotated, certificates revoked.

use crate::served::{NAIMA, Served};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use damane_credential::{PublicKey, TrustBundle, TrustList, verify};
use damane_domain::fund::FundProfile;
use damane_domain::ids::CertificateId;
use damane_domain::verification::Verdict;
use damane_services::{Fund, KeyFolder, Ports, Revocation, Rotation};
use std::time::Duration;

async fn bytes(portal: &Served, path: &str) -> Vec<u8> {
    portal.get(path).await.bytes().await.unwrap().to_vec()
}

fn root(portal: &Served) -> PublicKey {
    let profile = std::fs::read_to_string(portal.data().join("fund.toml")).unwrap();
    let root = FundProfile::from_toml(&profile).unwrap().root_key;
    PublicKey::from_point(&URL_SAFE_NO_PAD.decode(root).unwrap()).unwrap()
}

/// What a stranger's phone fetches.
async fn bundle(portal: &Served) -> TrustBundle {
    let mut bundle = TrustBundle::open(root(portal), &bytes(portal, "/v1/trust").await).unwrap();
    for address in bundle.trust().content().status.clone() {
        let list = bytes(portal, &format!("/v1/status/{}", address.list)).await;
        bundle.put_status(&list).unwrap();
    }
    bundle
}

#[tokio::test]
async fn a_revocation_by_an_officer_is_on_the_list_the_running_portal_serves_within_a_minute() {
    let portal = Served::start().await;
    let token = portal.sign_in(NAIMA).await;
    let (_, issued) = portal.issue(&token, "one").await;
    let text = issued["qr_text"].as_str().unwrap();
    let now = Ports::system().clock;
    assert_eq!(verify(text, &bundle(&portal).await, now.now()).verdict, Verdict::Valid);
    let year = &issued["issued_at"].as_str().unwrap()[..4];
    let served = portal.get(&format!("/v1/status/{year}")).await;
    // Caches may keep it for so long; with the portal's own answer it is well within a minute.
    assert_eq!(served.headers()["cache-control"], "public, max-age=30");
    let tag = served.headers()["etag"].clone();
    // Another process than the portal, as the command is.
    let office = Fund::open(portal.data(), Ports::system()).await.unwrap();
    let id = CertificateId::parse(issued["id"].as_str().unwrap()).unwrap();
    office.revoke_certificate(&id, Revocation::IssuedInError, "officer").await.unwrap();
    office.close().await;
    assert_eq!(verify(text, &bundle(&portal).await, now.now()).verdict, Verdict::Revoked);
    let again =
        portal.request(reqwest::Method::GET, &format!("/v1/status/{year}")).header("if-none-match", tag);
    assert_eq!(again.send().await.unwrap().status(), 200, "the list is another one");
}

#[tokio::test]
async fn a_running_portal_lists_and_uses_a_new_key_without_being_started_anew() {
    let portal = Served::start().await;
    let token = portal.sign_in(NAIMA).await;
    let (_, before) = portal.issue(&token, "before").await;
    let folder = KeyFolder::open(portal.data(), Ports::system()).unwrap();
    let made = folder.rotate(&Rotation { lead_seconds: 0, ..Rotation::default() }).unwrap();
    let listed = async || {
        let list = TrustList::read(&bytes(&portal, "/v1/trust").await, &root(&portal)).unwrap();
        list.content().keys.iter().any(|key| key.public.kid().to_hex() == made.kid)
    };
    let mut waited = 0;
    while !listed().await {
        waited += 1;
        assert!(waited < 60, "half a minute is enough");
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    let (status, after) = portal.issue(&token, "after").await;
    assert_eq!(status, 200, "{after}");
    let (held, now) = (bundle(&portal).await, Ports::system().clock);
    for certificate in [before, after] {
        let seen = verify(certificate["qr_text"].as_str().unwrap(), &held, now.now());
        assert_eq!(seen.verdict, Verdict::Valid, "{:?}", seen.reasons);
    }
}
