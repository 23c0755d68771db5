//! The app's real window, driven by the W3C WebDriver protocol; which of the shell's commands its page asked is watched.

use crate::Device;
use base64::Engine as _;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// The key under which WebDriver names an element (W3C WebDriver §12.1).
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
const PATIENCE: Duration = Duration::from_secs(30);
/// How long an app may take to show its window.
const TO_OPEN: Duration = Duration::from_secs(15);
/// Notes which commands of the shell answered well. The page calls each by a request of its own.
const WATCH: &str = r"
    if (window.damaneWatched) return;
    window.damaneWatched = true;
    const ask = window.fetch;
    window.fetch = async (...request) => {
      const answer = await ask(...request);
      const command = /^ipc:\/\/localhost\/([^?]+)/.exec(String(request[0]))?.[1];
      if (command && answer.headers.get('Tauri-Response') === 'ok') {
        // A page that is left takes its variables along.
        const known = new Set(JSON.parse(sessionStorage.getItem('damane-answered') ?? '[]'));
        sessionStorage.setItem('damane-answered', JSON.stringify([...known.add(decodeURIComponent(command))]));
      }
      return answer;
    };";

/// WebKit's driver.
pub(crate) struct Driver {
    base: String,
    http: reqwest::Client,
    /// The window that is open, and where its app noted its process id: a journey that broke off left it so.
    open: Mutex<Option<(String, PathBuf)>>,
}

impl Driver {
    /// The driver at a port, once it answers.
    pub(crate) async fn wait_for(port: u16) -> Self {
        let _already_installed = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder().timeout(PATIENCE).build().expect("an HTTP client");
        let driver = Self { base: format!("http://127.0.0.1:{port}"), http, open: Mutex::default() };
        let started = Instant::now();
        while driver.http.get(format!("{}/status", driver.base)).send().await.is_err() {
            assert!(started.elapsed() < PATIENCE, "WebKitWebDriver answers nothing");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        driver
    }

    /// Starts the app of a device and waits for its window. A start that the driver loses, which happens to it on a
    /// busy machine, is tried once more and told.
    pub(crate) async fn open<'a>(
        &'a self,
        device: &Device,
        answered: &'a Mutex<BTreeSet<String>>,
    ) -> Window<'a> {
        let left_open = self.open.lock().expect("nobody broke off here").take();
        if let Some((session, pid)) = left_open {
            let _closed = read(self.http.delete(format!("{}/session/{session}", self.base))).await;
            wait_for_end(&pid).await;
        }
        let answer = match self.start(device).await {
            Ok(answer) => answer,
            Err(lost) => {
                eprintln!("a window did not open: {lost}; the app said: {}", device.said());
                end(&device.pid()).await;
                self.start(device).await.expect("the app's window opens")
            }
        };
        let session = answer["sessionId"].as_str().expect("a session").to_owned();
        *self.open.lock().expect("nobody broke off here") = Some((session.clone(), device.pid()));
        let window = Window { driver: self, session, answered };
        window.run(WATCH).await;
        window
    }

    async fn start(&self, device: &Device) -> Result<Value, Value> {
        let wanted = json!({"capabilities": {"alwaysMatch": {
            "webkitgtk:browserOptions": {"binary": device.start(), "args": []}
        }}});
        let asked = self.http.post(format!("{}/session", self.base)).json(&wanted);
        read(asked.timeout(TO_OPEN)).await
    }

    async fn post(&self, path: &str, body: &Value) -> Result<Value, Value> {
        read(self.http.post(format!("{}{path}", self.base)).json(body)).await
    }
}

/// Ends an app that has no window, by the id its process noted.
async fn end(pid: &Path) {
    if let Ok(id) = std::fs::read_to_string(pid) {
        let _ended = Command::new("kill").arg(id.trim()).stderr(Stdio::null()).status();
        wait_for_end(pid).await;
    }
}

/// Waits for the app to be gone: one that is still on its way out would take the next start for a second window.
async fn wait_for_end(pid: &Path) {
    let Ok(pid) = std::fs::read_to_string(pid) else { return };
    let started = Instant::now();
    // A dead one that nobody has asked after yet has one thread left, its first; while it dies others hold the bus.
    let is_dead = || {
        let line = std::fs::read_to_string(format!("/proc/{}/stat", pid.trim())).unwrap_or_default();
        let threads = std::fs::read_dir(format!("/proc/{}/task", pid.trim())).map_or(0, Iterator::count);
        let state = line.rsplit(") ").next().unwrap_or_default();
        state.is_empty() || (state.starts_with('Z') && threads <= 1)
    };
    while !is_dead() {
        assert!(started.elapsed() < PATIENCE, "the app does not end");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn read(request: reqwest::RequestBuilder) -> Result<Value, Value> {
    let response = request.send().await.map_err(|error| json!(format!("the driver is silent: {error}")))?;
    let good = response.status().is_success();
    let body: Value = response.json().await.expect("in JSON");
    if good { Ok(body["value"].clone()) } else { Err(body["value"].clone()) }
}

/// The app's open window.
pub struct Window<'a> {
    driver: &'a Driver,
    session: String,
    answered: &'a Mutex<BTreeSet<String>>,
}

impl Window<'_> {
    async fn post(&self, path: &str, body: &Value) -> Result<Value, Value> {
        self.driver.post(&format!("/session/{}{path}", self.session), body).await
    }

    /// Runs a function body in the page and gives what it returns.
    ///
    /// # Panics
    /// When the script fails.
    pub async fn run(&self, script: &str) -> Value {
        let answer = self.post("/execute/sync", &json!({"script": script, "args": []})).await;
        answer.unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    /// Waits until a function body gives something true.
    ///
    /// # Panics
    /// When it does not in time; says what the page shows instead.
    pub async fn wait_until(&self, what: &str, script: &str) {
        let started = Instant::now();
        while self.run(script).await != true {
            if started.elapsed() > PATIENCE {
                panic!("{what}: not so; the window shows: {}", self.shown().await);
            }
            tokio::time::sleep(Duration::from_millis(80)).await;
        }
    }

    async fn shown(&self) -> String {
        let shown = self.run("return location.pathname + '\\n' + document.body.innerText").await;
        shown.as_str().unwrap_or_default().to_owned()
    }

    async fn find(&self, selector: &str) -> Option<String> {
        let found = self.post("/element", &json!({"using": "css selector", "value": selector})).await;
        found.ok()?[ELEMENT].as_str().map(str::to_owned)
    }

    /// Waits for an element of a CSS selector; gives its id.
    ///
    /// # Panics
    /// When it does not come in time; says what the page shows instead.
    pub async fn wait_for(&self, selector: &str) -> String {
        let started = Instant::now();
        loop {
            // The page may be another one by now.
            self.run(WATCH).await;
            if let Some(id) = self.find(selector).await {
                return id;
            }
            if started.elapsed() > PATIENCE {
                panic!("{selector} does not come; the window shows: {}", self.shown().await);
            }
            tokio::time::sleep(Duration::from_millis(80)).await;
        }
    }

    /// Waits for the element that carries a test id.
    pub async fn wait_for_test_id(&self, id: &str) -> String {
        self.wait_for(&by_test_id(id)).await
    }

    /// Whether an element is there within so long.
    pub async fn comes(&self, selector: &str, within: Duration) -> bool {
        let started = Instant::now();
        while started.elapsed() < within {
            if self.find(selector).await.is_some() {
                return true;
            }
            tokio::time::sleep(Duration::from_millis(80)).await;
        }
        false
    }

    /// Waits until no element of a CSS selector is there any more.
    pub async fn wait_gone(&self, selector: &str) {
        let script = format!("return document.querySelector({}) === null", json!(selector));
        self.wait_until(&format!("{selector} goes"), &script).await;
    }

    /// Clicks the element that carries a test id.
    pub async fn click(&self, id: &str) {
        self.click_on(&by_test_id(id)).await;
    }

    /// Clicks the first element of a CSS selector, once it heeds a click: one that still works on the last one does not.
    /// One that was drawn anew, or still moves, is looked for again.
    ///
    /// # Panics
    /// When it cannot be clicked.
    pub async fn click_on(&self, selector: &str) {
        let started = Instant::now();
        let heeds = format!(
            "return document.querySelector({})?.getAttribute('aria-disabled') !== 'true'",
            json!(selector)
        );
        loop {
            let element = self.wait_for(selector).await;
            if self.run(&heeds).await == false && started.elapsed() < PATIENCE {
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
            let clicked = self.post(&format!("/element/{element}/click"), &json!({})).await;
            match clicked {
                Ok(_) => return,
                Err(error) if started.elapsed() > PATIENCE => panic!("{selector} cannot be clicked: {error}"),
                Err(_) => tokio::time::sleep(Duration::from_millis(120)).await,
            }
        }
    }

    /// Types into the field that carries a test id, in place of what stood there.
    pub async fn type_into(&self, id: &str, text: &str) {
        self.type_in(&by_test_id(id), text).await;
    }

    /// Types into the first field of a CSS selector, in place of what stood there.
    ///
    /// # Panics
    /// When it cannot be typed into.
    pub async fn type_in(&self, selector: &str, text: &str) {
        let element = self.wait_for(selector).await;
        let _nothing_to_clear = self.post(&format!("/element/{element}/clear"), &json!({})).await;
        self.keys(selector, &element, text).await;
    }

    /// Chooses what a list offers, by its value, in the list that carries a test id.
    pub async fn choose(&self, id: &str, value: &str) {
        self.choose_in(&by_test_id(id), value).await;
    }

    /// The same, in the first list of a CSS selector.
    ///
    /// # Panics
    /// When it does not take it.
    pub async fn choose_in(&self, selector: &str, value: &str) {
        self.click_on(&format!("{selector} option[value=\"{value}\"]")).await;
        let chosen =
            format!("return document.querySelector({})?.value === {}", json!(selector), json!(value));
        self.wait_until(&format!("{value} is chosen"), &chosen).await;
    }

    /// Chooses a file for a file field.
    pub async fn choose_file(&self, id: &str, path: &Path) {
        let selector = by_test_id(id);
        let element = self.wait_for(&selector).await;
        self.keys(&selector, &element, &path.display().to_string()).await;
    }

    async fn keys(&self, selector: &str, element: &str, text: &str) {
        let typed = self.post(&format!("/element/{element}/value"), &json!({"text": text})).await;
        assert!(typed.is_ok(), "{selector} can be typed into: {typed:?}");
    }

    /// The text of the element that carries a test id.
    pub async fn text_of(&self, id: &str) -> String {
        self.read(id, "innerText.trim()").await
    }

    /// An expression of the element that carries a test id, such as `dataset.text`.
    ///
    /// # Panics
    /// When it is no text.
    pub async fn read(&self, id: &str, expression: &str) -> String {
        self.wait_for_test_id(id).await;
        let script = format!("return document.querySelector('{}').{expression}", by_test_id(id));
        self.run(&script).await.as_str().expect("a text").to_owned()
    }

    /// Goes to a page of the app, as one of its own links would.
    pub async fn visit(&self, path: &str) {
        let script = format!(
            "const link = document.createElement('a'); link.href = {0}; document.body.append(link); link.click(); link.remove()",
            json!(path)
        );
        self.run(&script).await;
        let there = format!("return location.pathname === {}", json!(path));
        self.wait_until(&format!("{path} opens"), &there).await;
    }

    /// Back to the page before.
    pub async fn go_back(&self) {
        self.run("history.back()").await;
    }

    /// Makes the window so many pixels wide and high.
    ///
    /// # Panics
    /// When it cannot be.
    pub async fn resize(&self, width: u32, height: u32) {
        let shaped = self.post("/window/rect", &json!({"width": width, "height": height})).await;
        assert!(shaped.is_ok(), "the window takes another size: {shaped:?}");
    }

    /// The window as a picture: the bytes of a PNG.
    ///
    /// # Panics
    /// When the driver gives none.
    pub async fn photograph(&self) -> Vec<u8> {
        // What was just changed is painted a moment later.
        tokio::time::sleep(Duration::from_millis(300)).await;
        let address = format!("{}/session/{}/screenshot", self.driver.base, self.session);
        let encoded = read(self.driver.http.get(address)).await.expect("a picture");
        let encoded = encoded.as_str().expect("in Base64").to_owned();
        base64::engine::general_purpose::STANDARD.decode(encoded).expect("it is Base64")
    }

    /// Keeps a picture of the window, when `DAMANE_PICTURES` names a folder.
    ///
    /// # Panics
    /// When that folder cannot be written to.
    pub async fn picture(&self, name: &str) {
        let Some(folder) = std::env::var_os("DAMANE_PICTURES") else { return };
        let target = Path::new(&folder).join(format!("{name}.png"));
        std::fs::write(target, self.photograph().await).expect("the picture is kept");
    }

    /// Closes the window: the app ends.
    ///
    /// # Panics
    /// When the driver does not answer.
    pub async fn close(self) {
        self.note_what_was_asked().await;
        let address = format!("{}/session/{}", self.driver.base, self.session);
        let closed = read(self.driver.http.delete(address)).await;
        let open = self.driver.open.lock().expect("nobody broke off here").take();
        if let Some((_, pid)) = open {
            wait_for_end(&pid).await;
        }
        assert!(closed.is_ok(), "the window closes: {closed:?}");
    }

    async fn note_what_was_asked(&self) {
        let asked = self.run("return JSON.parse(sessionStorage.getItem('damane-answered') ?? '[]')").await;
        let names = asked.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned);
        self.answered.lock().expect("nobody broke off here").extend(names);
    }
}

fn by_test_id(id: &str) -> String {
    format!("[data-testid=\"{id}\"]")
}
