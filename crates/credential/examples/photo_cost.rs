//! What reading codes from photographs costs beside zxing-cpp, and how many each of them reads: the same grey values to
//! both, in turn, in one run.
//!
//! `DAMANE_PYTHON` names a Python with zxing-cpp (tests/requirements.txt).

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a measurement, run by hand or by the bench"
)]

#[path = "../tests/common/mod.rs"]
mod common;
#[path = "../tests/common/photos.rs"]
mod photos;

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};
use std::time::Instant;

use damane_credential::codes_in_luma;
use photos::Photo;

/// Times each photograph is read by each side; the median counts.
const ROUNDS: usize = 5;

fn main() {
    let photos = photos::photographs(&common::texts());
    let mut peer = Peer::start();
    let (mut ours, mut theirs, mut total) = (Side::default(), Side::default(), 0);
    for photo in &photos {
        let (mut mine, mut other) = (Vec::new(), Vec::new());
        let (mut read, mut read_by_peer) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            let (luma, (width, height)) = (photo.luma.as_raw().clone(), photo.luma.dimensions());
            let start = Instant::now();
            read = codes_in_luma(luma, width, height);
            mine.push(start.elapsed().as_secs_f64());
            let (seconds, texts) = peer.read(photo);
            other.push(seconds);
            read_by_peer = texts;
        }
        ours.add(photo, &read, median(mine));
        theirs.add(photo, &read_by_peer, median(other));
        total += photo.texts.len();
        eprintln!("{:<40} {} {} of {}", photo.name, ours.last, theirs.last, photo.texts.len());
    }
    let note = format!(
        "{} photographs of 1280 by 960 points: turned, tilted, blurred, dark, noisy, several codes; {total} codes; grey values in memory, in turn, median of {ROUNDS}",
        photos.len()
    );
    println!(
        r#"{{"figure":"Codes read from hard photographs, time of all","unit":"ms","ours":{:.2},"ours_name":"rxing 0.9","peer":{:.2},"peer_name":"zxing-cpp {}","ratio":{:.3},"note":"{note}"}}"#,
        ours.seconds * 1e3,
        theirs.seconds * 1e3,
        peer.version,
        ours.seconds / theirs.seconds
    );
    println!(
        r#"{{"figure":"Codes read from hard photographs, reads","unit":"codes","ours":{},"ours_name":"rxing 0.9","peer":{},"peer_name":"zxing-cpp {}","ratio":{:.3},"note":"the same photographs; a text counts when it is read to the letter"}}"#,
        ours.reads,
        theirs.reads,
        peer.version,
        ours.reads as f64 / theirs.reads as f64
    );
}

/// What one of the two has done so far.
#[derive(Default)]
struct Side {
    reads: usize,
    last: usize,
    seconds: f64,
}

impl Side {
    fn add(&mut self, photo: &Photo, read: &[String], seconds: f64) {
        self.last = photo.texts.iter().filter(|text| read.contains(text)).count();
        self.reads += self.last;
        self.seconds += seconds;
    }
}

/// Certificates of different people: their codes differ.
/// zxing-cpp in a process of its own, fed by pipes; it times itself.
struct Peer {
    child: std::process::Child,
    answers: BufReader<std::process::ChildStdout>,
    version: String,
}

impl Peer {
    fn start() -> Self {
        let python = std::env::var("DAMANE_PYTHON").unwrap_or_else(|_| "python3".to_owned());
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/photo_peer.py");
        let mut child = Command::new(python)
            .arg(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("Python starts");
        let mut answers = BufReader::new(child.stdout.take().unwrap());
        let mut version = String::new();
        answers.read_line(&mut version).unwrap();
        Self { child, answers, version: version.trim().to_owned() }
    }

    fn read(&mut self, photo: &Photo) -> (f64, Vec<String>) {
        let input = self.child.stdin.as_mut().unwrap();
        writeln!(input, "{} {}", photo.luma.width(), photo.luma.height()).unwrap();
        input.write_all(photo.luma.as_raw()).unwrap();
        input.flush().unwrap();
        let mut answer = String::new();
        self.answers.read_line(&mut answer).unwrap();
        let answer: serde_json::Value = serde_json::from_str(&answer).expect("an answer in JSON");
        let texts = answer["texts"].as_array().unwrap();
        (
            answer["seconds"].as_f64().unwrap(),
            texts.iter().filter_map(|text| text.as_str().map(str::to_owned)).collect(),
        )
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ended = self.child.wait();
    }
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
