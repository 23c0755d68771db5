//! A server in a process of its own, for what measures one: this program started again, its client, a person's sign-in.

use damane_portal::{Placement, Portal, serve};
use damane_services::{Fund, Ports, demo};
use serde_json::{Value, json};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tokio::net::TcpListener;

const DEVICE: &str = "0123456789abcdef0123456789abcdef";

/// Runs the client on one thread: it asks and waits, and a thread more would be woken for each answer.
pub fn run_client(client: impl Future<Output = ()>) {
    let _already_installed = rustls::crypto::ring::default_provider().install_default();
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(client);
}

/// The portal, as the other process serves it.
pub fn serve_fund(folder: &Path, port: &str) {
    damane_portal::runtime().unwrap().block_on(open_and_serve(folder, port));
}

async fn open_and_serve(folder: &Path, port: &str) {
    let fund = Fund::open(folder, Ports::system()).await.unwrap();
    let listener = TcpListener::bind(format!("127.0.0.1:{port}")).await.unwrap();
    serve(listener, Portal::new(fund, Placement::default()), std::future::pending()).await;
}

/// Runs a bare server as its makers do when they say nothing else.
pub fn run_bare(server: impl Future<Output = ()>) {
    tokio::runtime::Runtime::new().unwrap().block_on(server);
}

pub fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

pub fn sorted(mut values: Vec<f64>) -> Vec<f64> {
    values.sort_by(f64::total_cmp);
    values
}

pub fn median(values: Vec<f64>) -> f64 {
    let middle = values.len() / 2;
    sorted(values)[middle]
}

/// A server in a process of its own.
pub struct Served {
    child: Child,
    pub http: reqwest::Client,
    pub base: String,
}

/// Also when a measurement fails: nobody else would end it.
impl Drop for Served {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _ended = self.child.wait();
    }
}

impl Served {
    /// Starts this program again, told what to serve, and waits until it answers.
    pub async fn start(kind: &str, folder: &Path, port: u16) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        let child = command.arg(kind).arg(folder).arg(port.to_string()).stdin(Stdio::null()).spawn().unwrap();
        let served = Self { child, http: reqwest::Client::new(), base: format!("http://localhost:{port}") };
        while served.http.get(format!("{}/healthz", served.base)).send().await.is_err() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        served
    }

    pub fn process(&self) -> u32 {
        self.child.id()
    }

    async fn post(&self, path: &str, body: &Value) -> Value {
        let answer = self.http.post(format!("{}{path}", self.base)).json(body).send().await.unwrap();
        answer.json().await.unwrap()
    }

    /// A sign-in of the app's: the answer to the password.
    pub async fn give_password(&self, number: &str) -> Value {
        let body = json!({"registration_number": number, "password": demo::PASSWORD, "client": "app", "device_id": DEVICE});
        self.post("/v1/session", &body).await
    }

    /// A token of the app's, on a device that is known from here on.
    pub async fn sign_in(&self, number: &str) -> String {
        let first = self.give_password(number).await;
        let page = self.http.get(format!("{}/outbox", self.base)).send().await.unwrap().text().await.unwrap();
        let (_, after) = page.split_once("data-code=\"").unwrap();
        let code: String = after.chars().take_while(char::is_ascii_digit).collect();
        let second = json!({"challenge_id": first["challenge_id"], "code": code});
        self.post("/v1/session/code", &second).await["token"].as_str().unwrap().to_owned()
    }
}
