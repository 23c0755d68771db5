//! A demonstration fund served on a free port, and requests to it.

use damane_domain::fund::FundProfile;
use damane_portal::{Placement, Portal, serve};
use damane_services::{Fund, Ports, demo};
use reqwest::header::{HeaderMap, HeaderValue, SET_COOKIE};
use reqwest::{Method, RequestBuilder, Response};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::path::Path;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

pub const NAIMA: &str = "190000010";
pub const DEVICE: &str = "0123456789abcdef0123456789abcdef";

/// A fund, served.
pub struct Served {
    pub address: SocketAddr,
    /// Numbers of people with an account who are employed today.
    pub people: Vec<String>,
    pub http: reqwest::Client,
    stop: Option<oneshot::Sender<()>>,
    serving: JoinHandle<()>,
    folder: TempDir,
}

impl Served {
    /// The demonstration as it comes.
    pub async fn start() -> Self {
        Self::with(Placement::default(), |_| {}).await
    }

    /// With another placement, and its profile changed.
    pub async fn with(placement: Placement, change: impl FnOnce(&mut FundProfile)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let report = demo::prepare(folder.path(), 6, 8440, Ports::system(), &mut |_| {}).await.unwrap();
        let path = folder.path().join("fund.toml");
        let mut profile = FundProfile::from_toml(&std::fs::read_to_string(&path).unwrap()).unwrap();
        change(&mut profile);
        std::fs::write(&path, profile.to_toml()).unwrap();
        let fund = Fund::open(folder.path(), Ports::system()).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, asked) = oneshot::channel();
        let portal = Portal::new(fund, placement);
        let serving = tokio::spawn(serve(listener, portal, async {
            let _dropped_or_sent = asked.await;
        }));
        let _already_installed = rustls::crypto::ring::default_provider().install_default();
        let people = report
            .people
            .into_iter()
            .filter(|person| person.story.starts_with("employed"))
            .map(|person| person.registration_number)
            .collect();
        let http = reqwest::Client::new();
        Self { address, people, http, stop: Some(stop), serving, folder }
    }

    /// The fund's data folder.
    pub fn data(&self) -> &Path {
        self.folder.path()
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("http://localhost:{}{path}", self.address.port()))
    }

    pub async fn get(&self, path: &str) -> Response {
        self.request(Method::GET, path).send().await.unwrap()
    }

    /// The newest code on the outbox page.
    pub async fn latest_code(&self) -> String {
        let page = self.get("/outbox").await.text().await.unwrap();
        let (_, after) = page.split_once("data-code=\"").expect("a message carries a code");
        after.chars().take_while(char::is_ascii_digit).collect()
    }

    /// Signs in as the app does; gives the bearer token.
    pub async fn sign_in(&self, number: &str) -> String {
        self.sign_in_on(number, DEVICE).await
    }

    /// The same on a device of that id, which is its name as well.
    pub async fn sign_in_on(&self, number: &str, device: &str) -> String {
        let first = json!({"registration_number": number, "password": demo::PASSWORD, "client": "app", "device_id": device, "device_name": device});
        let first = self.request(Method::POST, "/v1/session").json(&first).send().await.unwrap();
        let (status, first) = words(first).await;
        assert_eq!((status, first["state"].as_str()), (200, Some("code_needed")), "{first}");
        let second = json!({"challenge_id": first["challenge_id"], "code": self.latest_code().await});
        let second = self.request(Method::POST, "/v1/session/code").json(&second).send().await.unwrap();
        let (status, second) = words(second).await;
        assert_eq!(status, 200, "{second}");
        second["token"].as_str().expect("the app gets a token").to_owned()
    }

    /// Asks with a session; a body of null is none.
    pub async fn ask(&self, method: Method, path: &str, token: &str, body: &Value) -> Response {
        let request = self.request(method, path).bearer_auth(token);
        let request = if body.is_null() { request } else { request.json(body) };
        request.send().await.unwrap()
    }

    /// Password and second step once more.
    pub async fn confirm(&self, token: &str) {
        let body = json!({"password": demo::PASSWORD});
        let (status, step) = words(self.ask(Method::POST, "/v1/me/confirmation", token, &body).await).await;
        assert_eq!((status, &step["factors"][0]), (200, &json!("sms")), "{step}");
        assert_eq!(step["mobile_ending"].as_str().map(str::len), Some(2), "{step}");
        let body = json!({"challenge_id": step["challenge_id"], "code": self.latest_code().await});
        let answer = self.ask(Method::POST, "/v1/me/confirmation/code", token, &body).await;
        assert_eq!(answer.status(), 204);
    }

    /// Issues an employment certificate.
    pub async fn issue(&self, token: &str, key: &str) -> (u16, Value) {
        let request = self.request(Method::POST, "/v1/certificates").bearer_auth(token);
        let request = request.header("Idempotency-Key", key).json(&json!({"kind": "employment"}));
        words(request.send().await.unwrap()).await
    }

    /// Asks it to stop.
    pub fn ask_to_stop(&mut self) {
        self.stop.take().expect("asked once").send(()).unwrap();
    }

    /// Ready once it has stopped.
    pub async fn stopped(self) {
        self.serving.await.unwrap();
    }
}

/// What a page of ours adds to a change.
pub fn marked(port: u16) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert("x-damane", HeaderValue::from_static("1"));
    headers.insert("origin", HeaderValue::from_str(&format!("http://localhost:{port}")).unwrap());
    headers.insert("sec-fetch-site", HeaderValue::from_static("same-origin"));
    headers
}

/// Status and JSON.
pub async fn words(response: Response) -> (u16, Value) {
    let status = response.status().as_u16();
    (status, response.json().await.unwrap_or(Value::Null))
}

/// The cookies an answer sets, as a browser would send them back.
pub fn cookies(response: &Response) -> Vec<String> {
    let set = response.headers().get_all(SET_COOKIE).iter();
    set.map(|cookie| cookie.to_str().unwrap().to_owned()).collect()
}
