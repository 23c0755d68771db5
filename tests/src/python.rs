//! Programs in Python that nobody here wrote: the interpreter that has them, and services that run beside a journey.

use crate::free_port;
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(60);

/// The Python that has what `tests/requirements.txt` names.
///
/// # Panics
/// When the environment names none.
pub fn python() -> Command {
    Command::new(
        std::env::var("DAMANE_PYTHON").expect("DAMANE_PYTHON names a Python with tests/requirements.txt"),
    )
}

/// A service on this machine, ended when dropped.
pub struct PythonService {
    child: Child,
    port: u16,
}

impl PythonService {
    /// Starts one, told what it is to run and on which port, and waits until it listens.
    ///
    /// # Panics
    /// When it does not start, or does not listen within a minute.
    pub fn start(tell: impl FnOnce(&mut Command, u16)) -> Self {
        let (mut command, port) = (python(), free_port());
        tell(&mut command, port);
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("Python starts");
        let service = Self { child, port };
        let started = Instant::now();
        while TcpStream::connect(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).is_err() {
            assert!(started.elapsed() < PATIENCE, "{command:?} does not listen");
            std::thread::sleep(Duration::from_millis(50));
        }
        service
    }

    /// Where it listens, on the loopback address.
    pub const fn port(&self) -> u16 {
        self.port
    }
}

impl Drop for PythonService {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _ended = self.child.wait();
    }
}
