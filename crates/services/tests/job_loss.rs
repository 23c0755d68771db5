//! Job loss from the check to the third month: declared with its papers, granted by two officers, confirmed month by
//! month, paid in batches, ended by new work.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod support;

use damane_domain::claim::{ClaimState, Refusal};
use damane_domain::ids::ClaimId;
use damane_domain::job_loss::{EndOfContract, JobLossForm, MonthState, Reason};
use damane_domain::money::Money;
use damane_services::demo::{self, DemoDecision};
use damane_services::{ClaimReply, Officer, OfficerStep, ServiceError, Session};
use support::claims::{handed_in, officer, pay_out};
use support::losses::{PAPERS, declared, dismissed, grant, later, ready, states};
use support::{OTHER, TestFund};

#[tokio::test]
async fn from_the_check_to_the_third_month() {
    let (fund, session) = ready().await;
    let found = fund.check_job_loss(&session, dismissed().ended_on, EndOfContract::Dismissal).await.unwrap();
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
async fn who_reports_work_ahead_of_time_is_reminded_of_the_months_until_then() {
    let (fund, session) = ready().await;
    let id = declared(&fund, &session).await;
    grant(&fund, &id, Money::centimes(300_000)).await;
    fund.report_new_work(&session, &id, "2027-01-15".parse().unwrap(), "work").await.unwrap();
    let is_told = async |day: &str| {
        later(&fund, day);
        let since = fund.now();
        fund.wait(1);
        fund.forget_past().await.unwrap();
        !fund.told_since(since).await.is_empty()
    };
    for (month, day) in [(1, "2026-12-01"), (2, "2027-01-01")] {
        assert!(is_told(day).await, "{day}");
        fund.confirm_job_loss_month(&session, &id, month, day).await.unwrap();
    }
    assert!(!is_told("2027-02-01").await, "nothing more is paid");
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
    let resigned = JobLossForm { reason: EndOfContract::Resignation, ..dismissed() };
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
async fn new_work_ends_the_benefit_and_is_reported_once() {
    let (fund, session) = ready().await;
    let id = declared(&fund, &session).await;
    grant(&fund, &id, Money::centimes(342_272)).await;
    later(&fund, "2027-01-02");
    fund.confirm_job_loss_month(&session, &id, 2, "m2").await.unwrap();
    let from = "2026-12-28".parse().unwrap();
    let before = fund.report_new_work(&session, &id, dismissed().ended_on, "w0").await;
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
async fn a_loss_is_declared_once_unless_it_was_refused() {
    let (fund, session) = ready().await;
    let first = declared(&fund, &session).await;
    let papers = handed_in(&fund, &session, 20, &PAPERS).await;
    let again = async |key: &str| fund.file_job_loss(&session, &dismissed(), &papers, key).await;
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
    let third = fund.file_job_loss(&session, &dismissed(), &papers, "third").await.unwrap_err();
    assert!(declared_before(&third, second), "{third:?}");
}

#[tokio::test]
async fn no_month_is_granted_by_two_claims_until_new_work_lies_between_them() {
    let (fund, session) = ready().await;
    let first = declared(&fund, &session).await;
    // The same loss under another day.
    let papers = handed_in(&fund, &session, 20, &PAPERS).await;
    let form = JobLossForm { ended_on: "2026-11-10".parse().unwrap(), ..dismissed() };
    let second = fund.file_job_loss(&session, &form, &papers, "second").await.unwrap().id;
    let [amrani, berrada] = ["S. Amrani", "H. Berrada"].map(|name| officer(&fund, name));
    let propose = OfficerStep::Propose(Money::centimes(300_000), "[]");
    for id in [&first, &second] {
        fund.decide_claim(&amrani, id, OfficerStep::Take).await.unwrap();
        fund.decide_claim(&amrani, id, propose).await.unwrap();
    }
    fund.decide_claim(&berrada, &first, OfficerStep::Approve).await.unwrap();
    let twice = |refused: Result<(), ServiceError>| matches!(refused, Err(ServiceError::MonthsGranted(other)) if other == first);
    assert!(twice(fund.decide_claim(&berrada, &second, OfficerStep::Approve).await));
    fund.decide_claim(&berrada, &second, OfficerStep::SendBack("the other claim")).await.unwrap();
    fund.decide_claim(&amrani, &second, OfficerStep::Take).await.unwrap();
    assert!(
        twice(fund.decide_claim(&amrani, &second, propose).await),
        "already what one officer would grant"
    );

    // There was work in between, and its person says so.
    fund.report_new_work(&session, &first, "2026-11-02".parse().unwrap(), "work").await.unwrap();
    fund.decide_claim(&amrani, &second, propose).await.unwrap();
    fund.decide_claim(&berrada, &second, OfficerStep::Approve).await.unwrap();
    // The first is granted again, after it was contested, though its six months would reach into the second's.
    fund.reply_to_claim(&session, &first, ClaimReply::Contest("no"), "contest").await.unwrap();
    grant(&fund, &first, Money::centimes(342_272)).await;
}

#[tokio::test]
async fn a_month_that_was_paid_is_not_granted_again_when_work_is_reported_late() {
    let (fund, session) = ready().await;
    let first = declared(&fund, &session).await;
    grant(&fund, &first, Money::centimes(300_000)).await;
    later(&fund, "2026-12-01");
    fund.confirm_job_loss_month(&session, &first, 1, "m1").await.unwrap();
    assert!(pay_out(&fund).await.is_some(), "November is paid");
    let papers = handed_in(&fund, &session, 20, &PAPERS).await;
    let lost_on = async |day: &str, papers: &[_]| {
        let form = JobLossForm { ended_on: day.parse().unwrap(), ..dismissed() };
        fund.file_job_loss(&session, &form, papers, day).await.unwrap().id
    };
    let second = lost_on("2026-11-20", &papers).await;
    fund.report_new_work(&session, &first, "2026-11-02".parse().unwrap(), "work").await.unwrap();
    let amrani = officer(&fund, "S. Amrani");
    let propose = OfficerStep::Propose(Money::centimes(300_000), "[]");
    fund.decide_claim(&amrani, &second, OfficerStep::Take).await.unwrap();
    let twice = fund.decide_claim(&amrani, &second, propose).await;
    assert!(matches!(twice, Err(ServiceError::MonthsGranted(other)) if other == first), "{twice:?}");
    let papers = handed_in(&fund, &session, 40, &PAPERS).await;
    grant(&fund, &lost_on("2026-11-30", &papers).await, Money::centimes(300_000)).await;
}

#[tokio::test]
async fn a_declaration_needs_its_papers_and_its_promises() {
    let (fund, session) = ready().await;
    let papers = handed_in(&fund, &session, 1, &PAPERS).await;
    for missing in 0..papers.len() {
        let mut some = papers.clone();
        some.remove(missing);
        let refused = fund.file_job_loss(&session, &dismissed(), &some, "key").await;
        assert!(matches!(refused, Err(ServiceError::InvalidInput("documents"))), "{refused:?}");
    }
    let unsworn = JobLossForm { sworn: false, ..dismissed() };
    let refused = fund.file_job_loss(&session, &unsworn, &papers, "key").await;
    assert!(matches!(refused, Err(ServiceError::InvalidInput("sworn"))), "{refused:?}");
    let first = fund.file_job_loss(&session, &dismissed(), &papers, "key").await.unwrap().id;
    assert_eq!(fund.file_job_loss(&session, &dismissed(), &papers, "key").await.unwrap().id, first);
}

#[tokio::test]
async fn who_resigned_or_has_too_few_days_is_told_every_reason() {
    let (fund, session) = ready().await;
    let resigned =
        fund.check_job_loss(&session, dismissed().ended_on, EndOfContract::Resignation).await.unwrap();
    assert_eq!(resigned.check.reasons, [Reason::NotInvoluntary]);
    assert_eq!(resigned.check.monthly_amount(), None);
    let (other, _) = fund.signed_in(OTHER).await;
    let short = fund.check_job_loss(&other, dismissed().ended_on, EndOfContract::Dismissal).await.unwrap();
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
