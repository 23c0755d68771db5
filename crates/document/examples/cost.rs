//! What a certificate costs: composed and sealed per core, and sealing alone beside pyHanko on the same page.
//!
//! `DAMANE_PYTHON=… cargo run --release -p damane-document --features compose,seal --example cost` prints one
//! JSON object a figure. `DAMANE_PYTHON` names a Python with pyHanko; without it the second figure has no peer.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement, run by hand or by the bench")]

#[path = "../tests/common/mod.rs"]
mod common;
mod peer;

use common::{SEALED, at, composed, facts, page_of, seal_certificate, sealer};
use damane_document::{SealIdentity, compose, compose_cold, seal};
use damane_domain::person::PersonName;
use peer::{Beside, beside};
use serde_json::{Value, json};

const CERTIFICATES: usize = 300;
/// Pages composed with nothing kept, each some tens of milliseconds.
const COLD: usize = 100;
const BATCH: usize = 8;

/// Seals `page.pdf` with pyHanko once a line read, and answers with the seconds it took.
const PEER: &str = r#"
import io, sys, time, importlib.metadata
from pyhanko.sign import signers, fields
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from asn1crypto import x509, keys
from pyhanko_certvalidator.registry import SimpleCertificateStore
page, cert, key = (open(name, 'rb').read() for name in sys.argv[1:4])
signer = signers.SimpleSigner(x509.Certificate.load(cert), keys.PrivateKeyInfo.load(key), SimpleCertificateStore())
meta = signers.PdfSignatureMetadata(field_name='Seal', md_algorithm='sha256', certify=True,
    docmdp_permissions=MDPPerm.NO_CHANGES, subfilter=SigSeedSubFilter.PADES)
print(importlib.metadata.version('pyhanko'), flush=True)
for line in sys.stdin:
    start = time.perf_counter()
    out = signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(page)), meta, signer=signer)
    print(time.perf_counter() - start, flush=True)
"#;

fn main() {
    let key = sealer();
    let identity = SealIdentity { chain: vec![seal_certificate(&key)], signer: &key };
    println!("{}", certificate_figure(&identity));
    println!("{}", kept_figure());
    println!("{}", sealing_figure(&identity));
}

fn certificate_figure(identity: &SealIdentity<'_>) -> Value {
    // The first page pays for reading the fonts.
    let _warm = composed();
    let start = processor_seconds();
    for number in 0..CERTIFICATES {
        // Another name and reference each time, so that nothing of the page before is used again.
        let name = PersonName {
            latin: format!("Naïma EL OUARDI {}", letters(number)),
            arabic: common::name().arabic,
        };
        let reference = format!("2026-{}", letters(number));
        let page = page_of(&name, &facts(), |page| {
            compose(&damane_document::Page { reference: &reference, ..*page }).unwrap()
        });
        assert!(!seal(&page, identity, at(SEALED)).unwrap().is_empty());
    }
    let spent = processor_seconds() - start;
    json!({"figure": "Certificate composed and sealed", "unit": "certificates per core·s",
        "ours": CERTIFICATES as f64 / spent, "ours_name": "typst 0.15 and our PAdES", "peer_name": "–",
        "note": format!("claims signed, page composed and sealed, {CERTIFICATES} different names; processor time of all threads")})
}

/// What keeping what all pages share is worth: the same pages with it and without.
fn kept_figure() -> Value {
    let _warm = composed();
    let spent =
        |compose: fn(&damane_document::Page<'_>) -> Result<Vec<u8>, damane_document::ComposeError>| {
            let start = processor_seconds();
            for number in 0..COLD {
                let name =
                    PersonName { latin: format!("Naïma EL OUARDI {}", letters(number)), ..common::name() };
                assert!(!page_of(&name, &facts(), |page| compose(page).unwrap()).is_empty());
            }
            COLD as f64 / (processor_seconds() - start)
        };
    let (without, with) = (spent(compose_cold), spent(compose));
    json!({"figure": "Page composed, with what pages share kept and without", "unit": "pages per core·s",
        "ours": with, "ours_name": "kept", "peer": without, "peer_name": "nothing kept", "ratio": with / without,
        "note": format!("fonts, library, parsed source and the compiler's memory; {COLD} different names each")})
}

/// Seconds of processor time this process has used: `utime` and `stime` of proc(5), in ticks of 10 ms.
fn processor_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let after_name = stat.rsplit_once(')').unwrap().1;
    after_name.split_whitespace().skip(11).take(2).map(|ticks| ticks.parse::<f64>().unwrap() / 100.0).sum()
}

fn sealing_figure(identity: &SealIdentity<'_>) -> Value {
    let page = composed();
    let certificate = identity.chain[0].clone();
    let files = [("page.pdf", page.clone()), ("cert.der", certificate), ("key.der", private_key())];
    let Beside { ours, theirs, version } = beside(PEER, &files, BATCH, || {
        assert!(!seal(&page, identity, at(SEALED)).unwrap().is_empty());
    });
    json!({"figure": "Sealing alone, the same page", "unit": "ms", "ours": ours * 1e3, "ours_name": "damane-document",
        "peer": theirs.map(|time| time * 1e3), "peer_name": format!("pyHanko {version}"),
        "ratio": theirs.map(|time| ours / time),
        "note": "PAdES B-B, DocMDP P=1, ECDSA P-256; interleaved, median; the peer's start-up is not counted"})
}

/// The tests' sealing key (thirty-two bytes of 2) as PKCS#8 (RFC 5958, RFC 5915).
fn private_key() -> Vec<u8> {
    const HEAD: [u8; 35] = [
        0x30, 0x41, 2, 1, 0, 0x30, 0x13, 6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1, 6, 8, 0x2a, 0x86, 0x48,
        0xce, 0x3d, 3, 1, 7, 4, 0x27, 0x30, 0x25, 2, 1, 1, 4, 0x20,
    ];
    [&HEAD[..], &[2; 32]].concat()
}

fn letters(number: usize) -> String {
    [number / 26, number].map(|part| char::from(b'A' + u8::try_from(part % 26).unwrap())).iter().collect()
}
