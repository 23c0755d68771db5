//! Messages leave: once each, tried again while it makes sense, their codes gone after.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod support;

use damane_domain::ids::Mobile;
use damane_services::{Carrier, CarrierError, Channel, Fund, Outcome, OutgoingText, Sending};
use damane_storage::messages::{MessageRecord, Recipient, add_message};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use support::{EMPLOYED, NEW_DEVICE, TestFund};

/// What a carrier of these tests does with a message.
#[derive(Clone)]
enum Habit {
    Takes,
    Refuses(CarrierError),
    /// Takes it and never says so.
    TakesInSilence,
}

struct Recorder {
    habit: Mutex<Habit>,
    /// Key, recipient and text of each message taken.
    taken: Mutex<Vec<(String, String, String)>>,
}

impl Recorder {
    fn new(habit: Habit) -> Arc<Self> {
        Arc::new(Self { habit: Mutex::new(habit), taken: Mutex::default() })
    }

    fn turns_to(&self, habit: Habit) {
        *self.habit.lock().unwrap() = habit;
    }

    fn taken(&self) -> Vec<(String, String, String)> {
        self.taken.lock().unwrap().clone()
    }
}

impl Carrier for Recorder {
    fn send<'a>(&'a self, text: &'a OutgoingText) -> Sending<'a> {
        Box::pin(async {
            let habit = self.habit.lock().unwrap().clone();
            if let Habit::Refuses(error) = habit {
                return Err(error);
            }
            let taken = (text.key.clone(), text.to.clone(), text.text.clone());
            self.taken.lock().unwrap().push(taken);
            if matches!(habit, Habit::TakesInSilence) {
                std::future::pending::<()>().await;
            }
            Ok(())
        })
    }
}

/// One pass; gives what came of each message.
async fn pass(fund: &Arc<Fund>, carrier: &Arc<Recorder>) -> Vec<Outcome> {
    let carrier = Arc::clone(carrier) as Arc<dyn Carrier>;
    let delivered = fund.deliver_due(Channel::Sms, &carrier).await.unwrap();
    delivered.into_iter().map(|one| one.outcome).collect()
}

/// Notices written now, each to a number of its own.
async fn write_notices(fund: &TestFund, count: i64) {
    let store = fund.store().await;
    let mut tx = store.begin().await.unwrap();
    for number in 1..=count {
        let message = MessageRecord {
            id: 0x1000 + number,
            person: None,
            template: "account_opened".to_owned(),
            language: "fr".to_owned(),
            recipient: Recipient::Mobile(Mobile::parse(&format!("06{number:08}")).unwrap()),
            code: None,
            code_until: None,
            created_at: fund.now(),
        };
        add_message(&mut tx, &message).await.unwrap();
    }
    tx.commit().await.unwrap();
}

fn down() -> Habit {
    Habit::Refuses(CarrierError::temporary("unreachable"))
}

#[tokio::test]
async fn a_code_leaves_once_and_is_gone_from_the_database_afterwards() {
    let fund = TestFund::new().await;
    let (challenge, code) = fund.challenge(EMPLOYED, NEW_DEVICE).await;
    let carrier = Recorder::new(Habit::Takes);
    assert_eq!(pass(fund.shared(), &carrier).await, [Outcome::Sent]);
    assert!(pass(fund.shared(), &carrier).await.is_empty(), "there is nothing more to send");
    let taken = carrier.taken();
    assert_eq!(taken.len(), 1);
    assert_eq!(taken[0].2.matches(&code).count(), 1, "{}", taken[0].2);
    let shown = fund.outbox().await.unwrap().remove(0);
    assert!(shown.code.is_none() && !shown.text.contains(&code), "{}", shown.text);
    assert!(fund.confirm_code(&challenge, &code).await.is_ok(), "and it is good all the same");
}

#[tokio::test]
async fn a_code_that_waits_cannot_be_read_from_the_database() {
    let fund = TestFund::new().await;
    let (_, code) = fund.challenge(EMPLOYED, NEW_DEVICE).await;
    let bytes: Vec<u8> = ["damane.db", "damane.db-wal"]
        .iter()
        .flat_map(|name| std::fs::read(fund.folder.path().join(name)).unwrap_or_default())
        .collect();
    let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds("sign_in_code"), "the message is there");
    assert!(!holds(&code), "and its code is not");
}

#[tokio::test]
async fn a_code_that_ran_out_is_not_sent() {
    let fund = TestFund::new().await;
    fund.challenge(EMPLOYED, NEW_DEVICE).await;
    let carrier = Recorder::new(down());
    assert_eq!(pass(fund.shared(), &carrier).await, [Outcome::PutOff]);
    carrier.turns_to(Habit::Takes);
    fund.wait(600);
    assert_eq!(pass(fund.shared(), &carrier).await, [Outcome::Failed]);
    assert!(carrier.taken().is_empty());
    assert!(fund.outbox().await.unwrap().remove(0).code.is_none());
}

#[tokio::test]
async fn a_code_is_tried_again_as_long_as_it_is_good_and_no_longer() {
    let fund = TestFund::new().await;
    fund.challenge(EMPLOYED, NEW_DEVICE).await;
    let carrier = Recorder::new(down());
    let mut outcomes = Vec::new();
    for _ in 0..700 {
        outcomes.extend(pass(fund.shared(), &carrier).await);
        fund.wait(1);
    }
    let tries = outcomes.len();
    assert_eq!(outcomes.pop(), Some(Outcome::Failed));
    assert!(outcomes.iter().all(|outcome| *outcome == Outcome::PutOff));
    // At 4, 8, 16 s, then every 15 to 30 s for ten minutes.
    assert!((20..=44).contains(&tries), "{tries} tries");
}

#[tokio::test]
async fn a_notice_is_given_up_after_a_day() {
    let fund = TestFund::new().await;
    write_notices(&fund, 1).await;
    let carrier = Recorder::new(down());
    assert_eq!(pass(fund.shared(), &carrier).await, [Outcome::PutOff]);
    fund.wait(86_400 - 10);
    assert_eq!(pass(fund.shared(), &carrier).await, [Outcome::PutOff], "the second wait ends within the day");
    fund.wait(10);
    carrier.turns_to(Habit::Takes);
    assert_eq!(pass(fund.shared(), &carrier).await, [Outcome::Failed]);
    assert!(carrier.taken().is_empty());
}

#[tokio::test]
async fn a_thousand_messages_that_waited_ten_minutes_for_their_carrier_leave_once_each() {
    let fund = TestFund::new().await;
    write_notices(&fund, 1_000).await;
    let carrier = Recorder::new(down());
    for _ in 0..60 {
        // What the worker does while nothing is taken: one pass, then a pause.
        pass(fund.shared(), &carrier).await;
        fund.wait(10);
    }
    assert!(carrier.taken().is_empty());
    carrier.turns_to(Habit::Takes);
    let mut waited = 0;
    while carrier.taken().len() < 1_000 && waited < 300 {
        while !pass(fund.shared(), &carrier).await.is_empty() {}
        fund.wait(1);
        waited += 1;
    }
    assert!(waited <= 121, "the last one left {waited} s after the carrier was back");
    let taken = carrier.taken();
    let keys: BTreeSet<_> = taken.iter().map(|(key, _, _)| key).collect();
    let numbers: BTreeSet<_> = taken.iter().map(|(_, to, _)| to).collect();
    assert_eq!((taken.len(), keys.len(), numbers.len()), (1_000, 1_000, 1_000));
    fund.wait(3_600);
    assert!(pass(fund.shared(), &carrier).await.is_empty(), "and nothing leaves twice");
}

#[tokio::test]
async fn a_message_whose_sender_died_after_sending_leaves_again_under_the_same_key() {
    let mut fund = TestFund::new().await;
    write_notices(&fund, 1).await;
    let carrier = Recorder::new(Habit::TakesInSilence);
    let (shared, sending) = (Arc::clone(fund.shared()), Arc::clone(&carrier));
    let killed = tokio::spawn(async move { pass(&shared, &sending).await });
    while carrier.taken().is_empty() {
        tokio::task::yield_now().await;
    }
    killed.abort();
    assert!(killed.await.is_err(), "it was killed before it could mark anything");
    fund.reopen().await;
    carrier.turns_to(Habit::Takes);
    assert!(pass(fund.shared(), &carrier).await.is_empty(), "its lease still stands");
    fund.wait(30);
    assert_eq!(pass(fund.shared(), &carrier).await, [Outcome::Sent]);
    let taken = carrier.taken();
    assert_eq!((taken.len(), &taken[0]), (2, &taken[1]), "the same message, under the same key");
}

#[tokio::test]
async fn a_carrier_that_asks_for_patience_is_given_it() {
    let fund = TestFund::new().await;
    write_notices(&fund, 1).await;
    let throttled = CarrierError::Temporary { why: "http_429".to_owned(), retry_after: Some(90) };
    let carrier = Recorder::new(Habit::Refuses(throttled));
    assert_eq!(pass(fund.shared(), &carrier).await, [Outcome::PutOff]);
    carrier.turns_to(Habit::Takes);
    fund.wait(89);
    assert!(pass(fund.shared(), &carrier).await.is_empty());
    fund.wait(5);
    assert_eq!(pass(fund.shared(), &carrier).await, [Outcome::Sent]);
}

#[tokio::test]
async fn a_message_refused_for_good_is_not_tried_again() {
    let fund = TestFund::new().await;
    write_notices(&fund, 1).await;
    let carrier = Recorder::new(Habit::Refuses(CarrierError::permanent("http_422")));
    assert_eq!(pass(fund.shared(), &carrier).await, [Outcome::Failed]);
    carrier.turns_to(Habit::Takes);
    fund.wait(3_600);
    assert!(pass(fund.shared(), &carrier).await.is_empty());
}

#[tokio::test]
async fn two_senders_at_once_send_each_message_once() {
    let fund = TestFund::new().await;
    write_notices(&fund, 60).await;
    let carrier = Recorder::new(Habit::Takes);
    let passes = (0..6).map(|_| {
        let (shared, carrier) = (Arc::clone(fund.shared()), Arc::clone(&carrier));
        tokio::spawn(async move { pass(&shared, &carrier).await.len() })
    });
    let mut sent = 0;
    for one in passes.collect::<Vec<_>>() {
        sent += one.await.unwrap();
    }
    let keys: BTreeSet<_> = carrier.taken().into_iter().map(|(key, _, _)| key).collect();
    assert_eq!((sent, carrier.taken().len(), keys.len()), (60, 60, 60));
}
