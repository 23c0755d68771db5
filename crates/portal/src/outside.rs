//! Asking others, by HTTP, for what a seal needs: dates and word about certificates. Bounded in time and size; what is
//! answered is judged by the fund, signature by signature.

use crate::delivery::{SetUpError, tls};
use damane_services::{Asking, Outside, SealSettings, Tsa, Unanswered};
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use reqwest::{Client, RequestBuilder, Response, redirect};
use std::time::Duration;

/// Longest timestamp or answer about a certificate, bytes.
const MAX_ANSWER: usize = 32 * 1024;
/// Longest revocation list, bytes: it goes into every paper.
const MAX_LIST: usize = 256 * 1024;
/// Times one question is put: a connection that broke may have been an old one.
const TRIES: u32 = 2;
/// Seconds a list or an answer about a certificate may take.
const WORD_SECONDS: u64 = 3;

/// The way to ask.
pub struct HttpOutside {
    http: Client,
    tsa: Option<Tsa>,
}

impl HttpOutside {
    /// Sets it up. Nothing is connected yet.
    ///
    /// # Errors
    /// [`SetUpError`] when there can be no HTTP client.
    pub fn new(settings: &SealSettings) -> Result<Self, SetUpError> {
        let http = Client::builder()
            .tls_backend_preconfigured(tls::client(None)?)
            .redirect(redirect::Policy::none())
            .no_proxy()
            .referer(false)
            .user_agent(concat!("mon-damane/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| SetUpError::setting("[seal]", error))?;
        Ok(Self { http, tsa: settings.tsa.clone() })
    }

    async fn timestamp(&self, query: &[u8]) -> Result<Vec<u8>, Unanswered> {
        let tsa =
            self.tsa.as_ref().ok_or_else(|| Unanswered("no timestamp authority is named".to_owned()))?;
        let mut request = self
            .http
            .post(&tsa.url)
            .timeout(Duration::from_secs(tsa.timeout_seconds))
            .header(CONTENT_TYPE, "application/timestamp-query")
            .header(ACCEPT, "application/timestamp-reply")
            .body(query.to_vec());
        if let (Some(user), Some(password)) = (&tsa.user, &tsa.password) {
            request = request.basic_auth(user, Some(password.reveal()));
        }
        answer(request, "the timestamp authority", "application/timestamp-reply", MAX_ANSWER).await
    }

    async fn list(&self, url: &str) -> Result<Vec<u8>, Unanswered> {
        let request = self.http.get(url).timeout(Duration::from_secs(WORD_SECONDS));
        answer(request, "a revocation list", "", MAX_LIST).await
    }

    async fn status(&self, url: &str, asked: &[u8]) -> Result<Vec<u8>, Unanswered> {
        let request = self
            .http
            .post(url)
            .timeout(Duration::from_secs(WORD_SECONDS))
            .header(CONTENT_TYPE, "application/ocsp-request")
            .header(ACCEPT, "application/ocsp-response")
            .body(asked.to_vec());
        answer(request, "an OCSP responder", "application/ocsp-response", MAX_ANSWER).await
    }
}

impl Outside for HttpOutside {
    fn ask_timestamp<'a>(&'a self, query: &'a [u8]) -> Asking<'a> {
        Box::pin(self.timestamp(query))
    }

    fn fetch_list<'a>(&'a self, url: &'a str) -> Asking<'a> {
        Box::pin(self.list(url))
    }

    fn ask_status<'a>(&'a self, url: &'a str, request: &'a [u8]) -> Asking<'a> {
        Box::pin(self.status(url, request))
    }

    fn report(&self, why: &Unanswered) {
        tracing::warn!(%why, "a paper was not dated; others are left in peace for half a minute");
    }

    fn report_away(&self, what: &'static str, why: &str) {
        tracing::error!(what, why, "does not answer: documents wait, and nobody is shown them");
    }
}

/// Puts a question, a second time when the connection fails; never when it is slow: the person waits.
async fn answer(
    request: RequestBuilder,
    who: &str,
    media_type: &str,
    most: usize,
) -> Result<Vec<u8>, Unanswered> {
    let said = |why: &str| Unanswered(format!("{who}: {why}"));
    let mut tries = 0;
    let response = loop {
        tries += 1;
        let again = request.try_clone().ok_or_else(|| said("cannot be asked"))?;
        match again.send().await {
            Ok(response) => break response,
            Err(error) if error.is_timeout() => return Err(said("slow")),
            Err(_) if tries < TRIES => {}
            Err(_) => return Err(said("unreachable")),
        }
    };
    if response.status().as_u16() != 200 {
        return Err(said(&format!("http_{}", response.status().as_u16())));
    }
    let sent = response.headers().get(CONTENT_TYPE).map(|sent| sent.to_str().unwrap_or_default().to_owned());
    if !media_type.is_empty() && !sent.unwrap_or_default().starts_with(media_type) {
        return Err(said("another media type"));
    }
    read(response, most).await.ok_or_else(|| said("too long, or cut off"))
}

/// The body, if it is no longer than that.
async fn read(mut response: Response, most: usize) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    while let Some(part) = response.chunk().await.ok()? {
        if body.len() + part.len() > most {
            return None;
        }
        body.extend_from_slice(&part);
    }
    Some(body)
}
