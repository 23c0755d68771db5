//! Reads questions and writes answers: one of each, or a line each in constant memory.

use super::input::Refused;
use crate::output::complain;
use anyhow::{Context, Result, bail};
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, ErrorKind, Read, Write};
use std::path::Path;
use std::process::ExitCode;

/// A rule: the text of a question in, the text of its answer appended to the bytes.
pub type Rule = fn(&str, &mut Vec<u8>) -> Result<(), Refused>;

/// A question longer than this is refused: sixty years with ten employers a month are a seventh of it.
const LONGEST: u64 = 4 * 1024 * 1024;

/// Exit status when a question was refused.
const REFUSED: u8 = 2;

/// Answers the questions of a file or of standard input.
pub fn run(file: Option<&Path>, lines: bool, rule: Rule) -> Result<ExitCode> {
    let named = file.filter(|path| *path != Path::new("-"));
    let source: Box<dyn Read> = match named {
        Some(path) => Box::new(File::open(path).with_context(|| format!("cannot read {}", path.display()))?),
        None => Box::new(io::stdin().lock()),
    };
    let mut source = BufReader::with_capacity(1 << 16, source);
    let by_name = named.and_then(Path::extension).is_some_and(|end| end == "jsonl" || end == "ndjson");
    let mut first = Questions::default();
    if lines || by_name {
        return every_line(first.chain_with(source), rule);
    }
    first.read_two(&mut source)?;
    if first.begin_two_objects() {
        return every_line(first.chain_with(source), rule);
    }
    let mut text = String::new();
    let read = first.chain_with(source).take(LONGEST + 1).read_to_string(&mut text);
    match read {
        Err(error) if error.kind() == ErrorKind::InvalidData => {
            return Ok(refuse(None, &Refused::not_utf8()));
        }
        other => other.context("cannot read the question")?,
    };
    if text.len() as u64 > LONGEST {
        return Ok(refuse(None, &Refused::too_long()));
    }
    let mut answer = Vec::new();
    Ok(match rule(&text, &mut answer) {
        Ok(()) => {
            answer.push(b'\n');
            written(io::stdout().lock().write_all(&answer))?;
            ExitCode::SUCCESS
        }
        Err(refused) => refuse(None, &refused),
    })
}

/// The first lines of a source, read to find out whether it is one object or an object a line.
#[derive(Default)]
struct Questions {
    read: Vec<u8>,
    starts: Vec<usize>,
}

impl Questions {
    /// Reads up to the second line that is not blank.
    fn read_two(&mut self, source: &mut impl BufRead) -> Result<()> {
        while self.starts.len() < 2 {
            let start = self.read.len();
            let left = LONGEST.saturating_sub(start as u64) + 1;
            let count = source.by_ref().take(left).read_until(b'\n', &mut self.read);
            if count.context("cannot read the question")? == 0 {
                break;
            }
            if !self.read.get(start..).unwrap_or_default().trim_ascii().is_empty() {
                self.starts.push(start);
            }
        }
        Ok(())
    }

    /// No object spread over lines has a second line that begins with a brace: its members begin with a quotation mark.
    fn begin_two_objects(&self) -> bool {
        let begins = |start: &usize| {
            self.read.get(*start..).is_some_and(|rest| rest.trim_ascii_start().starts_with(b"{"))
        };
        self.starts.len() == 2 && self.starts.iter().all(begins)
    }

    /// What was read, then the rest.
    fn chain_with<R: BufRead>(self, rest: R) -> io::Chain<io::Cursor<Vec<u8>>, R> {
        io::Cursor::new(self.read).chain(rest)
    }
}

/// Answers a line each. Blank lines are passed over; a refused line is answered with its error.
fn every_line(mut source: impl BufRead, rule: Rule) -> Result<ExitCode> {
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let (mut line, mut answer) = (Vec::new(), Vec::new());
    let (mut number, mut status) = (0_u64, ExitCode::SUCCESS);
    while next_line(&mut source, &mut line)? {
        number += 1;
        if line.trim_ascii().is_empty() {
            continue;
        }
        answer.clear();
        let answered = if line.len() as u64 > LONGEST {
            Err(Refused::too_long())
        } else {
            std::str::from_utf8(&line)
                .map_err(|_| Refused::not_utf8())
                .and_then(|text| rule(text, &mut answer))
        };
        if let Err(refused) = answered {
            answer.clear();
            refused.write(number, &mut answer).context("an error cannot be written")?;
            status = refuse(Some(number), &refused);
        }
        answer.push(b'\n');
        if !written(out.write_all(&answer))? {
            return Ok(status);
        }
    }
    written(out.flush())?;
    Ok(status)
}

/// Reads a line without its end. Of a line that is too long only as much is kept as shows that it is.
fn next_line(source: &mut impl BufRead, line: &mut Vec<u8>) -> Result<bool> {
    line.clear();
    let count =
        source.by_ref().take(LONGEST + 1).read_until(b'\n', line).context("cannot read the questions")?;
    if count as u64 > LONGEST && line.last() != Some(&b'\n') {
        source.skip_until(b'\n').context("cannot read the questions")?;
    } else if line.last() == Some(&b'\n') {
        line.pop();
    }
    Ok(count > 0)
}

/// False when nobody reads any more, which is no failure of ours.
fn written(result: io::Result<()>) -> Result<bool> {
    match result {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(false),
        Err(error) => bail!("the answer cannot be written: {error}"),
    }
}

fn refuse(line: Option<u64>, refused: &Refused) -> ExitCode {
    match line {
        Some(number) => complain(&format!("error: line {number}: {refused}")),
        None => complain(&format!("error: {refused}")),
    }
    ExitCode::from(REFUSED)
}
