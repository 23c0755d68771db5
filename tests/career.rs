//! Career journeys: employers' files become a statement; the same file twice changes nothing; a correction adds.

use damane_tests::{Client, DEMO_PASSWORD, DemoPortal, NAIMA, built};
use std::path::Path;
use std::process::{Command, Output};

fn declarations(verb: &str, data: Option<&Path>, paths: &[&Path]) -> Output {
    let mut command = Command::new(built("damane"));
    command.args(["declarations", verb]);
    if let Some(data) = data {
        command.arg("--data").arg(data);
    }
    command.args(paths).output().expect("damane starts")
}

#[tokio::test]
async fn a_statement_shows_what_employers_declared_and_importing_again_changes_nothing() {
    let portal = DemoPortal::start();
    let person = Client::new(&portal.url()).sign_in(NAIMA, DEMO_PASSWORD).await;
    let before = person.get_json("/v1/career").await;
    assert!(before["total_days"].as_u64().is_some_and(|days| days > 1_000), "{before}");
    assert!(before["years"].as_array().is_some_and(|years| years.len() > 3), "{before}");
    let names = before["employers"].as_array().expect("a list");
    assert!(names.iter().any(|employer| employer["name"] == "ATELIER ZERHOUN SARL"), "{before}");

    let files = portal.data().join("declarations");
    let output = declarations("import", Some(portal.data()), &[&files]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let after = person.get_json("/v1/career").await;
    assert_eq!(before["lines"], after["lines"], "the same files twice change nothing");
}

#[test]
fn what_is_generated_is_accepted_and_the_same_seed_gives_the_same_bytes() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let generate = |name: &str| {
        let out = folder.path().join(name);
        let mut command = Command::new(built("damane"));
        command.args(["declarations", "generate", "--people", "30", "--employers", "3", "--months", "14"]);
        let output = command.args(["--seed", "7", "--out"]).arg(&out).output().expect("damane starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let mut files: Vec<_> =
            std::fs::read_dir(&out).expect("it exists").flatten().map(|e| e.path()).collect();
        files.sort();
        files
    };
    let (first, second) = (generate("a"), generate("b"));
    assert_eq!(first.len(), second.len());
    for (one, other) in first.iter().zip(&second) {
        assert_eq!(std::fs::read(one).expect("a file"), std::fs::read(other).expect("a file"), "{one:?}");
    }
    let declared: Vec<&Path> = first
        .iter()
        .map(std::path::PathBuf::as_path)
        .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("DS")))
        .collect();
    assert!(declared.len() >= 3 * 14, "a file an employer and month");
    let output = declarations("check", None, &declared);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn a_file_with_one_wrong_digit_is_refused_with_its_line_and_code() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let fixture =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/ebds/tests/vectors/DS_9000019_202609.txt");
    let good = std::fs::read_to_string(&fixture).expect("the fixture");
    let bad = folder.path().join("DS_9000019_202609.txt");
    std::fs::write(&bad, good.replacen("0000000850000", "0000000850001", 1)).expect("a copy");

    let output = declarations("check", None, &[&fixture]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
    let mut check = Command::new(built("damane"));
    let output = check.args(["declarations", "check", "--json"]).arg(&bad).output().expect("damane starts");
    assert_eq!(output.status.code(), Some(1));
    let first = String::from_utf8_lossy(&output.stdout).lines().next().unwrap_or_default().to_owned();
    let answer: serde_json::Value = serde_json::from_str(&first).expect("a JSON object a file");
    assert_eq!(answer["ok"], false, "{answer}");
    let errors = answer["errors"].as_array().expect("a list");
    let found = errors.iter().any(|error| {
        error["line"] == 3
            && error["severity"] == "error"
            && error["code"].as_str().is_some_and(|c| c.starts_with("EBDS-"))
    });
    assert!(found, "line 3 is named: {answer}");
    let missing = declarations("check", None, &[Path::new("nowhere.txt")]);
    assert_eq!(missing.status.code(), Some(2), "an unreadable file");
}
