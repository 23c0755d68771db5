//! The README's first command, on an empty folder: `cargo xtask run --headless --fresh`, and the main job through it.

use damane_tests::{Client, DEMO_PASSWORD, NAIMA, free_port};
use std::io::{BufRead, BufReader, Lines};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

/// `cargo xtask run`, with the lines it printed until it was ready.
struct Run {
    child: Child,
    said: Vec<String>,
    /// Held open, as a terminal is, so that it can go on speaking.
    _output: Lines<BufReader<ChildStdout>>,
}

fn run(port: u16, data: &Path) -> Run {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(".."));
    command
        .args(["xtask", "run", "--headless", "--people", "30", "--port", &port.to_string(), "--data"])
        .arg(data);
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().expect("cargo starts");
    let mut lines = BufReader::new(child.stdout.take().expect("its output is ours")).lines();
    let mut said = Vec::new();
    for line in lines.by_ref() {
        let line = line.expect("it prints text");
        let ready = line == format!("ready http://localhost:{port}");
        said.push(line);
        if ready {
            break;
        }
    }
    Run { child, said, _output: lines }
}

impl Run {
    fn interrupt(mut self) -> Option<i32> {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args(["-INT", &pid]).status().expect("kill starts");
        assert!(sent.success(), "the signal is sent");
        self.child.wait().expect("it ends").code()
    }
}

async fn main_job(port: u16) {
    let person = Client::new(&format!("http://localhost:{port}")).sign_in(NAIMA, DEMO_PASSWORD).await;
    let career = person.get_json("/v1/career").await;
    assert!(career["total_days"].as_u64().is_some_and(|days| days > 1_000), "a career of years: {career}");
    let (status, certificate) = person.issue("start-1").await;
    assert_eq!(status, 200, "the certificate is issued: {certificate}");
    let id = certificate["id"].as_str().expect("it has an id");
    let (status, pdf) = person.get(&format!("/v1/certificates/{id}/pdf")).await;
    assert_eq!(status, 200, "its PDF downloads");
    assert!(pdf.starts_with(b"%PDF-"), "and is a PDF");
}

#[tokio::test]
async fn the_first_command_brings_up_a_fund_and_a_second_start_finds_it_again() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let data = folder.path().join("data");
    let port = free_port();
    let first = run(port, &data);
    let said = first.said.join("\n");
    assert!(said.contains(&format!("ready http://localhost:{port}")), "it says when it is ready:\n{said}");
    assert!(said.contains(NAIMA) && said.contains(DEMO_PASSWORD), "it says who can sign in:\n{said}");
    assert!(said.contains("/outbox"), "it says where messages land:\n{said}");
    main_job(port).await;
    assert_eq!(first.interrupt(), Some(0), "Ctrl-C ends it cleanly");

    let second = run(port, &data);
    let person = Client::new(&format!("http://localhost:{port}")).sign_in(NAIMA, DEMO_PASSWORD).await;
    let list = person.get_json("/v1/certificates").await;
    assert_eq!(list["certificates"].as_array().map(Vec::len), Some(1), "what was issued is still there");
    assert_eq!(second.interrupt(), Some(0), "and Ctrl-C ends it cleanly again");
}

#[test]
fn a_taken_port_is_said_clearly() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("its address").port();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(".."));
    command.args(["xtask", "run", "--headless", "--port", &port.to_string(), "--data"]).arg(folder.path());
    let output = command.output().expect("cargo starts");
    assert!(!output.status.success(), "it does not start");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains(&format!("port {port} is taken")), "it says why: {said}");
}
