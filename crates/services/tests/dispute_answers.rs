//! What becomes of a disputed line once an officer answered: what is final, what opens it again, and who is told.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod support;

use damane_domain::career::{Correction, Dispute, DisputeAnswer, DisputeReason, EarlierAnswer, Reopening};
use damane_domain::claim::DocumentKind;
use damane_domain::ids::DocumentId;
use damane_domain::money::Money;
use damane_domain::month::Month;
use damane_domain::office::OFFICER_READINGS_PER_HOUR;
use damane_domain::office::OfficerRole::{Accounts, Decide};
use damane_services::career::{DeclarationImport, DisputedLine, Watch};
use damane_services::demo::{DemoCorrection, write_correction};
use damane_services::{DisputeReply, OfficerSession, ServiceError, Session};
use std::sync::atomic::AtomicBool;
use support::officers::{answer, on_duty};
use support::{EMPLOYED, OTHER, TestFund};

fn september() -> Month {
    Month::parse("2026-09").unwrap()
}

async fn disputed(fund: &TestFund, person: &Session, reason: DisputeReason) {
    let line = DisputedLine {
        month: "2026-09".to_owned(),
        employer_number: "1000004".to_owned(),
        reason,
        note: "voir mon bulletin".to_owned(),
        documents: Vec::new(),
    };
    fund.dispute_line(person, &line).await.unwrap();
}

fn reply(reason: DisputeReason, answer: DisputeAnswer, correction: Option<Correction>) -> DisputeReply {
    DisputeReply {
        month: september(),
        employer: 1_000_004,
        reason,
        answer,
        words: String::new(),
        correction,
        seen: String::new(),
    }
}

fn worked(days: u8, salary: i64) -> Correction {
    Correction { employer: None, days, salary: Money::centimes(salary), situation: None }
}

async fn corrected(fund: &TestFund, officer: &OfficerSession, reason: DisputeReason, line: Correction) {
    let right = reply(reason, DisputeAnswer::Corrected, Some(line));
    answer(fund, officer, EMPLOYED, &right).await.unwrap();
}

/// The employer sends September again, with these figures.
async fn declared(fund: &TestFund, days: u8, salary: i64) {
    let correction = DemoCorrection {
        person: EMPLOYED.parse().unwrap(),
        month: september(),
        employer: "1000004".parse().unwrap(),
        days,
        salary: Some(Money::centimes(salary)),
    };
    let folder = tempfile::tempdir().unwrap();
    let path = write_correction(fund, folder.path(), &correction).await.unwrap();
    let watch = Watch { progress: &|_| {}, cancelled: &AtomicBool::new(false) };
    let imported = fund.import_declaration(&path, &watch).await.unwrap();
    assert!(matches!(imported, DeclarationImport::Kept(_)), "{imported:?}");
}

async fn disputes(fund: &TestFund, person: &Session) -> Vec<Dispute> {
    fund.career_statement(person).await.unwrap().disputes
}

#[tokio::test]
async fn an_employers_file_that_undoes_a_correction_opens_the_dispute_again_and_its_person_is_told() {
    let fund = TestFund::new().await;
    let (person, _) = fund.signed_in(EMPLOYED).await;
    disputed(&fund, &person, DisputeReason::WrongDays).await;
    let officer = on_duty(&fund, "l.bennis", &[Decide]).await;
    corrected(&fund, &officer, DisputeReason::WrongDays, worked(20, 900_000)).await;
    assert!(fund.desk_disputes(&officer, None).await.unwrap().disputes.is_empty());

    fund.wait(86_400);
    declared(&fund, 20, 900_000).await;
    assert_eq!(
        disputes(&fund, &person).await[0].answer.unwrap().0,
        DisputeAnswer::Corrected,
        "it says the same"
    );
    let before = fund.now();
    fund.wait(86_400);
    declared(&fund, 10, 300_000).await;
    let again = disputes(&fund, &person).await.remove(0);
    assert_eq!((again.answer, again.reopened), (None, Some((Reopening::ByFile, fund.now()))));
    let waiting = fund.desk_disputes(&officer, None).await.unwrap().disputes.remove(0);
    assert_eq!(waiting.lines[0].days, 10, "what the officer sees stands now");
    assert_eq!(fund.told_since(before).await.len(), 1, "that something changed");
    let noted = fund.noted(&person).await;
    let reopened: Vec<_> = noted.iter().filter(|(what, _, _)| what == "dispute_reopened").collect();
    assert_eq!(reopened.len(), 1);
    assert_eq!((reopened[0].1.as_str(), reopened[0].2.as_str()), ("wrong_days", "fund"));

    // The officer sets it right again; nothing is told twice.
    corrected(&fund, &officer, DisputeReason::WrongDays, worked(20, 900_000)).await;
    let after = disputes(&fund, &person).await.remove(0);
    assert_eq!(after.answer.unwrap().0, DisputeAnswer::Corrected);
}

#[tokio::test]
async fn of_two_corrections_of_a_line_a_file_that_says_what_the_later_one_says_opens_none() {
    let fund = TestFund::new().await;
    let (person, _) = fund.signed_in(EMPLOYED).await;
    let reasons = [DisputeReason::WrongDays, DisputeReason::WrongSalary];
    for reason in reasons {
        disputed(&fund, &person, reason).await;
    }
    let officer = on_duty(&fund, "l.bennis", &[Decide]).await;
    corrected(&fund, &officer, DisputeReason::WrongDays, worked(20, 518_640)).await;
    fund.wait(60);
    corrected(&fund, &officer, DisputeReason::WrongSalary, worked(20, 900_000)).await;
    declared(&fund, 20, 900_000).await;
    let open = async || -> Vec<_> {
        let kept = disputes(&fund, &person).await;
        kept.into_iter().filter(|one| one.answer.is_none()).map(|one| one.reason).collect()
    };
    assert_eq!(open().await, []);
    fund.wait(60);
    declared(&fund, 20, 518_640).await;
    assert_eq!(open().await, [DisputeReason::WrongSalary], "the days are still right");
    fund.wait(60);
    declared(&fund, 10, 518_640).await;
    assert_eq!(open().await.len(), 2);
}

#[tokio::test]
async fn a_correction_that_was_answered_again_since_is_undone_aloud_and_once() {
    let fund = TestFund::with_limits("codes_per_hour = 100").await;
    let (person, _) = fund.signed_in(EMPLOYED).await;
    disputed(&fund, &person, DisputeReason::WrongDays).await;
    let officer = on_duty(&fund, "l.bennis", &[Decide]).await;
    corrected(&fund, &officer, DisputeReason::WrongDays, worked(20, 900_000)).await;
    let again = again(vec![payslip(&fund, &person).await]);
    fund.dispute_line(&person, &again).await.unwrap();
    let stands = reply(DisputeReason::WrongDays, DisputeAnswer::Stands, None);
    answer(&fund, &officer, EMPLOYED, &stands).await.unwrap();

    fund.wait(60);
    declared(&fund, 10, 300_000).await;
    let undone = disputes(&fund, &person).await.remove(0);
    assert_eq!((undone.answer, undone.reopened.unwrap().0), (None, Reopening::ByFile));
    assert_eq!(undone.earlier.unwrap().answer, DisputeAnswer::Stands);
    fund.wait(60);
    answer(&fund, &officer, EMPLOYED, &stands).await.unwrap();
    declared(&fund, 11, 300_000).await;
    let kept = disputes(&fund, &person).await.remove(0);
    assert_eq!(
        kept.answer.unwrap().0,
        DisputeAnswer::Stands,
        "the correction stands no more: nothing undoes it"
    );
}

#[tokio::test]
async fn an_answer_is_to_what_the_officer_has_read() {
    let fund = TestFund::with_limits("codes_per_hour = 100").await;
    let (person, _) = fund.signed_in(EMPLOYED).await;
    disputed(&fund, &person, DisputeReason::WrongDays).await;
    let officer = on_duty(&fund, "l.bennis", &[Decide]).await;
    let read = async || fund.desk_disputes(&officer, None).await.unwrap().disputes[0].mark();
    let asked = reply(DisputeReason::WrongDays, DisputeAnswer::EmployerAsked, None);
    let answer_having = async |seen: &str| {
        let reply = DisputeReply { seen: seen.to_owned(), ..asked.clone() };
        fund.desk_answer_dispute(&officer, EMPLOYED, &reply).await
    };
    let mut seen = read().await;
    let paper = payslip(&fund, &person).await;
    fund.dispute_line(&person, &again(vec![paper])).await.unwrap();
    for what in ["a paper", "a file"] {
        let blind = answer_having(&seen).await;
        assert!(matches!(blind, Err(ServiceError::IllegalStep(_))), "{what}: {blind:?}");
        seen = read().await;
        fund.wait(60);
        if what == "a paper" {
            declared(&fund, 10, 300_000).await;
        }
    }
    answer_having(&seen).await.unwrap();
    assert_eq!(read().await, seen, "who asked the employer goes on from the same page");
}

#[tokio::test]
async fn a_final_answer_is_given_once_and_who_is_second_is_told_so() {
    let fund = TestFund::new().await;
    let (person, _) = fund.signed_in(EMPLOYED).await;
    disputed(&fund, &person, DisputeReason::WrongDays).await;
    disputed(&fund, &person, DisputeReason::WrongSalary).await;
    let (first, second) =
        (on_duty(&fund, "l.bennis", &[Decide]).await, on_duty(&fund, "s.amrani", &[Decide]).await);
    let right = reply(DisputeReason::WrongDays, DisputeAnswer::Corrected, Some(worked(20, 900_000)));
    answer(&fund, &first, EMPLOYED, &right).await.unwrap();
    answer(&fund, &first, EMPLOYED, &right).await.unwrap();
    let of_days = |answer, correction| reply(DisputeReason::WrongDays, answer, correction);
    for other in [
        of_days(DisputeAnswer::Stands, None),
        of_days(DisputeAnswer::EmployerAsked, None),
        of_days(DisputeAnswer::Corrected, None),
        of_days(DisputeAnswer::Corrected, Some(worked(21, 900_000))),
    ] {
        let refused = answer(&fund, &second, EMPLOYED, &other).await;
        assert!(matches!(refused, Err(ServiceError::IllegalStep(_))), "{other:?}: {refused:?}");
    }
    let stands = reply(DisputeReason::WrongSalary, DisputeAnswer::Stands, None);
    answer(&fund, &first, EMPLOYED, &stands).await.unwrap();
    let late = reply(DisputeReason::WrongSalary, DisputeAnswer::Corrected, Some(worked(20, 800_000)));
    let refused = answer(&fund, &second, EMPLOYED, &late).await;
    assert!(matches!(refused, Err(ServiceError::IllegalStep(_))), "{refused:?}");
    let statement = fund.career_statement(&person).await.unwrap();
    let lines = statement.career.lines().iter().filter(|line| line.declared.month == september());
    assert_eq!(lines.count(), 2, "what was declared, and the one correction");
    let answers: Vec<_> = statement.disputes.iter().map(|one| one.answer.unwrap().0).collect();
    assert_eq!(answers, [DisputeAnswer::Corrected, DisputeAnswer::Stands]);
}

#[tokio::test]
async fn everybody_whose_lines_a_page_of_disputes_shows_is_a_reading_that_their_journal_tells() {
    let fund = TestFund::with_limits("codes_per_hour = 100").await;
    let (one, _) = fund.signed_in(EMPLOYED).await;
    let (other, _) = fund.signed_in(OTHER).await;
    for reason in [DisputeReason::WrongDays, DisputeReason::WrongSalary] {
        disputed(&fund, &one, reason).await;
    }
    disputed(&fund, &other, DisputeReason::WrongDays).await;
    let officer = on_duty(&fund, "l.bennis", &[Decide, Accounts]).await;
    fund.set_time("2026-11-21T12:00:00Z");
    assert_eq!(fund.desk_disputes(&officer, None).await.unwrap().disputes.len(), 3);
    for person in [&one, &other] {
        let noted = fund.noted(person).await;
        let read = |(action, detail, actor): &&(String, String, String)| {
            (action.as_str(), detail.as_str(), actor.as_str())
                == ("career_read", "disputes", "officer:l.bennis")
        };
        assert_eq!(noted.iter().filter(read).count(), 1, "{noted:?}");
    }
    // The page, and two people.
    for _ in 3..OFFICER_READINGS_PER_HOUR {
        fund.desk_resets(&officer).await.unwrap();
    }
    let spent = fund.desk_resets(&officer).await;
    assert!(matches!(spent, Err(ServiceError::TooManyTries { .. })), "{:?}", spent.map(|_| ()));
}

/// A payslip that was handed in and waits.
/// September's days once more, with these papers.
fn again(documents: Vec<DocumentId>) -> DisputedLine {
    DisputedLine {
        month: "2026-09".to_owned(),
        employer_number: "1000004".to_owned(),
        reason: DisputeReason::WrongDays,
        note: "le voici".to_owned(),
        documents,
    }
}

async fn payslip(fund: &TestFund, person: &Session) -> DocumentId {
    let paper = b"%PDF-1.7\n%%EOF\n";
    let length = u64::try_from(paper.len()).unwrap();
    let begun = fund.begin_document(person, DocumentKind::Payslip, length, None).await.unwrap();
    assert!(fund.receive_piece(person, &begun.id, 0, paper).await.unwrap().ready);
    begun.id
}

#[tokio::test]
async fn an_answer_carries_the_officers_words_and_documents_not_seen_before_open_it_again() {
    let fund = TestFund::with_limits("codes_per_hour = 100").await;
    let (person, _) = fund.signed_in(EMPLOYED).await;
    disputed(&fund, &person, DisputeReason::WrongDays).await;
    let officer = on_duty(&fund, "l.bennis", &[Decide]).await;
    let words = "Le bulletin de septembre manque.";
    let stands = DisputeReply {
        words: words.to_owned(),
        ..reply(DisputeReason::WrongDays, DisputeAnswer::Stands, None)
    };
    let long = DisputeReply { words: "x".repeat(501), ..stands.clone() };
    let refused = answer(&fund, &officer, EMPLOYED, &long).await;
    assert!(matches!(refused, Err(ServiceError::InvalidInput("words"))), "{refused:?}");
    answer(&fund, &officer, EMPLOYED, &stands).await.unwrap();
    let answered = disputes(&fund, &person).await.remove(0);
    assert_eq!((answered.answer.unwrap().0, answered.words.as_str()), (DisputeAnswer::Stands, words));

    let same = fund.dispute_line(&person, &again(Vec::new())).await.unwrap();
    assert_eq!(same, answered, "nothing the fund has not seen");
    let new = payslip(&fund, &person).await;
    let opened = fund.dispute_line(&person, &again(vec![new])).await.unwrap();
    assert_eq!((opened.answer, opened.words.as_str(), opened.documents), (None, "", 1));
    assert_eq!((opened.note.as_str(), opened.reopened.unwrap().0), ("le voici", Reopening::ByPerson));
    let said = EarlierAnswer {
        answer: DisputeAnswer::Stands,
        at: answered.answer.unwrap().1,
        words: words.to_owned(),
    };
    assert_eq!(opened.earlier, Some(said), "what was said is not lost");
    assert_eq!(fund.desk_disputes(&officer, None).await.unwrap().disputes.len(), 1, "officers look again");

    answer(&fund, &officer, EMPLOYED, &stands).await.unwrap();
    let late = fund.dispute_line(&person, &again(vec![new])).await.unwrap();
    assert_eq!(late.answer.unwrap().0, DisputeAnswer::Stands, "its answer was lost; it is sent again");
}
