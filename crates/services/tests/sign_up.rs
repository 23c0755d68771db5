//! Opening an account: what each is told and when, what a code is good for, and what is the same for everybody.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod support;

use damane_domain::account::{BlockedCase, PasswordFlaw};
use damane_domain::ids::Email;
use damane_ebds::register::RegisterWriter;
use damane_services::career::Watch;
use damane_services::register::RegisterImport;
use damane_services::{ServiceError, SignIn, SignUpAttempt, SignUpStep};
use std::sync::atomic::AtomicBool;
use support::people::{EMAIL, NEW_PASSWORD, here, registered, younes};
use support::{DEVICE, EMPLOYED, INACTIVE, NEW_DEVICE, NO_ACCOUNT, OTHER, PASSWORD, TestFund, attempt};

const STRANGERS_MOBILE: &str = "0766000001";

fn is_refused<T>(answer: Result<T, ServiceError>) -> bool {
    matches!(answer, Err(ServiceError::CodeRefused))
}

fn wrong(code: &str) -> &'static str {
    if code == "00000000" { "00000001" } else { "00000000" }
}

#[tokio::test]
async fn number_card_mobile_and_a_password_open_an_account_that_is_signed_in_at_once() {
    let fund = TestFund::new().await;
    let (sent, code) = fund.begun(younes()).await;
    assert_eq!((sent.expires_in, sent.resend_in), (600, 60));
    let step = fund.prove_phone(&sent.sign_up_id, &code, here()).await.unwrap();
    let SignUpStep::ChoosePassword { name, expires_in } = step else { panic!("{step:?}") };
    assert_eq!((name.latin.as_str(), expires_in), ("YOUNES EL OUARDI", 1_800));
    fund.wait(1);
    let opened = fund.choose_password(&sent.sign_up_id, NEW_PASSWORD).await.unwrap();
    let session = fund.find_session(&opened.token).await.unwrap().unwrap();
    assert_eq!((session.registration_number.as_str(), opened.device), (NO_ACCOUNT, None));
    let told: Vec<_> =
        fund.messages_now().await.into_iter().map(|message| message.to.as_str().to_owned()).collect();
    assert_eq!(told.len(), 2);
    assert!(told.contains(&"+212612345673".to_owned()) && told.contains(&EMAIL.to_owned()), "{told:?}");
    let known = fund.attempt(NO_ACCOUNT, NEW_PASSWORD, DEVICE).await.unwrap();
    assert!(matches!(known, SignIn::SignedIn(_)), "the device is trusted");
    let account = fund.kept_account(NO_ACCOUNT).await;
    assert_eq!(account.email, Email::parse(EMAIL).ok());
}

#[tokio::test]
async fn a_code_works_once_and_only_for_its_own_sign_up() {
    let fund = TestFund::new().await;
    let (first, first_code) = fund.begun(younes()).await;
    let stranger = SignUpAttempt { registration_number: "199999999", mobile: STRANGERS_MOBILE, ..younes() };
    let (second, second_code) = fund.begun(stranger).await;
    assert_ne!(first_code, second_code);
    assert!(is_refused(fund.prove_phone(&first.sign_up_id, &second_code, here()).await));
    assert!(is_refused(fund.prove_phone(&second.sign_up_id, &first_code, here()).await));
    assert!(is_refused(fund.prove_phone(&"f".repeat(32), &first_code, here()).await));
    assert!(fund.prove_phone(&first.sign_up_id, &first_code, here()).await.is_ok());
    assert!(is_refused(fund.prove_phone(&first.sign_up_id, &first_code, here()).await), "a second time");
}

#[tokio::test]
async fn a_code_a_proof_and_what_was_used_survive_a_restart() {
    let mut fund = TestFund::new().await;
    let (sent, code) = fund.begun(younes()).await;
    fund.reopen().await;
    assert!(fund.prove_phone(&sent.sign_up_id, &code, here()).await.is_ok());
    fund.reopen().await;
    assert!(is_refused(fund.prove_phone(&sent.sign_up_id, &code, here()).await), "used before the restart");
    assert!(fund.choose_password(&sent.sign_up_id, NEW_PASSWORD).await.is_ok());
    fund.reopen().await;
    assert!(
        is_refused(fund.choose_password(&sent.sign_up_id, NEW_PASSWORD).await),
        "opened before the restart"
    );
}

#[tokio::test]
async fn a_code_is_good_for_ten_minutes_and_five_tries_also_across_restarts() {
    let mut fund = TestFund::new().await;
    let (sent, code) = fund.begun(younes()).await;
    fund.wait(600);
    assert!(is_refused(fund.prove_phone(&sent.sign_up_id, &code, here()).await));
    let (sent, code) = fund.begun(younes()).await;
    for _ in 0..5 {
        assert!(is_refused(fund.prove_phone(&sent.sign_up_id, wrong(&code), here()).await));
        fund.reopen().await;
    }
    assert!(is_refused(fund.prove_phone(&sent.sign_up_id, &code, here()).await));
}

#[tokio::test]
async fn a_code_that_did_not_come_is_sent_again_later_and_later_and_the_older_one_is_void() {
    let mut fund = TestFund::new().await;
    let (sent, older) = fund.begun(younes()).await;
    fund.wait(59);
    let early = fund.resend_sign_up_code(&sent.sign_up_id).await;
    assert!(matches!(early, Err(ServiceError::TooManyTries { retry_after: 1 })), "{early:?}");
    fund.reopen().await;
    fund.wait(1);
    let again = fund.resend_sign_up_code(&sent.sign_up_id).await.unwrap();
    assert_eq!((again.sign_up_id.as_str(), again.resend_in), (sent.sign_up_id.as_str(), 120));
    let (newer, _) = fund.secret_now().await;
    assert!(is_refused(fund.prove_phone(&sent.sign_up_id, &older, here()).await));
    fund.wait(120);
    let third = fund.resend_sign_up_code(&sent.sign_up_id).await.unwrap();
    assert_eq!(third.resend_in, 3_600 - 180, "three an hour");
    assert!(is_refused(fund.prove_phone(&sent.sign_up_id, &newer, here()).await));
    let (third, _) = fund.secret_now().await;
    // Another sign-up does not get around it: the phone is what is not rung at will.
    let other = fund.start_sign_up(younes()).await;
    assert!(matches!(other, Err(ServiceError::TooManyTries { retry_after: 3_420 })), "{other:?}");
    assert!(fund.prove_phone(&sent.sign_up_id, &third, here()).await.is_ok());
    assert!(is_refused(fund.resend_sign_up_code(&sent.sign_up_id).await), "the phone is proved");
}

#[tokio::test]
async fn the_first_answer_and_what_is_written_are_the_same_for_everybody() {
    let fund = TestFund::new().await;
    let attempts = [
        younes(),
        SignUpAttempt { registration_number: "199999999", mobile: "0766000001", ..younes() },
        SignUpAttempt { cin: "ZZ999999", mobile: "0766000002", ..younes() },
        SignUpAttempt { mobile: "0766000003", ..younes() },
        SignUpAttempt { registration_number: EMPLOYED, cin: "XA104880", mobile: "0612345670", ..younes() },
    ];
    for attempt in attempts {
        let (sent, _) = fund.begun(attempt).await;
        assert_eq!((sent.sign_up_id.len(), sent.expires_in, sent.resend_in), (32, 600, 60));
    }
    let store = fund.store().await;
    let kept = damane_storage::messages::find_newest(&mut store.read().await.unwrap(), 9).await.unwrap();
    let shapes: Vec<_> = kept.iter().map(|message| (message.person, message.template.as_str())).collect();
    assert_eq!(shapes, [(None, "sign_up_code"); 5]);
}

#[tokio::test]
async fn a_number_nobody_has_and_a_card_that_is_not_its_own_are_one_case() {
    let fund = TestFund::new().await;
    for attempt in [
        SignUpAttempt { registration_number: "199999999", ..younes() },
        SignUpAttempt { cin: "XA104882", ..younes() },
    ] {
        assert_eq!(fund.blocked(attempt).await, BlockedCase::NumberUnknown);
    }
}

#[tokio::test]
async fn another_phone_than_the_declared_one_learns_nothing_else() {
    let fund = TestFund::new().await;
    fund.signed_up(younes()).await;
    for (number, cin) in [(NO_ACCOUNT, "XA104883"), (EMPLOYED, "XA104880"), (INACTIVE, "XA104882")] {
        let stranger =
            SignUpAttempt { registration_number: number, cin, mobile: STRANGERS_MOBILE, ..younes() };
        assert_eq!(fund.blocked(stranger).await, BlockedCase::OtherMobile, "{number}");
    }
}

#[tokio::test]
async fn an_account_there_is_is_told_to_the_declared_phone_alone_with_its_e_mail() {
    let fund = TestFund::new().await;
    fund.signed_up(younes()).await;
    fund.wait(3_600);
    let elsewhere = SignUpAttempt { email: "another@example.com", ..younes() };
    let case = fund.blocked(elsewhere).await;
    let BlockedCase::AccountExists(Some(email)) = &case else { panic!("{case:?}") };
    assert_eq!(email.masked(), "Y…i@e…e.com");
    // Accounts opened at an office may have none.
    let employed =
        SignUpAttempt { registration_number: EMPLOYED, cin: "XA104880", mobile: "0612345670", ..elsewhere };
    assert_eq!(fund.blocked(employed).await, BlockedCase::AccountExists(None));
}

#[tokio::test]
async fn an_e_mail_has_one_account_whatever_its_capitals() {
    let fund = TestFund::new().await;
    fund.signed_up(younes()).await;
    fund.register_person(2_000, registered("190000055", "XA200000", Some("0612000000"))).await;
    let taken = SignUpAttempt {
        registration_number: "190000055",
        cin: "XA200000",
        mobile: "0612000000",
        email: "YOUNES.idrissi@EXAMPLE.com",
        ..younes()
    };
    assert_eq!(fund.blocked(taken).await, BlockedCase::EmailTaken);
    fund.signed_up(SignUpAttempt { email: "other@example.com", ..taken }).await;
}

#[tokio::test]
async fn a_file_not_declared_for_over_six_months_opens_no_account_and_one_never_declared_does() {
    let fund = TestFund::new().await;
    fund.register_person(2_000, registered("190000055", "XA200000", Some("0612000000"))).await;
    fund.register_person(2_001, registered("190000066", "XA200001", Some("0612010000"))).await;
    fund.declare("2026-04", "ATELIER ZERHOUN SARL", 1_000_004, &["190000055"]).await;
    let attempt =
        SignUpAttempt { registration_number: "190000055", cin: "XA200000", mobile: "0612000000", ..younes() };
    assert_eq!(fund.blocked(attempt).await, BlockedCase::FileInactive);
    fund.declare("2026-05", "ATELIER ZERHOUN SARL", 1_000_004, &["190000055"]).await;
    fund.signed_up(attempt).await;
    let never = SignUpAttempt {
        registration_number: "190000066",
        cin: "XA200001",
        mobile: "0612010000",
        email: "never@example.com",
        ..younes()
    };
    fund.signed_up(never).await;
}

async fn import_feed(fund: &TestFund, mobile: &str) {
    let path = fund.folder.path().join("register.csv");
    let mut writer = RegisterWriter::start(std::fs::File::create(&path).unwrap()).unwrap();
    writer.write(&registered(NO_ACCOUNT, "XA104883", Some(mobile))).unwrap();
    writer.finish().unwrap();
    let cancelled = AtomicBool::new(false);
    let watch = Watch { progress: &|_| {}, cancelled: &cancelled };
    let imported = fund.import_register(&path, &watch).await.unwrap();
    assert!(matches!(imported, RegisterImport::Kept(_)), "{imported:?}");
}

#[tokio::test]
async fn the_employers_new_mobile_comes_with_the_register_feed_and_unblocks() {
    let fund = TestFund::new().await;
    let moved = SignUpAttempt { mobile: "0712345673", ..younes() };
    assert_eq!(fund.blocked(moved).await, BlockedCase::OtherMobile);
    import_feed(&fund, "0712345673").await;
    fund.signed_up(moved).await;
}

#[tokio::test]
async fn an_account_follows_the_mobile_its_employer_declares_anew_and_is_guarded() {
    let fund = TestFund::new().await;
    fund.signed_up(younes()).await;
    fund.wait(86_400);
    import_feed(&fund, "0712345673").await;
    let told: Vec<_> =
        fund.messages_now().await.into_iter().map(|message| message.to.as_str().to_owned()).collect();
    for channel in ["+212612345673", "+212712345673", EMAIL] {
        assert!(told.iter().any(|to| to == channel), "{channel} in {told:?}");
    }
    let account = fund.kept_account(NO_ACCOUNT).await;
    assert_eq!(account.mobile.as_ref().map(|mobile| mobile.as_str()), Some("+212712345673"));
    assert_eq!(account.guarded_until, Some(fund.now().plus_seconds(72 * 3_600)));
    fund.wait(60);
    import_feed(&fund, "0712345673").await;
    assert!(fund.messages_now().await.is_empty(), "the same feed again changes nothing");
}

#[tokio::test]
async fn a_password_with_a_flaw_leaves_the_sign_up_open_for_half_an_hour() {
    let fund = TestFund::new().await;
    let (id, _) = fund.proved(younes()).await;
    for (password, flaw) in [
        ("court", PasswordFlaw::TooShort),
        (&*"x".repeat(129), PasswordFlaw::TooLong),
        ("motdepasse2026", PasswordFlaw::Common),
        ("younes190000040", PasswordFlaw::Guessable),
    ] {
        let answer = fund.choose_password(&id, password).await;
        assert!(matches!(answer, Err(ServiceError::PasswordRefused(found)) if found == flaw), "{answer:?}");
    }
    fund.wait(1_799);
    assert!(fund.choose_password(&id, NEW_PASSWORD).await.is_ok());
    let other = TestFund::new().await;
    let (id, _) = other.proved(younes()).await;
    other.wait(1_800);
    assert!(is_refused(other.choose_password(&id, NEW_PASSWORD).await));
}

#[tokio::test]
async fn a_password_cannot_be_chosen_before_the_phone_is_proved() {
    let fund = TestFund::new().await;
    let (sent, _) = fund.begun(younes()).await;
    assert!(is_refused(fund.choose_password(&sent.sign_up_id, NEW_PASSWORD).await));
}

#[tokio::test]
async fn of_two_sign_ups_of_one_person_one_opens_the_account() {
    let fund = TestFund::new().await;
    let (first, _) = fund.proved(younes()).await;
    fund.wait(120);
    let (second, _) = fund.proved(younes()).await;
    assert!(fund.choose_password(&second, NEW_PASSWORD).await.is_ok());
    assert!(is_refused(fund.choose_password(&first, "un tout autre mot de passe").await));
    let answer = fund.attempt(NO_ACCOUNT, NEW_PASSWORD, NEW_DEVICE).await;
    assert!(matches!(answer, Ok(SignIn::CodeNeeded { .. })), "the one that was chosen: {answer:?}");
}

#[tokio::test]
async fn a_browser_gets_its_devices_name_with_the_session() {
    let fund = TestFund::new().await;
    let browser = SignUpAttempt { client: damane_services::ClientKind::Browser, device: None, ..younes() };
    let opened = fund.signed_up(browser).await;
    let device = opened.device.unwrap();
    let again = damane_services::SignInAttempt {
        client: damane_services::ClientKind::Browser,
        ..attempt(NO_ACCOUNT, NEW_PASSWORD, Some(&device))
    };
    assert!(matches!(fund.sign_in(again).await.unwrap(), SignIn::SignedIn(_)));
}

#[tokio::test]
async fn an_address_a_block_of_mobiles_and_a_day_have_their_share() {
    for limit in ["sign_ups_per_address = 2", "sign_up_codes_per_block = 2", "sign_up_codes_per_day = 2"] {
        let fund = TestFund::with_limits(limit).await;
        let mobiles = ["0766000001", "0766000002", "0766000003"];
        let mut answers = Vec::new();
        for mobile in mobiles {
            answers.push(fund.start_sign_up(SignUpAttempt { mobile, ..younes() }).await.is_ok());
        }
        assert_eq!(answers, [true, true, false], "{limit}");
        let elsewhere =
            SignUpAttempt { mobile: "0677000001", address: "198.51.100.1".parse().unwrap(), ..younes() };
        let is_total = limit.contains("day");
        assert_eq!(fund.start_sign_up(elsewhere).await.is_ok(), !is_total, "{limit}");
        fund.wait(86_400);
        assert!(
            fund.start_sign_up(SignUpAttempt { mobile: mobiles[2], ..younes() }).await.is_ok(),
            "{limit}"
        );
    }
}

#[tokio::test]
async fn guessing_sign_up_codes_opens_their_breaker_and_leaves_signing_in_alone() {
    let mut fund = TestFund::with_limits("wrong_sign_up_codes_in_ten_minutes = 3").await;
    let (sent, code) = fund.begun(younes()).await;
    for _ in 0..3 {
        assert!(is_refused(fund.prove_phone(&sent.sign_up_id, wrong(&code), here()).await));
    }
    for _ in 0..2 {
        let right = fund.prove_phone(&sent.sign_up_id, &code, here()).await;
        assert!(matches!(right, Err(ServiceError::TooManyTries { .. })), "{right:?}");
        let start = fund.start_sign_up(SignUpAttempt { mobile: STRANGERS_MOBILE, ..younes() }).await;
        assert!(matches!(start, Err(ServiceError::TooManyTries { .. })), "{start:?}");
        fund.reopen().await;
    }
    let (challenge, sms) = fund.challenge(OTHER, DEVICE).await;
    assert!(fund.confirm_code(&challenge, &sms).await.is_ok());
    fund.wait(480);
    assert!(fund.prove_phone(&sent.sign_up_id, &code, here()).await.is_ok(), "in the next ten minutes");
}

#[tokio::test]
async fn a_field_that_is_malformed_is_named() {
    let fund = TestFund::new().await;
    let field = async |attempt: SignUpAttempt<'_>| match fund.start_sign_up(attempt).await {
        Err(ServiceError::InvalidInput(field)) => field,
        other => panic!("{other:?}"),
    };
    let long = "x".repeat(61);
    assert_eq!(field(SignUpAttempt { registration_number: "12", ..younes() }).await, "registration_number");
    assert_eq!(field(SignUpAttempt { cin: "A/1", ..younes() }).await, "cin");
    assert_eq!(field(SignUpAttempt { email: "nobody", ..younes() }).await, "email");
    assert_eq!(field(SignUpAttempt { mobile: "+33612345678", ..younes() }).await, "mobile");
    assert_eq!(field(SignUpAttempt { language: "es", ..younes() }).await, "language");
    assert_eq!(field(SignUpAttempt { device: Some("me"), ..younes() }).await, "device_id");
    assert_eq!(field(SignUpAttempt { device_name: Some(&long), ..younes() }).await, "device_name");
    for (id, code) in [("x", "12345678"), (&*"0".repeat(32), "1234567")] {
        assert!(matches!(fund.prove_phone(id, code, here()).await, Err(ServiceError::InvalidInput(_))));
    }
    assert!(matches!(fund.resend_sign_up_code("x").await, Err(ServiceError::InvalidInput("sign_up_id"))));
    assert!(matches!(
        fund.choose_password("x", PASSWORD).await,
        Err(ServiceError::InvalidInput("sign_up_id"))
    ));
}

#[tokio::test]
async fn what_was_typed_is_forgotten_after_a_day_and_its_id_is_never_kept() {
    let fund = TestFund::new().await;
    let (sent, _) = fund.begun(younes()).await;
    let read = || {
        ["damane.db", "damane.db-wal"]
            .iter()
            .flat_map(|name| std::fs::read(fund.folder.path().join(name)).unwrap_or_default())
            .collect::<Vec<u8>>()
    };
    let bytes = read();
    let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds(EMAIL), "the row is there");
    assert!(!holds(&sent.sign_up_id));
    fund.wait(86_401);
    fund.forget_past().await.unwrap();
    assert!(is_refused(fund.resend_sign_up_code(&sent.sign_up_id).await));
}
