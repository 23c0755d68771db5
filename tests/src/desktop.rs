//! What a desktop gives an app: a display, a session bus with a keyring, a reader for pages, and devices to run it on.

use crate::Keyring;
use crate::webdriver::{Driver, Window};
use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(30);
/// A bus that starts no service by itself: whether a keyring answers is the test's to say.
const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy></busconfig>"#;

/// A display, a session bus, an unlocked gnome-keyring and WebKit's driver.
pub struct Desktop {
    display: Child,
    session: Child,
    folder: tempfile::TempDir,
    screen: String,
    driver: Driver,
    /// The session's keyring.
    pub keyring: Keyring,
    answered: Mutex<BTreeSet<String>>,
}

/// A profile of its own, as another device would be: the app's data, its choices, its caches.
pub struct Device {
    folder: tempfile::TempDir,
    shelf: tempfile::TempDir,
    start: PathBuf,
}

impl Device {
    /// A new one, on which nobody is signed in. The app runs for the fund of `profile`.
    ///
    /// # Panics
    /// When its folder cannot be made.
    pub fn new(app: &Path, profile: &Path) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let shelf = tempfile::tempdir().expect("a temporary folder");
        let start = folder.path().join("app.sh");
        let at = |name: &str| folder.path().join(name).display().to_string();
        let script = format!(
            "#!/bin/sh\necho $$ > '{}'\nexport DAMANE_TEST_FOLDER='{}' DAMANE_FUND_PROFILE='{}' DAMANE_APP_DATA='{}' XDG_DATA_HOME='{}' XDG_CACHE_HOME='{}'\nexec '{}' >'{}' 2>&1\n",
            at("pid"),
            shelf.path().display(),
            profile.display(),
            at("data"),
            at("share"),
            at("cache"),
            app.display(),
            at("said"),
        );
        std::fs::write(&start, script).expect("its start can be written");
        std::fs::set_permissions(&start, PermissionsExt::from_mode(0o700)).expect("and run");
        Self { folder, shelf, start }
    }

    /// The person's own folder of pages: what the app is given when it asks which folder to check.
    pub fn shelf(&self) -> &Path {
        self.shelf.path()
    }

    /// What starts the app on it.
    pub(crate) fn start(&self) -> &Path {
        &self.start
    }

    /// Where the app's process notes its id.
    pub(crate) fn pid(&self) -> PathBuf {
        self.folder.path().join("pid")
    }

    /// What the app last printed.
    pub(crate) fn said(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("said")).unwrap_or_default()
    }

    /// Every file the app left on it.
    pub fn files(&self) -> Vec<PathBuf> {
        files_below(self.folder.path())
    }

    /// The files among them that hold one of these in the clear.
    pub fn files_that_tell(&self, known: &[&str]) -> Vec<(PathBuf, String)> {
        let read = self.files().into_iter().map(|file| (std::fs::read(&file).unwrap_or_default(), file));
        let tells = read.flat_map(|(bytes, file)| {
            let told = known
                .iter()
                .filter(move |text| bytes.windows(text.len()).any(|window| window == text.as_bytes()));
            told.map(move |text| (file.clone(), (*text).to_owned())).collect::<Vec<_>>()
        });
        tells.collect()
    }
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

/// A group of processes ends as a whole. The `--` is vital: without it some versions of kill (procps 4.0.2) read
/// `-12345` as `-1` and end every process of the machine.
fn end(child: &mut Child) {
    let group = format!("-{}", child.id());
    for signal in ["-TERM", "-KILL"] {
        let _gone = Command::new("kill").args([signal, "--", &group]).stderr(Stdio::null()).status();
        std::thread::sleep(Duration::from_millis(200));
    }
    let _ended = child.wait();
}

impl Drop for Desktop {
    fn drop(&mut self) {
        self.keyring.go_away();
        end(&mut self.session);
        end(&mut self.display);
    }
}

impl Desktop {
    /// Starts it all.
    ///
    /// # Panics
    /// When a program is missing: xvfb, dbus, gnome-keyring, libsecret-tools, webkit2gtk-driver.
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let screen = format!(":{}", 100 + std::process::id() % 400);
        let display = Command::new("Xvfb")
            .args([&screen, "-screen", "0", "1280x900x24", "-nolisten", "tcp"])
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .expect("Xvfb starts");
        let port = crate::free_port();
        let session = start_session(folder.path(), &screen, port);
        let bus = wait_for_bus(&folder.path().join("bus"));
        let keyring = Keyring::start(bus, folder.path());
        let driver = Driver::wait_for(port).await;
        Self { display, session, folder, screen, driver, keyring, answered: Mutex::default() }
    }

    /// Starts the app on a device and waits for its window.
    pub async fn open(&self, device: &Device) -> Window<'_> {
        self.driver.open(device, &self.answered).await
    }

    /// The commands of the shell that answered well so far, in all windows.
    ///
    /// # Panics
    /// When a window's journey broke off while it wrote here.
    pub fn answered(&self) -> BTreeSet<String> {
        self.answered.lock().expect("nobody broke off here").clone()
    }

    /// The page that the app handed to the system's reader, once it has one to show.
    ///
    /// # Panics
    /// When none comes in time.
    pub async fn page_in_the_reader(&self) -> PathBuf {
        let note = self.folder.path().join("opened");
        let started = Instant::now();
        loop {
            if let Some(path) = std::fs::read_to_string(&note).ok().filter(|text| text.ends_with('\n')) {
                let _taken = std::fs::remove_file(&note);
                return PathBuf::from(path.trim());
            }
            assert!(started.elapsed() < PATIENCE, "no page was handed to the reader");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Answers the system's own question where to put a file, as a person at the keyboard.
    ///
    /// # Panics
    /// When the question does not come, or the file does not.
    pub async fn save_as(&self, path: &Path) {
        let started = Instant::now();
        self.focus_the_question().await;
        // The name field has the first focus; what stands there is replaced.
        self.xdotool(&["key", "ctrl+a"]);
        self.xdotool(&["type", "--delay", "5", &path.display().to_string()]);
        self.xdotool(&["key", "Return"]);
        while !path.exists() {
            assert!(started.elapsed() < PATIENCE, "{} was not written", path.display());
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    async fn focus_the_question(&self) {
        let started = Instant::now();
        loop {
            if let Some(dialog) = self.other_window_than("Mon Damane") {
                self.xdotool(&["windowfocus", "--sync", &dialog]);
                return;
            }
            assert!(started.elapsed() < PATIENCE, "the system asks nothing");
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    /// A visible window of the app that is not the main one.
    fn other_window_than(&self, title: &str) -> Option<String> {
        let found = self.xdotool(&["search", "--onlyvisible", "--class", "damane"]);
        let mut ids = found.lines().map(str::to_owned);
        ids.find(|id| {
            let name = self.xdotool(&["getwindowname", id]);
            !name.trim().is_empty() && !name.contains(title)
        })
    }

    fn xdotool(&self, arguments: &[&str]) -> String {
        let said = Command::new("xdotool").args(arguments).env("DISPLAY", &self.screen).output();
        String::from_utf8_lossy(&said.expect("xdotool runs").stdout).into_owned()
    }
}

fn start_session(home: &Path, screen: &str, port: u16) -> Child {
    let at = |name: &str| home.join(name);
    for folder in ["runtime", "bin"] {
        std::fs::create_dir(at(folder)).expect("a folder");
        std::fs::set_permissions(at(folder), PermissionsExt::from_mode(0o700)).expect("its mode");
    }
    // The reader of this desktop: it notes what it was given.
    let reader = format!("#!/bin/sh\nprintf '%s\\n' \"$1\" > '{}'\n", at("opened").display());
    std::fs::write(at("bin/xdg-open"), reader).expect("the reader can be written");
    std::fs::set_permissions(at("bin/xdg-open"), PermissionsExt::from_mode(0o700)).expect("and run");
    std::fs::write(at("bus.conf"), BUS).expect("the bus's settings");
    let script = format!("printf %s \"$DBUS_SESSION_BUS_ADDRESS\" > bus; exec WebKitWebDriver --port={port}");
    let path = std::env::var("PATH").unwrap_or_default();
    Command::new("dbus-run-session")
        .arg(format!("--config-file={}", at("bus.conf").display()))
        .args(["--", "bash", "-euc", &script])
        .current_dir(home)
        .env("HOME", home)
        .env("PATH", format!("{}:{path}", at("bin").display()))
        .env("XDG_RUNTIME_DIR", at("runtime"))
        .env("DISPLAY", screen)
        .env("TAURI_WEBVIEW_AUTOMATION", "true")
        .env("LIBGL_ALWAYS_SOFTWARE", "1")
        .env("NO_AT_BRIDGE", "1")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .expect("dbus-run-session starts")
}

fn wait_for_bus(note: &Path) -> String {
    let started = Instant::now();
    loop {
        match std::fs::read_to_string(note) {
            Ok(address) if !address.is_empty() => return address,
            _ => assert!(started.elapsed() < PATIENCE, "no session bus"),
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}
