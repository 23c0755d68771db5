//! Hostile files of any size: a clear error, and memory that does not grow with them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

use damane_ebds::register::{COLUMNS, RegisterReader};
use damane_ebds::{CheckOptions, Summary, check};
use std::io::{self, Read};

/// Gives a beginning, then one pattern again and again until `size` bytes were given.
struct Endless {
    start: Vec<u8>,
    pattern: Vec<u8>,
    size: u64,
    given: u64,
}

impl Endless {
    fn new(start: &[u8], pattern: &[u8], size: u64) -> Self {
        // A long pattern is copied in large pieces: the test measures the reader, not itself.
        let pattern = pattern.repeat((64 * 1024 / pattern.len()).max(1));
        Self { start: start.to_vec(), pattern, size, given: 0 }
    }
}

impl Read for Endless {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let start = self.start.len() as u64;
        let from = if self.given < start {
            &self.start[self.given as usize..]
        } else {
            let place = (self.given - start) % self.pattern.len() as u64;
            &self.pattern[place as usize..]
        };
        let left = usize::try_from(self.size - self.given).unwrap_or(usize::MAX);
        let count = from.len().min(into.len()).min(left);
        into[..count].copy_from_slice(&from[..count]);
        self.given += count as u64;
        Ok(count)
    }
}

const DECLARATION: &[u8] = include_bytes!("vectors/DS_9000019_202609.txt");

const MEGABYTE: u64 = 1024 * 1024;

/// Most memory this process ever held, in bytes; nothing where the system does not say.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}

fn summary(start: &[u8], pattern: &[u8], size: u64) -> Summary {
    let file = Endless::new(start, pattern, size);
    check(file, &CheckOptions::default(), &mut |_| {}).expect("an endless file never fails to be read")
}

/// Runs alone in its process, so that the peak is its own.
#[test]
fn garbage_of_any_size_is_a_clear_error_in_flat_memory() {
    summary(DECLARATION, DECLARATION, 20 * DECLARATION.len() as u64);
    let before = peak_memory();
    let (head, rest) = DECLARATION.split_at(261 * 2);
    let detail = &rest[..261];
    let code = |summary: &Summary| {
        let first = &summary.findings.kept()[0];
        (first.line, first.column, first.code)
    };

    let garbage = summary(b"", b"\x93\x01garbage\xff\n", 1024 * MEGABYTE);
    assert_eq!(code(&garbage), (1, 1, "EBDS-001"));
    assert_eq!(code(&summary(b"", b"\0", u64::MAX)), (1, 1, "EBDS-001"), "nothing more of it is read");
    assert_eq!(code(&summary(b"\xff\xfe", b"A\0", 50 * MEGABYTE)), (1, 1, "EBDS-003"));

    let endless = summary(b"B00", b"7", 50 * MEGABYTE);
    assert_eq!(code(&endless), (1, 1, "EBDS-024"));
    let message = &endless.findings.kept()[1].message;
    assert!(message.ends_with("more than 1040 bytes"), "{message}");

    let after_header = summary(head, b"garbage and more of it\n", 100 * MEGABYTE);
    assert_eq!(code(&after_header), (3, 1, "EBDS-020"));
    assert!(after_header.findings.errors() > 4_000_000 && after_header.findings.left_out() > 4_000_000);

    let one_person = summary(head, detail, 300 * MEGABYTE);
    assert_eq!(code(&one_person), (4, 17, "EBDS-056"));

    let register = [COLUMNS.join(",").as_bytes(), b"\n"].concat();
    let mut reader = RegisterReader::new(Endless::new(&register, b"x", 50 * MEGABYTE));
    let refused = reader.next_row().unwrap().unwrap().person.unwrap_err();
    assert_eq!((refused.line, refused.code), (2, "REG-003"));
    assert_eq!(reader.next_row().unwrap(), None);

    if let (Some(before), Some(after)) = (before, peak_memory()) {
        assert!(after - before < 8 * MEGABYTE, "{} MB more", (after - before) / MEGABYTE);
    }
}
