//! Account journeys through the portal's HTTP door: signing in on a new device, signing up, recovery, two officers, and
//! what is refused.

use damane_tests::{Client, DEMO_PASSWORD, DemoPortal, NAIMA, built};
use serde_json::json;

fn sign_in(number: &str, password: &str, device: &str) -> serde_json::Value {
    json!({
        "registration_number": number, "password": password, "client": "app",
        "device_id": device, "device_name": "journey",
    })
}

const DEVICE: &str = "0123456789abcdef0123456789abcdef";

#[tokio::test]
async fn a_code_works_once_and_only_for_its_request() {
    let portal = DemoPortal::start();
    let client = Client::new(&portal.url());
    let (status, first) = client.post("/v1/session", &sign_in(NAIMA, DEMO_PASSWORD, DEVICE)).await;
    assert_eq!((status, first["state"].as_str()), (200, Some("code_needed")), "{first}");
    let code = client.latest_code().await;

    let elsewhere = json!({"challenge_id": "f".repeat(32), "code": code});
    let (status, answer) = client.post("/v1/session/code", &elsewhere).await;
    assert_eq!((status, answer["code"].as_str()), (401, Some("code_refused")), "{answer}");

    let here = json!({"challenge_id": first["challenge_id"], "code": code});
    let (status, answer) = client.post("/v1/session/code", &here).await;
    assert_eq!((status, answer["state"].as_str()), (200, Some("signed_in")), "{answer}");
    let (status, answer) = client.post("/v1/session/code", &here).await;
    assert_eq!((status, answer["code"].as_str()), (401, Some("code_refused")), "a second time: {answer}");
}

#[tokio::test]
async fn five_wrong_codes_close_the_request_even_to_the_right_one() {
    let portal = DemoPortal::start();
    let client = Client::new(&portal.url());
    let (_, first) = client.post("/v1/session", &sign_in(NAIMA, DEMO_PASSWORD, DEVICE)).await;
    let code = client.latest_code().await;
    let wrong = if code == "00000000" { "00000001" } else { "00000000" };
    for _ in 0..5 {
        let guess = json!({"challenge_id": first["challenge_id"], "code": wrong});
        let (status, answer) = client.post("/v1/session/code", &guess).await;
        assert_eq!((status, answer["code"].as_str()), (401, Some("code_refused")), "{answer}");
    }
    let right = json!({"challenge_id": first["challenge_id"], "code": code});
    let (status, answer) = client.post("/v1/session/code", &right).await;
    assert_eq!((status, answer["code"].as_str()), (401, Some("code_refused")), "{answer}");
}

#[tokio::test]
async fn a_number_nobody_has_and_a_wrong_password_get_the_same_answer() {
    let portal = DemoPortal::start();
    let client = Client::new(&portal.url());
    let known = client.post("/v1/session", &sign_in(NAIMA, "not-the-password-1", DEVICE)).await;
    let unknown = client.post("/v1/session", &sign_in("199999999", "not-the-password-1", DEVICE)).await;
    assert_eq!(known, unknown, "nothing tells them apart");
    assert_eq!((known.0, known.1["code"].as_str()), (401, Some("sign_in_refused")));
}

#[tokio::test]
async fn a_known_device_needs_no_code_also_after_the_portal_was_killed() {
    let mut portal = DemoPortal::start();
    let client = Client::new(&portal.url());
    let (_, first) = client.post("/v1/session", &sign_in(NAIMA, DEMO_PASSWORD, DEVICE)).await;
    let code = client.latest_code().await;
    client.post("/v1/session/code", &json!({"challenge_id": first["challenge_id"], "code": code})).await;
    portal.kill();
    portal.restart();
    // The old client still holds a connection to the portal that died.
    let client = Client::new(&portal.url());
    let (status, again) = client.post("/v1/session", &sign_in(NAIMA, DEMO_PASSWORD, DEVICE)).await;
    assert_eq!((status, again["state"].as_str()), (200, Some("signed_in")), "{again}");
    let other = "fedcba9876543210fedcba9876543210";
    let (status, again) = client.post("/v1/session", &sign_in(NAIMA, DEMO_PASSWORD, other)).await;
    assert_eq!((status, again["state"].as_str()), (200, Some("code_needed")), "{again}");
}

/// Someone of the register without an account, as `demo prepare` printed them: number, card, mobile.
fn stranger(portal: &DemoPortal, story: &str) -> [String; 3] {
    let line =
        portal.said().lines().find(|line| line.ends_with(story)).expect("someone can sign up").to_owned();
    let after = |mark: &str| {
        let (_, rest) = line.split_once(mark).expect("the line has it");
        rest.split_whitespace().next().expect("a word").to_owned()
    };
    let number = line.split_whitespace().next().expect("a number").to_owned();
    [number, after("CIN "), format!("+212{}", after("+212"))]
}

fn sign_up(of: &[String; 3], mobile: &str) -> serde_json::Value {
    let [number, cin, _] = of;
    json!({
        "registration_number": number, "cin": cin, "email": "someone.new@example.com", "mobile": mobile,
        "language": "ar", "client": "app", "device_id": DEVICE, "device_name": "journey",
    })
}

#[tokio::test]
async fn someone_of_the_register_opens_an_account_and_an_inactive_file_does_not() {
    let portal = DemoPortal::start();
    let client = Client::new(&portal.url());
    let someone = stranger(&portal, "everything fits");
    let (status, sent) = client.post("/v1/sign-up", &sign_up(&someone, &someone[2])).await;
    assert_eq!((status, sent["expires_in"].as_u64()), (200, Some(600)), "{sent}");
    let id = &sent["sign_up_id"];
    let code = json!({"sign_up_id": id, "code": client.latest_code().await});
    let (status, step) = client.post("/v1/sign-up/code", &code).await;
    assert_eq!((status, step["state"].as_str()), (200, Some("choose_password")), "{step}");
    let weak = json!({"sign_up_id": id, "password": "motdepasse2026"});
    let (status, refused) = client.post("/v1/sign-up/password", &weak).await;
    assert_eq!((status, refused["flaw"].as_str()), (422, Some("common")), "{refused}");
    let good = json!({"sign_up_id": id, "password": "quatre chats sur le toit"});
    let (status, opened) = client.post("/v1/sign-up/password", &good).await;
    assert_eq!((status, opened["state"].as_str()), (200, Some("signed_in")), "{opened}");
    assert_eq!(opened["person"]["registration_number"].as_str(), Some(&*someone[0]), "{opened}");
    assert!(opened["token"].is_string());

    let inactive = stranger(&portal, "the file is inactive");
    let (_, sent) = client.post("/v1/sign-up", &sign_up(&inactive, &inactive[2])).await;
    let code = json!({"sign_up_id": sent["sign_up_id"], "code": client.latest_code().await});
    let (status, step) = client.post("/v1/sign-up/code", &code).await;
    assert_eq!(
        (status, step["case"].as_str()),
        (200, Some("email_taken")),
        "one e-mail, one account: {step}"
    );
    let mut again = sign_up(&inactive, &inactive[2]);
    again["email"] = json!("someone.else@example.com");
    tokio::time::sleep(std::time::Duration::from_secs(10)).await;
    let (_, sent) = client.post("/v1/sign-up", &again).await;
    let code = json!({"sign_up_id": sent["sign_up_id"], "code": client.latest_code().await});
    let (status, step) = client.post("/v1/sign-up/code", &code).await;
    assert_eq!((status, step["case"].as_str()), (200, Some("file_inactive")), "{step}");
}

#[tokio::test]
async fn a_wrong_phone_is_unblocked_by_an_officer() {
    let portal = DemoPortal::start();
    let client = Client::new(&portal.url());
    let someone = stranger(&portal, "everything fits");
    let blocked = async |expected: &str| {
        let (status, sent) = client.post("/v1/sign-up", &sign_up(&someone, "0799000001")).await;
        assert_eq!(status, 200, "{sent}");
        let code = json!({"sign_up_id": sent["sign_up_id"], "code": client.latest_code().await});
        let (_, step) = client.post("/v1/sign-up/code", &code).await;
        assert!(step.to_string().contains(expected), "{step}");
    };
    blocked("other_mobile").await;
    let said = damane(
        &portal,
        &["mobile", &someone[0], "0799000001", "--officer", "S. Benali", "--reason", "letter"],
    );
    assert!(said.starts_with("updated"), "{said}");
    tokio::time::sleep(std::time::Duration::from_secs(10)).await;
    blocked("choose_password").await;
}

/// `damane office …`: what it says on standard output. It must succeed.
fn damane(portal: &DemoPortal, arguments: &[&str]) -> String {
    let (code, said, complained) = office(portal, arguments);
    assert_eq!(code, Some(0), "{arguments:?}: {complained}");
    said
}

/// `damane office …`: exit status, standard output, standard error.
fn office(portal: &DemoPortal, arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command = std::process::Command::new(built("damane"));
    command.arg("office").args(arguments).arg("--data").arg(portal.data());
    let output = command.output().expect("damane starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[tokio::test]
async fn two_officers_reset_an_account_by_letter_while_the_portal_runs() {
    let portal = DemoPortal::start();
    let client = Client::new(&portal.url());
    let asked =
        damane(&portal, &["reset", NAIMA, "--officer", "S. Benali", "--reason", "card shown, phone lost"]);
    let request = asked.split_whitespace().nth(1).expect("it prints the request").to_owned();
    let (code, said, complained) =
        office(&portal, &["approve", &request, "--officer", "s benali", "--letter"]);
    assert_eq!((code, said.as_str()), (Some(2), ""), "{complained}");
    assert!(complained.contains("another officer"), "{complained}");
    let letter = damane(&portal, &["approve", &request, "--officer", "K. Alaoui", "--letter"]);
    let (address, token) = letter.trim().split_once('#').expect("an address with the token in its fragment");
    assert_eq!(address, format!("{}/recover", portal.url()));
    let reset = json!({"token": token, "password": "quatre chats sur le toit"});
    let (status, answer) = client.post("/v1/recovery/password", &reset).await;
    assert_eq!(status, 204, "{answer}");
    let (status, answer) = client.post("/v1/recovery/password", &reset).await;
    assert_eq!((status, answer["code"].as_str()), (404, Some("link_refused")), "{answer}");
    let (status, old) = client.post("/v1/session", &sign_in(NAIMA, DEMO_PASSWORD, DEVICE)).await;
    assert_eq!(status, 401, "{old}");
    let new = sign_in(NAIMA, "quatre chats sur le toit", DEVICE);
    let (_, new) = client.post("/v1/session", &new).await;
    assert_eq!(new["state"], "code_needed", "{new}");
}

#[tokio::test]
async fn a_forgotten_password_is_recovered_by_a_link() {
    let portal = DemoPortal::start();
    let client = Client::new(&portal.url());
    let ask = json!({"registration_number": NAIMA, "cin": "XA104882", "channel": "sms"});
    let (status, asked) = client.post("/v1/recovery", &ask).await;
    assert_eq!((status, asked["expires_in"].as_u64()), (200, Some(600)), "{asked}");
    let started = std::time::Instant::now();
    let token = loop {
        let (_, page) = client.get("/outbox").await;
        let page = String::from_utf8(page).expect("it is text");
        if let Some((_, after)) = page.split_once("data-link=\"") {
            let link = after.split('"').next().expect("the attribute ends");
            let (_, token) = link.split_once('#').expect("the token stands in the fragment");
            break token.to_owned();
        }
        assert!(started.elapsed().as_secs() < 10, "no link came");
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    };
    let reset = json!({"token": token, "password": "quatre chats sur le toit"});
    let (status, answer) = client.post("/v1/recovery/password", &reset).await;
    assert_eq!(status, 204, "{answer}");
}
