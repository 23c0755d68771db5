//! A hundred hostile files through the same door as a photo of an invoice: each is refused or made safe, in bounded
//! memory, and the good ones stay good. Alone in its process, so that the peak is its own.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

#[path = "uploads/heic.rs"]
mod heic;
#[path = "uploads/pdfs.rs"]
mod pdfs;
#[path = "uploads/pictures.rs"]
mod pictures;
mod support;

use damane_domain::claim::DocumentKind;
use damane_services::{OpenedDocument, PIECE_BYTES, ServiceError, Session};
use image::GenericImageView as _;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};
use support::{EMPLOYED, TestFund, holds};

/// What becomes of a file.
pub enum Expected {
    /// It is not taken, and nothing of it stays.
    Refused,
    /// It is kept without these words of it.
    SafeWithout(&'static [u8]),
    /// Damage at a place that a reader may step over: refused, or kept as a picture.
    RefusedOrSafe,
}

/// A file somebody might send.
pub struct Hostile {
    /// What it is.
    pub name: String,
    /// Makes its bytes.
    pub make: Box<dyn Fn() -> Vec<u8>>,
    /// What becomes of it.
    pub expected: Expected,
}

/// A file to try.
pub fn hostile(name: impl Into<String>, expected: Expected, make: impl Fn() -> Vec<u8> + 'static) -> Hostile {
    Hostile { name: name.into(), make: Box::new(make), expected }
}

const FILES: usize = 100;
const MOST_MEMORY: u64 = 128 << 20;
/// Of a build without optimisation, on a machine that is busy.
const LONGEST: Duration = Duration::from_secs(40);

fn report(line: &str) {
    let _gone = writeln!(std::io::stderr(), "{line}");
}

/// A figure of proc(5), bytes.
fn memory(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with(name)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() << 10
}

/// Peaks of handling, each from what was used before the first file.
#[derive(Default)]
struct Peaks {
    before: u64,
    highest: (u64, String),
}

impl Peaks {
    fn start() -> Self {
        let peaks = Self { before: memory("VmRSS"), highest: Default::default() };
        Self::reset();
        peaks
    }

    /// proc(5): 5 sets the peak to what is used now.
    fn reset() {
        std::fs::write("/proc/self/clear_refs", "5").unwrap();
    }

    fn note(&mut self, name: &str) {
        let grown = memory("VmHWM").saturating_sub(self.before);
        self.highest = std::mem::take(&mut self.highest).max((grown, name.to_owned()));
        Self::reset();
        if std::env::var_os("DAMANE_EACH").is_some() {
            report(&format!("{:>4} MiB  {name}", grown >> 20));
        }
    }
}

async fn sent(fund: &TestFund, session: &Session, file: &[u8]) -> Result<OpenedDocument, ServiceError> {
    let begun = fund.begin_document(session, DocumentKind::Invoice, file.len() as u64, None).await?;
    for (at, piece) in file.chunks(PIECE_BYTES).enumerate() {
        fund.receive_piece(session, &begun.id, (at * PIECE_BYTES) as u64, piece).await?;
    }
    fund.open_document(session, &begun.id).await
}

fn is_what_it_says(document: &OpenedDocument) -> bool {
    let magic: &[u8] = match document.media.as_str() {
        "image/jpeg" => &[0xff, 0xd8, 0xff],
        "application/pdf" => b"%PDF-",
        _ => return false,
    };
    document.bytes.starts_with(magic)
}

/// What is wrong about what became of a file.
fn judge(file: &Hostile, outcome: &Result<OpenedDocument, ServiceError>) -> Option<String> {
    let refused = matches!(outcome, Err(ServiceError::InvalidInput("document" | "bytes")));
    let wrong = match (outcome, &file.expected) {
        (Err(_), Expected::Refused | Expected::RefusedOrSafe) if refused => return None,
        (Ok(kept), Expected::SafeWithout(words)) if is_what_it_says(kept) && !holds(&kept.bytes, words) => {
            return None;
        }
        (Ok(kept), Expected::RefusedOrSafe) if is_what_it_says(kept) => return None,
        (Ok(kept), _) => format!("kept as {}, {} bytes", kept.media, kept.bytes.len()),
        (Err(error), _) => error.to_string(),
    };
    Some(format!("{}: {wrong}", file.name))
}

/// What people send, and the size of the picture that comes out; of a PDF none.
type Good = (&'static str, fn() -> Vec<u8>, Option<(u32, u32)>);
const GOOD: [Good; 8] = [
    ("a photo", || pictures::photo(640, 480), Some((640, 480))),
    ("a photo of twelve megapixels", || pictures::photo(4_032, 3_024), Some((2_600, 1_950))),
    ("a screenshot", pictures::screenshot, Some((800, 600))),
    // Held upright: its file says so.
    (UPRIGHT, || heic::PHOTO.to_vec(), Some((240, 320))),
    ("a photo of an iPhone, twelve megapixels", || heic::tiled(4_032, 3_024, 8, 6), Some((2_600, 1_950))),
    ("a PDF", pdfs::plain, None),
    ("a PDF that packs its objects", pdfs::with_packed_objects, None),
    ("a PDF of a scanned page", pdfs::with_a_scan, None),
];
const UPRIGHT: &str = "a photo of an iPhone";

fn hostile_files() -> Vec<Hostile> {
    [pictures::all(), heic::all(), pdfs::all()].into_iter().flatten().collect()
}

/// Where the files lie for the process that handles them.
const FOLDER: &str = "DAMANE_UPLOADS";

/// Making a bomb takes more than handling it: the files are made here, and handled in a process that did nothing else.
#[test]
fn a_hundred_hostile_files_are_refused_or_made_safe_within_memory_and_the_good_ones_stay_good() {
    if let Some(folder) = std::env::var_os(FOLDER) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        return runtime.block_on(handle(Path::new(&folder)));
    }
    let folder = tempfile::tempdir().unwrap();
    let place = |number: usize| folder.path().join(number.to_string());
    let hostile = hostile_files();
    assert!(hostile.len() >= FILES, "{} files", hostile.len());
    for (number, file) in hostile.iter().enumerate() {
        std::fs::write(place(number), (file.make)()).unwrap();
    }
    for (number, (_, make, _)) in GOOD.iter().enumerate() {
        std::fs::write(place(hostile.len() + number), make()).unwrap();
    }
    let mut alone = Command::new(std::env::current_exe().unwrap());
    alone.env(FOLDER, folder.path()).arg("--nocapture");
    assert!(alone.status().unwrap().success(), "what is wrong is said above");
}

async fn handle(folder: &Path) {
    let read = |number: usize| std::fs::read(folder.join(number.to_string())).unwrap();
    let fund = TestFund::with_limits("readings_per_hour = 1000000").await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let files = hostile_files();
    // What was used so far, keys and password among it, is not theirs.
    let mut peaks = Peaks::start();
    let (mut wrong, mut kept, mut slowest) = (Vec::new(), 0, (Duration::ZERO, String::new()));
    for (number, file) in files.iter().enumerate() {
        let bytes = read(number);
        let started = Instant::now();
        let outcome = sent(&fund, &session, &bytes).await;
        slowest = slowest.max((started.elapsed(), file.name.clone()));
        peaks.note(&file.name);
        kept += usize::from(outcome.is_ok());
        wrong.extend(judge(file, &outcome));
    }
    for (number, good) in GOOD.iter().enumerate() {
        let bytes = read(files.len() + number);
        let outcome = sent(&fund, &session, &bytes).await;
        peaks.note(good.0);
        assert_good(good, &bytes, outcome);
    }
    let (grown, highest) = &peaks.highest;
    report(&format!(
        "{} hostile files: {} refused, {kept} made safe; {} good ones good; at most {} MiB more ({highest}) than the {} \
         before; slowest {:.1?} ({})",
        files.len(),
        files.len() - kept,
        GOOD.len(),
        grown >> 20,
        peaks.before >> 20,
        slowest.0,
        slowest.1
    ));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(*grown <= MOST_MEMORY, "{} MiB more: {highest}", grown >> 20);
    assert!(slowest.0 < LONGEST, "{slowest:?}");
}

fn assert_good((name, _, size): &Good, bytes: &[u8], outcome: Result<OpenedDocument, ServiceError>) {
    let kept = outcome.unwrap_or_else(|error| panic!("{name}: {error}"));
    let Some(size) = size else {
        assert_eq!((kept.media.as_str(), &kept.bytes[..]), ("application/pdf", bytes), "{name}");
        return;
    };
    let image = image::load_from_memory(&kept.bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(image.dimensions(), *size, "{name}");
    if *name == UPRIGHT {
        // Red stood top left before it was turned a quarter to the right: top right.
        let [red, green, blue, _] = image.get_pixel(200, 40).0;
        assert!(red > 150 && green < 90 && blue < 90, "{red} {green} {blue}");
    }
}
