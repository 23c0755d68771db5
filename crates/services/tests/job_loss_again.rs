//! A granted job-loss benefit when something goes another way: its decision is contested, the bank gives a month back.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod support;

use damane_domain::claim::{Refusal, Upholding};
use damane_domain::job_loss::MonthState;
use damane_domain::money::Money;
use damane_services::{ClaimReply, OfficerStep, ServiceError};
use support::claims::{officer, pay_out};
use support::losses::{comes_back, comes_back_of, declared, grant, later, ready, states};

#[tokio::test]
async fn what_came_back_from_the_bank_is_sent_again_before_the_next_month() {
    let (fund, session) = ready().await;
    let id = declared(&fund, &session).await;
    grant(&fund, &id, Money::centimes(342_272)).await;
    later(&fund, "2026-12-02");
    fund.confirm_job_loss_month(&session, &id, 1, "m1").await.unwrap();
    let (first, second) = (officer(&fund, "S. Amrani"), officer(&fund, "H. Berrada"));
    let today = fund.now().date();
    let batch = fund.make_batch(&first, today).await.unwrap().unwrap();
    fund.agree_to_batch(&second, &batch).await.unwrap();
    let payment = fund.batch(&first, &batch).await.unwrap().payments[0].id;
    let reason = damane_domain::claim::ReturnReason::AccountClosed;
    fund.return_payment(&first, &batch, &payment, reason, fund.now().date()).await.unwrap();
    later(&fund, "2027-01-02");
    fund.confirm_job_loss_month(&session, &id, 2, "m2").await.unwrap();
    for _ in 0..2 {
        assert_eq!(pay_out(&fund).await, Some(Money::centimes(342_272)));
    }
    assert_eq!(pay_out(&fund).await, None);
    let paid = fund.job_loss(&session, &id).await.unwrap().claim.paid;
    assert_eq!(paid, Money::centimes(684_544));
}

#[tokio::test]
async fn a_month_that_comes_back_after_it_was_settled_is_sent_again_and_counts_once() {
    let (fund, session) = ready().await;
    let id = declared(&fund, &session).await;
    let monthly = Money::centimes(342_272);
    grant(&fund, &id, monthly).await;
    later(&fund, "2026-12-02");
    fund.confirm_job_loss_month(&session, &id, 1, "m1").await.unwrap();
    for _ in 0..2 {
        assert_eq!(pay_out(&fund).await, Some(monthly));
        assert_eq!(pay_out(&fund).await, None);
        fund.wait(86_400);
        comes_back(&fund).await.unwrap();
        assert_eq!(fund.job_loss(&session, &id).await.unwrap().claim.paid, Money::ZERO);
    }
    // Looked at again meanwhile, the month is due by itself, at what is granted then.
    assert_eq!(pay_out(&fund).await, Some(monthly));
    fund.reply_to_claim(&session, &id, ClaimReply::Contest("it is too little"), "contest").await.unwrap();
    comes_back(&fund).await.unwrap();
    assert_eq!(pay_out(&fund).await, None, "two officers look at it");
    let more = Money::centimes(400_000);
    grant(&fund, &id, more).await;
    assert_eq!(pay_out(&fund).await, Some(more));
    assert_eq!(pay_out(&fund).await, None);
    let file = fund.job_loss(&session, &id).await.unwrap();
    assert_eq!((file.claim.paid, states(&fund, &session, &id).await[0]), (more, MonthState::Sent));
}

#[tokio::test]
async fn a_month_that_comes_back_of_a_refused_benefit_is_sent_again_and_the_others_end() {
    use MonthState::{Ended, Sent};
    for comes_first in [false, true] {
        let (fund, session) = ready().await;
        let id = declared(&fund, &session).await;
        let monthly = Money::centimes(342_272);
        grant(&fund, &id, monthly).await;
        later(&fund, "2026-12-02");
        fund.confirm_job_loss_month(&session, &id, 1, "m1").await.unwrap();
        assert_eq!(pay_out(&fund).await, Some(monthly));
        fund.reply_to_claim(&session, &id, ClaimReply::Contest("it is too little"), "contest").await.unwrap();
        let amrani = officer(&fund, "S. Amrani");
        fund.decide_claim(&amrani, &id, OfficerStep::Take).await.unwrap();
        if comes_first {
            comes_back(&fund).await.unwrap();
        }
        let refuse = OfficerStep::Refuse(&[Refusal::LossWasVoluntary], None);
        fund.decide_claim(&amrani, &id, refuse).await.unwrap();
        if !comes_first {
            comes_back(&fund).await.unwrap();
        }
        assert_eq!(states(&fund, &session, &id).await, [Sent, Ended, Ended, Ended, Ended, Ended]);
        fund.wait(60);
        assert_eq!(pay_out(&fund).await, Some(monthly), "{comes_first}");
        assert_eq!(pay_out(&fund).await, None, "once");
        let claim = fund.job_loss(&session, &id).await.unwrap().claim;
        assert_eq!((claim.paid, claim.state.code()), (monthly, "rejected"), "{comes_first}");
        assert_eq!(states(&fund, &session, &id).await, [Sent, Ended, Ended, Ended, Ended, Ended]);
    }
}

#[tokio::test]
async fn a_benefit_whose_decision_stands_goes_on_as_it_was() {
    let (fund, session) = ready().await;
    let id = declared(&fund, &session).await;
    let monthly = Money::centimes(342_272);
    grant(&fund, &id, monthly).await;
    later(&fund, "2026-12-02");
    fund.confirm_job_loss_month(&session, &id, 1, "m1").await.unwrap();
    fund.reply_to_claim(&session, &id, ClaimReply::Contest("it is too little"), "contest").await.unwrap();
    assert_eq!(pay_out(&fund).await, None, "an officer looks at it");
    let amrani = officer(&fund, "S. Amrani");
    fund.decide_claim(&amrani, &id, OfficerStep::Take).await.unwrap();
    let since = fund.now();
    fund.wait(1);
    fund.decide_claim(&amrani, &id, OfficerStep::Uphold(&[Upholding::ByTheRules], None)).await.unwrap();
    assert!(!fund.told_since(since).await.is_empty(), "told, though it is in progress as before");
    assert_eq!(pay_out(&fund).await, Some(monthly));
    assert_eq!(pay_out(&fund).await, None);
}

#[tokio::test]
async fn what_is_granted_more_a_month_is_paid_for_the_months_before_too() {
    for has_next in [true, false] {
        let (fund, session) = ready().await;
        let id = declared(&fund, &session).await;
        grant(&fund, &id, Money::centimes(115_300)).await;
        for (month, day) in [(1, "2026-12-02"), (2, "2027-01-03")] {
            later(&fund, day);
            fund.confirm_job_loss_month(&session, &id, month, day).await.unwrap();
            assert_eq!(pay_out(&fund).await, Some(Money::centimes(115_300)));
        }
        fund.reply_to_claim(&session, &id, ClaimReply::Contest("it is too little"), "contest").await.unwrap();
        grant(&fund, &id, Money::centimes(164_100)).await;
        let lacks = 2 * (164_100 - 115_300);
        if has_next {
            later(&fund, "2027-02-02");
            fund.confirm_job_loss_month(&session, &id, 3, "m3").await.unwrap();
        }
        let due = lacks + if has_next { 164_100 } else { 0 };
        assert_eq!(pay_out(&fund).await, Some(Money::centimes(due)), "{has_next}");
        assert_eq!(pay_out(&fund).await, None, "once");
        let claim = fund.job_loss(&session, &id).await.unwrap().claim;
        let months = if has_next { 3 } else { 2 };
        assert_eq!((claim.paid, claim.state.code()), (Money::centimes(months * 164_100), "paid"));
    }
}

#[tokio::test]
async fn of_a_raised_benefit_no_order_in_which_payments_come_back_pays_more_than_was_granted() {
    for order in [[0, 2], [2, 0]] {
        let (fund, session) = ready().await;
        let id = declared(&fund, &session).await;
        grant(&fund, &id, Money::centimes(115_300)).await;
        for (month, day) in [(1, "2026-12-02"), (2, "2027-01-03")] {
            later(&fund, day);
            fund.confirm_job_loss_month(&session, &id, month, day).await.unwrap();
            assert_eq!(pay_out(&fund).await, Some(Money::centimes(115_300)));
        }
        fund.reply_to_claim(&session, &id, ClaimReply::Contest("it is too little"), "contest").await.unwrap();
        let monthly = 164_100;
        grant(&fund, &id, Money::centimes(monthly)).await;
        later(&fund, "2027-02-02");
        fund.confirm_job_loss_month(&session, &id, 3, "m3").await.unwrap();
        assert_eq!(pay_out(&fund).await, Some(Money::centimes(monthly + 2 * (monthly - 115_300))));
        fund.wait(86_400);
        for newer in order {
            comes_back_of(&fund, newer).await.unwrap();
        }
        let paid = async || fund.job_loss(&session, &id).await.unwrap().claim.paid.as_centimes();
        assert_eq!(paid().await, 115_300, "{order:?}");
        assert_eq!(pay_out(&fund).await, Some(Money::centimes(3 * monthly - 115_300)), "{order:?}");
        assert_eq!(pay_out(&fund).await, None, "once");
        assert_eq!(paid().await, 3 * monthly, "{order:?}");
        assert_eq!(states(&fund, &session, &id).await[..3], [MonthState::Sent; 3], "{order:?}");
    }
}

#[tokio::test]
async fn a_benefit_is_contested_from_its_decision_on_and_its_payments_open_nothing() {
    let (fund, session) = ready().await;
    let id = declared(&fund, &session).await;
    grant(&fund, &id, Money::centimes(342_272)).await;
    let until =
        async || fund.claim(&session, &id).await.unwrap().summary.contest_until.map(|day| day.to_string());
    let last = Some("2027-01-20".to_owned());
    assert_eq!(until().await, last, "sixty days from the 21 November");
    for (month, day) in [(1, "2026-12-01"), (2, "2027-01-03")] {
        later(&fund, day);
        fund.confirm_job_loss_month(&session, &id, month, day).await.unwrap();
        assert!(pay_out(&fund).await.is_some());
        assert_eq!(until().await, last, "{day}");
    }
    later(&fund, "2027-02-15");
    fund.confirm_job_loss_month(&session, &id, 3, "m3").await.unwrap();
    assert!(pay_out(&fund).await.is_some());
    assert_eq!(until().await, None);
    let late = fund.reply_to_claim(&session, &id, ClaimReply::Contest("too little"), "contest").await;
    assert!(matches!(late, Err(ServiceError::IllegalStep(_))), "{late:?}");
}

#[tokio::test]
async fn a_benefit_that_was_refused_after_it_was_contested_has_no_month_to_confirm() {
    let (fund, session) = ready().await;
    let id = declared(&fund, &session).await;
    grant(&fund, &id, Money::centimes(342_272)).await;
    later(&fund, "2026-12-01");
    fund.confirm_job_loss_month(&session, &id, 1, "m1").await.unwrap();
    assert!(pay_out(&fund).await.is_some());
    later(&fund, "2027-01-20");
    fund.confirm_job_loss_month(&session, &id, 2, "m2").await.unwrap();
    assert_eq!(states(&fund, &session, &id).await[1], MonthState::Held);
    fund.reply_to_claim(&session, &id, ClaimReply::Contest("it is too little"), "contest").await.unwrap();
    let amrani = officer(&fund, "S. Amrani");
    fund.decide_claim(&amrani, &id, OfficerStep::Take).await.unwrap();
    let refuse = OfficerStep::Refuse(&[Refusal::LossWasVoluntary], None);
    fund.decide_claim(&amrani, &id, refuse).await.unwrap();
    use MonthState::{Ended, Sent};
    assert_eq!(states(&fund, &session, &id).await, [Sent, Ended, Ended, Ended, Ended, Ended]);
    let refusals = [
        fund.confirm_job_loss_month(&session, &id, 3, "m3").await,
        fund.report_new_work(&session, &id, "2027-01-20".parse().unwrap(), "w1").await,
        fund.release_job_loss_month(&amrani, &id, 2).await,
    ];
    let illegal = |refusal: &Result<(), _>| matches!(refusal, Err(ServiceError::IllegalStep(_)));
    assert!(refusals.iter().all(illegal), "{refusals:?}");
    assert_eq!(pay_out(&fund).await, None);
}
