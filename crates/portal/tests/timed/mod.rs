//! A portal on a port of its own, whose answers are timed: for tests of what time and bytes give away.

use damane_domain::fund::{FundProfile, Trilingual};
use damane_portal::{Placement, Portal, serve};
use damane_services::{Fund, Ports, make_fund};
use serde_json::Value;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::net::TcpListener;

/// Says what was measured also when the test passes: what is printed is kept back then.
pub fn report(line: &str) {
    let _gone = writeln!(std::io::stderr(), "{line}");
}

pub fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// How far two medians may lie apart.
pub fn allowed(median: Duration) -> Duration {
    Duration::from_millis(1).max(median / 50)
}

fn profile() -> FundProfile {
    let text = |text: &str| Trilingual { ar: text.into(), fr: text.into(), en: text.into() };
    FundProfile {
        demonstration: true,
        issuer: "damane.example".to_owned(),
        verification_host: "damane.example".to_owned(),
        portal_url: "http://localhost:8440".to_owned(),
        root_key: String::new(),
        auto_lock_minutes: 5,
        phone: "+212 5 00 00 00 00".to_owned(),
        name: text("Fonds social de démonstration"),
        offices: Vec::new(),
    }
}

/// A served fund.
pub struct Served {
    http: reqwest::Client,
    base: String,
    _folder: TempDir,
}

/// An answer, and how long it took.
pub struct Answer {
    pub took: Duration,
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub body: Vec<u8>,
}

impl Served {
    /// Serves a new fund, once it was prepared in its folder.
    pub async fn start<F: Future<Output = Arc<Fund>>>(prepare: impl FnOnce(Arc<Fund>, PathBuf) -> F) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let ports = Ports::system();
        make_fund(folder.path(), profile(), &ports).unwrap();
        let fund = Fund::open(folder.path(), ports).await.unwrap();
        let fund = prepare(fund, folder.path().to_owned()).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://localhost:{}", listener.local_addr().unwrap().port());
        let portal = Portal::new(fund, Placement { behind_proxy: true, ..Placement::default() });
        tokio::spawn(serve(listener, portal, std::future::pending()));
        let _already_installed = rustls::crypto::ring::default_provider().install_default();
        Self { http: reqwest::Client::new(), base, _folder: folder }
    }

    /// Asks, or posts a body, from the address of that number: the rings around addresses stay as they come.
    pub async fn timed(&self, path: &str, body: Option<&Value>, address: u32) -> Answer {
        let url = format!("{}{path}", self.base);
        let request = match body {
            Some(body) => self.http.post(url).json(body),
            None => self.http.get(url),
        };
        let [_, high, middle, low] = address.to_be_bytes();
        let request = request.header("x-forwarded-for", format!("10.{high}.{middle}.{low}")).build().unwrap();
        let started = Instant::now();
        let answer = self.http.execute(request).await.unwrap();
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let body = answer.bytes().await.unwrap().to_vec();
        Answer { took: started.elapsed(), status, headers, body }
    }
}
