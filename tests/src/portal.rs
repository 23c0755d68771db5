//! A real `damane serve` on a temporary data folder, ended when dropped.

use crate::DisputedMonth;
use crate::clock::MovedClock;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Path of a command built from this workspace, beside the running test program.
///
/// # Panics
/// When it has not been built.
pub fn built(name: &str) -> PathBuf {
    let here = std::env::current_exe().expect("the test program has a path");
    let folder = here.parent().and_then(Path::parent).expect("it lies in deps/");
    let path = folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(path.exists(), "{} is not built: cargo build --workspace", path.display());
    path
}

/// A port nobody listens on now.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    listener.local_addr().expect("it has an address").port()
}

/// Somebody of the register who has no account yet.
#[derive(Debug, Clone)]
pub struct Newcomer {
    /// Registration number.
    pub number: String,
    /// Number of the national identity card.
    pub cin: String,
    /// The mobile their employer declared.
    pub mobile: String,
}

impl Newcomer {
    fn read(line: &str) -> Option<Self> {
        let number = line.split_whitespace().next()?.to_owned();
        let cin = line.split_once("CIN ")?.1.split_whitespace().next()?.to_owned();
        let mobile = line.split_once("+212")?.1.split_whitespace().next()?;
        Some(Self { number, cin, mobile: format!("+212{mobile}") })
    }
}

/// A portal of a demonstration fund.
pub struct DemoPortal {
    child: Option<Child>,
    folder: tempfile::TempDir,
    port: u16,
    said: String,
    clock: Option<MovedClock>,
}

impl DemoPortal {
    /// Prepares a fund of 20 people on an empty folder and serves it.
    pub fn start() -> Self {
        Self::with_settings("")
    }

    /// The same, with more lines in its `portal.toml`.
    ///
    /// # Panics
    /// When the fund cannot be prepared.
    pub fn with_settings(more: &str) -> Self {
        Self::made(more, None)
    }

    /// One whose clock the journey moves ahead; what officers do on it goes by the same clock.
    pub fn with_a_clock() -> Self {
        Self::made("", Some(MovedClock::new()))
    }

    fn made(more: &str, clock: Option<MovedClock>) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let port = free_port();
        let mut prepare = Command::new(built("damane"));
        prepare.args(["demo", "prepare", "--people", "20", "--port", &port.to_string(), "--data"]);
        let output = prepare.arg(folder.path()).output().expect("damane starts");
        assert!(output.status.success(), "demo prepare: {}", String::from_utf8_lossy(&output.stderr));
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let settings = folder.path().join("portal.toml");
        let text = std::fs::read_to_string(&settings).expect("a demonstration has its settings");
        std::fs::write(&settings, format!("{text}\n{more}")).expect("they can be written");
        let mut portal = Self { child: None, folder, port, said, clock };
        portal.restart();
        portal
    }

    /// Its clock shows so many days more than the machine's.
    ///
    /// # Panics
    /// When it goes by the machine's.
    pub fn move_clock(&self, days: u32) {
        self.clock.as_ref().expect("a portal with a clock of its own").move_to(days);
    }

    /// `damane`, by its clock.
    fn damane(&self) -> Command {
        let mut command = Command::new(built("damane"));
        if let Some(clock) = &self.clock {
            clock.wind(&mut command);
        }
        command
    }

    /// `damane …` on its folder: what it prints on standard output.
    fn run(&self, command: &[&str], arguments: &[&str]) -> String {
        let mut damane = self.damane();
        damane.args(command).arg("--data").arg(self.data()).args(arguments);
        let output = damane.output().expect("damane starts");
        let complained = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{command:?} {arguments:?}: {complained}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Starts it again on the same folder and port.
    pub fn restart(&mut self) {
        let mut serve = self.damane();
        serve.args(["serve", "--port", &self.port.to_string(), "--data"]).arg(self.folder.path());
        self.child =
            Some(serve.stdin(Stdio::null()).stdout(Stdio::null()).spawn().expect("damane serve starts"));
        let started = Instant::now();
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        while TcpStream::connect(address).is_err() {
            assert!(started.elapsed() < Duration::from_secs(30), "the portal serves nothing");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Kills it, as a power cut would.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().expect("the portal can be killed");
            child.wait().expect("it ends");
        }
    }

    /// Its process id, while it runs.
    pub fn pid(&self) -> Option<u32> {
        self.child.as_ref().map(Child::id)
    }

    /// The fund's data folder.
    pub fn data(&self) -> &Path {
        self.folder.path()
    }

    /// Registration number of another person who can sign in, as `demo prepare` printed it.
    ///
    /// # Panics
    /// When it printed nobody else.
    pub fn someone_else(&self) -> String {
        let words = self.said.split(|c: char| !c.is_ascii_digit());
        let mut numbers = words.filter(|word| word.len() == 9 && *word != crate::NAIMA);
        numbers.next().expect("several people can sign in").to_owned()
    }

    /// People of the register without an account, of a story as `demo prepare` prints it.
    ///
    /// # Panics
    /// When a line is not what it prints.
    pub fn newcomers(&self, story: &str) -> Vec<Newcomer> {
        let lines = self.said.lines().filter(|line| line.ends_with(story));
        lines.map(|line| Newcomer::read(line).expect("number, card and mobile")).collect()
    }

    /// `damane office …` on this fund: what it prints on standard output.
    ///
    /// # Panics
    /// When it refuses.
    pub fn office(&self, arguments: &[&str]) -> String {
        self.run(&[&["office"], arguments].concat(), &[])
    }

    /// `damane demo decide …`: what the demonstration's two officers do with a claim.
    ///
    /// # Panics
    /// When it refuses.
    pub fn decide(&self, claim: &str, decision: &[&str]) {
        self.run(&["demo", "decide", claim], decision);
    }

    /// `damane demo pay-due`: what is granted and due is paid.
    ///
    /// # Panics
    /// When nothing is due.
    pub fn pay_due(&self) {
        assert_eq!(self.run(&["demo", "pay-due"], &[]).trim(), "paid");
    }

    /// The employer declares a disputed month anew, for so many days, and the fund receives the file.
    ///
    /// # Panics
    /// When the file is not made or not kept.
    pub fn correct(&self, disputed: &DisputedMonth, days: u8) {
        let DisputedMonth { person, month, employer } = disputed;
        let folder = tempfile::tempdir().expect("a temporary folder");
        let into = folder.path().display().to_string();
        let declared = [person, month, employer, "--into", &into, "--days", &days.to_string()];
        let file = self.run(&["demo", "correct"], &declared);
        let kept = self.run(&["declarations", "import"], &[file.trim()]);
        assert!(kept.contains("1 files kept"), "the fund keeps it: {kept}");
    }

    /// Registration number of who turned sixty and stopped work.
    ///
    /// # Panics
    /// When `demo prepare` printed nobody such.
    pub fn retired(&self) -> String {
        let line = self.said.lines().find(|line| line.ends_with("a pension can be asked for"));
        let mut numbers = line.expect("who retired is told").split(|c: char| !c.is_ascii_digit());
        numbers.find(|word| word.len() == 9).expect("with their number").to_owned()
    }

    /// What an officer's authenticator was given, Base32.
    ///
    /// # Panics
    /// When nobody signs in with that login.
    pub fn secret_of(&self, login: &str) -> String {
        let is_theirs = |line: &&str| line.trim_start().starts_with(login);
        let line = self.said.lines().find(is_theirs).expect("a login of the demonstration");
        line.rsplit_once("secret ").expect("its line ends with it").1.to_owned()
    }

    /// Everyone who can sign in.
    pub fn people(&self) -> Vec<String> {
        let said = self.said.split("who can sign up").next().unwrap_or_default();
        let words = said.split(|c: char| !c.is_ascii_digit());
        words.filter(|word| word.len() == 9).map(str::to_owned).collect()
    }

    /// What `demo prepare` printed.
    pub fn said(&self) -> &str {
        &self.said
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Its address.
    pub fn url(&self) -> String {
        format!("http://localhost:{}", self.port)
    }
}

impl Drop for DemoPortal {
    fn drop(&mut self) {
        self.kill();
    }
}
