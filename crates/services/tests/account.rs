//! Signing in: what opens a session, what does not, and what survives a restart.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod support;

use damane_services::{ClientKind, ServiceError, SignIn, SignInAttempt};
use support::{DEVICE, EMPLOYED, NEW_DEVICE, NO_ACCOUNT, OTHER, PASSWORD, TestFund, attempt};

fn is_refused<T>(answer: Result<T, ServiceError>) -> bool {
    matches!(answer, Err(ServiceError::CodeRefused))
}

#[tokio::test]
async fn a_code_opens_a_session_once() {
    let fund = TestFund::new().await;
    let (challenge, code) = fund.challenge(EMPLOYED, DEVICE).await;
    let opened = fund.confirm_code(&challenge, &code).await.unwrap();
    assert_eq!(opened.person.name.latin, "NAÏMA EL OUARDI");
    assert_eq!(opened.person.employer_name.as_deref(), Some("ATELIER ZERHOUN SARL"));
    assert_eq!(opened.device, None, "the device named itself");
    let session = fund.find_session(&opened.token).await.unwrap().unwrap();
    assert_eq!(session.registration_number.as_str(), EMPLOYED);
    assert!(is_refused(fund.confirm_code(&challenge, &code).await));
    let messages = fund.outbox().await.unwrap();
    assert!(messages.iter().all(|message| message.code.is_none()), "a used code is erased");
}

#[tokio::test]
async fn a_code_is_good_for_its_own_request_alone() {
    let fund = TestFund::new().await;
    let (first, first_code) = fund.challenge(EMPLOYED, DEVICE).await;
    let (second, second_code) = fund.challenge(OTHER, DEVICE).await;
    assert_ne!(first_code, second_code);
    assert!(is_refused(fund.confirm_code(&second, &first_code).await));
    assert!(is_refused(fund.confirm_code(&first, &second_code).await));
    assert!(is_refused(fund.confirm_code(&"f".repeat(32), &first_code).await));
    assert!(fund.confirm_code(&first, &first_code).await.is_ok());
}

#[tokio::test]
async fn a_code_is_good_for_ten_minutes_and_then_unreadable() {
    let fund = TestFund::new().await;
    let (challenge, code) = fund.challenge(EMPLOYED, DEVICE).await;
    fund.wait(599);
    assert!(fund.outbox().await.unwrap()[0].text.contains(&code));
    fund.wait(1);
    assert!(is_refused(fund.confirm_code(&challenge, &code).await));
    let message = fund.outbox().await.unwrap().remove(0);
    assert!(message.code.is_none() && !message.text.contains(&code));
    fund.forget_past().await.unwrap();
    let kept = damane_storage::messages::find_newest(&mut fund.store().await.read().await.unwrap(), 1).await;
    assert_eq!(kept.unwrap()[0].code, None, "it is erased, not only hidden");
}

#[tokio::test]
async fn five_wrong_codes_close_a_request_to_the_right_one() {
    let fund = TestFund::new().await;
    let (challenge, code) = fund.challenge(EMPLOYED, DEVICE).await;
    let wrong = if code == "00000000" { "00000001" } else { "00000000" };
    for _ in 0..5 {
        assert!(is_refused(fund.confirm_code(&challenge, wrong).await));
    }
    assert!(is_refused(fund.confirm_code(&challenge, &code).await));
}

#[tokio::test]
async fn four_wrong_codes_do_not_also_after_a_restart() {
    let mut fund = TestFund::new().await;
    let (challenge, code) = fund.challenge(EMPLOYED, DEVICE).await;
    let wrong = if code == "00000000" { "00000001" } else { "00000000" };
    for _ in 0..4 {
        assert!(is_refused(fund.confirm_code(&challenge, wrong).await));
    }
    fund.reopen().await;
    let opened = fund.confirm_code(&challenge, &code).await.unwrap();
    fund.reopen().await;
    assert!(is_refused(fund.confirm_code(&challenge, &code).await), "used before the restart");
    assert!(fund.find_session(&opened.token).await.unwrap().is_some());
}

#[tokio::test]
async fn tries_before_a_restart_count_after_it() {
    let mut fund = TestFund::new().await;
    let (challenge, code) = fund.challenge(EMPLOYED, DEVICE).await;
    let wrong = if code == "00000000" { "00000001" } else { "00000000" };
    for _ in 0..5 {
        assert!(is_refused(fund.confirm_code(&challenge, wrong).await));
        fund.reopen().await;
    }
    assert!(is_refused(fund.confirm_code(&challenge, &code).await));
}

#[tokio::test]
async fn only_a_device_that_confirmed_a_code_is_known_and_only_to_its_person() {
    let mut fund = TestFund::new().await;
    fund.challenge(EMPLOYED, DEVICE).await;
    let unconfirmed = fund.attempt(EMPLOYED, PASSWORD, DEVICE).await.unwrap();
    assert!(matches!(unconfirmed, SignIn::CodeNeeded { .. }), "a code that was sent proves nothing");
    fund.signed_in(EMPLOYED).await;
    fund.reopen().await;
    assert!(matches!(fund.attempt(EMPLOYED, PASSWORD, DEVICE).await.unwrap(), SignIn::SignedIn(_)));
    fund.wait(3_600);
    for (number, device) in [(EMPLOYED, NEW_DEVICE), (OTHER, DEVICE)] {
        let answer = fund.attempt(number, PASSWORD, device).await.unwrap();
        assert!(matches!(answer, SignIn::CodeNeeded { .. }), "{number}");
    }
}

#[tokio::test]
async fn a_browser_gets_its_devices_name_with_the_session() {
    let fund = TestFund::new().await;
    let browser = SignInAttempt { client: ClientKind::Browser, ..attempt(EMPLOYED, PASSWORD, None) };
    let SignIn::CodeNeeded { challenge_id, mobile_ending, expires_in, .. } =
        fund.sign_in(browser).await.unwrap()
    else {
        panic!("a browser without a cookie is new")
    };
    assert_eq!((mobile_ending.as_str(), expires_in), ("70", 600));
    let code = fund.outbox().await.unwrap().remove(0).code.unwrap();
    let device = fund.confirm_code(&challenge_id, &code).await.unwrap().device.unwrap();
    let known = SignInAttempt { device: Some(&device), ..browser };
    assert!(matches!(fund.sign_in(known).await.unwrap(), SignIn::SignedIn(_)));
}

#[tokio::test]
async fn nobody_and_a_wrong_password_are_one_answer_and_are_slowed_alike() {
    let fund = TestFund::new().await;
    let nobody = "199999999";
    for number in [EMPLOYED, nobody, NO_ACCOUNT] {
        let mut answers = Vec::new();
        for _ in 0..6 {
            answers.push(fund.attempt(number, "not-the-password-1", DEVICE).await.unwrap_err().to_string());
        }
        let expected = [vec!["sign-in refused"; 5], vec!["too many tries: wait 5 s"]].concat();
        assert_eq!(answers, expected, "{number}");
    }
    assert!(matches!(
        fund.attempt(EMPLOYED, PASSWORD, DEVICE).await,
        Err(ServiceError::TooManyTries { retry_after: 5 })
    ));
    fund.wait(5);
    assert!(fund.attempt(EMPLOYED, PASSWORD, DEVICE).await.is_ok(), "the right one after the wait");
    assert!(fund.attempt(OTHER, PASSWORD, DEVICE).await.is_ok(), "others never waited");
}

#[tokio::test]
async fn delays_grow_to_a_quarter_of_an_hour_survive_a_restart_and_end_with_success() {
    let mut fund = TestFund::new().await;
    let mut waits = Vec::new();
    for _ in 0..14 {
        let refused = fund.attempt(EMPLOYED, "not-the-password-1", DEVICE).await.unwrap_err();
        if let ServiceError::TooManyTries { retry_after } = refused {
            waits.push(retry_after);
            fund.reopen().await;
            fund.wait(i64::from(retry_after));
            let _refused = fund.attempt(EMPLOYED, "not-the-password-1", DEVICE).await;
        }
    }
    assert_eq!(waits, [5, 10, 20, 40, 80, 160, 320, 640, 900]);
    fund.wait(900);
    fund.signed_in(EMPLOYED).await;
    for _ in 0..4 {
        let answer = fund.attempt(EMPLOYED, "not-the-password-1", DEVICE).await;
        assert!(matches!(answer, Err(ServiceError::SignInRefused)), "success starts the count anew");
    }
}

#[tokio::test]
async fn tries_sent_at_once_are_counted_one_by_one() {
    let fund = TestFund::new().await;
    let wrong = || fund.attempt(EMPLOYED, "not-the-password-1", DEVICE);
    let answers = tokio::join!(wrong(), wrong(), wrong(), wrong(), wrong(), wrong(), wrong(), wrong());
    let answers = [answers.0, answers.1, answers.2, answers.3, answers.4, answers.5, answers.6, answers.7];
    let looked_at =
        answers.iter().filter(|answer| matches!(answer, Err(ServiceError::SignInRefused))).count();
    assert_eq!(looked_at, 5);
}

#[tokio::test]
async fn an_address_with_too_many_wrong_passwords_waits_and_others_do_not() {
    let fund = TestFund::with_limits("wrong_passwords_per_address = 2").await;
    for number in ["190000011", "190000012"] {
        let answer = fund.attempt(number, "not-the-password-1", DEVICE).await;
        assert!(matches!(answer, Err(ServiceError::SignInRefused)));
    }
    let answer = fund.attempt(EMPLOYED, PASSWORD, DEVICE).await;
    assert!(matches!(answer, Err(ServiceError::TooManyTries { .. })));
    let elsewhere = SignInAttempt {
        address: "198.51.100.1".parse().unwrap(),
        ..attempt(EMPLOYED, PASSWORD, Some(DEVICE))
    };
    assert!(fund.sign_in(elsewhere).await.is_ok());
}

#[tokio::test]
async fn a_person_gets_three_codes_an_hour() {
    let fund = TestFund::new().await;
    for _ in 0..3 {
        fund.challenge(EMPLOYED, DEVICE).await;
        fund.wait(60);
    }
    let answer = fund.attempt(EMPLOYED, PASSWORD, DEVICE).await;
    assert!(matches!(answer, Err(ServiceError::TooManyTries { retry_after: 3_418 })), "{answer:?}");
    fund.wait(3_418);
    fund.challenge(EMPLOYED, DEVICE).await;
}

#[tokio::test]
async fn guessing_across_accounts_opens_the_breaker_for_everybody() {
    let fund = TestFund::with_limits("wrong_codes_in_ten_minutes = 2").await;
    let (first, first_code) = fund.challenge(EMPLOYED, DEVICE).await;
    let (second, second_code) = fund.challenge(OTHER, DEVICE).await;
    assert!(is_refused(fund.confirm_code(&first, &second_code).await));
    assert!(is_refused(fund.confirm_code(&"0".repeat(32), &second_code).await), "costs nobody anything");
    assert!(is_refused(fund.confirm_code(&second, &first_code).await));
    let answer = fund.confirm_code(&first, &first_code).await;
    assert!(matches!(answer, Err(ServiceError::TooManyTries { .. })));
    fund.wait(480);
    assert!(fund.confirm_code(&first, &first_code).await.is_ok(), "in the next ten minutes");
}

#[tokio::test]
async fn a_session_ends_at_once_when_its_person_ends_it() {
    let fund = TestFund::new().await;
    let (_, opened) = fund.signed_in(EMPLOYED).await;
    fund.end_session(&opened.token).await.unwrap();
    assert!(fund.find_session(&opened.token).await.unwrap().is_none());
    fund.end_session(&opened.token).await.unwrap();
    assert!(fund.find_session("no token of ours").await.unwrap().is_none());
}

#[tokio::test]
async fn a_browsers_session_ends_without_use_and_whatever_its_use() {
    let fund = TestFund::new().await;
    fund.signed_in(EMPLOYED).await;
    let browser = SignInAttempt { client: ClientKind::Browser, ..attempt(EMPLOYED, PASSWORD, Some(DEVICE)) };
    let open = async || match fund.sign_in(browser).await.unwrap() {
        SignIn::SignedIn(opened) => opened.token,
        SignIn::CodeNeeded { .. } => panic!("the device is known"),
    };
    let idle = open().await;
    fund.wait(30 * 60);
    assert!(fund.find_session(&idle).await.unwrap().is_none());
    let used = open().await;
    for _ in 0..24 {
        fund.wait(29 * 60);
        assert!(fund.find_session(&used).await.unwrap().is_some());
    }
    fund.wait(25 * 60);
    assert!(fund.find_session(&used).await.unwrap().is_none(), "after twelve hours");
}

#[tokio::test]
async fn a_person_without_a_mobile_is_refused_like_a_stranger() {
    let fund = TestFund::new().await;
    let store = fund.store().await;
    let number = EMPLOYED.parse().unwrap();
    let found = damane_storage::register::find_registered(&mut store.read().await.unwrap(), &number).await;
    let (id, mut person) = found.unwrap().unwrap();
    person.mobile = None;
    let mut tx = store.begin().await.unwrap();
    damane_storage::register::put_people(&mut tx, &[(id, person)], fund.now()).await.unwrap();
    tx.commit().await.unwrap();
    assert!(matches!(fund.attempt(EMPLOYED, PASSWORD, DEVICE).await, Err(ServiceError::SignInRefused)));
}

#[tokio::test]
async fn a_field_that_is_malformed_is_named() {
    let fund = TestFund::new().await;
    let field = async |attempt: SignInAttempt<'_>| match fund.sign_in(attempt).await {
        Err(ServiceError::InvalidInput(field)) => field,
        other => panic!("{other:?}"),
    };
    let good = attempt(EMPLOYED, PASSWORD, Some(DEVICE));
    let long = "x".repeat(129);
    assert_eq!(field(SignInAttempt { registration_number: "12a", ..good }).await, "registration_number");
    assert_eq!(field(SignInAttempt { password: "", ..good }).await, "password");
    assert_eq!(field(SignInAttempt { password: &long, ..good }).await, "password");
    assert_eq!(field(SignInAttempt { device: Some("me"), ..good }).await, "device_id");
    assert_eq!(field(SignInAttempt { device_name: Some(&long), ..good }).await, "device_name");
    assert_eq!(field(SignInAttempt { device_name: Some("a\nb"), ..good }).await, "device_name");
    for (challenge, code) in [("x", "12345678"), (&"0".repeat(32), "1234567"), (&"0".repeat(32), "1234567٨")]
    {
        assert!(matches!(fund.confirm_code(challenge, code).await, Err(ServiceError::InvalidInput(_))));
    }
}

#[tokio::test]
async fn nothing_secret_can_be_read_from_the_database_or_printed() {
    let fund = TestFund::new().await;
    let (challenge, code) = fund.challenge(EMPLOYED, DEVICE).await;
    let opened = fund.confirm_code(&challenge, &code).await.unwrap();
    assert!(!format!("{opened:?}").contains(&opened.token));
    fund.store().await.close().await;
    let bytes: Vec<u8> = ["damane.db", "damane.db-wal"]
        .iter()
        .flat_map(|name| std::fs::read(fund.folder.path().join(name)).unwrap_or_default())
        .collect();
    let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds(EMPLOYED), "the records are there");
    assert!(!holds(&opened.token) && !holds(&challenge) && !holds(DEVICE) && !holds(PASSWORD));
}

#[tokio::test]
async fn the_outbox_is_part_of_demonstrations_alone() {
    let mut fund = TestFund::new().await;
    let path = fund.folder.path().join("fund.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    let real = text.replace("demonstration = true", "demonstration = false");
    std::fs::write(&path, real.replace("http://localhost:8440", "https://fund.example")).unwrap();
    fund.reopen().await;
    assert!(matches!(fund.outbox().await, Err(ServiceError::NotFound)));
}

/// Request handlers move between threads.
#[test]
fn every_use_case_can_be_awaited_from_any_thread() {
    fn is_send<T: Send>(_: &T) {}
    let _never_called = async |fund: &damane_services::Fund, session: &damane_services::Session| {
        is_send(&fund.sign_in(attempt(EMPLOYED, PASSWORD, None)));
        is_send(&fund.confirm_code("", ""));
        is_send(&fund.send_step_code(""));
        is_send(&fund.find_session(""));
        is_send(&fund.end_session(""));
        is_send(&fund.person(session));
        is_send(&fund.outbox());
        is_send(&fund.status_list(2026));
        is_send(&fund.certificates(session));
        is_send(&fund.issue_certificate(
            session,
            damane_domain::certificates::CertificateKind::Employment,
            "",
        ));
        is_send(&fund.certificate_pdf(session, &damane_domain::ids::CertificateId([0; 16])));
    };
}
