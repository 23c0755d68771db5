//! The portal as the app reaches it: one host, no redirects, bounded answers, TLS by rustls on ring, and a proof of this
//! device's key with every request that has one.

use crate::clock::Clock;
use crate::device_key::{DeviceKey, ProofOf};
use crate::error::WalletError;
use damane_contract::{ErrorBody, ErrorCode};
use reqwest::{Method, Response, StatusCode, Url, redirect};
use serde::Serialize;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use zeroize::Zeroizing;

/// Largest JSON answer: forty years of career are some 200 kB.
const JSON_BYTES: usize = 4 * 1024 * 1024;
/// Largest certificate page.
pub const PDF_BYTES: usize = 8 * 1024 * 1024;
/// Largest trust or status list.
pub const LIST_BYTES: usize = 4 * 1024 * 1024;
/// Largest file of everything the fund holds of a person.
pub const EXPORT_BYTES: usize = 64 * 1024 * 1024;
const CONNECT: Duration = Duration::from_secs(4);
const ANSWER: Duration = Duration::from_secs(20);
/// What most requests carry.
const JSON: &str = "application/json";
/// The header of a proof, and the field a refused one is named by.
const PROOF: &str = "dpop";

/// Requests to the fund's portal.
pub struct PortalClient {
    base: Url,
    /// As the fund's profile writes it: proofs name the portal by it, and the portal compares.
    name: String,
    http: reqwest::Client,
    clock: Arc<dyn Clock>,
    /// Seconds the portal's clock is ahead of ours, as its answers say.
    ahead: AtomicI64,
}

/// An answer's body and what its `Date` header said.
pub struct Answer {
    /// The body.
    pub body: Vec<u8>,
    /// The portal's clock, as it wrote it.
    pub date: Option<String>,
}

/// Who asks.
#[derive(Clone)]
pub enum Asking {
    /// Nobody in particular.
    Anyone,
    /// This device, which proves its key.
    Device(Arc<DeviceKey>),
    /// The person signed in.
    Session(Pass),
}

/// A session's token, and the key it is bound to; an older session is bound to none.
#[derive(Clone)]
pub struct Pass {
    /// The token.
    pub token: Zeroizing<String>,
    /// The key.
    pub key: Option<Arc<DeviceKey>>,
}

/// A request.
pub struct Call<'a> {
    method: Method,
    path: &'a str,
    body: Option<Zeroizing<Vec<u8>>>,
    carries: &'static str,
    once: Option<&'a str>,
    media_type: Option<&'static str>,
    most: usize,
}

impl<'a> Call<'a> {
    /// A request without a body, for JSON or for its effect.
    pub fn new(method: Method, path: &'a str) -> Self {
        Self { method, path, body: None, carries: JSON, once: None, media_type: None, most: JSON_BYTES }
    }

    /// `GET`.
    pub fn get(path: &'a str) -> Self {
        Self::new(Method::GET, path)
    }

    /// `POST` with a JSON body.
    pub fn post(path: &'a str, body: &impl Serialize) -> Result<Self, WalletError> {
        Self::new(Method::POST, path).with(body)
    }

    /// With a JSON body, which may hold a secret.
    pub fn with(self, body: &impl Serialize) -> Result<Self, WalletError> {
        let written = serde_json::to_vec(body).map_err(|_| WalletError::Invalid("body"))?;
        Ok(Self { body: Some(Zeroizing::new(written)), ..self })
    }

    /// With bytes as they are.
    pub fn carrying(self, bytes: Vec<u8>) -> Self {
        Self { body: Some(Zeroizing::new(bytes)), carries: "application/octet-stream", ..self }
    }

    /// A repeated request with the same key counts once.
    pub fn once(self, key: &'a str) -> Self {
        Self { once: Some(key), ..self }
    }

    /// The answer is bytes of one media type, so many at most.
    pub fn bytes(self, media_type: &'static str, most: usize) -> Self {
        Self { media_type: Some(media_type), most, ..self }
    }
}

impl PortalClient {
    /// A client of one portal. Plain HTTP is for a demonstration fund on this very machine.
    pub fn new(base: &str, demonstration: bool, clock: Arc<dyn Clock>) -> Result<Self, WalletError> {
        let name = base.trim_end_matches('/').to_owned();
        let base = Url::parse(base).map_err(|_| WalletError::Invalid("portal_url"))?;
        let on_this_machine = matches!(base.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
        match base.scheme() {
            "https" => {}
            "http" if demonstration && on_this_machine => {}
            _ => return Err(WalletError::Invalid("portal_url")),
        }
        let http = reqwest::Client::builder()
            .tls_backend_preconfigured(tls()?)
            .https_only(base.scheme() == "https")
            .redirect(redirect::Policy::none())
            .no_proxy()
            .referer(false)
            .connect_timeout(CONNECT)
            .timeout(ANSWER)
            .user_agent(concat!("mon-damane/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|_| WalletError::Untrusted("no TLS"))?;
        Ok(Self { base, name, http, clock, ahead: AtomicI64::new(0) })
    }

    /// Asks, and gives what a success answers. Where only our clock made the proof bad, asks once more by the portal's.
    pub async fn ask(&self, call: &Call<'_>, asking: &Asking) -> Result<Answer, WalletError> {
        match self.ask_once(call, asking).await {
            Err(error) if is_bad_proof(&error) => self.ask_once(call, asking).await,
            answer => answer,
        }
    }

    async fn ask_once(&self, call: &Call<'_>, asking: &Asking) -> Result<Answer, WalletError> {
        let request = self.request(call, asking)?;
        let response = self.http.execute(request).await.map_err(|_| WalletError::Offline)?;
        let date = header(&response, "date");
        self.hear_the_time(date.as_deref());
        if !response.status().is_success() {
            return Err(refusal(response).await);
        }
        let found = header(&response, "content-type");
        let is_wanted = |wanted| found.is_some_and(|found| found.starts_with(wanted));
        if !call.media_type.is_none_or(is_wanted) {
            return Err(WalletError::Untrusted("another kind of answer"));
        }
        Ok(Answer { body: read(response, call.most).await?, date })
    }

    fn request(&self, call: &Call<'_>, asking: &Asking) -> Result<reqwest::Request, WalletError> {
        let url = self.base.join(call.path).map_err(|_| WalletError::Invalid("path"))?;
        if url.origin() != self.base.origin() {
            return Err(WalletError::Invalid("path"));
        }
        let (token, key) = match asking {
            Asking::Anyone => (None, None),
            Asking::Device(key) => (None, Some(key)),
            Asking::Session(pass) => (Some(pass.token.as_str()), pass.key.as_ref()),
        };
        let mut request = self.http.request(call.method.clone(), url.clone());
        if let Some(key) = key {
            let target = format!("{}{}", self.name, url.path());
            let at = self.clock.now_micros().div_euclid(1_000_000) + self.ahead.load(Ordering::Relaxed);
            request = request
                .header(PROOF, key.prove(ProofOf { method: call.method.as_str(), url: &target, token, at })?);
        }
        request = match (token, key) {
            (Some(token), Some(_)) => {
                request.header("authorization", Zeroizing::new(format!("DPoP {token}")).as_str())
            }
            (Some(token), None) => request.bearer_auth(token),
            (None, _) => request,
        };
        if let Some(once) = call.once {
            request = request.header("idempotency-key", once);
        }
        if let Some(body) = &call.body {
            request = request.header("content-type", call.carries).body(body.to_vec());
        }
        request.build().map_err(|_| WalletError::Invalid("request"))
    }

    /// A proof is dated by the portal's clock: a phone set to the wrong hour still signs good ones.
    fn hear_the_time(&self, date: Option<&str>) {
        let read = date.and_then(|date| chrono::DateTime::parse_from_rfc2822(date).ok());
        if let Some(date) = read {
            let ahead = date.timestamp() - self.clock.now_micros().div_euclid(1_000_000);
            self.ahead.store(ahead, Ordering::Relaxed);
        }
    }
}

fn is_bad_proof(error: &WalletError) -> bool {
    matches!(error, WalletError::Refused(body)
        if body.code == ErrorCode::InvalidInput && body.field.as_deref() == Some(PROOF))
}

/// An error of the portal in its own words, or, without them, what its status means.
async fn refusal(response: Response) -> WalletError {
    let status = response.status();
    let words = read(response, JSON_BYTES).await.unwrap_or_default();
    if let Ok(body) = serde_json::from_slice::<ErrorBody>(&words) {
        return WalletError::Refused(Box::new(body));
    }
    let has_code = serde_json::from_slice::<serde_json::Value>(&words);
    if has_code.is_ok_and(|said| said.get("code").is_some_and(serde_json::Value::is_string)) {
        return WalletError::Newer;
    }
    match status {
        StatusCode::NOT_FOUND => WalletError::NotFound,
        status if status.is_server_error() => WalletError::Offline,
        _ => WalletError::Untrusted("not the fund's words"),
    }
}

fn header(response: &Response, name: &str) -> Option<String> {
    response.headers().get(name)?.to_str().ok().map(str::to_owned)
}

/// The body, piece by piece: a length header may lie.
async fn read(mut response: Response, most: usize) -> Result<Vec<u8>, WalletError> {
    let mut body = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(|_| WalletError::Offline)? {
        if body.len() + piece.len() > most {
            return Err(WalletError::Untrusted("an answer without end"));
        }
        body.extend_from_slice(&piece);
    }
    Ok(body)
}

/// Mozilla's roots as compiled in: the same on every system, whatever was added to its own store.
fn tls() -> Result<rustls::ClientConfig, WalletError> {
    let mut roots = rustls::RootCertStore::empty();
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|_| WalletError::Untrusted("no TLS"))?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemClock;

    fn client(base: &str, demonstration: bool) -> Result<PortalClient, WalletError> {
        PortalClient::new(base, demonstration, Arc::new(SystemClock::new()))
    }

    #[test]
    fn plain_http_is_only_for_a_demonstration_on_this_machine() {
        let allowed = |base, demonstration| client(base, demonstration).is_ok();
        assert!(allowed("http://localhost:8440", true));
        assert!(allowed("https://fund.example", false));
        assert!(!allowed("http://localhost:8440", false));
        assert!(!allowed("http://fund.example", true));
        assert!(!allowed("http://localhost.evil.example", true));
        assert!(!allowed("file:///etc/passwd", true));
    }

    #[test]
    fn a_path_cannot_lead_to_another_host() {
        let client = client("https://fund.example", false).unwrap();
        let asked = |path| client.request(&Call::get(path), &Asking::Anyone).is_ok();
        assert!(!asked("//evil.example/x"));
        assert!(!asked("https://evil.example/x"));
        assert!(asked("/v1/me"));
    }

    #[test]
    fn a_bound_token_goes_with_a_proof_and_an_older_one_without() {
        let client = client("https://fund.example/", false).unwrap();
        let headers = |asking| {
            let request = client.request(&Call::get("/v1/me?x=1"), &asking).unwrap();
            let header = |name| request.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
            (header("authorization"), header(PROOF))
        };
        let token = Zeroizing::new("t".to_owned());
        let key = Arc::new(DeviceKey::make().unwrap());
        assert_eq!(headers(Asking::Anyone), (None, None));
        let plain = headers(Asking::Session(Pass { token: token.clone(), key: None }));
        assert_eq!(plain, (Some("Bearer t".into()), None));
        let (token, proof) = headers(Asking::Session(Pass { token, key: Some(Arc::clone(&key)) }));
        assert_eq!((token.as_deref(), proof.is_some()), (Some("DPoP t"), true));
        let (token, proof) = headers(Asking::Device(key));
        assert_eq!((token, proof.is_some()), (None, true));
    }
}
