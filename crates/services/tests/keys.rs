//! The fund's keys: rotated, retired, withdrawn while a portal runs; in a token; with a root that is offline.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod support;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use damane_credential::{PublicKey, TrustBundle, Verification, verify};
use damane_domain::certificates::CertificateKind;
use damane_domain::verification::{Reason, Verdict};
use damane_services::{
    AuthorityName, IssuedCertificate, KeyAct, KeyFolder, KeyLog, KeyOrder, KeyPlace, KeyState, PublishedFile,
    Rotation, ServiceError, Session, TokenSettings, sign_trust,
};
use std::path::{Path, PathBuf};
use std::process::Command;
use support::{EMPLOYED, TestFund, holds};

const AT_ONCE: Rotation = Rotation { place: KeyPlace::File, lead_seconds: 0, days: 365 };

async fn bundle(fund: &TestFund) -> TrustBundle {
    let root = URL_SAFE_NO_PAD.decode(&fund.profile().root_key).unwrap();
    let mut bundle =
        TrustBundle::open(PublicKey::from_point(&root).unwrap(), &fund.trust_list().await.unwrap()).unwrap();
    for year in bundle.trust().content().status.clone() {
        bundle.put_status(&fund.status_list(year.list).await.unwrap()).unwrap();
    }
    bundle
}

async fn check(fund: &TestFund, certificate: &IssuedCertificate) -> Verification {
    verify(&certificate.qr_text, &bundle(fund).await, fund.now())
}

async fn issue(fund: &TestFund, session: &Session, key: &str) -> IssuedCertificate {
    fund.issue_certificate(session, CertificateKind::Employment, key).await.unwrap()
}

fn folder(fund: &TestFund) -> KeyFolder {
    KeyFolder::open(fund.folder.path(), fund.ports()).unwrap()
}

/// Names and states.
fn states(folder: &KeyFolder) -> Vec<(String, KeyState, bool)> {
    folder.list().unwrap().into_iter().map(|key| (key.name, key.state, key.seals_now)).collect()
}

#[tokio::test]
async fn a_new_key_is_listed_at_once_and_seals_when_its_lead_is_over() {
    let fund = TestFund::new().await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let folder = folder(&fund);
    let made = folder.rotate(&Rotation::default()).unwrap();
    assert_eq!(made.name, "sealing-2");
    assert!(!made.seals_now);
    assert!(fund.reload_keys().unwrap(), "a running portal sees it");
    assert!(!fund.reload_keys().unwrap(), "and reads nothing twice");
    let early = bundle(&fund).await;
    assert_eq!(early.trust().content().keys.len(), 2);
    fund.wait(48 * 3_600);
    assert!(folder.list().unwrap()[1].seals_now);
    let certificate = issue(&fund, &session, "one").await;
    // The lists are two days old, and know the key.
    assert_eq!(verify(&certificate.qr_text, &early, fund.now()).verdict, Verdict::ValidStatusOld);
}

#[tokio::test]
async fn what_a_retired_key_sealed_stands_and_it_seals_nothing_more() {
    let fund = TestFund::new().await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let older = issue(&fund, &session, "older").await;
    let folder = folder(&fund);
    assert!(matches!(folder.retire("sealing-1"), Err(ServiceError::Folder { .. })), "nothing else seals");
    folder.rotate(&AT_ONCE).unwrap();
    folder.retire("sealing-1").unwrap();
    assert!(folder.retire("sealing-1").is_err(), "it is retired already");
    assert!(fund.reload_keys().unwrap());
    fund.wait(61);
    let newer = issue(&fund, &session, "newer").await;
    for certificate in [&older, &newer] {
        assert_eq!(check(&fund, certificate).await.verdict, Verdict::Valid);
    }
    let expected = [
        ("sealing-1".to_owned(), KeyState::Retired, false),
        ("sealing-2".to_owned(), KeyState::Active, true),
    ];
    assert_eq!(states(&folder), expected);
    // A certificate of the retired key's is drawn all the same; without the key, it is not.
    fund.certificate_pdf(&session, &older.id).await.unwrap();
}

#[tokio::test]
async fn nothing_a_withdrawn_key_sealed_stands() {
    let fund = TestFund::new().await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let stolen = issue(&fund, &session, "stolen").await;
    let folder = folder(&fund);
    folder.rotate(&AT_ONCE).unwrap();
    folder.withdraw("sealing-1").unwrap();
    // The key's file may be burnt.
    std::fs::remove_file(fund.folder.path().join("keys/sealing-1.pem")).unwrap();
    assert!(fund.reload_keys().unwrap());
    fund.wait(1);
    let seen = check(&fund, &stolen).await;
    assert_eq!((seen.verdict, seen.reasons), (Verdict::UntrustedKey, vec![Reason::KeyWithdrawn]));
    assert_eq!(check(&fund, &issue(&fund, &session, "after").await).await.verdict, Verdict::Valid);
}

#[tokio::test]
async fn keys_that_cannot_be_read_leave_the_older_ones_in_place() {
    let fund = TestFund::new().await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let table = fund.folder.path().join("keys/keys.toml");
    let good = std::fs::read_to_string(&table).unwrap();
    std::fs::write(&table, "[[sealing").unwrap();
    assert!(matches!(fund.reload_keys(), Err(ServiceError::Folder { .. })));
    issue(&fund, &session, "still").await;
    std::fs::write(&table, good + "\n").unwrap();
    assert!(fund.reload_keys().unwrap());
}

/// Takes the root out of the folder, as its keeper does: onto a medium of its own.
fn take_root_away(fund: &TestFund) -> tempfile::TempDir {
    let medium = tempfile::tempdir().unwrap();
    let keys = fund.folder.path().join("keys");
    std::fs::copy(keys.join("root.crt"), medium.path().join("root.crt")).unwrap();
    std::fs::rename(keys.join("root.pem"), medium.path().join("root.pem")).unwrap();
    medium
}

#[tokio::test]
async fn a_portal_works_without_its_root_by_what_the_root_signed_elsewhere() {
    let mut fund = TestFund::new().await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let folder = folder(&fund);
    let request = folder.trust_request().unwrap();
    let medium = take_root_away(&fund);
    assert!(fund.reload_keys().is_err(), "no list was brought back yet: the portal goes on as it was");
    let signed = sign_trust(&request, medium.path(), 90, &fund.ports()).unwrap();
    folder.take_signed(&signed).unwrap();
    fund.reopen().await;
    let certificate = issue(&fund, &session, "one").await;
    assert_eq!(check(&fund, &certificate).await.verdict, Verdict::Valid);
    let list = fund.published_file(PublishedFile::List(AuthorityName::Root)).unwrap();
    assert!(!list.is_empty(), "the root's revocation list came back too");
    fund.certificate_pdf(&session, &certificate.id).await.unwrap();
    // A key that no signed list names seals nothing, for nobody would trust it.
    folder.rotate(&AT_ONCE).unwrap();
    assert!(fund.reload_keys().unwrap());
    assert!(folder.list().unwrap()[0].seals_now);
    let request = folder.trust_request().unwrap();
    folder.take_signed(&sign_trust(&request, medium.path(), 90, &fund.ports()).unwrap()).unwrap();
    assert!(fund.reload_keys().unwrap());
    assert!(folder.list().unwrap()[1].seals_now);
    fund.wait(1);
    assert_eq!(check(&fund, &issue(&fund, &session, "two").await).await.verdict, Verdict::Valid);
}

#[tokio::test]
async fn a_list_of_another_root_an_older_one_or_one_that_ran_out_is_not_taken() {
    let fund = TestFund::new().await;
    let folder = folder(&fund);
    let request = folder.trust_request().unwrap();
    let medium = take_root_away(&fund);
    let sign = |days| sign_trust(&request, medium.path(), days, &fund.ports());
    let older = sign(1).unwrap();
    fund.wait(60);
    folder.take_signed(&sign(90).unwrap()).unwrap();
    assert!(folder.take_signed(&older).is_err(), "older than the one held");
    assert!(sign(0).is_err() && sign(181).is_err(), "neither for no time nor for ever");
    let short = sign(1).unwrap();
    fund.wait(86_401);
    assert!(folder.take_signed(&short).is_err(), "it ran out on the way");
    let other = TestFund::new().await;
    other.wait(7);
    other.remake_keys();
    let stranger = KeyFolder::open(other.folder.path(), other.ports()).unwrap();
    let theirs = stranger.trust_request().unwrap();
    assert!(sign_trust(&theirs, medium.path(), 90, &fund.ports()).is_err(), "it asks another root");
    let theirs = sign_trust(&theirs, &other.folder.path().join("keys"), 90, &other.ports()).unwrap();
    assert!(folder.take_signed(&theirs).is_err(), "another root signed it");
    let mut forged = request.clone();
    forged.keys[0].public = URL_SAFE_NO_PAD.encode([4; 65]);
    assert!(sign_trust(&forged, medium.path(), 90, &fund.ports()).is_err(), "an id that is not its key's");
}

const LIBRARY: &str = "/usr/lib/softhsm/libsofthsm2.so";
const PIN: &str = "damane-1234";

/// SoftHSM2 reads where its tokens are from the environment, which a test may not change for itself: the test below runs
/// in a process of its own.
#[test]
fn a_sealing_key_is_made_and_used_in_a_token() {
    assert!(Path::new(LIBRARY).exists(), "softhsm2 (Debian) is needed for this test");
    let folder = tempfile::tempdir().unwrap();
    let tokens = folder.path().join("tokens");
    std::fs::create_dir(&tokens).unwrap();
    let config = folder.path().join("softhsm2.conf");
    std::fs::write(&config, format!("directories.tokendir = {}\n", tokens.display())).unwrap();
    let made = Command::new("softhsm2-util")
        .env("SOFTHSM2_CONF", &config)
        .args(["--init-token", "--free", "--label", "damane", "--so-pin", "so-12345", "--pin", PIN])
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    let run = Command::new(std::env::current_exe().unwrap())
        .env("SOFTHSM2_CONF", &config)
        .env_remove("DAMANE_TOKEN_PIN")
        .args(["--exact", "in_a_token", "--ignored", "--nocapture"])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&run.stdout);
    assert!(
        run.status.success() && said.contains("1 passed"),
        "{said}{}",
        String::from_utf8_lossy(&run.stderr)
    );
}

fn settings(pin_file: Option<&str>) -> TokenSettings {
    TokenSettings {
        module: PathBuf::from(LIBRARY),
        label: "damane".to_owned(),
        pin_file: pin_file.map(PathBuf::from),
    }
}

#[tokio::test]
#[ignore = "run by a_sealing_key_is_made_and_used_in_a_token, with a token"]
async fn in_a_token() {
    let mut fund = TestFund::new().await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let folder = folder(&fund);
    let keys = fund.folder.path().join("keys");
    assert!(folder.use_token(settings(None)).is_err(), "no PIN anywhere");
    std::fs::write(keys.join("pin"), "wrong-1234\n").unwrap();
    let wrong = folder.use_token(settings(Some("pin"))).unwrap_err().to_string();
    assert!(!wrong.contains("wrong-1234"), "a PIN is in no message: {wrong}");
    std::fs::write(keys.join("pin"), format!("{PIN}\n")).unwrap();
    folder.use_token(settings(Some("pin"))).unwrap();
    let made = folder.rotate(&Rotation { place: KeyPlace::Token, ..AT_ONCE }).unwrap();
    assert_eq!((made.place, made.seals_now), (KeyPlace::Token, true));
    assert!(!keys.join("sealing-2.pem").exists(), "the key never left the token");
    let table = std::fs::read(keys.join("keys.toml")).unwrap();
    assert!(!holds(&table, PIN.as_bytes()));
    assert!(fund.reload_keys().unwrap());
    let certificate = issue(&fund, &session, "one").await;
    assert_eq!(check(&fund, &certificate).await.verdict, Verdict::Valid);
    // Its signatures differ each time; the paper is the same all the same.
    let paper = fund.certificate_pdf(&session, &certificate.id).await.unwrap();
    fund.reopen().await;
    assert!(fund.certificate_pdf(&session, &certificate.id).await.unwrap() == paper);
    folder.retire("sealing-1").unwrap();
    assert!(fund.reload_keys().unwrap());
    seal_at_once(&fund, &session).await;
}

/// Several at a time share one session of the token.
async fn seal_at_once(fund: &TestFund, session: &Session) {
    let some = ["a", "b", "c", "d"].map(|key| issue(fund, session, key));
    for one in some {
        assert_eq!(check(fund, &one.await).await.verdict, Verdict::Valid);
    }
}

#[tokio::test]
async fn who_holds_the_old_root_follows_to_the_one_it_announced() {
    let mut fund = TestFund::new().await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let older = issue(&fund, &session, "older").await;
    let (folder, medium) = (folder(&fund), tempfile::tempdir().unwrap());
    let next = medium.path().join("next");
    assert!(folder.change_root(fund.folder.path(), &next).is_err(), "nothing was announced");
    let root = folder.announce_root(&next).unwrap();
    assert!(folder.announce_root(&medium.path().join("other")).is_err(), "one at a time");
    fund.reload_keys().unwrap();
    fund.wait(1);
    let mut held = bundle(&fund).await;
    assert_eq!(held.trust().content().next_root, Some(root));
    folder.change_root(fund.folder.path(), &next).unwrap();
    fund.reopen().await;
    fund.wait(60);
    KeyFolder::open(fund.folder.path(), fund.ports()).unwrap().rotate(&AT_ONCE).unwrap();
    fund.reload_keys().unwrap();
    let newer = issue(&fund, &session, "newer").await;
    held.renew_trust(&fund.trust_list().await.unwrap()).unwrap();
    held.put_status(&fund.status_list(2026).await.unwrap()).unwrap();
    for certificate in [&older, &newer] {
        let seen = verify(&certificate.qr_text, &held, fund.now());
        assert_eq!(seen.verdict, Verdict::Valid, "{:?}", seen.reasons);
        fund.certificate_pdf(&session, &certificate.id).await.unwrap();
    }
    assert_eq!(check(&fund, &newer).await.verdict, Verdict::Valid, "who starts with the new root, too");
}

#[tokio::test]
async fn whoever_changes_keys_stands_in_the_log_with_their_reason() {
    let fund = TestFund::new().await;
    let log = KeyLog::open(fund.folder.path(), fund.ports()).await.unwrap();
    let folder = folder(&fund);
    let order = KeyOrder::new("S. Amrani", "yearly rotation").unwrap();
    let named = |key: &damane_services::ListedKey| key.name.clone();
    log.note(&order, KeyAct::Rotated, named, || folder.rotate(&AT_ONCE)).await.unwrap();
    log.note(&order, KeyAct::Retired, named, || folder.retire("sealing-1")).await.unwrap();
    let refused = log.note(&order, KeyAct::Retired, named, || folder.retire("sealing-1")).await;
    assert!(matches!(refused, Err(ServiceError::Folder { .. })), "it is retired already: {refused:?}");
    log.close().await;

    let store = fund.store().await;
    let mut reader = store.read().await.unwrap();
    let chain = damane_storage::audit::find_chain(&mut reader, 0, 0, 100).await.unwrap();
    let seen: Vec<_> = chain
        .iter()
        .filter(|kept| kept.said.action.starts_with("key_"))
        .map(|kept| (kept.said.action.as_str(), kept.said.actor.as_str(), kept.said.detail.as_str()))
        .collect();
    let by = "officer:S. Amrani";
    let expected = [
        ("key_rotated", by, "sealing-2: yearly rotation"),
        ("key_retired", by, "sealing-1: yearly rotation"),
    ];
    assert_eq!(seen, expected, "what was refused is not said to have been done");
    let check = fund.check_audit().await.unwrap();
    assert!(check.broken.is_none() && check.entries > 0, "{check:?}");
}

#[test]
fn an_order_has_a_name_and_a_reason() {
    for (officer, reason) in [("", "yearly"), ("S", "yearly"), ("S. Amrani", ""), ("S. Amrani", "two\nlines")]
    {
        assert!(KeyOrder::new(officer, reason).is_err(), "{officer:?} {reason:?}");
    }
}
