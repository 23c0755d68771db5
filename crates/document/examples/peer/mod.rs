//! The same work by somebody else's program, in turn with ours: a Python that does it once for each line it reads.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Instant;

const ROUNDS: usize = 60;

/// What doing the work once took, seconds: medians of the rounds.
pub struct Beside {
    pub ours: f64,
    /// `None` without a Python.
    pub theirs: Option<f64>,
    /// What the Python said first, its version.
    pub version: String,
}

/// Measures our work, so many times a round, and in turn with it that of a script. `DAMANE_PYTHON` names its Python; its
/// arguments are the files. It says its version, then for each line it reads the seconds it took.
pub fn beside(script: &str, files: &[(&str, Vec<u8>)], batch: usize, work: impl Fn()) -> Beside {
    let mut peer = Peer::start(script, files);
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let start = Instant::now();
        for _ in 0..batch {
            work();
        }
        ours.push(start.elapsed().as_secs_f64() / batch as f64);
        theirs.extend(peer.as_mut().map(Peer::once));
    }
    let version = peer.map_or_else(|| "not here".to_owned(), |peer| peer.version);
    Beside { ours: median(ours), theirs: (!theirs.is_empty()).then(|| median(theirs)), version }
}

pub fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

struct Peer {
    child: Child,
    answers: BufReader<ChildStdout>,
    version: String,
}

impl Peer {
    fn start(script: &str, files: &[(&str, Vec<u8>)]) -> Option<Self> {
        let python = std::env::var_os("DAMANE_PYTHON")?;
        let folder = std::env::temp_dir().join(format!("damane-peer-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let mut command = Command::new(python);
        command.args(["-c", script]);
        for (name, bytes) in files {
            std::fs::write(folder.join(name), bytes).unwrap();
            command.arg(folder.join(name));
        }
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut answers = BufReader::new(child.stdout.take().unwrap());
        let mut version = String::new();
        // It has read its files by then.
        answers.read_line(&mut version).unwrap();
        std::fs::remove_dir_all(folder).unwrap();
        Some(Self { child, answers, version: version.trim().to_owned() })
    }

    fn once(&mut self) -> f64 {
        self.child.stdin.as_mut().unwrap().write_all(b"\n").unwrap();
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        line.trim().parse().unwrap()
    }
}
