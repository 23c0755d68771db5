//! A certificate judged by programs nobody here wrote: pyHanko, qpdf, poppler, zbar; and by `damane verify`.

#[path = "documents/foreign.rs"]
mod foreign;
#[path = "documents/levels.rs"]
mod levels;

use damane_domain::certificates::CertificateKind;
use damane_tests::{Client, DEMO_PASSWORD, DemoPortal, NAIMA, SignedIn, built, python};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A certificate issued by a real portal, and the files its judges need.
struct Issued {
    portal: DemoPortal,
    certificate: Value,
    pdf: PathBuf,
    trust: PathBuf,
}

async fn issued() -> Issued {
    Issued::by(DemoPortal::start()).await
}

impl Issued {
    async fn by(portal: DemoPortal) -> Self {
        let person = Client::new(&portal.url()).sign_in(NAIMA, DEMO_PASSWORD).await;
        issued_to(portal, &person, "employment").await
    }
}

async fn issued_to(portal: DemoPortal, person: &SignedIn, kind: &str) -> Issued {
    let (certificate, pdf) = paper_of(&portal, person, kind).await;
    let trust = portal.data().join("trust-bundle.json");
    let mut export = Command::new(built("damane"));
    export.args(["trust", "export", "--data"]).arg(portal.data()).arg("--out").arg(&trust);
    said(&mut export);
    Issued { portal, certificate, pdf, trust }
}

/// A certificate of a kind, and its page as downloaded.
async fn paper_of(portal: &DemoPortal, person: &SignedIn, kind: &str) -> (Value, PathBuf) {
    let (status, certificate) = person.issue_kind(kind, "documents-1").await;
    assert_eq!(status, 200, "the certificate is issued: {certificate}");
    let path = format!("/v1/certificates/{}/pdf", certificate["id"].as_str().expect("it has an id"));
    let (status, bytes) = person.get(&path).await;
    assert_eq!(status, 200, "its page downloads");
    let (_, again) = person.get(&path).await;
    assert_eq!(bytes, again, "the same record gives the same bytes");
    let pdf = portal.data().join(format!("{kind}.pdf"));
    std::fs::write(&pdf, &bytes).expect("the page is kept");
    (certificate, pdf)
}

/// Runs a program that must succeed, and gives what it said.
fn said(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let text =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{command:?}: {text}");
    text
}

fn damane_verify(file: &Path, trust: &Path) -> (Output, Value) {
    let mut verify = Command::new(built("damane"));
    verify.args(["verify", "--json", "--offline", "--trust"]).arg(trust).arg(file);
    let output = verify.output().expect("damane starts");
    let first = String::from_utf8_lossy(&output.stdout).lines().next().unwrap_or_default().to_owned();
    let answer = serde_json::from_str(&first).unwrap_or_else(|error| panic!("{error}: {first}"));
    (output, answer)
}

#[tokio::test]
async fn pyhanko_finds_the_seal_valid_and_covering_the_whole_file() {
    pyhanko_agrees(&issued().await);
}

/// pyHanko, told the fund's root, on the seal of a page.
fn pyhanko_agrees(issued: &Issued) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("documents/validate.py");
    let root = issued.portal.data().join("keys/root.crt");
    let answer = said(python().arg(script).arg(&issued.pdf).arg(root));
    let line = answer.lines().find(|line| line.starts_with('{')).expect("one JSON object");
    let answer: Value = serde_json::from_str(line).expect("it is JSON");
    let seals = answer["signatures"].as_array().expect("a list");
    assert_eq!(seals.len(), 1, "{answer}");
    for name in ["bottom_line", "intact", "valid", "trusted", "docmdp_ok"] {
        assert_eq!(seals[0][name], true, "{name}: {answer}");
    }
    assert_eq!(seals[0]["coverage"], "ENTIRE_FILE", "{answer}");
    assert_eq!(seals[0]["subfilter"], "/ETSI.CAdES.detached", "{answer}");
}

#[tokio::test]
async fn the_page_is_sound_archivable_accessible_and_says_the_names_in_both_scripts() {
    page_is_sound(&issued().await);
}

#[tokio::test]
async fn the_pages_of_the_other_kinds_are_as_sound_and_say_their_facts() {
    let kinds = CertificateKind::ALL.map(CertificateKind::code).into_iter();
    for kind in kinds.filter(|kind| *kind != "employment") {
        let portal = DemoPortal::start();
        let person = entitled(&portal, kind).await;
        let issued = issued_to(portal, &person, kind).await;
        pyhanko_agrees(&issued);
        let text = page_is_sound(&issued);
        for fact in issued.certificate["facts"].as_array().expect("facts") {
            if let Some(said) = written(fact) {
                assert!(text.contains(&said), "{kind}: {said} of {fact} is not in the page's text:\n{text}");
            }
        }
        let (output, answer) = damane_verify(&issued.pdf, &issued.trust);
        assert_eq!(output.status.code(), Some(0), "{answer}");
        assert_eq!(answer["certificate"]["kind"], kind, "{answer}");
    }
}

/// Somebody who may have a certificate of this kind.
async fn entitled(portal: &DemoPortal, kind: &str) -> SignedIn {
    for number in portal.people() {
        let person = Client::new(&portal.url()).sign_in(&number, DEMO_PASSWORD).await;
        if person.issue_kind(kind, "may-i").await.0 == 200 {
            return person;
        }
    }
    panic!("nobody may have {kind}");
}

/// A fact as the page writes it, spaces left out; nothing for what the page has only in words.
fn written(fact: &Value) -> Option<String> {
    let number = |name: &str| fact.get(name)?.as_i64();
    if let Some(centimes) = number("centimes") {
        return Some(format!("{},{:02}", centimes / 100, centimes % 100));
    }
    let counted = number("days").filter(|_| fact["key"] != "quarter_days").map(|days| days.to_string());
    counted.or_else(|| fact.get("number")?.as_str().map(str::to_owned))
}

/// Soundness by qpdf, the marks of the standards, and the text as poppler reads it, spaces left out.
fn page_is_sound(issued: &Issued) -> String {
    assert!(is_archivable(issued).contains("/AFRelationship"), "the claims are attached");
    let text = said(Command::new("pdftotext").args(["-layout"]).arg(&issued.pdf).arg("-"));
    for name in ["name_latin", "name_arabic", "reference"] {
        let name = issued.certificate[name].as_str().expect("a text");
        let found = text.to_uppercase().contains(&name.to_uppercase());
        assert!(found, "{name} is not in the page's text:\n{text}");
    }
    text.split_whitespace().collect()
}

#[tokio::test]
async fn the_career_statement_is_sealed_and_sound_and_no_certificate() {
    let mut issued = issued().await;
    let person = Client::new(&issued.portal.url()).sign_in(NAIMA, DEMO_PASSWORD).await;
    let (status, bytes) = person.get("/v1/career/pdf").await;
    assert_eq!(status, 200, "it downloads");
    issued.pdf = issued.portal.data().join("career.pdf");
    std::fs::write(&issued.pdf, &bytes).expect("it is kept");
    pyhanko_agrees(&issued);
    assert!(!is_archivable(&issued).contains("/EmbeddedFile"), "no claims are attached");
    let text = said(Command::new("pdftotext").args(["-layout"]).arg(&issued.pdf).arg("-"));
    for said in ["Relevé des déclarations de salaires", "Toutes les lignes déclarées", "ATELIER ZERHOUN"]
    {
        assert!(text.contains(said), "{said} is not in the statement's text:\n{text}");
    }
    let (_, answer) = damane_verify(&issued.pdf, &issued.trust);
    assert_eq!(answer["verdict"], "not_a_certificate", "{answer}");
    assert_eq!(answer["reasons"], json!(["pdf_fund_paper"]), "{answer}");
    let lines = answer["report"].as_array().expect("a report");
    let found = |aspect: &str| lines.iter().find(|line| line["aspect"] == aspect).expect("its line");
    assert_eq!(found("integrity")["finding"], "intact", "{answer}");
    assert_eq!(found("signer")["finding"], "signer_fund", "the seal is the fund's: {answer}");
    assert_eq!(found("chain")["finding"], "chain_fund", "{answer}");
}

/// Sound by qpdf, with the marks of PDF/A-3a, PDF/UA-1 and of a certified document; its text with nothing packed.
fn is_archivable(issued: &Issued) -> String {
    let check = said(Command::new("qpdf").arg("--check").arg(&issued.pdf));
    assert!(!check.contains("WARNING"), "{check}");

    let plain = issued.portal.data().join("plain.pdf");
    said(Command::new("qpdf").args(["--qdf", "--object-streams=disable"]).arg(&issued.pdf).arg(&plain));
    let plain = String::from_utf8_lossy(&std::fs::read(plain).expect("qpdf wrote it")).into_owned();
    for mark in [
        "<pdfaid:part>3</pdfaid:part>",
        "<pdfaid:conformance>A</pdfaid:conformance>",
        "<pdfuaid:part>1</pdfuaid:part>",
        "/StructTreeRoot",
        "/Marked true",
        "/Lang",
        "/OutputIntents",
        "/DocMDP",
    ] {
        assert!(plain.contains(mark), "{mark} is missing");
    }
    plain
}

#[tokio::test]
async fn a_stranger_reads_the_printed_code_and_finds_it_genuine() {
    let issued = issued().await;
    let picture = issued.portal.data().join("page");
    said(Command::new("pdftoppm").args(["-r", "200", "-png", "-singlefile"]).arg(&issued.pdf).arg(&picture));
    let picture = picture.with_extension("png");
    let code = said(Command::new("zbarimg").args(["--quiet", "--raw"]).arg(&picture));
    assert_eq!(
        code.lines().next(),
        issued.certificate["qr_text"].as_str(),
        "the code as printed is the one issued"
    );

    for file in [&issued.pdf, &picture] {
        let (output, answer) = damane_verify(file, &issued.trust);
        assert_eq!(output.status.code(), Some(0), "{answer}");
        assert_eq!(answer["verdict"], "valid", "{answer}");
        assert_eq!(answer["certificate"]["reference"], issued.certificate["reference"], "{answer}");
    }
}

#[tokio::test]
async fn one_flipped_bit_anywhere_is_found_with_its_reason() {
    let issued = issued().await;
    let genuine = std::fs::read(&issued.pdf).expect("the page");
    let forged = issued.portal.data().join("forged.pdf");
    for at in (20..genuine.len()).step_by(genuine.len() / 24) {
        let mut bytes = genuine.clone();
        bytes[at] ^= 1;
        std::fs::write(&forged, &bytes).expect("the forgery is kept");
        let (output, answer) = damane_verify(&forged, &issued.trust);
        assert_eq!(output.status.code(), Some(1), "byte {at}: {answer}");
        assert_ne!(answer["verdict"], "valid", "byte {at}: {answer}");
        assert!(
            answer["reasons"].as_array().is_some_and(|reasons| !reasons.is_empty()),
            "byte {at}: {answer}"
        );
        assert!(
            answer.get("certificate").is_none_or(Value::is_null),
            "nothing of a forgery is shown: {answer}"
        );
    }
}
