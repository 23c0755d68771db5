//! Messages reach real receivers: a message centre by SMPP, a mail server by SMTP, a gateway by HTTP.

use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use damane_domain::ids::{Email, Mobile};
use damane_domain::time::Timestamp;
use damane_portal::{Carriers, Placement, Portal};
use damane_services::{Clock, Fund, Ports, demo};
use damane_storage::messages::{MessageRecord, Recipient, add_message};
use damane_storage::{Store, sqlite_url};
use damane_tests::{
    Client, DEMO_PASSWORD, DemoPortal, NAIMA, SINK_PASSWORD, SINK_USER, Sink, free_port, make_certificate,
};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// An e-mail nobody has yet.
fn somebody() -> Recipient {
    Recipient::Email(Email::parse("naima@mail.example").expect("an address"))
}

/// Writes notices into a fund's database, as a use-case would.
async fn write_notices(data: &Path, notices: Vec<(i64, &str, &str, Recipient, Timestamp)>) {
    let url = sqlite_url(&data.join("damane.db")).expect("its path is an address");
    let store = Store::open(&url).await.expect("the fund's database opens");
    let mut tx = store.begin().await.expect("a transaction");
    for (id, template, language, recipient, created_at) in notices {
        let message = MessageRecord {
            id,
            person: None,
            template: template.to_owned(),
            language: language.to_owned(),
            recipient,
            code: None,
            code_until: None,
            created_at,
        };
        add_message(&mut tx, &message).await.expect("it is kept");
    }
    tx.commit().await.expect("they are kept");
}

/// A moment that is past by the machine's clock, and not by a day.
fn lately() -> Timestamp {
    Timestamp::from_micros(Ports::system().clock.now().as_micros() - 1_000_000)
}

fn smpp(port: u16, more: &str) -> String {
    format!(
        "[sms.smpp]\nhost = 'localhost'\nport = {port}\nsystem_id = '{SINK_USER}'\npassword = '{SINK_PASSWORD}'\n\
         sender = 'MonDamane'\n{more}\n"
    )
}

/// Eight digits in a row.
fn code_in(text: &str) -> String {
    let found = text.split(|letter: char| !letter.is_ascii_digit()).find(|digits| digits.len() == 8);
    found.unwrap_or_else(|| panic!("no code: {text}")).to_owned()
}

#[tokio::test]
async fn a_code_that_arrives_by_smpp_over_tls_signs_its_person_in_and_is_gone_from_the_outbox() {
    let folder = tempfile::tempdir().expect("a folder");
    make_certificate(folder.path());
    let port = free_port();
    let centre = Sink::message_centre(port, 0, Some(folder.path()));
    let ca = format!("tls = 'tls'\nca_file = '{}'", folder.path().join("cert.pem").display());
    let portal = DemoPortal::with_settings(&smpp(port, &ca));
    let client = Client::new(&portal.url());
    let device = "0123456789abcdef0123456789abcdef";
    let body = json!({"registration_number": NAIMA, "password": DEMO_PASSWORD, "client": "app", "device_id": device});
    let (status, first) = client.post("/v1/session", &body).await;
    assert_eq!((status, first["state"].as_str()), (200, Some("code_needed")), "{first}");

    let sms = centre.next();
    assert_eq!((sms["from"].as_str(), sms["from_ton"].as_i64()), (Some("MonDamane"), Some(5)), "{sms}");
    assert!(sms["to"].as_str().is_some_and(|to| to.starts_with("2126") && to.len() == 12), "{sms}");
    let code = code_in(sms["text"].as_str().expect("a text"));

    let (_, page) = client.get("/outbox").await;
    let page = String::from_utf8(page).expect("a page");
    assert!(!page.contains(&code) && !page.contains("data-code"), "the code left: it is erased");
    let body = json!({"challenge_id": first["challenge_id"], "code": code});
    let (status, second) = client.post("/v1/session/code", &body).await;
    assert_eq!((status, second["state"].as_str()), (200, Some("signed_in")), "{second}");
    let (_, figures) = client.get("/metrics").await;
    let counted = "damane_messages_total{channel=\"sms\",template=\"sign_in_code\",outcome=\"sent\"} 1";
    assert!(String::from_utf8_lossy(&figures).contains(counted), "{}", String::from_utf8_lossy(&figures));
}

#[tokio::test]
async fn arabic_arrives_whole_in_two_parts_also_when_the_centre_throttles() {
    let port = free_port();
    let centre = Sink::message_centre(port, 3, None);
    let portal = DemoPortal::with_settings(&smpp(port, "tls = 'none'"));
    let mobile = || Recipient::Mobile(Mobile::parse("0612345678").expect("a mobile"));
    let notices = vec![
        (0x1_0001, "detail_change_asked", "ar", mobile(), lately()),
        (0x1_0002, "account_closed", "fr", mobile(), lately()),
    ];
    write_notices(portal.data(), notices).await;
    let mut arrived = [centre.next(), centre.next()];
    arrived.sort_by_key(|sms| sms["reference"].as_i64());
    let [arabic, french] = arrived;
    assert_eq!(
        arabic["text"],
        "ضماني: طلب تغيير الهاتف أو البريد أو الحساب البنكي، يسري بعد 72 ساعة. إذا لم تطلبوه، فألغوه واتصلوا: \u{200e}+212500000000"
    );
    assert_eq!((arabic["coding"].as_i64(), arabic["parts"].as_i64()), (Some(8), Some(2)), "{arabic}");
    assert_eq!((arabic["to"].as_str(), arabic["reference"].as_i64()), (Some("212612345678"), Some(1)));
    assert_eq!(
        french["text"],
        "Mon Damane : votre compte est fermé. Vos droits restent entiers. Ce n'est pas vous ? Appelez le fonds : +212500000000"
    );
    assert_eq!((french["coding"].as_i64(), french["parts"].as_i64()), (Some(0), Some(1)), "{french}");
    let more = centre.arrivals(Duration::from_secs(5));
    assert!(more.is_empty(), "each message arrives once: {more:?}");
}

#[tokio::test]
async fn an_email_arrives_over_starttls_with_its_key_as_message_id() {
    let folder = tempfile::tempdir().expect("a folder");
    make_certificate(folder.path());
    let port = free_port();
    let server = Sink::mail_server(port, folder.path());
    std::fs::write(folder.path().join("password"), format!("{SINK_PASSWORD}\n")).expect("a file");
    let portal = DemoPortal::with_settings(&format!(
        "[email]\nhost = 'localhost'\nport = {port}\nuser = '{SINK_USER}'\nfrom = 'no-reply@damane.example'\n\
         password = {{ file = '{0}/password' }}\nca_file = '{0}/cert.pem'\n",
        folder.path().display()
    ));
    let notices = vec![(0xabc_0001, "password_changed", "ar", somebody(), lately())];
    write_notices(portal.data(), notices).await;
    let email = server.next();
    for (name, expected) in [
        ("from", json!("no-reply@damane.example")),
        ("to", json!(["naima@mail.example"])),
        ("tls", json!(true)),
        ("greeted_as", json!("damane.example")),
        ("header_from", json!("Mon Damane <no-reply@damane.example>")),
        ("subject", json!("Mon Damane · تم تغيير كلمة السر")),
        ("message_id", json!("<000000000abc0001@damane.example>")),
        ("language", json!("ar")),
        ("automatic", json!("auto-generated")),
        ("type", json!("text/plain")),
    ] {
        assert_eq!(email[name], expected, "{name}: {email}");
    }
    let text = email["text"].as_str().expect("a text");
    assert!(text.starts_with("تم تغيير كلمة السر الخاصة بحسابكم"), "{text}");
    assert!(text.contains("الصندوق الاجتماعي التجريبي") && text.contains("عرض تجريبي"), "{text}");
}

#[tokio::test]
async fn no_email_goes_to_a_server_that_cannot_prove_its_name() {
    let folder = tempfile::tempdir().expect("a folder");
    make_certificate(folder.path());
    let port = free_port();
    let server = Sink::mail_server(port, folder.path());
    let portal = DemoPortal::with_settings(&format!(
        "[email]\nhost = 'localhost'\nport = {port}\nuser = '{SINK_USER}'\npassword = '{SINK_PASSWORD}'\n\
         from = 'no-reply@damane.example'\n"
    ));
    write_notices(portal.data(), vec![(1, "password_changed", "fr", somebody(), lately())]).await;
    assert!(server.arrivals(Duration::from_secs(6)).is_empty());
    let client = Client::new(&portal.url());
    let (_, figures) = client.get("/metrics").await;
    let put_off = "channel=\"email\",template=\"password_changed\",outcome=\"put_off\"";
    assert!(String::from_utf8_lossy(&figures).contains(put_off), "{}", String::from_utf8_lossy(&figures));
}

/// The machine's clock, moved on by so many microseconds.
#[derive(Default)]
struct MovedClock(AtomicI64);

impl MovedClock {
    fn move_on(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }
}

impl Clock for MovedClock {
    fn now(&self) -> Timestamp {
        let now = Ports::system().clock.now().as_micros();
        Timestamp::from_micros(now + self.0.load(Ordering::SeqCst))
    }
}

/// A demonstration served within this process, by a clock that can be moved.
struct Served {
    folder: TempDir,
    clock: Arc<MovedClock>,
    stop: oneshot::Sender<()>,
    serving: tokio::task::JoinHandle<()>,
}

impl Served {
    async fn start(settings: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        demo::prepare(folder.path(), 6, 8440, Ports::system(), &mut |_| {}).await.expect("a demonstration");
        std::fs::write(folder.path().join("portal.toml"), settings).expect("its settings");
        let clock = Arc::new(MovedClock::default());
        let ports = Ports { clock: Arc::clone(&clock) as Arc<dyn Clock>, ..Ports::system() };
        let fund = Fund::open(folder.path(), ports).await.expect("the fund opens");
        let carriers = Carriers::new(fund.carriers()).expect("its carriers are set up");
        let portal = Portal::delivering(fund, Placement::default(), carriers);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let (stop, asked) = oneshot::channel();
        let serving = tokio::spawn(damane_portal::serve(listener, portal, async {
            let _asked_or_dropped = asked.await;
        }));
        Self { folder, clock, stop, serving }
    }

    async fn end(self) {
        self.stop.send(()).expect("it still serves");
        self.serving.await.expect("it ends");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_centre_that_was_down_for_ten_minutes_gets_a_thousand_messages_once_each() {
    let port = free_port();
    let portal = Served::start(&smpp(port, "tls = 'none'")).await;
    let notices = (1..=1_000).map(|number| {
        let mobile = Mobile::parse(&format!("06{number:08}")).expect("a mobile");
        (number, "account_opened", "fr", Recipient::Mobile(mobile), lately())
    });
    write_notices(portal.folder.path(), notices.collect()).await;
    for _ in 0..20 {
        tokio::time::sleep(Duration::from_millis(200)).await;
        portal.clock.move_on(30);
    }
    let centre = Sink::message_centre(port, 0, None);
    let mut arrived = Vec::new();
    let mut moved = 0;
    while arrived.len() < 1_000 && moved < 300 {
        portal.clock.move_on(2);
        moved += 1;
        arrived.extend(centre.arrivals(Duration::from_millis(150)));
    }
    arrived.extend(centre.arrivals(Duration::from_secs(2)));
    let distinct =
        |name: &str| arrived.iter().map(|sms| sms[name].to_string()).collect::<BTreeSet<_>>().len();
    assert_eq!((arrived.len(), distinct("to"), distinct("reference")), (1_000, 1_000, 1_000));
    portal.end().await;
}

/// What a gateway was posted: key, authorisation, body.
type Posted = Arc<Mutex<Vec<(String, String, Value)>>>;

/// A gateway that asks for patience first, then fails, then takes.
async fn gateway(posted: Posted) -> u16 {
    let answers = [(StatusCode::TOO_MANY_REQUESTS, Some("60")), (StatusCode::BAD_GATEWAY, None)];
    let take = move |headers: HeaderMap, Json(body): Json<Value>| async move {
        let header =
            |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("").to_owned();
        let mut posted = posted.lock().expect("nobody panicked");
        posted.push((header("idempotency-key"), header("authorization"), body));
        let (status, patience) =
            answers.get(posted.len() - 1).copied().unwrap_or((StatusCode::ACCEPTED, None));
        let mut response: Response = status.into_response();
        if let Some(seconds) = patience {
            response.headers_mut().insert("retry-after", seconds.parse().expect("a header"));
        }
        response
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move { axum::serve(listener, Router::new().route("/sms", post(take))).await });
    port
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_by_http_gets_the_same_key_each_time_and_the_patience_it_asks_for() {
    let posted = Posted::default();
    let port = gateway(Arc::clone(&posted)).await;
    let settings =
        format!("[sms.http]\nurl = 'http://127.0.0.1:{port}/sms'\ntoken = 't0ken'\nsender = 'MonDamane'\n");
    let portal = Served::start(&settings).await;
    let to = Recipient::Mobile(Mobile::parse("0612345678").expect("a mobile"));
    write_notices(portal.folder.path(), vec![(0xbeef, "account_opened", "en", to, lately())]).await;
    let count = || posted.lock().expect("nobody panicked").len();
    let wait = Duration::from_millis(2_500);
    tokio::time::sleep(wait).await;
    assert_eq!(count(), 1);
    portal.clock.move_on(50);
    tokio::time::sleep(wait).await;
    assert_eq!(count(), 1, "a minute was asked for");
    for expected in [2, 3, 3] {
        portal.clock.move_on(40);
        tokio::time::sleep(wait * 2).await;
        assert_eq!(count(), expected);
    }
    let text = "Mon Damane: your account is open. Not you? Call the fund: +212500000000";
    let body =
        json!({"to": "+212612345678", "from": "MonDamane", "text": text, "reference": "000000000000beef"});
    for (key, authorization, posted) in posted.lock().expect("nobody panicked").iter() {
        assert_eq!((key.as_str(), authorization.as_str()), ("000000000000beef", "Bearer t0ken"));
        assert_eq!(*posted, body);
    }
    portal.end().await;
}
