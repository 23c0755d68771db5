//! A person disputes a line of their career: kept once, noted, only where there is something to dispute.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod support;

use damane_domain::career::DisputeReason;
use damane_services::ServiceError;
use damane_services::career::DisputedLine;
use support::{EMPLOYED, OTHER, TestFund};

#[tokio::test]
async fn a_dispute_is_kept_once_and_only_for_a_line_that_stands() {
    let fund = TestFund::with_limits("codes_per_hour = 100").await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let career = fund.career_statement(&session).await.unwrap().career;
    let line = career.standing().next_back().unwrap().clone();
    let wrong = DisputedLine {
        month: line.month.to_string(),
        employer_number: line.employer.to_string(),
        reason: DisputeReason::WrongDays,
        note: "  dix jours de plus ".to_owned(),
        documents: Vec::new(),
    };
    let kept = fund.dispute_line(&session, &wrong).await.unwrap();
    assert_eq!(kept.note, "dix jours de plus");
    fund.wait(60);
    let again = DisputedLine { note: "autre chose".to_owned(), ..wrong.clone() };
    assert_eq!(fund.dispute_line(&session, &again).await.unwrap(), kept, "the first stands");
    let statement = fund.career_statement(&session).await.unwrap();
    assert_eq!(statement.disputes, [kept]);
    assert_eq!(statement.career, career, "nothing of the career changes");

    let journal = fund.journal(&session, None).await.unwrap();
    let noted = journal.entries.iter().filter(|entry| entry.action == "career_disputed").count();
    assert_eq!(noted, 1);

    let refused = |field: &'static str, line: DisputedLine| {
        let (fund, session) = (&fund, &session);
        async move {
            let refusal = fund.dispute_line(session, &line).await.unwrap_err();
            assert!(matches!(refusal, ServiceError::InvalidInput(named) if named == field), "{refusal}");
        }
    };
    refused("month", DisputedLine { month: "2026-13".to_owned(), ..wrong.clone() }).await;
    refused("month", DisputedLine { month: "2099-01".to_owned(), ..wrong.clone() }).await;
    refused("employer_number", DisputedLine { employer_number: "12".to_owned(), ..wrong.clone() }).await;
    refused("month", DisputedLine { employer_number: String::new(), ..wrong.clone() }).await;
    refused("note", DisputedLine { note: "x".repeat(501), ..wrong.clone() }).await;
    refused("note", DisputedLine { note: "a\u{7}".to_owned(), ..wrong }).await;
}

#[tokio::test]
async fn a_dispute_is_seen_by_its_person_alone() {
    let fund = TestFund::with_limits("codes_per_hour = 100").await;
    let (mine, _) = fund.signed_in(EMPLOYED).await;
    let (other, _) = fund.signed_in(OTHER).await;
    let line = fund.career_statement(&mine).await.unwrap().career.standing().next().unwrap().clone();
    let wrong = DisputedLine {
        month: line.month.to_string(),
        employer_number: line.employer.to_string(),
        reason: DisputeReason::WrongSalary,
        note: String::new(),
        documents: Vec::new(),
    };
    fund.dispute_line(&mine, &wrong).await.unwrap();
    assert!(fund.career_statement(&other).await.unwrap().disputes.is_empty());
}

#[tokio::test]
async fn the_table_has_a_line_for_each_declared_one() {
    let fund = TestFund::with_limits("codes_per_hour = 100").await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let lines = fund.career_statement(&session).await.unwrap().career.lines().len();
    let table = String::from_utf8(fund.career_table(&session).await.unwrap()).unwrap();
    assert_eq!(table.lines().count(), lines + 1);
    assert!(table.starts_with("month,employer,employer_name,days,salary_mad"));
}
