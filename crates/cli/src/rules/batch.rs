//! Reads questions and writes answers: one of each, or a line each in constant memory.

use super::input::Refused;
use crate::output::complain;
use anyhow::{Context, Result, bail};
use serde::de::IgnoredAny;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, ErrorKind, Read, Write};
use std::ops::Range;
use std::path::Path;
use std::process::ExitCode;

/// A rule: the text of a question in, the text of its answer appended to the bytes.
pub type Rule = fn(&str, &mut Vec<u8>) -> Result<(), Refused>;

/// A question longer than this is refused: sixty years with ten employers a month are a seventh of it.
const LONGEST: u64 = 4 * 1024 * 1024;

/// Exit status when a question was refused.
const REFUSED: u8 = 2;

/// The mark some programs put before UTF-8 text. It says nothing: it is passed over.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Answers the questions of a file or of standard input.
pub fn run(file: Option<&Path>, lines: bool, rule: Rule) -> Result<ExitCode> {
    let named = file.filter(|path| *path != Path::new("-"));
    let source: Box<dyn Read> = match named {
        Some(path) => Box::new(File::open(path).with_context(|| format!("cannot read {}", path.display()))?),
        None => Box::new(io::stdin().lock()),
    };
    let by_name = named.and_then(Path::extension).is_some_and(|end| end == "jsonl" || end == "ndjson");
    let source = BufReader::with_capacity(1 << 16, source);
    answer_all(source, lines || by_name, rule, &mut io::stdout().lock())
}

/// Answers what a source holds: a question a line, when that was said or is seen; else one question, however it is laid
/// out.
fn answer_all(source: impl BufRead, lines: bool, rule: Rule, out: &mut impl Write) -> Result<ExitCode> {
    let mut source = without_mark(source)?;
    let mut first = Questions::default();
    if !lines {
        first.read_two(&mut source)?;
    }
    let lines = lines || first.stand_alone();
    let whole = first.chain_with(source);
    if lines { every_line(whole, rule, out) } else { only_one(whole, rule, out) }
}

/// The source behind its byte order mark, when it begins with one.
fn without_mark<R: BufRead>(mut source: R) -> Result<impl BufRead> {
    let mut start = Vec::new();
    let mark = BYTE_ORDER_MARK.len() as u64;
    source.by_ref().take(mark).read_to_end(&mut start).context("cannot read the question")?;
    if start == BYTE_ORDER_MARK {
        start.clear();
    }
    Ok(io::Cursor::new(start).chain(source))
}

/// Answers a source that is one question.
fn only_one(source: impl BufRead, rule: Rule, out: &mut impl Write) -> Result<ExitCode> {
    let mut text = String::new();
    match source.take(LONGEST + 1).read_to_string(&mut text) {
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
            written(out.write_all(&answer))?;
            ExitCode::SUCCESS
        }
        Err(refused) => refuse(None, &refused),
    })
}

/// The first lines of a source, read to find out whether it is one object or an object a line.
#[derive(Default)]
struct Questions {
    read: Vec<u8>,
    /// Where the lines that are not blank begin and end.
    lines: Vec<Range<usize>>,
}

impl Questions {
    /// Reads up to the second line that is not blank, and no more than a question may be long.
    fn read_two(&mut self, source: &mut impl BufRead) -> Result<()> {
        while self.lines.len() < 2 && self.read.len() as u64 <= LONGEST {
            let start = self.read.len();
            let left = LONGEST.saturating_sub(start as u64) + 1;
            let count = source.by_ref().take(left).read_until(b'\n', &mut self.read);
            if count.context("cannot read the question")? == 0 {
                break;
            }
            let line = start..self.read.len();
            if self.read.get(line.clone()).is_some_and(|line| !line.trim_ascii().is_empty()) {
                self.lines.push(line);
            }
        }
        Ok(())
    }

    /// Whether the first line ends by itself, whole or wrong, and another question follows: what is spread over lines ends
    /// at the last one only, wherever it is broken.
    fn stand_alone(&self) -> bool {
        let mut lines = self.lines.iter().filter_map(|line| self.read.get(line.clone()));
        let (Some(first), Some(second)) = (lines.next(), lines.next()) else { return false };
        match serde_json::from_slice::<IgnoredAny>(first) {
            Ok(_) => true,
            Err(error) => !error.is_eof() && second.trim_ascii_start().starts_with(b"{"),
        }
    }

    /// What was read, then the rest.
    fn chain_with<R: BufRead>(self, rest: R) -> io::Chain<io::Cursor<Vec<u8>>, R> {
        io::Cursor::new(self.read).chain(rest)
    }
}

/// Answers a line each. Blank lines are passed over; a refused line is answered with its error.
fn every_line(mut source: impl BufRead, rule: Rule, out: &mut impl Write) -> Result<ExitCode> {
    let mut out = BufWriter::with_capacity(1 << 16, out);
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

#[cfg(test)]
mod tests {
    use super::super::{job_loss, pension, reimbursement};
    use super::*;

    const RULES: [(Rule, &str); 3] = [
        (pension::answer, pension::EXAMPLE),
        (job_loss::answer, job_loss::EXAMPLE),
        (reimbursement::answer, reimbursement::EXAMPLE),
    ];

    /// Whether all was answered, and what was written.
    fn answered(rule: Rule, lines: bool, input: &[u8]) -> (bool, String) {
        let mut out = Vec::new();
        let status = answer_all(input, lines, rule, &mut out).unwrap();
        (status == ExitCode::SUCCESS, String::from_utf8(out).unwrap())
    }

    #[test]
    fn a_question_may_be_laid_out_over_lines_in_any_way() {
        for (rule, example) in RULES {
            let alone = answered(rule, false, example.as_bytes());
            assert!(alone.0, "{example}");
            let pretty: serde_json::Value = serde_json::from_str(example).unwrap();
            for laid_out in [
                example.replace("[{", "[\n{"),
                example.replace("},{", "},\n{"),
                example.replace('{', "{\n"),
                example.replace('{', "\n{"),
                example.replace('}', "\n}"),
                example.replace(',', ",\n"),
                example.replace(',', "\n,"),
                example.replace(':', ":\n"),
                example.replace(":[", "\n:\n\n[\n"),
                format!("\n \n{example}\n\n"),
                serde_json::to_string_pretty(&pretty).unwrap(),
            ] {
                assert_eq!(answered(rule, false, laid_out.as_bytes()), alone, "{laid_out}");
                let with_returns = laid_out.replace('\n', "\r\n");
                assert_eq!(answered(rule, false, with_returns.as_bytes()), alone, "{with_returns}");
            }
        }
    }

    #[test]
    fn a_second_line_that_begins_with_a_brace_may_belong_to_the_first() {
        let question = "{\"birth_date\":\"1966-01-10\",\"at\":\"2026-02-01\",\"career\":[\n\
            {\"month\":\"2025-10\",\"days\":26,\"declared_salary\":600000},\n\
            {\"month\":\"2025-11\",\"days\":26,\"declared_salary\":600000}]}\n";
        let (all, text) = answered(pension::answer, false, question.as_bytes());
        assert!(all && text.lines().count() == 1, "{text}");
        let answer: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(answer["days"], 52, "{text}");
    }

    #[test]
    fn a_question_a_line_is_seen_when_the_first_line_is_whole() {
        for (rule, example) in RULES {
            let (_, alone) = answered(rule, false, example.as_bytes());
            for between in ["\n", "\r\n", "\n\n  \n"] {
                let lines = [example; 3].join(between);
                let (all, text) = answered(rule, false, lines.as_bytes());
                assert!(all, "{text}");
                assert_eq!(text, alone.repeat(3));
            }
        }
    }

    #[test]
    fn a_bad_line_behind_a_whole_one_is_answered_with_its_error() {
        let lines = format!("\n{0}\nnonsense\n{0}\n", pension::EXAMPLE);
        for said in [false, true] {
            let (all, text) = answered(pension::answer, said, lines.as_bytes());
            assert!(!all);
            let answers: Vec<serde_json::Value> =
                text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
            assert_eq!(answers.len(), 3, "{text}");
            assert_eq!((&answers[1]["error"]["line"], &answers[0]), (&serde_json::json!(3), &answers[2]));
        }
    }

    #[test]
    fn a_first_line_that_is_wrong_by_itself_is_one_of_many() {
        for wrong in ["nonsense", "{\"birth_date\":}", "{]"] {
            let lines = format!("{wrong}\n{0}\n{0}\n", pension::EXAMPLE);
            let (all, text) = answered(pension::answer, false, lines.as_bytes());
            assert!(!all && text.lines().count() == 3, "{wrong}: {text}");
            let first: serde_json::Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
            assert_eq!(first["error"]["line"], 1, "{text}");
        }
    }

    #[test]
    fn what_is_no_question_on_any_line_is_one_refusal_without_an_answer() {
        for input in ["", "\n\n", "nonsense\nnonsense\n", "{\"at\":\n\"2026-02-30\"\n", "[\n[\n"] {
            assert_eq!(answered(pension::answer, false, input.as_bytes()), (false, String::new()), "{input}");
        }
    }

    #[test]
    fn a_byte_order_mark_is_passed_over() {
        for (rule, example) in RULES {
            let alone = answered(rule, false, example.as_bytes());
            for text in [example.to_owned(), example.replace(',', ",\r\n")] {
                assert_eq!(answered(rule, false, format!("\u{feff}{text}").as_bytes()), alone, "{text}");
            }
            let (all, text) = answered(rule, true, format!("\u{feff}{example}\r\n{example}").as_bytes());
            assert_eq!((all, text), (true, alone.1.repeat(2)));
        }
    }

    #[test]
    fn an_endless_blank_beginning_is_not_kept() {
        let mut blank = BufReader::new(io::repeat(b'\n'));
        let mut first = Questions::default();
        first.read_two(&mut blank).unwrap();
        assert!(first.read.len() as u64 <= LONGEST + 1 && !first.stand_alone());
        let endless = BufReader::new(io::repeat(b'\n'));
        let status = answer_all(endless, false, pension::answer, &mut Vec::new()).unwrap();
        assert_ne!(status, ExitCode::SUCCESS);
    }

    #[test]
    fn a_long_batch_is_read_line_by_line() {
        /// A line, so many times more.
        struct Lines {
            line: Vec<u8>,
            at: usize,
            left: usize,
        }
        impl Read for Lines {
            fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
                if self.at == self.line.len() && self.left > 0 {
                    (self.at, self.left) = (0, self.left - 1);
                }
                let mut rest = &self.line[self.at..];
                let count = rest.read(out)?;
                self.at += count;
                Ok(count)
            }
        }
        let line = format!("{}{}\n", pension::EXAMPLE, " ".repeat(100_000)).into_bytes();
        let mut source = BufReader::new(Lines { line, at: 0, left: 99 });
        let mut first = Questions::default();
        first.read_two(&mut source).unwrap();
        assert!(first.stand_alone() && first.read.len() < 300_000, "two lines are kept of a hundred");
        let mut out = Vec::new();
        every_line(first.chain_with(source), pension::answer, &mut out).unwrap();
        assert_eq!(out.iter().filter(|byte| **byte == b'\n').count(), 100);
    }
}
