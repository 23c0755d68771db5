//! Where messages arrive in a journey: programs nobody here wrote, which say what they were handed, one JSON line each.

use crate::python;
use serde_json::Value;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(30);
/// What the sinks know us by.
pub const SINK_USER: &str = "damane";
/// Its password: eight letters, as SMPP allows.
pub const SINK_PASSWORD: &str = "zellige8";

/// A running sink, ended when dropped.
pub struct Sink {
    child: Child,
    lines: Receiver<Value>,
}

impl Sink {
    /// A message centre: the npm package `smpp`. It throttles so many messages first; with a folder that holds a
    /// certificate it speaks TLS.
    ///
    /// # Panics
    /// When Node or the package is missing.
    pub fn message_centre(port: u16, throttle: u32, folder: Option<&Path>) -> Self {
        let mut node = Command::new("node");
        node.arg(script("message_centre.mjs")).arg(port.to_string()).args([SINK_USER, SINK_PASSWORD]);
        node.arg(format!("throttle={throttle}"));
        if let Some(folder) = folder {
            node.arg(format!("folder={}", folder.display()));
        }
        Self::start(node)
    }

    /// A mail server: aiosmtpd, which insists on STARTTLS and a password.
    ///
    /// # Panics
    /// When Python or the package is missing.
    pub fn mail_server(port: u16, folder: &Path) -> Self {
        let mut python = python();
        python.arg(script("mail_server.py")).arg(port.to_string()).arg(folder);
        python.args([SINK_USER, SINK_PASSWORD]);
        Self::start(python)
    }

    fn start(mut command: Command) -> Self {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let said = BufReader::new(child.stdout.take().expect("its output is a pipe"));
        let (send, lines) = channel();
        std::thread::spawn(move || {
            for line in said.lines().map_while(Result::ok) {
                let line = serde_json::from_str(&line).unwrap_or_else(|_| panic!("no JSON: {line}"));
                if send.send(line).is_err() {
                    return;
                }
            }
        });
        let sink = Self { child, lines };
        assert_eq!(sink.next()["ready"], true, "{command:?} says when it listens");
        sink
    }

    /// The next message it was handed.
    ///
    /// # Panics
    /// When none comes in time.
    pub fn next(&self) -> Value {
        self.lines.recv_timeout(PATIENCE).expect("a message arrives")
    }

    /// The next message, if one comes within a time.
    pub fn next_within(&self, patience: Duration) -> Option<Value> {
        self.lines.recv_timeout(patience).ok()
    }

    /// What has arrived by now, or arrives within a time.
    pub fn arrivals(&self, within: Duration) -> Vec<Value> {
        let mut arrived = Vec::new();
        loop {
            match self.lines.recv_timeout(within) {
                Ok(line) => arrived.push(line),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return arrived,
            }
        }
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _ended = self.child.wait();
    }
}

/// Makes a certificate for localhost in a folder: `cert.pem` and `key.pem`.
///
/// # Panics
/// When Python or the package is missing.
pub fn make_certificate(folder: &Path) {
    let made = python().arg(script("certificate.py")).arg(folder).status();
    assert!(made.is_ok_and(|status| status.success()), "a certificate is made");
}

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("delivery").join(name)
}
