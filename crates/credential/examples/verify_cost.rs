//! What a verification costs beside one bare P-256 verification: both interleaved, in one run.
//!
//! `cargo run --release -p damane-credential --example verify_cost` prints a line of JSON.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement, run by hand or by the bench")]

#[path = "../tests/common/mod.rs"]
mod common;

use std::{hint::black_box, time::Instant};

use common::*;
use damane_credential::{Signer, qr_text, verify};
use damane_domain::verification::Verdict;
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};

const ROUNDS: usize = 300;
const BATCH: usize = 20;

fn main() {
    let bundle = bundle();
    let text = qr_text(HOST, &sealed()).unwrap();
    let key = sealer();
    // The bare side verifies a message of the same length as the certificate's signed bytes.
    let message = vec![7_u8; sealed().len()];
    let signature = key.sign(&message).unwrap();
    let public = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, *key.public_key().as_point());
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let start = Instant::now();
        for _ in 0..BATCH {
            let answer = verify(black_box(&text), black_box(&bundle), at(NOW));
            assert_eq!(black_box(answer).verdict, Verdict::Valid);
        }
        ours.push(start.elapsed().as_secs_f64() / BATCH as f64);
        let start = Instant::now();
        for _ in 0..BATCH {
            black_box(&public).verify(black_box(&message), black_box(&signature)).unwrap();
        }
        bare.push(start.elapsed().as_secs_f64() / BATCH as f64);
    }
    let (ours, bare) = (median(ours), median(bare));
    println!(
        r#"{{"figure":"QR text to verified certificate","unit":"µs","ours":{:.2},"ours_name":"damane-credential","peer":{:.2},"peer_name":"one bare verification, ring 0.17 ECDSA_P256_SHA256_FIXED","ratio":{:.3},"note":"text, inflate, CBOR, trust list, status list and signature; interleaved, median of {ROUNDS} batches"}}"#,
        ours * 1e6,
        bare * 1e6,
        ours / bare
    );
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
