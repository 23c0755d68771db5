//! Keys changed from the command line beside a running portal: each change lies in the audit log, with its officer and
//! reason; what changes nothing leaves no trace, and nobody changes anything without a name.

use damane_storage::{Store, audit, sqlite_url};
use damane_tests::{DemoPortal, built};
use std::path::Path;
use std::process::{Command, Output};

const BY: [&str; 4] = ["--officer", "H. Berrada", "--reason", "yearly rotation"];

fn keys(words: &[&str]) -> Output {
    Command::new(built("damane")).arg("keys").args(words).output().expect("damane starts")
}

/// Does something to the keys of a fund, by order.
fn changed(data: &str, words: &[&str]) -> String {
    let output = keys(&[words, &["--data", data], &BY].concat());
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// What the log says of keys: action, who, the words.
async fn noted(data: &Path) -> Vec<(String, String, String)> {
    let store = Store::open(&sqlite_url(&data.join("damane.db")).expect("a path")).await.expect("it opens");
    let mut reader = store.read().await.expect("it reads");
    let chain = audit::find_chain(&mut reader, 0, 0, 1_000).await.expect("a chain");
    let words = ["key", "root", "trust"];
    chain
        .into_iter()
        .map(|kept| (kept.said.action, kept.said.actor, kept.said.detail))
        .filter(|(action, ..)| words.iter().any(|word| action.starts_with(word)))
        .collect()
}

#[tokio::test]
async fn every_change_of_keys_lies_in_the_log_with_its_officer_and_reason() {
    let portal = DemoPortal::start();
    let data = portal.data().to_str().expect("plain");
    let beside = tempfile::tempdir().expect("a folder");
    let place = |name: &str| beside.path().join(name).to_str().expect("plain").to_owned();
    changed(data, &["rotate", "--lead-hours", "0"]);
    changed(data, &["retire", "sealing-1"]);
    changed(data, &["rotate", "--lead-hours", "0"]);
    changed(data, &["withdraw", "sealing-2"]);

    // The root leaves: what it signs comes back with who had it signed.
    std::fs::create_dir(place("root")).expect("a folder");
    for name in ["root.pem", "root.crt"] {
        let to = Path::new(&place("root")).join(name);
        std::fs::copy(portal.data().join("keys").join(name), to).expect("copied");
    }
    let (request, signed) = (place("request.json"), place("signed.json"));
    let asked = keys(&["request-trust", "--out", &request, "--data", data]);
    assert!(asked.status.success());
    let another = ["--officer", "S. Amrani", "--reason", "quarterly list"];
    let sign = ["sign-trust", &request, "--root", &place("root"), "--out", &signed];
    let output = keys(&[&sign[..], &another].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    changed(data, &["take-trust", &signed]);

    let seen = noted(portal.data()).await;
    let (berrada, amrani) = ("officer:H. Berrada", "officer:S. Amrani");
    let expected = [
        ("key_rotated", berrada, "yearly rotation"),
        ("key_retired", berrada, "yearly rotation"),
        ("key_rotated", berrada, "yearly rotation"),
        ("key_withdrawn", berrada, "yearly rotation"),
        ("trust_taken", berrada, "yearly rotation"),
        ("trust_signed", amrani, "quarterly list"),
    ];
    assert_eq!(seen.len(), expected.len(), "{seen:?}");
    for ((action, actor, detail), (act, who, why)) in seen.iter().zip(expected) {
        assert_eq!((action.as_str(), actor.as_str()), (act, who));
        assert!(detail.ends_with(why), "{detail}");
    }
    assert!(seen[1].2.starts_with("sealing-1 "), "{seen:?}");
    let check = Command::new(built("damane")).args(["audit", "check", "--data", data]).output();
    let check = String::from_utf8_lossy(&check.expect("damane starts").stdout).into_owned();
    assert!(check.contains("whole"), "{check}");
}

#[tokio::test]
async fn nobody_changes_keys_without_a_name_and_what_fails_is_not_noted() {
    let portal = DemoPortal::start();
    let data = portal.data().to_str().expect("plain");
    let before = std::fs::read(portal.data().join("keys/keys.toml")).expect("a table");
    for (words, said) in [
        (&["rotate"][..], "--officer <NAME>"),
        (&["rotate", "--officer", "H. Berrada"], "--reason <TEXT>"),
        (&["rotate", "--officer", "", "--reason", "yearly rotation"], "an officer's name has 2 to 60"),
        (&["rotate", "--officer", "H. Berrada", "--reason", "x"], "a reason has 3 to 200"),
        (
            &["retire", "sealing-9", "--officer", "H. Berrada", "--reason", "yearly rotation"],
            "no sealing key sealing-9",
        ),
    ] {
        let output = keys(&[words, &["--data", data]].concat());
        let why = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{words:?}: {why}");
        assert!(why.contains(said), "{words:?}: {why}");
    }
    assert_eq!(std::fs::read(portal.data().join("keys/keys.toml")).expect("a table"), before);
    assert!(noted(portal.data()).await.is_empty());
}

#[tokio::test]
async fn the_keys_of_a_new_fund_are_the_first_thing_its_log_tells() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("fund");
    let profile = folder.path().join("profile.toml");
    let demo = DemoPortal::start();
    std::fs::copy(demo.data().join("fund.toml"), &profile).expect("a profile");
    let profile = profile.to_str().expect("plain");
    changed(data.to_str().expect("plain"), &["init", "--profile", profile]);
    let [(action, actor, detail)] = &noted(&data).await[..] else { panic!("one entry") };
    assert_eq!((action.as_str(), actor.as_str()), ("keys_made", "officer:H. Berrada"));
    assert!(detail.starts_with("root ") && detail.ends_with(": yearly rotation"), "{detail}");
}
