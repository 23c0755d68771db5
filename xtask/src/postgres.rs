//! A throw-away PostgreSQL server for the storage suite, under an unprivileged user on a free port.

use crate::process;
use anyhow::{Context, Result, bail};
use std::path::PathBuf;
use std::process::Command;

/// A running server; stopped and deleted when dropped.
pub struct Server {
    folder: tempfile::TempDir,
    programs: PathBuf,
    port: u16,
}

impl Server {
    /// Makes a cluster in a scratch folder and starts it.
    pub fn start() -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("damane-postgres-").tempdir()?;
        let server = Self { programs: programs()?, port: process::free_port()?, folder };
        if is_root()? {
            process::must(Command::new("chown").arg("postgres").arg(server.folder.path()), "chown")?;
        }
        server.must(
            "initdb",
            &["-D", "db", "-A", "trust", "-U", "damane", "--no-sync", "-E", "UTF8", "--locale=C"],
        )?;
        let options = format!(
            "-p {} -k {} -c listen_addresses=127.0.0.1 -c fsync=off",
            server.port,
            server.folder.path().display()
        );
        server.must("pg_ctl", &["-D", "db", "-w", "-l", "log", "-o", &options, "start"])?;
        Ok(server)
    }

    /// Where the suite finds it.
    pub fn url(&self) -> String {
        format!("postgres://damane@127.0.0.1:{}/postgres", self.port)
    }

    fn must(&self, program: &str, words: &[&str]) -> Result<()> {
        let path = self.programs.join(program);
        let mut command = if is_root()? {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(path);
            command
        } else {
            Command::new(path)
        };
        command.args(words).current_dir(self.folder.path()).stdout(std::process::Stdio::null());
        process::must(&mut command, program)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _stopped = self.must("pg_ctl", &["-D", "db", "-m", "immediate", "stop"]);
    }
}

fn is_root() -> Result<bool> {
    Ok(process::output_of(Command::new("id").arg("-u"), "id")?.trim() == "0")
}

fn programs() -> Result<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").context("PostgreSQL is not installed")?;
    let mut found: Vec<PathBuf> = versions.flatten().map(|entry| entry.path().join("bin")).collect();
    found.sort();
    match found.pop() {
        Some(folder) if folder.join("initdb").exists() => Ok(folder),
        _ => bail!("PostgreSQL's initdb is not installed"),
    }
}
