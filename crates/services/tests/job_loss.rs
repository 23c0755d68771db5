//! Job loss from the check to the third month: declared with its papers, granted by two officers, confirmed month by
//! month, paid in batches, ended by new work.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod support;

use damane_domain::claim::{ClaimState, DocumentKind, Refusal, Upholding};
use damane_domain::ids::ClaimId;
use damane_domain::job_loss::{EndOfContract, JobLossForm, MonthState, Reason};
use damane_domain::money::Money;
use damane_services::demo::{self, DemoDecision};
use damane_services::{ClaimReply, Officer, OfficerStep, ServiceError, Session};
use support::claims::{handed_in, officer, pay_out, with_account};
use support::{EMPLOYED, OTHER, TestFund};

const PAPERS: [DocumentKind; 3] =
    [DocumentKind::IdentityCard, DocumentKind::EmployerStatement, DocumentKind::LabourInspectorRecord];

/// Three years declared until the end of October 2026, a bank account, and the 21 November.
async fn ready() -> (TestFund, Session) {
    let fund = TestFund::new().await;
    for year in [2023, 2024, 2025, 2026] {
        for month in 1..=12 {
            // The support declares from August 2026 on; windows end with October 2026.
            if (2023, 11) <= (year, month) && (year, month) <= (2026, 7) {
                fund.declare(&format!("{year}-{month:02}"), "ATELIER ZERHOUN SARL", 1_000_004, &[EMPLOYED])
                    .await;
            }
        }
    }
    with_account(&fund, EMPLOYED, |_| ()).await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    (fund, session)
}

fn form() -> JobLossForm {
    JobLossForm {
        ended_on: "2026-10-31".parse().unwrap(),
        reason: EndOfContract::Dismissal,
        employer: "ATELIER ZERHOUN SARL".to_owned(),
        sworn: true,
        will_report_work: true,
    }
}

async fn declared(fund: &TestFund, session: &Session) -> ClaimId {
    let papers = handed_in(fund, session, 1, &PAPERS).await;
    fund.file_job_loss(session, &form(), &papers, "declared").await.unwrap().id
}

async fn grant(fund: &TestFund, id: &ClaimId, monthly: Money) {
    let steps = [
        ("S. Amrani", OfficerStep::Take),
        ("S. Amrani", OfficerStep::Propose(monthly, "[]")),
        ("H. Berrada", OfficerStep::Approve),
    ];
    for (name, step) in steps {
        fund.decide_claim(&officer(fund, name), id, step).await.unwrap();
    }
}

async fn states(fund: &TestFund, session: &Session, id: &ClaimId) -> Vec<MonthState> {
    let file = fund.job_loss(session, id).await.unwrap();
    file.benefit.unwrap().months.iter().map(|month| month.state).collect()
}

fn later(fund: &TestFund, day: &str) {
    fund.set_time(&format!("{day}T09:00:00Z"));
}

#[tokio::test]
async fn from_the_check_to_the_third_month() {
    let (fund, session) = ready().await;
    let found = fund.check_job_loss(&session, form().ended_on, EndOfContract::Dismissal).await.unwrap();
    assert_eq!(found.check.reasons, []);
    assert_eq!((found.check.days_in_36_months, found.check.days_in_12_months), (936, 312));
    // 31 October and sixty days; today is the 21 November.
    assert_eq!(found.check.last_day_to_claim.to_string(), "2026-12-30");
    assert_eq!(found.days_left, Some(39));
    assert_eq!(found.employer, "ATELIER ZERHOUN SARL");
    // 70 % of 5 186.40 is above the minimum wage of a month.
    let monthly = found.check.monthly_amount().unwrap();
    assert_eq!(monthly, Money::centimes(342_272));

    let id = declared(&fund, &session).await;
    let early = fund.confirm_job_loss_month(&session, &id, 1, "m1").await;
    assert!(matches!(early, Err(ServiceError::IllegalStep(_))), "nothing is granted yet: {early:?}");
    grant(&fund, &id, monthly).await;
    assert_eq!(pay_out(&fund).await, None, "no month is confirmed");

    let mut paid = Money::ZERO;
    for (month, day) in [(1, "2026-12-01"), (2, "2027-01-03"), (3, "2027-02-15")] {
        later(&fund, day);
        assert_eq!(states(&fund, &session, &id).await[month as usize - 1], MonthState::Open, "{day}");
        for key in ["again", "and again"] {
            fund.confirm_job_loss_month(&session, &id, month, &format!("{month} {key}").replace(' ', "-"))
                .await
                .unwrap();
        }
        assert_eq!(pay_out(&fund).await, Some(monthly), "one month, once");
        assert_eq!(pay_out(&fund).await, None);
        paid = paid + monthly;
        let claim = fund.job_loss(&session, &id).await.unwrap().claim;
        assert_eq!(claim.paid, paid);
        assert!(matches!(claim.state, ClaimState::Paid { .. }));
    }
    use MonthState::{Ahead, Sent};
    assert_eq!(states(&fund, &session, &id).await, [Sent, Sent, Sent, Ahead, Ahead, Ahead]);
    let ahead = fund.confirm_job_loss_month(&session, &id, 4, "m4").await;
    assert!(matches!(ahead, Err(ServiceError::IllegalStep(_))), "{ahead:?}");
    let none = fund.confirm_job_loss_month(&session, &id, 7, "m7").await;
    assert!(matches!(none, Err(ServiceError::InvalidInput("month"))), "{none:?}");
}

#[tokio::test]
async fn a_person_is_reminded_when_a_month_can_be_confirmed_and_once_more_before_its_last_day() {
    let (fund, session) = ready().await;
    let id = declared(&fund, &session).await;
    grant(&fund, &id, Money::centimes(300_000)).await;
    let reminded = async |day: &str| {
        later(&fund, day);
        for _ in 0..2 {
            fund.forget_past().await.unwrap();
        }
        fund.messages_now().await.len()
    };
    assert_eq!(reminded("2026-11-30").await, 0, "the first month is not over");
    // By SMS and by e-mail.
    let channels = reminded("2026-12-01").await;
    assert!(channels > 0, "it ended with November");
    assert_eq!(reminded("2026-12-05").await, 0);
    assert_eq!(reminded("2026-12-12").await, channels, "three days before the fifteenth");
    fund.confirm_job_loss_month(&session, &id, 1, "m1").await.unwrap();
    assert_eq!(reminded("2026-12-16").await, 0);
    assert_eq!(reminded("2027-01-01").await, channels, "December is over");
    fund.confirm_job_loss_month(&session, &id, 2, "m2").await.unwrap();
    assert_eq!(reminded("2027-01-12").await, 0, "what was confirmed is not asked for again");
    fund.report_new_work(&session, &id, "2027-01-20".parse().unwrap(), "work").await.unwrap();
    assert_eq!(reminded("2027-02-01").await, 0, "nothing more is paid");
}

#[tokio::test]
async fn the_demonstrations_officers_grant_what_the_rules_give_and_pay_what_is_due() {
    let (fund, session) = ready().await;
    let id = declared(&fund, &session).await;
    assert!(!demo::pay_due(&fund).await.unwrap(), "nothing is due yet");
    demo::decide(&fund, &id, &DemoDecision::Take).await.unwrap();
    demo::decide(&fund, &id, &DemoDecision::Grant).await.unwrap();
    assert_eq!(
        fund.job_loss(&session, &id).await.unwrap().benefit.unwrap().monthly,
        Money::centimes(342_272)
    );
    later(&fund, "2026-12-01");
    fund.confirm_job_loss_month(&session, &id, 1, "m1").await.unwrap();
    assert!(demo::pay_due(&fund).await.unwrap());
    assert_eq!(states(&fund, &session, &id).await[0], MonthState::Sent);
    assert!(!demo::pay_due(&fund).await.unwrap(), "once");
}

#[tokio::test]
async fn the_demonstrations_officers_do_not_grant_what_the_rules_speak_against() {
    let (fund, session) = ready().await;
    let papers = handed_in(&fund, &session, 1, &PAPERS).await;
    let resigned = JobLossForm { reason: EndOfContract::Resignation, ..form() };
    let id = fund.file_job_loss(&session, &resigned, &papers, "resigned").await.unwrap().id;
    demo::decide(&fund, &id, &DemoDecision::Take).await.unwrap();
    let granted = demo::decide(&fund, &id, &DemoDecision::Grant).await;
    assert!(matches!(granted, Err(ServiceError::InvalidInput("claim"))), "{granted:?}");
}

#[tokio::test]
async fn a_granted_loss_has_a_letter_before_its_first_payment_and_after() {
    let (fund, session) = ready().await;
    let id = declared(&fund, &session).await;
    grant(&fund, &id, Money::centimes(342_272)).await;
    let before = fund.claim_letter(&session, &id).await.unwrap();
    later(&fund, "2026-12-01");
    fund.confirm_job_loss_month(&session, &id, 1, "m1").await.unwrap();
    assert!(pay_out(&fund).await.is_some());
    let after = fund.claim_letter(&session, &id).await.unwrap();
    assert!([&before, &after].iter().all(|pdf| pdf.starts_with(b"%PDF-1.7")));
    if let Ok(place) = std::env::var("DAMANE_KEEP_PAPERS") {
        std::fs::write(place, &after).unwrap();
    }
}

#[tokio::test]
async fn a_late_month_suspends_the_benefit_and_is_paid_once_an_officer_has_looked() {
    let (fund, session) = ready().await;
    let id = declared(&fund, &session).await;
    grant(&fund, &id, Money::centimes(342_272)).await;
    later(&fund, "2026-12-16");
    assert!(fund.job_loss(&session, &id).await.unwrap().benefit.unwrap().is_suspended());
    fund.confirm_job_loss_month(&session, &id, 1, "m1").await.unwrap();
    assert_eq!(states(&fund, &session, &id).await[0], MonthState::Held);
    assert_eq!(pay_out(&fund).await, None);
    let stranger = Officer { office: "elsewhere".to_owned(), ..officer(&fund, "S. Amrani") };
    let refused = fund.release_job_loss_month(&stranger, &id, 1).await;
    assert!(matches!(refused, Err(ServiceError::NotFound)), "{refused:?}");
    fund.release_job_loss_month(&officer(&fund, "S. Amrani"), &id, 1).await.unwrap();
    assert_eq!(pay_out(&fund).await, Some(Money::centimes(342_272)));
}

/// The month that a person's list of claims says is to be confirmed, and its last day.
async fn told_to_confirm(fund: &TestFund, session: &Session) -> Option<(u32, String)> {
    let claims = fund.claims(session).await.unwrap();
    claims[0].to_confirm.map(|month| (month.number, month.confirm_until.to_string()))
}

#[tokio::test]
async fn the_list_of_claims_tells_which_month_waits_to_be_confirmed_and_until_when() {
    let (fund, session) = ready().await;
    let id = declared(&fund, &session).await;
    assert_eq!(told_to_confirm(&fund, &session).await, None, "nothing is granted");
    grant(&fund, &id, Money::centimes(342_272)).await;
    assert_eq!(told_to_confirm(&fund, &session).await, None, "no month has ended");
    let first = Some((1, "2026-12-15".to_owned()));
    for day in ["2026-12-01", "2026-12-15", "2026-12-16"] {
        later(&fund, day);
        assert_eq!(told_to_confirm(&fund, &session).await, first, "{day}: also once it is suspended");
    }
    fund.confirm_job_loss_month(&session, &id, 1, "m1").await.unwrap();
    assert_eq!(told_to_confirm(&fund, &session).await, None, "the next month has not ended");
    later(&fund, "2027-01-02");
    assert_eq!(told_to_confirm(&fund, &session).await, Some((2, "2027-01-15".to_owned())));
    // New work that began after that month: the month before it is confirmed all the same.
    fund.report_new_work(&session, &id, "2027-01-02".parse().unwrap(), "work").await.unwrap();
    assert_eq!(told_to_confirm(&fund, &session).await.map(|(month, _)| month), Some(2));
    fund.confirm_job_loss_month(&session, &id, 2, "m2").await.unwrap();
    later(&fund, "2027-03-01");
    assert_eq!(told_to_confirm(&fund, &session).await, None, "nothing is due after new work");
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

#[tokio::test]
async fn new_work_ends_the_benefit_and_is_reported_once() {
    let (fund, session) = ready().await;
    let id = declared(&fund, &session).await;
    grant(&fund, &id, Money::centimes(342_272)).await;
    later(&fund, "2027-01-02");
    fund.confirm_job_loss_month(&session, &id, 2, "m2").await.unwrap();
    let from = "2026-12-28".parse().unwrap();
    let before = fund.report_new_work(&session, &id, form().ended_on, "w0").await;
    assert!(matches!(before, Err(ServiceError::InvalidInput("from"))), "{before:?}");
    for _ in 0..2 {
        fund.report_new_work(&session, &id, from, "w1").await.unwrap();
    }
    let again = fund.report_new_work(&session, &id, "2027-01-01".parse().unwrap(), "w2").await;
    assert!(matches!(again, Err(ServiceError::IllegalStep(_))), "{again:?}");
    use MonthState::{Ended, Suspended};
    assert_eq!(states(&fund, &session, &id).await, [Suspended, Ended, Ended, Ended, Ended, Ended]);
    assert_eq!(pay_out(&fund).await, None, "the month of the new work was not worked out of");
    let ended = fund.confirm_job_loss_month(&session, &id, 3, "m3").await;
    assert!(matches!(ended, Err(ServiceError::IllegalStep(_))), "{ended:?}");
}

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

/// The bank gives back the payment of the newest batch that was settled.
async fn comes_back(fund: &TestFund) -> Result<(), ServiceError> {
    let first = officer(fund, "S. Amrani");
    let batch = fund.batches(&first).await.unwrap()[0].id;
    let payment = fund.batch(&first, &batch).await.unwrap().payments[0].id;
    let reason = damane_domain::claim::ReturnReason::AccountClosed;
    fund.return_payment(&first, &batch, &payment, reason, fund.now().date()).await
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
async fn a_loss_is_declared_once_unless_it_was_refused() {
    let (fund, session) = ready().await;
    let first = declared(&fund, &session).await;
    let papers = handed_in(&fund, &session, 20, &PAPERS).await;
    let again = async |key: &str| fund.file_job_loss(&session, &form(), &papers, key).await;
    let declared_before = |refused: &ServiceError, id: ClaimId| matches!(refused, ServiceError::LossDeclared(other) if *other == id);
    let refused = again("again").await.unwrap_err();
    assert!(declared_before(&refused, first), "{refused:?}");
    let amrani = officer(&fund, "S. Amrani");
    let refuse = OfficerStep::Refuse(&[Refusal::DocumentMissing], None);
    fund.decide_claim(&amrani, &first, OfficerStep::Take).await.unwrap();
    fund.decide_claim(&amrani, &first, refuse).await.unwrap();
    let second = again("again").await.unwrap().id;
    let both = fund.reply_to_claim(&session, &first, ClaimReply::Contest("no"), "contest").await.unwrap_err();
    assert!(declared_before(&both, second), "{both:?}");

    // What was granted once stands, also when it was refused after it was contested.
    grant(&fund, &second, Money::centimes(342_272)).await;
    fund.reply_to_claim(&session, &second, ClaimReply::Contest("no"), "contest").await.unwrap();
    fund.decide_claim(&amrani, &second, OfficerStep::Take).await.unwrap();
    fund.decide_claim(&amrani, &second, refuse).await.unwrap();
    let papers = handed_in(&fund, &session, 40, &PAPERS).await;
    let third = fund.file_job_loss(&session, &form(), &papers, "third").await.unwrap_err();
    assert!(declared_before(&third, second), "{third:?}");
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
async fn a_declaration_needs_its_papers_and_its_promises() {
    let (fund, session) = ready().await;
    let papers = handed_in(&fund, &session, 1, &PAPERS).await;
    for missing in 0..papers.len() {
        let mut some = papers.clone();
        some.remove(missing);
        let refused = fund.file_job_loss(&session, &form(), &some, "key").await;
        assert!(matches!(refused, Err(ServiceError::InvalidInput("documents"))), "{refused:?}");
    }
    let unsworn = JobLossForm { sworn: false, ..form() };
    let refused = fund.file_job_loss(&session, &unsworn, &papers, "key").await;
    assert!(matches!(refused, Err(ServiceError::InvalidInput("sworn"))), "{refused:?}");
    let first = fund.file_job_loss(&session, &form(), &papers, "key").await.unwrap().id;
    assert_eq!(fund.file_job_loss(&session, &form(), &papers, "key").await.unwrap().id, first);
}

#[tokio::test]
async fn who_resigned_or_has_too_few_days_is_told_every_reason() {
    let (fund, session) = ready().await;
    let resigned = fund.check_job_loss(&session, form().ended_on, EndOfContract::Resignation).await.unwrap();
    assert_eq!(resigned.check.reasons, [Reason::NotInvoluntary]);
    assert_eq!(resigned.check.monthly_amount(), None);
    let (other, _) = fund.signed_in(OTHER).await;
    let short = fund.check_job_loss(&other, form().ended_on, EndOfContract::Dismissal).await.unwrap();
    assert_eq!(short.check.reasons, [Reason::TooFewDaysIn36Months, Reason::TooFewDaysIn12Months]);
    let ahead = fund.check_job_loss(&session, "2026-11-22".parse().unwrap(), EndOfContract::Dismissal).await;
    assert!(matches!(ahead, Err(ServiceError::InvalidInput("ended_on"))), "{ahead:?}");
}

#[tokio::test]
async fn another_person_s_benefit_is_not_there() {
    let (fund, session) = ready().await;
    let id = declared(&fund, &session).await;
    grant(&fund, &id, Money::centimes(342_272)).await;
    let (other, _) = fund.signed_in(OTHER).await;
    let refusals = [
        fund.job_loss(&other, &id).await.map(|_| ()),
        fund.confirm_job_loss_month(&other, &id, 1, "m1").await,
        fund.report_new_work(&other, &id, fund.now().date(), "w1").await,
    ];
    assert!(refusals.iter().all(|refusal| matches!(refusal, Err(ServiceError::NotFound))), "{refusals:?}");
}
