//! Payments: nothing is paid that two officers did not grant and two did not agree to send, and nothing twice.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod support;

use damane_domain::claim::{
    ClaimKind, ClaimState, ClaimStatus, IllegalStep, OfficerName, Refusal, ReturnReason, Upholding,
};
use damane_domain::ids::{BatchId, ClaimId, PersonId, RegistrationNumber, Rib};
use damane_domain::money::Money;
use damane_domain::person::Person;
use damane_services::{BatchFile, ClaimReply, Filing, Officer, OfficerStep, ServiceError, Session};
use damane_storage::register;
use support::{EMPLOYED, OTHER, TestFund};

fn officer(name: &str) -> Officer {
    Officer { name: OfficerName::parse(name).unwrap(), office: "casa".to_owned() }
}

/// A fund with an account to pay from, and a person with an account to be paid to.
async fn ready() -> (TestFund, Session) {
    let mut fund = TestFund::new().await;
    let rib = Rib::from_account("0117800000123456789012").unwrap();
    let lines = format!("[payments]\nholder = \"Fonds <de> démonstration\"\nrib = \"{rib}\"\n");
    std::fs::write(fund.folder.path().join("portal.toml"), lines).unwrap();
    fund.reopen().await;
    put_account(&fund, EMPLOYED, Some(&rib)).await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    (fund, session)
}

async fn put_account(fund: &TestFund, number: &str, rib: Option<&Rib>) {
    put_person(fund, number, |person| person.rib = rib.cloned()).await;
}

async fn put_person(fund: &TestFund, number: &str, change: impl FnOnce(&mut Person)) {
    let number = RegistrationNumber::parse(number).unwrap();
    let store = fund.store().await;
    let mut tx = store.begin().await.unwrap();
    let (id, mut person) = register::find_registered(&mut tx, &number).await.unwrap().unwrap();
    change(&mut person);
    register::put_people(&mut tx, &[(PersonId(id.0), person)], fund.now()).await.unwrap();
    tx.commit().await.unwrap();
}

async fn granted(fund: &TestFund, session: &Session, key: &str, centimes: i64) -> ClaimId {
    let filing = Filing { kind: ClaimKind::Reimbursement, office: "casa", form: "{}", documents: &[] };
    let id = fund.file_claim(session, filing, key).await.unwrap().id;
    let steps = [
        ("S. Amrani", OfficerStep::Take),
        ("S. Amrani", OfficerStep::Propose(Money::centimes(centimes), "[]")),
        ("H. Berrada", OfficerStep::Approve),
    ];
    for (name, step) in steps {
        fund.decide_claim(&officer(name), &id, step).await.unwrap();
    }
    id
}

async fn made(fund: &TestFund) -> BatchId {
    let day = "2026-11-25".parse().unwrap();
    fund.make_batch(&officer("S. Amrani"), day).await.unwrap().expect("something is due")
}

#[tokio::test]
async fn a_batch_takes_each_claim_once_and_goes_to_the_bank_when_another_officer_agrees() {
    let (fund, session) = ready().await;
    for (at, centimes) in [5_600, 14_405].into_iter().enumerate() {
        granted(&fund, &session, &format!("key-{at}"), centimes).await;
    }
    let id = made(&fund).await;
    let day = "2026-11-25".parse().unwrap();
    assert_eq!(fund.make_batch(&officer("S. Amrani"), day).await.unwrap(), None, "all is in one already");
    let batch = fund.batch(&officer("S. Amrani"), &id).await.unwrap();
    assert_eq!((batch.record.payments, batch.record.total), (2, Money::centimes(20_005)));

    let early = fund.batch_file(&officer("S. Amrani"), &id, BatchFile::Csv).await;
    assert!(matches!(early, Err(ServiceError::IllegalStep(_))), "{early:?}");
    let alone = fund.agree_to_batch(&officer("s amrani"), &id).await;
    assert!(matches!(alone, Err(ServiceError::IllegalStep(IllegalStep::SameOfficer))), "{alone:?}");
    fund.agree_to_batch(&officer("H. Berrada"), &id).await.unwrap();

    let csv = fund.batch_file(&officer("H. Berrada"), &id, BatchFile::Csv).await.unwrap();
    let csv = String::from_utf8(csv).unwrap();
    assert_eq!(csv.lines().count(), 4, "{csv}");
    assert!(csv.ends_with("total,2,,,200.05\n"), "{csv}");
    let xml = fund.batch_file(&officer("H. Berrada"), &id, BatchFile::Pain001).await.unwrap();
    // A name that changes in the register meanwhile changes nothing of it.
    put_person(&fund, EMPLOYED, |person| person.name.latin = "OTHER NAME".to_owned()).await;
    assert_eq!(xml, fund.batch_file(&officer("H. Berrada"), &id, BatchFile::Pain001).await.unwrap());
    let xml = String::from_utf8(xml).unwrap();
    assert_eq!(xml.matches("<CdtTrfTxInf>").count(), 2);
    assert_eq!(xml.matches("<CtrlSum>200.05</CtrlSum>").count(), 2);
    assert!(xml.contains("<InstdAmt Ccy=\"MAD\">144.05</InstdAmt>"), "{xml}");
    assert_eq!(xml.matches("<Nm>Fonds de demonstration</Nm>").count(), 2, "{xml}");
    assert!(csv.contains("NAÏMA") && xml.contains("<Nm>NAIMA"), "{xml}");
}

#[tokio::test]
async fn a_settled_batch_pays_its_claims_once_and_tells_each_person() {
    let (fund, session) = ready().await;
    let claim = granted(&fund, &session, "key", 5_600).await;
    let id = made(&fund).await;
    let day = "2026-11-25".parse().unwrap();
    let early = fund.settle_batch(&officer("S. Amrani"), &id, day).await;
    assert!(matches!(early, Err(ServiceError::IllegalStep(_))), "{early:?}");
    fund.agree_to_batch(&officer("H. Berrada"), &id).await.unwrap();
    fund.set_time("2026-11-25T09:00:00Z");
    for _ in 0..3 {
        fund.settle_batch(&officer("S. Amrani"), &id, day).await.unwrap();
    }
    let file = fund.claim(&session, &claim).await.unwrap();
    assert_eq!(file.summary.claim.state.status(), ClaimStatus::Paid);
    assert_eq!(file.summary.claim.paid, Money::centimes(5_600));
    assert_eq!(file.news.iter().filter(|news| news.step == "paid").count(), 1);
}

#[tokio::test]
async fn the_bank_paid_between_the_day_a_batch_was_made_and_today() {
    let (fund, session) = ready().await;
    let claim = granted(&fund, &session, "key", 5_600).await;
    let id = made(&fund).await;
    fund.agree_to_batch(&officer("H. Berrada"), &id).await.unwrap();
    let made_on = fund.now().date();
    fund.wait(86_400);
    let today = fund.now().date();
    for day in [made_on.pred_opt().unwrap(), today.succ_opt().unwrap()] {
        let refused = fund.settle_batch(&officer("S. Amrani"), &id, day).await;
        assert!(matches!(refused, Err(ServiceError::InvalidInput("on"))), "{day}: {refused:?}");
    }
    let state = fund.claim(&session, &claim).await.unwrap().summary.claim.state;
    assert!(matches!(state, ClaimState::InPayment { .. }), "{state:?}");
    fund.settle_batch(&officer("S. Amrani"), &id, made_on).await.unwrap();
}

#[tokio::test]
async fn a_payment_that_came_back_is_in_the_next_batch_and_to_the_account_of_that_day() {
    let (fund, session) = ready().await;
    let claim = granted(&fund, &session, "key", 5_600).await;
    let first = made(&fund).await;
    fund.agree_to_batch(&officer("H. Berrada"), &first).await.unwrap();
    let payment = fund.batch(&officer("S. Amrani"), &first).await.unwrap().payments[0].id;
    for _ in 0..2 {
        let reason = ReturnReason::AccountClosed;
        fund.return_payment(&officer("S. Amrani"), &first, &payment, reason, fund.now().date())
            .await
            .unwrap();
    }
    let day = "2026-11-25".parse().unwrap();
    fund.set_time("2026-11-25T09:00:00Z");
    fund.settle_batch(&officer("S. Amrani"), &first, day).await.unwrap();
    let state = fund.claim(&session, &claim).await.unwrap().summary.claim.state;
    assert!(matches!(state, ClaimState::PaymentReturned { .. }), "{state:?}");
    put_account(&fund, EMPLOYED, Some(&Rib::from_account("0117800000123456789999").unwrap())).await;
    let second = made(&fund).await;
    let account = |batch: damane_services::Batch| batch.payments[0].masked_account.clone();
    let (first, second) = (
        account(fund.batch(&officer("S. Amrani"), &first).await.unwrap()),
        account(fund.batch(&officer("S. Amrani"), &second).await.unwrap()),
    );
    assert_ne!(first, second);
}

#[tokio::test]
async fn who_has_no_account_waits_and_who_is_of_another_office_sees_nothing() {
    let (fund, session) = ready().await;
    let (idriss, _) = fund.signed_in(OTHER).await;
    put_account(&fund, OTHER, None).await;
    granted(&fund, &session, "key", 5_600).await;
    let waits = granted(&fund, &idriss, "key", 9_900).await;
    let id = made(&fund).await;
    let batch = fund.batch(&officer("S. Amrani"), &id).await.unwrap();
    assert_eq!(batch.record.total, Money::centimes(5_600));
    let state = fund.claim(&idriss, &waits).await.unwrap().summary.claim.state;
    assert!(matches!(state, ClaimState::Accepted { .. }));
    let stranger = Officer { office: "fes".to_owned(), ..officer("S. Amrani") };
    assert!(matches!(fund.batch(&stranger, &id).await, Err(ServiceError::NotFound)));
    assert!(fund.batches(&stranger).await.unwrap().is_empty());
}

/// A claim of 56.00 that was paid and contested, in the hands of an officer; with its batch.
async fn contested(fund: &TestFund, session: &Session) -> (ClaimId, BatchId) {
    let claim = granted(fund, session, "key", 5_600).await;
    let batch = paid(fund).await;
    fund.reply_to_claim(session, &claim, ClaimReply::Contest("it is too little"), "contest").await.unwrap();
    fund.decide_claim(&officer("S. Amrani"), &claim, OfficerStep::Take).await.unwrap();
    (claim, batch)
}

/// Sends what is due to the bank, and the bank pays.
async fn paid(fund: &TestFund) -> BatchId {
    let today = fund.now().date();
    let batch = fund.make_batch(&officer("S. Amrani"), today).await.unwrap().expect("something is due");
    fund.agree_to_batch(&officer("H. Berrada"), &batch).await.unwrap();
    fund.settle_batch(&officer("S. Amrani"), &batch, today).await.unwrap();
    batch
}

async fn comes_back(fund: &TestFund, batch: &BatchId) {
    let payment = fund.batch(&officer("S. Amrani"), batch).await.unwrap().payments[0].id;
    let (reason, today) = (ReturnReason::AccountClosed, fund.now().date());
    fund.return_payment(&officer("S. Amrani"), batch, &payment, reason, today).await.unwrap();
}

const REFUSE: OfficerStep<'_> = OfficerStep::Refuse(&[Refusal::Duplicate], None);
const UPHOLD: OfficerStep<'_> =
    OfficerStep::Uphold(&[Upholding::ByTheRules], Some("Le tarif est celui du jour."));

#[tokio::test]
async fn what_came_back_of_a_claim_that_was_refused_after_it_was_contested_is_paid_again() {
    for comes_first in [false, true] {
        let (fund, session) = ready().await;
        let (claim, batch) = contested(&fund, &session).await;
        if comes_first {
            comes_back(&fund, &batch).await;
        }
        fund.decide_claim(&officer("S. Amrani"), &claim, REFUSE).await.unwrap();
        if !comes_first {
            comes_back(&fund, &batch).await;
        }
        let before = fund.claim(&session, &claim).await.unwrap().summary.claim;
        assert_eq!((before.paid, before.state.code()), (Money::ZERO, "payment_returned"), "{comes_first}");
        fund.wait(60);
        let again = paid(&fund).await;
        let total = fund.batch(&officer("S. Amrani"), &again).await.unwrap().record.total;
        assert_eq!(total, Money::centimes(5_600));
        let after = fund.claim(&session, &claim).await.unwrap().summary.claim;
        assert_eq!((after.paid, after.state.code()), (Money::centimes(5_600), "rejected"), "{comes_first}");
        assert_eq!(fund.make_batch(&officer("S. Amrani"), fund.now().date()).await.unwrap(), None, "once");
    }
}

#[tokio::test]
async fn a_decision_that_stands_is_told_with_its_reasons_and_nothing_more_is_paid() {
    let (fund, session) = ready().await;
    let (claim, _) = contested(&fund, &session).await;
    // What a colleague did not agree to is not what was decided.
    let amrani = officer("S. Amrani");
    let other = OfficerStep::Propose(Money::centimes(9_000), r#"[{"refund":9000}]"#);
    fund.decide_claim(&amrani, &claim, other).await.unwrap();
    fund.decide_claim(&officer("H. Berrada"), &claim, OfficerStep::SendBack("non")).await.unwrap();
    let stranger = fund.decide_claim(&officer("H. Berrada"), &claim, UPHOLD).await;
    assert!(matches!(stranger, Err(ServiceError::IllegalStep(IllegalStep::OtherOfficer))), "{stranger:?}");
    let since = fund.now();
    fund.wait(1);
    fund.decide_claim(&amrani, &claim, UPHOLD).await.unwrap();

    let file = fund.claim(&session, &claim).await.unwrap();
    assert_eq!((file.summary.claim.state.code(), file.summary.claim.paid), ("paid", Money::centimes(5_600)));
    assert_eq!(file.decision.as_deref(), Some("[]"), "as it was decided");
    let last = file.news.last().unwrap();
    assert_eq!((last.step.as_str(), last.detail.as_str()), ("upheld", r#"{"upheld":["by_the_rules"]}"#));
    assert_eq!(last.words.as_deref(), Some("Le tarif est celui du jour."));
    assert!(!fund.told_since(since).await.is_empty(), "the person is told");
    let noted = ("claim_upheld".to_owned(), "reimbursement".to_owned(), "officer:S. Amrani".to_owned());
    assert!(fund.noted(&session).await.contains(&noted));
    assert_eq!(fund.make_batch(&amrani, fund.now().date()).await.unwrap(), None);
    assert!(fund.claim_letter(&session, &claim).await.unwrap().starts_with(b"%PDF"));
    let again = fund.reply_to_claim(&session, &claim, ClaimReply::Contest("encore"), "again").await;
    assert!(matches!(again, Err(ServiceError::IllegalStep(IllegalStep::ContestedBefore))), "{again:?}");
}

#[tokio::test]
async fn what_came_back_before_a_decision_is_left_to_stand_is_sent_again() {
    let (fund, session) = ready().await;
    let (claim, batch) = contested(&fund, &session).await;
    comes_back(&fund, &batch).await;
    fund.decide_claim(&officer("S. Amrani"), &claim, UPHOLD).await.unwrap();
    fund.wait(60);
    paid(&fund).await;
    let after = fund.claim(&session, &claim).await.unwrap().summary.claim;
    assert_eq!((after.paid, after.state.code()), (Money::centimes(5_600), "paid"));
}

#[tokio::test]
async fn a_batch_is_paid_within_a_month() {
    let (fund, session) = ready().await;
    granted(&fund, &session, "key", 5_600).await;
    let today = fund.now().date();
    for days in [-1_i64, 32, 13_150] {
        let day = today + chrono::Duration::days(days);
        let refused = fund.make_batch(&officer("S. Amrani"), day).await;
        assert!(matches!(refused, Err(ServiceError::InvalidInput("pay_on"))), "{day}: {refused:?}");
    }
    let last = today + chrono::Duration::days(31);
    assert!(fund.make_batch(&officer("S. Amrani"), last).await.unwrap().is_some());
}

#[tokio::test]
async fn a_batch_nobody_agreed_to_is_withdrawn_and_what_it_would_pay_is_due_as_before() {
    let (fund, session) = ready().await;
    let claim = granted(&fund, &session, "first", 5_600).await;
    let returned = paid(&fund).await;
    comes_back(&fund, &returned).await;
    let second = granted(&fund, &session, "second", 14_405).await;
    let state = async |id: &ClaimId| fund.claim(&session, id).await.unwrap().summary.claim.state;
    let before = (state(&claim).await, state(&second).await);
    assert!(
        matches!(before, (ClaimState::PaymentReturned { .. }, ClaimState::Accepted { .. })),
        "{before:?}"
    );
    let id = made(&fund).await;
    for name in ["S. Amrani", "H. Berrada"] {
        let withdrawn = fund.withdraw_batch(&officer(name), &id).await;
        assert_eq!(withdrawn.is_ok(), name == "S. Amrani", "once, also by who made it: {withdrawn:?}");
    }
    assert_eq!((state(&claim).await, state(&second).await), before);
    let late = fund.agree_to_batch(&officer("H. Berrada"), &id).await;
    assert!(matches!(late, Err(ServiceError::IllegalStep(_))), "{late:?}");
    let batch = fund.batch(&officer("S. Amrani"), &id).await.unwrap();
    assert_eq!((batch.record.withdrawn_by.as_deref(), batch.payments.len()), (Some("S. Amrani"), 0));
    assert_eq!(batch.record.total, Money::centimes(20_005), "what it was stays to be read");

    let again = paid(&fund).await;
    let total = fund.batch(&officer("S. Amrani"), &again).await.unwrap().record.total;
    assert_eq!(total, Money::centimes(20_005), "all of it, once");
    let withdrawn = fund.withdraw_batch(&officer("H. Berrada"), &again).await;
    assert!(matches!(withdrawn, Err(ServiceError::IllegalStep(_))), "{withdrawn:?}");
}

#[tokio::test]
async fn a_batch_is_not_agreed_to_once_its_day_has_passed() {
    let (fund, session) = ready().await;
    granted(&fund, &session, "key", 5_600).await;
    let id = made(&fund).await;
    fund.set_time("2026-11-26T09:00:00Z");
    let late = fund.agree_to_batch(&officer("H. Berrada"), &id).await;
    assert!(matches!(late, Err(ServiceError::IllegalStep(IllegalStep::TooLate(_)))), "{late:?}");
    fund.withdraw_batch(&officer("H. Berrada"), &id).await.unwrap();
}
