//! SMS through a gateway that takes JSON by HTTP. The message's key goes with it as `Idempotency-Key` and `reference`: a
//! gateway that has it already sends it once.

use super::{SetUpError, tls};
use damane_services::{Carrier, CarrierError, HttpGateway, OutgoingText, Sending};
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue, RETRY_AFTER};
use reqwest::{Client, StatusCode, Url, redirect};
use serde::Serialize;
use std::time::Duration;

/// The gateway.
pub struct Gateway {
    http: Client,
    url: Url,
    sender: String,
}

/// What is posted.
#[derive(Serialize)]
struct Sms<'a> {
    to: &'a str,
    from: &'a str,
    text: &'a str,
    reference: &'a str,
}

impl Gateway {
    /// Sets it up.
    pub fn new(settings: &HttpGateway) -> Result<Self, SetUpError> {
        let url = Url::parse(&settings.url).map_err(|error| SetUpError::setting("[sms.http] url", error))?;
        let mut headers = HeaderMap::new();
        if let Some(token) = &settings.token {
            let value = HeaderValue::from_str(&format!("Bearer {}", token.reveal()));
            let mut value = value.map_err(|error| SetUpError::setting("[sms.http] token", error))?;
            value.set_sensitive(true);
            headers.insert(AUTHORIZATION, value);
        }
        let http = Client::builder()
            .tls_backend_preconfigured(tls::client(settings.ca_file.as_deref())?)
            .redirect(redirect::Policy::none())
            .no_proxy()
            .referer(false)
            .default_headers(headers)
            .timeout(Duration::from_secs(settings.timeout_seconds))
            .user_agent(concat!("mon-damane/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| SetUpError::setting("[sms.http]", error))?;
        Ok(Self { http, url, sender: settings.sender.clone() })
    }

    async fn post(&self, message: &OutgoingText) -> Result<(), CarrierError> {
        let OutgoingText { to, text, key, .. } = message;
        let sms = Sms { to, from: &self.sender, text, reference: key };
        let request = self.http.post(self.url.clone()).header("Idempotency-Key", key).json(&sms);
        match request.send().await {
            Ok(response) => judge(response.status(), retry_after(response.headers())),
            Err(error) if error.is_timeout() => Err(CarrierError::temporary("slow")),
            Err(_) => Err(CarrierError::temporary("unreachable")),
        }
    }
}

impl Carrier for Gateway {
    fn send<'a>(&'a self, text: &'a OutgoingText) -> Sending<'a> {
        Box::pin(self.post(text))
    }
}

/// Only the seconds: a date would be the gateway's clock against ours.
fn retry_after(headers: &HeaderMap) -> Option<u32> {
    headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()
}

/// What a refusal says of the message ends it; what it says of our contract, the address or the moment does not.
fn judge(status: StatusCode, retry_after: Option<u32>) -> Result<(), CarrierError> {
    let why = format!("http_{}", status.as_u16());
    match status.as_u16() {
        200..=299 => Ok(()),
        401..=404 | 407 | 408 | 425 | 429 => Err(CarrierError::Temporary { why, retry_after }),
        400..=499 => Err(CarrierError::Permanent { why }),
        _ => Err(CarrierError::Temporary { why, retry_after }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_refusal_says_of_the_message_ends_it() {
        for (status, expected) in [
            (200, Ok(())),
            (202, Ok(())),
            (302, Err(CarrierError::temporary("http_302"))),
            (400, Err(CarrierError::permanent("http_400"))),
            (401, Err(CarrierError::temporary("http_401"))),
            (404, Err(CarrierError::temporary("http_404"))),
            (422, Err(CarrierError::permanent("http_422"))),
            (500, Err(CarrierError::temporary("http_500"))),
        ] {
            assert_eq!(judge(StatusCode::from_u16(status).unwrap(), None), expected);
        }
        let later = judge(StatusCode::TOO_MANY_REQUESTS, Some(7));
        assert_eq!(later, Err(CarrierError::Temporary { why: "http_429".to_owned(), retry_after: Some(7) }));
    }
}
