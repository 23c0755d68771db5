//! The portal as the app reaches it: one host, no redirects, bounded answers, TLS by rustls on ring.

use crate::error::WalletError;
use damane_contract::{ErrorBody, ErrorCode};
use reqwest::{Method, RequestBuilder, Response, StatusCode, Url, redirect};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use std::time::Duration;

/// Largest JSON answer: forty years of career are some 200 kB.
const JSON_BYTES: usize = 4 * 1024 * 1024;
/// Largest certificate page.
pub const PDF_BYTES: usize = 8 * 1024 * 1024;
/// Largest trust or status list.
pub const LIST_BYTES: usize = 4 * 1024 * 1024;
const CONNECT: Duration = Duration::from_secs(4);
const ANSWER: Duration = Duration::from_secs(20);

/// Requests to the fund's portal.
#[derive(Clone)]
pub struct PortalClient {
    base: Url,
    http: reqwest::Client,
}

/// An answer's body and what its `Date` header said.
pub struct Answer<T> {
    /// The body.
    pub body: T,
    /// The portal's clock, as it wrote it.
    pub date: Option<String>,
}

impl PortalClient {
    /// A client of one portal. Plain HTTP is for a demonstration fund on this very machine.
    pub fn new(base: &str, demonstration: bool) -> Result<Self, WalletError> {
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
        Ok(Self { base, http })
    }

    /// `GET` a JSON answer.
    pub async fn get<T: DeserializeOwned>(
        &self,
        path: &str,
        token: Option<&str>,
    ) -> Result<Answer<T>, WalletError> {
        self.json(self.request(Method::GET, path, token)?).await
    }

    /// `POST` a JSON body for a JSON answer. The key makes a repeated request count once.
    pub async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
        token: Option<&str>,
        key: Option<&str>,
    ) -> Result<Answer<T>, WalletError> {
        let mut request = self.request(Method::POST, path, token)?.json(body);
        if let Some(key) = key {
            request = request.header("Idempotency-Key", key);
        }
        self.json(request).await
    }

    /// `DELETE`, for its effect.
    pub async fn delete(&self, path: &str, token: Option<&str>) -> Result<(), WalletError> {
        self.send(self.request(Method::DELETE, path, token)?).await.map(|_| ())
    }

    /// `GET` bytes of one media type.
    pub async fn get_bytes(
        &self,
        path: &str,
        token: Option<&str>,
        media_type: &str,
        most: usize,
    ) -> Result<Answer<Vec<u8>>, WalletError> {
        let response = self.send(self.request(Method::GET, path, token)?).await?;
        if header(&response, "content-type").is_none_or(|found| !found.starts_with(media_type)) {
            return Err(WalletError::Untrusted("another kind of answer"));
        }
        let date = header(&response, "date");
        Ok(Answer { body: read(response, most).await?, date })
    }

    fn request(
        &self,
        method: Method,
        path: &str,
        token: Option<&str>,
    ) -> Result<RequestBuilder, WalletError> {
        let url = self.base.join(path).map_err(|_| WalletError::Invalid("path"))?;
        if url.origin() != self.base.origin() {
            return Err(WalletError::Invalid("path"));
        }
        let request = self.http.request(method, url);
        Ok(match token {
            Some(token) => request.bearer_auth(token),
            None => request,
        })
    }

    async fn json<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<Answer<T>, WalletError> {
        let response = self.send(request).await?;
        let date = header(&response, "date");
        let bytes = read(response, JSON_BYTES).await?;
        let body =
            serde_json::from_slice(&bytes).map_err(|_| WalletError::Untrusted("not the fund's words"))?;
        Ok(Answer { body, date })
    }

    async fn send(&self, request: RequestBuilder) -> Result<Response, WalletError> {
        let response = request.send().await.map_err(|_| WalletError::Offline)?;
        if response.status().is_success() {
            return Ok(response);
        }
        Err(refusal(response).await)
    }
}

/// An error of the portal in its own words, or, without them, what its status means.
async fn refusal(response: Response) -> WalletError {
    let status = response.status();
    let words = read(response, JSON_BYTES).await.unwrap_or_default();
    if let Ok(body) = serde_json::from_slice::<ErrorBody>(&words) {
        return WalletError::Refused(Box::new(body));
    }
    match status {
        StatusCode::UNAUTHORIZED => WalletError::Refused(Box::new(ErrorCode::SessionEnded.into())),
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

    #[test]
    fn plain_http_is_only_for_a_demonstration_on_this_machine() {
        let allowed = |base, demonstration| PortalClient::new(base, demonstration).is_ok();
        assert!(allowed("http://localhost:8440", true));
        assert!(allowed("https://fund.example", false));
        assert!(!allowed("http://localhost:8440", false));
        assert!(!allowed("http://fund.example", true));
        assert!(!allowed("http://localhost.evil.example", true));
        assert!(!allowed("file:///etc/passwd", true));
    }

    #[test]
    fn a_path_cannot_lead_to_another_host() {
        let Ok(client) = PortalClient::new("https://fund.example", false) else { panic!("a client") };
        assert!(client.request(Method::GET, "//evil.example/x", None).is_err());
        assert!(client.request(Method::GET, "https://evil.example/x", None).is_err());
        assert!(client.request(Method::GET, "/v1/me", None).is_ok());
    }
}
