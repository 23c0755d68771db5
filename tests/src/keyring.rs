//! The gnome-keyring of a desktop, and what can become of it: locked, gone, emptied, or another program in its place.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(10);

/// A session bus with a keyring on it.
pub struct Keyring {
    bus: String,
    home: PathBuf,
    daemon: Mutex<Option<Child>>,
}

impl Keyring {
    /// An unlocked keyring on a bus; its collections lie below `home`.
    pub(crate) fn start(bus: String, home: &Path) -> Self {
        let keyring = Self { bus, home: home.to_path_buf(), daemon: Mutex::default() };
        keyring.come_back();
        keyring
    }

    /// The keyring is there again, unlocked, with what it held.
    pub fn come_back(&self) {
        self.run(Path::new("gnome-keyring-daemon"), "keyring");
    }

    /// The keyring's program ends.
    pub fn go_away(&self) {
        let daemon = self.hold().take();
        if let Some(mut daemon) = daemon {
            let _gone = daemon.kill();
            let _ended = daemon.wait();
        }
    }

    /// Another program answers in its place, which holds nothing of it.
    ///
    /// # Panics
    /// When the keyring's program cannot be copied.
    pub fn be_swapped(&self) {
        self.go_away();
        let found = Command::new("sh").args(["-c", "command -v gnome-keyring-daemon"]).output();
        let found = String::from_utf8_lossy(&found.expect("sh runs").stdout).trim().to_owned();
        let other = self.home.join("other-keyring");
        std::fs::copy(found, &other).expect("the keyring's program can be copied");
        self.run(&other, "stranger");
    }

    /// Every entry is locked, as a desktop's own lock may do.
    ///
    /// # Panics
    /// When the keyring refuses.
    pub fn lock(&self) {
        let mut call = self.on_the_bus("dbus-send");
        call.args(["--session", "--print-reply", "--dest=org.freedesktop.secrets"]);
        call.args(["/org/freedesktop/secrets", "org.freedesktop.Secret.Service.Lock"]);
        call.arg("array:objpath:/org/freedesktop/secrets/collection/login");
        let said = call.output().expect("dbus-send runs");
        assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    }

    /// The app's entries are deleted by somebody else.
    ///
    /// # Panics
    /// When secret-tool is missing.
    pub fn empty(&self) {
        let mut tool = self.on_the_bus("secret-tool");
        tool.args(["clear", "service", "ma.example.damane"]).status().expect("secret-tool runs");
        assert_eq!(self.entries(), "", "nothing of the app is left");
    }

    /// What the keyring says of the app's entries.
    ///
    /// # Panics
    /// When secret-tool is missing.
    pub fn entries(&self) -> String {
        let mut tool = self.on_the_bus("secret-tool");
        let said = tool.args(["search", "--all", "service", "ma.example.damane"]).output();
        String::from_utf8_lossy(&said.expect("secret-tool runs").stdout).into_owned()
    }

    fn run(&self, program: &Path, home: &str) {
        self.go_away();
        let home = self.home.join(home);
        std::fs::create_dir_all(&home).expect("a folder");
        let mut daemon = Command::new(program)
            .args(["--foreground", "--unlock", "--components=secrets"])
            .env("DBUS_SESSION_BUS_ADDRESS", &self.bus)
            .env("HOME", &home)
            .env("XDG_RUNTIME_DIR", &home)
            .env_remove("XDG_DATA_HOME")
            .env_remove("DISPLAY")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("gnome-keyring-daemon starts");
        let mut password = daemon.stdin.take().expect("its standard input");
        password.write_all(b"keyring").expect("it reads its password");
        drop(password);
        *self.hold() = Some(daemon);
        let started = Instant::now();
        while !self.keeps() {
            assert!(started.elapsed() < PATIENCE, "the keyring keeps nothing");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn hold(&self) -> MutexGuard<'_, Option<Child>> {
        self.daemon.lock().expect("nobody broke off here")
    }

    fn keeps(&self) -> bool {
        let mut tool = self.on_the_bus("secret-tool");
        tool.args(["store", "--label=probe", "damane-tests", "probe"]).stdin(Stdio::piped());
        let Ok(mut asked) = tool.stdout(Stdio::null()).stderr(Stdio::null()).spawn() else { return false };
        if let Some(mut secret) = asked.stdin.take() {
            let _told = secret.write_all(b"x");
        }
        asked.wait().is_ok_and(|status| status.success())
    }

    fn on_the_bus(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env("DBUS_SESSION_BUS_ADDRESS", &self.bus).env_remove("DISPLAY");
        command
    }
}

impl Drop for Keyring {
    fn drop(&mut self) {
        self.go_away();
    }
}
