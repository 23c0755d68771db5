//! Account journeys whose codes and links are read where a person reads them: on a phone behind a real message centre,
//! and in a mailbox behind a real mail server.

use damane_tests::{
    Client, DEMO_PASSWORD, DemoPortal, NAIMA, SINK_PASSWORD, SINK_USER, Sink, free_port, make_certificate,
};
use serde_json::{Value, json};
use std::time::Duration;

const DEVICE: &str = "0123456789abcdef0123456789abcdef";
const NEW_PASSWORD: &str = "quatre chats sur le toit";
/// How long a person waits for the next message.
const PATIENCE: Duration = Duration::from_secs(15);

/// A portal with both carriers, as an operator sets it up, and where its messages arrive.
struct Reached {
    portal: DemoPortal,
    phone: Sink,
    mailbox: Sink,
    client: Client,
    _certificate: tempfile::TempDir,
}

impl Reached {
    fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        make_certificate(folder.path());
        let (sms, mail) = (free_port(), free_port());
        let phone = Sink::message_centre(sms, 0, Some(folder.path()));
        let mailbox = Sink::mail_server(mail, folder.path());
        let portal = DemoPortal::with_settings(&format!(
            "[sms.smpp]\nhost = 'localhost'\nport = {sms}\nsystem_id = '{SINK_USER}'\npassword = '{SINK_PASSWORD}'\n\
             sender = 'MonDamane'\ntls = 'tls'\nca_file = '{0}/cert.pem'\n\
             [email]\nhost = 'localhost'\nport = {mail}\nuser = '{SINK_USER}'\npassword = '{SINK_PASSWORD}'\n\
             from = 'no-reply@damane.example'\nca_file = '{0}/cert.pem'\n",
            folder.path().display()
        ));
        let client = Client::new(&portal.url());
        Self { portal, phone, mailbox, client, _certificate: folder }
    }

    async fn sign_in(&self, password: &str) -> (u16, Value) {
        let body =
            json!({"registration_number": NAIMA, "password": password, "client": "app", "device_id": DEVICE});
        self.client.post("/v1/session", &body).await
    }

    /// Signs in with the code that the phone gets; gives the token.
    async fn sign_in_by_sms(&self, password: &str) -> String {
        let (status, first) = self.sign_in(password).await;
        assert_eq!((status, first["state"].as_str()), (200, Some("code_needed")), "{first}");
        let sms = next_with(&self.phone, "nouvel appareil. Il est valable");
        let body = json!({"challenge_id": first["challenge_id"], "code": code_in(&sms)});
        let (status, second) = self.client.post("/v1/session/code", &body).await;
        assert_eq!((status, second["state"].as_str()), (200, Some("signed_in")), "{second}");
        second["token"].as_str().expect("the app gets a token").to_owned()
    }

    async fn status_of_me(&self, token: &str) -> u16 {
        self.client.get_with(token, "/v1/me").await.0
    }
}

/// The next message that has those words; what comes before it is another notice.
fn next_with(sink: &Sink, words: &str) -> Value {
    let mut before = Vec::new();
    for _ in 0..10 {
        let Some(message) = sink.next_within(PATIENCE) else { break };
        if message["text"].as_str().is_some_and(|text| text.contains(words)) {
            return message;
        }
        before.push(message);
    }
    panic!("{words:?} does not arrive; these did: {before:#?}");
}

/// Eight digits in a row.
fn code_in(message: &Value) -> String {
    let text = message["text"].as_str().expect("a text");
    let found = text.split(|letter: char| !letter.is_ascii_digit()).find(|digits| digits.len() == 8);
    found.unwrap_or_else(|| panic!("no code: {text}")).to_owned()
}

/// The token of the link in an e-mail.
fn token_in(message: &Value, portal: &DemoPortal) -> String {
    let text = message["text"].as_str().expect("a text");
    let (_, after) = text.split_once(&format!("{}/recover#", portal.url())).expect("a link of the portal's");
    after.split_whitespace().next().expect("the token stands in the fragment").to_owned()
}

#[tokio::test]
async fn a_password_is_recovered_by_the_link_of_an_email_and_every_channel_hears_of_it() {
    let reached = Reached::start();
    let token = reached.sign_in_by_sms(DEMO_PASSWORD).await;
    assert_eq!(reached.status_of_me(&token).await, 200);

    let ask = json!({"registration_number": NAIMA, "cin": "XA104882", "channel": "email"});
    let (status, asked) = reached.client.post("/v1/recovery", &ask).await;
    assert_eq!((status, asked["expires_in"].as_u64()), (200, Some(1_800)), "{asked}");
    let email = next_with(&reached.mailbox, "/recover#");
    assert_eq!((email["tls"].as_bool(), email["language"].as_str()), (Some(true), Some("fr")), "{email}");
    let mailbox = email["to"][0].as_str().expect("an address").to_owned();
    let link = token_in(&email, &reached.portal);
    let reset = json!({"token": link, "password": NEW_PASSWORD});
    let (status, answer) = reached.client.post("/v1/recovery/password", &reset).await;
    assert_eq!(status, 204, "{answer}");

    assert_eq!(reached.status_of_me(&token).await, 401, "the session that was open has ended");
    let told = next_with(&reached.mailbox, "Le mot de passe de votre compte a changé");
    assert_eq!(told["to"][0].as_str(), Some(mailbox.as_str()));
    next_with(&reached.phone, "votre mot de passe a changé");
    let (status, answer) = reached.client.post("/v1/recovery/password", &reset).await;
    assert_eq!((status, answer["code"].as_str()), (404, Some("link_refused")), "once: {answer}");
    assert_eq!(reached.sign_in(DEMO_PASSWORD).await.0, 401, "the old password is of no use");
    let token = reached.sign_in_by_sms(NEW_PASSWORD).await;
    assert_eq!(reached.status_of_me(&token).await, 200, "also a known device was asked for a code again");
}

#[tokio::test]
async fn nothing_leaves_for_a_card_that_is_not_the_owners() {
    let reached = Reached::start();
    let ask = json!({"registration_number": NAIMA, "cin": "XA104883", "channel": "email"});
    let (status, asked) = reached.client.post("/v1/recovery", &ask).await;
    assert_eq!((status, asked["expires_in"].as_u64()), (200, Some(1_800)), "the same answer: {asked}");
    assert!(reached.mailbox.arrivals(Duration::from_secs(4)).is_empty());
    assert!(reached.phone.arrivals(Duration::from_millis(100)).is_empty());
}

/// Someone of the register without an account, as `demo prepare` printed them: number, card, mobile.
fn stranger(portal: &DemoPortal) -> [String; 3] {
    let line = portal.said().lines().find(|line| line.ends_with("everything fits")).expect("someone");
    let after = |mark: &str| {
        let (_, rest) = line.split_once(mark).expect("the line has it");
        rest.split_whitespace().next().expect("a word").to_owned()
    };
    let number = line.split_whitespace().next().expect("a number").to_owned();
    [number, after("CIN "), format!("+212{}", after("+212"))]
}

#[tokio::test]
async fn an_account_is_opened_with_the_code_a_message_centre_delivered() {
    let reached = Reached::start();
    let [number, cin, mobile] = stranger(&reached.portal);
    let body = json!({
        "registration_number": number, "cin": cin, "email": "someone.new@mail.example", "mobile": mobile,
        "language": "ar", "client": "app", "device_id": DEVICE, "device_name": "journey",
    });
    let (status, sent) = reached.client.post("/v1/sign-up", &body).await;
    assert_eq!(status, 200, "{sent}");
    let sms = reached.phone.next();
    assert_eq!(sms["to"].as_str(), Some(mobile.trim_start_matches('+')), "{sms}");
    let id = &sent["sign_up_id"];
    let code = json!({"sign_up_id": id, "code": code_in(&sms)});
    let (status, step) = reached.client.post("/v1/sign-up/code", &code).await;
    assert_eq!((status, step["state"].as_str()), (200, Some("choose_password")), "{step}");
    let chosen = json!({"sign_up_id": id, "password": NEW_PASSWORD});
    let (status, opened) = reached.client.post("/v1/sign-up/password", &chosen).await;
    assert_eq!((status, opened["state"].as_str()), (200, Some("signed_in")), "{opened}");
    let token = opened["token"].as_str().expect("a token");
    assert_eq!(reached.status_of_me(token).await, 200);

    let email = reached.mailbox.next();
    assert_eq!(email["to"], json!(["someone.new@mail.example"]));
    assert_eq!(email["language"], "ar", "{email}");
    assert_eq!(reached.phone.next()["to"].as_str(), Some(mobile.trim_start_matches('+')));
}
