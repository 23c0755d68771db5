//! Lines of a file of any size, from one buffer: of a line without end only the beginning is kept.

use std::io::{self, Read};

/// A line as it stands in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RawLine<'a> {
    /// From 1.
    pub number: u64,
    /// The bytes, line ending aside; only the first ones when the line is longer than the limit.
    pub bytes: &'a [u8],
    /// Whether these are all its bytes.
    pub whole: bool,
}

/// Splits a source at LF or CRLF with one buffer, whatever the size of the source or of its lines.
#[derive(Debug)]
pub struct Lines<R> {
    source: R,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    number: u64,
    limit: usize,
    /// The rest of a line longer than the limit is still unread.
    inside: bool,
}

const BUFFER: usize = 256 * 1024;

impl<R: Read> Lines<R> {
    /// Lines of `source`; those longer than `limit` bytes are given by their first `limit` bytes.
    pub fn new(source: R, limit: usize) -> Self {
        Self::with_buffer(source, limit, BUFFER)
    }

    /// The same with a chosen buffer, which must hold a line of `limit` bytes and its ending.
    pub fn with_buffer(source: R, limit: usize, buffer: usize) -> Self {
        let size = buffer.max(limit + 2);
        Self { source, buffer: vec![0; size], start: 0, end: 0, number: 0, limit, inside: false }
    }

    /// The next line, or nothing at the end. A last line without ending is a line.
    ///
    /// # Errors
    /// What the source says.
    pub fn next_line(&mut self) -> io::Result<Option<RawLine<'_>>> {
        self.leave_line()?;
        let mut searched = 0;
        loop {
            let unread = &self.buffer[self.start..self.end];
            if let Some(found) = memchr::memchr(b'\n', &unread[searched..]) {
                let length = searched + found;
                let from = self.start;
                self.start += length + 1;
                return Ok(Some(self.line(from, length)));
            }
            searched = unread.len();
            if searched > self.limit + 1 {
                return Ok(Some(self.overlong()));
            }
            if self.fill()? == 0 {
                if searched == 0 {
                    return Ok(None);
                }
                let from = self.start;
                self.start = self.end;
                return Ok(Some(self.line(from, searched)));
            }
        }
    }

    fn line(&mut self, from: usize, length: usize) -> RawLine<'_> {
        self.number += 1;
        let bytes = &self.buffer[from..from + length];
        let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        let kept = bytes.len().min(self.limit);
        RawLine { number: self.number, bytes: &bytes[..kept], whole: kept == bytes.len() }
    }

    /// The first bytes of a line longer than the limit; the rest is read over when the next line is asked for.
    fn overlong(&mut self) -> RawLine<'_> {
        let from = self.start;
        self.start = self.end;
        self.inside = true;
        self.number += 1;
        RawLine { number: self.number, bytes: &self.buffer[from..from + self.limit], whole: false }
    }

    /// Reads over what is left of a line longer than the limit.
    fn leave_line(&mut self) -> io::Result<()> {
        while self.inside {
            let unread = &self.buffer[self.start..self.end];
            let found = memchr::memchr(b'\n', unread);
            self.start += found.map_or(unread.len(), |place| place + 1);
            self.inside = found.is_none() && self.fill()? > 0;
        }
        Ok(())
    }

    fn fill(&mut self) -> io::Result<usize> {
        if self.end == self.buffer.len() {
            self.buffer.copy_within(self.start..self.end, 0);
            (self.start, self.end) = (0, self.end - self.start);
        }
        loop {
            match self.source.read(&mut self.buffer[self.end..]) {
                Ok(count) => {
                    self.end += count;
                    return Ok(count);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Gives its bytes in pieces of a chosen size, as a pipe would.
    struct Pieces<'a>(&'a [u8], usize);

    impl Read for Pieces<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let count = self.1.min(into.len()).min(self.0.len());
            into[..count].copy_from_slice(&self.0[..count]);
            self.0 = &self.0[count..];
            Ok(count)
        }
    }

    fn all(text: &[u8], limit: usize, buffer: usize, piece: usize) -> Vec<(Vec<u8>, bool)> {
        let mut lines = Lines::with_buffer(Pieces(text, piece), limit, buffer);
        let mut found = Vec::new();
        while let Some(line) = lines.next_line().unwrap() {
            assert_eq!(line.number, found.len() as u64 + 1);
            found.push((line.bytes.to_vec(), line.whole));
        }
        found
    }

    #[test]
    fn both_line_endings_and_none_at_the_end_are_understood() {
        let text = b"one\r\ntwo\nthree";
        let words = all(text, 10, 16, 3).into_iter().map(|(bytes, _)| bytes).collect::<Vec<_>>();
        assert_eq!(words, [b"one".to_vec(), b"two".to_vec(), b"three".to_vec()]);
    }

    proptest! {
        #[test]
        fn any_text_in_any_pieces_gives_the_same_lines(
            text in proptest::collection::vec(prop_oneof![Just(b'\n'), Just(b'\r'), Just(b'x'), any::<u8>()], 0..400),
            limit in 1_usize..40, buffer in 1_usize..80, piece in 1_usize..50,
        ) {
            let mut expected: Vec<&[u8]> = text.split(|byte| *byte == b'\n').collect();
            if expected.last().is_some_and(|last| last.is_empty()) {
                expected.pop();
            }
            let expected: Vec<(Vec<u8>, bool)> = expected
                .into_iter()
                .map(|line| line.strip_suffix(b"\r").unwrap_or(line))
                .map(|line| (line[..line.len().min(limit)].to_vec(), line.len() <= limit))
                .collect();
            prop_assert_eq!(all(&text, limit, buffer, piece), expected);
        }
    }
}
