//! The attack set: from genuine certificates, every forgery we know of, each with the verdict and the reason it must get;
//! judged here one by one within bounds of time and memory, and by `damane verify` as a folder.
//!
//! `DAMANE_ATTACKS=DIR` keeps the files.

#[path = "attacks/codes.rs"]
mod codes;
#[path = "../crates/document/tests/common/mod.rs"]
mod common;
#[path = "attacks/edit.rs"]
mod edit;
#[path = "attacks/evidence.rs"]
mod evidence;
#[path = "attacks/later.rs"]
mod later;
#[path = "attacks/letters.rs"]
mod letters;
#[path = "../crates/document/tests/common/levels.rs"]
mod levels;
#[path = "../crates/document/tests/common/paper.rs"]
mod paper;
#[path = "attacks/papers.rs"]
mod papers;
#[path = "attacks/pdf.rs"]
mod pdf;
#[path = "../crates/credential/tests/common/words.rs"]
mod words;

use common::{NOW, at, bundle};
use damane_credential::Verification;
use damane_domain::verification::{Reason, Verdict};
use damane_tests::built;
use serde_json::Value;
use std::collections::HashMap;
use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

/// A forgery, and what must be said of it.
#[derive(Debug, Clone)]
struct Attack {
    name: &'static str,
    bytes: Vec<u8>,
    ending: &'static str,
    verdict: Verdict,
    reasons: Vec<Reason>,
}

impl Attack {
    fn file(&self) -> String {
        let name: String =
            self.name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        format!("{name}.{}", self.ending)
    }
}

static ATTACKS: LazyLock<Vec<Attack>> = LazyLock::new(|| [codes::all(), pdf::all(), letters::all()].concat());

/// Fewer than these, and somebody took some out.
const FEWEST_CODES: usize = 50;
const FEWEST_PDFS: usize = 80;
const LONGEST: Duration = Duration::from_secs(1);
const MOST_MEMORY_KIB: u64 = 64 * 1024;

fn judged(bytes: &[u8], ending: &str) -> Verification {
    match ending {
        "pdf" => damane_document::verify(bytes, &bundle(), at(NOW)).verification,
        _ => damane_credential::verify(&String::from_utf8_lossy(bytes), &bundle(), at(NOW)),
    }
}

/// Kilobytes by a name of proc(5).
fn memory(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("it can be read");
    let line = status.lines().find_map(|line| line.strip_prefix(name)).expect("it is there");
    line.trim_start_matches(':').trim().split(' ').next().and_then(|kib| kib.parse().ok()).expect("a number")
}

/// Judges and gives the time and the memory it took on top of what was used before.
fn measured(attack: &Attack) -> (Verification, Duration, u64) {
    // proc(5): 5 sets the peak to what is used now.
    std::fs::write("/proc/self/clear_refs", "5").expect("the peak is set back");
    let before = memory("VmRSS");
    let start = Instant::now();
    let answer = judged(&attack.bytes, attack.ending);
    (answer, start.elapsed(), memory("VmHWM").saturating_sub(before))
}

#[test]
fn every_attack_is_refused_with_its_own_reason_in_time_and_in_little_memory() {
    let count = |ending: &str| ATTACKS.iter().filter(|attack| attack.ending == ending).count();
    assert!(count("txt") >= FEWEST_CODES, "{} codes", count("txt"));
    assert!(count("pdf") >= FEWEST_PDFS, "{} PDFs", count("pdf"));
    let mut wrong = Vec::new();
    for attack in ATTACKS.iter() {
        let (answer, time, kib) = measured(attack);
        if (answer.verdict, &answer.reasons) != (attack.verdict, &attack.reasons) {
            wrong.push(format!(
                "{}: {:?} {:?}, not {:?} {:?}",
                attack.name, answer.verdict, answer.reasons, attack.verdict, attack.reasons
            ));
        }
        let is_refusal_of_a_seal = matches!(
            answer.verdict,
            Verdict::NotGenuine | Verdict::UntrustedKey | Verdict::NotACertificate | Verdict::WrongIssuer
        );
        if is_refusal_of_a_seal && attack.ending == "pdf" && answer.certificate.is_some() {
            wrong.push(format!("{}: shows what it says", attack.name));
        }
        if time > LONGEST || kib > MOST_MEMORY_KIB {
            wrong.push(format!("{}: {time:?}, {kib} KiB", attack.name));
        }
    }
    assert!(wrong.is_empty(), "{} of {} wrong:\n{}", wrong.len(), ATTACKS.len(), wrong.join("\n"));
}

#[test]
fn no_attack_is_called_valid() {
    for attack in ATTACKS.iter() {
        let verdict = judged(&attack.bytes, attack.ending).verdict;
        assert!(!matches!(verdict, Verdict::Valid | Verdict::ValidStatusOld), "{}", attack.name);
    }
}

#[test]
fn what_the_attacks_were_made_from_is_valid() {
    for (name, text) in codes::controls() {
        assert_eq!(judged(text.as_bytes(), "txt").verdict, Verdict::Valid, "{name}");
    }
    for (name, bytes) in pdf::controls() {
        assert_eq!(judged(&bytes, "pdf").verdict, Verdict::Valid, "{name}");
    }
}

#[test]
fn every_attack_is_another_file() {
    let mut names: Vec<String> = ATTACKS.iter().map(Attack::file).collect();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), ATTACKS.len(), "two attacks have one name");
    let mut contents: Vec<&[u8]> = ATTACKS.iter().map(|attack| &attack.bytes[..]).collect();
    contents.sort();
    contents.dedup();
    assert_eq!(contents.len(), ATTACKS.len(), "two attacks are the same bytes");
}

/// Those that a command takes for a PDF or a text at all.
fn readable() -> impl Iterator<Item = &'static Attack> {
    ATTACKS.iter().filter(|attack| attack.ending != "pdf" || attack.bytes.starts_with(b"%PDF-"))
}

fn keep(folder: &Path) {
    for attack in readable() {
        std::fs::write(folder.join(attack.file()), &attack.bytes).expect("it is kept");
    }
}

#[test]
fn damane_verify_over_the_folder_says_the_same_of_each_and_ends_with_status_1() {
    let folder = tempfile::tempdir().expect("a folder");
    let attacks = folder.path().join("attacks");
    std::fs::create_dir(&attacks).expect("a folder");
    keep(&attacks);
    if let Some(kept) = std::env::var_os("DAMANE_ATTACKS") {
        keep(Path::new(&kept));
    }
    let trust = folder.path().join("trust.json");
    std::fs::write(&trust, bundle().to_json().expect("it is JSON")).expect("it is kept");
    let table = folder.path().join("table.csv");
    let mut verify = Command::new(built("damane"));
    verify.args(["verify", "--json", "--offline", "--at"]).arg(at(NOW).to_rfc3339());
    verify.arg("--trust").arg(&trust).arg("--csv").arg(&table).arg(&attacks);
    let output = verify.output().expect("damane starts");
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    let answers: HashMap<String, Value> = said
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON"))
        .map(|answer| (answer["file"].as_str().expect("a file").to_owned(), answer))
        .collect();
    for attack in readable() {
        let path = attacks.join(attack.file());
        let answer = &answers[&path.display().to_string()];
        let verdict = judged(&attack.bytes, attack.ending).verdict;
        assert_eq!(answer["verdict"], words::snake(verdict), "{}: {answer}", attack.name);
    }
    let rows = std::fs::read_to_string(&table).expect("the table");
    assert_eq!(rows.lines().count(), readable().count() + 1, "a row each, and the names of the columns");
}
