//! What checking a certificate's PDF costs: beside pyHanko on the same file, and thousands of them with `damane verify`.
//!
//! `DAMANE_PYTHON=… cargo run --release -p damane-document --example pdf_check_cost` prints one JSON object a figure.
//! Without `DAMANE_PYTHON` the first has no peer; without the built command beside it the second is left out.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement, run by hand or by the bench")]

#[path = "../tests/common/mod.rs"]
mod common;
mod peer;

use common::{NOW, at, bundle, root_certificate, sealed};
use damane_document::verify;
use damane_domain::verification::Verdict;
use peer::{Beside, beside, median};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

const BATCH: usize = 20;
const FILES: usize = 10_000;

/// Validates `page.pdf` with pyHanko once a line read, and answers with the seconds it took.
const PEER: &str = r#"
import io, sys, time, datetime, importlib.metadata
from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
page, root = (open(name, 'rb').read() for name in sys.argv[1:3])
root = x509.Certificate.load(root)
moment = datetime.datetime(2026, 11, 23, tzinfo=datetime.timezone.utc)
print(importlib.metadata.version('pyhanko'), flush=True)
for line in sys.stdin:
    start = time.perf_counter()
    context = ValidationContext(trust_roots=[root], allow_fetching=False, moment=moment)
    status = validate_pdf_signature(PdfFileReader(io.BytesIO(page)).embedded_signatures[0], signer_validation_context=context)
    spent = time.perf_counter() - start
    assert status.intact and status.valid and status.docmdp_ok
    print(spent, flush=True)
"#;

fn main() {
    let folder = std::env::temp_dir().join(format!("damane-pdf-check-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let pdf = sealed();
    println!("{}", beside_pyhanko(&pdf));
    if let Some(figure) = many(&pdf, &folder) {
        println!("{figure}");
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

fn beside_pyhanko(pdf: &[u8]) -> Value {
    let bundle = bundle();
    let files = [("page.pdf", pdf.to_vec()), ("root.der", root_certificate())];
    let Beside { ours, theirs, version } = beside(PEER, &files, BATCH, || {
        assert_eq!(verify(pdf, &bundle, at(NOW)).verification.verdict, Verdict::Valid);
    });
    json!({"figure": "PDF of a certificate verified, the same file", "unit": "ms", "ours": ours * 1e3,
        "ours_name": "damane-document", "peer": theirs.map(|time| time * 1e3), "peer_name": format!("pyHanko {version}"),
        "ratio": theirs.map(|time| ours / time),
        "note": "seal, claims, status list (ours); seal, chain, DocMDP (pyHanko); interleaved, median; at most 0.05 is wanted"})
}

/// `damane verify` over a folder, one file at a time and on all cores.
fn many(pdf: &[u8], folder: &Path) -> Option<Value> {
    let here = std::env::current_exe().ok()?;
    let command = here.parent()?.parent()?.join(format!("damane{}", std::env::consts::EXE_SUFFIX));
    if !command.exists() {
        return None;
    }
    let papers = folder.join("papers");
    std::fs::create_dir_all(&papers).unwrap();
    let one = folder.join("one.pdf");
    std::fs::write(&one, pdf).unwrap();
    for number in 0..FILES {
        // Links to one file: reading is from memory in both runs, and the disk stays empty.
        std::fs::hard_link(&one, papers.join(format!("{number:05}.pdf"))).unwrap();
    }
    let trust = folder.join("trust.json");
    std::fs::write(&trust, bundle().to_json().unwrap()).unwrap();
    let rate = |jobs: usize| FILES as f64 / run(&command, &trust, &papers, jobs);
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let (mut alone, mut together) = (Vec::new(), Vec::new());
    for _ in 0..5 {
        alone.push(rate(1));
        together.push(rate(cores));
    }
    let (alone, together) = (median(alone), median(together));
    Some(
        json!({"figure": format!("damane verify of {FILES} PDFs, {cores} cores"), "unit": "PDFs/s", "ours": together,
        "ours_name": format!("--jobs {cores}"), "peer": alone * cores as f64, "peer_name": format!("{cores} × --jobs 1"),
        "ratio": together / (alone * cores as f64),
        "note": "interleaved, median of 5 runs, start-up included; at least 0.80 is wanted"}),
    )
}

fn run(command: &Path, trust: &Path, papers: &PathBuf, jobs: usize) -> f64 {
    let start = Instant::now();
    let mut verify = Command::new(command);
    verify.args([
        "verify",
        "--json",
        "--offline",
        "--at",
        "2026-11-23T09:00:00Z",
        "--jobs",
        &jobs.to_string(),
    ]);
    verify.arg("--trust").arg(trust).arg(papers).stdout(Stdio::null()).stderr(Stdio::null());
    assert!(verify.status().unwrap().success());
    start.elapsed().as_secs_f64()
}
