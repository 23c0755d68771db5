//! An HTTP client that behaves like the app: it signs in, reads its SMS on the outbox page, keeps its token.

use serde_json::{Value, json};

/// A client of one portal, nobody signed in.
pub struct Client {
    http: reqwest::Client,
    base: String,
}

/// A client with a session.
pub struct SignedIn {
    client: Client,
    token: String,
}

impl Client {
    /// A client of the portal at `base`, without a slash at the end.
    pub fn new(base: &str) -> Self {
        let _already_installed = rustls::crypto::ring::default_provider().install_default();
        Self { http: reqwest::Client::new(), base: base.to_owned() }
    }

    /// `GET path`: status and body.
    pub async fn get(&self, path: &str) -> (u16, Vec<u8>) {
        answer(self.http.get(format!("{}{path}", self.base))).await
    }

    /// `GET path` with a token of the app's: status and body.
    pub async fn get_with(&self, token: &str, path: &str) -> (u16, Vec<u8>) {
        answer(self.http.get(format!("{}{path}", self.base)).bearer_auth(token)).await
    }

    /// `POST path` with a JSON body: status and JSON answer.
    pub async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        let (status, body) = answer(self.http.post(format!("{}{path}", self.base)).json(body)).await;
        (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
    }

    /// The newest code on the outbox page.
    pub async fn latest_code(&self) -> String {
        let (status, page) = self.get("/outbox").await;
        assert_eq!(status, 200, "the outbox page answers");
        let page = String::from_utf8(page).expect("it is text");
        let (_, after) = page.split_once("data-code=\"").expect("a message carries a code");
        after.chars().take_while(char::is_ascii_digit).collect()
    }

    /// Signs in from a device of its own with an answer that is at hand: a printed code, or an authenticator's.
    pub async fn sign_in_with(self, number: &str, password: &str, factor: &str, code: &str) -> SignedIn {
        let body = json!({"registration_number": number, "password": password, "client": "app", "device_id": "ffeeddccbbaa99887766554433221100", "device_name": "journey"});
        let (status, first) = self.post("/v1/session", &body).await;
        assert_eq!((status, first["state"].as_str()), (200, Some("code_needed")), "{first}");
        let body = json!({"challenge_id": first["challenge_id"], "code": code, "factor": factor});
        let (status, second) = self.post("/v1/session/code", &body).await;
        assert_eq!(status, 200, "the code is accepted: {second}");
        let token = second["token"].as_str().expect("the app gets a token").to_owned();
        SignedIn { client: self, token }
    }

    /// Signs in from this client's device: password, then, the first time, the code of the SMS.
    pub async fn sign_in(self, number: &str, password: &str) -> SignedIn {
        let device = "00112233445566778899aabbccddeeff";
        let body = json!({"registration_number": number, "password": password, "client": "app", "device_id": device, "device_name": "journey"});
        let (status, first) = self.post("/v1/session", &body).await;
        assert_eq!(status, 200, "the password is accepted: {first}");
        let opened = if first["state"] == "code_needed" {
            let code = self.latest_code().await;
            let body = json!({"challenge_id": first["challenge_id"], "code": code});
            let (status, second) = self.post("/v1/session/code", &body).await;
            assert_eq!(status, 200, "the code is accepted: {second}");
            second
        } else {
            first
        };
        let token = opened["token"].as_str().expect("the app gets a token").to_owned();
        SignedIn { client: self, token }
    }
}

impl SignedIn {
    /// `GET path` with the session: status and body.
    pub async fn get(&self, path: &str) -> (u16, Vec<u8>) {
        self.client.get_with(&self.token, path).await
    }

    /// `GET path` with the session: a JSON answer, which must be a success.
    pub async fn get_json(&self, path: &str) -> Value {
        let (status, body) = self.get(path).await;
        assert_eq!(status, 200, "GET {path}: {}", String::from_utf8_lossy(&body));
        serde_json::from_slice(&body).expect("it is JSON")
    }

    /// Confirms that it is the person: the password, then an answer that is at hand.
    pub async fn confirm(&self, password: &str, factor: &str, code: &str) {
        let request = self.client.http.post(format!("{}/v1/me/confirmation", self.client.base));
        let request = request.bearer_auth(&self.token).json(&json!({"password": password}));
        let (status, body) = answer(request).await;
        assert_eq!(status, 200, "the password is accepted: {}", String::from_utf8_lossy(&body));
        let asked: Value = serde_json::from_slice(&body).expect("it is JSON");
        let request = self.client.http.post(format!("{}/v1/me/confirmation/code", self.client.base));
        let body = json!({"challenge_id": asked["challenge_id"], "code": code, "factor": factor});
        let (status, body) = answer(request.bearer_auth(&self.token).json(&body)).await;
        assert_eq!(status, 204, "the code is accepted: {}", String::from_utf8_lossy(&body));
    }

    /// `DELETE path` with the session: the status.
    pub async fn delete(&self, path: &str) -> u16 {
        let request = self.client.http.delete(format!("{}{path}", self.client.base));
        answer(request.bearer_auth(&self.token)).await.0
    }

    /// `POST path` with the session, a JSON body and an idempotency key: status and JSON answer.
    pub async fn post_keyed(&self, path: &str, key: &str, body: &Value) -> (u16, Value) {
        let request = self.client.http.post(format!("{}{path}", self.client.base));
        let request = request.bearer_auth(&self.token).header("Idempotency-Key", key).json(body);
        let (status, body) = answer(request).await;
        (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
    }

    /// `PUT path` with the session and bytes: status and JSON answer.
    pub async fn put(&self, path: &str, bytes: Vec<u8>) -> (u16, Value) {
        let request = self.client.http.put(format!("{}{path}", self.client.base)).bearer_auth(&self.token);
        let request = request.header("content-type", "application/octet-stream").body(bytes);
        let (status, body) = answer(request).await;
        (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
    }

    /// Asks for an employment certificate under an idempotency key.
    pub async fn issue(&self, key: &str) -> (u16, Value) {
        self.issue_kind("employment", key).await
    }

    /// Asks for a certificate of a kind under an idempotency key.
    pub async fn issue_kind(&self, kind: &str, key: &str) -> (u16, Value) {
        let request = self.client.http.post(format!("{}/v1/certificates", self.client.base));
        let request = request.bearer_auth(&self.token).header("Idempotency-Key", key);
        let (status, body) = answer(request.json(&json!({"kind": kind}))).await;
        (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
    }
}

async fn answer(request: reqwest::RequestBuilder) -> (u16, Vec<u8>) {
    let response = request.send().await.expect("the portal answers");
    let status = response.status().as_u16();
    (status, response.bytes().await.expect("the whole answer").to_vec())
}
