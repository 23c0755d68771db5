//! Sessions bound to a device's key, in the small portal: it reads each proof as the RFC says, but for the signature,
//! which the journeys with the real portal look at.

use super::portal::{Shared, refused};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use damane_contract::{ErrorBody, ErrorCode, PersonView, RenewSessionRequest, SessionTokensView, SignInView};
use serde_json::Value;

/// One family of tokens: pair `n` is `token-n` and `renewal-n`.
#[derive(Default)]
pub struct Bound {
    /// The pair that is good.
    pub pair: u32,
    /// The pair that was shown for it.
    pub before: Option<u32>,
    /// Renewals asked for.
    pub renewals: u32,
    /// Ended by the person elsewhere.
    pub ended: bool,
    /// The token is refused, as one that ran out.
    pub expired: bool,
    /// The next renewal is carried out, and its answer lost.
    pub lose_answer: bool,
    /// Proofs refused for their time.
    pub late: u32,
    key: Option<Value>,
}

impl Bound {
    /// What is known of the tokens, for a search in files.
    pub const WORDS: [&'static str; 2] = ["token-of-a-bound-session", "renewal-of-a-bound-session"];

    fn tokens(&self) -> SessionTokensView {
        let [token, renewal] = Self::WORDS.map(|word| format!("{word}-{}", self.pair));
        SessionTokensView { token, renewal_token: renewal, expires_in: 600 }
    }

    /// Opens the session of the key that was proved.
    pub fn open(&mut self, headers: &HeaderMap, person: PersonView) -> SignInView {
        let (jwk, claims) = proof(headers).expect("the app proves its key");
        assert_eq!((claims["htm"].as_str(), claims.get("ath")), (Some("POST"), None));
        *self = Self { key: Some(jwk), pair: self.pair + 10, late: self.late, ..Self::default() };
        let SessionTokensView { token, renewal_token, expires_in } = self.tokens();
        let (renewal_token, expires_in) = (Some(renewal_token), Some(expires_in));
        SignInView::SignedIn { token: Some(token), renewal_token, expires_in, person }
    }

    #[allow(clippy::result_large_err, reason = "a stand-in portal answers with what it refuses")]
    fn check_proof(&mut self, headers: &HeaderMap, now: i64) -> Result<Value, Response> {
        let ended = || refused(StatusCode::UNAUTHORIZED, ErrorCode::SessionEnded);
        let (jwk, claims) = proof(headers).ok_or_else(ended)?;
        if claims["iat"].as_i64().is_none_or(|at| at.abs_diff(now) > 60) {
            self.late += 1;
            let body = ErrorBody { field: Some("dpop".into()), ..ErrorCode::InvalidInput.into() };
            return Err((StatusCode::UNPROCESSABLE_ENTITY, Json(body)).into_response());
        }
        if self.key.as_ref() == Some(&jwk) { Ok(claims) } else { Err(ended()) }
    }

    /// A request with the token that is good, and a proof for it.
    #[allow(clippy::result_large_err, reason = "a stand-in portal answers with what it refuses")]
    pub fn check(&mut self, headers: &HeaderMap, now: i64) -> Result<(), Response> {
        let claims = self.check_proof(headers, now)?;
        let token = self.tokens().token;
        let shown = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let ath = URL_SAFE_NO_PAD.encode(ring::digest::digest(&ring::digest::SHA256, token.as_bytes()));
        let good = shown == Some(&format!("DPoP {token}")) && claims["ath"] == ath;
        match good && !self.ended && !self.expired {
            true => Ok(()),
            false => Err(refused(StatusCode::UNAUTHORIZED, ErrorCode::SessionEnded)),
        }
    }

    fn renew(&mut self, renewal: &str) -> Response {
        self.renewals += 1;
        let shown = renewal.rsplit('-').next().and_then(|number| number.parse().ok());
        if self.ended || !(shown == Some(self.pair) || shown == self.before) {
            self.ended = true;
            return refused(StatusCode::UNAUTHORIZED, ErrorCode::SessionEnded);
        }
        (self.pair, self.before, self.expired) = (self.pair + 1, shown, false);
        match std::mem::take(&mut self.lose_answer) {
            true => StatusCode::BAD_GATEWAY.into_response(),
            false => Json(self.tokens()).into_response(),
        }
    }
}

/// `POST /v1/session/renewal`.
pub async fn renew(
    State(inner): State<Shared>,
    headers: HeaderMap,
    Json(request): Json<RenewSessionRequest>,
) -> Response {
    // Long enough for others to ask meanwhile.
    tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    let mut inner = inner.lock().unwrap();
    let now = inner.clock();
    let bound = inner.bound.as_mut().expect("sessions are bound");
    match bound.check_proof(&headers, now) {
        Ok(_) => bound.renew(&request.renewal_token),
        Err(refusal) => refusal,
    }
}

/// The key and the claims of a proof.
fn proof(headers: &HeaderMap) -> Option<(Value, Value)> {
    let mut parts = headers.get("dpop")?.to_str().ok()?.split('.');
    let mut read = || serde_json::from_slice(&URL_SAFE_NO_PAD.decode(parts.next()?).ok()?).ok();
    let (header, claims): (Value, Value) = (read()?, read()?);
    Some((header.get("jwk")?.clone(), claims))
}
