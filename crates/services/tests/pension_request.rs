//! A pension from the request to its first payment: handed in once with its papers, counted on the real career, granted by
//! two officers, paid with all months since its start; the legal minimum, contributions paid back, refusals.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod support;

use damane_domain::claim::{ClaimState, DocumentKind, Refusal};
use damane_domain::explanation::StepCode;
use damane_domain::ids::ClaimId;
use damane_domain::money::Money;
use damane_domain::pension::{Obstacle, Outcome, PensionForm, Shares};
use damane_services::demo::{self, DemoDecision};
use damane_services::{ClaimReply, OfficerStep, PensionRefusal, ServiceError, Session};
use support::claims::{VISIT, handed_in, officer, pay_out, with_account};
use support::{INACTIVE, OTHER, TestFund, holds};

const PAPERS: [DocumentKind; 3] =
    [DocumentKind::IdentityCard, DocumentKind::EmployerStatement, DocumentKind::LifeCertificate];
/// 51 % of 5 186.40.
const MONTHLY: Money = Money::centimes(264_506);

/// Who was born on a day and worked so many full months up to one; and the 21 November 2026.
async fn ready(birth_date: &str, months: i32, last: &str) -> (TestFund, Session) {
    let fund = TestFund::new().await;
    fund.declare_months(last, months, INACTIVE).await;
    with_account(&fund, INACTIVE, |person| person.birth_date = birth_date.parse().unwrap()).await;
    let (session, _) = fund.signed_in(INACTIVE).await;
    (fund, session)
}

/// Sixty since August, 3 484 days until July.
async fn sixty() -> (TestFund, Session) {
    ready("1966-08-15", 134, "2026-07").await
}

fn form() -> PensionForm {
    PensionForm { stopped_on: "2026-07-31".parse().unwrap(), underground: false, sworn: true }
}

async fn filed(fund: &TestFund, session: &Session) -> ClaimId {
    let papers = handed_in(fund, session, 1, &PAPERS).await;
    fund.file_pension(session, &form(), &papers, "asked").await.unwrap().id
}

async fn step(fund: &TestFund, name: &str, id: &ClaimId, step: OfficerStep<'_>) -> Result<(), ServiceError> {
    fund.decide_claim(&officer(fund, name), id, step).await
}

async fn grant(fund: &TestFund, id: &ClaimId, amount: Money) {
    step(fund, "S. Amrani", id, OfficerStep::Take).await.unwrap();
    fund.propose_in_all(&officer(fund, "S. Amrani"), id, amount).await.unwrap();
    step(fund, "H. Berrada", id, OfficerStep::Approve).await.unwrap();
}

async fn has_letter(fund: &TestFund, session: &Session, id: &ClaimId) {
    let pdf = fund.claim_letter(session, id).await.unwrap();
    assert!(pdf.starts_with(b"%PDF-1.7") && holds(&pdf, b"/ETSI.CAdES.detached"));
    if let Ok(place) = std::env::var("DAMANE_KEEP_PAPERS") {
        let name = std::thread::current().name().unwrap_or("letter").to_owned();
        std::fs::write(format!("{place}/{name}.pdf"), &pdf).unwrap();
    }
}

#[tokio::test]
async fn from_the_request_to_the_first_payment() {
    let (fund, session) = sixty().await;
    let check = fund.check_pension(&session, form().stopped_on, false).await.unwrap();
    assert_eq!((check.assessment.obstacle, check.standing), (None, None));
    assert_eq!(check.papers, PAPERS);
    let account = check.account.unwrap();
    assert!(account.starts_with('…') && account.chars().count() == 5, "{account}");
    assert_eq!(check.steps.last().unwrap().figure("late"), Some(0));
    let figures = check.assessment.figures();
    assert_eq!((figures.outcome, figures.days, figures.rate), (Outcome::Pension, 3_484, Some(5_100)));
    assert_eq!(figures.amount, Some(MONTHLY));
    assert_eq!(figures.starts_on.to_string(), "2026-09-01");

    let id = filed(&fund, &session).await;
    let since = fund.now();
    step(&fund, "S. Amrani", &id, OfficerStep::Take).await.unwrap();
    let ask = OfficerStep::AskDocuments(&[DocumentKind::BirthRecord], Some("L’extrait intégral."));
    fund.wait(1);
    step(&fund, "S. Amrani", &id, ask).await.unwrap();
    assert!(!fund.told_since(since).await.is_empty(), "the person is told that something is asked for");
    let record = handed_in(&fund, &session, 9, &[DocumentKind::BirthRecord]).await;
    fund.reply_to_claim(&session, &id, ClaimReply::Documents(&record), "reply").await.unwrap();
    let propose = fund.propose_in_all(&officer(&fund, "S. Amrani"), &id, Money::centimes(264_507)).await;
    assert!(matches!(propose, Err(ServiceError::InvalidInput("in_all"))), "the rules count: {propose:?}");
    fund.propose_in_all(&officer(&fund, "S. Amrani"), &id, MONTHLY).await.unwrap();
    let file = fund.pension_request(&session, &id).await.unwrap();
    assert_eq!(file.granted, None, "what is proposed is not told");
    let alone = step(&fund, "s amrani", &id, OfficerStep::Approve).await;
    assert!(matches!(alone, Err(ServiceError::IllegalStep(_))), "{alone:?}");
    step(&fund, "H. Berrada", &id, OfficerStep::Approve).await.unwrap();

    let file = fund.pension_request(&session, &id).await.unwrap();
    let granted = file.granted.unwrap();
    assert_eq!((granted.granted, granted.figures), (MONTHLY, figures));
    has_letter(&fund, &session, &id).await;
    // Who draws it needs no declared days for care.
    let care = serde_json::from_str(VISIT).unwrap();
    let found = fund.estimate_reimbursement(&session, &care, &[]).await.unwrap();
    assert!(
        found.estimate.reasons.is_empty()
            && found.steps.iter().all(|step| step.code != StepCode::DaysIn6Months)
    );
    // September, October and November.
    assert_eq!(pay_out(&fund).await, Some(Money::centimes(3 * 264_506)));
    assert_eq!(pay_out(&fund).await, None, "once");
    let claim = fund.pension_request(&session, &id).await.unwrap().claim;
    assert!(matches!(claim.state, ClaimState::Paid { .. }));
    has_letter(&fund, &session, &id).await;
}

#[tokio::test]
async fn the_demonstrations_officers_grant_what_the_rules_give_and_no_contributions() {
    let (fund, session) = sixty().await;
    let id = filed(&fund, &session).await;
    demo::decide(&fund, &id, &DemoDecision::Take).await.unwrap();
    demo::decide(&fund, &id, &DemoDecision::Grant).await.unwrap();
    let granted = fund.pension_request(&session, &id).await.unwrap().granted.unwrap();
    assert_eq!(granted.granted, MONTHLY);

    let (fund, session) = ready("1966-08-15", 20, "2026-07").await;
    let id = filed(&fund, &session).await;
    demo::decide(&fund, &id, &DemoDecision::Take).await.unwrap();
    let paid_back = demo::decide(&fund, &id, &DemoDecision::Grant).await;
    assert!(matches!(paid_back, Err(ServiceError::InvalidInput("claim"))), "{paid_back:?}");
}

#[tokio::test]
async fn between_the_bands_at_least_the_legal_minimum_is_granted() {
    let (fund, session) = ready("1966-08-15", 60, "2026-07").await;
    let id = filed(&fund, &session).await;
    let filed = fund.pension_request(&session, &id).await.unwrap().filed;
    assert_eq!((filed.outcome, filed.days), (Outcome::MinimumOnly, 1_560));
    assert_eq!(filed.amount, Some(Money::centimes(60_000)));
    let less = fund.propose_in_all(&officer(&fund, "S. Amrani"), &id, Money::centimes(59_999)).await;
    assert!(matches!(less, Err(ServiceError::InvalidInput("in_all"))), "{less:?}");
    grant(&fund, &id, Money::centimes(64_000)).await;
    has_letter(&fund, &session, &id).await;
    assert_eq!(pay_out(&fund).await, Some(Money::centimes(192_000)));
}

#[tokio::test]
async fn too_few_days_are_paid_back_once() {
    let (fund, session) = ready("1966-08-15", 40, "2026-07").await;
    let id = filed(&fund, &session).await;
    let filed = fund.pension_request(&session, &id).await.unwrap().filed;
    assert_eq!((filed.outcome, filed.amount), (Outcome::Refund(Shares::Both), None));
    grant(&fund, &id, Money::centimes(2_466_000)).await;
    has_letter(&fund, &session, &id).await;
    assert_eq!(pay_out(&fund).await, Some(Money::centimes(2_466_000)));
    assert_eq!(pay_out(&fund).await, None);
}

#[tokio::test]
async fn a_late_request_begins_the_month_after_and_is_paid_from_then() {
    let (fund, session) = ready("1966-05-20", 134, "2026-05").await;
    let late = PensionForm { stopped_on: "2026-05-31".parse().unwrap(), ..form() };
    let papers = handed_in(&fund, &session, 1, &PAPERS).await;
    let id = fund.file_pension(&session, &late, &papers, "late").await.unwrap().id;
    let filed = fund.pension_request(&session, &id).await.unwrap().filed;
    assert_eq!((filed.starts_on.to_string().as_str(), filed.late), ("2026-12-01", true));
    grant(&fund, &id, MONTHLY).await;
    has_letter(&fund, &session, &id).await;
    assert_eq!(pay_out(&fund).await, None, "it begins in December");
    fund.set_time("2026-12-03T09:00:00Z");
    assert_eq!(pay_out(&fund).await, Some(MONTHLY));
}

#[tokio::test]
async fn what_stands_in_the_way_is_told_at_once() {
    let (fund, session) = sixty().await;
    let papers = handed_in(&fund, &session, 1, &PAPERS).await;
    let refused =
        async |form: PensionForm| fund.file_pension(&session, &form, &papers, "key").await.unwrap_err();
    let early = PensionForm { stopped_on: "2026-06-30".parse().unwrap(), ..form() };
    let after = refused(early).await;
    let declared = |error: &ServiceError| {
        matches!(error, ServiceError::PensionRefused(PensionRefusal::Obstacle(Obstacle::DeclaredAfter { month }))
            if month.to_string() == "2026-07")
    };
    assert!(declared(&after), "{after:?}");
    let unsworn = refused(PensionForm { sworn: false, ..form() }).await;
    assert!(matches!(unsworn, ServiceError::InvalidInput("sworn")), "{unsworn:?}");
    let ahead = refused(PensionForm { stopped_on: "2026-11-22".parse().unwrap(), ..form() }).await;
    assert!(matches!(ahead, ServiceError::InvalidInput("stopped_on")), "{ahead:?}");
    for missing in 0..papers.len() {
        let mut some = papers.clone();
        some.remove(missing);
        let refused = fund.file_pension(&session, &form(), &some, "key").await;
        assert!(matches!(refused, Err(ServiceError::InvalidInput("documents"))), "{refused:?}");
    }
    let (young, _) = fund.signed_in(OTHER).await;
    let refused = fund.file_pension(&young, &form(), &[], "key").await.unwrap_err();
    let is_young = matches!(
        refused,
        ServiceError::PensionRefused(PensionRefusal::Obstacle(Obstacle::TooYoung { from })) if from > fund.now().date()
    );
    assert!(is_young, "{refused:?}");
    assert!(fund.claims(&session).await.unwrap().is_empty(), "nothing of it was kept");
}

#[tokio::test]
async fn a_refused_request_is_contested_or_made_again_but_one_stands_at_a_time() {
    let (fund, session) = sixty().await;
    let first = filed(&fund, &session).await;
    let papers = handed_in(&fund, &session, 20, &PAPERS).await;
    let standing = |error: &ServiceError, id: ClaimId| matches!(error, ServiceError::PensionRefused(PensionRefusal::Standing(other)) if *other == id);
    let again = fund.file_pension(&session, &form(), &papers, "again").await.unwrap_err();
    assert!(standing(&again, first), "{again:?}");
    step(&fund, "S. Amrani", &first, OfficerStep::Take).await.unwrap();
    let reasons = [Refusal::WorkNotStopped, Refusal::ContributionsRefunded];
    step(&fund, "S. Amrani", &first, OfficerStep::Refuse(&reasons, None)).await.unwrap();
    has_letter(&fund, &session, &first).await;
    let second = fund.file_pension(&session, &form(), &papers, "again").await.unwrap().id;
    let contest = ClaimReply::Contest("Mon travail a cessé.");
    let both = fund.reply_to_claim(&session, &first, contest, "contest").await.unwrap_err();
    assert!(standing(&both, second), "{both:?}");
    step(&fund, "S. Amrani", &second, OfficerStep::Take).await.unwrap();
    step(&fund, "S. Amrani", &second, OfficerStep::Refuse(&reasons[..1], None)).await.unwrap();
    fund.reply_to_claim(&session, &first, contest, "contest").await.unwrap();
    grant(&fund, &first, MONTHLY).await;
    assert_eq!(pay_out(&fund).await, Some(Money::centimes(3 * 264_506)));
}

#[tokio::test]
async fn a_career_that_changed_is_counted_anew_before_two_agree() {
    let (fund, session) = sixty().await;
    let id = filed(&fund, &session).await;
    step(&fund, "S. Amrani", &id, OfficerStep::Take).await.unwrap();
    fund.propose_in_all(&officer(&fund, "S. Amrani"), &id, MONTHLY).await.unwrap();
    // Nine months of before are declared late: 3 718 days, two blocks.
    fund.declare_months("2015-05", 9, INACTIVE).await;
    let file = fund.pension_request(&session, &id).await.unwrap();
    assert_eq!((file.filed.days, file.assessment.figures().days), (3_484, 3_718));
    let stale = step(&fund, "H. Berrada", &id, OfficerStep::Approve).await;
    assert!(matches!(stale, Err(ServiceError::IllegalStep(_))), "{stale:?}");
    step(&fund, "H. Berrada", &id, OfficerStep::SendBack("La carrière a changé.")).await.unwrap();
    let old = fund.propose_in_all(&officer(&fund, "S. Amrani"), &id, MONTHLY).await;
    assert!(matches!(old, Err(ServiceError::InvalidInput("in_all"))), "{old:?}");
    let now = file.assessment.figures().amount.unwrap();
    assert_eq!(now, Money::centimes(269_693), "52 % of 5 186.40");
    fund.propose_in_all(&officer(&fund, "S. Amrani"), &id, now).await.unwrap();
    step(&fund, "H. Berrada", &id, OfficerStep::Approve).await.unwrap();
    assert_eq!(fund.pension_request(&session, &id).await.unwrap().granted.unwrap().granted, now);
}

#[tokio::test]
async fn a_pension_that_is_contested_after_its_first_payment_is_paid_what_it_lacks() {
    let (fund, session) = sixty().await;
    let id = filed(&fund, &session).await;
    grant(&fund, &id, MONTHLY).await;
    assert_eq!(pay_out(&fund).await, Some(Money::centimes(3 * 264_506)));
    fund.declare_months("2015-05", 9, INACTIVE).await;
    fund.reply_to_claim(&session, &id, ClaimReply::Contest("Il manque neuf mois."), "contest").await.unwrap();
    grant(&fund, &id, Money::centimes(269_693)).await;
    assert_eq!(pay_out(&fund).await, Some(Money::centimes(3 * (269_693 - 264_506))));
}

#[tokio::test]
async fn who_was_paid_a_pension_asks_for_no_second_one_when_their_contest_is_refused() {
    let (fund, session) = sixty().await;
    let id = filed(&fund, &session).await;
    grant(&fund, &id, MONTHLY).await;
    assert_eq!(pay_out(&fund).await, Some(Money::centimes(3 * 264_506)));
    fund.reply_to_claim(&session, &id, ClaimReply::Contest("Il manque neuf mois."), "contest").await.unwrap();
    step(&fund, "S. Amrani", &id, OfficerStep::Take).await.unwrap();
    step(&fund, "S. Amrani", &id, OfficerStep::Refuse(&[Refusal::DocumentDiffers], None)).await.unwrap();
    let papers = handed_in(&fund, &session, 20, &PAPERS).await;
    let again = fund.file_pension(&session, &form(), &papers, "again").await;
    let standing = |refused: &ServiceError| matches!(refused, ServiceError::PensionRefused(PensionRefusal::Standing(other)) if *other == id);
    assert!(again.as_ref().is_err_and(standing), "{again:?}");
}

#[tokio::test]
async fn however_many_are_sent_at_once_one_is_kept() {
    let (fund, session) = sixty().await;
    let papers = handed_in(&fund, &session, 1, &PAPERS).await;
    let mut sending = tokio::task::JoinSet::new();
    for at in 0..10_u8 {
        let (fund, session, papers) = (std::sync::Arc::clone(fund.shared()), session.clone(), papers.clone());
        // Five of one key, five of others.
        let key = format!("key-{}", at.saturating_sub(4));
        sending.spawn(async move { (at, fund.file_pension(&session, &form(), &papers, &key).await) });
    }
    let (mut ids, mut refused) = (std::collections::BTreeSet::new(), 0);
    while let Some(sent) = sending.join_next().await {
        match sent.unwrap() {
            (_, Ok(receipt)) => {
                ids.insert(receipt.id.0);
            }
            (_, Err(ServiceError::PensionRefused(PensionRefusal::Standing(_)))) => refused += 1,
            (at, Err(error)) => panic!("{at}: {error:?}"),
        }
    }
    assert_eq!((ids.len(), fund.claims(&session).await.unwrap().len()), (1, 1));
    assert!(refused >= 5, "{refused}: every other key but one finds it there");
}

#[tokio::test]
async fn another_person_s_request_is_not_there() {
    let (fund, session) = sixty().await;
    let id = filed(&fund, &session).await;
    let (other, _) = fund.signed_in(OTHER).await;
    let refused = fund.pension_request(&other, &id).await;
    assert!(matches!(refused, Err(ServiceError::NotFound)), "{refused:?}");
}
