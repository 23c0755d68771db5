//! The demonstration fund: made once, brought up to date in no time, and lived in like a real one.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod support;

use damane_domain::certificates::{CertificateKind, FactValue};
use damane_services::{Fund, Ports, ServiceError, SignIn, SignUpAttempt, SignUpStep, demo};
use std::time::Instant;
use support::{EMPLOYED, NEW_DEVICE, attempt};

#[tokio::test]
async fn a_demonstration_is_made_once_and_its_people_can_sign_in() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let mut steps = Vec::new();
    let made = demo::prepare(path, 20, 8440, Ports::system(), &mut |step| steps.push(step.to_owned()))
        .await
        .unwrap();
    assert!(steps.len() >= 3, "{steps:?}");
    assert_eq!((made.people[0].registration_number.as_str(), made.people.len()), (EMPLOYED, 7));
    assert!(made.people[6].story.starts_with("sixty, not declared since"), "{}", made.people[6].story);
    assert_eq!(made.people[0].name, "Naïma EL OUARDI");
    let mut stories: Vec<_> = made.people.iter().map(|person| person.story.as_str()).collect();
    stories.sort_unstable();
    stories.dedup();
    assert!(stories.len() >= 4, "{stories:?}");

    let app = std::fs::read_to_string(path.join("app/fund.toml")).unwrap();
    let started = Instant::now();
    let again = demo::prepare(path, 20, 8441, Ports::system(), &mut |_| {}).await.unwrap();
    assert!(started.elapsed().as_millis() < 1_000, "nothing to do takes no time");
    assert_eq!(again, made);
    let moved = std::fs::read_to_string(path.join("app/fund.toml")).unwrap();
    assert_eq!(moved, app.replace("8440", "8441"), "the keys stay, the port moves");

    let fund = Fund::open(path, Ports::system()).await.unwrap();
    for person in &made.people {
        let answer =
            fund.sign_in(attempt(&person.registration_number, &made.password, Some(NEW_DEVICE))).await;
        assert!(matches!(answer.unwrap(), SignIn::CodeNeeded { .. }), "{person:?}");
    }
}

#[tokio::test]
async fn some_people_of_a_demonstration_are_left_to_sign_up_whatever_its_size() {
    for people in [6, 30, 200] {
        let folder = tempfile::tempdir().unwrap();
        let made = demo::prepare(folder.path(), people, 8440, Ports::system(), &mut |_| {}).await.unwrap();
        let stories: Vec<_> = made.sign_ups.iter().map(|person| person.story.as_str()).collect();
        assert_eq!(stories, ["everything fits", "everything fits", "the file is inactive"], "{people}");
        let fund = Fund::open(folder.path(), Ports::system()).await.unwrap();
        let who = &made.sign_ups[0];
        let attempt = SignUpAttempt {
            registration_number: &who.registration_number,
            cin: &who.cin,
            mobile: &who.mobile,
            ..support::people::younes()
        };
        let sent = fund.start_sign_up(attempt).await.unwrap();
        let code = fund.outbox().await.unwrap().remove(0).code.unwrap();
        let step = fund.prove_phone(&sent.sign_up_id, &code, support::people::here()).await.unwrap();
        assert!(matches!(step, SignUpStep::ChoosePassword { .. }), "{step:?}");
        assert_eq!(fund.profile().offices.len(), 5);
    }
}

#[tokio::test]
async fn the_long_career_has_a_certificate() {
    let folder = tempfile::tempdir().unwrap();
    demo::prepare(folder.path(), 8, 8440, Ports::system(), &mut |_| {}).await.unwrap();
    let fund = Fund::open(folder.path(), Ports::system()).await.unwrap();
    let answer = fund.sign_in(attempt(EMPLOYED, demo::PASSWORD, Some(NEW_DEVICE))).await.unwrap();
    let SignIn::CodeNeeded { challenge_id, .. } = answer else { panic!("a new device") };
    let code = fund.outbox().await.unwrap().remove(0).code.unwrap();
    let opened = fund.confirm_code(&challenge_id, &code).await.unwrap();
    let session = fund.find_session(&opened.token).await.unwrap().unwrap();
    let statement = fund.career_statement(&session).await.unwrap();
    assert!(statement.career.total_days(&statement.rules) > 3_000);
    assert!(statement.employer_names.values().any(|name| name == "TEXTILE OUED FES SA"));
    let issued = fund.issue_certificate(&session, CertificateKind::Employment, "k").await.unwrap();
    assert_eq!(issued.facts.employers().next().unwrap().1, "ATELIER ZERHOUN SARL");
    assert_eq!(issued.facts.find("days_last_year"), Some(&FactValue::Days(312)));
}

#[tokio::test]
async fn a_folder_with_a_real_fund_is_left_alone() {
    let fund = support::TestFund::new().await;
    let path = fund.folder.path().join("fund.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    let real = text.replace("demonstration = true", "demonstration = false");
    std::fs::write(&path, real.replace("http://localhost:8440", "https://fund.example")).unwrap();
    let answer = demo::prepare(fund.folder.path(), 5, 8440, Ports::system(), &mut |_| {}).await;
    assert!(matches!(answer, Err(ServiceError::Folder { .. })), "{answer:?}");
}
