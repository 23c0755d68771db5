//! Starting other programs, waiting for them, and stopping them with all they started.

use anyhow::{Context, Result, bail};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Runs a command to its end; a failure is an error that names `what`.
pub fn must(command: &mut Command, what: &str) -> Result<()> {
    let status =
        command.stdin(Stdio::null()).status().with_context(|| format!("{what} could not be started"))?;
    if !status.success() {
        bail!("{what} failed ({status})");
    }
    Ok(())
}

/// Runs a command and gives what it printed; a failure is an error with what it said.
pub fn output_of(command: &mut Command, what: &str) -> Result<String> {
    let output =
        command.stdin(Stdio::null()).output().with_context(|| format!("{what} could not be started"))?;
    if !output.status.success() {
        bail!("{what} failed ({}): {}", output.status, String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// True when a program of that name can be started.
pub fn on_path(program: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(program).is_file()))
}

/// A port nobody listens on at this moment.
pub fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no free port on this machine")?;
    Ok(listener.local_addr()?.port())
}

/// True when somebody already listens on `port`, on this machine.
pub fn is_taken(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_err()
}

/// A program in a process group of its own, ended with the group when dropped.
pub struct Running {
    child: Child,
    name: &'static str,
}

impl Running {
    /// Starts `command` in a group of its own, so that Ctrl-C reaches us alone and we end it cleanly.
    pub fn start(command: &mut Command, name: &'static str) -> Result<Self> {
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(command, 0);
        let child = command
            .stdin(Stdio::null())
            .spawn()
            .with_context(|| format!("{name} could not be started ({})", command.get_program().display()))?;
        Ok(Self { child, name })
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// The program's exit status, once it has ended.
    pub fn ended(&mut self) -> Option<std::process::ExitStatus> {
        self.child.try_wait().ok().flatten()
    }

    /// Asks the program to end, waits, then insists.
    pub fn stop(&mut self, patience: Duration) -> Result<()> {
        if self.ended().is_some() {
            return Ok(());
        }
        self.ask_to_end();
        let asked = Instant::now();
        while asked.elapsed() < patience {
            if self.ended().is_some() {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        self.child.kill().with_context(|| format!("{} cannot be ended", self.name))?;
        self.child.wait().with_context(|| format!("{} cannot be awaited", self.name))?;
        bail!("{} did not end in {} s and was killed", self.name, patience.as_secs())
    }

    #[cfg(unix)]
    fn ask_to_end(&self) {
        let group = i32::try_from(self.child.id()).ok().and_then(rustix::process::Pid::from_raw);
        if let Some(group) = group {
            // The group may be gone already: that is what was wanted.
            let _gone = rustix::process::kill_process_group(group, rustix::process::Signal::TERM);
        }
    }

    #[cfg(not(unix))]
    fn ask_to_end(&mut self) {
        let _gone = self.child.kill();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Err(error) = self.stop(Duration::from_secs(12)) {
            let _closed = writeln!(std::io::stderr(), "warning: {error:#}");
        }
    }
}

/// Waits until `GET path` answers 200, while `running` lives.
pub fn wait_for_http(port: u16, path: &str, running: &mut Running, patience: Duration) -> Result<()> {
    let started = Instant::now();
    while started.elapsed() < patience {
        if let Some(status) = running.ended() {
            bail!("{} ended before it served anything ({status})", running.name);
        }
        if answers(port, path).unwrap_or(false) {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(30));
    }
    bail!("nothing answered on port {port} within {} s", patience.as_secs())
}

fn answers(port: u16, path: &str) -> Result<bool> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut stream = TcpStream::connect_timeout(&address, Duration::from_millis(300))?;
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n")?;
    let mut head = [0_u8; 12];
    stream.read_exact(&mut head)?;
    Ok(&head == b"HTTP/1.1 200")
}

/// Hash of the files below `paths` (names and contents), to know whether a step must be done again.
pub fn fingerprint(base: &Path, paths: &[&str]) -> Result<String> {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    for path in paths {
        hash_below(&base.join(path), &mut |name, contents| {
            name.hash(&mut hasher);
            contents.hash(&mut hasher);
        })?;
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn hash_below(path: &Path, sink: &mut dyn FnMut(&Path, &[u8])) -> Result<()> {
    if path.is_dir() {
        let mut entries: Vec<_> = std::fs::read_dir(path)?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<_, _>>()?;
        entries.sort();
        let skipped = ["node_modules", ".svelte-kit", "build", "paraglide", "dist"];
        for entry in entries {
            let name = entry.file_name().and_then(std::ffi::OsStr::to_str).unwrap_or_default();
            if !skipped.contains(&name) {
                hash_below(&entry, sink)?;
            }
        }
    } else if path.is_file() {
        let contents = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        sink(path, &contents);
    }
    Ok(())
}
