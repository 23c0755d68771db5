//! An officer at the console, as its page would ask: signed in with the authenticator, by the page's cookie.

use crate::{Authenticator, DEMO_PASSWORD, DemoPortal};
use reqwest::{Client, Method};
use serde_json::{Value, json};

/// Somebody of the demonstration's office, on duty.
pub struct Officer {
    http: Client,
    base: String,
    cookie: String,
}

/// An employer's month of a person that was disputed.
#[derive(Debug, Clone)]
pub struct DisputedMonth {
    /// Registration number of the person.
    pub person: String,
    /// The month, `2026-09`.
    pub month: String,
    /// The employer's number.
    pub employer: String,
}

impl Officer {
    /// Signs in with a demonstration's login.
    ///
    /// # Panics
    /// When the door stays shut.
    pub async fn enter(portal: &DemoPortal, login: &str) -> Self {
        let _already_installed = rustls::crypto::ring::default_provider().install_default();
        let mut officer = Self { http: Client::new(), base: portal.url(), cookie: String::new() };
        let code = Authenticator::new(&portal.secret_of(login)).code().await;
        let body = json!({"login": login, "password": DEMO_PASSWORD, "code": code});
        let request = officer.request(Method::POST, "/v1/office/session").json(&body);
        let response = request.send().await.expect("the portal answers");
        let given = response.headers().get("set-cookie").and_then(|cookie| cookie.to_str().ok());
        let cookie = given.and_then(|cookie| cookie.split(';').next()).map(str::to_owned);
        officer.cookie = cookie.unwrap_or_else(|| panic!("{login} is let in: {}", response.status()));
        officer
    }

    fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base));
        request.header("x-damane", "1").header("origin", &self.base).header("cookie", &self.cookie)
    }

    /// Answers the dispute that was written with these words; says what it is about.
    ///
    /// # Panics
    /// When it does not wait for an answer, or the answer is refused.
    pub async fn answer_dispute(&self, words: &str, answer: &str) -> DisputedMonth {
        let list = self.request(Method::GET, "/v1/office/disputes").send().await.expect("the portal answers");
        let list: Value = list.json().await.expect("in JSON");
        let waiting = list["disputes"].as_array().into_iter().flatten();
        let mut of_these = waiting.filter(|one| one["dispute"]["note"] == words);
        let found = of_these.next().unwrap_or_else(|| panic!("no dispute says {words}: {list}"));
        let (person, dispute) = (&found["registration_number"], &found["dispute"]);
        let (month, employer) = (&dispute["month"], &dispute["employer_number"]);
        let body = json!({
            "registration_number": person,
            "month": month,
            "employer_number": employer,
            "reason": dispute["reason"],
            "answer": answer,
            "seen": found["mark"],
        });
        let request = self.request(Method::POST, "/v1/office/disputes/answer").json(&body);
        let response = request.send().await.expect("the portal answers");
        assert!(response.status().is_success(), "{body}: {}", response.status());
        let [person, month, employer] =
            [person, month, employer].map(|word| word.as_str().expect("a text").to_owned());
        DisputedMonth { person, month, employer }
    }
}
