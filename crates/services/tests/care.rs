//! A claim of care in figures: estimated until two officers agree, then what they granted, line by line.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod support;

use damane_domain::claim::{ClaimKind, OfficerName, Refusal};
use damane_domain::explanation::StepCode;
use damane_domain::ids::ClaimId;
use damane_domain::money::Money;
use damane_domain::reimbursements::{Act, Beneficiary, FormLine, Reason, ReimbursementForm};
use damane_services::{ClaimedCare, Filing, Officer, OfficerStep, Session};
use support::{EMPLOYED, TestFund};

fn officer(name: &str) -> Officer {
    Officer { name: OfficerName::parse(name).unwrap(), office: "casa".to_owned() }
}

fn line(fund: &TestFund, act: Act, label: &str, paid: i64) -> FormLine {
    let on = fund.now().plus_days(-5).date();
    FormLine {
        act,
        label: label.to_owned(),
        on,
        paid: Money::centimes(paid),
        quantity: 1,
        public_hospital: false,
        barcode: None,
    }
}

fn form(fund: &TestFund) -> ReimbursementForm {
    ReimbursementForm {
        beneficiary: Beneficiary::Child,
        beneficiary_name: Some("Yassine".to_owned()),
        continuous: false,
        long_term: false,
        abroad: None,
        practitioner: None,
        lines: vec![
            line(fund, Act::SpecialistVisit, "Pneumologue", 30_000),
            line(fund, Act::Other, "Radiographie", 25_000),
        ],
    }
}

async fn filed(fund: &TestFund, session: &Session) -> ClaimId {
    let text = serde_json::to_string(&form(fund)).unwrap();
    let filing = Filing { kind: ClaimKind::Reimbursement, office: "casa", form: &text, documents: &[] };
    fund.file_claim(session, filing, "key").await.unwrap().id
}

async fn care(fund: &TestFund, session: &Session) -> ClaimedCare {
    fund.claims(session).await.unwrap().remove(0).care.expect("a claim of care has its figures")
}

#[tokio::test]
async fn what_is_proposed_is_not_told_before_another_officer_agrees() {
    let fund = TestFund::new().await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let id = filed(&fund, &session).await;
    let known = care(&fund, &session).await;
    assert_eq!(known.form.beneficiary_name.as_deref(), Some("Yassine"));
    assert_eq!((known.estimate.refund, known.estimate.complete), (Money::centimes(10_500), false));
    assert_eq!((known.granted, known.decided), (None, None));

    let lines = r#"[{"refund":10500},{"refund":0,"reasons":["not_covered"]}]"#;
    let steps = [OfficerStep::Take, OfficerStep::Propose(Money::centimes(10_500), lines)];
    for step in steps {
        fund.decide_claim(&officer("S. Amrani"), &id, step).await.unwrap();
        assert_eq!(care(&fund, &session).await.granted, None);
    }
    fund.decide_claim(&officer("H. Berrada"), &id, OfficerStep::Approve).await.unwrap();
    let known = care(&fund, &session).await;
    assert_eq!(known.granted, Some(Money::centimes(10_500)));
    let decided = known.decided.expect("line by line");
    assert_eq!(decided.iter().map(|line| line.refund.as_centimes()).collect::<Vec<_>>(), [10_500, 0]);
    assert_eq!(decided[1].reasons, [Refusal::NotCovered]);
}

#[tokio::test]
async fn days_open_the_right_for_six_months_after_the_last_declared_one() {
    // Declared from August to October 2026.
    let fund = TestFund::new().await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let asked = async |day: &str| {
        fund.set_time(&format!("{day}T09:00:00Z"));
        let visit = FormLine { on: day.parse().unwrap(), ..line(&fund, Act::GpVisit, "", 15_000) };
        let form = ReimbursementForm { lines: vec![visit], ..form(&fund) };
        let found = fund.estimate_reimbursement(&session, &form, &[]).await.unwrap();
        let days = found.steps.iter().find(|step| step.code == StepCode::DaysIn6Months);
        (days.map(|step| step.result), found.estimate.reasons)
    };
    assert_eq!(asked("2026-11-21").await, (Some(78), vec![]));
    assert_eq!(asked("2027-04-30").await, (Some(78), vec![]), "kept six months");
    assert_eq!(asked("2027-05-01").await, (Some(0), vec![Reason::TooFewDays]), "and not for ever");
}

#[tokio::test]
async fn a_decision_of_another_shape_leaves_its_total() {
    let fund = TestFund::new().await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let id = filed(&fund, &session).await;
    let steps = [
        ("S. Amrani", OfficerStep::Take),
        ("S. Amrani", OfficerStep::Propose(Money::centimes(9_000), "[]")),
        ("H. Berrada", OfficerStep::Approve),
    ];
    for (name, step) in steps {
        fund.decide_claim(&officer(name), &id, step).await.unwrap();
    }
    let known = care(&fund, &session).await;
    assert_eq!((known.granted, known.decided), (Some(Money::centimes(9_000)), None));
}
