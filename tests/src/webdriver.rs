//! The app's real window on a display of its own, with a bus and a keyring, driven by the W3C WebDriver protocol.

use serde_json::{Value, json};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The key under which WebDriver names an element (W3C WebDriver §12.1).
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
const PATIENCE: Duration = Duration::from_secs(30);

/// A display, a session bus, an unlocked gnome-keyring and WebKit's driver: what a desktop gives an app.
pub struct Desktop {
    display: Child,
    session: Child,
    folder: tempfile::TempDir,
    base: String,
    http: reqwest::Client,
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
        end(&mut self.session);
        end(&mut self.display);
    }
}

impl Desktop {
    /// Starts it all; `environment` is what the app will see.
    ///
    /// # Panics
    /// When a program is missing: xvfb, dbus, gnome-keyring, webkit2gtk-driver.
    pub async fn start(environment: &[(&str, String)]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let number = 100 + std::process::id() % 400;
        let display = Command::new("Xvfb")
            .args([&format!(":{number}"), "-screen", "0", "1280x900x24", "-nolisten", "tcp"])
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .expect("Xvfb starts");
        let port = crate::free_port();
        let private = folder.path().join("runtime");
        std::fs::create_dir(&private).expect("a folder");
        std::fs::set_permissions(&private, std::os::unix::fs::PermissionsExt::from_mode(0o700))
            .expect("its mode");
        let script = format!(
            "eval \"$(printf %s keyring | gnome-keyring-daemon --unlock --components=secrets)\"; \
             exec WebKitWebDriver --port={port}"
        );
        let session = Command::new("dbus-run-session")
            .args(["--", "bash", "-euc", &script])
            .env("HOME", folder.path())
            .env("XDG_RUNTIME_DIR", &private)
            .env("DISPLAY", format!(":{number}"))
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("LIBGL_ALWAYS_SOFTWARE", "1")
            .env("NO_AT_BRIDGE", "1")
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .expect("dbus-run-session starts");
        let _already_installed = rustls::crypto::ring::default_provider().install_default();
        let desktop = Self {
            display,
            session,
            folder,
            base: format!("http://127.0.0.1:{port}"),
            http: reqwest::Client::new(),
        };
        let started = Instant::now();
        while desktop.http.get(format!("{}/status", desktop.base)).send().await.is_err() {
            assert!(started.elapsed() < PATIENCE, "WebKitWebDriver answers nothing");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        desktop
    }

    /// Home of the app's user.
    pub fn home(&self) -> &Path {
        self.folder.path()
    }

    /// Starts the app and waits for its window.
    pub async fn open(&self, app: &Path) -> Window<'_> {
        let wanted = json!({"capabilities": {"alwaysMatch": {
            "webkitgtk:browserOptions": {"binary": app, "args": []}
        }}});
        let answer = self.post("/session", &wanted).await.expect("the app's window opens");
        let session = answer["sessionId"].as_str().expect("a session").to_owned();
        Window { desktop: self, session }
    }

    async fn post(&self, path: &str, body: &Value) -> Result<Value, Value> {
        read(self.http.post(format!("{}{path}", self.base)).json(body)).await
    }
}

async fn read(request: reqwest::RequestBuilder) -> Result<Value, Value> {
    let response = request.send().await.expect("the driver answers");
    let good = response.status().is_success();
    let body: Value = response.json().await.expect("in JSON");
    if good { Ok(body["value"].clone()) } else { Err(body["value"].clone()) }
}

/// The app's open window.
pub struct Window<'a> {
    desktop: &'a Desktop,
    session: String,
}

impl Window<'_> {
    async fn post(&self, path: &str, body: &Value) -> Result<Value, Value> {
        self.desktop.post(&format!("/session/{}{path}", self.session), body).await
    }

    /// Runs a function body in the page and gives what it returns.
    ///
    /// # Panics
    /// When the script fails.
    pub async fn run(&self, script: &str) -> Value {
        let answer = self.post("/execute/sync", &json!({"script": script, "args": []})).await;
        answer.unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    /// Waits for the element of a CSS selector to be displayed; gives its id.
    ///
    /// # Panics
    /// When it does not come in time; says what the page shows instead.
    pub async fn wait_for(&self, selector: &str) -> String {
        let started = Instant::now();
        loop {
            let found = self.post("/element", &json!({"using": "css selector", "value": selector})).await;
            if let Some(id) = found.ok().as_ref().and_then(|value| value[ELEMENT].as_str()) {
                return id.to_owned();
            }
            if started.elapsed() > PATIENCE {
                let shown = self.run("return location.pathname + '\\n' + document.body.innerText").await;
                panic!("{selector} does not come; the window shows: {shown}");
            }
            tokio::time::sleep(Duration::from_millis(80)).await;
        }
    }

    /// Waits for the element that carries a test id.
    pub async fn wait_for_test_id(&self, id: &str) -> String {
        self.wait_for(&format!("[data-testid=\"{id}\"]")).await
    }

    /// Clicks the element that carries a test id.
    ///
    /// # Panics
    /// When it cannot be clicked.
    pub async fn click(&self, id: &str) {
        let element = self.wait_for_test_id(id).await;
        self.click_element(&element).await;
    }

    /// Clicks an element.
    ///
    /// # Panics
    /// When it cannot be clicked.
    pub async fn click_element(&self, element: &str) {
        let clicked = self.post(&format!("/element/{element}/click"), &json!({})).await;
        assert!(clicked.is_ok(), "it can be clicked: {clicked:?}");
    }

    /// Types into the field that carries a test id.
    ///
    /// # Panics
    /// When it cannot be typed into.
    pub async fn type_into(&self, id: &str, text: &str) {
        let element = self.wait_for_test_id(id).await;
        let typed = self.post(&format!("/element/{element}/value"), &json!({"text": text})).await;
        assert!(typed.is_ok(), "it can be typed into: {typed:?}");
    }

    /// The text of the element that carries a test id.
    ///
    /// # Panics
    /// When it has none.
    pub async fn text_of(&self, id: &str) -> String {
        self.wait_for_test_id(id).await;
        let script = format!("return document.querySelector('[data-testid=\"{id}\"]').innerText.trim()");
        self.run(&script).await.as_str().expect("a text").to_owned()
    }

    /// Keeps a picture of the window, when `DAMANE_PICTURES` names a folder.
    pub async fn picture(&self, name: &str) {
        let Some(folder) = std::env::var_os("DAMANE_PICTURES") else { return };
        let request =
            self.desktop.http.get(format!("{}/session/{}/screenshot", self.desktop.base, self.session));
        let Ok(Value::String(encoded)) = read(request).await else { return };
        let target = Path::new(&folder).join(format!("{name}.png.base64"));
        std::fs::write(target, encoded).expect("the picture is kept");
    }

    /// Closes the window: the app ends.
    ///
    /// # Panics
    /// When the driver does not answer.
    pub async fn close(self) {
        let address = format!("{}/session/{}", self.desktop.base, self.session);
        let closed = read(self.desktop.http.delete(address)).await;
        assert!(closed.is_ok(), "the window closes: {closed:?}");
    }
}
