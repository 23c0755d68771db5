//! The fund's portal in small: a real HTTP server on this machine that can be told to misbehave.

use super::bound::Bound;
use super::claims::{self, Claims};
use super::fund::{Fund, NOW, at};
use super::{NUMBER, PASSWORD};
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use axum::{Json, Router};
use damane_contract::*;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use tokio::task::JoinHandle;

/// The session's secret.
pub const TOKEN: &str = "token-of-the-session-4f7a1c";

type Answer = Arc<dyn Fn() -> Response + Send + Sync>;
pub type Shared = Arc<Mutex<Inner>>;

pub struct Inner {
    fund: Fund,
    pages: HashMap<String, Vec<u8>>,
    issued: Vec<CertificateView>,
    by_key: HashMap<String, usize>,
    keys_seen: Vec<String>,
    revoked: Vec<u32>,
    lists_from: i64,
    ahead: i64,
    instead: HashMap<String, Answer>,
    after_issuing: Option<Answer>,
    pub session_ended: bool,
    paths: Vec<String>,
    pub bound: Option<Bound>,
    pub claims: Claims,
}

impl Inner {
    /// Seconds since 1970 by the portal's own clock.
    pub fn clock(&self) -> i64 {
        NOW + self.ahead
    }
}

pub struct Portal {
    inner: Shared,
    task: Option<JoinHandle<()>>,
    port: u16,
}

impl Portal {
    pub async fn start(fund: Fund) -> Self {
        let inner = Inner {
            fund,
            pages: HashMap::new(),
            issued: Vec::new(),
            by_key: HashMap::new(),
            keys_seen: Vec::new(),
            revoked: Vec::new(),
            lists_from: NOW - 3_600,
            ahead: 0,
            instead: HashMap::new(),
            after_issuing: None,
            session_ended: false,
            paths: Vec::new(),
            bound: None,
            claims: Claims::default(),
        };
        let mut portal = Self { inner: Arc::new(Mutex::new(inner)), task: None, port: 0 };
        portal.serve().await;
        portal
    }

    /// Serves, on the same port as before.
    pub async fn serve(&mut self) {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", self.port)).await.unwrap();
        self.port = listener.local_addr().unwrap().port();
        let routes = routes(self.inner.clone());
        self.task = Some(tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() }));
    }

    /// Gone, as when there is no network.
    pub async fn stop(&mut self) {
        if let Some(task) = self.task.take() {
            task.abort();
            assert!(task.await.unwrap_err().is_cancelled());
        }
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub fn set(&self, change: impl FnOnce(&mut Inner)) {
        change(&mut self.inner.lock().unwrap());
    }

    /// From now on sessions are bound to keys; before, the portal is of an earlier time.
    pub fn bind_sessions(&self) {
        self.set(|inner| inner.bound = Some(Bound::default()));
    }

    /// Looks at the tokens it gave.
    pub fn bound<T>(&self, look: impl FnOnce(&mut Bound) -> T) -> T {
        look(self.inner.lock().unwrap().bound.as_mut().expect("sessions are bound"))
    }

    /// Answers a path in another way than it should.
    pub fn instead(&self, path: &str, answer: impl Fn() -> Response + Send + Sync + 'static) {
        self.set(|inner| drop(inner.instead.insert(path.to_owned(), Arc::new(answer))));
    }

    /// Does what it is asked at a path again.
    pub fn as_before(&self, path: &str) {
        self.set(|inner| drop(inner.instead.remove(path)));
    }

    /// Issues, but the answer is another.
    pub fn after_issuing(&self, answer: Option<Answer>) {
        self.set(|inner| inner.after_issuing = answer);
    }

    pub fn end_session(&self) {
        self.set(|inner| inner.session_ended = true);
    }

    /// Revokes, in lists signed so many seconds after the first.
    pub fn revoke(&self, index: u32, later: i64) {
        self.set(|inner| {
            inner.revoked.push(index);
            inner.lists_from += later;
        });
    }

    /// Takes a revocation back, in lists signed so many seconds later again.
    pub fn restore(&self, index: u32, later: i64) {
        self.set(|inner| {
            inner.revoked.retain(|revoked| *revoked != index);
            inner.lists_from += later;
        });
    }

    /// The portal's clock, seconds ahead of the device's at the start.
    pub fn set_clock_ahead(&self, seconds: i64) {
        self.set(|inner| inner.ahead = seconds);
    }

    /// The PDF of a certificate.
    pub fn put_page(&self, id: &str, pdf: Vec<u8>) {
        self.set(|inner| drop(inner.pages.insert(id.to_owned(), pdf)));
    }

    /// Idempotency keys as they came.
    pub fn keys_seen(&self) -> Vec<String> {
        self.inner.lock().unwrap().keys_seen.clone()
    }

    /// Paths asked for.
    pub fn paths(&self) -> Vec<String> {
        self.inner.lock().unwrap().paths.clone()
    }

    /// Looks at what it has of claims, and how it is to fail.
    pub fn claims<T>(&self, look: impl FnOnce(&mut Claims) -> T) -> T {
        look(&mut self.inner.lock().unwrap().claims)
    }

    pub fn issued(&self) -> usize {
        self.inner.lock().unwrap().issued.len()
    }
}

fn routes(inner: Shared) -> Router {
    Router::new()
        .route("/v1/session", post(sign_in).delete(|| async { StatusCode::NO_CONTENT }))
        .route("/v1/session/code", post(confirm))
        .route("/v1/session/renewal", post(super::bound::renew))
        .route("/v1/me", get(me))
        .route("/v1/career", get(career))
        .route("/v1/certificates", get(list).post(issue))
        .route("/v1/certificates/{id}/pdf", get(page))
        .route("/v1/documents", post(claims::begin))
        .route("/v1/documents/{id}", get(claims::arrival))
        .route("/v1/documents/{id}/{offset}", put(claims::piece))
        .route("/v1/reimbursements", post(claims::file))
        .route("/v1/career/disputes", post(claims::dispute))
        .route("/v1/claims/{claim}/{what}", post(claims::answer))
        .route("/v1/trust", get(trust))
        .route("/v1/status/{year}", get(status))
        .layer(middleware::from_fn_with_state(inner.clone(), misbehave))
        .with_state(inner)
}

async fn misbehave(State(inner): State<Shared>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let instead = {
        let mut inner = inner.lock().unwrap();
        inner.paths.push(path.clone());
        inner.instead.get(&path).cloned()
    };
    let gone = inner.lock().unwrap().claims.gone;
    let mut response = match instead {
        _ if gone => claims::gone(),
        Some(answer) => answer(),
        None => next.run(request).await,
    };
    let clock = at(NOW + inner.lock().unwrap().ahead).as_micros();
    let date = chrono::DateTime::from_timestamp_micros(clock).unwrap().format("%a, %d %b %Y %H:%M:%S GMT");
    response.headers_mut().insert(header::DATE, date.to_string().parse().unwrap());
    response
}

pub fn refused(status: StatusCode, code: ErrorCode) -> Response {
    (status, Json(ErrorBody::from(code))).into_response()
}

#[allow(clippy::result_large_err, reason = "a stand-in portal answers with what it refuses")]
pub fn session(inner: &mut Inner, headers: &HeaderMap) -> Result<(), Response> {
    let now = inner.clock();
    if let Some(bound) = &mut inner.bound {
        return bound.check(headers, now);
    }
    let wanted = format!("Bearer {TOKEN}");
    let good = headers.get(header::AUTHORIZATION).is_some_and(|found| found == wanted.as_str());
    match good && !inner.session_ended {
        true => Ok(()),
        false => Err(refused(StatusCode::UNAUTHORIZED, ErrorCode::SessionEnded)),
    }
}

fn person() -> PersonView {
    PersonView {
        registration_number: NUMBER.into(),
        name_latin: "Naïma EL OUARDI".into(),
        name_arabic: "نعيمة الوردي".into(),
        employment: EmploymentView::Declared {
            employer: "ATELIER ZERHOUN SARL".into(),
            last_month: "2026-10".into(),
        },
    }
}

async fn sign_in(State(inner): State<Shared>, Json(request): Json<SignInRequest>) -> Response {
    inner.lock().unwrap().session_ended = false;
    let device = request.device_id.unwrap_or_default();
    let known = request.client == ClientKind::App && device.len() == 32;
    if !known || request.password != PASSWORD {
        return refused(StatusCode::UNAUTHORIZED, ErrorCode::SignInRefused);
    }
    let view = SignInView::CodeNeeded {
        challenge_id: request.registration_number,
        mobile_ending: "78".into(),
        expires_in: 600,
        factors: Vec::new(),
    };
    Json(view).into_response()
}

async fn confirm(
    State(inner): State<Shared>,
    headers: HeaderMap,
    Json(request): Json<ConfirmCodeRequest>,
) -> Response {
    let person = PersonView { registration_number: request.challenge_id, ..person() };
    if let Some(bound) = &mut inner.lock().unwrap().bound {
        return Json(bound.open(&headers, person)).into_response();
    }
    Json(SignInView::SignedIn { token: Some(TOKEN.into()), renewal_token: None, expires_in: None, person })
        .into_response()
}

async fn me(State(inner): State<Shared>, headers: HeaderMap) -> Result<Response, Response> {
    session(&mut inner.lock().unwrap(), &headers)?;
    Ok(Json(person()).into_response())
}

async fn career(State(inner): State<Shared>, headers: HeaderMap) -> Result<Response, Response> {
    session(&mut inner.lock().unwrap(), &headers)?;
    let employer = EmployerView { number: "1000004".into(), name: "ATELIER ZERHOUN SARL".into() };
    let career = CareerView {
        as_of: "2026-11-20T09:00:00Z".into(),
        years: Vec::new(),
        lines: Vec::new(),
        employers: vec![employer],
        total_days: 2_184,
        pension_days: 3_240,
        pension_days_sourced: true,
        total_quarters: 28,
        disputes: vec![],
        employment: person().employment,
    };
    Ok(Json(career).into_response())
}

async fn list(State(inner): State<Shared>, headers: HeaderMap) -> Result<Response, Response> {
    let mut inner = inner.lock().unwrap();
    session(&mut inner, &headers)?;
    let certificates = inner.issued.iter().rev().cloned().collect();
    Ok(Json(CertificateListView { as_of: "2026-11-20T09:00:00Z".into(), certificates }).into_response())
}

async fn issue(State(inner): State<Shared>, headers: HeaderMap) -> Result<Response, Response> {
    let mut inner = inner.lock().unwrap();
    session(&mut inner, &headers)?;
    let key = headers.get("idempotency-key").unwrap().to_str().unwrap().to_owned();
    inner.keys_seen.push(key.clone());
    let next = inner.issued.len();
    let place = *inner.by_key.entry(key).or_insert(next);
    if place == next {
        let certificate = inner.fund.certificate(u8::try_from(next).unwrap() + 1);
        inner.issued.push(certificate);
    }
    Ok(match &inner.after_issuing {
        Some(answer) => answer(),
        None => Json(inner.issued[place].clone()).into_response(),
    })
}

async fn page(
    State(inner): State<Shared>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Response, Response> {
    let mut inner = inner.lock().unwrap();
    session(&mut inner, &headers)?;
    let pdf = inner.pages.get(&id).cloned();
    let busy = || refused(StatusCode::SERVICE_UNAVAILABLE, ErrorCode::Busy);
    pdf.map(|pdf| bytes("application/pdf", pdf)).ok_or_else(busy)
}

async fn trust(State(inner): State<Shared>) -> Response {
    let inner = inner.lock().unwrap();
    bytes("application/cwt", inner.fund.trust_list(inner.lists_from))
}

async fn status(State(inner): State<Shared>) -> Response {
    let inner = inner.lock().unwrap();
    bytes("application/cwt", inner.fund.status_list(inner.lists_from, &inner.revoked))
}

fn bytes(media_type: &'static str, body: Vec<u8>) -> Response {
    ([(header::CONTENT_TYPE, media_type)], Body::from(body)).into_response()
}
