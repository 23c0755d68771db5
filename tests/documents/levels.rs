//! Each level of PAdES, B-B to B-LTA, judged by pyHanko with nothing to fetch; dated by the demonstration itself, and by
//! authorities nobody here wrote (certomancer), asked over HTTP.

use crate::{Issued, entitled, paper_of, said};
use damane_domain::certificates::CertificateKind;
use damane_tests::{Client, DEMO_PASSWORD, DemoPortal, NAIMA, PythonService, free_port, python};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("documents").join(name)
}

/// What pyHanko makes of a paper.
fn judged(pdf: &Path, roots: &[&Path], more: &[&str]) -> Value {
    let answer = said(python().arg(script("levels.py")).args(more).arg(pdf).args(roots));
    let line = answer.lines().rfind(|line| line.starts_with('{')).expect("one JSON object");
    serde_json::from_str(line).expect("it is JSON")
}

fn assert_passed(answer: &Value) {
    assert_eq!(answer["indication"], "AdESPassed.OK", "{answer}");
    for name in ["intact", "docmdp_ok", "dated"] {
        assert_eq!(answer[name], true, "{name}: {answer}");
    }
}

/// The checks of other programs that hold for every level, and ours.
fn assert_sound(pdf: &Path) {
    let check = said(Command::new("qpdf").arg("--check").arg(pdf));
    assert!(!check.contains("WARNING"), "{check}");
    let answer = said(Command::new("pdfsig").arg(pdf));
    assert!(answer.contains("Signature #1") && answer.contains("Signature is Valid."), "{answer}");
    assert!(!answer.contains("is Invalid"), "{answer}");
    let answer = said(python().arg(script("structure.py")).arg(pdf));
    let found: Value = serde_json::from_str(answer.lines().next_back().unwrap_or_default()).expect("JSON");
    assert_eq!(found["broken"], serde_json::json!([]), "PDF/A-3a and PDF/UA-1 are kept");
    assert!(found["looked_at"].as_u64().is_some_and(|count| count >= 40), "{found}");
}

/// A portal whose papers are sealed at one level.
async fn at_level(level: &str, more: &str) -> Issued {
    Issued::by(DemoPortal::with_settings(&format!("[seal]\nlevel = \"{level}\"\n{more}"))).await
}

fn count(pdf: &Path, word: &str) -> usize {
    let pdf = std::fs::read(pdf).expect("the page");
    pdf.windows(word.len()).filter(|window| *window == word.as_bytes()).count()
}

const REQUIRED: &[&str] = &["--revocation", "require"];
const ARCHIVED: &[&str] = &["--revocation", "require", "--archive"];
const BASIC: &[&str] = &["--revocation", "soft-fail", "--basic"];
const SOFT: &[&str] = &["--revocation", "soft-fail"];

#[tokio::test]
async fn a_paper_of_level_b_t_is_dated_and_says_nothing_of_revocation() {
    let issued = at_level("b_t", "").await;
    let root = issued.portal.data().join("keys/root.crt");
    assert_sound(&issued.pdf);
    assert_eq!((count(&issued.pdf, "/DSS"), count(&issued.pdf, "/DocTimeStamp")), (0, 0));
    assert_passed(&judged(&issued.pdf, &[&root], SOFT));
    // The check of revocation that the next levels pass is one that can fail.
    let strict = judged(&issued.pdf, &[&root], REQUIRED);
    assert_ne!(strict["indication"], "AdESPassed.OK", "{strict}");
}

#[tokio::test]
async fn a_paper_of_level_b_lt_holds_all_that_a_check_of_revocation_needs() {
    let issued = at_level("b_lt", "").await;
    let root = issued.portal.data().join("keys/root.crt");
    assert_sound(&issued.pdf);
    assert_eq!((count(&issued.pdf, "/Type /DSS"), count(&issued.pdf, "/DocTimeStamp")), (1, 0));
    let answer = judged(&issued.pdf, &[&root], REQUIRED);
    assert_passed(&answer);
    assert_eq!(answer["changes"], "LTA_UPDATES", "what follows the seal is evidence alone: {answer}");
}

#[tokio::test]
async fn a_paper_of_level_b_lta_proves_when_all_of_it_existed_and_is_the_same_after_a_restart() {
    let mut issued = at_level("b_lta", "").await;
    let root = issued.portal.data().join("keys/root.crt");
    assert_sound(&issued.pdf);
    assert_passed(&judged(&issued.pdf, &[&root], REQUIRED));
    let answer = judged(&issued.pdf, &[&root], ARCHIVED);
    assert_passed(&answer);
    assert_ne!(answer["archived_at"], "None", "{answer}");
    assert_eq!(answer["stamp_coverage"][0], "ENTIRE_FILE", "{answer}");
    assert_eq!((&answer["document_timestamps"], &answer["changes"]), (&1.into(), &"LTA_UPDATES".into()));

    let before = std::fs::read(&issued.pdf).expect("the page");
    issued.portal.kill();
    issued.portal.restart();
    let person = Client::new(&issued.portal.url()).sign_in(NAIMA, DEMO_PASSWORD).await;
    let id = issued.certificate["id"].as_str().expect("it has an id");
    let (_, again) = person.get(&format!("/v1/certificates/{id}/pdf")).await;
    assert!(before == again, "the same record gives the same bytes, also when others signed them");
}

/// A level, how strictly revocation is judged, and how many stores and document timestamps a paper then has.
type Level = (&'static str, &'static [&'static str], (usize, usize));
const LEVELS: [Level; 4] =
    [("b_b", BASIC, (0, 0)), ("b_t", SOFT, (0, 0)), ("b_lt", REQUIRED, (1, 0)), ("b_lta", ARCHIVED, (1, 1))];

#[tokio::test]
async fn every_kind_is_valid_at_every_level() {
    for (level, how, evidence) in LEVELS {
        let portal = DemoPortal::with_settings(&format!("[seal]\nlevel = \"{level}\"\n"));
        let root = portal.data().join("keys/root.crt");
        for kind in CertificateKind::ALL.map(CertificateKind::code) {
            let person = entitled(&portal, kind).await;
            let (certificate, pdf) = paper_of(&portal, &person, kind).await;
            assert_eq!(certificate["kind"], kind, "{certificate}");
            assert_sound(&pdf);
            assert_eq!(
                (count(&pdf, "/Type /DSS"), count(&pdf, "/Type /DocTimeStamp")),
                evidence,
                "{level} {kind}"
            );
            let answer = judged(&pdf, &[&root], how);
            assert_eq!(answer["indication"], "AdESPassed.OK", "{level} {kind}: {answer}");
            let seen = (&answer["intact"], &answer["docmdp_ok"], &answer["dated"]);
            assert_eq!(
                seen,
                (&true.into(), &true.into(), &(level != "b_b").into()),
                "{level} {kind}: {answer}"
            );
            assert_eq!(answer["document_timestamps"], evidence.1, "{level} {kind}: {answer}");
        }
    }
}

/// Authorities of others, on this machine.
struct Authorities {
    service: PythonService,
    folder: tempfile::TempDir,
}

impl Authorities {
    fn start() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let service = PythonService::start(|serve, port| {
            serve.arg(script("authorities.py")).arg(folder.path()).arg(port.to_string());
        });
        Self { service, folder }
    }

    fn settings(&self) -> String {
        let (port, file) = (self.service.port(), self.folder.path().join("tsa.pem"));
        format!(
            "[seal.tsa]\nurl = \"http://127.0.0.1:{port}/outside/tsa/tsa\"\nca_file = \"{}\"\n",
            file.display()
        )
    }
}

#[tokio::test]
async fn a_paper_is_dated_by_an_authority_of_others_whose_lists_and_answers_it_carries() {
    let authorities = Authorities::start();
    let issued = at_level("b_lta", &authorities.settings()).await;
    let own = issued.portal.data().join("keys/root.crt");
    let theirs = authorities.folder.path().join("root.pem");
    assert_sound(&issued.pdf);
    // Our two lists and theirs; one answer about their timestamp authority.
    assert_eq!(count(&issued.pdf, "/OCSPs [") + count(&issued.pdf, "/CRLs ["), 2);
    for how in [REQUIRED, ARCHIVED] {
        assert_passed(&judged(&issued.pdf, &[&own, &theirs], how));
    }
    let only_ours = judged(&issued.pdf, &[&own], REQUIRED);
    assert_ne!(only_ours["indication"], "AdESPassed.OK", "who does not trust them is told: {only_ours}");
}

#[tokio::test]
async fn a_paper_is_handed_out_at_once_while_the_authority_is_down_and_is_valid() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let prepared = DemoPortal::start();
    let file = folder.path().join("tsa.pem");
    std::fs::copy(prepared.data().join("keys/root.crt"), &file).expect("a root to trust");
    let down = format!(
        "[seal.tsa]\nurl = \"http://127.0.0.1:{}/\"\nca_file = \"{}\"\n",
        free_port(),
        file.display()
    );
    let started = Instant::now();
    let issued = at_level("b_lta", &down).await;
    assert!(started.elapsed() < Duration::from_secs(20));
    assert_sound(&issued.pdf);
    assert_eq!((count(&issued.pdf, "/DSS"), count(&issued.pdf, "/ByteRange")), (0, 1));
    let (_, metrics) = Client::new(&issued.portal.url()).get("/metrics").await;
    let metrics = String::from_utf8_lossy(&metrics).into_owned();
    let undated = metrics.lines().find_map(|line| line.strip_prefix("damane_papers_undated_total "));
    assert!(undated.is_some_and(|count| count.parse::<u32>().is_ok_and(|count| count > 0)), "{metrics}");
}

#[tokio::test]
async fn the_demonstrations_dates_and_lists_are_what_openssl_takes_for_them() {
    let portal = DemoPortal::start();
    let place = |name: &str| portal.data().join(name);
    let http = reqwest::Client::new();
    std::fs::write(place("words"), "words").expect("written");
    let mut query = Command::new("openssl");
    query.args(["ts", "-query", "-sha512", "-cert", "-data"]).arg(place("words"));
    said(query.arg("-out").arg(place("query")));
    let asked = http
        .post(format!("{}/pki/tsa", portal.url()))
        .header("content-type", "application/timestamp-query")
        .body(std::fs::read(place("query")).expect("openssl wrote it"));
    let answer = asked.send().await.expect("it answers");
    assert_eq!(answer.headers()["content-type"], "application/timestamp-reply");
    std::fs::write(place("reply"), answer.bytes().await.expect("whole")).expect("written");
    let mut verify = Command::new("openssl");
    verify.args(["ts", "-verify", "-in"]).arg(place("reply")).arg("-queryfile").arg(place("query"));
    verify.arg("-CAfile").arg(place("keys/root.crt")).arg("-untrusted").arg(place("keys/authority.crt"));
    assert!(said(&mut verify).contains("Verification: OK"));

    let mut lists = Vec::new();
    for name in ["root", "authority"] {
        let list = http.get(format!("{}/pki/{name}.crl", portal.url())).send().await.expect("it answers");
        std::fs::write(place("list"), list.bytes().await.expect("whole")).expect("written");
        let mut pem = Command::new("openssl");
        lists.push(said(pem.args(["crl", "-inform", "DER", "-in"]).arg(place("list"))));
    }
    std::fs::write(place("lists.pem"), lists.concat()).expect("written");
    let mut chain = Command::new("openssl");
    chain.args(["verify", "-x509_strict", "-crl_check_all", "-CAfile"]).arg(place("keys/root.crt"));
    chain.arg("-CRLfile").arg(place("lists.pem")).arg("-untrusted").arg(place("keys/authority.crt"));
    assert!(said(chain.arg(place("keys/sealing-1.crt"))).contains("OK"));
}
